"""Class against value quadrant, and class against the cycle before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_compact, format_number
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.maths import Class
from openkam.tools.define.account_matrix.wording import class_label
from openkam.tools.define.value_quadrant.inputs import BOXES
from openkam.tools.define.value_quadrant.report import box_label
from openkam.web.cycles.matrix import wording
from openkam.web.cycles.matrix.seen import Row, Seen, Sum


@dataclass(frozen=True)
class Cell:
    """Accounts of one class in one box, and whether class and profit disagree there."""

    count: str
    revenue: str
    query: str
    is_apart: bool


@dataclass(frozen=True)
class CrossRow:
    """One class across the boxes."""

    kind: Class
    label: str
    cells: Sequence[Cell]
    unboxed: str
    """How many stand in no box, since their profit is not known."""


@dataclass(frozen=True)
class Apart:
    """A sentence, and the accounts that it is about."""

    text: str
    rows: Sequence[Row]
    more: str


@dataclass(frozen=True)
class Cross:
    """The card."""

    title: str
    heads: Sequence[str]
    rows: Sequence[CrossRow]
    has_unboxed: bool
    apart: Sequence[Apart]


APART = {("k", "high_low"), ("o", "high_high"), ("o", "low_high")}
SHOWN = 8


def cross(seen: Seen) -> Cross | None:
    """The four classes × the four boxes, of visible accounts; None where no account stands in a box."""
    if not any(row.books.box for row in seen.placed):
        return None
    rows = [_row(seen, kind) for kind in KINDS]
    apart = [
        Apart(text, about[:SHOWN], format_number(len(about) - SHOWN) if len(about) > SHOWN else "")
        for text, about in wording.apart(seen)
    ]
    count = sum(row.apart for row in seen.placed)
    title = ngettext(
        "Class and profit disagree about {count} account", "Class and profit disagree about {count} accounts", count
    ).format(count=format_number(count))
    return Cross(
        title if count else _("Class and profit agree"),
        [box_label(box) for box in BOXES],
        rows,
        any(row.unboxed for row in rows),
        apart,
    )


def _row(seen: Seen, kind: Class) -> CrossRow:
    rows = seen.sums[kind].rows
    cells = []
    for box in BOXES:
        one = Sum([row for row in rows if row.books.box == box])
        query = seen.asked.query(kind=kind, box=box) if one.count else ""
        revenue = "" if one.revenue is None else format_compact(one.revenue)
        cells.append(Cell(format_number(one.count), revenue, query, one.count > 0 and (kind, box) in APART))
    unboxed = sum(not row.books.box for row in rows)
    return CrossRow(kind, class_label(kind), cells, format_number(unboxed) if unboxed else "")


@dataclass(frozen=True)
class Move:
    """Where one account stood in the cycle before, and where it stands."""

    row: Row
    before: Class | None
    before_label: str
    now_label: str
    words: str
    deltas: str


@dataclass(frozen=True)
class Moves:
    """The card."""

    title: str
    rows: Sequence[Move]
    more: str


MOVES = 100


def moves(seen: Seen) -> Moves | None:
    """Who stands elsewhere than in the cycle before, those that changed class first; None without such a cycle."""
    before = seen.cycle.previous
    was_there = [row for row in seen.placed if row.placed.trail]
    if before is None or not was_there:
        return None
    made = [
        Move(row, kind, class_label(kind), class_label(row.kind), wording.moved(row), wording.deltas(row))
        for row in was_there
        for kind in [seen.kinds_before.get(row.placed.account)]
    ]
    changed = [one for one in made if one.before is not None and one.before != one.row.kind]
    rest = [one for one in made if one.before is None or one.before == one.row.kind]
    rest.sort(key=lambda one: -_length(one.row))
    text = ngettext(
        "{count} account changed class since {cycle}", "{count} accounts changed class since {cycle}", len(changed)
    )
    title = text if changed else _("No account changed class since {cycle}")
    shown = [*changed, *rest]
    return Moves(
        title.format(count=format_number(len(changed)), cycle=before.name),
        shown[:MOVES],
        format_number(len(shown) - MOVES) if len(shown) > MOVES else "",
    )


def _length(row: Row) -> float:
    was = row.placed.trail[-1]
    return abs((row.attractiveness or 0) - was.attractiveness) + abs((row.strength or 0) - was.strength)
