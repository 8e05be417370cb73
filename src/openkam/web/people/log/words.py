"""What the import of calendars and mail says."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _, ngettext

from openkam.core.errors import InvalidInput, Place
from openkam.core.numbers import format_number
from openkam.web.people.log.apart import MOST_CALENDAR_BYTES
from openkam.web.people.log.found import MOST_FOUND, Unreadable

MEGABYTE = 1024 * 1024


def refusal(error: Unreadable, name: str) -> InvalidInput:
    """Why a file cannot be taken, where, and what to do."""
    shorter = _("Export a shorter period, and import the rest after it.")
    again = _("Export the file again and upload it as it is.")
    said = {
        "empty": (_("This file is empty."), again),
        "no_calendar": (
            _("This is neither a calendar nor mail."),
            _("Upload an .ics file from a calendar, or .eml or .mbox from mail."),
        ),
        "no_mail": (
            _("This is neither a calendar nor mail."),
            _("Upload an .ics file from a calendar, or .eml or .mbox from mail."),
        ),
        "bad_event": (_("The event that begins here breaks the rules of calendar files."), again),
        "not_closed": (_("A part of the calendar is not closed here, so the file is cut short or spoilt."), again),
        "too_deep": (_("Parts lie in parts here more deeply than any calendar needs."), again),
        "too_long": (_("A line, or the head of a mail, is longer than any program writes it."), again),
        "too_many": (
            _("The file has more than {most} meetings or mails.").format(most=format_number(MOST_FOUND)),
            shorter,
        ),
        "too_large": (
            _("The calendar has more than {most} MB.").format(most=format_number(MOST_CALENDAR_BYTES / MEGABYTE)),
            shorter,
        ),
        "too_slow": (_("Reading this file takes too long."), shorter),
        "broken": (_("This file cannot be read."), again),
    }
    message, remedy = said[error.code]
    return InvalidInput(message, remedy=remedy, place=Place(file=name, line=error.line or None))


def left_out(counts: Mapping[str, int]) -> list[str]:
    """What is not recorded and why, one sentence for each reason."""
    made = []
    for code, count in counts.items():
        n = format_number(count)
        said = {
            "alone": ngettext(
                "{n} entry names fewer than two people.", "{n} entries name fewer than two people.", count
            ),
            "no_pair": ngettext(
                "{n} entry has nobody of ours together with a contact.",
                "{n} entries have nobody of ours together with a contact.",
                count,
            ),
            "to_come": ngettext("{n} entry is still to come.", "{n} entries are still to come.", count),
            "cancelled": ngettext("{n} meeting was cancelled.", "{n} meetings were cancelled.", count),
            "no_day": ngettext("{n} entry has no readable date.", "{n} entries have no readable date.", count),
            "no_id": ngettext("{n} mail has no Message-ID.", "{n} mails have no Message-ID.", count),
            "twice": ngettext("{n} mail is in the file twice.", "{n} mails are in the file twice.", count),
            "not_counted": ngettext(
                "{n} meeting repeats in a way that is not counted out; its first day is taken.",
                "{n} meetings repeat in a way that is not counted out; their first days are taken.",
                count,
            ),
        }
        made.append(said[code].format(n=n))
    return made
