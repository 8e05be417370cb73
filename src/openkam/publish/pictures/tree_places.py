"""Where the nodes of a tree stand: growing right, growing down, or as an outline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from openkam.core.diagrams import Tree
from openkam.publish.pictures.letters import px
from openkam.publish.scene.model import Point

Box = tuple[float, float, float, float]
"""Left, top, width and height."""

_GAP: Final = 10.0
_LINE: Final = 44.0
_RIGHT: Final = (126.0, 250.0)
_HEIGHTS: Final = (40.0, 54.0)
"""Of a node with up to two lines, and with three."""
_BETWEEN: Final = 34.0
_DOWN: Final = (112.0, 168.0)
_INSET: Final = 20.0
_STACKED: Final = 2
"""More leaves than this under one node stand under one another, so that a chart of a company fits a page."""


@dataclass
class Places:
    """Boxes by node, the tree's own lines, and the size of the whole."""

    wide: float
    tall: float = 0.0
    at: dict[str, Box] = field(default_factory=dict)
    lines: list[tuple[tuple[str, str], tuple[Point, ...]]] = field(default_factory=list)
    """Parent and child, and the way between them."""


def link_room(tree: Tree) -> float:
    """What lines beside the tree and their names need at the right."""
    if not tree.links:
        return 2.0
    return 48.0 + min(90.0, max(px(link.label, 10) for link in tree.links))


def family(tree: Tree) -> tuple[list[str], dict[str, list[str]]]:
    """Roots and children in their given order; what points to nothing or in a circle becomes a root."""
    ids = list(dict.fromkeys(node.id for node in tree.nodes))
    parents = {node.id: node.parent for node in tree.nodes}
    children: dict[str, list[str]] = {key: [] for key in ids}
    roots = [key for key in ids if parents[key] is None or parents[key] not in children]
    for key in ids:
        parent = parents[key]
        if parent is not None and parent in children:
            children[parent].append(key)
    seen: set[str] = set()
    for root in roots:
        seen.update(_under(root, children))
    for key in ids:
        if key not in seen:
            # A circle is cut where it is met first.
            parent = parents[key]
            if parent is not None:
                children[parent].remove(key)
            roots.append(key)
            seen.update(_under(key, children))
    return roots, children


def _under(root: str, children: dict[str, list[str]]) -> Iterator[str]:
    todo = [root]
    while todo:
        key = todo.pop()
        yield key
        todo.extend(children[key])


def _depths(roots: list[str], children: dict[str, list[str]]) -> dict[str, int]:
    depths = dict.fromkeys(roots, 0)
    todo = list(roots)
    while todo:
        key = todo.pop()
        for child in children[key]:
            depths[child] = depths[key] + 1
            todo.append(child)
    return depths


def rightward(tree: Tree, wide: float) -> Places:
    """Leaves under one another, every parent at the middle of its children."""
    roots, children = family(tree)
    depths = _depths(roots, children)
    levels = max(depths.values()) + 1
    margin = link_room(tree)
    box = min(_RIGHT[1], max(_RIGHT[0], (wide - margin - (levels - 1) * _BETWEEN) / levels))
    step = box + _BETWEEN
    made = Places(max(wide, levels * box + (levels - 1) * _BETWEEN + margin))
    top = 26.0 if tree.near_label or tree.far_label else 4.0
    three = any(node.detail and px(node.label, 11.5, 500) > box - 18 - px(node.value, 10, 600) for node in tree.nodes)
    node_tall = _HEIGHTS[three]
    middles: dict[str, float] = {}
    next_leaf = top + node_tall / 2
    for key in _ordered(roots, children):
        below = children[key]
        if below:
            middles[key] = (middles[below[0]] + middles[below[-1]]) / 2
        else:
            middles[key] = next_leaf
            next_leaf += node_tall + _GAP
    for node in tree.nodes:
        middle, left = middles[node.id], depths[node.id] * step + 1
        made.at[node.id] = (left, middle - node_tall / 2, box, node_tall)
    for key, below in children.items():
        for child in below:
            x1, x2 = depths[key] * step + 1 + box, depths[child] * step + 1
            turn = (x1 + x2) / 2
            way = ((x1, middles[key]), (turn, middles[key]), (turn, middles[child]), (x2, middles[child]))
            made.lines.append(((key, child), way))
    made.tall = next_leaf - node_tall / 2 - _GAP + 4
    return made


def _ordered(roots: list[str], children: dict[str, list[str]]) -> Iterator[str]:
    """Children in their order, then their parent."""
    todo: list[tuple[str, bool]] = [(key, False) for key in reversed(roots)]
    while todo:
        key, ready = todo.pop()
        if ready or not children[key]:
            yield key
            continue
        todo.append((key, True))
        todo.extend((child, False) for child in reversed(children[key]))


