"""Where the raters disagree, the widest first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.feeds import cycle as feed
from openkam.tools.define import selection
from openkam.tools.define.selection.inputs import Disagreement, Simulation
from openkam.web.cycles import answers, queries
from openkam.web.cycles.models import Cycle, Score
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.scoring.grid import Column, Columns, Kind, Line, columns_of
from openkam.web.cycles.scoring.pages import about, kind_of
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

PAGE_ROWS = 100


@dataclass(frozen=True)
class Voice:
    """What one rater gave, and what it rests on."""

    rater: str
    text: str
    evidence: str


@dataclass(frozen=True)
class Apart:
    """One cell on which raters differ. Mean and spread are the selection tool's."""

    line: Line
    column: Column
    found: Disagreement
    voices: list[Voice]

    @property
    def width(self) -> str:
        """How far the highest lies above the lowest."""
        return format_number(self.found.highest - self.found.lowest, 1).removesuffix(".0")


@require_GET
def show(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every cell of a visible account on which two raters or more differ, as far as the reader may see their scores."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    columns = columns_of(cycle, which)
    problem, found = "", tuple[Disagreement, ...]()
    try:
        found = disagreements(user, cycle, which)
    except InvalidInput as error:
        problem = str(error)
    lines = _visible(user, cycle)
    seen = [one for one in found if one.account in lines]
    page = Paginator(seen, PAGE_ROWS).get_page(request.GET.get("page"))
    compared = _compared(user, cycle, which)
    context = about(request, cycle, which, "cycle-score-spread") | {
        "title": _title(len(seen), compared),
        "apart": _with_voices(user, cycle, columns, list(page.object_list), lines),
        "page": page,
        "problem": problem,
        "is_blind": queries.is_blind_to_others(user, cycle),
    }
    return render(request, "cycles/scoring/spread.html", context)


def disagreements(user: User, cycle: Cycle, kind: Kind) -> tuple[Disagreement, ...]:
    """What the selection tool finds in the scores that `user` is not blind to; widest first. Raises `InvalidInput`."""
    if kind == Kind.SELECTION:
        return answers.selection_of(cycle, user, draws=0).disagreements
    candidates = [feed.CandidateRow(*row) for row in cycle.candidates.order_by("code").values_list("code", "name")]
    scores = queries.score_rows(queries.all_seen_scores(user, cycle, kind))
    criteria = answers.criteria_of(cycle, kind)
    inputs = feed.selection_inputs(cycle.name, cycle.top, criteria, candidates, scores, Simulation(draws=0))
    return selection.compute(inputs).disagreements


def _visible(user: User, cycle: Cycle) -> dict[str, Line]:
    rows = queries.visible_candidates(user, cycle).order_by().values_list("pk", "code", "name", "account_id")
    return {row[1]: Line(*row) for row in rows}


def _compared(user: User, cycle: Cycle, kind: Kind) -> int:
    """How many cells have scores of two raters or more that the reader may see."""
    scored = queries.seen_scores(user, cycle, kind).filter(value__isnull=False).order_by()
    return scored.values("candidate", "criterion").annotate(raters=Count("pk")).filter(raters__gte=2).count()


def _title(apart: int, compared: int) -> str:
    if not compared:
        return _("No cell has scores of two raters yet")
    if not apart:
        return ngettext(
            "The raters agree on the one cell that two or more have scored",
            "The raters agree on all {count} cells that two or more have scored",
            compared,
        ).format(count=format_number(compared))
    text = ngettext(
        "Raters differ on {apart} of the {count} cell that two or more have scored",
        "Raters differ on {apart} of the {count} cells that two or more have scored",
        compared,
    )
    return text.format(apart=format_number(apart), count=format_number(compared))


def _with_voices(
    user: User, cycle: Cycle, columns: Columns, found: list[Disagreement], lines: dict[str, Line]
) -> list[Apart]:
    rows = (
        queries.seen_scores(user, cycle, columns.kind)
        .filter(candidate__in=[lines[one.account].pk for one in found])
        .select_related("rater")
        .order_by("rater__name", "pk")
    )
    given: dict[tuple[int, int], list[Score]] = defaultdict(list)
    for row in rows:
        if row.value is not None:
            given[row.candidate_id, row.criterion_id].append(row)
    taken: set[tuple[int, int]] = set()
    apart = []
    for one in found:
        line = lines[one.account]
        column = next(
            each
            for each in columns.every
            # The tool names criteria; where two have one name, their scores tell them apart.
            if each.name == one.criterion and (line.pk, each.pk) not in taken and _fits(one, given[line.pk, each.pk])
        )
        taken.add((line.pk, column.pk))
        voices = [
            Voice(str(row.rater), cell_text(row.value, is_unknown=False), row.evidence)
            for row in sorted(given[line.pk, column.pk], key=lambda row: row.value or 0)
        ]
        apart.append(Apart(line, column, one, voices))
    return apart


def _fits(one: Disagreement, rows: list[Score]) -> bool:
    values = [float(row.value) for row in rows if row.value is not None]
    return bool(values) and (min(values), max(values), len(values)) == (one.lowest, one.highest, one.raters)
