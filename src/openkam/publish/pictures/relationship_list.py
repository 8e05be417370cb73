"""Who talks to whom by name and role, for a phone: pairs under the state of their link, joint teams, all others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from openkam.core.diagrams import Person, PersonLink, Relationship
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.pictures.letters import line, wrap
from openkam.publish.pictures.relationship_lines import MAIN_PAINT, PAINTS, state_name
from openkam.publish.pictures.relationship_people import disc
from openkam.publish.scene.model import Paint, Path, Shape
from openkam.publish.text import one_line

_SIZE: Final = 12.0
_LEADING: Final = 15.0
_LINES: Final = 6
_SHOWN: Final = 24
"""Pairs of one group; a longer list is no list for a phone any more."""
_DISC: Final = 10.0
_NAME: Final = 30.0
"""Where a name begins beside its disc."""


def listed(shapes: list[Shape], block: Relationship, y: float, wide: float) -> float:
    """Add the list from height `y` on; return where it ends."""
    people = {person.id: person for person in block.people}
    known = [link for link in block.links if link.ours in people and link.theirs in people]
    main = [link for link in known if people[link.ours].main and people[link.theirs].main]
    groups: list[tuple[str, Paint, list[PersonLink]]] = [(_("main link"), MAIN_PAINT, main)]
    groups += [
        (state_name(state), paint, [link for link in known if link.state == state and link not in main])
        for state, paint in PAINTS.items()
    ]
    for name, paint, links in groups:
        if links:
            y = _heading(shapes, name, len(links), paint, y, wide)
            for link in links[:_SHOWN]:
                y = _pair(shapes, people[link.ours], people[link.theirs], one_line(link.label), y, wide)
            if len(links) > _SHOWN:
                y = _more(shapes, len(links) - _SHOWN, y, wide)
    for team in block.teams:
        members = [people[key] for key in team.members if key in people]
        if members:
            y = _heading(shapes, one_line(team.name), len(members), None, y, wide)
            sides = [[p for p in members if p.side == side] for side in ("ours", "theirs")]
            for ours, theirs in zip_longest(*sides):
                y = _pair(shapes, ours, theirs, "", y, wide)
    linked = {key for link in known for key in (link.ours, link.theirs)}
    alone = [[p for p in block.people if p.side == side and p.id not in linked] for side in ("ours", "theirs")]
    if any(alone):
        y = _heading(shapes, _("Nobody talks to them"), sum(len(side) for side in alone), None, y, wide)
        for ours, theirs in zip_longest(*alone):
            y = _pair(shapes, ours, theirs, "", y, wide)
    return y


def _heading(shapes: list[Shape], name: str, count: int, paint: Paint | None, y: float, wide: float) -> float:
    """The name and number of a group, beside the line with which it is drawn."""
    text = _("{name} · {count}").format(name=name, count=format_number(count))
    start = 0.0
    if paint is not None:
        shapes.append(Path(((2, y + 14), (28, y + 14)), paint))
        start = 36.0
    shapes += line(start, y + 18, text, room=wide - start, size=_SIZE, weight=600)
    shapes.append(Path(((0, y + 26), (wide, y + 26)), Paint("", "line-2")))
    return y + 26


def _more(shapes: list[Shape], count: int, y: float, wide: float) -> float:
    """How many of a group are left to the tables."""
    text = _("{count} more in the tables")
    shapes += line(_NAME, y + 17, text.format(count=format_number(count)), room=wide - _NAME, size=_SIZE, tint="ink-3")
    shapes.append(Path(((0, y + 25), (wide, y + 25)), Paint("", "line")))
    return y + 25


def _pair(shapes: list[Shape], ours: Person | None, theirs: Person | None, label: str, y: float, wide: float) -> float:
    """One of ours at the left, one of theirs at the right, and what is said of their link."""
    ends = [y + 14]
    for person, x in ((ours, 0.0), (theirs, wide / 2)):
        if person is not None:
            ends.append(_person(shapes, person, x, y, wide / 2 - _NAME - 6))
    end = max(ends)
    for part in wrap(label, wide - _NAME - 4, _SIZE, 3):
        end += _LEADING
        shapes += line(_NAME, end, part, room=wide - _NAME, size=_SIZE, tint="ink-3")
    shapes.append(Path(((0, end + 8), (wide, end + 8)), Paint("", "line")))
    return end + 8


def _person(shapes: list[Shape], person: Person, x: float, y: float, room: float) -> float:
    """Disc, name and role, both in as many lines as they need; return the last baseline."""
    shapes += disc(person, x + _DISC + 4, y + 15, _DISC)
    base = y + 17
    names = wrap(person.name, room, _SIZE, _LINES, 500)
    texts: Sequence[tuple[str, str, int]] = [
        *((part, "ink" if person.met else "ink-2", 500 if person.met else 400) for part in names),
        *((part, "ink-3", 400) for part in wrap(person.role, room, _SIZE, _LINES)),
    ]
    for number, (text, tint, weight) in enumerate(texts):
        shapes += line(x + _NAME, base + number * _LEADING, text, room=room + 4, size=_SIZE, tint=tint, weight=weight)
    return base + max(0, len(texts) - 1) * _LEADING
