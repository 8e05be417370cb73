"""Rows × columns of signs and short texts: the Pugh table, the morphological table, the contact map.

    layout(grid, wide) -> Scene

Names of columns stand level in up to three lines while they fit, and upright where columns are many. A table that does
not fit `wide` at its smallest becomes wider and scrolls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from openkam.core.diagrams import Grid, GridCell, GridLine, GridMark
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.letters import Entry, bold, bottom as letters_bottom, empty, legend, line, px, stack, wrap
from openkam.publish.pictures.signs import grid_mark
from openkam.publish.scene.model import Mark, Paint, Path, Rect, Scene, Shape, Words
from openkam.publish.text import one_line
from openkam.publish.theme import shade

_TEXT: Final = 11.5
_LEADING: Final = 14.0
_GROUP: Final = 22.0
_UPRIGHT_BELOW: Final = 66.0
"""Columns narrower than this have upright names."""
_UPRIGHT_ROOM: Final = 118.0
_TEXT_COLUMNS: Final = (88.0, 100.0, 112.0, 124.0, 140.0)
"""Widths that a column of texts may have at its narrowest."""


@dataclass(frozen=True)
class Frame:
    """Places in px: `left` of the first column, `column` wide each, `head` tall."""

    wide: float
    left: float
    column: float
    head: float
    upright: bool


def layout(grid: Grid, wide: float = 960) -> Scene:
    """Draw a grid; without rows or columns there is nothing to draw."""
    if not grid.rows or not grid.columns:
        return empty(grid.id, one_line(grid.title), wide)
    place = _frame(grid, wide)
    shapes: list[Shape] = list(_heads(grid, place))
    y, group = place.head, ""
    for row, cells in zip(grid.rows, grid.cells, strict=False):
        if row.group and row.group != group:
            shapes.append(Rect(0, y, place.wide, _GROUP, Paint("sunk")))
            shapes += line(6, y + 15, row.group, room=place.wide - 12, size=11, tint="ink-2", weight=600)
            y += _GROUP
        group = row.group
        tall = _height(row, cells, place)
        shapes += _row(row, cells, y, tall, grid, place)
        y += tall
    if grid.footer:
        shapes.append(Path(((0, y), (place.wide, y)), Paint("", "ink-2", 1.2)))
    for row, cells in grid.footer:
        tall = _height(row, cells, place)
        shapes += _row(row, cells, y, tall, grid, place)
        y += tall
    below = legend(_legend(grid), 2, y + 24, place.wide)
    end = letters_bottom(below) + 8 if below else y + 2
    return Scene(grid.id, one_line(grid.title), place.wide, end, (*shapes, *below))


def _texts(grid: Grid) -> float:
    """The widest cell's text, in px."""
    cells = [cell for row in (*grid.cells, *(cells for _line, cells in grid.footer)) for cell in row]
    return max((px(one_line(cell.text), _TEXT) + (20 if cell.mark else 0) for cell in cells), default=0.0)


def _frame(grid: Grid, wide: float) -> Frame:
    count = len(grid.columns)
    names = [px(one_line(row.label), _TEXT, 500) for row in (*grid.rows, *(row for row, _cells in grid.footer))]
    details = [px(one_line(row.detail), 10) for row in grid.rows]
    left = min(max(90.0, max(names + details) + 16), max(104.0, wide * 0.28))
    widest = _texts(grid)
    least = 34.0 if widest <= 24 else max(44.0, widest + 18) if widest <= 40 else _least_for_texts(grid)
    most = 132.0 if widest <= 40 else 320.0
    column = min(most, max(least, (wide - left - 2) / count))
    upright = column < _UPRIGHT_BELOW
    longest = max(px(one_line(one.label), 11, 500) for one in grid.columns)
    if upright:
        head = min(_UPRIGHT_ROOM, longest + 4) + 14
    else:
        lines = max(len(wrap(one.label, column - 10, 11, 3, 500)) for one in grid.columns)
        head = 14 + lines * _LEADING + (12 if any(one.detail for one in grid.columns) else 0)
    # What the rows are stands there too, where the columns have no names.
    head = max(head, 24.0)
    return Frame(max(left + column * count + 2, min(wide, left + column * count + 2)), left, column, head, upright)


def _least_for_texts(grid: Grid) -> float:
    """The narrowest column in which no cell's text is cut, within reason."""
    cells = [cell for row in grid.cells for cell in row if cell.text]
    return next((wide for wide in _TEXT_COLUMNS if not any(_is_cut(cell, wide) for cell in cells)), _TEXT_COLUMNS[-1])


def _is_cut(cell: GridCell, column: float) -> bool:
    lines = _lines(cell, column)
    return bool(lines) and lines[-1].endswith("…") and not cell.text.endswith("…")


def _heads(grid: Grid, place: Frame) -> Iterator[Shape]:
    yield from line(6, place.head - 9, grid.corner, room=place.left - 12, size=11, tint="ink-3", weight=600)
    for at, one in enumerate(grid.columns):
        middle = place.left + place.column * (at + 0.5)
        tint = "ink" if one.tone == "neutral" else shade(one.tone).text
        weight = 600 if one.emphasis else 500
        tip = f"{one_line(one.label)}, {one_line(one.detail)}" if one.detail else one_line(one.label)
        shapes: list[Shape] = []
        if one.emphasis:
            shapes.append(Rect(place.left + place.column * at + 1, 0, place.column - 2, place.head, Paint("sunk"), 4))
        if place.upright:
            room = place.head - 14
            shapes += line(middle + 4, place.head - 8, one.label, room=room, tint=tint, weight=weight, turn=-90)
        else:
            parts = wrap(one.label, place.column - 10, 11, 3, weight)
            base = place.head - 9 - (12 if one.detail else 0)
            for number, part in enumerate(reversed(parts)):
                shapes.append(Words(middle, base - number * _LEADING, part, 11, tint, bold(weight), "middle"))
            room = place.column - 10
            shapes += line(middle, place.head - 8, one.detail, room=room, size=10, tint="ink-3", anchor="middle")
        yield Mark(one.id, tip, tuple(shapes))
    yield Path(((0, place.head), (place.wide, place.head)), Paint("", "line-2"))


