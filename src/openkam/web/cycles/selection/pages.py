"""The selection page, its list and the draws that it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number, format_percent
from openkam.web.cycles import queries
from openkam.web.cycles.actions.decisions import UNDECIDED
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Cycle, Decision
from openkam.web.cycles.selection import drawing, listing, wording
from openkam.web.cycles.selection.asked import Asked
from openkam.web.cycles.selection.chosen import Chosen
from openkam.web.cycles.selection.seen import Row, Seen
from openkam.web.cycles.setup.readiness import books_are_late
from openkam.web.shell import jobs
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

PER_PAGE: Final = 100
AROUND: Final = 4
"""Accounts on each side of the line for which the page says what would have to change."""
CHOICES: Final = [(one.value, one.label) for one in (Decision.Verdict.IN, Decision.Verdict.WATCH, Decision.Verdict.OUT)]
NAMED: Final = 30
"""Accounts that are in and named in the summary."""


@dataclass(frozen=True)
class Head:
    """One column's head: its words, its unit and where a click leads."""

    label: str
    unit: str
    css: str
    url: str
    sorted: str
    """As `aria-sort` has it; empty where the list is in another order."""


def _heads(seen: Seen, asked: Asked) -> list[Head]:
    money = f"{seen.books.period}, {seen.books.currency}" if seen.books.period else ""
    drawn = [
        ("range", _("Range of ranks"), _("5–95 %"), "", ""),
        ("chance", _("Chance of the first {top}").format(top=format_number(seen.cycle.top)), "", "n", "-"),
    ]
    columns = [
        ("rank", _("Rank"), "", "n", ""),
        ("name", _("Account"), "", "", ""),
        ("kind", _("Class"), "", "", ""),
        ("total", _("Total"), _("of 10"), "n", "-"),
        ("coverage", _("Scored"), _("of the weight"), "n", "-"),
        *(drawn if seen.result.draws else ()),
        ("revenue", _("Revenue"), money, "n", "-"),
        ("profit", _("Profit"), money, "n", "-"),
        ("decision", _("Decision"), "", "", ""),
    ]
    return [Head(label, unit, css, *_order(asked, key, usual)) for key, label, unit, css, usual in columns]


