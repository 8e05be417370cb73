"""The risk grid: impact upwards, probability to the right, what stands in each cell and what it may cost.

layout(grid, wide) -> Scene
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openkam.core.diagrams import RiskCell, RiskGrid
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_compact, format_money, format_number
from openkam.publish.pictures.letters import empty, line, px, stack, wrap
from openkam.publish.scene.model import Mark, Paint, Path, Rect, Scene, Shape, Words
from openkam.publish.text import one_line

_LINE: Final = 15.0
_NARROW: Final = 600.0
_NAMES: Final = 5


def layout(grid: RiskGrid, wide: float = 960) -> Scene:
    """Draw the grid; on a phone cells hold only the number of risks and the money."""
    if not grid.impacts or not grid.probabilities:
        return empty(grid.id, one_line(grid.title), wide)
    narrow = wide < _NARROW
    longest = max(px(label, 11.5) for _key, label in grid.impacts)
    left = min(wide * 0.28, max(64.0, longest + 18, min(120.0, px(grid.impact_label, 11) + 14)))
    column = (wide - left - 2) / len(grid.probabilities)
    most = 0 if narrow else min(_NAMES, max((len(cell.entries) for cell in grid.cells), default=0))
    tall = 62.0 if narrow else 44 + most * _LINE + 6
    top = 24.0
    shapes: list[Shape] = []
    rows = {key: at for at, (key, _label) in enumerate(grid.impacts)}
    columns = {key: at for at, (key, _label) in enumerate(grid.probabilities)}
    for cell in grid.cells:
        if cell.impact in rows and cell.probability in columns:
            x, y = left + columns[cell.probability] * column, top + rows[cell.impact] * tall
            shapes.append(_cell(grid, cell, (x, y, column, tall), narrow=narrow))
    bottom = top + tall * len(rows)
    shapes += _names(grid, left, top, column, tall)
    tallest = bottom + 44
    return Scene(grid.id, one_line(grid.title), wide, tallest, tuple(shapes))


def _names(grid: RiskGrid, left: float, top: float, column: float, tall: float) -> Iterator[Shape]:
    bottom = top + tall * len(grid.impacts)
    for at, (_key, label) in enumerate(grid.impacts):
        yield from line(left - 10, top + tall * (at + 0.5) + 4, label, room=left - 12, size=11.5, anchor="end")
    for at, (_key, label) in enumerate(grid.probabilities):
        yield from line(left + column * (at + 0.5), bottom + 17, label, room=column - 6, size=11.5, anchor="middle")
    yield from line(2, 14, grid.impact_label, room=left + column, size=11, tint="ink-3", weight=600)
    end = left + column * len(grid.probabilities)
    yield from line(end, bottom + 36, grid.probability_label, room=end, size=11, tint="ink-3", weight=600, anchor="end")
    start = end - px(grid.probability_label, 11, 600) - 10
    if start - left > 60:
        yield Path(((left, bottom + 32), (start, bottom + 32)), Paint("", "line-2", 1.2), arrow=True)


def _tint(level: int) -> str:
    """Letters on the darkest cell take the ground's colour."""
    return "surface" if level == 4 else "ink"


def _cell(grid: RiskGrid, cell: RiskCell, place: tuple[float, float, float, float], *, narrow: bool) -> Mark:
    x, y, wide, tall = place
    tint = _tint(cell.level)
    shapes: list[Shape] = [Rect(x + 1, y + 1, wide - 2, tall - 2, Paint(f"risk-{cell.level}"), 4)]
    room = wide - 20
    if narrow:
        count = format_number(cell.count) if cell.count else ""
        shapes += line(x + wide / 2, y + 27, count, room=room, size=15, tint=tint, weight=600, anchor="middle")
        money = format_compact(cell.money) if cell.money is not None else ""
        if money:
            shapes += line(x + wide / 2, y + 44, money, room=wide - 6, size=10, tint=tint, anchor="middle")
        else:
            named = [(text, 10.0, tint, 400) for text in wrap(cell.label, wide - 8, 10, 2)]
            shapes += stack(x + wide / 2, y + (44 if count else tall / 2), named, anchor="middle")
        return Mark(f"{cell.impact}-{cell.probability}", _tip(grid, cell), tuple(shapes))
    money = format_money(cell.money, one_line(grid.currency), 0) if cell.money is not None else ""
    taken = px(money, 11) + 12 if money else 0
    shapes += line(x + 11, y + 20, cell.label, room=max(30.0, room - taken - 26), size=11, tint=tint, weight=600)
    shapes += line(x + wide - 11, y + 20, money, room=room * 0.6, size=11, tint=tint, anchor="end")
    shapes += _entries(cell, (x, y, wide, tall), tint)
    return Mark(f"{cell.impact}-{cell.probability}", _tip(grid, cell), tuple(shapes))


def _entries(cell: RiskCell, place: tuple[float, float, float, float], tint: str) -> Iterator[Words]:
    x, y, wide, tall = place
    fit_in = max(1, int((tall - 36) // _LINE))
    shown = cell.entries if len(cell.entries) <= fit_in else cell.entries[: fit_in - 1]
    for at, name in enumerate(shown):
        yield from line(x + 11, y + 39 + at * _LINE, name, room=wide - 20, size=11.5, tint=tint)
    left_out = cell.count - len(shown) if cell.entries else cell.count
    if left_out > 0:
        text = (
            ngettext("{count} more", "{count} more", left_out)
            if shown
            else ngettext("{count} risk", "{count} risks", left_out)
        )
        text = text.format(count=format_number(left_out))
        yield from line(x + 11, y + 39 + len(shown) * _LINE, text, room=wide - 20, size=11.5, tint=tint)


def _tip(grid: RiskGrid, cell: RiskCell) -> str:
    impact = dict(grid.impacts)[cell.impact]
    probability = dict(grid.probabilities)[cell.probability]
    text = _("{impact_label} {impact}, {probability_label} {probability}: {level}, {count}").format(
        impact_label=one_line(grid.impact_label),
        impact=one_line(impact),
        probability_label=one_line(grid.probability_label),
        probability=one_line(probability),
        level=one_line(cell.label),
        count=ngettext("{count} risk", "{count} risks", cell.count).format(count=format_number(cell.count)),
    )
    if cell.money is not None:
        text = f"{text}, {format_money(cell.money, one_line(grid.currency), 0)}"
    return "\n".join((text, *(one_line(name) for name in cell.entries)))
