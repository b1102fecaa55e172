"""Golden values of PCA-OT and its closest baselines, from POT, numpy and scipy.

    pip install pot numpy scipy
    python test/goldens/transport/make-transport-goldens.py
    npx biome format --write test/goldens/transport

Writes transport-goldens.json beside this file. Nothing here is shared with the TypeScript: PCA is numpy's SVD of the
stacked rows, the map is POT's bures_wasserstein_mapping, checked against scipy.linalg.sqrtm. Activations are rounded to
three decimals and read as float32 on both sides.
"""

import json
from pathlib import Path

import numpy as np
import ot
import scipy
from scipy.linalg import sqrtm

CASES = [  # name, seed, n_H, n_S, d, ranks
    ("tall", 1, 40, 32, 12, [1, 2, 5]),
    ("wide", 2, 20, 24, 46, [1, 2, 8]),
    ("few rows", 3, 8, 6, 56, [1, 2, 5]),
    ("offset", 4, 30, 20, 16, [1, 4, 16]),
]


def sample(seed, n_h, n_s, d, offset):
    random = np.random.default_rng(seed)
    scales = 3.0 * 0.8 ** np.arange(d)
    mixing = np.linalg.qr(random.standard_normal((d, d)))[0]
    source = (random.standard_normal((n_h, d)) * scales) @ mixing + random.standard_normal(d) + offset
    target = (random.standard_normal((n_s, d)) * scales * random.uniform(0.4, 1.6, d)) @ mixing
    target = target + random.standard_normal(d) + offset
    return [np.round(rows, 3).astype(np.float32).astype(np.float64) for rows in (source, target)]


def ledoit_wolf(y):
    """Ledoit and Wolf 2004, by its definition, with the 1/n covariance."""
    n, k = y.shape
    if k == 1:
        return 0.0
    y = y - y.mean(0)
    s = y.T @ y / n
    spread = np.sum((s - np.trace(s) / k * np.eye(k)) ** 2)
    noise = sum(np.sum((np.outer(row, row) - s) ** 2) for row in y) / n**2
    return float(min(noise, spread) / spread)


def oas(y):
    """Chen et al. 2010, eq. 23."""
    n, k = y.shape
    if k == 1:
        return 0.0
    s = np.cov(y.T)
    top = (1 - 2 / k) * np.trace(s @ s) + np.trace(s) ** 2
    return float(min(1, top / ((n + 1 - 2 / k) * (np.trace(s @ s) - np.trace(s) ** 2 / k))))


def shrink(c, rho):
    return (1 - rho) * c + rho * np.trace(c) / len(c) * np.eye(len(c))


def monge(m_h, m_s, c_h, c_s):
    a, b = ot.gaussian.bures_wasserstein_mapping(m_h, m_s, c_h, c_s)
    root = np.real(sqrtm(c_h))
    inverse = np.linalg.inv(root)
    assert np.allclose(a, inverse @ np.real(sqrtm(root @ c_s @ root)) @ inverse, rtol=1e-9, atol=1e-9)
    assert np.allclose(b, m_s - m_h @ a)
    return a


def golden(name, seed, n_h, n_s, d, ranks):
    h, s = sample(seed, n_h, n_s, d, 20.0 if name == "offset" else 0.0)
    stacked = np.vstack([h, s])
    centre = stacked.mean(0)
    _, singular, vt = np.linalg.svd(stacked - centre, full_matrices=False)
    mu_h, mu_s = h.mean(0), s.mean(0)
    r = mu_h - mu_s
    unit = r / np.linalg.norm(r)
    x = np.vstack([h[:2], s[:1]])  # the rows that every map is applied to
    flat = lambda values: np.asarray(values, dtype=np.float64).ravel().tolist()
    cases = []
    for k in ranks:
        p = vt[:k].T
        p = p * np.sign(p[np.abs(p).argmax(0), range(k)])
        y_h, y_s = (h - centre) @ p, (s - centre) @ p
        m_h, m_s = y_h.mean(0), y_s.mean(0)
        c_h, c_s = np.cov(y_h.T).reshape(k, k), np.cov(y_s.T).reshape(k, k)
        a = monge(m_h, m_s, c_h, c_s)
        distance = ot.gaussian.bures_wasserstein_distance(m_h, m_s, c_h, c_s)
        y = (x - centre) @ p
        moved = m_s + (y - m_h) @ a
        keep = x + (moved - y) @ p.T
        shift = keep + (np.eye(d) - p @ p.T) @ (mu_s - mu_h)
        drop = mu_s + (x - mu_h) @ p @ a @ p.T
        shrunk = {}
        for kind, intensity in (("ledoit-wolf", ledoit_wolf), ("oas", oas)):
            rho_h, rho_s = intensity(y_h), intensity(y_s)
            shrunk[kind] = {
                "source": rho_h,
                "target": rho_s,
                "linear": flat(monge(m_h, m_s, shrink(c_h, rho_h), shrink(c_s, rho_s))),
            }
        cases.append(
            {
                "rank": k,
                "explained": flat(singular[:k] ** 2 / np.sum(singular**2)),
                "capturedMeanShare": float(np.sum((p.T @ r) ** 2) / np.sum(r**2)),
                "basis": flat(p),
                "sourceMean": flat(m_h),
                "targetMean": flat(m_s),
                "sourceCovariance": flat(c_h),
                "targetCovariance": flat(c_s),
                "linear": flat(a),
                "wassersteinSquared": float(distance) ** 2,
                "wassersteinMean": float(np.sum((m_h - m_s) ** 2)),
                "shrunk": shrunk,
                "keep": flat(keep),
                "shift": flat(shift),
                "drop": flat(drop),
                "meanShift": flat(x + p @ p.T @ (mu_s - mu_h)),
            }
        )
    return {
        "name": name,
        "dimension": d,
        "source": flat(h.astype(np.float32)),
        "target": flat(s.astype(np.float32)),
        "zeroPosition": float(-(r @ mu_s) / (r @ r)),
        "ace": flat(x - np.outer((x - mu_s) @ unit, unit)),
        "actAdd": flat(x - r),
        "rfa": flat(x - np.outer(x @ unit, unit)),
        "cases": cases,
    }


FLOAT32 = {"keep", "shift", "drop", "meanShift", "ace", "actAdd", "rfa"}


def compact(value, digits=12):
    """12 significant digits, 9 of what float32 maps compute, 3 decimals of activations (the same float32 again)."""
    if isinstance(value, dict):
        activations = {key for key in ("source", "target") if isinstance(value.get(key), list)}
        return {
            key: [round(v, 3) for v in item] if key in activations else compact(item, 9 if key in FLOAT32 else 12)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [compact(item, digits) for item in value]
    return float(f"{value:.{digits}g}") if isinstance(value, float) else value


if __name__ == "__main__":
    goldens = {
        "made_with": {"pot": ot.__version__, "numpy": np.__version__, "scipy": scipy.__version__},
        "samples": [compact(golden(*case)) for case in CASES],
    }
    path = Path(__file__).with_name("transport-goldens.json")
    path.write_text(json.dumps(goldens, separators=(",", ":")) + "\n")
    print(f"{path.stat().st_size} bytes")
