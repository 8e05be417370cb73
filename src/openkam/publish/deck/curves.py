"""Native whale curves and point charts, with regions and dividing lines where the data put them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from openkam.core.blocks import Axis, Figure, Mark, Point
from openkam.publish.deck.bars import Area
from openkam.publish.deck.paper import box
from openkam.publish.deck.parts import (
    axis_name,
    category_data,
    count_axis,
    inner_layout,
    place_before,
    point_labels,
    set_fonts,
    tick_skip,
    value_format,
)
from openkam.publish.deck.words import Type, add_text, rgb, stroke
from openkam.publish.echarts.frame import axis_title
from openkam.publish.echarts.whale import curve, peak_at, thinned
from openkam.publish.scales import Scale, linear, widened
from openkam.publish.text import one_line
from openkam.publish.theme import shade

_CURVE_POINTS: Final = 1000
PLOT: Final = (0.075, 0.04, 0.905, 0.80)
"""The inner plot as shares of the chart's frame: left, top, width, height."""


def new_chart(slide: Any, kind: Any, figure: Figure, area: Area, data: Any, style: Type) -> Any:
    """A chart of that kind whose inner plot stands exactly where `PLOT` says."""
    shape = slide.shapes.add_chart(kind, *(Emu(part) for part in box(*area)), data)
    shape.name = one_line(figure.title, 80)
    chart = shape.chart
    chart.has_title = chart.has_legend = False
    set_fonts(chart, style.but(points=11, tint="ink-2"))
    inner_layout(chart, *PLOT)
    return chart


def value_axis(axis: Any, low: float, high: float, named: Axis, style: Type, *, unit: float | None) -> None:
    """Set range, ticks, format and name of a value axis."""
    axis.minimum_scale, axis.maximum_scale = low, high
    if unit is not None:
        axis.major_unit = unit
    axis.tick_labels.number_format = value_format(max(abs(low), abs(high)), named.kind, step=unit)
    axis.tick_labels.number_format_is_linked = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = True
    stroke(axis.major_gridlines.format.line, "grid", 0.5)
    stroke(axis.format.line, "line-2")
    axis_name(axis, axis_title(named), style.but(points=11, tint="ink-3"))


def step_of(scale: Scale) -> float | None:
    """The distance of an even scale's ticks."""
    return scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else None


def draw_whale(slide: Any, figure: Figure, area: Area, style: Type) -> None:
    """The curve as a line over two areas, up to its peak and after it; named marks on the curve itself.

    An area runs down to zero at the next point. Where points are counted the peak stands twice, so that one area ends
    and the other begins upright there, however few accounts there are.
    """
    points = thinned(curve(figure), _CURVE_POINTS)
    peak = peak_at(points)
    counted = all(point.x == int(point.x) for point in points)
    fall = peak + 1 if counted else peak
    points = (*points[: peak + 1], *points[peak:]) if counted else points
    data = category_data()
    data.categories = [int(point.x) if counted else f"{point.x:g}" for point in points]
    label = one_line(figure.series[0].label, 250) if figure.series else ""
    data.add_series(label, [point.y for point in points])
    data.add_series(f"{label} ↑", [point.y if at <= peak else 0 for at, point in enumerate(points)])
    data.add_series(f"{label} ↓", [point.y if at >= fall else 0 for at, point in enumerate(points)])
    chart = new_chart(slide, XL_CHART_TYPE.AREA, figure, area, data, style)
    scale = widened(linear([point.y for point in points] or [0.0, 1.0], with_zero=True, pad=0.02))
    value_axis(chart.value_axis, scale.low, scale.high, figure.y, style, unit=step_of(scale))
    _rank_axis(chart, figure, points, style, counted=counted)
    line = _line_over_areas(chart)
    for at, token in ((0, "pos-1"), (1, "neg-1")):
        fill = chart.plots[0].series[at].format.fill
        fill.solid()
        fill.fore_color.rgb = rgb(token)
    stroke(line.format.line, "pos", 2)
    _name_marks(line, [mark for mark in figure.marks if mark.y != 0], points, scale, style)
    _name_crossings(slide, figure, area, points, scale, style)


