"""What the register gives to the side bar and the search."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from openkam.core.numbers import format_number
from openkam.web.risks.actions import short
from openkam.web.risks.queries import live_risks, said_event, visible_risks
from openkam.web.shell.models import User
from openkam.web.shell.prepared import Prepared
from openkam.web.shell.registry import Hit

FOUND = 8

# Any person who is neither lead nor administrator sees by the same rule; only the key differs.
_counted = Prepared(lambda person: live_risks(User(pk=person)).order_by().only("pk"))


def live_badge(user: User) -> str:
    """How many live risks the person sees, for the side bar. One query."""
    count = live_risks(user).count() if user.sees_all else _counted.count(user.pk)
    return format_number(count) if count else ""


def find_risks(user: User, text: str) -> Iterator[Hit]:
    """Risks whose event contains every word, live ones first."""
    words = text.split()
    if not words:
        return
    found = visible_risks(user).select_related("account")
    for word in words:
        found = found.filter(event__icontains=word)
    live = list(found.exclude(status="closed")[:FOUND])
    closed = found.filter(status="closed")[: FOUND - len(live)]
    for risk in (*live, *closed):
        detail = short(risk.account.name) if risk.account else ""
        url = reverse("risk", args=[risk.pk])
        yield Hit(gettext_lazy("Risks"), short(said_event(risk)), url, detail, "warning")
