"""Joint teams under a joint board: boxes between the two companies, with a line to each member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openkam.core.diagrams import JointTeam, Relationship, Side
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_number
from openkam.publish.pictures.letters import line
from openkam.publish.pictures.relationship_frame import DISC, Frame
from openkam.publish.pictures.relationship_lines import bend, straight
from openkam.publish.scene.model import Dash, Mark, Paint, Path, Point, Rect, Shape
from openkam.publish.text import one_line

_TALL: Final = 40.0
_BOARD: Final = 30.0
_WIDE: Final = 164.0
_HALO: Final = 5.0


def teams(block: Relationship, place: Frame) -> Iterator[Shape]:
    """Member lines first, then the stem from the board, then the boxes with a free margin around each."""
    if not place.teams:
        return
    places = _places(block, place)
    listed = sorted(block.teams, key=lambda team: _height(team, place))
    for team, y in zip(listed, places, strict=True):
        yield from _members(block, team, y, place)
    middle = place.wide / 2
    if block.joint_board and places:
        yield Path(((middle, place.top + _BOARD), (middle, places[-1])), Paint("", "ink-2", 1.4))
    if block.joint_board:
        yield from _box(
            place, place.top + 4 + _BOARD / 2, _BOARD, _("Joint board"), "", ("joint-board", "ink"), block.board_vacant
        )
    for team, y in zip(listed, places, strict=True):
        detail = _("still to be formed") if team.vacant else member_count(team)
        yield from _box(place, y, _TALL, team.name, detail, (team.id, "ours"), team.vacant)


def member_count(team: JointTeam) -> str:
    """How many members a team has."""
    count = len(team.members)
    return ngettext("{count} member", "{count} members", count).format(count=format_number(count))


def _height(team: JointTeam, place: Frame) -> float:
    """The middle of the members' seats, so that the lines to the boxes cross little."""
    heights = [place.seats[key][1] for key in team.members if key in place.seats]
    return sum(heights) / len(heights) if heights else place.bottom


def _places(block: Relationship, place: Frame) -> list[float]:
    """The heights of the boxes' middles, evenly under the board."""
    start = place.top + (_BOARD + 14 if block.joint_board else 0)
    step = (place.bottom - start) / max(1, len(block.teams))
    return [start + step * (at + 0.5) for at in range(len(block.teams))]


def _box(
    place: Frame, y: float, tall: float, name: str, detail: str, of: tuple[str, str], vacant: bool
) -> Iterator[Shape]:
    """A named box; `of` is the id of its mark and the colour of its outline."""
    key, token = of
    dash: Dash = "dash" if vacant else ""
    middle = place.wide / 2
    yield Rect(
        middle - _WIDE / 2 - _HALO, y - tall / 2 - _HALO, _WIDE + 2 * _HALO, tall + 2 * _HALO, Paint("surface"), 8
    )
    shapes: list[Shape] = [Rect(middle - _WIDE / 2, y - tall / 2, _WIDE, tall, Paint("surface", token, 1.6, dash), 6)]
    first = y - 2 if detail else y + 4
    room = _WIDE - 14
    shapes += line(middle, first, name, room=room, size=11.5, weight=600, anchor="middle")
    shapes += line(middle, first + 14, detail, room=room, size=10, tint="ink-3", anchor="middle")
    tip = _("{name}: {detail}").format(name=one_line(name), detail=detail) if detail else one_line(name)
    yield Mark(key, tip, tuple(shapes))


def _members(block: Relationship, team: JointTeam, y: float, place: Frame) -> Iterator[Shape]:
    sides = {person.id: person.side for person in block.people}
    for side in ("ours", "theirs"):
        keys = [key for key in team.members if sides.get(key) == side and key in place.seats]
        keys.sort(key=lambda key: place.seats[key][1])
        for at, key in enumerate(keys):
            arrive = y + (at - (len(keys) - 1) / 2) * min(8.0, (_TALL - 10) / max(1, len(keys) - 1))
            yield Path(_line(place, key, side, arrive), Paint("", side, 1.4), curved=True)


def _line(place: Frame, key: str, side: Side, arrive: float) -> tuple[Point, ...]:
    way = 1 if side == "ours" else -1
    x, y = place.seats[key]
    start, turn = (x + way * (DISC + 1), y), (place.across(place.base - 6, side), y)
    end = (place.wide / 2 - way * _WIDE / 2, arrive)
    return start, *straight(start, turn), *bend(turn, end)
