"""Actions as a workbook and as CSV; every text in them is written as text, whatever it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _, ngettext, pgettext

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import language
from openkam.core.numbers import format_date, format_number
from openkam.publish.values import header_text
from openkam.publish.workbook import build_workbook
from openkam.web.accounts.models import Account
from openkam.web.plans.todo.gathered import Row
from openkam.web.plans.todo.words import FIELDS, WAITS, written

TEXTS = ("text", "owner", "status", "objective", "contact")
DAYS = ("starts_on", "due_on", "done_on")


def write(path: Path, account: Account | None, rows: Sequence[Row], currency: str, today: date) -> Path:
    """Write the rows in the active language; without an account those of one person across accounts."""
    if account is None:
        count = ngettext("{count} action of mine", "{count} actions of mine", len(rows))
        title = count.format(count=format_number(len(rows)))
        source = _("The plans of the accounts on {day}").format(day=format_date(today))
    else:
        count = ngettext("{count} action of {account}", "{count} actions of {account}", len(rows))
        title = count.format(count=format_number(len(rows)), account=account.name[:200])
        source = _("The account's plan on {day}").format(day=format_date(today))
    table = Table(
        id="actions",
        title=pgettext("plan", "Actions"),
        columns=_columns(currency, across=account is None),
        rows=tuple(_cells(row, across=account is None) for row in rows),
    )
    return build_workbook(path, (table,), language=language(), title=title, sources=(source,))


def as_texts(rows: Sequence[Row], currency: str, *, across: bool) -> Iterator[list[str]]:
    """The same table for a CSV file: days as 2026-06-30 and amounts as plain numbers, so that a program reads them."""
    yield [header_text(column) for column in _columns(currency, across=across)]
    for row in rows:
        yield ["" if value is None else str(value) for value in _cells(row, across=across)]


def _columns(currency: str, *, across: bool) -> tuple[Column, ...]:
    names = {**FIELDS, "done_on": _("Done on")}
    texts = [Column(key=key, label=str(names[key])) for key in TEXTS]
    days = [Column(key=key, label=str(names[key]), kind="date") for key in DAYS]
    return (
        *([Column(key="account", label=_("Account"))] if across else []),
        *texts,
        *days,
        Column(key="is_overdue", label=_("Overdue")),
        Column(key="waits_for", label=str(WAITS)),
        Column(key="blocked_by", label=_("Of these not over")),
        Column(key="is_principal", label=str(FIELDS["is_principal"])),
        Column(key="cost", label=str(FIELDS["cost"]), kind="money", unit=currency, decimals=2),
    )


def _cells(row: Row, *, across: bool) -> tuple[Value, ...]:
    action = row.action
    return (
        *([action.account.name] if across else []),
        *(written(key, getattr(action, key)) for key in TEXTS),
        *(getattr(action, key) for key in DAYS),
        written("is_overdue", row.is_overdue),
        "; ".join(wait.text for wait in row.waits),
        "; ".join(wait.text for wait in row.blocked_by),
        written("is_principal", action.is_principal),
        action.cost,
    )
