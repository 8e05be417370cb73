"""Contacts, colleagues, links and the log, as far as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, Count, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.models import Colleague, Contact, Interaction, JointTeam, Link, Person, TeamMember
from openkam.web.shell import registry
from openkam.web.shell.models import User

FOUND_PER_SEARCH = 8


def visible_contacts(user: User) -> QuerySet[Contact]:
    """The contacts of the accounts that `user` sees, those who have left among them."""
    rows = Contact.objects.select_related("person")
    if user.sees_all:
        return rows
    return rows.filter(account__in=visible_accounts(user).order_by().values("pk"))


def visible_people(user: User) -> QuerySet[Person]:
    """Everybody who is, or was, a contact of an account that `user` sees."""
    if user.sees_all:
        return Person.objects.all()
    return Person.objects.filter(pk__in=visible_contacts(user).order_by().values("person"))


def contacts_of(user: User, account: Account, *, with_left: bool = False) -> QuerySet[Contact]:
    """The contacts of one account; those who have left only where asked."""
    rows = visible_contacts(user).filter(account=account)
    return rows if with_left else rows.filter(left_on__isnull=True)


def members_of(user: User, account: Account, *, with_left: bool = False) -> QuerySet[TeamMember]:
    """Our people on one account."""
    seen = visible_accounts(user).filter(pk=account.pk)
    rows = TeamMember.objects.filter(account__in=seen).select_related("colleague")
    return rows if with_left else rows.filter(left_on__isnull=True)


def links_of(user: User, account: Account) -> QuerySet[Link]:
    """The links between those who are there on both sides; there may be thousands, so without the people themselves."""
    seen = visible_accounts(user).filter(pk=account.pk)
    return Link.objects.filter(contact__account__in=seen, contact__left_on__isnull=True, member__left_on__isnull=True)


def interactions_of(user: User, account: Account) -> QuerySet[Interaction]:
    """The log of one account, the newest first."""
    seen = visible_accounts(user).filter(pk=account.pk)
    return (
        Interaction.objects.filter(account__in=seen)
        .select_related("author", "joint_team")
        .prefetch_related("members__colleague", "contacts__person")
    )


def joint_teams_of(user: User, account: Account) -> QuerySet[JointTeam]:
    """The joint teams of one account."""
    seen = visible_accounts(user).filter(pk=account.pk)
    return JointTeam.objects.filter(account__in=seen).prefetch_related("members__colleague", "contacts__person")


def other_accounts(user: User, contact: Contact) -> QuerySet[Contact]:
    """Where else the same person is, or was, a contact; accounts that the reader must not see are not there."""
    if contact.person_id is None:
        return Contact.objects.none()
    return visible_contacts(user).filter(person=contact.person_id).exclude(pk=contact.pk).select_related("account")


def colleagues_to_add(account: Account) -> QuerySet[Colleague]:
    """Colleagues who are not on the account now."""
    there = TeamMember.objects.filter(account=account, left_on__isnull=True).values("colleague")
    return Colleague.objects.exclude(pk__in=there)


def find_contacts(user: User, text: str) -> Iterator[registry.Hit]:
    """Contacts for the search: every word in the name, the title or the e-mail; names that begin so first."""
    if not text:
        return
    found = visible_contacts(user).filter(person__isnull=False, left_on__isnull=True).select_related("account")
    for word in text.split():
        found = found.filter(
            Q(person__name__icontains=word) | Q(title__icontains=word) | Q(person__email__icontains=word)
        )
    # One look at the names finds both: two queries would each read them all where little is found.
    later = Case(When(person__name__istartswith=text, then=0), default=1)
    for row in found.order_by(later, "person__name", "pk")[:FOUND_PER_SEARCH]:
        detail = " · ".join(part for part in (row.title, row.account.name) if part)
        yield registry.Hit(_("Contacts"), row.name, reverse("contact", args=[row.pk]), detail, "people")


def counts(user: User, account: Account) -> dict[str, int]:
    """How many contacts, placeholders and people who have left the account has. One query."""
    return (
        contacts_of(user, account, with_left=True)
        .order_by()
        .aggregate(
            there=Count("pk", filter=Q(left_on__isnull=True)),
            unknown=Count("pk", filter=Q(left_on__isnull=True, person__isnull=True)),
            left=Count("pk", filter=Q(left_on__isnull=False)),
        )
    )