def _rank_axis(chart: Any, figure: Figure, points: Sequence[Point], style: Type, *, counted: bool) -> None:
    axis = chart.category_axis
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    stroke(axis.format.line, "ink", 1)
    axis_name(axis, axis_title(figure.x), style.but(points=11, tint="ink-3"))
    last = points[-1].x if counted and points else len(points) - 1.0
    step = max(1, round(step_of(linear([0.0, max(last, 1.0)], pad=0)) or 1))
    if counted:
        count_axis(axis, step)
    else:
        tick_skip(axis, step)
    cross = chart.value_axis._element.find(qn("c:crossBetween"))
    cross.set("val", "midCat")


def _line_over_areas(chart: Any) -> Any:
    """Move the first series from the area chart into a line chart on the same axes."""
    area = chart._chartSpace.find(f".//{qn('c:areaChart')}")
    series = area.find(qn("c:ser"))
    axes = [element.get("val") for element in area.findall(qn("c:axId"))]
    ids = "".join(f'<c:axId val="{key}"/>' for key in axes)
    line = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'<c:marker val="1"/>{ids}</c:lineChart>'
    )
    area.addnext(line)
    place_before(line, series, "c:marker")
    place_before(series, parse_xml(f'<c:marker {nsdecls("c")}><c:symbol val="none"/></c:marker>'), "c:cat", "c:val")
    series.append(parse_xml(f'<c:smooth {nsdecls("c")} val="0"/>'))
    return chart.plots[1].series[0]


def _name_marks(line: Any, marks: Sequence[Mark], points: Sequence[Point], y: Scale, style: Type) -> None:
    labels: dict[int, tuple[int, str, str, Type]] = {}
    last = max((point.x for point in points), default=1.0) or 1.0
    for mark in marks:
        at = min(range(len(points)), key=lambda place: abs(points[place].x - mark.x), default=None)
        if at is None:
            continue
        token = "ink" if mark.tone == "neutral" else shade(mark.tone).text
        position = "l" if mark.x / last > 0.9 else "r" if mark.x / last < 0.15 and y.share(mark.y) < 0.8 else "t"
        if not _under(mark, last, marks):
            labels[at] = (at, mark.label, position, style.but(points=12, bold=True, tint=token))
        marker = line.points[at].marker
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 7
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(token)
        marker.format.line.fill.background()
    point_labels(line, list(labels.values()), "c:trendline", "c:errBars", "c:cat", "c:val")


def _name_crossings(slide: Any, figure: Figure, area: Area, points: Sequence[Point], y: Scale, style: Type) -> None:
    """The name of a place on the zero line, and at the end of the curve, stands under it: nothing strikes it there."""
    left, top, wide, tall = area
    last = max((point.x for point in points), default=1.0) or 1.0
    for mark in figure.marks:
        if not _under(mark, last, figure.marks):
            continue
        pin_x = left + (PLOT[0] + mark.x / last * PLOT[2]) * wide
        pin_y = top + (PLOT[1] + (1 - y.share(mark.y)) * PLOT[3]) * tall
        token = "ink" if mark.tone == "neutral" else shade(mark.tone).text
        place = box(pin_x - 4.1, pin_y + 0.05, 4.0, 0.24)
        add_text(slide, place, one_line(mark.label, 80), style.but(points=12, bold=True, tint=token), align="r")


def _under(mark: Mark, last: float, marks: Sequence[Mark]) -> bool:
    """Whether a name stands under its place: on the zero line, and where the curve has come down from its peak."""
    return mark.y == 0 or (mark.x / last > 0.9 and mark.y < max(one.y for one in marks))


def cross_at_edges(chart: Any, x_low: float, y_low: float) -> None:
    """Both axes stand at the edge of the picture, whatever the sign of the values."""
    for axis, edge in ((chart.category_axis, y_low), (chart.value_axis, x_low)):
        old = axis._element.find(qn("c:crosses"))
        made = parse_xml(f'<c:crossesAt {nsdecls("c")} val="{edge!r}"/>')
        if old is not None:
            old.getparent().replace(old, made)
