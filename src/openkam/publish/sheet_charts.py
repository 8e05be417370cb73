"""Native Excel charts beside the table of their figure, over numbers that stand in the sheet."""

from __future__ import annotations

import math
from typing import Any, Final

from openkam.core.blocks import Figure, Point, Series
from openkam.publish.echarts.bars import bar_token, is_proposed
from openkam.publish.echarts.frame import axis_title
from openkam.publish.echarts.lines import line_token
from openkam.publish.echarts.points import NAMED_AT_MOST, all_points
from openkam.publish.echarts.whale import peak_at
from openkam.publish.ranges import ranges
from openkam.publish.scales import Scale
from openkam.publish.sheet_numbers import (
    TALL,
    Columns,
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

_SIZES: Final = (5, 8, 11, 15, 20, 26)
"""Diameters of marks in points: Excel has none in between for a series, so that areas are right to the next class."""
_PLAIN: Final = 7
_CROWD: Final = 4
_POINTS_TALL: Final = 540


def tall_of(figure: Figure) -> float:
    """The height of the figure's chart in px."""
    return TALL if figure.kind in ("bars", "lines", "whale") else _POINTS_TALL


def add_chart(book: Any, sheet: Any, figure: Figure, *, at: tuple[int, int], numbers_row: int, look: Look) -> int:
    """Write the figure's numbers from `numbers_row` on, draw them at `at` (row, column).

    Return the first free row under the numbers.
    """
    if figure.kind in ("bars", "lines", "whale"):
        straight = figure.kind == "whale" or (figure.kind == "lines" and bool(all_points(figure)))
        chart, free_row = (_whale if straight else _categories)(book, sheet, figure, numbers_row, look)
        if chart is None:
            return numbers_row
        chart.set_x_axis({"name": axis_title(figure.x), "num_font": {"size": 9}, "label_position": "low"})
        chart.set_y_axis(value_axis(axis_title(figure.y)))
        place(sheet, chart, figure.title, at)
        return free_row
    chart, free_row = _points(book, sheet, figure, numbers_row, look)
    if chart is None:
        return numbers_row
    place(sheet, chart, figure.title, at, tall_of(figure))
    return free_row


def _categories(book: Any, sheet: Any, figure: Figure, row: int, look: Look) -> tuple[Any, int]:
    """Columns or lines over categories; a line among columns (the running sum of a Pareto) stays a line."""
    chart = book.add_chart({"type": "column" if figure.kind == "bars" else "line"})
    columns: list[tuple[str, Any]] = [("", figure.categories)]
    columns += [(series.label, series.values) for series in figure.series]
    free_row = write_columns(sheet, columns, row, look)
    count = len(figure.categories)
    over = None
    for index, series in enumerate(figure.series):
        as_line = figure.kind == "lines" or series.form == "line"
        token = bar_token(series, 0, index, len(figure.series)) if len(figure.series) > 1 else "pos-2"
        if as_line:
            token = line_token(series, index)
        described: dict[str, Any] = {
            "name": name_at(sheet, row, 1 + index),
            "categories": values_at(sheet, row + 1, row + count, 0),
            "values": values_at(sheet, row + 1, row + count, 1 + index),
            "points": [_point(series, at, token, as_line=as_line) for at in range(count)],
            "line" if as_line else "fill": {"color": LIGHT[token]},
        }
        if as_line and figure.kind == "bars":
            over = over or book.add_chart({"type": "line"})
            over.add_series(described | {"marker": {"type": "circle", "size": 5}})
        else:
            chart.add_series(described)
    if over is not None:
        chart.combine(over)
    chart.set_legend({"position": "bottom"} if len(figure.series) > 1 else {"none": True})
    return chart, free_row


def _point(series: Series, at: int, token: str, *, as_line: bool) -> dict[str, Any] | None:
    if not is_proposed(series, at):
        return None
    dashed = {"color": LIGHT[token], "dash_type": "dash"}
    return {"line": dashed} if as_line else {"fill": {"none": True}, "border": dashed}


def _whale(book: Any, sheet: Any, figure: Figure, row: int, look: Look) -> tuple[Any, int]:
    points = next((series.points for series in figure.series if series.points), ())
    if not points:
        return None, row
    peak = peak_at(points) if figure.kind == "whale" else len(points) - 1
    name = figure.series[0].label
    columns: Columns = [
        (axis_title(figure.x), [point.x for point in points]),
        (name, [point.y for point in points]),
    ]
    free_row = write_columns(sheet, columns, row, look)
    chart = book.add_chart({"type": "scatter", "subtype": "straight"})
    for start, stop, token in ((0, peak, "pos"), (peak, len(points) - 1, "neg")):
        if start == stop:
            continue
        chart.add_series(
            {
                "name": one_line(name, 250),
                "categories": values_at(sheet, row + 1 + start, row + 1 + stop, 0),
                "values": values_at(sheet, row + 1 + start, row + 1 + stop, 1),
                "line": {"color": LIGHT[token], "width": 2},
                "marker": {"type": "none"},
            }
        )
    chart.set_legend({"none": True})
    return chart, free_row


def _points(book: Any, sheet: Any, figure: Figure, row: int, look: Look) -> tuple[Any, int]:
    """One series for each tone and size, then the dividing lines and the lines through points, each named."""
    marks = [point for series in figure.series if series.form != "line" for point in series.points]
    if not marks:
        return None, row
    (x, x_log), (y, y_log) = ranges(figure)
    largest = max((point.size or 0.0 for point in marks), default=0.0)
    named = len(marks) <= NAMED_AT_MOST
    groups: dict[tuple[str, int], list[Point]] = {}
    for point in marks:
        groups.setdefault((point.tone, _size(point, largest, named=named)), []).append(point)
    ordered = [point for group in groups.values() for point in group]
    lines = _lines(figure, x, y)
    drawn = [*((point.label, point.x, point.y, point.size) for point in ordered)]
    drawn += [(name, *end, None) for name, ends in lines for end in ends]
    heads = ("", axis_title(figure.x), axis_title(figure.y))
    columns = [(head, [one[at] for one in drawn]) for at, head in enumerate(heads)]
    if largest > 0:
        # The mark's area is drawn to the next of a few sizes; the figure itself stands here.
        columns.append((figure.series[0].label, [one[3] for one in drawn]))
    free_row = write_columns(sheet, columns, row, look)
    chart = book.add_chart({"type": "scatter"})
    start = row + 1
    for (tone, size), group in groups.items():
        _cloud(chart, sheet, figure, (start, start + len(group) - 1), (tone, size), group, named=named)
        start += len(group)
    for name, ends in lines:
        _line(chart, sheet, name, (start, start + len(ends) - 1))
        start += len(ends)
    chart.set_legend({"none": True})
    chart.set_x_axis(_axis(figure, "x", x, y, log=x_log))
    chart.set_y_axis(_axis(figure, "y", y, x, log=y_log))
    return chart, free_row


def _size(point: Point, largest: float, *, named: bool) -> int:
    if point.size is None or largest <= 0:
        return _PLAIN if named else _CROWD
    wanted = _SIZES[-1] * math.sqrt(max(point.size, 0.0) / largest)
    return min(_SIZES, key=lambda size: abs(size - wanted))


def _lines(figure: Figure, x: Scale, y: Scale) -> list[tuple[str, list[tuple[float, float]]]]:
    made: list[tuple[str, list[tuple[float, float]]]] = []
    for line in figure.lines:
        ends = (y.low, y.high) if line.axis == "x" else (x.low, x.high)
        made.append((line.label, [(line.value, end) if line.axis == "x" else (end, line.value) for end in ends]))
    for series in figure.series:
        if series.form == "line" and series.points:
            made.append((series.label, [(point.x, point.y) for point in series.points]))
    return made


def _cloud(
    chart: Any,
    sheet: Any,
    figure: Figure,
    rows: tuple[int, int],
    look: tuple[str, int],
    group: list[Point],
    *,
    named: bool,
) -> None:
    tone, size = look
    token = shade(group[0].tone)
    paint: dict[str, Any] = {"fill": {"color": LIGHT[token.fill]}, "border": {"none": True}}
    if group[0].size is not None:
        paint = {"fill": {"color": LIGHT[token.fill], "transparency": 35}, "border": {"color": LIGHT[token.fill]}}
    described: dict[str, Any] = {
        "name": one_line(f"{figure.series[0].label} ({tone})", 250),
        "categories": values_at(sheet, *rows, 1),
        "values": values_at(sheet, *rows, 2),
        "marker": {"type": "circle", "size": size, **paint},
    }
    if named and any(point.label for point in group):
        labels = [
            said(sheet, point.label, (rows[0] + at, 0)) if point.label else {"delete": True}
            for at, point in enumerate(group)
        ]
        described["data_labels"] = {"value": True, "position": "right", "custom": labels, "font": {"size": 8}}
    chart.add_series(described)


def _line(chart: Any, sheet: Any, name: str, rows: tuple[int, int]) -> None:
    """A dashed line, named at its end."""
    hidden = [{"delete": True}] * (rows[1] - rows[0])
    chart.add_series(
        {
            "name": name_at(sheet, rows[0], 0),
            "categories": values_at(sheet, *rows, 1),
            "values": values_at(sheet, *rows, 2),
            "line": {"color": LIGHT["ink"], "width": 1, "dash_type": "dash"},
            "marker": {"type": "none"},
            "data_labels": {
                "value": True,
                "custom": [*hidden, said(sheet, name, (rows[1], 0))],
                "position": "above" if name else "right",
                "font": {"size": 8, "bold": True},
            },
        }
    )


def _axis(figure: Figure, which: str, own: Scale, across: Scale, *, log: bool) -> dict[str, Any]:
    """Range and direction of an axis; it is crossed at the left or at the bottom whichever way it grows."""
    axis = figure.x if which == "x" else figure.y
    made = value_axis(axis_title(axis), min=own.low, max=own.high, crossing=own.high if own.reversed else own.low)
    step = own.ticks[1] - own.ticks[0] if len(own.ticks) > 1 else 0.0
    if step and not log:
        made["major_unit"] = step
        decimals = next((places for places in range(4) if abs(round(step, places) - step) < 1e-9), 4)
        made["num_format"] = decimals_format(decimals)
    if log:
        made["log_base"] = 10
    if own.reversed:
        made["reverse"] = True
    if across.reversed:
        made["label_position"] = "high"
    return made
