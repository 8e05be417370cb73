"""Native Excel charts beside the table of their figure, over numbers that stand in the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from openkam.core.blocks import Figure, Point
from openkam.publish.echarts.bars import bar_token, is_proposed
from openkam.publish.echarts.frame import axis_title
from openkam.publish.echarts.lines import line_token
from openkam.publish.echarts.points import all_points
from openkam.publish.echarts.whale import peak_at
from openkam.publish.scales import finite
from openkam.publish.text import legible, one_line
from openkam.publish.theme import LIGHT, shade

Look = Callable[..., Any]
Columns = Sequence[tuple[str, Sequence[float | str | None]]]

_SIZE: Final = {"width": 720, "height": 360}


def add_chart(book: Any, sheet: Any, figure: Figure, *, place: tuple[int, int], numbers_row: int, look: Look) -> int:
    """Write the figure's numbers from `numbers_row` on, draw them at `place` (row, column).

    Return the first free row under the numbers.
    """
    make = {"bars": _categories, "lines": _categories, "whale": _whale}.get(figure.kind, _points)
    if figure.kind == "lines" and all_points(figure):
        make = _whale
    chart, free_row = make(book, sheet, figure, numbers_row, 0, look)
    if chart is None:
        return numbers_row
    chart.set_title({"name": one_line(figure.title, 200), "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_size(_SIZE)
    chart.set_x_axis({"name": axis_title(figure.x), "num_font": {"size": 9}, "label_position": "low"} | _scale(figure))
    chart.set_y_axis(
        {
            "name": axis_title(figure.y),
            "num_font": {"size": 9},
            "num_format": "#,##0;−#,##0;0",
            "label_position": "low",
            "major_gridlines": {"visible": True, "line": {"color": LIGHT["grid"], "width": 0.5}},
            "line": {"none": True},
        }
    )
    sheet.insert_chart(*place, chart, {"object_position": 3, "description": one_line(figure.title, 250)})
    return int(free_row)


def _scale(figure: Figure) -> dict[str, Any]:
    values = finite([point.x for point in all_points(figure)])
    logarithmic = figure.x.scale == "log" and values and min(values) > 0 and figure.kind in ("quadrant", "scatter")
    return {"log_base": 10} if logarithmic else {}


def _write_columns(sheet: Any, columns: Columns, row: int, first: int, look: Look) -> None:
    """Row by row, since a large workbook is streamed and cannot go back."""
    for at, (name, _values) in enumerate(columns):
        sheet.write_string(row, first + at, one_line(name, 250), look(bold=True, font_color="#666b75"))
    for down in range(max((len(values) for _name, values in columns), default=0)):
        for at, (_name, values) in enumerate(columns):
            value = values[down] if down < len(values) else None
            if isinstance(value, str):
                sheet.write_string(row + 1 + down, first + at, legible(value, 250), look(font_color="#666b75"))
            elif value is not None and finite([value]):
                form = "0" if float(value).is_integer() and abs(value) < 1e6 else "#,##0.00;−#,##0.00;0"
                sheet.write_number(row + 1 + down, first + at, value, look(num_format=form, font_color="#666b75"))


def _reference(sheet: Any, row: int, column: int, count: int) -> list[Any]:
    return [sheet.get_name(), row + 1, column, row + count, column]


def _categories(book: Any, sheet: Any, figure: Figure, row: int, first: int, look: Look) -> tuple[Any, int]:
    chart = book.add_chart({"type": "column" if figure.kind == "bars" else "line"})
    columns: list[tuple[str, Sequence[float | str | None]]] = [("", figure.categories)]
    columns += [(series.label, series.values) for series in figure.series]
    _write_columns(sheet, columns, row, first, look)
    count = len(figure.categories)
    for index, series in enumerate(figure.series):
        token = bar_token(series, 0, index, len(figure.series)) if len(figure.series) > 1 else "pos-2"
        if figure.kind == "lines":
            token = line_token(series, index)
        described: dict[str, Any] = {
            "name": [sheet.get_name(), row, first + 1 + index],
            "categories": _reference(sheet, row, first, count),
            "values": _reference(sheet, row, first + 1 + index, count),
            "points": [_point(figure, series_at, token) for series_at in ((series, at) for at in range(count))],
        }
        described["line" if figure.kind == "lines" else "fill"] = {"color": LIGHT[token]}
        chart.add_series(described)
    chart.set_legend({"position": "bottom"} if len(figure.series) > 1 else {"none": True})
    return chart, row + 1 + count


def _point(figure: Figure, place: tuple[Any, int], token: str) -> dict[str, Any] | None:
    series, at = place
    if not is_proposed(series, at):
        return None
    dashed = {"color": LIGHT[token], "dash_type": "dash"}
    return {"line": dashed} if figure.kind == "lines" else {"fill": {"none": True}, "border": dashed}


def _whale(book: Any, sheet: Any, figure: Figure, row: int, first: int, look: Look) -> tuple[Any, int]:
    points = next((series.points for series in figure.series if series.points), ())
    if not points:
        return None, row
    peak = peak_at(points) if figure.kind == "whale" else len(points) - 1
    name = figure.series[0].label
    columns: Columns = [
        (axis_title(figure.x), [point.x for point in points]),
        (name, [point.y for point in points]),
    ]
    _write_columns(sheet, columns, row, first, look)
    chart = book.add_chart({"type": "scatter", "subtype": "straight"})
    for start, stop, token in ((0, peak, "pos"), (peak, len(points) - 1, "neg")):
        if start == stop:
            continue
        chart.add_series(
            {
                "name": one_line(name, 250),
                "categories": [sheet.get_name(), row + 1 + start, first, row + 1 + stop, first],
                "values": [sheet.get_name(), row + 1 + start, first + 1, row + 1 + stop, first + 1],
                "line": {"color": LIGHT[token], "width": 2},
                "marker": {"type": "none"},
            }
        )
    chart.set_legend({"none": True})
    return chart, row + 1 + len(points)


def _points(book: Any, sheet: Any, figure: Figure, row: int, first: int, look: Look) -> tuple[Any, int]:
    groups: dict[str, list[Point]] = {}
    for point in (point for series in figure.series if series.form != "line" for point in series.points):
        groups.setdefault(point.tone, []).append(point)
    ordered = [point for group in groups.values() for point in group]
    if not ordered:
        return None, row
    columns: Columns = [
        ("", [point.label for point in ordered]),
        (axis_title(figure.x), [point.x for point in ordered]),
        (axis_title(figure.y), [point.y for point in ordered]),
    ]
    _write_columns(sheet, columns, row, first, look)
    chart = book.add_chart({"type": "scatter"})
    start = row + 1
    for tone, group in groups.items():
        stop = start + len(group) - 1
        fill = {"color": LIGHT[shade(group[0].tone).fill]}
        chart.add_series(
            {
                "name": one_line(f"{figure.series[0].label} ({tone})", 250),
                "categories": [sheet.get_name(), start, first + 1, stop, first + 1],
                "values": [sheet.get_name(), start, first + 2, stop, first + 2],
                "marker": {"type": "circle", "size": 4, "fill": fill, "border": {"none": True}},
            }
        )
        start = stop + 1
    chart.set_legend({"none": True})
    return chart, start
