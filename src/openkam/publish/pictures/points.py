"""Named points between dividing lines: the account matrix, the Kano plane, the value map."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from openkam.core.blocks import Axis, Figure, Line, Point, Region
from openkam.core.i18n import gettext as _
from openkam.publish.echarts.frame import axis_title, full
from openkam.publish.echarts.places import LabelPlace, free_place
from openkam.publish.pictures.captions import captions, edges
from openkam.publish.pictures.labels import Label, box_of, place_labels
from openkam.publish.pictures.plot import Plot, fitted, ground, px_wide, x_ticks, y_gutter, y_ticks
from openkam.publish.scales import Scale, finite, linear, scale_for
from openkam.publish.scene.model import Disc, Mark, Paint, Path, Rect, Scene, Shape, Words
from openkam.publish.text import one_line
from openkam.publish.theme import shade

_LARGEST_RADIUS = 22.0
_SMALLEST_RADIUS = 6.0
_PLAIN_RADIUS = 6.0
_NAMED_AT_MOST = 120


def layout(figure: Figure, wide: float = 960) -> Scene:
    """The picture at `wide` px. Without points there is the empty plane with its lines and regions."""
    points = [point for series in figure.series for point in series.points if series.form == "points"]
    plot = _plot(figure, points, wide)
    radii = _radii(points, scale=min(1.0, wide / 720))
    placed = [(point, *plot.at(point.x, point.y), radius) for point, radius in zip(points, radii, strict=True)]
    key = list(_key(points, plot))
    discs = [(x - radius, y - radius, x + radius, y + radius) for _point, x, y, radius in placed]
    named = list(captions(figure.regions, plot, discs))
    lines = list(_dividing(figure.lines, plot, placed))
    written = [*named, *(shape for shape in lines if isinstance(shape, Words))]
    shapes: list[Shape] = [
        ground(plot),
        *_grounds(figure.regions, plot),
        *x_ticks(plot, figure.x.kind),
        *y_ticks(plot, figure.y.kind),
        *_paths(figure, plot),
        *lines,
        *named,
        *_axis_names(figure, plot),
        *(shape for point, x, y, radius in placed for shape in _trail(point, plot, x, y, radius)),
        *(_mark(figure, *one) for one in placed),
        *_names(placed, plot, written, figure.lines),
        *key,
    ]
    end = max((shape.y for shape in key if isinstance(shape, Words)), default=plot.bottom + 36)
    return Scene(figure.id, one_line(figure.title), wide, end + 12, tuple(shapes))


def _plot(figure: Figure, points: Sequence[Point], wide: float) -> Plot:
    drawn = [point for series in figure.series for point in series.points]
    was = [point.was for point in points if point.was is not None]
    xs = (
        [point.x for point in drawn]
        + [place[0] for place in was]
        + [line.value for line in figure.lines if line.axis == "x"]
    )
    ys = (
        [point.y for point in drawn]
        + [place[1] for place in was]
        + [line.value for line in figure.lines if line.axis == "y"]
    )
    x, y = _scale(figure, figure.x, xs), _scale(figure, figure.y, ys)
    left = y_gutter(y, figure.y.kind) + 18
    tall = min(620.0, max(300.0, wide * 0.62))
    return Plot(left, 14, wide - left - 12, tall, x, y)


def _scale(figure: Figure, axis: Axis, values: Sequence[float]) -> Scale:
    return replace(_even_or_curved(figure, axis, values), reversed=axis.reversed)


def _even_or_curved(figure: Figure, axis: Axis, values: Sequence[float]) -> Scale:
    if figure.kind == "kano":
        return Scale("linear", -0.02, 1.02, (0.0, 0.25, 0.5, 0.75, 1.0))
    known = finite(values) or [0.0, 1.0]
    if axis.scale in ("log", "symlog"):
        return scale_for(axis.scale, known, pad=0.08)
    return linear(known, pad=0.14)


def _radii(points: Sequence[Point], *, scale: float) -> list[float]:
    """Areas in proportion to size; a point without a size is drawn small."""
    largest = max((point.size or 0.0 for point in points), default=0.0)
    made = []
    for point in points:
        share = math.sqrt(max(point.size or 0.0, 0.0) / largest) if largest > 0 else 0.0
        radius = (
            max(_SMALLEST_RADIUS, _LARGEST_RADIUS * share) if point.size is not None and largest > 0 else _PLAIN_RADIUS
        )
        made.append(max(_SMALLEST_RADIUS if point.letter else 4.0, radius * scale))
    return made


def _grounds(regions: Sequence[Region], plot: Plot) -> Iterator[Shape]:
    for region in regions:
        if region.tone in ("neutral", "muted", "pos"):
            continue
        left, top, right, bottom = edges(region, plot)
        yield Rect(left, top, right - left, bottom - top, Paint(fill=shade(region.tone).soft))


def _paths(figure: Figure, plot: Plot) -> Iterator[Shape]:
    """Lines through points, such as the fair-value line, cut at the edge of the plot and named at their end."""
    for series in figure.series:
        if series.form != "line" or len(series.points) < 2:
            continue
        ends = _clipped(series.points[0], series.points[-1], plot)
        if ends is None:
            continue
        yield Path(ends, Paint(stroke="ink", dash="dash"))
        (x, y) = max(ends, key=lambda place: place[0])
        below = y < plot.top + 30
        yield Words(min(x, plot.right) - 8, y + (18 if below else -8), one_line(series.label), weight=500, anchor="end")


def _clipped(one: Point, other: Point, plot: Plot) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of the line through two points that the plot shows."""
    (x0, y0), (x1, y1) = plot.at(one.x, one.y), plot.at(other.x, other.y)
    if (x0, y0) == (x1, y1):
        return None
    low, high = float("-inf"), float("inf")
    for start, step, least, most in ((x0, x1 - x0, plot.left, plot.right), (y0, y1 - y0, plot.top, plot.bottom)):
        if step == 0:
            if not least <= start <= most:
                return None
            continue
        first, last = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, first), min(high, last)
    if low >= high:
        return None
    return (x0 + low * (x1 - x0), y0 + low * (y1 - y0)), (x0 + high * (x1 - x0), y0 + high * (y1 - y0))


