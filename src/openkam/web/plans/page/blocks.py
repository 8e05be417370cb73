"""The facts of a plan that live elsewhere: figures, class, relationship, actions, risks, team. Shown, never retyped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from openkam.tools.relationship.stage.words import stage_name
from openkam.web.accounts.models import Account
from openkam.web.people.models import TeamMember
from openkam.web.people.queries.people import members_of
from openkam.web.people.relationship import kept
from openkam.web.plans.models import Action, Objective
from openkam.web.plans.objectives import booked
from openkam.web.plans.objectives.measures import Measured
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.todo.gathered import OVER, Row, gather
from openkam.web.portfolio import cards
from openkam.web.portfolio.pages.account import open_account
from openkam.web.risks.filters import Wanted
from openkam.web.risks.register import Register, Scope
from openkam.web.shell.models import User

SHOWN: Final = 5
RISKS_SHOWN: Final = 3


def figures(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The five columns from the books; what is opened for them serves the header too."""
    opened = open_account(request, account.pk)
    request.opened_figures = opened  # type: ignore[attr-defined] # so that the header asks for nothing twice
    found = opened.figures
    if found is None or not found.has_invoices:
        return {"five": None, "job": opened.job}
    return {"five": cards.five_columns(found.result, found.frame.this_year), "job": None}


def share_of_wallet(user: User, account: Account) -> Measured:
    """Our part of what the customer spends, with its sum; as the objectives measure it."""
    return booked.values(user, account, [Objective.Measure.WALLET])[Objective.Measure.WALLET]


def relationship(user: User, account: Account) -> dict[str, Any]:
    """The stage now and the target, named."""
    known = kept.standing(user, account)
    now = known.read or known.claimed
    return {
        "is_empty": known.is_empty and now is None and known.target is None,
        "now": stage_name(now) if now else "",
        "is_read": known.read is not None,
        "target": stage_name(known.target) if known.target else "",
        "target_on": known.target_on,
    }


@dataclass(frozen=True)
class Todo:
    """The actions that matter now; each is in one list only."""

    is_empty: bool
    overdue: Sequence[Row]
    blocked: Sequence[Row]
    following: Sequence[Row]
    overdue_count: int
    blocked_count: int


def todo(user: User, account: Account) -> Todo:
    """What is overdue, what waits for another, and the next five."""
    every = rows_of(Action, user, account)
    rows = gather(
        every.exclude(status__in=OVER).order_by(F("due_on").asc(nulls_last=True), "position", "pk"),
        timezone.localdate(),
    )
    overdue = [row for row in rows if row.is_overdue]
    blocked = [row for row in rows if row.blocked_by and not row.is_overdue]
    following = [row for row in rows if not row.blocked_by and not row.is_overdue]
    return Todo(
        not every.exists(), overdue[:SHOWN], blocked[:SHOWN], following[:SHOWN], len(overdue), len(blocked)
    )  # fmt: skip


def risks(user: User, account: Account) -> dict[str, Any]:
    """The three worst risks of the account and its subsidiaries, and how many there are."""
    found = Register(user, Wanted(), as_of=timezone.localdate(), scope=Scope.of(user, account))
    return {"rows": found.rows[:RISKS_SHOWN], "count": len(found.rows)}


def team(user: User, account: Account) -> list[TeamMember]:
    """Our people on the account, the key account manager first."""
    return list(members_of(user, account).order_by("-is_main", "colleague__name", "pk"))
