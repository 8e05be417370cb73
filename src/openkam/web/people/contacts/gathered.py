"""Everybody of an account at once: the contacts, what the contact map reads out of them, and their days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone

from openkam.core.i18n import language
from openkam.feeds.people import contact_map_inputs
from openkam.tools.relationship import contact_map
from openkam.tools.relationship.contact_map.result import ContactMapResult, ReadContact, ReadMeeting
from openkam.web.accounts.models import Account
from openkam.web.people.contacts.words import support, written
from openkam.web.people.models import Contact, Interaction, TeamMember
from openkam.web.people.queries.people import contacts_of, interactions_of, links_of, members_of
from openkam.web.people.queries.records import pk_of, records_at
from openkam.web.people.queries.revision import Revision, revision_of
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User

Pairs = Mapping[tuple[int, int], ReadMeeting]
"""By member and contact."""


class Days(NamedTuple):
    """What one link says of days; there are thousands, of which nothing else is wanted here."""

    member_id: int
    contact_id: int
    cadence_days: int
    last_on: date | None
    last_two_way_on: date | None


@dataclass(frozen=True)
class Entry:
    """One contact as map and list show it. `read` is None of somebody who has left."""

    contact: Contact
    read: ReadContact | None
    last_on: date | None
    next_on: date | None
    is_planned: bool
    """Whether `next_on` was agreed in the log; else it follows from the cadence."""

    @property
    def state(self) -> str:
        """One of `words.STATES`; empty of somebody who has left."""
        if self.read is None:
            return ""
        return self.read.state if self.read.pairs else "nobody"

    @property
    def priority(self) -> int | None:
        """(Support needed − now) × criticality; None where one is not known."""
        return self.read.priority if self.read else None

    @property
    def level_name(self) -> str:
        """The level in the reader's language; empty where it is not known."""
        return written("level", self.contact.level)

    @property
    def support(self) -> str:
        """Now and needed."""
        return support(self.contact.support_now, self.contact.support_needed)

    @property
    def is_overdue(self) -> bool:
        """Whether the next contact should have happened before today."""
        return self.next_on is not None and self.next_on < timezone.localdate()


@dataclass(frozen=True)
class Everybody:
    """Both sides of an account."""

    entries: list[Entry]
    """The highest priority first, as the tool orders; those who have left come last."""
    members: list[TeamMember]
    """Who has most links first."""
    pairs: Pairs
    result: ContactMapResult


_everybody: Memory[Everybody] = Memory(16)
"""Everybody of a large account is thousands of rows."""


def gather(user: User, account: Account) -> Everybody:
    """Everybody of an account that `user` sees, and so sees whole; read anew only after a change.

    What is answered is shared between requests, so it must not be changed.
    """
    seen = revision_of(account)
    return _everybody.get((account.pk, seen, language()), lambda: _read(user, account, seen))


def _read(user: User, account: Account, seen: Revision) -> Everybody:
    """Everybody, from the database; a fixed number of queries."""
    result = contact_map.compute(contact_map_inputs(records_at(user, account, seen)))
    contacts = {row.pk: row for row in contacts_of(user, account, with_left=True)}
    links = [
        Days(*row)
        for row in links_of(user, account).values_list(
            "member_id", "contact_id", "cadence_days", "last_on", "last_two_way_on"
        )
    ]
    last, due = _days(links)
    planned = _planned(user, account, last)
    read = {pk_of(row.contact.id): row for row in result.contacts}
    order = [*(pk for pk in read if pk in contacts), *(pk for pk in contacts if pk not in read)]
    entries = [
        Entry(contacts[pk], read.get(pk), last.get(pk), planned.get(pk) or due.get(pk), is_planned=pk in planned)
        for pk in order
    ]
    busy: defaultdict[int, int] = defaultdict(int)
    for link in links:
        busy[link.member_id] += 1
    members = sorted(members_of(user, account), key=lambda row: (-busy[row.pk], row.pk))
    pairs = {(pk_of(one.member), pk_of(one.contact)): one for one in result.meetings}
    return Everybody(entries, members, pairs, result)


def _days(links: list[Days]) -> tuple[dict[int, date], dict[int, date]]:
    """By contact: when somebody of ours was last in touch, and when the first of the agreed cadences runs out."""
    last: dict[int, date] = {}
    due: dict[int, date] = {}
    for link in links:
        if link.last_on is not None:
            last[link.contact_id] = max(link.last_on, last.get(link.contact_id, link.last_on))
        if link.last_two_way_on is not None:
            day = link.last_two_way_on + timedelta(days=link.cadence_days)
            due[link.contact_id] = min(day, due.get(link.contact_id, day))
    return last, due


def _planned(user: User, account: Account, last: Mapping[int, date]) -> dict[int, date]:
    """By contact: the next contact that was agreed when both last spoke; a later talk has overtaken older ones."""
    found: dict[int, date] = {}
    log = interactions_of(user, account).filter(next_on__isnull=False).prefetch_related(None).select_related(None)
    for contact, on, next_on in log.order_by("on", "pk").values_list("contacts", "on", "next_on"):
        if contact is not None and next_on is not None and on >= last.get(contact, on):
            found[contact] = next_on
    return found


def last_talks(user: User, account: Account, contact: Contact, count: int) -> list[Interaction]:
    """The newest lines of the log with this contact."""
    return list(interactions_of(user, account).filter(contacts=contact)[:count])
