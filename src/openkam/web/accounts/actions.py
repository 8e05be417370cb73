"""What people change about accounts and their teams. One transaction each; each leaves a trace in the history."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import OpenKAMError
from openkam.ledger.types import HierarchyCycle
from openkam.web.accounts.models import Account, Membership
from openkam.web.shell.models import User

EDITABLE: Final = ("name", "segment", "territory", "country", "city", "owner_id", "parent_id")
LONGEST_NAME_TOLD: Final = 80


class ChangedMeanwhile(OpenKAMError):
    """Somebody else saved the account after this person began to edit it."""

    code = "changed_meanwhile"


def version_of(account: Account) -> int:
    """A number that grows with every change of the account."""
    newest = account.history.order_by("-history_id").values_list("history_id", flat=True).first()
    return int(newest or 0)


def _refuse_cycle(account: Account, parent: Account | None) -> None:
    """Raises `HierarchyCycle`, naming the circle, where `account` is `parent` or stands above it."""
    above = dict(Account.objects.filter(parent__isnull=False).values_list("pk", "parent_id"))
    path: list[int] = []
    pk = parent.pk if parent else None
    while pk is not None and pk != account.pk and pk not in path:
        path.append(pk)
        pk = above.get(pk)
    if pk != account.pk:
        return
    names = dict(Account.objects.filter(pk__in=[*path, account.pk]).values_list("pk", "name"))
    circle = " → ".join(_short(names[each]) for each in (account.pk, *path, account.pk))
    raise HierarchyCycle(
        _("{account} would become its own parent: {circle}.").format(account=_short(account.name), circle=circle),
        remedy=_("Choose a parent that does not belong to it."),
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME_TOLD else f"{name[: LONGEST_NAME_TOLD - 1]}…"


@transaction.atomic
def change_account(
    *,
    account: Account,
    name: str,
    parent: Account | None,
    segment: str,
    territory: str,
    owner: User | None,
    based_on: int | None = None,
) -> Account:
    """Change an account; its new owner joins the team.

    `based_on` is the `version_of` it that the person saw. Raises `ChangedMeanwhile` where it is no longer the
    newest, and `HierarchyCycle`.
    """
    fresh = Account.objects.select_for_update().get(pk=account.pk)
    if based_on is not None and based_on != version_of(fresh):
        raise ChangedMeanwhile(
            _("Somebody else has changed this account while you were editing it."),
            remedy=_("Their values are shown beside yours. Send the form again to keep yours."),
        )
    _refuse_cycle(fresh, parent)
    fresh.name, fresh.segment, fresh.territory = name, segment, territory
    fresh.parent, fresh.owner = parent, owner
    fresh.save()
    if owner is not None:
        add_member(account=fresh, user=owner)
    return fresh


@transaction.atomic
def add_member(*, account: Account, user: User) -> Membership:
    """Put a person on the team; one who is on it stays."""
    membership, _new = Membership.objects.get_or_create(account=account, user=user)
    return membership


@transaction.atomic
def remove_member(*, account: Account, user: User) -> None:
    """Take a person off the team; an owner is no longer the owner then."""
    for membership in Membership.objects.filter(account=account, user=user):
        membership.delete()
    fresh = Account.objects.select_for_update().get(pk=account.pk)
    if fresh.owner_id == user.pk:
        fresh.owner = None
        fresh.save()


@transaction.atomic
def undo_change(*, account: Account, history_id: int) -> Account:
    """Give the fields that one change touched the values that they had before it.

    Later changes of other fields stay. Raises `HierarchyCycle`, and `Account.history.model.DoesNotExist` where
    there is no such change of this account or nothing before it.
    """
    change = account.history.get(history_id=history_id)
    before = account.history.filter(history_id__lt=history_id).order_by("-history_id").first()
    if before is None:
        raise account.history.model.DoesNotExist
    fresh = Account.objects.select_for_update().get(pk=account.pk)
    for field in EDITABLE:
        old: Any = getattr(before, field)
        if old != getattr(change, field):
            setattr(fresh, field, old)
    fresh.parent = Account.objects.filter(pk=fresh.parent_id).first() if fresh.parent_id else None
    fresh.owner = User.objects.filter(pk=fresh.owner_id).first() if fresh.owner_id else None
    _refuse_cycle(fresh, fresh.parent)
    fresh.save()
    return fresh
