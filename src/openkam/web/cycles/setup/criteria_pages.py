"""The criteria of one set in a grid with their scales and weights, of a cycle or of the library."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.tools.define.selection.inputs import RANDOM_INDICES
from openkam.web.cycles import queries
from openkam.web.cycles.actions import criteria as actions
from openkam.web.cycles.actions.candidates import spread_success_factors
from openkam.web.cycles.models import CriteriaSet, Criterion
from openkam.web.cycles.queries.setup import other_success_factors, scores_by_key, scores_of
from openkam.web.cycles.ready import name_of
from openkam.web.cycles.setup.criteria_form import Row, empty_row, grid_of, put_clashes, read_grid, refusals
from openkam.web.cycles.setup.sets import Places, around, set_in, set_of
from openkam.web.cycles.setup.weighing import ENOUGH, pairs_of, weigh
from openkam.web.shell.access import reader

Kind, Method = CriteriaSet.Kind, CriteriaSet.Method
MOST_PAIRS = 45
"""Pairs that a person can be asked about: those of ten criteria."""


@require_http_methods(["GET", "HEAD", "POST"])
def of_cycle(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The cycle's set of one kind."""
    if kind not in Kind.values:
        raise Http404
    return _grid(request, set_in(queries.cycle_for(pk), kind))


@require_http_methods(["GET", "HEAD", "POST"])
def of_library(request: HttpRequest, set_pk: int) -> HttpResponse:
    """A set of the library."""
    found = set_of(request, set_pk)
    if found.cycle_id is not None:
        raise Http404
    return _grid(request, found)


def _grid(request: HttpRequest, found: CriteriaSet) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, grid_of(found))
    if not queries.may_lead(reader(request)):
        raise Http404
    return _save(request, found)


def _page(request: HttpRequest, found: CriteriaSet, rows: list[Row], problem: str = "") -> HttpResponse:
    weighed = weigh(found)
    real = {one.id: one for one in weighed.weights}
    counts = scores_by_key(found.cycle, found.kind) if found.cycle is not None else {}
    for row in rows:
        if row.key in real:
            row.share, row.is_real = 100 * real[row.key].share, real[row.key].real
        row.scores = counts.get(row.key, 0)
        row.is_idle = found.method == Method.TYPED and row.is_without_weight
    pairs = pairs_of(found) if found.method == Method.PAIRWISE else []
    shared = found.kind == Kind.SUCCESS and found.cycle is not None
    context = around(request, found) | {
        "rows": rows,
        "problem": problem,
        "weighed": weighed,
        "methods": Method.choices,
        "random_indices": RANDOM_INDICES.items(),
        "pairs": len(pairs),
        "compared": sum(pair.times is not None for pair in pairs),
        "too_many": len(pairs) > MOST_PAIRS,
        "enough": ENOUGH,
        "idle": sum(row.is_idle for row in rows),
        "is_to_choose": found.method == Method.TYPED and len(weighed.heaviest) > ENOUGH,
        "has_gates": found.kind == Kind.SELECTION,
        "library_sets": CriteriaSet.objects.filter(cycle=None, kind=found.kind).exclude(pk=found.pk),
        "unlike": len(other_success_factors(found.cycle)) if shared and found.cycle is not None else 0,
    }
    return render(request, "cycles/setup/set.html", context, status=400 if problem else 200)


def _save(request: HttpRequest, found: CriteriaSet) -> HttpResponse:
    given = read_grid(found, request.POST)
    outcome = actions.change_criteria(criteria=found, edits=given.edits)
    added = 0
    for row, values in given.added:
        try:
            one = actions.add_criterion(criteria=found, values=values)
        except InvalidInput as error:
            row.cells["name"].problem = f"{error.message} {error.remedy}"
            break
        row.pk, added = one.pk, added + 1
    if outcome.clashes or given.problems:
        put_clashes(found, given.rows, list(outcome.clashes))
        _fill_keys(found, given.rows)
        problem = refusals(given) or _(
            "Somebody has changed the marked cells meanwhile. Both values are shown; save again to put yours in."
        )
        if all(row.pk is not None for row in given.rows):
            given.rows.append(empty_row(len(given.rows)))
        return _page(request, found, given.rows, problem)
    if outcome.saved or added:
        count = outcome.saved + added
        text = ngettext("{count} criterion was saved.", "{count} criteria were saved.", count)
        messages.success(request, text.format(count=format_number(count)))
    return _then(request, found)


def _fill_keys(found: CriteriaSet, rows: list[Row]) -> None:
    keys = dict(found.criteria.values_list("pk", "key"))
    for row in rows:
        row.key = keys.get(row.pk, "") if row.pk else ""


def _then(request: HttpRequest, found: CriteriaSet) -> HttpResponse:
    """What the button that sent the grid asked for besides saving."""
    here = Places.of(found).here
    pk, _colon, way = request.POST.get("move", "").partition(":")
    if pk.isdecimal() and way in {"up", "down"}:
        one = get_object_or_404(Criterion, pk=int(pk[:18]), set=found)
        actions.move_criterion(criterion=one, by=-1 if way == "up" else 1)
        return redirect(f"{here}#move-{one.pk}-{way}")
    leaving = request.POST.get("remove", "")
    if leaving.isdecimal():
        one = get_object_or_404(Criterion, pk=int(leaving[:18]), set=found)
        return redirect("criterion-remove", found.pk, one.pk)
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, set_pk: int, criterion_pk: int) -> HttpResponse:
    """Say what goes with a criterion; remove it when that is confirmed."""
    found = set_of(request, set_pk)
    one = get_object_or_404(Criterion.objects.select_related("set__cycle"), pk=criterion_pk, set=found)
    name = name_of(found.kind, one)
    if request.method == "POST":
        actions.remove_criterion(criterion=one)
        messages.success(request, _("{name} was removed.").format(name=name))
        return redirect(Places.of(found).here)
    context = around(request, found) | {"name": name, "scores": scores_of(one)}
    return render(request, "cycles/setup/remove.html", context)


@require_POST
def method(request: HttpRequest, set_pk: int) -> HttpResponse:
    """How the set gets its weights."""
    found = set_of(request, set_pk)
    wanted, table = request.POST.get("method", ""), request.POST.get("random_index", found.random_index)
    if wanted in Method.values and table in RANDOM_INDICES:
        is_percent = request.POST.get("is_percent") == "on" if wanted == Method.TYPED else found.is_percent
        actions.change_method(criteria=found, method=wanted, is_percent=is_percent, random_index=table)
    return redirect(Places.of(found).here)


@require_POST
def rank(request: HttpRequest, set_pk: int) -> HttpResponse:
    """Ranks 1, 2, 3 … down the list."""
    found = set_of(request, set_pk)
    actions.rank_in_order(criteria=found)
    return redirect(Places.of(found).here)


@require_POST
def spread(request: HttpRequest, set_pk: int) -> HttpResponse:
    """Give the critical success factors to every candidate that nobody has rated yet."""
    found = set_of(request, set_pk)
    if found.cycle is None or found.kind != Kind.SUCCESS:
        raise Http404
    count = spread_success_factors(cycle=found.cycle, author=reader(request))
    text = ngettext("{count} candidate has these factors now.", "{count} candidates have these factors now.", count)
    messages.success(request, text.format(count=format_number(count)))
    return redirect(Places.of(found).here)