def _lines(cell: GridCell, column: float) -> list[str]:
    room = column - 16 - (20 if cell.mark else 0)
    return wrap(cell.text, room, _TEXT, 3, 600 if cell.picked else 400)


def _height(row: GridLine, cells: tuple[GridCell, ...], place: Frame) -> float:
    most = max((len(_lines(cell, place.column)) for cell in cells), default=1)
    names = len(wrap(row.label, place.left - 14, _TEXT, 2, 500)) * _LEADING + (13 if row.detail else 0)
    return max(30.0, most * _LEADING + 14, names + 12)


def _row(
    row: GridLine, cells: tuple[GridCell, ...], y: float, tall: float, grid: Grid, place: Frame
) -> Iterator[Shape]:
    weight = 600 if row.emphasis else 500
    tint = "ink" if row.tone == "neutral" else shade(row.tone).text
    parts = [(text, _TEXT, tint, weight) for text in wrap(row.label, place.left - 14, _TEXT, 2, weight)]
    parts += [(text, 10.0, "ink-3", 400) for text in wrap(row.detail, place.left - 14, 10, 1)]
    tip = f"{one_line(row.label)}, {one_line(row.detail)}" if row.detail else one_line(row.label)
    yield Mark(row.id, tip, stack(6, y + tall / 2, parts))
    for at, (cell, column) in enumerate(zip(cells, grid.columns, strict=False)):
        box = (place.left + place.column * at, y, place.column, tall)
        shapes = tuple(_cell(cell, box, place, emphasis=row.emphasis or column.emphasis))
        if shapes:
            yield Mark(cell.id or f"{row.id}×{column.id}", _tip(cell, row, column, grid.kind), shapes)
    yield Path(((0, y + tall), (place.wide, y + tall)), Paint("", "line"))


def _cell(cell: GridCell, box: tuple[float, float, float, float], place: Frame, *, emphasis: bool) -> Iterator[Shape]:
    x, y, wide, tall = box
    tone = shade(cell.tone)
    if cell.picked:
        yield Rect(x + 2, y + 2, wide - 4, tall - 4, Paint("ours-soft", "ours", 2), 4)
    elif cell.tone not in ("neutral", "muted"):
        yield Rect(x + 1, y + 1, wide - 2, tall - 2, Paint(tone.soft), 3)
    parts = _lines(cell, place.column)
    middle = x + wide / 2
    if cell.mark:
        yield from grid_mark(x + 17 if parts else middle, y + tall / 2, cell.mark)
    tint = "ink-3" if cell.struck else tone.text
    weight = 600 if cell.picked or emphasis else 400
    at = middle + (10 if cell.mark else 0)
    texts = stack(at, y + tall / 2, [(part, _TEXT, tint, weight) for part in parts], anchor="middle")
    yield from texts
    if cell.struck:
        for words in texts:
            half = px(words.text, _TEXT, weight) / 2
            level = words.y - 4
            yield Path(((at - half, level), (at + half, level)), Paint("", "ink-3", 1.2))


def _tip(cell: GridCell, row: GridLine, column: GridLine, kind: str) -> str:
    said = one_line(cell.tip or cell.text) or (mark_name(cell.mark, kind) if cell.mark else "")
    text = _("{row} × {column}: {cell}").format(row=one_line(row.label), column=one_line(column.label), cell=said)
    if cell.picked:
        text = _("{text}, chosen").format(text=text)
    return _("{text}, ruled out").format(text=text) if cell.struck else text


def mark_name(mark: GridMark, kind: str) -> str:
    """What a sign says; `missing` is a link in a contact map and anything else elsewhere."""
    names = {
        "strong": _("strong"),
        "medium": _("medium"),
        "weak": _("weak"),
        "plus": _("better than the datum"),
        "same": _("like the datum"),
        "minus": _("worse than the datum"),
        "tick": _("yes"),
        "live": _("live"),
        "late": _("late"),
        "lost": _("lost"),
        "missing": _("next missing link") if kind == "contact_map" else _("missing"),
    }
    return names.get(mark, "")


def _legend(grid: Grid) -> list[Entry]:
    """The signs that occur, in their own order."""
    cells = [cell for row in grid.cells for cell in row]
    order: tuple[GridMark, ...] = (
        "strong", "medium", "weak", "plus", "same", "minus", "tick", "live", "late", "lost", "missing",
    )  # fmt: skip
    used = {cell.mark for cell in cells}
    entries: list[Entry] = [(grid_mark(10, -4, mark, 6), mark_name(mark, grid.kind)) for mark in order if mark in used]
    if any(cell.picked for cell in cells):
        entries.append(((Rect(2, -10, 16, 12, Paint("ours-soft", "ours", 1.6), 3),), _("chosen")))
    if any(cell.struck for cell in cells):
        entries.append(((Path(((2, -4), (18, -4)), Paint("", "ink-3", 1.2)),), _("ruled out")))
    return entries
