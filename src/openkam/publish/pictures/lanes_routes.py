"""Where the steps of a process map stand, and how its arrows run between them without crossing a step.

Arrows run level in a lane where nothing is in their way, upright only in the free strip between two columns, and
else along the edge of a lane. Rework leaves and arrives from below.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from openkam.core.diagrams import Flow, Lanes
from openkam.publish.pictures.letters import wrap
from openkam.publish.scene.model import Point
from openkam.publish.text import one_line

BOX_TALL: Final = 44.0
LANE_TALL: Final = 96.0
_STRIP: Final = 40.0
_BOX: Final = (94.0, 136.0)
_SPREAD: Final = 6.0
_EDGE: Final = 10.0
_HEADS: Final = (64, 150)
"""The least and the most px that the names of the lanes take."""
NAME: Final = 11.5
NAME_LINES: Final = 3
NAME_MARGIN: Final = 12.0

Cell = tuple[int, int]
"""Column and lane."""


@dataclass
class Frame:
    """Places in px, and how many arrows share each strip and each lane's edge so far."""

    wide: float
    left: float
    box: float
    columns: int
    cells: dict[str, Cell]
    lanes: list[tuple[str, str]]
    taken: set[Cell] = field(default_factory=set)
    strips: Counter[int] = field(default_factory=Counter)
    edges: Counter[int] = field(default_factory=Counter)

    def middle(self, step: str) -> Point:
        """The middle of a step."""
        column, lane = self.cells[step]
        return self.left + _STRIP * (column + 1) + self.box * (column + 0.5), LANE_TALL * (lane + 0.5) + 1

    def strip(self, column: int) -> float:
        """An x in the free strip before a column; neighbours stand apart."""
        number = self.strips[column]
        self.strips[column] += 1
        offset = ((number + 1) // 2) * _SPREAD * (1 if number % 2 else -1)
        middle = self.left + (_STRIP + self.box) * column + _STRIP / 2
        return middle + max(-_STRIP / 2 + 4, min(_STRIP / 2 - 12, offset)) + 3

    def edge(self, lane: int) -> float:
        """A y along the lower edge of a lane, above the one used before."""
        number = self.edges[lane]
        self.edges[lane] += 1
        return LANE_TALL * (lane + 1) + 1 - _EDGE - min(number, 1) * _SPREAD

    def free(self, lane: int, first: int, last: int) -> bool:
        """Whether no step of a lane stands in the columns after `first` and before `last`."""
        return all((column, lane) not in self.taken for column in range(first + 1, last))


def frame(block: Lanes, wide: float) -> Frame:
    """Columns by the order in time: a step stands after all that it waits for, and never on another."""
    lanes = list(block.lanes)
    for step in block.steps:
        if all(step.lane != key for key, _label in lanes):
            lanes.append((step.lane, step.lane))
    cells = _cells(block, [key for key, _label in lanes])
    columns = 1 + max((column for column, _lane in cells.values()), default=0)
    left = max((_head(label) for _key, label in lanes), default=_HEADS[0])
    box = min(_BOX[1], max(_BOX[0], (wide - left - _STRIP * (columns + 1)) / columns))
    return Frame(
        max(wide, left + box * columns + _STRIP * (columns + 1)), left, box, columns, cells, lanes, set(cells.values())
    )


def _head(label: str) -> float:
    """As narrow as a lane's name can stand whole in its lines; the most there is where it cannot."""
    whole = one_line(label)
    for wide in range(_HEADS[0], _HEADS[1], 6):
        lines = wrap(whole, wide - NAME_MARGIN, NAME, NAME_LINES, 600)
        if "".join(lines).replace(" ", "") == whole.replace(" ", ""):
            return float(wide)
    return float(_HEADS[1])


def is_back(flow: Flow, order: dict[str, int]) -> bool:
    """Whether an arrow leads back in time."""
    return flow.back or order[flow.source] >= order[flow.target]


def _cells(block: Lanes, lanes: list[str]) -> dict[str, Cell]:
    order = {step.id: at for at, step in enumerate(block.steps)}
    before: dict[str, list[str]] = {key: [] for key in order}
    for flow in block.flows:
        if flow.source in order and flow.target in order and not is_back(flow, order):
            before[flow.target].append(flow.source)
    cells: dict[str, Cell] = {}
    last = dict.fromkeys(lanes, -1)
    for step in block.steps:
        if step.id in cells:
            continue
        column = max([last[step.lane] + 1, *(cells[key][0] + 1 for key in before[step.id] if key in cells)])
        cells[step.id] = column, lanes.index(step.lane)
        last[step.lane] = column
    return cells


def route(flow: Flow, place: Frame, *, back: bool) -> tuple[Point, ...]:
    """The corners of an arrow, from the edge of one step to the edge of the other."""
    return _back(flow, place) if back else _forward(flow, place)


def _forward(flow: Flow, place: Frame) -> tuple[Point, ...]:
    (c1, l1), (c2, l2) = place.cells[flow.source], place.cells[flow.target]
    (x1, y1), (x2, y2) = place.middle(flow.source), place.middle(flow.target)
    start, end = (x1 + place.box / 2, y1), (x2 - place.box / 2, y2)
    if l1 == l2 and place.free(l1, c1, c2):
        return start, end
    if place.free(l1, c1, c2) and l1 != l2:
        x = place.strip(c2)
        return start, (x, y1), (x, y2), end
    if place.free(l2, c1, c2) and l1 != l2:
        x = place.strip(c1 + 1)
        return start, (x, y1), (x, y2), end
    first, second, y = place.strip(c1 + 1), place.strip(c2), place.edge(min(l1, l2))
    return start, (first, y1), (first, y), (second, y), (second, y2), end


def _back(flow: Flow, place: Frame) -> tuple[Point, ...]:
    (_c1, l1), (c2, l2) = place.cells[flow.source], place.cells[flow.target]
    (x1, y1), (x2, y2) = place.middle(flow.source), place.middle(flow.target)
    out = x1 - 10
    if flow.source == flow.target:
        y = place.edge(l1)
        return (
            (x1 + place.box / 2, y1),
            (x1 + place.box / 2 + 10, y1),
            (x1 + place.box / 2 + 10, y),
            (out, y),
            (out, y1 + BOX_TALL / 2),
        )
    low = place.edge(l1)
    start, end = (out, y1 + BOX_TALL / 2), (x2 + 10, y2 + BOX_TALL / 2)
    if l1 == l2:
        return start, (out, low), (end[0], low), end
    x, other = place.strip(c2 + 1), place.edge(l2)
    return start, (out, low), (x, low), (x, other), (end[0], other), end
