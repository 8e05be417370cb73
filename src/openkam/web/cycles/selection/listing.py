"""The rows of the list, written: numbers, the drawn range of ranks, the decision, and where each sum is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from openkam.core.numbers import format_compact, format_number, format_percent
from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.cycles.models import Cycle, Decision
from openkam.web.cycles.selection import wording
from openkam.web.cycles.selection.seen import Row

WIDTH = 96.0
"""Of the drawn range of ranks."""


@dataclass(frozen=True)
class Span:
    """A range of ranks as a drawing `WIDTH` wide: best to worst, 5 to 95 %, where it stands, where the line is."""

    best: str
    whole: str
    low: str
    inner: str
    here: str
    line: str
    """Empty where the line lies outside the drawing."""


@dataclass(frozen=True)
class Deciding:
    """The decision as the row shows it."""

    pk: int
    name: str
    verdict: str
    label: str
    reason: str
    by: str
    against: str
    waits: bool
    approver: str


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    pk: int
    account_id: int | None
    name: str
    code: str
    gates: str
    untested: str
    """The gates on which it has no score."""
    rank: str
    total: str
    bar: int
    """The total in hundredths, for its bar."""
    coverage: str
    is_partial: bool
    range_text: str
    span: Span | None
    chance: str
    error: str
    kind: str
    kind_name: str
    revenue: str
    profit: str
    loses: bool
    disputed: str
    disputed_count: int
    is_near: bool
    deciding: Deciding
    is_last_inside: bool
    sum_url: str


def lines(cycle: Cycle, rows: Sequence[Row], *, after: Row | None, mark_line: bool) -> list[Line]:
    """The rows of one page; `mark_line` where they are in the order of rank, so that the line can be drawn.

    `after` is the first row of the next page.
    """
    sums = reverse("cycle-selection-sum", args=[cycle.pk, 0, "what"]).removesuffix("0/what/")
    reach = _reach(rows)
    found = []
    for row, below in zip(rows, (*rows, after)[1:], strict=True):
        last = mark_line and row.is_inside and below is not None and not below.is_inside
        found.append(_line(row, reach, f"{sums}{row.pk}/", is_last=last))
    return found


def _line(row: Row, reach: tuple[int, int], sum_url: str, *, is_last: bool) -> Line:
    ranked, sure, books = row.ranked, row.ranked.sureness, row.books
    return Line(
        pk=row.pk,
        account_id=row.account_id,
        name=wording.short(row.name),
        code=wording.short(ranked.account),
        gates=" · ".join(wording.short(name) for name in ranked.failed),
        untested=" · ".join(wording.short(name) for name in row.untested),
        rank=format_number(ranked.rank),
        total=format_number(ranked.total, 2),
        bar=0 if ranked.total is None else round(100 * ranked.total),
        coverage=format_percent(100 * ranked.coverage, 0),
        is_partial=ranked.coverage < 1 - 1e-9,
        range_text="" if sure is None else _range(sure.rank_low, sure.rank_high),
        span=_span(row, reach),
        chance=wording.chance_text(row),
        error=wording.error_text(row),
        kind=row.kind,
        kind_name=class_label(row.kind) if row.kind else "",  # type: ignore[arg-type] # one of k, d, m and o
        revenue=format_compact(books.revenue) if books.revenue is not None else "",
        profit=format_compact(books.profit) if books.profit is not None else "",
        loses=books.profit is not None and books.profit < 0,
        disputed=format_number(row.disputed) if row.disputed else "",
        disputed_count=row.disputed,
        is_near=row.is_near,
        deciding=deciding(row),
        is_last_inside=is_last,
        sum_url=sum_url,
    )


def deciding(row: Row) -> Deciding:
    """The decision on one candidate, written."""
    made = row.decision
    return Deciding(
        pk=row.pk,
        name=wording.short(row.name),
        verdict=row.verdict,
        label=str(Decision.Verdict(made.verdict).label) if made else "",
        reason=made.reason if made else "",
        by=str(made.by or "") if made else "",
        against=wording.contradiction(row),
        waits=row.waits,
        approver=str(made.approved_by or "") if made and made.approved_by_id else "",
    )


def _range(low: int | None, high: int | None) -> str:
    if low == high:
        return format_number(low)
    return f"{format_number(low)}–{format_number(high)}"


def _reach(rows: Sequence[Row]) -> tuple[int, int]:
    """The best and the worst rank that any of these rows ever has: the scale of their drawings."""
    sure = [row.ranked.sureness for row in rows if row.ranked.sureness is not None]
    best = [one.best for one in sure if one.best is not None]
    worst = [one.worst for one in sure if one.worst is not None]
    return (min(best), max(worst)) if best and worst else (1, 1)


def _span(row: Row, reach: tuple[int, int]) -> Span | None:
    sure, rank = row.ranked.sureness, row.ranked.rank
    if sure is None or rank is None or None in (sure.best, sure.worst, sure.rank_low, sure.rank_high):
        return None
    first, last = reach
    step = (WIDTH - 4) / max(last - first, 1)

    def place(at: float | None) -> float:
        return 2 + ((at or 0) - first) * step

    line = place(row.top + 0.5)
    return Span(
        best=f"{place(sure.best):.1f}",
        whole=f"{place(sure.worst) - place(sure.best):.1f}",
        low=f"{place(sure.rank_low) - 1.5:.1f}",
        inner=f"{place(sure.rank_high) - place(sure.rank_low) + 3:.1f}",
        here=f"{place(min(max(rank, first), last)):.1f}",
        line=f"{line:.1f}" if 0 <= line <= WIDTH else "",
    )
