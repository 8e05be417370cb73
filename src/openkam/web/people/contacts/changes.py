"""The history of a contact, told as changes: who, when, which field, from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from django.utils.translation import gettext as _

from openkam.web.accounts.changes import Change, FieldChange
from openkam.web.people.contacts.words import FIELDS, PERSONAL, written
from openkam.web.people.models import Contact, Person

LIMIT: Final = 200


def untouched(contact: Contact, fields: Mapping[str, Any], based_on: int) -> bool:
    """Whether nobody has changed these fields of the contact itself since its version `based_on`."""
    then = contact.history.filter(version=based_on).order_by("-history_id").first()
    names = [_column(field) for field in fields]
    return then is not None and all(getattr(then, name) == getattr(contact, name) for name in names)


def _column(field: str) -> str:
    return "reports_to_id" if field == "reports_to" else field


def history_of(contact: Contact) -> list[Change]:
    """The newest changes of the contact and of its person first, at most 200."""
    records = list(contact.history.select_related("history_user").order_by("-history_id")[: LIMIT + 1])
    fields = [name for name in FIELDS if name not in PERSONAL]
    made = list(_changes(records, fields, _names(records)))
    if contact.person_id is not None:
        persons = Person.history.filter(id=contact.person_id).select_related("history_user").order_by("-history_id")
        made += [change for change in _changes(list(persons[: LIMIT + 1]), PERSONAL, {}) if change.fields]
    return sorted(made, key=lambda change: change.at, reverse=True)[:LIMIT]


def _names(records: list[Any]) -> dict[int, str]:
    """What superiors, then and now, are called."""
    wanted = {record.reports_to_id for record in records} - {None}
    return {row.pk: row.name for row in Contact.objects.filter(pk__in=wanted).select_related("person")}


def _changes(records: list[Any], fields: Any, names: Mapping[int, str]) -> Iterator[Change]:
    # What a file or the sample has put in bulk may have no history yet.
    for record, before in zip_longest(records, records[1:]):
        who = str(record.history_user) if record.history_user else _("OpenKAM")
        if record.history_type == "-":
            yield Change(record.history_date, who, _("deleted the contact"))
        elif record.history_type == "+":
            gone = before is not None and before.history_type == "-"
            what = _("brought the contact back") if gone else _("put the contact on the list")
            yield Change(record.history_date, who, what)
        elif before is not None:
            differences = tuple(_differences(before, record, fields, names))
            if differences:
                yield Change(record.history_date, who, _("changed"), differences)


def _differences(before: Any, after: Any, fields: Any, names: Mapping[int, str]) -> Iterator[FieldChange]:
    for field in fields:
        old, new = getattr(before, _column(field)), getattr(after, _column(field))
        if old == new:
            continue
        if field == "reports_to":
            old, new = (names.get(key, _("somebody who is gone")) if key else "" for key in (old, new))
        yield FieldChange(str(FIELDS[field]), written(field, old), written(field, new))
    if getattr(before, "person_id", None) != getattr(after, "person_id", None):
        yield FieldChange(_("Person"), *(_person(record.person_id) for record in (before, after)))


def _person(pk: int | None) -> str:
    if pk is None:
        return _("unknown person")
    last = Person.history.filter(id=pk).order_by("-history_id").first()
    return str(last.name) if last else ""
