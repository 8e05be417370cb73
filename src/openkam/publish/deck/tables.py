"""Native tables: hairlines, numbers at the right, losses in red with their sign, long ones on several slides."""

from __future__ import annotations

from typing import Any, Final

from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from openkam.core.blocks import Column, Value
from openkam.core.i18n import ngettext
from openkam.core.numbers import format_number
from openkam.publish.deck.paper import INCH, LEFT, ROOM, box
from openkam.publish.deck.table_layout import MOST_LINES, Layout, Page, fitted
from openkam.publish.deck.words import Type, write
from openkam.publish.text import one_line, shorten
from openkam.publish.theme import light
from openkam.publish.values import header_text, is_negative, is_number, value_text

_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def draw_table(slide: Any, layout: Layout, page: Page, top: float, style: Type) -> float:
    """Draw one page of a table at `top` (inches) and return where it ends."""
    columns = [layout.table.columns[at] for at in page.columns]
    widths = [layout.widths[at] for at in page.columns]
    body = [*page.rows, *([page.total] if page.total is not None else [])]
    heights = [layout.header_inches, *(layout.height_of(row, page.columns) for row in body)]
    height = sum(heights)
    place = box(LEFT, top, sum(widths), height)
    shape = slide.shapes.add_table(1 + len(body), len(columns), *(Emu(part) for part in place))
    grid = shape.table
    plain_table(grid)
    for at, wide in enumerate(widths):
        grid.columns[at].width = Emu(round(wide * INCH))
    for row, tall in zip(grid.rows, heights, strict=True):
        row.height = Emu(round(tall * INCH))
    cell_style = style.but(points=layout.points)
    head = cell_style.but(points=layout.points - 1, tint="ink-3")
    for at, column in enumerate(columns):
        _cell(grid.cell(0, at), header_text(column), column, head, "line-2", anchor="b")
    for down, values in enumerate(body, start=1):
        is_total = page.total is not None and down == len(body)
        for at, (position, column) in enumerate(zip(page.columns, columns, strict=True)):
            lines = MOST_LINES if position in layout.wraps else 1
            text = fitted(value_text(values[position], column.kind, column.decimals), widths[at], layout.points, lines)
            _value(grid.cell(down, at), text, values[position], column, cell_style, is_total=is_total)
    shape.name = shorten(one_line(layout.table.title), 80)
    end = top + height
    return _say_left_out(slide, page, end, style) if page.left_out else end


def _say_left_out(slide: Any, page: Page, end: float, style: Type) -> float:
    text = ngettext(
        "{count} more row is in the workbook.", "{count} more rows are in the workbook.", page.left_out
    ).format(count=format_number(page.left_out))
    shape = slide.shapes.add_textbox(*(Emu(part) for part in box(LEFT, end + 0.08, ROOM, 0.24)))
    write(shape.text_frame, text, style.but(points=11, tint="ink-3"))
    return end + 0.32


def _value(cell: Any, text: str, value: Value, column: Column, style: Type, *, is_total: bool) -> None:
    tint = "neg" if is_negative(value) and is_number(column) else "ink"
    _cell(cell, text, column, style.but(tint=tint, bold=is_total), "line-2" if is_total else "line", top=is_total)


def _cell(
    cell: Any, text: str, column: Column, style: Type, token: str, *, top: bool = False, anchor: str = "m"
) -> None:
    write(cell.text_frame, text, style, align="r" if is_number(column) else "l", anchor=anchor)
    cell.margin_left = cell.margin_right = Pt(6)
    cell.margin_top = cell.margin_bottom = Pt(1 if anchor == "m" else 3)
    properties = cell._tc.get_or_add_tcPr()
    properties.set("anchor", "ctr" if anchor == "m" else "b")
    for side in ("a:lnT", "a:lnB") if top else ("a:lnB",):
        properties.append(border(properties, side, "line-2" if side == "a:lnT" else token))
    properties.append(properties.makeelement(qn("a:noFill"), {}))


def border(parent: Any, side: str, token: str) -> Any:
    """A hairline at one side of a cell, such as `a:lnB`."""
    line = parent.makeelement(qn(side), {"w": "6350", "cap": "flat", "cmpd": "sng", "algn": "ctr"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": light(token)}))
    line.append(fill)
    line.append(line.makeelement(qn("a:prstDash"), {"val": "solid"}))
    return line


def plain_table(grid: Any) -> None:
    """Take the theme's stripes and style from a table."""
    properties = grid._tbl.tblPr
    properties.set("bandRow", "0")
    properties.find(qn("a:tableStyleId")).text = _NO_STYLE
