"""Native Excel charts of pictures that Excel can draw: control chart, histogram, plan in time.

add_picture(book, sheet, block, at=(row, column), numbers_row=…, look=…) -> first free row
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from openkam.core.charts import Bin, ChartPoint, ControlChart, Curve, Histogram
from openkam.core.diagrams import Bar, Gantt
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.ranges import reaching
from openkam.publish.scales import finite, linear, widened
from openkam.publish.sheet_numbers import (
    TALL,
    Look,
    decimals_format,
    name_at,
    place,
    said,
    value_axis,
    values_at,
    write_columns,
)
from openkam.publish.text import one_line
from openkam.publish.theme import LIGHT, shade

Drawn = ControlChart | Histogram | Gantt
"""Pictures with a chart of their own in a workbook."""
_SMALL_ABOVE: Final = 120
_HIDDEN: Final = {"fill": {"none": True}, "border": {"none": True}}


def add_picture(book: Any, sheet: Any, block: Drawn, *, at: tuple[int, int], numbers_row: int, look: Look) -> int:
    """Write the numbers of `block` from `numbers_row` on and draw them at `at` (row, column); return the next row."""
    if isinstance(block, ControlChart):
        return _control_chart(book, sheet, block, at, numbers_row, look)
    if isinstance(block, Histogram):
        return _histogram(book, sheet, block, at, numbers_row, look)
    return _gantt(book, sheet, block, at, numbers_row, look)


def has_chart(block: object) -> bool:
    """Whether there is anything for a chart to draw."""
    if isinstance(block, ControlChart):
        return any(point.value is not None for point in block.points)
    return isinstance(block, Histogram | Gantt) and bool(block.bins if isinstance(block, Histogram) else bars_of(block))


def tall_of(block: object) -> float:
    """The height of its chart in px."""
    return min(1200, max(260, 120 + 26 * len(bars_of(block)))) if isinstance(block, Gantt) else TALL


def _named(label: str, unit: str) -> str:
    name = one_line(label)
    return _("{label}, {unit}").format(label=name, unit=one_line(unit)) if unit else name


def _control_chart(book: Any, sheet: Any, block: ControlChart, at: tuple[int, int], row: int, look: Look) -> int:
    """Points, centre line and limits as lines; signals as red squares with the lowest rule that they break."""
    points = block.points
    signal = [point.value if point.rules else None for point in points]
    columns: list[tuple[str, list[Any]]] = [
        ("", [point.label for point in points]),
        (_named(block.measure, block.unit), [point.value for point in points]),
        (_("mean"), [point.centre for point in points]),
        (_("UCL"), [point.upper for point in points]),
        (_("LCL"), [point.lower for point in points]),
        (_("signals"), signal),
        (_("Rules"), [", ".join(str(rule) for rule in sorted(point.rules)) for point in points]),
    ]
    free_row = write_columns(sheet, columns, row, look)
    first, last = row + 1, row + len(points)
    chart = book.add_chart({"type": "line"})
    for index in range(1, 5):
        if not finite([value for value in columns[index][1] if isinstance(value, float | int)]):
            continue
        described = _series(sheet, row, first, last, index)
        if index == 1:
            small = len(points) > _SMALL_ABOVE
            described |= {
                "line": {"color": LIGHT["pos-2"], "width": 1},
                "marker": {
                    "type": "circle",
                    "size": 3 if small else 6,
                    "fill": {"color": LIGHT["pos"]},
                    "border": {"color": LIGHT["pos"]},
                },
                "points": [{"fill": {"color": LIGHT["surface"]}} if point.phase == 1 else None for point in points],
            }
        else:
            dash = {} if index == 2 else {"dash_type": "dash"}
            described |= {"line": {"color": LIGHT["ink"], "width": 1.25, **dash}, "marker": {"type": "none"}}
        chart.add_series(described)
    if finite(signal):
        chart.add_series(_signals(sheet, row, first, last, points))
    known = [value for point in points for value in (point.value, point.centre, point.upper, point.lower)]
    scale = widened(linear(finite(known) or [0.0, 1.0], pad=0.05))
    every = max(1, math.ceil(len(points) / 20))
    chart.set_x_axis({"num_font": {"size": 9}, "label_position": "low", "interval_unit": every, "interval_tick": every})
    chart.set_y_axis(
        value_axis(
            _named(block.measure, block.unit),
            min=scale.low,
            max=scale.high,
            num_format=decimals_format(block.decimals if scale.high < 1000 else 0),
            major_gridlines={"visible": False},
        )
    )
    chart.show_blanks_as("gap")
    chart.set_legend({"position": "bottom"})
    place(sheet, chart, block.title, at)
    return free_row


def _series(sheet: Any, row: int, first: int, last: int, column: int) -> dict[str, Any]:
    return {
        "name": name_at(sheet, row, column),
        "categories": values_at(sheet, first, last, 0),
        "values": values_at(sheet, first, last, column),
    }


def _signals(sheet: Any, row: int, first: int, last: int, points: Sequence[ChartPoint]) -> dict[str, Any]:
    signal = [point.value if point.rules else None for point in points]
    labels = [
        {"delete": True} if value is None else {"value": str(min(point.rules))}
        for value, point in zip(signal, points, strict=True)
    ]
    red = {"color": LIGHT["neg"]}
    return _series(sheet, row, first, last, 5) | {
        "line": {"none": True},
        "marker": {"type": "square", "size": 9, "fill": red, "border": red},
        "data_labels": {
            "value": True,
            "position": "above",
            "custom": labels,
            "font": {"size": 9, "bold": True, **red},
        },
    }


def _class_of(bins: Sequence[Bin], value: float, *, upper: bool) -> int | None:
    """In which class a limit lies; on the line between two, in the one that it still accepts."""
    for at, one in enumerate(bins):
        inside = one.low < value <= one.high if upper else one.low <= value < one.high
        if inside or (value == one.high and at == len(bins) - 1) or (value == one.low and at == 0):
            return at
    return None


def _curve_at(curve: Curve, x: float) -> float | None:
    for (x0, y0), (x1, y1) in pairwise(sorted(curve.points)):
        if x0 <= x <= x1 and x1 > x0:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return None


def _histogram(book: Any, sheet: Any, block: Histogram, at: tuple[int, int], row: int, look: Look) -> int:
    """Counts as columns, fitted curves as lines; each limit stands on the class in which it lies, with its value."""
    bins = reaching(block)
    heights = [float(one.count) for one in bins] + [y for curve in block.curves for _x, y in curve.points]
    scale = widened(linear(heights, with_zero=True, pad=0.1, count=4))
    limits = [
        (one_line(f"{name} {format_number(value, block.decimals)}"), at_class, token)
        for name, value, token, upper in (
            (_("LSL"), block.lower, "neg", False),
            (_("target"), block.target, "ink-3", False),
            (_("USL"), block.upper, "neg", True),
        )
        if value is not None and (at_class := _class_of(bins, value, upper=upper)) is not None
    ]
    columns: list[tuple[str, Any]] = [
        (_named(block.measure, block.unit), [_class_name(one, block.decimals) for one in bins]),
        (_("count"), [one.count for one in bins]),
    ]
    for curve in block.curves:
        columns.append((curve.label, [_curve_at(curve, (one.low + one.high) / 2) for one in bins]))
    for name, at_class, _token in limits:
        columns.append((name, [scale.high if place_ == at_class else None for place_ in range(len(bins))]))
    free_row = write_columns(sheet, columns, row, look)
    first, last = row + 1, row + len(bins)
    chart = book.add_chart({"type": "column"})
    chart.add_series(_series(sheet, row, first, last, 1) | {"fill": {"color": LIGHT["pos-2"]}, "gap": 4})
    over = book.add_chart({"type": "line"})
    for index, curve in enumerate(block.curves, start=2):
        dash = {"dash_type": "dash"} if curve.dashed else {}
        line = {"color": LIGHT["ink"], "width": 1.5, **dash}
        over.add_series(_series(sheet, row, first, last, index) | {"line": line, "smooth": True})
    for index, (name, at_class, token) in enumerate(limits, start=2 + len(block.curves)):
        over.add_series(
            _series(sheet, row, first, last, index) | _stem(sheet, (row, index), name, at_class, len(bins), token)
        )
    if block.curves or limits:
        chart.combine(over)
    chart.set_x_axis({"name": _named(block.measure, block.unit), "num_font": {"size": 8}, "label_position": "low"})
    chart.set_y_axis(value_axis(_("count"), min=0, max=scale.high))
    # The limits are named where they stand.
    unnamed = list(range(1 + len(block.curves), 1 + len(block.curves) + len(limits)))
    chart.set_legend({"position": "bottom", "delete_series": unnamed} if block.curves else {"none": True})
    place(sheet, chart, block.title, at)
    return free_row


def _class_name(one: Bin, decimals: int) -> str:
    decimals = 0 if one.low.is_integer() and one.high.is_integer() else decimals
    return f"{format_number(one.low, decimals)}–{format_number(one.high, decimals)}"


def _stem(sheet: Any, cell: tuple[int, int], name: str, at_class: int, count: int, token: str) -> dict[str, Any]:
    """A limit: an upright line through its class from the top to the axis, named at its top."""
    colour = {"color": LIGHT[token]}
    labels = [said(sheet, name, cell) if at == at_class else {"delete": True} for at in range(count)]
    return {
        "line": {"none": True},
        "marker": {"type": "none"},
        "y_error_bars": {
            "type": "percentage",
            "value": 100,
            "direction": "minus",
            "end_style": 0,
            "line": {**colour, "width": 2},
        },
        "data_labels": {
            "value": True,
            "position": "right",
            "custom": labels,
            "font": {"size": 9, "bold": True, **colour},
        },
    }


def bars_of(block: Gantt) -> list[Bar]:
    """The tasks whose times are known."""
    return [bar for bar in block.bars if math.isfinite(bar.start) and math.isfinite(bar.finish)]


def _gantt(book: Any, sheet: Any, block: Gantt, at: tuple[int, int], row: int, look: Look) -> int:
    """Bars that float on an unseen first part: what is done, what remains, slack."""
    bars = bars_of(block)
    # Stacked parts cannot begin below zero: then time is counted from the earliest start.
    zero = min(0.0, *(min(bar.start, bar.finish) for bar in bars))
    spans = [abs(bar.finish - bar.start) for bar in bars]
    done = [span * min(100.0, max(0.0, bar.done_pct or 0.0)) / 100 for span, bar in zip(spans, bars, strict=True)]
    columns: list[tuple[str, Any]] = [
        ("", [bar.label for bar in bars]),
        (_("Start"), [min(bar.start, bar.finish) - zero for bar in bars]),
        (_("done so far"), done),
        (_("to do"), [span - part for span, part in zip(spans, done, strict=True)]),
        (_("slack"), [bar.slack if math.isfinite(bar.slack) and bar.slack > 0 else 0.0 for bar in bars]),
    ]
    free_row = write_columns(sheet, columns, row, look)
    first, last = row + 1, row + len(bars)
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for index in range(1, 5):
        described = _series(sheet, row, first, last, index) | {"gap": 60}
        if index == 1:
            described |= _HIDDEN | _milestones(spans)
        elif index == 4:
            described |= {"fill": {"none": True}, "border": {"color": LIGHT["pos-2"], "dash_type": "dash"}}
        else:
            described |= {
                "fill": {"color": LIGHT["pos"]},
                "points": [_bar_look(bar, light=index == 3) for bar in bars],
            }
        chart.add_series(described)
    start = one_line(block.start) if zero == 0 else format_number(zero)
    unit = one_line(block.unit)
    name = _("{unit} from {start}").format(unit=unit, start=start) if start else unit
    # In a bar chart the categories stand at the vertical axis; crossed at its far end, the other one lies below.
    names = {"reverse": True, "crossing": "max", "num_font": {"size": 9}, "line": {"color": LIGHT["line-2"]}}
    chart.set_y_axis(names)
    chart.set_x_axis(value_axis(name, label_position="next_to", min=0))
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    place(sheet, chart, block.title, at, tall_of(block))
    return free_row


def _milestones(spans: Sequence[float]) -> dict[str, Any]:
    """A diamond at the end of the unseen part of whatever takes no time."""
    if all(spans):
        return {}
    labels = [{"delete": True} if span else {"value": "◆"} for span in spans]
    font = {"size": 12, "color": LIGHT["pos"]}
    return {"data_labels": {"value": True, "position": "inside_end", "custom": labels, "font": font}}


def _bar_look(bar: Bar, *, light: bool) -> dict[str, Any]:
    """Critical tasks in ink, others grey; what remains is paler where it is known what is done."""
    token = ("pos" if bar.critical else "pos-2") if bar.tone in ("neutral", "muted") else shade(bar.tone).fill
    pale = light and bar.done_pct is not None and bar.done_pct < 100
    fill = {"color": LIGHT[token], "transparency": 65} if pale else {"color": LIGHT[token]}
    return {"fill": fill, "border": {"color": LIGHT[token]}}
