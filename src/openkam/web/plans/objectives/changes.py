"""The history of an objective, told as changes: who, when, which field, from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from django.utils.translation import gettext as _

from openkam.core.numbers import format_date
from openkam.web.accounts.changes import Change, FieldChange
from openkam.web.people.models import Colleague
from openkam.web.plans.models import Objective, Reading
from openkam.web.plans.objectives.words import FIELDS, written

LIMIT: Final = 200


def history_of(objective: Objective) -> list[Change]:
    """The newest changes first, at most 200, with the values that were typed."""
    records = list(objective.history.select_related("history_user").order_by("-history_id")[: LIMIT + 1])
    owners = {record.owner_id for record in records} - {None}
    names = {row.pk: str(row) for row in Colleague.objects.filter(pk__in=owners)}
    typed = [_typed(row) for row in objective.readings.select_related("author").order_by("-pk")[:LIMIT]]
    return sorted([*_changes(records, names), *typed], key=lambda change: change.at, reverse=True)[:LIMIT]


def _typed(reading: Reading) -> Change:
    value = _("{value} on {day}").format(value=written("value", reading.value), day=format_date(reading.on))
    who = str(reading.author) if reading.author else _("OpenKAM")
    return Change(reading.at, who, _("typed a value"), (FieldChange(_("Value"), "", f"{value} · {reading.source}"),))


def _changes(records: list[Any], names: Mapping[int, str]) -> Iterator[Change]:
    for record, before in zip_longest(records, records[1:]):
        who = str(record.history_user) if record.history_user else _("OpenKAM")
        if record.history_type == "-":
            yield Change(record.history_date, who, _("deleted the objective"))
        elif record.history_type == "+":
            gone = before is not None and before.history_type == "-"
            what = _("brought the objective back") if gone else _("put the objective into the plan")
            yield Change(record.history_date, who, what)
        elif before is not None:
            if record.is_closed != before.is_closed:
                what = _("closed the objective") if record.is_closed else _("opened the objective again")
                yield Change(record.history_date, who, what)
            fields = tuple(differences(before, record, names))
            if fields:
                yield Change(record.history_date, who, _("changed"), fields)


def differences(before: Any, after: Any, names: Mapping[int, str]) -> Iterator[FieldChange]:
    """Each field in which two records of an objective differ; `names` are those of owners by key."""
    for field, label in FIELDS.items():
        column = "owner_id" if field == "owner" else field
        if getattr(before, column) != getattr(after, column):
            yield FieldChange(str(label), _value(before, field, names), _value(after, field, names))


def _value(record: Any, field: str, names: Mapping[int, str]) -> str:
    if field != "owner":
        return written(field, getattr(record, field))
    return names.get(record.owner_id, _("something that is gone")) if record.owner_id else ""
