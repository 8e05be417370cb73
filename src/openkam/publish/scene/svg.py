"""A scene as SVG for the page: built as a tree, so that no name can break out, and without an inline style.

Colours are classes (`f-` fill, `s-` stroke, `t-` text) that `frontend/styles/scene.css` binds to the design tokens,
so that a picture follows light and dark. Sizes and dashes are presentation attributes.
"""

from __future__ import annotations

import hashlib
import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Final

from openkam.publish.scene.model import Disc, Mark, Paint, Path, Point, Polygon, Rect, Scene, Shape, Words
from openkam.publish.text import legible
from openkam.publish.theme import LIGHT

FITS: Final = 960.0
"""A wider picture keeps its size and scrolls in its box; shrunk, its letters would be too small."""

_DASHES: Final = {"": "", "dash": "4 3", "dot": "1.5 3.5"}
_HEAD: Final = 7.0
_HEAD_HALF: Final = 3.2


def svg(scene: Scene, *, links: Mapping[str, str] | None = None) -> str:
    """`scene` as one `<svg>` element, to be put into a page as it is.

    `links` are the addresses to which marks lead, by their ids; where it is given, the keyboard reaches those alone.

    A picture with marks is a group, since nothing inside an element of role `img` may take the focus; one without is
    an image. Each mark is an image of its own that the keyboard reaches and whose name is its tip.
    """
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "scene" if scene.wide <= FITS else "scene wide",
            "viewBox": f"0 0 {_number(scene.wide)} {_number(scene.tall)}",
            "width": _number(scene.wide),
            "height": _number(scene.tall),
            "role": "group" if any(isinstance(shape, Mark) for shape in scene.shapes) else "img",
            "data-picture": legible(scene.id),
        },
    )
    writer = _Writer(scene, links)
    name = ET.SubElement(root, "title", {"id": f"{writer.prefix}-title"})
    name.text = legible(scene.title)
    root.set("aria-labelledby", f"{writer.prefix}-title")
    definitions = ET.SubElement(root, "defs")
    for shape in scene.shapes:
        writer.add(root, shape)
    for token in sorted(writer.hatches):
        definitions.append(writer.hatch(token))
    if not writer.hatches:
        root.remove(definitions)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def stylesheet() -> str:
    """The rules that bind the classes of all scenes to the design tokens: the text of `scene.css`."""
    rules = [
        "/* Pictures that the server lays out; written by openkam.publish.scene.svg.stylesheet(). */",
        ".scene-box { overflow-x: auto; }",
        ".scene { display: block; max-width: 100%; height: auto; font-family: var(--sans);",
        "  font-variant-numeric: tabular-nums; }",
        ".scene text { stroke: none; }",
        ".scene [tabindex] { outline: none; cursor: default; }",
        ".scene [tabindex]:focus-visible { outline: 2px solid var(--ours); outline-offset: 2px; }",
        ".scene a { cursor: pointer; text-decoration: none; outline: none; }",
        ".scene a:focus-visible { outline: 2px solid var(--ours); outline-offset: 2px; border-radius: 4px; }",
        "/* Shrunk further, letters could not be read: the picture keeps its size and scrolls in its box. */",
        ".scene.wide { max-width: none; }",
        "@media (max-width: 720px) { .scene { max-width: none; } }",
    ]
    for token in LIGHT:
        rules.append(f".f-{token}, .t-{token} {{ fill: var(--{token}); }} .s-{token} {{ stroke: var(--{token}); }}")
    return "\n".join(rules) + "\n"


