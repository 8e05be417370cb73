"""The objectives of an account; one objective: its value with the sum, its typed values, changing, its history."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.changes import beside
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import editable_account, frame, visible_account
from openkam.web.accounts.queries import may_edit
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.plans.actions.objectives import read_typed
from openkam.web.plans.actions.rows import add_row, change_row
from openkam.web.plans.models import Objective
from openkam.web.plans.objectives import changes, drawing
from openkam.web.plans.objectives.finding import deleted_objectives, editable_objective, visible_objective
from openkam.web.plans.objectives.forms import ObjectiveForm, ReadingForm
from openkam.web.plans.objectives.showing import baselines_set_on, show, shown
from openkam.web.plans.objectives.words import FIELDS, written
from openkam.web.plans.todo.words import short
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error

DELETED_SHOWN = 10


@require_safe
def objectives(request: HttpRequest, pk: int) -> HttpResponse:
    """Every objective with its value, target and progress."""
    return _objectives(request, visible_account(request, pk))


def _objectives(request: HttpRequest, account: Account, form: ObjectiveForm | None = None) -> HttpResponse:
    user = reader(request)
    rows = shown(user, account, with_closed=True)
    is_writer = may_edit(user, account)
    new = form or (ObjectiveForm(user=user, account=account) if is_writer else None)
    context = frame(
        request, account, "plan",
        rows=[row for row in rows if not row.objective.is_closed],
        closed=[row for row in rows if row.objective.is_closed],
        form=new, is_refused=form is not None, deleted=_deleted(request, account) if is_writer else {},
    )  # fmt: skip
    return render(request, "plans/objectives/objectives.html", dict(context), status=200 if form is None else 422)


def _deleted(request: HttpRequest, account: Account) -> dict[str, Any]:
    """What was deleted here lately, and what was deleted just now."""
    records, now = list(deleted_objectives(request, account)[:DELETED_SHOWN]), request.GET.get("deleted", "")
    return {"records": records, "now": next((one for one in records if str(one.history_id) == now), None)}


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new objective at the end of the list."""
    account, user = editable_account(request, pk), reader(request)
    form = ObjectiveForm(request.POST, user=user, account=account)
    if not form.is_valid():
        return _objectives(request, account, form)
    try:
        made = add_row(Objective, account=account, values=form.values)
    except OpenKAMError as error:
        show_error(form, None, str(error))
        return _objectives(request, account, form)
    messages.success(request, _("In the plan: {text}").format(text=short(made.text)))
    return redirect("account-objectives", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def objective(request: HttpRequest, pk: int) -> HttpResponse:
    """One objective with its sum; those who may change it change it here, or in its line of the list."""
    found, user = visible_objective(request, pk), reader(request)
    if request.method != "POST":
        if request.htmx and "row" in request.GET:  # type: ignore[attr-defined] # django-htmx sets it
            return _row(request, found)
        is_writer = may_edit(user, found.account)
        form = ObjectiveForm(user=user, account=found.account, objective=found) if is_writer else None
        return _page(request, found, form)
    found = editable_objective(request, pk)
    form = ObjectiveForm(request.POST, user=user, account=found.account, objective=found)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        change_row(found, values=form.values, based_on=form.cleaned_data["based_on"] or 0)
    except ChangedMeanwhile as error:
        return _both(request, pk, error)
    except OpenKAMError as error:
        show_error(form, None, str(error))
        return _page(request, found, form, 422)
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        return _row(request, visible_objective(request, pk))
    messages.success(request, _("Saved."))
    return redirect("objective", pk)


def _row(request: HttpRequest, found: Objective) -> HttpResponse:
    (one,) = show(reader(request), found.account, [found])
    context = {"one": one, "may_edit": may_edit(reader(request), found.account), "account": found.account}
    return render(request, "plans/objectives/row.html", context)


def _both(request: HttpRequest, pk: int, error: ChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    fresh, data = visible_objective(request, pk), request.POST.copy()
    data["based_on"] = str(error.version)
    form = ObjectiveForm(data, user=reader(request), account=fresh.account, objective=fresh)
    form.is_valid()
    differing = beside(FIELDS, partial(getattr, fresh), error.yours, written)
    return _page(request, fresh, form, 409, said=str(error), differing=differing)


def _page(
    request: HttpRequest, found: Objective, form: ObjectiveForm | None, status: int = 200, **more: Any
) -> HttpResponse:
    """The form in the list where a script asked for it, else the whole page."""
    if request.htmx and form is not None:  # type: ignore[attr-defined] # django-htmx sets it
        # What could not be saved is put into the page too, so it is no failure for htmx.
        context = {"objective": found, "form": form, "account": found.account, **more}
        return render(request, "plans/objectives/edit.html", context)
    return _whole(request, found, form, ReadingForm(), status, **more)


def _whole(
    request: HttpRequest, found: Objective, form: ObjectiveForm | None, typed: ReadingForm, status: int, **more: Any
) -> HttpResponse:
    """The page of one objective; `form` None is for those who only look."""
    is_typed = found.measure == Objective.Measure.TYPED
    readings = list(found.readings.select_related("author")) if is_typed else []
    picture = drawing.figure(found, readings, baselines_set_on([found.pk]).get(found.pk))
    (one,) = show(reader(request), found.account, [found])
    context = frame(
        request, found.account, "plan",
        objective=found, one=one, form=form, readings=[(row, written("value", row.value)) for row in readings[::-1]],
        picture=picture, chart=drawing.drawn(picture) if picture else None, is_typed=is_typed, reading_form=typed,
        actions=found.actions.select_related("owner"), **more,
    )  # fmt: skip
    return render(request, "plans/objectives/objective.html", dict(context), status=status)


@require_POST
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """A typed value with its day and source; what is refused stays in the form."""
    found, user = editable_objective(request, pk), reader(request)
    form = ReadingForm(request.POST)
    if form.is_valid():
        try:
            read_typed(objective=found, author=user, **form.cleaned_data)
        except OpenKAMError as error:
            show_error(form, None, str(error))
    if form.errors:
        whole = ObjectiveForm(user=user, account=found.account, objective=found)
        return _whole(request, found, whole, form, 422)
    messages.success(request, _("The value is saved."))
    return redirect("objective", pk)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of an objective, and when."""
    found = visible_objective(request, pk)
    context = frame(request, found.account, "plan", objective=found, changes=changes.history_of(found))
    return render(request, "plans/objectives/history.html", dict(context))
