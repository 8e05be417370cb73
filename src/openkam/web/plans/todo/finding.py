"""What actions give to the side bar, the search, the home page and the page of the relationship."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext_lazy

from openkam.core.numbers import format_number
from openkam.web.accounts.models import Account
from openkam.web.people.relationship.activities import Activity
from openkam.web.plans.models import Action
from openkam.web.plans.queries.plans import my_actions, rows_of, visible_rows
from openkam.web.plans.todo.columns import SOON_DAYS
from openkam.web.plans.todo.gathered import OVER, gather
from openkam.web.plans.todo.words import short
from openkam.web.shell.access import reader
from openkam.web.shell.models import User
from openkam.web.shell.registry import Hit

FOUND = 8
SHOWN = 8
"""So many stand on the home page."""


def late_badge(user: User) -> str:
    """How many of the reader's actions are overdue, for the side bar. One query."""
    count = my_actions(user).order_by().filter(due_on__lt=timezone.localdate()).count()
    return format_number(count) if count else ""


def find_actions(user: User, text: str) -> Iterator[Hit]:
    """Actions whose text contains every word, those that are not over first."""
    words = text.split()
    if not words:
        return
    found = visible_rows(Action, user)
    for word in words:
        found = found.filter(text__icontains=word)
    live = list(found.exclude(status__in=OVER).order_by("due_on", "pk")[:FOUND])
    over = found.filter(status__in=OVER).order_by("-pk")[: FOUND - len(live)]
    for action in (*live, *over):
        url = reverse("action", args=[action.pk])
        yield Hit(pgettext_lazy("plan", "Actions"), short(action.text), url, short(action.account.name), "check")


def home_card(request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """What the reader has to do: overdue, and in the next seven days. Nothing where they have nothing to do."""
    user, today = reader(request), timezone.localdate()
    found = my_actions(user)
    near = found.filter(due_on__lte=today + timedelta(days=SOON_DAYS)).order_by(F("due_on").asc(), "pk")
    rows = gather(near, today)
    if not rows and not found.exists():
        return None
    late = sum(row.is_overdue for row in rows)
    return "plans/todo/home.html", {
        "rows": rows[:SHOWN],
        "more": len(rows) - len(rows[:SHOWN]),
        "late": late,
        "soon": len(rows) - late,
        "here": reverse("home"),
    }


def principal(user: User, account: Account) -> Iterator[Activity]:
    """The principal activities of an account: those not over first, by day; then what was done."""
    today = timezone.localdate()
    found = rows_of(Action, user, account).filter(is_principal=True).exclude(status=Action.Status.DROPPED)
    rows = gather(found.order_by(F("due_on").asc(nulls_last=True), "position", "pk"), today)
    for row in sorted(rows, key=lambda row: row.action.is_over):
        action = row.action
        waits = row.blocked_by
        yield Activity(
            text=action.text,
            url=reverse("action", args=[action.pk]),
            owner=action.owner.name if action.owner else "",
            due_on=action.due_on,
            progress=_waits_for(short(waits[0].text)) if waits else str(action.get_status_display()),
            is_late=row.is_overdue,
            is_done=action.status == Action.Status.DONE,
        )


def _waits_for(name: str) -> str:
    return _("waits for {name}").format(name=name)
