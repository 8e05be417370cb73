"""The log of an account: a line is written, and what was written is found again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame
from openkam.web.accounts.queries import may_edit
from openkam.web.people.actions import talk
from openkam.web.people.frame import editable_account, visible_account
from openkam.web.people.log import due, reading
from openkam.web.people.log.deleted import SHOWN, deleted_lines
from openkam.web.people.log.forms import SIDES, LineForm
from openkam.web.people.log.names import fitting
from openkam.web.people.models import Interaction
from openkam.web.people.queries.people import contacts_of, members_of
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error

OFFERED = 8
DUE_SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """The log with the form for its next line; POST writes the line."""
    account = visible_account(request, pk)
    user = reader(request)
    if request.method != "POST":
        return _page(request, account, LineForm(user=user, account=account, initial=_first(request, account)))
    if not may_edit(user, account):
        raise Http404
    form = LineForm(request.POST, user=user, account=account)
    if not form.is_valid():
        return _page(request, account, form, 422)
    data = form.cleaned_data
    try:
        made = talk.record(
            account=account, author=user, members=data["members"], contacts=data["contacts"], values=form.values
        )
    except OpenKAMError as error:
        show_error(form, None, str(error))
        return _page(request, account, form, 422)
    if not request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        messages.success(request, _("In the log."))
        return redirect("account-log", pk)
    # Who writes several lines has the same people of ours and the same day more often than not.
    kept = {"members": [row.pk for row in data["members"]], "on": data["on"], "kind": data["kind"]}
    return _page(request, account, LineForm(user=user, account=account, initial=kept), made=made)


def _first(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What the empty form has: those whom the address names, else the reader where he or she is on the team."""
    initial: dict[str, Any] = {side: request.GET.getlist(side)[:50] for side in SIDES}
    if not initial["members"]:
        mine = members_of(reader(request), account).filter(colleague__user=reader(request))
        initial["members"] = list(mine.values_list("pk", flat=True))
    return initial


def _page(
    request: HttpRequest, account: Account, form: LineForm, status: int = 200, made: Interaction | None = None
) -> HttpResponse:
    user = reader(request)
    # A line that was just written is on the first page of the whole log.
    wanted = reading.read(request.GET if made is None else {})
    is_htmx = request.htmx  # type: ignore[attr-defined] # django-htmx sets it
    waiting = due.of_account(user, account)
    context: dict[str, Any] = {
        "part": "log",
        "form": form,
        "wanted": wanted,
        "page": reading.page_of(user, account, wanted, request.GET.get("page", "1")),
        "kinds": Interaction.Kind.choices,
        "people": reading.people(user, account),
        "due": waiting[:DUE_SHOWN],
        "due_more": waiting[DUE_SHOWN:],
        "due_count": len(waiting),
        "made": made,
        "is_asked": status == 422 or bool(request.GET.getlist("contacts")),
        "deleted": list(deleted_lines(user, account)[:SHOWN]),
        "just_deleted": request.GET.get("deleted", ""),
        "has_both_sides": members_of(user, account).exists() and contacts_of(user, account).exists(),
    }
    if is_htmx:
        # What could not be saved is put into the page too, so it is no failure for htmx.
        context |= {"account": account, "may_edit": may_edit(user, account)}
        return render(request, "people/log/log.html#log", context)
    return render(request, "people/log/log.html", dict(frame(request, account, "people", **context)), status=status)


@require_GET
def names(request: HttpRequest, pk: int) -> HttpResponse:
    """Who fits what is being typed: `side` is members or contacts, `but` are those who are chosen already."""
    account, user = editable_account(request, pk), reader(request)
    side, text = request.GET.get("side", ""), request.GET.get("q", "")[:200]
    if side not in SIDES:
        raise Http404
    rows = members_of if side == "members" else contacts_of
    chosen = set(request.GET.getlist("but"))
    people = [row for row in rows(user, account, with_left=True) if str(row.pk) not in chosen]
    context = {"found": fitting(text, people)[:OFFERED], "side": side}
    return render(request, "people/log/names.html", context)
