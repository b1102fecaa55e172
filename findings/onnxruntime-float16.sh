#!/usr/bin/env bash
# onnxruntime 1.30.0, CPU: a float16 graph is computed in float32 between its nodes: it neither rounds nor overflows where float16 does.
#
# Expected: a value whose type in the graph is float16 is a float16 number. NumPy, ONNX's reference evaluator and a device that computes
# in float16 agree.
# Seen: where the CPU provider has no float16 kernel, casts are put around each node and pairs of them between nodes are taken away
# again. (2048 + 1) - 2048 is 1, not 0; (1000 * 1000) / 1000 is 1000, not infinity. Intermediate values that are made outputs are rounded
# for the caller alone: the graph says that the sum is 2048, and that the sum less 2048 is 1.
# Matters to: float16 checkpoints tried on a CPU before they go to a device: overflow in the residual stream of a large model does not show
# in what follows, and a captured activation is not the one that the next block read. Kernels differ by processor family; this was seen on
# x86-64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile onnxruntime==1.30.0 onnx==1.23.1 numpy==2.4.6
venv/bin/python - 2>/dev/null <<'PY'
import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

x, one = np.array([2048, 1000], np.float16), np.array([1, 1], np.float16)


def model(visible):
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [
            helper.make_node("Add", ["x", "one"], ["sum"]),
            helper.make_node("Sub", ["sum", "x"], ["difference"]),
            helper.make_node("Mul", ["x", "x"], ["square"]),
            helper.make_node("Div", ["square", "x"], ["quotient"]),
        ],
        "half",
        [value(n, TensorProto.FLOAT16, [2]) for n in ("x", "one")],
        [value(n, TensorProto.FLOAT16, [2]) for n in ("difference", "quotient", *visible)],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


def onnxruntime(visible):
    session = ort.InferenceSession(model(visible).SerializeToString(), providers=["CPUExecutionProvider"])
    return [r.tolist() for r in session.run(None, {"x": x, "one": one})]


numpy = [((x + one) - x).tolist(), ((x * x) / x).tolist()]
reference = [r.tolist() for r in ReferenceEvaluator(model([])).run(None, {"x": x, "one": one})]
hidden, shown = onnxruntime([]), onnxruntime(["sum", "square"])
for name, result in (("NumPy", numpy), ("ONNX reference", reference), ("onnxruntime", hidden)):
    print(f"{name:15} (x + 1) - x: {result[0]}   x * x / x: {result[1]}")
print(f"x = {x.tolist()}; onnxruntime with four outputs: x + 1 = {shown[2]}, (x + 1) - x = {shown[0]},")
print(f"    x * x = {shown[3]}, x * x / x = {shown[1]}")
inf = float("inf")
assert numpy == reference == [[0.0, 1.0], [inf, inf]]
assert hidden == [[1.0, 1.0], [2048.0, 1000.0]]
assert shown == [*hidden, [2048.0, 1001.0], [inf, inf]]
PY
