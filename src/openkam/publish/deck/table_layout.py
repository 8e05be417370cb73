"""How a table is cut to slides: type size, columns side by side, rows to a page; lines wrap only where it is asked."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Final

from openkam.core.blocks import Column, Table, Value
from openkam.publish.deck.paper import ROOM
from openkam.publish.deck.words import lines_needed, set_width
from openkam.publish.text import shorten
from openkam.publish.values import header_text, value_text

_WIDEST: Final = 46.0
_WIDEST_OF_MANY: Final = 26.0
"""Digits that one column may take; longer names are cut, the whole is in the workbook."""
_SIZES: Final = (12.0, 10.5, 9.0)
_PADDING: Final = 0.22
_LARGE: Final = 10_000
_LEADING: Final = 2
_LEADING_OF_LINES: Final = 1.25
_STEP: Final = 0.02
_RAGGED: Final = 0.4
MOST_LINES: Final = 4
"""Lines that a wrapping cell takes at most; a longer text is cut, the whole is in the workbook."""


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
    wraps: frozenset[int] = frozenset()
    """The columns whose text may take several lines."""

    @property
    def row_inches(self) -> float:
        """Height of one row with room for descenders, so that the last line is not clipped."""
        return self.points * 1.9 / 72

    @property
    def header_inches(self) -> float:
        """Height of the header."""
        return self.row_inches + (self.header_lines - 1) * self.points * _LEADING_OF_LINES / 72

    def height_of(self, row: Sequence[Value], columns: Collection[int]) -> float:
        """Height of a row of which these columns are drawn: of one line, or of as many as its longest text takes."""
        lines = (self.lines_of(row, at) for at in self.wraps.intersection(columns))
        return self.row_inches + (max(lines, default=1) - 1) * self.points * _LEADING_OF_LINES / 72

    def lines_of(self, row: Sequence[Value], at: int) -> int:
        """Lines that a wrapping cell takes."""
        column = self.table.columns[at]
        text = value_text(row[at], column.kind, column.decimals)
        return min(MOST_LINES, lines_needed(text, self.points, self.widths[at] - _PADDING))


@dataclass(frozen=True)
class Page:
    """The part of a table that fits one slide. `left_out` counts rows that no slide shows."""

    rows: tuple[tuple[Value, ...], ...]
    total: tuple[Value, ...] | None
    columns: tuple[int, ...]
    left_out: int = 0


def lay_out(table: Table, limit: int | None = None, *, wraps: Collection[str] = ()) -> Layout:
    """The largest type at which all columns fit; else money without decimals; else the columns in groups.

    Columns named in `wraps` take what room the others leave, and as many lines as they then need.
    """
    rows = [*table.rows[:limit], *([table.total] if table.total is not None else [])]
    everything = tuple(range(len(table.columns)))
    wrapped = _wrapped(table, rows, frozenset(at for at in everything if table.columns[at].key in wraps))
    if wrapped is not None:
        return wrapped
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


def _wrapped(table: Table, rows: Sequence[tuple[Value, ...]], wraps: frozenset[int]) -> Layout | None:
    """All columns side by side with those that wrap in several lines; None where one line does or no size fits."""
    if not wraps or sum(_widths(table, rows, _SIZES[0], math.inf)) <= ROOM:
        return None
    everything = tuple(range(len(table.columns)))
    for points in _SIZES:
        widths = _widths(table, rows, points, _WIDEST)
        others = sum(wide for at, wide in enumerate(widths) if at not in wraps)
        each = (ROOM - others) / len(wraps)
        if each >= _inches(_WIDEST_OF_MANY, points):
            made = tuple(each if at in wraps else wide for at, wide in enumerate(widths))
            return Layout(table, points, made, (everything,), _lines(table, made, points), wraps)
    return None


def pages(layout: Layout, room_inches: float, limit: int | None) -> list[Page]:
    """The slides that a table takes, its total on the last of each group of columns."""
    table = layout.table
    rows = table.rows if limit is None else table.rows[:limit]
    left_out = len(table.rows) - len(rows)
    free = room_inches - layout.header_inches - (0.4 if left_out else 0.1)
    free -= layout.row_inches if table.total is not None else 0
    made = []
    for group in layout.groups:
        parts = _even([layout.height_of(row, group) for row in rows], free)
        ends = list(accumulate(parts))
        for count, end in zip(parts, ends, strict=True):
            last = end == len(rows)
            made.append(Page(rows[end - count : end], table.total if last else None, group, left_out if last else 0))
    return made


def _even(heights: Sequence[float], room: float) -> list[int]:
    """Rows of each page, on as few pages as fit the room, of like height: a last single row looks like a mistake."""
    count = len(_filled(heights, room))
    enough = max(sum(heights) / count, max(heights, default=0.0))
    while len(parts := _filled(heights, enough)) > count:
        enough += _STEP
    return parts


def _filled(heights: Sequence[float], room: float) -> list[int]:
    """Rows of each page where every page is filled as far as it goes; one row at least."""
    parts, taken = [0], 0.0
    for height in heights:
        if parts[-1] and taken + height > room + 1e-9:
            parts.append(0)
            taken = 0.0
        parts[-1] += 1
        taken += height
    return parts


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
        digits = max((set_width(value_text(row[at], column.kind, column.decimals)) for row in rows), default=0.0)
        made.append(_inches(max(min(digits, widest), _half(header_text(column)) * 0.92, 3.0), points))
    return made


def _half(name: str) -> float:
    """The width of the longer line of a name broken in two at its best place."""
    words = name.split(" ")
    splits = [max(set_width(" ".join(words[:at])), set_width(" ".join(words[at:]))) for at in range(1, len(words))]
    whole = set_width(name)
    return min([whole, *splits]) if whole > 9 else whole


def _lines(table: Table, widths: Sequence[float], points: float) -> int:
    return max(
        (
            2 if _inches(set_width(header_text(column)) * 0.92, points) > wide + 0.01 else 1
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


def fitted(text: str, wide_inches: float, points: float, lines: int = 1) -> str:
    """`text` cut to one line of a column of that width, or to several, whose ends words leave ragged."""
    room = (wide_inches - _PADDING * 0.8) * 72 / (points * 0.56)
    room *= 1 if lines == 1 else lines - _RAGGED
    if set_width(text) <= room:
        return text
    return shorten(text, max(3, int(len(text) * room / set_width(text)) - 1))
