"""The actions of an account as a workbook; every text in it is written as text, whatever it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _, ngettext, pgettext

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import language
from openkam.core.numbers import format_date, format_number
from openkam.publish.workbook import build_workbook
from openkam.web.accounts.models import Account
from openkam.web.plans.todo.gathered import Row
from openkam.web.plans.todo.words import FIELDS, WAITS, written

TEXTS = ("text", "owner", "status", "objective", "contact")
DAYS = ("starts_on", "due_on", "done_on")


def write(path: Path, account: Account, rows: Sequence[Row], currency: str, today: date) -> Path:
    """Write the rows in the active language."""
    count = ngettext("{count} action of {account}", "{count} actions of {account}", len(rows))
    title = count.format(count=format_number(len(rows)), account=account.name[:200])
    table = Table(
        id="actions",
        title=pgettext("plan", "Actions"),
        columns=_columns(currency),
        rows=tuple(_cells(row) for row in rows),
    )
    source = _("The account's plan on {day}").format(day=format_date(today))
    return build_workbook(path, (table,), language=language(), title=title, sources=(source,))


def _columns(currency: str) -> tuple[Column, ...]:
    names = {**FIELDS, "done_on": _("Done on")}
    texts = [Column(key=key, label=str(names[key])) for key in TEXTS]
    days = [Column(key=key, label=str(names[key]), kind="date") for key in DAYS]
    return (
        *texts,
        *days,
        Column(key="is_overdue", label=_("Overdue")),
        Column(key="waits_for", label=str(WAITS)),
        Column(key="blocked_by", label=_("Of these not over")),
        Column(key="is_principal", label=str(FIELDS["is_principal"])),
        Column(key="cost", label=str(FIELDS["cost"]), kind="money", unit=currency, decimals=2),
    )


def _cells(row: Row) -> tuple[Value, ...]:
    action = row.action
    return (
        *(written(key, getattr(action, key)) for key in TEXTS),
        *(getattr(action, key) for key in DAYS),
        written("is_overdue", row.is_overdue),
        "; ".join(wait.text for wait in row.waits),
        "; ".join(wait.text for wait in row.blocked_by),
        written("is_principal", action.is_principal),
        action.cost,
    )
