"""What the programme can afford: days, who manages whom, the load, and a proposal that people accept or not."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from openkam.core.blocks import Note, Report
from openkam.core.numbers import format_number
from openkam.tools.define import effort
from openkam.tools.define.effort.report import findings
from openkam.tools.define.effort.result import EffortResult
from openkam.tools.define.effort.wording import load_text
from openkam.web.cycles import queries
from openkam.web.cycles.actions.effort import Outcome, able, assign, set_capacities, set_class_days
from openkam.web.cycles.effort import typed
from openkam.web.cycles.effort.form import Form
from openkam.web.cycles.effort.planned import Programme
from openkam.web.cycles.effort.planning import JOB, make_plan
from openkam.web.cycles.effort.proposal import accepted, changes
from openkam.web.cycles.effort.tables import load_blocks
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.setup.pages import led_cycle
from openkam.web.shell import jobs
from openkam.web.shell.access import reader
from openkam.web.toolbox.showing import shown

PER_PAGE = 100
SHOWN = ("effort-trade", "effort-changes")


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; with `propose` in the address it carries the proposal too."""
    return _page(request, queries.cycle_for(pk))


def _page(
    request: HttpRequest, cycle: Cycle, *, status: int = 200, typed_so_far: typed.Sent | None = None, **more: Any
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    programme = Programme(reader(request), cycle, typed.wish_of(sent))
    load = programme.load()
    page = Paginator(programme.rows, PER_PAGE).get_page(sent.get("page", "1"))
    form = Form.of(programme, page.object_list, typed_so_far or typed.Sent())
    context = frame(request, cycle, "effort") | {
        "programme": programme,
        "wish": programme.wish,
        "finding": _finding(programme, load),
        "blocks": shown(_load_blocks(load)) if programme.rows or programme.capacities else [],
        "problem": programme.problem,
        "is_blind": queries.is_blind_to_others(programme.user, cycle),
        "page": page,
        "form": form,
        "managers": programme.managers.values(),
        "unplaced": len(programme.unplaced),
        "without_capacity": ", ".join(str(one) for one in programme.without_capacity),
    }  # fmt: skip
    if programme.is_whole and "propose" in sent:
        context |= _proposal(programme)
    return render(request, "cycles/effort/page.html", context | more, status=status)


def _finding(programme: Programme, load: EffortResult) -> str:
    if not programme.rows:
        if programme.is_whole:
            return _("No account asks for days yet")
        return _("You manage no account of this cycle")
    if not programme.has_days:
        return _("Nobody manages these accounts yet, and nobody has said how many days there are")
    return load_text(load)


def _load_blocks(load: EffortResult) -> Report:
    method = _("Days asked for are the account's own, else those of its class. Too many are those beyond the capacity.")
    note = Note(id="effort-load-method", kind="method", text=method)
    picture, classes = load_blocks(load)
    return (picture, picture.table, classes, note) if load.managers else (classes, note)


def _proposal(programme: Programme) -> dict[str, Any]:
    if not programme.capacities:
        return {"proposing": True, "lacks_managers": True}
    if not programme.is_at_hand:
        return {"proposing": True, "is_late": True}
    result = programme.plan()
    report = effort.TOOL.report(result)
    return {
        "proposing": True,
        "key": programme.key,
        "said": shown(findings(result)),
        "changes": changes(programme, result),
        "currency": programme.books.currency,
        "proposal_blocks": shown(tuple(one for one in report if one.id in SHOWN or isinstance(one, Note))),
        "charts": True,
    }


def _back(request: HttpRequest, cycle: Cycle, *, propose: bool = False) -> HttpResponse:
    query = typed.wish_of(request.POST).query
    return redirect(f"{reverse('cycle-effort', args=[cycle.pk])}?{query}{'&propose=1' if propose else ''}")


def _saved(
    request: HttpRequest, cycle: Cycle, sent: typed.Sent, fields: re.Pattern[str], said: str = ""
) -> HttpResponse:
    """Back to the page once these fields are saved; what was typed in others stays there, and that is said."""
    rest, said = sent.without(fields), said or _("Saved.")
    programme = Programme(reader(request), cycle, typed.wish_of(request.POST))
    if Form.of(programme, programme.rows, rest).is_unsaved:
        return _page(request, cycle, typed_so_far=rest, part_saved=said)
    messages.success(request, said)
    return _back(request, cycle)


@require_POST
def days(request: HttpRequest, pk: int) -> HttpResponse:
    """Days a year of each class."""
    cycle, sent = led_cycle(request, pk), typed.Sent(request.POST)
    wanted = typed.class_days(sent)
    if sent.faults:
        return _page(request, cycle, status=400, typed_so_far=sent)
    set_class_days(cycle=cycle, days=wanted)
    return _saved(request, cycle, sent, typed.CLASS_FIELDS)


@require_POST
def capacity(request: HttpRequest, pk: int) -> HttpResponse:
    """Days a year of each manager; one more may be added."""
    cycle, sent = led_cycle(request, pk), typed.Sent(request.POST)
    people = {one.pk: one for one in [*able(), *Programme(reader(request), cycle).managers.values()]}
    wanted = typed.capacities(sent, people.values())
    if sent.faults:
        return _page(request, cycle, status=400, typed_so_far=sent)
    set_capacities(cycle=cycle, days=wanted)
    return _saved(request, cycle, sent, typed.CAPACITY_FIELDS)


@require_POST
def managers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who manages which account with how many days; what somebody else has changed meanwhile is shown with both."""
    cycle, user, sent = led_cycle(request, pk), reader(request), typed.Sent(request.POST)
    programme = Programme(user, cycle, typed.wish_of(request.POST))
    wishes = typed.assignments(sent, programme.rows)
    if sent.faults:
        return _page(request, cycle, status=400, typed_so_far=sent)
    outcome = assign(cycle=cycle, author=user, wishes=wishes)
    if outcome.clashes:
        return _clashing(request, cycle, outcome, sent)
    return _saved(request, cycle, sent, typed.ACCOUNT_FIELDS, _changed(outcome))


def _clashing(request: HttpRequest, cycle: Cycle, outcome: Outcome, sent: typed.Sent | None = None) -> HttpResponse:
    names = {one.pk: one for one in able()}
    clashes = [(one, names.get(one.wish.manager or 0)) for one in outcome.clashes]
    return _page(request, cycle, status=409, typed_so_far=sent, clashes=clashes, keeps_typed=sent is not None)


def _changed(outcome: Outcome) -> str:
    text = ngettext("{count} account was changed.", "{count} accounts were changed.", outcome.saved)
    return text.format(count=format_number(outcome.saved))


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the ticked part of the proposal, or all of it; a proposal that rests on older figures is made anew."""
    cycle, user = led_cycle(request, pk), reader(request)
    programme = Programme(user, cycle, typed.wish_of(request.POST))
    if not programme.capacities or not programme.is_at_hand or programme.key != request.POST.get("key"):
        return _page(request, cycle, status=409, is_stale=True)
    ticked = {typed.key_of(one) for one in request.POST.getlist("accept")}
    wishes = accepted(changes(programme, programme.plan()), None if "all" in request.POST else ticked)
    outcome = assign(cycle=cycle, author=user, wishes=wishes)
    if outcome.clashes:
        return _clashing(request, cycle, outcome)
    messages.success(request, _changed(outcome))
    return _back(request, cycle)


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Work out the proposal of a large programme in the background."""
    cycle, user = led_cycle(request, pk), reader(request)
    wish = typed.wish_of(request.POST)
    if not Programme(user, cycle, wish).capacities:
        raise Http404
    job = jobs.start(
        JOB, gettext_noop("Effort plan of the cycle {name}"), user, make_plan, title_values={"name": cycle.name},
        user_id=user.pk, cycle_id=cycle.pk, query=wish.query,
    )  # fmt: skip
    return redirect("job", job.pk)
