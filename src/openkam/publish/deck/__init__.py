"""Decks in PowerPoint's own format: native, editable charts and tables, one finding to a slide.

    slides_from_report(report)                       a tool's blocks as slides
    build_deck(path, slides, language=…, title=…)    the file

Every slide carries a title placeholder (outline view and screen readers find it), a footnote that leads back to
the snapshot and revision, and speaker notes with the method.
"""

from __future__ import annotations

from openkam.publish.deck.build import build_deck
from openkam.publish.deck.slides import Slide, slides_from_report

__all__ = ["Slide", "build_deck", "slides_from_report"]
