"""The objective that an address names, or 404 where the reader must not know of it or may not change it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import may_edit
from openkam.web.plans.models import Objective
from openkam.web.plans.queries.plans import visible_rows
from openkam.web.shell.access import reader
from openkam.web.shell.models import Role


def visible_objective(request: HttpRequest, pk: int) -> Objective:
    """The objective, or 404 where the reader must not know of its account."""
    return get_object_or_404(visible_rows(Objective, reader(request)).select_related("account__owner", "owner"), pk=pk)


def editable_objective(request: HttpRequest, pk: int) -> Objective:
    """The objective, or 404 where the reader may not change it."""
    found = visible_objective(request, pk)
    if not may_edit(reader(request), found.account):
        raise Http404
    return found


def deleted_objectives(request: HttpRequest, account: Account | None = None) -> Any:
    """Deletions in the history whose objective is not back, newest first; nothing to those who only look."""
    found = Objective.history.filter(history_type="-").exclude(id__in=Objective.objects.values("pk"))
    found = found.filter(account=account) if account is not None else found
    may_write = reader(request).role != Role.VIEWER
    return found.select_related("account").order_by("-history_id") if may_write else found.none()
