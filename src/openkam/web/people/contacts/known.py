"""People whom we know from other accounts and who may be the one that is being typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from openkam.web.accounts.models import Account
from openkam.web.people.models import Contact, Person
from openkam.web.people.queries.people import visible_contacts, visible_people
from openkam.web.shell.models import User

MOST = 5


@dataclass(frozen=True)
class Known:
    """A person of the same name or address, and where the reader sees them."""

    person: Person
    places: list[Contact]


def known_people(user: User, account: Account, *, name: str, email: str, **_more: str) -> QuerySet[Person]:
    """People of that name or e-mail address whom `user` may know of, and who are not on the account already."""
    name, email = " ".join(name.split()), email.strip()
    if not name and not email:
        return Person.objects.none()
    same = Q(name__iexact=name) if name else Q()
    if email:
        same |= Q(email__iexact=email)
    return visible_people(user).filter(same).exclude(contacts__account=account)


def known(user: User, account: Account, *, name: str, email: str) -> list[Known]:
    """The first of `known_people` with the accounts at which the reader sees them."""
    people = list(known_people(user, account, name=name, email=email)[:MOST])
    places = visible_contacts(user).filter(person__in=people).select_related("account")
    by_person: dict[int | None, list[Contact]] = {}
    for place in places:
        by_person.setdefault(place.person_id, []).append(place)
    return [Known(person, by_person.get(person.pk, [])) for person in people]


def already_there(account: Account, *, name: str, email: str) -> list[Contact]:
    """Contacts of the account itself with that name or address, those who have left among them."""
    same = Q(person__name__iexact=" ".join(name.split())) if name.strip() else Q()
    if email.strip():
        same |= Q(person__email__iexact=email.strip())
    if not same:
        return []
    return list(Contact.objects.filter(same, account=account).select_related("person")[:MOST])
