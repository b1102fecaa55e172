#!/usr/bin/env bash
# SciPy 1.17.1 with statsmodels 0.15.0: after Holm over five coordinates or more, anderson(method="interpolate") rejects normality of nothing.
#
# Expected: p falls with the statistic, so that a grossly non-normal coordinate survives an adjustment over layers and coordinates. The
# Monte Carlo method of the same function does.
# Seen: the interpolated p lies between .01 and .15 whatever the statistic: exponential data have .01, and so have data with 100 times the
# statistic. Five times .01 is .05. At the other end "p = .15" says nothing: normal data have it always.
# Matters to: checks of Gaussianity before a Gaussian transport map, over layers x coordinates x classes: everything passes. Ask for
# MonteCarloMethod with enough draws for the size of the family.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile scipy==1.17.1 statsmodels==0.15.0 numpy==2.4.6
venv/bin/python - <<'PY'
import numpy as np
from scipy.stats import MonteCarloMethod, anderson
from statsmodels.stats.multitest import multipletests

generator = np.random.default_rng(0)
layers = [generator.exponential(size=200) for _ in range(6)]
for method in ("interpolate", MonteCarloMethod(n_resamples=1999, rng=1)):
    results = [anderson(x, method=method) for x in layers]
    p = np.array([r.pvalue for r in results])
    adjusted = multipletests(p, method="holm")[1]
    name = method if isinstance(method, str) else "Monte Carlo"
    print(f"six exponential layers, {name}: statistics {min(r.statistic for r in results):.1f} and more")
    print(f"  p {p.min():.4f} to {p.max():.4f}, after Holm {adjusted.min():.4f} to {adjusted.max():.4f}")
    if name == "interpolate":
        assert (p == 0.01).all() and (adjusted > 0.05).all()
    else:
        assert (adjusted < 0.05).all()
normal = [anderson(generator.normal(size=200), method="interpolate").pvalue for _ in range(20)]
cauchy = anderson(generator.standard_cauchy(2000), method="interpolate")
print(f"Cauchy data: statistic {cauchy.statistic:.0f}, p = {cauchy.pvalue}; 20 normal samples: largest p = {max(normal)}")
assert cauchy.statistic > 100 and cauchy.pvalue == 0.01 and max(normal) == 0.15
PY
