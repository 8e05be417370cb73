"""Beside Table Two: one cell with its past, removing a row, taking rows over to other accounts, survey links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import InvalidInput
from openkam.core.i18n import sentences
from openkam.core.numbers import format_number
from openkam.publish.text import legible, one_line
from openkam.web.cycles import queries
from openkam.web.cycles.actions.spreading import Spread, take_over
from openkam.web.cycles.actions.strength import Cell, Table, remove_row, save_table
from openkam.web.cycles.actions.surveys import VALID_FOR, make_survey_link, revoke_survey_link
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import Candidate, Cycle, Rating, Rival, SuccessFactor, SurveyLink
from openkam.web.cycles.queries import strength as asked
from openkam.web.cycles.scoring.cells import cell_text, read_cell, said
from openkam.web.cycles.scoring.one_account import version_in
from openkam.web.cycles.scoring.saving import moment
from openkam.web.cycles.scoring.telling import candidate_for
from openkam.web.cycles.strength.pages import refuse_unless_rating
from openkam.web.cycles.strength.past import changes_of, story_of
from openkam.web.cycles.strength.reading import NAME_CHARS
from openkam.web.cycles.strength.table import sheet_of
from openkam.web.cycles.strength.words import supplier_name
from openkam.web.shell.access import no_store, reader

PER_PAGE = 100


@require_safe
def history(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """Every rating of one candidate so far, and every change of its factors and rivals."""
    cycle = queries.cycle_for(pk)
    row = candidate_for(reader(request), cycle, candidate)
    page = Paginator(story_of(row), PER_PAGE).get_page(request.GET.get("page", "1"))
    context = frame(request, cycle, "strength") | {"candidate": row, "page": page, "changes": page.object_list}
    return render(request, "cycles/strength/history.html", context)


def _factor(row: Candidate, pk: int) -> SuccessFactor:
    found = row.success_factors.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, pk: int, candidate: int, factor: int, rival: int) -> HttpResponse:
    """One score: what we say, what the customer says, every value so far; a POST gives ours."""
    cycle, user = queries.cycle_for(pk), reader(request)
    row = candidate_for(user, cycle, candidate)
    found = _factor(row, factor)
    if rival and not row.rivals.filter(pk=rival).exists():
        raise Http404
    sheet = sheet_of(row, None)
    box, line = sheet.box(found.pk, rival), next(one for one in sheet.rows if one.pk == found.pk)
    context: dict[str, Any] = {"fault": "", "typed": box.saved if box else ""}
    own = Rating.objects.filter(factor=found, rival=rival or None, survey__isnull=True).first()
    context["said_by"] = own.said_by if own else ""
    if request.method == "POST":
        refuse_unless_rating(user, cycle)
        text, by = request.POST.get("score", ""), one_line(legible(request.POST.get("said_by", "")).strip(), NAME_CHARS)
        read = read_cell(text)
        if read.fault is None:
            wanted = Cell(found.pk, rival, read.value, version_in(request.POST.get("version", "")))
            outcome = save_table(cycle=cycle, candidate=row, author=user, table=Table(cells=[wanted], said_by=by))
            if not outcome.stale:
                messages.success(request, _("Saved."))
                return redirect("cycle-strength-cell", pk, row.pk, found.pk, rival)
            stale = outcome.stale[0]
            context["fault"] = _("Yours is {yours}; meanwhile it is {now}, by {author}, {at}.").format(
                yours=cell_text(stale.yours, is_unknown=False) or _("empty"),
                now=cell_text(stale.now, is_unknown=False) or _("empty"),
                author=stale.author or _("somebody who is gone"),
                at=moment(stale.at),
            )
        else:
            context["fault"] = said(read.fault, text, account=row.name, criterion=line.name)
        context |= {"typed": text[:40], "said_by": by}
    surveyed = Rating.objects.filter(factor=found, rival=rival or None, survey__isnull=False).order_by("-at")
    context |= frame(request, cycle, "strength") | {
        "candidate": row,
        "line": line,
        "supplier": supplier_name(sheet.rivals[rival].name if rival else None),
        "rival": rival,
        "version": box.version if box else 0,
        "customers": [(one.said_by, cell_text(one.value, is_unknown=True), moment(one.at)) for one in surveyed],
        "changes": changes_of(row, factor=found.pk, rival=rival),
        "may_rate": asked.may_rate(user, cycle),
        "sources": sheet.sources,
    }
    return render(request, "cycles/strength/cell.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, candidate: int, kind: str, row: int) -> HttpResponse:
    """Ask, then take a factor or a rival out with its scores; at once where it has none."""
    cycle, user = queries.cycle_for(pk), reader(request)
    of = candidate_for(user, cycle, candidate)
    refuse_unless_rating(user, cycle)
    found: SuccessFactor | Rival | None
    if kind == "factor":
        found, given = _factor(of, row), Rating.objects.filter(factor=row, value__isnull=False)
    else:
        found, given = of.rivals.filter(pk=row).first(), Rating.objects.filter(rival=row, value__isnull=False)
    if found is None:
        raise Http404
    sheet = sheet_of(of, None)
    name = sheet.rivals[row].name if kind == "rival" else next(one.name for one in sheet.rows if one.pk == row)
    count, problem = given.count(), ""
    if request.method == "POST":
        try:
            remove_row(cycle=cycle, row=found)
        except InvalidInput as error:
            problem = str(error)
        else:
            messages.success(request, _("{name} was removed.").format(name=one_line(name, 80)))
            return redirect("cycle-strength-account", pk, of.pk)
    context = frame(request, cycle, "strength") | {
        "candidate": of,
        "kind": kind,
        "row": row,
        "name": name,
        "count": count,
        "problem": problem,
    }
    return render(request, "cycles/strength/remove.html", context)


def _told(request: HttpRequest, done: Spread) -> None:
    parts = [
        ngettext("{count} account was changed.", "{count} accounts were changed.", done.changed).format(
            count=format_number(done.changed)
        )
    ]
    if done.kept_factors:
        text = ngettext(
            "{count} account is rated already and keeps its factors.",
            "{count} accounts are rated already and keep their factors.",
            done.kept_factors,
        )
        parts.append(text.format(count=format_number(done.kept_factors)))
    if done.full:
        text = ngettext(
            "{count} account has no room for all these rivals.",
            "{count} accounts have no room for all these rivals.",
            done.full,
        )
        parts.append(text.format(count=format_number(done.full)))
    messages.success(request, sentences(*parts))


def _take(request: HttpRequest, cycle: Cycle, source: Candidate, targets: Iterable[int]) -> None:
    factors, rivals = "factors" in request.POST, "rivals" in request.POST
    if not (factors or rivals):
        messages.error(request, _("Say whether factors, rivals or both are to be taken over."))
        return
    _told(request, take_over(cycle=cycle, source=source, targets=targets, factors=factors, rivals=rivals))


@require_POST
def copy(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """Take factors or rivals from another candidate (`source`) over to this one."""
    cycle, user = queries.cycle_for(pk), reader(request)
    row = candidate_for(user, cycle, candidate)
    refuse_unless_rating(user, cycle)
    source = candidate_for(user, cycle, version_in(request.POST.get("source", "")))
    _take(request, cycle, source, [row.pk])
    return redirect("cycle-strength-account", pk, row.pk)


@require_POST
def spread(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """Give the factors or rivals of this candidate to all others that the reader sees, or those of a `territory`."""
    cycle, user = queries.cycle_for(pk), reader(request)
    row = candidate_for(user, cycle, candidate)
    refuse_unless_rating(user, cycle)
    others = queries.visible_candidates(user, cycle).exclude(pk=row.pk)
    territory = request.POST.get("territory", "")
    if territory:
        others = others.filter(account__territory=territory)
    _take(request, cycle, row, list(others.order_by().values_list("pk", flat=True)))
    return redirect("cycle-strength-account", pk, row.pk)


@require_POST
def ask(request: HttpRequest, pk: int, candidate: int) -> HttpResponse:
    """Make a survey link and show it, this once."""
    cycle, user = queries.cycle_for(pk), reader(request)
    row = candidate_for(user, cycle, candidate)
    refuse_unless_rating(user, cycle)
    recipient = one_line(legible(request.POST.get("recipient", "")).strip(), NAME_CHARS)
    if not recipient:
        messages.error(request, _("Say for whom the link is, so that the answer has a name."))
        return redirect("cycle-strength-account", pk, row.pk)
    try:
        token = make_survey_link(cycle=cycle, candidate=row, recipient=recipient, author=user)
    except InvalidInput as error:
        messages.error(request, f"{error.message} {error.remedy}")
        return redirect("cycle-strength-account", pk, row.pk)
    context = frame(request, cycle, "strength") | {
        "candidate": row,
        "recipient": recipient,
        "url": request.build_absolute_uri(reverse("survey", args=[token])),
        "days": VALID_FOR.days,
    }
    return no_store(render(request, "cycles/strength/link.html", context))


@require_POST
def revoke(request: HttpRequest, pk: int, candidate: int, link: int) -> HttpResponse:
    """Withdraw a link that nobody has answered."""
    cycle, user = queries.cycle_for(pk), reader(request)
    row = candidate_for(user, cycle, candidate)
    refuse_unless_rating(user, cycle)
    found = SurveyLink.objects.filter(candidate=row, pk=link).first()
    if found is None:
        raise Http404
    if revoke_survey_link(cycle=cycle, link=found):
        messages.success(request, _("The link of {name} no longer works.").format(name=found.recipient))
    else:
        messages.error(request, _("{name} has answered meanwhile, so the answer stays.").format(name=found.recipient))
    return redirect("cycle-strength-account", pk, row.pk)