def _dividing(
    lines: Sequence[Line], plot: Plot, placed: Sequence[tuple[Point, float, float, float]]
) -> Iterator[Shape]:
    """Dividing lines, dashed, each named where it covers the fewest points."""
    shares = [(plot.x.share(x), plot.y.share(y)) for point, *_place in placed for x, y in _way(point)]
    taken: list[LabelPlace] = []
    for line in lines:
        share = (plot.x if line.axis == "x" else plot.y).share(line.value)
        if not 0 <= share <= 1:
            continue
        crossed = [(plot.x if one.axis == "x" else plot.y).share(one.value) for one in lines if one.axis != line.axis]
        at = plot.across(line.value) if line.axis == "x" else plot.down(line.value)
        ends = ((at, plot.bottom), (at, plot.top)) if line.axis == "x" else ((plot.left, at), (plot.right, at))
        yield Path(ends, Paint(stroke="ink", dash="dash"))
        label = fitted(line.label, plot.wide * 0.6)
        place = free_place(line.axis, share, label, shares, taken, crossed, (plot.wide, plot.tall))
        taken.append(place)
        x, y = plot.left + place.x * plot.wide, plot.top + (1 - place.y) * plot.tall
        drop = {"top": 14.0, "middle": 4.0, "bottom": -6.0}[place.vertical]
        yield Words(
            x + (-6 if place.align == "right" else 6),
            y + drop,
            label,
            weight=500,
            anchor="end" if place.align == "right" else "start",
        )


def _way(point: Point) -> Iterator[tuple[float, float]]:
    """Where a point stands, and places along its way from the last cycle."""
    yield point.x, point.y
    if point.was is not None:
        for part in (0.25, 0.5, 0.75, 1.0):
            yield point.x + part * (point.was[0] - point.x), point.y + part * (point.was[1] - point.y)


def _axis_names(figure: Figure, plot: Plot) -> Iterator[Shape]:
    middle = plot.left + plot.wide / 2
    x_name = fitted(_towards(figure.x), plot.wide)
    y_name = fitted(_towards(figure.y), plot.tall)
    yield Words(middle, plot.bottom + 36, x_name, tint="ink-3", anchor="middle")
    yield Words(11, plot.top + plot.tall / 2, y_name, tint="ink-3", anchor="middle", turn=-90)


