"""Native lines over numbers, such as a share cumulated over ranked accounts."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE

from openkam.core.blocks import Figure
from openkam.publish.deck.bars import Area, draw_lines
from openkam.publish.deck.curves import PLOT, cross_at_edges, new_chart, step_of, value_axis
from openkam.publish.deck.paper import box, plain
from openkam.publish.deck.parts import point_data
from openkam.publish.deck.words import Type, add_text, stroke
from openkam.publish.echarts.lines import line_token
from openkam.publish.scales import Scale, linear, widened
from openkam.publish.text import one_line
from openkam.publish.theme import shade


def draw_line_figure(slide: Any, figure: Figure, area: Area, style: Type) -> None:
    """Lines over categories, or over numbers where the figure gives points."""
    if any(series.points for series in figure.series):
        draw_paths(slide, figure, area, style)
    else:
        draw_lines(slide, figure, area, style)


def draw_paths(slide: Any, figure: Figure, area: Area, style: Type) -> None:
    """A native XY chart of straight lines, its marks named beside them."""
    data = point_data()
    points = [point for series in figure.series for point in series.points]
    for series in figure.series:
        one = data.add_series(one_line(series.label, 250))
        for point in series.points:
            one.add_data_point(point.x, point.y)
    xs = [point.x for point in points] or [0.0, 1.0]
    ys = [*(point.y for point in points), *(mark.y for mark in figure.marks)] or [0.0, 1.0]
    x = linear(xs, pad=0)
    full = figure.y.kind == "percent" and min(ys) >= 0 and max(ys) <= 100
    y = Scale("linear", 0.0, 100.0, (0.0, 20.0)) if full else widened(linear(ys, with_zero=True, pad=0.05))
    chart = new_chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, figure, area, data, style)
    value_axis(chart.category_axis, x.low, x.high, figure.x, style, unit=step_of(x))
    value_axis(chart.value_axis, y.low, y.high, figure.y, style, unit=step_of(y))
    chart.category_axis.has_major_gridlines = False
    cross_at_edges(chart, x.low, y.low)
    for index, (drawn, series) in enumerate(zip(chart.plots[0].series, figure.series, strict=True)):
        drawn.smooth = False
        stroke(drawn.format.line, line_token(series, index), 2)
    _name_marks(slide, figure, area, (x, y), style)


def _name_marks(slide: Any, figure: Figure, area: Area, scales: tuple[Scale, Scale], style: Type) -> None:
    left, top, wide, tall = area
    for mark in figure.marks:
        across, up = scales[0].share(mark.x), scales[1].share(mark.y)
        pin_x = left + (PLOT[0] + across * PLOT[2]) * wide
        pin_y = top + (PLOT[1] + (1 - up) * PLOT[3]) * tall
        token = "ink" if mark.tone in ("neutral", "pos") else shade(mark.tone).text
        # A rising curve leaves its free room below and to the right.
        start, align = (pin_x + 0.1, "l") if across < 0.7 else (pin_x - 4.1, "r")
        named = style.but(points=12, bold=True, tint=token)
        add_text(slide, box(start, pin_y + 0.04, 4.0, 0.24), one_line(mark.label, 80), named, align=align)
        plain(slide, MSO_SHAPE.OVAL, box(pin_x - 0.045, pin_y - 0.045, 0.09, 0.09), token)
