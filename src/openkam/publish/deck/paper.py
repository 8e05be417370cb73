"""The paper that slides are drawn on: 16:9, our own master and layout, no picture assets, no theme effects."""

from __future__ import annotations

import re
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from openkam.publish.deck.words import Type, add_text, paint, write
from openkam.publish.text import one_line, shorten, width
from openkam.publish.theme import Fonts, light

INCH: Final = 914400
WIDE: Final = 13.333
TALL: Final = 7.5
LEFT: Final = 0.6
ROOM: Final = WIDE - 2 * LEFT
"""Width of the body, in inches."""
BODY_TOP: Final = 1.72
BODY_BOTTOM: Final = 6.86
_TITLE_ONLY: Final = 5


def box(left: float, top: float, wide: float, tall: float) -> tuple[int, int, int, int]:
    """Inches as EMU."""
    return round(left * INCH), round(top * INCH), round(wide * INCH), round(tall * INCH)


def new_presentation(fonts: Fonts, *, title: str) -> Any:
    """An empty 16:9 presentation with one layout (a title and nothing else) in our own fonts and colours."""
    made = Presentation()
    made.slide_width, made.slide_height = Inches(WIDE), Inches(TALL)
    _keep_one_layout(made)
    _own_theme(made, fonts)
    _place_title(made.slide_master, fonts)
    _place_title(made.slide_layouts[0], fonts)
    _drop_thumbnail(made)
    made.core_properties.title = one_line(title, 250)
    made.core_properties.author = "OpenKAM"
    made.core_properties.last_modified_by = "OpenKAM"
    made.core_properties.language = fonts.lang
    for name in ("subject", "keywords", "comments", "category"):
        setattr(made.core_properties, name, "")
    return made


def _keep_one_layout(made: Any) -> None:
    kept = made.slide_layouts[_TITLE_ONLY]
    for layout in list(made.slide_layouts):
        if layout.name != kept.name:
            made.slide_layouts.remove(layout)
    kept.name = "OpenKAM"
    for holder in (kept, made.slide_master):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type is not None and shape.placeholder_format.idx != 0:
                shape._element.getparent().remove(shape._element)


def _own_theme(made: Any, fonts: Fonts) -> None:
    """Write our fonts and colours into the theme, so that what a reader adds looks like the rest."""
    part = made.slide_master.part.part_related_by(RT.THEME)
    xml = part.blob.decode("utf-8")
    xml = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{fonts.latin}"', xml)
    xml = re.sub(r'<a:ea typeface="[^"]*"', f'<a:ea typeface="{fonts.east_asian}"', xml)
    xml = xml.replace('name="Office Theme"', 'name="OpenKAM"')
    colours = {
        "dk2": "ink-2",
        "lt2": "sunk",
        "accent1": "pos",
        "accent2": "ours",
        "accent3": "k-fill",
        "accent4": "d-fill",
        "accent5": "m-fill",
        "accent6": "o-fill",
        "hlink": "ours",
        "folHlink": "o",
    }
    for slot, token in colours.items():
        colour = f'<a:{slot}><a:srgbClr val="{light(token)}"/></a:{slot}>'
        xml = re.sub(rf"<a:{slot}>.*?</a:{slot}>", colour, xml, flags=re.DOTALL)
    part._blob = xml.encode("utf-8")


def _place_title(holder: Any, fonts: Fonts) -> None:
    for shape in holder.placeholders:
        shape.left, shape.top, shape.width, shape.height = (Emu(part) for part in box(LEFT, 0.42, ROOM, 0.86))
        write(shape.text_frame, "OpenKAM", Type(fonts, 24, bold=True), anchor="b")


def _drop_thumbnail(made: Any) -> None:
    package = made.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype == RT.THUMBNAIL:
            package._rels.pop(key)


def add_slide(made: Any, title: str, subtitle: str, footnote: str, style: Type) -> Any:
    """A slide with its finding as the title, the measure under it, and the way back to the figures at its foot."""
    slide = made.slides.add_slide(made.slide_layouts[0])
    text = shorten(one_line(title), 170)
    points = 24 if width(text) < 72 else 20 if width(text) < 120 else 17
    write(slide.shapes.title.text_frame, text, style.but(points=points, bold=True), anchor="b")
    if subtitle:
        small = style.but(points=12, tint="ink-3")
        add_text(slide, box(LEFT, 1.33, ROOM, 0.26), shorten(one_line(subtitle), 190), small)
    _foot(slide, footnote, len(made.slides), style)
    return slide


def _foot(slide: Any, footnote: str, number: int, style: Type) -> None:
    rule(slide, 7.0)
    small = style.but(points=9, tint="ink-3", bold=False)
    add_text(slide, box(LEFT, 7.07, ROOM - 0.8, 0.22), shorten(one_line(footnote), 220), small)
    add_text(slide, box(WIDE - LEFT - 0.7, 7.07, 0.7, 0.22), str(number), small, align="r")


def rule(slide: Any, top: float) -> None:
    """A hairline across the body."""
    plain(slide, MSO_SHAPE.RECTANGLE, box(LEFT, top, ROOM, 0.008), "line-2")


def plain(slide: Any, kind: Any, at: tuple[int, int, int, int], token: str) -> Any:
    """A filled shape without outline, shadow or theme style."""
    shape = slide.shapes.add_shape(kind, *(Emu(part) for part in at))
    paint(shape.fill, token)
    shape.line.fill.background()
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    return shape


def add_cover(made: Any, title: str, subtitle: str, footnote: str, style: Type) -> Any:
    """The first slide: the bow-tie of two companies, the title, and what it is about."""
    slide = made.slides.add_slide(made.slide_layouts[0])
    for left, turn, token in ((LEFT, 90, "ours"), (LEFT + 0.74, 270, "theirs")):
        shape = plain(slide, MSO_SHAPE.ISOSCELES_TRIANGLE, box(left, 1.12, 0.9, 0.74), token)
        shape.rotation = turn
    text = shorten(one_line(title), 120)
    frame = slide.shapes.title
    frame.left, frame.top, frame.width, frame.height = (Emu(part) for part in box(LEFT, 2.45, ROOM - 1, 1.5))
    write(frame.text_frame, text, style.but(points=40 if width(text) < 42 else 30, bold=True))
    add_text(slide, box(LEFT, 4.1, ROOM - 1, 1.2), shorten(subtitle, 400), style.but(points=18, tint="ink-2"))
    _foot(slide, footnote, 1, style)
    return slide
