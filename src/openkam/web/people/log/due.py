"""Next contacts that were agreed, and links beyond their cadence: whom to talk to now.

A next contact is done when one of ours has spoken with the person since; nobody ticks anything off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.models import Contact, Interaction, Link
from openkam.web.people.queries.revision import revision_of
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User

AHEAD_DAYS: Final = 7
"""How far ahead a next contact is shown."""


@dataclass(frozen=True)
class Due:
    """Somebody to talk to on a day. Without an `interaction` nothing was agreed: the cadence of a link has run out."""

    account: Account
    contacts: list[Contact]
    members: list[str]
    member_pks: list[int]
    on: date
    interaction: Interaction | None = None
    cadence_days: int = 0

    @property
    def days_over(self) -> int:
        """How many days ago it should have been; 0 today, negative to come."""
        return (timezone.localdate() - self.on).days

    @property
    def in_a_week(self) -> date:
        """The day to which it can be put off at once."""
        return timezone.localdate() + timedelta(days=7)

    @property
    def query(self) -> str:
        """What fills the form that records the talk."""
        pairs = [("members", pk) for pk in self.member_pks] + [("contacts", row.pk) for row in self.contacts]
        return "&".join(f"{name}={pk}" for name, pk in pairs)


_of_account: Memory[Sequence[Due]] = Memory(32)


def of_account(user: User, account: Account) -> Sequence[Due]:
    """What is due on one account that `user` sees, the longest overdue first; looked for anew only after a change."""
    return _of_account.get(
        (account.pk, revision_of(account)), lambda: _due(visible_accounts(user).filter(pk=account.pk))
    )


def of_person(user: User, ahead_days: int = AHEAD_DAYS) -> list[Due]:
    """What is due for `user` on all accounts that he or she sees: their own talks and their own links."""
    return _due(visible_accounts(user), user, ahead_days)


def _due(accounts: QuerySet[Account], mine: User | None = None, ahead_days: int = AHEAD_DAYS) -> list[Due]:
    seen = accounts.order_by().values("pk")
    planned = list(_planned(seen, mine, ahead_days))
    taken = {contact.pk for due in planned for contact in due.contacts}
    found = [*planned, *(due for due in _late(seen, mine) if due.contacts[0].pk not in taken)]
    return sorted(found, key=lambda due: due.on)


def _planned(seen: QuerySet[Account, Any], mine: User | None, ahead_days: int) -> Iterable[Due]:
    """Agreed contacts up to so many days ahead with those to whom nobody has spoken since."""
    through = Interaction.contacts.through.objects
    newer = Q(interaction__on__gt=OuterRef("interaction__on"))
    newer |= Q(interaction__on=OuterRef("interaction__on"), interaction__gt=OuterRef("interaction"))
    since = through.filter(newer, contact=OuterRef("contact"))
    rows = through.filter(
        ~Exists(since),
        interaction__account__in=seen,
        interaction__next_on__lte=timezone.localdate() + timedelta(days=ahead_days),
        contact__left_on__isnull=True,
    )
    if mine is not None:
        own = Interaction.members.through.objects.filter(teammember__colleague__user=mine).values("interaction")
        rows = rows.filter(Q(interaction__in=own) | Q(interaction__author=mine))
    open_of: defaultdict[int, set[int]] = defaultdict(set)
    for interaction, contact in rows.values_list("interaction", "contact"):
        open_of[interaction].add(contact)
    lines = (
        Interaction.objects.filter(pk__in=open_of)
        .select_related("account")
        .prefetch_related("members__colleague", "contacts__person")
    )
    for line in lines:
        members = [row for row in line.members.all() if row.left_on is None]
        contacts = [row for row in line.contacts.all() if row.pk in open_of[line.pk]]
        if line.next_on is not None:
            names, pks = [str(row) for row in members], [row.pk for row in members]
            yield Due(line.account, contacts, names, pks, line.next_on, line)


def _late(seen: QuerySet[Account, Any], mine: User | None) -> Iterable[Due]:
    """Links whose cadence has run out; of one contact only the one that is longest overdue."""
    links = Link.objects.filter(
        contact__account__in=seen,
        contact__left_on__isnull=True,
        member__left_on__isnull=True,
        last_two_way_on__isnull=False,
    )
    if mine is not None:
        links = links.filter(member__colleague__user=mine)
    today, first = timezone.localdate(), dict[int, tuple[date, int]]()
    for pk, person, cadence, last in links.order_by("pk").values_list(
        "pk", "contact", "cadence_days", "last_two_way_on"
    ):
        day = (last or today) + timedelta(days=cadence)
        if day < today and (person not in first or day < first[person][0]):
            first[person] = (day, pk)
    chosen = [pk for _day, pk in first.values()]
    people = ("member__colleague", "contact__person", "contact__account")
    for at in range(0, len(chosen), 500):
        for link in Link.objects.filter(pk__in=chosen[at : at + 500]).select_related(*people):
            contact = link.contact
            yield Due(
                contact.account, [contact], [str(link.member)], [link.member_id],
                first[contact.pk][0], cadence_days=link.cadence_days,
            )  # fmt: skip
