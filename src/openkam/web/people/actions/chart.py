"""The organisation chart: who stands where under whom, and lines that are taken away."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.accounts.models import Account
from openkam.web.people.actions.contacts import move_under
from openkam.web.people.models import Contact, ContactLine


def chart_order(contact: Contact) -> tuple[bool, int, str, int]:
    """Sorts those who report to the same person: as they were put, who was never put anywhere last and by name."""
    return (contact.position == 0, contact.position, contact.name.casefold(), contact.pk)


@transaction.atomic
def place(*, contact: Contact, superior: Contact | None, before: Contact | None, based_on: int) -> Contact:
    """Let `contact` report to `superior` (None: to nobody) and stand before `before` there (None: last).

    The others keep their version: that somebody else stands before them says nothing of them. Raises
    `ChangedMeanwhile`, and `InvalidInput` where the superior stands below the contact or is of another account.
    """
    Account.objects.select_for_update().get(pk=contact.account_id)
    if superior is not None and superior.left_on is not None:
        raise InvalidInput(
            _("{name} has left, so nobody can report to them.").format(name=superior.name),
            remedy=_("Choose somebody who is still there."),
        )
    beside = Contact.objects.filter(account_id=contact.account_id, reports_to=superior, left_on__isnull=True)
    others = sorted(beside.exclude(pk=contact.pk).select_related("person"), key=chart_order)
    at = next((number for number, row in enumerate(others) if before is not None and row.pk == before.pk), len(others))
    placed = move_under(contact=contact, superior=superior, based_on=based_on, position=at + 1)
    moved = []
    for number, row in enumerate(others, start=1):
        wanted = number if number <= at else number + 1
        if row.position != wanted:
            row.position = wanted
            moved.append(row)
    Contact.objects.bulk_update(moved, ["position"])
    return placed


@transaction.atomic
def erase_line(*, line: ContactLine) -> None:
    """Take a line away; the history keeps it, and `draw_line` draws it again."""
    line.delete()
