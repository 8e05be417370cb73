"""Capability indices, their intervals, and what lies beyond the limits. Pure functions of numbers.

NIST/SEMATECH e-Handbook 6.1.6; D. C. Montgomery, "Introduction to Statistical Quality Control", chapter 8;
A. F. Bissell, "How reliable is your capability index?", Applied Statistics 39 (1990); R. A. Boyles, "The Taguchi
capability index", Journal of Quality Technology 23 (1991).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from openkam.core import variation

FloatArray = NDArray[np.float64]
Interval = tuple[float, float]

_NODES = 300
_MOVING_RANGE_EFFICIENCY = 0.605
"""Degrees of freedom per value of MR̄/d2: 1/(2·0.8264), J. D. Cryer and T. P. Ryan, J. Quality Technology 22 (1990)."""


def cp(lower: float, upper: float, sigma: float) -> float:
    """(upper − lower) ÷ 6σ: how often the process would fit into the tolerance if it were centred."""
    return (upper - lower) / (6 * sigma)


def cpl(lower: float, mean: float, sigma: float) -> float:
    """(mean − lower) ÷ 3σ."""
    return (mean - lower) / (3 * sigma)


def cpu(upper: float, mean: float, sigma: float) -> float:
    """(upper − mean) ÷ 3σ."""
    return (upper - mean) / (3 * sigma)


def cpm(lower: float, upper: float, target: float, mean: float, sigma: float) -> float:
    """(upper − lower) ÷ 6√(σ² + (mean − target)²): the distance from the target counts as spread."""
    return (upper - lower) / (6 * math.hypot(sigma, mean - target))


def chi_square_interval(index: float, freedom: float, confidence: float) -> Interval:
    """Interval of Cp (or Pp): index · √(χ²(α/2; ν)/ν) … index · √(χ²(1 − α/2; ν)/ν)."""
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    low, high = chi2.ppf([tail, 1 - tail], freedom)
    return index * math.sqrt(low / freedom), index * math.sqrt(high / freedom)


def bissell_interval(index: float, n: int, freedom: float, confidence: float) -> Interval:
    """Interval of Cpk, normal approximation: index ± z √(1/(9n) + index²/(2ν))."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    half = z * math.hypot(1 / (3 * math.sqrt(n)), index / math.sqrt(2 * freedom))
    return index - half, index + half


def noncentral_t_interval(index: float, n: int, freedom: float, confidence: float) -> Interval:
    """Interval of CPL or CPU: 3√n·index follows a noncentral t whose noncentrality is 3√n times the true index.

    Exact for sigma overall; with sigma within as good as its degrees of freedom.
    """
    from scipy.optimize import brentq

    scale = 3 * math.sqrt(n)
    t = scale * abs(index)
    tail = (1 - confidence) / 2
    reach = 12 * math.hypot(1, t / math.sqrt(2 * freedom))

    def noncentrality(share: float) -> float:
        found = brentq(lambda delta: noncentral_t_cdf(t, freedom, delta) - share, t - reach, t + reach, rtol=1e-12)
        return float(found) / scale

    low, high = noncentrality(1 - tail), noncentrality(tail)
    return (low, high) if index >= 0 else (-high, -low)


def noncentral_t_cdf(t: float, freedom: float, delta: float) -> float:
    """P(Z + δ ≤ t·S) for t ≥ 0 with S² = χ²(ν)/ν, by quadrature over S, or over Z where S varies more than Z/t.

    SciPy's `nct` gives no number for the large t of a very capable process; this holds for every size.
    """
    from scipy.special import chdtrc, ndtr

    if t < 5 * math.sqrt(2 * freedom):
        s, weights = _chi_nodes(freedom)
        return float(weights @ ndtr(t * s - delta))
    nodes, weights = _legendre()
    z = 9 * nodes
    beyond = np.where(z + delta > 0, chdtrc(freedom, freedom * ((z + delta) / t) ** 2), 1.0)
    return float(9 / math.sqrt(2 * math.pi) * (weights @ (np.exp(-z * z / 2) * beyond)))


@lru_cache(maxsize=1)
def _legendre() -> tuple[FloatArray, FloatArray]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return nodes, weights


