"""Golden values of statistics over groups of prompts, from scipy, statsmodels and scikit-learn.

    pip install scipy statsmodels scikit-learn
    python test/goldens/statistics/make-grouped-goldens.py
    npx biome format --write test/goldens/statistics

Writes grouped-goldens.json beside this file.
- design effect: the cluster-robust over the classical variance of an intercept (statsmodels OLS, its small-sample factor
  G/(G - 1) (n - 1)/(n - k), k = 1, being G/(G - 1)), at least 1;
- sign-flip test: scipy.stats.permutation_test of type "samples" on the group sums, all sign vectors;
- minimum detectable difference with design effect and family: the root that scipy.optimize.brentq finds;
- isotonic regression: scikit-learn; normal and Student's quantiles: scipy.stats;
- percentile, bias-corrected and BCa intervals of a mean from their formulas (Efron 1981, 1987), on given replicates;
- Rogan and Gladen's rate with Lang and Reiczigel's interval: computed here from the published formulas.
"""

import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.stats import norm, permutation_test, t
from sklearn.isotonic import IsotonicRegression

random = np.random.default_rng(20260304)


def design_effect(name, values, groups):
    values = np.asarray(values, float)
    plain = sm.OLS(values, np.ones(len(values))).fit()
    clustered = plain.get_robustcov_results("cluster", groups=np.asarray(groups))
    deff = (clustered.bse[0] / plain.bse[0]) ** 2
    return {"name": name, "values": values.tolist(), "groups": [int(g) for g in groups], "deff": float(max(1, deff))}


def clusters(count, correlation, largest=4):
    groups = np.repeat(np.arange(count), random.integers(1, largest + 1, count))
    common = random.random(count)[groups] < 0.3
    own = random.random(len(groups)) < 0.3
    return np.where(random.random(len(groups)) < correlation, common, own).astype(float), groups


def sign_flip(differences):
    result = permutation_test((np.asarray(differences, float),), lambda x, axis: np.abs(np.sum(x, axis=axis)),
                              permutation_type="samples", alternative="greater", n_resamples=np.inf, vectorized=True)
    return {"differences": list(map(float, differences)), "p": float(result.pvalue)}


def detectable(n, psi, deff, family):
    z = norm.isf(0.025 / family)
    short = lambda d: z * np.sqrt(psi) + norm.ppf(0.8) * np.sqrt(psi - d**2) - d * np.sqrt(n / deff)
    return {"n": n, "psi": psi, "deff": deff, "family": family,
            "delta": None if short(psi) > 0 else float(brentq(short, 0, psi, xtol=1e-14))}


def isotonic(values, weights):
    fitted = IsotonicRegression().fit_transform(np.arange(len(values)), values, sample_weight=weights)
    return {"values": list(map(float, values)), "weights": list(map(float, weights)), "fitted": fitted.tolist()}


def corrected(k, n, se, n_se, sp, n_sp):
    z = norm.ppf(0.975)
    ap, s, c = (k + z**2 / 2) / (n + z**2), (se + 1) / (n_se + 2), (sp + 1) / (n_sp + 2)
    prevalence = (ap + c - 1) / (s + c - 1)
    vs, vc = s * (1 - s) / (n_se + 2), c * (1 - c) / (n_sp + 2)
    shift = 2 * z**2 * (prevalence * vs - (1 - prevalence) * vc)
    error = np.sqrt(ap * (1 - ap) / (n + z**2) + prevalence**2 * vs + (1 - prevalence) ** 2 * vc) / (s + c - 1)
    plain = (k / n + sp / n_sp - 1) / (se / n_se + sp / n_sp - 1)
    low, high = np.clip([prevalence + shift - z * error, prevalence + shift + z * error], 0, 1)
    return {"k": k, "n": n, "sensitivity": {"k": se, "n": n_se}, "specificity": {"k": sp, "n": n_sp},
            "rate": float(np.clip(plain, 0, 1)), "low": float(low), "high": float(high)}


