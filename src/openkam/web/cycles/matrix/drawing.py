"""The picture of the matrix: where everything stands, in px of the page; the template writes it as SVG.

Up to `NAMED` accounts are marks of the page that the keyboard reaches; more are drawn by the browser on a canvas over
the same frame, from the same places.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from openkam.core.numbers import format_number
from openkam.publish.pictures.labels import Box, Taken
from openkam.publish.pictures.plot import Plot, px_wide
from openkam.publish.scales import Scale, linear, widened
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.inputs import HIGH, LOW
from openkam.tools.define.account_matrix.maths import Class
from openkam.tools.define.account_matrix.wording import advice, strength_axis
from openkam.web.cycles.matrix import wording
from openkam.web.cycles.matrix.seen import Row, Seen
from openkam.web.cycles.matrix.wrapping import Named, Spot, along, place_names, wrapped

MARKS: Final = 500
"""Marks of the page; more are drawn on a canvas."""
NAMED: Final = 160
LARGEST, SMALLEST = 22.5, 7.4
NARROW: Final = 560
LETTER_FROM: Final = 6.6


@dataclass(frozen=True)
class Text:
    """Lines of a text from (x, y) on, `step` px apart."""

    lines: Sequence[str]
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True)
class Zone:
    """One class: its ground, its name with the count, its advice."""

    kind: Class
    x: float
    y: float
    wide: float
    tall: float
    name: Text
    advice: Text | None


@dataclass(frozen=True)
class Trail:
    """From where an account stood in earlier cycles to where it stands."""

    pk: int
    kind: Class
    points: Sequence[tuple[float, float]]
    end: tuple[float, float]
    is_changed: bool
    """Whether it stood in another class."""


@dataclass(frozen=True)
class Bubble:
    """One account."""

    row: Row
    x: float
    y: float
    radius: float
    tip: str

    @property
    def ring(self) -> float:
        """Radius of the ring around a chosen mark."""
        return self.radius + 3.4

    @property
    def has_letter(self) -> bool:
        """Whether the letter of its class has room."""
        return self.radius >= LETTER_FROM


@dataclass(frozen=True)
class Tick:
    """A value on an axis."""

    text: str
    at: float


@dataclass(frozen=True)
class Drawing:
    """Everything that the template draws."""

    wide: float
    tall: float
    plot: Plot
    line_x: float
    line_y: float
    zones: Sequence[Zone]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    x_name: str
    y_name: str
    bubbles: Sequence[Bubble]
    """In painting order, the largest first."""
    trails: Sequence[Trail]
    names: Sequence[Spot]
    line_names: Sequence[Text]
    is_canvas: bool
    area: Sequence[tuple[float, float]]
    """Corners of the area that was drawn."""
    listed: frozenset[int]
    """Pks of the accounts that the filters leave; the others are drawn faint."""

    @property
    def x_middle(self) -> float:
        """Where the name of the horizontal axis stands."""
        return self.plot.left + self.plot.wide / 2

    @property
    def y_middle(self) -> float:
        """Where the name of the vertical axis stands."""
        return self.plot.top + self.plot.tall / 2


def draw(seen: Seen) -> Drawing:
    """The picture at the width that was asked for; something must be placed."""
    plot = plot_of(seen)
    line = seen.standing.line or 0.0
    at = plot.across(seen.result.strength_line), plot.down(line)
    zones = [_zone(seen, plot, kind, at) for kind in KINDS]
    radii = radii_of(seen, plot)
    is_canvas = len(seen.placed) > MARKS
    bubbles = [] if is_canvas else _bubbles(seen, plot, radii)
    trails = [] if is_canvas else [one for bubble in bubbles if (one := _trail(seen, bubble, plot)) is not None]
    hard = Taken(_boxes(zones))
    for bubble in bubbles:
        hard.add(_around(bubble.x, bubble.y, bubble.radius + 1))
    line_names = list(_line_names(seen, plot, at, hard))
    names = _names(bubbles, trails, plot, at, hard) if seen.asked.trails else _names(bubbles, [], plot, at, hard)
    return Drawing(
        plot.left + plot.wide + 14, plot.bottom + 46, plot, *at, zones, _x_ticks(plot), _y_ticks(plot),
        wording.towards(strength_axis(seen.result), is_left=seen.is_left),
        wording.towards(_("Customer attractiveness: weighted score, 1 to 10"), is_left=False),
        bubbles, trails, names, line_names, is_canvas, [plot.at(*corner) for corner in seen.asked.lasso],
        frozenset(row.pk for row in seen.listed),
    )  # fmt: skip


def plot_of(seen: Seen) -> Plot:
    """The frame: wide enough for everybody, with these weights and with those that are kept."""
    line, x_line = seen.standing.line or 0.0, seen.result.strength_line
    placed = seen.placed
    xs = [row.strength or 0.0 for row in placed] + [x_line]
    ys = [row.attractiveness or 0.0 for row in placed] + [line]
    ys += [row.placed.attractiveness for row in placed if row.placed.attractiveness is not None]
    if seen.asked.trails:
        xs += [one.strength for row in placed for one in row.placed.trail]
        ys += [one.attractiveness for row in placed for one in row.placed.trail]
    wide = float(seen.asked.wide)
    if wide < NARROW:
        # The names of the classes need a line or two more here, which nobody may stand on.
        spread = max(ys) - min(ys)
        ys += [max(ys) + 0.2 * spread, min(ys) - 0.14 * spread]
    x = widened(linear([*xs, x_line * 0.95, x_line * 1.05], pad=0.03, count=max(5, int(wide / 52))))
    y = widened(linear([*ys, line - 0.5, line + 0.5], pad=0.02, count=9))
    tall = min(720.0, max(470.0, wide * 0.87))
    return Plot(38, 8, wide - 38 - 14, tall, replace(x, reversed=seen.is_left), y)


def largest_radius(seen: Seen, plot: Plot) -> float:
    """Radius of the account with the most revenue, in px: less in a crowd and in a narrow picture."""
    return max(LARGEST * _crowd(seen, plot), 8.0)


def _crowd(seen: Seen, plot: Plot) -> float:
    return min(1.0, math.sqrt(90 / max(1, len(seen.placed)))) * min(1.0, 0.3 + plot.wide / 950)


def radii_of(seen: Seen, plot: Plot) -> dict[int, float]:
    """Pk → radius in px; areas in proportion to revenue, none too small to point at."""
    crowd, largest, most = _crowd(seen, plot), largest_radius(seen, plot), seen.largest_revenue
    smallest = max(2.2, SMALLEST * crowd if crowd < 0.9 else SMALLEST)
    root = largest / math.sqrt(most) if most else 0.0
    return {row.pk: max(smallest, root * math.sqrt(max(0.0, float(row.books.revenue or 0)))) for row in seen.placed}


def _zone(seen: Seen, plot: Plot, kind: Class, at: tuple[float, float]) -> Zone:
    strong, high = kind in ("k", "m"), kind in ("k", "d")
    is_right = strong != seen.is_left
    x, y = (at[0] if is_right else plot.left), (plot.top if high else at[1])
    wide = plot.right - at[0] if is_right else at[0] - plot.left
    tall = at[1] - plot.top if high else plot.bottom - at[1]
    text = wording.class_with_count(kind, seen.sums[kind].count)
    room = max(40.0, wide - 22)
    names = wrapped(text, room, 13, 2)
    told = wrapped(advice(kind).rstrip(".。"), min(room, 168.0), 11, 2) if wide > 130 and tall > 130 else []
    left, anchor = (plot.right - 11, "end") if is_right else (plot.left + 11, "start")
    lines = 15 * len(names) + 14 * len(told)
    first = plot.top + 19 if high else plot.bottom - lines + 5
    told_at = first + 15 * len(names) + 1
    return Zone(
        kind, x, y, wide, tall, Text(names, left, first, anchor), Text(told, left, told_at, anchor) if told else None
    )


def _boxes(zones: Sequence[Zone]) -> Iterator[Box]:
    for zone in zones:
        for text, size, step in ((zone.name, 13.0, 15.0), (zone.advice, 11.0, 14.0)):
            if text is not None:
                wide = max(px_wide(line, size) for line in text.lines)
                yield _text_box(text, wide, step)


def _text_box(text: Text, wide: float, step: float) -> Box:
    left = text.x - wide if text.anchor == "end" else text.x
    return left - 2, text.y - 11, left + wide + 2, text.y + step * (len(text.lines) - 1) + 4


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _bubbles(seen: Seen, plot: Plot, radii: dict[int, float]) -> list[Bubble]:
    made = [
        Bubble(row, *plot.at(row.strength or 0, row.attractiveness or 0), radii[row.pk], wording.tip(seen, row))
        for row in seen.placed
    ]
    return sorted(made, key=lambda one: -one.radius)


def _trail(seen: Seen, bubble: Bubble, plot: Plot) -> Trail | None:
    past = [plot.at(one.strength, one.attractiveness) for one in bubble.row.placed.trail]
    if not past or bubble.row.kind is None:
        return None
    x0, y0 = past[-1]
    length = math.hypot(bubble.x - x0, bubble.y - y0)
    if length <= bubble.radius + 5:
        return None
    share = (length - bubble.radius - 2) / length
    end = x0 + share * (bubble.x - x0), y0 + share * (bubble.y - y0)
    was = seen.kinds_before.get(bubble.row.placed.account)
    return Trail(bubble.row.pk, bubble.row.kind, past, end, was is not None and was != bubble.row.kind)


def _line_names(seen: Seen, plot: Plot, at: tuple[float, float], hard: Taken) -> Iterator[Text]:
    """What the dividing lines are, where they cover nobody; they block the place for names."""
    level, upright = wording.line_name(seen), wording.strength_line_name(seen)
    wide = px_wide(level, 11)
    ends = [plot.right - 8 - 12 * step for step in range(int(max(1.0, (plot.wide - wide - 16) / 12)))]
    spots = [Text([level], end, at[1] + drop, "end") for end in ends for drop in (-6.0, 14.0)]
    yield _free(spots, wide, hard)
    wide = px_wide(upright, 11)
    downs = [plot.bottom - 7 - 12 * step for step in range(int(max(1.0, (plot.tall - 20) / 12)))]
    fits = plot.right - at[0] > wide + 12
    sides = [(at[0] + 6, "start"), (at[0] - 6, "end")] if fits else [(at[0] - 6, "end"), (at[0] + 6, "start")]
    yield _free([Text([upright], x, down, side) for down in downs for x, side in sides], wide, hard)


def _free(spots: Sequence[Text], wide: float, hard: Taken) -> Text:
    boxes = [(one, _text_box(one, wide, 13)) for one in spots]
    chosen, box = next(((one, box) for one, box in boxes if hard.free(box)), boxes[0])
    hard.add(box)
    return chosen


def _names(
    bubbles: Sequence[Bubble], trails: Sequence[Trail], plot: Plot, at: tuple[float, float], hard: Taken
) -> list[Spot]:
    soft = Taken([*along(plot.left, at[1], plot.right, at[1]), *along(at[0], plot.top, at[0], plot.bottom)])
    for trail in trails:
        ends = [*trail.points, trail.end]
        for (x0, y0), (x1, y1) in pairwise(ends):
            for box in along(x0, y0, x1, y1):
                soft.add(box)
        for x, y in trail.points:
            hard.add(_around(x, y, 4))
    # Key accounts first, then the largest: where room is short, those are the names that must stay.
    first = sorted(bubbles, key=lambda one: (one.row.kind != "k", -one.radius))[:NAMED]
    wanted = [Named(one.row.pk, one.row.name, one.x, one.y, one.radius, one.row.kind == "k") for one in first]
    return list(place_names(wanted, hard, soft, (plot.left + 2, plot.top + 2, plot.right - 2, plot.bottom - 2)))


def _x_ticks(plot: Plot) -> list[Tick]:
    ticks, free_from = [], -math.inf
    for tick in reversed(plot.x.ticks) if plot.x.reversed else plot.x.ticks:
        text, at = _written(plot.x, tick), plot.across(tick)
        if at - px_wide(text) / 2 >= free_from:
            ticks.append(Tick(text, at))
            free_from = at + px_wide(text) / 2 + 8
    return ticks


def _y_ticks(plot: Plot) -> list[Tick]:
    return [Tick(_written(plot.y, tick), plot.down(tick)) for tick in plot.y.ticks if LOW <= tick <= HIGH]


def _written(scale: Scale, tick: float) -> str:
    step = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else 1.0
    return format_number(
        tick, next((places for places in range(5) if abs(round(step, places) - step) < step * 1e-6), 4)
    )
