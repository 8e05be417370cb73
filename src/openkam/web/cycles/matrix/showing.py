"""What the templates of the matrix are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.maths import Class
from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.cycles import queries
from openkam.web.cycles.actions.weights import stamps
from openkam.web.cycles.matrix import wording
from openkam.web.cycles.matrix.cross import cross, moves
from openkam.web.cycles.matrix.drawing import MARKS, Drawing, draw, largest_radius
from openkam.web.cycles.matrix.seen import Row, Seen, revenue_seen
from openkam.web.cycles.matrix.sureness import Sure, sure
from openkam.web.cycles.models import CriteriaSet

PAGE: Final = 100
"""Rows of a page of the table where there are more than the picture has marks for."""


@dataclass(frozen=True)
class Slider:
    """One weight to try."""

    key: str
    name: str
    scale: str
    value: str
    kept: str
    text: str
    most: int


@dataclass(frozen=True)
class Chip:
    """One filter: its address, whether it is on, how many accounts it holds."""

    label: str
    count: str
    query: str
    is_on: bool
    kind: Class | str = ""


@dataclass(frozen=True)
class TableRow:
    """One account in the table, written."""

    row: Row
    attractiveness: str
    strength: str
    revenue: str
    sure: str


@dataclass(frozen=True)
class Group:
    """One class in the table."""

    kind: Class
    label: str
    count: str
    revenue: str
    rows: Sequence[TableRow]


@dataclass(frozen=True)
class Key:
    """The key of sizes: two circles as (x, radius), and what they mean."""

    circles: Sequence[tuple[float, float]]
    text: str

    @property
    def wide(self) -> float:
        """Width of the drawing."""
        x, radius = self.circles[-1]
        return x + radius + 1

    @property
    def tall(self) -> float:
        """Height of the drawing."""
        return 2 * self.circles[-1][1] + 2


def sliders(seen: Seen) -> list[Slider]:
    """The weights, in percent of those that are kept."""
    found = []
    most = max([0.4, *(2 * factor.share for factor in seen.result.factors)])
    top = max(
        min(100, 10 * int(-(-100 * most // 10))), *(int(-(-one // 10)) * 10 for one in [*seen.asked.moved.values(), 0])
    )
    for factor in seen.result.factors:
        kept = 100 * factor.share
        value = seen.asked.moved.get(factor.id, kept)
        found.append(Slider(factor.id, factor.name, factor.scale, _plain(value), _plain(kept), _percent(value), top))
    return found


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _percent(value: float) -> str:
    return format_percent(value, 0 if abs(value - round(value)) < 0.05 else 1)


def weights_sum(seen: Seen) -> str:
    """What the sliders sum to."""
    return _percent(sum(seen.asked.moved.get(factor.id, 100 * factor.share) for factor in seen.result.factors))


def chips(seen: Seen) -> list[Chip]:
    """The filters of the list, with how many placed accounts each holds."""
    asked, found = seen.asked, []
    found.append(Chip(_("All"), format_number(len(seen.placed)), asked.cleared, not asked.filters))
    for kind in KINDS:
        on = asked.kind == kind
        query = asked.query(kind="" if on else kind)
        found.append(Chip(class_label(kind), format_number(seen.sums[kind].count), query, on, kind))
    near = sum(row.borderline for row in seen.placed)
    found.append(Chip(_("Borderline"), format_number(near), asked.query(near=not asked.near), asked.near))
    apart = sum(row.apart for row in seen.placed)
    if apart or asked.apart:
        text = _("Class and profit disagree")
        found.append(Chip(text, format_number(apart), asked.query(apart=not asked.apart), asked.apart))
    return found


def unit_of(seen: Seen) -> tuple[Decimal, str]:
    """By what the revenue in the table is divided, and the head that says so."""
    most = seen.largest_revenue
    if most >= 100_000_000:
        return Decimal(1_000_000), _("Rev., M")
    if most >= 50_000:
        return Decimal(1_000), _("Rev., k")
    return Decimal(1), _("Rev.")


def groups(seen: Seen, rows: Sequence[Row], found: Sure | None) -> list[Group]:
    """The rows of a page by class; counts and revenue are of everything listed in the class."""
    divisor, _head = unit_of(seen)
    made = []
    for kind in KINDS:
        here = [row for row in rows if row.kind == kind]
        if not here:
            continue
        listed = [row for row in seen.listed if row.kind == kind]
        known = [row.books.revenue for row in listed if row.books.revenue is not None]
        total = format_number(sum(known, Decimal(0)) / divisor) if known else "–"
        made.append(
            Group(
                kind, class_label(kind), format_number(len(listed)), total, [_row(row, divisor, found) for row in here]
            )
        )
    return made


def _row(row: Row, divisor: Decimal, found: Sure | None) -> TableRow:
    revenue = row.books.revenue
    share = found.of(row) if found else None
    return TableRow(
        row,
        format_number(row.attractiveness, 2),
        format_number(row.strength, 2),
        "–" if revenue is None else format_number(revenue / divisor),
        "" if found is None else format_number(None if share is None else 100 * share),
    )


def key(seen: Seen, drawing: Drawing) -> Key | None:
    """The key of sizes; None where no revenue is known."""
    most = seen.largest_revenue
    amounts = wording.sizes(most)
    if amounts is None:
        return None
    largest = largest_radius(seen, drawing.plot)
    small, large = (largest * (amount / most) ** 0.5 for amount in amounts)
    return Key([(small + 1, small), (2 * small + 6 + large, large)], wording.sizes_text(seen, amounts))


def parts(seen: Seen) -> dict[str, Any]:
    """What changes with every wish: title, picture, table, cross, movement."""
    asked, is_long = seen.asked, len(seen.listed) > MARKS
    pages = max(1, -(-len(seen.listed) // PAGE)) if is_long else 1
    page = min(asked.page, pages)
    rows = seen.listed[(page - 1) * PAGE : page * PAGE] if is_long else seen.listed
    found = sure(seen) if asked.sure and seen.placed else None
    drawing = draw(seen) if seen.placed else None
    whole = revenue_seen(seen)
    return {
        "seen": seen,
        "asked": asked,
        "finding": wording.finding(seen, whole),
        "has_share": whole is not None and seen.sums["k"].revenue is not None and seen.books.currency,
        "scope": wording.scope(seen),
        "drawing": drawing,
        "key": key(seen, drawing) if drawing else None,
        "chips": chips(seen),
        "groups": groups(seen, rows, found),
        "revenue_head": unit_of(seen)[1],
        "listed_text": format_number(len(seen.listed)),
        "page": page,
        "pages": pages,
        "before": asked.query(page=page - 1) if page > 1 else "",
        "after": asked.query(page=page + 1) if page < pages else "",
        "cross": cross(seen),
        "moves": moves(seen) if asked.trails else None,
        "query": asked.query(page=page),
        "without": wording.narrowings(asked),
        "hand_over": urlencode({"matrix": asked.shared}),
        "kept_query": asked.query(moved={}),
        "sum_text": weights_sum(seen),
        "reasons": [(row, wording.why_not(row.placed)) for row in seen.unplaced[:PAGE]],
    }


def panel(seen: Seen) -> Mapping[str, Any]:
    """The weights and what is shown; not changed by a wish, so that a slider keeps the focus."""
    own = CriteriaSet.objects.filter(cycle=seen.cycle, kind=CriteriaSet.Kind.ATTRACTIVENESS).first()
    rows = list(own.criteria.all()) if own else []
    territories = sorted({row.territory for row in seen.rows if row.territory})
    return {
        "sliders": sliders(seen),
        "was": stamps(rows, own.method) if own else "",
        "kinds": [(kind, class_label(kind)) for kind in KINDS],
        "may_keep": queries.may_lead(seen.user) and not seen.cycle.is_frozen and own is not None,
        "territories": territories,
        "is_blind": queries.is_blind_to_others(seen.user, seen.cycle),
        "sees_whole": seen.sees_whole,
    }
