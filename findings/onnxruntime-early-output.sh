#!/usr/bin/env bash
# onnxruntime 1.30.0: asking for an early output alone still computes everything behind it.
#
# Expected: run(["early"], ...) computes what that output depends on, as TensorFlow's session and lazily evaluated graphs do; the argument
# is called output_names.
# Seen: the whole graph runs. A node that the output does not depend on still fails the run, its inputs are still required, and its time
# is still spent.
# Matters to: capturing layer 3 of 32 from one graph with an output per layer: every capture costs a full pass and the memory of all layers.
# Cut the graph (onnx.utils.Extractor, or a graph per depth).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile onnxruntime==1.30.0 onnx==1.23.1 numpy==2.4.6
venv/bin/python - <<'PY'
import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper

value = helper.make_tensor_value_info
graph = helper.make_graph(
    [helper.make_node("Mul", ["x", "x"], ["early"]), helper.make_node("Gather", ["early", "i"], ["late"])],
    "two_layers",
    [value("x", TensorProto.FLOAT, ["n"]), value("i", TensorProto.INT64, ["m"])],
    [value("early", TensorProto.FLOAT, ["n"]), value("late", TensorProto.FLOAT, ["m"])],
)
options = ort.SessionOptions()
options.log_severity_level = 4
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
x = np.arange(3, dtype=np.float32)
print("early alone, all inputs fit:", session.run(["early"], {"x": x, "i": np.array([2])})[0].tolist())
for what, feeds, message in (
    ("late out of range", {"x": x, "i": np.array([9])}, "out of data bounds"),
    ("late's input absent", {"x": x}, "missing from input feed"),
):
    try:
        session.run(["early"], feeds)
    except Exception as error:
        print(f"early alone, {what}: fails ({message})")
        assert message in str(error)
    else:
        raise SystemExit(f"early alone, {what}: computed")
PY