def _order(asked: Asked, key: str, usual: str) -> tuple[str, str]:
    """Where a click on the head leads, and how the list is sorted by it now."""
    now = asked.sort or "rank"
    if now.removeprefix("-") != key:
        wanted = f"{usual}{key}"
        return asked.with_(sort="" if wanted == "rank" else wanted), ""
    downwards = now.startswith("-")
    wanted = key if downwards else f"-{key}"
    return asked.with_(sort="" if wanted == "rank" else wanted), "descending" if downwards else "ascending"


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; htmx asks for the list alone."""
    cycle, user = queries.cycle_for(pk), reader(request)
    context = frame(request, cycle, "selection")
    asked = Asked.read(request.GET)
    try:
        seen, chosen = Seen(user, cycle), Chosen.of(user, cycle, asked.matrix)
    except InvalidInput as error:
        return render(request, "cycles/selection/page.html", context | {"problem": error})
    context |= listed(seen, asked, chosen, request.GET.get("page"))
    if request.headers.get("HX-Target") == "ranking":
        return render(request, "cycles/selection/ranking.html", context)
    return render(request, "cycles/selection/page.html", context | _whole(seen) | summary(seen))


def listed(seen: Seen, asked: Asked, chosen: Chosen | None, number: str | None) -> dict[str, Any]:
    """The list of the page with its filter, of those alone that were chosen in the matrix where some were."""
    asked = replace(asked, matrix=chosen.query if chosen else "")
    fitting = asked.rows(chosen.rows(seen.rows) if chosen else seen.rows)
    page: Page[Row] = Paginator(fitting, PER_PAGE).get_page(number)
    rows, line_text = list(page.object_list), wording.line_text(seen)
    after = fitting[page.end_index()] if page.end_index() < len(fitting) else None
    mark_line = asked.is_in_order_of_rank and bool(line_text)
    return {
        "asked": asked,
        "chosen": chosen,
        "page": page,
        "heads": _heads(seen, asked),
        "lines": listing.lines(seen.cycle, rows, after=after, mark_line=mark_line),
        "line_text": line_text,
        "has_draws": bool(seen.result.draws),
        "territories": sorted({row.territory for row in seen.rows if row.territory}),
        "choices": CHOICES,
        "verdicts": [*CHOICES, (UNDECIDED, _("not decided"))],
        "top": seen.cycle.top,
        "unit": f"{seen.books.period}, {seen.books.currency}" if seen.books.period else "",
    }


def summary(seen: Seen) -> dict[str, Any]:
    """The decisions as they stand."""
    inside = seen.decided(Decision.Verdict.IN)
    address = reverse("cycle-selection", args=[seen.cycle.pk])
    tallies = [
        (Decision.Verdict.WATCH.label, len(seen.decided(Decision.Verdict.WATCH)), "watch"),
        (Decision.Verdict.OUT.label, len(seen.decided(Decision.Verdict.OUT)), "out"),
        (_("not decided"), len(seen.undecided), UNDECIDED),
    ]
    if seen.cycle.needs_approval:
        tallies.append((_("waiting for approval"), len(seen.waiting), "waits"))
    return {
        "progress_text": wording.progress(seen),
        "in_url": f"{address}?{Asked(decision='in').query}",
        "in_names": [listing.deciding(row) for row in inside[:NAMED]],
        "in_more": max(len(inside) - NAMED, 0),
        "tallies": [
            (label, format_number(count), f"{address}?{Asked(decision=key).query}") for label, count, key in tallies
        ],
        "against": wording.contradictions(seen.contradictions),
        "against_url": f"{address}?{Asked(decision='against').query}",
        "untested": wording.untested(seen.untested),
        "untested_url": f"{address}?{Asked(untested='1').query}",
        "approvable": [(row.pk, row.decision.version) for row in seen.approvable if row.decision],
        "undecided_count": len(seen.undecided),
        "is_complete": bool(seen.rows) and not seen.undecided and not seen.waiting,
        "has_candidates": bool(seen.rows),
    }


def _whole(seen: Seen) -> dict[str, Any]:
    cycle, user = seen.cycle, seen.user
    is_waiting = not seen.is_drawn and cycle.draws > 0 and bool(seen.ranked)
    return {
        "finding": wording.finding(seen),
        "scope": wording.scope(seen),
        "is_blind": seen.is_blind,
        "is_whole": seen.is_whole,
        "books_are_late": books_are_late(),
        "warnings": wording.warnings(seen),
        "methods": wording.methods(seen),
        "crossings": crossings(seen),
        "bars": bars(seen),
        "disagreements": len(seen.disagreements),
        "needs_draws": is_waiting,
        "draws": format_number(cycle.draws),
        "job": drawing.job_of(cycle, user) if is_waiting else None,
        "failed": drawing.last_failure(cycle, user) if is_waiting else None,
    }


@dataclass(frozen=True)
class Crossing:
    """One account near the line with what would take it across."""

    row: Row
    name: str
    rank: str
    sentences: Sequence[str]


def crossings(seen: Seen) -> list[Crossing]:
    """The visible accounts on both sides of the line, nearest to it."""
    if seen.result.line_outside is None:
        return []
    inside = [row for row in seen.ranked if row.is_inside][-AROUND:]
    outside = [row for row in seen.ranked if not row.is_inside][:AROUND]
    return [
        Crossing(
            row,
            wording.short(row.name),
            format_number(row.ranked.rank),
            wording.changes(row) or [wording.no_change(row)],
        )
        for row in (*inside, *outside)
    ]


@dataclass(frozen=True)
class Bar:
    """One weight as a bar."""

    name: str
    mille: int
    text: str


def bars(seen: Seen) -> list[Bar]:
    """The weights, the heaviest first."""
    rows = sorted((one for one in seen.result.weights if one.share > 0), key=lambda one: -one.share)
    most = rows[0].share if rows else 1.0
    return [
        Bar(wording.short(one.name), round(1000 * one.share / most), format_percent(100 * one.share, 1)) for one in rows
    ]


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the draws that are too many to wait for."""
    cycle, user = _seen_cycle(request, pk)
    if not cycle.is_frozen and cycle.draws:
        drawing.start(cycle, user)
    return redirect("cycle-selection", pk)


@require_safe
def draws(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the draws are; htmx is sent back to the page once they are over."""
    cycle, user = _seen_cycle(request, pk)
    jobs.mark_dead()
    job = drawing.job_of(cycle, user)
    if job is None:
        address = reverse("cycle-selection", args=[pk])
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    context = {"cycle": cycle, "job": job, "draws": format_number(cycle.draws)}
    return render(request, "cycles/selection/draws.html", context)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the draws that one has started oneself; an administrator may stop anybody's."""
    cycle, user = _seen_cycle(request, pk)
    job = drawing.job_of(cycle, user)
    if job is None or (job.user_id != user.pk and not user.is_administrator):
        raise Http404
    jobs.request_cancel(job)
    messages.success(request, _("The draws are being stopped."))
    return redirect("cycle-selection", pk)


def _seen_cycle(request: HttpRequest, pk: int) -> tuple[Cycle, User]:
    """The cycle to who sees a candidate of it, else 404."""
    cycle, user = queries.cycle_for(pk), reader(request)
    if not queries.visible_candidates(user, cycle).exists():
        raise Http404
    return cycle, user
