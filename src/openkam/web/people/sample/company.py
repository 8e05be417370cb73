"""The sample company's own contacts: one or two of each reseller, as Microsoft's file has them."""

from __future__ import annotations

from typing import Final

from simple_history.utils import bulk_create_with_history

from openkam.web.accounts.models import Account
from openkam.web.people.models import Contact, Person
from openkam.web.people.sample.files import Texts, rows
from openkam.web.shell.models import User

PLACES: Final = {
    "Owner": ("Board", "board"),
    "Purchasing Manager": ("Purchasing", "managers"),
    "Purchasing Agent": ("Purchasing", "specialists"),
}
"""What the file's job titles say of function and level; it has no other title."""


def load_contacts(user: User | None) -> None:
    """Everybody in the file whose reseller is there."""
    said = Texts()
    accounts = dict(Account.objects.filter(is_sample=True).values_list("code", "pk"))
    given = [row for row in rows("adventureworks", "contacts") if row["account_key"] in accounts]
    people = [Person(name=row["first_name"], email=row["email"], phone=row["phone"], is_sample=True) for row in given]
    bulk_create_with_history(people, Person, batch_size=500, default_user=user)
    contacts = []
    for row, person in zip(given, people, strict=True):
        function, level = PLACES.get(row["job_title"], ("", ""))
        contacts.append(
            Contact(
                account_id=accounts[row["account_key"]], person=person, title=said(row["job_title"]),
                function=said(function), level=level, is_sample=True,
            )
        )  # fmt: skip
    bulk_create_with_history(contacts, Contact, batch_size=500, default_user=user)
