"""People of a relationship picture: a disc with initials, name and role beside it, and what its tip says."""

from __future__ import annotations

from openkam.core.diagrams import Person, Relationship
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.letters import extent, fit, line
from openkam.publish.pictures.relationship_frame import DISC, MAIN_APART, MAIN_DISC, NAME_APART, NAME_ROOM, Frame
from openkam.publish.scene.model import Anchor, Disc, Mark, Paint, Shape, Words
from openkam.publish.text import one_line, width

_NAME: float = 10.5
_ROLE: float = 10.0
_LEAST_NAMED: float = 7.0
"""A disc smaller than this has no room for letters."""


def initials(name: str) -> str:
    """The first letters of first and last name; of a Chinese name the first sign."""
    words = [word for word in one_line(name).split(" ") if word]
    if not words:
        return "?"
    if width(words[0][0]) > 1.5:
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def person_mark(block: Relationship, person: Person, place: Frame) -> Mark:
    """One person at their seat; the name stands on the side away from the lines."""
    main = place.mains.get(person.side) is person
    x, y = place.seats[person.id]
    shapes = (*disc(person, x, y, MAIN_DISC if main else DISC), *_names(person, place, main=main))
    return Mark(person.id, person_tip(block, person), shapes)


def disc(person: Person, x: float, y: float, radius: float) -> tuple[Shape, ...]:
    """A person's disc with initials: filled if they were met, ringed if the companies would fall apart without them."""
    token = person.side
    shapes: list[Shape] = []
    if person.single_point:
        shapes.append(Disc(x, y, radius + 3.5, Paint("", "neg", 1.4)))
    if person.met:
        shapes.append(Disc(x, y, radius, Paint(token, "surface", 1.5)))
    else:
        shapes.append(Disc(x, y, radius - 0.5, Paint("surface", token, 1.4)))
    size = 12 if radius >= MAIN_DISC else 9
    tint = "surface" if person.met else token
    if radius >= _LEAST_NAMED:
        said = line(
            x,
            y + size * 0.36,
            initials(person.name),
            room=radius * 2.2,
            size=size,
            weight=600,
            anchor="middle",
            tint=tint,
        )
        shapes += said
    return tuple(shapes)


def _names(person: Person, place: Frame, *, main: bool) -> tuple[Words, ...]:
    x, y = place.seats[person.id]
    ours = person.side == "ours"
    weight = 600 if main else 500 if person.met else 400
    tint = "ink" if person.met else "ink-2"
    size = 12 if main else _NAME
    anchor: Anchor
    if main:
        # In a band of their own, on the side away from the lines; these bend into a point that needs some room.
        away = 46 if place.pointed else 25
        inside = place.pointed == ours
        room, first = (abs(x - place.across(place.base, person.side)) - 56 if place.pointed else 240.0), y - 3
        anchor, at = ("end", x - away) if inside else ("start", x + away)
    else:
        own = x if ours else place.wide - x
        # In the diamond the main link passes by the points of the hulls.
        outer = place.base + 4 if place.pointed else place.tip + MAIN_APART if place.mains else 4
        limit = own - NAME_APART - outer
        room, first = max(20.0, min(NAME_ROOM, limit)), y - 1.5
        anchor, at = ("end", x - NAME_APART) if ours else ("start", x + NAME_APART)
    made = line(at, first, person.name, room=room, size=size, tint=tint, weight=weight, anchor=anchor)
    return made + line(
        at,
        first + (13 if main else 11.5),
        person.role,
        room=room,
        size=_ROLE + main * 0.5,
        tint="ink-3",
        anchor=anchor,
    )


def person_tip(block: Relationship, person: Person) -> str:
    """Who it is, of which company, whether met, and whether all hangs on them."""
    company = one_line(block.ours if person.side == "ours" else block.theirs)
    values = {"name": one_line(person.name), "role": one_line(person.role), "company": company}
    if person.met:
        text = _("{name}, {role}, {company}: met").format(**values)
    else:
        text = _("{name}, {role}, {company}: not met yet").format(**values)
    if person.single_point:
        text = _("{text}. Without this person the companies fall apart.").format(text=text)
    return text


def boxes(marks: list[Mark]) -> dict[str, list[tuple[float, float, float, float]]]:
    """What each person's disc and names take, for lines to keep clear of."""
    made: dict[str, list[tuple[float, float, float, float]]] = {}
    for mark in marks:
        taken = made.setdefault(mark.id, [])
        for shape in mark.shapes:
            if isinstance(shape, Words):
                taken.append(extent(shape))
            elif isinstance(shape, Disc):
                taken.append(
                    (shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius)
                )
    return made


def company_names(block: Relationship, place: Frame) -> tuple[Words, ...]:
    """The two companies over their halves."""
    left = place.base if place.pointed else 4.0
    room = place.wide / 2 - left - 20
    ours = fit(block.ours, room, 12.5, 600)
    theirs = fit(block.theirs, room, 12.5, 600)
    return (
        Words(left, 16, ours, 12.5, "ours", 600),
        Words(place.wide - left, 16, theirs, 12.5, "theirs", 600, "end"),
    )
