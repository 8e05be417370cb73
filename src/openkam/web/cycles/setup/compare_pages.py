"""Two planning cycles side by side."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkam.tools.define.account_matrix.wording import class_label
from openkam.web.cycles import queries
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import CriteriaSet
from openkam.web.cycles.setup.comparing import KINDS, Line, Standing, compare, finding, part_seen, weight_changes
from openkam.web.cycles.setup.weighing import weighed_sets
from openkam.web.shell.access import reader

PER_PAGE = 100


def _side(one: Standing | None) -> dict[str, object]:
    kind = one.kind if one else None
    there = one or Standing()
    return {"there": there, "kind": kind or "", "label": class_label(kind) if kind else ""}


def _row(line: Line) -> dict[str, object]:
    return {"line": line, "then": _side(line.then), "now": _side(line.now)}


@require_safe
def compare_cycles(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """The cycle beside another one, as far as the reader sees the accounts of both."""
    now, then = queries.cycle_for(pk), queries.cycle_for(other)
    if now.pk == then.pk:
        raise Http404
    found = compare(now, then, reader(request))
    page = Paginator(found.lines, PER_PAGE).get_page(request.GET.get("page", "1"))
    weights_now, weights_then = weighed_sets(now), weighed_sets(then)
    context = frame(request, now, "setup") | {
        "then": then,
        "finding": finding(found, now, then),
        "problems": found.problems,
        "part_seen": part_seen(found),
        "page": page,
        "rows": [_row(line) for line in page.object_list],
        "entered": len(found.entered),
        "left": len(found.left),
        "changes": [(CriteriaSet.Kind(kind).label, weight_changes(weights_now, weights_then, kind)) for kind in KINDS],
        "choices": [one for one in queries.cycles() if one.pk not in {now.pk, then.pk}],
    }
    return render(request, "cycles/setup/compare.html", context)
