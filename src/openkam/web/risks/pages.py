"""The register of all, of one account, and one risk: adding, changing, deleting, its history and its sum."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from openkam.web.accounts import queries as account_queries
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame, visible_account
from openkam.web.risks import actions, changes, filters, queries, showing, workings
from openkam.web.risks.forms import RiskForm
from openkam.web.risks.models import Risk
from openkam.web.risks.register import Register, Scope
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error


def back(request: HttpRequest) -> str:
    """Where the person came from, if that is one of our pages, else the register."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("risks")


def writers_only(request: HttpRequest) -> None:
    """404 for those who may change nothing."""
    if not queries.may_write(reader(request)):
        raise Http404


def _visible_risk(request: HttpRequest, pk: int) -> Risk:
    found = queries.visible_risks(reader(request)).select_related("account", "owner", "created_by")
    return get_object_or_404(found, pk=pk)


def _editable_risk(request: HttpRequest, pk: int) -> Risk:
    return get_object_or_404(queries.editable_risks(reader(request)).select_related("account", "owner"), pk=pk)


@require_safe
def risks(request: HttpRequest) -> HttpResponse:
    """The programme's risks and those of every account that the reader sees."""
    return render(request, "risks/risks.html", showing.context(request, showing.register(request)))


@require_safe
def account_risks(request: HttpRequest, pk: int) -> HttpResponse:
    """The risks of one account and of the subsidiaries that the reader sees."""
    return _account_page(request, visible_account(request, pk))


def _account_page(request: HttpRequest, account: Account, form: RiskForm | None = None) -> HttpResponse:
    shown = showing.register(request, Scope.of(reader(request), account))
    shared = showing.context(request, shown, form)
    status = 422 if form is not None else 200
    return render(request, "risks/account_risks.html", dict(frame(request, account, "risks", **shared)), status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a risk on the register; what cannot be used is said beside its field, and what was typed is kept."""
    writers_only(request)
    user = reader(request)
    form = RiskForm(request.POST, user=user)
    if form.is_valid():
        risk = actions.add_risk(user=user, values=form.values)
        messages.success(request, _("On the register: {event}").format(event=actions.short(risk.event)))
        return redirect(back(request))
    of = request.POST.get("of", "")
    if of.isascii() and of.isdigit() and len(of) < 19:
        return _account_page(request, visible_account(request, int(of)), form)
    shown = showing.register(request)
    return render(request, "risks/risks.html", showing.context(request, shown, form), status=422)


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts that fit what is being typed into the account's field."""
    wanted = account_queries.Wanted(text=request.GET.get("account", "").strip()[: filters.LONGEST])
    found = account_queries.matching(reader(request), wanted)[:8]
    return render(request, "accounts/parents.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    """One risk: its form to those who may change it, its values to others."""
    user = reader(request)
    if request.method != "POST":
        found = _visible_risk(request, pk)
        form = RiskForm(user=user, risk=found) if queries.may_write(user) else None
        return _risk_page(request, found, form)
    found = _editable_risk(request, pk)
    form = RiskForm(request.POST, user=user, risk=found)
    if not form.is_valid():
        return _risk_page(request, found, form, status=422)
    try:
        saved = actions.change_risk(risk=found, values=form.values, based_on=form.cleaned_data["based_on"] or 0)
    except actions.ChangedMeanwhile as error:
        return _both(request, found, error)
    except Risk.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Saved."))
    return redirect("account-risks", saved.account_id) if saved.account_id else redirect("risks")


def _both(request: HttpRequest, found: Risk, error: actions.ChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    data = request.POST.copy()
    data["based_on"] = str(error.version)
    form = RiskForm(data, user=reader(request), risk=found)
    form.is_valid()
    show_error(form, None, str(error))
    differing = changes.beside(error.theirs, error.yours, queries.currency())
    return _risk_page(request, found, form, status=409, differing=differing)


def _risk_page(
    request: HttpRequest, found: Risk, form: RiskForm | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    wanted = filters.Wanted(state="all")
    row = Register(reader(request), wanted, as_of=timezone.localdate(), only=found.pk).row(str(found.pk))
    context = {"risk": found, "row": row, "form": form, "tab": "risk", "currency": queries.currency(), **more}
    return render(request, "risks/risk.html", context, status=status)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what of a risk, and when."""
    found = _visible_risk(request, pk)
    told = changes.history_of(reader(request), found, queries.currency())
    return render(request, "risks/history.html", {"risk": found, "changes": told, "tab": "history"})


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a risk off the register; the next page can bring it back."""
    found = _editable_risk(request, pk)
    based_on = request.POST.get("based_on", "")
    try:
        number = actions.delete_risk(risk=found, based_on=int(based_on) if based_on.isdecimal() else 0)
    except actions.ChangedMeanwhile:
        messages.error(
            request, _("Somebody else has changed this risk meanwhile. It was not deleted; look at it again.")
        )
        return redirect("risk", pk)
    except Risk.DoesNotExist:
        raise Http404 from None
    to = reverse("account-risks", args=[found.account_id]) if found.account_id else reverse("risks")
    return redirect(f"{to}?deleted={number}")


@require_POST
def restore(request: HttpRequest, history_id: int) -> HttpResponse:
    """Bring a deleted risk back."""
    record = get_object_or_404(queries.deleted_risks(reader(request)), history_id=history_id)
    back_again = actions.restore_risk(record=record)
    messages.success(request, _("Back on the register: {event}").format(event=actions.short(back_again.event)))
    return redirect("account-risks", back_again.account_id) if back_again.account_id else redirect("risks")


@require_safe
def working(request: HttpRequest, what: str) -> HttpResponse:
    """How one amount is made: that of a risk, of a cell, or of all that the filter leaves."""
    shown = showing.register_of(request)
    made = workings.working(shown, what)
    if made is None:
        raise Http404
    name = "risks/working.html#sum" if request.htmx else "risks/working.html"  # type: ignore[attr-defined] # django-htmx sets it
    return render(request, name, {"made": made, "source": shown.source_text, "query": shown.wanted.query()})
