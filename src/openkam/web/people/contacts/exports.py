"""The contact map as slides and as a workbook, in the reader's language."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.blocks import Note, Report
from openkam.core.i18n import language
from openkam.core.numbers import format_date
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.workbook import build_workbook
from openkam.tools.relationship import contact_map
from openkam.tools.relationship.contact_map.words import coverage_text
from openkam.web.accounts.models import Account
from openkam.web.people.contacts.gathered import Everybody
from openkam.web.shell.files import Kind


def report_of(everybody: Everybody) -> Report:
    """The tool's report, and whether it names invented people."""
    blocks = contact_map.report(everybody.result)
    if not any(entry.contact.is_sample for entry in everybody.entries):
        return blocks
    text = _("People of the sample, and what is said of them, are invented.")
    return (*blocks, Note(id="contacts-sample", kind="warning", text=text))


def write(kind: Kind, path: Path, account: Account, everybody: Everybody) -> Path:
    """Write the file in the active language."""
    report = report_of(everybody)
    footnote = _("Contacts, links and log on {day}").format(day=format_date(everybody.result.as_of))
    title = coverage_text(everybody.result)
    if kind == "workbook":
        return build_workbook(path, report, language=language(), title=title, sources=(footnote,))
    return build_deck(
        path,
        slides_from_report(report),
        language=language(),
        title=title,
        subtitle=account.name[:200],
        footnote=footnote,
        made_at=timezone.now(),
    )
