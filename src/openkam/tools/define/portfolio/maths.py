"""The sums behind the portfolio: whale curve, concentration, growth and lifetime value.

Money is int64 in ten-thousandths and is summed exactly; indices and percentages are float64.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
MAX_POINTS = 400


@dataclass(frozen=True)
class Curve:
    """Cumulative profit over accounts ranked by profit, highest first. Money in the unit of the input."""

    order: NDArray[np.intp]
    """Positions of the accounts, best first."""
    cumulative: IntArray
    """Length n + 1, from 0."""
    peak: int
    accounts_at_peak: int
    unprofitable: int
    loss_total: int
    below_zero_from: int | None

    @property
    def total(self) -> int:
        """Profit of all accounts together."""
        return int(self.cumulative[-1])

    @property
    def accounts(self) -> int:
        """How many accounts the curve ranks."""
        return len(self.order)


def whale_curve(profit: IntArray) -> Curve:
    """The whale curve of `profit`, shape (n,), any unit.

    Equal profits keep the order in which they are given, so the same accounts give the same curve. The peak
    is reached after the last account with a profit above 0; the loss is what those below 0 take away again.
    """
    order = np.argsort(-profit, kind="stable")
    cumulative = np.concatenate(([0], np.cumsum(profit[order], dtype=np.int64)))
    gains = profit > 0
    losses = profit < 0
    below = None
    if len(profit) and cumulative[-1] < 0:
        at_or_above = np.flatnonzero(cumulative >= 0)
        below = int(at_or_above[-1]) + 1
    return Curve(
        order=order,
        cumulative=cumulative,
        peak=int(profit[gains].sum()),
        accounts_at_peak=int(gains.sum()),
        unprofitable=int(losses.sum()),
        loss_total=-int(profit[losses].sum()),
        below_zero_from=below,
    )


@dataclass(frozen=True)
class Inequality:
    """How unevenly profit is spread. `gini` may exceed 1 where there are losses; `gini_rsv` stays in 0 … 1."""

    area: float
    gini: float
    stobachoff: float
    gini_rsv: float


def inequality(curve: Curve) -> Inequality | None:
    """Indices of a whale curve; None where the total is 0 or below, since a share of it has no meaning.

    area: under the curve with both axes scaled to 1; G = 2 × area − 1; Stobachoff = G ÷ (1 + G);
    RSV = G × total ÷ (gains + losses), after Raffinetti, Siletti and Vernizzi (2015).
    """
    total, count = curve.total, curve.accounts
    if count == 0 or total <= 0:
        return None
    doubled = 2 * int(curve.cumulative.astype(object).sum()) - total
    area = doubled / (2 * count * total)
    gini = 2 * area - 1
    # The straight line gives exactly 0; the subtraction above may leave a rounding error there.
    gini = 0.0 if abs(gini) < 1e-15 else gini
    return Inequality(area, gini, gini / (1 + gini), gini * total / (curve.peak + curve.loss_total))


def thinned_ranks(curve: Curve, limit: int = MAX_POINTS) -> NDArray[np.intp]:
    """At most `limit` ranks of the curve, evenly spread, that keep both ends, the peak and the fall below zero."""
    count = curve.accounts
    if count < limit:
        return np.arange(count + 1)
    kept = [0, curve.accounts_at_peak, count, *([curve.below_zero_from] if curve.below_zero_from else [])]
    spread = np.linspace(0, count, limit - len(kept)).round().astype(np.intp)
    return np.unique(np.concatenate((spread, np.array(kept, dtype=np.intp))))


def herfindahl(shares_pct: FloatArray) -> float:
    """Herfindahl–Hirschman index: the sum of squared shares in percent, 0 … 10,000."""
    return float(np.square(shares_pct).sum())


def effective_number(hhi: float) -> float:
    """The number of equal shares that give the same index: 10,000 ÷ HHI."""
    return 10_000 / hhi


def top_share_pct(amounts: IntArray, fraction: float = 0.2) -> tuple[int, float] | None:
    """How many accounts the largest `fraction` is, rounded up, and the percentage of the total that they bring."""
    total = int(amounts.sum())
    if total <= 0:
        return None
    count = int(np.ceil(round(len(amounts) * fraction, 9)))
    largest = np.sort(amounts)[::-1][:count]
    return count, 100 * int(largest.sum()) / total


def growth_pct(now: IntArray, base: IntArray) -> FloatArray:
    """Growth of `now` over `base` in percent, elementwise; NaN where the base is 0 or below."""
    out = np.full(now.shape, np.nan)
    positive = base > 0
    out[positive] = 100 * (now[positive] - base[positive]) / base[positive].astype(np.float64)
    return out


def cagr_pct(first: IntArray, last: IntArray, years: int) -> FloatArray:
    """Compound annual growth in percent over `years` (at least 1); NaN where the base is ≤ 0 or the end below 0."""
    if years < 1:
        raise ValueError("growth needs at least one year between first and last")
    out = np.full(first.shape, np.nan)
    usable = (first > 0) & (last >= 0)
    out[usable] = 100 * ((last[usable] / first[usable].astype(np.float64)) ** (1 / years) - 1)
    return out


def lifetime_multiple(
    retention: float, discount: float, timing: Literal["end_of_period", "now_and_certain"] = "end_of_period"
) -> float:
    """What a constant yearly margin is worth, as a multiple of it.

    `end_of_period`: the first margin comes after a year and only if the customer stays: r ÷ (1 + d − r).
    `now_and_certain`: the first margin is received now, for certain: (1 + d) ÷ (1 + d − r).
    """
    spread = 1 + discount - retention
    if spread <= 0:
        raise ValueError("1 + discount − retention must be above 0")
    return (retention if timing == "end_of_period" else 1 + discount) / spread
