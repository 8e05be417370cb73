"""What every page of a cycle shares: the cycle in its crumbs, the others to switch to, and the steps of the round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openkam.web.cycles import queries
from openkam.web.cycles.models import Cycle
from openkam.web.shell.access import reader

STEPS: Final[Mapping[str, str | Promise]] = {
    "setup": _("Set up"),
    "scoring": _("Score"),
    "strength": _("Rivals"),
    "selection": _("Selection"),
    "matrix": _("Matrix"),
    "effort": _("Effort"),
}
"""Key of a step, which is the name of its page with `cycle-` before it → what it is called."""


NEXT: Final[Mapping[str, tuple[str | Promise, str]]] = {
    Cycle.State.OPEN: (_("Next: set it up, then start scoring"), "cycle-setup"),
    Cycle.State.SCORING: (_("Next: score, then close the scoring"), "cycle-scoring"),
    Cycle.State.DECIDED: (_("Next: decide, then freeze the cycle"), "cycle-selection"),
}
"""State of a cycle → what is next, and the page for it."""


@dataclass(frozen=True)
class Step:
    """One step of the round as the rail shows it."""

    label: str | Promise
    url: str
    is_here: bool


def frame(request: HttpRequest, cycle: Cycle, here: str) -> dict[str, Any]:
    """The context of `cycles/frame.html` for the page `here` of `cycle`."""
    return {
        "cycle": cycle,
        "here": here,
        "here_label": STEPS.get(here, ""),
        "steps": [Step(label, reverse(f"cycle-{key}", args=[cycle.pk]), key == here) for key, label in STEPS.items()],
        "others": [(one, reverse(f"cycle-{here}", args=[one.pk])) for one in queries.cycles() if one.pk != cycle.pk]
        if here in STEPS
        else [],
        "next_step": _next(cycle),
        "may_lead": queries.may_lead(reader(request)) and not cycle.is_frozen,
    }


def _next(cycle: Cycle) -> Step | None:
    if cycle.state not in NEXT:
        return None
    label, page = NEXT[cycle.state]
    return Step(label, reverse(page, args=[cycle.pk]), is_here=False)
