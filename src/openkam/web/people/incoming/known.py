"""What is on record when a file is matched: accounts that may be changed, their contacts, people known by address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeVar

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.incoming.reading import Row, name_key
from openkam.web.people.models import Contact, Person
from openkam.web.people.queries.people import visible_people
from openkam.web.shell.models import Role, User

CHUNK: Final = 500
Item = TypeVar("Item")


def editable_accounts(user: User) -> list[Account]:
    """The accounts whose contacts `user` may change, by name."""
    if user.role == Role.VIEWER:
        return []
    return list(visible_accounts(user).only("code", "name").order_by("name", "code"))


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """`items` in lists of at most `size`."""
    found = iter(items)
    while chunk := list(islice(found, size)):
        yield chunk


@dataclass(eq=False)
class SomePerson:
    """A person as the file leaves him or her; `row` is None for one who is new."""

    values: dict[str, str]
    row: Person | None = None
    is_seen: bool = True
    """Whether the reader may know of this person; what is not seen is matched, and never shown or overwritten."""
    before: dict[str, str] = field(default_factory=dict)
    """Fields that the file changes, with what stood there."""


@dataclass(eq=False)
class Place:
    """A contact as the file leaves it; `row` is None for one that is new."""

    account: Account
    person: SomePerson | None
    values: dict[str, str]
    row: Contact | None = None
    superior: Place | None = None
    superior_before: Place | None = None
    before: dict[str, str] = field(default_factory=dict)
    line: int = 0
    """The line of the file that first named this contact."""
    label: str = ""
    """What the file calls a new one: the name on record may be of somebody whom the reader does not see."""

    @property
    def name(self) -> str:
        """Who this is, as the reader may know it."""
        if self.label:
            return self.label
        return self.person.values["name"] if self.person else str(self.row)

    @property
    def has_new_superior(self) -> bool:
        """Whether the file moved this contact under somebody else."""
        return self.superior is not self.superior_before


class Known:
    """Contacts and people by what a row can be matched by; grows with what the file adds."""

    def __init__(self, user: User, accounts: Sequence[Account], rows: Sequence[Row]) -> None:
        self.by_email: defaultdict[tuple[int, str], list[Place]] = defaultdict(list)
        self.by_id: dict[tuple[int, str], Place] = {}
        self.by_name: defaultdict[tuple[int, str], list[Place]] = defaultdict(list)
        self.people_by_email: defaultdict[str, list[SomePerson]] = defaultdict(list)
        self.people_by_id: dict[str, SomePerson] = {}
        self.functions: defaultdict[int, set[str]] = defaultdict(set)
        self._people: dict[int, SomePerson] = {}
        self._load_people(user, rows)
        self._load_places({account.pk: account for account in accounts})

    def add(self, place: Place) -> None:
        """Let later rows find a contact, whether it was there or is new."""
        account = place.account.pk
        if place.values["function"]:
            self.functions[account].add(place.values["function"])
        if place.person is None:
            return
        values = place.person.values
        self.by_name[account, name_key(values["name"])].append(place)
        if values["email"]:
            self.by_email[account, values["email"].casefold()].append(place)
        if values["external_id"]:
            self.by_id.setdefault((account, values["external_id"]), place)

    def add_person(self, person: SomePerson) -> None:
        """Let rows of other accounts find a person."""
        if person.values["email"]:
            self.people_by_email[person.values["email"].casefold()].append(person)
        if person.values["external_id"]:
            self.people_by_id.setdefault(person.values["external_id"], person)

    def _load_people(self, user: User, rows: Sequence[Row]) -> None:
        emails = {row.values["email"].casefold() for row in rows if "email" in row.values}
        ids = {row.values["external_id"] for row in rows if "external_id" in row.values}
        wanted = set()
        if emails:
            named = Person.objects.order_by().exclude(email="").values_list("pk", "email")
            wanted |= {pk for pk, email in named.iterator() if email.casefold() in emails}
        for some in chunks(ids):
            wanted |= set(Person.objects.order_by().filter(external_id__in=some).values_list("pk", flat=True))
        for pks in chunks(sorted(wanted)):
            seen = set(visible_people(user).order_by().filter(pk__in=pks).values_list("pk", flat=True))
            for row in Person.objects.filter(pk__in=pks).order_by("pk"):
                self._person(row, is_seen=row.pk in seen)

    def _person(self, row: Person, *, is_seen: bool) -> SomePerson:
        found = self._people.get(row.pk)
        if found is None:
            values = {name: getattr(row, name) for name in ("name", "email", "phone", "mobile", "external_id")}
            found = self._people[row.pk] = SomePerson(values, row, is_seen)
            self.add_person(found)
        return found

    def _load_places(self, accounts: dict[int, Account]) -> None:
        found: dict[int, Place] = {}
        for pks in chunks(sorted(accounts)):
            for row in Contact.objects.filter(account__in=pks).select_related("person").order_by("pk"):
                person = self._person(row.person, is_seen=True) if row.person else None
                values = {name: getattr(row, name) for name in ("title", "function", "level")}
                found[row.pk] = Place(accounts[row.account_id], person, values, row)
        for place in found.values():
            superior = place.row.reports_to_id if place.row else None
            place.superior = place.superior_before = found.get(superior) if superior else None
            self.add(place)
