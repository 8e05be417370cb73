"""What a reader asked to see of the log. It lives in the address, so that a link shows the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from openkam.web.accounts.models import Account
from openkam.web.people.models import Contact, Interaction, TeamMember
from openkam.web.people.queries.people import contacts_of, interactions_of, members_of
from openkam.web.shell.models import User

PAGE: Final = 50
LONGEST: Final = 300


@dataclass(frozen=True)
class Wanted:
    """One choice of lines; empty means no restriction. `person` is `m12` of ours or `c34` of theirs."""

    text: str = ""
    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether it leaves any line out."""
        return self != Wanted()


def read(query: Mapping[str, str]) -> Wanted:
    """The choice that an address asks for. What cannot be understood is taken as not said."""
    kind, person = query.get("kind", ""), query.get("person", "")
    is_person = person[:1] in ("m", "c") and person[1:].isascii() and person[1:].isdecimal() and len(person) < 19
    return Wanted(
        text=query.get("q", "").strip()[:LONGEST],
        person=person if is_person else "",
        kind=kind if kind in Interaction.Kind.values else "",
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def lines(user: User, account: Account, wanted: Wanted) -> QuerySet[Interaction]:
    """The lines that fit, the newest first."""
    found = interactions_of(user, account)
    if wanted.person:
        side = "members" if wanted.person[0] == "m" else "contacts"
        found = found.filter(**{side: int(wanted.person[1:])})
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.since:
        found = found.filter(on__gte=wanted.since)
    if wanted.until:
        found = found.filter(on__lte=wanted.until)
    for word in wanted.text.split():
        ours = TeamMember.objects.filter(account=account, colleague__name__icontains=word).order_by()
        theirs = Contact.objects.filter(account=account, person__name__icontains=word).order_by()
        said = Q(what__icontains=word) | Q(next_what__icontains=word)
        # By key: a join would bring one line once for each person on it.
        with_ours = Interaction.members.through.objects.filter(teammember__in=ours.values("pk")).values("interaction")
        with_theirs = Interaction.contacts.through.objects.filter(contact__in=theirs.values("pk")).values("interaction")
        found = found.filter(said | Q(pk__in=with_ours) | Q(pk__in=with_theirs))
    return found


def page_of(user: User, account: Account, wanted: Wanted, number: str) -> Page[Interaction]:
    """Fifty lines."""
    return Paginator(lines(user, account, wanted), PAGE).get_page(number)


def people(user: User, account: Account) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Everybody whom the log may name, for the filter: heading → (key, name, has left)."""
    ours = [(f"m{row.pk}", str(row), row.left_on is not None) for row in members_of(user, account, with_left=True)]
    theirs = [(f"c{row.pk}", row.name, row.left_on is not None) for row in contacts_of(user, account, with_left=True)]

    def by_name(row: tuple[str, str, bool]) -> Any:
        return row[2], row[1].casefold()

    return [("ours", sorted(ours, key=by_name)), ("theirs", sorted(theirs, key=by_name))]
