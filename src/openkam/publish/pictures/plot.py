"""The frame of a picture with two axes: where a value stands, ticks, grid, names of the axes."""

from __future__ import annotations

from dataclasses import dataclass

from openkam.core.blocks import Kind
from openkam.core.numbers import format_number
from openkam.publish.echarts.frame import tick_text
from openkam.publish.scales import Scale
from openkam.publish.scene.model import Paint, Path, Rect, Shape, Words
from openkam.publish.text import one_line, shorten, width

DIGIT_PX = 6.2
"""Width of a digit at 11 px."""


def px_wide(text: str, size: float = 11) -> float:
    """About how many px `text` takes at `size`."""
    return width(text) * DIGIT_PX * size / 11


def fitted(text: str, room: float, size: float = 11) -> str:
    """`text` on one line, cut with an ellipsis where `room` px are not enough."""
    line = one_line(text)
    if px_wide(line, size) <= room:
        return line
    keep = len(line)
    while keep > 1 and px_wide(shorten(line, keep), size) > room:
        keep -= 1
    return shorten(line, keep)


@dataclass(frozen=True)
class Plot:
    """A rectangle of the picture and the scales that it shows."""

    left: float
    top: float
    wide: float
    tall: float
    x: Scale
    y: Scale

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.wide

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.tall

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The place of a value pair."""
        return self.across(x), self.down(y)

    def across(self, x: float) -> float:
        """How far to the right `x` stands."""
        return self.left + self.x.share(x) * self.wide

    def down(self, y: float) -> float:
        """How far down `y` stands."""
        return self.top + (1 - self.y.share(y)) * self.tall

    def inside(self, x: float, y: float) -> bool:
        """Whether a value pair can be seen."""
        slack = 1e-9
        return -slack <= self.x.share(x) <= 1 + slack and -slack <= self.y.share(y) <= 1 + slack


def ground(plot: Plot) -> Rect:
    """The plot's own ground with a hairline around it."""
    return Rect(plot.left, plot.top, plot.wide, plot.tall, Paint(fill="surface", stroke="line-2"))


def level(plot: Plot, y: float, paint: Paint, *, until: float | None = None) -> Path:
    """A line across the plot at `y`."""
    at = plot.down(y)
    return Path(((plot.left, at), (plot.right if until is None else until, at)), paint)


def upright(plot: Plot, x: float, paint: Paint) -> Path:
    """A line from the bottom to the top of the plot at `x`."""
    at = plot.across(x)
    return Path(((at, plot.bottom), (at, plot.top)), paint)


def x_ticks(plot: Plot, kind: Kind, *, lines: bool = True) -> list[Shape]:
    """Tick labels under the plot, left out where they would touch, and their grid lines."""
    shapes: list[Shape] = []
    free_from = float("-inf")
    for tick in reversed(plot.x.ticks) if plot.x.reversed else plot.x.ticks:
        text, at = _tick(plot.x, tick, kind), plot.across(tick)
        if lines and plot.left + 0.5 < at < plot.right - 0.5:
            shapes.append(upright(plot, tick, Paint(stroke="grid")))
        if at - px_wide(text) / 2 >= free_from:
            shapes.append(Words(at, plot.bottom + 16, text, tint="ink-3", anchor="middle"))
            free_from = at + px_wide(text) / 2 + 8
    return shapes


def y_ticks(plot: Plot, kind: Kind, *, lines: bool = True) -> list[Shape]:
    """Tick labels left of the plot and their grid lines."""
    shapes: list[Shape] = []
    for tick in plot.y.ticks:
        at = plot.down(tick)
        if lines and plot.top + 0.5 < at < plot.bottom - 0.5:
            shapes.append(level(plot, tick, Paint(stroke="grid")))
        shapes.append(Words(plot.left - 8, at + 4, _tick(plot.y, tick, kind), tint="ink-3", anchor="end"))
    return shapes


def y_gutter(scale: Scale, kind: Kind) -> float:
    """Px that the labels of a vertical axis need."""
    return max((px_wide(_tick(scale, tick, kind)) for tick in scale.ticks), default=0.0) + 14


def _tick(scale: Scale, tick: float, kind: Kind) -> str:
    """Every tick with as many decimals as the step of the axis needs, so that no two labels are the same."""
    if scale.name != "linear" or len(scale.ticks) < 2 or abs(scale.ticks[-1]) >= 10_000 or kind == "percent":
        return tick_text(tick, kind)
    step = scale.ticks[1] - scale.ticks[0]
    decimals = next((places for places in range(7) if abs(round(step, places) - step) < step * 1e-6), 6)
    return format_number(tick, decimals)
