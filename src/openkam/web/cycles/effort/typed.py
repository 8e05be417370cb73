"""What people send from the page of effort: days, managers, accounts, and what they saw when they typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, Place
from openkam.publish.text import one_line
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.cycles.actions.effort import Assignment
from openkam.web.cycles.effort.planned import PROFIT, REVENUE, Row, Wish
from openkam.web.cycles.setup.typed import Range, Refused, number_of
from openkam.web.shell.models import User

DAYS: Final = Range(Decimal(0), Decimal(9_999), 1)
NAME_CHARS: Final = 80


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


def _days(text: str, name: str, field: str) -> Decimal | None:
    try:
        return number_of(text, DAYS)
    except Refused as error:
        raise InvalidInput(
            _("{name}: {fault}").format(name=one_line(name, NAME_CHARS), fault=error),
            remedy=_("Type days from 0 to 9,999 with one decimal at most, or leave the field empty."),
            place=Place(field=field),
        ) from None


def class_days(sent: QueryDict) -> dict[str, Decimal | None]:
    """Days by class. Raises `InvalidInput`."""
    return {kind: _days(sent.get(kind, ""), class_label(kind), kind) for kind in KINDS if kind in sent}


def capacities(sent: QueryDict, people: Iterable[User]) -> dict[int, Decimal | None]:
    """Days by manager; a manager that is added without days has none yet. Raises `InvalidInput`."""
    names = {one.pk: str(one) for one in people}
    found = {pk: _days(sent.get(f"m{pk}", ""), name, f"m{pk}") for pk, name in names.items() if f"m{pk}" in sent}
    added = key_of(sent.get("add", ""))
    if added in names and added is not None and added not in found:
        found[added] = _days(sent.get("add_days", ""), names[added], "add_days") or Decimal(0)
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


def assignments(sent: QueryDict, rows: Iterable[Row]) -> list[Assignment]:
    """Manager and days of each account that was sent; ticked ones get the manager chosen for many.

    Raises `InvalidInput`.
    """
    ticked = set(sent.getlist("tick")) if sent.get("many") else set()
    found = []
    for row in rows:
        if f"seen{row.pk}" not in sent:
            continue
        manager = sent.get("many", "") if str(row.pk) in ticked else sent.get(f"manager{row.pk}", "")
        days = _days(sent.get(f"days{row.pk}", ""), row.name, f"days{row.pk}")
        found.append(Assignment(row.pk, key_of(manager), days, _seen(sent.get(f"seen{row.pk}", ""))))
    return found
