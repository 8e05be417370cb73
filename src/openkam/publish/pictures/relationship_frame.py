"""Where people and functions of two companies stand: functions in rows, levels in columns, a lane to each person.

Everything is worked out for our company at the left and mirrored for theirs. In the bow-tie shapes the triangles point
at one another and the highest level stands at the outer base; in the diamond they turn their bases to each other and
the highest level stands inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from openkam.core.diagrams import Person, Relationship, Side
from openkam.publish.pictures.letters import px
from openkam.publish.scene.model import Point
from openkam.publish.text import one_line

LANE: Final = 30.0
DISC: Final = 11.0
MAIN_DISC: Final = 17.0
LEAST_WIDE: Final = 900.0
POINTED: Final = ("pre", "early", "mid")
"""The stages in which the triangles point at one another."""
_PAD: Final = 12.0
_STEP: Final = {True: 52.0, False: 60.0}
"""Px from level to level: pointing triangles keep their tips free for lines."""
_ROUND: Final = 10.0
_BAND: Final = 46.0
_BELOW: Final = 12.0
_TIP: Final = 6.0
_INSIDE: Final = 34.0
"""From the base of the diamond to its first column, in px."""
_LEAST_STEP: Final = 30.0
_MOST_WIDE: Final = 1120.0
NAME_ROOM: Final = 150.0
NAME_APART: Final = 17.0
"""From the middle of a disc to the name beside it, in px."""
MAIN_APART: Final = 62.0
"""From the points of the diamond to the names: the main link passes there."""
_GAPS: Final = {"pre": 200.0, "early": 130.0, "mid": 130.0, "partnership": 160.0, "synergistic": 160.0}
_TEAMS_GAP: Final = 270.0
_BOARD_ROOM: Final = 44.0
_TEAM_ROOM: Final = 56.0
"""Heights that the joint board and each joint team take at least."""


@dataclass(frozen=True)
class Row:
    """A function's row from `top` to `bottom`."""

    label: str
    top: float
    bottom: float
    first: float
    """The height of its first lane."""


@dataclass(frozen=True)
class Frame:
    """The places of one picture, in px. `edge` and `tip` are where our hull's base and point stand."""

    wide: float
    pointed: bool
    """The triangles point at one another."""
    teams: bool
    """Joint teams stand between the companies: only where these turn their bases to each other is there room."""
    top: float
    bottom: float
    hub: float
    """The height at which the two main contacts stand."""
    base: float
    tip: float
    shoulder: float
    levels: tuple[float, ...]
    rows: tuple[Row, ...]
    seats: dict[str, Point] = field(default_factory=dict)
    mains: dict[Side, Person] = field(default_factory=dict)

    def across(self, x: float, side: Side) -> float:
        """`x` of our half, on the half of `side`."""
        return x if side == "ours" else self.wide - x

    def hull(self) -> tuple[Point, ...]:
        """The corners of our hull, rounded."""
        nose = 16.0
        corners = (
            (self.base, self.top),
            (self.shoulder, self.top),
            (self.tip, self.hub - nose),
            (self.tip, self.hub + nose),
            (self.shoulder, self.bottom),
            (self.base, self.bottom),
        )
        return tuple(_rounded(corners))

    def slant(self, y: float) -> float:
        """Where our hull's slanting side is at height `y`."""
        if y <= self.hub:
            share = (y - self.top) / max(1.0, self.hub - self.top)
        else:
            share = (self.bottom - y) / max(1.0, self.bottom - self.hub)
        return self.shoulder + (self.tip - self.shoulder) * min(1.0, max(0.0, share))


