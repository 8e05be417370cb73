"""How a table is cut to slides: type size, columns side by side, rows to a page, so that no line ever wraps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openkam.core.blocks import Column, Table, Value
from openkam.publish.deck.paper import ROOM
from openkam.publish.text import shorten, width
from openkam.publish.values import header_text, value_text

_WIDEST: Final = 46.0
_WIDEST_OF_MANY: Final = 26.0
"""Digits that one column may take; longer names are cut, the whole is in the workbook."""
_SIZES: Final = (12.0, 10.5, 9.0)
_PADDING: Final = 0.22
_LARGE: Final = 10_000
_LEADING: Final = 2


@dataclass(frozen=True)
class Layout:
    """How one table is drawn: `widths` in inches by column, `groups` of columns that share a slide.

    In `table` money may have lost its decimals, where with them the columns would not fit.
    """

    table: Table
    points: float
    widths: tuple[float, ...]
    groups: tuple[tuple[int, ...], ...]
    header_lines: int

    @property
    def row_inches(self) -> float:
        """Height of one row with room for descenders, so that the last line is not clipped."""
        return self.points * 1.9 / 72

    @property
    def header_inches(self) -> float:
        """Height of the header."""
        return self.row_inches + (self.header_lines - 1) * self.points * 1.25 / 72


@dataclass(frozen=True)
class Page:
    """The part of a table that fits one slide. `left_out` counts rows that no slide shows."""

    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None
    columns: tuple[int, ...]
    left_out: int = 0


def lay_out(table: Table, limit: int | None = None) -> Layout:
    """The largest type at which all columns fit; else money without decimals; else the columns in groups."""
    rows = [*table.rows[:limit], *([table.total] if table.total is not None else [])]
    everything = tuple(range(len(table.columns)))
    for candidate, widest in ((table, _WIDEST), (_rounded(table, rows), _WIDEST_OF_MANY)):
        for points in _SIZES:
            widths = _widths(candidate, rows, points, widest)
            if sum(widths) <= ROOM:
                return Layout(
                    candidate, points, _spread(widths, everything), (everything,), _lines(candidate, widths, points)
                )
    narrow = _rounded(table, rows)
    widths = _widths(narrow, rows, 10.5, _WIDEST_OF_MANY)
    groups = tuple(_groups(narrow, widths))
    return Layout(narrow, 10.5, tuple(widths), groups, _lines(narrow, widths, 10.5))


def pages(layout: Layout, room_inches: float, limit: int | None) -> list[Page]:
    """The slides that a table takes, its total on the last of each group of columns."""
    table = layout.table
    rows = table.rows if limit is None else table.rows[:limit]
    left_out = len(table.rows) - len(rows)
    free = room_inches - layout.header_inches - (0.4 if left_out else 0.1)
    per_page = max(1, int(free / layout.row_inches) - (table.total is not None))
    # Pages of like length: a last one with a single row looks like a mistake.
    count = max(1, -(-len(rows) // per_page))
    per_page = max(1, -(-len(rows) // count))
    made = []
    for group in layout.groups:
        for number in range(count):
            last = number == count - 1
            part = rows[number * per_page : (number + 1) * per_page]
            made.append(Page(part, table.total if last else None, group, left_out if last else 0))
    return made


def _rounded(table: Table, rows: Sequence[tuple[Value, ...]]) -> Table:
    """The table with large money in whole units."""

    def plain(at: int, column: Column) -> Column:
        amounts = [row[at] for row in rows if isinstance(row[at], int | float | Decimal)]
        large = any(abs(Decimal(str(amount))) >= _LARGE for amount in amounts)
        return column.model_copy(update={"decimals": 0}) if column.kind == "money" and large else column

    return table.model_copy(update={"columns": tuple(plain(at, column) for at, column in enumerate(table.columns))})


def _inches(digits: float, points: float) -> float:
    return digits * points * 0.575 / 72 + _PADDING


def _widths(table: Table, rows: Sequence[tuple[Value, ...]], points: float, widest: float) -> list[float]:
    """Inches that each column needs for its longest value on one line and its name on at most two."""
    made = []
    for at, column in enumerate(table.columns):
        digits = max((width(value_text(row[at], column.kind, column.decimals)) for row in rows), default=0.0)
        made.append(_inches(max(min(digits, widest), _half(header_text(column)) * 0.92, 3.0), points))
    return made


def _half(name: str) -> float:
    """The width of the longer line of a name broken in two at its best place."""
    words = name.split(" ")
    splits = [max(width(" ".join(words[:at])), width(" ".join(words[at:]))) for at in range(1, len(words))]
    whole = width(name)
    return min([whole, *splits]) if whole > 9 else whole


def _lines(table: Table, widths: Sequence[float], points: float) -> int:
    return max(
        (
            2 if _inches(width(header_text(column)) * 0.92, points) > wide + 0.01 else 1
            for column, wide in zip(table.columns, widths, strict=True)
        ),
        default=1,
    )


def _spread(widths: Sequence[float], columns: Sequence[int]) -> tuple[float, ...]:
    """Spare room goes to all columns alike, up to a width at which rows can still be followed by eye."""
    spare = min(ROOM - sum(widths), 0.9 * len(columns))
    return tuple(wide + spare / max(1, len(columns)) for wide in widths)


def _groups(table: Table, widths: Sequence[float]) -> Iterator[tuple[int, ...]]:
    """Columns that fit side by side, each group after the names that the table begins with."""
    leading: list[int] = []
    for at, column in enumerate(table.columns[:_LEADING]):
        if column.kind == "text" or at == 0:
            leading.append(at)
    used = sum(widths[at] for at in leading)
    group: list[int] = []
    for at in range(len(leading), len(table.columns)):
        if group and used + sum(widths[one] for one in group) + widths[at] > ROOM:
            yield (*leading, *group)
            group = []
        group.append(at)
    yield (*leading, *group)


def fitted(text: str, wide_inches: float, points: float) -> str:
    """`text` cut to one line of a column of that width."""
    room = (wide_inches - _PADDING * 0.8) * 72 / (points * 0.56)
    if width(text) <= room:
        return text
    return shorten(text, max(3, int(len(text) * room / width(text)) - 1))
