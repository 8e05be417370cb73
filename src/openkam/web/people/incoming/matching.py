"""Each row of a file against what is on record: who it is, what it would change, and what stands in the way.

Who is who: the same e-mail is the same person; else the same id in the other system; else, within the account, the same
name. An e-mail that belongs to somebody of an unlike name, a name that belongs to somebody with another e-mail, and a
name that two contacts bear are conflicts: such a row is left out until a person says who is meant. People of accounts
that the reader does not see are matched by e-mail or id, filled where they have gaps; neither shown nor overwritten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from openkam.feeds.titles import proposal
from openkam.web.accounts.models import Account
from openkam.web.people.actions.contacts import DEEPEST
from openkam.web.people.incoming.known import Known, Place, SomePerson, editable_accounts
from openkam.web.people.incoming.reading import Reading, Reject, Row, are_alike, name_key
from openkam.web.people.models import ContactImport
from openkam.web.shell.models import User

PERSON_FIELDS: Final = ("name", "email", "phone", "mobile", "external_id")
PLACE_FIELDS: Final = ("title", "function", "level")
Kind = Literal["new", "changed", "unchanged", "rejected"]
CONFLICTS: Final = ("email_of_other", "name_other_email", "name_twice")


class Choice(BaseModel):
    """What a person decided of one row: which fields are taken, and of a conflict who is meant."""

    model_config = ConfigDict(frozen=True)

    takes: dict[str, bool] = {}
    who: Literal["", "same", "other"] = ""


@dataclass
class Difference:
    """A field in which the file says something else than the record."""

    field: str
    before: str
    after: str
    applies: bool
    is_proposal: bool = False


@dataclass
class Decision:
    """What becomes of one row."""

    line: int
    values: Mapping[str, str]
    kind: Kind
    place: Place | None = None
    differences: list[Difference] = field(default_factory=list)
    reject: Reject | None = None
    conflicting: str = ""
    """Whom the row may mean, where it is in conflict."""
    who: str = ""
    same_as_line: int | None = None
    """An earlier line of the file that is the same person."""


@dataclass(frozen=True)
class LeftOut:
    """A reporting line of the file that cannot be drawn."""

    line: int
    name: str
    superior: str
    code: str


class Plan:
    """What an import would do, row by row; nothing is written.

    `rows` are the checked rows of the file; the result depends on them, on the record and on the choices alone.
    """

    def __init__(self, user: User, run: ContactImport, reading: Reading, rows: Iterable[Row | Reject]) -> None:
        self.user, self.run, self.reading = user, run, reading
        self.decisions: list[Decision] = []
        self.left_out: list[LeftOut] = []
        self._choices = {int(line): Choice.model_validate(one) for line, one in run.choices.items()}
        self._wins = run.rule == ContactImport.Rule.FILE
        given = list(rows)
        self._accounts = _Accounts(user, run)
        owners = {row.line: self._accounts.of(row, reading) for row in given if isinstance(row, Row)}
        touched = {one.pk: one for one in owners.values() if isinstance(one, Account)}
        self.known = Known(user, list(touched.values()), [row for row in given if isinstance(row, Row)])
        for row in given:
            owner = row if isinstance(row, Reject) else owners[row.line]
            if isinstance(owner, Reject):
                self.decisions.append(Decision(row.line, row.values, "rejected", reject=owner))
            elif isinstance(row, Row):
                self.decisions.append(self._decide(row, owner))
        self._draw_lines()

    @property
    def counts(self) -> Counter[str]:
        """Rows by what becomes of them; together they are all rows of the file."""
        return Counter(decision.kind for decision in self.decisions)

    @property
    def new_places(self) -> list[Place]:
        """The contacts to make."""
        return [one.place for one in self.decisions if one.kind == "new" and one.place is not None]

    def _choice(self, line: int) -> Choice:
        return self._choices.get(line) or Choice()

    def _decide(self, row: Row, account: Account) -> Decision:
        choice = self._choice(row.line)
        place, code = self._find(row, account)
        if code and not choice.who:
            column = self.reading.column("email" if code == "email_of_other" else "name")
            value = row.values["email" if code == "email_of_other" else "name"]
            name = place.name if place else ""
            reject = Reject(row.line, "", column, value, code, name)
            return Decision(row.line, row.values, "rejected", reject=reject, conflicting=name)
        if code and choice.who == "other":
            place = None
        conflicting = place.name if place and code else ""
        if place is not None and place.account.pk == account.pk:
            decision = self._update(row, place)
        else:
            is_new = choice.who == "other" and code == "email_of_other"
            decision = self._new(row, account, place.person if place else None if is_new else self._person(row))
        decision.who, decision.conflicting = choice.who, conflicting or (choice.who and row.values["name"])
        return decision

    def _find(self, row: Row, account: Account) -> tuple[Place | None, str]:
        """The contact that the row means, and the conflict that must be settled first."""
        name, email = row.values["name"], row.values.get("email", "").casefold()
        with_email = self.known.by_email[account.pk, email] if email else []
        alike = next((one for one in with_email if are_alike(one.name, name)), None)
        if with_email:
            return (alike, "") if alike else (with_email[0], "email_of_other")
        with_id = self.known.by_id.get((account.pk, row.values.get("external_id", "")))
        if with_id is not None:
            return with_id, ""
        named = self.known.by_name[account.pk, name_key(name)]
        if len(named) > 1:
            return named[0], "name_twice"
        if named:
            theirs = named[0].person.values["email"] if named[0].person else ""
            return named[0], "name_other_email" if email and theirs else ""
        seen = [one for one in self.known.people_by_email[email] if one.is_seen] if email else []
        if seen and not any(are_alike(one.values["name"], name) for one in self.known.people_by_email[email]):
            return Place(Account(), seen[0], {}), "email_of_other"
        return None, ""

    def _person(self, row: Row) -> SomePerson | None:
        """Somebody of another account who is meant, seen or not."""
        email = row.values.get("email", "").casefold()
        candidates = list(self.known.people_by_email[email]) if email else []
        with_id = self.known.people_by_id.get(row.values.get("external_id", ""))
        if with_id is not None:
            candidates.append(with_id)
        candidates.sort(key=lambda one: not one.is_seen)
        return next((one for one in candidates if are_alike(one.values["name"], row.values["name"])), None)

    def _new(self, row: Row, account: Account, person: SomePerson | None) -> Decision:
        decision = Decision(row.line, row.values, "new")
        if person is None:
            person = SomePerson({name: row.values.get(name, "") for name in PERSON_FIELDS})
            self.known.add_person(person)
        else:
            decision.differences = self._compare_person(row, person)
        values = {name: row.values.get(name, "") for name in PLACE_FIELDS}
        decision.place = Place(account, person, values, line=row.line, label=row.values["name"])
        decision.differences += self._proposals(row, decision.place)
        self._apply(decision)
        self.known.add(decision.place)
        return decision

    def _update(self, row: Row, place: Place) -> Decision:
        decision = Decision(row.line, row.values, "unchanged", place, same_as_line=place.line or None)
        if place.person is not None:
            decision.differences += self._compare_person(row, place.person)
        decision.differences += self._compare(row, place.values, PLACE_FIELDS)
        if not place.line and "title" in row.values:
            # What was declined in an earlier row of this person is not proposed again.
            decision.differences += self._proposals(row, place)
        place.line = place.line or row.line
        self._apply(decision)
        if any(one.applies for one in decision.differences):
            decision.kind = "changed"
        return decision

    def _compare_person(self, row: Row, person: SomePerson) -> list[Difference]:
        found = self._compare(row, person.values, PERSON_FIELDS)
        if person.is_seen:
            return found
        _put(person, [one for one in found if not one.before])
        return []

    def _compare(self, row: Row, values: Mapping[str, str], names: Sequence[str]) -> list[Difference]:
        takes = self._choice(row.line).takes
        found = []
        for name in names:
            before, after = values.get(name, ""), row.values.get(name, "")
            same = before.casefold() == after.casefold() if name == "email" else before == after
            if after and not same:
                found.append(Difference(name, before, after, takes.get(name, not before or self._wins)))
        return found

    def _proposals(self, row: Row, place: Place) -> list[Difference]:
        """Function and level as the title proposes them, where neither file nor record says them."""
        read = proposal(row.values.get("title", ""), sorted(self.known.functions[place.account.pk]))
        takes = self._choice(row.line).takes
        return [
            Difference(name, "", value, takes.get(name, self.run.proposes), is_proposal=True)
            for name, value in (("function", read.function), ("level", read.level or ""))
            if value and not place.values[name] and not row.values.get(name)
        ]

    def _apply(self, decision: Decision) -> None:
        place = decision.place
        if place is None:
            return
        taken = [one for one in decision.differences if one.applies]
        if place.person is not None:
            _put(place.person, [one for one in taken if one.field in PERSON_FIELDS])
        _put(place, [one for one in taken if one.field in PLACE_FIELDS])

    def _draw_lines(self) -> None:
        """Reporting lines, once everybody is known: a superior may stand below in the file."""
        for decision in self.decisions:
            place, wanted = decision.place, decision.values.get("reports_to", "")
            if place is None or not wanted:
                continue
            superior, code = self._superior(place, wanted)
            if superior is None:
                self.left_out.append(LeftOut(decision.line, place.name, wanted, code))
                continue
            if superior is place.superior:
                continue
            before = place.superior.name if place.superior else ""
            default = not before or self._wins
            applies = self._choice(decision.line).takes.get("reports_to", default)
            decision.differences.append(Difference("reports_to", before, superior.name, applies))
            if applies:
                place.superior = superior
                decision.kind = "changed" if decision.kind == "unchanged" else decision.kind

    def _superior(self, place: Place, wanted: str) -> tuple[Place | None, str]:
        account = place.account.pk
        key = f"{self.reading.system}:{wanted[:15] if self.reading.system == 'salesforce' else wanted}"
        found = self.known.by_id.get((account, key))
        named = [found] if found else self.known.by_email.get((account, wanted.casefold()), [])
        named = named or self.known.by_name.get((account, name_key(wanted)), [])
        if len(named) != 1:
            return None, "superior_twice" if named else "superior_unknown"
        superior, step = named[0], named[0]
        for _depth in range(DEEPEST):
            if step is place:
                return None, "superior_self" if superior is place else "superior_ring"
            if step.superior is None:
                return superior, ""
            step = step.superior
        return None, "superior_deep"


def _put(target: Place | SomePerson, differences: Iterable[Difference]) -> None:
    for one in differences:
        if target.row is not None:
            target.before.setdefault(one.field, one.before)
        target.values[one.field] = one.after


class _Accounts:
    """Which account a row belongs to, among those that the reader may change."""

    def __init__(self, user: User, run: ContactImport) -> None:
        self._only = run.account
        self._by_code: dict[str, Account] = {}
        self._by_name: defaultdict[str, list[Account]] = defaultdict(list)
        for account in [run.account] if run.account else editable_accounts(user):
            self._by_code.setdefault(account.code.casefold(), account)
            self._by_name[name_key(account.name)].append(account)

    def of(self, row: Row, reading: Reading) -> Account | Reject:
        """The account, or why there is none."""
        code, name = row.values.get("account_code", ""), row.values.get("account_name", "")
        found = self._by_code.get(code.casefold()) if code else None
        named = self._by_name.get(name_key(name), []) if name else []
        if found is not None:
            return found
        if len(named) == 1:
            return named[0]
        if self._only is not None and (reading.kind == "vcard" or not (code or name)):
            return self._only
        at = "account_name" if name else "account_code"
        why = "account_twice" if named else "other_account" if self._only else "account_unknown"
        if not (code or name):
            at, why = "account_name", "no_account"
        return Reject(row.line, at, reading.column(at), (name or code)[:300], why)
