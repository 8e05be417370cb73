"""Cells of a workbook: formats made once, values written as what they are, texts that never become formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openkam.core.blocks import Column, Kind, Value
from openkam.publish.text import legible
from openkam.publish.theme import Fonts
from openkam.publish.values import is_number

_LOOKS_LIKE_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CELL_LIMIT: Final = 32_767
_EXACT_DIGITS: Final = 15


@dataclass
class Book:
    """A workbook being written: its formats are shared by all sheets."""

    book: Any
    fonts: Fonts
    names: set[str] = field(default_factory=set)
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def look(self, **properties: Any) -> Any:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            face = self.fonts.east_asian if self.fonts.lang.startswith("zh") else self.fonts.latin
            base = {"font_name": face, "font_size": 10, "font_color": "#1b1e25", "valign": "vcenter"}
            self.formats[key] = self.book.add_format({**base, **properties})
        return self.formats[key]


def number_format(kind: Kind, decimals: int) -> str:
    """The Excel format of a kind: thousands, a true minus in red, percent of numbers that are percent already."""
    places = "." + "0" * decimals if decimals else ""
    if kind == "date":
        return "yyyy-mm-dd"
    if kind == "percent":
        return f'#,##0{places}" %";[Red]−#,##0{places}" %";0{places}" %"'
    if kind == "text":
        return "General"
    return f"#,##0{places};[Red]−#,##0{places};0{places}"


class Cells:
    """Writes the values of one column; its formats are looked up once, not for every cell."""

    def __init__(self, made: Book, sheet: Any, at: int, column: Column, **more: Any) -> None:
        self._sheet, self._at = sheet, at
        aligned = {"align": "right" if is_number(column) else "left"} | more
        self._number = made.look(num_format=number_format(column.kind, column.decimals), **more)
        self._count = (
            made.look(num_format=number_format("integer", 0), **more) if column.kind == "number" else self._number
        )
        self._date = made.look(num_format=number_format("date", 0), **({"align": "left"} | more))
        self._text = made.look(**aligned)
        self._guarded = made.look(quote_prefix=True, **aligned)
        self._empty = made.look(**more)

    def write(self, row: int, value: Value) -> None:
        """Write one value as what it is."""
        if value is None:
            self._sheet.write_blank(row, self._at, None, self._empty)
        elif isinstance(value, str):
            text = cell_text(value)
            look = self._guarded if looks_like_formula(text) else self._text
            self._sheet.write_string(row, self._at, text, look)
        elif isinstance(value, date):
            self._sheet.write_datetime(row, self._at, value, self._date)
        elif isinstance(value, Decimal) and len(value.as_tuple().digits) > _EXACT_DIGITS:
            # Excel keeps 15 digits; a longer amount is written as text rather than changed.
            self._sheet.write_string(row, self._at, f"{value:f}", self._text)
        elif isinstance(value, float) and not math.isfinite(value):
            self._sheet.write_blank(row, self._at, None, self._empty)
        else:
            # A count among measured values keeps its shape, as on the page: 6 beside 0.56, never 6.00.
            self._sheet.write_number(row, self._at, value, self._count if isinstance(value, int) else self._number)


def cell_text(text: str) -> str:
    """`text` as a cell can hold it."""
    return legible(text, _CELL_LIMIT)


def looks_like_formula(text: str) -> bool:
    """Whether a program that reads the text back might take it for a formula."""
    return text.startswith(_LOOKS_LIKE_FORMULA)


def write_text(made: Book, sheet: Any, at: tuple[int, int], text: str, **look: Any) -> None:
    """Write `text` at (row, column) as text whatever it begins with; nothing is a blank cell that keeps its look."""
    said = cell_text(text)
    if not said:
        sheet.write_blank(*at, None, made.look(**look))
    else:
        sheet.write_string(*at, said, made.look(**look, **({"quote_prefix": True} if looks_like_formula(said) else {})))
