"""Two companies for a phone: ours above theirs, functions side by side, and below them who talks to whom by name.

    upright(block, wide) -> Scene

The stage has the same shape as in the wide picture, turned by a quarter: pointing triangles meet at the two main
contacts, the diamond turns its bases to each other. A disc has initials only; names and roles stand in the list.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from openkam.core.diagrams import Person, Relationship, Side
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.pictures.letters import bottom, legend, line, px, wrap
from openkam.publish.pictures.relationship_frame import DISC, MAIN_DISC, halves, with_unknown
from openkam.publish.pictures.relationship_legend import entries
from openkam.publish.pictures.relationship_lines import MAIN_PAINT, PAINTS, QUIET, link_tip, paint_of
from openkam.publish.pictures.relationship_list import listed
from openkam.publish.pictures.relationship_people import disc, person_tip
from openkam.publish.scene.model import Mark, Paint, Path, Point, Polygon, Rect, Scene, Shape, Words
from openkam.publish.text import one_line

_STEP: Final = 25.0
"""From disc to disc."""
_TIP: Final = 62.0
_NOSE: Final = 17.0
_APART: Final = {"pre": 60.0, "early": 14.0, "mid": 14.0, "partnership": 46.0, "synergistic": 46.0}
_EDGE: Final = 16.0
"""Free room at the right for the line of the main contacts around the diamond."""
_NAME: Final = 12.0
_UPRIGHT: Final = 140.0
_BOARD: Final = 28.0
_TEAM: Final = 52.0
_TEAM_WIDE: Final = 236.0
_MEMBER: Final = 22.0
_SHOWN: Final = 10
"""Heights of the boxes between the companies, their width, and the room and number of their discs."""


@dataclass
class _Map:
    """Where everything stands, in px from the top."""

    wide: float
    right: float
    pointed: bool
    teams: bool
    columns: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    seats: dict[str, Point] = field(default_factory=dict)
    mains: dict[Side, Person] = field(default_factory=dict)
    hulls: dict[Side, tuple[Point, ...]] = field(default_factory=dict)
    gap: tuple[float, float] = (0.0, 0.0)
    bottom: float = 0.0

    @property
    def column(self) -> float:
        return (self.right - 8) / max(1, len(self.columns))

    @property
    def radius(self) -> float:
        return max(3.0, min(DISC, (self.column - 3) / 2))

    def middle(self, at: int) -> float:
        return 4 + self.column * (at + 0.5)


def upright(block: Relationship, wide: float) -> Scene:
    """Draw the two companies at `wide` px."""
    place, names = _place(block, wide)
    shapes: list[Shape] = []
    for side, corners in place.hulls.items():
        shapes.append(Polygon(corners, Paint(f"{side}-soft", f"{side}-line")))
    shapes += _lines(block, place)
    shapes += _teams(block, place)
    shapes += names
    shapes += [_person(block, person, place) for person in block.people]
    y = _remark(shapes, place, wide)
    below = legend(
        entries(block, place.seats, place.mains, with_teams=not place.teams), 2, y + 18, wide, sign=28, size=_NAME
    )
    shapes += below
    y = listed(shapes, block, bottom(below) + 14, wide)
    return Scene(block.id, one_line(block.title), wide, y + 6, tuple(shapes))


def _place(block: Relationship, wide: float) -> tuple[_Map, list[Shape]]:
    mains: dict[Side, Person] = {}
    for person in block.people:
        if person.main and person.side not in mains:
            mains[person.side] = person
    others = [person for person in block.people if mains.get(person.side) is not person]
    pointed = block.stage in ("pre", "early", "mid")
    place = _Map(
        wide,
        wide - 1 if pointed or len(mains) < 2 else wide - _EDGE,
        pointed,
        block.stage in ("partnership", "synergistic") and bool(block.teams or block.joint_board),
        tuple(with_unknown(block.functions, [person.function for person in others])),
        tuple(with_unknown(block.levels, [person.level for person in others])),
        mains=mains,
    )
    shapes: list[Shape] = list(line(2, 13, block.ours, room=wide - 4, size=13, tint="ours", weight=600))
    y = _function_names(shapes, place, 24.0, "ours")
    y = _company(place, others, y + 6, "ours")
    between = _APART[block.stage]
    if place.teams:
        between = 24 + (_BOARD + 12 if block.joint_board else 0) + (_TEAM + 10) * len(block.teams)
    place.gap = (y, y + between)
    y = _company(place, others, y + between, "theirs")
    y = _function_names(shapes, place, y + 6, "theirs")
    shapes += line(2, y + 16, block.theirs, room=wide - 4, size=13, tint="theirs", weight=600)
    place.bottom = y + 20
    return place, shapes


def _function_names(shapes: list[Shape], place: _Map, y: float, side: Side) -> float:
    """Names of the functions over or under their columns, level where they fit in two lines and upright elsewhere."""
    names = [halves(label)[side == "theirs"] for _key, label in place.columns]
    room = place.column - 4
    parts = [wrap(name, room, 11, 2) for name in names]
    if not any(part.endswith("…") for lines in parts for part in lines):
        for at, said in enumerate(parts):
            for number, part in enumerate(said):
                shapes += line(
                    place.middle(at), y + 11 + 13 * number, part, room=room, size=11, tint="ink-2", anchor="middle"
                )
        return y + 13 * max((len(said) for said in parts), default=0) + 4
    tall = min(_UPRIGHT, max(px(name, _NAME) for name in names) + 2)
    for at, name in enumerate(names):
        # Read from below, a name ends at its column above and begins at it below.
        start, anchor = (y + tall, "start") if side == "ours" else (y, "end")
        shapes += line(
            place.middle(at) + 4,
            start,
            name,
            room=tall,
            size=_NAME,
            tint="ink-2",
            anchor="end" if anchor == "end" else "start",
            turn=-90,
        )
    return y + tall + 4


def _company(place: _Map, others: Sequence[Person], top: float, side: Side) -> float:
    """Seat one company from `top` down and draw its hull; return where it ends."""
    keys = [key for key, _label in place.columns]
    # The highest level stands at the base: outside where the triangles point at one another, else inside.
    order = [key for key, _label in place.levels]
    if (side == "ours") != place.pointed:
        order.reverse()
    point_below = (side == "ours") == place.pointed
    y = top + (6 if point_below else _TIP)
    each = max(1, int((place.column - 2) // _STEP))
    for level in order:
        cells = [[p for p in others if (p.side, p.function, p.level) == (side, key, level)] for key in keys]
        rows = max((math.ceil(len(cell) / each) for cell in cells), default=0)
        for at, cell in enumerate(cells):
            for number, person in enumerate(cell):
                row, column = divmod(number, each)
                in_row = min(each, len(cell) - row * each)
                x = place.middle(at) + (column - (in_row - 1) / 2) * _STEP
                place.seats[person.id] = (x, y + _STEP * (row + 0.5))
        y += _STEP * rows + (4 if rows else 0)
    base, shoulder = (top, y) if point_below else (y + 6, top + _TIP - 4)
    tip = y + _TIP if point_below else top
    middle = place.right / 2
    place.hulls[side] = (
        (1, base),
        (1, shoulder),
        (middle - _NOSE, tip),
        (middle + _NOSE, tip),
        (place.right - 1, shoulder),
        (place.right - 1, base),
    )
    person_at_tip = place.mains.get(side)
    if person_at_tip is not None:
        place.seats[person_at_tip.id] = (middle, tip + (-1 if point_below else 1) * (MAIN_DISC + 5))
    return max(base, tip, shoulder)


def _person(block: Relationship, person: Person, place: _Map) -> Mark:
    main = place.mains.get(person.side) is person
    x, y = place.seats[person.id]
    return Mark(person.id, person_tip(block, person), disc(person, x, y, MAIN_DISC if main else place.radius))


def _lines(block: Relationship, place: _Map) -> Iterator[Shape]:
    """Links behind all discs; what members of a joint team have with one another, their team says."""
    names = {person.id: one_line(person.name) for person in block.people}
    mains = {person.id for person in place.mains.values()}
    together = [frozenset(team.members) for team in block.teams if place.teams]
    known = [link for link in block.links if link.ours in place.seats and link.theirs in place.seats]
    for link in sorted(known, key=lambda link: {link.ours, link.theirs} <= mains):
        if {link.ours, link.theirs} <= mains:
            paint = MAIN_PAINT if link.state == "live" else PAINTS[link.state]
            yield Mark(
                f"{link.ours}-{link.theirs}", link_tip(link, names), (_main(place, link.ours, link.theirs, paint),)
            )
            continue
        if link.state == "live" and any({link.ours, link.theirs} <= members for members in together):
            continue
        (x1, y1), (x2, y2) = place.seats[link.ours], place.seats[link.theirs]
        middle = sum(place.gap) / 2
        paint = QUIET if place.teams and link.state == "live" else paint_of(link)
        path = Path(((x1, y1), (x1, middle), (x2, middle), (x2, y2)), paint, curved=True)
        yield Mark(f"{link.ours}-{link.theirs}", link_tip(link, names), (path,))


def _main(place: _Map, ours: str, theirs: str, paint: Paint) -> Path:
    (x, y1), (_x, y2) = place.seats[ours], place.seats[theirs]
    if place.pointed:
        return Path(((x, y1), (x, y2)), paint)
    edge, turn = place.wide - 4, 40.0
    # Around the bases like a handle: out to the right, down, and back.
    return Path(
        (
            *((x, y1), (x + (edge - x) * 0.6, y1), (edge, y1 + turn * 0.2), (edge, y1 + turn)),
            *((edge, (y1 + y2) / 2), (edge, (y1 + y2) / 2), (edge, y2 - turn)),
            *((edge, y2 - turn * 0.2), (x + (edge - x) * 0.6, y2), (x, y2)),
        ),
        paint,
        curved=True,
    )


def _teams(block: Relationship, place: _Map) -> Iterator[Shape]:
    """Joint teams under their board, between the companies, each with the discs of its members."""
    if not place.teams:
        return
    left, wide = place.right / 2 - _TEAM_WIDE / 2, _TEAM_WIDE
    y = place.gap[0] + 15
    if block.joint_board:
        yield from _box(
            "joint-board", _("Joint board"), "ink", (left, y, wide, _BOARD), (), is_vacant=block.board_vacant
        )
        yield Path(((left + wide / 2, y + _BOARD), (left + wide / 2, y + _BOARD + 12)), Paint("", "ink-2", 1.4))
        y += _BOARD + 12
    people = {person.id: person for person in block.people}
    for team in block.teams:
        members = [people[key] for key in team.members if key in people]
        box = (left, y, wide, _TEAM)
        yield from _box(team.id, one_line(team.name), "ours", box, members, is_vacant=team.vacant)
        y += _TEAM + 10


def _box(
    key: str,
    name: str,
    token: str,
    box: tuple[float, float, float, float],
    members: Sequence[Person],
    *,
    is_vacant: bool,
) -> Iterator[Shape]:
    """A named box with as many discs as find room, and how many are left over."""
    left, top, wide, tall = box
    middle = left + wide / 2
    yield Rect(left - 4, top - 4, wide + 8, tall + 8, Paint("surface"), 8)
    shapes: list[Shape] = [Rect(left, top, wide, tall, Paint("surface", token, 1.6, "dash" if is_vacant else ""), 6)]
    shapes += line(middle, top + 18, name, room=wide - 14, size=_NAME, weight=600, anchor="middle")
    shown = members if len(members) <= _SHOWN else members[: _SHOWN - 1]
    places = len(shown) + (len(shown) < len(members))
    start = middle - (places - 1) * _MEMBER / 2
    for at, person in enumerate(shown):
        shapes += disc(person, start + at * _MEMBER, top + 36, 9)
    if len(shown) < len(members):
        more = _("+{count}").format(count=format_number(len(members) - len(shown)))
        at_end = start + len(shown) * _MEMBER
        shapes += line(at_end, top + 40, more, room=_MEMBER + 8, size=11, tint="ink-3", anchor="middle")
    names = ", ".join(one_line(person.name) for person in members)
    yield Mark(key, _("{name}: {detail}").format(name=name, detail=names) if names else name, tuple(shapes))


def _remark(shapes: list[Shape], place: _Map, wide: float) -> float:
    """What the rows of discs are; return where the next thing may stand."""
    y = place.bottom
    names = ", ".join(one_line(label) for _key, label in place.levels)
    if not names:
        return y
    text = _("Rows from the outside in: {levels}") if place.pointed else _("Rows from the inside out: {levels}")
    for part in wrap(text.format(levels=names), wide - 4, _NAME, 3):
        y += 16
        shapes.append(Words(2, y, part, _NAME, "ink-3"))
    return y + 4
