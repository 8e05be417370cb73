"""Workbooks in Excel's own format: real numbers with their formats, native charts, no formula that came from a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from openkam.core.blocks import Block, Figure, Finding, Note, Picture, Report, Table, Working
from openkam.core.i18n import gettext as _, normalise_language, use_language
from openkam.publish.partial import appearing_whole
from openkam.publish.sheet_cells import Book, Cells, cell_text
from openkam.publish.sheet_charts import add_chart, tall_of as figure_tall
from openkam.publish.sheet_grids import is_gridded, write_grid
from openkam.publish.sheet_numbers import rows_of
from openkam.publish.sheet_pictures import Drawn, add_picture, has_chart, tall_of as picture_tall
from openkam.publish.text import one_line, shorten
from openkam.publish.theme import FONTS, Fonts
from openkam.publish.values import column_widths, header_text, is_number, working_table

SheetBlocks = tuple[str, Sequence[Block]]

_STREAM_ABOVE_CELLS: Final = 200_000
_NAME_LIMIT: Final = 31
_FORBIDDEN_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_WIDTH_SAMPLE_ROWS: Final = 400
_NUMBERS_WIDE: Final = (18.0, 12.0, 12.0)
"""Least widths of the first columns where a chart's numbers stand below a table."""


def build_workbook(
    path: Path,
    content: Report | Sequence[SheetBlocks],
    *,
    language: str,
    title: str,
    sources: Sequence[str] = (),
) -> Path:
    """Write an Excel file and return its path.

    `content` is a report (each table, figure, picture and working becomes a sheet) or pairs of sheet name and blocks.
    Findings stand on the first sheet, notes and `sources` (snapshot, revision, as-of date, file names) on the last.
    Every text is written as text, whatever it begins with. The file appears whole or not at all.
    """
    with use_language(language):
        sheets = _as_sheets(content)
        with appearing_whole(path) as partial:
            _write(partial, sheets, title, sources, FONTS[normalise_language(language)])
    return path


def _as_sheets(content: Report | Sequence[SheetBlocks]) -> list[SheetBlocks]:
    """One sheet for each thing with rows, then all texts; a figure's own table goes with it."""
    named: list[SheetBlocks] = []
    loose: list[Block] = []
    for entry in content:
        if isinstance(entry, tuple):
            named.append(entry)
        else:
            loose.append(entry)
    for block in loose:
        if isinstance(block, Figure | Picture | Table | Working):
            named.append((block.title, (block,)))
    texts = [block for block in loose if isinstance(block, Finding | Note)]
    return [*named, *([("", texts)] if texts else [])]