def frame(block: Relationship, wide: float) -> Frame:
    """Share `wide` and give every person a lane; the picture is never narrower than names need."""
    wide = max(wide, LEAST_WIDE)
    pointed = block.stage in POINTED
    mains: dict[Side, Person] = {}
    for person in block.people:
        if person.main and person.side not in mains:
            mains[person.side] = person
    others = [person for person in block.people if mains.get(person.side) is not person]
    functions = with_unknown(block.functions, [person.function for person in others])
    level_keys = [key for key, _label in with_unknown(block.levels, [person.level for person in others])]
    names = _longest(others, level_keys)
    if not pointed:
        wide = max(wide, min(_MOST_WIDE, 2 * (_outer(mains) + _spread(names, _LEAST_STEP)) + _between(block)))
    base, tip, levels = _columns(block, wide, names, _outer(mains), pointed=pointed)
    top = 30.0 if pointed else 54.0
    rows, heights, bottom, hub = _rows(block, functions, others, top, with_band=bool(mains))
    if has_teams(block):
        bottom = max(bottom, top + _BOARD_ROOM + _TEAM_ROOM * len(block.teams))
    seats: dict[str, Point] = {}
    for person in others:
        x = levels[level_keys.index(person.level)]
        seats[person.id] = (x if person.side == "ours" else wide - x, heights[person.id])
    for side, person in mains.items():
        x = tip - 28 if pointed else tip + 36
        seats[person.id] = (x if side == "ours" else wide - x, hub)
    shoulder = _shoulder(block, others, seats, (wide, top, bottom, hub), (tip, base), pointed=pointed)
    return Frame(wide, pointed, has_teams(block), top, bottom, hub, base, tip, shoulder, levels, rows, seats, mains)


def has_teams(block: Relationship) -> bool:
    """Whether joint teams or a joint board are drawn between the companies."""
    return block.stage in ("partnership", "synergistic") and bool(block.teams or block.joint_board)


def level_names(block: Relationship) -> list[str]:
    """The names of the columns, those that only people name included."""
    mains = {side: next((p.id for p in block.people if p.main and p.side == side), "") for side in ("ours", "theirs")}
    used = [person.level for person in block.people if person.id not in mains.values()]
    return [label for _key, label in with_unknown(block.levels, used)]


def with_unknown(known: Sequence[tuple[str, str]], used: Sequence[str]) -> list[tuple[str, str]]:
    """Keys that people name but nobody listed stand last, so that no person is lost."""
    made = list(known)
    for key in used:
        if all(key != other for other, _label in made):
            made.append((key, key))
    return made


def _columns(
    block: Relationship, wide: float, names: Sequence[float], outer: float, *, pointed: bool
) -> tuple[float, float, tuple[float, ...]]:
    inner, count = wide / 2 - _between(block) / 2, len(names)
    if pointed:
        longest = max((px(part, 11) for _key, label in block.functions for part in halves(label)), default=0.0)
        base = 14 + min(104.0, max(40.0, longest))
        first = base + 122
        step = min(_STEP[True] * wide / LEAST_WIDE, (inner - 80 - first) / max(1, count - 1))
        return base, inner, tuple(first + step * at for at in range(count))
    first = inner - _INSIDE
    # A name stands outside its disc: the farther out a level, the closer the columns, until the name has its room.
    step = _STEP[False] * wide / LEAST_WIDE
    for at, longest in enumerate(names[1:], start=1):
        step = min(step, max(_LEAST_STEP, (first - outer - NAME_APART - longest) / at))
    return inner, _TIP, tuple(first - step * at for at in range(count))


def _longest(people: Sequence[Person], levels: Sequence[str]) -> list[float]:
    """By level the room that its longest name or role needs, in px; no more than a name is ever given."""
    return [
        min(NAME_ROOM, max((max(px(p.name, 10.5, 500), px(p.role, 10)) for p in people if p.level == level), default=0))
        for level in levels
    ]


def _spread(names: Sequence[float], step: float) -> float:
    """How far from the base the outermost name ends, with columns `step` apart."""
    return _INSIDE + max((step * at + NAME_APART + longest for at, longest in enumerate(names)), default=0.0)


def _outer(mains: Mapping[Side, Person]) -> float:
    """How far from the edge names begin in the diamond: the main link passes by the points of the hulls."""
    return _TIP + MAIN_APART if mains else 4.0


def _between(block: Relationship) -> float:
    """The free room between the companies, in px."""
    return _TEAMS_GAP if has_teams(block) else _GAPS[block.stage]


