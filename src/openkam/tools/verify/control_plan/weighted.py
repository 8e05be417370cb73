"""EWMA and CUSUM charts: what remembers the past, for small shifts.

S. W. Roberts, Technometrics 1 (1959); E. S. Page, Biometrika 41 (1954); both as in D. C. Montgomery, *Introduction to
Statistical Quality Control*, chapter 9. A gap neither adds to the memory nor makes it fade.
"""

from __future__ import annotations

from itertools import accumulate
from math import sqrt

import numpy as np

from openkam.tools.verify.control_plan.maths import (
    BoolArray,
    Chart,
    FloatArray,
    Given,
    Panel,
    PanelKey,
    repeated,
    single_values,
)


def ewma(
    values: FloatArray, first: int, *, weight: float, width: float, exact: bool, given: Given | None = None
) -> Chart:
    """zᵢ = λxᵢ + (1 − λ)zᵢ₋₁ from z₀ = centre; limits centre ± Lσ√(λ/(2 − λ)·[1 − (1 − λ)²ⁱ]).

    Without the brackets, their final width, where not `exact`. Shape (n,), in the unit of the values.
    """
    centre, sigma, mean_range = single_values(values, first, given)
    there = ~np.isnan(values)
    plotted = np.full(len(values), np.nan)
    plotted[there] = _smoothed(values[there], centre, weight)
    error = np.full(len(values), sigma * sqrt(weight / (2 - weight)))
    if exact:
        seen = np.cumsum(there)
        error = error * np.sqrt(1 - (1 - weight) ** (2.0 * np.maximum(seen, 1)))
    level = repeated(centre, len(values))
    panel = Panel("location", plotted, level, level - width * error, level + width * error, error)
    return Chart((panel,), centre, sigma, mean_range)


def cusum(values: FloatArray, first: int, *, slack: float, decision: float, given: Given | None = None) -> Chart:
    """C⁺ᵢ = max(0, C⁺ᵢ₋₁ + xᵢ − centre − kσ) and C⁻ likewise below; beyond hσ is a signal.

    Shape (n,), in the unit of the values.
    """
    centre, sigma, mean_range = single_values(values, first, given)
    there = ~np.isnan(values)
    away = values[there] - centre
    above = _sum("upper_sum", values, there, away - slack * sigma, decision * sigma)
    below = _sum("lower_sum", values, there, -away - slack * sigma, decision * sigma)
    return Chart((above, below), centre, sigma, mean_range)


def _smoothed(values: FloatArray, start: float, weight: float) -> FloatArray:
    steps = accumulate(values.tolist(), lambda level, value: level + weight * (value - level), initial=start)
    return np.fromiter(steps, dtype=np.float64, count=len(values) + 1)[1:]


def _sum(key: PanelKey, values: FloatArray, there: BoolArray, steps: FloatArray, limit: float) -> Panel:
    """The sum that never falls below zero: the walk less its lowest place so far, which a million steps do at once."""
    walk = np.cumsum(steps)
    reached = walk - np.minimum.accumulate(np.minimum(walk, 0.0))
    at = np.arange(len(steps), dtype=np.int64)
    last_zero = np.maximum.accumulate(np.where(reached == 0, at, -1))
    count = len(values)
    plotted, began = np.full(count, np.nan), np.full(count, -1, dtype=np.int64)
    plotted[there] = reached
    began[there] = np.flatnonzero(there)[np.minimum(last_zero + 1, at)]
    none = repeated(np.nan, count)
    return Panel(key, plotted, repeated(0.0, count), none, repeated(limit, count), none, began=began)
