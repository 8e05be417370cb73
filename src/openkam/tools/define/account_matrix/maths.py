"""Attractiveness, relative strength, the lines between them and the class that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openkam.core.nouns import AccountClass

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Class = AccountClass

TIE = 1e-9
"""A value this near to a line is on it: sums of the same scores in another order differ in the last digit."""


def shares(weights: Sequence[float]) -> FloatArray:
    """Non-negative `weights`, shape (n,), so that they sum to 1. At least one must be above 0."""
    values = np.asarray(weights, dtype=np.float64)
    # Divided by the largest first: a sum of huge weights would overflow.
    values = values / values.max()
    normalised: FloatArray = values / values.sum()
    return normalised


def covered_mean(scores: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weighted means of `scores`, shape (m, n) with NaN for missing, over the weight that is scored; and that weight.

    `weights`, shape (n,), sum to 1. NaN where nothing is scored: a missing score is neither 0 nor the mean.
    """
    known = ~np.isnan(scores)
    covered = known @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(covered > 0, np.where(known, scores, 0.0) @ weights / covered, np.nan)
    return mean, np.minimum(covered, 1.0)


def average_line(totals: FloatArray) -> float | None:
    """The sum of all totals, shape (m,), ÷ the number of customers rated; NaN is not rated. None if nobody is."""
    rated = totals[~np.isnan(totals)]
    return float(rated.sum() / len(rated)) if len(rated) else None


def at_or_above(values: FloatArray, line: float) -> BoolArray:
    """Which of `values`, shape (m,), are high; on the line counts as high, NaN as neither."""
    high: BoolArray = values >= line - TIE * max(1.0, abs(line))
    return high


def on_line(values: FloatArray, line: float) -> BoolArray:
    """Which of `values`, shape (m,), are on the line."""
    on: BoolArray = np.abs(values - line) <= TIE * max(1.0, abs(line))
    return on


def near(values: FloatArray, line: float, within_pct: float) -> BoolArray:
    """Which of `values`, shape (m,), are within `within_pct` percent of the line's own size from the line."""
    close: BoolArray = np.abs(values - line) <= abs(line) * within_pct / 100 + TIE * max(1.0, abs(line))
    return close


@dataclass(frozen=True)
class Strength:
    """Ours against one rival over the factors on which both are scored; `coverage` is their share of the weight."""

    rival: int
    ours: float
    theirs: float
    coverage: float

    @property
    def ratio(self) -> float:
        """Ours ÷ theirs; 1 is as strong."""
        return self.ours / self.theirs

    @property
    def difference(self) -> float:
        """Ours − theirs, in points."""
        return self.ours - self.theirs


def relative_strength(ours: FloatArray, rivals: FloatArray, weights: FloatArray) -> Strength | None:
    """Our scores, shape (n,), against the best of `rivals`, shape (r, n), all above 0 with NaN for missing.

    The best rival is the one against whom our ratio is lowest: where all are fully scored, the one with the highest
    total. None where no rival shares a scored factor with us.
    """
    found: Strength | None = None
    for at, theirs in enumerate(rivals):
        both = ~np.isnan(ours) & ~np.isnan(theirs)
        covered = float(weights[both].sum())
        if covered <= 0:
            continue
        mine, other = (float(weights[both] @ side[both]) / covered for side in (ours, theirs))
        one = Strength(at, mine, other, min(covered, 1.0))
        if found is None or one.ratio < found.ratio - TIE:
            found = one
    return found


def classify(attractive: bool, strong: bool) -> Class:
    """Key (k), key development (d), maintenance (m) or opportunistic (o)."""
    if attractive:
        return "k" if strong else "d"
    return "m" if strong else "o"
