"""Contacts that were deleted and can come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.actions.identity import MERGED
from openkam.web.people.models import Contact, Person
from openkam.web.shell.models import Role, User

SHOWN: Final = 20


@dataclass(frozen=True)
class Deleted:
    """A contact that can come back, by the number of its deletion in the history."""

    history_id: int
    at: datetime
    name: str


def deleted_contacts(user: User, account: Account | None = None) -> QuerySet[Any]:
    """Deletions in the history, newest first, of contacts that `user` could change and that are not back."""
    records: QuerySet[Any] = Contact.history.filter(history_type="-", is_sample=False).exclude(
        history_change_reason=MERGED
    )
    if user.role == Role.VIEWER:
        return records.none()
    seen = visible_accounts(user) if account is None else visible_accounts(user).filter(pk=account.pk)
    back = Contact.objects.filter(pk=OuterRef("id"))
    later = Contact.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    found: QuerySet[Any] = records.filter(
        ~Exists(back), ~Exists(later), account_id__in=seen.order_by().values("pk")
    ).order_by("-history_id")
    return found


def deleted(user: User, account: Account) -> list[Deleted]:
    """The newest deletions with the names that the contacts had, though the persons may be gone too."""
    records = list(deleted_contacts(user, account)[:SHOWN])
    keys = {record.person_id for record in records} - {None}
    names: dict[int, str] = dict(Person.history.filter(id__in=keys).order_by("history_id").values_list("id", "name"))
    return [
        Deleted(
            record.history_id,
            record.history_date,
            names.get(record.person_id, "") or Contact(title=record.title, function=record.function).name,
        )
        for record in records
    ]
