"""Connectors of PowerPoint: lines that are glued to the sides of boxes and follow when a person moves a box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx.enum.shapes import MSO_CONNECTOR
from pptx.oxml.ns import qn
from pptx.util import Emu

from openkam.publish.scene.model import Point, Rect

_TOP, _LEFT, _BOTTOM, _RIGHT = range(4)
"""The places of a rectangle that connectors can be glued to, as PowerPoint numbers them."""
_BESIDE: Final = 7.0
"""So many px at the left of both boxes runs the line to one that hangs below its parent."""
_LEAST: Final = 12700
"""An elbow of no length has no place for its turn; EMU of one point."""
_QUARTER: Final = "5400000"
"""A quarter turn in 60,000ths of a degree."""


@dataclass(frozen=True)
class Route:
    """From one side to another: where it starts and ends, and the coordinate of its middle piece."""

    start: Point
    end: Point
    sides: tuple[int, int]
    turn: float

    @property
    def is_upright(self) -> bool:
        """Whether it leaves its box upward or downward."""
        return self.sides[0] in (_TOP, _BOTTOM)


def route(points: Sequence[Point], source: Rect, target: Rect) -> Route:
    """The way that `points` take, ending at the middles of the sides that it touches."""
    leaves_upright = points[0][0] == points[1][0] and points[0][1] != points[1][1]
    enters_upright = points[-1][0] == points[-2][0] and points[-1][1] != points[-2][1]
    if leaves_upright and not enters_upright:
        sides, turn = (_LEFT, _LEFT), source.x - _BESIDE
    elif leaves_upright:
        sides = (_side(points[0][1], source.y, source.tall, _TOP), _side(points[-1][1], target.y, target.tall, _TOP))
        turn = points[1][1]
    else:
        sides = (_side(points[0][0], source.x, source.wide, _LEFT), _side(points[-1][0], target.x, target.wide, _LEFT))
        turn = points[1][0]
    return Route(_at(source, sides[0]), _at(target, sides[1]), sides, turn)


def _side(at: float, start: float, long: float, near: int) -> int:
    return near if at < start + long / 2 else near + 2


def _at(box: Rect, side: int) -> Point:
    x, y = box.x + box.wide / 2, box.y + box.tall / 2
    return {_TOP: (x, box.y), _LEFT: (box.x, y), _BOTTOM: (x, box.y + box.tall), _RIGHT: (box.x + box.wide, y)}[side]


def add_connector(shapes: Any, way: Route, at: Callable[[float, float], tuple[int, int]], *, curved: bool) -> Any:
    """Add the connector, drawn as it will be once it is glued."""
    (x1, y1), (x2, y2) = at(*way.start), at(*way.end)
    turn = at(way.turn, way.turn)[1 if way.is_upright else 0]
    across = x1 == x2 if way.is_upright else y1 == y2
    if across and way.sides[0] != way.sides[1]:
        return shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Emu(x1), Emu(y1), Emu(x2), Emu(y2))
    made = shapes.add_connector(MSO_CONNECTOR.CURVE if curved else MSO_CONNECTOR.ELBOW, Emu(0), Emu(0), Emu(1), Emu(1))
    along, aside = (y2 - y1, x2 - x1) if way.is_upright else (x2 - x1, y2 - y1)
    share = (turn - (y1 if way.is_upright else x1)) / (along or _LEAST)
    _place(made, (x1 + x2) / 2, (y1 + y2) / 2, along or _LEAST, aside, is_upright=way.is_upright)
    _bend(made, share)
    return made


def _place(made: Any, x: float, y: float, along: int, aside: int, *, is_upright: bool) -> None:
    """Length and breadth around the middle; an upright one lies on its side, so it is turned and mirrored."""
    wide, tall = abs(along), abs(aside)
    frame = made._element.spPr.find(qn("a:xfrm"))
    for name in list(frame.attrib):
        del frame.attrib[name]
    if is_upright:
        frame.set("rot", _QUARTER)
    if along < 0:
        frame.set("flipH", "1")
    if (aside > 0) if is_upright else (aside < 0):
        frame.set("flipV", "1")
    made.left, made.top = Emu(round(x - wide / 2)), Emu(round(y - tall / 2))
    made.width, made.height = Emu(wide), Emu(tall)


def _bend(made: Any, share: float) -> None:
    shape = made._element.spPr.find(qn("a:prstGeom"))
    values = shape.find(qn("a:avLst"))
    if values is None:
        values = shape.makeelement(qn("a:avLst"), {})
        shape.append(values)
    for old in list(values):
        values.remove(old)
    values.append(values.makeelement(qn("a:gd"), {"name": "adj1", "fmla": f"val {round(share * 100_000)}"}))


def glue(made: Any, sides: tuple[int, int], boxes: tuple[Any, Any]) -> None:
    """Fasten both ends to their boxes."""
    holder = made._element.find(f"{qn('p:nvCxnSpPr')}/{qn('p:cNvCxnSpPr')}")
    for name, side, box in zip(("a:stCxn", "a:endCxn"), sides, boxes, strict=True):
        holder.append(holder.makeelement(qn(name), {"id": str(box.shape_id), "idx": str(side)}))
