"""Pictures that are grids, laid out in the cells of a sheet as they are drawn: names turned upright, panes frozen.

    write_grid(made, sheet, block)

Relations, ratings and sums are real numbers, signs are signs; nothing is a formula.
"""

from __future__ import annotations

from typing import Any, Final, TypeGuard

from xlsxwriter.utility import xl_range

from openkam.core.diagrams import Grid, GridCell, GridLine, GridMark, House
from openkam.publish.pictures.grid import mark_name
from openkam.publish.sheet_cells import Book, write_text
from openkam.publish.sheet_house import heading, write_house
from openkam.publish.text import one_line, width
from openkam.publish.theme import LIGHT, shade

SIGNS: Final[dict[GridMark, tuple[str, str]]] = {
    "strong": ("●", "pos"),
    "medium": ("○", "pos"),
    "weak": ("△", "pos-2"),
    "plus": ("+", "ours"),
    "same": ("S", "ink-3"),
    "minus": ("−", "neg"),
    "tick": ("✓", "ok"),
    "live": ("●", "pos"),
    "late": ("◐", "ink-3"),
    "lost": ("✕", "neg"),
    "missing": ("◌", "ours"),
}
"""The sign of each mark and its colour."""
_NARROW: Final = 12.0
_WIDEST: Final = 30.0


def is_gridded(block: object) -> TypeGuard[Grid | House]:
    """Whether a picture is laid out in cells."""
    if isinstance(block, Grid):
        return bool(block.rows and block.columns)
    return isinstance(block, House) and bool(block.needs and block.ctqs)


def write_grid(made: Book, sheet: Any, block: Grid | House) -> None:
    """Lay `block` out on an empty sheet."""
    if isinstance(block, House):
        write_house(made, sheet, block)
    else:
        _Grid(made, sheet, block).write()


