"""The history of an account, told as changes: who, when, which field, from what to what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from openkam.web.accounts import queries
from openkam.web.accounts.models import Account, Membership
from openkam.web.shell.models import User

FIELDS: Final = {
    "name": gettext_lazy("name"),
    "segment": gettext_lazy("segment"),
    "territory": gettext_lazy("territory"),
    "country": gettext_lazy("country"),
    "city": gettext_lazy("city"),
    "salesperson": gettext_lazy("salesperson"),
    "owner_id": gettext_lazy("owner"),
    "parent_id": gettext_lazy("parent"),
}
LIMIT: Final = 200


@dataclass(frozen=True)
class FieldChange:
    """One field, from what to what; empty is nothing."""

    label: str
    before: str
    after: str


def beside(
    labels: Mapping[str, Any],
    saved: Callable[[str], Any],
    typed: Mapping[str, Any],
    written: Callable[[str, Any], str],
) -> list[FieldChange]:
    """Where what is saved and what was typed differ, by field: the other's value before, the reader's after.

    Fields without a label are no business of the reader's; `written` is a value as a page writes it.
    """
    return [
        FieldChange(str(labels[field]), written(field, saved(field)), written(field, value))
        for field, value in typed.items()
        if field in labels and saved(field) != value
    ]


@dataclass(frozen=True)
class Change:
    """Something that was done to the account at one time. `history_id` is set where it can be undone."""

    at: datetime
    who: str
    what: str
    fields: tuple[FieldChange, ...] = ()
    history_id: int | None = None


def history_of(user: User, account: Account) -> list[Change]:
    """The newest changes first, at most 200. What `user` must not see is left out of them."""
    records = list(account.history.select_related("history_user").order_by("-history_id")[: LIMIT + 1])
    joins = list(
        Membership.history.filter(account_id=account.pk).select_related("history_user").order_by("-history_id")[:LIMIT]
    )
    people = _people(records, joins)
    parents = _parents(user, records)
    changes = [change for change in _account_changes(records, people, parents) if change is not None]
    changes += [_team_change(join, people) for join in joins]
    return sorted(changes, key=lambda change: change.at, reverse=True)[:LIMIT]


def _people(records: Iterable[Any], joins: Iterable[Any]) -> dict[int, str]:
    wanted = {record.owner_id for record in records} | {join.user_id for join in joins}
    return {person.pk: str(person) for person in User.objects.filter(pk__in=wanted - {None})}


def _parents(user: User, records: Iterable[Any]) -> dict[int, str]:
    wanted = {record.parent_id for record in records} - {None}
    return {pk: account.name for pk, account in queries.visible_accounts(user).in_bulk(list(wanted)).items()}


def _who(record: Any) -> str:
    return str(record.history_user) if record.history_user else _("OpenKAM")


def _account_changes(
    records: list[Any], people: Mapping[int, str], parents: Mapping[int, str]
) -> Iterable[Change | None]:
    for record, before in zip(records, [*records[1:], None], strict=True):
        if before is None:
            if record.history_type == "+":
                yield Change(record.history_date, _who(record), _("made the account"))
            continue
        fields = tuple(_differences(before, record, people, parents))
        if fields:
            yield Change(record.history_date, _who(record), _("changed"), fields, record.history_id)


def _differences(
    before: Any, after: Any, people: Mapping[int, str], parents: Mapping[int, str]
) -> Iterable[FieldChange]:
    names: dict[str, Mapping[int, str]] = {"owner_id": people, "parent_id": parents}
    for field, label in FIELDS.items():
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            continue
        if field in names:
            hidden = _("somebody or something that you do not see")
            old, new = (names[field].get(value, hidden) if value else "" for value in (old, new))
        yield FieldChange(str(label), str(old or ""), str(new or ""))


def _team_change(join: Any, people: Mapping[int, str]) -> Change:
    person = people.get(join.user_id, _("a person who is gone"))
    if join.history_type == "-":
        return Change(join.history_date, _who(join), _("took {person} off the team").format(person=person))
    return Change(join.history_date, _who(join), _("put {person} on the team").format(person=person))
