"""The list of planning cycles, and the page on which one is set up and moved from state to state."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import InvalidInput
from openkam.core.periods import fiscal_year, fiscal_year_number
from openkam.web.cycles import queries
from openkam.web.cycles.actions.candidates import set_raters
from openkam.web.cycles.actions.cycles import change_cycle, move_to, open_cycle, refuse_taken
from openkam.web.cycles.figures import figures_of
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Candidate, CriteriaSet, Cycle
from openkam.web.cycles.models.cycle import frozen_cycle
from openkam.web.cycles.queries.setup import progress
from openkam.web.cycles.setup import readiness, working
from openkam.web.cycles.setup.forms import OpenForm, SettingsForm
from openkam.web.cycles.setup.weighing import ENOUGH, weighed_sets
from openkam.web.portfolio import books, frames
from openkam.web.portfolio.words import shown_period
from openkam.web.shell import registry
from openkam.web.shell.access import reader
from openkam.web.shell.forms import show_error
from openkam.web.shell.models import Role, User

SHOWN_CANDIDATES = 8
LAST_YEAR = 9998
Kind = CriteriaSet.Kind


def led_cycle(request: HttpRequest, pk: int) -> Cycle:
    """The cycle to change, or 404 where the reader may not set cycles up. Raises `FrozenCycle`."""
    if not queries.may_lead(reader(request)):
        raise Http404
    cycle = queries.cycle_for(pk)
    if cycle.is_frozen and request.method == "POST":
        raise frozen_cycle(cycle.name)
    return cycle


def proposed_name() -> str:
    """The fiscal year that the books stand in, else today's, or the first one after it that has no cycle."""
    state = books.current_state()
    start = books.workspace().fiscal_year_start
    day = state.as_of if state is not None else timezone.localdate()
    taken = set(Cycle.objects.values_list("name", flat=True))
    number = fiscal_year_number(day, start)
    while fiscal_year(number, start).label in taken and number < LAST_YEAR:
        number += 1
    return fiscal_year(number, start).label


def days_open(cycle: Cycle) -> int:
    """The day of the cycle, the first being 1."""
    return (timezone.localdate() - timezone.localtime(cycle.opened_at).date()).days + 1


def _lines(user: User) -> list[dict[str, Any]]:
    """Each cycle with the candidates that `user` sees of it and what was decided of those."""
    found = list(queries.cycles().select_related("opened_by", "previous"))
    counted: dict[int, dict[str, Any]] = {
        row.pop("cycle"): row
        for row in _seen_of_all(user)
        .order_by()
        .values("cycle")
        .annotate(
            all=Count("pk"),
            inside=Count("pk", filter=Q(decision__verdict="in")),
            out=Count("pk", filter=Q(decision__verdict="out")),
            watch=Count("pk", filter=Q(decision__verdict="watch")),
        )
    }
    nothing = {"all": 0, "inside": 0, "out": 0, "watch": 0}
    return [{"cycle": one, "day": days_open(one), **counted.get(one.pk, nothing)} for one in found]


