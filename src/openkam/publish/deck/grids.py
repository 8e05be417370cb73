"""Grids as native tables: signs are letters, the chosen is framed in our colour, the ruled-out is struck through."""

from __future__ import annotations

from typing import Any, Final

from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from openkam.core.diagrams import Grid, GridCell, GridLine
from openkam.publish.deck.paper import INCH, box
from openkam.publish.deck.tables import border, plain_table
from openkam.publish.deck.words import Type, lines_needed, paint, write
from openkam.publish.pictures.letters import wrap
from openkam.publish.text import one_line, shorten
from openkam.publish.theme import shade

_COLUMNS: Final = 8
_POINTS: Final = 12.0
_ROW: Final = 0.34
_LINE: Final = 0.2
_NAMES: Final = 0.22
"""The share of the width that the rows' names take."""
_SIGNS: Final = {
    "": "",
    "strong": "●",
    "medium": "○",
    "weak": "△",
    "plus": "+",
    "same": "S",
    "minus": "−",
    "tick": "✓",
    "live": "●",
    "late": "◌",
    "lost": "×",
    "missing": "○",
}
_TINTS: Final = {"plus": "ours", "minus": "neg", "lost": "neg", "missing": "ours", "same": "ink-3", "tick": "ok"}

Rows = list[tuple[GridLine, tuple[GridCell, ...]]]


def _rows(grid: Grid) -> Rows:
    return [*zip(grid.rows, grid.cells, strict=False), *grid.footer]


def _lines(text: str, wide: float) -> list[str]:
    """`text` in lines of `wide` inches; the layout counts in px, of which a type size of 12 points has 12."""
    return wrap(text, (wide - 0.2) * 72, _POINTS, 3)


def _heights(grid: Grid, wide: float) -> list[float]:
    names, column = wide * _NAMES, wide * (1 - _NAMES) / len(grid.columns)
    heads = max(lines_needed(one_line(one.label), _POINTS - 1, column - 0.2) for one in grid.columns)
    tall = [_ROW + _LINE * (heads - 1)]
    for row, cells in _rows(grid):
        most = max([len(_lines(row.label, names)), *(len(_lines(cell.text, column)) for cell in cells)])
        tall.append(_ROW + _LINE * (max(1, most) - 1))
    return tall


def fits_a_table(grid: Grid, area: tuple[float, float, float, float]) -> bool:
    """Whether the grid stands as a table on one slide at a type size that can be read."""
    if not grid.rows or not grid.columns or len(grid.columns) > _COLUMNS or any(row.group for row in grid.rows):
        return False
    return sum(_heights(grid, area[2])) <= area[3]


def draw_grid(slide: Any, grid: Grid, area: tuple[float, float, float, float], style: Type) -> None:
    """Draw the grid as a native table at the top of `area`."""
    left, top, wide, _tall = area
    heights, rows = _heights(grid, wide), _rows(grid)
    place = box(left, top, wide, sum(heights))
    shape = slide.shapes.add_table(len(heights), len(grid.columns) + 1, *(Emu(part) for part in place))
    shape.name = shorten(one_line(grid.title), 80)
    table = shape.table
    plain_table(table)
    names, column = wide * _NAMES, wide * (1 - _NAMES) / len(grid.columns)
    for at, drawn in enumerate(table.columns):
        drawn.width = Emu(round((column if at else names) * INCH))
    for drawn, height in zip(table.rows, heights, strict=True):
        drawn.height = Emu(round(height * INCH))
    set_type = style.but(points=_POINTS)
    _write(table.cell(0, 0), grid.corner, set_type.but(points=_POINTS - 1, tint="ink-3"), "l", "line-2")
    for at, one in enumerate(grid.columns, start=1):
        look = set_type.but(points=_POINTS - 1, bold=one.emphasis, tint="ink" if one.emphasis else "ink-2")
        _write(table.cell(0, at), one_line(one.label), look, "c", "line-2")
    for down, (row, cells) in enumerate(rows, start=1):
        name = "\n".join(_lines(row.label, names))
        _write(table.cell(down, 0), name, set_type.but(bold=row.emphasis), "l", "line")
        for at, cell in enumerate(cells[: len(grid.columns)], start=1):
            _cell(table.cell(down, at), cell, column, set_type, emphasis=row.emphasis)
        for at in range(len(cells) + 1, len(grid.columns) + 1):
            _write(table.cell(down, at), "", set_type, "c", "line")


def _cell(drawn: Any, cell: GridCell, wide: float, style: Type, *, emphasis: bool) -> None:
    lines = _lines(cell.text, wide)
    sign = _SIGNS[cell.mark]
    text = "\n".join([f"{sign} {lines[0]}", *lines[1:]]) if sign and lines else sign or "\n".join(lines)
    tone = shade(cell.tone)
    tint = "ink-3" if cell.struck else _TINTS.get(cell.mark, tone.text)
    fill = "ours-soft" if cell.picked else "" if cell.tone in ("neutral", "muted") else tone.soft
    _write(
        drawn, text, style.but(tint=tint, bold=cell.picked or emphasis), "c", "ours" if cell.picked else "line", fill
    )
    if cell.struck:
        for run in drawn._tc.iter(qn("a:rPr")):
            run.set("strike", "sngStrike")


def _write(drawn: Any, text: str, style: Type, align: str, token: str, fill: str = "") -> None:
    write(drawn.text_frame, text, style, align=align, anchor="m")
    drawn.margin_left = drawn.margin_right = Pt(6)
    drawn.margin_top = drawn.margin_bottom = Pt(1)
    properties = drawn._tc.get_or_add_tcPr()
    properties.set("anchor", "ctr")
    properties.append(border(properties, "a:lnB", token))
    if fill:
        paint(drawn.fill, fill)
    else:
        properties.append(properties.makeelement(qn("a:noFill"), {}))
