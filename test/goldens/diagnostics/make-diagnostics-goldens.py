"""Golden values of the diagnostics from scipy, POT and scikit-learn.

    pip install pot numpy scipy scikit-learn
    python test/goldens/diagnostics/make-diagnostics-goldens.py
    npx biome format --write test/goldens/diagnostics

Writes diagnostics-goldens.json beside this file. Nothing here is shared with the TypeScript: the statistic of Anderson and
Darling and its p-values come from scipy.stats, Wasserstein distances and maps from POT, axes, shrinkage and AUROC from
scikit-learn, the energy distance in one dimension from scipy, the interval of an AUROC from scipy's root finder.
Activations are rounded to three decimals and read as float32 on both sides.
"""

import json
from pathlib import Path

import numpy as np
import ot
import scipy
import sklearn
from ot.gaussian import bures_wasserstein_distance, bures_wasserstein_mapping
from scipy import optimize, stats
from scipy.spatial.distance import cdist
from sklearn.covariance import ledoit_wolf
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import roc_auc_score

PERMUTATIONS = 4000


def rounded(values):
    return np.round(values, 3).astype(np.float32).astype(np.float64)


def flat(values):
    return [float(value) for value in np.ravel(values)]


def anderson_darling():
    random = np.random.default_rng(1)
    samples = {
        "normal": random.standard_normal(40),
        "skewed": random.exponential(size=40),
        "heavy tails": random.standard_t(2, size=64),
        "two humps": np.concatenate([random.standard_normal(20) - 2, random.standard_normal(20) + 2]),
        "outlier": np.concatenate([random.standard_normal(99), [40.0]]),
        "few": random.standard_normal(8),
        "offset": 1e6 + random.standard_normal(30),
    }
    cases = []
    for name, sample in samples.items():
        x = np.sort(sample)
        n = len(x)
        z = (x - x.mean()) / x.std(ddof=1)
        i = np.arange(1, n + 1)
        statistic = -n - np.mean((2 * i - 1) * (stats.norm.logcdf(z) + stats.norm.logsf(z[::-1])))
        published = stats.anderson(sample, "norm", method="interpolate").statistic
        assert abs(published - statistic) < 1e-9 * max(1, statistic)
        p = stats.anderson(sample, "norm", method=stats.MonteCarloMethod(n_resamples=9999, rng=5)).pvalue
        cases.append({"name": name, "sample": flat(sample), "statistic": float(published), "p": float(p)})
    return cases


def normal_tails():
    x = [-40.0, -12.5, -3.1, -3.0, -2.9, -1.0, -1e-8, 0.0, 0.3, 1.96, 2.999, 3.001, 8.0, 38.0]
    return [{"x": v, "above": float(stats.norm.logsf(v)), "below": float(stats.norm.logcdf(v))} for v in x]


def energy():
    random = np.random.default_rng(2)
    cases = []
    for n, m, size, shift in [(20, 25, 1, 0.0), (20, 25, 1, 1.2), (30, 18, 3, 0.6)]:
        x = rounded(random.standard_normal((n, size)))
        y = rounded(random.standard_normal((m, size)) + shift)

        def statistic(a, b):
            return 2 * cdist(a, b).mean() - cdist(a, a).mean() - cdist(b, b).mean()

        observed = statistic(x, y)
        if size == 1:
            assert abs(stats.energy_distance(x[:, 0], y[:, 0]) ** 2 - observed) < 1e-9
        if size == 1:
            p = stats.permutation_test(
                (x[:, 0], y[:, 0]), stats.energy_distance, permutation_type="independent", alternative="greater",
                n_resamples=4999, rng=3, vectorized=False,
            ).pvalue
        else:
            pooled = np.concatenate([x, y])
            draws = []
            for _ in range(4999):
                order = random.permutation(n + m)
                draws.append(statistic(pooled[order[:n]], pooled[order[n:]]))
            p = (1 + np.sum(np.array(draws) >= observed - 1e-12)) / 5000
        cases.append({
            "size": size, "first": flat(x), "second": flat(y), "statistic": float(observed), "p": float(p),
        })
    return cases


