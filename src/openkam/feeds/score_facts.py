"""What the books know of every account, in the columns that proposed scores follow from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from openkam.ledger import Purchases
from openkam.tools.define.portfolio.inputs import PeriodInput

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

CostToServe = Literal["none", "illustrative", "own"]
"""What the indirect cost rests on: no cost pools, those of the sample company that nobody has changed, or one's own."""
MOSTLY: Final = 0.8
"""The part of an account's purchases whose category must be known before anything is said of its categories."""


@dataclass(frozen=True)
class Paid:
    """How accounts pay, shape (n,) each, NaN where the books do not say. `invoices` is 0 there."""

    invoices: IntArray
    days_late: FloatArray
    """On average, weighted by amount; early counts as 0."""
    share_late_pct: FloatArray
    worst_days_late: FloatArray


@dataclass(frozen=True)
class Breadth:
    """Which of our categories accounts buy, shape (n,) each."""

    categories: tuple[str, ...]
    """All that anybody bought in the period, sorted."""
    bought: FloatArray
    """How many of them; NaN where too little is known."""
    main: IntArray
    """The position of the one bought most; −1 where `bought` is NaN."""
    main_share: FloatArray
    """Its part of what was bought in known categories, 0 to 1."""


@dataclass(frozen=True)
class Facts:
    """The accounts of the books in columns of shape (n,), money in ten-thousandths. What is not known says so.

    Averages and ranks are those of the accounts given here: give the whole base, and ask for the candidates.
    """

    codes: tuple[str, ...]
    currency: str
    as_of: date
    period: PeriodInput
    revenue: IntArray
    profit: IntArray
    """Net income where `cost_to_serve` is `own`, else the margin before indirect cost."""
    profit_known: BoolArray
    cost_to_serve: CostToServe
    compared_now: IntArray
    compared_base: IntArray
    compared: BoolArray
    ahead: PeriodInput | None
    """The last proposed year, as far as the forecast reaches."""
    ahead_revenue: IntArray
    ahead_typed: BoolArray
    """Where a person's forecast stands in place of the proposed one."""
    paid: Paid
    breadth: Breadth | None
    """None where the books name no products, or nobody said their categories."""


def facts_from(
    codes: Sequence[str],
    period: PeriodInput,
    revenue: IntArray,
    *,
    as_of: date,
    currency: str = "",
    margin: IntArray | None = None,
    net_income: IntArray | None = None,
    cost_known: BoolArray | None = None,
    cost_to_serve: CostToServe = "none",
    compared: tuple[IntArray, IntArray, BoolArray] | None = None,
    ahead: tuple[PeriodInput, IntArray, BoolArray] | None = None,
    paid: Paid | None = None,
    breadth: Breadth | None = None,
) -> Facts:
    """The facts of `codes` in `period` from the columns at hand, shape (n,) each, money in ten-thousandths.

    `compared` is revenue now, revenue of the same months a year before, and where both are known; `ahead` the last
    proposed year, its revenue, and where a person typed it. `net_income` counts only where `cost_to_serve` is `own`:
    illustrative cost pools never make a score. What is not given is unknown. Raises `ValueError` for a column of
    another length, or for `own` without `net_income`.
    """
    count = len(codes)
    nothing, never = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    if cost_to_serve == "own" and net_income is None:
        raise ValueError("cost pools of one's own need net_income")
    profit = net_income if cost_to_serve == "own" else margin
    known = never if profit is None else np.ones(count, dtype=np.bool_) if cost_known is None else cost_known
    now, base, where = compared if compared is not None else (nothing, nothing, never)
    year, ahead_revenue, typed = ahead if ahead is not None else (None, nothing, never)
    facts = Facts(
        codes=tuple(codes),
        currency=currency,
        as_of=as_of,
        period=period,
        revenue=revenue,
        profit=nothing if profit is None else profit,
        profit_known=known,
        cost_to_serve=cost_to_serve,
        compared_now=now,
        compared_base=base,
        compared=where,
        ahead=year,
        ahead_revenue=ahead_revenue,
        ahead_typed=typed,
        paid=paid if paid is not None else paid_from(count, [], [], [], [], []),
        breadth=breadth,
    )
    for name, column in {**vars(facts), **vars(facts.paid)}.items():
        if isinstance(column, np.ndarray) and column.shape != (count,):
            raise ValueError(f"{name} has the shape {column.shape}, and there are {count} accounts")
    return facts


def paid_from(
    count: int,
    rows: ArrayLike,
    invoices: ArrayLike,
    days_late: ArrayLike,
    share_late_pct: ArrayLike,
    worst_days_late: ArrayLike,
) -> Paid:
    """How `count` accounts pay, from columns that hold only the accounts at `rows`."""
    at = np.asarray(rows, dtype=np.intp)

    def spread(values: ArrayLike) -> FloatArray:
        out = np.full(count, np.nan)
        out[at] = np.asarray(values, dtype=np.float64)
        return out

    number = np.zeros(count, dtype=np.int64)
    number[at] = np.asarray(invoices, dtype=np.int64)
    return Paid(number, spread(days_late), spread(share_late_pct), spread(worst_days_late))


def breadth_from(
    purchases: Purchases, category_of: Mapping[str, str], row_of: Mapping[str, int], count: int
) -> Breadth:
    """Which categories each of `count` accounts bought: those in which it paid for more than it gave back.

    `category_of` finds a product's category, `row_of` an account's row; several codes may share one, as subsidiaries
    do. Codes without a row still say what our categories are. Where less than `MOSTLY` of an account's purchases have
    a category, nothing is known of it.
    """
    named = [category_of.get(code, "") for code in purchases.products]
    categories = tuple(sorted(set(named) - {""}))
    place = {name: at for at, name in enumerate((*categories, ""))}
    column = np.array([place[name] for name in named], dtype=np.intp)[purchases.product]
    row = np.array([row_of.get(code, -1) for code in purchases.accounts], dtype=np.intp)[purchases.account]
    amounts = np.zeros((count + 1, len(categories) + 1), dtype=np.int64)
    # The last row gathers the codes without one, the last column what has no category.
    np.add.at(amounts, (row, column), purchases.revenue)
    gained = np.maximum(amounts, 0)
    sold = gained.sum(axis=0)[:-1] > 0
    bought = gained[:count, :-1][:, sold]
    total, everything = bought.sum(axis=1), gained[:count].sum(axis=1)
    clear = (total > 0) & (total >= MOSTLY * everything)
    number = np.where(clear, (bought > 0).sum(axis=1), np.nan)
    share = np.full(count, np.nan)
    main = np.full(count, -1, dtype=np.int64)
    if clear.any():
        main[clear] = bought[clear].argmax(axis=1)
        share[clear] = bought[clear].max(axis=1) / total[clear]
    return Breadth(tuple(name for name, any_ in zip(categories, sold, strict=True) if any_), number, main, share)
