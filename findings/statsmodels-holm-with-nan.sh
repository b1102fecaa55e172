#!/usr/bin/env bash
# statsmodels 0.15.0: an undefined p-value among others counts as a hypothesis under Holm and blanks all adjusted values under FDR.
#
# Expected: a p-value that could not be computed (arms without a discordant pair, a constant layer) is left out with a message, or raises as
# in SciPy's false_discovery_control; rejected and adjusted p agree with each other.
# Seen: multipletests([nan, .001, .02, .04]): Holm's adjusted values are those of four hypotheses, and one of three rejections remains.
# With fdr_bh every adjusted value is NaN while two hypotheses are still marked as rejected. No warning.
# Matters to: families of arms or layers of which some are degenerate: adding arms that cannot be tested changes the verdict on the others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6
venv/bin/python -W error - <<'PY'
import numpy as np
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

p = [0.001, 0.02, 0.04]
found = {}
for method in ("holm", "fdr_bh"):
    for values in (p, [np.nan, *p]):
        rejected, adjusted = multipletests(values, method=method)[:2]
        found[method, len(values)] = rejected.tolist(), adjusted
        print(f"{method:6} {values}: rejected {rejected.tolist()}, adjusted {adjusted.round(3).tolist()}")
try:
    false_discovery_control([np.nan, *p])
    raise SystemExit("SciPy computed it")
except ValueError as error:
    print("SciPy:", error)
assert found["holm", 3][0] == [True, True, True] and found["holm", 4][0] == [False, True, False, False]
assert np.allclose(found["holm", 4][1][1:], [0.004, 0.06, 0.08])
assert found["fdr_bh", 4][0] == [False, True, True, False] and np.isnan(found["fdr_bh", 4][1]).all()
PY
