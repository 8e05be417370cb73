"""Asking a person of the customer for the six answers, by a link that is good for one. Its token is kept as a hash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.people.actions.stage import answer
from openkam.web.people.models import StageAnswers, StageSurvey
from openkam.web.shell.links import hash_of, new_token
from openkam.web.shell.models import User

VALID_FOR: Final = timedelta(days=30)


class StageSurveyClosed(OpenKAMError):
    """The link was answered, has expired or was withdrawn; the refusal is the same, since a stranger may be asking."""

    code = "stage_survey_closed"

    def __init__(self) -> None:
        super().__init__(
            _("This link takes no answers any more, so nothing was kept."),
            remedy=_("Ask the person who sent it to you."),
        )


def survey_of(token: str) -> StageSurvey | None:
    """The link behind a token, whatever became of it."""
    return StageSurvey.objects.select_related("account").filter(token_hash=hash_of(token)).first()


def is_open(survey: StageSurvey) -> bool:
    """Whether it still takes an answer."""
    return survey.answered_at is None and survey.expires_at > timezone.now()


@transaction.atomic
def make_stage_survey(*, account: Account, recipient: str, author: User) -> str:
    """A fresh token by which `recipient` answers the six questions once within 30 days. Raises `InvalidInput`."""
    if not recipient:
        raise InvalidInput(
            _("The link has nobody's name."), remedy=_("Say for whom the link is, so that the answer has a name.")
        )
    token = new_token()
    StageSurvey.objects.create(
        account=account, token_hash=hash_of(token), recipient=recipient, expires_at=timezone.now() + VALID_FOR,
        created_by=author,
    )  # fmt: skip
    return token


@transaction.atomic
def revoke_stage_survey(*, survey: StageSurvey) -> bool:
    """Withdraw a link that nobody has answered; answers whether it was."""
    found = StageSurvey.objects.select_for_update().filter(pk=survey.pk, answered_at__isnull=True).first()
    if found is None:
        return False
    found.delete()
    return True


@transaction.atomic
def answer_stage_survey(*, survey: StageSurvey, answers: Mapping[str, int | None]) -> StageAnswers:
    """Keep what the person says and close the link; of two answers at the same moment one wins.

    Raises `StageSurveyClosed`, and `InvalidInput` where no question is answered.
    """
    now = timezone.now()
    waiting = StageSurvey.objects.select_for_update().select_related("account")
    found = waiting.filter(pk=survey.pk, answered_at__isnull=True, expires_at__gt=now).first()
    if found is None:
        raise StageSurveyClosed
    kept = answer(
        account=found.account, side=StageAnswers.Side.THEIRS, on=timezone.localdate(), answers=answers, author=None,
        said_by=found.recipient, survey=found,
    )  # fmt: skip
    found.answered_at = now
    found.save()
    return kept
