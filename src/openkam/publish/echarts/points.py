"""Points on two scales: the value quadrant with its four corners, and plain scatters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal

from openkam.core.blocks import Axis, Figure, Point, Region, Tone
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.publish.echarts.frame import (
    Json,
    axis_facts,
    axis_title,
    base,
    exact,
    halo,
    label_gutter,
    remark,
    text_style,
    tick_text,
    tooltip,
    value_axis,
    var,
)
from openkam.publish.echarts.places import PLOT_PX, LabelPlace, free_place
from openkam.publish.scales import Scale, ScaleName, scale_for
from openkam.publish.text import one_line, shorten, width
from openkam.publish.theme import shade

Side = Literal["right", "top", "bottom"]

NAMED_AT_MOST: Final = 60
NAME_PX: Final = 8.0
"""Half the height of a name: so near to a level line it would be struck through."""
LARGEST_BUBBLE_PX: Final = 42
CROWD: Final = 2000
"""Points beyond which each is drawn smaller and fainter, so that density shows, and one stands for all on its spot."""
SPOTS_ACROSS: Final = 160
SPOTS_UP: Final = 110
"""How finely a crowd is drawn: a spot is about two pixels wide, less than a point."""


def axis_scale(axis: Axis, values: list[float], pad: float) -> Scale:
    """The scale that an axis asks for, around all its values."""
    name: ScaleName = "linear" if axis.scale == "category" else axis.scale
    return replace(scale_for(name, values, pad=pad), reversed=axis.reversed)


def all_points(figure: Figure) -> list[Point]:
    """Every point of every series."""
    return [point for series in figure.series for point in series.points]


def scales(figure: Figure) -> tuple[Scale, Scale]:
    """Both axes, with room for the points and the dividing lines."""
    points = all_points(figure)
    xs = [point.x for point in points] + [line.value for line in figure.lines if line.axis == "x"]
    ys = [point.y for point in points] + [line.value for line in figure.lines if line.axis == "y"]
    sized = any(point.size for point in points)
    # Captions stand in the corners, bubbles reach beyond their centres: both need room of their own.
    return (
        axis_scale(figure.x, xs, 0.1 if sized else 0.03),
        axis_scale(figure.y, ys, 0.24 if figure.regions else 0.12 if sized else 0.05),
    )


def draw(figure: Figure) -> Json:
    """The option of a quadrant or scatter figure."""
    x, y = scales(figure)
    points = all_points(figure)
    left = label_gutter([tick_text(tick, figure.y.kind) for tick in y.ticks])
    return base() | {
        "openkam": remark(
            figure,
            marks=len(points),
            x=axis_facts(figure.x),
            y=axis_facts(figure.y),
            areas=[area(region, x, y) for region in figure.regions],
        ),
        "tooltip": tooltip("item", {"$point": True}),
        "grid": {
            "left": left,
            "right": 10,
            "top": 24,
            "bottom": 44,
            "show": True,
            "borderColor": var("line-2"),
            "borderWidth": 1,
        },
        "xAxis": value_axis(x, figure.x, grid_lines=True, title=True),
        "yAxis": value_axis(y, figure.y, grid_lines=True, title=False)
        | {
            "name": axis_title(figure.y, y),
            "nameLocation": "end",
            "nameGap": 10,
            "nameTextStyle": {**text_style(), "align": "left", "padding": [0, 0, 0, 6 - left]},
        },
        "series": [
            *_grounds(figure, x, y),
            *_clouds(figure, x, y),
            _divider_lines(figure, x, y),
            _captions(figure, x, y),
        ],
    }


def _box(region: Region, x: Scale, y: Scale) -> tuple[float, float, float, float]:
    """A region's edges in places of the axes; a missing bound is the edge of the picture."""
    return (
        x.place(region.x0 if region.x0 is not None else x.low),
        x.place(region.x1 if region.x1 is not None else x.high),
        y.place(region.y0 if region.y0 is not None else y.low),
        y.place(region.y1 if region.y1 is not None else y.high),
    )


def area(region: Region, x: Scale, y: Scale) -> Json:
    """Where a click on empty ground means this region: its key, name and edges in places of the axes."""
    x0, x1, y0, y1 = _box(region, x, y)
    return {"key": region.key, "label": one_line(region.label), "x": [x0, x1], "y": [y0, y1]}


