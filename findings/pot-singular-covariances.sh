#!/usr/bin/env bash
# POT 0.9.7.post1: the Gaussian map between covariances of low rank raises, is NaN, or is finite and wrong by many orders of magnitude: it
# depends on the backend and the type of float.
#
# Expected: one function of the data, whichever array library holds it; where the source's covariance cannot be inverted, an error.
# Seen: with fewer rows than dimensions and float32 rows, the default regularisation of 1e-6 is below rounding. NumPy gives NaN, with a
# warning; torch gives finite entries, without one, and the mapped source misses the target's mean by thousands. Without regularisation
# NumPy raises and torch's entries are beyond 1e10. In float64 with the default both agree and are right. The distance between the two
# Gaussians is NaN in NumPy and a number in torch.
# Matters to: transport maps of activations, where d is 4,096 and there are a few hundred prompts per class, on a GPU. Map inside a subspace
# of fewer dimensions than rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile POT==0.9.7.post1 torch==2.13.0 scipy==1.17.1 numpy==2.4.6
venv/bin/python - 2>/dev/null <<'PY'
import numpy as np
import ot
import torch

generator = np.random.default_rng(0)
d, n = 256, 40
source, target = generator.normal(size=(n, d)), generator.normal(size=(n, d)) + 1
results = {}
for kind in (np.float64, np.float32):
    for reg in (1e-6, 0.0):
        for backend, wrap in (("numpy", np.asarray), ("torch", torch.tensor)):
            xs, xt = wrap(source.astype(kind)), wrap(target.astype(kind))
            try:
                A, b = (np.asarray(x) for x in ot.gaussian.empirical_bures_wasserstein_mapping(xs, xt, reg=reg))
                error = np.abs((np.asarray(xs) @ A + b).mean(0) - target.mean(0)).max()
                results[kind, reg, backend] = np.abs(A).max(), error
                said = f"largest entry {np.abs(A).max():.1e}, mean missed by {error:.1e}"
            except ValueError as exception:
                results[kind, reg, backend] = None
                said = f"raises: {exception}"
            print(f"{kind.__name__} reg {reg:.0e} {backend}: {said}")

distances = {}
for backend, wrap in (("numpy", np.asarray), ("torch", torch.tensor)):
    means = wrap(source.mean(0)), wrap(target.mean(0))
    distances[backend] = float(ot.gaussian.bures_wasserstein_distance(*means, wrap(np.cov(source.T)), wrap(np.cov(target.T))))
    print(f"distance in float64, {backend}: {distances[backend]:.2f}")
for backend in ("numpy", "torch"):
    assert results[np.float64, 1e-6, backend][1] < 1e-6
assert np.isnan(results[np.float32, 1e-6, "numpy"][0])
assert np.isfinite(results[np.float32, 1e-6, "torch"][0]) and results[np.float32, 1e-6, "torch"][1] > 1000
for kind in (np.float64, np.float32):
    assert results[kind, 0.0, "numpy"] is None and results[kind, 0.0, "torch"][0] > 1e10
assert np.isnan(distances["numpy"]) and np.isfinite(distances["torch"])
PY
