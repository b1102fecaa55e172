"""Golden values of Wilson's score interval, the exact McNemar test, Holm's adjustment, Bonett and Price's interval of a
paired difference and the minimum detectable difference, from scipy and numpy.

    pip install scipy
    python test/goldens/statistics/make-statistics-goldens.py
    npx biome format --write test/goldens/statistics

Writes statistics-goldens.json beside this file: binomtest(k, n).proportion_ci(0.95, method="wilson") and the two-sided
binomtest(b, b + c, 0.5).pvalue, which is the exact McNemar test. Holm's adjusted p-values are computed here from the
definition: the running maximum, over p in ascending order, of min(1, (m - i) p_(i)). Bonett and Price's interval is the Wald
interval of the difference after one discordant pair is added on either side (as they define it), its variance that of the
multinomial counts; the minimum detectable difference is the root that scipy.optimize.brentq finds.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import brentq
from scipy.stats import binomtest, norm

WILSON = [(0, 1), (1, 1), (0, 7), (3, 7), (7, 7), (1, 20), (10, 20), (5, 64), (40, 64), (126, 159),
          (0, 200), (1, 200), (100, 200), (188, 200), (199, 200), (200, 200), (317, 1000), (999999, 1000000)]
MCNEMAR = [(0, 1), (1, 0), (0, 5), (0, 6), (1, 1), (3, 9), (9, 3), (18, 1), (20, 20), (31, 9), (60, 41), (0, 200),
           (150, 3), (700, 801), (2000, 1500)]
HOLM = [[0.03], [0.01, 0.04, 0.03], [0.04, 0.01, 0.03, 0.005], [0.5, 0.5, 0.5], [1, 0.9, 0.2, 1e-9],
        [0.02, 0.02, 0.021, 0.3], [1e-12, 1e-12, 1e-3, 0.7, 0.049]]


PAIRED = [(0, 0, 1), (0, 0, 20), (1, 0, 10), (18, 1, 40), (20, 20, 40), (2, 20, 200), (0, 19, 200), (173, 0, 200), (50, 31, 1000)]
DETECTABLE = [(159, 0.2), (64, 0.2), (32, 0.2), (200, 0.1), (200, 0.4), (1000, 0.05), (10, 1.0)]


def paired(b, c, n):
    counts = np.array([b + 1, c + 1, n - b - c], float)  # two pairs added, both discordant
    p = counts / (n + 2)
    covariance = (np.diag(p) - np.outer(p, p)) / (n + 2)
    contrast = np.array([1, -1, 0])
    half = norm.ppf(0.975) * np.sqrt(contrast @ covariance @ contrast)
    return {"b": b, "c": c, "n": n, "low": float(max(-1, contrast @ p - half)), "high": float(min(1, contrast @ p + half))}


def detectable(n, psi):
    short = lambda d: norm.ppf(0.975) * np.sqrt(psi) + norm.ppf(0.8) * np.sqrt(psi - d**2) - d * np.sqrt(n)
    return {"n": n, "psi": psi, "delta": None if short(psi) > 0 else float(brentq(short, 0, psi, xtol=1e-14))}


def wilson(k, n):
    interval = binomtest(k, n).proportion_ci(confidence_level=0.95, method="wilson")
    return {"k": k, "n": n, "low": float(interval.low), "high": float(interval.high)}


def holm(p):
    p = np.asarray(p, float)
    order = np.argsort(p, kind="stable")
    stepped = np.minimum(1, p[order] * (len(p) - np.arange(len(p))))
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(stepped)
    return {"p": p.tolist(), "adjusted": adjusted.tolist()}


goldens = {
    "source": f"scipy {scipy.__version__}, numpy {np.__version__}",
    "wilson": [wilson(k, n) for k, n in WILSON],
    "mcnemar": [{"b": b, "c": c, "p": float(binomtest(b, b + c, 0.5).pvalue)} for b, c in MCNEMAR],
    "holm": [holm(p) for p in HOLM],
    "paired": [paired(*case) for case in PAIRED],
    "detectable": [detectable(*case) for case in DETECTABLE],
}
Path(__file__).with_name("statistics-goldens.json").write_text(json.dumps(goldens, indent=2) + "\n")
