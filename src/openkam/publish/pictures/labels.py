"""Names beside points so that no name lies on another name or on a point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openkam.publish.pictures.plot import fitted, px_wide
from openkam.publish.scene.model import Anchor, Words

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Spot = tuple[float, float, str, Anchor]

_SIZE = 10.5
_TALL = 13.0
_ROOM = 150.0
_BOLD = 1.06
"""How much wider letters of a heavier weight are."""
_IN = 6.0
"""How far from the edge a name is moved in, px."""
_GRAIN = 64.0


@dataclass(frozen=True)
class Label:
    """A name and the point that it belongs to."""

    text: str
    x: float
    y: float
    radius: float
    bold: bool = False


class Taken:
    """Boxes by the cells of a coarse grid, so that a look for overlaps stays short among many."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def _of(self, box: Box) -> Iterator[tuple[int, int]]:
        for across in range(int(box[0] // _GRAIN), int(box[2] // _GRAIN) + 1):
            for down in range(int(box[1] // _GRAIN), int(box[3] // _GRAIN) + 1):
                yield across, down

    def add(self, box: Box) -> None:
        """Let nothing else lie on `box`."""
        for cell in self._of(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        """Whether nothing lies on `box`."""
        near = (other for cell in self._of(box) for other in self._cells.get(cell, ()))
        return not any(box[0] < o[2] and box[2] > o[0] and box[1] < o[3] and box[3] > o[1] for o in near)


def box_of(words: Words) -> Box:
    """The rectangle that a line of text covers."""
    wide = px_wide(words.text, words.size) * (_BOLD if words.weight >= 500 else 1.0)
    left = {"start": words.x, "middle": words.x - wide / 2, "end": words.x - wide}[words.anchor]
    return left, words.y - words.size, left + wide, words.y + 3


def place_labels(
    labels: Sequence[Label], obstacles: Sequence[Box], area: Box, thin: Sequence[Box] = ()
) -> Iterator[tuple[Label, Spot]]:
    """A free spot for each label in turn: right, left, above, below, then the corners; none, where all are taken.

    `obstacles` are the boxes of everything that must stay visible; boxes are left, top, right, bottom. `thin` ones,
    such as lines, are kept free where there is another spot.
    """
    taken, struck = Taken(obstacles), Taken(thin)
    for label in labels:
        text = fitted(label.text, _ROOM, _SIZE)
        wide = px_wide(text, _SIZE) * (_BOLD if label.bold else 1.0)
        spots = [
            (box, spot) for box, spot in _candidates(label, text, wide, area) if _inside(box, area) and taken.free(box)
        ]
        if spots:
            box, spot = next((one for one in spots if struck.free(one[0])), spots[0])
            taken.add(box)
            yield label, spot


def _inside(box: Box, area: Box) -> bool:
    return area[0] <= box[0] and area[1] <= box[1] and area[2] >= box[2] and area[3] >= box[3]


def _candidates(label: Label, text: str, wide: float, area: Box) -> Iterator[tuple[Box, Spot]]:
    gap = label.radius + 4
    half = wide / 2
    level = label.y + 3.6
    # Above and below, a name near the edge is moved in as far as it still stands over its point.
    over = min(max(label.x, area[0] + half + _IN), area[2] - half - _IN)
    over = min(max(over, label.x - half), label.x + half)
    starts: tuple[tuple[float, float, Anchor], ...] = (
        (label.x + gap, level, "start"),
        (label.x - gap, level, "end"),
        (over, label.y - gap, "middle"),
        (over, label.y + gap + 8, "middle"),
        (label.x + gap * 0.7, label.y - gap * 0.7, "start"),
        (label.x + gap * 0.7, label.y + gap * 0.7 + 8, "start"),
        (label.x - gap * 0.7, label.y - gap * 0.7, "end"),
        (label.x - gap * 0.7, label.y + gap * 0.7 + 8, "end"),
    )
    for x, y, anchor in starts:
        left = {"start": x, "middle": x - half, "end": x - wide}[anchor]
        yield (left, y - _TALL + 3, left + wide, y + 3), (x, y, text, anchor)
