"""Numbers that stand in a sheet for its chart, and how a chart refers to them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from openkam.publish.scales import finite
from openkam.publish.sheet_cells import looks_like_formula
from openkam.publish.text import legible, one_line
from openkam.publish.theme import LIGHT

Look = Callable[..., Any]
Columns = Sequence[tuple[str, Sequence[float | str | None]]]

_WIDE: Final = 720
TALL: Final = 360
"""Width and height of a chart in px."""
_ROW: Final = 20


def write_columns(sheet: Any, columns: Columns, row: int, look: Look) -> int:
    """Write named columns from `row` on; return the first free row.

    Row by row, since a large workbook is streamed and cannot go back.
    """
    for at, (name, _values) in enumerate(columns):
        sheet.write_string(row, at, one_line(name, 250), look(bold=True, font_color="#666b75"))
    count = max((len(values) for _name, values in columns), default=0)
    for down in range(count):
        for at, (_name, values) in enumerate(columns):
            value = values[down] if down < len(values) else None
            if isinstance(value, str):
                sheet.write_string(row + 1 + down, at, legible(value, 250), look(font_color="#666b75"))
            elif value is not None and finite([value]):
                form = "0" if float(value).is_integer() and abs(value) < 1e6 else "#,##0.00;−#,##0.00;0"
                sheet.write_number(row + 1 + down, at, value, look(num_format=form, font_color="#666b75"))
    return row + 1 + count


def name_at(sheet: Any, row: int, column: int) -> list[Any]:
    """The cell that names a series."""
    return [sheet.get_name(), row, column]


def values_at(sheet: Any, first: int, last: int, column: int) -> list[Any]:
    """The cells of one column from row `first` to `last`."""
    return [sheet.get_name(), first, column, last, column]


def rows_of(tall: float) -> int:
    """How many rows of a sheet a chart of `tall` px covers."""
    return math.ceil(tall / _ROW)


def said(sheet: Any, text: str, at: tuple[int, int]) -> dict[str, str]:
    """A label of a point. A text that could be read as a formula is taken from the cell `at` (row, column)."""
    shown = one_line(text, 80)
    if not looks_like_formula(shown):
        return {"value": shown}
    return {"value": f"={quote_sheetname(sheet.get_name())}!{xl_rowcol_to_cell(*at, row_abs=True, col_abs=True)}"}


def place(sheet: Any, chart: Any, title: str, at: tuple[int, int], tall: float = TALL) -> None:
    """Title, size and description of a chart, and the cell at which it stands."""
    chart.set_title({"name": one_line(title, 200), "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_size({"width": _WIDE, "height": tall})
    sheet.insert_chart(*at, chart, {"object_position": 3, "description": one_line(title, 250)})


def value_axis(name: str, **more: Any) -> dict[str, Any]:
    """An axis of values with hairlines across the plot."""
    return {
        "name": one_line(name, 250),
        "num_font": {"size": 9},
        "num_format": "#,##0;−#,##0;0",
        "label_position": "low",
        "major_gridlines": {"visible": True, "line": {"color": LIGHT["grid"], "width": 0.5}},
        "line": {"none": True},
        **more,
    }


def decimals_format(decimals: int) -> str:
    """Numbers of an axis with that many decimals and a true minus."""
    places = "." + "0" * decimals if decimals else ""
    return f"#,##0{places};−#,##0{places};0{places}"
