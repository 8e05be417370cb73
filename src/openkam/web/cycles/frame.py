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
from openkam.web.cycles.onward import next_step
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


@dataclass(frozen=True)
class Step:
    """One step of the round as the rail shows it."""

    label: str | Promise
    url: str
    is_here: bool


def frame(request: HttpRequest, cycle: Cycle, here: str) -> dict[str, Any]:
    """The context of `cycles/frame.html` for the page `here` of `cycle`."""
    following = next_step(reader(request), cycle)
    return {
        "cycle": cycle,
        "here": here,
        "here_label": STEPS.get(here, ""),
        "steps": [Step(label, reverse(f"cycle-{key}", args=[cycle.pk]), key == here) for key, label in STEPS.items()],
        "others": [(one, reverse(f"cycle-{here}", args=[one.pk])) for one in queries.cycles() if one.pk != cycle.pk]
        if here in STEPS
        else [],
        "next_step": Step(following.label, following.url(cycle), is_here=False) if following else None,
        "following": following,
        "may_lead": queries.may_lead(reader(request)) and not cycle.is_frozen,
    }
