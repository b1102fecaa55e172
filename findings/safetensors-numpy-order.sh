#!/usr/bin/env bash
# safetensors 0.8.0: safetensors.numpy writes a transposed or sliced array in another order, and says nothing.
#
# Expected: what is loaded equals what was saved, or saving raises, as safetensors.torch does for the same matrix ("non contiguous tensor").
# The documentation asks for contiguous arrays, without a word of what happens to others.
# Seen: shape and type come back, the values are those of the memory behind the array read row by row. It hits bases as they come from
# linear algebra: eigenvectors V[:, -K:], the transpose of SVD's right vectors, scikit-learn's principal axes with the full solver.
# Known: https://github.com/safetensors/safetensors/issues/825 (open in August 2026; 0.7.0 is said there to have saved such arrays right).
# Matters to: activations and intervention bases written for another tool: the file is valid, and the basis is not orthonormal any more.
# Use np.ascontiguousarray. (astype keeps the order of its argument.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile safetensors==0.8.0 torch==2.13.0 numpy==2.4.6
venv/bin/python - <<'PY'
import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from safetensors.torch import save_file as save_torch

rows = np.random.default_rng(0).normal(size=(40, 6))
_, vectors = np.linalg.eigh(np.cov(rows.T))
arrays = {
    "eigenvectors, all": np.ascontiguousarray(vectors),
    "eigenvectors, last two": np.ascontiguousarray(vectors)[:, -2:],
    "right singular vectors": np.linalg.svd(rows)[2].T,
    "the same as float32": np.linalg.svd(rows)[2].T.astype(np.float32),
    "rows 0 to 9": rows[:10],
}
save_file(arrays, "arrays.safetensors")
loaded = load_file("arrays.safetensors")
equal = {}
for name, array in arrays.items():
    back = loaded[name]
    assert back.shape == array.shape and back.dtype == array.dtype
    equal[name] = bool(np.array_equal(back, array))
    print(f"{name:24} C order: {array.flags.c_contiguous!s:5}  loaded equals saved: {equal[name]}")
    assert equal[name] == array.flags.c_contiguous
assert list(equal.values()) == [True, False, False, False, True]
basis = loaded["eigenvectors, last two"]
print("loaded basis, B^T B:", (basis.T @ basis).round(2).tolist())
try:
    save_torch({"basis": torch.tensor(vectors)[:, -2:]}, "torch.safetensors")
    raise SystemExit("safetensors.torch saved it")
except ValueError as error:
    print("safetensors.torch:", str(error)[:51])
PY
