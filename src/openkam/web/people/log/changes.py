"""The history of one line of the log, told as changes; and where what is saved and what was typed differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby, zip_longest
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_date
from openkam.web.accounts.changes import Change, FieldChange
from openkam.web.people.models import Contact, Interaction, TeamMember

LIMIT: Final = 200
FIELDS: Final[Mapping[str, Any]] = {
    "on": gettext_lazy("Date"),
    "kind": gettext_lazy("Kind"),
    "members": gettext_lazy("Of ours"),
    "contacts": gettext_lazy("Of theirs"),
    "what": gettext_lazy("What was said"),
    "is_two_way": gettext_lazy("both sides spoke or wrote"),
    "next_what": gettext_lazy("What comes next"),
    "next_on": gettext_lazy("Next contact"),
}
_OF_PEOPLE: Final = ("members", "contacts")


def written(field: str, value: Any) -> str:
    """A value as a page writes it; people are a list of names."""
    if field in _OF_PEOPLE:
        return ", ".join(sorted(str(row) for row in value))
    if field == "kind":
        return str(dict(Interaction.Kind.choices).get(value, value))
    if field == "is_two_way":
        return _("yes") if value else _("no")
    return format_date(value) if isinstance(value, date) else str(value or "")


def beside(line: Interaction, typed: Mapping[str, Any]) -> list[FieldChange]:
    """Where what is saved and what was typed differ: the other's value before, the reader's after."""
    made = []
    for field, label in FIELDS.items():
        now = getattr(line, field).all() if field in _OF_PEOPLE else getattr(line, field)
        before, after = written(field, now), written(field, typed[field])
        if before != after:
            made.append(FieldChange(str(label), before, after))
    return made


def history_of(line: Interaction) -> list[Change]:
    """The newest changes first, at most 200."""
    records = list(line.history.select_related("history_user").order_by("-history_id")[: LIMIT + 1])
    people = _people(records)
    return list(_changes(records, people))


def _people(records: list[Any]) -> dict[int, dict[str, str]]:
    """By the number of the record: the names of both sides then. Four queries."""
    sides = (("members", "teammember_id", TeamMember, "colleague"), ("contacts", "contact_id", Contact, "person"))
    made: dict[int, dict[str, str]] = {record.history_id: dict.fromkeys(_OF_PEOPLE, "") for record in records}
    for side, column, model, who in sides if records else ():
        rows = getattr(records[0], side).model.objects.filter(history__in=made).values_list("history_id", column)
        keys: defaultdict[int, set[int]] = defaultdict(set)
        for number, key in rows:
            keys[number].add(key)
        wanted = set().union(*keys.values())
        names = {row.pk: str(row) for row in model.objects.filter(pk__in=wanted).select_related(who)}
        for number, those in keys.items():
            made[number][side] = ", ".join(sorted(names.get(key, _("somebody who is gone")) for key in those))
    return made


def _changes(records: list[Any], people: Mapping[int, Mapping[str, str]]) -> Iterator[Change]:
    # People are saved after the line, one side after the other; what has one version was one change.
    steps = [list(step) for _version, step in groupby(records, key=lambda record: record.version)]
    for step, earlier in zip_longest(steps, steps[1:]):
        record, before = step[0], earlier[0] if earlier else None
        who = str(record.history_user) if record.history_user else _("OpenKAM")
        kinds = {one.history_type for one in step}
        if "-" in kinds:
            yield Change(record.history_date, who, _("deleted the line"))
        elif "+" in kinds:
            is_back = before is not None and before.history_type == "-"
            yield Change(record.history_date, who, _("brought the line back") if is_back else _("wrote the line"))
        elif before is not None:
            fields = tuple(_differences(before, record, people))
            if fields:
                yield Change(record.history_date, who, _("changed"), fields)


def _differences(before: Any, after: Any, people: Mapping[int, Mapping[str, str]]) -> Iterator[FieldChange]:
    for field, label in FIELDS.items():
        if field in _OF_PEOPLE:
            old, new = people[before.history_id][field], people[after.history_id][field]
        else:
            old, new = (written(field, getattr(record, field)) for record in (before, after))
        if old != new:
            yield FieldChange(str(label), old, new)