def _towards(axis: Axis) -> str:
    """The name of an axis with an arrow the way that it grows."""
    text = _("← {axis}") if axis.reversed else _("{axis} →")
    return text.format(axis=axis_title(axis))


def _trail(point: Point, plot: Plot, x: float, y: float, radius: float) -> Iterator[Shape]:
    """From where the account stood in the last cycle to where it stands."""
    if point.was is None:
        return
    x0, y0 = plot.at(*point.was)
    length = math.hypot(x - x0, y - y0)
    if length <= radius + 4:
        return
    share = (length - radius - 2) / length
    yield Path(((x0, y0), (x0 + share * (x - x0), y0 + share * (y - y0))), Paint(stroke="ink-2"), arrow=True)
    yield Disc(x0, y0, 3.2, Paint(fill="surface", stroke=shade(point.tone).fill, width=1.3))


def _mark(figure: Figure, point: Point, x: float, y: float, radius: float) -> Mark:
    token = shade(point.tone)
    tip = _("{name}: {x_axis} {x}, {y_axis} {y}").format(
        name=one_line(point.label),
        x_axis=one_line(figure.x.label),
        x=full(point.x, figure.x),
        y_axis=one_line(figure.y.label),
        y=full(point.y, figure.y),
    )
    outline = Paint(
        fill=token.fill, stroke=token.fill, width=1.4, dash="dash" if point.borderline else "", opacity=0.22
    )
    shapes: list[Shape] = [
        Disc(x, y, radius, outline if point.letter or point.size is not None else Paint(fill=token.fill))
    ]
    if point.letter:
        shapes.append(Words(x, y + 3.4, point.letter, size=10, weight=600, tint=token.text, anchor="middle"))
    return Mark(point.id or one_line(point.label), tip, tuple(shapes))


def _names(
    placed: Sequence[tuple[Point, float, float, float]], plot: Plot, written: Sequence[Words], lines: Sequence[Line]
) -> Iterator[Shape]:
    """Names beside their points, the largest first; a name without a free place is left to the table."""
    largest_first = sorted(placed, key=lambda one: -one[3])[:_NAMED_AT_MOST]
    labels = [
        Label(one_line(point.label), x, y, radius, bold=point.tone == "k")
        for point, x, y, radius in largest_first
        if point.label
    ]
    obstacles = [(x - radius, y - radius, x + radius, y + radius) for _point, x, y, radius in placed]
    obstacles += [box_of(words) for words in written]
    area = (plot.left, plot.top, plot.right, plot.bottom)
    for label, (x, y, text, anchor) in place_labels(labels, obstacles, area, list(_struck(placed, plot, lines))):
        tint = "ink" if label.bold else "ink-2"
        yield Words(x, y, text, size=10.5, weight=600 if label.bold else 400, tint=tint, anchor=anchor)


def _struck(
    placed: Sequence[tuple[Point, float, float, float]], plot: Plot, lines: Sequence[Line]
) -> Iterator[tuple[float, float, float, float]]:
    """Boxes around dividing lines and ways, which would strike a name through."""
    for line in lines:
        if line.axis == "x":
            at = plot.across(line.value)
            yield at - 1, plot.top, at + 1, plot.bottom
        else:
            at = plot.down(line.value)
            yield plot.left, at - 1, plot.right, at + 1
    for point, *_place in placed:
        for place in _way(point):
            x, y = plot.at(*place)
            yield x - 2, y - 2, x + 2, y + 2


def _key(points: Sequence[Point], plot: Plot) -> Iterator[Shape]:
    """What an arrow and a dashed outline mean, if there are any; one under the other where a row is too short."""
    x, y = plot.left, plot.bottom + 64
    if any(point.was is not None for point in points):
        text = _("moved since the last cycle")
        yield Disc(x + 5, y - 4, 3.2, Paint(fill="surface", stroke="ink-2", width=1.3))
        yield Path(((x + 9, y - 4), (x + 28, y - 4)), Paint(stroke="ink-2"), arrow=True)
        yield Words(x + 34, y, text, tint="ink-2")
        x += 34 + px_wide(text) + 24
    if any(point.borderline for point in points):
        text = _("borderline: near a line")
        if x + 20 + px_wide(text) > plot.right:
            x, y = plot.left, y + 20
        yield Disc(x + 7, y - 4, 7, Paint(stroke="ink-2", dash="dash"))
        yield Words(x + 20, y, text, tint="ink-2")
