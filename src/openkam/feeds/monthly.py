"""From facts per account and month to sheets per account and column, subsidiaries added to their parents once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openkam.core.periods import Month
from openkam.ledger import AccountInfo, MonthlyFacts, roots
from openkam.tools.define.portfolio.inputs import PeriodInput

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Members:
    """The accounts of a sheet, sorted, and for every account of the facts its row in it."""

    codes: tuple[str, ...]
    row_of: NDArray[np.intp]


def members(
    facts: MonthlyFacts, accounts: Sequence[AccountInfo], parents: Mapping[str, str], *, rolled_up: bool
) -> Members:
    """The facts' accounts themselves, or the topmost ancestor of each.

    `parents` goes before what the lines say. Raises `HierarchyCycle` that names the accounts in a circle.
    """
    if not rolled_up:
        return Members(facts.accounts, np.arange(len(facts.accounts)))
    known = {info.code: info.parent for info in accounts if info.parent} | dict(parents)
    tops = roots(known)
    top_of = [tops.get(code, code) for code in facts.accounts]
    codes = tuple(sorted(set(top_of)))
    rows = {code: at for at, code in enumerate(codes)}
    return Members(codes, np.array([rows[code] for code in top_of], dtype=np.intp))


class Columnar:
    """Sums facts into (accounts, columns); `first` and `last` are month indexes of each column, both included."""

    def __init__(self, facts: MonthlyFacts, who: Members) -> None:
        self.facts = facts
        self.who = who
        self.row = who.row_of[facts.account] if len(facts.account) else np.zeros(0, dtype=np.intp)

    def sums(self, values: NDArray[Any], spans: Sequence[tuple[int, int] | None], *, shift: int = 0) -> IntArray:
        """`values` of the facts per account and span; a fact counts in the month `shift` months after its own.

        Spans must not overlap; None gives a column of zeros.
        """
        out = np.zeros((len(self.who.codes), len(spans)), dtype=np.int64)
        known = [span for span in spans if span]
        if not known or not len(self.row):
            return out
        low, high = min(first for first, _last in known), max(last for _first, last in known)
        column_of = np.full(high - low + 1, -1, dtype=np.intp)
        for at, span in enumerate(spans):
            if span:
                column_of[span[0] - low : span[1] - low + 1] = at
        month = self.facts.month.astype(np.intp) + shift - low
        inside = (month >= 0) & (month < len(column_of))
        column = np.full(len(month), -1, dtype=np.intp)
        column[inside] = column_of[month[inside]]
        hit = column >= 0
        np.add.at(out, (self.row[hit], column[hit]), values[hit].astype(np.int64))
        return out

    def history(self, values: NDArray[Any], first: int, last: int) -> IntArray:
        """`values` of all accounts together in each month from `first` to `last`; months without lines are 0."""
        out = np.zeros(max(0, last - first + 1), dtype=np.int64)
        inside = (self.facts.month >= first) & (self.facts.month <= last)
        np.add.at(out, self.facts.month[inside].astype(np.intp) - first, values[inside].astype(np.int64))
        return out


def span_of(period: PeriodInput) -> tuple[int, int]:
    """First and last month index of a period."""
    return Month.of(period.start).index, Month.of(period.end).index
