"""Golden values of the baselines that transport-goldens.json does not hold, from numpy, scipy and POT.

    pip install pot numpy scipy
    python test/goldens/methods/make-method-goldens.py
    npx biome format --write test/goldens/methods

Writes method-goldens.json beside this file. Nothing here is shared with the TypeScript: the one-dimensional couplings
come from POT's emd_1d where the classes are equally large and from numpy's hazen quantiles where they are not, LEACE is
its published formula with dense matrix square roots, the self-organising map runs on the rows themselves. Activations
are rounded to three decimals and read as float32 on both sides.
"""

import json
from pathlib import Path

import numpy as np
import ot
import scipy
from scipy.linalg import qr

CASES = [  # name, seed, n_H, n_S, d
    ("equal classes", 11, 24, 24, 10),
    ("unequal classes", 12, 18, 31, 7),
    ("fewer rows than dimensions", 13, 9, 7, 40),
    ("offset", 14, 16, 20, 12),
]
SMALLEST = 1e-4


def sample(seed, n_h, n_s, d, offset):
    random = np.random.default_rng(seed)
    scales = 2.0 * 0.85 ** np.arange(d)
    mixing = np.linalg.qr(random.standard_normal((d, d)))[0]
    groups = random.standard_normal((3, d)) * 2
    source = (random.standard_normal((n_h, d)) * scales) @ mixing + groups[np.arange(n_h) % 3] + offset
    target = (random.standard_normal((n_s, d)) * scales * random.uniform(0.4, 1.6, d)) @ mixing
    target = target + random.standard_normal(d) + offset
    source[:, d - 1] = 0.5  # a coordinate that every method per coordinate leaves alone
    return [np.round(rows, 3).astype(np.float32).astype(np.float64) for rows in (source, target)]


def linear_act(h, s):
    """omega and beta of each coordinate; where n_H = n_S the pairs are POT's optimal coupling, else hazen quantiles."""
    omega, beta = np.ones(h.shape[1]), np.zeros(h.shape[1])
    for j in range(h.shape[1]):
        if h[:, j].std(ddof=1) <= SMALLEST:
            continue
        if len(h) == len(s):
            plan = ot.emd_1d(h[:, j], s[:, j])
            pairs = np.argwhere(plan > 0.5 / len(h))
            assert len(pairs) == len(h)
            a, b = h[pairs[:, 0], j], s[pairs[:, 1], j]
        else:
            a = np.sort(h[:, j])
            b = np.quantile(s[:, j], (np.arange(len(h)) + 0.5) / len(h), method="hazen")
        centred = a - a.mean()
        omega[j] = np.sum(centred * (b - b.mean())) / np.sum(centred**2)
        beta[j] = s[:, j].mean() - omega[j] * h[:, j].mean()
    return omega, beta


def gaussian_act(h, s):
    sigma_h, sigma_s = h.std(0, ddof=1), s.std(0, ddof=1)
    moves = (sigma_h > SMALLEST) & (sigma_s > SMALLEST)
    ratio = np.where(moves, sigma_s / np.where(moves, sigma_h, 1), 1)
    return ratio, np.where(moves, s.mean(0) - ratio * h.mean(0), 0)


def ledoit_wolf(y):
    """Ledoit and Wolf 2004, by its definition, with the 1/n covariance."""
    n, d = y.shape
    y = y - y.mean(0)
    s = y.T @ y / n
    spread = np.sum((s - np.trace(s) / d * np.eye(d)) ** 2)
    noise = sum(np.sum((np.outer(row, row) - s) ** 2) for row in y) / n**2
    return float(min(noise, spread) / spread)


def leace(h, s, intensity):
    """x − W⁺ P W (x − mu): Belrose et al. 2023, theorem 4.3, Σ_xz from one-hot labels, by eigendecomposition."""
    x = np.vstack([h, s])
    z = np.zeros((len(x), 2))
    z[: len(h), 0] = z[len(h) :, 1] = 1
    mu, d = x.mean(0), x.shape[1]
    sigma = np.cov(x.T)
    sigma = (1 - intensity) * sigma + intensity * np.trace(sigma) / d * np.eye(d)
    sigma_xz = (x - mu).T @ (z - z.mean(0)) / (len(x) - 1)
    values, vectors = np.linalg.eigh(sigma)
    used = values > values[-1] * d * np.finfo(float).eps
    root = np.sqrt(np.where(used, values, 1))
    w = (vectors * np.where(used, 1 / root, 0)) @ vectors.T
    w_inverse = (vectors * np.where(used, root, 0)) @ vectors.T
    u, singular, _ = np.linalg.svd(w @ sigma_xz, full_matrices=False)
    u = u[:, singular > 1e-9 * singular[0]]
    assert u.shape[1] == 1
    return mu, np.eye(d) - w_inverse @ u @ u.T @ w


