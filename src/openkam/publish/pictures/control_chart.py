"""A control chart: points and the limits that judge them, zones, phases, signals named by their rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openkam.core.charts import ChartPoint, ControlChart
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.pictures.plot import Plot, fitted, px_wide, y_gutter, y_ticks
from openkam.publish.scales import Scale, finite, linear
from openkam.publish.scene.model import Disc, Mark, Paint, Path, Polygon, Rect, Scene, Shape, Words
from openkam.publish.text import one_line
from openkam.publish.zones import GROUNDS, Step, zones

_LEGEND_ROW = 18.0
_POINT_RADIUS = 3.2
_SQUARE = 7.0
_ORDER = "ACB"
"""The palest zones last, so that the hairline around A stays whole."""


def layout(chart: ControlChart, wide: float = 960) -> Scene:
    """The chart at `wide` px; a chart without points says so calmly."""
    tall = 300.0 if wide >= 600 else 240.0
    if not any(point.value is not None for point in chart.points):
        empty = Words(wide / 2, 60, _("Nothing has been measured yet."), size=13, tint="ink-3", anchor="middle")
        return Scene(chart.id, one_line(chart.title), wide, 110, (empty,))
    plot = _plot(chart, wide, tall)
    legend = list(_legend(chart, plot, plot.bottom + 44, wide))
    shapes: list[Shape] = [
        *_zones(chart, plot),
        *y_ticks(plot, "number", lines=False),
        Path(((plot.left, plot.top), (plot.left, plot.bottom)), Paint(stroke="line-2")),
        Words(plot.left, 14, fitted(_axis_name(chart), plot.wide), tint="ink-3"),
        *_limits(chart, plot),
        *_limit_names(chart, plot, wide),
        *_phase(chart, plot),
        *_x_labels(chart, plot),
        *_points(chart, plot),
        *legend,
    ]
    end = max((shape.y for shape in legend if isinstance(shape, Words)), default=plot.bottom + 20)
    return Scene(chart.id, one_line(chart.title), wide, end + 12, tuple(shapes))


def _axis_name(chart: ControlChart) -> str:
    if not chart.unit:
        return one_line(chart.measure)
    return _("{label}, {unit}").format(label=one_line(chart.measure), unit=one_line(chart.unit))


def _plot(chart: ControlChart, wide: float, tall: float) -> Plot:
    values = [
        value
        for point in chart.points
        for value in (point.value, point.centre, point.lower, point.upper)
        if value is not None
    ]
    y = linear(finite(values) or [0.0, 1.0], pad=0.12)
    count = len(chart.points)
    x = Scale("linear", -0.6, max(count - 0.4, 0.6), ())
    left = y_gutter(y, "number")
    right = max((px_wide(text) for text in _names(chart)), default=40.0) + 14
    return Plot(left, 52, wide - left - right, tall - 52, x, y)


def _write(chart: ControlChart, value: float) -> str:
    return format_number(value, chart.decimals)


def _last(chart: ControlChart) -> ChartPoint:
    """The point whose limits are named at the right edge."""
    return next((point for point in reversed(chart.points) if point.centre is not None), chart.points[-1])


def _names(chart: ControlChart) -> list[str]:
    last = _last(chart)
    named = (
        (_("UCL {value}"), last.upper),
        (_("mean {value}"), last.centre),
        (_("LCL {value}"), last.lower),
    )
    return [text.format(value=_write(chart, value)) for text, value in named if value is not None]


def _limit_names(chart: ControlChart, plot: Plot, wide: float) -> Iterator[Shape]:
    last = _last(chart)
    values = sorted((value for value in (last.upper, last.centre, last.lower) if value is not None), reverse=True)
    free_from = float("-inf")
    for text, value in zip(_names(chart), values, strict=True):
        at = max(plot.down(value) + 4, free_from)
        yield Words(plot.right + 8, at, fitted(text, wide - plot.right - 8), weight=500)
        free_from = at + 14


def _runs(chart: ControlChart, attribute: str) -> Iterator[tuple[int, int, float]]:
    """Stretches of points with the same limit: first, last, value."""
    start, held = 0, None
    for at, point in enumerate([*chart.points, None]):
        value = getattr(point, attribute) if point is not None else None
        if value != held:
            if held is not None:
                yield start, at - 1, held
            start, held = at, value


def _limits(chart: ControlChart, plot: Plot) -> Iterator[Shape]:
    """Centre line and limits; where samples differ in size they step from point to point."""
    for attribute, paint in (
        ("centre", Paint(stroke="ink")),
        ("lower", Paint(stroke="ink", dash="dash")),
        ("upper", Paint(stroke="ink", dash="dash")),
    ):
        corners: list[tuple[float, float]] = []
        before = None
        for first, last, value in _runs(chart, attribute):
            if before is not None and before != first:
                yield Path(tuple(corners), paint)
                corners = []
            corners += [plot.at(first - 0.5, value), plot.at(last + 0.5, value)]
            before = last + 1
        if corners:
            yield Path(tuple(corners), paint)


def _zones(chart: ControlChart, plot: Plot) -> Iterator[Shape]:
    """The ground of each zone and, where there is room, its letter at the left."""
    for zone in sorted(zones(chart.points), key=lambda zone: _ORDER.index(zone.letter)):
        paint = Paint(fill=GROUNDS[zone.letter], stroke="grid", width=0.5)
        first = zone.steps[0]
        top, bottom = plot.down(first.high), plot.down(first.low)
        if len(zone.steps) == 1:
            left, right = plot.across(first.first - 0.5), plot.across(first.last + 0.5)
            left, right = _to_the_edge(chart, plot, first, left, right)
            yield Rect(left, top, right - left, bottom - top, paint)
        else:
            yield Polygon(tuple(plot.at(x, value) for x, value in zone.outline), paint)
        if bottom - top >= 13 and first.first == 0:
            yield Words(plot.left + 8, (top + bottom) / 2 + 4, zone.letter, tint="ink-3")


def _to_the_edge(chart: ControlChart, plot: Plot, step: Step, left: float, right: float) -> tuple[float, float]:
    """A zone of the first or last point reaches to the edge of the plot."""
    last = step.last == len(chart.points) - 1
    return (plot.left if step.first == 0 else left), (plot.right if last else right)


def _phase(chart: ControlChart, plot: Plot) -> Iterator[Shape]:
    at = next((place for place, point in enumerate(chart.points) if point.phase == 2), None)
    if at is None:
        return
    x = plot.across(at - 0.5)
    yield Path(((x, plot.top - 26), (x, plot.bottom)), Paint(stroke="ink-2"))
    if chart.phase_label:
        room_left, room_right = x - plot.left - 8, plot.right - x - 8
        anchored: tuple[float, str] = (x + 6, "start") if room_right >= room_left else (x - 6, "end")
        text = fitted(chart.phase_label, max(room_left, room_right))
        yield Words(anchored[0], plot.top - 14, text, weight=500, anchor="start" if anchored[1] == "start" else "end")


def _x_labels(chart: ControlChart, plot: Plot) -> Iterator[Shape]:
    """As many labels as find room, evenly."""
    widest = max(px_wide(one_line(point.label)) for point in chart.points) + 14
    step = max(1, -(-len(chart.points) * int(widest + 1) // max(1, int(plot.wide))))
    for at in range(0, len(chart.points), step):
        text = one_line(chart.points[at].label)
        yield Words(plot.across(at), plot.bottom + 18, text, tint="ink-3", anchor="middle")


def _points(chart: ControlChart, plot: Plot) -> Iterator[Shape]:
    stretch: list[tuple[float, float]] = []
    for at, point in enumerate(chart.points):
        if point.value is None:
            yield from _line(stretch)
            stretch = []
        else:
            stretch.append(plot.at(at, point.value))
    yield from _line(stretch)
    small = len(chart.points) > 150
    for at, point in enumerate(chart.points):
        if point.value is not None and (not small or point.rules or len(chart.points) <= 400):
            yield _mark(chart, point, plot.at(at, point.value), small=small)


def _line(stretch: Sequence[tuple[float, float]]) -> Iterator[Shape]:
    if len(stretch) > 1:
        yield Path(tuple(stretch), Paint(stroke="pos-2"))


def _mark(chart: ControlChart, point: ChartPoint, place: tuple[float, float], *, small: bool) -> Mark:
    x, y = place
    shown = _("{label}: {value}").format(label=one_line(point.label), value=_write(chart, point.value or 0.0))
    tip = point.tip or shown
    shapes: tuple[Shape, ...]
    if point.rules:
        shapes = (
            Rect(x - _SQUARE, y - _SQUARE, 2 * _SQUARE, 2 * _SQUARE, Paint(fill="neg"), radius=2),
            Words(x, y + 3.8, str(min(point.rules)), size=10.5, tint="surface", weight=600, anchor="middle"),
        )
    elif point.phase == 1:
        shapes = (Disc(x, y, 2 if small else _POINT_RADIUS, Paint(fill="surface", stroke="ink", width=1.3)),)
    else:
        shapes = (Disc(x, y, 2 if small else _POINT_RADIUS, Paint(fill="pos", stroke="pos")),)
    return Mark(one_line(point.label), tip, shapes)


def _legend(chart: ControlChart, plot: Plot, top: float, wide: float) -> Iterator[Shape]:
    """Phases and rules with how many points each signalled first, wrapping where the row is full."""
    entries: list[tuple[str, str]] = []
    if any(point.phase == 2 for point in chart.points):
        entries += [("1", _("phase I")), ("2", _("phase II"))]
    for number, text in chart.rules:
        count = sum(1 for point in chart.points if number in point.rules)
        entries.append((f"r{number}", _("{rule} · {count}").format(rule=one_line(text), count=format_number(count))))
    x, y = plot.left, top
    for kind, text in entries:
        room = 22 + px_wide(text) + 18
        if x > plot.left and x + room > wide:
            x, y = plot.left, y + _LEGEND_ROW
        if kind.startswith("r"):
            yield Rect(x, y - 10, 13, 13, Paint(fill="neg"), radius=2)
            yield Words(x + 6.5, y, kind[1:], size=10, tint="surface", weight=600, anchor="middle")
        elif kind == "1":
            yield Disc(x + 6, y - 4, 4, Paint(fill="surface", stroke="ink", width=1.3))
        else:
            yield Disc(x + 6, y - 4, 4, Paint(fill="pos"))
        yield Words(x + 19, y, fitted(text, wide - x - 22), tint="ink-2")
        x += room