def intervals(name, values, replicates):
    """Percentile and BCa bounds as order statistics: the floor((B + 1) a)-th smallest and its mirror image."""
    values, drawn = np.asarray(values, float), np.sort(np.asarray(replicates, float))
    size, mean = len(drawn), values.mean()

    def at(share):
        rank = max(1, int(np.floor((size + 1) * min(share, 1 - share) + 1e-9)))
        return float(drawn[rank - 1] if share <= 0.5 else drawn[size - rank])

    z0 = norm.ppf((np.sum(drawn < mean) + np.sum(drawn == mean) / 2 + 0.5) / (size + 1))
    without = np.array([np.delete(values, i).mean() for i in range(len(values))])
    influence = without.mean() - without
    a = np.sum(influence**3) / (6 * np.sum(influence**2) ** 1.5)
    bca = [norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))) for z in norm.ppf([0.025, 0.975])]
    corrected = [norm.cdf(2 * z0 + z) for z in norm.ppf([0.025, 0.975])]
    return {"name": name, "value": float(mean), "acceleration": float(a), "replicates": drawn.tolist(),
            "percentile": [at(0.025), at(0.975)], "biasCorrected": [at(s) for s in corrected], "bca": [at(s) for s in bca]}


def resampled(values, count):
    return random.choice(values, (count, len(values))).mean(axis=1)


skewed = np.round(random.exponential(1, 20), 3)
goldens = {
    "source": f"scipy {scipy.__version__}, numpy {np.__version__}, statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}",
    "designEffect": [
        design_effect("strong correlation", *clusters(30, 0.9)),
        design_effect("no correlation", *clusters(30, 0)),
        design_effect("large groups", *clusters(8, 0.5, 12)),
        design_effect("real numbers", random.normal(size=40).round(4) + np.repeat(random.normal(size=10).round(4), 4), np.repeat(np.arange(10), 4)),
        design_effect("agreement within pairs", [1, 1, 0, 0, 1, 1, 0, 0, 1, 0], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]),
    ],
    "signFlip": [sign_flip(d) for d in ([1, 1, 1, 1, 1, 1], [2, -1, 3, 1, 1, -2, 1], [4, 1, 1, -1, 2, 2, 3, 1, -1, 1],
                                        [0.5, 0.25, -0.25, 1, 0.75, 0.5], [1 / 3, 2 / 3, 1, -1 / 3, 1, 1, 2 / 3, 1 / 3])],
    "detectable": [detectable(*case) for case in [(159, 0.2, 1, 1), (159, 0.2, 1.7, 1), (159, 0.2, 1, 24), (159, 0.2, 1.7, 24),
                                                  (64, 0.2, 2, 1), (1000, 0.05, 1.5, 30), (500, 0.4, 3, 57)]],
    "isotonic": [isotonic([1, 3, 2, 4], [1, 1, 1, 1]), isotonic([5, 4, 3, 2], [1, 2, 3, 4]), isotonic([0.1, 0.1, 0.5, 0.4, 0.45, 0.9], [1, 2, 1, 3, 1, 1]),
                 isotonic(random.random(30).round(3), (random.random(30) + 0.1).round(3))],
    "normal": [{"p": p, "z": float(norm.ppf(p))} for p in [1e-12, 1e-6, 0.00104, 0.025, 0.075, 0.3, 0.5, 0.6, 0.925, 0.999]],
    "student": [{"degrees": d, "t": float(t.ppf(0.975, d))} for d in [1, 2, 3, 4, 5, 9, 10, 29, 63, 158, 1000, 2001]],
    "studentTail": [{"t": x, "degrees": d, "p": float(2 * t.sf(x, d))} for x, d in [(0, 5), (1, 1), (2.5, 2), (3.2, 48), (6, 48), (1.96, 400)]],
    "corrected": [corrected(*case) for case in [(30, 100, 45, 50, 57, 60), (5, 159, 27, 30, 38, 40), (140, 159, 45, 50, 45, 50),
                                                (0, 64, 10, 10, 20, 20), (64, 64, 80, 100, 90, 100), (3, 200, 30, 40, 50, 60)]],
    "bootstrap": [intervals("skewed", skewed, resampled(skewed, 199))],
}
Path(__file__).with_name("grouped-goldens.json").write_text(json.dumps(goldens, indent=2) + "\n")
