#!/usr/bin/env bash
# scikit-learn 1.9.1: PCA of a usual matrix of activations (fewer prompts than dimensions) gives other axes at every call.
#
# Expected: principal axes are a function of the data, up to sign.
# Seen: from 500 rows or columns on and for few components the default solver is a randomised one with a new seed each time, and stops
# after a few iterations. Activations have slowly falling spectra, for which these do not converge: the subspaces of 2 or 8 axes that it
# finds in the same 256 x 896 rows differ by tens of degrees from fit to fit, and from the exact ones. svd_solver="full"
# gives the same axes every time.
# Matters to: PCA-based maps, directions and pictures of activations: two runs of a script intervene in two subspaces, and nothing in it
# looks random. (The documentation of svd_solver says when "auto" is randomised.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
venv/bin/python - <<'PY'
import numpy as np
from sklearn.decomposition import PCA

generator = np.random.default_rng(0)
scales = 1 / np.sqrt(1 + np.arange(896) / 50)  # variances fall as 1 / (1 + j / 50)
rows = generator.normal(size=(256, 896)) * scales
rows[:128, 5] += 1  # two classes


def degrees(a, b):
    """The largest angle between two subspaces."""
    return np.degrees(np.arccos(min(1.0, np.linalg.svd(a @ b.T)[1].min())))


for K in (2, 8):
    default = [PCA(K).fit(rows).components_ for _ in range(6)]
    exact, again = (PCA(K, svd_solver="full").fit(rows).components_ for _ in range(2))
    apart = max(degrees(a, b) for a in default for b in default)
    wrong = max(degrees(a, exact) for a in default)
    print(
        f"K = {K}: six default fits are up to {apart:.0f} degrees apart and {wrong:.0f} from the exact axes;"
        f" two full fits are {degrees(exact, again):.4f} apart"
    )
    assert apart > 5 and wrong > 3 and degrees(exact, again) < 0.01
PY
