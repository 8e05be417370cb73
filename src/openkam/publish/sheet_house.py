"""The house of quality in the cells of a sheet: needs × CTQs, planning matrix, technical lines, the roof below."""

from __future__ import annotations

from typing import Any, Final

from openkam.core.blocks import Column, Picture, Value
from openkam.core.diagrams import House, HouseColumn, HouseLine, RoofPair
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.house_frame import column_name, planning_name
from openkam.publish.pictures.house_roof import SIGNS, meaning
from openkam.publish.sheet_cells import Book, Cells, write_text
from openkam.publish.text import one_line, width
from openkam.publish.theme import LIGHT

_NAMES: Final = 2
"""Columns before the CTQs: number and need."""
_DIRECTIONS: Final = {"higher": "↑", "lower": "↓", "target": "◎"}
_HATCHED: Final = 14
"""Excel's number of the pattern of fine strokes upward."""
_RULED: Final[dict[str, Any]] = {"bottom": 1, "bottom_color": LIGHT["line"]}
_RELATIONS: Final[dict[int, dict[str, Any]]] = {
    9: {"bg_color": LIGHT["pos"], "font_color": LIGHT["surface"], "bold": True},
    3: {"bg_color": LIGHT["pos-1"], "font_color": LIGHT["ink"]},
    1: {"font_color": LIGHT["ink-3"]},
}


