"""Slides as a page shows them, in the deck's preview and in a review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from openkam.publish.deck import Slide
from openkam.web.toolbox.showing import shown

NOTES: Final = 1500


def on_page(slides: Iterable[Slide]) -> dict[str, Any]:
    """What `plans/deck/slide.html` takes: each slide with its blocks and notes, and whether charts are among them."""
    made = [(slide, shown(slide.blocks), slide.notes[:NOTES]) for slide in slides]
    return {"slides": made, "charts": any(block.kind == "chart" for _slide, blocks, _notes in made for block in blocks)}
