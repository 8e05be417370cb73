"""What the log gives to the home page: whom I should talk to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from openkam.web.people.log import due
from openkam.web.shell.access import reader
from openkam.web.shell.models import Role

SHOWN = 8


def card(request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """My next contacts on all my accounts; None where nothing is due."""
    user = reader(request)
    waiting = due.of_person(user)
    if not waiting:
        return None
    context = {"due": waiting[:SHOWN], "more": waiting[SHOWN:], "may_change": user.role != Role.VIEWER}
    return "people/log/home.html", context
