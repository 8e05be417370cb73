"""Which imports of contacts a person may see: their own, those into accounts that they may change, and leads all."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.models import ContactImport
from openkam.web.shell.models import Role, User

PAGE_ROWS = 20


def may_import(user: User) -> bool:
    """Whether the person may bring contacts in at all: everybody but viewers."""
    return user.is_authenticated and user.role != Role.VIEWER


def imports_of(user: User, account: Account | None = None) -> QuerySet[ContactImport]:
    """The imports that `user` may see, latest first; only those into `account` where one is given."""
    found = ContactImport.objects.select_related("stored", "created_by", "undone_by", "account", "job")
    if not may_import(user):
        return found.none()
    if account is not None:
        found = found.filter(account=account)
    if user.sees_all:
        return found
    seen = visible_accounts(user).order_by().values("pk")
    return found.filter(Q(account__in=seen) | Q(account__isnull=True, created_by=user))


def one_import(user: User, pk: int) -> ContactImport:
    """One import; raises Http404 where there is none or it is not for `user`."""
    if not may_import(user):
        raise Http404
    return get_object_or_404(imports_of(user), pk=pk)
