"""What was said of the relationship of one account, as far as a reader may see it."""

from __future__ import annotations

from django.db.models import QuerySet

from openkam.web.accounts.models import Account
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.models import StageAnswers, StageSurvey, StageTarget
from openkam.web.shell.models import User


def answers_of(user: User, account: Account) -> QuerySet[StageAnswers]:
    """The answers of both sides, the newest first."""
    seen = visible_accounts(user).filter(pk=account.pk)
    return StageAnswers.objects.filter(account__in=seen).select_related("author").order_by("-on", "-pk")


def targets_of(user: User, account: Account) -> QuerySet[StageTarget]:
    """The targets that were set, the newest first."""
    seen = visible_accounts(user).filter(pk=account.pk)
    return StageTarget.objects.filter(account__in=seen).select_related("author").order_by("-pk")


def surveys_of(user: User, account: Account) -> QuerySet[StageSurvey]:
    """The links that were made for people of the customer, the newest first."""
    seen = visible_accounts(user).filter(pk=account.pk)
    return StageSurvey.objects.filter(account__in=seen).select_related("created_by").order_by("-pk")
