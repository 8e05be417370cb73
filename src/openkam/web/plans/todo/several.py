"""What is given to several actions at once: owner, day, status, objective. All of the chosen ones, or none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.numbers import format_number
from openkam.web.accounts.models import Account
from openkam.web.plans.actions import todo
from openkam.web.plans.models import Action
from openkam.web.plans.queries.plans import visible_rows
from openkam.web.plans.todo.forms import SeveralForm
from openkam.web.shell.access import reader
from openkam.web.shell.models import Role

SAID = ("owner", "status", "objective", "due_on")
SAID_CHARS = 20
_TOKEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Give the ticked actions what the bar says."""
    user = reader(request)
    if user.role == Role.VIEWER:
        raise Http404
    picked = _picked(request)
    try:
        changed = _change(request, picked)
    except OpenKAMError as error:
        messages.error(request, str(error))
        return redirect(_again(request, picked))
    text = ngettext("{count} action changed.", "{count} actions changed.", changed)
    messages.success(request, text.format(count=format_number(changed)))
    return redirect(f"{_back(request)}#actions")


def _change(request: HttpRequest, picked: dict[int, int]) -> int:
    user = reader(request)
    if not picked:
        raise InvalidInput(_("No action is ticked, so nothing was changed."), remedy=_("Tick the actions first."))
    accounts = set(visible_rows(Action, user).filter(pk__in=picked).values_list("account", flat=True))
    if visible_rows(Action, user).filter(pk__in=picked).count() != len(picked):
        # What is gone and what is not theirs cannot be told apart.
        raise todo.SeveralChangedMeanwhile(
            _("Some of these actions are no longer there."), remedy=_("Nothing was changed. Choose again.")
        )
    account = Account.objects.get(pk=accounts.pop()) if len(accounts) == 1 else None
    form = SeveralForm(request.POST, user=user, account=account)
    if not form.is_valid():
        raise InvalidInput(" ".join(str(error) for errors in form.errors.values() for error in errors))
    values = form.values
    if not values:
        raise InvalidInput(
            _("Nothing is chosen for the ticked actions, so nothing was changed."),
            remedy=_("Choose an owner, a status, an objective or a day."),
        )
    return len(todo.change_several(picked=picked, values=values))


def _picked(request: HttpRequest) -> dict[int, int]:
    """The chosen actions with the version that the page showed of each; 404 where a choice is no such pair."""
    found = [_TOKEN.fullmatch(token) for token in request.POST.getlist("action")]
    if None in found:
        raise Http404
    return {int(match[1]): int(match[2]) for match in found if match}


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("my-actions")


def _again(request: HttpRequest, picked: Iterable[int]) -> str:
    """The list with the same actions ticked and the same said of them, so that nothing has to be done twice."""
    said = [(f"do_{name}", value[:SAID_CHARS]) for name in SAID if (value := request.POST.get(name, ""))]
    query = urlencode([*(("tick", pk) for pk in picked), *said])
    address = _back(request)
    return f"{address}{'&' if '?' in address else '?'}{query}#todo-several" if query else address
