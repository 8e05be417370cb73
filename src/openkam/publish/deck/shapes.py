"""A scene as native PowerPoint shapes: a person can move, recolour and retype every piece of it.

    draw_scene(slide, scene, area, style)

Rectangles, ovals, freeforms, connectors and text boxes, no picture among them. A line between two marks is glued to
their boxes. Each mark is a group with its tip as the
alternative text; all of it is one group that keeps the proportions of the scene.

Letters are never under 7 pt. Where the scene has to shrink so far that they would be, secondary words go first: text
in the weakest ink and letters smaller than 10 px (roles, details, units) are left out when they would come out under
5.5 pt; all others are set in 7 pt and, where they would then run into a neighbour, cut with an ellipsis; figures never
are. Where a text would come out under 2.5 pt, hundreds of others stand as close, and only titles (12 px and more) are
set. The whole text stands in the alternative text of its mark and in the table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from openkam.publish.deck.connectors import add_connector, glue, route
from openkam.publish.deck.paper import INCH
from openkam.publish.deck.words import Type, add_run, paint, rgb, stroke
from openkam.publish.pictures.letters import Box, extent, fit, px
from openkam.publish.scene.model import Disc, Mark, Paint, Path, Point, Polygon, Rect, Scene, Shape, Words
from openkam.publish.text import one_line, shorten

LEAST_POINTS: Final = 7.0
_DROP_UNDER: Final = 5.5
_CROWD_UNDER: Final = 2.5
_TITLE_PX: Final = 12.0
_LARGEST: Final = 1.0 / 72
"""Inches to a px at most: larger than this a small scene would look blown up."""
_DASHES: Final = {"dash": MSO_LINE.DASH, "dot": MSO_LINE.ROUND_DOT}
_TALL: Final = 1.45
_MIDDLE: Final = 0.35
"""A text box is so many type sizes tall, and its middle lies so far above the baseline."""
_CUTS: Final = (1.0, 0.92, 0.84, 0.76, 0.68)
"""Shares of its grown length to which a text is cut until it is clear of its neighbours."""


@dataclass(frozen=True)
class _Sheet:
    """Where px of the scene come to lie on the slide: offset and scale in EMU."""

    shapes: Any
    left: float
    top: float
    scale: float
    style: Type
    texts: dict[int, tuple[str, float]]
    """By identity of the words: what of their text is set, and how large in px."""
    boxes: dict[str, Rect]
    """By id of a mark: the box that a connector can be glued to."""
    made: dict[str, Any] = field(default_factory=dict)
    """The same as shapes, once they are drawn."""
    joined: list[tuple[Any, tuple[str, str], tuple[int, int]]] = field(default_factory=list)
    """Connectors, the marks that they run between, and the sides of the boxes."""

    def at(self, x: float, y: float) -> tuple[int, int]:
        return round(self.left + x * self.scale), round(self.top + y * self.scale)

    def long(self, length: float) -> int:
        return round(length * self.scale)

    def points(self, size: float) -> float:
        """A length in px as points on the slide."""
        return size * self.scale / 12700


def draw_scene(slide: Any, scene: Scene, area: tuple[float, float, float, float], style: Type) -> Any:
    """Draw `scene` into `area` (left, top, width, height in inches), centred across; return its group, if any."""
    left, top, wide, tall = area
    scale = min(wide / scene.wide, tall / max(1.0, scene.tall), _LARGEST)
    start = left + (wide - scene.wide * scale) / 2
    texts = _set(list(_all(scene.shapes)), scale * 72)
    boxes = dict(_boxes(scene.shapes))
    sheet = _Sheet(slide.shapes, start * INCH, top * INCH, scale * INCH, style, texts, boxes)
    # Otherwise each new shape looks for a free number among all that are there.
    slide.shapes.turbo_add_enabled = True
    drawn = [made for shape in scene.shapes for made in _draw(sheet, shape)]
    for connector, joins, sides in sheet.joined:
        glue(connector, sides, (sheet.made[joins[0]], sheet.made[joins[1]]))
    group = slide.shapes.add_group_shape(drawn) if drawn else None
    slide.shapes.turbo_add_enabled = False
    if group is None:
        return None
    _name(group, scene.title, scene.title)
    return group


def _boxes(shapes: Sequence[Shape]) -> Iterator[tuple[str, Rect]]:
    for shape in shapes:
        if isinstance(shape, Mark) and shape.shapes and isinstance(shape.shapes[0], Rect):
            yield shape.id, shape.shapes[0]


def _all(shapes: Sequence[Shape]) -> Iterator[Shape]:
    for shape in shapes:
        if isinstance(shape, Mark):
            yield from _all(shape.shapes)
        else:
            yield shape


def _set(shapes: Sequence[Shape], points_per_px: float) -> dict[int, tuple[str, float]]:
    """What of each text is set and how large; see the module's description for what goes first."""
    kept: list[Words] = []
    for shape in shapes:
        if isinstance(shape, Words):
            points = shape.size * points_per_px
            if points < _CROWD_UNDER and shape.size < _TITLE_PX:
                continue
            small = shape.size < 10 and any(sign.isalpha() for sign in shape.text)
            if points >= _DROP_UNDER or not (small or shape.tint == "ink-3"):
                kept.append(shape)
    made = {id(one): (one.text, max(one.size, LEAST_POINTS / points_per_px)) for one in kept}
    grown = [one for one in kept if made[id(one)][1] > one.size * 1.001 and any(sign.isalpha() for sign in one.text)]
    if grown:
        around = [(id(one), extent(one)) for one in kept] + [(0, box) for box in _obstacles(shapes)]
        for one in grown:
            size = made[id(one)][1]
            made[id(one)] = _clear(one, size, [box for key, box in around if key != id(one)]), size
    return made


