"""Centre lines and control limits, as arrays with one entry per point; NaN stands for a gap or for no such limit.

Shewhart charts as in D. C. Montgomery, *Introduction to Statistical Quality Control*, and the NIST/SEMATECH
e-Handbook, chapter 6.3; Laney charts as in D. B. Laney, Quality Engineering 14 (2002). Limits stand three standard
deviations from the centre. The first `first` points (gaps counted) set them; given limits set them instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openkam.core.variation import c4, d2, d3

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
PanelKey = Literal["location", "spread", "upper_sum", "lower_sum"]
NOISE = 1e-14
"""Relative to the size of the values: a spread below this is rounding, not variation."""
WIDTH = 3.0


@dataclass(frozen=True)
class Given:
    """A centre line and the sigma that goes with it (for Laney charts σz), set elsewhere; sigma None: it follows."""

    centre: float
    sigma: float | None


@dataclass(frozen=True)
class Panel:
    """One chart: what is plotted and what judges it. `run_rules`: the zone rules apply, not only the limits."""

    key: PanelKey
    values: FloatArray
    centre: FloatArray
    lower: FloatArray
    upper: FloatArray
    sigma: FloatArray
    run_rules: bool = False
    began: NDArray[np.int64] | None = None
    """For cumulative sums: where each sum last left zero."""


@dataclass(frozen=True)
class Chart:
    """The panels and what they rest on: `centre`, `sigma`, the mean spread and the constant that divides it."""

    panels: tuple[Panel, ...]
    centre: float
    sigma: float
    mean_spread: float | None = None
    constant: float | None = None
    sigma_z: float | None = None


def moving_range(values: FloatArray) -> FloatArray:
    """|xᵢ − xᵢ₋₁|, shape (n,); NaN for the first and beside a gap."""
    found = np.full(len(values), np.nan)
    found[1:] = np.abs(np.diff(values))
    return found


def _known_mean(values: FloatArray) -> float:
    """The mean without gaps, 0 of nothing; a mask is only made where there is a gap."""
    mean = float(values.mean()) if values.size else 0.0
    if not np.isnan(mean):
        return mean
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else 0.0


def repeated(value: float, count: int) -> FloatArray:
    """The same value for each of `count` points, without the memory for them."""
    return np.broadcast_to(np.float64(value), (count,))


def _variation(sigma: float, scale: float) -> float:
    """`sigma`, or 0 where it is only rounding beside values of this `scale`."""
    return 0.0 if sigma <= NOISE * abs(scale) else sigma


def single_values(values: FloatArray, first: int, given: Given | None) -> tuple[float, float, float | None]:
    """Centre, sigma = MR̄ ÷ d2(2), and MR̄ of the first values."""
    if given is not None and given.sigma is not None:
        return given.centre, given.sigma, None
    mean_range = _known_mean(moving_range(values[:first]))
    centre = _known_mean(values[:first])
    return centre, _variation(mean_range / d2(2), centre), mean_range


def individuals(values: FloatArray, first: int, given: Given | None = None) -> Chart:
    """Single values and their moving ranges of two."""
    count = len(values)
    centre, sigma, mean_range = single_values(values, first, given)
    lower, upper = repeated(centre - WIDTH * sigma, count), repeated(centre + WIDTH * sigma, count)
    location = Panel("location", values, repeated(centre, count), lower, upper, repeated(sigma, count), run_rules=True)
    moving = Panel(
        key="spread",
        values=moving_range(values),
        centre=repeated(d2(2) * sigma, count),
        lower=repeated(0.0, count),
        upper=repeated((d2(2) + WIDTH * d3(2)) * sigma, count),
        sigma=repeated(d3(2) * sigma, count),
    )
    return Chart((location, moving), centre, sigma, mean_range, d2(2))


@dataclass(frozen=True)
class Spread:
    """How the spread of a subgroup is measured: mean and standard deviation of the measure, in sigmas, by size."""

    mean: Callable[[int], float]
    deviation: Callable[[int], float]


def _deviation_of_deviation(size: int) -> float:
    return sqrt(max(0.0, 1 - c4(size) ** 2))


RANGE = Spread(d2, d3)
DEVIATION = Spread(c4, _deviation_of_deviation)


@dataclass(frozen=True)
class Subgroups:
    """Subgroups of any sizes as arrays of shape (n,): size, mean, range and standard deviation; NaN where unknown."""

    sizes: NDArray[np.int64]
    means: FloatArray
    ranges: FloatArray
    deviations: FloatArray
    largest: float = field(default=0.0)
    """The largest value in size, against which rounding is told from variation."""


def subgroups_of(values: FloatArray, sizes: NDArray[np.int64]) -> Subgroups:
    """`values` of all subgroups one after another, no gaps; `sizes` says where each one ends, 0 is an empty one."""
    filled = sizes > 0
    means, ranges, deviations = (np.full(len(sizes), np.nan) for _array in range(3))
    if values.size:
        starts = (np.cumsum(sizes) - sizes)[filled]
        counted = sizes[filled]
        average = np.add.reduceat(values, starts) / counted
        means[filled] = average
        squares = np.add.reduceat((values - np.repeat(average, counted)) ** 2, starts)
        spread = np.maximum.reduceat(values, starts) - np.minimum.reduceat(values, starts)
        several = counted > 1
        at = np.flatnonzero(filled)[several]
        ranges[at] = spread[several]
        deviations[at] = np.sqrt(squares[several] / (counted[several] - 1))
        # Equal values have a mean that may differ from them in the last digit; their spread is none.
        deviations[at] = np.where(spread[several] == 0, 0.0, deviations[at])
    return Subgroups(sizes, means, ranges, deviations, float(np.abs(values).max(initial=0.0)))


def _by_size(sizes: NDArray[np.int64], constant: Callable[[int], float]) -> FloatArray:
    """`constant(n)` for each subgroup; NaN below a size of two."""
    distinct, place = np.unique(sizes, return_inverse=True)
    known = [constant(int(size)) if size > 1 else np.nan for size in distinct]
    return np.array(known, dtype=np.float64)[place]


def subgrouped(groups: Subgroups, first: int, spread: Spread, given: Given | None = None) -> Chart:
    """Means with ranges or standard deviations; limits step with the size of the subgroup.

    Sigma is the mean of spread ÷ constant(n), weighted by the inverse of its variance (Burr 1969): with equal sizes
    that is R̄ ÷ d2 or S̄ ÷ c4. The centre is the mean of all values.
    """
    plotted = groups.ranges if spread is RANGE else groups.deviations
    mean_of, deviation_of = _by_size(groups.sizes, spread.mean), _by_size(groups.sizes, spread.deviation)
    head = slice(0, first)
    mean_spread = None
    if given is not None and given.sigma is not None:
        centre, sigma = given.centre, given.sigma
    else:
        known = ~np.isnan(plotted[head])
        weight = (mean_of[head][known] / deviation_of[head][known]) ** 2
        estimate = plotted[head][known] / mean_of[head][known]
        mean_spread = float(plotted[head][known].mean())
        sigma = _variation(float(np.average(estimate, weights=weight)), groups.largest)
        filled = groups.sizes[head] > 0
        centre = float(np.average(groups.means[head][filled], weights=groups.sizes[head][filled]))
    level = repeated(centre, len(plotted))
    error = np.full(len(plotted), np.nan)
    np.divide(sigma, np.sqrt(groups.sizes), out=error, where=groups.sizes > 0)
    location = Panel(
        "location", groups.means, level, level - WIDTH * error, level + WIDTH * error, error, run_rules=True
    )
    middle, away = mean_of * sigma, deviation_of * sigma
    low = np.maximum(0.0, middle - WIDTH * away)
    dispersion = Panel("spread", plotted, middle, low, middle + WIDTH * away, away)
    sizes = np.unique(groups.sizes[groups.sizes > 1])
    constant = spread.mean(int(sizes[0])) if sizes.size == 1 else None
    return Chart((location, dispersion), centre, sigma, mean_spread, constant)


def shares(
    counts: FloatArray, sizes: FloatArray, first: int, *, laney: bool, times_size: bool, given: Given | None = None
) -> Chart:
    """p, np (`times_size`) and Laney p′ charts; `sizes` (n,), an empty sample is a gap."""
    return _attributes(counts, sizes, first, lambda centre: centre * (1 - centre), 1.0, laney, times_size, given)


def rates(counts: FloatArray, sizes: FloatArray, first: int, *, laney: bool, given: Given | None = None) -> Chart:
    """u, c (all `sizes` 1) and Laney u′ charts; `sizes` in units of area or opportunity."""
    return _attributes(counts, sizes, first, lambda centre: centre, np.inf, laney, False, given)


def _attributes(
    counts: FloatArray,
    sizes: FloatArray,
    first: int,
    variance: Callable[[float], float],
    highest: float,
    laney: bool,
    times_size: bool,
    given: Given | None,
) -> Chart:
    """The chart of counts ÷ sizes, whose variance is `variance(centre)` ÷ size and whose value is at most `highest`."""
    share = np.full(len(counts), np.nan)
    np.divide(counts, sizes, out=share, where=sizes > 0)
    if given is None:
        known = ~np.isnan(share[:first])
        centre = float(counts[:first][known].sum() / sizes[:first][known].sum())
    else:
        centre = given.centre
    error = np.full(len(counts), np.nan)
    np.divide(variance(centre), sizes, out=error, where=sizes > 0)
    error = np.sqrt(error)
    factor, mean_range = 1.0, None
    if laney:
        factor, mean_range = _laney_factor(share, centre, error, first, given)
    error = error * factor
    low, high = np.maximum(0.0, centre - WIDTH * error), np.minimum(highest, centre + WIDTH * error)
    level = np.where(np.isnan(error), np.nan, centre)
    scale = sizes if times_size else np.ones(len(counts))
    panel = Panel("location", share * scale, level * scale, low * scale, high * scale, error * scale, run_rules=True)
    last = error[~np.isnan(error)]
    sigma = float(last[-1]) if last.size else 0.0
    return Chart((panel,), centre, sigma, mean_range, d2(2) if laney else None, factor if laney else None)


def _laney_factor(
    share: FloatArray, centre: float, error: FloatArray, first: int, given: Given | None
) -> tuple[float, float | None]:
    """σz, the spread of the standardised shares by their moving ranges: 1 where there is no overdispersion."""
    if given is not None and given.sigma is not None:
        return given.sigma, None
    z = np.full(len(share), np.nan)
    np.divide(share - centre, error, out=z, where=error > 0)
    mean_range = _known_mean(moving_range(z[:first]))
    return mean_range / d2(2), mean_range
