"""The figures of every account in columns: what pages mask, group, sort and sum without asking the ledger again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openkam.tools.define.portfolio.inputs import ALL, Override, PeriodInput, Proposal
from openkam.tools.define.portfolio.result import PoolResult
from openkam.tools.define.portfolio.sheet import Sheet

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Months:
    """Every account's months, one after the other: those of account i are `start[i]:start[i + 1]`."""

    start: IntArray
    month: NDArray[np.int32]
    """`core.periods.Month.index`, ascending within an account."""
    revenue: IntArray
    direct_cost: IntArray
    lines: NDArray[np.int32]
    lines_without_cost: NDArray[np.int32]
    loss_lines: NDArray[np.int32]
    credit_lines: NDArray[np.int32]
    orders: NDArray[np.int32]

    def of(self, rows: Rows) -> Rows:
        """Where the months of these accounts stand."""
        spans = [np.arange(self.start[row], self.start[row + 1]) for row in rows.tolist()]
        return np.concatenate(spans).astype(np.intp) if spans else np.zeros(0, dtype=np.intp)


@dataclass(frozen=True)
class Payments:
    """How accounts pay, in columns as long as `row`, which holds positions among the accounts."""

    row: IntArray
    invoices: IntArray
    days_late: NDArray[np.float64]
    share_late_pct: NDArray[np.float64]
    worst_days_late: IntArray


@dataclass(frozen=True)
class Frame:
    """One state of the books under one set of settings, shape (accounts, periods), money in ten-thousandths."""

    key: str
    base: str
    """The same for frames that differ in nothing but cost pools and forecasts typed by people."""
    snapshot: str
    currency: str
    as_of: date
    first_day: date
    last_day: date
    periods: tuple[PeriodInput, ...]
    codes: tuple[str, ...]
    proposed: Sheet
    """Before people's forecasts; `sheet` has them in."""
    sheet: Sheet
    indirect: IntArray
    by_pool: IntArray
    """Shape (pools, accounts, periods), in the order of `pool_names`."""
    pool_names: tuple[str, ...]
    pools: tuple[PoolResult, ...]
    pools_are_sample: bool
    """Whether every pool is the illustrative one of the sample company, which nobody has changed."""
    proposals: Mapping[str, Proposal]
    """Language → how the proposed years came about; empty where there are none."""
    overrides: tuple[Override, ...]
    months: Months
    payments: Payments
    has_documents: bool
    unconverted: Mapping[str, int]
    lines_without_cost: int
    lines_after_as_of: int

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the periods."""
        return tuple(period.label for period in self.periods)

    @property
    def this_year(self) -> str:
        """The label of the period that holds the as-of date, else of the last that is not proposed."""
        booked = [period.label for period in self.periods if period.kind != "proposed"]
        for period in self.periods:
            if period.start <= self.as_of <= period.end:
                return period.label
        return booked[-1] if booked else self.periods[-1].label

    def columns(self, selected: str) -> list[int]:
        """The positions of the selected periods; `all` is every one that is not proposed."""
        if selected == ALL:
            return [at for at, period in enumerate(self.periods) if period.kind != "proposed"]
        return [at for at, period in enumerate(self.periods) if period.label == selected]

    def position(self) -> dict[str, int]:
        """Account code → row."""
        return {code: at for at, code in enumerate(self.codes)}


@dataclass(frozen=True)
class Slice:
    """Some rows of a frame, or groups of them: what one table, card or total is made of."""

    sheet: Sheet
    indirect: IntArray

    def __len__(self) -> int:
        return len(self.sheet.revenue)


def _each(sheet: Sheet, change: Callable[[IntArray], IntArray]) -> Sheet:
    return replace(
        sheet,
        revenue=change(sheet.revenue),
        cost=change(sheet.cost),
        drivers={name: change(values) for name, values in sheet.drivers.items()},
        compared_now=change(sheet.compared_now),
        compared_base=change(sheet.compared_base),
    )


def take(frame: Frame, rows: Rows) -> Slice:
    """These rows of the frame, in this order."""
    sheet = _each(frame.sheet, lambda values: values[rows])
    flags = {name: getattr(frame.sheet, name)[rows] for name in ("cost_known", "active", "overridden", "compared")}
    return Slice(replace(sheet, **flags), frame.indirect[rows])


def group(part: Slice, groups: Rows, count: int) -> Slice:
    """The rows of `part` added up by `groups` (one of 0 … count − 1 for each row). Integers, so exact."""
    order = np.argsort(groups, kind="stable")
    filled, starts = np.unique(groups[order], return_index=True)

    def summed(values: IntArray) -> IntArray:
        out = np.zeros((count, values.shape[1]), dtype=np.int64)
        if len(order):
            out[filled] = np.add.reduceat(values[order], starts, axis=0)
        return out

    def joined(values: BoolArray, join: np.ufunc, empty: bool) -> BoolArray:
        out = np.full((count, values.shape[1]), empty)
        if len(order):
            out[filled] = join.reduceat(values[order], starts, axis=0)
        return out

    sheet = replace(
        _each(part.sheet, summed),
        cost_known=joined(part.sheet.cost_known, np.logical_and, empty=True),
        active=joined(part.sheet.active, np.logical_or, empty=False),
        overridden=joined(part.sheet.overridden, np.logical_or, empty=False),
        compared=joined(part.sheet.compared, np.logical_or, empty=False),
    )
    return Slice(sheet, summed(part.indirect))


@dataclass(frozen=True)
class Columns:
    """The selected period of a slice, as arrays over its rows; NaN stands for unknown in the ratios."""

    revenue: IntArray
    direct_cost: IntArray
    margin: IntArray
    indirect: IntArray
    net: IntArray
    known: BoolArray
    active: BoolArray
    growth_pct: NDArray[np.float64]
    is_new: BoolArray
    net_pct: NDArray[np.float64]
    share_pct: NDArray[np.float64]


def columns(part: Slice, at: Sequence[int], whole: int | None = None) -> Columns:
    """Sums over the periods `at` and what follows from them; growth is that of the last one.

    `whole` is the revenue that shares are parts of; None: that of the slice itself.
    """
    chosen = list(at)
    sheet = part.sheet
    revenue, cost, indirect = (values[:, chosen].sum(axis=1) for values in (sheet.revenue, sheet.cost, part.indirect))
    known: BoolArray = np.all(sheet.cost_known[:, chosen], axis=1)
    active: BoolArray = np.any(sheet.active[:, chosen], axis=1)
    net = revenue - cost - indirect
    last = chosen[-1] if chosen else 0
    compared = sheet.compared[:, last]
    growth = np.full(len(part), np.nan)
    base, now = sheet.compared_base[:, last], sheet.compared_now[:, last]
    usable = compared & (base > 0) if len(chosen) == 1 else np.zeros(len(part), dtype=np.bool_)
    growth[usable] = 100 * (now[usable] - base[usable]) / base[usable].astype(np.float64)
    net_pct = np.full(len(part), np.nan)
    sold = known & (revenue > 0)
    net_pct[sold] = 100 * net[sold] / revenue[sold].astype(np.float64)
    total = int(revenue.sum()) if whole is None else whole
    share = 100 * (revenue / total) if total > 0 else np.full(len(part), np.nan)
    return Columns(
        revenue=revenue,
        direct_cost=cost,
        margin=revenue - cost,
        indirect=indirect,
        net=net,
        known=known,
        active=active,
        growth_pct=growth,
        is_new=compared & (base == 0) & (len(chosen) == 1) & (revenue > 0),
        net_pct=net_pct,
        share_pct=share,
    )
