"""Golden values of Wilson's score interval, from scipy.

    pip install scipy
    python test/goldens/statistics/make-wilson-goldens.py
    npx biome format --write test/goldens/statistics

Writes wilson-goldens.json beside this file: binomtest(k, n).proportion_ci(0.95, method="wilson").
"""

import json
from pathlib import Path

import scipy
from scipy.stats import binomtest

CASES = [(0, 1), (1, 1), (0, 7), (3, 7), (7, 7), (1, 20), (10, 20), (5, 64), (40, 64), (126, 159),
         (0, 200), (1, 200), (100, 200), (188, 200), (199, 200), (200, 200), (317, 1000), (999999, 1000000)]

intervals = []
for k, n in CASES:
    interval = binomtest(k, n).proportion_ci(confidence_level=0.95, method="wilson")
    intervals.append({"k": k, "n": n, "low": float(interval.low), "high": float(interval.high)})
goldens = {"source": f"scipy {scipy.__version__}", "intervals": intervals}
Path(__file__).with_name("wilson-goldens.json").write_text(json.dumps(goldens, indent=2) + "\n")
