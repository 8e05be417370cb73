"""Tasks over time: bars with what is done, slack, dependencies, and the critical path in ink.

    layout(gantt, wide) -> Scene

On a phone the names stand over their bars.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from openkam.core.diagrams import Bar, Gantt
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.pictures.letters import Entry, bottom as letters_bottom, empty, legend, line, px
from openkam.publish.scales import Scale, linear
from openkam.publish.scene.model import Mark, Paint, Path, Point, Polygon, Rect, Scene, Shape
from openkam.publish.text import one_line
from openkam.publish.theme import shade

_NARROW: Final = 600.0
_ROW: Final = 30.0
_TALL_ROW: Final = 44.0
_BAR: Final = 14.0
_HEAD: Final = 38.0


@dataclass(frozen=True)
class _Frame:
    wide: float
    left: float
    right: float
    row: float
    scale: Scale
    narrow: bool

    def x(self, time: float) -> float:
        return self.left + self.scale.share(time) * (self.right - self.left)

    def middle(self, at: int) -> float:
        """The height of a bar's middle."""
        return _HEAD + at * self.row + (self.row - 12 if self.narrow else self.row / 2)


def layout(gantt: Gantt, wide: float = 960) -> Scene:
    """Draw a plan; without tasks there is nothing to draw."""
    bars = [bar for bar in gantt.bars if math.isfinite(bar.start) and math.isfinite(bar.finish)]
    if not bars:
        return empty(gantt.id, one_line(gantt.title), wide)
    place = _frame(bars, wide)
    end = _HEAD + place.row * len(bars)
    shapes: list[Shape] = [*_axis(gantt, place, end)]
    if not place.narrow:
        # On a phone the arrows would run through the names; the tips say what a task waits for.
        shapes += _waits(bars, place)
    names = {bar.id: one_line(bar.label) for bar in bars}
    for at, bar in enumerate(bars):
        shapes.append(_bar(bar, at, place, _tip(gantt, bar, names)))
    below = legend(_legend(bars), 2, end + 24, wide)
    return Scene(gantt.id, one_line(gantt.title), wide, letters_bottom(below) + 8, (*shapes, *below))


def _frame(bars: list[Bar], wide: float) -> _Frame:
    narrow = wide < _NARROW
    longest = max(px(one_line(bar.label), 11.5) for bar in bars)
    left = 12.0 if narrow else min(wide * 0.28, max(90.0, longest + 22))
    times = [time for bar in bars for time in (bar.start, bar.finish, bar.finish + _slack(bar))]
    scale = linear(times, with_zero=min(times) >= 0, pad=0.02, count=6 if narrow else 10)
    return _Frame(wide, left, wide - 14, _TALL_ROW if narrow else _ROW, scale, narrow)


def _slack(bar: Bar) -> float:
    return bar.slack if math.isfinite(bar.slack) and bar.slack > 0 else 0.0


def _number(time: float) -> str:
    return format_number(time, 0 if abs(time - round(time)) < 1e-9 else 1)


def _axis(gantt: Gantt, place: _Frame, end: float) -> Iterator[Shape]:
    named = one_line(gantt.unit)
    if gantt.start:
        named = _("{unit} from {start}").format(unit=named, start=one_line(gantt.start))
    yield from line(place.left, 12, named, room=place.right - place.left, tint="ink-3")
    last = -math.inf
    for tick in place.scale.ticks:
        x = place.x(tick)
        yield Path(((x, _HEAD - 6), (x, end)), Paint("", "grid"))
        text = _number(tick)
        half = px(text, 10.5) / 2
        middle = min(max(x, half + 1), place.wide - half - 1)
        if middle - half > last + 4:
            yield from line(middle, _HEAD - 11, text, room=60, size=10.5, tint="ink-3", anchor="middle")
            last = middle + half
    yield Path(((0, _HEAD - 6), (place.wide, _HEAD - 6)), Paint("", "line-2"))


