"""Every cost pool in every period: what it costs there, what it charges whom, what stays unused."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import SCALE, divide_rounded, from_ten_thousandths
from openkam.tools.define.portfolio import costs
from openkam.tools.define.portfolio.inputs import KeyPool, PeriodInput, PortfolioInputs, RatePool, TimeDrivenPool
from openkam.tools.define.portfolio.result import PoolResult
from openkam.tools.define.portfolio.sheet import Sheet

IntArray = NDArray[np.int64]
AnyPool = TimeDrivenPool | KeyPool | RatePool


@dataclass(frozen=True)
class Indirect:
    """What the pools charge, shape (accounts, periods), and by pool (pools, accounts, periods)."""

    assigned: IntArray
    by_pool: IntArray
    pools: tuple[PoolResult, ...]
    """In the order of periods, then pools."""


def charge(inputs: PortfolioInputs, sheet: Sheet) -> Indirect:
    """Charge every pool in every period."""
    by_pool = np.zeros((len(inputs.pools), *sheet.revenue.shape), dtype=np.int64)
    results: list[PoolResult] = []
    for at, period in enumerate(inputs.periods):
        drivers = {name: amounts[:, at] for name, amounts in sheet.drivers.items()}
        drivers["revenue"] = sheet.revenue[:, at]
        for index, pool in enumerate(inputs.pools):
            by_pool[index, :, at], result = _charge_one(pool, period, drivers)
            results.append(result)
    return Indirect(by_pool.sum(axis=0), by_pool, tuple(results))


def _amount_of(yearly: Decimal, by_period: dict[str, Decimal], period: PeriodInput) -> int:
    """The amount of a period: its own, or its months' part of a year's."""
    if period.label in by_period:
        return int(by_period[period.label] * SCALE)
    return divide_rounded(int(yearly * SCALE) * period.months_covered, 12)


def _prorated(by_period: dict[str, Decimal], period: PeriodInput) -> int | None:
    return None if period.label in by_period or period.months_covered == 12 else period.months_covered


def _charge_one(pool: AnyPool, period: PeriodInput, drivers: dict[str, IntArray]) -> tuple[IntArray, PoolResult]:
    if isinstance(pool, RatePool):
        units = {name: int(rate * SCALE) for name, rate in pool.rates.items()}
        charged = costs.by_rate(drivers, units)
        return charged.assigned, _result(pool, period, charged, cost=None, missing=_missing(units, drivers))
    cost = _amount_of(pool.cost_per_year, pool.cost_by_period, period)
    prorated = _prorated(pool.cost_by_period, period)
    if isinstance(pool, KeyPool):
        key = drivers.get(pool.key, np.zeros_like(drivers["revenue"]))
        charged = costs.by_key(key, cost=cost)
        missing = _missing({pool.key: 1}, drivers)
        return charged.assigned, _result(pool, period, charged, cost=cost, missing=missing, prorated=prorated)
    units = {name: int(minutes * SCALE) for name, minutes in pool.unit_minutes.items()}
    capacity = _amount_of(pool.capacity_minutes_per_year, pool.capacity_by_period, period)
    if capacity <= 0:
        charged = costs.Charge(np.zeros_like(drivers["revenue"]), cost, 0)
    else:
        charged = costs.time_driven(drivers, units, cost=cost, capacity_minutes=capacity)
    result = _result(pool, period, charged, cost=cost, missing=_missing(units, drivers), prorated=prorated)
    rate = Decimal(cost) / Decimal(capacity) if capacity > 0 else None
    update = {"capacity_minutes": from_ten_thousandths(capacity), "rate_per_minute": rate}
    return charged.assigned, result.model_copy(update=update)


def _missing(units: dict[str, int], drivers: dict[str, IntArray]) -> tuple[str, ...]:
    return tuple(sorted(name for name in units if name not in drivers))


def _result(
    pool: AnyPool,
    period: PeriodInput,
    charged: costs.Charge,
    *,
    cost: int | None,
    missing: tuple[str, ...],
    prorated: int | None = None,
) -> PoolResult:
    used = charged.used_minutes
    return PoolResult(
        pool=pool.name,
        kind=pool.kind,
        period=period.label,
        cost=None if cost is None else from_ten_thousandths(cost),
        assigned=from_ten_thousandths(int(charged.assigned.sum())),
        unused=None if charged.unused is None else from_ten_thousandths(charged.unused),
        used_minutes=None if used is None else from_ten_thousandths(used),
        prorated_months=prorated,
        missing_drivers=missing,
    )
