"""Slides and workbooks of the register, in the reader's language, with what the reader sees and nothing more."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.blocks import Column, Note, Report, Table
from openkam.core.i18n import language
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.workbook import build_workbook
from openkam.tools.define.risk import TOOL
from openkam.tools.define.risk.report import class_text
from openkam.web.risks.register import Register
from openkam.web.shell.files import Kind

REGISTER = "risk-register"
SLIDE_COLUMNS = ("event", "account", "class", "loss", "response", "owner", "due", "status")


def report_of(register: Register) -> Report:
    """The tool's report of the chosen risks; its register names each risk's account too."""
    blocks = [
        _with_accounts(block, register) if isinstance(block, Table) and block.id == REGISTER else block
        for block in TOOL.report(register.result)
    ]
    if register.has_sample:
        blocks.append(
            Note(id="risk-sample", kind="warning", text=_("Risks marked as illustrative are invented for the sample."))
        )
    return tuple(blocks)


def _with_accounts(table: Table, register: Register) -> Table:
    names = {str(row.risk.pk): row.risk.account.name if row.risk.account else _("Programme") for row in register.rows}
    event, *others = table.columns
    account = Column(key="account", label=_("Account"))
    rows = tuple((row[0], names[key or ""], *row[1:]) for row, key in zip(table.rows, table.links, strict=True))
    return table.model_copy(update={"columns": (event, account, *others), "rows": rows})


def _for_slides(report: Report) -> Report:
    """The report with a register that a slide can hold; the workbook has every column."""
    return tuple(_narrowed(block) if isinstance(block, Table) and block.id == REGISTER else block for block in report)


def _narrowed(table: Table) -> Table:
    at = [place for place, column in enumerate(table.columns) if column.key in SLIDE_COLUMNS]
    rows = tuple(tuple(row[place] for place in at) for row in table.rows)
    return table.model_copy(update={"columns": tuple(table.columns[place] for place in at), "rows": rows})


def write(kind: Kind, path: Path, register: Register) -> Path:
    """Write the file in the active language."""
    report, footnote = report_of(register), register.source_text
    title = class_text(register.result)
    if kind == "workbook":
        return build_workbook(path, report, language=language(), title=title, sources=(footnote,))
    return build_deck(
        path,
        slides_from_report(_for_slides(report)),
        language=language(),
        title=title,
        subtitle=register.scope.name or _("Risk register of the programme and its accounts"),
        footnote=footnote,
        made_at=timezone.now(),
    )
