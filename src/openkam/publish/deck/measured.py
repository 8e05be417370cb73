"""Native charts of measurements: control chart and histogram, the customer's limits as lines in front of it."""

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

from openkam.core.blocks import Axis, ControlChart, Histogram
from openkam.core.charts import ChartPoint
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.deck.bars import Area
from openkam.publish.deck.curves import PLOT, value_axis
from openkam.publish.deck.paper import INCH, box, plain
from openkam.publish.deck.parts import (
    axis_name,
    category_data,
    inner_layout,
    place_before,
    point_labels,
    set_fonts,
    tick_skip,
)
from openkam.publish.deck.words import Type, add_text, inches_wide, paint, stroke
from openkam.publish.ranges import reaching
from openkam.publish.scales import Scale, finite, linear, widened
from openkam.publish.text import one_line
from openkam.publish.zones import zones

_POINTS_AT_MOST: Final = 400
_LABELS_AT_MOST: Final = 14
_INNER: Final = (0.06, 0.06, 0.80, 0.79)
"""The plot of a control chart as shares of its frame: room for a remark above and for names at the right."""
_ZONE_GROUNDS: Final = {"A": "zero", "B": "sunk", "C": "paper"}
"""Darker than on a page: a projector washes pale grounds out."""
_LEAST_ZONE: Final = 0.19
"""Inches that a zone must be high for its letter to stand beside it."""
_SMALL_ABOVE: Final = 120
"""Points beyond which their discs are small, so that the line can be followed."""
_BEFORE_LABELS: Final = ("c:trendline", "c:errBars", "c:cat", "c:val")


def draw_control_chart(slide: Any, chart: ControlChart, area: Area, style: Type) -> None:
    """A native line chart: points, centre line and limits; a signal is a red square with its rule's number.

    Of more than 400 points the last 400 are drawn; the workbook has all.
    """
    points = chart.points[-_POINTS_AT_MOST:]
    known = finite([value for point in points for value in (point.value, point.lower, point.upper, point.centre)])
    scale = widened(linear(known or [0.0, 1.0], pad=0.05))
    _draw_zones(slide, points, scale, area, style)
    data = category_data()
    data.categories = [one_line(point.label) for point in points]
    named_series = _series(chart, points)
    for name, values in named_series:
        data.add_series(name, values)
    signals = any(point.rules and point.value is not None for point in points)
    if signals:
        # A series of their own: not every program colours single points of a line.
        data.add_series(_("signals"), [point.value if point.rules else None for point in points])
    drawn = _new(slide, XL_CHART_TYPE.LINE_MARKERS, chart.title, area, data, style)
    inner_layout(drawn, *_INNER)
    named = Axis(label=chart.measure, unit=chart.unit)
    unit = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else None
    value_axis(drawn.value_axis, scale.low, scale.high, named, style, unit=unit)
    drawn.value_axis.tick_labels.number_format = _format(chart.decimals if scale.high < 1000 else 0)
    drawn.value_axis.has_major_gridlines = False
    widest = max((inches_wide(one_line(point.label), 11) for point in points), default=0.0) + 0.16
    room = max(1, min(_LABELS_AT_MOST, int(_INNER[2] * area[2] / widest)))
    _category_axis(drawn, len(points), style, labels=room)
    lines = list(drawn.plots[0].series)
    if signals:
        lines.pop()
        _style_signals(_apart(drawn), points, style)
    _style_values(lines[0], points, style)
    for line, dashed in zip(lines[1:], (False, True, True), strict=False):
        line.smooth = False
        line.marker.style = XL_MARKER_STYLE.NONE
        stroke(line.format.line, "ink", 1, MSO_LINE.DASH if dashed else None)
        _name_limit(line, chart, style)
    _draw_phase(slide, chart, points, area, style)


def _inner(area: Area) -> Area:
    """The plot of a control chart in inches."""
    left, top, wide, tall = area
    return left + _INNER[0] * wide, top + _INNER[1] * tall, _INNER[2] * wide, _INNER[3] * tall


def _draw_zones(slide: Any, points: Sequence[ChartPoint], scale: Scale, area: Area, style: Type) -> None:
    """The zones behind the chart, whose plot stands exactly there; their letters at its right edge."""
    left, top, wide, tall = _inner(area)
    for zone in zones(points):
        places = [
            (left + wide * (x + 0.5) / len(points), top + tall * (1 - min(1.0, max(0.0, scale.share(value)))))
            for x, value in zone.outline
        ]
        first, last = places[0], places[len(zone.steps) * 2 - 1]
        if len(zone.steps) == 1:
            bottom = places[-1][1]
            place = box(first[0], first[1], last[0] - first[0], bottom - first[1])
            shape = plain(slide, MSO_SHAPE.RECTANGLE, place, _ZONE_GROUNDS[zone.letter])
        else:
            shape = _outlined(slide, places, _ZONE_GROUNDS[zone.letter])
        shape.name = _("Zone {letter}").format(letter=zone.letter)
        bottom = places[len(zone.steps) * 2][1]
        if zone.steps[-1].last == len(points) - 1 and bottom - last[1] >= _LEAST_ZONE:
            middle = (last[1] + bottom) / 2
            small = style.but(points=9, tint="ink-3")
            add_text(slide, box(left + wide + 0.05, middle - 0.09, 0.2, 0.18), zone.letter, small, anchor="m")


