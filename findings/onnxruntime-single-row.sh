#!/usr/bin/env bash
# onnxruntime 1.30.0, CPU: a row of a product has other last bits alone than in a batch, unless the weights are constants that it packs.
#
# Expected: row i of x W depends on row i of x only; batching and one-at-a-time evaluation give the same bits. They do for the usual case,
# weights that are initializers of the graph.
# Seen: with the same weights as a run-time input, or with the option session.disable_prepacking (described as a matter of memory), a
# single row is summed in another order. With one output column the order also depends on how many rows there are beyond one.
# Matters to: reproducibility of greedy tokens over batch sizes, and interventions whose bases are run-time inputs: a projection on one
# direction is a product with one column.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile onnxruntime==1.30.0 onnx==1.23.1 numpy==2.4.6
venv/bin/python - <<'PY'
import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

k = 896
generator = np.random.default_rng(0)
x = generator.standard_normal((64, k)).astype(np.float32)


def sizes_that_differ(columns, weights, packing=True):
    """Numbers of rows whose products are not the bits of the first rows of all 64."""
    w = generator.standard_normal((k, columns)).astype(np.float32)
    constant = weights == "constant"
    value = helper.make_tensor_value_info
    inputs = [value("x", TensorProto.FLOAT, ["m", k])] + ([] if constant else [value("w", TensorProto.FLOAT, [k, columns])])
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])], "product", inputs, [value("y", TensorProto.FLOAT, ["m", columns])],
        [numpy_helper.from_array(w, "w")] if constant else [],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    if not packing:
        options.add_session_config_entry("session.disable_prepacking", "1")
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    def product(rows):
        return session.run(None, {"x": rows} if constant else {"x": rows, "w": w})[0]

    whole = product(x)
    assert np.allclose(whole, x @ w, atol=1e-3)
    found = [m for m in (1, 2, 3, 4, 5, 6, 7, 8, 16, 33) if not np.array_equal(product(x[:m].copy()), whole[:m])]
    print(f"{columns:3} columns, weights {weights:8}{'' if packing else ', not packed'}: other bits with {found or 'no number of'} rows")
    return found


for columns in (1, 64, 896):
    assert sizes_that_differ(columns, "constant") == []
for columns in (64, 896):
    assert sizes_that_differ(columns, "constant", packing=False) == [1]
    assert sizes_that_differ(columns, "input") == [1]
assert len(sizes_that_differ(1, "input")) > 1
PY
