"""The body of a house of quality: names, relations, planning matrix and the technical lines under them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

from openkam.core.blocks import Value
from openkam.core.diagrams import House, HouseColumn, HouseLine, PlanningColumn
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.house_frame import (
    BARS,
    LINE,
    NAME,
    Frame,
    column_name,
    header_lines,
    need_margin,
    planning_name,
)
from openkam.publish.pictures.letters import line, px, stack, wrap
from openkam.publish.pictures.signs import numbered, relation
from openkam.publish.scene.model import Disc, Mark, Paint, Path, Rect, Shape, Words
from openkam.publish.text import one_line
from openkam.publish.values import value_text

_ARROWS = {"higher": "↑", "lower": "↓"}


def better(column: HouseColumn) -> str:
    """Which way of a CTQ is the better one."""
    texts = {"higher": _("the higher the better"), "lower": _("the lower the better"), "target": _("near the target")}
    return texts[column.direction]


def rules(house: House, place: Frame, bottom: float) -> Iterator[Shape]:
    """Hatched empty columns, hairlines between rows and columns."""
    for at, ctq in enumerate(house.ctqs):
        if ctq.empty:
            left = place.left + at * place.column
            area = (left + 1, place.body_top, place.column - 2, place.body_bottom - place.body_top)
            yield Rect(*area, Paint("line", hatched=True))
    for at in range(place.count + 1):
        x = place.left + at * place.column
        yield Path(((x, place.roof_bottom), (x, bottom)), Paint("", "line-2" if at in (0, place.count) else "line"))
    end = max(place.end, place.right)
    yield Path(((place.left, place.roof_bottom), (end, place.roof_bottom)), Paint("", "line-2"))
    yield Path(((0, place.body_top), (end, place.body_top)), Paint("", "line-2"))
    for top in place.rows:
        yield Path(((0, top + place.row), (end, top + place.row)), Paint("", "line"))
    for top, name in place.groups:
        yield Rect(0, top, end, LINE, Paint("sunk"))
        yield from line(2, top + 15, name, room=place.left - 8, size=11, tint="ink-2", weight=600)


def heads(house: House, place: Frame) -> Iterator[Shape]:
    """Upright names of the CTQs with their units, and which way is better."""
    for at, ctq in enumerate(house.ctqs):
        x, bottom = place.middle(at), place.direction_top - 6
        top = place.roof_bottom + (22 if any(one.finding is not None for one in house.ctqs) else 4)
        tint = "ink-3" if ctq.empty else "ink"
        names = tuple(_upright(column_name(ctq), x, bottom, bottom - top, place.column, tint, 500))
        tip = _("{name}: {direction}").format(name=column_name(ctq), direction=better(ctq))
        if ctq.empty:
            tip = _("{name}. No need asks for it.").format(name=tip)
        yield Mark(ctq.id, tip, (*names, *_direction(ctq, x, place.direction_top + LINE / 2)))
        if ctq.finding is not None:
            yield numbered(x, place.roof_bottom + 12, ctq.finding)
    yield Path(((0, place.direction_top), (place.right, place.direction_top)), Paint("", "line"))
    yield from line(2, place.direction_top + 15, _("Better when"), room=place.left - 8, size=11, tint="ink-3")
    yield from line(2, place.direction_top - 8, _("Need, in their words"), room=place.left - 8, size=11.5, weight=600)


def _upright(name: str, x: float, bottom: float, room: float, column: float, tint: str, weight: int) -> Iterator[Words]:
    parts = wrap(name, room, 11, header_lines(column), weight)
    step = 12.5
    first = x + 3.8 - step * (len(parts) - 1) / 2
    for number, part in enumerate(parts):
        yield Words(first + number * step, bottom, part, 11, tint, 500 if weight >= 500 else 400, "start", -90)


def _direction(column: HouseColumn, x: float, y: float) -> tuple[Shape, ...]:
    if column.direction == "target":
        return Disc(x, y, 4.5, Paint("", "ink-3")), Disc(x, y, 1.6, Paint("ink-3"))
    return (Words(x, y + 4.2, _ARROWS[column.direction], 12, "ink-2", 500, "middle"),)


def needs(house: House, place: Frame) -> Iterator[Shape]:
    """Numbered needs in the customer's words, the findings that stand at them, and their planning values."""
    for at, (need, top) in enumerate(zip(house.needs, place.rows, strict=True)):
        room = place.left - need_margin(need)
        parts = [(text, NAME, "ink", 400) for text in wrap(need.label, room, NAME, 2)]
        number = Words(2, top + 13 if len(parts) > 1 else top + place.row / 2 + 4, str(at + 1), 10.5, "ink-3")
        texts = stack(20, top + place.row / 2, parts, leading=1.16)
        yield Mark(need.id, one_line(need.label), (number, *texts))
        if need.finding is not None:
            yield numbered(place.left - 14, top + place.row / 2, need.finding)


def relations(house: House, place: Frame) -> Iterator[Shape]:
    """The signs in the body."""
    rows = {need.id: at for at, need in enumerate(house.needs)}
    columns = {ctq.id: at for at, ctq in enumerate(house.ctqs)}
    drawn: set[tuple[int, int]] = set()
    for found in house.relations:
        if found.need not in rows or found.ctq not in columns:
            continue
        row, column = rows[found.need], columns[found.ctq]
        if (row, column) in drawn:
            continue
        drawn.add((row, column))
        tip = _("{need} × {ctq}: {value}").format(
            need=one_line(house.needs[row].label), ctq=one_line(house.ctqs[column].label), value=found.value
        )
        signs = relation(place.middle(column), place.rows[row] + place.row / 2, found.value)
        yield Mark(f"{found.need}×{found.ctq}", tip, signs)


