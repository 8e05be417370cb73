"""Native whale curves and point charts, with regions and dividing lines where the data put them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from openkam.core.blocks import Axis, Figure, Mark, Point, Region, Tone
from openkam.publish.deck.bars import Area
from openkam.publish.deck.paper import box, plain
from openkam.publish.deck.parts import (
    axis_name,
    category_data,
    count_axis,
    inner_layout,
    log_format,
    place_before,
    point_data,
    point_labels,
    set_fonts,
    tick_skip,
    value_format,
)
from openkam.publish.deck.words import Type, add_text, inches_wide, rgb, stroke
from openkam.publish.echarts.frame import axis_title
from openkam.publish.echarts.places import LabelPlace, free_place
from openkam.publish.echarts.points import NAMED_AT_MOST, all_points
from openkam.publish.echarts.whale import curve, peak_at, thinned
from openkam.publish.scales import Scale, linear, widened
from openkam.publish.text import one_line, shorten
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
    axis.tick_labels.number_format = value_format(max(abs(low), abs(high)), named.kind)
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
    """The curve as a line over two areas, up to its peak and after it; named marks on the curve itself."""
    points = thinned(curve(figure), _CURVE_POINTS)
    peak = peak_at(points)
    data = category_data()
    counted = all(point.x == int(point.x) for point in points)
    data.categories = [int(point.x) if counted else f"{point.x:g}" for point in points]
    label = one_line(figure.series[0].label, 250) if figure.series else ""
    data.add_series(label, [point.y for point in points])
    data.add_series(f"{label} ↑", [point.y if at <= peak else None for at, point in enumerate(points)])
    data.add_series(f"{label} ↓", [point.y if at >= peak else None for at, point in enumerate(points)])
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
        position = "l" if mark.x / last > 0.8 else "r" if mark.x / last < 0.15 and y.share(mark.y) < 0.8 else "t"
        labels[at] = (at, mark.label, position, style.but(points=12, bold=True, tint=token))
        marker = line.points[at].marker
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 7
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(token)
        marker.format.line.fill.background()
    point_labels(line, list(labels.values()), "c:trendline", "c:errBars", "c:cat", "c:val")


def _name_crossings(slide: Any, figure: Figure, area: Area, points: Sequence[Point], y: Scale, style: Type) -> None:
    """The name of a place on the zero line stands under that line, where nothing strikes it through."""
    left, top, wide, tall = area
    last = max((point.x for point in points), default=1.0) or 1.0
    for mark in figure.marks:
        if mark.y != 0:
            continue
        pin_x = left + (PLOT[0] + mark.x / last * PLOT[2]) * wide
        pin_y = top + (PLOT[1] + (1 - y.share(0)) * PLOT[3]) * tall
        token = "ink" if mark.tone == "neutral" else shade(mark.tone).text
        place = box(pin_x - 4.1, pin_y + 0.05, 4.0, 0.24)
        add_text(slide, place, one_line(mark.label, 80), style.but(points=12, bold=True, tint=token), align="r")


def draw_points(slide: Any, figure: Figure, area: Area, style: Type) -> None:
    """Points on native axes that hold the exact values; regions behind, dividing lines as series."""
    points = all_points(figure)
    xs = [point.x for point in points] + [line.value for line in figure.lines if line.axis == "x"]
    ys = [point.y for point in points] + [line.value for line in figure.lines if line.axis == "y"]
    x, x_log = _axis_range(figure.x, xs)
    y, y_log = _axis_range(figure.y, ys)
    _draw_regions(slide, figure, area, x, y, style, ground=True)
    groups: dict[Tone, list[Point]] = {}
    for point in points:
        groups.setdefault(point.tone, []).append(point)
    # LibreOffice draws nothing of a first series that is shorter than another.
    groups = dict(sorted(groups.items(), key=lambda entry: -len(entry[1])))
    data = point_data()
    for tone, group in groups.items():
        one = data.add_series(_group_name(figure, tone, len(groups)))
        for point in group:
            one.add_data_point(point.x, point.y)
    for line in figure.lines:
        one = data.add_series(one_line(line.label, 120))
        ends = (y.low, y.high) if line.axis == "x" else (x.low, x.high)
        for end in ends:
            one.add_data_point(*((line.value, end) if line.axis == "x" else (end, line.value)))
    chart = new_chart(slide, XL_CHART_TYPE.XY_SCATTER, figure, area, data, style)
    for axis, scale, named, log in ((chart.category_axis, x, figure.x, x_log), (chart.value_axis, y, figure.y, y_log)):
        value_axis(axis, scale.low, scale.high, named, style, unit=None if log else step_of(scale))
        if log:
            _make_log(axis)
            axis.tick_labels.number_format = log_format()
    cross_at_edges(chart, x.low, y.low)
    drawn = list(chart.plots[0].series)
    names = _legible_names(points, x, y, area) if len(points) <= NAMED_AT_MOST else frozenset()
    for series, (tone, group) in zip(drawn, groups.items(), strict=False):
        _style_points(series, tone, group, named=names, style=style)
    for series in drawn[len(groups) :]:
        series.marker.style = XL_MARKER_STYLE.NONE
        stroke(series.format.line, "ink", 1, MSO_LINE.DASH)
    _draw_regions(slide, figure, area, x, y, style, ground=False)
    _name_lines(slide, figure, area, x, y, style)


def _name_lines(slide: Any, figure: Figure, area: Area, x: Scale, y: Scale, style: Type) -> None:
    """The name of each dividing line where it covers fewest points."""
    left, top, wide, tall = area
    shares = [(x.share(point.x), y.share(point.y)) for point in all_points(figure)]
    taken: list[LabelPlace] = []
    for line in figure.lines:
        label = shorten(one_line(line.label), 40)
        place = free_place(line.axis, (x if line.axis == "x" else y).share(line.value), label, shares, taken)
        taken.append(place)
        pin_x = left + (PLOT[0] + place.x * PLOT[2]) * wide
        pin_y = top + (PLOT[1] + (1 - place.y) * PLOT[3]) * tall
        start = pin_x - 3.05 if place.align == "right" else pin_x + 0.05
        first = pin_y + {"top": 0.03, "middle": -0.11, "bottom": -0.24}[place.vertical]
        align = "r" if place.align == "right" else "l"
        add_text(slide, box(start, first, 3.0, 0.22), label, style.but(points=11), align=align)


def _group_name(figure: Figure, tone: Tone, count: int) -> str:
    name = one_line(figure.series[0].label, 200) if figure.series else ""
    return name if count == 1 else f"{name} ({tone})"


def _axis_range(axis: Axis, values: Sequence[float]) -> tuple[Scale, bool]:
    """Office knows even and logarithmic axes; what is neither positive nor even is drawn evenly."""
    if axis.scale == "log" and values and min(values) > 0:
        low = 10.0 ** math.floor(math.log10(min(values)))
        high = 10.0 ** math.ceil(math.log10(max(values) * 1.05))
        return Scale("log", low, high, ()), True
    return widened(linear(values or [0.0, 1.0], pad=0.1)), False


def _make_log(axis: Any) -> None:
    scaling = axis._element.find(qn("c:scaling"))
    scaling.insert(0, parse_xml(f'<c:logBase {nsdecls("c")} val="10"/>'))


def cross_at_edges(chart: Any, x_low: float, y_low: float) -> None:
    """Both axes stand at the edge of the picture, whatever the sign of the values."""
    for axis, edge in ((chart.category_axis, y_low), (chart.value_axis, x_low)):
        old = axis._element.find(qn("c:crosses"))
        made = parse_xml(f'<c:crossesAt {nsdecls("c")} val="{edge!r}"/>')
        if old is not None:
            old.getparent().replace(old, made)


def _legible_names(points: Sequence[Point], x: Scale, y: Scale, area: Area) -> frozenset[str]:
    """Ids of the points whose names do not run into one another, the largest first."""
    wide, tall = area[2] * PLOT[2], area[3] * PLOT[3]
    boxes: list[tuple[float, float, float]] = []
    kept = set()
    for point in sorted(points, key=lambda one: (-(one.size or 0), -abs(one.y))):
        left, up = x.share(point.x) * wide, y.share(point.y) * tall
        right = left + 0.15 + inches_wide(point.label, 10)
        if any(left < other[1] and right > other[0] and abs(up - other[2]) < 0.19 for other in boxes):
            continue
        boxes.append((left - 0.08, right, up))
        kept.add(point.id)
    return frozenset(kept)


def _style_points(series: Any, tone: Tone, group: Sequence[Point], *, named: frozenset[str], style: Type) -> None:
    series.format.line.fill.background()
    marker = series.marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 9 if named else 5
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(shade(tone).fill)
    marker.format.line.fill.background()
    labels = [
        (at, point.label, "r", style.but(points=10, tint="ink-2"))
        for at, point in enumerate(group)
        if point.label and point.id in named
    ]
    if labels:
        point_labels(series, labels, "c:xVal", "c:yVal")


def _draw_regions(slide: Any, figure: Figure, area: Area, x: Scale, y: Scale, style: Type, *, ground: bool) -> None:
    """Tinted grounds behind the chart, or the captions in front of it."""
    left, top, wide, tall = area
    plot = (left + PLOT[0] * wide, top + PLOT[1] * tall, PLOT[2] * wide, PLOT[3] * tall)
    for region in figure.regions:
        x0, x1 = (_share(x, region.x0, 0), _share(x, region.x1, 1))
        y0, y1 = (_share(y, region.y0, 0), _share(y, region.y1, 1))
        place = (plot[0] + x0 * plot[2], plot[1] + (1 - y1) * plot[3], (x1 - x0) * plot[2], (y1 - y0) * plot[3])
        if ground and region.tone not in ("neutral", "muted", "pos"):
            plain(slide, MSO_SHAPE.RECTANGLE, box(*place), shade(region.tone).soft)
        elif not ground:
            _caption(slide, region, place, style)


def _share(scale: Scale, value: float | None, edge: float) -> float:
    return edge if value is None else min(1.0, max(0.0, scale.share(value)))


def _caption(slide: Any, region: Region, place: Area, style: Type) -> None:
    left, top, wide, tall = place
    on_right, on_top = region.x1 is None and region.x0 is not None, region.y1 is None
    room = max(wide, 2.4) - 0.16
    start = left + wide - room - 0.08 if on_right else left + 0.08
    align = "r" if on_right else "l"
    height = 0.22
    first = top + 0.08 if on_top else top + tall - 2 * height - 0.06
    head = style.but(points=12, bold=True)
    add_text(slide, box(start, first, room, height), one_line(region.label, 60), head, align=align)
    tint = "neg" if region.tone == "neg" else "ink-2"
    add_text(
        slide,
        box(start, first + height, room, height),
        one_line(region.detail, 80),
        style.but(points=11, tint=tint),
        align=align,
    )
