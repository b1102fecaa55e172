#!/usr/bin/env bash
# onnxruntime 1.30.0: the first session of a process decides whether small numbers become zero, for all sessions and for NumPy.
#
# Expected: session.set_denormal_as_zero is a session's option; sessions with "0" and "1" can stand side by side, and other libraries
# of the process compute as before.
# Seen: the choice of the first session holds for the later ones, whatever they ask for. Where it is "1", NumPy flushes too on that thread:
# 1e-30 times 1e-10 in float32 is 0 afterwards, and 1e-40 before.
# Matters to: references computed beside an engine in one process (small probabilities, gradients of saturated softmaxes), and tests whose
# outcome depends on which ran first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile onnxruntime==1.30.0 onnx==1.23.1 numpy==2.4.6
cat >run.py <<'PY'
import sys

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper

a, b = np.full(4, 1e-30, np.float32), np.full(4, 1e-10, np.float32)


def session(flush):
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Mul", ["a", "b"], ["y"])], "product", [value(n, TensorProto.FLOAT, [4]) for n in "ab"],
        [value("y", TensorProto.FLOAT, [4])],
    )
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.set_denormal_as_zero", flush)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


before = float((a * b)[0])  # as a double at once: printing a float32 would flush it too
sessions = [session(flush) for flush in sys.argv[1:]]
found = [float(s.run(None, {"a": a, "b": b})[0][0]) for s in sessions]
after = float((a * b)[0])
print(f"sessions in order {sys.argv[1:]}: products {[f'{x:.0e}' for x in found]}; NumPy before {before:.0e}, after {after:.0e}")
assert before > 0
flushed = sys.argv[1] == "1"
assert all((x == 0) == flushed for x in [*found, after])
PY
venv/bin/python run.py 0 1
venv/bin/python run.py 1 0