@lru_cache(maxsize=64)
def _chi_nodes(freedom: float) -> tuple[FloatArray, FloatArray]:
    """Values of S = √(χ²(ν)/ν) with the weights of a quadrature against its density."""
    from scipy.stats import chi2

    nodes, weights = _legendre()
    low, high = np.sqrt(chi2.ppf(1e-15, freedom) / freedom), np.sqrt(chi2.isf(1e-15, freedom) / freedom)
    s = (low + high) / 2 + (high - low) / 2 * nodes
    return s, (high - low) / 2 * weights * 2 * freedom * s * chi2.pdf(freedom * s**2, freedom)


def boyles_interval(index: float, n: int, offset: float, confidence: float) -> Interval:
    """Interval of Cpm; `offset` ξ = (mean − target) ÷ σ; chi-square with ν = n(1 + ξ²)² ÷ (1 + 2ξ²)."""
    square = min(abs(offset), 1e6) ** 2
    return chi_square_interval(index, n * (1 + square) ** 2 / (1 + 2 * square), confidence)


def freedom_of_estimator(estimator: str, groups: Sequence[Sequence[float]], n: int) -> float:
    """Degrees of freedom of sigma within: those of a chi-square with the same relative variance as the estimate.

    Pooled: Σ(n − 1). Range and deviation: half the sum of the weights, which are the inverse relative variances.
    Moving range: 0.605 per difference (Cryer and Ryan 1990).
    """
    sizes = [len(group) for group in groups if len(group) > 1]
    if estimator == "pooled":
        return float(sum(size - 1 for size in sizes))
    if estimator == "range":
        return max(1.0, sum((variation.d2(size) / variation.d3(size)) ** 2 for size in sizes) / 2)
    if estimator == "deviation":
        return max(1.0, sum(variation.c4(size) ** 2 / (1 - variation.c4(size) ** 2) for size in sizes) / 2)
    return max(1.0, _MOVING_RANGE_EFFICIENCY * (n - 1))


def normal_tail(z: float) -> float:
    """P(Z > z), exact far into the tail."""
    return math.erfc(z / math.sqrt(2)) / 2


def fallout_ppm(lower: float | None, upper: float | None, mean: float, sigma: float) -> tuple[float, float, float]:
    """Expected parts per million below the lower limit and above the upper one, and Z (bench) of their sum.

    Z (bench) is the normal quantile that leaves the sum in one tail; where the sum is too small (or too near 1) to
    be told from 0 (or 1), it is the nearer limit's own z.
    """
    z = [
        (mean - lower) / sigma if lower is not None else math.inf,
        (upper - mean) / sigma if upper is not None else math.inf,
    ]
    below, above = normal_tail(z[0]), normal_tail(z[1])
    return below * 1e6, above * 1e6, z_bench(below + above, min(z))


def z_bench(share: float, otherwise: float) -> float:
    """The z that leaves `share` in the upper tail; `otherwise` where the share is 0 or 1 to the computer."""
    return -NormalDist().inv_cdf(share) if 0 < share < 1 else otherwise


def observed_ppm(values: FloatArray, lower: float | None, upper: float | None) -> tuple[float, float]:
    """Counted parts per million below and above; a value on a limit is within it."""
    below = int((values < lower).sum()) if lower is not None else 0
    above = int((values > upper).sum()) if upper is not None else 0
    return 1e6 * below / len(values), 1e6 * above / len(values)


def points_beyond(groups: Sequence[Sequence[float]], mean: float, sigma: float) -> int:
    """How many means of subgroups lie beyond mean ± 3σ/√n."""
    return sum(abs(math.fsum(group) / len(group) - mean) > 3 * sigma / math.sqrt(len(group)) for group in groups)


def class_count(values: FloatArray) -> tuple[int, str]:
    """The number of classes of a histogram and the rule that gave it, 5 to 60.

    Freedman and Diaconis: range ÷ (2·IQR·n^(−1/3)); Sturges, 1 + log2 n, where half of the values are equal.
    """
    quarter, three_quarters = np.percentile(values, [25, 75])
    width = 2 * float(three_quarters - quarter) / len(values) ** (1 / 3)
    spread = float(np.ptp(values))
    if width > spread / 1000:
        return min(60, max(5, math.ceil(spread / width))), "freedman_diaconis"
    return min(60, max(5, math.ceil(1 + math.log2(len(values))))), "sturges"


def classes(values: FloatArray, count: int) -> list[tuple[float, float, int]]:
    """`count` equal classes from the smallest to the largest value: (low, high, how many)."""
    edges = np.linspace(values.min(), values.max(), count + 1)
    at = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, count - 1)
    counted = np.bincount(at, minlength=count)
    return [(float(edges[i]), float(edges[i + 1]), int(counted[i])) for i in range(count)]
