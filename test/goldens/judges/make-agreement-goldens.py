"""Golden values of Cohen's kappa, its large-sample interval, and positive and negative agreement, from statsmodels and
scikit-learn.

    pip install statsmodels scikit-learn
    python test/goldens/judges/make-agreement-goldens.py
    npx biome format --write test/goldens/judges

Writes agreement-goldens.json beside this file. kappa and its interval: statsmodels.stats.inter_rater.cohens_kappa (kappa,
kappa_low, kappa_upp), checked against sklearn.metrics.cohen_kappa_score. Positive agreement is the F1 score of one rater
against the other for "yes", negative agreement that for "no" (sklearn.metrics.f1_score): the same fraction.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
import statsmodels
from sklearn.metrics import cohen_kappa_score, f1_score
from statsmodels.stats.inter_rater import cohens_kappa

# both, only the first, only the second, neither
TABLES = [(40, 9, 6, 45), (90, 5, 5, 0), (80, 10, 10, 5), (1, 0, 1, 62), (20, 15, 30, 35), (0, 12, 13, 0), (118, 1, 40, 0),
          (3, 2, 1, 4), (700, 185, 10, 105), (5, 40, 45, 10), (0, 3, 0, 60), (12, 0, 9, 43)]

goldens = []
for both, first, second, neither in TABLES:
    a = np.array([1] * both + [1] * first + [0] * second + [0] * neither)
    b = np.array([1] * both + [0] * first + [1] * second + [0] * neither)
    result = cohens_kappa([[both, first], [second, neither]])
    assert abs(result.kappa - cohen_kappa_score(a, b)) < 1e-12
    low, upp = float(result.kappa_low), float(result.kappa_upp)
    goldens.append({
        "table": [both, first, second, neither],
        "kappa": float(result.kappa),
        "interval": [low, upp] if result.std_kappa > 1e-7 else None,
        "positive": float(f1_score(a, b, zero_division=np.nan)),
        "negative": float(f1_score(1 - a, 1 - b, zero_division=np.nan)),
    })

out = {"versions": {"statsmodels": statsmodels.__version__, "scikit-learn": sklearn.__version__}, "tables": goldens}
path = Path(__file__).with_name("agreement-goldens.json")
path.write_text(json.dumps(out, allow_nan=False, indent=1) + "\n")
