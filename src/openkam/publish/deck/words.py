"""Text in Office's own terms: every run names its size, colour, Latin and East Asian typeface and language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from openkam.publish.text import legible, width
from openkam.publish.theme import Fonts, light

_FILL: Final = qn("a:solidFill")
_RGB: Final = qn("a:srgbClr")
_FACES: Final = (qn("a:latin"), qn("a:ea"), qn("a:cs"))
_OURS: Final = frozenset((_FILL, *_FACES))
_BETWEEN_SCRIPTS: Final = 0.45
_OF_CAPITALS: Final = 0.25
_BEFORE: Final = frozenset((qn("a:ln"),))
"""What the schema wants before fill and typefaces; all else comes after them."""


@dataclass(frozen=True)
class Type:
    """How a piece of text is set. `points` is its size, `tint` a colour token."""

    fonts: Fonts
    points: float = 12
    tint: str = "ink"
    bold: bool = False

    def but(self, **changes: Any) -> Type:
        """The same with some changes."""
        return replace(self, **changes)


def set_properties(properties: Any, style: Type) -> None:
    """Write `style` into an `a:rPr`, `a:defRPr` or `a:endParaRPr` element."""
    properties.set("lang", style.fonts.lang)
    if style.fonts.lang.startswith("zh"):
        properties.set("altLang", "en-US")
    properties.set("sz", str(round(style.points * 100)))
    properties.set("b", "1" if style.bold else "0")
    for old in [part for part in properties if part.tag in _OURS]:
        properties.remove(old)
    make = properties.makeelement
    fill = make(_FILL, {})
    fill.append(make(_RGB, {"val": light(style.tint)}))
    faces = (style.fonts.latin, style.fonts.east_asian, style.fonts.latin)
    parts = [fill, *(make(tag, {"typeface": face}) for tag, face in zip(_FACES, faces, strict=True))]
    before = [part for part in properties if part.tag in _BEFORE]
    after = [part for part in properties if part.tag not in _BEFORE]
    properties[:] = [*before, *parts, *after]


def add_run(paragraph: Any, text: str, style: Type) -> None:
    """Append `text` to a paragraph."""
    run = paragraph.add_run()
    run.text = legible(text).replace("\v", " ")
    set_properties(run._r.get_or_add_rPr(), style)


def write(frame: Any, text: str, style: Type, *, align: str = "l", anchor: str = "t") -> None:
    """Make `text` the whole content of a text frame; each line break starts a paragraph. No margins, no autofit."""
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = {"t": MSO_ANCHOR.TOP, "m": MSO_ANCHOR.MIDDLE, "b": MSO_ANCHOR.BOTTOM}[anchor]
    lines = legible(text).split("\n")
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = {"l": PP_ALIGN.LEFT, "r": PP_ALIGN.RIGHT, "c": PP_ALIGN.CENTER}[align]
        add_run(paragraph, line, style)


def add_text(
    slide: Any, box: tuple[int, int, int, int], text: str, style: Type, *, align: str = "l", anchor: str = "t"
) -> Any:
    """A text box at `box` (left, top, width, height in EMU)."""
    shape = slide.shapes.add_textbox(*(Emu(part) for part in box))
    write(shape.text_frame, text, style, align=align, anchor=anchor)
    return shape


def set_width(text: str) -> float:
    """`publish.text.width` for cells as narrow as their text: capitals are wider than digits, and LibreOffice puts a
    quarter of an em between Chinese and Latin signs.
    """
    joints = sum(_is_latin(one) != _is_latin(other) for one, other in _neighbours(text))
    return width(text) + _BETWEEN_SCRIPTS * joints + _OF_CAPITALS * sum(map(str.isupper, text))


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    """Neighbouring signs that are both letters or digits."""
    return ((one, other) for one, other in pairwise(text) if one.isalnum() and other.isalnum())


def _is_latin(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) not in "WF"


def inches_wide(text: str, points: float) -> float:
    """How wide `text` is on one line, in inches, a little generously."""
    return set_width(text) * points * 0.58 / 72


def lines_needed(text: str, points: float, room_inches: float) -> int:
    """How many lines `text` takes in a box of that width."""
    return sum(
        max(1, -(-int(inches_wide(line, points) * 100) // max(1, int(room_inches * 100)))) for line in text.split("\n")
    )


def rgb(token: str) -> Any:
    """The light colour of a token as python-pptx wants it."""
    colour: Any = RGBColor
    return colour.from_string(light(token))


def paint(fill: Any, token: str) -> None:
    """Fill with the light colour of a token."""
    fill.solid()
    fill.fore_color.rgb = rgb(token)


def stroke(line: Any, token: str, points: float = 0.75, dash: Any = None) -> None:
    """Draw a line in the light colour of a token."""
    line.color.rgb = rgb(token)
    line.width = Pt(points)
    if dash is not None:
        line.dash_style = dash
