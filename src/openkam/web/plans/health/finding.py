"""What the health of plans gives to the header of an account and to the home page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext

from openkam.core.numbers import format_number
from openkam.feeds.plan_health import Facts, Score
from openkam.tools.relationship.stage.inputs import STAGES
from openkam.tools.relationship.stage.words import stage_short
from openkam.web.accounts.models import Account, Membership
from openkam.web.accounts.queries import visible_accounts
from openkam.web.plans.health.gathered import PLAN_MODELS
from openkam.web.plans.health.showing import scored, scores_of
from openkam.web.plans.models import Action
from openkam.web.plans.queries.plans import visible_rows
from openkam.web.plans.todo.gathered import OVER
from openkam.web.shell.access import reader
from openkam.web.shell.models import User
from openkam.web.shell.registry import Fact

SHOWN: Final = 8
LOOKED_AT: Final = 24
"""More plans than one person can look after; what is left is said."""


def facts(request: HttpRequest, account: Account) -> Sequence[Fact]:
    """Health and completeness; nothing where nobody has begun a plan."""
    known = scored(request, account, only_begun=True)
    if known is None or not known[0].is_begun:
        return ()
    whole, well = known[1]
    note = _("{score} % complete").format(score=format_number(whole.shown or 0))
    return (Fact(_("Plan health"), _shown(well), note),)


def _shown(score: Score) -> str:
    return pgettext("health of a plan", "not known") if score.shown is None else format_number(score.shown)


@dataclass(frozen=True)
class Mine:
    """One of the reader's accounts."""

    account: Account
    health: int | None
    completeness: int
    stage: str
    following: Action | None
    is_late: bool


def card(request: HttpRequest) -> tuple[str, Mapping[str, Any]] | None:
    """The accounts that the reader owns or is on the team of and that have a plan, the least healthy first."""
    user = reader(request)
    begun = _mine(user)
    accounts = list(begun[:LOOKED_AT])
    if not accounts:
        return None
    following = _following(user, accounts)
    found = scores_of(user, accounts, only_begun=True)
    rows = [
        _row(account, *found[account.pk], following.get(account.pk))
        for account in accounts
        if account.pk in found and found[account.pk][0].is_begun
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: (row.health is None, row.health or 0, row.completeness, row.account.name))
    return "plans/health/home.html", {
        "rows": rows[:SHOWN],
        "more": len(rows) - len(rows[:SHOWN]),
        "left": begun.count() - LOOKED_AT if len(accounts) == LOOKED_AT else 0,
    }


def _mine(user: User) -> QuerySet[Account]:
    """Those that the reader owns or is on the team of and of which a plan is begun."""
    seen = visible_accounts(user)
    on_team = Membership.objects.filter(user=user).values("account")
    own = seen.filter(pk__in=on_team) | seen.filter(owner=user)
    begun = [Q(Exists(model.objects.filter(account=OuterRef("pk")))) for model in PLAN_MODELS]
    return own.filter(reduce(or_, begun)).order_by("name", "pk")


def _following(user: User, accounts: Sequence[Account]) -> dict[int, Action]:
    """The open action of each account that is due first."""
    every = visible_rows(Action, user).filter(account__in=accounts).exclude(status__in=OVER)
    first = every.filter(account=OuterRef("account")).order_by(F("due_on").asc(nulls_last=True), "position", "pk")
    return {row.account_id: row for row in every.filter(pk=first.values("pk")[:1])}


def _row(account: Account, facts: Facts, scores: tuple[Score, Score], following: Action | None) -> Mine:
    whole, well = scores
    due = following.due_on if following else None
    return Mine(
        account, well.shown, whole.shown or 0, _stage(facts), following,
        is_late=due is not None and due < timezone.localdate(),
    )  # fmt: skip


def _stage(facts: Facts) -> str:
    """The stage now, and the target where one is set."""
    now = stage_short(STAGES[facts.stage_now - 1]) if facts.stage_now else _("not known")
    if facts.stage_target is None:
        return now
    return _("{now} → {target}").format(now=now, target=stage_short(STAGES[facts.stage_target - 1]))
