"""The holes that somebody leaves: links of those who have left that nobody has taken over yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.models import Contact, Link, TeamMember
from openkam.web.people.queries.people import contacts_of, members_of
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Hole:
    """Somebody who has left, the links that are open, and who may take them."""

    side: str
    """`ours` or `theirs`."""
    who: TeamMember | Contact
    left_on: date
    links: list[Link]
    successors: Sequence[TeamMember | Contact]
    """Those of the same side who are there; the likeliest first."""

    @property
    def key(self) -> str:
        """`m3` or `c5`."""
        return f"{'m' if self.side == 'ours' else 'c'}{self.who.pk}"


def open_links(user: User, account: Account) -> QuerySet[Link]:
    """Links of which one person has left and the other is there, and that have not been handed over since."""
    seen = visible_accounts(user).filter(pk=account.pk)
    ours = Q(member__left_on__isnull=False, contact__left_on__isnull=True)
    theirs = Q(member__left_on__isnull=True, contact__left_on__isnull=False)
    waiting = (
        Q(handed_over_on__isnull=True)
        | (ours & Q(handed_over_on__lt=F("member__left_on")))
        | (theirs & Q(handed_over_on__lt=F("contact__left_on")))
    )
    rows = Link.objects.filter(contact__account__in=seen)
    return rows.filter(ours | theirs).filter(waiting).select_related("member__colleague", "contact__person")


def holes(user: User, account: Account) -> list[Hole]:
    """Those who have left with links still open, the newest first. One query where nobody has left a hole."""
    by_leaver: dict[TeamMember | Contact, list[Link]] = {}
    for link in open_links(user, account):
        who = link.member if link.member.left_on is not None else link.contact
        by_leaver.setdefault(who, []).append(link)
    if not by_leaver:
        return []
    members, contacts = list(members_of(user, account)), list(contacts_of(user, account))
    made = [_hole(who, links, members, contacts) for who, links in by_leaver.items()]
    return sorted(made, key=lambda one: (one.left_on, one.key), reverse=True)


def _hole(who: TeamMember | Contact, links: list[Link], members: list[TeamMember], contacts: list[Contact]) -> Hole:
    left_on = who.left_on or date.min
    if isinstance(who, TeamMember):
        mine = who.colleague.function
        offered = sorted(members, key=lambda row: (not mine or row.colleague.function != mine, not row.is_main, row.pk))
        return Hole("ours", who, left_on, links, offered)
    place = who.function
    others = sorted(contacts, key=lambda row: (not place or row.function != place, row.level != who.level, row.pk))
    return Hole("theirs", who, left_on, links, others)