def _write(path: Path, sheets: Sequence[SheetBlocks], title: str, sources: Sequence[str], fonts: Fonts) -> None:
    cells = sum(_cells(block) for _name, blocks in sheets for block in blocks)
    options = {
        "constant_memory": cells > _STREAM_ABOVE_CELLS,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with Workbook(str(path), options) as book:
        book.set_properties({"title": one_line(title, 250), "author": "OpenKAM", "comments": ""})
        made = Book(book, fonts)
        texts = [block for _name, blocks in sheets for block in blocks if isinstance(block, Finding | Note)]
        findings = [block.text for block in texts if isinstance(block, Finding)]
        if findings:
            _write_texts(made, _("Findings"), title, findings)
        for name, blocks in sheets:
            with_rows = [block for block in blocks if isinstance(block, Figure | Picture | Table | Working)]
            if with_rows:
                _write_sheets(made, name or with_rows[0].title, with_rows)
        notes = [block.text for block in texts if isinstance(block, Note)]
        figure_notes = [
            b.note for _name, blocks in sheets for b in blocks if isinstance(b, Figure | Picture) and b.note
        ]
        _write_texts(made, _("Notes and sources"), title, [*figure_notes, *notes, *sources])


def _cells(block: Block) -> int:
    table = block.table if isinstance(block, Figure | Picture) else block if isinstance(block, Table) else None
    return len(table.rows) * len(table.columns) if table is not None else 0


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel accepts: at most 31 characters, none of `[]:*?/\\`, unlike any in `taken` (which it joins)."""
    clean = _FORBIDDEN_IN_NAMES.sub(" ", one_line(title))
    base = _shortened(" ".join(clean.split()).strip("' "), _NAME_LIMIT) or "-"
    if base.lower() == "history":
        base = f"{base}."
    name, number = base, 2
    while name.lower() in taken:
        mark = f" ({number})"
        name, number = _shortened(base, _NAME_LIMIT - len(mark)) + mark, number + 1
    taken.add(name.lower())
    return name


def _shortened(text: str, limit: int) -> str:
    """`text` cut to `limit` units of UTF-16, in which Excel counts and of which an emoji takes two."""
    keep = limit
    while len(shorten(text, keep).encode("utf-16-le")) > 2 * limit:
        keep -= 1
    return shorten(text, keep)


def _write_texts(made: Book, name: str, title: str, texts: Sequence[str]) -> None:
    sheet = made.book.add_worksheet(sheet_name(name, made.names))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, cell_text(title), made.look(bold=True, font_size=14))
    for at, text in enumerate(texts, start=2):
        sheet.write_string(at, 0, cell_text(text), made.look(text_wrap=True, valign="top"))


def _write_sheets(made: Book, name: str, blocks: Sequence[Figure | Picture | Table | Working]) -> None:
    """The sheet of `blocks`; a picture that is a grid is laid out on one of its own, before its list if it is alone."""
    gridded = [block for block in blocks if is_gridded(block)]
    alone = len(blocks) == 1 and bool(gridded)
    if not alone:
        _write_sheet(made, name, blocks)
    for block in gridded:
        sheet = made.book.add_worksheet(sheet_name(name if alone else block.title, made.names))
        write_grid(made, sheet, block)
    if alone:
        _write_sheet(made, gridded[0].table.title or name, blocks)


def _write_sheet(made: Book, name: str, blocks: Sequence[Figure | Picture | Table | Working]) -> None:
    sheet = made.book.add_worksheet(sheet_name(name, made.names))
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    row = 0
    widths: dict[int, float] = {}
    for block in blocks:
        table = _table_of(block)
        subtitle = block.subtitle if not isinstance(block, Working) else table.subtitle
        sheet.write_string(row, 0, cell_text(block.title), made.look(bold=True, font_size=13))
        sheet.write_string(row + 1, 0, cell_text(subtitle), made.look(font_color="#666b75"))
        header = row + 3
        end = _write_table(made, sheet, table, header)
        if len(blocks) == 1:
            sheet.freeze_panes(header + 1, 1)
            sheet.repeat_rows(header)
        if isinstance(block, Figure) or has_chart(block):
            end = _write_chart(made, sheet, block, header, end)
            widths |= {at: max(widths.get(at, 0.0), wide) for at, wide in enumerate(_NUMBERS_WIDE)}
        sample = table.rows[:_WIDTH_SAMPLE_ROWS]
        rows = [*sample, *([table.total] if table.total is not None else [])]
        # A title in the first column runs over into the empty ones beside it and needs no width of its own.
        for at, digits in enumerate(column_widths(table, rows, most=60)):
            widths[at] = max(widths.get(at, 8.0), digits + 2)
        row = end + 2
    for at, digits in widths.items():
        sheet.set_column(at, at, digits)


def _write_chart(made: Book, sheet: Any, block: Figure | Picture | Table | Working, header: int, end: int) -> int:
    """The chart beside the table; return the first free row.

    Its own numbers stand below the table: a streamed workbook is written strictly downwards.
    """
    tall = figure_tall(block) if isinstance(block, Figure) else picture_tall(block)
    numbers = max(end, header + 1 + rows_of(tall)) + 1
    sheet.write_string(numbers, 0, _("Numbers of the chart"), made.look(bold=True, font_color="#454a55"))
    # A row lower: the header is printed again on every page, and what hangs on it with it.
    at = (header + 1, len(_table_of(block).columns) + 1)
    if isinstance(block, Figure):
        return add_chart(made.book, sheet, block, at=at, numbers_row=numbers + 1, look=made.look)
    if isinstance(block, Drawn):
        return add_picture(made.book, sheet, block, at=at, numbers_row=numbers + 1, look=made.look)
    return end


def _table_of(block: Figure | Picture | Table | Working) -> Table:
    if isinstance(block, Figure | Picture):
        return block.table
    return working_table(block) if isinstance(block, Working) else block


def _write_table(made: Book, sheet: Any, table: Table, header: int) -> int:
    """Write header, rows and total; return the first free row."""
    for at, column in enumerate(table.columns):
        align = "right" if is_number(column) else "left"
        look = made.look(bold=True, bottom=1, bottom_color="#d0cec7", align=align, text_wrap=True, font_color="#454a55")
        sheet.write_string(header, at, cell_text(header_text(column)), look)
    cells = [Cells(made, sheet, at, column) for at, column in enumerate(table.columns)]
    row = header + 1
    for values in table.rows:
        for cell, value in zip(cells, values, strict=True):
            cell.write(row, value)
        row += 1
    if table.rows:
        sheet.autofilter(header, 0, row - 1, len(table.columns) - 1)
    if table.total is not None:
        for at, (value, column) in enumerate(zip(table.total, table.columns, strict=True)):
            Cells(made, sheet, at, column, bold=True, top=1, top_color="#d0cec7").write(row, value)
        row += 1
    return row
