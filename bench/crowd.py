"""An account with as many people as wanted, seeded: what the benchmarks of people and relationship measure."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

SEED = 500_60
FUNCTIONS = (
    "Purchasing", "Sales", "Marketing", "R&D", "Quality", "Finance", "Inbound logistics", "Outbound logistics",
    "Operations", "Service", "IT", "Administration",
)  # fmt: skip
LEVELS = ("board", "directors", "managers", "specialists", "clerks", "operators")
SHARE_OF_LEVELS = (2, 6, 14, 30, 28, 20)
FIRST = ("Mei", "Jonas", "Ana", "Kofi", "Sofia", "Wei", "Rahul", "Ingrid", "Omar", "Yuki", "Clara", "Tomasz")
LAST = ("Lin", "Berg", "Souza", "Mensah", "Rossi", "Zhang", "Iyer", "Dahl", "Haddad", "Sato", "Weber", "Nowak")
SPAN_DAYS = 900
KINDS = ("meeting", "call", "email", "message", "visit")


def name_of(at: int) -> str:
    """An ordinary name, a different one for each number."""
    return f"{FIRST[at % len(FIRST)]} {LAST[at // len(FIRST) % len(LAST)]} {at}"


def fill(
    account: Any,
    *,
    contacts: int,
    members: int,
    interactions: int,
    names: Callable[[int], str] = name_of,
    seed: int = SEED,
) -> None:
    """Put people of both sides, reporting lines, a log over 900 days and all that follows from it on the account.

    Everybody has a function and a level; half of the contacts are scored. As in life each contact talks with a few of
    ours (one to five), and some talks are of two or three people of a side who stand near one another.
    """
    from openkam.web.people.actions import many
    from openkam.web.people.models import Colleague, Contact, ContactLine, Person, TeamMember

    rng = random.Random(seed)
    people = Person.objects.bulk_create(
        (Person(name=names(at), email=f"p{account.pk}.{at}@example.org") for at in range(contacts)), batch_size=500
    )
    theirs = Contact.objects.bulk_create(
        (_contact(account, person, at, rng) for at, person in enumerate(people)), batch_size=500
    )
    for at, row in enumerate(theirs):
        row.reports_to = theirs[(at - 1) // 6] if at else None
    Contact.objects.bulk_update(theirs, ["reports_to"], batch_size=500)
    pairs = {(rng.randrange(contacts), rng.randrange(contacts)) for _each in range(contacts // 5)}
    ContactLine.objects.bulk_create(
        ContactLine(source=theirs[a], target=theirs[b], kind=rng.choice(("influence", "influence", "conflict")))
        for a, b in sorted(pairs)
        if a != b
    )
    known = Colleague.objects.bulk_create(
        Colleague(
            name=f"Our {names(at)}"[:200], function=FUNCTIONS[at % len(FUNCTIONS)],
            level=rng.choices(LEVELS, SHARE_OF_LEVELS)[0],
        )
        for at in range(members)
    )  # fmt: skip
    ours = TeamMember.objects.bulk_create(
        TeamMember(account=account, colleague=one, role="Key account manager" if at == 0 else "", is_main=at == 0)
        for at, one in enumerate(known)
    )
    talks = _talks(rng, ours, theirs, interactions)
    many.record_many(account=account, author=None, talks=talks)


def _talks(rng: random.Random, ours: list[Any], theirs: list[Any], interactions: int) -> list[Any]:
    """Each contact has a circle of a few of ours; some talks are of two or three people of a side."""
    from django.utils import timezone

    from openkam.web.people.actions import many

    members = len(ours)
    circle = [rng.sample(range(members), min(members, rng.choices((1, 2, 3, 5), (3, 4, 3, 1))[0])) for _one in theirs]
    beside: dict[int, list[int]] = {member: [] for member in range(members)}
    for at, those in enumerate(circle):
        for member in those:
            beside[member].append(at)
    today = timezone.localdate()
    talks = []
    for at in range(interactions):
        there = rng.randrange(len(theirs))
        here = circle[there]
        some = set(rng.sample(here, min(len(here), rng.choices((1, 2, 3), (8, 3, 1))[0])))
        others = {there, *rng.sample(beside[here[0]], min(len(beside[here[0]]), rng.choices((0, 1, 2), (8, 3, 1))[0]))}
        on = today - timedelta(days=int(SPAN_DAYS * rng.random() ** 2))
        values = {
            "on": on, "kind": rng.choice(KINDS), "is_two_way": rng.random() < 0.85,
            "what": f"Talked about order {at}", "next_what": "Send the figures" if at % 9 == 0 else "",
            "next_on": on + timedelta(days=rng.randrange(1, 60)) if at % 9 == 0 else None,
        }  # fmt: skip
        talks.append(many.Talk([ours[one] for one in sorted(some)], [theirs[one] for one in sorted(others)], values))
    return talks


def fill_base(accounts: int, contacts: int) -> None:
    """So many accounts with so many contacts in all, for the search."""
    from openkam.web.accounts.models import Account
    from openkam.web.people.models import Contact, Person

    made = Account.objects.bulk_create(
        (
            Account(code=f"B{at:06}", name=f"{LAST[at * 5 % len(LAST)]} {FUNCTIONS[at % 7]} {at}")
            for at in range(accounts)
        ),
        batch_size=1000,
    )
    people = Person.objects.bulk_create(
        (Person(name=name_of(at), email=f"base{at}@example.org") for at in range(contacts)), batch_size=1000
    )
    Contact.objects.bulk_create(
        (
            Contact(
                account=made[at % accounts], person=person, function=FUNCTIONS[at % 12], level=LEVELS[at % 6],
                title=f"{LEVELS[at % 6].capitalize()} of {FUNCTIONS[at % 12]}",
            )
            for at, person in enumerate(people)
        ),
        batch_size=1000,
    )  # fmt: skip


def _contact(account: Any, person: Any, at: int, rng: random.Random) -> Any:
    from openkam.web.people.models import Contact

    level = "board" if at == 0 else rng.choices(LEVELS, SHARE_OF_LEVELS)[0]
    made = Contact(
        account=account, person=person, title=f"{level.capitalize()} {at}", function=FUNCTIONS[at * 7 % len(FUNCTIONS)],
        level=level, is_main=at == 1, position=at, cadence_days=rng.choice((None, 14, 30, 60, 90)),
    )  # fmt: skip
    if rng.random() < 0.5:
        made.influence = rng.sample(["economic", "user", "technical", "coach"], rng.choice((1, 1, 2)))
        made.involvement = rng.choice(("low", "medium", "high"))
        made.support_now, made.support_needed = rng.randint(-2, 2), rng.randint(0, 2)
        made.criticality = rng.choice((1, 3, 9))
        made.mode = rng.choice(("growth", "trouble", "even_keel", "overconfident"))
        made.phases = rng.sample(["recognise", "compare", "select", "after_sales"], rng.randint(1, 3))
    return made
