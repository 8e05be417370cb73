"""Lines over categories: the proposed end dashed, its interval a band, each line named at its own end."""

from __future__ import annotations

from openkam.core.blocks import Figure, Series
from openkam.publish.echarts.bars import bound, is_proposed, tip
from openkam.publish.echarts.frame import (
    Json,
    axis_title,
    base,
    exact,
    label_gutter,
    remark,
    text_style,
    tick_text,
    tooltip,
    value_axis,
    var,
)
from openkam.publish.scales import finite, linear
from openkam.publish.text import one_line, shorten, width
from openkam.publish.theme import DISTINCT, shade


def draw(figure: Figure) -> Json:
    """The option of lines over categories."""
    values = [value for one in figure.series for value in (*one.values, *one.low, *one.high)]
    values += [line.value for line in figure.lines if line.axis == "y"]
    scale = linear(finite(values) or [0.0, 1.0], with_zero=figure.y.kind == "money", pad=0.06)
    left = label_gutter([tick_text(tick, figure.y.kind) for tick in scale.ticks])
    names = max((width(shorten(one_line(one.label), 18)) for one in figure.series), default=0)
    return base() | {
        "openkam": remark(figure, marks=sum(len(one.values) for one in figure.series)),
        "tooltip": tooltip("axis", {"$tips": True}),
        "grid": {"left": left, "right": round(names * 6.4 + 14), "top": 26, "bottom": 28},
        "xAxis": {
            "type": "category",
            "boundaryGap": False,
            "data": [one_line(category) for category in figure.categories],
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": var("line-2")}, "onZero": False},
            "axisLabel": {**text_style(), "hideOverlap": True, "margin": 8},
        },
        "yAxis": value_axis(scale, figure.y, grid_lines=True, title=False)
        | {
            "name": axis_title(figure.y),
            "nameLocation": "end",
            "nameGap": 10,
            "nameTextStyle": {**text_style(), "align": "left", "padding": [0, 0, 0, 6 - left]},
        },
        "series": [entry for index, series in enumerate(figure.series) for entry in _series(figure, series, index)],
    }


def line_token(series: Series, index: int) -> str:
    """The colour of one line among several."""
    return DISTINCT[index % len(DISTINCT)] if series.tone == "neutral" else shade(series.tone).fill


def _series(figure: Figure, series: Series, index: int) -> list[Json]:
    count = len(series.values)
    last_actual = max((at for at in range(count) if not is_proposed(series, at)), default=-1)
    ahead = any(is_proposed(series, at) for at in range(count))
    actual = [exact(value) if not is_proposed(series, at) else None for at, value in enumerate(series.values)]
    made = [_line(figure, series, index, actual, named=not ahead)]
    if ahead:
        # The dashed end starts at the last actual value, or a gap would part what belongs together.
        end = [exact(value) if at >= last_actual else None for at, value in enumerate(series.values)]
        dashed = _line(figure, series, index, end, named=True, skip_tip=last_actual)
        dashed["lineStyle"]["type"] = [5, 4]
        made.append(dashed)
    return [*_band(series, index), *made]


def _line(
    figure: Figure, series: Series, index: int, values: list[float | None], *, named: bool, skip_tip: int = -1
) -> Json:
    token = line_token(series, index)
    data = [
        {"value": value, "tip": "" if value is None or at == skip_tip else tip(figure, series, at)}
        for at, value in enumerate(values)
    ]
    made: Json = {
        "type": "line",
        "name": one_line(series.label),
        "data": data,
        "symbol": "circle",
        "symbolSize": 5,
        "showSymbol": len(values) <= 36,
        "lineStyle": {"color": var(token), "width": 1.75},
        "itemStyle": {"color": var(token)},
        "emphasis": {"scale": 1.6, "lineStyle": {"width": 1.75}},
    }
    if named:
        made["endLabel"] = {
            "show": True,
            "formatter": shorten(one_line(series.label), 18),
            **text_style(11, tint=token, weight=500),
        }
    if index == 0 and named:
        made["markLine"] = _dividers(figure)
    return made


def _dividers(figure: Figure) -> Json:
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": var("ink"), "type": [4, 3], "width": 1},
        "label": {"position": "insideEndTop", **text_style(11, tint="ink", weight=500)},
        "data": [
            {"yAxis": line.value, "label": {"formatter": one_line(line.label)}}
            for line in figure.lines
            if line.axis == "y"
        ],
    }


def _band(series: Series, index: int) -> list[Json]:
    """The interval as two stacked lines without ink, the upper one filled."""
    pairs = [(bound(series.low, at), bound(series.high, at)) for at in range(len(series.values))]
    if not any(low is not None and high is not None for low, high in pairs):
        return []
    silent: Json = {
        "type": "line",
        "stack": f"band-{series.key}",
        "stackStrategy": "all",
        "silent": True,
        "showSymbol": False,
        "lineStyle": {"opacity": 0},
        "tooltip": {"show": False},
    }
    lows = [exact(low) for low, _high in pairs]
    spans = [exact(high - low) if low is not None and high is not None else None for low, high in pairs]
    fill = {"color": var(line_token(series, index)), "opacity": 0.12}
    return [silent | {"data": lows}, silent | {"data": spans, "areaStyle": fill}]
