"""Actions in the columns of the board, and mine by how soon they are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from openkam.web.plans.models import Action
from openkam.web.plans.todo.gathered import Row

SOON_DAYS = 7


@dataclass(frozen=True)
class Column:
    """One status of the board, with the statuses before and after it."""

    key: str
    name: str
    rows: Sequence[Row]
    before: str
    after: str


@dataclass(frozen=True)
class Group:
    """Actions under one heading."""

    key: str
    name: str
    rows: Sequence[Row]


def columns(rows: Iterable[Row]) -> list[Column]:
    """One column for each status, in order."""
    keys = [str(key) for key in Action.Status.values]
    held: dict[str, list[Row]] = {key: [] for key in keys}
    for row in rows:
        held[row.action.status].append(row)
    names = {str(key): str(label) for key, label in Action.Status.choices}
    return [
        Column(key, names[key], held[key], keys[at - 1] if at else "", keys[at + 1] if at + 1 < len(keys) else "")
        for at, key in enumerate(keys)
    ]


def by_day(rows: Iterable[Row], today: date) -> list[Group]:
    """Overdue, the next seven days, later, without a day; those that are empty are left out."""
    names = {
        "late": _("Overdue"),
        "soon": _("The next seven days"),
        "later": _("Later"),
        "undated": _("Without a day"),
    }
    held: dict[str, list[Row]] = {key: [] for key in names}
    for row in rows:
        held[_when(row.action.due_on, today)].append(row)
    return [Group(key, name, held[key]) for key, name in names.items() if held[key]]


def _when(due_on: date | None, today: date) -> str:
    if due_on is None:
        return "undated"
    if due_on < today:
        return "late"
    return "soon" if due_on <= today + timedelta(days=SOON_DAYS) else "later"
