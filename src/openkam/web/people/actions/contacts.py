"""Contacts: adding, changing, leaving, who reports to whom, and two entries that are one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.accounts.models import Account
from openkam.web.people.actions.writing import ChangedMeanwhile, change, check_fields, counted_up, locked
from openkam.web.people.models import Contact, ContactLine, Person

PERSON_FIELDS: Final = ("name", "email", "phone", "mobile")
CONTACT_FIELDS: Final = (
    "title", "function", "level", "buying_centre", "reports_to", "is_main", "influence", "involvement", "support_now",
    "support_needed", "criticality", "mode", "phases", "motive", "needs", "style", "cadence_days", "deepen",
)  # fmt: skip
DEEPEST: Final = 60
"""Levels of reporting beyond which a chart is refused as a mistake."""


@transaction.atomic
def add_contact(
    *,
    account: Account,
    person: Person | Mapping[str, str] | None,
    values: Mapping[str, Any] | None = None,
    is_sample: bool = False,
) -> Contact:
    """Put a person on the account's list: one known elsewhere, a new one (`PERSON_FIELDS`), or nobody yet (None).

    A person who is on the list already, or who has left and is back, keeps the one row. Raises `InvalidInput` where
    the superior is no contact of the account.
    """
    if isinstance(person, Mapping):
        person = Person.objects.create(**person, is_sample=is_sample)
    if person is not None:
        there = Contact.objects.filter(account=account, person=person).first()
        if there is not None:
            return _back(there, dict(values or {}), is_sample=is_sample)
    made = Contact(account=account, person=person, is_sample=is_sample)
    _put(made, dict(values or {}))
    made.save()
    return made


def _back(there: Contact, values: dict[str, Any], *, is_sample: bool) -> Contact:
    fresh = locked(Contact, there.pk)
    fresh.left_on = None
    fresh.is_sample = fresh.is_sample and is_sample
    _put(fresh, values)
    return counted_up(fresh)


def _put(contact: Contact, values: dict[str, Any]) -> None:
    unknown = values.keys() - set(CONTACT_FIELDS)
    if unknown:
        raise ValueError(f"no fields of a contact: {sorted(unknown)}")
    superior = values.get("reports_to")
    if superior is not None:
        check_superior(contact, superior)
    for name, value in values.items():
        setattr(contact, name, value)
    check_fields(contact, values)
    if values.get("is_main"):
        _only_main(contact)


def _only_main(contact: Contact) -> None:
    """An account has one main contact: whoever was it before is it no longer."""
    others = Contact.objects.select_for_update().filter(account_id=contact.account_id, is_main=True)
    for other in others.exclude(pk=contact.pk):
        other.is_main = False
        counted_up(other)


def check_superior(contact: Contact, superior: Contact) -> None:
    """Raise `InvalidInput` where `superior` is of another account, is the contact, or stands below it."""
    if superior.account_id != contact.account_id:
        raise InvalidInput(
            _("{name} is no contact of this account.").format(name=superior.name),
            remedy=_("Choose a superior from the same account."),
        )
    # Of two moves at once each would see a chart without the other, and both together could close a ring.
    Account.objects.select_for_update().get(pk=superior.account_id)
    step: Contact | None = Contact.objects.get(pk=superior.pk)
    for _depth in range(DEEPEST):
        if step is None:
            return
        if contact.pk is not None and step.pk == contact.pk:
            raise InvalidInput(
                _("{superior} reports to {name}, directly or over others, so it cannot be the other way round.").format(
                    superior=superior.name, name=contact.name
                ),
                remedy=_("Change {superior} first.").format(superior=superior.name),
            )
        step = step.reports_to
    raise InvalidInput(
        _("The reporting line above {name} has more than {count} levels.").format(name=superior.name, count=DEEPEST),
        remedy=_("Choose a superior nearer to the top."),
    )


@transaction.atomic
def change_contact(
    *,
    contact: Contact,
    values: Mapping[str, Any],
    person: Mapping[str, str] | None,
    based_on: int,
    person_based_on: int | None = None,
) -> Contact:
    """Change a contact, and with it the person's own fields where `person` gives them.

    A placeholder whose `person` gets a name becomes a known contact. `based_on` is the version that was seen, and
    `person_based_on` that of the person, whom another account may share. Raises `ChangedMeanwhile`, `InvalidInput`.
    """
    superior = values.get("reports_to")
    if superior is not None:
        check_superior(contact, superior)
    if values.get("is_main"):
        _only_main(contact)
    fresh = change(contact, values, based_on)
    if person and person.get("name"):
        if fresh.person_id is None:
            fresh.person = Person.objects.create(**person)
            fresh.save()
        else:
            _change_person(fresh.person_id, person, person_based_on)
    return Contact.objects.select_related("person", "account").get(pk=fresh.pk)


def _change_person(pk: int, values: Mapping[str, str], based_on: int | None) -> None:
    known = locked(Person, pk)
    if any(getattr(known, name) != value for name, value in values.items()):
        if based_on is not None and known.version != based_on:
            raise ChangedMeanwhile(known, values)
        for name, value in values.items():
            setattr(known, name, value)
        known.is_sample = False
        counted_up(known)


@transaction.atomic
def leave(*, contact: Contact, on: date, based_on: int) -> Contact:
    """The person no longer works there: off the maps from that day on, in the history for good.

    Raises `ChangedMeanwhile`.
    """
    return change(contact, {"left_on": on, "is_main": False}, based_on)


@transaction.atomic
def come_back(*, contact: Contact, based_on: int) -> Contact:
    """Take `leave` back. Raises `ChangedMeanwhile`."""
    return change(contact, {"left_on": None}, based_on)


@transaction.atomic
def move_under(*, contact: Contact, superior: Contact | None, based_on: int, position: int = 0) -> Contact:
    """Let the contact report to `superior` (None: to nobody). Raises `ChangedMeanwhile`, `InvalidInput`."""
    if superior is not None:
        check_superior(contact, superior)
    return change(contact, {"reports_to": superior, "position": position}, based_on)


@transaction.atomic
def delete_contact(*, contact: Contact, based_on: int) -> int:
    """Take a contact off that should never have been there; answers the history's number, for `restore_contact`.

    Raises `ChangedMeanwhile`, and `InvalidInput` where interactions name the contact: who was there and left has left.
    """
    fresh = change(contact, {}, based_on)
    if fresh.interactions.exists():
        raise InvalidInput(
            _("The log has interactions with {name}, so the contact cannot be deleted.").format(name=contact.name),
            remedy=_("Say that the person has left, or delete the interactions first."),
        )
    pk, person = fresh.pk, fresh.person_id
    fresh.delete()
    if person is not None and not Contact.objects.filter(person=person).exists():
        Person.objects.filter(pk=person).delete()
    return int(Contact.history.filter(id=pk, history_type="-").latest("history_id").history_id)


@transaction.atomic
def restore_contact(*, record: Any) -> Contact:
    """Bring back the contact that `record`, a deletion in the history, took away; with its person, if that went too."""
    back: Contact = record.instance
    there = Contact.objects.filter(pk=back.pk).first()
    if there is not None:
        return there
    if back.person_id is not None and not Person.objects.filter(pk=back.person_id).exists():
        person: Person = Person.history.filter(id=back.person_id).latest("history_id").instance
        person.save(force_insert=True)
    if back.reports_to_id is not None and not Contact.objects.filter(pk=back.reports_to_id).exists():
        back.reports_to_id = None
    if back.is_main and Contact.objects.filter(account_id=back.account_id, is_main=True).exists():
        back.is_main = False
    back.version += 1
    back.save(force_insert=True)
    return back


@transaction.atomic
def draw_line(*, source: Contact, target: Contact, kind: str, label: str = "", is_sample: bool = False) -> ContactLine:
    """Say that one contact influences another, or is in conflict with them. Raises `InvalidInput`."""
    if source.account_id != target.account_id or source.pk == target.pk:
        raise InvalidInput(
            _("A line joins two different contacts of one account."), remedy=_("Choose another contact.")
        )
    line, _made = ContactLine.objects.update_or_create(
        source=source, target=target, kind=kind, defaults={"label": label, "is_sample": is_sample}
    )
    return line


@transaction.atomic
def merge_people(*, kept: Person, other: Person) -> Person:
    """Two entries are one person: `kept` takes the accounts of `other` and what it did not know itself.

    Raises `InvalidInput` where both are contacts of one account: which of the two rows is right, a person must say.
    """
    if kept.pk == other.pk:
        return kept
    both = Contact.objects.filter(person=kept, account__in=other.contacts.values("account")).select_related("account")
    twice = both.first()
    if twice is not None:
        raise InvalidInput(
            _("Both entries are contacts of {account}.").format(account=twice.account),
            remedy=_("Delete one of the two contacts there, then merge again."),
        )
    for contact in other.contacts.select_for_update():
        contact.person = kept
        counted_up(contact)
    for name in (*PERSON_FIELDS, "external_id"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(other, name))
    kept.is_sample = kept.is_sample and other.is_sample
    counted_up(kept)
    other.delete()
    return kept