def newcombe(theta, n, m):
    h = (n + m) / 2 - 1

    def gap(t):
        v = t * (1 - t) * (1 + h * (1 - t) / (2 - t) + h * t / (1 + t)) / (n * m)
        return (theta - t) ** 2 - stats.norm.ppf(0.975) ** 2 * v

    low = 0.0 if theta == 0 else optimize.brentq(gap, 1e-15, theta - 1e-12)
    high = 1.0 if theta == 1 else optimize.brentq(gap, theta + 1e-12, 1 - 1e-15)
    return low, high


def auroc():
    random = np.random.default_rng(4)
    cases = []
    for n, m, shift, digits in [(32, 32, 1.0, 9), (20, 41, 0.3, 9), (30, 25, 1.0, 0), (16, 16, 30.0, 9)]:
        positives = np.round(random.standard_normal(n) + shift, digits)
        negatives = np.round(random.standard_normal(m), digits)
        value = roc_auc_score(np.r_[np.ones(n), np.zeros(m)], np.r_[positives, negatives])
        low, high = newcombe(value, n, m)
        cases.append({
            "positives": flat(positives), "negatives": flat(negatives),
            "value": float(value), "low": float(low), "high": float(high),
        })
    return cases


def w2(a, b):
    return float(bures_wasserstein_distance(a.mean(0), b.mean(0), np.atleast_2d(np.cov(a.T)), np.atleast_2d(np.cov(b.T))) ** 2)


def effective_rank(x):
    """Ratio of the unbiased estimates of (tr Σ)² and tr Σ² of a normal sample (Srivastava 2005; Himeno and Yamada 2014)."""
    s = np.cov(x.T)
    nu = len(x) - 1
    t, q = np.trace(s), np.sum(s * s)
    front = nu / ((nu - 1) * (nu + 2))
    return float(front * ((nu + 1) * t**2 - 2 * q) / (nu * front * (q - t**2 / nu)))


