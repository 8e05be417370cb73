"""Deciding: one account in the list or on a page of its own, many at once, approving, closing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.web.cycles import queries
from openkam.web.cycles.actions.decisions import (
    UNDECIDED,
    Clash,
    Outcome,
    Wish,
    approve as approve_decisions,
    close_decisions,
    decide,
)
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Cycle, Decision
from openkam.web.cycles.models.cycle import frozen_cycle
from openkam.web.cycles.scoring.saving import moment
from openkam.web.cycles.selection import listing, many, wording
from openkam.web.cycles.selection.asked import Asked
from openkam.web.cycles.selection.chosen import Chosen
from openkam.web.cycles.selection.pages import CHOICES, summary
from openkam.web.cycles.selection.seen import Row, Seen
from openkam.web.cycles.setup.pages import led_cycle
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

MOST_FORMER = 100


@dataclass(frozen=True)
class Former:
    """A decision as it once stood, or that it was taken back."""

    label: str
    reason: str
    by: str
    at: str
    approver: str


def _former(row: Row) -> list[Former]:
    rows = list(Decision.history.filter(candidate_id=row.pk).order_by("-history_date", "-history_id")[:MOST_FORMER])
    wanted = {pk for old in rows for pk in (old.by_id, old.approved_by_id, old.history_user_id) if pk}
    people = {one.pk: str(one) for one in User.objects.filter(pk__in=wanted)}
    return [_former_one(old, people) for old in rows]


def _former_one(old: Any, people: Mapping[int, str]) -> Former:
    if old.history_type == "-":
        return Former(_("not decided"), "", people.get(old.history_user_id, ""), moment(old.history_date), "")
    return Former(
        str(Decision.Verdict(old.verdict).label),
        old.reason,
        people.get(old.by_id, ""),
        moment(old.approved_at or old.at),
        people.get(old.approved_by_id, "") if old.approved_by_id else "",
    )


def _row(seen: Seen, candidate: int) -> Row:
    row = seen.by_pk.get(candidate)
    if row is None:
        raise Http404
    return row


def _form(request: HttpRequest, seen: Seen, row: Row, **more: Any) -> HttpResponse:
    """The form in a dialog, or the page with it; what is not given is as it stands."""
    made = row.decision
    asked = request.GET.get("verdict", "")
    context = {
        "row": row,
        "name": wording.short(row.name),
        "standing": wording.standing(row),
        "against": wording.contradiction(row),
        "choices": CHOICES,
        "verdict": asked if asked in Decision.Verdict.values else row.verdict,
        "reason": made.reason if made else wording.standing(row),
        "proposed": "" if made else wording.standing(row),
        "version": made.version if made else 0,
        "at": moment(made.at) if made else "",
        "former": _former(row),
        "may_decide": queries.may_lead(seen.user) and not seen.cycle.is_frozen,
        "may_take_back": made is not None and queries.may_lead(seen.user) and not seen.cycle.is_frozen,
        "may_approve": row in seen.approvable and queries.may_lead(seen.user) and not seen.cycle.is_frozen,
        "cycle": seen.cycle,
    } | more
    if request.headers.get("HX-Request"):
        return render(request, "cycles/selection/decide.html", context)
    return render(request, "cycles/selection/decide_page.html", frame(request, seen.cycle, "selection") | context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """The decision on one account: read by who sees it, taken by leads."""
    cycle, user = queries.cycle_for(pk), reader(request)
    seen = Seen(user, cycle)
    row = _row(seen, candidate)
    if request.method != "POST":
        return _form(request, seen, row)
    if not queries.may_lead(user):
        raise Http404
    return _take(request, seen, row)


def _take(request: HttpRequest, seen: Seen, row: Row) -> HttpResponse:
    version = request.POST.get("version", "")
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    proposed = request.POST.get("proposed", "")
    wish = Wish(
        row.pk,
        # Only the button of its own takes a decision back; no verdict at all is a fault.
        UNDECIDED if "back" in request.POST else verdict if verdict in Decision.Verdict.values else "",
        wording.own_words_first(reason, proposed),
        int(version) if version.isdecimal() and len(version) < 10 else 0,
    )
    typed = {"verdict": verdict, "reason": reason, "proposed": proposed, "version": wish.version}
    try:
        outcome = decide(cycle=seen.cycle, author=seen.user, wishes=[wish])
    except InvalidInput as error:
        return _form(request, seen, row, fault=str(error), fault_field=error.place.field, **typed)
    if outcome.clashes:
        clash = outcome.clashes[0]
        typed["version"] = clash.version
        return _form(request, seen, row, clash=_clash(clash), **typed)
    fresh = Seen(seen.user, queries.cycle_for(seen.cycle.pk))
    return _taken(request, fresh, _row(fresh, row.pk))


def _taken(request: HttpRequest, seen: Seen, row: Row) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        text = _("Decided: {name}.") if row.decision else _("Taken back: {name} is not decided.")
        messages.success(request, text.format(name=wording.short(row.name)))
        return redirect(f"{reverse('cycle-selection', args=[seen.cycle.pk])}#row-{row.pk}")
    context = {"cycle": seen.cycle, "may_lead": True, "choices": CHOICES, "one": listing.deciding(row), "swap": True}
    answer = render(request, "cycles/selection/decided_one.html", context | summary(seen))
    answer.headers["HX-Reswap"] = "none"
    answer.headers["HX-Trigger"] = json.dumps({"selection:decided": {"candidate": row.pk}})
    return answer


def _clash(clash: Clash) -> dict[str, str]:
    return {
        "label": "" if clash.verdict == UNDECIDED else str(Decision.Verdict(clash.verdict).label),
        "reason": clash.reason,
        "by": clash.by,
        "at": moment(clash.at),
    }


def _leading(request: HttpRequest, pk: int) -> Seen:
    """What a lead sees of a cycle that can be changed. Raises `FrozenCycle`; 404 to who does not lead."""
    cycle = led_cycle(request, pk)
    if cycle.is_frozen:
        raise frozen_cycle(cycle.name)
    return Seen(reader(request), cycle)


def _reasons(sent: Mapping[str, str]) -> dict[str, str]:
    return {verdict: sent[f"reason-{verdict}"] for verdict in Decision.Verdict.values if f"reason-{verdict}" in sent}


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide many at once: what a rule proposes, then what the person makes of it."""
    seen = _leading(request, pk)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = Chosen.of(seen.user, seen.cycle, Asked.read(sent).matrix)
    rule = sent.get("rule", "line")
    rule = rule if rule in dict(many.rules(seen)) else "line"
    everybody = sent.get("which") == "all"
    reasons = _reasons(sent)
    fault = ""
    if request.method == "POST":
        try:
            wanted = many.wishes(seen, request.POST.get("seen", ""), reasons)
            outcome = decide(cycle=seen.cycle, author=seen.user, wishes=wanted)
        except InvalidInput as error:
            fault = str(error)
        else:
            _tell(request, outcome)
            return redirect(f"{reverse('cycle-selection', args=[pk])}?{_matrix_part(chosen)}".rstrip("?"))
    rows = chosen.rows(seen.rows) if chosen else seen.rows
    undecided = [row for row in rows if row.decision is None]
    decided = [row for row in rows if row.decision is not None]
    found = many.groups(decided if rule == UNDECIDED else rows if everybody else undecided, rule, reasons)
    context = frame(request, seen.cycle, "selection") | {
        "groups": found,
        "packed": many.packed(found),
        "rules": many.rules(seen),
        "rule": rule,
        "everybody": everybody,
        "fault": fault,
        "takes_back": rule == UNDECIDED,
        "chosen": chosen,
        "matrix_part": _matrix_part(chosen),
        "undecided_count": len(undecided),
        "all_count": len(rows),
    }
    return render(request, "cycles/selection/several.html", context)