def down(tree: Tree, wide: float) -> Places:
    """Roots above; the leaves of one node stand under one another if they are several.

    A chart that is still too wide keeps its upper levels side by side and sets all below as outlines; where not even
    the roots and their heads fit, the whole is one outline.
    """
    roots, children = family(tree)
    depths = _depths(roots, children)
    fitting = (wide - 40) / (_DOWN[0] + 14)
    levels = max(depths.values())
    slots = _slots(roots, children, depths, levels)
    while slots > fitting and levels > 0:
        levels -= 1
        slots = _slots(roots, children, depths, levels)
    if slots > fitting:
        return outline(tree, wide)
    box = min(_DOWN[1], max(_DOWN[0], (wide - 40) / max(1, slots) - 14))
    tall = _box_tall(tree, box)
    made = Places(max(wide, slots * (box + 14) + 40))
    step = tall + 30
    hanging = {key for key in children if _hangs(key, children, depths, levels)}
    hung = {key for parent in hanging for child in children[parent] for key in _under(child, children)}
    lefts: dict[str, float] = {}
    next_slot = (made.wide - slots * (box + 14)) / 2 + 7
    for key in _ordered(roots, children):
        if key in hung:
            continue
        if key in hanging or not children[key]:
            lefts[key] = next_slot
            next_slot += box + 14
        else:
            below = children[key]
            lefts[key] = (lefts[below[0]] + lefts[below[-1]]) / 2
    for key in [node.id for node in tree.nodes]:
        if key in lefts:
            made.at[key] = (lefts[key], 4 + depths[key] * step, box, tall)
    for key in lefts:
        if key in hanging:
            _hang(made, key, children)
        elif children[key]:
            _connect(made, key, children[key], step)
    made.tall = max(top + tall for _x, top, _w, tall in made.at.values()) + 4
    return made


def _box_tall(tree: Tree, box: float) -> float:
    """The height of a box: with room for a second line where names need one."""
    room = box - 18 - _INSET
    long = any(node.detail and px(node.label, 11.5, 500) > room - px(node.value, 10, 600) for node in tree.nodes)
    return _HEIGHTS[1] if long else _LINE


def _hangs(key: str, children: dict[str, list[str]], depths: dict[str, int], levels: int) -> bool:
    """Whether what is under a node stands under one another: many leaves, or whatever lies below the last level."""
    below = children[key]
    many = len(below) > _STACKED and not any(children[child] for child in below)
    return bool(below) and (many or depths[key] >= levels)


def _slots(roots: list[str], children: dict[str, list[str]], depths: dict[str, int], levels: int) -> int:
    """How many boxes stand side by side if only so many levels below the roots do."""
    count, todo = 0, list(roots)
    while todo:
        key = todo.pop()
        if not children[key] or _hangs(key, children, depths, levels):
            count += 1
        else:
            todo.extend(children[key])
    return count


def _hang(made: Places, key: str, children: dict[str, list[str]]) -> None:
    """All that is under a node, one box a line, set in by its depth."""
    x, top, box, tall = made.at[key]
    below = _depths([key], children)
    inset = min(_INSET, (box - 72) / max(1, max(below.values())))
    y = top + tall + 20
    todo = [(child, key) for child in reversed(children[key])]
    while todo:
        child, parent = todo.pop()
        left = x + below[child] * inset
        made.at[child] = (left, y, x + box - left, tall)
        spine, start = made.at[parent][0] + min(8.0, inset * 0.4), made.at[parent][1] + tall
        made.lines.append(((parent, child), ((spine, start), (spine, y + tall / 2), (left, y + tall / 2))))
        todo.extend((one, child) for one in reversed(children[child]))
        y += tall + 8


def _connect(made: Places, key: str, below: list[str], step: float) -> None:
    x, top, box, tall = made.at[key]
    turn = top + tall + (step - tall) / 2
    for child in below:
        cx, cy = made.at[child][0] + box / 2, made.at[child][1]
        way = ((x + box / 2, top + tall), (x + box / 2, turn), (cx, turn), (cx, cy))
        made.lines.append(((key, child), way))


def outline(tree: Tree, wide: float) -> Places:
    """One node a line, set in by its depth; deep ones are not set in further than half the width."""
    roots, children = family(tree)
    depths = _depths(roots, children)
    made = Places(wide)
    y = 26.0 if tree.kind == "functions" and (tree.near_label or tree.far_label) else 4.0
    inset = min(18.0, wide * 0.4 / max(1, max(depths.values())))
    margin = min(link_room(tree), wide * 0.34)
    deepest = wide - 1 - max(depths.values()) * inset - margin
    tall = _box_tall(tree, deepest)
    todo = list(reversed(roots))
    while todo:
        key = todo.pop()
        left = 1 + depths[key] * inset
        made.at[key] = (left, y, wide - left - margin, tall)
        todo.extend(reversed(children[key]))
        y += tall + 6
    for key, below in children.items():
        for child in below:
            x, top = made.at[key][0] + 7, made.at[key][1] + tall
            middle = made.at[child][1] + tall / 2
            made.lines.append(((key, child), ((x, top), (x, middle), (made.at[child][0], middle))))
    made.tall = y - 2
    return made
