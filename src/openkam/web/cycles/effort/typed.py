"""What people send from the page of effort: days, managers, accounts, and what they saw when they typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from openkam.core.i18n import sentences
from openkam.publish.text import one_line
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.cycles.actions.effort import Assignment
from openkam.web.cycles.effort.planned import PROFIT, REVENUE, Row, Wish
from openkam.web.cycles.setup.typed import Range, Refused, number_of
from openkam.web.shell.models import User

DAYS: Final = Range(Decimal(0), Decimal(9_999), 1)
NAME_CHARS: Final = 80
CLASS_FIELDS: Final = re.compile(r"[kdmo]")
CAPACITY_FIELDS: Final = re.compile(r"m\d+|add|add_days", re.ASCII)
ACCOUNT_FIELDS: Final = re.compile(r"(manager|days|seen)\d+|tick|many", re.ASCII)
"""The fields that each button of the form saves."""


def wish_of(sent: Mapping[str, str]) -> Wish:
    """The measure and the rules that an address or a form asks for; what it does not know is left out."""
    return Wish(
        value=PROFIT if sent.get("value") == PROFIT else REVENUE,
        watch=sent.get("watch") == "1",
        hand_over=sent.get("hand_over", "1") == "1",
    )


def key_of(text: str) -> int | None:
    """A key of the database; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@dataclass
class Sent:
    """The form of the page as it came, and by field why what it says cannot be taken. All of the page comes at once."""

    fields: QueryDict = field(default_factory=QueryDict)
    faults: dict[str, str] = field(default_factory=dict)

    def days(self, name: str, whose: str) -> Decimal | None:
        """The days in the field `name`; what cannot be read is None and a fault that names `whose` days they are."""
        try:
            return number_of(self.fields.get(name, ""), DAYS)
        except Refused as error:
            fault = _("{name}: {fault}").format(name=one_line(whose, NAME_CHARS), fault=error)
            remedy = _("Type days from 0 to 9,999 with one decimal at most, or leave the field empty.")
            self.faults[name] = sentences(fault, remedy)
            return None

    def without(self, saved: re.Pattern[str]) -> Sent:
        """What is left of it when these fields are saved."""
        rest = self.fields.copy()
        for name in [one for one in rest if saved.fullmatch(one)]:
            del rest[name]
        return Sent(rest)


@dataclass(frozen=True)
class Box:
    """One field: what stands in it, what is saved, and why the former cannot be."""

    name: str
    text: str
    saved: str
    fault: str = ""

    @classmethod
    def of(cls, sent: Sent, name: str, saved: str) -> Box:
        """As it was sent, else as it is saved."""
        return cls(name, sent.fields.get(name, saved), saved, sent.faults.get(name, ""))

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.text.strip() != self.saved


def class_days(sent: Sent) -> dict[str, Decimal | None]:
    """Days by class."""
    return {kind: sent.days(kind, class_label(kind)) for kind in KINDS if kind in sent.fields}


def capacities(sent: Sent, people: Iterable[User]) -> dict[int, Decimal | None]:
    """Days by manager; a manager that is added without days has none yet."""
    names = {one.pk: str(one) for one in people}
    found = {pk: sent.days(f"m{pk}", name) for pk, name in names.items() if f"m{pk}" in sent.fields}
    added = key_of(sent.fields.get("add", ""))
    if added in names and added is not None and added not in found:
        found[added] = sent.days("add_days", names[added]) or Decimal(0)
    elif sent.fields.get("add_days", "").strip():
        sent.faults["add_days"] = _("Choose the manager whose days these are.")
    return found


def seen_text(manager: int | None, days: Decimal | None) -> str:
    """What a form remembers of an account: `7:12.5`, each part empty where it has none."""
    return f"{manager or ''}:{'' if days is None else f'{days:f}'}"


def _seen(text: str) -> tuple[int | None, Decimal | None]:
    manager, _colon, days = text.partition(":")
    try:
        return key_of(manager), number_of(days, DAYS)
    except Refused:
        return None, None


def assignments(sent: Sent, rows: Iterable[Row]) -> list[Assignment]:
    """Manager and days of each account that was sent; ticked ones get the manager chosen for many."""
    fields = sent.fields
    ticked = set(fields.getlist("tick")) if fields.get("many") else set()
    found = []
    for row in rows:
        if f"seen{row.pk}" not in fields:
            continue
        manager = fields.get("many", "") if str(row.pk) in ticked else fields.get(f"manager{row.pk}", "")
        days = sent.days(f"days{row.pk}", row.name)
        found.append(Assignment(row.pk, key_of(manager), days, _seen(fields.get(f"seen{row.pk}", ""))))
    return found
