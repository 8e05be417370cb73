"""Sets of criteria kept for other cycles: saving one there, editing, applying and deleting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openkam.core.errors import InvalidInput
from openkam.web.cycles.actions import criteria as actions
from openkam.web.cycles.actions.criteria import Wanted
from openkam.web.cycles.models import CriteriaSet, Criterion
from openkam.web.cycles.queries.setup import scores_by_key
from openkam.web.cycles.ready import name_of
from openkam.web.cycles.setup.sets import Places, around, sees_library, set_of
from openkam.web.cycles.setup.typed import Refused, text_of
from openkam.web.shell import registry
from openkam.web.shell.access import reader

NAME_LENGTH = 100
Kind = CriteriaSet.Kind


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every set that was saved, by kind."""
    user = reader(request)
    if not sees_library(user):
        raise Http404
    sets = CriteriaSet.objects.filter(cycle=None).annotate(count=Count("criteria"))
    context = {
        "tabs": registry.tabs(registry.settings_tabs, user),
        "tab": "criteria",
        "kinds": [(Kind(kind).label, [one for one in sets if one.kind == kind]) for kind in Kind.values],
        "count": len(sets),
    }
    return render(request, "cycles/setup/library.html", context)


def _name(request: HttpRequest) -> str:
    try:
        name = text_of(request.POST.get("name", ""), NAME_LENGTH)
    except Refused as error:
        raise InvalidInput(str(error), remedy=_("Give it a shorter name.")) from None
    if not name:
        raise InvalidInput(_("The set has no name."), remedy=_("Write one, such as the year or the market."))
    return name


@require_POST
def save_as(request: HttpRequest, set_pk: int) -> HttpResponse:
    """A copy of a cycle's set for the library."""
    found = set_of(request, set_pk)
    made = actions.save_to_library(criteria=found, name=_name(request))
    messages.success(request, _("{name} is in the library of criteria sets.").format(name=made.name))
    return redirect(Places.of(found).here)


def _of_library(request: HttpRequest, set_pk: int) -> CriteriaSet:
    found = set_of(request, set_pk)
    if found.cycle_id is not None:
        raise Http404
    return found


@require_POST
def rename(request: HttpRequest, set_pk: int) -> HttpResponse:
    """Another name for a set of the library."""
    found = _of_library(request, set_pk)
    actions.rename_set(criteria=found, name=_name(request))
    messages.success(request, _("Saved."))
    return redirect("library-set", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, set_pk: int) -> HttpResponse:
    """Ask, then take a set out of the library; the cycles that were given a copy keep it."""
    found = _of_library(request, set_pk)
    if request.method == "POST":
        name = found.name
        actions.delete_set(criteria=found)
        messages.success(request, _("{name} was removed.").format(name=name))
        return redirect("settings-criteria")
    return render(request, "cycles/setup/delete_set.html", around(request, found))


def _source(found: CriteriaSet, text: str) -> CriteriaSet | None:
    """The library set asked for; None for the deck's own. 404 where there is no such set of this kind."""
    if text == "ready":
        return None
    source = (
        CriteriaSet.objects.filter(cycle=None, kind=found.kind, pk=int(text)).first()
        if text.isdecimal() and len(text) < 19
        else None
    )
    if source is None:
        raise Http404
    return source


def _comparison(found: CriteriaSet, wanted: Wanted) -> dict[str, Any]:
    """What would stay, come and go, with the scores that would go."""
    now: list[Criterion] = list(found.criteria.all())
    then = wanted.rows()
    counts = scores_by_key(found.cycle, found.kind) if found.cycle is not None else {}
    keys_now, keys_then = {row.key for row in now}, {row.key for row in then}
    gone = [row for row in now if row.key not in keys_then]
    return {
        "gone": [(name_of(found.kind, row), counts.get(row.key, 0)) for row in gone],
        "come": [name_of(found.kind, row) for row in then if row.key not in keys_now],
        "stay": len(keys_now & keys_then),
        "lost": sum(counts.get(row.key, 0) for row in gone),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, set_pk: int) -> HttpResponse:
    """Show what would change in the cycle's set, then make it like the chosen one."""
    found = set_of(request, set_pk)
    if found.cycle is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    chosen = sent.get("source", "")
    source = _source(found, chosen)
    wanted = Wanted(found.kind, source)
    if request.method == "POST":
        actions.apply_set(cycle=found.cycle, wanted=wanted)
        messages.success(request, _("The criteria of the cycle are now those of {name}.").format(name=_called(source)))
        return redirect(Places.of(found).here)
    context = around(request, found) | _comparison(found, wanted) | {"source": chosen, "source_name": _called(source)}
    return render(request, "cycles/setup/apply.html", context)


def _called(source: CriteriaSet | None) -> str:
    return _("the ready set") if source is None else source.name