def _grounds(figure: Figure, x: Scale, y: Scale) -> Iterator[Json]:
    tinted = [region for region in figure.regions if region.tone not in ("neutral", "muted", "pos")]
    if not tinted:
        return
    data = []
    for region in tinted:
        x0, x1, y0, y1 = _box(region, x, y)
        ground = {"color": var(shade(region.tone).soft), "opacity": 1}
        data.append([{"coord": [x0, y0], "itemStyle": ground}, {"coord": [x1, y1]}])
    # The ground belongs to a series of its own, below the points' one.
    yield {
        "type": "scatter",
        "silent": True,
        "data": [],
        "z": 0,
        "markArea": {"silent": True, "data": data, "label": {"show": False}, "z": 0},
    }


def _clouds(figure: Figure, x: Scale, y: Scale) -> Iterator[Json]:
    """One series per tone: a colour set once is quicker than one on every point."""
    points = all_points(figure)
    largest = max((point.size or 0 for point in points), default=0)
    named = len(points) <= NAMED_AT_MOST
    levels = [y.share(line.value) for line in figure.lines if line.axis == "y"] if named else []
    groups: dict[tuple[Tone, Side], list[Point]] = {}
    for point in points:
        groups.setdefault((point.tone, _side(y.share(point.y), levels)), []).append(point)
    for (tone, side), group in groups.items():
        yield _cloud(tone, group, x, y, largest, named=named, crowd=len(points) > CROWD) | _beside(tone, side)


def _side(share: float, levels: Sequence[float]) -> Side:
    """Where a point's name stands: beside it, or above or below where a level line would strike it through."""
    near = next((level for level in levels if abs(share - level) < NAME_PX / PLOT_PX[1]), None)
    return "right" if near is None else "top" if share >= near else "bottom"