def _obstacles(shapes: Sequence[Shape]) -> Iterator[Box]:
    """What a text that grows must not run into: signs, and the rules between columns and rows."""
    for shape in shapes:
        if isinstance(shape, Disc):
            yield shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius
        elif isinstance(shape, Path) and len(shape.points) == 2:
            (x1, y1), (x2, y2) = shape.points
            if x1 == x2 or y1 == y2:
                yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _clear(words: Words, size: float, others: Sequence[Box]) -> str:
    """The text at `size`, cut until it runs into nothing that it did not touch at its own size."""
    own = _core(words)
    others = [box for box in others if not _meet(own, box)]
    whole = px(words.text, size, words.weight)
    text = words.text
    for share in _CUTS:
        text = fit(words.text, whole * share, size, words.weight) if share < 1 else words.text
        core = _core(replace(words, text=text, size=size))
        if not any(_meet(core, box) for box in others):
            break
    return text


def _core(words: Words) -> Box:
    """The box of a text without its outermost px: lines close under one another may touch."""
    left, top, right, bottom = extent(words)
    across, down = (1.0, (bottom - top) * 0.3) if not words.turn else ((right - left) * 0.3, 1.0)
    return left + across, top + down, right - across, bottom - down


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _draw(sheet: _Sheet, shape: Shape) -> list[Any]:
    match shape:
        case Mark():
            return _mark(sheet, shape)
        case Rect():
            return [_rectangle(sheet, shape)]
        case Disc():
            side = max(1, sheet.long(shape.radius * 2))
            x, y = sheet.at(shape.x - shape.radius, shape.y - shape.radius)
            made = sheet.shapes.add_shape(MSO_SHAPE.OVAL, Emu(x), Emu(y), Emu(side), Emu(side))
            return [_finished(sheet, made, shape.paint)]
        case Polygon():
            return [_freeform(sheet, shape.corners, shape.paint, closed=True)] if len(shape.corners) > 2 else []
        case Path():
            return _path(sheet, shape)
        case Words():
            return _words(sheet, shape)


def _mark(sheet: _Sheet, mark: Mark) -> list[Any]:
    drawn = [made for shape in mark.shapes for made in _draw(sheet, shape)]
    if mark.id in sheet.boxes and drawn:
        sheet.made.setdefault(mark.id, drawn[0])
    if len(drawn) > 1:
        drawn = [sheet.shapes.add_group_shape(drawn)]
    for made in drawn:
        _name(made, mark.tip, mark.tip)
    return drawn


def _name(made: Any, name: str, tip: str) -> None:
    made.name = shorten(one_line(name), 80) or "-"
    properties = made._element.find(f".//{qn('p:cNvPr')}")
    properties.set("descr", shorten(one_line(tip), 400))


def _rectangle(sheet: _Sheet, rect: Rect) -> Any:
    x, y = sheet.at(rect.x, rect.y)
    wide, tall = max(1, sheet.long(rect.wide)), max(1, sheet.long(rect.tall))
    kind = MSO_SHAPE.ROUNDED_RECTANGLE if rect.radius else MSO_SHAPE.RECTANGLE
    made = sheet.shapes.add_shape(kind, Emu(x), Emu(y), Emu(wide), Emu(tall))
    if rect.radius:
        made.adjustments[0] = min(0.5, rect.radius / max(1e-6, min(rect.wide, rect.tall)))
    return _finished(sheet, made, rect.paint)


