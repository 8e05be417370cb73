"""Name and advice of each region of a plane, in a corner where they cover the fewest points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openkam.core.blocks import Region
from openkam.publish.pictures.labels import box_of
from openkam.publish.pictures.letters import wrap
from openkam.publish.pictures.plot import Plot, px_wide
from openkam.publish.scene.model import Anchor, Words
from openkam.publish.text import one_line
from openkam.publish.theme import shade

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_NARROW = 150.0
"""Px below which a region's name takes more lines and its advice stands only where it fits whole."""
_ADVICE = 11.0
_LINE = 15.0
_RIM = 0.04
"""A region that ends so near to the plot's edge, as a share of the plot, ends at the edge."""
_SLIM = 0.72
"""The share of the room that advice takes where a point stands in its way: narrower, on one line more."""


def edges(region: Region, plot: Plot) -> Box:
    """Where a region lies, in px; a missing bound is the edge of the plot."""
    (left, right), (bottom, top) = plot.x.span(region.x0, region.x1), plot.y.span(region.y0, region.y1)
    return (
        plot.left + left * plot.wide,
        plot.top + (1 - top) * plot.tall,
        plot.left + right * plot.wide,
        plot.top + (1 - bottom) * plot.tall,
    )


def captions(regions: Sequence[Region], plot: Plot, points: Sequence[Box]) -> Iterator[Words]:
    """Each region's caption in its outer corner, else beside it, narrower or without advice, which the table keeps."""
    for region in regions:
        yield from min(_versions(region, plot), key=lambda words: _covered(words, points))


def _covered(words: Sequence[Words], points: Sequence[Box]) -> int:
    boxes = [box_of(one) for one in words]
    return sum(
        any(box[0] < point[2] and box[2] > point[0] and box[1] < point[3] and box[3] > point[1] for box in boxes)
        for point in points
    )


def _versions(region: Region, plot: Plot) -> Iterator[list[Words]]:
    """The caption in all its forms, the best first."""
    left, top, right, bottom = edges(region, plot)
    rim = _RIM * min(plot.wide, plot.tall)
    narrow = right - left < _NARROW
    margin, size = (4, 10.0) if narrow else (10, 12.0)
    room = max(right - left - 2 * margin, 40)
    heads = wrap(region.label, room, size, 3 if narrow else 1, 600)
    whole = not narrow or px_wide(one_line(region.detail)) <= room
    forms = [wrap(region.detail, room, _ADVICE, 2), wrap(region.detail, _SLIM * room, _ADVICE, 3)] if whole else []
    at_right, at_top = right >= plot.right - rim and left > plot.left + rim, top <= plot.top + rim
    for advice in [*forms, []]:
        first = top + 20 if at_top else bottom - 11 - _LINE * (len(heads) + len(advice) - 1)
        for to_right in (at_right, not at_right):
            x = right - margin if to_right else left + margin
            anchor: Anchor = "end" if to_right else "start"
            yield list(_words(region, heads, advice, (x, first), anchor, size))


def _words(
    region: Region,
    heads: Sequence[str],
    advice: Sequence[str],
    at: tuple[float, float],
    anchor: Anchor,
    size: float,
) -> Iterator[Words]:
    (x, y), tint = at, shade(region.tone).text
    for line, head in enumerate(heads):
        yield Words(x, y + _LINE * line, head, size=size, weight=600, tint=tint, anchor=anchor)
    for line, part in enumerate(advice, start=len(heads)):
        yield Words(x, y + _LINE * line, part, size=_ADVICE, tint="ink-2", anchor=anchor)
