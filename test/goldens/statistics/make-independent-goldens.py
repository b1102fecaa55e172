"""Golden values of Fisher's exact test and of Newcombe's hybrid score interval for the difference of two independent proportions.

    pip install scipy statsmodels
    python test/goldens/statistics/make-independent-goldens.py
    npx biome format --write test/goldens/statistics

Writes independent-goldens.json beside this file: scipy.stats.fisher_exact (two-sided) and statsmodels'
confint_proportions_2indep(method="newcomb", compare="diff").
"""

import json
import warnings
from pathlib import Path

import scipy
import statsmodels
from scipy.stats import fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep

CASES = [(0, 1, 1, 1), (3, 7, 5, 9), (0, 20, 0, 30), (0, 20, 30, 30), (1, 10, 9, 10), (56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20),
         (173, 200, 188, 200), (100, 200, 101, 200), (13, 159, 46, 100), (5, 64, 40, 64), (2, 1000, 9, 1500), (700, 2000, 801, 1900),
         (0, 200, 6, 100), (1999, 2000, 1, 2000)]


def case(k1, n1, k2, n2):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff", alpha=0.05)
    p = fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue
    return {"k1": k1, "n1": n1, "k2": k2, "n2": n2, "p": float(p), "low": float(low), "high": float(high)}


goldens = {"source": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}", "cases": [case(*c) for c in CASES]}
Path(__file__).with_name("independent-goldens.json").write_text(json.dumps(goldens, indent=2) + "\n")
