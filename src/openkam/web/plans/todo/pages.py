"""The actions of an account and mine across accounts; one action: changing, deleting, its history."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_date
from openkam.web.accounts.changes import beside
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import editable_account, frame, visible_account
from openkam.web.accounts.queries import may_edit
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.plans.actions import todo
from openkam.web.plans.actions.rows import delete_row
from openkam.web.plans.models import Action, Objective
from openkam.web.plans.queries.plans import my_actions, rows_of, visible_rows
from openkam.web.plans.todo import changes, columns, quick, timeline
from openkam.web.plans.todo.filters import STATES, VIEWS, Wanted
from openkam.web.plans.todo.forms import ActionForm, SeveralForm
from openkam.web.plans.todo.gathered import Row, gather
from openkam.web.plans.todo.people import owner_named, owners_of
from openkam.web.plans.todo.words import FIELDS, short, written
from openkam.web.risks.queries import currency
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error
from openkam.web.shell.models import Role

PAGE = 500
DELETED_SHOWN = 10


def visible_action(request: HttpRequest, pk: int) -> Action:
    """The action, or 404 where the reader must not know of its account."""
    found = visible_rows(Action, reader(request)).select_related("account__owner", "owner", "objective")
    return get_object_or_404(found, pk=pk)


def editable_action(request: HttpRequest, pk: int) -> Action:
    """The action, or 404 where the reader may not change it."""
    action = visible_action(request, pk)
    if not may_edit(reader(request), action.account):
        raise Http404
    return action


def back(request: HttpRequest, account: Account) -> str:
    """Where the person came from, if that is one of our pages, else the actions of the account."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("account-actions", args=[account.pk])


