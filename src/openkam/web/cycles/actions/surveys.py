"""Asking a person of the customer by a link that is good for one answer. The database holds the hash of its token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.web.cycles.actions.strength import US, candidate_held
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, Cycle, Rating, SurveyLink
from openkam.web.shell.links import hash_of, new_token
from openkam.web.shell.models import User

VALID_FOR: Final = timedelta(days=30)


class SurveyClosed(OpenKAMError):
    """The link was answered, has expired or was withdrawn, or its cycle takes no more scores."""

    code = "survey_closed"


def survey_closed() -> SurveyClosed:
    """The refusal, the same whatever the reason, since a stranger may be asking."""
    return SurveyClosed(
        _("This link takes no answers any more, so nothing was kept."), remedy=_("Ask the person who sent it to you.")
    )


@transaction.atomic
def make_survey_link(*, cycle: Cycle, candidate: Candidate, recipient: str, author: User) -> str:
    """A fresh token by which `recipient` rates us and our rivals once within 30 days.

    Raises `FrozenCycle`, and `InvalidInput` where there is nothing to rate.
    """
    held = candidate_held(write(cycle), candidate.pk)
    if not held.success_factors.exists():
        raise InvalidInput(
            _("There is no success factor to ask about."), remedy=_("Add the factors that this customer chooses by.")
        )
    token = new_token()
    SurveyLink.objects.create(
        candidate=held, token_hash=hash_of(token), recipient=recipient, expires_at=timezone.now() + VALID_FOR,
        created_by=author,
    )  # fmt: skip
    return token


@transaction.atomic
def revoke_survey_link(*, cycle: Cycle, link: SurveyLink) -> bool:
    """Withdraw a link that nobody has answered; answers whether it was. Raises `FrozenCycle`."""
    write(cycle)
    found = SurveyLink.objects.filter(pk=link.pk, answered_at__isnull=True).first()
    if found is None:
        return False
    found.delete()
    return True


@dataclass(frozen=True)
class Answer:
    """One answered question; `rival` is `US` for ourselves, `value` None: the person cannot say."""

    factor: int
    rival: int
    value: Decimal | None


@transaction.atomic
def answer_survey(*, link: SurveyLink, answers: Iterable[Answer]) -> None:
    """Keep what the person says and close the link; of two answers at the same moment one wins.

    What is not of the candidate is left out. Raises `FrozenCycle` and `SurveyClosed`.
    """
    held = write(link.candidate.cycle)
    now = timezone.now()
    found = SurveyLink.objects.filter(pk=link.pk, answered_at__isnull=True, expires_at__gt=now).first()
    if found is None or not held.takes_scores:
        raise survey_closed()
    factors = {row.pk: row for row in link.candidate.success_factors.all()}
    rivals = {row.pk: row for row in link.candidate.rivals.all()}
    for one in answers:
        if one.factor in factors and (one.rival == US or one.rival in rivals):
            Rating.objects.create(
                factor=factors[one.factor], rival=rivals.get(one.rival), value=one.value, said_by=found.recipient,
                survey=found, at=now,
            )  # fmt: skip
    found.answered_at = now
    found.save()
