"""Trees: functions that grow to the right (how) from what they are for (why); an organisation that grows down.

    layout(tree, wide) -> Scene

On a phone both become an outline, one node a line, set in by its depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openkam.core.diagrams import Tree, TreeLink, TreeNode
from openkam.core.i18n import gettext as _
from openkam.publish.pictures.letters import (
    Box,
    Entry,
    bottom as letters_bottom,
    empty,
    extent,
    label,
    legend,
    line,
    px,
    stack,
    wrap,
)
from openkam.publish.pictures.tree_places import Places, down, outline, rightward
from openkam.publish.scene.model import Mark, Paint, Path, Point, Rect, Scene, Shape, Words
from openkam.publish.text import one_line
from openkam.publish.theme import shade

_NARROW: Final = 600.0
_NEAR: Final = (0.1, 0.2, 0.3, 0.5)
"""The same for names beside a line that bows out at the right: near its start, so that it is plain whose it is."""
_BESIDE: Final = 44.0
_ALONG: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
"""Where along a line its name may stand, the best first."""
_LINKS: Final = {
    "influence": Paint("", "ours", 1.6, "dash"),
    "conflict": Paint("", "neg", 1.6, "dash"),
    "path": Paint("", "ink", 2.4),
}


def layout(tree: Tree, wide: float = 960) -> Scene:
    """Draw a tree; without nodes there is nothing to draw."""
    if not tree.nodes:
        return empty(tree.id, one_line(tree.title), wide)
    if wide < _NARROW:
        places = outline(tree, wide)
    else:
        places = rightward(tree, wide) if tree.kind == "functions" else down(tree, wide)
    nodes = {node.id: node for node in tree.nodes}
    shapes: list[Shape] = [*_ends(tree, places)]
    shapes += [Path(points, Paint("", "line-2", 1.2), joins=joins) for joins, points in places.lines]
    drawn = _links(tree, places)
    shapes += [mark for mark, _said in drawn]
    shapes += [_node(nodes[key], places) for key in places.at]
    shapes += [shape for _mark, said in drawn for shape in said]
    below = legend(_legend(tree), 2, places.tall + 22, places.wide, sign=26)
    end = letters_bottom(below) + 8 if below else places.tall + 4
    return Scene(tree.id, one_line(tree.title), places.wide, end, (*shapes, *below))


def _ends(tree: Tree, places: Places) -> Iterator[Shape]:
    if tree.kind != "functions" or not (tree.near_label or tree.far_label):
        return
    if tree.near_label:
        yield from line(2, 13, f"← {one_line(tree.near_label)}", room=places.wide * 0.4, tint="ink-3", weight=500)
    if tree.far_label:
        text = f"{one_line(tree.far_label)} →"
        yield from line(places.wide - 2, 13, text, room=places.wide * 0.4, tint="ink-3", weight=500, anchor="end")


def _node(node: TreeNode, places: Places) -> Mark:
    x, y, wide, tall = places.at[node.id]
    tone = shade(node.tone)
    plain = node.tone in ("neutral", "muted")
    paint = Paint("surface" if plain or node.vacant else tone.soft, "line-2" if plain else tone.fill, 1)
    if node.vacant:
        paint = Paint("surface", "ink-3" if plain else tone.fill, 1.2, "dash")
    shapes: list[Shape] = [Rect(x, y, wide, tall, paint, 5)]
    taken = px(node.value, 10, 600) + 10 if node.value else 0.0
    room = wide - 18 - min(taken, wide * 0.4)
    tint = "ink-3" if node.vacant else "ink"
    lines = 1 if node.detail and tall < 50 else 2
    parts = [(text, 11.5, tint, 500) for text in wrap(node.label, room, 11.5, lines, 500)]
    parts += [(text, 10.0, "ink-3", 400) for text in wrap(node.detail, wide - 18, 10, 1)]
    shapes += stack(x + 9, y + tall / 2, parts, leading=1.2)
    if node.value:
        value = line(
            x + wide - 8, y + 15, node.value, room=wide * 0.4, size=10, tint=tone.text, weight=600, anchor="end"
        )
        shapes += value
    return Mark(node.id, _tip(node), tuple(shapes))


def _tip(node: TreeNode) -> str:
    parts = [one_line(part) for part in (node.label, node.detail, node.value) if part]
    if node.vacant:
        parts.append(_("not filled"))
    return ", ".join(parts)


def _links(tree: Tree, places: Places) -> list[tuple[Mark, tuple[Shape, ...]]]:
    """Lines beside the tree's own, behind its boxes, and their names where there is room."""
    labels = {node.id: one_line(node.label) for node in tree.nodes}
    names = kind_names()
    taken: list[Box] = [(x, y, x + wide, y + tall) for x, y, wide, tall in places.at.values()]
    known = [link for link in tree.links if {link.source, link.target} <= set(places.at) and link.source != link.target]
    made = []
    for number, link in enumerate(known):
        points = _bow(places, link, number)
        tip = _("{source} → {target}: {kind}").format(
            source=labels[link.source], target=labels[link.target], kind=one_line(link.label) or names[link.kind]
        )
        joins = (link.source, link.target)
        path = Path(points, _LINKS[link.kind], curved=True, arrow=link.kind != "conflict", joins=joins)
        made.append((Mark(f"{link.source}-{link.target}", tip, (path,)), _said(link, points, taken, places)))
    return made


