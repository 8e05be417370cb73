"""Native charts of points between dividing lines: quadrant, account matrix, Kano plane, value map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from openkam.core.blocks import Figure, Line, Point, Region, Tone
from openkam.publish.deck.bars import Area
from openkam.publish.deck.curves import PLOT, cross_at_edges, new_chart, step_of, value_axis
from openkam.publish.deck.paper import box, plain
from openkam.publish.deck.parts import log_format, point_data, point_labels
from openkam.publish.deck.words import Type, add_text, inches_wide, rgb, stroke
from openkam.publish.echarts.places import LabelPlace, free_place
from openkam.publish.echarts.points import NAMED_AT_MOST, all_points
from openkam.publish.ranges import ranges
from openkam.publish.scales import Scale
from openkam.publish.text import one_line, shorten
from openkam.publish.theme import shade

_LARGEST_MARKER: Final = 34
_SIZED_AT_MOST: Final = 500


def draw_points(slide: Any, figure: Figure, area: Area, style: Type) -> None:
    """Points on native axes that hold the exact values; regions behind, dividing lines and named lines as series."""
    points = [point for series in figure.series if series.form != "line" for point in series.points]
    paths = [series for series in figure.series if series.form == "line" and series.points]
    (x, x_log), (y, y_log) = ranges(figure)
    _draw_regions(slide, figure, area, x, y, style, ground=True)
    groups: dict[Tone, list[Point]] = {}
    for point in points:
        groups.setdefault(point.tone, []).append(point)
    held = [(_group_name(figure, tone, len(groups)), _places(group)) for tone, group in groups.items()]
    held += [(one_line(line.label, 120), _ends(line, x, y)) for line in figure.lines]
    held += [(one_line(path.label, 120), _places(path.points)) for path in paths]
    # LibreOffice draws nothing of a series that is shorter than the first.
    order = sorted(range(len(held)), key=lambda at: -len(held[at][1]))
    data = point_data()
    for at in order:
        one = data.add_series(held[at][0])
        for place in held[at][1]:
            one.add_data_point(*place)
    chart = new_chart(slide, XL_CHART_TYPE.XY_SCATTER, figure, area, data, style)
    for axis, scale, named, log in ((chart.category_axis, x, figure.x, x_log), (chart.value_axis, y, figure.y, y_log)):
        value_axis(axis, scale.low, scale.high, named, style, unit=None if log else step_of(scale))
        if log:
            _make_log(axis)
            axis.tick_labels.number_format = log_format()
    _turn(chart, x, y)
    made = dict(zip(order, chart.plots[0].series, strict=True))
    drawn = [made[at] for at in range(len(held))]
    names = _legible_names(points, x, y, area) if len(points) <= NAMED_AT_MOST else {}
    for series, (tone, group) in zip(drawn, groups.items(), strict=False):
        _style_points(series, tone, group, named=names, style=style)
        _size_markers(series, group, largest=max((point.size or 0.0 for point in points), default=0.0))
    for series in drawn[len(groups) :]:
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        stroke(series.format.line, "ink", 1, MSO_LINE.DASH)
    for series, path in zip(drawn[len(drawn) - len(paths) :], paths, strict=True):
        name = (len(path.points) - 1, path.label, "t", style.but(points=10, bold=True))
        point_labels(series, [name], "c:xVal", "c:yVal")
    _draw_regions(slide, figure, area, x, y, style, ground=False)
    _name_lines(slide, figure, area, x, y, style)


def _places(points: Sequence[Point]) -> list[tuple[float, float]]:
    return [(point.x, point.y) for point in points]


def _ends(line: Line, x: Scale, y: Scale) -> list[tuple[float, float]]:
    """A dividing line from one edge of the plot to the other."""
    if line.axis == "x":
        return [(line.value, y.low), (line.value, y.high)]
    return [(x.low, line.value), (x.high, line.value)]


def _turn(chart: Any, x: Scale, y: Scale) -> None:
    """Let each axis stand at the left and at the bottom, a reversed one across it or not."""
    cross_at_edges(chart, x.high if x.reversed else x.low, y.high if y.reversed else y.low)
    for axis, own, across in ((chart.category_axis, x, y), (chart.value_axis, y, x)):
        axis.reverse_order = own.reversed
        if across.reversed:
            axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _name_lines(slide: Any, figure: Figure, area: Area, x: Scale, y: Scale, style: Type) -> None:
    """The name of each dividing line where it covers fewest points."""
    left, top, wide, tall = area
    shares = [(x.share(point.x), y.share(point.y)) for point in all_points(figure)]
    taken: list[LabelPlace] = []
    for line in figure.lines:
        label = shorten(one_line(line.label), 40)
        own, other = (x, y) if line.axis == "x" else (y, x)
        crossed = [other.share(one.value) for one in figure.lines if one.axis != line.axis]
        place = free_place(line.axis, own.share(line.value), label, shares, taken, crossed)
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


def _make_log(axis: Any) -> None:
    scaling = axis._element.find(qn("c:scaling"))
    scaling.insert(0, parse_xml(f'<c:logBase {nsdecls("c")} val="10"/>'))


def _legible_names(points: Sequence[Point], x: Scale, y: Scale, area: Area) -> dict[str, str]:
    """Which points' names do not run into one another, the largest first, and on which side (`r`, `l`) each stands.

    A name that would leave the plot at the right stands at the left.
    """
    wide, tall = area[2] * PLOT[2], area[3] * PLOT[3]
    boxes: list[tuple[float, float, float]] = []
    kept: dict[str, str] = {}
    for point in sorted(points, key=lambda one: (-(one.size or 0), -abs(one.y))):
        left, up = x.share(point.x) * wide, y.share(point.y) * tall
        right = left + 0.15 + inches_wide(one_line(point.label, 80), 10)
        side = "r" if right <= wide or right - left > left else "l"
        if side == "l":
            left, right = left - (right - left), left
        if any(left < other[1] and right > other[0] and abs(up - other[2]) < 0.19 for other in boxes):
            continue
        boxes.append((left - 0.08, right, up))
        kept[point.id] = side
    return kept


def _style_points(series: Any, tone: Tone, group: Sequence[Point], *, named: dict[str, str], style: Type) -> None:
    series.format.line.fill.background()
    marker = series.marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 9 if named else 5
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(shade(tone).fill)
    marker.format.line.fill.background()
    labels = [
        (at, point.label, named[point.id], style.but(points=10, tint="ink-2"))
        for at, point in enumerate(group)
        if point.label and point.id in named
    ]
    if labels:
        point_labels(series, labels, "c:xVal", "c:yVal")


def _size_markers(series: Any, group: Sequence[Point], *, largest: float) -> None:
    """Areas in proportion to size, as far as Office lets a marker grow; a borderline one has a dashed outline."""
    for at, point in enumerate(group[:_SIZED_AT_MOST]):
        if point.size is not None and largest > 0:
            series.points[at].marker.size = max(6, round(_LARGEST_MARKER * math.sqrt(max(point.size, 0.0) / largest)))
        if point.borderline:
            look = series.points[at].marker.format
            stroke(look.line, "ink", 1.25, MSO_LINE.DASH)
            # A point with an outline of its own has nothing else from its series.
            look.fill.solid()
            look.fill.fore_color.rgb = rgb(shade(point.tone).fill)


def _draw_regions(slide: Any, figure: Figure, area: Area, x: Scale, y: Scale, style: Type, *, ground: bool) -> None:
    """Tinted grounds behind the chart, or the captions in front of it."""
    left, top, wide, tall = area
    plot = (left + PLOT[0] * wide, top + PLOT[1] * tall, PLOT[2] * wide, PLOT[3] * tall)
    for region in figure.regions:
        (x0, x1), (y0, y1) = x.span(region.x0, region.x1), y.span(region.y0, region.y1)
        place = (plot[0] + x0 * plot[2], plot[1] + (1 - y1) * plot[3], (x1 - x0) * plot[2], (y1 - y0) * plot[3])
        if ground and region.tone not in ("neutral", "muted", "pos"):
            plain(slide, MSO_SHAPE.RECTANGLE, box(*place), shade(region.tone).soft)
        elif not ground:
            _caption(slide, region, place, style, on_right=x0 > 0 and x1 >= 1, on_top=y1 >= 1)


def _caption(slide: Any, region: Region, place: Area, style: Type, *, on_right: bool, on_top: bool) -> None:
    left, top, wide, tall = place
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