class _Writer:
    """Appends shapes to an element and remembers which hatchings they used."""

    def __init__(self, scene: Scene, links: Mapping[str, str] | None) -> None:
        self.links = links
        digest = hashlib.sha256(f"{scene.id}\0{scene.wide}\0{scene.tall}".encode("utf-8", "replace")).hexdigest()
        self.prefix = f"scene-{digest[:12]}"
        self.hatches: set[str] = set()

    def add(self, parent: ET.Element, shape: Shape) -> None:
        """Append one shape, or a mark with its shapes."""
        match shape:
            case Mark():
                self._mark(parent, shape)
            case Rect():
                place = {"x": shape.x, "y": shape.y, "width": max(0.0, shape.wide), "height": max(0.0, shape.tall)}
                rounded = {"rx": shape.radius} if shape.radius else {}
                self._painted(parent, "rect", {**place, **rounded}, shape.paint)
            case Disc():
                self._painted(parent, "circle", {"cx": shape.x, "cy": shape.y, "r": shape.radius}, shape.paint)
            case Polygon():
                made = self._painted(parent, "polygon", {}, shape.paint)
                made.set("points", _points(shape.corners))
            case Path():
                self._path(parent, shape)
            case Words():
                self._words(parent, shape)

    def _mark(self, parent: ET.Element, mark: Mark) -> None:
        tip = legible(mark.tip)
        id, named = {"data-id": legible(mark.id)}, {"role": "img", "aria-label": tip}
        if self.links is None:
            group = ET.SubElement(parent, "g", {"tabindex": "0", **id, **named})
        elif mark.id in self.links:
            # Its title names it: a label that does not begin with the letters in it would mislead voice control.
            group = ET.SubElement(parent, "a", {"href": legible(self.links[mark.id]), **id})
        else:
            group = ET.SubElement(parent, "g", {**id, **named})
        ET.SubElement(group, "title").text = tip
        for shape in mark.shapes:
            self.add(group, shape)

    def _painted(self, parent: ET.Element, tag: str, numbers: dict[str, float], paint: Paint) -> ET.Element:
        made = ET.SubElement(parent, tag, {name: _number(value) for name, value in numbers.items()})
        classes = []
        if paint.hatched:
            token = paint.fill or "line-2"
            self.hatches.add(token)
            made.set("fill", f"url(#{self.prefix}-{token})")
        elif paint.fill:
            classes.append(f"f-{paint.fill}")
            if paint.opacity != 1:
                made.set("fill-opacity", _number(paint.opacity))
        else:
            made.set("fill", "none")
        if paint.stroke:
            classes.append(f"s-{paint.stroke}")
            made.set("stroke-width", _number(paint.width))
            if paint.dash:
                made.set("stroke-dasharray", _DASHES[paint.dash])
        if classes:
            made.set("class", " ".join(classes))
        return made

    def _path(self, parent: ET.Element, path: Path) -> None:
        if len(path.points) < 2:
            return
        head = _head(path) if path.arrow else None
        points = (*path.points[:-1], _shortened(path)) if head else path.points
        made = self._painted(parent, "path", {}, Paint("", path.paint.stroke, path.paint.width, path.paint.dash))
        made.set("d", _outline(points, curved=path.curved))
        made.set("stroke-linejoin", "round")
        if head:
            self._painted(parent, "polygon", {}, Paint(path.paint.stroke)).set("points", _points(head))

    def _words(self, parent: ET.Element, words: Words) -> None:
        attributes = {
            "x": _number(words.x),
            "y": _number(words.y),
            "class": f"t-{words.tint}",
            "font-size": _number(words.size),
        }
        if words.weight != 400:
            attributes["font-weight"] = str(words.weight)
        if words.anchor != "start":
            attributes["text-anchor"] = words.anchor
        if words.turn:
            attributes["transform"] = f"rotate({_number(words.turn)} {_number(words.x)} {_number(words.y)})"
        ET.SubElement(parent, "text", attributes).text = legible(words.text)

    def hatch(self, token: str) -> ET.Element:
        """The pattern of slanted hairlines in the colour of a token."""
        pattern = ET.Element(
            "pattern",
            {
                "id": f"{self.prefix}-{token}",
                "width": "6",
                "height": "6",
                "patternUnits": "userSpaceOnUse",
                "patternTransform": "rotate(45)",
            },
        )
        ET.SubElement(pattern, "path", {"d": "M0.5 0V6", "class": f"s-{token}", "stroke-width": "1", "fill": "none"})
        return pattern


def _number(value: float) -> str:
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".") or "0"


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _outline(points: tuple[Point, ...], *, curved: bool) -> str:
    first, *rest = (f"{_number(x)} {_number(y)}" for x, y in points)
    return f"M{first}{'C' if curved else 'L'}{' '.join(rest)}"


def _direction(path: Path) -> tuple[float, float]:
    """The unit vector in which the line ends."""
    x, y = path.points[-1]
    for px, py in reversed(path.points[:-1]):
        length = math.hypot(x - px, y - py)
        if length > 1e-6:
            return (x - px) / length, (y - py) / length
    return 1.0, 0.0


def _shortened(path: Path) -> Point:
    """The line ends inside the arrow's head, not at its tip."""
    (x, y), (dx, dy) = path.points[-1], _direction(path)
    return x - dx * _HEAD * 0.6, y - dy * _HEAD * 0.6


def _head(path: Path) -> tuple[Point, ...]:
    (x, y), (dx, dy) = path.points[-1], _direction(path)
    back_x, back_y = x - dx * _HEAD, y - dy * _HEAD
    return (
        (x, y),
        (back_x - dy * _HEAD_HALF, back_y + dx * _HEAD_HALF),
        (back_x + dy * _HEAD_HALF, back_y - dx * _HEAD_HALF),
    )
