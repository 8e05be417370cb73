"""Finding a set of criteria that a reader may open, and the addresses of its pages, in a cycle or in the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from openkam.web.cycles import queries
from openkam.web.cycles.frame import frame
from openkam.web.cycles.models import CriteriaSet, Cycle
from openkam.web.shell import registry
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

Kind = CriteriaSet.Kind


def sees_library(user: User) -> bool:
    """The library of criteria sets is for those who set cycles up."""
    return queries.may_lead(user)


def set_of(request: HttpRequest, set_pk: int, *, to_change: bool = True) -> CriteriaSet:
    """The set, or 404 where the reader may not open it or, if asked, not change it."""
    found = CriteriaSet.objects.select_related("cycle").filter(pk=set_pk).first()
    may_lead = queries.may_lead(reader(request))
    if found is None or (not may_lead and (to_change or found.cycle is None)):
        raise Http404
    return found


def set_in(cycle: Cycle, kind: str) -> CriteriaSet:
    """The cycle's set of this kind, or 404."""
    found = CriteriaSet.objects.select_related("cycle").filter(cycle=cycle, kind=kind).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Places:
    """The addresses around one set."""

    here: str
    """The grid."""
    back: str

    @classmethod
    def of(cls, found: CriteriaSet) -> Places:
        """Those of this set."""
        if found.cycle_id is None:
            return cls(reverse("library-set", args=[found.pk]), reverse("settings-criteria"))
        return cls(
            reverse("cycle-criteria", args=[found.cycle_id, found.kind]), reverse("cycle-setup", args=[found.cycle_id])
        )


def around(request: HttpRequest, found: CriteriaSet) -> dict[str, Any]:
    """What the frame needs around a page of this set: that of its cycle, or that of the settings."""
    places = Places.of(found)
    if found.cycle is not None:
        context = frame(request, found.cycle, "setup")
        base = "cycles/setup/in_cycle.html"
    else:
        tabs = registry.tabs(registry.settings_tabs, reader(request))
        context = {"tabs": tabs, "tab": "criteria", "may_lead": True}
        base = "cycles/setup/in_library.html"
    return context | {"base": base, "set": found, "kind_label": Kind(found.kind).label, "places": places}
