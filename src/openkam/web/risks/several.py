"""What is done to several risks at once: assign, respond, close. All of the chosen ones, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_number
from openkam.web.risks import actions, queries
from openkam.web.risks.forms import AssignForm, RespondForm
from openkam.web.risks.pages import back, writers_only
from openkam.web.shell.access import reader

DONE = ("owner", "due_on", "response")
"""The fields of the bar."""
SAID_CHARS = 20
_TOKEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")


def _picked(request: HttpRequest) -> dict[int, int]:
    """The chosen risks with the version that the page showed of each; 404 where a choice is no such pair."""
    found = [_TOKEN.fullmatch(token) for token in request.POST.getlist("risk")]
    if None in found:
        raise Http404
    return {int(match[1]): int(match[2]) for match in found if match}


def _are_there(request: HttpRequest, picked: dict[int, int]) -> bool:
    """Whether the person may change all of them. What is gone and what is not theirs cannot be told apart."""
    return queries.editable_risks(reader(request)).filter(pk__in=picked).count() == len(picked)


def _do(request: HttpRequest, form: Form | None, act: Callable[..., list[Any]]) -> HttpResponse:
    writers_only(request)
    picked = _picked(request)
    if form is not None and not form.is_valid():
        fault = " ".join(str(error) for errors in form.errors.values() for error in errors)
    elif not picked:
        fault = _("Tick the risks first; nothing was changed.")
    elif not _are_there(request, picked):
        fault = str(actions.deleted_meanwhile())
    else:
        try:
            changed = act(picked=picked, **(form.cleaned_data if form is not None else {}))
        except OpenKAMError as error:
            fault = str(error)
        else:
            text = ngettext("{count} risk changed.", "{count} risks changed.", len(changed))
            messages.success(request, text.format(count=format_number(len(changed))))
            return redirect(f"{back(request)}#register")
    messages.error(request, fault)
    return redirect(_again(request, picked))


def _again(request: HttpRequest, picked: Iterable[int]) -> str:
    """The register with the same risks ticked and the same said of them, so that nothing has to be done twice."""
    said = [(f"do_{name}", value[:SAID_CHARS]) for name in DONE if (value := request.POST.get(name, ""))]
    query = urlencode([*(("tick", pk) for pk in picked), *said])
    address = back(request)
    return f"{address}{'&' if '?' in address else '?'}{query}#several" if query else f"{address}#several"


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """An owner, a day, or both."""
    return _do(request, AssignForm(request.POST), actions.assign)


@require_POST
def respond(request: HttpRequest) -> HttpResponse:
    """Avoid, reduce, share or accept."""
    return _do(request, RespondForm(request.POST), actions.respond)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """They are over."""
    return _do(request, None, actions.close)
