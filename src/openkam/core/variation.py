"""How much a process varies: the constants of control charts, computed and not tabled, and the estimators of sigma.

The constants come from their definitions for samples of a normal distribution (d2 and d3 by quadrature of the
distribution of the range, c4 by the gamma function), so that there is no table to round and no largest subgroup.

Definitions: ASTM E2587, "Standard Practice for Use of Control Charts in Statistical Process Control"; D. C.
Montgomery, "Introduction to Statistical Quality Control", appendix VI. Weights for subgroups of unequal size: I. W.
Burr, "Control Charts for Measurements with Varying Sample Sizes", Journal of Quality Technology 1 (1969).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from openkam.core.i18n import gettext as _

LARGEST_SUBGROUP = 10_000
"""The largest subgroup whose constants are computed; the quadrature is exact to 1e-10 up to here."""

Sample = Sequence[float] | NDArray[np.float64]


@dataclass(frozen=True)
class ChartConstants:
    """The constants of the charts for subgroups of `size` values, in the usual letters.

    `A2`, `A3`: limits of the mean about the grand mean, in mean ranges and in mean standard deviations. `D3`, `D4`:
    limits of the range; `B3`, `B4`: of the standard deviation, both as multiples of the centre line. `E2`: limits of
    single values, in mean (moving) ranges of that many values.
    """

    size: int
    d2: float
    d3: float
    c4: float
    A2: float
    A3: float
    D3: float
    D4: float
    B3: float
    B4: float
    E2: float


@lru_cache(maxsize=256)
def chart_constants(size: int) -> ChartConstants:
    """Every constant for subgroups of `size` values, with limits at three standard errors.

    Raises ValueError for a size below 2 or above `LARGEST_SUBGROUP`.
    """
    mean_range, range_deviation, shrink = d2(size), d3(size), c4(size)
    relative_range = range_deviation / mean_range
    relative_deviation = math.sqrt(1 - shrink**2) / shrink
    return ChartConstants(
        size=size,
        d2=mean_range,
        d3=range_deviation,
        c4=shrink,
        A2=3 / (mean_range * math.sqrt(size)),
        A3=3 / (shrink * math.sqrt(size)),
        D3=max(0.0, 1 - 3 * relative_range),
        D4=1 + 3 * relative_range,
        B3=max(0.0, 1 - 3 * relative_deviation),
        B4=1 + 3 * relative_deviation,
        E2=3 / mean_range,
    )


def d2(size: int) -> float:
    """The mean of the range of `size` values of a standard normal distribution."""
    return _range_moments(size)[0]


def d3(size: int) -> float:
    """The standard deviation of the range of `size` values of a standard normal distribution."""
    return _range_moments(size)[1]


def d2_star(size: int, groups: int) -> float:
    """d2*: what divides the mean of `groups` ranges of `size` values so that the *square* is an unbiased variance.

    √(d2² + d3²/groups); it goes to d2 as the groups grow. A. J. Duncan, "Quality Control and Industrial Statistics".
    """
    if groups < 1:
        raise ValueError(_("There must be at least one range."))
    return math.hypot(d2(size), d3(size) / math.sqrt(groups))


@lru_cache(maxsize=4096)
def c4(size: int) -> float:
    """The mean of the standard deviation (divisor n − 1) of `size` values of a standard normal distribution."""
    if size < 2:
        raise ValueError(_("A standard deviation needs at least two values."))
    return math.sqrt(2 / (size - 1)) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))


# The integrand over x is smooth and vanishes with all its derivatives at both ends: there the trapezium rule converges
# faster than any power of its step. Over the width w it does not vanish at 0, so that one is Gauss-Legendre.
_TAIL = 9.0
_STEPS = 721
_NODES = 120


@lru_cache(maxsize=256)
def _range_moments(size: int) -> tuple[float, float]:
    """Mean and standard deviation of the range W of `size` standard normal values.

    P(W ≤ w) = n ∫ φ(x) [Φ(x + w) − Φ(x)]^(n−1) dx; E W = ∫ P(W > w) dw and E W² = 2 ∫ w P(W > w) dw.
    """
    if not 2 <= size <= LARGEST_SUBGROUP:
        raise ValueError(
            _("A subgroup must have 2 to {most} values for its range; this one has {size}.").format(
                most=LARGEST_SUBGROUP, size=size
            )
        )
    x, widths, weights, between = _range_grid()
    density = np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    step = x[1] - x[0]
    exceeded = 1 - size * step * (between ** (size - 1)) @ density
    mean = float(weights @ exceeded)
    square = float(2 * weights @ (widths * exceeded))
    return mean, math.sqrt(square - mean**2)


@lru_cache(maxsize=1)
def _range_grid() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Points x, widths w with their weights, and Φ(x + w) − Φ(x) as a matrix of widths by points."""
    x = np.linspace(-_TAIL, _TAIL, _STEPS)
    nodes, node_weights = np.polynomial.legendre.leggauss(_NODES)
    widths = _TAIL * (nodes + 1)
    between = _normal_cdf(x[None, :] + widths[:, None]) - _normal_cdf(x)[None, :]
    return x, widths, _TAIL * node_weights, between


