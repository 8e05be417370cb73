"""Lays slides out and writes the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu

from openkam.core.blocks import Figure, Finding, Note, Picture, Table, Working
from openkam.core.i18n import gettext as _, normalise_language, use_language
from openkam.publish.deck.bars import Area, draw_bars
from openkam.publish.deck.curves import draw_whale
from openkam.publish.deck.paper import (
    BODY_BOTTOM,
    BODY_TOP,
    LEFT,
    ROOM,
    add_cover,
    add_slide,
    box,
    new_presentation,
    plain,
)
from openkam.publish.deck.paths import draw_line_figure
from openkam.publish.deck.pictures import draw_picture, inches_at_least
from openkam.publish.deck.points import draw_points
from openkam.publish.deck.slides import Slide
from openkam.publish.deck.table_layout import Page, lay_out, pages
from openkam.publish.deck.tables import draw_table
from openkam.publish.deck.words import Type, add_run, add_text, lines_needed, write
from openkam.publish.partial import appearing_whole
from openkam.publish.text import legible, one_line, shorten
from openkam.publish.theme import FONTS, shade
from openkam.publish.values import working_table

_DRAW: Final[Mapping[str, Callable[[Any, Figure, Area, Type], None]]] = MappingProxyType(
    {
        "bars": draw_bars,
        "lines": draw_line_figure,
        "whale": draw_whale,
        "quadrant": draw_points,
        "scatter": draw_points,
        "matrix": draw_points,
        "kano": draw_points,
        "value_map": draw_points,
    }
)
_BESIDE_SHARE: Final = 0.4
_TEXT_POINTS: Final = 16
_TEXTS_AT_MOST: Final = 9


def build_deck(
    path: Path,
    slides: Sequence[Slide],
    *,
    language: str,
    title: str,
    subtitle: str = "",
    footnote: str = "",
    made_at: datetime | None = None,
) -> Path:
    """Write a PowerPoint file: a cover, then `slides` in order, and return its path.

    `language` chooses fonts, number formats and the deck's own words; the blocks must be in it already.
    `footnote` stands on every slide: name snapshot, revision and as-of date there. `made_at` is the time that the
    file's properties state. The file appears whole or not at all.
    """
    with use_language(language):
        style = Type(FONTS[normalise_language(language)])
        made = new_presentation(style.fonts, title=title)
        if made_at is not None:
            made.core_properties.created = made.core_properties.modified = made_at.replace(tzinfo=None)
        add_cover(made, title, subtitle, footnote, style)
        for slide in slides:
            _add(made, slide, footnote, style)
    return _save(made, path)


def _save(made: Any, path: Path) -> Path:
    with appearing_whole(path) as partial, partial.open("wb") as stream:
        made.save(stream)
    return path


def _add(made: Any, slide: Slide, footnote: str, style: Type) -> None:
    texts = [block for block in slide.blocks if isinstance(block, Finding | Note)]
    figures = [block for block in slide.blocks if isinstance(block, Figure | Picture)]
    tables = [
        working_table(block) if isinstance(block, Working) else block
        for block in slide.blocks
        if isinstance(block, Table | Working)
    ]
    if texts or figures or not tables:
        for at in range(0, max(1, len(texts)), _TEXTS_AT_MOST):
            drawn = _start(made, slide, slide.title, footnote, style)
            shown = figures if at == 0 else []
            _body(drawn, texts[at : at + _TEXTS_AT_MOST], shown, style)
    for table in tables:
        layout = lay_out(table, slide.table_rows, wraps=slide.wraps)
        parts = pages(layout, BODY_BOTTOM - BODY_TOP, slide.table_rows)
        for number, page in enumerate(parts, start=1):
            title = slide.title
            if len(parts) > 1:
                title = _("{title} ({page} of {pages})").format(
                    title=shorten(title, 150), page=number, pages=len(parts)
                )
            drawn = _start(made, slide, title, footnote, style)
            draw_table(drawn, layout, page, BODY_TOP + 0.05, style)


def _start(made: Any, slide: Slide, title: str, footnote: str, style: Type) -> Any:
    drawn = add_slide(made, title, slide.subtitle, footnote, style)
    if slide.notes:
        frame = drawn.notes_slide.notes_text_frame
        frame.text = ""
        for at, line in enumerate(legible(slide.notes).split("\n")):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            add_run(paragraph, line, style.but(points=12))
    return drawn


def _body(drawn: Any, texts: Sequence[Finding | Note], figures: Sequence[Figure | Picture], style: Type) -> None:
    top = _texts(drawn, texts, style, BODY_TOP) if texts else BODY_TOP
    if not figures:
        return
    gap = 0.3
    each = (ROOM - gap * (len(figures) - 1)) / len(figures)
    for at, figure in enumerate(figures):
        area = (LEFT + at * (each + gap), top, each, BODY_BOTTOM - top)
        _figure(drawn, figure, area, style, alone=len(figures) == 1)


def _texts(drawn: Any, texts: Sequence[Finding | Note], style: Type, top: float) -> float:
    """Sentences under one another, each with a bar in the colour of what it says."""
    points = _TEXT_POINTS if len(texts) <= 6 else 14
    for block in texts:
        tone = block.tone if isinstance(block, Finding) else "mark" if block.kind == "warning" else "muted"
        text = shorten(one_line(block.text), 400)
        height = lines_needed(text, points, ROOM - 0.3) * points * 1.3 / 72
        plain(drawn, MSO_SHAPE.RECTANGLE, box(LEFT, top, 0.05, height), shade(tone).fill)
        add_text(drawn, box(LEFT + 0.2, top, ROOM - 0.2, height), text, style.but(points=points), anchor="m")
        top += height + 0.18
    return top + 0.1


def _figure(drawn: Any, figure: Figure | Picture, area: Area, style: Type, *, alone: bool) -> None:
    left, top, wide, tall = area
    if figure.note:
        room = 0.22 * lines_needed(figure.note, 12, wide - 0.3) + 0.14
        band = plain(drawn, MSO_SHAPE.RECTANGLE, box(left, top, wide, room), "mark")
        write(band.text_frame, one_line(figure.note), style.but(points=12, tint="mark-ink"), anchor="m")
        band.text_frame.margin_left = Emu(round(0.14 * 914400))
        top, tall = top + room + 0.12, tall - room - 0.12
    layout = lay_out(figure.table)
    rows = len(figure.table.rows) + (figure.table.total is not None)
    taken = layout.header_inches + rows * layout.row_inches + 0.1
    # A figure's own table stands under it if it is small; a larger one is in the workbook.
    least = 0.0 if isinstance(figure, Figure) else inches_at_least(figure, wide)
    if alone and len(layout.groups) == 1 and taken <= tall * _BESIDE_SHARE and tall - taken >= least:
        page = Page(figure.table.rows, figure.table.total, layout.groups[0])
        draw_table(drawn, layout, page, top + tall - taken + 0.1, style)
        tall -= taken
    if isinstance(figure, Figure):
        _DRAW[figure.kind](drawn, figure, (left, top, wide, tall), style)
    else:
        draw_picture(drawn, figure, (left, top, wide, tall), style)