def _outlined(slide: Any, places: Sequence[tuple[float, float]], token: str) -> Any:
    start, *rest = [(Emu(round(x * INCH)), Emu(round(y * INCH))) for x, y in places]
    builder = slide.shapes.build_freeform(*start)
    builder.add_line_segments(rest, close=True)
    shape = builder.convert_to_shape()
    paint(shape.fill, token)
    shape.line.fill.background()
    themed = shape._element.find(qn("p:style"))
    if themed is not None:
        shape._element.remove(themed)
    return shape


def _draw_phase(slide: Any, chart: ControlChart, points: Sequence[ChartPoint], area: Area, style: Type) -> None:
    """Where phase II begins: a line, and what is written at it, on the side with more room."""
    at = next((place for place, point in enumerate(points) if point.phase == 2), None)
    if not at:
        return
    left, top, wide, tall = _inner(area)
    x, above = left + wide * at / len(points), top - area[1]
    plain(slide, MSO_SHAPE.RECTANGLE, box(x - 0.006, area[1], 0.012, above + tall), "ink-2")
    if chart.phase_label:
        at_right = left + wide - x >= x - left
        room = (left + wide - x if at_right else x - left) - 0.08
        start = x + 0.06 if at_right else x - 0.06 - room
        text = style.but(points=10, bold=True, tint="ink-2")
        align = "l" if at_right else "r"
        add_text(slide, box(start, area[1], room, 0.2), one_line(chart.phase_label, 90), text, align=align)


def _series(chart: ControlChart, points: Sequence[ChartPoint]) -> list[tuple[str, list[float | None]]]:
    made: list[tuple[str, list[float | None]]] = [(one_line(chart.measure, 200), [point.value for point in points])]
    named = (
        (_("mean"), [point.centre for point in points]),
        (_("UCL"), [point.upper for point in points]),
        (_("LCL"), [point.lower for point in points]),
    )
    return made + [(name, values) for name, values in named if any(value is not None for value in values)]


def _new(slide: Any, kind: Any, title: str, area: Area, data: Any, style: Type) -> Any:
    shape = slide.shapes.add_chart(kind, *(Emu(part) for part in box(*area)), data)
    shape.name = one_line(title, 80)
    shape.chart.has_title = shape.chart.has_legend = False
    set_fonts(shape.chart, style.but(points=11, tint="ink-2"))
    return shape.chart


def _format(decimals: int) -> str:
    places = "." + "0" * decimals if decimals else ""
    return f"#,##0{places};−#,##0{places}"


def _category_axis(drawn: Any, count: int, style: Type, *, labels: int = _LABELS_AT_MOST) -> None:
    axis = drawn.category_axis
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    stroke(axis.format.line, "line-2")
    tick_skip(axis, math.ceil(count / labels))


def _apart(drawn: Any) -> Any:
    """Move the last series into a line chart of its own on the same axes, drawn over the other."""
    first = drawn._chartSpace.find(f".//{qn('c:lineChart')}")
    series = first.findall(qn("c:ser"))[-1]
    ids = "".join(f'<c:axId val="{one.get("val")}"/>' for one in first.findall(qn("c:axId")))
    second = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'<c:marker val="1"/>{ids}</c:lineChart>'
    )
    first.addnext(second)
    place_before(second, series, "c:marker")
    return drawn.plots[1].series[0]


def _style_signals(line: Any, points: Sequence[ChartPoint], style: Type) -> None:
    """Red squares, each with the lowest number of the rules that it breaks."""
    line.smooth = False
    line.format.line.fill.background()
    line.marker.style, line.marker.size = XL_MARKER_STYLE.SQUARE, 9
    paint(line.marker.format.fill, "neg")
    stroke(line.marker.format.line, "neg", 1)
    small = style.but(points=9, bold=True, tint="neg")
    labels = [
        (at, str(min(point.rules)), "t", small)
        for at, point in enumerate(points)
        if point.rules and point.value is not None
    ]
    point_labels(line, labels, *_BEFORE_LABELS)


