"""Where the column names stand, and what they are when titles stand above them or merged cells span two rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median_high
from typing import Final

from openkam.ledger.reading.cells import date_orders, is_number
from openkam.ledger.reading.headers import role_of_name
from openkam.ledger.reading.text import Record

SEARCHED_ROWS: Final = 40


def find_header(records: Sequence[Record]) -> int | None:
    """The position in `records` of the row with the column names; None where the data begin at once.

    Rows above it are titles: they fill less than half of the table's width. A row with a number or a date in it
    is no header, unless those are years beside names that we know.
    """
    filled = [sum(bool(cell.strip()) for cell in cells) for _line, cells in records]
    usual = _usual_width([width for width in filled if width])
    for at, (_line, cells) in enumerate(records[:SEARCHED_ROWS]):
        if filled[at] == 0 or filled[at] < min(usual, 0.5 * usual + 0.5):
            continue
        if not _is_header(cells) or _recurs(cells, records[at + 1 :]):
            return None
        below = records[at + 1][1] if at + 1 < len(records) else ()
        return at + 1 if _continues(cells, below, records[at + 2 :]) else at
    return None


def _usual_width(widths: Sequence[int]) -> int:
    return median_high(widths) if widths else 0


def _is_value(cell: str) -> bool:
    return is_number(cell) or bool(date_orders(cell))


def _is_header(cells: Sequence[str]) -> bool:
    names = [cell.strip() for cell in cells if cell.strip()]
    values = [name for name in names if _is_value(name)]
    if not values:
        return max(len(name) for name in names) < 200
    known = sum(role_of_name(name) is not None for name in names)
    return known >= 1 and all(re.fullmatch(r"(19|20)\d\d", name) for name in values)


def _recurs(cells: Sequence[str], below: Sequence[Record]) -> bool:
    """Whether most of these cells stand again in their columns further down: then they are data."""
    names = [(at, cell) for at, cell in enumerate(cells) if cell.strip()]
    if any(role_of_name(cell) for _at, cell in names) or len(below) < 3:
        return False
    again = sum(any(at < len(row) and row[at] == cell for _line, row in below) for at, cell in names)
    return again * 2 > len(names)


def _continues(upper: Sequence[str], lower: Sequence[str], below: Sequence[Record]) -> bool:
    """Whether `lower` is the second row of a header: names without values, filling gaps of the row above."""
    names = [cell for cell in lower if cell.strip()]
    if not names or not below or not _is_header(lower):
        return False
    gaps = {at for at, cell in enumerate(upper) if not cell.strip()}
    fills = sum(at < len(lower) and bool(lower[at].strip()) for at in gaps)
    has_values = any(_is_value(cell) for _line, cells in below[:5] for cell in cells)
    return fills > 0 and has_values and fills * 2 >= len(gaps)


def column_names(records: Sequence[Record], header: int | None, width: int) -> tuple[str, ...]:
    """`width` names, each once: those of the header row joined with a merged row above it, or `column 1` …"""
    if header is None:
        return tuple(unnamed(at) for at in range(width))
    lower = _padded(records[header][1], width)
    upper = _padded(_upper_names(records, header, lower), width)
    names = []
    for at, (above, below) in enumerate(zip(upper, lower, strict=True)):
        parts = [part for part in dict.fromkeys((above, below)) if part]
        names.append(" ".join(parts) or unnamed(at))
    return _each_once(names)


def unnamed(at: int) -> str:
    """The name of a column that has none; the same in every language, since mappings remember it."""
    return f"column {at + 1}"


def _padded(cells: Sequence[str], width: int) -> list[str]:
    names = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    return (names + [""] * width)[:width]


def _upper_names(records: Sequence[Record], header: int, lower: Sequence[str]) -> list[str]:
    """The merged cells above the header, each spread over the columns that it spans; empty where there are none."""
    if header == 0:
        return []
    cells = _padded(records[header - 1][1], len(lower))
    names = [cell for cell in cells if cell]
    repeated = len(set(filter(None, lower))) < len([name for name in lower if name])
    gaps = [at for at, name in enumerate(lower) if not name and cells[at]]
    known = any(role_of_name(name) for name in names)
    if len(names) < 2 or not _is_header(cells) or not (repeated or gaps or (known and "" in cells)):
        return []
    spread, last = [], ""
    for at, cell in enumerate(cells):
        last = cell or (last if lower[at] else "")
        spread.append(last)
    return spread


def _each_once(names: Sequence[str]) -> tuple[str, ...]:
    """The names with a number behind those that came before; capitals make no difference, as in SQL."""
    count: Counter[str] = Counter()
    taken = {name.casefold() for name in names}
    result = []
    for name in names:
        count[name.casefold()] += 1
        number = count[name.casefold()]
        unique = name
        if number > 1:
            while f"{name} ({number})".casefold() in taken:
                number += 1
            unique = f"{name} ({number})"
            taken.add(unique.casefold())
        result.append(unique)
    return tuple(result)
