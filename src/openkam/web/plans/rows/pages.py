"""Needs, insights and cells of the whitespace: added, changed, moved, deleted and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openkam.core.errors import InvalidInput
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import editable_account, frame
from openkam.web.accounts.queries import may_edit
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.plans.actions import rows as actions
from openkam.web.plans.models import Whitespace
from openkam.web.plans.queries.plans import rows_of, visible_rows
from openkam.web.plans.rows.forms import RowForm
from openkam.web.plans.rows.kinds import Kind, deleted_of, kind_of
from openkam.web.plans.todo.words import short
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error


def editable_row(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """The row, or 404 where the reader may not change it."""
    user = reader(request)
    found = get_object_or_404(visible_rows(kind.model, user), pk=pk)
    if not may_edit(user, found.account):
        raise Http404
    return found


def _version(data: Mapping[str, Any]) -> int:
    text = str(data.get("based_on", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A new row; the address may say with what its form begins."""
    account, kind, user = editable_account(request, pk), kind_of(what), reader(request)
    if request.method != "POST":
        first = {name: request.GET[name] for name in kind.form.NAMES if name in request.GET}
        return _form(request, account, kind, kind.form(user=user, account=account, initial=first))
    form = kind.form(request.POST, user=user, account=account)
    if form.is_valid():
        try:
            made = actions.add_row(kind.model, account=account, values=form.values)
        except InvalidInput as error:
            show_error(form, None, str(error))
        else:
            messages.success(request, _("In the plan: {text}").format(text=short(str(made))))
            return redirect(kind.url(account))
    return _form(request, account, kind, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Change a row; where somebody else was quicker both values are shown."""
    kind, user = kind_of(what), reader(request)
    row = editable_row(request, kind, pk)
    if request.method != "POST":
        return _form(request, row.account, kind, kind.form(user=user, account=row.account, row=row))
    form = kind.form(request.POST, user=user, account=row.account, row=row)
    if not form.is_valid():
        return _form(request, row.account, kind, form, status=422)
    try:
        actions.change_row(row, values=form.values, based_on=_version(request.POST))
    except ChangedMeanwhile as error:
        return _both(request, kind, row.account, form, error)
    except InvalidInput as error:
        show_error(form, None, str(error))
        return _form(request, row.account, kind, form, status=422)
    except kind.model.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Saved."))
    return redirect(kind.url(row.account_id))


def _both(request: HttpRequest, kind: Kind, account: Account, form: RowForm, error: ChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    differing = form.beside(error.fresh)
    data = request.POST.copy()
    data["based_on"] = str(error.version)
    again = kind.form(data, user=reader(request), account=account, row=error.fresh)
    again.is_valid()
    return _form(request, account, kind, again, status=409, differing=differing, said=str(error))


def _form(
    request: HttpRequest, account: Account, kind: Kind, form: RowForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The form alone where a script puts it in place, else on its page."""
    context = {"form": form, "kind": kind, "row": form.row, "back": kind.url(account), **more}
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        form.shown[0].field.widget.attrs["autofocus"] = True
        return render(request, "plans/rows/form.html", context | {"account": account}, status=status)
    return render(request, "plans/rows/page.html", dict(frame(request, account, "plan", **context)), status=status)


@require_POST
def move(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Put a need or an insight one place up or down, an insight within its column."""
    kind = kind_of(what)
    if kind.model is Whitespace:
        raise Http404
    row = editable_row(request, kind, pk)
    every = list(rows_of(kind.model, reader(request), row.account))
    beside = [one for one in every if getattr(one, "kind", None) == getattr(row, "kind", None)]
    at = [one.pk for one in beside].index(row.pk)
    to = at - 1 if request.POST.get("to") == "up" else at + 1
    if 0 <= to < len(beside):
        order = [one.pk for one in every]
        first, second = order.index(row.pk), order.index(beside[to].pk)
        order[first], order[second] = order[second], order[first]
        actions.order_rows(kind.model, account=row.account, pks=order)
    return redirect(kind.url(row.account_id))


@require_POST
def delete(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Take a row off the plan; the next page can bring it back."""
    kind = kind_of(what)
    row = editable_row(request, kind, pk)
    try:
        number = actions.delete_row(row, based_on=_version(request.POST))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else has changed this meanwhile. It was not deleted; look at it again."))
        return redirect("plan-row", what, pk)
    except kind.model.DoesNotExist:
        raise Http404 from None
    return redirect(kind.url(row.account_id, f"?deleted={what}-{number}"))


@require_POST
def restore(request: HttpRequest, pk: int, what: str, history_id: int) -> HttpResponse:
    """Bring a deleted row back."""
    account, kind = editable_account(request, pk), kind_of(what)
    record = get_object_or_404(deleted_of(kind, account), history_id=history_id)
    if kind.model is Whitespace and _is_taken(record):
        messages.error(
            request, _("{cell} is in the grid again, so the deleted one stays deleted.").format(cell=record.instance)
        )
        return redirect(kind.url(account))
    back = actions.restore_row(record)
    messages.success(request, _("Back in the plan: {text}").format(text=short(str(back))))
    return redirect(kind.url(account))


def _is_taken(record: Any) -> bool:
    """Whether the place of a deleted cell was filled again."""
    place = {"buying_centre": record.buying_centre, "offering": record.offering}
    return Whitespace.objects.filter(account=record.account_id, **place).exists()
