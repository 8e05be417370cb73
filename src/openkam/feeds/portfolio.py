"""Invoice facts, cost pools and overrides in; the inputs of portfolio analysis out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import SCALE, divide_rounded, from_ten_thousandths, to_amounts
from openkam.core.i18n import gettext as _, sentences
from openkam.core.numbers import format_month
from openkam.core.periods import Month, Period
from openkam.feeds.monthly import Columnar, Members, members, span_of
from openkam.feeds.periods import Choice, Columns, columns_for
from openkam.ledger import AccountInfo, BooksSettings, Coverage, MonthlyFacts, PaymentFact, Role
from openkam.tools.define.portfolio.forecast import (
    LEVEL_PCT,
    SHORTEST_HISTORY,
    YearAhead,
    propose_years,
    share_out,
)
from openkam.tools.define.portfolio.inputs import (
    ALL,
    AccountInput,
    Interval,
    LifetimeValue,
    Override,
    PaymentInput,
    PeriodInput,
    Pool,
    PortfolioInputs,
    Proposal,
)

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class _Cells:
    """Shape (accounts, columns), money and quantities in ten-thousandths."""

    revenue: IntArray
    cost: IntArray
    cost_known: BoolArray
    drivers: dict[str, IntArray]

    def beside(self, other: _Cells) -> _Cells:
        """These columns followed by those of `other`."""
        return _Cells(
            np.hstack((self.revenue, other.revenue)),
            np.hstack((self.cost, other.cost)),
            np.hstack((self.cost_known, other.cost_known)),
            {name: np.hstack((values, other.drivers[name])) for name, values in self.drivers.items()},
        )


@dataclass(frozen=True)
class _Ahead:
    """The proposed columns, if any, and how they came about."""

    periods: tuple[PeriodInput, ...]
    cells: _Cells | None
    proposal: Proposal | None


def portfolio_inputs(
    facts: MonthlyFacts,
    coverage: Coverage,
    accounts: Sequence[AccountInfo],
    settings: BooksSettings,
    *,
    pools: Sequence[Pool] = (),
    periods: Choice = "five",
    selected: str = ALL,
    overrides: Sequence[Override] = (),
    forecast: bool = False,
    rolled_up: bool = False,
    payments: Sequence[PaymentFact] = (),
    lifetime: LifetimeValue | None = None,
) -> PortfolioInputs:
    """The portfolio of the books as of `settings.as_of`.

    `periods` is `five`, `all` (every fiscal year) or a grain; `forecast` proposes the two years after the
    current one where `periods` is `five`. An override for an account or a period that is not shown is left out.
    An account whose lines do not all say their cost has an unknown cost in that period. Raises `HierarchyCycle`.
    """
    columns = columns_for(coverage, settings, periods)
    who = members(facts, accounts, settings.parents, rolled_up=rolled_up)
    sheet = Columnar(facts, who)
    cells = _cells(sheet, coverage, [span_of(period) for period in columns.booked])
    ahead = _propose(sheet, coverage, columns) if forecast else _Ahead((), None, None)
    if ahead.cells:
        cells = cells.beside(ahead.cells)
    shown = (*columns.booked, *ahead.periods)
    proposed = {period.label for period in ahead.periods}
    present = set(who.codes)
    return PortfolioInputs(
        currency=settings.currency or (coverage.currencies[0] if len(coverage.currencies) == 1 else ""),
        as_of=settings.as_of,
        periods=shown,
        selected=selected,
        accounts=_rows(who, accounts, cells, _compared(sheet, shown, columns), _payments(payments)),
        pools=tuple(pools),
        overrides=tuple(row for row in overrides if row.period in proposed and row.account in present),
        proposal=ahead.proposal,
        lifetime=lifetime,
        rolled_up=rolled_up,
    )


def _cells(sheet: Columnar, coverage: Coverage, spans: Sequence[tuple[int, int] | None]) -> _Cells:
    facts = sheet.facts
    without_cost = sheet.sums(facts.lines_without_cost, spans)
    drivers = {
        "lines": sheet.sums(facts.lines, spans) * SCALE,
        "credit_lines": sheet.sums(facts.credit_lines, spans) * SCALE,
    }
    if coverage.documents is not None:
        drivers["orders"] = sheet.sums(facts.orders, spans) * SCALE
    if Role.QUANTITY in coverage.roles:
        drivers["quantity"] = sheet.sums(facts.quantity, spans)
    return _Cells(sheet.sums(facts.revenue, spans), sheet.sums(facts.direct_cost, spans), without_cost == 0, drivers)


def _compared(sheet: Columnar, shown: Sequence[PeriodInput], columns: Columns) -> tuple[IntArray, IntArray, list[bool]]:
    """Revenue of the months that growth compares, of the same months a year before, and in which columns."""
    spans = [
        (Month.of(period.compared_from).index, Month.of(period.compared_to).index)
        if period.compared_from and period.compared_to
        else None
        for period in shown
    ]
    now = sheet.sums(sheet.facts.revenue, spans)
    base = sheet.sums(sheet.facts.revenue, spans, shift=12)
    return now, base, [span is not None for span in spans]


def proposal_in_words(facts: MonthlyFacts, coverage: Coverage, settings: BooksSettings) -> Proposal | None:
    """What `portfolio_inputs` says in the active language about the five-year proposal, without the accounts."""
    columns = columns_for(coverage, settings, "five")
    sheet = Columnar(facts, members(facts, (), {}, rolled_up=False))
    return _in_words(columns, *_years_ahead(sheet, coverage, columns)) if columns.ahead else None


def _years_ahead(
    sheet: Columnar, coverage: Coverage, columns: Columns
) -> tuple[tuple[YearAhead, ...], tuple[YearAhead, ...]]:
    """Revenue and, where all of it is known, direct cost of the years ahead; both empty where history is short."""
    last = columns.last_whole_month
    history = sheet.history(sheet.facts.revenue, columns.first_month, last)
    skip = Month.of(columns.ahead[0].start).index - last - 1
    revenue = propose_years(history, skip=skip, years=len(columns.ahead))
    if not revenue or coverage.lines_without_cost:
        return revenue, ()
    costs = sheet.history(sheet.facts.direct_cost, columns.first_month, last)
    return revenue, propose_years(costs, skip=skip, years=len(columns.ahead))


def _in_words(columns: Columns, revenue: Sequence[YearAhead], cost: Sequence[YearAhead]) -> Proposal:
    if revenue:
        return _proposal(columns, revenue, cost)
    reason = _("{months} whole months are too few for a proposal; it takes {least}.").format(
        months=max(0, columns.last_whole_month - columns.first_month + 1), least=SHORTEST_HISTORY
    )
    return Proposal(method="none", refused=reason)


def _propose(sheet: Columnar, coverage: Coverage, columns: Columns) -> _Ahead:
    """The years ahead from the monthly history of the base, shared out by the last twelve whole months."""
    if not columns.ahead:
        return _Ahead((), None, None)
    revenue, cost = _years_ahead(sheet, coverage, columns)
    if not revenue:
        return _Ahead((), None, _in_words(columns, revenue, cost))
    last = columns.last_whole_month
    recent = _cells(sheet, coverage, [(last - 11, last)])
    return _Ahead(
        tuple(_proposed_period(period) for period in columns.ahead),
        _proposed_cells(recent, revenue, cost),
        _in_words(columns, revenue, cost),
    )


def _proposed_period(period: Period) -> PeriodInput:
    months = len(period.months)
    return PeriodInput(
        label=period.label,
        start=period.start,
        end=period.end,
        months=months,
        months_covered=months,
        kind="proposed",
    )


def _proposed_cells(recent: _Cells, revenue: Sequence[YearAhead], cost: Sequence[YearAhead]) -> _Cells:
    """Each account's part of the proposed totals; drivers grow as the revenue of the base does."""
    past = recent.revenue[:, 0]
    total = int(np.maximum(past, 0).sum())
    shape = (len(past), len(revenue))
    amounts = np.zeros(shape, dtype=np.int64)
    costs = np.zeros(shape, dtype=np.int64)
    drivers = {name: np.zeros(shape, dtype=np.int64) for name in recent.drivers}
    for at, year in enumerate(revenue):
        amounts[:, at] = share_out(year.amount, past)
        if cost:
            costs[:, at] = share_out(cost[at].amount, recent.cost[:, 0])
        for name, values in recent.drivers.items():
            scaled = (divide_rounded(value * year.amount, total) if total else 0 for value in values[:, 0].tolist())
            drivers[name][:, at] = np.fromiter(scaled, dtype=np.int64, count=len(values))
    return _Cells(amounts, costs, np.full(shape, bool(cost)), drivers)


