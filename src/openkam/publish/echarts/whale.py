"""The whale curve: grey up to its peak, red after it, on money or percent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openkam.core.blocks import Figure, Mark, Point
from openkam.core.i18n import gettext as _
from openkam.publish.echarts.frame import (
    Json,
    axis_facts,
    axis_title,
    base,
    exact,
    halo,
    label_gutter,
    remark,
    text_style,
    tick_text,
    tooltip,
    value_axis,
    var,
)
from openkam.publish.echarts.lines import line_token
from openkam.publish.scales import Scale, linear
from openkam.publish.text import one_line, shorten, width
from openkam.publish.theme import shade

DRAWN_AT_MOST: Final = 1500
"""Points beyond which a curve of this width gains nothing; the peak, both ends and every crossing of zero stay."""


def curve(figure: Figure) -> tuple[Point, ...]:
    """The points of the curve, in order."""
    return next((one.points for one in figure.series if one.points), ())


def peak_at(points: Sequence[Point]) -> int:
    """The place of the first highest point."""
    return max(range(len(points)), key=lambda at: (points[at].y, -at), default=0)


def thinned(points: Sequence[Point], limit: int = DRAWN_AT_MOST) -> tuple[Point, ...]:
    """At most about `limit` of the points, evenly taken, with all that carry meaning."""
    if len(points) <= limit:
        return tuple(points)
    step = len(points) / limit
    keep = {int(at * step) for at in range(limit)} | {0, len(points) - 1, peak_at(points)}
    keep |= {at for at in range(1, len(points)) if points[at - 1].y >= 0 > points[at].y}
    return tuple(points[at] for at in sorted(keep))


def draw(figure: Figure) -> Json:
    """The option of a whale figure."""
    points = thinned(curve(figure))
    peak = peak_at(points)
    x = count_scale([point.x for point in points])
    y = linear([point.y for point in points] or [0.0, 1.0], with_zero=True, pad=0.1)
    left = label_gutter([tick_text(tick, figure.y.kind) for tick in y.ticks])
    # A mark at the end of the curve is named to its left, so only a little room is needed beside it.
    return base() | {
        "openkam": remark(
            figure,
            marks=len(points),
            x=axis_facts(figure.x),
            y=axis_facts(figure.y),
            pick="x",
            areas=parts(points, peak, x, y),
        ),
        "tooltip": tooltip("axis", {"$point": True}),
        "grid": {"left": left, "right": 14, "top": 26, "bottom": 44},
        "xAxis": value_axis(x, figure.x, grid_lines=False, title=True) | {"axisLine": {"show": False, "onZero": False}},
        "yAxis": value_axis(y, figure.y, grid_lines=True, title=False) | _name_above(figure, left),
        "series": [
            stretch("rising", points[: peak + 1], "pos", 0.11) | {"markLine": _guides(points, peak)},
            stretch("falling", points[peak:], "neg", 0.12),
            named_marks(figure.marks, x, y),
        ],
    }


def parts(points: Sequence[Point], peak: int, x: Scale, y: Scale) -> list[Json]:
    """Left of the peak are those who earn, right of its level stretch those who lose: each part leads to its list."""
    if not points:
        return []
    level = max((at for at, point in enumerate(points) if point.y >= points[peak].y), default=peak)
    upright = [y.low, y.high]
    return [
        {"key": "earning", "label": _("earning"), "x": [x.low, points[peak].x], "y": upright},
        {"key": "losing", "label": _("losing"), "x": [points[level].x, x.high], "y": upright},
    ]


def draw_path(figure: Figure) -> Json:
    """The option of lines over numbers, such as a share cumulated over ranked accounts."""
    points = [point for series in figure.series for point in series.points]
    x = count_scale([point.x for point in points])
    ys = [point.y for point in points] + [mark.y for mark in figure.marks] or [0.0, 1.0]
    y = linear(ys, with_zero=True, pad=0 if figure.y.kind == "percent" and max(ys) <= 100 else 0.06)
    left = label_gutter([tick_text(tick, figure.y.kind) for tick in y.ticks])
    return base() | {
        "openkam": remark(figure, marks=len(points), x=axis_facts(figure.x), y=axis_facts(figure.y), pick="x"),
        "tooltip": tooltip("axis", {"$point": True}),
        "grid": {"left": left, "right": 14, "top": 26, "bottom": 44},
        "xAxis": value_axis(x, figure.x, grid_lines=False, title=True) | {"axisLine": _edge()},
        "yAxis": value_axis(y, figure.y, grid_lines=True, title=False) | _name_above(figure, left),
        "series": [
            *(
                stretch(series.key, thinned(series.points), line_token(series, index), 0.08 if index == 0 else 0)
                for index, series in enumerate(figure.series)
            ),
            named_marks(figure.marks, x, y, beside=True),
        ],
    }


def _edge() -> Json:
    return {"show": True, "onZero": False, "lineStyle": {"color": var("line-2")}}


def _name_above(figure: Figure, left: int) -> Json:
    """The name of the upright axis, level and above it."""
    return {
        "name": axis_title(figure.y),
        "nameLocation": "end",
        "nameGap": 12,
        "nameTextStyle": {**text_style(), "align": "left", "padding": [0, 0, 0, 6 - left]},
    }


def count_scale(values: Sequence[float]) -> Scale:
    """From the first to the last point, the last one always labelled: it is the number of accounts."""
    even = linear(values or [0.0, 1.0], pad=0)
    gap = (even.high - even.low) * 0.09
    ticks = (*tuple(tick for tick in even.ticks if even.high - tick >= gap and tick > even.low), even.high)
    return Scale("linear", even.low, even.high, ticks)


def stretch(key: str, points: Sequence[Point], token: str, opacity: float) -> Json:
    """One stretch of a curve, filled down to zero."""
    return {
        "type": "line",
        "id": key,
        "dimensions": ["x", "y", "label", "id"],
        "encode": {"x": 0, "y": 1},
        "data": [[exact(point.x), exact(point.y), one_line(point.label, 80), point.id] for point in points],
        "showSymbol": False,
        "symbol": "circle",
        "symbolSize": 7,
        "lineStyle": {"color": var(token), "width": 1.75, "join": "round"},
        "itemStyle": {"color": var(token)},
        "areaStyle": {"color": var(token), "opacity": opacity, "origin": 0},
        "emphasis": {"disabled": True},
    }


def _guides(points: Sequence[Point], peak: int) -> Json:
    """The line at zero, and a dashed one from the peak down to it."""
    data: list[object] = [
        {"yAxis": 0, "lineStyle": {"color": var("ink"), "type": "solid", "width": 1}},
    ]
    if points and points[peak].y > 0:
        x, y = points[peak].x, points[peak].y
        data.append([{"coord": [x, 0]}, {"coord": [x, y]}])
    return {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": var("ink-2"), "type": [3, 3], "width": 1},
        "data": data,
    }


def named_marks(marks: Sequence[Mark], x: Scale, y: Scale, *, beside: bool = False) -> Json:
    """Dots with their names; a name stands where it does not leave the picture, or right below where `beside`."""
    return {
        "type": "scatter",
        "symbolSize": 7,
        "silent": True,
        "z": 6,
        "tooltip": {"show": False},
        "data": [_mark(mark, x, y, beside=beside) for mark in marks],
    }


def _mark(mark: Mark, x: Scale, y: Scale, *, beside: bool) -> Json:
    token = "ink" if mark.tone == "neutral" else shade(mark.tone).text
    label = shorten(one_line(mark.label), 60)
    across, up = x.share(mark.x), y.share(mark.y)
    half = width(label) * 6.2 / 2 / 300
    on_zero = mark.y == 0 and mark.x != 0
    if on_zero:
        position, extra = "left", {"offset": [-2, 10]}
    elif beside and across < 0.7:
        position, extra = "right", {"offset": [2, 9]}
    elif across + half > 1:
        # Under the curve, which falls to it, and not on it.
        position, extra = "left", {"offset": [-2, 12 if up > 0.15 else -10]}
    elif across - half < 0:
        position, extra = "right", {"offset": [0, -10 if up > 0.5 else 0]}
    else:
        position, extra = "top" if up > 0.15 else "bottom", {}
    return {
        "value": [exact(mark.x), exact(mark.y)],
        "symbolSize": 0 if on_zero else 7,
        "itemStyle": {"color": var(token)},
        "label": {
            "show": True,
            "position": position,
            "distance": 5,
            "formatter": label,
            **halo(text_style(11, tint=token, weight=500)),
            **extra,
        },
    }
