"""Proposals for coming fiscal years from the monthly history of the whole base.

Exponential smoothing chosen by information criterion (`AutoETS` of statsforecast). A trend, if it finds one, is
damped, since an undamped one carries a year's luck two years on. The base is forecast, not each account: its months are
steadier, and what the accounts get by their share of the last twelve months adds up to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import SCALE
from openkam.tools.define.portfolio.costs import by_key

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
SHORTEST_HISTORY = 12
SEASONAL_HISTORY = 24
LEVEL_PCT = 80
PATHS = 1000


IntervalKind = Literal["simulated", "summed"]


@dataclass(frozen=True)
class YearAhead:
    """One proposed year of the base in ten-thousandths, with the interval around it and how that was found."""

    amount: int
    low: int
    high: int
    interval: IntervalKind


def propose_years(history: IntArray, *, skip: int, years: int = 2, seed: int = 1) -> tuple[YearAhead, ...]:
    """Propose `years` whole years from `history`, whole months in ten-thousandths, oldest first.

    `skip` months lie between the last month of the history and the first proposed year. Twelve seasons where
    the history holds two years or more, else none; empty where it holds less than one. Amounts below 0 become
    0. Takes about a second, most of it the library's import.

    The 80 % interval of a year comes from simulated paths (seeded) where the model has no trend. With a trend it
    is the sum of the months' intervals, as if all months erred the same way, and so covers at least 80 %: the
    library's simulation drops the trend.
    """
    if len(history) < SHORTEST_HISTORY:
        return ()
    return _propose(history.astype(np.int64).tobytes(), skip, years, seed)


@lru_cache(maxsize=16)
def _propose(history_bytes: bytes, skip: int, years: int, seed: int) -> tuple[YearAhead, ...]:
    """The same, remembered: the years are asked for anew whenever a setting or an override changes around them."""
    history = np.frombuffer(history_bytes, dtype=np.int64)
    from statsforecast.models import AutoETS

    season = 12 if len(history) >= SEASONAL_HISTORY else 1
    horizon = skip + 12 * years
    values = history.astype(np.float64) / SCALE
    if np.ptp(values) == 0:
        flat = _yearly(np.full(horizon, values[-1]), skip)
        return _years(flat, flat, flat, "summed")
    model = AutoETS(season_length=season).fit(values)
    _error, trend, _season, damped = model.model_["components"]
    if trend == "N":
        paths = _yearly(model.simulate(h=horizon, n_paths=PATHS, seed=seed), skip)
        low, high = np.quantile(paths, [0.5 - LEVEL_PCT / 200, 0.5 + LEVEL_PCT / 200], axis=0)
        return _years(_yearly(model.predict(h=horizon)["mean"], skip), low, high, "simulated")
    if damped == "N":
        model = AutoETS(season_length=season, damped=True).fit(values)
    months = model.predict(h=horizon, level=[LEVEL_PCT])
    keys = ("mean", f"lo-{LEVEL_PCT}", f"hi-{LEVEL_PCT}")
    mean, low, high = (_yearly(months[key], skip) for key in keys)
    return _years(mean, low, high, "summed")


def _yearly(months: FloatArray, skip: int) -> FloatArray:
    """Sums over years of the last axis, from month `skip` on."""
    sums: FloatArray = months[..., skip:].reshape(*months.shape[:-1], -1, 12).sum(axis=-1)
    return sums


def _years(mean: FloatArray, low: FloatArray, high: FloatArray, interval: IntervalKind) -> tuple[YearAhead, ...]:
    # Whole hundredths: a proposal to a ten-thousandth would only look exact.
    amounts = np.maximum(np.stack((mean, low, high), axis=1) * 100, 0).round().astype(np.int64) * (SCALE // 100)
    return tuple(YearAhead(int(amount), int(below), int(above), interval) for amount, below, above in amounts)


def share_out(total: int, last_twelve_months: IntArray) -> IntArray:
    """`total` over the accounts by their last twelve months, shape (n,); adds up exactly, negatives count as 0."""
    return by_key(last_twelve_months, cost=total).assigned
