"""Native bar and line charts over categories."""

from __future__ import annotations

from typing import Any, Final

from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from openkam.core.blocks import Figure, Series
from openkam.core.i18n import gettext as _
from openkam.publish.deck.paper import box
from openkam.publish.deck.parts import (
    category_data,
    error_bars,
    inner_layout,
    label_format,
    place_before,
    point_labels,
    set_fonts,
    text_properties,
    value_format,
    value_label,
)
from openkam.publish.deck.words import Type, add_text, paint, rgb, stroke
from openkam.publish.echarts.bars import Panel, bar_token, is_proposed, panels
from openkam.publish.echarts.frame import short
from openkam.publish.echarts.lines import line_token
from openkam.publish.scales import finite, linear, widened
from openkam.publish.text import one_line

_NAME_INCHES: Final = 1.35
_VALUES_AT_MOST: Final = 24
"""Bars of three and more series that still have room for their values."""

Area = tuple[float, float, float, float]
"""Left, top, width and height in inches."""


def draw_bars(slide: Any, figure: Figure, area: Area, style: Type) -> None:
    """One chart for each scale that the figure needs, under one another on the same categories."""
    left, top, wide, tall = area
    parts = panels(figure)
    own = len(parts) > 1
    for at, part in enumerate(parts):
        from_top, height = tall * part.top_pct / 100, tall * part.height_pct / 100
        gutter = _NAME_INCHES if own else 0
        if own:
            name = one_line(part.series[0].label)
            text = name if at == 0 else _("{series}\nown scale").format(series=name)
            place = box(left, top + from_top + height / 2 - 0.3, gutter - 0.1, 0.6)
            add_text(slide, place, text, style.but(points=11, tint="ink-2"), anchor="m")
        frame = (left + gutter, top + from_top, wide - gutter, height)
        _panel(slide, figure, part, frame, style, labelled=at == len(parts) - 1)


def _data(figure: Figure, series: tuple[Series, ...]) -> Any:
    data = category_data()
    data.categories = [one_line(category) for category in figure.categories]
    for one in series:
        data.add_series(one_line(one.label, 250), one.values)
    return data


def _panel(slide: Any, figure: Figure, part: Panel, area: Area, style: Type, *, labelled: bool) -> None:
    shape = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, *(Emu(part) for part in box(*area)), _data(figure, part.series)
    )
    shape.name = one_line(figure.title, 80)
    chart = shape.chart
    small = style.but(points=11, tint="ink-2")
    chart.has_title = False
    set_fonts(chart, small)
    chart.has_legend = len(part.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _category_axis(chart, labelled=labelled)
    values = finite([value for one in part.series for value in (*one.values, *one.low, *one.high)]) or [0.0, 1.0]
    scale = linear(values, with_zero=True, pad=min(0.34, 14 / part.height_pct))
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = scale.low, scale.high
    axis.visible = False
    axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = (60 if len(part.series) == 1 else 80), -8
    names = len(part.series) * len(figure.categories) <= _VALUES_AT_MOST
    for index, (drawn, one) in enumerate(zip(list(plot.series), part.series, strict=True)):
        _style_bars(drawn, one, index, len(part.series), figure, small, named=names)
    _lines_over_bars(chart, part.series, figure, small)


def _lines_over_bars(chart: Any, series: tuple[Series, ...], figure: Figure, style: Type) -> None:
    """Move the series that are lines, such as a running sum, into a line chart on the same axes, in front."""
    lines = [(at, one) for at, one in enumerate(series) if one.form == "line"]
    bars = chart._chartSpace.find(f".//{qn('c:barChart')}")
    if not lines or len(lines) == len(series):
        return
    drawn = bars.findall(qn("c:ser"))
    ids = "".join(f'<c:axId val="{one.get("val")}"/>' for one in bars.findall(qn("c:axId")))
    over = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'<c:marker val="1"/>{ids}</c:lineChart>'
    )
    bars.addnext(over)
    for at, _one in lines:
        for name in ("c:invertIfNegative", "c:dPt", "c:spPr", "c:dLbls"):
            for old in drawn[at].findall(qn(name)):
                drawn[at].remove(old)
        place_before(over, drawn[at], "c:marker")
    beside = [one for one in series if one.form != "line"]
    for (at, one), line in zip(lines, chart.plots[1].series, strict=True):
        _style_line(line, one, bar_token(one, 0, at, len(series)), style, named=False)
        said = [
            (place, short(value, figure.y.kind), "t", style)
            for place, value in enumerate(one.values)
            # Where a bar is just as high, it has said so.
            if value is not None and all(place >= len(bar.values) or bar.values[place] != value for bar in beside)
        ]
        point_labels(line, said, "c:trendline", "c:errBars", "c:cat", "c:val")