def _seen_of_all(user: User) -> Any:
    from openkam.web.accounts.queries import visible_accounts

    found = Candidate.objects.all()
    return found if user.sees_all else found.filter(account__in=visible_accounts(user).order_by().values("pk"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All cycles, and a form to open one."""
    return _index(request, None)


def _index(request: HttpRequest, form: OpenForm | None) -> HttpResponse:
    user = reader(request)
    lines, sample = _lines(user), registry.sample[0] if registry.sample else None
    may_lead = queries.may_lead(user)
    newest = lines[0]["cycle"] if lines else None
    if form is None and may_lead:
        form = OpenForm(initial={"name": proposed_name(), "source": newest})
    context = {
        "lines": lines,
        "form": form,
        "may_lead": may_lead,
        "may_load_sample": sample is not None and user.sees_all and not sample.is_loaded(),
    }
    return render(request, "cycles/setup/index.html", context, status=400 if form is not None and form.errors else 200)


@require_POST
def open_(request: HttpRequest) -> HttpResponse:
    """Open a cycle, empty or from another one."""
    if not queries.may_lead(reader(request)):
        raise Http404
    form = OpenForm(request.POST)
    if form.is_valid():
        name, source = form.cleaned_data["name"], form.cleaned_data["source"]
        try:
            if source is not None and source.candidates.count() > working.DIRECT_CANDIDATES:
                refuse_taken(name)
                return working.start(request, source, "open", name=name, new_name=name)
            cycle = open_cycle(author=reader(request), name=name, source=source)
        except InvalidInput as error:
            show_error(form, "name", f"{error.message} {error.remedy}")
        else:
            messages.success(request, _("The cycle {name} is open.").format(name=cycle.name))
            return redirect("cycle-setup", cycle.pk)
    return _index(request, form)


def periods() -> list[tuple[str, str]]:
    """The years of the books: (label, label as shown); none while the figures are not there."""
    state = books.current_state()
    found = None if state is None else frames.at_once(state)
    if found is None:
        return []
    return [(one.label, shown_period(found, one.label)) for one in found.periods if one.kind != "proposed"]


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle from top to bottom: settings, candidates, criteria, raters, and the way to its next state."""
    return page_of(request, queries.cycle_for(pk))


def page_of(request: HttpRequest, cycle: Cycle, form: SettingsForm | None = None) -> HttpResponse:
    """The page of a cycle; `form` is one whose values were refused."""
    user = reader(request)
    context = frame(request, cycle, "setup")
    weighed, figures = weighed_sets(cycle), figures_of(cycle)
    seen = queries.visible_candidates(user, cycle)
    found = sorted(seen.values_list("code", "name"), key=lambda row: -(figures.of(row[0]).revenue or 0))
    missing = readiness.lacks(user, cycle, weighed)
    sets = {one.kind: one for one in cycle.sets.annotate(count=Count("criteria"))}
    context |= {
        "form": form or (SettingsForm(cycle=cycle, periods=periods()) if context["may_lead"] else None),
        "period": cycle.period or figures.period,
        "currency": figures.currency,
        "candidates": len(found),
        "largest": [(name, figures.of(code)) for code, name in found[:SHOWN_CANDIDATES]],
        "revenue": sum((figures.of(code).revenue or 0 for code, _name in found), start=0) if figures.period else None,
        "books_are_late": readiness.books_are_late(),
        "sets": [(kind, Kind(kind).label, sets.get(kind), weighed[kind]) for kind in Kind.values],
        "enough": ENOUGH,
        "raters": list(cycle.raters.select_related("user").order_by("user__name", "user__email")),
        "people": _people(cycle) if context["may_lead"] else [],
        "lacks": missing,
        "blocking": readiness.blocking(missing),
        "back": readiness.way_back(cycle),
        "day": days_open(cycle),
        "progress": progress(user, cycle),
        "working": working.under_way(cycle),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "cycles/setup/cycle.html", context, status=status)


def _people(cycle: Cycle) -> list[tuple[User, bool]]:
    """Everybody who may be asked to score, and whether they are."""
    chosen = set(cycle.raters.values_list("user_id", flat=True))
    able = User.objects.filter(Q(is_active=True) & ~Q(role=Role.VIEWER) | Q(pk__in=chosen))
    return [(person, person.pk in chosen) for person in able.order_by("name", "email")]


@require_POST
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the form holds; what somebody else changed meanwhile is shown beside it first."""
    cycle = led_cycle(request, pk)
    form = SettingsForm(request.POST, cycle=cycle, periods=periods())
    if not form.is_valid():
        return page_of(request, cycle, form)
    stale = form.stale(cycle)
    if stale:
        return page_of(request, cycle, _with_theirs(request.POST, cycle, stale))
    try:
        change_cycle(cycle=cycle, values={name: form.cleaned_data[name] for name in form.changed_data})
    except InvalidInput as error:
        show_error(form, "name", f"{error.message} {error.remedy}")
        return page_of(request, cycle, form)
    messages.success(request, _("Saved."))
    return redirect("cycle-setup", pk)


def _with_theirs(posted: QueryDict, cycle: Cycle, stale: dict[str, Any]) -> SettingsForm:
    data = posted.copy()
    for name, now in stale.items():
        shown = now.pk if isinstance(now, Cycle) else now
        data[f"initial-{name}"] = "" if shown is None else str(shown)
    form = SettingsForm(data, cycle=cycle, periods=periods())
    form.is_valid()
    for name, now in stale.items():
        text = _("Somebody has changed this to “{value}” meanwhile. Save again to put yours in its place.")
        show_error(form, name, text.format(value="" if now is None else now))
    return form


@require_POST
def raters(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the ticked people are asked to score."""
    cycle = led_cycle(request, pk)
    wanted = {int(text) for text in request.POST.getlist("user") if text.isdecimal() and len(text) < 19}
    set_raters(cycle=cycle, users=[person for person, _chosen in _people(cycle) if person.pk in wanted])
    messages.success(request, _("Saved."))
    return redirect("cycle-setup", pk)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """To the next state or the one before."""
    cycle = led_cycle(request, pk)
    moved = move_to(cycle=cycle, state=request.POST.get("state", ""))
    text = _("The cycle {name} is now: {state}.")
    messages.success(request, text.format(name=moved.name, state=moved.get_state_display()))
    return redirect("cycle-setup", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what freezing means; freeze when it is confirmed."""
    cycle = led_cycle(request, pk)
    missing = readiness.lacks(reader(request), cycle, weighed_sets(cycle))
    if request.method == "POST":
        if not readiness.blocking(missing) and not working.freezes_at_once(cycle, reader(request)):
            return working.start(request, cycle, "freeze")
        readiness.freeze_now(cycle, reader(request), missing)
        messages.success(request, _("The cycle {name} is frozen.").format(name=cycle.name))
        return redirect("cycle-setup", pk)
    if cycle.state != Cycle.State.DECIDED:
        return redirect("cycle-setup", pk)
    context = {
        **frame(request, cycle, "setup"),
        "lacks": missing,
        "blocking": readiness.blocking(missing),
        "progress": progress(reader(request), cycle),
    }
    return render(request, "cycles/setup/freeze.html", context)


@require_safe
def changed(request: HttpRequest, pk: int, job_pk: int) -> HttpResponse:
    """Say what a change that the worker made has done, on the page that shows it."""
    cycle = queries.cycle_for(pk)
    found = working.told_of(reader(request), cycle, job_pk)
    if found is None:
        raise Http404
    text, page = found
    messages.success(request, text)
    return redirect(page, pk)
