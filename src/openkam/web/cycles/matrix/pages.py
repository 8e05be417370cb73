"""The account matrix: the page, what its scripts ask for, and keeping the weights that were tried."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.web.cycles import answers, queries
from openkam.web.cycles.actions.weights import StaleWeights, keep_weights
from openkam.web.cycles.frame import frame
from openkam.web.cycles.matrix import payload, showing, sums, sureness
from openkam.web.cycles.matrix.asked import read
from openkam.web.cycles.matrix.how import how
from openkam.web.cycles.matrix.seen import Seen, seen
from openkam.web.shell.access import reader


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _seen(request: HttpRequest, pk: int) -> Seen:
    """The matrix of the address, or 404 where its weights cannot be worked out, since then nothing is offered."""
    try:
        return seen(queries.cycle_for(pk), reader(request), request.GET)
    except InvalidInput as error:
        raise Http404 from error


@require_GET
@vary_on_headers("HX-Request")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a script asks for the parts that changed."""
    cycle = queries.cycle_for(pk)
    context: dict[str, Any] = frame(request, cycle, "matrix")
    try:
        found = seen(cycle, reader(request), request.GET)
    except InvalidInput as error:
        return render(request, "cycles/matrix/empty.html", context | {"problem": error})
    if not found.rows:
        return render(request, "cycles/matrix/empty.html", context | {"has_candidates": cycle.candidates.exists()})
    context |= showing.parts(found)
    if _wants_part(request):
        return render(request, "cycles/matrix/parts.html", context)
    return render(request, "cycles/matrix/page.html", context | dict(showing.panel(found)))


@require_GET
def points(request: HttpRequest, pk: int) -> JsonResponse:
    """The scores and places of visible accounts, for the browser to move while a slider is dragged."""
    return JsonResponse(payload.payload(_seen(request, pk)))


@require_GET
def try_weights(request: HttpRequest, pk: int) -> JsonResponse:
    """Where everybody visible stands with other weights: what the browser's own arithmetic is held to."""
    found = _seen(request, pk)
    if found.problem is not None:
        return JsonResponse(found.problem.to_json(), status=400)
    return JsonResponse(payload.answer(found))


@require_GET
@vary_on_headers("HX-Request")
def account(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """How the two numbers of an account are made."""
    found = _seen(request, pk)
    row = found.by_pk.get(candidate)
    if row is None:
        raise Http404
    context = {"seen": found, "how": how(found, row), "query": found.asked.query(at=row.pk)}
    if _wants_part(request):
        return render(request, "cycles/matrix/how.html#how", context | {"cycle": found.cycle})
    return render(request, "cycles/matrix/how.html", context | frame(request, found.cycle, "matrix"))


@require_GET
@vary_on_headers("HX-Request")
def how_sure(request: HttpRequest, pk: int) -> HttpResponse:
    """How sure the class of the chosen account is, or those of all key accounts."""
    found = _seen(request, pk)
    context = {"seen": found, "told": sureness.told(found), "query": found.asked.query()}
    if _wants_part(request):
        return render(request, "cycles/matrix/sure.html#sure", context | {"cycle": found.cycle})
    return render(request, "cycles/matrix/sure.html", context | frame(request, found.cycle, "matrix"))


@require_GET
@vary_on_headers("HX-Request")
def working(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The sum behind one number of the page."""
    found = _seen(request, pk)
    made = sums.made(found, what)
    if made is None:
        raise Http404
    context = {"made": made, "query": found.asked.query()}
    if _wants_part(request):
        return render(request, "cycles/sum.html", context | {"cycle": found.cycle})
    return render(request, "cycles/matrix/sum.html", context | frame(request, found.cycle, "matrix"))


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the weights tried those of the cycle."""
    cycle, user = queries.cycle_for(pk), reader(request)
    if not queries.may_lead(user):
        raise Http404
    result = answers.matrix_of(cycle, user, draws=0)
    shares = {factor.id: factor.share for factor in result.factors}
    asked = read(request.POST, shares)
    address = reverse("cycle-matrix", args=[cycle.pk])
    if not asked.moved:
        messages.info(request, _("No weight was moved, so nothing was changed."))
        return redirect(address)
    if not any(asked.moved.get(key, share) > 0 for key, share in shares.items()):
        messages.error(request, _("All weights are 0, so nothing can be placed."))
        return redirect(address)
    try:
        changed = keep_weights(cycle=cycle, shares=shares, moved=asked.moved, was=request.POST.get("was", ""))
    except StaleWeights as error:
        messages.error(request, error.message)
        return redirect(f"{address}?{asked.query()}")
    text = ngettext(
        "{count} weight kept for the cycle {cycle}.", "{count} weights kept for the cycle {cycle}.", changed
    )
    messages.success(request, text.format(count=format_number(changed), cycle=cycle.name))
    return redirect(f"{address}?{asked.query(moved={})}".rstrip("?"))
