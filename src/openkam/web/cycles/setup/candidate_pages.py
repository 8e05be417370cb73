"""Who may be chosen: the candidates with what the books say of them, and the way to add and remove some."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openkam.tools.define.value_quadrant.inputs import BOXES
from openkam.web.accounts import queries as accounts
from openkam.web.cycles import queries
from openkam.web.cycles.actions.candidates import add_candidates, remove_candidates
from openkam.web.cycles.actions.cycles import change_cycle
from openkam.web.cycles.figures import figures_of
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Candidate, Cycle
from openkam.web.cycles.setup import working
from openkam.web.cycles.setup.pages import led_cycle
from openkam.web.cycles.setup.picking import FIELDS, Pick, accounts_of, fitting
from openkam.web.cycles.setup.readiness import books_are_late
from openkam.web.cycles.setup.words import box_label
from openkam.web.portfolio import preparing
from openkam.web.shell.access import reader

PER_PAGE = 50
PREVIEWED = 12


def _picker(request: HttpRequest, cycle: Cycle) -> dict[str, Any]:
    user, figures = reader(request), figures_of(cycle)
    wanted = Pick.read(request.GET)
    found = fitting(user, cycle, figures, wanted)
    return {
        "wanted": wanted,
        "given": {name: request.GET.get(name, "")[:200] for name in FIELDS},
        "fits": len(found),
        "preview": [(row, box_label(row.figures.box)) for row in found[:PREVIEWED]],
        "more": max(len(found) - PREVIEWED, 0),
        "choices": accounts.choices(user, accounts.territory_names()),
        "boxes": [(box, box_label(box)) for box in BOXES],
        "currency": figures.currency,
        "period": figures.period,
    }


@require_safe
def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidates, fifty at a time, the largest first; leads may add and remove."""
    cycle, user = queries.cycle_for(pk), reader(request)
    context, figures = frame(request, cycle, "setup"), figures_of(cycle)
    if context["may_lead"] and request.headers.get("HX-Request"):
        return render(request, "cycles/setup/fits.html", context | _picker(request, cycle))
    text = request.GET.get("q", "").strip()[:200]
    seen = queries.visible_candidates(user, cycle)
    for word in text.split():
        seen = seen.filter(name__icontains=word)
    rows = sorted(
        seen.values_list("pk", "code", "name", "account__parent_id"),
        key=lambda row: (-(figures.of(row[1]).revenue or 0), row[2], row[1]),
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    late = books_are_late()
    if late and context["may_lead"]:
        preparing.start(user)
    context |= {
        "page": page,
        "rows": [
            {"pk": one, "code": code, "name": name, "figures": figures.of(code), "box": box_label(figures.of(code).box),
             "is_below": parent is not None}
            for one, code, name, parent in page.object_list
        ],
        "q": text,
        "period": figures.period,
        "currency": figures.currency,
        "profit_label": _("Margin") if figures.profit_is == "margin" else _("Net income"),
        "books_are_late": late,
        "below": sum(row[3] is not None for row in rows) if cycle.level == Cycle.Level.PARENT else 0,
        "levels": Cycle.Level.choices,
        "working": working.under_way(cycle),
    }  # fmt: skip
    if context["may_lead"]:
        context |= _picker(request, cycle)
    return render(request, "cycles/setup/candidates.html", context)


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Make candidates of the accounts that fit the filter now."""
    cycle, user = led_cycle(request, pk), reader(request)
    found = fitting(user, cycle, figures_of(cycle), Pick.read(request.POST))
    if len(found) > working.DIRECT_CANDIDATES:
        return working.start(request, cycle, "add", accounts=[row.pk for row in found])
    count = add_candidates(cycle=cycle, accounts=accounts_of(user, found), author=user)
    return _done(request, cycle, "add", count)


def _done(request: HttpRequest, cycle: Cycle, what: str, count: int) -> HttpResponse:
    text, page = working.said(what, cycle, count)
    messages.success(request, text)
    return redirect(page, cycle.pk)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the ticked candidates out with their scores, or (`which`) all, or those below another account."""
    cycle, user = led_cycle(request, pk), reader(request)
    seen = queries.visible_candidates(user, cycle)
    which = request.POST.get("which", "")
    if which == "below":
        seen = seen.filter(account__parent__isnull=False)
    elif which != "all":
        ticked = {int(one) for one in request.POST.getlist("candidate") if one.isdecimal() and len(one) < 19}
        seen = Candidate.objects.filter(pk__in=set(seen.values_list("pk", flat=True)) & ticked)
    pks = list(seen.order_by().values_list("pk", flat=True))
    if len(pks) > working.DIRECT_REMOVAL:
        return working.start(request, cycle, "remove", candidates=pks)
    return _done(request, cycle, "remove", remove_candidates(cycle=cycle, candidates=pks, author=user))


@require_POST
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether candidates are accounts for themselves, or parents with what lies below them."""
    cycle = led_cycle(request, pk)
    wanted = request.POST.get("level", "")
    if wanted in Cycle.Level.values:
        change_cycle(cycle=cycle, values={"level": wanted})
        messages.success(request, _("Saved."))
    return redirect("cycle-candidates", pk)