def _category_axis(chart: Any, *, labelled: bool) -> None:
    axis = chart.category_axis
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW if labelled else XL_TICK_LABEL_POSITION.NONE
    axis.has_major_gridlines = False
    stroke(axis.format.line, "line-2")


def _style_bars(
    drawn: Any, series: Series, index: int, count: int, figure: Figure, style: Type, *, named: bool
) -> None:
    drawn.invert_if_negative = False
    paint(drawn.format.fill, bar_token(series, 0, index, count) if count > 1 else "pos-2")
    for at, value in enumerate(series.values):
        if value is None:
            continue
        point = drawn.points[at]
        token = bar_token(series, at, index, count)
        if is_proposed(series, at):
            point.format.fill.background()
            stroke(point.format.line, "neg" if value < 0 else "pos-2", 1, MSO_LINE.DASH)
        else:
            paint(point.format.fill, token)
    known = finite([*series.low, *series.high])
    if known:
        error_bars(drawn, series.values, series.low, series.high)
    if count <= 2 or named:
        labels = drawn.data_labels
        labels.show_value = True
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        form = label_format(finite(series.values), figure.y.kind)
        labels.number_format = form
        labels.number_format_is_linked = False
        place_before(labels._element, text_properties(style.but(tint="ink")), "c:dLblPos")
        for at in range(len(series.values)):
            if at < len(series.high) and series.high[at] is not None:
                # The whisker takes the place above the bar and the upper part of it.
                value_label(drawn, at, "inBase", form, style.but(tint=_on_bar(series, at, index, count)))


def _on_bar(series: Series, at: int, index: int, count: int) -> str:
    """Letters inside a bar: the page's ground on a filled one, ink on one that is proposed and hollow."""
    return "ink-2" if is_proposed(series, at) or bar_token(series, at, index, count) == "pos-1" else "surface"


def draw_lines(slide: Any, figure: Figure, area: Area, style: Type) -> None:
    """A native line chart: each line named at its end, its proposed part dashed."""
    shape = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE, *(Emu(part) for part in box(*area)), _data(figure, figure.series)
    )
    shape.name = one_line(figure.title, 80)
    chart = shape.chart
    small = style.but(points=11, tint="ink-2")
    chart.has_title = chart.has_legend = False
    set_fonts(chart, small)
    # Room at the right for the lines' own names.
    inner_layout(chart, 0.06, 0.04, 0.80, 0.84)
    _category_axis(chart, labelled=True)
    values = finite([value for one in figure.series for value in (*one.values, *one.high, *one.low)]) or [0.0, 1.0]
    scale = widened(linear(values, with_zero=figure.y.kind == "money", pad=0.03))
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = scale.low, scale.high
    if len(scale.ticks) > 1:
        axis.major_unit = scale.ticks[1] - scale.ticks[0]
    axis.tick_labels.number_format = value_format(max(abs(scale.low), abs(scale.high)), figure.y.kind)
    axis.tick_labels.number_format_is_linked = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.fill.background()
    stroke(axis.major_gridlines.format.line, "grid", 0.5)
    for index, (drawn, one) in enumerate(zip(chart.plots[0].series, figure.series, strict=True)):
        _style_line(drawn, one, line_token(one, index), small)


def _style_line(drawn: Any, series: Series, token: str, style: Type, *, named: bool = True) -> None:
    drawn.smooth = False
    drawn.format.line.color.rgb = rgb(token)
    drawn.format.line.width = Pt(2)
    drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 5
    paint(drawn.marker.format.fill, token)
    drawn.marker.format.line.fill.background()
    for at in range(len(series.values)):
        if is_proposed(series, at):
            drawn.points[at].marker.format.fill.background()
            stroke(drawn.points[at].marker.format.line, token, 1)
            stroke(drawn.points[at].format.line, token, 2, MSO_LINE.DASH)
    if finite([*series.low, *series.high]):
        error_bars(drawn, series.values, series.low, series.high)
    last = max((at for at, value in enumerate(series.values) if value is not None), default=None)
    if named and last is not None:
        name = (last, one_line(series.label, 24), "r", style.but(bold=True, tint=token))
        point_labels(drawn, [name], "c:trendline", "c:errBars", "c:cat", "c:val")