def _style_values(line: Any, points: Sequence[ChartPoint], style: Type) -> None:
    line.smooth = False
    stroke(line.format.line, "pos-2", 1)
    line.marker.style, line.marker.size = XL_MARKER_STYLE.CIRCLE, 6 if len(points) <= _SMALL_ABOVE else 3
    paint(line.marker.format.fill, "pos")
    stroke(line.marker.format.line, "pos", 1)
    for at, point in enumerate(points):
        if point.phase == 1 and point.value is not None:
            paint(line.points[at].marker.format.fill, "surface")


def _name_limit(line: Any, chart: ControlChart, style: Type) -> None:
    values = list(line.values)
    at = next((place for place in range(len(values) - 1, -1, -1) if values[place] is not None), None)
    if at is None:
        return
    text = _("{label} {value}").format(label=line.name, value=format_number(values[at], chart.decimals))
    point_labels(line, [(at, text, "r", style.but(points=10, bold=True))], *_BEFORE_LABELS)


def draw_histogram(slide: Any, chart: Histogram, area: Area, style: Type) -> None:
    """A native column chart without gaps; limits, target and fitted curves are shapes in front of it."""
    bins = reaching(chart)
    if not bins:
        return
    data = category_data()
    wide = bins[0].high - bins[0].low
    places = min(chart.decimals, max(0, -math.floor(math.log10(wide)))) if wide > 0 else chart.decimals
    data.categories = [format_number((one.low + one.high) / 2, places) for one in bins]
    data.add_series(_("count"), [one.count for one in bins])
    drawn = _new(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, chart.title, area, data, style)
    inner_layout(drawn, *PLOT)
    drawn.plots[0].gap_width = 4
    paint(drawn.plots[0].series[0].format.fill, "pos-2")
    heights = [float(one.count) for one in bins] + [y for curve in chart.curves for _x, y in curve.points]
    scale = widened(linear(heights, with_zero=True, pad=0.08, count=4))
    unit = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else None
    value_axis(drawn.value_axis, scale.low, scale.high, Axis(label=_("count"), kind="integer"), style, unit=unit)
    widest = max(inches_wide(format_number(one.low, places), 11) for one in bins) + 0.2
    room = max(1, min(_LABELS_AT_MOST, int(PLOT[2] * area[2] / widest)))
    _category_axis(drawn, len(bins), style, labels=room)
    name = one_line(chart.measure)
    title = _("{label}, {unit}").format(label=name, unit=one_line(chart.unit)) if chart.unit else name
    axis_name(drawn.category_axis, title, style.but(points=11, tint="ink-3"))
    span = (bins[0].low, bins[-1].high)
    for curve in chart.curves:
        seen = [(x, y) for x, y in curve.points if span[0] <= x <= span[1]]
        _curve(slide, [(_across(x, span), y / scale.high) for x, y in seen], area, dashed=curve.dashed)
    _limits(slide, chart, span, area, style)


def _across(value: float, span: tuple[float, float]) -> float:
    return (value - span[0]) / (span[1] - span[0])


def _place(share_x: float, share_y: float, area: Area) -> tuple[float, float]:
    left, top, wide, tall = area
    return left + (PLOT[0] + share_x * PLOT[2]) * wide, top + (PLOT[1] + (1 - share_y) * PLOT[3]) * tall


def _curve(slide: Any, shares: Sequence[tuple[float, float]], area: Area, *, dashed: bool) -> None:
    if len(shares) < 2:
        return
    places = [_place(x, y, area) for x, y in shares]
    start, *rest = [(Emu(round(x * 914400)), Emu(round(y * 914400))) for x, y in places]
    builder = slide.shapes.build_freeform(*start)
    builder.add_line_segments(rest, close=False)
    shape = builder.convert_to_shape()
    shape.fill.background()
    shape.shadow.inherit = False
    stroke(shape.line, "ink", 1.5, MSO_LINE.DASH if dashed else None)


def _limits(slide: Any, chart: Histogram, span: tuple[float, float], area: Area, style: Type) -> None:
    named = ((chart.lower, _("LSL"), "neg"), (chart.target, _("target"), "ink-3"), (chart.upper, _("USL"), "neg"))
    for value, name, tint in named:
        if value is None or not span[0] <= value <= span[1]:
            continue
        x, top = _place(_across(value, span), 1.0, area)
        bottom = _place(0, 0, area)[1]
        plain(slide, MSO_SHAPE.RECTANGLE, box(x - 0.01, top, 0.02, bottom - top), tint)
        text = _("{label} {value}").format(label=name, value=format_number(value, chart.decimals))
        small = style.but(points=10, bold=True, tint=tint)
        add_text(slide, box(x - 0.9, top - 0.24, 1.8, 0.22), text, small, align="c")
