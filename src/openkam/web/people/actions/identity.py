"""Who a contact is: an unknown place filled by somebody known elsewhere, and two entries of one account made one."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.people.actions.contacts import CONTACT_FIELDS, merge_people
from openkam.web.people.actions.talk import refresh_links
from openkam.web.people.actions.writing import change, counted_up, locked
from openkam.web.people.models import Contact, ContactLine, Link, Person

MERGED: Final = "merged"
"""The reason in the history of an entry that went into another one; it does not come back alone."""
NEVER_TAKEN: Final = {"is_main", "reports_to"}
"""What the kept entry does not take from the other one unasked: an office, and a place in the line."""


@transaction.atomic
def fill_place(*, contact: Contact, person: Person, based_on: int) -> Contact:
    """The unknown person of this place is `person`. Raises `ChangedMeanwhile`, `InvalidInput`."""
    if contact.person_id is not None:
        raise InvalidInput(
            _("{name} fills this place already.").format(name=contact.name),
            remedy=_("Say that the person has left, then add the successor."),
        )
    if Contact.objects.filter(account=contact.account_id, person=person).exists():
        raise InvalidInput(
            _("{name} is a contact of this account already.").format(name=person.name),
            remedy=_("Merge the two entries instead."),
        )
    return change(contact, {"person": person}, based_on)


def taken_over(kept: Contact, other: Contact) -> dict[str, Any]:
    """The fields of `other` that `kept` does not know itself."""
    empty: tuple[Any, ...] = ("", None, [])
    return {
        name: getattr(other, name)
        for name in CONTACT_FIELDS
        if name not in NEVER_TAKEN and getattr(kept, name) in empty and getattr(other, name) not in empty
    }


@transaction.atomic
def merge_contacts(*, kept: Contact, other: Contact, based_on: int, other_based_on: int) -> Contact:
    """Two entries of one account are one person: `kept` takes links, log, lines, reports and what it did not know.

    Raises `ChangedMeanwhile` where either is not as it was seen, and `InvalidInput` for entries of two accounts.
    """
    if kept.account_id != other.account_id or kept.pk == other.pk:
        raise InvalidInput(_("These are not two entries of one account."), remedy=_("Choose another entry."))
    values = taken_over(kept, other)
    if _stands_below(kept, other):
        values["reports_to"] = other.reports_to
    if other.left_on is None:
        values["left_on"] = None
    other = change(other, {}, other_based_on)
    kept = change(kept, values, based_on)
    for report in Contact.objects.select_for_update().filter(reports_to=other):
        report.reports_to = kept
        counted_up(report)
    _take_links(kept, other)
    for interaction in other.interactions.all():
        interaction.contacts.add(kept)
        interaction.contacts.remove(other)
    for team in other.joint_teams.all():
        team.contacts.add(kept)
        team.contacts.remove(other)
    _take_lines(kept, other)
    _take_person(kept, other)
    refresh_links((link.member for link in kept.links.select_related("member")), [kept])
    return Contact.objects.select_related("person", "account").get(pk=kept.pk)


def _stands_below(contact: Contact, superior: Contact) -> bool:
    step, seen = contact.reports_to, set[int]()
    while step is not None and step.pk not in seen:
        if step.pk == superior.pk:
            return True
        seen.add(step.pk)
        step = step.reports_to
    return False


def _take_links(kept: Contact, other: Contact) -> None:
    there = set(kept.links.values_list("member_id", flat=True))
    for link in Link.objects.select_for_update().filter(contact=other):
        if link.member_id in there:
            link.delete()
        else:
            link.contact = kept
            counted_up(link)


def _take_lines(kept: Contact, other: Contact) -> None:
    for line in ContactLine.objects.filter(source=other) | ContactLine.objects.filter(target=other):
        source, target = (kept if end == other.pk else Contact(pk=end) for end in (line.source_id, line.target_id))
        twice = ContactLine.objects.filter(source_id=source.pk, target_id=target.pk, kind=line.kind).exists()
        if source.pk == target.pk or twice:
            line.delete()
        else:
            line.source_id, line.target_id = source.pk, target.pk
            line.save()


def _take_person(kept: Contact, other: Contact) -> None:
    """The other entry goes; its office and its person become those of the entry that is kept."""
    gone, was_main = other.person, other.is_main
    other._change_reason = MERGED  # type: ignore[attr-defined] # read by the history
    other.delete()
    if was_main and not kept.is_main:
        kept.is_main = True
        kept.save()
    if gone is None or gone.pk == kept.person_id:
        return
    if kept.person_id is None:
        kept.person = gone
        kept.save()
    else:
        merge_people(kept=locked(Person, kept.person_id), other=gone)
