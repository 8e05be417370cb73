"""A free place for the name of a dividing line, among the points and away from the corners' captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from openkam.publish.text import width

_PLOT_PX: Final = (300.0, 210.0)
"""The size for which names are placed; a larger picture only leaves more room."""
_LINE_PX: Final = 15.0
_CORNER_PX: Final = 40.0
_CORNER_WIDTH_SHARE: Final = 0.46


@dataclass(frozen=True)
class LabelPlace:
    """Where a name is pinned (shares of the plot, 0,0 at the lower left) and to which side of the pin it runs."""

    x: float
    y: float
    align: Literal["left", "right"]
    vertical: Literal["top", "middle", "bottom"]
    offset: tuple[int, int]
    box: tuple[float, float, float, float]


def free_place(
    axis: Literal["x", "y"],
    at: float,
    label: str,
    points: Sequence[tuple[float, float]],
    taken: Sequence[LabelPlace] = (),
) -> LabelPlace:
    """The place beside the line at share `at` whose name would cover the fewest points and names."""
    candidates = list(_beside(at, label) if axis == "x" else _along(at, label))
    return min(candidates, key=lambda place: _cost(place, points, taken))


def _beside(at: float, label: str) -> Iterator[LabelPlace]:
    """Left and right of an upright line, from the upper third down."""
    wide, tall = width(label) * 6.2 / _PLOT_PX[0], _LINE_PX / _PLOT_PX[1]
    for y in (0.72, 0.78, 0.66, 0.6, 0.4, 0.34, 0.28, 0.22):
        yield LabelPlace(at, y, "right", "middle", (-5, 0), (at - wide, at, y - tall / 2, y + tall / 2))
        yield LabelPlace(at, y, "left", "middle", (5, 0), (at, at + wide, y - tall / 2, y + tall / 2))


def _along(at: float, label: str) -> Iterator[LabelPlace]:
    """Above and below a level line, at its right end, then at its left."""
    wide, tall = width(label) * 6.2 / _PLOT_PX[0], _LINE_PX / _PLOT_PX[1]
    for x, align, left in ((1.0, "right", 1.0 - wide), (0.0, "left", 0.0), (0.75, "right", 0.75 - wide)):
        side: Literal["left", "right"] = "right" if align == "right" else "left"
        shift = -5 if side == "right" else 5
        yield LabelPlace(x, at, side, "bottom", (shift, -3), (left, left + wide, at, at + tall))
        yield LabelPlace(x, at, side, "top", (shift, 4), (left, left + wide, at - tall, at))


def _cost(place: LabelPlace, points: Sequence[tuple[float, float]], taken: Sequence[LabelPlace]) -> float:
    left, right, low, high = place.box
    covered = sum(1 for x, y in points if left <= x <= right and low <= y <= high)
    outside = max(0.0, -left) + max(0.0, right - 1) + max(0.0, -low) + max(0.0, high - 1)
    corner_tall = _CORNER_PX / _PLOT_PX[1]
    in_corner = (high > 1 - corner_tall or low < corner_tall) and (
        left < _CORNER_WIDTH_SHARE or right > 1 - _CORNER_WIDTH_SHARE
    )
    on_name = any(
        left < other.box[1] and right > other.box[0] and low < other.box[3] and high > other.box[2] for other in taken
    )
    return covered + 1000 * outside + 50 * in_corner + 500 * on_name
