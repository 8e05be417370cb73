"""What `openkam analyze --out` leaves behind: the answer, a deck, a workbook and the rejected rows."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

from openkam.cli.analysis import Analysis
from openkam.cli.answer import answer, reports
from openkam.core.i18n import gettext as _, language
from openkam.core.numbers import format_date, format_number
from openkam.ledger import LoadReport
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.workbook import build_workbook


def write_all(analysis: Analysis, folder: Path, *, top: int) -> tuple[Path, ...]:
    """Write every file into `folder`, which is made if need be, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    result = folder / "result.json"
    result.write_text(json.dumps(answer(analysis, top=top), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    blocks = reports(analysis)
    title, sources = _("Portfolio"), _sources(analysis)
    footnote = " · ".join(sources)
    deck = build_deck(
        folder / "portfolio.pptx",
        slides_from_report(blocks),
        language=language(),
        title=title,
        subtitle=_("As of {day}").format(day=format_date(analysis.facts.settings.as_of)),
        footnote=footnote,
        made_at=datetime.now(UTC),
    )
    workbook = build_workbook(
        folder / "portfolio.xlsx", blocks, language=language(), title=title, sources=(*sources, *analysis.remarks)
    )
    return result, deck, workbook, write_rejects(analysis.load, folder / "rejects.csv")


def _sources(analysis: Analysis) -> tuple[str, ...]:
    files = ", ".join(analysis.load.files)
    source = analysis.load.source
    return (
        _("Source: {files}").format(files=files),
        _("{loaded} of {read} rows loaded, {rejected} rejected").format(
            loaded=format_number(source.rows_loaded),
            read=format_number(source.rows_read),
            rejected=format_number(source.rows_rejected),
        ),
    )


def write_rejects(report: LoadReport, path: Path) -> Path:
    """Every rejected row with file, line, column, value and reason; only the header where there is none."""
    if report.rejects_path is not None and report.rejects_path.suffix == ".csv":
        path.write_bytes(report.rejects_path.read_bytes())
        return path
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "line", "column", "value", "code", "reason", "revenue"))
        for row in report.rejects:
            writer.writerow((row.file, row.line, row.column, row.value, row.code, row.reason, row.revenue))
    return path