def _matrix_part(chosen: Chosen | None) -> str:
    """The part of an address that keeps what was chosen in the matrix."""
    return Asked(matrix=chosen.query).query if chosen else ""


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    saved, undone, clashes = len(outcome.saved), outcome.undone, len(outcome.clashes)
    if saved or not undone:
        text = ngettext("{count} account decided.", "{count} accounts decided.", saved)
        messages.success(request, text.format(count=format_number(saved)))
    if undone:
        text = ngettext("{count} decision taken back.", "{count} decisions taken back.", undone)
        messages.success(request, text.format(count=format_number(undone)))
    if clashes:
        text = ngettext(
            "{count} account had been decided by somebody else meanwhile and was left as it is.",
            "{count} accounts had been decided by somebody else meanwhile and were left as they are.",
            clashes,
        )
        messages.warning(request, text.format(count=format_number(clashes)))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve decisions of another lead, each in the version that was seen."""
    cycle, wanted = led_cycle(request, pk), _versions(request.POST.getlist("seen"))
    done = approve_decisions(cycle=cycle, author=reader(request), seen=wanted)
    text = ngettext("{count} decision approved.", "{count} decisions approved.", done.count)
    messages.success(request, text.format(count=format_number(done.count)))
    if done.changed:
        text = ngettext(
            "{count} decision was changed since you saw it and was not approved.",
            "{count} decisions were changed since you saw them and were not approved.",
            done.changed,
        )
        messages.warning(request, text.format(count=format_number(done.changed)))
    return redirect("cycle-selection", pk)


def _versions(sent: list[str]) -> dict[int, int]:
    found = {}
    for part in " ".join(sent).split():
        pk, _colon, version = part.partition(":")
        if not (pk.isdecimal() and version.isdecimal() and len(pk) < 19 and len(version) < 10):
            raise InvalidInput(
                _("It is not clear which decisions are meant."), remedy=_("Reload the page and choose again.")
            )
        found[int(pk)] = int(version)
    return found


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the decisions; says what is missing where that cannot be."""
    cycle: Cycle = led_cycle(request, pk)
    closed = close_decisions(cycle=cycle)
    messages.success(request, _("The cycle {name} is decided.").format(name=closed.name))
    return redirect("cycle-selection", pk)
