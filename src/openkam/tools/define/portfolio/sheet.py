"""The typed inputs as arrays, with the figures that people typed in place of proposed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import SCALE, divide_rounded, fits, to_ten_thousandths
from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.tools.define.portfolio.inputs import AccountInput, Override, PortfolioInputs

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Sheet:
    """The inputs as arrays of shape (accounts, periods), money in ten-thousandths."""

    revenue: IntArray
    cost: IntArray
    cost_known: BoolArray
    drivers: dict[str, IntArray]
    active: BoolArray
    overridden: BoolArray
    compared_now: IntArray
    compared_base: IntArray
    compared: BoolArray
    """Where growth can compare the same months."""


def _column(rows: Sequence[Sequence[Decimal | None]], count: int) -> tuple[IntArray, BoolArray]:
    """Rows of amounts as an array (len(rows), count) and where they are known."""
    flat = [value for row in rows for value in row]
    known = np.fromiter((value is not None for value in flat), dtype=np.bool_, count=len(flat))
    zero = Decimal(0)
    amounts = to_ten_thousandths([zero if value is None else value for value in flat])
    return amounts.reshape(len(rows), count), known.reshape(len(rows), count)


def _drivers(accounts: Sequence[AccountInput], count: int) -> dict[str, IntArray]:
    names = sorted({name for row in accounts for name in row.drivers})
    none = (Decimal(0),) * count
    return {name: _column([row.drivers.get(name, none) for row in accounts], count)[0] for name in names}


def _comparison(inputs: PortfolioInputs, revenue: IntArray) -> tuple[IntArray, IntArray, BoolArray]:
    """Revenue now, revenue in the base and where both are known; neighbours of equal length where none is given."""
    count = len(inputs.periods)
    if inputs.accounts and inputs.accounts[0].compared_base:
        empty: tuple[Decimal | None, ...] = (None,) * count
        now, now_known = _column([row.compared_revenue or empty for row in inputs.accounts], count)
        base, base_known = _column([row.compared_base or empty for row in inputs.accounts], count)
        return now, base, now_known & base_known
    base = np.zeros_like(revenue)
    known = np.zeros(revenue.shape, dtype=np.bool_)
    for at in range(1, count):
        earlier, this = inputs.periods[at - 1], inputs.periods[at]
        if earlier.kind == this.kind == "actual" and earlier.months == this.months:
            base[:, at] = revenue[:, at - 1]
            known[:, at] = True
    return revenue, base, known


def read_sheet(inputs: PortfolioInputs) -> Sheet:
    """The inputs as arrays, overrides in place. Raises `InvalidInput` where the sums exceed what can be held."""
    count = len(inputs.periods)
    revenue, _all_known = _column([row.revenue for row in inputs.accounts], count)
    cost, cost_known = _column([row.direct_cost for row in inputs.accounts], count)
    drivers = _drivers(inputs.accounts, count)
    if not fits((revenue, cost, *drivers.values())):
        raise InvalidInput(
            _("The amounts are too large to be added up exactly."),
            remedy=_("Give the amounts in thousands."),
            place=Place(field="accounts"),
        )
    now, base, compared = _comparison(inputs, revenue)
    overridden = np.zeros(revenue.shape, dtype=np.bool_)
    active = _active(revenue, cost, cost_known, drivers)
    proposed = Sheet(revenue, cost, cost_known, drivers, active, overridden, now, base, compared)
    codes = [row.account for row in inputs.accounts]
    return with_overrides(proposed, codes, [period.label for period in inputs.periods], inputs.overrides)


def _active(revenue: IntArray, cost: IntArray, cost_known: BoolArray, drivers: Mapping[str, IntArray]) -> BoolArray:
    active: BoolArray = (revenue != 0) | (cost != 0) | ~cost_known
    for amounts in drivers.values():
        active = active | (amounts != 0)
    return active


def with_overrides(
    sheet: Sheet, accounts: Sequence[str], periods: Sequence[str], overrides: Sequence[Override]
) -> Sheet:
    """`sheet` with typed figures in place of proposed ones. Without a typed cost the proposed cost ratio holds.

    `accounts` and `periods` name the rows and columns. Raises KeyError where an override names none of them.
    """
    if not overrides:
        return sheet
    revenue, cost, cost_known = sheet.revenue.copy(), sheet.cost.copy(), sheet.cost_known.copy()
    overridden = sheet.overridden.copy()
    rows = {code: at for at, code in enumerate(accounts)}
    columns = {label: at for at, label in enumerate(periods)}
    for override in overrides:
        at = rows[override.account], columns[override.period]
        revenue_then = int(revenue[at])
        revenue[at] = int(override.revenue * SCALE)
        overridden[at] = True
        cost[at], cost_known[at] = _overridden_cost(
            override, revenue_then, int(cost[at]), bool(cost_known[at]), int(revenue[at])
        )
    return replace(
        sheet,
        revenue=revenue,
        cost=cost,
        cost_known=cost_known,
        overridden=overridden,
        active=_active(revenue, cost, cost_known, sheet.drivers),
        # Where growth compares neighbouring periods it reads the revenue itself, and then of actual years only.
        compared_now=revenue if sheet.compared_now is sheet.revenue else sheet.compared_now,
    )


def _overridden_cost(
    override: Override, revenue_then: int, cost_then: int, known: bool, revenue_now: int
) -> tuple[int, bool]:
    if override.direct_cost is not None:
        return int(override.direct_cost * SCALE), True
    if known and revenue_then > 0:
        return divide_rounded(cost_then * revenue_now, revenue_then), True
    return 0, False