def _bar(bar: Bar, at: int, place: _Frame, tip: str) -> Mark:
    y = place.middle(at)
    x1, x2 = place.x(min(bar.start, bar.finish)), place.x(max(bar.start, bar.finish))
    token = ("pos" if bar.critical else "pos-2") if bar.tone in ("neutral", "muted") else shade(bar.tone).fill
    shapes: list[Shape] = []
    name_y = y - 15 if place.narrow else y + 4
    room = place.wide - 12 if place.narrow else place.left - 16
    shapes += line(2, name_y, bar.label, room=room, size=11.5, weight=600 if bar.critical else 400)
    slack = place.x(bar.finish + _slack(bar))
    if slack > x2 + 1:
        shapes.append(Rect(x2, y - _BAR / 2 + 2, slack - x2, _BAR - 4, Paint("", "pos-2", 1, "dash"), 2))
    if x2 - x1 < 1:
        # Something that takes no time is a milestone.
        diamond = ((x1, y - 8), (x1 + 8, y), (x1, y + 8), (x1 - 8, y))
        shapes.append(Polygon(diamond, Paint(token)))
    else:
        shapes.append(Rect(x1, y - _BAR / 2, x2 - x1, _BAR, Paint(token, token, 1, opacity=_ground(bar)), 3))
        if bar.done_pct is not None and bar.done_pct > 0:
            done = (x2 - x1) * min(100.0, bar.done_pct) / 100
            shapes.append(Rect(x1, y - _BAR / 2, done, _BAR, Paint(token), 3))
    return Mark(bar.id, tip, tuple(shapes))


def _ground(bar: Bar) -> float:
    """A bar that knows what is done is pale where it is not."""
    return 0.28 if bar.done_pct is not None and bar.done_pct < 100 else 1.0


def _tip(gantt: Gantt, bar: Bar, names: dict[str, str]) -> str:
    values = {"name": one_line(bar.label), "unit": one_line(gantt.unit)}
    text = _("{name}: {start}–{finish} {unit}").format(start=_number(bar.start), finish=_number(bar.finish), **values)
    if bar.critical:
        text = _("{text}, critical").format(text=text)
    elif _slack(bar):
        text = _("{text}, slack {slack}").format(text=text, slack=_number(bar.slack))
    if bar.done_pct is not None:
        text = _("{text}, {done} % done").format(text=text, done=_number(bar.done_pct))
    before = [names[key] for key in bar.after if key in names]
    if before:
        text = _("{text}, waits for {tasks}").format(text=text, tasks=", ".join(before))
    return f"{text}, {one_line(bar.detail)}" if bar.detail else text


def _waits(bars: list[Bar], place: _Frame) -> Iterator[Shape]:
    """From the end of a task to the beginning of the one that waits for it; behind the bars."""
    rows = {bar.id: at for at, bar in enumerate(bars)}
    for at, bar in enumerate(bars):
        for before in bar.after:
            if before in rows and before != bar.id:
                first = bars[rows[before]]
                both = first.critical and bar.critical
                paint = Paint("", "ink" if both else "pos-2", 1.4 if both else 1)
                yield Path(_elbow(first, rows[before], bar, at, place), paint, arrow=True)


def _elbow(first: Bar, from_row: int, bar: Bar, to_row: int, place: _Frame) -> tuple[Point, ...]:
    x1, y1 = place.x(max(first.start, first.finish)), place.middle(from_row)
    x2, y2 = place.x(min(bar.start, bar.finish)), place.middle(to_row)
    way = 1 if y2 > y1 else -1
    if x2 >= x1 + 12:
        return (x1, y1), (x1 + 6, y1), (x1 + 6, y2), (x2, y2)
    target = min(x2 + 5, place.x(max(bar.start, bar.finish)))
    if x2 >= x1 - 1:
        # It begins where the other ends: down onto the bar from above.
        return (x1, y1), (target, y1), (target, y2 - way * _BAR / 2)
    turn = y2 - way * place.row / 2
    return (x1, y1), (x1 + 6, y1), (x1 + 6, turn), (x2 - 8, turn), (x2 - 8, y2), (x2, y2)


def _legend(bars: list[Bar]) -> list[Entry]:
    entries: list[Entry] = []
    if any(bar.critical for bar in bars):
        entries.append(((Rect(0, -9, 20, 10, Paint("pos"), 2),), _("critical path")))
    if any(not bar.critical for bar in bars):
        entries.append(((Rect(0, -9, 20, 10, Paint("pos-2"), 2),), _("other tasks")))
    if any(_slack(bar) for bar in bars):
        entries.append(((Rect(0, -9, 20, 10, Paint("", "pos-2", 1, "dash"), 2),), _("slack")))
    if any(bar.done_pct is not None for bar in bars):
        ground = Rect(0, -9, 20, 10, Paint("pos", "pos", 1, opacity=0.28), 2)
        entries.append(((ground, Rect(0, -9, 11, 10, Paint("pos"), 2)), _("done so far")))
    return entries
