"""Bars over categories: proposed ones hollow and dashed, each series on its own scale where sizes differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openkam.core.blocks import Figure, Series
from openkam.core.i18n import gettext as _
from openkam.publish.echarts.frame import Json, base, exact, full, remark, short, text_style, tooltip, var
from openkam.publish.scales import Scale, finite, linear
from openkam.publish.text import one_line, width
from openkam.publish.theme import DISTINCT, shade

_NAMED_ALWAYS: Final = 8
"""Up to so many categories are all named, on two lines where one is too short."""
_OWN_SCALE_RATIO: Final = 5.0
"""Series whose largest values differ more than this would hide one another on one scale."""


@dataclass(frozen=True)
class Panel:
    """Series that share one scale, and the share of the height that they get (percent from, percent tall)."""

    series: tuple[Series, ...]
    top_pct: float
    height_pct: float


def size(series: Series) -> float:
    """The largest value of a series, regardless of sign."""
    return max((abs(value) for value in finite(series.values)), default=0.0)


def needs_own_scales(series: Sequence[Series]) -> bool:
    """Whether two or three series must stand on scales of their own to be seen at all."""
    sizes = [size(one) for one in series]
    return 1 < len(series) <= 3 and max(sizes) > _OWN_SCALE_RATIO * max(min(sizes), 1e-12)


def panels(figure: Figure) -> tuple[Panel, ...]:
    """One panel for all series, or one for each, the largest getting most of the height."""
    if not needs_own_scales(figure.series):
        return (Panel(figure.series, 0, 100),)
    largest = max(size(one) for one in figure.series)
    shares = [1.0 if size(one) == largest else 0.65 for one in figure.series]
    top, made = 0.0, []
    for one, share in zip(figure.series, shares, strict=True):
        height = 100 * share / sum(shares)
        made.append(Panel((one,), top, height))
        top += height
    return tuple(made)


def bar_token(series: Series, at: int, index: int, count: int) -> str:
    """The colour of one bar: red below zero, the last actual period strongest, earlier ones lighter."""
    value = series.values[at]
    if series.tone not in ("neutral", "pos", "neg"):
        return shade(series.tone).fill
    if count > 1:
        return DISTINCT[index % len(DISTINCT)]
    if value is not None and value < 0:
        return "neg"
    actual = [place for place, ahead in enumerate(series.proposed) if not ahead]
    return "pos-2" if actual and at != actual[-1] else "pos"


def is_proposed(series: Series, at: int) -> bool:
    """Whether the value at that place is proposed and not actual."""
    return at < len(series.proposed) and series.proposed[at]


def bound(values: Sequence[float | None], at: int) -> float | None:
    """One end of the interval at that place, if there is one."""
    return values[at] if at < len(values) else None


def tip(figure: Figure, series: Series, at: int) -> str:
    """The sentence that a tooltip says about one value."""
    value, low, high = series.values[at], bound(series.low, at), bound(series.high, at)
    words = {"label": one_line(series.label), "value": full(value, figure.y)}
    if low is not None and high is not None:
        words |= {"low": short(low, figure.y.kind), "high": short(high, figure.y.kind)}
        if is_proposed(series, at):
            return _("{label}: {value},\nproposed, between {low} and {high}").format(**words)
        return _("{label}: {value},\nbetween {low} and {high}").format(**words)
    if is_proposed(series, at):
        return _("{label}: {value}, proposed").format(**words)
    return _("{label}: {value}").format(**words)


def draw(figure: Figure) -> Json:
    """The option of a bar figure."""
    parts = panels(figure)
    own = len(parts) > 1
    names = [line for part in parts for line in _panel_name(part).split("\n")] if own else []
    gutter = max((width(name) for name in names), default=0) * 6.2 + 16 if own else 8
    made = base() | {
        "openkam": remark(figure, marks=len(figure.series) * len(figure.categories)),
        "tooltip": tooltip("axis", {"$tips": True})
        | {"axisPointer": {"type": "shadow", "shadowStyle": {"opacity": 0}}},
        "grid": [_grid(part, min(gutter, 110), len(parts), two_lines=_wraps(figure)) for part in parts],
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "xAxis": [_x_axis(figure, at, at == len(parts) - 1) for at in range(len(parts))],
        "yAxis": [_y_axis(part, at, own) for at, part in enumerate(parts)],
        "series": [
            entry
            for at, part in enumerate(parts)
            for index, series in enumerate(part.series)
            for entry in _series(figure, series, index, len(part.series), at)
        ],
    }
    if not own and len(figure.series) > 1:
        made["legend"] = {
            "left": 0,
            "bottom": 0,
            "selectedMode": False,
            "itemWidth": 10,
            "itemHeight": 10,
            "itemGap": 14,
            "textStyle": text_style(11, tint="ink-2"),
            "data": [one_line(series.label) for series in figure.series],
        }
        made["grid"][0]["bottom"] = 48
    return made


def _category_room(figure: Figure) -> float:
    """Pixels that a category's name may fill, in a picture of the usual width."""
    return 290 / max(1, len(figure.categories))


def _wraps(figure: Figure) -> bool:
    """Whether some name takes two lines."""
    return any(width(one_line(category)) * 6.2 > _category_room(figure) for category in figure.categories)