def som(h, grid, iterations, first, last):
    """Kohonen's batch rule on the rows, from the principal plane; neurons row by row."""
    places = np.array([(i, j) for i in range(grid[0]) for j in range(grid[1])], dtype=float)
    distances = ((places[:, None] - places[None]) ** 2).sum(-1)
    centre = h.mean(0)
    u, singular, vt = np.linalg.svd(h - centre, full_matrices=False)
    u = u * np.sign(u[np.abs(u).argmax(0), range(u.shape[1])])
    axes = [0, 1] if grid[0] >= grid[1] else [1, 0]
    neurons = np.tile(centre, (len(places), 1))
    for side in (0, 1):
        if grid[side] > 1:
            offset = 2 * places[:, side] / (grid[side] - 1) - 1
            axis = (h - centre).T @ u[:, axes[side]] / np.sqrt(len(h) - 1)
            neurons = neurons + offset[:, None] * axis
    nearest = lambda: ((h[:, None] - neurons[None]) ** 2).sum(-1).argmin(1)
    for t in range(iterations):
        width = first * (last / first) ** (1 if iterations == 1 else t / (iterations - 1))
        pull = np.exp(-distances[nearest()] / (2 * width**2))
        neurons = (pull.T @ h) / pull.sum(0)[:, None]
    return neurons, np.bincount(nearest(), minlength=len(places))


def displacement(moved, x):
    return float(np.sqrt(np.mean(np.sum((moved - x) ** 2, 1))))


def golden(name, seed, n_h, n_s, d):
    h, s = sample(seed, n_h, n_s, d, 20.0 if name == "offset" else 0.0)
    x = np.vstack([h[:2], s[:1], 3 * h[:1]])  # the rows that every map is applied to; the last lies outside
    flat = lambda values: np.asarray(values, dtype=np.float64).ravel().tolist()
    omega, beta = linear_act(h, s)
    ratio, shift = gaussian_act(h, s)
    linear = lambda rows: omega * rows + beta
    inside = (h.min(0) < x) & (x < h.max(0))
    stacked = np.vstack([h, s])
    erasures = []
    shrinkages = [("ledoit-wolf", {"kind": "ledoit-wolf"}, ledoit_wolf(stacked))]
    shrinkages += [("fixed", {"kind": "fixed", "weight": 0.2}, 0.2), ("none", {"kind": "none"}, 0.0)]
    for label, shrinkage, intensity in shrinkages:
        mu, projection = leace(h, s, intensity)
        erase = lambda rows: mu + (rows - mu) @ projection.T
        assert np.allclose(erase(h).mean(0), stacked.mean(0)) and np.allclose(erase(s).mean(0), stacked.mean(0))
        erasures.append(
            {
                "label": label,
                "shrinkage": shrinkage,
                "intensity": intensity,
                "displacement": displacement(erase(h), h),
                "rows": flat(erase(x)),
            }
        )
    maps = []
    for grid in ([2, 2], [3, 2], [1, 3]):
        neurons, wins = som(h, grid, 60, 1.0, 0.3)
        order = np.argsort(-wins, kind="stable")
        order = order[wins[order] > 0]
        directions = neurons[order] - s.mean(0)
        q, r, _ = qr(directions.T, mode="economic", pivoting=True)
        q = q[:, np.abs(np.diag(r)) > 1e-6 * np.abs(r[0, 0])]
        maps.append(
            {
                "grid": grid,
                "wins": wins[order].tolist(),
                "kept": int(q.shape[1]),
                "directions": flat(directions),
                "rows": flat(x - x @ q @ q.T),
            }
        )
    return {
        "name": name,
        "dimension": d,
        "source": flat(h),
        "target": flat(s),
        "linear": {
            "all": flat(linear(x)),
            "q0-100": flat(np.where(inside, linear(x), x)),
            "displacement": displacement(linear(h), h),
        },
        "gaussian": {"rows": flat(ratio * x + shift), "displacement": displacement(ratio * h + shift, h)},
        "mean": flat(x - h.mean(0) + s.mean(0)),
        "leace": erasures,
        "som": maps,
    }


def compact(value):
    """12 significant digits; activations have three decimals and come back as the same float32."""
    if isinstance(value, dict):
        return {
            key: [round(v, 3) for v in item] if key in ("source", "target") else compact(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [compact(item) for item in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


if __name__ == "__main__":
    goldens = {
        "made_with": {"pot": ot.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
        "samples": [compact(golden(*case)) for case in CASES],
    }
    path = Path(__file__).with_name("method-goldens.json")
    path.write_text(json.dumps(goldens, separators=(",", ":")) + "\n")
    print(f"{path.stat().st_size} bytes")
