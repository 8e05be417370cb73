"""The relationship of an account: the stage that is claimed, the stage that the contacts show, and the picture."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkam.feeds.people import stage_inputs
from openkam.tools.relationship import stage
from openkam.web.accounts.pages import frame
from openkam.web.people.frame import visible_account
from openkam.web.people.queries.records import records
from openkam.web.shell.access import reader


@require_safe
def relationship(request: HttpRequest, pk: int) -> HttpResponse:
    """The stage as it is read today."""
    account = visible_account(request, pk)
    result = stage.compute(stage_inputs(records(reader(request), account)))
    context = frame(request, account, "relationship", result=result)
    return render(request, "people/relationship/relationship.html", dict(context))