def _name_over_line(point: Point, x: Scale, y: Scale, levels: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Places along the name of a point that stands above or below a level line: no line is named there."""
    middle, up = x.share(point.x), y.share(point.y)
    side = _side(up, levels)
    if side == "right":
        return
    level = up + (1 if side == "top" else -1) * 2 * NAME_PX / PLOT_PX[1]
    half = width(one_line(point.label, 80)) * 6.2 / PLOT_PX[0] / 2
    yield from ((middle + part * half, level) for part in (-1.0, -0.5, 0.0, 0.5, 1.0))


def _beside(tone: Tone, side: Side) -> Json:
    if side == "right":
        return {}
    return {"id": f"points-{tone}-{side}", "label": _name_label(side)}


def _name_label(side: Side) -> Json:
    return {
        "show": True,
        "position": side,
        "distance": 3,
        "formatter": {"$dimension": 4},
        "opacity": 1,
        **halo(text_style(11, tint="ink-2")),
    }


def _cloud(tone: Tone, group: list[Point], x: Scale, y: Scale, largest: float, *, named: bool, crowd: bool) -> Json:
    colour = var(shade(tone).fill)
    made: Json = {
        "type": "scatter",
        "id": f"points-{tone}",
        "dimensions": [
            "place_x",
            "place_y",
            "x",
            "y",
            {"name": "label", "type": "ordinal"},
            {"name": "id", "type": "ordinal"},
            "size",
        ],
        "encode": {"x": 0, "y": 1},
        "data": thinned(group, x, y) if crowd else [_datum(point, x, y) for point in group],
        "symbolSize": 3.5 if crowd else 5,
        "itemStyle": {"color": colour, "opacity": 0.35 if crowd else 0.55},
        "emphasis": {"itemStyle": {"opacity": 1, "borderColor": var("ink"), "borderWidth": 1}},
        "cursor": "pointer",
        "z": 3,
    }
    if largest > 0:
        made |= {
            "symbolSize": {"$area": {"dimension": 6, "largest": largest, "px": LARGEST_BUBBLE_PX}},
            "itemStyle": {"color": var(shade(tone).soft), "borderColor": colour, "borderWidth": 1.5, "opacity": 0.95},
        }
    if named:
        made |= {"label": _name_label("right"), "labelLayout": {"$inside": True}}
    return made


def _datum(point: Point, x: Scale, y: Scale, places: int = 5) -> list[object]:
    made: list[object] = [
        round(x.place(point.x), places),
        round(y.place(point.y), places),
        exact(round(point.x, 2)),
        exact(round(point.y, 2)),
        one_line(point.label, 80),
        point.id,
    ]
    return [*made, exact(point.size)] if point.size is not None else made


def thinned(group: list[Point], x: Scale, y: Scale) -> list[list[object]]:
    """One point for all that fall on the same spot of the picture, named after the first with the number of others.

    Every spot that holds a point keeps one, so outliers stay; counts and sums stand in the captions and the table.
    """
    spots: dict[tuple[int, int], list[Point]] = {}
    for point in group:
        spot = int(x.share(point.x) * SPOTS_ACROSS), int(y.share(point.y) * SPOTS_UP)
        spots.setdefault(spot, []).append(point)
    made = []
    for held in spots.values():
        datum = _datum(held[0], x, y, places=4)
        if len(held) > 1:
            more = _("{name} and {count} more").format(name=datum[4], count=format_number(len(held) - 1))
            datum[4] = more
        made.append(datum)
    return made


def _divider_lines(figure: Figure, x: Scale, y: Scale) -> Json:
    """Dashed lines from edge to edge, each with its name where fewest points are."""
    data, names = [], []
    taken: list[LabelPlace] = []
    points = all_points(figure)
    shares = [(x.share(point.x), y.share(point.y)) for point in points]
    if len(points) <= NAMED_AT_MOST:
        levels = [y.share(line.value) for line in figure.lines if line.axis == "y"]
        shares += [place for point in points for place in _name_over_line(point, x, y, levels)]
    for line in figure.lines:
        scale = x if line.axis == "x" else y
        data.append({"xAxis" if line.axis == "x" else "yAxis": scale.place(line.value)})
        label = shorten(one_line(line.label), 40)
        crossed = [(x if one.axis == "x" else y).share(one.value) for one in figure.lines if one.axis != line.axis]
        place = free_place(line.axis, scale.share(line.value), label, shares, taken, crossed)
        taken.append(place)
        names.append(_name_at(place, label, x, y))
    return {
        "type": "scatter",
        "silent": True,
        "symbolSize": 0,
        "z": 5,
        "tooltip": {"show": False},
        "data": names,
        "markLine": {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": var("ink"), "type": [4, 3], "width": 1},
            "data": data,
            "z": 4,
        },
    }


def _name_at(place: LabelPlace, label: str, x: Scale, y: Scale) -> Json:
    return {
        "value": [x.place_at(place.x), y.place_at(place.y)],
        "label": {
            "show": True,
            "position": [0, 0],
            "align": place.align,
            "verticalAlign": place.vertical,
            "offset": list(place.offset),
            "formatter": label,
            **halo(text_style(11, tint="ink", weight=500)),
        },
    }


def _captions(figure: Figure, x: Scale, y: Scale) -> Json:
    """Each region's name and figures in its outer corner; `room` is the share of the width that it may fill."""
    return {
        "type": "scatter",
        "silent": True,
        "symbolSize": 0,
        "z": 6,
        "tooltip": {"show": False},
        "data": [_caption(region, x, y) for region in figure.regions],
    }


def _plain(text: str) -> str:
    """`text` without the signs that mark up rich labels."""
    return one_line(text).translate(str.maketrans("{}|", "()/"))


def _caption(region: Region, x: Scale, y: Scale) -> Json:
    (left, right), (bottom, top) = x.span(region.x0, region.x1), y.span(region.y0, region.y1)
    on_right, on_top = right >= 1 and left > 0, top >= 1
    token = "neg" if region.tone == "neg" else "ink-2"
    lines = [f"{{t|{_plain(region.label)}}}", f"{{d|{_plain(region.detail)}}}"]
    return {
        "value": [x.place_at(right if on_right else left), y.place_at(top if on_top else bottom)],
        "room": round(right - left, 3),
        "row": "top" if on_top else "bottom",
        "label": {
            "show": True,
            "position": [0, 0],
            "align": "right" if on_right else "left",
            "verticalAlign": "top" if on_top else "bottom",
            "offset": [-7 if on_right else 7, 7 if on_top else -6],
            "formatter": "\n".join(line for line in lines if line != "{d|}"),
            "rich": {
                "t": halo({**text_style(11, tint="ink", weight=600), "lineHeight": 15}),
                "d": halo({**text_style(11, tint=token), "lineHeight": 15}),
            },
        },
    }
