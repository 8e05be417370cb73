"""How one number is made: in a dialog, and as a page of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openkam.web.cycles import queries
from openkam.web.cycles.frame import frame
from openkam.web.cycles.selection import sums
from openkam.web.cycles.selection.seen import Seen
from openkam.web.cycles.sums import Sum
from openkam.web.shell.access import reader


@require_safe
def of_account(request: HttpRequest, pk: int, candidate: int, what: str) -> HttpResponse:
    """The sum behind a number of one account."""
    seen = Seen(reader(request), queries.cycle_for(pk))
    row = seen.by_pk.get(candidate)
    return _shown(request, seen, None if row is None else sums.of_account(seen, row, what))


@require_safe
def of_cycle(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The sum behind the line, the weights or the draws."""
    seen = Seen(reader(request), queries.cycle_for(pk))
    return _shown(request, seen, sums.of_cycle(seen, what) if seen.rows else None)


def _shown(request: HttpRequest, seen: Seen, made: Sum | None) -> HttpResponse:
    if made is None:
        raise Http404
    if request.headers.get("HX-Request"):
        return render(request, "cycles/sum.html", {"made": made, "cycle": seen.cycle})
    return render(request, "cycles/selection/sum_page.html", frame(request, seen.cycle, "selection") | {"made": made})
