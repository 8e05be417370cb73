"""Cutting at the median or the mean without rounding: a line is a fraction, and at or above it is high."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def median(values: IntArray) -> Fraction:
    """The middle of `values`, shape (n,) with n ≥ 1; between the two middle ones where n is even."""
    ordered = np.sort(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(int(ordered[middle]))
    return Fraction(int(ordered[middle - 1]) + int(ordered[middle]), 2)


def mean(values: IntArray) -> Fraction:
    """The exact arithmetic mean of `values`, shape (n,) with n ≥ 1."""
    return Fraction(int(values.sum()), len(values))


def at_or_above(values: IntArray, line: Fraction) -> BoolArray:
    """Which of `values` are high. Whole numbers reach a line exactly when they reach the next whole number above."""
    reached: BoolArray = values >= -(-line.numerator // line.denominator)
    return reached


def near(values: IntArray, line: Fraction, within_pct: float) -> BoolArray:
    """Which of `values` are within `within_pct` percent of the line's own size from the line."""
    reach = abs(float(line)) * within_pct / 100
    close: BoolArray = np.abs(values - float(line)) <= reach
    return close