def halves(label: str) -> tuple[str, str]:
    """What a row is called on our side and on theirs: unlike opposite numbers are written with a dot between."""
    parts = one_line(label).split(" · ", 1)
    return (parts[0], parts[1]) if len(parts) == 2 else (parts[0], parts[0])


def _rows(
    block: Relationship,
    functions: Sequence[tuple[str, str]],
    people: Sequence[Person],
    top: float,
    *,
    with_band: bool,
) -> tuple[tuple[Row, ...], dict[str, float], float, float]:
    order = {key: at for at, (key, _label) in enumerate(with_unknown(block.levels, [p.level for p in people]))}
    members = [
        [
            sorted((p for p in people if p.function == key and p.side == side), key=lambda p: order[p.level])
            for side in ("ours", "theirs")
        ]
        for key, _label in functions
    ]
    head = 8.0 if has_teams(block) else 0.0
    talls = [_PAD + head + LANE * max(1, *(len(side) for side in sides)) for sides in members]
    # In the diamond the lines to the two main contacts run below their names.
    band = (_BAND if block.stage in POINTED else _BAND + _BELOW) if with_band else 0.0
    split = _middle(talls)
    rows, heights, y, hub = [], {}, top, top
    # The level nearest to the tips stands nearest to the two main contacts, so that the hull stays a triangle.
    for at, ((_key, label), sides, tall) in enumerate(zip(functions, members, talls, strict=True)):
        if at == split:
            hub, y = y + min(band, _BAND) / 2, y + band
        lanes = max(1, *(len(side) for side in sides))
        first = y + head + _PAD / 2 + LANE / 2
        for side in sides:
            start = first + (lanes - len(side)) * LANE / 2
            lined = side if at < split else side[::-1]
            heights.update({person.id: start + LANE * number for number, person in enumerate(lined)})
        rows.append(Row(label, y, y + tall, first))
        y += tall
    if split >= len(talls):
        hub, y = y + min(band, _BAND) / 2, y + band
    return tuple(rows), heights, y, hub


def _middle(talls: Sequence[float]) -> int:
    """Before which row the two main contacts stand, so that as much lies above them as below."""
    total, above = sum(talls), 0.0
    best, least = 0, total + 1
    for at in range(len(talls) + 1):
        if abs(total - 2 * above) < least:
            best, least = at, abs(total - 2 * above)
        above += talls[at] if at < len(talls) else 0.0
    return best


def _shoulder(
    block: Relationship,
    people: Sequence[Person],
    seats: dict[str, Point],
    heights: tuple[float, float, float, float],
    columns: tuple[float, float],
    *,
    pointed: bool,
) -> float:
    """Where the slanting side begins, so that every person stands inside the hull."""
    wide, top, bottom, hub = heights
    tip, base = columns
    best = (base + 150) if pointed else (base - 90)
    for person in people:
        x, y = seats[person.id]
        x = x if person.side == "ours" else wide - x
        share = min(0.9, (y - top) / (hub - top) if y <= hub else (bottom - y) / (bottom - hub))
        out = 18.0 if pointed else -(24 + min(120.0, max(px(person.name, 10.5), px(person.role, 10))))
        needed = (x + out - tip * share) / (1 - share)
        best = max(best, needed) if pointed else min(best, needed)
    return min(best, tip - 24) if pointed else max(best, tip + 60)


def _rounded(corners: Sequence[Point]) -> Iterator[Point]:
    """Corners cut by short curves."""
    for at, (x, y) in enumerate(corners):
        ends = []
        for ox, oy in (corners[at - 1], corners[(at + 1) % len(corners)]):
            length = max(1e-6, ((ox - x) ** 2 + (oy - y) ** 2) ** 0.5)
            share = min(_ROUND, length / 2) / length
            ends.append((x + (ox - x) * share, y + (oy - y) * share))
        (ax, ay), (bx, by) = ends
        for step in range(5):
            t = step / 4
            yield (
                (1 - t) ** 2 * ax + 2 * t * (1 - t) * x + t * t * bx,
                (1 - t) ** 2 * ay + 2 * t * (1 - t) * y + t * t * by,
            )
