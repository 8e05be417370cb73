"""Values that stand on few named levels over time, such as relationship stages: one row to a level, lines that step.

    layout(block, wide) -> Scene

A series of the form `line` steps from value to value, one of `area` likewise and dashed, one of `points` is rings. The
levels are the block's lines; a value that is not known leaves a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from openkam.core.blocks import Figure, Series
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.letters import Entry, bottom, legend, line, px
from openkam.publish.scene.model import Anchor, Disc, Mark, Paint, Path, Point, Scene, Shape
from openkam.publish.text import one_line
from openkam.publish.theme import shade

_ROW: Final = 30.0
_TOP: Final = 8.0
_NUDGE: Final = 3.5
"""Lines on the same level keep apart by so much."""


def layout(block: Figure, wide: float) -> Scene:
    """Draw the block; its levels are `block.lines`, the lowest first."""
    levels = sorted(block.lines, key=lambda one: one.value)
    left = min(wide * 0.34, max((px(level.label, 11) for level in levels), default=0.0) * 1.08 + 14)
    count = max(1, len(block.categories))
    across = [left + (wide - left - 10) * (at + 0.5) / count for at in range(len(block.categories))]
    heights = {level.value: _TOP + _ROW * (len(levels) - at - 0.5) for at, level in enumerate(levels)}
    low = _TOP + _ROW * len(levels)
    shapes: list[Shape] = []
    for level in levels:
        y = heights[level.value]
        shapes.append(Path(((left, y), (wide - 4, y)), Paint("", "grid")))
        shapes += line(left - 8, y + 4, level.label, room=left - 8, tint="ink-2", anchor="end")
    shapes += _dates(block.categories, across, low)
    entries: list[Entry] = []
    for at, series in enumerate(block.series):
        offset = (at - (len(block.series) - 1) / 2) * _NUDGE
        paint = _paint(series)
        shapes += _series(block, series, across, heights, offset)
        sign: Shape = Disc(13, -4, 4.5, paint) if series.form == "points" else Path(((0, -4), (26, -4)), paint)
        entries.append(((sign,), one_line(series.label)))
    below = legend(entries[::-1], 2, low + 40, wide, sign=28)
    return Scene(block.id, one_line(block.title), wide, bottom(below) + 6, (*shapes, *below))


def _paint(series: Series) -> Paint:
    token = "ink" if series.tone == "neutral" else shade(series.tone).fill
    if series.form == "points":
        return Paint("surface", token, 2)
    return Paint("", token, 1.6 if series.form == "area" else 2.2, "dash" if series.form == "area" else "")


def _dates(names: Sequence[str], across: Sequence[float], low: float) -> Iterator[Shape]:
    """As many names of the categories as find room, the last one always."""
    widest = max((px(name, 10.5) for name in names), default=0.0) + 14
    step = across[1] - across[0] if len(across) > 1 else widest
    every = max(1, int(-(-widest // step)))
    for at in range(len(names) - 1, -1, -every):
        # The last one ends where the picture does.
        is_last = at == len(names) - 1
        x = across[at] + (across[at] - across[at - 1]) / 2 + 4 if is_last and at else across[at]
        anchor: Anchor = "end" if is_last and at else "middle"
        yield from line(x, low + 14, names[at], room=widest, size=10.5, tint="ink-3", anchor=anchor)


def _series(
    block: Figure, series: Series, across: Sequence[float], heights: dict[float, float], offset: float
) -> Iterator[Shape]:
    seats: list[Point | None] = [
        None if value is None else (x, heights[value] + offset) for x, value in zip(across, series.values, strict=True)
    ]
    paint = _paint(series)
    if series.form != "points":
        for run in _runs(seats):
            yield Path(tuple(_stepped(run, across)), paint)
    names = {one.value: one.label for one in block.lines}
    for number, (seat, value) in enumerate(zip(seats, series.values, strict=True)):
        if seat is None or value is None:
            continue
        tip = _("{name}, {day}: {value}").format(
            name=one_line(series.label), day=block.categories[number], value=names[value]
        )
        radius, fill = (4.5, paint) if series.form == "points" else (3.0, Paint(paint.stroke, "surface", 1))
        yield Mark(f"{series.key}-{number}", tip, (Disc(*seat, radius, fill),))


def _runs(seats: Sequence[Point | None]) -> Iterator[list[Point]]:
    run: list[Point] = []
    for seat in (*seats, None):
        if seat is not None:
            run.append(seat)
        elif run:
            yield run
            run = []


def _stepped(run: Sequence[Point], across: Sequence[float]) -> Iterator[Point]:
    """Level until the next value, which takes over half-way."""
    half = (across[1] - across[0]) / 2 if len(across) > 1 else 12.0
    for x, y in run:
        yield x - half, y
        yield x + half, y
