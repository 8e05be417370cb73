"""One cell: beside the grid, and as a page of its own that needs no script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openkam.web.cycles import queries
from openkam.web.cycles.scoring.grid import columns_of
from openkam.web.cycles.scoring.one_account import version_in
from openkam.web.cycles.scoring.pages import about, kind_of
from openkam.web.cycles.scoring.saving import Wish, refuse_unless_scoring, save
from openkam.web.cycles.scoring.telling import candidate_for, story_of
from openkam.web.shell.access import reader


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int, kind: str, candidate: int, criterion: int) -> HttpResponse:
    """All about one cell; a POST gives its score."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    row = candidate_for(user, cycle, candidate)
    columns = columns_of(cycle, which)
    story = story_of(user, cycle, columns, row, criterion)
    context = {"cycle": cycle, "kind": which.value, "story": story, "typed": story.text, "evidence": story.evidence}
    if request.method == "POST":
        refuse_unless_scoring(user, cycle)
        text, evidence = request.POST.get("score", ""), request.POST.get("evidence", "")
        wish = Wish(row.pk, criterion, text, version_in(request.POST.get("version", "")), evidence)
        saved = save(user, cycle, columns, [wish])
        if saved.kept:
            messages.success(request, _("Saved."))
            return redirect("cycle-score-cell", pk=pk, kind=which.value, candidate=candidate, criterion=criterion)
        # What was typed stays in the form; the version is the current one, so that saving again is meant.
        context |= {"typed": text, "evidence": evidence, "version": story.version}
        context["faults"] = [reason for _place, reason in saved.refused] + [one.sentence for one in saved.clashes]
        context["clashed"] = bool(saved.clashes)
    if request.headers.get("HX-Request"):
        return render(request, "cycles/scoring/panel.html", context)
    return render(request, "cycles/scoring/cell.html", about(request, cycle, which) | context)
