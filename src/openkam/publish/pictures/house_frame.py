"""Where everything of a house of quality stands: column and row places that all its parts share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openkam.core.diagrams import House, HouseColumn, HouseNeed, PlanningColumn
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.letters import px, wrap
from openkam.publish.text import one_line

_ROW: Final = 31.0
_ONE_LINE_ROW: Final = 25.0
NAME: Final = 11.5
LINE: Final = 22.0
BARS: Final = 62.0
ALL_PAIRS_UP_TO: Final = 14
"""Above so many columns the roof shows only the pairs that are filled."""
_NEED: Final = (150.0, 220.0)
_COLUMN: Final = (38.0, 48.0)
_PLANNING: Final = (34.0, 52.0)
_HEAD: Final = (64.0, 126.0)
_ROOF: Final = 170.0
_TEXT: Final = 11.0


@dataclass(frozen=True)
class Frame:
    """Places in px: `left` of the columns, widths of one CTQ and one planning column, heights from the top."""

    wide: float
    left: float
    column: float
    planning_left: float
    planning: float
    roof_bottom: float
    rise: float
    """Height that the roof gains with each further column."""
    direction_top: float
    body_top: float
    body_bottom: float
    groups: tuple[tuple[float, str], ...]
    rows: tuple[float, ...]
    """Top of each need's row."""
    row: float
    """Height of a need's row: lower where each need fits on one line."""
    count: int

    def middle(self, column: int) -> float:
        """The middle of a CTQ's column."""
        return self.left + self.column * (column + 0.5)

    @property
    def right(self) -> float:
        """Where the CTQs end."""
        return self.left + self.column * self.count

    @property
    def end(self) -> float:
        """Where the planning matrix ends."""
        return self.planning_left + self.planning * self._planned

    _planned: int = 0

    def planning_middle(self, column: int) -> float:
        """The middle of a planning column."""
        return self.planning_left + self.planning * (column + 0.5)


def column_name(column: HouseColumn) -> str:
    """The name of a CTQ with its unit."""
    label, unit = one_line(column.label), one_line(column.unit)
    return _("{label}, {unit}").format(label=label, unit=unit) if unit else label


def planning_name(column: PlanningColumn) -> str:
    """The name of a planning column with its unit."""
    label, unit = one_line(column.label), one_line(column.unit)
    return _("{label}, {unit}").format(label=label, unit=unit) if unit else label


def frame(house: House, wide: float) -> Frame:
    """Share `wide` among needs, CTQs and planning; where they do not fit, the house becomes wider."""
    count, planned = len(house.ctqs), len(house.planning)
    longest = max((px(one_line(need.label), 12) for need in house.needs), default=0.0)
    need = max(_NEED[0], min(_NEED[1], longest * 0.62 + 44))
    gap = 8.0 if planned else 0.0
    least = need + count * _COLUMN[0] + gap + planned * _PLANNING[0] + 2
    wide = max(wide, least)
    spare = wide - least
    column = _COLUMN[0] + min(
        _COLUMN[1] - _COLUMN[0], spare * 0.62 / max(1, count) if planned else spare / max(1, count)
    )
    spare -= (column - _COLUMN[0]) * count
    planning = _PLANNING[0] + min(_PLANNING[1] - _PLANNING[0], spare / max(1, planned))
    spare = wide - (need + count * column + gap + planned * planning) - 2
    whole = max((px(one_line(one.label), NAME) + need_margin(one) for one in house.needs), default=0.0)
    one_line_each = whole <= need + spare
    need += max(0.0, min(max(60.0, whole - need) if one_line_each else 60.0, spare))
    row = _ONE_LINE_ROW if one_line_each else _ROW
    storeys = _storeys(house)
    rise = min(column * 0.38, _ROOF / max(1, storeys)) if storeys else 0.0
    roof_bottom = 4.0 + rise * storeys
    direction = roof_bottom + _head_height(house, column, planning)
    body_top = direction + LINE
    groups, rows, bottom = _rows(house, body_top, row)
    return Frame(
        wide=max(wide, need + count * column + gap + planned * planning + 2),
        left=need,
        column=column,
        planning_left=need + count * column + gap,
        planning=planning,
        roof_bottom=roof_bottom,
        rise=rise,
        direction_top=direction,
        body_top=body_top,
        body_bottom=bottom,
        groups=groups,
        rows=rows,
        row=row,
        count=count,
        _planned=planned,
    )


def need_margin(need: HouseNeed) -> float:
    """What number and finding take of a need's room."""
    return 48.0 if need.finding is not None else 28.0


def _storeys(house: House) -> int:
    """How many columns high the roof is: whole up to fourteen columns, else as high as its highest filled pair."""
    at = {ctq.id: index for index, ctq in enumerate(house.ctqs)}
    apart = [abs(at[one.one] - at[one.other]) for one in house.roof if one.one in at and one.other in at]
    if not any(apart):
        return 0
    return len(at) if len(at) <= ALL_PAIRS_UP_TO else max(apart) + 1


def _rows(house: House, top: float, row: float) -> tuple[tuple[tuple[float, str], ...], tuple[float, ...], float]:
    groups: list[tuple[float, str]] = []
    rows: list[float] = []
    group = ""
    for need in house.needs:
        if need.group and need.group != group:
            groups.append((top, need.group))
            top += LINE
        group = need.group
        rows.append(top)
        top += row
    return tuple(groups), tuple(rows), top


def _head_height(house: House, column: float, planning: float) -> float:
    names = [(column_name(ctq), column) for ctq in house.ctqs]
    names += [(f"{one_line(one.label)}, {one_line(one.unit)}", planning) for one in house.planning]
    most = _HEAD[0]
    for name, room in names:
        lines = header_lines(room)
        whole = px(name, _TEXT, 500)
        need = next((high for high in range(64, 127, 6) if _fits(name, high - 12, lines)), _HEAD[1])
        most = max(most, min(need, whole + 14 if lines == 1 else need))
    found = any(column.finding is not None for column in house.ctqs)
    return min(_HEAD[1], most) + (20 if found else 0)


def _fits(name: str, room: float, lines: int) -> bool:
    return not any(part.endswith("…") for part in wrap(name, room, _TEXT, lines, 500))


def header_lines(column: float) -> int:
    """How many upright lines of a name stand beside one another in a column."""
    return 3 if column >= 44 else 2 if column >= 29 else 1
