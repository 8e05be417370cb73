"""Comparing before with after: difference first, its interval second, its p-value last.

Differences are after − before in the unit of the values. Where nothing varies there is no standard error; the
interval then has no width and there is neither statistic nor p-value (None).
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
NOISE = 1e-14


class Moments(NamedTuple):
    """Number, mean and standard deviation (divisor n − 1) of a sample."""

    n: float
    mean: float
    sd: float


class Comparison(NamedTuple):
    """A difference with its interval, and the test behind it."""

    difference: float
    low: float
    high: float
    standard_error: float
    statistic: float | None
    freedom: float | None
    critical: float | None
    p: float | None


class Shares(NamedTuple):
    """Two proportions compared: both intervals, chi-square without continuity correction, Fisher's exact test."""

    difference: float
    newcombe: tuple[float, float]
    wald: tuple[float, float]
    chi_square: float | None
    p: float | None
    fisher_p: float


def moments(values: FloatArray) -> Moments:
    """Of `values`, shape (n,) with n ≥ 2; a spread that is only rounding is none."""
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    return Moments(len(values), mean, 0.0 if np.ptp(values) == 0 else sd)


def t_quantile(probability: float, freedom: float) -> float:
    """The quantile of Student's t."""
    from scipy.stats import t

    return float(t.ppf(probability, freedom))


def _two_sided_p(statistic: float, freedom: float) -> float:
    from scipy.stats import t

    return float(2 * t.sf(abs(statistic), freedom))


def interval_of_mean(sample: Moments, confidence: float) -> tuple[float, float]:
    """Student's interval of one mean; `confidence` between 0 and 1."""
    if sample.sd == 0 or sample.n < 2:
        return sample.mean, sample.mean
    half = t_quantile((1 + confidence) / 2, sample.n - 1) * sample.sd / sqrt(sample.n)
    return sample.mean - half, sample.mean + half


def _compared(difference: float, error: float, freedom: float, confidence: float) -> Comparison:
    if error <= NOISE * abs(difference) or error == 0:
        return Comparison(difference, difference, difference, 0.0, None, None, None, None)
    critical = t_quantile((1 + confidence) / 2, freedom)
    statistic = difference / error
    p = _two_sided_p(statistic, freedom)
    low, high = difference - critical * error, difference + critical * error
    return Comparison(difference, low, high, error, statistic, freedom, critical, p)


def welch(before: Moments, after: Moments, confidence: float) -> Comparison:
    """Unequal variances (Welch 1947), degrees of freedom by Satterthwaite."""
    one, other = before.sd**2 / before.n, after.sd**2 / after.n
    total = one + other
    weights = one**2 / (before.n - 1) + other**2 / (after.n - 1)
    freedom = total**2 / weights if weights > 0 else before.n + after.n - 2
    return _compared(after.mean - before.mean, sqrt(total), freedom, confidence)


def pooled_sd(before: Moments, after: Moments) -> float:
    """√(Σ(n − 1)s² ÷ Σ(n − 1))."""
    freedom = before.n + after.n - 2
    return sqrt(((before.n - 1) * before.sd**2 + (after.n - 1) * after.sd**2) / freedom)


def pooled(before: Moments, after: Moments, confidence: float) -> Comparison:
    """Student's two-sample test with equal variances."""
    error = pooled_sd(before, after) * sqrt(1 / before.n + 1 / after.n)
    return _compared(after.mean - before.mean, error, before.n + after.n - 2, confidence)


def paired(differences: Moments, confidence: float) -> Comparison:
    """Student's test of the mean of `differences`, one for each pair."""
    return _compared(differences.mean, differences.sd / sqrt(differences.n), differences.n - 1, confidence)


def autocorrelation(*parts: FloatArray) -> float:
    """Of neighbours in time, each part about its own mean; 0 where nothing varies."""
    away = [part - part.mean() for part in parts]
    total = sum(float(part @ part) for part in away)
    scale = sum(len(part) * float(np.abs(part).max(initial=0.0)) ** 2 for part in parts)
    if total <= NOISE * scale:
        return 0.0
    return sum(float(part[1:] @ part[:-1]) for part in away) / total


def effective(sample: Moments, correlation: float) -> Moments:
    """The sample with the number of independent values that tells as much: n(1 − r) ÷ (1 + r) for r > 0, at least 2."""
    r = min(max(correlation, 0.0), 0.999)
    return sample._replace(n=max(2.0, sample.n * (1 - r) / (1 + r)))


def wilson(count: int, n: int, confidence: float) -> tuple[float, float]:
    """Wilson's score interval of one proportion (1927)."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (0.0 if count == 0 else middle - half), (1.0 if count == n else middle + half)


def two_shares(before: tuple[int, int], after: tuple[int, int], confidence: float) -> Shares:
    """(count, n) before and after. Newcombe's interval joins the two of Wilson (1998, method 10)."""
    from scipy.stats import fisher_exact

    (x, n), (y, m) = before, after
    p, q = x / n, y / m
    difference = q - p
    (low_p, high_p), (low_q, high_q) = wilson(x, n, confidence), wilson(y, m, confidence)
    newcombe = (
        difference - sqrt((q - low_q) ** 2 + (high_p - p) ** 2),
        difference + sqrt((high_q - q) ** 2 + (p - low_p) ** 2),
    )
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(p * (1 - p) / n + q * (1 - q) / m)
    together = (x + y) / (n + m)
    error = sqrt(together * (1 - together) * (1 / n + 1 / m))
    z = difference / error if error > 0 else None
    return Shares(
        difference=difference,
        newcombe=newcombe,
        wald=(max(-1.0, difference - half), min(1.0, difference + half)),
        chi_square=None if z is None else z * z,
        p=None if z is None else 2 * NormalDist().cdf(-abs(z)),
        fisher_p=float(fisher_exact([[x, n - x], [y, m - y]]).pvalue),
    )


def smallest_expected(before: tuple[int, int], after: tuple[int, int]) -> float:
    """The smallest count that the two-by-two table would have if nothing had changed."""
    (x, n), (y, m) = before, after
    share = (x + y) / (n + m)
    return min(n, m) * min(share, 1 - share)
