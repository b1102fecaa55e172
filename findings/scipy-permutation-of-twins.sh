#!/usr/bin/env bash
# SciPy 1.17.1 with POT 0.9.7.post1: freely shuffled labels are not a null for the distance between classes of twins.
#
# Expected: under exchangeable labels p is uniform where classes do not differ, and small where they do. Free exchange of labels is the
# default of permutation_test ("independent") and of most two-sample tests of activations.
# Seen: where each harmful prompt has a harmless twin about the same thing (as contrast sets are built), what the topic does to the
# activations is in both classes alike and cancels from the distance; free shuffles take twins apart and put the topic's variance in. All
# p-values lie near 1 where classes are alike, and the difference of means, which is in every twin, is missed: p stays above .5. With twins
# that swap or keep their labels ("samples") the same statistics have uniform p-values and find it.
# Matters to: significance of separation and of optimal-transport distances (Gaussian W2 here) on matched prompts: "no difference" is
# the test's doing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile scipy==1.17.1 POT==0.9.7.post1 numpy==2.4.6
venv/bin/python - <<'PY'
import numpy as np
import ot
from scipy.stats import permutation_test

generator = np.random.default_rng(0)
n, d = 40, 3


def twins(effect):
    topic = 3 * generator.normal(size=(n, d))
    return [topic + 0.5 * generator.normal(size=(n, d)) + shift for shift in (effect, 0.0)]


def mean_distance(a, b):
    return np.linalg.norm(a.mean(0) - b.mean(0))


def gaussian_w2(a, b):
    return float(ot.gaussian.empirical_bures_wasserstein_distance(a, b))


def p_value(statistic, pair, kind):
    rows = np.concatenate(pair)
    data = np.arange(n), np.arange(n, 2 * n)  # the test moves row numbers, so that rows stay whole
    return permutation_test(
        data, lambda i, j: statistic(rows[i], rows[j]), permutation_type=kind, vectorized=False, n_resamples=99,
        alternative="greater", rng=0,
    ).pvalue


for statistic in (mean_distance, gaussian_w2):
    for kind in ("independent", "samples"):
        alike = [p_value(statistic, twins(0.0), kind) for _ in range(12)]
        apart = p_value(statistic, twins(0.3), kind)
        print(
            f"{statistic.__name__:13} {kind:11} classes alike: p from {min(alike):.2f} to {max(alike):.2f}"
            f"   difference in every twin: p = {apart:.2f}"
        )
        if kind == "independent":
            assert min(alike) > 0.5 and apart > 0.5
        else:
            assert min(alike) < 0.5 and apart < 0.05
PY