def site(name, seed, counts, d, rank, gap):
    random = np.random.default_rng(seed)
    mixing = np.linalg.qr(random.standard_normal((d, d)))[0]
    scales = 3.0 * 0.8 ** np.arange(d)
    direction = random.standard_normal(d)
    stretch = random.uniform(0.5, 1.5, d)

    def harmful(n):
        return rounded((random.standard_normal((n, d)) * scales) @ mixing + gap * direction + 1.5)

    def harmless(n):
        return rounded((random.standard_normal((n, d)) * scales * stretch) @ mixing + 1.5)

    h, s, held_h, held_s = harmful(counts[0]), harmless(counts[1]), harmful(counts[2]), harmless(counts[3])
    r = h.mean(0) - s.mean(0)
    unit = r / np.linalg.norm(r)
    pca = PCA(rank).fit(np.concatenate([h, s]))
    p = pca.components_.T
    y = {key: (rows - pca.mean_) @ p for key, rows in {"h": h, "s": s, "held_h": held_h, "held_s": held_s}.items()}
    covariance = {key: np.atleast_2d(np.cov(rows.T)) for key, rows in y.items()}
    a, b = bures_wasserstein_mapping(y["h"].mean(0), y["s"].mean(0), covariance["h"], covariance["s"])
    mapped = y["held_h"] @ a + b
    eigenvalues = np.sort(np.linalg.eigvalsh((a + a.T) / 2))[::-1]

    def median(first, second):
        pooled = np.concatenate([first, second])
        draws = []
        for _ in range(PERMUTATIONS):
            order = random.permutation(len(pooled))
            draws.append(w2(pooled[order[: len(first)]], pooled[order[len(first) :]]))
        return float(np.median(draws))

    centred = np.concatenate([y["h"] - y["h"].mean(0), y["s"] - y["s"].mean(0)])
    extremes = []
    for _ in range(PERMUTATIONS):
        order = random.permutation(len(centred))
        c1 = np.atleast_2d(np.cov(centred[order[: len(h)]].T))
        c2 = np.atleast_2d(np.cov(centred[order[len(h) :]].T))
        root = scipy.linalg.sqrtm(c1).real
        inverse = np.linalg.inv(root)
        values = np.linalg.eigvalsh(inverse @ scipy.linalg.sqrtm(root @ c2 @ root).real @ inverse)
        extremes.append((values[0], values[-1]))
    extremes = np.array(extremes)
    before, after = w2(y["held_h"], y["held_s"]), w2(mapped, y["held_s"])
    before_median, after_median = median(y["held_h"], y["held_s"]), median(mapped, y["held_s"])
    labels = np.r_[np.ones(len(held_h)), np.zeros(len(held_s))]
    lda = LinearDiscriminantAnalysis(solver="lsqr").fit(
        np.concatenate([y["h"], y["s"]]), np.r_[np.ones(len(h)), np.zeros(len(s))]
    )
    return {
        "name": name, "rank": rank, "dimension": d,
        "fitSource": flat(h), "fitTarget": flat(s), "heldOutSource": flat(held_h), "heldOutTarget": flat(held_s),
        "zeroPosition": float(-r @ s.mean(0) / (r @ r)),
        "zeroDeviations": float(-unit @ s.mean(0) / (s @ unit).std(ddof=1)),
        "capturedMeanShare": float(np.sum((p.T @ r) ** 2) / (r @ r)),
        "explainedVariance": flat(pca.explained_variance_ratio_),
        "effectiveRank": [effective_rank(h), effective_rank(s)],
        "shrinkage": [float(ledoit_wolf(rows)[1]) for rows in (h, s)],
        "subspaceShrinkage": [float(ledoit_wolf(rows)[1]) if rank > 1 else 0.0 for rows in (y["h"], y["s"])],
        "eigenvalues": flat(eigenvalues),
        "band": [float(np.quantile(extremes[:, 0], 0.025)), float(np.quantile(extremes[:, 1], 0.975))],
        "distanceBefore": before, "distanceAfter": after,
        "medianBefore": before_median, "medianAfter": after_median,
        "reduction": 1 - (after - after_median) / (before - before_median),
        "energy": float(2 * cdist(mapped, y["held_s"]).mean() - cdist(mapped, mapped).mean()
                        - cdist(y["held_s"], y["held_s"]).mean()),
        "probe": float(roc_auc_score(labels, np.concatenate([held_h, held_s]) @ r)),
        "subspaceProbe": float(roc_auc_score(
            labels, lda.decision_function(np.concatenate([y["held_h"], y["held_s"]])))),
        "andersonDarling": [
            float(stats.anderson(rows[:, k], "norm", method="interpolate").statistic)
            for rows in (y["held_h"], y["held_s"]) for k in range(rank)
        ],
        "andersonDarlingAlong": [
            float(stats.anderson(rows @ (y["s"].mean(0) - y["h"].mean(0)), "norm", method="interpolate").statistic)
            for rows in (y["held_h"], y["held_s"])
        ],
    }


goldens = {
    "versions": {
        "numpy": np.__version__, "scipy": scipy.__version__,
        "pot": ot.__version__, "scikit-learn": sklearn.__version__,
    },
    "tails": normal_tails(),
    "andersonDarling": anderson_darling(),
    "energy": energy(),
    "auroc": auroc(),
    "sites": [
        site("one axis", 11, (40, 44, 30, 26), 12, 1, 1.0),
        site("three axes", 12, (48, 40, 32, 36), 10, 3, 0.8),
        site("fewer rows than dimensions", 13, (18, 20, 16, 15), 30, 2, 1.0),
    ],
}
path = Path(__file__).with_name("diagnostics-goldens.json")
path.write_text(json.dumps(goldens) + "\n")
