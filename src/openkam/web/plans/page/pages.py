"""The plan on one page, and its texts, which are edited there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import editable_account, frame, visible_account
from openkam.web.cycles.standing import class_of
from openkam.web.people.actions.writing import ChangedMeanwhile
from openkam.web.plans.actions.rows import change_plan, plan_of
from openkam.web.plans.health.showing import card as quality
from openkam.web.plans.models import Insight, Need, Plan, Whitespace
from openkam.web.plans.objectives.showing import shown as objectives_shown
from openkam.web.plans.page import blocks
from openkam.web.plans.page.texts import FORMS, Text, text_of, texts_of
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.review.showing import log
from openkam.web.plans.rows.kinds import undo_of
from openkam.web.plans.whitespace.grid import finding, grid, missing
from openkam.web.risks.queries import currency
from openkam.web.shell.access import reader
from openkam.web.shell.models import User


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What we know, want and do at the account, for a reader with two minutes."""
    return _page(request, visible_account(request, pk))


def _plan(user: User, account: Account) -> Plan:
    """The plan, or an empty one that is not saved: looking at it writes nothing."""
    return rows_of(Plan, user, account).first() or Plan(account=account)


def _page(request: HttpRequest, account: Account, opened: Text | None = None, status: int = 200) -> HttpResponse:
    user = reader(request)
    found, money = _plan(user, account), currency()
    space = grid(rows_of(Whitespace, user, account))
    shown = {
        "plan": found, "texts": texts_of(found, opened), "currency": money,
        "columns": _columns(user, account), "needs": rows_of(Need, user, account).select_related("contact__person"),
        "standing": class_of(user, account), "stages": blocks.relationship(user, account),
        "space": space, "space_says": finding(space, money), "space_misses": missing(space.total),
        "objectives": objectives_shown(user, account), "share": blocks.share_of_wallet(user, account),
        "todo": blocks.todo(user, account), "risks": blocks.risks(user, account), "team": blocks.team(user, account),
        "reviews": log(user, account),
        "undo": undo_of(user, account, request.GET.get("deleted", "")), "quality": quality(request, account),
        **blocks.figures(request, account),
    }  # fmt: skip
    return render(request, "plans/page/plan.html", dict(frame(request, account, "plan", **shown)), status=status)


def _columns(user: User, account: Account) -> Sequence[tuple[str, str, list[Insight]]]:
    """(kind, heading, insights) of the four columns."""
    headings = {
        Insight.Kind.GOAL: _("Goals"), Insight.Kind.PRESSURE: _("Pressures"),
        Insight.Kind.INITIATIVE: _("Initiatives"), Insight.Kind.OBSTACLE: _("Obstacles"),
    }  # fmt: skip
    found = list(rows_of(Insight, user, account).select_related("contact__person", "serves"))
    return [(kind.value, headings[kind], [one for one in found if one.kind == kind]) for kind in Insight.Kind]


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Edit one text of the plan; where somebody else has changed the same text both are shown."""
    account, user = editable_account(request, pk), reader(request)
    if name not in FORMS:
        raise Http404
    if request.method != "POST":
        found = _plan(user, account)
        return _text(request, account, text_of(found, name, form=FORMS[name](plan=found)))
    saved = plan_of(account)
    form = FORMS[name](request.POST, plan=saved)
    if not form.is_valid():
        return _text(request, account, text_of(saved, name, form=form), 422)
    try:
        change_plan(plan=saved, values=form.values, based_on=form.cleaned_data["based_on"] or 0)
    except ChangedMeanwhile as error:
        return _both(request, account, name, form.beside(error.fresh), error)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('account-plan', args=[pk])}#pl-{name}")


def _both(request: HttpRequest, account: Account, name: str, differing: Any, error: ChangedMeanwhile) -> HttpResponse:
    """The form with what the person typed, and beside it what somebody else has saved meanwhile."""
    fresh = plan_of(account)
    data = request.POST.copy()
    data["based_on"] = str(error.version)
    form = FORMS[name](data, plan=fresh)
    form.is_valid()
    return _text(request, account, text_of(fresh, name, form=form, differing=differing, said=str(error)), 409)


def _text(request: HttpRequest, account: Account, opened: Text, status: int = 200) -> HttpResponse:
    """The text alone where a script puts it in place, else the page with its form open."""
    if request.htmx and opened.form:  # type: ignore[attr-defined] # django-htmx sets it
        opened.form.shown[0].field.widget.attrs["autofocus"] = True
        context = {"text": opened, "account": account, "may_edit": True}
        return render(request, "plans/page/text.html", context, status=status)
    return _page(request, account, opened, status)