def _finished(sheet: _Sheet, made: Any, look: Paint) -> Any:
    """Fill and outline, and nothing from the theme."""
    _unstyled(made)
    if look.hatched:
        made.fill.patterned()
        made.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        made.fill.fore_color.rgb, made.fill.back_color.rgb = rgb(look.fill or "line-2"), rgb("surface")
    elif look.fill:
        paint(made.fill, look.fill)
        if look.opacity < 1:
            colour = made._element.spPr.find(f"{qn('a:solidFill')}/{qn('a:srgbClr')}")
            colour.append(colour.makeelement(qn("a:alpha"), {"val": str(round(look.opacity * 100_000))}))
    else:
        made.fill.background()
    _outline(sheet, made, look)
    return made


def _unstyled(made: Any) -> None:
    style = made._element.find(qn("p:style"))
    if style is not None:
        made._element.remove(style)


def _outline(sheet: _Sheet, made: Any, look: Paint) -> None:
    if not look.stroke:
        made.line.fill.background()
        return
    stroke(made.line, look.stroke, max(0.5, sheet.points(look.width)), _DASHES.get(look.dash))


def _path(sheet: _Sheet, path: Path) -> list[Any]:
    points = [point for at, point in enumerate(path.points) if path.curved or at == 0 or point != path.points[at - 1]]
    if len(points) < 2:
        return []
    if path.joins and all(id in sheet.boxes for id in path.joins):
        return [_joined(sheet, path, path.joins)]
    if len(points) == 2:
        (x1, y1), (x2, y2) = (sheet.at(*point) for point in points)
        made = sheet.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Emu(x1), Emu(y1), Emu(x2), Emu(y2))
        _unstyled(made)
        _outline(sheet, made, path.paint)
    else:
        look = Paint("", path.paint.stroke, path.paint.width, path.paint.dash)
        made = _freeform(sheet, points, look, closed=False)
        if path.curved:
            _bend(made)
    _headed(made, path)
    return [made]


def _headed(made: Any, path: Path) -> None:
    if path.arrow and path.paint.stroke:
        line = made._element.spPr.find(qn("a:ln"))
        line.append(line.makeelement(qn("a:tailEnd"), {"type": "triangle", "w": "med", "len": "med"}))


def _joined(sheet: _Sheet, path: Path, joins: tuple[str, str]) -> Any:
    """A connector between the sides of two boxes that the path leaves and enters."""
    way = route(path.points, sheet.boxes[joins[0]], sheet.boxes[joins[1]])
    made = add_connector(sheet.shapes, way, sheet.at, curved=path.curved)
    _unstyled(made)
    _outline(sheet, made, path.paint)
    _headed(made, path)
    sheet.joined.append((made, joins, way.sides))
    return made


def _freeform(sheet: _Sheet, points: Sequence[Point], look: Paint, *, closed: bool) -> Any:
    places = [sheet.at(*point) for point in points]
    builder = sheet.shapes.build_freeform(*places[0])
    builder.add_line_segments(places[1:], close=closed)
    return _finished(sheet, builder.convert_to_shape(), look)


def _bend(made: Any) -> None:
    """Turn each three straight pieces of a freeform into one Bézier curve."""
    path = made._element.spPr.find(f".//{qn('a:path')}")
    pieces = path.findall(qn("a:lnTo"))
    for at in range(0, len(pieces) - 2, 3):
        curve = path.makeelement(qn("a:cubicBezTo"), {})
        pieces[at].addprevious(curve)
        for piece in pieces[at : at + 3]:
            curve.append(piece.find(qn("a:pt")))
            path.remove(piece)


def _words(sheet: _Sheet, words: Words) -> list[Any]:
    text, size = sheet.texts.get(id(words), ("", words.size))
    if not text.strip():
        return []
    points = max(LEAST_POINTS, sheet.points(size))
    wide, tall = px(text, size, words.weight) * 1.08 + 4, size * _TALL
    offset = {"start": 0.0, "middle": -wide / 2, "end": -wide}[words.anchor]
    # The middle of the box seen from the anchor, turned with the text.
    dx, dy = offset + wide / 2, -_MIDDLE * size
    turn = math.radians(words.turn)
    middle_x = words.x + dx * math.cos(turn) - dy * math.sin(turn)
    middle_y = words.y + dx * math.sin(turn) + dy * math.cos(turn)
    x, y = sheet.at(middle_x - wide / 2, middle_y - tall / 2)
    made = sheet.shapes.add_textbox(Emu(x), Emu(y), Emu(sheet.long(wide)), Emu(sheet.long(tall)))
    made.rotation = words.turn
    _write(made.text_frame, text, sheet.style.but(points=points, tint=words.tint, bold=words.weight >= 600), words)
    return [made]


def _write(frame: Any, text: str, style: Type, words: Words) -> None:
    frame.word_wrap = False
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = frame.paragraphs[0]
    paragraph.alignment = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}[words.anchor]
    add_run(paragraph, text, style)
