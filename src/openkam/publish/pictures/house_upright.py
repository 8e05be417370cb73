"""The house of quality for a phone: a card to each need and each CTQ, then the roof as a list. Nothing is left out.

    upright(house, wide) -> Scene

What the wide house says by place is said here in words: each need lists what serves it, the strongest first; each CTQ
has its importance as a bar and its technical lines under it; pairs of the roof that hinder stand before the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from openkam.core.diagrams import House, HouseColumn, HouseLine, HouseNeed, RoofPair
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.house_body import better, number_of, text_of
from openkam.publish.pictures.house_frame import column_name, planning_name
from openkam.publish.pictures.house_roof import SIGNS, meaning
from openkam.publish.pictures.letters import Entry, bottom, legend, line, px, wrap
from openkam.publish.pictures.signs import numbered, relation
from openkam.publish.scene.model import Disc, Mark, Paint, Path, Rect, Scene, Shape, Words
from openkam.publish.text import one_line

_SIZE: Final = 12.0
_LEADING: Final = 16.0
_PAD: Final = 10.0
_INSET: Final = 24.0
_LINES: Final = 12
"""No text takes more lines than this; its tip has all of it."""
_BAR: Final = 8.0
_WIDE_DOT: Final = 7.0
_ARROWS: Final = {"higher": "↑", "lower": "↓"}


def upright(house: House, wide: float, entries: Sequence[Entry]) -> Scene:
    """Draw a house at `wide` px, all its parts under one another; `entries` say what its signs mean."""
    shapes: list[Shape] = []
    y, group = 4.0, ""
    y = _section(shapes, y, _("Need, in their words"), wide)
    for number, need in enumerate(house.needs, start=1):
        if need.group and need.group != group:
            shapes.append(Rect(0, y, wide, 22, Paint("sunk")))
            shapes += line(4, y + 15.5, need.group, room=wide - 8, size=_SIZE, tint="ink-2", weight=600)
            y += 22
        group = need.group
        y = _need(shapes, house, need, number, y, wide)
    y = _total(shapes, house, y, wide)
    y = _section(shapes, y + 14, _("What it is measured by"), wide)
    for one in (one for one in house.lines if one.detail):
        text = _("{label}: {value}").format(label=one_line(one.label), value=one_line(one.detail))
        words = _said(0, y + 18, text, wide - 2, tint="ink-3")
        shapes += words
        y = _end(words, y + 18) - 8
    for ctq in house.ctqs:
        y = _ctq(shapes, house, ctq, y, wide)
    pairs = _pairs(house)
    if pairs:
        y = _section(shapes, y + 14, _("Roof"), wide)
        for pair in pairs:
            y = _pair(shapes, house, pair, y, wide)
    below = legend(entries, 2, y + 24, wide, size=_SIZE)
    return Scene(house.id, one_line(house.title), wide, max(y, bottom(below)) + 8, (*shapes, *below))


def _section(shapes: list[Shape], y: float, name: str, wide: float) -> float:
    shapes += line(0, y + 14, name, room=wide, size=13, weight=600)
    shapes.append(Path(((0, y + 22), (wide, y + 22)), Paint("", "line-2")))
    return y + 22


def _said(x: float, y: float, text: str, room: float, tint: str = "ink", weight: int = 400) -> list[Words]:
    """A text in as many lines as it needs; the first baseline stands at `y`."""
    made: list[Words] = []
    for part in wrap(text, room, _SIZE, _LINES, weight):
        made += line(x, y + len(made) * _LEADING, part, room=room, size=_SIZE, tint=tint, weight=weight)
    return made


def _end(words: Sequence[Words], y: float) -> float:
    return max((one.y for one in words), default=y - _LEADING) + _LEADING


def _need(shapes: list[Shape], house: House, need: HouseNeed, number: int, y: float, wide: float) -> float:
    bars = [at for at, column in enumerate(house.planning) if column.bar and at < len(need.planning)]
    weight = text_of(need.planning[bars[0]], house.planning[bars[0]]) if bars else ""
    taken = px(weight, _SIZE, 600) + 8 if weight else 0.0
    taken += 22 if need.finding is not None else 0.0
    base = y + _PAD + 11
    names = _said(_INSET, base, need.label, max(60.0, wide - _INSET - taken - 4), weight=500)
    inner: list[Shape] = [Words(2, base, str(number), _SIZE, "ink-3"), *names]
    inner += line(wide - 2, base, weight, room=wide / 3, size=_SIZE, weight=600, anchor="end")
    down = _end(names, base)
    if bars:
        down = _weight_bar(inner, house, need, bars[0], down - 8, wide) + 14
    planned = (
        (planning_name(column), text_of(need.planning[at], column))
        for at, column in enumerate(house.planning)
        if at < len(need.planning)
    )
    values = _values(_INSET, down, planned, wide - _INSET - 2, tint="ink-3")
    down = _end(values, down)
    shapes.append(Mark(need.id, one_line(need.label), (*inner, *values)))
    if need.finding is not None:
        shapes.append(numbered(wide - taken + 6, base - 4, need.finding))
    down = _served(shapes, house, need, down - 9, wide)
    shapes.append(Path(((0, down), (wide, down)), Paint("", "line")))
    return down


def _weight_bar(inner: list[Shape], house: House, need: HouseNeed, at: int, y: float, wide: float) -> float:
    largest = max((number_of(one.planning[at]) for one in house.needs if at < len(one.planning)), default=0.0)
    value = number_of(need.planning[at])
    room = wide - _INSET - 2
    if largest > 0 and value > 0:
        inner.append(Rect(_INSET, y, room, 3, Paint("sunk")))
        inner.append(Rect(_INSET, y, room * value / largest, 3, Paint("pos-2")))
    return y + 6


def _values(
    x: float,
    y: float,
    pairs: Iterable[tuple[str, str]],
    room: float,
    tint: str = "ink",
    weight: int = 400,
    head: str = "",
) -> list[Words]:
    """Names with their values, as many on a line as find room; no line begins with the dot between them."""
    lines: list[str] = []
    for name, value in pairs:
        text = _("{label}: {value}").format(label=name, value=value)
        if not lines:
            text = _("{label}: {value}").format(label=head, value=text) if head else text
            lines.append(text)
            continue
        # Some typefaces draw the dot and the colon as wide as a Chinese sign.
        longer = f"{lines[-1]} · {text}"
        if px(longer, _SIZE, weight) + _WIDE_DOT * longer.count(" · ") <= room:
            lines[-1] = longer
        else:
            lines.append(text)
    made: list[Words] = []
    for text in lines:
        made += _said(x, y + len(made) * _LEADING, text, room, tint=tint, weight=weight)
    return made


def _served(shapes: list[Shape], house: House, need: HouseNeed, y: float, wide: float) -> float:
    """What serves the need, the strongest first; a need that nothing serves says so."""
    columns = {ctq.id: ctq for ctq in house.ctqs}
    found = {one.ctq: one for one in reversed(house.relations) if one.need == need.id and one.ctq in columns}
    order = {ctq.id: at for at, ctq in enumerate(house.ctqs)}
    if not found:
        words = _said(_INSET, y + 12, _("Nothing serves this need."), wide - _INSET - 2, tint="ink-3")
        shapes += words
        return _end(words, y + 12) - 4
    for one in sorted(found.values(), key=lambda one: (-one.value, order[one.ctq])):
        name = column_name(columns[one.ctq])
        words = _said(_INSET + 24, y + 14, name, wide - _INSET - 26, tint="ink-2")
        tip = _("{need} × {ctq}: {value}").format(need=one_line(need.label), ctq=name, value=one.value)
        shapes.append(Mark(f"{one.need}×{one.ctq}", tip, (*relation(_INSET + 9, y + 10, one.value, 8), *words)))
        y = max(_end(words, y + 14) - 10, y + 20)
    return y + 8


def _total(shapes: list[Shape], house: House, y: float, wide: float) -> float:
    summed = [
        (planning_name(column), text_of(value, column))
        for column, value in zip(house.planning, house.planning_total, strict=False)
        if value is not None
    ]
    if summed:
        words = _values(_INSET, y + 18, summed, wide - _INSET - 2, weight=500, head=_("Sum"))
        shapes += words
        y = _end(words, y + 18)
    if house.planning_label:
        words = _said(_INSET, y + 14, house.planning_label, wide - _INSET - 2, tint="ink-3")
        shapes += words
        y = _end(words, y + 14)
    return y


def _ctq(shapes: list[Shape], house: House, ctq: HouseColumn, y: float, wide: float) -> float:
    at = next(index for index, one in enumerate(house.ctqs) if one is ctq)
    base = y + _PAD + 11
    room = wide - _INSET - 4 - (22 if ctq.finding is not None else 0)
    names = _said(_INSET, base, column_name(ctq), room, tint="ink-3" if ctq.empty else "ink", weight=500)
    sign: tuple[Shape, ...] = (Disc(8, base - 4, 4.5, Paint("", "ink-3")), Disc(8, base - 4, 1.6, Paint("ink-3")))
    if ctq.direction != "target":
        sign = (Words(8, base, _ARROWS[ctq.direction], _SIZE, "ink-2", 500, "middle"),)
    down = _end(names, base)
    inner: list[Shape] = [*sign, *names]
    if ctq.empty:
        words = _said(_INSET, down, _("no need asks for it"), room, tint="ink-3")
        inner += words
        down = _end(words, down)
    for one in (one for one in house.lines if one.bars and at < len(one.values)):
        down = _bar(inner, one, at, down, wide)
    plain = (
        (one_line(one.label), text_of(one.values[at], one))
        for one in house.lines
        if not one.bars and at < len(one.values)
    )
    words = _values(_INSET, down, plain, wide - _INSET - 2, tint="ink-2")
    tip = _("{name}: {direction}").format(name=column_name(ctq), direction=better(ctq))
    shapes.append(Mark(ctq.id, tip, (*inner, *words)))
    if ctq.finding is not None:
        shapes.append(numbered(wide - 12, base - 4, ctq.finding))
    down = _end(words, down) - 4
    shapes.append(Path(((0, down), (wide, down)), Paint("", "line")))
    return down


def _bar(inner: list[Shape], one: HouseLine, at: int, y: float, wide: float) -> float:
    """The name and value of a line that is drawn, and a bar under them."""
    largest = max((number_of(value) for value in one.values), default=0.0)
    value, text = number_of(one.values[at]), text_of(one.values[at], one)
    strong = at < len(one.strong) and one.strong[at]
    named = line(wide - 2, y, text, room=90, size=_SIZE, weight=600 if strong else 400, anchor="end")
    inner += named
    inner += line(_INSET, y, one.label, room=wide - _INSET - 100, size=_SIZE, tint="ink-2")
    room = wide - _INSET - 2
    if largest > 0 and value > 0:
        inner.append(Rect(_INSET, y + 6, room * value / largest, _BAR, Paint("pos" if strong else "pos-1")))
    return y + 6 + _BAR + 16


def _pairs(house: House) -> list[RoofPair]:
    """The filled pairs of the roof, those that hinder most first, in the order of the columns."""
    order = {ctq.id: at for at, ctq in enumerate(house.ctqs)}
    pairs = {frozenset((one.one, one.other)): one for one in house.roof}
    known = [one for one in pairs.values() if one.one in order and one.other in order and one.one != one.other]
    return sorted(known, key=lambda one: (one.value, order[one.one], order[one.other]))


def _pair(shapes: list[Shape], house: House, pair: RoofPair, y: float, wide: float) -> float:
    names = {ctq.id: one_line(ctq.label) for ctq in house.ctqs}
    values = {"one": names[pair.one], "other": names[pair.other]}
    values |= {"meaning": meaning(pair.value), "sign": SIGNS[pair.value]}
    tint = "ink-2" if pair.value > 0 else "neg"
    base = y + 18
    room = wide - _INSET - 8 - (22 if pair.finding is not None else 0)
    said = _("{one} × {other}: {meaning}").format(**values)
    words = _said(_INSET + 6, base, said, room)
    sign = Words(12, base, SIGNS[pair.value], 13, tint, 600, "middle")
    tip = _("{one} × {other}: {meaning} ({sign})").format(**values)
    shapes.append(Mark(f"{pair.one}×{pair.other}", tip, (sign, *words)))
    if pair.finding is not None:
        shapes.append(numbered(wide - 12, base - 4, pair.finding))
    down = _end(words, base) - 6
    shapes.append(Path(((0, down), (wide, down)), Paint("", "line")))
    return down
