"""The written scales of the criteria that the books can answer, as numbers: columns of figures in, scores 1 to 10 out.

Each follows its text ("1: … 5: … 10: …") to the letter. Between two points it is interpolated: over the logarithm where
the point is a ratio, straight where it is days, a margin or a share. Scores are in halves: three written points bear no
finer ones, and whole numbers would leave three steps between two of them. The ends are claims ("among our five
largest"), so a figure between them scores from 1.5 to 9.5 even where rounding would take it further.
Where the text says two things of one account, or nothing, its score is unknown: NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

LOW, MIDDLE, HIGH = 1.0, 5.0, 10.0
STEP: Final = 0.5
LARGEST: Final = 5
"""Of "our five largest"."""
FEWEST: Final = LARGEST + 1
"""Below this number of customers everybody is among the five largest, and an average says little."""
FEWEST_MARGINS: Final = 10
"""A best tenth needs somebody in it."""
BEST: Final = 0.9
"""Our best margins are those that one account in ten exceeds."""
BEYOND: Final = 1.25
"""Clearly above them: a quarter of their distance from the average further on."""
DOUBLED: Final = 2 ** (1 / 3)
"""The growth of one year, as a ratio, that doubles in three years."""
DAYS_LOW, DAYS_MIDDLE = 60.0, 15.0
_NOISE: Final = 9
"""Decimals kept of a ratio, so that the last digits of a division decide nothing."""


def _between(values: FloatArray, *points: tuple[float, float]) -> FloatArray:
    """Straight lines through `points` (figure, score), figures ascending; NaN outside them."""
    figures, scores = zip(*points, strict=True)
    out: FloatArray = np.interp(values, figures, scores, left=np.nan, right=np.nan)
    return out


def _inside(scores: FloatArray) -> FloatArray:
    """In halves, and never at an end of the scale."""
    halves = np.floor(np.round(scores, _NOISE) / STEP + 0.5) * STEP
    out: FloatArray = np.clip(halves, LOW + STEP, HIGH - STEP)
    return out


def _unknown(like: NDArray[np.generic]) -> FloatArray:
    return np.full(len(like), np.nan)


@dataclass(frozen=True)
class BySize:
    """Scores by revenue against the average customer, and the figures that they follow from."""

    scores: FloatArray
    times: FloatArray
    """Multiples of the average."""
    rank: IntArray
    """Among those that bought, the largest is 1; of equals all have the last place. 0: bought nothing."""
    customers: int
    average: float
    """Of those that bought, in the unit of the amounts."""
    entry: float
    """The smallest amount among the five largest; NaN where ties leave nobody certainly among them."""


def by_size(amounts: IntArray, known: BoolArray) -> BySize:
    """1: smaller than the average customer. 5: twice the average. 10: among the five largest.

    `amounts`, shape (n,), count where `known`; a customer is one with an amount above 0.
    """
    buying = known & (amounts > 0)
    customers = int(buying.sum())
    rank = np.zeros(len(amounts), dtype=np.int64)
    rank[buying] = customers - np.searchsorted(np.sort(amounts[buying]), amounts[buying], side="left")
    if not customers:
        return BySize(_unknown(amounts), _unknown(amounts), rank, 0, np.nan, np.nan)
    average = int(amounts[buying].sum()) / customers
    times = np.where(known, np.round(amounts / average, _NOISE), np.nan)
    top = buying & (rank <= LARGEST)
    entry = float(amounts[top].min()) if top.any() else np.nan
    scores = _unknown(amounts)
    if customers >= FEWEST:
        doublings = np.log2(np.where(buying, np.maximum(times, 1), 1))
        points = [(0.0, LOW), (1.0, MIDDLE)]
        # Where the fifth is not above twice the average, nobody but the five largest is.
        if entry > 2 * average:
            points.append((float(np.log2(entry / average)), HIGH))
        scores = _inside(_between(doublings, *points))
        scores[top] = HIGH
        scores[times < 1] = LOW
        scores[top & (times < 1)] = np.nan
        scores[~known] = np.nan
    return BySize(scores, times, rank, customers, average, entry)


@dataclass(frozen=True)
class ByProfit:
    """Scores by what is left of revenue, and the figures that they follow from, all parts of 1."""

    scores: FloatArray
    share: FloatArray
    accounts: int
    average: float
    best: float
    clear: float
    """From here on a margin is clearly above the best."""


def by_profit(profit: IntArray, revenue: IntArray, known: BoolArray) -> ByProfit:
    """1: does not cover its cost. 5: our average margin. 10: clearly above our best margins.

    Shape (n,) each; only accounts with a known profit and revenue above 0 count.
    """
    counted = known & (revenue > 0)
    accounts = int(counted.sum())
    share, scores = _unknown(profit), _unknown(profit)
    share[counted] = np.round(profit[counted] / revenue[counted], _NOISE)
    if accounts < FEWEST_MARGINS:
        return ByProfit(scores, share, accounts, np.nan, np.nan, np.nan)
    average = round(int(profit[counted].sum()) / int(revenue[counted].sum()), _NOISE)
    best = round(float(np.quantile(share[counted], BEST)), _NOISE)
    clear = round(average + BEYOND * (best - average), _NOISE)
    if average > 0:
        scores = _inside(_between(share, (0.0, LOW), (average, MIDDLE)))
    if best > average:
        above = share >= average
        scores[above] = _inside(_between(share[above], (average, MIDDLE), (clear, HIGH)))
        scores[share >= clear] = HIGH
    # An average below zero says 5 of accounts of which 0 says 1: nothing is said of those.
    scores[share < 0] = np.where(share[share < 0] < average, LOW, np.nan)
    return ByProfit(scores, share, accounts, average, best, clear)


@dataclass(frozen=True)
class ByGrowth:
    """Scores by the growth of one year, and the ratios now ÷ a year before that they follow from."""

    scores: FloatArray
    ratio: FloatArray
    accounts: int
    """That bought now or then."""
    together: float
    """Of all accounts, new ones and lost ones too, taken together: what stands in for the market."""


def by_growth(now: IntArray, base: IntArray, known: BoolArray) -> ByGrowth:
    """1: shrinking. 5: grows with its market. 10: more than doubles within three years, if it goes on like this.

    Shape (n,) each, revenue of the same months; only accounts with a base above 0 have a growth.
    """
    counted = known & (base > 0)
    accounts = int((known & ((base != 0) | (now != 0))).sum())
    ratio, scores = _unknown(now), _unknown(now)
    ratio[counted] = np.round(now[counted] / base[counted], _NOISE)
    if accounts < FEWEST:
        return ByGrowth(scores, ratio, accounts, np.nan)
    before = int(base[known].sum())
    together = round(int(now[known].sum()) / before, _NOISE) if before > 0 else np.nan
    growing = np.flatnonzero(ratio >= 1)
    powers, doubled = np.log(ratio[growing]), float(np.log(DOUBLED))
    market = float(np.log(together)) if together > 0 else np.nan
    start = [(0.0, LOW)] if together > 1 else []
    found = _unknown(growing)
    if market < doubled:
        found = _inside(_between(powers, *start, (market, MIDDLE), (doubled, HIGH)))
    elif market >= doubled:
        found = _inside(_between(powers, *start, (market, MIDDLE)))
        # More than doubling and still slower than the market would be 10 and below 5 at once.
        found[powers > doubled] = np.nan
    found[(powers > doubled) & ~(powers < market)] = HIGH
    scores[growing] = found
    scores[ratio < 1] = LOW
    return ByGrowth(scores, ratio, accounts, together)


def by_payment(days_late: FloatArray, worst_days_late: FloatArray) -> FloatArray:
    """1: more than 60 days late on average. 5: about 15 days late. 10: always on time or early.

    Days, shape (n,) each, NaN where the books do not say.
    """
    scores = _inside(_between(days_late, (0.0, HIGH), (DAYS_MIDDLE, MIDDLE), (DAYS_LOW, LOW)))
    scores[days_late > DAYS_LOW] = LOW
    scores[(days_late == 0) & (worst_days_late == 0)] = HIGH
    return scores


def by_breadth(bought: FloatArray, categories: int) -> FloatArray:
    """1: nothing of our line. 5: half of it. 10: all of it.

    `bought`, shape (n,), counts the `categories` that an account buys; NaN where the books do not say.
    """
    if categories < 2:
        return _unknown(bought)
    scores = _inside(_between(bought / categories, (0.0, LOW), (0.5, MIDDLE), (1.0, HIGH)))
    scores[bought == categories] = HIGH
    return scores