class _Grid:
    """One grid on its sheet: names at the left, with their details beside them, columns from `first` on."""

    def __init__(self, made: Book, sheet: Any, grid: Grid) -> None:
        self._made, self._sheet, self._grid = made, sheet, grid
        lines = (*grid.rows, *(line for line, _cells in grid.footer))
        self._detailed = any(line.detail for line in lines)
        self._first = 2 if self._detailed else 1
        cells = [cell for row in (*grid.cells, *(cells for _line, cells in grid.footer)) for cell in row]
        widest = max((width(_shown(cell)) for cell in cells), default=1.0)
        self._wide = min(_WIDEST, max(5.0, widest + 2))
        longest = max(width(one_line(line.label)) for line in grid.columns)
        self._upright = self._wide < _NARROW and longest > self._wide
        if not self._upright:
            self._wide = min(_WIDEST, max(self._wide, longest + 2, _NARROW))
        names = max(width(one_line(line.label)) for line in lines)
        sheet.set_column(0, 0, min(44.0, max(10.0, names + 2)))
        if self._detailed:
            sheet.set_column(1, 1, min(30.0, max(width(one_line(line.detail)) for line in lines) + 2))
        sheet.set_column(self._first, self._first + len(grid.columns) - 1, self._wide)
        self._tall = min(160.0, longest * 6.4 + 12) if self._upright else 32.0

    def write(self) -> None:
        """Head, rows under their groups, sums, and what the signs mean."""
        grid, sheet = self._grid, self._sheet
        row = heading(self._made, sheet, grid)
        row = self._head(row)
        sheet.freeze_panes(row, self._first)
        sheet.repeat_rows(row - 1)
        start, group = row, ""
        for line, cells in zip(grid.rows, grid.cells, strict=False):
            if line.group and line.group != group:
                band: dict[str, Any] = {"bold": True, "bg_color": LIGHT["sunk"], "font_color": LIGHT["ink-2"]}
                for at in range(self._first + len(grid.columns)):
                    write_text(self._made, sheet, (row, at), line.group if at == 0 else "", **band)
                row += 1
            group = line.group
            self._line(row, line, cells)
            row += 1
        for at, (line, cells) in enumerate(grid.footer):
            self._line(row, line, cells, top=2 if at == 0 else 1)
            row += 1
        # Sums come as texts: no green corner needs to say so.
        area = xl_range(start, 0, max(row, start), self._first + len(grid.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": area})
        self._legend(row + 1)

    def _head(self, row: int) -> int:
        """Names of the columns, upright where these are narrow, and their details; return the next row."""
        grid, sheet, made = self._grid, self._sheet, self._made
        base: dict[str, Any] = {"bold": True, "text_wrap": True, "font_color": LIGHT["ink-2"]}
        details = any(line.detail for line in grid.columns)
        ruled: dict[str, Any] = {"bottom": 1, "bottom_color": LIGHT["line-2"]}
        under = {} if details else ruled
        sheet.set_row(row, self._tall)
        for at in range(self._first):
            write_text(made, sheet, (row, at), grid.corner if at == 0 else "", **base, **under, valign="bottom")
        for at, line in enumerate(grid.columns, start=self._first):
            turned = {"rotation": 90} if self._upright else {}
            ground = {"bg_color": LIGHT["sunk"]} if line.emphasis else {}
            tint = {} if line.tone == "neutral" else {"font_color": LIGHT[shade(line.tone).text]}
            look = base | under | turned | ground | tint | {"align": "center", "valign": "bottom"}
            write_text(made, sheet, (row, at), line.label, **look)
        if not details:
            return row + 1
        for at in range(self._first + len(grid.columns)):
            detail = grid.columns[at - self._first].detail if at >= self._first else ""
            small = {"align": "center", "font_color": LIGHT["ink-3"], "text_wrap": True, "font_size": 9}
            write_text(made, sheet, (row + 1, at), detail, **ruled, **small)
        return row + 2

    def _line(self, row: int, line: GridLine, cells: tuple[GridCell, ...], *, top: int = 0) -> None:
        made, sheet = self._made, self._sheet
        ruled: dict[str, Any] = {"bottom": 1, "bottom_color": LIGHT["line"]}
        if top:
            ruled |= {"top": top, "top_color": LIGHT["ink-2"] if top == 2 else LIGHT["line"]}
        tint = LIGHT["ink"] if line.tone == "neutral" else LIGHT[shade(line.tone).text]
        write_text(made, sheet, (row, 0), line.label, **ruled, bold=line.emphasis, font_color=tint, text_wrap=True)
        if self._detailed:
            write_text(made, sheet, (row, 1), line.detail, **ruled, font_color=LIGHT["ink-3"], text_wrap=True)
        lines = 1
        for at, (cell, column) in enumerate(zip(cells, self._grid.columns, strict=False), start=self._first):
            look = self._look(cell, ruled, emphasis=line.emphasis or column.emphasis)
            write_text(made, sheet, (row, at), _shown(cell), **look)
            lines = max(lines, -(-int(width(_shown(cell)) + 1) // max(1, int(self._wide))))
        sheet.set_row(row, max(18.0, 14.0 * lines + 6))

    def _look(self, cell: GridCell, ruled: dict[str, Any], *, emphasis: bool) -> dict[str, Any]:
        tone = shade(cell.tone)
        look: dict[str, Any] = {**ruled, "align": "center", "text_wrap": True, "font_color": LIGHT[tone.text]}
        if cell.mark and not cell.text:
            look |= {"font_color": LIGHT[SIGNS[cell.mark][1]], "font_size": 12, "bold": cell.mark in ("plus", "minus")}
        if cell.tone not in ("neutral", "muted"):
            look["bg_color"] = LIGHT[tone.soft]
        if emphasis:
            look["bold"] = True
        if cell.picked:
            look |= {"bg_color": LIGHT["ours-soft"], "bold": True, "border": 2, "border_color": LIGHT["ours"]}
            look = {key: value for key, value in look.items() if not key.startswith(("bottom", "top"))}
        if cell.struck:
            look |= {"font_strikeout": True, "font_color": LIGHT["ink-3"]}
        return look

    def _legend(self, row: int) -> None:
        cells = [cell for line in self._grid.cells for cell in line]
        used = {cell.mark for cell in cells if cell.mark}
        made = self._made
        for mark, (sign, token) in SIGNS.items():
            if mark in used:
                text = f"{sign}  {mark_name(mark, self._grid.kind)}"
                write_text(made, self._sheet, (row, 0), text, font_color=LIGHT[token])
                row += 1


def _shown(cell: GridCell) -> str:
    sign = SIGNS[cell.mark][0] if cell.mark else ""
    return " ".join(part for part in (sign, one_line(cell.text)) if part)