def planning(house: House, place: Frame) -> Iterator[Shape]:
    """The planning matrix to the right: upright heads, values, bars beside the weights."""
    if not house.planning:
        return
    for at, column in enumerate(house.planning):
        name = planning_name(column)
        x, bottom = place.planning_middle(at), place.direction_top + LINE - 6
        room = bottom - place.roof_bottom - 4
        yield from _upright(name, x, bottom, room, place.planning, "ink-2", 400)
        largest = max((number_of(need.planning[at]) for need in house.needs if at < len(need.planning)), default=0.0)
        for need, top in zip(house.needs, place.rows, strict=True):
            if at < len(need.planning):
                yield from _planned(column, need.planning[at], x, top, place, largest)
        if at < len(house.planning_total) and house.planning_total[at] is not None:
            text = text_of(house.planning_total[at], column)
            yield from _figure(text, x, place.body_bottom + 15, place.planning, 600)
    if any(value is not None for value in house.planning_total):
        first = next(at for at, value in enumerate(house.planning_total) if value is not None)
        room = place.planning * first - 4
        yield from line(place.planning_left + 2, place.body_bottom + 15, _("Sum"), room=room, size=11, tint="ink-3")
        y = place.body_bottom + LINE
        yield Path(((place.planning_left, y), (place.end, y)), Paint("", "line"))


def _planned(
    column: PlanningColumn, value: Value, x: float, top: float, place: Frame, largest: float
) -> Iterator[Shape]:
    text, room = text_of(value, column), place.planning
    yield from _figure(
        text,
        x,
        top + place.row / 2 + ((1 if place.row > 28 else 2) if column.bar else 4),
        room,
        600 if column.bar else 400,
    )
    if column.bar and largest > 0 and number_of(value) > 0:
        wide = (room - 10) * number_of(value) / largest
        yield Rect(x - (room - 10) / 2, top + place.row - (9 if place.row > 28 else 5.5), wide, 3, Paint("pos-2"))


def _figure(text: str, x: float, y: float, room: float, weight: int, tint: str = "ink") -> tuple[Words, ...]:
    size = 11.5
    while size > 9 and px(text, size, weight) > room - 2:
        size -= 0.5
    return line(x, y, text, room=room - 1, size=size, tint=tint, weight=weight, anchor="middle")


def number_of(value: Value) -> float:
    """A value as a length; what is unknown or no number is nothing."""
    return float(value) if isinstance(value, int | float | Decimal) and math.isfinite(value) else 0.0


def text_of(value: Value, column: PlanningColumn | HouseLine) -> str:
    """A value as it is written; what is no number is unknown."""
    known = not isinstance(value, float) or math.isfinite(value)
    return value_text(value if known else None, column.kind, column.decimals)


def lines_height(house: House) -> float:
    """The height of all technical lines."""
    return sum(BARS if one.bars else LINE for one in house.lines)


def technical(house: House, place: Frame) -> Iterator[Shape]:
    """Importance as columns, then rank, target, benchmarks and whatever the tool gives, a line each."""
    top = place.body_bottom
    for one in house.lines:
        tall = BARS if one.bars else LINE
        yield Path(((0, top + tall), (place.right, top + tall)), Paint("", "line"))
        names = [(text, NAME, "ink", 500) for text in wrap(one.label, place.left - 10, NAME, 1)]
        if one.detail and one.bars:
            names += [(text, 10.5, "ink-3", 400) for text in wrap(one.detail, place.left - 10, 10.5, 2)]
        named = stack(2, top + tall / 2, names)
        tip = _("{name}: {detail}").format(name=one_line(one.label), detail=one_line(one.detail))
        yield Mark(f"line-{one.key}", tip if one.detail else one_line(one.label), named)
        yield from _bars(house, one, place, top) if one.bars else _values(house, one, place, top)
        top += tall


def _values(house: House, one: HouseLine, place: Frame, top: float) -> Iterator[Shape]:
    for at, value in enumerate(one.values[: place.count]):
        strong = at < len(one.strong) and one.strong[at]
        text = text_of(value, one)
        tint = "ink-3" if value is None else "ink"
        yield from _figure(text, place.middle(at), top + LINE / 2 + 4, place.column, 600 if strong else 400, tint)


def _bars(house: House, one: HouseLine, place: Frame, top: float) -> Iterator[Shape]:
    largest = max((number_of(value) for value in one.values), default=0.0)
    for at, value in enumerate(one.values[: place.count]):
        strong = at < len(one.strong) and one.strong[at]
        tall = max(0.0, (BARS - 22) * number_of(value) / largest) if largest > 0 else 0.0
        x, bottom, wide = place.middle(at), top + BARS, place.column * 0.56
        text = text_of(value, one)
        figure = _figure(text, x, bottom - tall - 4, place.column, 400)
        bar = Rect(x - wide / 2, bottom - tall, wide, tall, Paint("pos" if strong else "pos-1"))
        name = one_line(house.ctqs[at].label)
        tip = _("{name}: {detail}").format(name=name, detail=f"{one_line(one.label)} {text}")
        yield Mark(house.ctqs[at].id, tip, (bar, *figure) if tall > 0 else figure)
