"""A process map in swim-lanes: who does what, in the order of time, with the longest path and the ways back.

    layout(block, wide) -> Scene

A process of many steps becomes wider than the page and scrolls.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from openkam.core.diagrams import Flow, Lanes, LaneStep
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.lanes_routes import (
    BOX_TALL,
    LANE_TALL,
    NAME,
    NAME_LINES,
    NAME_MARGIN,
    Frame,
    frame,
    is_back,
    route,
)
from openkam.publish.pictures.letters import (
    Entry,
    bottom as letters_bottom,
    empty,
    label,
    legend,
    line,
    px,
    stack,
    wrap,
)
from openkam.publish.scene.model import Mark, Paint, Path, Point, Polygon, Rect, Scene, Shape
from openkam.publish.text import one_line
from openkam.publish.theme import shade

_POINT: Final = 12.0


def layout(block: Lanes, wide: float = 960) -> Scene:
    """Draw a process; without steps there is nothing to draw."""
    if not block.steps:
        return empty(block.id, one_line(block.title), wide)
    place = frame(block, wide)
    order = {step.id: at for at, step in reversed(list(enumerate(block.steps)))}
    flows = [flow for flow in block.flows if flow.source in order and flow.target in order]
    end = LANE_TALL * len(place.lanes) + 1
    shapes: list[Shape] = [*_lanes(place)]
    drawn = [(flow, route(flow, place, back=is_back(flow, order)), is_back(flow, order)) for flow in flows]
    names = {step.id: one_line(step.label) for step in block.steps}
    shapes += [_arrow(flow, points, back, names) for flow, points, back in drawn]
    steps = {step.id: step for step in reversed(block.steps)}
    shapes += [_step(steps[key], place) for key in place.cells]
    for flow, points, back in drawn:
        shapes += _label(flow, points, back=back)
    below = legend(_legend(block, any(back for _flow, _points, back in drawn)), 2, end + 22, place.wide, sign=24)
    tall = letters_bottom(below) + 8 if below else end + 2
    return Scene(block.id, one_line(block.title), place.wide, tall, (*shapes, *below))


def _lanes(place: Frame) -> Iterator[Shape]:
    for at, (_key, name) in enumerate(place.lanes):
        y = LANE_TALL * at + 1
        if at % 2 == 0:
            yield Rect(0, y, place.wide, LANE_TALL, Paint("sunk"))
        parts = [(text, NAME, "ink", 600) for text in wrap(name, place.left - NAME_MARGIN, NAME, NAME_LINES, 600)]
        yield from stack(8, y + LANE_TALL / 2, parts)
        yield Path(((0, y), (place.wide, y)), Paint("", "line-2"))
    end = LANE_TALL * len(place.lanes) + 1
    yield Path(((0, end), (place.wide, end)), Paint("", "line-2"))
    yield Path(((place.left, 1), (place.left, end)), Paint("", "line-2"))


def _step(step: LaneStep, place: Frame) -> Mark:
    x, y = place.middle(step.id)
    half, tall = place.box / 2, BOX_TALL / 2
    tone = shade(step.tone)
    plain = step.tone in ("neutral", "muted")
    stroke = "ink" if step.critical else "pos-2" if plain else tone.fill
    paint = Paint("surface" if plain else tone.soft, stroke, 1.8 if step.critical else 1)
    shape: Shape = Rect(x - half, y - tall, place.box, BOX_TALL, paint, tall if step.kind in ("start", "end") else 5)
    if step.kind == "decision":
        inner = half - _POINT
        corners = ((-half, 0), (-inner, -tall), (inner, -tall), (half, 0), (inner, tall), (-inner, tall))
        shape = Polygon(tuple((x + dx, y + dy) for dx, dy in corners), paint)
    room = place.box - (28 if step.kind != "task" else 12)
    parts = [(text, 11.0, "ink", 500) for text in wrap(step.label, room, 11, 2, 500)]
    parts += [(text, 9.5, "ink-3", 400) for text in wrap(step.detail, room, 9.5, max(1, 3 - len(parts)))]
    return Mark(step.id, _tip(step, place), (shape, *stack(x, y, parts, anchor="middle", leading=1.16)))


def _tip(step: LaneStep, place: Frame) -> str:
    lane = one_line(dict(place.lanes)[step.lane])
    text = ", ".join(one_line(part) for part in (step.label, step.detail, lane) if part)
    return _("{text}, on the longest path").format(text=text) if step.critical else text


def _paint(flow: Flow, *, back: bool) -> Paint:
    if back:
        return Paint("", "neg", 1.3, "dash")
    return Paint("", "ink" if flow.critical else "pos-2", 2 if flow.critical else 1.2)


def _arrow(flow: Flow, points: tuple[Point, ...], back: bool, names: dict[str, str]) -> Mark:
    tip = _("{source} → {target}").format(source=names[flow.source], target=names[flow.target])
    if back:
        tip = _("{text}, back: rework").format(text=tip)
    if flow.label:
        tip = f"{tip}: {one_line(flow.label)}"
    return Mark(f"{flow.source}→{flow.target}", tip, (Path(points, _paint(flow, back=back), arrow=True),))


def _label(flow: Flow, points: tuple[Point, ...], *, back: bool) -> Iterator[Shape]:
    """Beside the arrow where it leaves its lane, above it where it runs level, on it where it leads back."""
    if not flow.label:
        return
    if back:
        (ax, ay), (bx, by) = max(itertools.pairwise(points), key=lambda pair: abs(pair[0][0] - pair[1][0]))
        yield from label(
            (ax + bx) / 2, (ay + by) / 2 + 3.5, flow.label, room=max(abs(ax - bx) - 12, 84.0), size=10, tint="neg"
        )
        return
    (x1, y1), x2 = points[0], points[-1][0]
    if len(points) == 2:
        room = x2 - x1 - 10
        yield from line(x1 + 2, y1 - 5, flow.label, room=room, size=10, tint="ink-2")
        return
    x = points[1][0]
    y = y1 + (BOX_TALL / 2 + 14) * (1 if points[2][1] > y1 else -0.72)
    shown = min(px(one_line(flow.label), 10), 70.0)
    yield from label(x + 5 + shown / 2, y, flow.label, room=70, size=10)


def _legend(block: Lanes, with_back: bool) -> list[Entry]:
    entries: list[Entry] = []
    if any(step.critical for step in block.steps):
        entries.append(((Path(((0, -4), (22, -4)), Paint("", "ink", 2), arrow=True),), _("longest path")))
    if with_back:
        entries.append(((Path(((0, -4), (22, -4)), Paint("", "neg", 1.3, "dash"), arrow=True),), _("back: rework")))
    if any(step.kind == "decision" for step in block.steps):
        corners = ((0.0, -4.0), (5.0, -10.0), (17.0, -10.0), (22.0, -4.0), (17.0, 2.0), (5.0, 2.0))
        entries.append(((Polygon(corners, Paint("surface", "pos-2")),), _("decision")))
    for tone, text in block.legend:
        plain, tint = tone in ("neutral", "muted"), shade(tone)
        paint = Paint("surface", "pos-2") if plain else Paint(tint.soft, tint.fill)
        entries.append(((Rect(1, -10, 20, 12, paint, 3),), one_line(text)))
    return entries
