"""One line of the log: edited in place, put off, deleted and brought back, its history."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_date
from openkam.web.accounts.changes import FieldChange
from openkam.web.accounts.pages import frame
from openkam.web.accounts.queries import may_edit, visible_accounts
from openkam.web.people.actions import talk
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.people.log import changes
from openkam.web.people.log.actions import put_off
from openkam.web.people.log.deleted import deleted_lines
from openkam.web.people.log.forms import LaterForm, LineForm
from openkam.web.people.models import Interaction
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error


def visible_line(request: HttpRequest, pk: int) -> Interaction:
    """The line, or 404 where the reader must not know of its account."""
    rows = Interaction.objects.filter(account__in=visible_accounts(reader(request)).order_by().values("pk"))
    return get_object_or_404(
        rows.select_related("account__owner", "author").prefetch_related("members__colleague", "contacts__person"),
        pk=pk,
    )


def editable_line(request: HttpRequest, pk: int) -> Interaction:
    """The line, or 404 where the reader may not change it."""
    line = visible_line(request, pk)
    if not may_edit(reader(request), line.account):
        raise Http404
    return line


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form in the place of the line, and saving it; `?read` shows the line again."""
    line = editable_line(request, pk)
    if request.method != "POST":
        return _line(request, line, None if "read" in request.GET else LineForm.of(line, user=reader(request)))
    form = LineForm.of(line, request.POST, user=reader(request))
    if not form.is_valid():
        return _line(request, line, form, 422)
    data = form.cleaned_data
    try:
        talk.change_interaction(
            interaction=line, members=data["members"], contacts=data["contacts"], values=form.values,
            based_on=data["based_on"] or 0,
        )  # fmt: skip
    except ChangedMeanwhile as error:
        return _both(request, pk, form, error)
    except OpenKAMError as error:
        show_error(form, None, str(error))
        return _line(request, line, form, 422)
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        return _line(request, visible_line(request, pk), None)
    messages.success(request, _("Saved."))
    return redirect("account-log", line.account_id)


def _both(request: HttpRequest, pk: int, form: LineForm, error: ChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    fresh = visible_line(request, pk)
    data = request.POST.copy()
    data["based_on"] = str(fresh.version)
    again = LineForm.of(fresh, data, user=reader(request))
    again.is_valid()
    show_error(again, None, str(error))
    return _line(request, fresh, again, 409, changes.beside(fresh, form.cleaned_data))


def _line(
    request: HttpRequest,
    line: Interaction,
    form: LineForm | None,
    status: int = 200,
    differing: list[FieldChange] | None = None,
) -> HttpResponse:
    """The line alone where a script asked for it, else a page with it."""
    context = {"line": line, "form": form, "differing": differing, "account": line.account, "may_edit": True}
    if request.htmx:  # type: ignore[attr-defined] # django-htmx sets it
        # What could not be saved is put into the page too, so it is no failure for htmx.
        return render(request, "people/log/line.html", context)
    context |= frame(request, line.account, "people", part="log")
    return render(request, "people/log/edit.html", context, status=status)


@require_POST
def later(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the next contact off to another day."""
    line = editable_line(request, pk)
    form = LaterForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for errors in form.errors.values() for text in errors))
        return redirect(_back(request, line))
    data = form.cleaned_data
    try:
        put_off(interaction=line, next_on=data["next_on"], based_on=data["based_on"] or 0)
    except ChangedMeanwhile:
        messages.error(
            request, _("Somebody else has changed this line meanwhile, so nothing was put off. Look at it again.")
        )
    except OpenKAMError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Put off to {day}.").format(day=format_date(data["next_on"])))
    return redirect(_back(request, line))


def _back(request: HttpRequest, line: Interaction) -> str:
    """The page from which it was done, on this site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("account-log", args=[line.account_id])


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line off; the next page can bring it back."""
    line = editable_line(request, pk)
    version = request.POST.get("based_on", "")
    based_on = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    try:
        number = talk.delete_interaction(interaction=line, based_on=based_on)
    except OpenKAMError as error:
        messages.error(request, str(error))
        return redirect("account-log", line.account_id)
    return redirect(f"{reverse('account-log', args=[line.account_id])}?deleted={number}")


@require_POST
def restore(request: HttpRequest, history_id: int) -> HttpResponse:
    """Bring a deleted line back."""
    record = get_object_or_404(deleted_lines(reader(request)), history_id=history_id)
    back = talk.restore_interaction(record=record)
    messages.success(request, _("The line is back."))
    return redirect("account-log", back.account_id)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of a line, and when."""
    line = visible_line(request, pk)
    context = frame(request, line.account, "people", part="log", line=line, changes=changes.history_of(line))
    return render(request, "people/log/history.html", dict(context))
