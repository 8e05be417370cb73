"""The arithmetic of the scorecard. Arrays carry NaN for what is not known; nothing is rounded."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def shares_pct(weights: FloatArray) -> FloatArray:
    """`weights`, shape (n,), none negative and not all 0, as percent that sum to 100."""
    scaled = weights / weights.max()
    shares: FloatArray = 100 * scaled / scaled.sum()
    return shares


def average(scores: FloatArray) -> FloatArray:
    """The mean of the known scores of each row, shape (n, rivals) to (n,); NaN where none is known."""
    known = ~np.isnan(scores)
    count = known.sum(axis=1)
    total = np.where(known, scores, 0.0).sum(axis=1)
    mean: FloatArray = np.divide(total, count, out=np.full(len(scores), np.nan), where=count > 0)
    return mean


def best(scores: FloatArray, *, lowest: bool = False) -> FloatArray:
    """The best known score of each row, shape (n, rivals) to (n,): the highest, or the lowest of amounts to pay."""
    worst = np.inf if lowest else -np.inf
    filled = np.where(np.isnan(scores), worst, scores)
    found = filled.min(axis=1) if lowest else filled.max(axis=1)
    return np.where(np.isinf(found), np.nan, found)


def covered(weights_pct: FloatArray, values: FloatArray) -> float:
    """Percent of the weight whose value is known; both of shape (n,)."""
    return 100 * float(weights_pct[~np.isnan(values)].sum()) / float(weights_pct.sum())


def weighted(weights_pct: FloatArray, values: FloatArray) -> float | None:
    """Σ w × value ÷ Σ w over the known values, shape (n,) each; None where no weight is covered."""
    known = ~np.isnan(values)
    total = float(weights_pct[known].sum())
    return float(weights_pct[known] @ values[known]) / total if total > 0 else None


def index(weights_pct: FloatArray, ours: FloatArray, reference: FloatArray) -> float | None:
    """Σ w × ours ÷ reference, 100 at parity (Gale 1994); shape (n,) each; None where no weight is covered."""
    found = weighted(weights_pct, ours / reference)
    return None if found is None else 100 * found


def fair_price(quality: float, quality_weight: float, price_weight: float) -> float | None:
    """The relative price at which `quality` is fairly paid: the line through (100, 100) with slope w_q ÷ w_p.

    None where price weighs nothing: then every price is fair.
    """
    if not price_weight:
        return None
    return 100 + quality_weight / price_weight * (quality - 100)


def distance(quality: float, price: float, quality_weight: float, price_weight: float) -> float:
    """Perpendicular distance to the fair-value line; above 0 on the side of more quality for less money.

    The normal form (w_q (q − 100) − w_p (p − 100)) ÷ √(w_q² + w_p²) also holds where one weight is 0.
    """
    return (quality_weight * (quality - 100) - price_weight * (price - 100)) / math.hypot(quality_weight, price_weight)
