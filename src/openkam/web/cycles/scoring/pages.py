"""The grid of scores, and what it sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET, require_POST

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.numbers import format_number
from openkam.web.cycles import queries
from openkam.web.cycles.actions.raters import finish_scoring
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Cycle, FrozenCycle, Rater, Score
from openkam.web.cycles.queries import Place
from openkam.web.cycles.scoring import lines, wire
from openkam.web.cycles.scoring.grid import KINDS, Columns, Grid, Kind, columns_of
from openkam.web.cycles.scoring.saving import Saved, accept, moment, refuse_unless_scoring, save
from openkam.web.shell.access import reader
from openkam.web.shell.models import User


def kind_of(text: str) -> Kind:
    """The kind in an address, or 404."""
    if text not in KINDS:
        raise Http404
    return Kind(text)


def about(request: HttpRequest, cycle: Cycle, kind: Kind, here: str = "cycle-score-grid") -> dict[str, Any]:
    """What all pages of scores share: the frame, and the switch between the sets."""
    return frame(request, cycle, "scoring") | {
        "kind": kind.value,
        "kinds": [(one, one.label, reverse(here, args=[cycle.pk, one.value])) for one in KINDS],
    }


@require_GET
def first(request: HttpRequest, pk: int) -> HttpResponse:
    """To the first set."""
    return redirect("cycle-score-grid", pk=queries.cycle_for(pk).pk, kind=KINDS[0].value)


@require_GET
def show(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The grid: one's own scores, or the means of all for who gives none or asks for them."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    asked = request.GET.get("of", "")
    has_own = queries.may_score(user, cycle) or Score.objects.filter(candidate__cycle=cycle, rater=user).exists()
    whole = request.GET.get("columns") == "all"
    grid = Grid(user, cycle, which, of_all=asked == "all" or not has_own, whole=whole)
    context = about(request, cycle, which) | {
        "grid": grid,
        "tally": grid.tally,
        "heads": _heads(grid),
        "idle": len(grid.columns.every) - len(grid.columns.counting),
        "whole": whole,
        "columns_url": f"?{urlencode({'of': asked} | ({} if whole else {'columns': 'all'}))}",
        "rows": lines.body(grid),
        "onward": _first_open(grid) if grid.may_score else None,
        "has_own": has_own,
        "raters": progress(user, cycle, grid.columns),
        "me": Rater.objects.filter(cycle=cycle, user=user).first() if cycle.takes_scores else None,
        "proposals": format_number(len(grid.open_proposals())) if grid.open_proposals() else "",
    }
    return render(request, "cycles/scoring/grid.html", context)


def _first_open(grid: Grid) -> int | None:
    """The first candidate with a cell that has no answer yet, else the first of all."""
    for line in grid.lines:
        cells = (grid.cells.get((line.pk, one.pk)) for one in grid.columns.counting)
        if not all(cell is not None and cell.text for cell in cells):
            return line.pk
    return grid.lines[0].pk if grid.lines else None


@dataclass(frozen=True)
class Head:
    """One criterion above its column."""

    column: Any
    coverage: str
    proposals: str
    """How many scores the books propose in it, as written; empty where none."""


def _heads(grid: Grid) -> list[Head]:
    counts: dict[int, int] = {}
    for _candidate, criterion in grid.open_proposals() if grid.may_score else ():
        counts[criterion] = counts.get(criterion, 0) + 1
    return [
        Head(one, grid.tally.of_column(one.pk), format_number(counts[one.pk]) if one.pk in counts else "")
        for one in grid.shown
    ]


@dataclass(frozen=True)
class Progress:
    """How far a rater has come with the candidates that both they and the reader see."""

    name: str
    given: int
    cells: int
    finished: str


def progress(user: User, cycle: Cycle, columns: Columns) -> list[Progress]:
    """Every rater of the cycle. Says how many cells, never which scores."""
    visible = queries.visible_candidates(user, cycle).order_by()
    given = Score.objects.filter(candidate__in=visible, criterion__in=[one.pk for one in columns.counting]).order_by()
    answered = Q(value__isnull=False) | Q(is_unknown=True)
    counts = dict(given.values("rater").annotate(said=Count("pk", filter=answered)).values_list("rater", "said"))
    every, found = visible.count(), []
    for rater in cycle.raters.select_related("user").order_by("user__name", "pk"):
        theirs = queries.visible_candidates(rater.user, cycle).order_by()
        seen = every if rater.user.sees_all else visible.filter(pk__in=theirs.values("pk")).count()
        cells = seen * len(columns.counting)
        found.append(Progress(str(rater.user), counts.get(rater.user_id, 0), cells, moment(rater.finished_at)))
    return found


def told(error: OpenKAMError) -> JsonResponse:
    """An error for the script of the grid."""
    return JsonResponse(error.to_json(), status=409 if isinstance(error, FrozenCycle) else 400)


@require_POST
def keep(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Save a block of cells; answers what was kept, what clashed, what was refused and why."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    try:
        refuse_unless_scoring(user, cycle)
        wishes = wire.wishes_in(request)
        columns = columns_of(cycle, which)
        saved = save(user, cycle, columns, wishes)
    except OpenKAMError as error:
        return told(error)
    return _answered(user, cycle, columns, saved)


def _answered(user: User, cycle: Cycle, columns: Columns, saved: Saved) -> JsonResponse:
    answer = wire.answer(user, cycle, columns, saved)
    return JsonResponse(answer | {"at": _("Saved {at}").format(at=f"{timezone.localtime():%H:%M}")})


@require_POST
def take_proposals(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Accept what the books propose: in one cell, in one column, or everywhere; only where no score is given yet."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        refuse_unless_scoring(user, cycle)
        grid = Grid(user, cycle, which)
        saved = accept(user, cycle, grid, _asked(request.POST, grid))
    except OpenKAMError as error:
        if wants_json:
            return told(error)
        raise
    if wants_json:
        return _answered(user, cycle, grid.columns, saved)
    messages.success(request, accepted(saved))
    back = request.POST.get("back", "")
    if back.isdecimal() and any(line.pk == int(back) for line in grid.lines):
        return redirect("cycle-score-account", pk=pk, kind=which.value, candidate=int(back))
    return redirect("cycle-score-grid", pk=pk, kind=which.value)


def accepted(saved: Saved) -> str:
    """How many proposals became scores."""
    text = ngettext(
        "{count} proposal accepted as your score.", "{count} proposals accepted as your scores.", saved.changed
    )
    return text.format(count=format_number(saved.changed))


def _asked(sent: Mapping[str, str], grid: Grid) -> Sequence[Place] | None:
    """Which cells: `cell` is `candidate:criterion`, `criterion` a column, `candidate` a row; without any, all."""
    everything = grid.open_proposals()
    try:
        if sent.get("cell"):
            candidate, criterion = (int(part) for part in sent["cell"].split(":"))
            return [(candidate, criterion)]
        if sent.get("criterion"):
            return [place for place in everything if place[1] == int(sent["criterion"])]
        if sent.get("candidate"):
            return [place for place in everything if place[0] == int(sent["candidate"])]
    except ValueError as error:
        raise InvalidInput(
            _("It is not clear which proposals are meant."), remedy=_("Reload the page and choose again.")
        ) from error
    return None


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """A rater has finished, or has not after all."""
    cycle, user = queries.cycle_for(pk), reader(request)
    refuse_unless_scoring(user, cycle)
    if not queries.is_rater(user, cycle):
        raise Http404
    finished = request.POST.get("finished") == "yes"
    finish_scoring(cycle=cycle, user=user, is_finished=finished)
    said = (
        _("Noted: you have finished scoring. You can still change your scores.")
        if finished
        else _("Noted: you are still scoring.")
    )
    messages.success(request, said)
    return redirect("cycle-score-grid", pk=pk, kind=kind_of(request.POST.get("kind", KINDS[0].value)).value)
