"""What all charts share: axes with ready labels, text styles, tooltips, the remark to the browser."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

from openkam.core.blocks import Axis, Figure, Kind
from openkam.core.i18n import gettext as _, language
from openkam.core.numbers import format_compact, format_money, format_number, format_percent
from openkam.publish.scales import Scale
from openkam.publish.text import one_line, width

Json = dict[str, Any]

CANVAS_ABOVE: Final = 3000
"""Marks beyond which one canvas is quicker than as many SVG elements."""
_TRAILING_ZEROS: Final = re.compile(r"\.0+(?!\d)|(?<=\.\d)0+(?!\d)")
DIGIT_PX: Final = 6.4
"""Width of a digit at 11 px."""


def var(token: str) -> str:
    """The name under which the browser finds the colour of a token."""
    return f"var:{token}"


def exact(value: float | None) -> float | None:
    """`value` as JSON can hold it; unknown, infinite and not-a-number are nothing."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, 6)


def short(value: float | None, kind: Kind) -> str:
    """A value as it stands at an axis or a bar."""
    if value is None:
        return format_number(None)
    if kind == "percent":
        return format_percent(value, 0 if float(value).is_integer() else 1)
    if kind == "integer":
        return format_number(value)
    return format_compact(value)


def tick_text(value: float, kind: Kind) -> str:
    """A round value as it stands at an axis: `10k`, where a measured one would be `10.0k`."""
    return _TRAILING_ZEROS.sub("", short(value, kind))


def full(value: float | None, axis: Axis) -> str:
    """A value with its unit, as a tooltip says it."""
    if axis.kind == "percent":
        return format_percent(value)
    if axis.kind == "money":
        decimals = 2 if value is not None and abs(value) < 1000 else 0
        return format_money(value, axis.unit, decimals) if axis.unit else format_number(value, decimals)
    whole = value is None or axis.kind == "integer" or float(value).is_integer()
    number = format_number(value, 0 if whole else 2)
    return f"{number}\N{NO-BREAK SPACE}{axis.unit}" if axis.unit else number


def text_style(size: float = 11, *, tint: str = "ink-3", weight: int = 400) -> Json:
    """Text of the given size, colour and weight."""
    return {"fontSize": size, "color": var(tint), "fontWeight": weight}


def halo(style: Json) -> Json:
    """The same text with a rim in the ground's colour, legible over points and lines."""
    return {**style, "textBorderColor": var("surface"), "textBorderWidth": 3}


def axis_title(axis: Axis, scale: Scale | None = None) -> str:
    """Name and unit of an axis, and how it is scaled unless evenly."""
    label = one_line(axis.label)
    has_unit = axis.unit and axis.unit not in label
    named = _("{label}, {unit}").format(label=label, unit=axis.unit) if has_unit else label
    if scale is None or scale.name == "linear":
        return named
    if scale.ticks and scale.ticks[0] < 0:
        return _("{axis}, log scale on both sides of zero").format(axis=named)
    return _("{axis}, log scale").format(axis=named)


def tick_labels(scale: Scale, kind: Kind) -> list[tuple[float, str]]:
    """Place and text of every tick."""
    return [(round(scale.place(tick), 9), tick_text(tick, kind)) for tick in scale.ticks]


def value_axis(scale: Scale, axis: Axis, *, grid_lines: bool, title: bool) -> Json:
    """A value axis whose ticks and labels are decided here, in the units of `scale.place`."""
    labels = tick_labels(scale, axis.kind)
    places = [place for place, _ in labels]
    made: Json = {
        "type": "value",
        "min": scale.place(scale.low),
        "max": scale.place(scale.high),
        "axisLine": {"show": False},
        "axisTick": {"show": False, "customValues": places},
        "splitLine": {"show": grid_lines, "lineStyle": {"color": var("grid"), "width": 1}},
        "axisLabel": {**text_style(), "customValues": places, "formatter": {"$labels": labels}, "hideOverlap": True},
    }
    if scale.reversed:
        made["inverse"] = True
    if title:
        made |= {
            "name": axis_title(axis, scale),
            "nameLocation": "middle",
            "nameGap": 26,
            "nameTextStyle": text_style(),
        }
    return made


def label_gutter(labels: Sequence[str], *, least: int = 30) -> int:
    """Pixels to leave free beside a vertical axis for its labels."""
    return max(least, math.ceil(max((width(label) for label in labels), default=0) * DIGIT_PX) + 14)


def tooltip(trigger: str, formatter: Json) -> Json:
    """A tooltip drawn inside the picture: a strict content security policy allows no styled element."""
    return {
        "trigger": trigger,
        "renderMode": "richText",
        "confine": True,
        "transitionDuration": 0,
        "backgroundColor": var("surface"),
        "borderColor": var("line-2"),
        "borderWidth": 1,
        "borderRadius": 6,
        "padding": [7, 10],
        "textStyle": {**text_style(12, tint="ink"), "lineHeight": 18},
        "axisPointer": {"type": "line", "lineStyle": {"color": var("line-2"), "width": 1}, "label": {"show": False}},
        "formatter": formatter,
    }


def axis_facts(axis: Axis) -> Json:
    """What the browser must know to write a value of this axis."""
    return {"label": one_line(axis.label), "unit": axis.unit, "kind": axis.kind}


def remark(figure: Figure, *, marks: int, **more: object) -> Json:
    """What the browser must know beside the option itself."""
    return {
        "id": figure.id,
        "kind": figure.kind,
        "title": one_line(figure.title),
        "language": language(),
        "renderer": "canvas" if marks > CANVAS_ABOVE else "svg",
        **more,
    }


def base() -> Json:
    """The start of every option: no animation, the page's own type."""
    return {
        "animation": False,
        "textStyle": {"fontFamily": "font:sans"},
        "aria": {"enabled": False},
    }
