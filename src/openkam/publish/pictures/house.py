"""The house of quality: needs × CTQs, roof above, planning matrix to the right, technical lines below, legend.

    layout(house, wide) -> Scene

A house that does not fit `wide` becomes wider and scrolls; on a phone all its parts stand under one another instead.
Above fourteen columns the roof keeps only filled pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openkam.core.diagrams import House
from openkam.core.i18n import gettext as _
from openkam.publish.pictures import house_body as body
from openkam.publish.pictures.house_frame import LINE, Frame, frame
from openkam.publish.pictures.house_roof import SIGNS, meaning, roof
from openkam.publish.pictures.house_upright import upright
from openkam.publish.pictures.letters import Entry, bottom as letters_bottom, empty, legend, line
from openkam.publish.pictures.signs import relation
from openkam.publish.scene.model import Disc, Paint, Rect, Scene, Shape, Words
from openkam.publish.text import one_line

_STEP: Final = 21.0
_SMALL: Final = 11.0
_NARROW: Final = 600.0
"""Px below which a house that does not fit is not scrolled but set upright."""


def layout(house: House, wide: float = 960) -> Scene:
    """Draw a house; without needs and CTQs there is nothing to draw."""
    if not house.needs or not house.ctqs:
        return empty(house.id, house.title, wide)
    place = frame(house, wide)
    if wide < _NARROW and place.wide > wide:
        return upright(house, wide, _legend(house, relations=True, signs=False))
    bottom = place.body_bottom + max(body.lines_height(house), LINE if house.planning_total else 0.0)
    shapes: list[Shape] = [*body.rules(house, place, place.body_bottom + body.lines_height(house))]
    if house.roof:
        shapes += roof(house, place)
    shapes += body.heads(house, place)
    shapes += body.needs(house, place)
    shapes += body.relations(house, place)
    shapes += body.planning(house, place)
    shapes += body.technical(house, place)
    shapes += _planning_title(house, place)
    beside = place.roof_bottom >= 4 * _STEP and place.left >= 130
    corner = place.roof_bottom >= 6 * _STEP and place.end - place.planning_left >= 190
    if beside:
        shapes += _relation_list(8, max(14.0, place.roof_bottom - 3.2 * _STEP))
    if corner and house.roof:
        shapes += _roof_list(place.end - 128, 14)
    below = legend(
        _legend(house, relations=not beside, signs=bool(house.roof) and not corner), 0, bottom + 22, place.wide
    )
    shapes += below
    tall = letters_bottom(below) + 8
    return Scene(house.id, one_line(house.title), place.wide, tall, tuple(shapes))


def _planning_title(house: House, place: Frame) -> Iterator[Shape]:
    if house.planning and house.planning_label:
        room = place.wide - place.planning_left
        y = place.roof_bottom - 7
        if y > 12:
            yield from line(place.planning_left, y, house.planning_label, room=room, size=_SMALL, tint="ink-3")
            yield from line(place.planning_left, y - 15, _("Planning matrix"), room=room, size=11.5, weight=600)


def _relation_list(x: float, y: float) -> Iterator[Shape]:
    yield from line(x - 6, y, _("Relation"), room=120, size=11.5, weight=600)
    for step, (value, name) in enumerate(_strengths(), start=1):
        yield from relation(x + 3, y + step * _STEP - 6, value, 8)
        yield from line(x + 20, y + step * _STEP - 2, name, room=100, size=_SMALL, tint="ink-2")


def _strengths() -> tuple[tuple[int, str], ...]:
    return (9, _("strong")), (3, _("medium")), (1, _("weak"))


def _roof_list(x: float, y: float) -> Iterator[Shape]:
    yield from line(x, y, _("Roof"), room=120, size=11.5, weight=600)
    for step, value in enumerate((2, 1, -1, -2), start=1):
        at = y + step * (_STEP - 3)
        yield Words(x, at, SIGNS[value], 12, "ink-2" if value > 0 else "neg", 600)
        yield from line(x + 26, at, meaning(value), room=100, size=_SMALL, tint="ink-2")


def _legend(house: House, *, relations: bool, signs: bool) -> list[Entry]:
    entries: list[Entry] = []
    if relations:
        entries += [(relation(10, -4, value, 8), name) for value, name in _strengths()]
    if signs:
        for value in (2, 1, -1, -2):
            sign = Words(10, 0, SIGNS[value], 12, "ink-2" if value > 0 else "neg", 600, "middle")
            entries.append(((sign,), meaning(value)))
    directions = {ctq.direction for ctq in house.ctqs}
    entries += [
        ((Words(10, 0, sign, 12, "ink-2", 500, "middle"),), name)
        for key, sign, name in (("higher", "↑", _("higher is better")), ("lower", "↓", _("lower is better")))
        if key in directions
    ]
    if "target" in directions:
        rings = (Disc(10, -4, 4.5, Paint("", "ink-3")), Disc(10, -4, 1.6, Paint("ink-3")))
        entries.append((rings, _("near the target")))
    if any(ctq.empty for ctq in house.ctqs):
        entries.append(((Rect(2, -10, 16, 12, Paint("line-2", "line", hatched=True)),), _("no need asks for it")))
    return entries
