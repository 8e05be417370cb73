"""How we stand against the rivals: all candidates, and Table Two of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number, format_percent
from openkam.publish.text import one_line
from openkam.tools.define.account_matrix.inputs import MatrixResult, Placed
from openkam.web.cycles import answers, queries
from openkam.web.cycles.actions.strength import Outcome, move_row, save_table
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Candidate, Cycle
from openkam.web.cycles.queries import strength as asked
from openkam.web.cycles.scoring.saving import moment, refuse_closed
from openkam.web.cycles.scoring.telling import candidate_for
from openkam.web.cycles.strength import offers, putting, reading, words
from openkam.web.cycles.strength.table import Sheet, sheet_of, with_room
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

PER_PAGE = 100
FILTERS = ("all", "open", "customer")
MOVES = {"up": ("success_factors", -1), "down": ("success_factors", 1), "left": ("rivals", -1), "right": ("rivals", 1)}
"""What a button that moves sends → which rows, and by how many places."""


def refuse_unless_rating(user: User, cycle: Cycle) -> None:
    """404 for who never rates in this cycle. Raises `FrozenCycle` or `ScoresClosed` for who cannot any more."""
    if not (queries.may_lead(user) or queries.is_asked(user, cycle)):
        raise Http404
    refuse_closed(cycle)


@dataclass(frozen=True)
class Answered:
    """The account matrix, or why there is none yet."""

    result: MatrixResult | None
    problem: str
    by_code: Mapping[str, Placed]


def answered(cycle: Cycle, user: User) -> Answered:
    """What the matrix says of every candidate."""
    try:
        result = answers.matrix_of(cycle, user, draws=0)
    except InvalidInput as error:
        return Answered(None, str(error), {})
    return Answered(result, "", {row.account: row for row in result.accounts})


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The visible candidates with how we stand at each."""
    cycle, user = queries.cycle_for(pk), reader(request)
    which, text = request.GET.get("show", ""), request.GET.get("q", "").strip()[:200]
    matrix = answered(cycle, user)
    seen = queries.visible_candidates(user, cycle)
    rows, rated = list(seen), asked.rated(seen)
    waiting = len(rows) - len(rated)
    customers = asked.rated_by_customer(row.pk for row in rows)
    wanted = {"open": {row.pk for row in rows} - rated, "customer": customers}.get(which)
    strengths = [matrix.by_code[row.code].strength for row in rows if row.code in matrix.by_code]
    shown = [row for row in rows if (wanted is None or row.pk in wanted) and _named(row, text)]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page", "1"))
    told = asked.told_of(row.pk for row in page.object_list)
    counts = {"all": len(rows), "open": waiting, "customer": len(customers)}
    labels = {"all": _("All candidates"), "open": _("Not rated yet"), "customer": _("Rated by the customer")}
    context = frame(request, cycle, "strength") | {
        "title": words.list_finding(strengths, waiting) if rows else _("Rivals and relative strength"),
        "tabs": [(key, labels[key], format_number(counts[key])) for key in FILTERS],
        "which": which if which in FILTERS else "all",
        "q": text,
        "page": page,
        "rows": [_line(row, matrix.by_code.get(row.code), told[row.pk]) for row in page.object_list],
        "rated": rated,
        "problem": matrix.problem,
        "has_candidates": bool(rows),
        "may_rate": asked.may_rate(user, cycle),
        "first_open": next((row.pk for row in rows if row.pk not in rated), None),
        "midpoint": matrix.result is not None and matrix.result.against == "midpoint",
    }
    return render(request, "cycles/strength/list.html", context)


def _named(row: Candidate, text: str) -> bool:
    return all(word in row.name.casefold() for word in text.casefold().split())


@dataclass(frozen=True)
class Line:
    """One candidate of the list, written."""

    candidate: Candidate
    factors: str
    suppliers: str
    ours: str
    rival: str
    theirs: str
    ratio: str
    coverage: str
    told: asked.Told
    at: str
    customer_at: str


