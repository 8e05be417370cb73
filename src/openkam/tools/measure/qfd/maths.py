"""The arithmetic of the house of quality: weights, technical importance, ranks and normalisations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

NEAR = 1e-9
"""Two figures that differ by less than this part of the larger are the same: sums of floats carry noise."""


class Normalised(NamedTuple):
    """Relations whose rows sum to 1, and which rows could not be made so (theirs are 0)."""

    relations: FloatArray
    undefined: NDArray[np.bool_]


def improvement_ratio(current: float | None, goal: float | None, *, smaller_is_better: bool = False) -> float | None:
    """Goal ÷ current, inverted where smaller is better; None where one is missing or not above 0, or beyond floats.

    Source: Chan and Wu (2005), Table 8; Cohen (1995).
    """
    if current is None or goal is None or current <= 0 or goal <= 0:
        return None
    # A quotient of Python floats may overflow to an infinity that no result may carry.
    ratio = current / goal if smaller_is_better else goal / current
    return ratio if 0 < ratio < math.inf else None


def technical_importance(weights: FloatArray, relations: FloatArray) -> FloatArray:
    """T_j = Σ_i w_i R_ij; `weights` has shape (needs,), `relations` (needs, CTQs), the answer (CTQs,)."""
    importance: FloatArray = weights @ relations
    return importance


def shares_pct(values: FloatArray) -> FloatArray | None:
    """Each of `values`, shape (n,), as percent of their sum; None where the sum is 0."""
    total = float(values.sum())
    return 100 * values / total if total > 0 else None


def competition_ranks(values: FloatArray) -> IntArray:
    """1 for the largest; equals share a rank and the next is left out (1, 2, 2, 4). Shape (n,)."""
    ranks: IntArray = 1 + _larger(values).sum(axis=0)
    return ranks


def leaders(shares: FloatArray, least_pct: float) -> NDArray[np.bool_]:
    """The fewest of the largest `shares` (percent, shape (n,)) that carry `least_pct`; with those equal to the last."""
    if not len(shares):
        return np.zeros(0, dtype=np.bool_)
    ordered = np.sort(shares)[::-1]
    reached = np.cumsum(ordered) >= least_pct * (1 - NEAR)
    last = ordered[int(np.argmax(reached))] if reached.any() else ordered[-1]
    chosen: NDArray[np.bool_] = (shares >= last * (1 - NEAR)) & (shares > 0)
    return chosen


def lyman(relations: FloatArray) -> Normalised:
    """Each row divided by its sum (Lyman 1990). A row without relations cannot be divided and is reported."""
    return _rows_to_one(relations)


def wasserman(relations: FloatArray, roof: FloatArray) -> Normalised:
    """R'_ij = Σ_k R_ik γ_kj ÷ Σ_j Σ_k R_ik γ_kj with γ_jj = 1 (Wasserman 1993).

    `roof` has shape (CTQs, CTQs) and is symmetric. A row whose sum is not above 0 is reported, not divided.
    """
    return _rows_to_one(relations @ roof)


def reversals(before: FloatArray, after: FloatArray) -> list[tuple[int, int]]:
    """Pairs (i, j) of which i led before and j leads after; both of shape (n,)."""
    turned = _larger(before) & _larger(after).T
    return [(int(one), int(other)) for one, other in np.argwhere(turned)]


def competitive_priority(values: Sequence[Sequence[float]]) -> FloatArray | None:
    """Entropy of each row of measured values, one per company, as a share of all rows (Chan and Wu 2005).

    The more alike the companies stand, the higher: there a small improvement stands out. Values above 0, at least
    two per row; None where there is no row.
    """
    table = np.asarray(values, dtype=np.float64)
    if not table.size:
        return None
    # Dividing by the largest first keeps the sum of huge values finite.
    part = table / table.max(axis=1, keepdims=True)
    part = np.maximum(part / part.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    entropy = -(part * np.log(part)).sum(axis=1) / math.log(table.shape[1])
    total = float(entropy.sum())
    return entropy / total if total > 0 else None


def _larger(values: FloatArray) -> NDArray[np.bool_]:
    """`[i, j]` says that value i is larger than value j by more than noise."""
    gap = values[:, None] - values[None, :]
    size = np.maximum(np.abs(values)[:, None], np.abs(values)[None, :])
    larger: NDArray[np.bool_] = gap > NEAR * size
    return larger


def _rows_to_one(rows: FloatArray) -> Normalised:
    sums = rows.sum(axis=1)
    undefined = sums <= NEAR
    divided = np.where(undefined[:, None], 0.0, rows / np.where(undefined, 1.0, sums)[:, None])
    return Normalised(divided, undefined)
