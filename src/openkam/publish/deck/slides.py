"""From blocks to slides: one figure, one table or one working to a slide, its finding as the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openkam.core.blocks import Block, Figure, Finding, Note, Picture, Report, Table, Working
from openkam.core.i18n import gettext as _


@dataclass(frozen=True)
class Slide:
    """What one slide says. `title` is its finding; a long table continues on further slides of the same title."""

    title: str
    blocks: tuple[Block, ...]
    notes: str = ""
    subtitle: str = ""
    table_rows: int | None = field(default=None, kw_only=True)
    """Rows of a table to show at most; what is left out is said in its last line. None shows all."""
    wraps: frozenset[str] = field(default=frozenset(), kw_only=True)
    """Keys of the columns of a table whose text may take several lines."""


def slides_from_report(report: Report, *, table_rows: int | None = 40) -> tuple[Slide, ...]:
    """The slides of a report in its own order: findings first, what is unknown last, methods in the notes.

    Texts are in the language in which the report was made; make it and this call under the same `use_language`.
    """
    method = _speaker_notes(report)
    slides: list[Slide] = []
    findings = tuple(block for block in report if isinstance(block, Finding))
    if findings:
        slides.append(Slide(_("What the figures say"), findings, method))
    slides += _visuals(report, method, table_rows)
    remarks = tuple(block for block in report if isinstance(block, Note) and block.kind in ("unknown", "warning"))
    if remarks:
        slides.append(Slide(_("What these figures cannot say"), remarks, method))
    return tuple(slides)


def _visuals(blocks: Sequence[Block], method: str, table_rows: int | None) -> Iterator[Slide]:
    for block in blocks:
        if isinstance(block, Figure | Picture):
            notes = "\n\n".join(part for part in (block.subtitle, block.note, method) if part)
            yield Slide(block.title, (block,), notes, block.subtitle)
        elif isinstance(block, Table):
            yield Slide(block.title, (block,), method, block.subtitle, table_rows=table_rows)
        elif isinstance(block, Working):
            yield Slide(block.title, (block,), method, block.source)


def _speaker_notes(report: Report) -> str:
    texts = [block.text for block in report if isinstance(block, Note) and block.kind in ("method", "source")]
    return "\n\n".join(texts)
