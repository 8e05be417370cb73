"""How many measurements a pilot needs: power from the noncentral t, and of two proportions by the normal.

J. Cohen, *Statistical Power Analysis*; the convention is that of R's `power.t.test` and `power.prop.test`: of a
two-sided test only the tail on the side of the effect counts.
"""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist

LARGEST = 1e9
"""No pilot measures more; beyond it the size is unknown."""
SMALLEST = 2.0
CERTAIN = 1e8
"""A noncentrality from which on the power is 1; much beyond it SciPy gives no number."""
TINY = 1e-6
"""An effect in standard deviations that would need more than `LARGEST` measurements."""


def _power_t(effect: float, scale: float, freedom: float, tail: float) -> float:
    """The power of a t test whose statistic has the noncentrality `effect` × `scale`."""
    from scipy.stats import nct, t

    critical = float(t.isf(tail, freedom))
    found = float(nct.sf(critical, freedom, min(effect * scale, CERTAIN)))
    return min(1.0, max(0.0, found))


def power_two_samples(n: float, effect: float, alpha: float, sides: int) -> float:
    """Power with `n` in each group; `effect` in standard deviations, > 0; `sides` 1 or 2."""
    return _power_t(effect, sqrt(n / 2), 2 * (n - 1), alpha / sides)


def power_pairs(n: float, effect: float, alpha: float, sides: int) -> float:
    """Power with `n` pairs; `effect` in standard deviations of the differences."""
    return _power_t(effect, sqrt(n), n - 1, alpha / sides)


def size_t(effect: float, power: float, alpha: float, sides: int, *, pairs: bool) -> float | None:
    """The size, not rounded, that reaches `power`; at least 2, None beyond `LARGEST`."""
    from scipy.optimize import brentq

    reached = power_pairs if pairs else power_two_samples
    if reached(SMALLEST, effect, alpha, sides) >= power:
        return SMALLEST
    if effect < TINY:
        return None
    # The normal approximation is a little too small; from there on the power only grows.
    quantiles = max(0.0, NormalDist().inv_cdf(1 - alpha / sides) + NormalDist().inv_cdf(power))
    guess = (1 if pairs else 2) * (quantiles / effect) ** 2
    if guess > LARGEST:
        return None
    high = max(guess, SMALLEST) + 20
    return float(brentq(lambda n: reached(n, effect, alpha, sides) - power, SMALLEST, high, xtol=1e-9))


def power_shares(n: float, before: float, after: float, alpha: float, sides: int) -> float:
    """Power with `n` in each group of the test of two proportions."""
    z = NormalDist().inv_cdf(1 - alpha / sides)
    together = (before + after) / 2
    null, real = sqrt(2 * together * (1 - together)), sqrt(before * (1 - before) + after * (1 - after))
    away = sqrt(n) * abs(after - before) - z * null
    if real == 0:
        return float(away > 0)
    return NormalDist().cdf(away / real)


def size_shares(before: float, after: float, power: float, alpha: float, sides: int) -> float | None:
    """The size of each group, not rounded; None where the shares are as good as equal or it is beyond `LARGEST`."""
    if abs(after - before) < 1 / LARGEST:
        return None
    z, z_power = NormalDist().inv_cdf(1 - alpha / sides), NormalDist().inv_cdf(power)
    together = (before + after) / 2
    null, real = sqrt(2 * together * (1 - together)), sqrt(before * (1 - before) + after * (1 - after))
    size = max(SMALLEST, (max(0.0, z * null + z_power * real) / (after - before)) ** 2)
    return size if size <= LARGEST else None


def whole(size: float) -> int:
    """Rounded up, for there is no part of a measurement; a last digit of rounding adds none."""
    return ceil(size - 1e-9)
