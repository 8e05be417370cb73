"""Whose meeting or mail it was: people of the file found among colleagues and contacts, and what would be recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.actions.talk import MOST_PAIRS
from openkam.web.people.log.found import Found, Reading, Someone, from_json
from openkam.web.people.models import Contact, Interaction, LogImport, Person, TeamMember
from openkam.web.shell.models import Role, User

ADD: Final = "add"
UNKNOWN_SHOWN: Final = 40


@dataclass(frozen=True)
class Line:
    """One meeting or mail at one account, and what it would be in the log."""

    found: Found
    members: list[TeamMember]
    contacts: list[Contact]
    is_two_way: bool
    is_by_name: bool
    """Whether somebody was found by name alone."""

    @property
    def day(self) -> date:
        """The day of it."""
        return date.fromisoformat(self.found.on)


@dataclass(frozen=True)
class Part:
    """What would be recorded at one account."""

    account: Account
    new: list[Line]
    known: list[Line]


@dataclass(frozen=True)
class Unknown:
    """Somebody of the file whom no account knows, and in how many entries."""

    who: Someone
    count: int
    choice: str


@dataclass
class Plan:
    """Everything that loading would do, and what it leaves out: reason → how many."""

    parts: list[Part] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many lines would be written."""
        return sum(len(part.new) for part in self.parts)


class Directory:
    """Who is who on the accounts that a person may change; found by address first, else by a name that one bears."""

    def __init__(self, user: User) -> None:
        accounts = visible_accounts(user) if user.role != Role.VIEWER else Account.objects.none()
        self.accounts: dict[int, Account] = accounts.in_bulk()
        self._by: dict[str, defaultdict[str, dict[int, Any]]] = {
            side: defaultdict(dict) for side in ("members", "contacts")
        }
        self._doubled: set[tuple[str, str, int]] = set()
        self.domains: defaultdict[int, set[str]] = defaultdict(set)
        keys = accounts.order_by().values("pk")
        for row in TeamMember.objects.filter(account__in=keys).select_related("colleague__user"):
            addresses = [row.colleague.email, row.colleague.user.email if row.colleague.user else ""]
            self._put("members", row, row.colleague.name, addresses)
        people = Contact.objects.filter(account__in=keys, person__isnull=False).select_related("person")
        for contact in people:
            if contact.person is not None:
                self._put("contacts", contact, contact.person.name, [contact.person.email])

    def _put(self, side: str, row: Any, name: str, addresses: Iterable[str]) -> None:
        for email in addresses:
            if email:
                self._by[side][email.lower()].setdefault(row.account_id, row)
                if side == "contacts":
                    self.domains[row.account_id].add(email.lower().rpartition("@")[2])
        key = " ".join(name.casefold().split())
        if row.account_id in self._by[side][key]:
            self._doubled.add((side, key, row.account_id))
        self._by[side][key].setdefault(row.account_id, row)

    def name(self, who: Someone, contact: Contact) -> None:
        """Say that `who` is `contact`."""
        self._by["contacts"][who.key][contact.account_id] = contact

    def find(self, side: str, who: Someone) -> tuple[dict[int, Any], bool]:
        """By account: who that is on this side, and whether it was found by the name alone."""
        found = self._by[side].get(who.key, {}) if who.email else {}
        if found:
            return found, False
        key = " ".join(who.name.casefold().split())
        named = self._by[side].get(key, {}) if key and "@" not in key else {}
        return {pk: row for pk, row in named.items() if (side, key, pk) not in self._doubled}, True


def plan(user: User, run: LogImport) -> Plan:
    """What loading `run` would do now, with the choices made of the unknown. A fixed number of queries."""
    reading, directory = from_json(run.reading), Directory(user)
    everybody = {who.key: who for one in reading.found for who in one.people}
    _name_chosen(run, directory, everybody)
    made = Plan(left_out=Counter(reading.left_out))
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    unknown: Counter[str] = Counter()
    for one in reading.found:
        at, strangers = _lines(reading, one, directory)
        unknown.update(strangers)
        for account, line in at.items():
            lines[account].append(line)
        if not at:
            made.left_out["no_pair"] += 1
    _divide(run, lines, directory, made)
    ours = {email.rpartition("@")[2] for email in directory._by["members"] if "@" in email}
    theirs = directory.domains[run.account_id]
    keys = [*unknown, *(key for key in run.choices if key in everybody and key not in unknown)]

    def rank(key: str) -> tuple[bool, bool, int, str]:
        domain = key.rpartition("@")[2]
        return domain not in theirs, domain in ours, -unknown[key], key

    for key in sorted(keys, key=rank)[:UNKNOWN_SHOWN]:
        made.unknown.append(Unknown(everybody[key], unknown[key], run.choices.get(key, "")))
    return made


