"""A block from a spreadsheet: buying centres down its first column, offerings along its first row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.publish.text import one_line

MOST: Final = 100
"""Buying centres, and offerings, of one block."""
LONGEST: Final = 1_000_000
"""Characters of one block."""


@dataclass(frozen=True)
class Head:
    """One name along the first row or down the first column; `at` counts the rows or columns of the block from 1."""

    at: int
    name: str


@dataclass(frozen=True)
class Block:
    """What was pasted, with nothing judged yet. `cells` are by (row, column) of the block, empty ones left out."""

    centres: Sequence[Head]
    offerings: Sequence[Head]
    cells: Mapping[tuple[int, int], str]


def read(text: str) -> Block:
    """The block in `text`. Raises `InvalidInput` where it is none."""
    if len(text) > LONGEST:
        raise InvalidInput(_("The block is too long."), remedy=_("Paste a part of it at a time."))
    rows = _rows(text.replace("\0", "").strip("\r\n"))
    if not any(any(row) for row in rows):
        raise InvalidInput(_("There is nothing in the block."), remedy=_("Copy cells in a spreadsheet and paste them."))
    wide = max(len(row) for row in rows)
    if len(rows) < 2 or wide < 2:
        raise InvalidInput(
            _("The block has no row or no column beside the names."),
            remedy=_("The first column holds the buying centres, the first row the offerings."),
        )
    if len(rows) > MOST + 1 or wide > MOST + 1:
        raise InvalidInput(
            _("The block has {rows} rows and {columns} columns; at most {most} of each fit.").format(
                rows=len(rows) - 1, columns=wide - 1, most=MOST
            ),
            remedy=_("Paste a part of it at a time."),
        )
    full = [[*row, *[""] * (wide - len(row))] for row in rows]
    return Block(
        centres=[Head(at, one_line(row[0])) for at, row in enumerate(full[1:], start=2)],
        offerings=[Head(at, one_line(name)) for at, name in enumerate(full[0][1:], start=2)],
        cells={
            (down, along): cell
            for down, row in enumerate(full[1:], start=2)
            for along, cell in enumerate(row[1:], start=2)
            if cell
        },
    )


def _rows(text: str) -> list[list[str]]:
    """The cells, empty rows at the end left out; tabs part them, or what the first line has instead."""
    first = text.partition("\n")[0]
    parted = "\t" if "\t" in text else max(";|,", key=Counter(first).__getitem__)
    # A quote that is never closed would swallow all that follows.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    try:
        read_rows = csv.reader(text.splitlines(True), delimiter=parted, quoting=quoting)
        rows = [[cell.strip() for cell in row] for row in read_rows]
    except csv.Error:
        raise InvalidInput(_("A cell of the block is too long."), remedy=_("Shorten it.")) from None
    while rows and not any(rows[-1]):
        rows.pop()
    wide = max((at for row in rows for at, cell in enumerate(row, start=1) if cell), default=0)
    return [row[:wide] for row in rows]
