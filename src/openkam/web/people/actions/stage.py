"""What is claimed of the relationship, and where it should be. Nothing is overwritten: the newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.tools.relationship.stage.inputs import ITEMS, STAGES
from openkam.web.accounts.models import Account
from openkam.web.people.models import StageAnswers, StageSurvey, StageTarget
from openkam.web.shell.models import User


@transaction.atomic
def answer(
    *,
    account: Account,
    side: str,
    on: date,
    answers: Mapping[str, int | None],
    author: User | None,
    said_by: str = "",
    survey: StageSurvey | None = None,
    is_sample: bool = False,
) -> StageAnswers:
    """Keep the six answers of one side, 1 to 4 each or None. Raises `InvalidInput` where none is given."""
    values = {item: answers.get(item) for item in ITEMS}
    if all(value is None for value in values.values()):
        raise InvalidInput(_("No question was answered."), remedy=_("Answer at least one."))
    if any(value is not None and not 1 <= value <= 4 for value in values.values()):
        raise InvalidInput(_("An answer is a whole number from 1 to 4."), remedy=_("Choose one of the four."))
    return StageAnswers.objects.create(
        account=account, side=side, on=on, author=author, said_by=said_by, survey=survey, is_sample=is_sample, **values
    )


@transaction.atomic
def set_target(
    *, account: Account, stage: str, on: date, author: User | None, reason: str = "", is_sample: bool = False
) -> StageTarget:
    """Say which stage the relationship should reach by when. Raises `InvalidInput` for a stage that is none."""
    if stage not in STAGES:
        raise InvalidInput(_("This is none of the five stages."), remedy=_("Choose one of the offered stages."))
    return StageTarget.objects.create(
        account=account, stage=stage, on=on, author=author, reason=reason, is_sample=is_sample
    )