def _said(link: TreeLink, points: tuple[Point, ...], taken: list[Box], places: Places) -> tuple[Shape, ...]:
    """The name of a line at the first free place along it; where none is free, the tip alone says it."""
    if not link.label:
        return ()
    beside = points[1][0] == points[2][0] and points[0][0] < points[1][0]
    tint = _LINKS[link.kind].stroke
    for outside, share in (*((beside, share) for share in _NEAR), *((False, share) for share in _ALONG)):
        x, y = _at(points, share)
        if outside:
            x = points[0][0] + _BESIDE
            shapes: tuple[Shape, ...] = line(x, y + 3.5, link.label, room=places.wide - x - 2, size=10, tint=tint)
        else:
            shapes = label(x, y + 3.5, link.label, room=110, size=10, tint=tint)
        boxes = [extent(shape) for shape in shapes if isinstance(shape, Words)]
        inside = all(box[0] >= 0 and box[2] <= places.wide for box in boxes)
        if boxes and inside and not any(_meet(boxes[0], other) for other in taken):
            taken.append(boxes[0])
            return shapes
    return ()


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def kind_names() -> dict[str, str]:
    """What the lines beside the tree are called."""
    return {"influence": _("influence"), "conflict": _("conflict"), "path": _("the path that matters")}


def _at(points: tuple[Point, ...], share: float) -> Point:
    """The point of a curve at a share of its way."""
    weights = (1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share * share * (1 - share), share**3
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y


def _bow(places: Places, link: TreeLink, number: int) -> tuple[Point, ...]:
    """A curve from box to box; lines that would share a way or an end stand a little apart."""
    ax, ay, aw, ah = places.at[link.source]
    bx, by, bw, bh = places.at[link.target]
    aside = (number % 3 - 1) * 8.0
    start, end = ay + ah / 2 + aside, by + bh / 2 + aside
    if abs(ax + aw - bx - bw) < 1 or abs(ax - bx) < min(aw, bw) * 0.5:
        # In one column: out at the right and back in at the right.
        lane = 18 + number % 4 * 7 + min(14.0, abs(ay - by) * 0.1)
        x = min(places.wide - 2, max(ax + aw, bx + bw) + lane)
        return (ax + aw, start), (x, start), (x, end), (bx + bw, end)
    first, second = (ax + aw, bx) if ax < bx else (ax, bx + bw)
    middle = (first + second) / 2
    if abs(ay - by) < 4:
        low = ay + ah + 14 + number % 3 * 8
        out, back = ax + aw / 2 + aside, bx + bw / 2 + aside
        return (out, ay + ah), (out, low), (back, low), (back, by + bh)
    return (first, start), (middle, start), (middle, end), (second, end)


def _legend(tree: Tree) -> list[Entry]:
    used = {link.kind for link in tree.links}
    names = kind_names()
    entries: list[Entry] = [
        ((Path(((0, -4), (24, -4)), paint, arrow=kind != "conflict"),), names[kind])
        for kind, paint in _LINKS.items()
        if kind in used
    ]
    if any(node.vacant for node in tree.nodes):
        entries.append(((Rect(3, -10, 20, 13, Paint("surface", "ink-3", 1.2, "dash"), 3),), _("not filled")))
    return entries