def _proposal(columns: Columns, revenue: Sequence[YearAhead], cost: Sequence[YearAhead]) -> Proposal:
    first, last = (Month.at(index).first_day for index in (columns.first_month, columns.last_whole_month))
    method = _(
        "Proposed by exponential smoothing (AutoETS) on the monthly history of the whole base, {first} to {last}, "
        "revenue and direct cost each; accounts share in it by their last twelve months, so that they add up to "
        "the total."
    ).format(first=format_month(first), last=format_month(last))
    how = {
        "simulated": _("The {level} % interval of a year comes from simulated paths."),
        "summed": _(
            "The {level} % interval of a year is the sum of its months' intervals, as if all erred the same way; "
            "it covers at least that much."
        ),
    }[revenue[0].interval].format(level=LEVEL_PCT)
    intervals = []
    for at, period in enumerate(columns.ahead):
        of_cost = cost[at] if cost else None
        intervals.append(
            Interval(
                period=period.label,
                revenue_low=from_ten_thousandths(revenue[at].low),
                revenue_high=from_ten_thousandths(revenue[at].high),
                direct_cost_low=from_ten_thousandths(of_cost.low) if of_cost else None,
                direct_cost_high=from_ten_thousandths(of_cost.high) if of_cost else None,
            )
        )
    return Proposal(method=sentences(method, how), level_pct=LEVEL_PCT, intervals=tuple(intervals))


