"""Small books made by hand: what the ledger would answer, without a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from openkam.core.periods import Month
from openkam.ledger import AccountInfo, BooksSettings, Coverage, MonthlyFacts, Role

Line = tuple[str, int, int, float, float | None]
"""Account, year, month, revenue, direct cost (None: not known)."""


def facts(lines: Sequence[Line]) -> MonthlyFacts:
    """Facts of `lines`, each one order of one line."""
    codes = tuple(sorted({line[0] for line in lines}))
    count = len(lines)
    revenue = np.array([round(line[3] * 10_000) for line in lines], dtype=np.int64)
    cost = np.array([round((line[4] or 0) * 10_000) for line in lines], dtype=np.int64)
    without = np.array([line[4] is None for line in lines], dtype=np.int32)
    return MonthlyFacts(
        accounts=codes,
        account=np.array([codes.index(line[0]) for line in lines], dtype=np.int32),
        month=np.array([Month(line[1], line[2]).index for line in lines], dtype=np.int32),
        revenue=revenue,
        direct_cost=cost,
        lines=np.ones(count, dtype=np.int32),
        lines_without_cost=without,
        loss_lines=((revenue < cost) & (without == 0)).astype(np.int32),
        credit_lines=(revenue < 0).astype(np.int32),
        orders=np.ones(count, dtype=np.int32),
        quantity=np.full(count, 10_000, dtype=np.int64),
    )


def coverage(lines: Sequence[Line], *, documents: bool = True) -> Coverage:
    """What these books hold; the first and last day are the middle of a month."""
    months = sorted(Month(line[1], line[2]) for line in lines)
    return Coverage(
        first_day=months[0].first_day.replace(day=9),
        last_day=months[-1].first_day.replace(day=20),
        lines=len(lines),
        accounts=len({line[0] for line in lines}),
        documents=len(lines) if documents else None,
        currencies=("EUR",),
        roles=frozenset({Role.QUANTITY, Role.DIRECT_COST}),
        lines_without_cost=sum(line[4] is None for line in lines),
        lines_after_as_of=0,
        unconverted={},
    )


def account(code: str, parent: str | None = None) -> AccountInfo:
    """An account named after its code."""
    return AccountInfo(code, f"Name {code}", parent, None, None, None, date(2022, 1, 1), date(2024, 1, 1))


def settings(as_of: date, start: int = 1, parents: dict[str, str] | None = None) -> BooksSettings:
    """Choices as of a day."""
    return BooksSettings(as_of=as_of, fiscal_year_start=start, parents=parents or {})