def _normal_cdf(values: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = [math.erfc(-value / math.sqrt(2)) / 2 for value in values.ravel().tolist()]
    return np.array(flat, dtype=np.float64).reshape(values.shape)


def sigma_from_ranges(subgroups: Sequence[Sample]) -> float:
    """Sigma within subgroups from their ranges: R̄/d2.

    Subgroups of unequal size: Σ f·R/d2(n) ÷ Σ f with f = (d2(n)/d3(n))², the weights of least variance (Burr 1969);
    with equal sizes this is R̄/d2. Subgroups of one value have no range and are left out.
    Raises ValueError when no subgroup has two values or a value is not finite.
    """
    samples = _with_spread(subgroups)
    return _weighted(samples, lambda block: np.ptp(block, axis=1), d2, lambda size: (d2(size) / d3(size)) ** 2)


def sigma_from_deviations(subgroups: Sequence[Sample]) -> float:
    """Sigma within subgroups from their standard deviations: S̄/c4.

    Subgroups of unequal size: Σ h·S/c4(n) ÷ Σ h with h = c4(n)²/(1 − c4(n)²), the weights of least variance (Burr
    1969); with equal sizes this is S̄/c4. Subgroups of one value are left out. Raises as `sigma_from_ranges`.
    """
    samples = _with_spread(subgroups)
    return _weighted(
        samples, lambda block: np.std(block, axis=1, ddof=1), c4, lambda size: c4(size) ** 2 / (1 - c4(size) ** 2)
    )


def sigma_pooled(subgroups: Sequence[Sample], *, unbiased: bool = True) -> float:
    """Sigma within subgroups from their pooled variance: √(Σ(n − 1)S² ÷ Σ(n − 1)), each by its degrees of freedom.

    `unbiased` divides it by c4(Σ(n − 1) + 1). Sizes may differ; subgroups of one value add nothing. Raises as
    `sigma_from_ranges`.
    """
    samples = _with_spread(subgroups)
    freedom = sum(len(block) * (size - 1) for size, block in samples.items())
    squares = math.fsum(float(np.sum((block - block.mean(axis=1, keepdims=True)) ** 2)) for block in samples.values())
    sigma = math.sqrt(squares / freedom)
    return sigma / c4(freedom + 1) if unbiased else sigma


def moving_ranges(values: Sample, span: int = 2) -> NDArray[np.float64]:
    """The range of each run of `span` neighbours in the order of time: n − span + 1 of them.

    Raises ValueError for a span below 2, fewer values than the span, or a value that is not finite.
    """
    if span < 2:
        raise ValueError(_("A moving range needs a span of at least two values."))
    series = _finite(values)
    if len(series) < span:
        raise ValueError(
            _("A moving range over {span} values needs at least {span} values; there are {count}.").format(
                span=span, count=len(series)
            )
        )
    windows = np.lib.stride_tricks.sliding_window_view(series, span)
    return np.asarray(np.ptp(windows, axis=1), dtype=np.float64)


def sigma_from_moving_ranges(values: Sample, span: int = 2) -> float:
    """Sigma of single values from the mean of their moving ranges: MR̄/d2(span). Raises as `moving_ranges`."""
    return float(moving_ranges(values, span).mean()) / d2(span)


def sigma_from_median_moving_range(values: Sample) -> float:
    """Sigma of single values from the median moving range of two neighbours, which one shift of the level hardly moves.

    The median ÷ √2·Φ⁻¹(0.75) = 0.9539, the median of the range of two standard normal values (d4).
    """
    return float(np.median(moving_ranges(values))) / (math.sqrt(2) * NormalDist().inv_cdf(0.75))


def sigma_overall(values: Sample, *, unbiased: bool = False) -> float:
    """The standard deviation of all values about their mean, divisor n − 1; `unbiased` divides it by c4(n).

    Raises ValueError for fewer than two values or a value that is not finite.
    """
    series = _finite(values)
    if len(series) < 2:
        raise ValueError(_("A standard deviation needs at least two values."))
    sigma = float(np.std(series, ddof=1))
    return sigma / c4(len(series)) if unbiased else sigma


def _weighted(
    samples: dict[int, NDArray[np.float64]],
    spreads: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    expected: Callable[[int], float],
    weight: Callable[[int], float],
) -> float:
    """Σ weight·spread/expected ÷ Σ weight over the samples; `expected` and `weight` depend on the size alone."""
    total = math.fsum(
        weight(size) / expected(size) * math.fsum(spreads(block).tolist()) for size, block in samples.items()
    )
    return total / math.fsum(weight(size) * len(block) for size, block in samples.items())


def _with_spread(subgroups: Sequence[Sample]) -> dict[int, NDArray[np.float64]]:
    """The subgroups of two values or more as one block (groups by values) per size: 200,000 of five are one block."""
    by_size: dict[int, list[Sample]] = {}
    for subgroup in subgroups:
        by_size.setdefault(len(subgroup), []).append(subgroup)
    samples = {size: _finite(alike) for size, alike in sorted(by_size.items())}
    samples = {size: block for size, block in samples.items() if size >= 2}
    if not samples:
        raise ValueError(_("No subgroup has two values, so there is no variation within subgroups to measure."))
    return samples


def _finite(values: Sample | Sequence[Sample]) -> NDArray[np.float64]:
    series = np.asarray(values, dtype=np.float64)
    if not np.isfinite(series).all():
        raise ValueError(_("Every value must be a finite number."))
    return series
