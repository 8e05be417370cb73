"""Plans, objectives, actions and reviews, as far as a reader may see them."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.plans.models import Action, Insight, Need, Objective, Plan, Review, Whitespace
from openkam.web.shell.models import User

Row = TypeVar("Row", Action, Insight, Need, Objective, Plan, Review, Whitespace)


def visible_rows(model: type[Row], user: User) -> QuerySet[Row]:
    """The rows of the accounts that `user` sees."""
    rows: QuerySet[Row] = model._default_manager.select_related("account")
    if user.sees_all:
        return rows
    return rows.filter(account__in=visible_accounts(user).order_by().values("pk"))


def rows_of(model: type[Row], user: User, account: Account) -> QuerySet[Row]:
    """The rows of one account."""
    return visible_rows(model, user).filter(account=account)


def my_actions(user: User) -> QuerySet[Action]:
    """What `user` is to do, across the accounts that they see, the soonest first; nothing that is over."""
    over: list[Model | str] = [Action.Status.DONE, Action.Status.DROPPED]
    return visible_rows(Action, user).filter(owner__user=user).exclude(status__in=over).order_by("due_on", "pk")
