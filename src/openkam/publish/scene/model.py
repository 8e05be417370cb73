"""A laid-out picture: plain shapes with colours named by token, in px of a page 96 to the inch, y downward.

Layouts make a `Scene` from a block; `svg` writes it for the page, `shapes` for PowerPoint. Whatever a reader can
point at is a `Mark`: a group with an id, a tip that says everything the mark stands for, and shapes inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Point = tuple[float, float]
Dash = Literal["", "dash", "dot"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Paint:
    """How a shape is filled and outlined: tokens of the theme, or nothing. `opacity` is that of the fill."""

    fill: str = ""
    stroke: str = ""
    width: float = 1
    dash: Dash = ""
    opacity: float = 1
    hatched: bool = False


@dataclass(frozen=True)
class Rect:
    """A rectangle; `radius` rounds its corners."""

    x: float
    y: float
    wide: float
    tall: float
    paint: Paint
    radius: float = 0


@dataclass(frozen=True)
class Disc:
    """A circle around (x, y)."""

    x: float
    y: float
    radius: float
    paint: Paint


@dataclass(frozen=True)
class Polygon:
    """A closed shape through its corners."""

    corners: tuple[Point, ...]
    paint: Paint


@dataclass(frozen=True)
class Path:
    """An open line through points; `curved` bends it (Bézier: start, control, control, end, …), `arrow` ends it.

    `joins` are the ids of the two marks that it runs between: on a slide it becomes a connector that follows them.
    """

    points: tuple[Point, ...]
    paint: Paint
    curved: bool = False
    arrow: bool = False
    joins: tuple[str, str] | None = None


@dataclass(frozen=True)
class Words:
    """One line of text; (x, y) is where its baseline begins, ends or has its middle. `turn` is in degrees."""

    x: float
    y: float
    text: str
    size: float = 11
    tint: str = "ink"
    weight: Literal[400, 500, 600] = 400
    anchor: Anchor = "start"
    turn: float = 0


@dataclass(frozen=True)
class Mark:
    """Something that a reader can point at, focus and open."""

    id: str
    tip: str
    shapes: tuple[Shape, ...]


Shape = Rect | Disc | Polygon | Path | Words | Mark


@dataclass(frozen=True)
class Scene:
    """A picture of `wide` × `tall` px. `title` is read aloud; shapes are painted in order."""

    id: str
    title: str
    wide: float
    tall: float
    shapes: tuple[Shape, ...] = field(default_factory=tuple)
