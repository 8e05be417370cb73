"""A free place for the name of a dividing line, among the points and away from the corners' captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from openkam.publish.text import width

PLOT_PX: Final = (300.0, 210.0)
"""The size for which names are placed where none is known; a larger picture only leaves more room."""
_REACH_PX: Final = 7.0
"""How far a point reaches around its middle."""
_LINE_PX: Final = 15.0
_CORNER_PX: Final = 40.0
_CORNER_WIDTH_SHARE: Final = 0.46
_STRUCK: Final = 0.5
"""What a line through a name costs, where a covered point costs 1."""
_SIDES: Final[tuple[Literal["left", "right"], ...]] = ("right", "left")


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
    crossed: Sequence[float] = (),
    plot_px: tuple[float, float] = PLOT_PX,
) -> LabelPlace:
    """The place beside the line at share `at` whose name would cover the fewest points and names.

    `crossed` are the shares at which lines of the other axis cross this one; a name struck through by one is read
    less well than one that ends there.
    """
    size = width(label) * 6.2 / plot_px[0], _LINE_PX / plot_px[1]
    candidates = list(_beside(at, size) if axis == "x" else _along(at, size, crossed))
    return min(
        candidates,
        key=lambda place: _cost(place, points, taken, plot_px) + _STRUCK * _strikes(axis, place, crossed),
    )


def _strikes(axis: Literal["x", "y"], place: LabelPlace, crossed: Sequence[float]) -> int:
    low, high = place.box[2:] if axis == "x" else place.box[:2]
    return sum(low < share < high for share in crossed)


def _beside(at: float, size: tuple[float, float]) -> Iterator[LabelPlace]:
    """Left and right of an upright line, from the upper third down."""
    wide, tall = size
    for y in (0.72, 0.78, 0.66, 0.6, 0.4, 0.34, 0.28, 0.22):
        yield LabelPlace(at, y, "right", "middle", (-5, 0), (at - wide, at, y - tall / 2, y + tall / 2))
        yield LabelPlace(at, y, "left", "middle", (5, 0), (at, at + wide, y - tall / 2, y + tall / 2))


def _along(at: float, size: tuple[float, float], crossed: Sequence[float]) -> Iterator[LabelPlace]:
    """Above and below a level line, at its right end, then at its left, then up to where another line crosses it."""
    wide, tall = size
    ends: list[tuple[float, Literal["left", "right"]]] = [(1.0, "right"), (0.0, "left"), (0.75, "right")]
    ends += [(share, side) for share in crossed for side in _SIDES if 0 < share < 1]
    for x, side in ends:
        left = x - wide if side == "right" else x
        shift = -5 if side == "right" else 5
        yield LabelPlace(x, at, side, "bottom", (shift, -3), (left, left + wide, at, at + tall))
        yield LabelPlace(x, at, side, "top", (shift, 4), (left, left + wide, at - tall, at))


def _cost(
    place: LabelPlace,
    points: Sequence[tuple[float, float]],
    taken: Sequence[LabelPlace],
    plot_px: tuple[float, float],
) -> float:
    left, right, low, high = place.box
    near_x, near_y = _REACH_PX / plot_px[0], _REACH_PX / plot_px[1]
    covered = sum(1 for x, y in points if left - near_x < x < right + near_x and low - near_y < y < high + near_y)
    outside = max(0.0, -left) + max(0.0, right - 1) + max(0.0, -low) + max(0.0, high - 1)
    corner_tall = _CORNER_PX / plot_px[1]
    in_corner = (high > 1 - corner_tall or low < corner_tall) and (
        left < _CORNER_WIDTH_SHARE or right > 1 - _CORNER_WIDTH_SHARE
    )
    on_name = any(
        left < other.box[1] and right > other.box[0] and low < other.box[3] and high > other.box[2] for other in taken
    )
    return covered + 1000 * outside + 50 * in_corner + 500 * on_name
