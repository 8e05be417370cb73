"""The whitespace of an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkam.web.accounts.pages import frame, visible_account
from openkam.web.plans.models import Whitespace
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.rows.kinds import undo_of
from openkam.web.plans.whitespace.grid import finding, grid, missing
from openkam.web.risks.queries import currency
from openkam.web.shell.access import reader


@require_safe
def whitespace(request: HttpRequest, pk: int) -> HttpResponse:
    """Who supplies what to whom, and what could be ours."""
    account, user = visible_account(request, pk), reader(request)
    made, money = grid(rows_of(Whitespace, user, account).select_related("objective")), currency()
    context = frame(
        request, account, "plan",
        grid=made, currency=money, finding=finding(made, money), missing=missing(made.total),
        undo=undo_of(user, account, request.GET.get("deleted", "")),
    )  # fmt: skip
    return render(request, "plans/whitespace/whitespace.html", dict(context))
