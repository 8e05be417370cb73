"""What the page of our team shows: each of ours with the links, and which functions there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone

from openkam.core.nouns import LEVEL_NAMES
from openkam.tools.relationship.contact_map.inputs import Silence
from openkam.tools.relationship.contact_map.maths import silence_state
from openkam.web.accounts.models import Account, Membership
from openkam.web.people.models import Colleague, Contact, Link, TeamMember
from openkam.web.people.queries.people import links_of, members_of
from openkam.web.shell.models import User

Pair = tuple[str, str]
MOST_PAIRS = 60


@dataclass(frozen=True)
class Row:
    """One of ours who is there. `sees` is None of those who do not sign in."""

    member: TeamMember
    level: str
    live: int
    links: int
    sees: bool | None


def table(user: User, account: Account) -> list[Row]:
    """Our team: the key account manager first, then by name."""
    today = timezone.localdate()
    states: defaultdict[int, list[str]] = defaultdict(list)
    for link in links_of(user, account):
        states[link.member_id].append(_state(link, today.toordinal()))
    members = members_of(user, account).select_related("colleague__user").order_by("-is_main", "colleague__name", "pk")
    seeing = set(Membership.objects.filter(account=account).values_list("user_id", flat=True))
    return [
        Row(
            member,
            str(LEVEL_NAMES.get(member.colleague.level, "")),
            states[member.pk].count("ok"),
            len(states[member.pk]),
            _sees(member.colleague, account, seeing),
        )
        for member in members
    ]


def _state(link: Link, today: int) -> str:
    last = link.last_two_way_on
    return silence_state(today - last.toordinal() if last else None, link.cadence_days, Silence())


def _sees(colleague: Colleague, account: Account, seeing: set[int]) -> bool | None:
    person = colleague.user
    if person is None:
        return None
    return person.sees_all or person.pk in seeing or person.pk == account.owner_id


def functions(account: Account) -> dict[str, list[str]]:
    """What functions are called so far: ours in the whole company, theirs at this account."""
    ours = set(Colleague.objects.exclude(function="").values_list("function", flat=True).distinct())
    theirs = set(Contact.objects.filter(account=account).exclude(function="").values_list("function", flat=True))
    return {"ours": sorted(ours), "theirs": sorted(theirs)}


def pairs_typed(data: QueryDict) -> tuple[Sequence[Pair], Sequence[Pair]]:
    """The pairs that the form showed, and those that it sends."""
    seen = list(zip(data.getlist("was_ours")[:MOST_PAIRS], data.getlist("was_theirs")[:MOST_PAIRS], strict=False))
    typed = list(zip(data.getlist("ours")[:MOST_PAIRS], data.getlist("theirs")[:MOST_PAIRS], strict=False))
    return seen, [(ours[:100], theirs[:100]) for ours, theirs in typed]
