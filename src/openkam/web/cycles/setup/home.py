"""What the current cycle gives to the home page and to the foot of the side bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_number
from openkam.web.cycles import queries
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.queries.setup import progress, waiting_for
from openkam.web.cycles.setup.pages import days_open
from openkam.web.shell.access import reader
from openkam.web.shell.models import User
from openkam.web.shell.prepared import Prepared
from openkam.web.shell.registry import FootLine

_FROZEN_LAST = Case(When(state=Cycle.State.FROZEN, then=Value(1)), default=Value(0), output_field=IntegerField())
_current = Prepared(lambda _pk: Cycle.objects.order_by(_FROZEN_LAST, "-opened_at", "-pk")[:1])


def foot_line(_user: User) -> FootLine | None:
    """The current cycle with its state and day; None while there is none. Everybody may know cycles by name."""
    cycle = next(iter(_current.ask(0)), None)
    if cycle is None:
        return None
    url = reverse("cycle-setup", args=[cycle.pk])
    if cycle.is_frozen:
        text = _("{name} · {state}").format(name=cycle.name, state=cycle.get_state_display())
        return FootLine(gettext_lazy("Planning cycle"), text, url)
    text = _("{name} · {state}, day {day}")
    said = text.format(name=cycle.name, state=cycle.get_state_display(), day=format_number(days_open(cycle)))
    return FootLine(gettext_lazy("Planning cycle"), said, url)


def card(request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """The current cycle's state, and what of it waits for the reader."""
    user, cycle = reader(request), queries.current()
    if cycle is None:
        return None
    found = progress(user, cycle)
    if not found.candidates and not queries.may_lead(user):
        return None
    waiting = waiting_for(user, cycle)
    return "cycles/setup/home.html", {
        "cycle": cycle,
        "day": days_open(cycle),
        "progress": found,
        "waiting": waiting,
        "may_lead": queries.may_lead(user),
    }