def version(data: Mapping[str, Any]) -> int:
    """The version that a form was based on; 0 is none."""
    text = str(data.get("based_on", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_safe
def actions(request: HttpRequest, pk: int) -> HttpResponse:
    """The actions of one account as list, board or timeline."""
    return _actions(request, visible_account(request, pk))


def asked_for(wanted: Wanted, every: QuerySet[Action]) -> list[Row]:
    """The rows that fit, the soonest first."""
    return wanted.sift(gather(soonest_first(wanted.narrow(every)), timezone.localdate()))


def soonest_first(actions: QuerySet[Action]) -> QuerySet[Action]:
    """By day, those without one last."""
    return actions.order_by(F("due_on").asc(nulls_last=True), "position", "pk")


def _actions(request: HttpRequest, account: Account, **more: Any) -> HttpResponse:
    user, wanted = reader(request), Wanted.of(request.GET)
    every = rows_of(Action, user, account)
    rows = asked_for(wanted, every)
    ticked, bar = _again(request.GET)
    context = frame(
        request, account, "plan",
        wanted=wanted, rows=rows, views=_views(wanted), states=_states(wanted), counted=_counted(every),
        owners=owners_of(user, account), objectives=rows_of(Objective, user, account),
        bar=SeveralForm(user=user, account=account), said=bar, ticked=ticked, deleted=_deleted(request, account),
        here=f"{request.path}?{wanted.query()}", query=wanted.query(), **_shown(wanted, rows, request), **more,
    )  # fmt: skip
    return render(request, "plans/todo/actions.html", dict(context), status=422 if more else 200)


def _shown(wanted: Wanted, rows: list[Row], request: HttpRequest) -> dict[str, Any]:
    """What only one of the views needs."""
    if wanted.show == "board":
        return {"columns": columns.columns(rows)}
    if wanted.show == "timeline":
        drawn = timeline.lay_out(rows, timezone.localdate(), request.GET.get("unit", ""))
        return {"timeline": drawn, "list_query": wanted.query(show="")}
    return {"page": Paginator(rows, PAGE).get_page(request.GET.get("page", "1"))}


def _views(wanted: Wanted) -> list[tuple[str, Any, bool]]:
    return [(wanted.query(show="" if key == "list" else key), name, key == wanted.show) for key, name in VIEWS.items()]


def _states(wanted: Wanted) -> list[tuple[str, Any, bool]]:
    return [(key, name, key == wanted.seen_state) for key, name in STATES.items()]


def _counted(every: Any) -> dict[str, int]:
    """How many there are, late and blocked, whatever is filtered."""
    rows = gather(every.exclude(status__in=[Action.Status.DONE, Action.Status.DROPPED]), timezone.localdate())
    return {
        "every": every.count(),
        "open": len(rows),
        "late": sum(row.is_overdue for row in rows),
        "blocked": sum(bool(row.blocked_by) for row in rows),
    }


def _again(data: QueryDict) -> tuple[set[int], dict[str, str]]:
    """What was ticked and said for several, where that was refused."""
    ticked = {int(key) for key in data.getlist("tick") if key.isascii() and key.isdigit() and len(key) < 19}
    return ticked, {name: data.get(f"do_{name}", "") for name in ("owner", "status", "objective", "due_on")}


def deleted_actions(request: HttpRequest, account: Account | None = None) -> Any:
    """Deletions in the history whose account the reader may change and whose action is not back, newest first."""
    user = reader(request)
    found = Action.history.filter(history_type="-").exclude(id__in=Action.objects.values("pk"))
    found = found.filter(account=account) if account is not None else found
    return found.select_related("account").order_by("-history_id") if user.role != Role.VIEWER else found.none()


def _deleted(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What was deleted here lately, and what was deleted just now."""
    if not may_edit(reader(request), account):
        return {}
    records = list(deleted_actions(request, account)[:DELETED_SHOWN])
    now = request.GET.get("deleted", "")
    return {"records": records, "now": next((one for one in records if str(one.history_id) == now), None)}


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One line into the plan; what is not understood is said above it, and what was typed is kept."""
    account, user = editable_account(request, pk), reader(request)
    line = request.POST.get("line", "")
    people = owners_of(user, account)
    try:
        told = quick.read(line, people, timezone.localdate())
        made = todo.add_action(
            account=account,
            author=user,
            values={
                "text": told.text,
                "owner": owner_named(told.owner, user),
                "due_on": told.due_on,
                "is_principal": request.POST.get("principal") == "1",
            },
        )
    except OpenKAMError as error:
        return _actions(request, account, line=line, line_error=error)
    parts = [short(made.text), made.owner.name if made.owner else "", format_date(made.due_on) if made.due_on else ""]
    messages.success(request, _("In the plan: {action}").format(action=" · ".join(part for part in parts if part)))
    return redirect(f"{back(request, account)}#add")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader is to do, across the accounts that they see."""
    user, today = reader(request), timezone.localdate()
    rows = gather(soonest_first(my_actions(user)), today)
    ticked, said = _again(request.GET)
    context = {
        "groups": columns.by_day(rows, today), "count": len(rows), "may_edit": user.role != Role.VIEWER,
        "ticked": ticked, "said": said, "bar": SeveralForm(user=user, account=None), "here": request.path,
        "across": True,
    }  # fmt: skip
    return render(request, "plans/todo/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: its form to those who may change it, its values to others; `?row` is its line in the list."""
    found, user = visible_action(request, pk), reader(request)
    if request.method != "POST":
        if request.htmx and "row" in request.GET:  # type: ignore[attr-defined] # django-htmx sets it
            return _row(request, found)
        return _form(request, found, ActionForm(user=user, action=found) if may_edit(user, found.account) else None)
    found = editable_action(request, pk)
    form = ActionForm(request.POST, user=user, action=found)
    if not form.is_valid():
        return _form(request, found, form, 422)
    try:
        saved = todo.change_action(
            action=found, values=form.values, based_on=form.cleaned_data["based_on"] or 0, waits_for=form.waits
        )
    except ChangedMeanwhile as error:
        return _both(request, pk, error)
    except OpenKAMError as error:
        show_error(form, "wait_more", str(error))
        return _form(request, found, form, 422)
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        return _saved_row(request, found, saved)
    messages.success(request, _("Saved."))
    return redirect("account-actions", saved.account_id)


def _saved_row(request: HttpRequest, before: Action, saved: Action) -> HttpResponse:
    """The line of the list; where others may be blocked or free by it, the whole list anew."""
    answer = _row(request, visible_action(request, saved.pk))
    if before.is_over != saved.is_over or saved.awaited_by.exists():
        answer["HX-Refresh"] = "true"
    return answer


def _row(request: HttpRequest, found: Action) -> HttpResponse:
    row = gather(Action.objects.filter(pk=found.pk), timezone.localdate())[0]
    return render(request, "plans/todo/row.html", _line_context(request, found) | {"row": row})


def _line_context(request: HttpRequest, found: Action) -> dict[str, Any]:
    """What a line of the list needs, whether read or edited."""
    across = "across" in request.GET
    here = reverse("my-actions") if across else reverse("account-actions", args=[found.account_id])
    return {"may_edit": may_edit(reader(request), found.account), "across": across, "here": here}


def _both(request: HttpRequest, pk: int, error: ChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    fresh = visible_action(request, pk)
    data = request.POST.copy()
    data["based_on"] = str(error.version)
    form = ActionForm(data, user=reader(request), action=fresh)
    form.is_valid()
    differing = beside(FIELDS, partial(getattr, fresh), error.yours, written)
    return _form(request, fresh, form, 409, said=str(error), differing=differing)


def _form(request: HttpRequest, found: Action, form: ActionForm | None, status: int = 200, **more: Any) -> HttpResponse:
    """The form in the list where a script asked for it, else on its page."""
    context = {"action": found, "form": form, **more}
    if request.htmx and form is not None:  # type: ignore[attr-defined] # django-htmx sets it
        # What could not be saved is put into the page too, so it is no failure for htmx.
        return render(request, "plans/todo/edit.html", _line_context(request, found) | context)
    row = gather(Action.objects.filter(pk=found.pk), timezone.localdate())[0]
    whole = frame(request, found.account, "plan", row=row, currency=currency(), **context)
    return render(request, "plans/todo/action.html", dict(whole), status=status)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of an action, and when."""
    found = visible_action(request, pk)
    context = frame(request, found.account, "plan", action=found, changes=changes.history_of(found))
    return render(request, "plans/todo/history.html", dict(context))


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an action off the plan; the next page can bring it back."""
    found = editable_action(request, pk)
    try:
        number = delete_row(found, based_on=version(request.POST))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else has changed this action meanwhile. It was not deleted; look again."))
        return redirect("action", pk)
    return redirect(f"{reverse('account-actions', args=[found.account_id])}?deleted={number}")


@require_POST
def restore(request: HttpRequest, history_id: int) -> HttpResponse:
    """Bring a deleted action back, with what it waited for and what waited for it."""
    record = get_object_or_404(deleted_actions(request), history_id=history_id)
    account = editable_account(request, record.account_id)
    back_again = todo.restore_action(record)
    messages.success(request, _("Back in the plan: {action}").format(action=short(back_again.text)))
    return redirect("account-actions", account.pk)
