"""Weights, totals and ranks: the sums behind a selection of key accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

RANDOM_INDEX = {
    "saaty_1980": (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
    "saaty_2005": (0.0, 0.0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
}
"""Mean consistency index of random matrices of 1, 2, 3 … 15 criteria, by table."""
TIE = 1e-9
"""Totals nearer than this are the same total: sums of the same scores in another order differ in the last digit."""


def normalised(weights: Sequence[float]) -> FloatArray:
    """Non-negative `weights`, shape (n,), so that they sum to 1. At least one must be above 0."""
    values = np.asarray(weights, dtype=np.float64)
    # Divided by the largest first: a sum of huge weights would overflow.
    values = values / values.max()
    shares: FloatArray = values / values.sum()
    return shares


def roc_weights(ranks: Sequence[int]) -> FloatArray:
    """Rank-order centroid weights: w_i = (1/n) Σ_{k≥i} 1/k for the i-th most important of n.

    `ranks`, shape (n,), say which comes first; only their order counts. Equal ranks share the mean of their places.
    Source: Barron and Barrett 1996.
    """
    count = len(ranks)
    by_place = np.cumsum(1 / np.arange(count, 0, -1, dtype=np.float64))[::-1] / count
    order = np.argsort(np.asarray(ranks), kind="stable")
    weights = np.empty(count)
    weights[order] = by_place
    values = np.asarray(ranks)
    for rank in np.unique(values):
        weights[values == rank] = weights[values == rank].mean()
    return weights


def judgement_matrix(count: int, judgements: Sequence[tuple[int, int, float]]) -> FloatArray:
    """The reciprocal matrix, shape (count, count): (i, j, times) says that i matters `times` as much as j."""
    matrix = np.ones((count, count))
    for one, other, times in judgements:
        matrix[one, other] = times
        matrix[other, one] = 1 / times
    return matrix


def ahp_weights(matrix: FloatArray) -> tuple[FloatArray, float]:
    """The principal eigenvector of a positive reciprocal `matrix`, shape (n, n), summing to 1, and its eigenvalue.

    Source: Saaty 1980.
    """
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    return vector / vector.sum(), float(values[at].real)


def random_index(count: int, table: str) -> float:
    """The random index of `count` criteria: the table to 15, beyond it the line of Alonso and Lamata 2006."""
    listed = RANDOM_INDEX[table]
    if count <= len(listed):
        return listed[count - 1]
    return (2.7699 * count - 4.3513 - count) / (count - 1)


def consistency_ratio(lambda_max: float, count: int, table: str) -> float:
    """(λmax − n) ÷ (n − 1) ÷ random index; 0 for one or two criteria, which cannot contradict each other."""
    if count < 3:
        return 0.0
    return max(0.0, (lambda_max - count) / (count - 1)) / random_index(count, table)


def worst_triple(matrix: FloatArray) -> tuple[int, int, int] | None:
    """The i, j, k whose judgements contradict each other most: a_ij × a_jk is furthest from a_ik, by its logarithm."""
    count = len(matrix)
    logs = np.log(matrix)
    found, worst = None, 1e-9
    for middle in range(count):
        gap = np.abs(logs[:, middle, None] + logs[None, middle, :] - logs)
        one, other = np.unravel_index(int(np.argmax(gap)), gap.shape)
        if gap[one, other] > worst + 1e-12:
            found, worst = (int(one), middle, int(other)), float(gap[one, other])
    return found


@dataclass(frozen=True)
class Totals:
    """`total` (NaN where nothing is scored) and `coverage` (share of the weight that is scored), each shape (m,)."""

    total: FloatArray
    coverage: FloatArray


def totals(scores: FloatArray, shares: FloatArray) -> Totals:
    """Weighted sums of `scores`, shape (m, n) with NaN for missing, over the weight that is covered.

    `shares`, shape (n,), sum to 1. A missing score is left out of both sums, so it is neither 0 nor the mean.
    """
    known = ~np.isnan(scores)
    coverage = np.minimum(known @ shares, 1.0)
    sums = np.where(known, scores, 0.0) @ shares
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.where(coverage > 0, sums / (known @ shares), np.nan)
    return Totals(total, coverage)


def competition_ranks(values: FloatArray) -> IntArray:
    """1 for the highest of `values`, shape (m,); equal values share a rank and the next is skipped (1, 2, 2, 4)."""
    ordered = np.sort(-values)
    ranks: IntArray = np.searchsorted(ordered, -values - TIE, side="left") + 1
    return ranks


def topsis(matrix: FloatArray, shares: FloatArray) -> FloatArray:
    """Closeness to the ideal, shape (m,), of the rows of `matrix`, shape (m, n), where more is better everywhere.

    Vector normalisation. Where all rows are alike there is no ideal to be near and the closeness is 0.5.
    Source: Hwang and Yoon 1981; Tzeng and Huang 2011.
    """
    length = np.sqrt((matrix**2).sum(axis=0))
    weighted = matrix / np.where(length > 0, length, 1.0) * shares
    up = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    down = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    both = up + down
    closeness: FloatArray = np.where(both > 0, down / np.where(both > 0, both, 1.0), 0.5)
    return closeness
