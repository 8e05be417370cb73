"""What the books say of the candidates of a cycle: revenue and earnings in its period, and the value quadrant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from openkam.core.amounts import to_amounts
from openkam.tools.define.value_quadrant.inputs import BOXES
from openkam.web.cycles.models import Cycle, Kept
from openkam.web.portfolio import books, frames, queries
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.frame import BoolArray, IntArray
from openkam.web.portfolio.scene import Scene, View, scene
from openkam.web.shell.memory import Memory


@dataclass(frozen=True)
class AccountFigures:
    """One account in the cycle's period. None: the books do not know."""

    revenue: Decimal | None
    profit: Decimal | None
    box: str
    """Its box of the value quadrant, or empty."""


@dataclass(frozen=True)
class BooksFigures:
    """The books as one cycle reads them."""

    period: str
    currency: str
    profit_is: str
    """`margin` or `net`, as the portfolio's pictures measure it."""
    source: Mapping[str, str]
    accounts: Mapping[str, AccountFigures]

    def of(self, code: str) -> AccountFigures:
        """The figures of an account, unknown ones where the books do not have it."""
        return self.accounts.get(code, UNKNOWN)


UNKNOWN = AccountFigures(None, None, "")
NO_BOOKS = BooksFigures("", "", "margin", {}, {})
_figures: Memory[BooksFigures] = Memory(16)


def figures_of(cycle: Cycle) -> BooksFigures:
    """The figures that the cycle rests on: those kept when it was frozen, else those of the books now.

    `NO_BOOKS` while nothing is loaded or the figures are still being worked out.
    """
    if cycle.is_frozen:
        return kept_figures(cycle)
    state = books.current_state()
    frame = None if state is None else frames.at_once(state)
    if state is None or frame is None:
        return NO_BOOKS
    period = cycle.period if cycle.period in frame.labels else frame.this_year
    key = (frame.key, state.directory, period, cycle.level)
    return _figures.get(key, lambda: _read(queries.whole_view(state, frame), period, cycle.level, state.snapshot.id))


def _read(view: View, period: str, level: str, snapshot: str) -> BooksFigures:
    frame = view.frame
    seen = scene(view, Filter(period=period))
    figures = seen.base_columns
    rolled = level == str(Cycle.Level.PARENT)
    revenue, earned = figures.revenue, seen.earned(figures)
    known, active = figures.known, figures.active
    if rolled:
        revenue, earned, known, active = _with_subsidiaries(seen)
    amounts, profits = to_amounts(revenue), to_amounts(earned)
    boxes = seen.boxes.tolist()
    found = {
        code: AccountFigures(
            amounts[at] if active[at] else None,
            profits[at] if active[at] and known[at] else None,
            BOXES[boxes[at]] if boxes[at] >= 0 and not rolled else "",
        )
        for at, code in enumerate(frame.codes)
    }
    source = {"snapshot": snapshot, "key": frame.key, "as_of": frame.as_of.isoformat()}
    return BooksFigures(period, frame.currency, seen.measure, source, found)


def _with_subsidiaries(seen: Scene) -> tuple[IntArray, IntArray, BoolArray, BoolArray]:
    """Revenue, earnings, whether known and whether active, each account with all below it at any depth."""
    parent, own = seen.directory.parent, seen.base_columns
    earned = seen.earned(own)
    revenue, earnings = own.revenue.copy(), earned.copy()
    known, active = own.known.copy(), own.active.copy()
    above = np.where(parent >= 0, parent, -1)
    climber = above.copy()
    while (climber >= 0).any():
        rows = np.flatnonzero(climber >= 0)
        np.add.at(revenue, climber[rows], own.revenue[rows])
        np.add.at(earnings, climber[rows], earned[rows])
        np.logical_and.at(known, climber[rows], own.known[rows])
        np.logical_or.at(active, climber[rows], own.active[rows])
        climber[rows] = above[climber[rows]]
    return revenue, earnings, known, active


def to_json(figures: BooksFigures, codes: set[str]) -> dict[str, object]:
    """What is kept of the figures when a cycle is frozen: those of its candidates."""
    return {
        "period": figures.period,
        "currency": figures.currency,
        "profit_is": figures.profit_is,
        "source": dict(figures.source),
        "accounts": {
            code: [
                None if one.revenue is None else str(one.revenue),
                None if one.profit is None else str(one.profit),
                one.box,
            ]
            for code, one in figures.accounts.items()
            if code in codes
        },
    }


def kept_figures(cycle: Cycle) -> BooksFigures:
    """The figures that were kept when the cycle was frozen."""
    row = Kept.objects.filter(cycle=cycle).exclude(books={}).values_list("books", flat=True).first()
    if row is None:
        return NO_BOOKS
    accounts = {
        code: AccountFigures(
            None if revenue is None else Decimal(revenue), None if profit is None else Decimal(profit), box
        )
        for code, (revenue, profit, box) in row["accounts"].items()
    }
    return BooksFigures(row["period"], row["currency"], row["profit_is"], row["source"], accounts)
