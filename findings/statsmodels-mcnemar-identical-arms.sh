#!/usr/bin/env bash
# statsmodels 0.15.0: McNemar's chi-square test of two arms with the same outcomes gives p = 0.
#
# Expected: arms that agree on every prompt give p = 1, as the exact test of the same function does. R's mcnemar.test gives NA there.
# Seen: mcnemar(table, exact=False) has statistic infinity and p = 0: the continuity correction (|0 - 0| - 1)^2 is divided by 0 discordant
# pairs. By the same correction b = c = 1 has p = .48 where the difference is 0. Without it, identical arms give NaN.
# Matters to: paired comparisons over many arms in a loop. An intervention that does nothing at all is the most significant of all, and
# Holm's adjustment keeps it so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6
venv/bin/python - 2>/dev/null <<'PY'
import math

from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

p = {}
for name, table in (("identical arms", [[60, 0], [0, 40]]), ("b = c = 1", [[60, 1], [1, 38]])):
    for label, options in (
        ("exact", dict(exact=True)),
        ("chi-square", dict(exact=False)),
        ("chi-square, uncorrected", dict(exact=False, correction=False)),
    ):
        result = mcnemar(table, **options)
        p[name, label] = result.pvalue
        print(f"{name:15} {label:24} statistic {result.statistic}, p = {result.pvalue:.3g}")
adjusted = multipletests([p["identical arms", "chi-square"], 0.004, 0.2], method="holm")[1]
print("Holm over identical arms and two others:", adjusted.tolist())
assert p["identical arms", "exact"] == 1 and p["identical arms", "chi-square"] == 0
assert math.isnan(p["identical arms", "chi-square, uncorrected"])
assert p["b = c = 1", "exact"] == 1 and p["b = c = 1", "chi-square"] < 0.5
assert adjusted[0] == 0
PY
