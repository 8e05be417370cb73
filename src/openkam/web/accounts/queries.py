"""What a person may know of accounts. Every question takes the person and answers only what they may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openkam.core.numbers import format_number
from openkam.web.accounts.models import Account, CodeName, Membership
from openkam.web.shell import registry
from openkam.web.shell.models import Role, User
from openkam.web.shell.prepared import Prepared

PAGE: Final = 100
SORTS: Final = {"name": "name", "code": "code", "territory": "territory", "segment": "segment", "owner": "owner__name"}


def visible_accounts(user: User) -> QuerySet[Account]:
    """Every account to administrators and programme leads; to others those whose team they are on or that they own."""
    if user.sees_all:
        return Account.objects.all()
    return _on_team_or_owned(user.pk)


def _on_team_or_owned(person: int) -> QuerySet[Account]:
    # A set of ids, not a look at every account for a team: databases read both sides from their indexes.
    on_team = Membership.objects.filter(user=person).values("account")
    return Account.objects.filter(Q(pk__in=on_team) | Q(owner=person))


_counted = Prepared(lambda person: _on_team_or_owned(person).order_by().only("pk"))


def may_edit(user: User, account: Account) -> bool:
    """Whether `user` may change an account that they see: all but viewers."""
    return user.role != Role.VIEWER and (user.sees_all or visible_accounts(user).filter(pk=account.pk).exists())


@dataclass(frozen=True)
class Wanted:
    """What part of the list a person asks for; an empty text asks for everything."""

    text: str = ""
    territory: str = ""
    segment: str = ""
    owner: str = ""
    """A person's pk, or `none` for accounts that nobody owns."""
    sort: str = "name"

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.text or self.territory or self.segment or self.owner)


def matching(user: User, wanted: Wanted) -> QuerySet[Account]:
    """The visible accounts that fit, in order."""
    found = visible_accounts(user)
    for word in wanted.text.split():
        found = found.filter(Q(name__icontains=word) | Q(code__icontains=word))
    if wanted.territory:
        found = found.filter(territory=wanted.territory)
    if wanted.segment:
        found = found.filter(segment=wanted.segment)
    if wanted.owner == "none":
        found = found.filter(owner__isnull=True)
    elif wanted.owner.isdigit():
        found = found.filter(owner=int(wanted.owner))
    down = wanted.sort.startswith("-")
    column = SORTS.get(wanted.sort.lstrip("-"), "name")
    return found.order_by(f"-{column}" if down else column, "code")


def account_page(user: User, wanted: Wanted, number: str, territories: Mapping[str, str]) -> Page[Account]:
    """A hundred rows, each with its owner; a parent is attached only where `user` may see it too.

    `territories` are the names behind codes; each row gets its `territory_name`.
    """
    page = Paginator(matching(user, wanted).select_related("owner"), PAGE).get_page(number)
    rows = list(page.object_list)
    attach_visible_parents(user, rows)
    for account in rows:
        account.territory_name = territories.get(account.territory, account.territory)  # type: ignore[attr-defined] # for the template
    page.object_list = rows
    return page


def attach_visible_parents(user: User, accounts: list[Account]) -> None:
    """Give each account the attribute `seen_parent`: its parent, or None where it has none or it must not be seen."""
    wanted = {account.parent_id for account in accounts if account.parent_id}
    parents = visible_accounts(user).in_bulk(list(wanted)) if wanted else {}
    for account in accounts:
        account.seen_parent = parents.get(account.parent_id)  # type: ignore[attr-defined] # for the template


@dataclass(frozen=True)
class Choices:
    """What the filters offer: values that occur among the accounts that the person sees."""

    territories: list[tuple[str, str]]
    """(code, name), by name."""
    segments: list[str]
    owners: list[tuple[int, str]]


def _values(accounts: QuerySet[Account], column: str) -> list[str]:
    return sorted(value for value in accounts.values_list(column, flat=True).distinct() if value)


def choices(user: User, territories: Mapping[str, str]) -> Choices:
    """The values of each filter; `territories` are the names behind codes."""
    seen = visible_accounts(user).order_by()
    owners = User.objects.filter(pk__in=seen.filter(owner__isnull=False).values("owner"))
    return Choices(
        territories=sorted(
            ((value, territories.get(value, value)) for value in _values(seen, "territory")), key=lambda pair: pair[1]
        ),
        segments=_values(seen, "segment"),
        owners=[(owner.pk, str(owner)) for owner in owners.order_by("name", "email")],
    )


def team(user: User, account: Account) -> list[Membership]:
    """Who is on the team of an account that `user` sees."""
    members = Membership.objects.filter(account__in=visible_accounts(user).filter(pk=account.pk))
    return list(members.select_related("user").order_by("user__name", "user__email"))


def people_to_add(user: User, account: Account) -> QuerySet[User]:
    """Those who could join the team: everybody who may sign in, sees no account by office, and is not on it."""
    if not may_edit(user, account):
        return User.objects.none()
    return User.objects.filter(is_active=True).exclude(memberships__account=account).order_by("name", "email")


def possible_parents(user: User, account: Account, text: str) -> QuerySet[Account]:
    """Visible accounts that fit what was typed, but for the account itself."""
    return matching(user, Wanted(text=text)).exclude(pk=account.pk)[:8]


def find_accounts(user: User, text: str) -> Iterator[registry.Hit]:
    """Accounts for the search: names that begin with the text first."""
    if not text:
        return
    found = matching(user, Wanted(text=text))
    first = list(found.filter(name__istartswith=text)[:8])
    rest = found.exclude(pk__in=[account.pk for account in first])[: 8 - len(first)]
    for account in [*first, *rest]:
        detail = " · ".join(part for part in (account.code, account.city) if part)
        yield registry.Hit(_("Accounts"), account.name, reverse("account", args=[account.pk]), detail, "accounts")


def count_badge(user: User) -> str:
    """How many accounts the person sees, for the side bar."""
    count = visible_accounts(user).count() if user.sees_all else _counted.count(user.pk)
    return format_number(count) if count else ""


def territory_names() -> dict[str, str]:
    """The names behind the codes of territories, where a list of territories gave them."""
    return dict(CodeName.objects.filter(kind=CodeName.Kind.TERRITORY).values_list("code", "name"))


def names_behind(account: Account) -> tuple[str, str]:
    """What the account's territory and salesperson are called: the names behind their codes, where lists gave them."""
    kinds = CodeName.Kind
    of_territory, of_salesperson = (
        Q(kind=kinds.TERRITORY, code=account.territory),
        Q(kind=kinds.SALESPERSON, code=account.salesperson),
    )
    found = dict(CodeName.objects.filter(of_territory | of_salesperson).values_list("kind", "name"))
    return found.get(kinds.TERRITORY, account.territory), found.get(kinds.SALESPERSON, account.salesperson)