def heading(made: Book, sheet: Any, block: Picture) -> int:
    """Paper, title and subtitle of a sheet that is laid out as a picture; return the row for what follows."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    write_text(made, sheet, (0, 0), block.title, bold=True, font_size=13)
    write_text(made, sheet, (1, 0), block.subtitle, font_color=LIGHT["ink-3"])
    return 3


def write_house(made: Book, sheet: Any, house: House) -> None:
    """Lay a house out on an empty sheet."""
    _House(made, sheet, house).write()


class _House:
    """One house on its sheet; the planning matrix stands right of the CTQs, after a narrow free column."""

    def __init__(self, made: Book, sheet: Any, house: House) -> None:
        self._made, self._sheet, self._house = made, sheet, house
        self._planned = _NAMES + len(house.ctqs) + 1
        self._columns = {ctq.id: _NAMES + at for at, ctq in enumerate(house.ctqs)}
        names = [*(one.label for one in house.needs), *(one.label for one in house.lines)]
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, 1, min(48.0, max(18.0, max(width(one_line(name)) for name in names) + 2)))
        sheet.set_column(_NAMES, self._planned - 2, 8.5)
        if house.planning:
            sheet.set_column(self._planned - 1, self._planned - 1, 2)
            sheet.set_column(self._planned, self._planned + len(house.planning) - 1, 9)

    def write(self) -> None:
        """From the names of the CTQs down to the roof."""
        row = self._heads(heading(self._made, self._sheet, self._house))
        self._sheet.freeze_panes(row, _NAMES)
        self._sheet.repeat_rows(row - 2, row - 1)
        row = self._needs(row)
        row = self._lines(row)
        self._roof(row + 1)

    def _text(self, row: int, column: int, text: str, **look: Any) -> None:
        write_text(self._made, self._sheet, (row, column), text, **look)

    def _heads(self, row: int) -> int:
        house = self._house
        upright: dict[str, Any] = {"rotation": 90, "valign": "bottom", "align": "center", "text_wrap": True}
        longest = [width(column_name(ctq)) for ctq in house.ctqs]
        longest += [width(planning_name(house.planning[at])) for at in range(len(house.planning))]
        self._sheet.set_row(row, min(190.0, max(60.0, max(longest) * 5.2 + 8)))
        self._text(row, 0, "")
        self._text(row, 1, _("Need, in their words"), bold=True, valign="bottom")
        for at, ctq in enumerate(house.ctqs, start=_NAMES):
            ground = {"bg_color": LIGHT["mark"]} if ctq.finding is not None else {}
            tint = LIGHT["ink-3"] if ctq.empty else LIGHT["ink"]
            name = _with_finding(column_name(ctq), ctq.finding)
            self._text(row, at, name, bold=True, font_color=tint, **upright, **ground)
        for at in range(len(house.planning)):
            self._text(row, self._planned + at, planning_name(house.planning[at]), font_color=LIGHT["ink-2"], **upright)
        if house.planning_label and row > 0:
            self._text(row - 1, self._planned, house.planning_label, font_color=LIGHT["ink-3"], font_size=9)
        ruled: dict[str, Any] = {"top": 1, "bottom": 1, "top_color": LIGHT["line-2"], "bottom_color": LIGHT["line-2"]}
        self._text(row + 1, 0, "", **ruled)
        self._text(row + 1, 1, _("Better when"), font_color=LIGHT["ink-3"], **ruled)
        for at, ctq in enumerate(house.ctqs, start=_NAMES):
            self._text(row + 1, at, _DIRECTIONS[ctq.direction], align="center", **ruled)
        for at in range(len(house.planning)):
            self._text(row + 1, self._planned + at, "", **ruled)
        return row + 2

    def _needs(self, row: int) -> int:
        house = self._house
        end = self._planned + len(house.planning) if house.planning else self._planned - 1
        first, group = row, ""
        values = {(one.need, one.ctq): one.value for one in reversed(house.relations)}
        for number, need in enumerate(house.needs, start=1):
            if need.group and need.group != group:
                for at in range(end):
                    self._text(row, at, need.group if at == 1 else "", bold=True, bg_color=LIGHT["sunk"])
                row += 1
            group = need.group
            found = {"bg_color": LIGHT["mark"]} if need.finding is not None else {}
            self._sheet.write_number(row, 0, number, self._made.look(**_RULED, font_color=LIGHT["ink-3"]))
            self._text(row, 1, _with_finding(need.label, need.finding), text_wrap=True, **_RULED, **found)
            for ctq in house.ctqs:
                self._relation(row, ctq, values.get((need.id, ctq.id)))
            for at, value in enumerate(need.planning[: len(house.planning)]):
                self._planning(row, at, value)
            self._sheet.set_row(row, 20 if width(one_line(need.label)) < 46 else 32)
            row += 1
        self._bars(first, row - 1)
        if any(value is not None for value in house.planning_total):
            self._text(row, self._planned - 1, "")
            for at, value in enumerate(house.planning_total[: len(house.planning)]):
                self._planning(row, at, value, bold=True)
        return row

    def _relation(self, row: int, ctq: HouseColumn, value: int | None) -> None:
        look: dict[str, Any] = {**_RULED, "align": "center", "left": 1, "left_color": LIGHT["line"]}
        if value is not None:
            self._sheet.write_number(row, self._columns[ctq.id], value, self._made.look(**look, **_RELATIONS[value]))
            return
        hatch = {"pattern": _HATCHED, "fg_color": LIGHT["line-2"], "bg_color": LIGHT["surface"]} if ctq.empty else {}
        self._text(row, self._columns[ctq.id], "", **look, **hatch)

    def _planning(self, row: int, at: int, value: Value, **look: Any) -> None:
        planned = self._house.planning[at]
        column = Column(key=str(at), label=planned.label, kind=planned.kind, decimals=planned.decimals)
        bold = {"bold": True} if planned.bar else {}
        cells = Cells(
            self._made, self._sheet, self._planned + at, column, **(_RULED | {"align": "center"} | bold | look)
        )
        cells.write(row, value)

    def _bars(self, first: int, last: int) -> None:
        for at, planned in enumerate(self._house.planning):
            if planned.bar and last >= first:
                column = self._planned + at
                bar = {
                    "type": "data_bar",
                    "bar_color": LIGHT["pos-1"],
                    "bar_solid": True,
                    "min_type": "num",
                    "min_value": 0,
                }
                self._sheet.conditional_format(first, column, last, column, bar)

    def _lines(self, row: int) -> int:
        for number, one in enumerate(self._house.lines):
            top: dict[str, Any] = {"top": 2, "top_color": LIGHT["ink-2"]} if number == 0 else {}
            name = _("{label}: {value}").format(label=one_line(one.label), value=one_line(one.detail))
            self._text(row, 0, "", **_RULED, **top)
            self._text(row, 1, name if one.detail else one.label, bold=True, text_wrap=True, **_RULED, **top)
            for at in range(len(self._house.ctqs)):
                self._line_value(row, at, one, top)
            if one.bars:
                self._shade(row, one)
            wide = width(one_line(one.label) + one_line(one.detail)) >= 46
            self._sheet.set_row(row, 34 if wide else 22)
            row += 1
        return row

    def _line_value(self, row: int, at: int, one: HouseLine, top: dict[str, Any]) -> None:
        strong = at < len(one.strong) and one.strong[at]
        column = Column(key=one.key, label=one.label, kind=one.kind, decimals=one.decimals)
        look: dict[str, Any] = {**_RULED, **top, "align": "center", "left": 1, "left_color": LIGHT["line"]}
        cells = Cells(self._made, self._sheet, _NAMES + at, column, **look, bold=strong, text_wrap=True)
        cells.write(row, one.values[at] if at < len(one.values) else None)

    def _shade(self, row: int, one: HouseLine) -> None:
        """Columns cannot stand in one cell: the larger a value, the longer its bar."""
        bar = {"type": "data_bar", "bar_color": LIGHT["pos-1"], "bar_solid": True, "min_type": "num", "min_value": 0}
        self._sheet.conditional_format(row, _NAMES, row, _NAMES + len(one.values) - 1, bar)

    def _roof(self, row: int) -> None:
        """Each filled pair at the crossing of its row and its column, under the columns that it joins."""
        house = self._house
        pairs: dict[tuple[int, int], RoofPair] = {}
        for pair in house.roof:
            if pair.one in self._columns and pair.other in self._columns and pair.one != pair.other:
                one, other = sorted((self._columns[pair.one], self._columns[pair.other]))
                pairs[one, other] = pair
        if not pairs:
            return
        self._text(row, 1, _("Roof"), bold=True)
        row += 1
        for at, ctq in enumerate(house.ctqs, start=_NAMES):
            if not any(one == at for one, _other in pairs):
                continue
            self._text(row, 0, "", **_RULED)
            self._text(row, 1, column_name(ctq), **_RULED)
            for column in range(_NAMES, _NAMES + len(house.ctqs)):
                self._pair(row, column, pairs.get((at, column)), itself=column == at)
            row += 1
        for value in (2, 1, -1, -2):
            self._text(row + 1, 1, f"{SIGNS[value]}  {meaning(value)}", font_color=LIGHT["ink-3"])
            row += 1

    def _pair(self, row: int, column: int, pair: RoofPair | None, *, itself: bool) -> None:
        look: dict[str, Any] = {**_RULED, "align": "center", "left": 1, "left_color": LIGHT["line"]}
        if itself:
            look["bg_color"] = LIGHT["sunk"]
        if pair is None:
            self._text(row, column, "", **look)
            return
        tint = LIGHT["ink-2"] if pair.value > 0 else LIGHT["neg"]
        found = {"bg_color": LIGHT["mark"]} if pair.finding is not None else {}
        self._text(row, column, SIGNS[pair.value], **look, bold=True, font_color=tint, **found)


def _with_finding(label: str, finding: int | None) -> str:
    """A name with the number of the finding that is placed at it."""
    if finding is None:
        return label
    said = _("Finding {number}").format(number=finding)
    return _("{name} ({finding})").format(name=one_line(label), finding=said)
