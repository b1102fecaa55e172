"""Golden values of intervals over duplicate groups that do not jump where hardly anything varies, from statsmodels and scipy.

    pip install scipy statsmodels
    python test/goldens/statistics/make-steady-goldens.py
    npx biome format --write test/goldens/statistics

Writes steady-goldens.json beside this file. With m the number of groups that hold a value other than the most frequent one, the design effect is
(m d + 2 k) / (m + 2): d the cluster-robust over the classical variance of an intercept (statsmodels OLS), at least 1, and k = sum(n_g^2) / n,
which is all there is where nothing varies. Rates: Wilson's interval (statsmodels) of n/deff prompts with Student's t instead of 1.96. Paired
differences: Bonett and Price's interval, from their formula, with variance times deff and the same t.
"""

import json
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.stats import norm, t
from statsmodels.stats.proportion import proportion_confint

warnings.simplefilter("ignore")
N, LARGEST = 200, 149


def design_effect(values, groups):
    sizes = Counter(groups)
    complete = sum(size**2 for size in sizes.values()) / len(values)
    frequencies = Counter(values)
    most_frequent = [value for value, count in frequencies.items() if count == max(frequencies.values())]
    holding = min(len({group for value, group in zip(values, groups) if value != common}) for common in most_frequent)
    if holding == 0:
        return complete
    x = np.asarray(values, float)
    plain = sm.OLS(x, np.ones(len(x))).fit()
    clustered = plain.get_robustcov_results("cluster", groups=np.asarray(groups))
    estimated = max(1, (clustered.bse[0] / plain.bse[0]) ** 2)
    return (holding * estimated + 2 * complete) / (holding + 2)


def rate(name, flags, groups):
    deff = design_effect(flags, groups)
    critical = t.ppf(0.975, len(set(groups)) - 1)
    low, high = proportion_confint(sum(flags) / deff, len(flags) / deff, alpha=2 * norm.sf(critical), method="wilson")
    return {"name": name, "flags": flags, "groups": groups, "deff": float(deff), "interval": [float(low), float(high)]}


def paired(name, differences, groups):
    deff = design_effect(differences, groups)
    critical = t.ppf(0.975, len(set(groups)) - 1)
    n = len(differences)
    first, second = (differences.count(1) + 1) / (n + 2), (differences.count(-1) + 1) / (n + 2)
    half = critical * np.sqrt(deff * (first + second - (first - second) ** 2) / (n + 2))
    low, high = np.clip([first - second - half, first - second + half], -1, 1)
    return {"name": name, "differences": differences, "groups": groups, "deff": float(deff), "interval": [float(low), float(high)]}


# A group of 149 among 200 prompts, the others alone: successes from the end, where the single prompts are.
chained = [0] * LARGEST + list(range(LARGEST, N))
quarters = [i // 4 for i in range(40)]
last = lambda k, value=1, other=0: [other] * (N - k) + [value] * k
goldens = {
    "source": f"scipy {scipy.__version__}, numpy {np.__version__}, statsmodels {statsmodels.__version__}",
    "rates": [rate(f"{k} of 200", last(k), chained) for k in (0, 1, 2, 26, 100, 199, 200)]
    + [rate("half of every group", [i % 2 for i in range(40)], quarters), rate("whole groups", [int(i < 12) for i in range(40)], quarters)],
    "paired": [paired(f"{k} of 200 prompts won", last(k), chained) for k in (0, 1, 2, 26, 100, 199, 200)]
    + [paired(f"{k} of 200 prompts lost", last(k, -1), chained) for k in (1, 200)]
    + [paired("won and lost", [(i % 3) - 1 for i in range(40)], quarters), paired("one lost of all won", last(1, -1, 1), chained)],
}
Path(__file__).with_name("steady-goldens.json").write_text(json.dumps(goldens, indent=2) + "\n")
