"""One step on the board or the timeline: another status, another day. A script gets the new state, a form the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.numbers import format_date
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.contacts.forms import DayField
from openkam.web.plans.actions import todo
from openkam.web.plans.models import Action
from openkam.web.plans.todo.pages import back, editable_action, version
from openkam.web.plans.todo.words import short, written


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an action another `status`, `starts_on` or `due_on`."""
    found = editable_action(request, pk)
    try:
        saved = todo.change_action(action=found, values=_values(request), based_on=version(request.POST))
    except ChangedMeanwhile as error:
        fresh = Action.objects.get(pk=error.fresh.pk)
        return _answer(request, fresh, 409, _meanwhile(fresh))
    except OpenKAMError as error:
        return _answer(request, found, 422, str(error))
    return _answer(request, saved, 200, _said(saved))


def _values(request: HttpRequest) -> dict[str, Any]:
    """What is to change. Raises `InvalidInput` where a day is none, 404 where nothing is asked for."""
    made: dict[str, Any] = {}
    if "status" in request.POST:
        if request.POST["status"] not in Action.Status.values:
            raise Http404
        made["status"] = request.POST["status"]
    for name in ("starts_on", "due_on"):
        if name in request.POST:
            made[name] = _day(request.POST[name])
    if not made:
        raise Http404
    return made


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            _("“{text}” is no day.").format(text=short(text)), remedy=str(DayField().error_messages["invalid"])
        ) from None
    if not 1950 <= found.year <= 2200:
        raise InvalidInput(
            _("The year {year} cannot be right.").format(year=found.year), remedy=_("Choose a day near our own time.")
        )
    return found


def _said(action: Action) -> str:
    """The new state in a line."""
    parts = [written("status", action.status)]
    if action.due_on:
        parts.append(_("due on {day}").format(day=format_date(action.due_on)))
    return f"{short(action.text)}: {', '.join(parts)}"


def _meanwhile(fresh: Action) -> str:
    return _(
        "Somebody else has changed this action meanwhile. It is now: {state}. Nothing of yours was written."
    ).format(state=_said(fresh))


def _answer(request: HttpRequest, action: Action, status: int, text: str) -> HttpResponse:
    if request.accepts("text/html"):
        (messages.success if status == 200 else messages.error)(request, text)
        return redirect(back(request, action.account))
    state = {name: _iso(getattr(action, name)) for name in ("starts_on", "due_on")}
    made = {"said": text, "version": action.version, "status": action.status, **state}
    return JsonResponse(made, status=status)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