def _payments(payments: Sequence[PaymentFact]) -> dict[str, PaymentInput]:
    return {
        fact.account: PaymentInput(
            invoices=fact.invoices,
            days_late_weighted=fact.days_late_weighted,
            share_late_pct=fact.share_late_pct,
            worst_days_late=fact.worst_days_late,
        )
        for fact in payments
    }


def _tuples(values: IntArray) -> list[tuple[Decimal, ...]]:
    width = values.shape[1]
    flat = to_amounts(values.ravel())
    return [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]


def _with_gaps(rows: list[tuple[Decimal, ...]], known: BoolArray) -> list[tuple[Decimal | None, ...]]:
    if known.all():
        return list(rows)
    return [
        tuple(value if keep else None for value, keep in zip(row, kept, strict=True))
        for row, kept in zip(rows, known.tolist(), strict=True)
    ]


def _rows(
    who: Members,
    accounts: Sequence[AccountInfo],
    cells: _Cells,
    compared: tuple[IntArray, IntArray, list[bool]],
    payments: dict[str, PaymentInput],
) -> tuple[AccountInput, ...]:
    names = {info.code: info.name for info in accounts}
    now, base, where = compared
    comparable = np.broadcast_to(np.array(where, dtype=np.bool_), now.shape)
    revenue, cost = _tuples(cells.revenue), _with_gaps(_tuples(cells.cost), cells.cost_known)
    now_rows, base_rows = _with_gaps(_tuples(now), comparable), _with_gaps(_tuples(base), comparable)
    drivers = {name: _tuples(values) for name, values in cells.drivers.items()}
    # Built without validation: exact amounts of one length, made here, for perhaps 10,000 accounts.
    return tuple(
        AccountInput.trusted(
            account=code,
            name=names.get(code, "") or code,
            revenue=revenue[at],
            direct_cost=cost[at],
            drivers={name: rows[at] for name, rows in drivers.items()},
            compared_revenue=now_rows[at],
            compared_base=base_rows[at],
            payment=payments.get(code),
        )
        for at, code in enumerate(who.codes)
    )