def _line(row: Candidate, placed: Placed | None, told: asked.Told) -> Line:
    has_ratio = placed is not None and placed.strength is not None
    return Line(
        candidate=row,
        factors=format_number(told.factors),
        suppliers=format_number(len(placed.suppliers)) if placed and placed.suppliers else "",
        ours=format_number(placed.our_total, 2) if placed and has_ratio else "",
        rival=one_line(placed.rival, words.NAME_CHARS) if placed and placed.rival else "",
        theirs=format_number(placed.rival_total, 2) if placed and has_ratio else "",
        ratio=format_number(placed.strength, 2) if placed and has_ratio else "",
        coverage=format_percent(100 * placed.strength_coverage, 0) if placed and has_ratio else "",
        told=told,
        at=moment(told.at),
        customer_at=moment(told.customer_at),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """Table Two of one candidate; a POST saves what is good and shows the rest again with the reason."""
    cycle, user = queries.cycle_for(pk), reader(request)
    row = candidate_for(user, cycle, candidate)
    faults: list[str] = []
    if request.method == "POST":
        refuse_unless_rating(user, cycle)
        before = sheet_of(row, None)
        sent = reading.read(request.POST, before, row.name)
        outcome, problem = _saved(cycle, row, user, sent)
        if outcome.changed:
            text = ngettext("{count} entry saved.", "{count} entries saved.", outcome.changed)
            messages.success(request, text.format(count=format_number(outcome.changed)))
        if not sent.faults and not outcome.stale and not problem:
            return _onward(request, cycle, row, user)
        cycle = queries.cycle_for(pk)
        page = _page(request, cycle, row)
        faults = putting.put_back(request.POST, page["sheet"], sent, outcome, problem)
        return render(request, "cycles/strength/account.html", page | {"faults": faults, "nothing": bool(problem)})
    return render(request, "cycles/strength/account.html", _page(request, cycle, row))


def _saved(cycle: Cycle, row: Candidate, user: User, sent: reading.Sent) -> tuple[Outcome, InvalidInput | None]:
    table = sent.table
    if not (table.factors or table.rivals or table.cells):
        return Outcome(), None
    try:
        return save_table(cycle=cycle, candidate=row, author=user, table=table), None
    except InvalidInput as error:
        return Outcome(), error


def _onward(request: HttpRequest, cycle: Cycle, row: Candidate, user: User) -> HttpResponse:
    """Where the pressed button leads, now that everything is saved."""
    direction, _colon, key = request.POST.get("move", "").partition(":")
    if direction in MOVES and key.isdecimal() and len(key) < 19:
        rows, by = MOVES[direction]
        found = getattr(row, rows).filter(pk=int(key)).first()
        if found is not None:
            move_row(cycle=cycle, row=found, by=by)
            # The button that was pressed keeps the focus, so that it can be pressed again.
            return redirect(f"{reverse('cycle-strength-account', args=[cycle.pk, row.pk])}#{direction}-{found.pk}")
    kind, _colon, key = request.POST.get("remove", "").partition(":")
    if kind in ("factor", "rival") and key.isdecimal() and len(key) < 19:
        name = "cycle-strength-remove" if kind == "factor" else "cycle-strength-drop"
        return redirect(name, cycle.pk, row.pk, int(key))
    if request.POST.get("onward"):
        following = asked.next_unrated(user, cycle, row)
        if following is not None:
            return redirect("cycle-strength-account", cycle.pk, following.pk)
        messages.success(request, _("Every account that you see is rated."))
        return redirect("cycle-strength", cycle.pk)
    return redirect("cycle-strength-account", cycle.pk, row.pk)


def _page(request: HttpRequest, cycle: Cycle, row: Candidate) -> dict[str, Any]:
    user = reader(request)
    matrix = answered(cycle, user)
    placed = matrix.by_code.get(row.code)
    may_rate = asked.may_rate(user, cycle)
    sheet: Sheet = sheet_of(row, placed)
    title = words.finding(row.name, placed, sheet.is_rated)
    if may_rate:
        sheet = with_room(sheet)
    context = frame(request, cycle, "strength") | {
        "candidate": row,
        "title": title,
        "sheet": sheet,
        "made": words.made(matrix.result, placed) if matrix.result else None,
        "problem": matrix.problem,
        "may_rate": may_rate,
        "place": offers.place_of(user, cycle, row),
        "links": offers.links_of(row),
    }
    return context | offers.choices(user, cycle, row) if may_rate else context
