"""The plan on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkam.web.accounts.pages import frame, visible_account
from openkam.web.plans.models import Action, Objective
from openkam.web.plans.queries.plans import rows_of
from openkam.web.shell.access import reader


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What we want at the account, and who does what."""
    account, user = visible_account(request, pk), reader(request)
    context = frame(
        request, account, "plan",
        objectives=rows_of(Objective, user, account), actions=rows_of(Action, user, account),
    )  # fmt: skip
    return render(request, "plans/page/plan.html", dict(context))
