"""The history of an action, told as changes: who, when, which field, from what to what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

from django.utils.translation import gettext as _

from openkam.web.accounts.changes import Change, FieldChange
from openkam.web.people.models import Colleague, Contact
from openkam.web.plans.models import Action, Objective
from openkam.web.plans.todo.words import FIELDS, WAITS, written

LIMIT: Final = 200
LINKED: Final = {"owner": Colleague, "objective": Objective, "contact": Contact}


def history_of(action: Action) -> list[Change]:
    """The newest changes first, at most 200."""
    found = (
        action.history.select_related("history_user")
        .prefetch_related("historicalaction_waits_for_set")
        .order_by("-history_id")
    )
    records = list(found[: LIMIT + 1])
    return list(_changes(records, Names(records)))[:LIMIT]


class Names:
    """What the keys in the records stand for."""

    def __init__(self, records: list[Any]) -> None:
        self.of: dict[str, dict[int, str]] = {}
        for field, model in LINKED.items():
            keys = {getattr(record, f"{field}_id") for record in records} - {None}
            self.of[field] = {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys)}
        keys = {key for record in records for key in waited(record)}
        self.of["waits"] = dict(Action.objects.filter(pk__in=keys).values_list("pk", "text"))

    def value(self, record: Any, field: str) -> str:
        """The value of a field as it is written."""
        if field not in LINKED:
            return written(field, getattr(record, field))
        key = getattr(record, f"{field}_id")
        return self.of[field].get(key, _("something that is gone")) if key else ""

    def waits(self, record: Any) -> str:
        """The texts of what it waited for."""
        return "; ".join(self.of["waits"].get(key, _("something that is gone")) for key in sorted(waited(record)))


def waited(record: Any) -> set[int]:
    """The keys of the actions that it waited for when the record was made."""
    return {row.to_action_id for row in record.historicalaction_waits_for_set.all()}


def _changes(records: list[Any], names: Names) -> Iterator[Change]:
    for record, before in zip_longest(records, records[1:]):
        who = str(record.history_user) if record.history_user else _("OpenKAM")
        if record.history_type == "-":
            yield Change(record.history_date, who, _("deleted the action"))
        elif record.history_type == "+":
            gone = before is not None and before.history_type == "-"
            what = _("brought the action back") if gone else _("put the action into the plan")
            yield Change(record.history_date, who, what)
        elif before is not None:
            fields = tuple(differences(before, record, names))
            if fields:
                yield Change(record.history_date, who, _("changed"), fields)


def differences(before: Any, after: Any, names: Names) -> Iterator[FieldChange]:
    """Each field in which two records of an action differ."""
    for field, label in FIELDS.items():
        column = f"{field}_id" if field in LINKED else field
        if getattr(before, column) != getattr(after, column):
            yield FieldChange(str(label), names.value(before, field), names.value(after, field))
    if waited(before) != waited(after):
        yield FieldChange(str(WAITS), names.waits(before), names.waits(after))
