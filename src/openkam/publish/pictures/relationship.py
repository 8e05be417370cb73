"""Two companies in the shape of their relationship stage, drawn from who really talks to whom.

    layout(block, wide) -> Scene

Before a key account there are two triangles apart; early, they stand point to point and everything runs through the
two main contacts; in the middle stage lines cross beside them; as partners they turn their bases to each other, the
diamond; as one organisation they share teams under a joint board. Rows are functions, columns are levels, each person
has a lane of their own, and a line leaves its lane only where no name is in its way. The picture needs 900 px; on a
phone the companies stand above one another.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from openkam.core.diagrams import Relationship, Side
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.letters import bottom, empty, label, legend, line, px, wrap
from openkam.publish.pictures.relationship_frame import Frame, frame, halves, level_names
from openkam.publish.pictures.relationship_legend import entries, has_main_link
from openkam.publish.pictures.relationship_lines import links
from openkam.publish.pictures.relationship_people import boxes, company_names, person_mark
from openkam.publish.pictures.relationship_teams import teams
from openkam.publish.pictures.relationship_upright import upright
from openkam.publish.scene.model import Anchor, Mark, Paint, Path, Point, Polygon, Scene, Shape, Words
from openkam.publish.text import one_line

_NARROW: Final = 600.0


def layout(block: Relationship, wide: float = 960) -> Scene:
    """Draw the two companies; without people there is nothing to draw."""
    if not block.people:
        return empty(block.id, one_line(block.title), wide)
    if wide < _NARROW:
        return upright(block, wide)
    place = frame(block, wide)
    people = [person_mark(block, person, place) for person in block.people]
    arc = not place.pointed and has_main_link(block, place.mains)
    shapes: list[Shape] = [
        *_hulls(place),
        *_vacant(block, place),
        *links(block, place, boxes(people)),
        *_functions(block, place),
        *_levels(block, place),
        *company_names(block, place),
        *teams(block, place),
        *people,
    ]
    foot = place.bottom + (58 if arc else 50 if place.pointed else 26)
    below = legend(entries(block, place.seats, place.mains, with_teams=not place.teams), 2, foot, place.wide, sign=28)
    return Scene(block.id, one_line(block.title), place.wide, bottom(below) + 8, (*shapes, *below))


def _hulls(place: Frame) -> Iterator[Shape]:
    """The two companies' shapes and dotted lines between their functions."""
    for side in ("ours", "theirs"):
        corners = tuple((place.across(x, side), y) for x, y in place.hull())
        yield Polygon(corners, Paint(f"{side}-soft", f"{side}-line"))
        edges = {row.top for row in place.rows[1:]} | {row.bottom for row in place.rows[:-1]}
        for y in sorted(edges):
            x1, x2 = place.base, place.slant(y)
            ends = ((place.across(x1, side), y), (place.across(x2, side), y))
            yield Path(ends, Paint("", f"{side}-line", 1, "dot"))


def _vacant(block: Relationship, place: Frame) -> Iterator[Shape]:
    """A company of which nobody is on record says so."""
    companies: tuple[tuple[Side, str], ...] = (("ours", block.ours), ("theirs", block.theirs))
    heights = [y for _x, y in place.hull()]
    lines = max(1, min(3, int((max(heights) - min(heights)) / 16)))
    for side, company in companies:
        if any(person.side == side for person in block.people):
            continue
        outer, inner = sorted((place.base, place.tip))
        x = (outer + inner) / 2
        text = _("Nobody of {company} is on record yet").format(company=one_line(company))
        parts = wrap(text, (inner - outer) * 0.7, 12, lines)
        for at, part in enumerate(parts):
            y = _middle(place.hull(), x) + 4 + (at - (len(parts) - 1) / 2) * 16
            yield Words(place.across(x, side), y, part, 12, side, 400, "middle")


def _middle(hull: Sequence[Point], x: float) -> float:
    """Half-way between the upper and the lower side of the hull at `x`."""
    sides = zip(hull, (*hull[1:], hull[0]), strict=True)
    heights = [
        y1 + (y2 - y1) * (x - x1) / (x2 - x1)
        for (x1, y1), (x2, y2) in sides
        if x1 != x2 and min(x1, x2) <= x <= max(x1, x2)
    ]
    return (min(heights) + max(heights)) / 2


def _functions(block: Relationship, place: Frame) -> Iterator[Shape]:
    """Names of the rows: outside the triangles, in the middle of the diamond, inside its edges under joint teams."""
    for row in place.rows:
        middle = (row.top + row.bottom) / 2
        ours, theirs = halves(row.label)
        if place.pointed:
            sides: tuple[tuple[str, float, Anchor], ...] = (
                (ours, place.base - 8, "end"),
                (theirs, place.wide - place.base + 8, "start"),
            )
            for name, x, anchor in sides:
                parts = wrap(name, place.base - 10, 11, 2)
                for at, part in enumerate(parts):
                    y = middle + 4 + (at - (len(parts) - 1) / 2) * 13
                    yield Words(x, y, part, 11, "ink-2", 400, anchor)
        elif place.teams:
            room = 110.0
            yield from line(place.base - 5, row.top + 11, ours, room=room, size=9.5, tint="ink-3", anchor="end")
            yield from line(place.wide - place.base + 5, row.top + 11, theirs, room=room, size=9.5, tint="ink-3")
        else:
            room = place.wide - 2 * place.base - 12
            shown = label(place.wide / 2, row.first - 9, row.label, room=room, size=10.5)
            cut = px(one_line(row.label), 10.5) > room
            yield from (Mark(row.label, one_line(row.label), shown),) if cut else shown


def _levels(block: Relationship, place: Frame) -> Iterator[Shape]:
    names = level_names(block)
    step = abs(place.levels[1] - place.levels[0]) if len(place.levels) > 1 else 100.0
    # Neighbours that would touch stand in two lines by turns.
    turns = any((px(one, 10) + px(other, 10)) / 2 > step - 8 for one, other in itertools.pairwise(names))
    room = 2 * step - 6 if turns else 2 * step
    for number, (x, name) in enumerate(zip(place.levels, names, strict=True)):
        y = (place.bottom + 17 if place.pointed else place.top - 9) + (number % 2 * 11.5 if turns else 0)
        y -= 11.5 if turns and not place.pointed else 0
        for at in (x, place.wide - x):
            yield from line(at, y, name, room=room, size=10, tint="ink-3", anchor="middle")