def _grid(part: Panel, gutter: float, count: int, *, two_lines: bool) -> Json:
    # Panels stand exactly above one another: no grid may shrink for its own labels.
    room: Json = {"left": round(gutter), "right": 8, "outerBoundsMode": "none"}
    if count == 1:
        return {**room, "top": 20, "bottom": 40 if two_lines else 26}
    bottom_pct = 100 - part.top_pct - part.height_pct
    return {
        **room,
        "top": f"{part.top_pct + (5 if part.top_pct else 2):.1f}%",
        "bottom": f"{bottom_pct + (0 if bottom_pct > 1 else 14 if two_lines else 9):.1f}%",
    }


def _x_axis(figure: Figure, panel: int, labelled: bool) -> Json:
    few = len(figure.categories) <= _NAMED_ALWAYS
    return {
        "type": "category",
        "gridIndex": panel,
        "data": [one_line(category) for category in figure.categories],
        "axisTick": {"show": False},
        "axisLine": {"show": False},
        "axisLabel": {
            **text_style(),
            "show": labelled,
            "margin": 8,
            "lineHeight": 13,
            **({"interval": 0, "width": _category_room(figure), "overflow": "break"} if few else {"hideOverlap": True}),
        },
    }


def _scale(part: Panel) -> Scale:
    values = [value for one in part.series for value in (*one.values, *one.low, *one.high)]
    # A value is written above or below its bar: the smaller the panel, the larger that share of it.
    return linear(finite(values) or [0.0, 1.0], with_zero=True, pad=min(0.34, 11 / part.height_pct))


def _panel_name(part: Panel) -> str:
    name = one_line(part.series[0].label)
    return name if part.top_pct == 0 else _("{series}\nown scale").format(series=name)


def _y_axis(part: Panel, panel: int, own: bool) -> Json:
    scale = _scale(part)
    made: Json = {
        "type": "value",
        "gridIndex": panel,
        "min": scale.low,
        "max": scale.high,
        "axisLabel": {"show": False},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitLine": {"show": False},
    }
    if own:
        made |= {
            "name": _panel_name(part),
            "nameLocation": "middle",
            "nameRotate": 0,
            "nameGap": 8,
            "nameTextStyle": {**text_style(), "align": "right", "lineHeight": 14},
        }
    return made


def _series(figure: Figure, series: Series, index: int, count: int, panel: int) -> list[Json]:
    """The bars, the whiskers of their intervals, and the values above those."""
    places = range(len(series.values))
    bars: Json = {
        "type": "bar" if series.form == "bar" else "line",
        "id": series.key,
        "name": one_line(series.label),
        "xAxisIndex": panel,
        "yAxisIndex": panel,
        "barMaxWidth": 44,
        "barCategoryGap": "28%",
        "barGap": "12%",
        "itemStyle": {"color": var(bar_token(series, 0, index, count)) if count > 1 else var("pos-2")},
        "data": [_bar(figure, series, at, index, count, prop=panel == 0 and count == 1) for at in places],
        "markLine": _zero_line(),
        "cursor": "pointer",
    }
    if count > 1:
        # No axis says how much a bar is: its value does, where it has room.
        bars["labelLayout"] = {"hideOverlap": True}
    aside: Json = {"xAxisIndex": panel, "yAxisIndex": panel, "silent": True, "tooltip": {"show": False}, "z": 3}
    made = [bars]
    whiskers = [at for at in places if bound(series.low, at) is not None and bound(series.high, at) is not None]
    if whiskers:
        made.append(
            aside
            | {
                "type": "custom",
                "renderItem": {"$interval": {"index": index, "count": count}},
                "itemStyle": {"color": var("ink-3")},
                "encode": {"x": 0, "y": [1, 2]},
                "data": [[at, bound(series.low, at), bound(series.high, at)] for at in whiskers],
            }
        )
    if count == 1:
        values = [_value(figure, series, at) for at in places if exact(series.values[at]) is not None]
        made.append(aside | {"type": "scatter", "symbolSize": 0, "data": values})
    return made


def _value(figure: Figure, series: Series, at: int) -> Json:
    """The value of a bar, written beyond its end or beyond its interval."""
    value = series.values[at] or 0.0
    token = bar_token(series, at, 0, 1)
    below = value < 0
    end = bound(series.low if below else series.high, at)
    latest = token in ("pos", "neg") and not is_proposed(series, at)
    return {
        "value": [at, exact(value if end is None else end)],
        "label": {
            "show": True,
            "position": "bottom" if below else "top",
            "distance": 4,
            "formatter": short(value, figure.y.kind),
            **text_style(11, tint="neg" if below else "ink" if latest else "ink-2", weight=500 if latest else 400),
        },
    }


def _zero_line() -> Json:
    return {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": var("line-2"), "type": "solid", "width": 1},
        "data": [{"yAxis": 0}],
        "z": 1,
    }


def _bar(figure: Figure, series: Series, at: int, index: int, count: int, *, prop: bool) -> Json:
    value = exact(series.values[at])
    proposed = is_proposed(series, at)
    below = value is not None and value < 0
    style: Json = {
        "color": var(bar_token(series, at, index, count)),
        "borderRadius": [0, 0, 2, 2] if below else [2, 2, 0, 0],
    }
    if proposed:
        rim = "neg" if below else "pos-2"
        style |= {"color": "transparent", "borderColor": var(rim), "borderType": [3, 2], "borderWidth": 1}
    made: Json = {"value": value, "itemStyle": style, "tip": tip(figure, series, at)}
    if proposed and prop:
        made["label"] = {"show": True, "position": "insideBottom", "formatter": _("prop."), **text_style(10.5)}
    elif count > 1 and value is not None:
        place = "bottom" if below else "top"
        said = short(value, figure.y.kind)
        made["label"] = {"show": True, "position": place, "distance": 4, "formatter": said, **text_style(11)}
    return made