def _name_chosen(run: LogImport, directory: Directory, everybody: Mapping[str, Someone]) -> None:
    wanted = {int(choice[1:]) for choice in run.choices.values() if choice != ADD}
    contacts = Contact.objects.filter(account=run.account_id).select_related("person").in_bulk(list(wanted))
    for key, choice in run.choices.items():
        who = everybody.get(key)
        if who is None:
            continue
        if choice == ADD:
            person = Person(name=who.name or who.email, email=who.email)
            directory.name(who, Contact(account=run.account, person=person))
        elif int(choice[1:]) in contacts:
            directory.name(who, contacts[int(choice[1:])])


def _lines(reading: Reading, one: Found, directory: Directory) -> tuple[dict[int, Line], list[str]]:
    """The line at each account that has people of both sides in the entry; and who is unknown everywhere."""
    at: dict[str, defaultdict[int, dict[str, Any]]] = {side: defaultdict(dict) for side in ("members", "contacts")}
    by_name: set[int] = set()
    strangers = []
    for who in one.people:
        is_known = False
        for side, found_at in at.items():
            found, is_named = directory.find(side, who)
            for account, row in found.items():
                found_at[account][who.key] = row
                by_name |= {account} if is_named else set()
            is_known = is_known or bool(found)
            if found:
                break
        if not is_known:
            strangers.append(who.key)
    lines = {}
    for account in at["members"].keys() & at["contacts"].keys():
        ours, theirs = at["members"][account], at["contacts"][account]
        if len(ours) * len(theirs) > MOST_PAIRS or not _is_between(reading, one, ours, theirs):
            continue
        lines[account] = Line(
            one, list(dict.fromkeys(ours.values())), _each_once(theirs.values()),
            _is_two_way(reading, one, ours, theirs), account in by_name,
        )  # fmt: skip
    return lines, strangers


def _each_once(contacts: Iterable[Contact]) -> list[Contact]:
    """Those that are saved already may be named twice; those that are not have no key to compare."""
    seen: dict[Any, Contact] = {}
    for contact in contacts:
        seen.setdefault(contact.pk or id(contact), contact)
    return list(seen.values())


def _is_between(reading: Reading, one: Found, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """A mail that a third party wrote to both sides is no talk between them."""
    return reading.kind == "ics" or any(who.spoke and who.key in {*ours, *theirs} for who in one.people)


def _is_two_way(reading: Reading, one: Found, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """A meeting that people of both sides accepted; a mail in whose thread both sides wrote, or that is an answer."""
    spoke = set(one.senders) if reading.kind == "mail" else {who.key for who in one.people if who.spoke}
    return one.answers or bool(spoke & ours.keys() and spoke & theirs.keys())


def _divide(run: LogImport, lines: Mapping[int, list[Line]], directory: Directory, made: Plan) -> None:
    """Part the lines into those that are new and those that the log of the account has already."""
    have: set[tuple[int, str]] = set()
    keys = sorted({line.found.key for some in lines.values() for line in some})
    for start in range(0, len(keys), 500):
        there = Interaction.objects.filter(
            account__in=list(lines), source=run.kind, source_key__in=keys[start : start + 500]
        )
        have |= set(there.order_by().values_list("account", "source_key"))
    for account in sorted(lines, key=lambda pk: (pk != run.account_id, directory.accounts[pk].name)):
        some = sorted(lines[account], key=lambda line: line.found.on, reverse=True)
        known = [line for line in some if (account, line.found.key) in have]
        new = [line for line in some if (account, line.found.key) not in have]
        made.parts.append(Part(directory.accounts[account], new, known))
