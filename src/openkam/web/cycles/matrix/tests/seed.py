"""A small matrix for tests: accounts A and B scored on every attractiveness factor, and rated beside a rival."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, CriteriaSet, Criterion, Cycle, Rating, Rival, Score, SuccessFactor
from openkam.web.shell.models import User

FACTORS = (
    "size", "growth_potential", "financial_stability", "ease_of_access", "closeness", "strategic_fit", "competition",
    "market_standing",
)  # fmt: skip


@transaction.atomic
def place(
    cycle: Cycle, by: User, code: str, scores: float | list[float | None], ours: float | None, theirs: float | None
) -> None:
    """Scores on the eight factors (one for all, or one each, None for missing), and ours against Contoso's."""
    held = write(cycle)
    candidate, now = Candidate.objects.get(cycle=held, code=code), timezone.now()
    given = scores if isinstance(scores, list) else [scores] * len(FACTORS)
    for key, value in zip(FACTORS, given, strict=True):
        if value is not None:
            criterion = Criterion.objects.get(set__cycle=held, set__kind=CriteriaSet.Kind.ATTRACTIVENESS, key=key)
            Score.objects.create(
                candidate=candidate, criterion=criterion, rater=by, author=by, value=Decimal(str(value)), at=now
            )
    rival, _made = Rival.objects.get_or_create(candidate=candidate, name="Contoso")
    for factor in candidate.success_factors.all():
        for who, value in ((None, ours), (rival, theirs)):
            if value is not None:
                Rating.objects.create(
                    factor=factor, rival=who, value=Decimal(str(value)), said_by="Pat Customer", author=by, at=now
                )


def many(cycle: Cycle, by: User, count: int) -> None:
    """`count` more accounts, placed all over the matrix."""
    accounts = [
        Account.objects.create(code=f"M{at:05d}", name=f"Many {at:05d}", territory=f"T{at % 4}") for at in range(count)
    ]
    add_candidates(cycle=cycle, accounts=accounts, author=by)
    with transaction.atomic():
        held, now = write(cycle), timezone.now()
        candidates = list(Candidate.objects.filter(cycle=held, code__startswith="M").order_by("code"))
        criteria = Criterion.objects.filter(set__cycle=held, set__kind=CriteriaSet.Kind.ATTRACTIVENESS, key__in=FACTORS)
        Score.objects.bulk_create(
            Score(candidate=one, criterion=criterion, rater=by, value=Decimal(1 + at * 7 % 10), at=now)
            for at, one in enumerate(candidates)
            for criterion in criteria
        )
        rivals = Rival.objects.bulk_create(Rival(candidate=one, name="Contoso") for one in candidates)
        places = {one.pk: at for at, one in enumerate(candidates)}
        Rating.objects.bulk_create(
            Rating(
                factor=factor, rival=rival, value=Decimal(5 if rival else 2 + places[factor.candidate_id] % 8), at=now
            )
            for factor in SuccessFactor.objects.filter(candidate__in=candidates)
            for rival in (None, rivals[places[factor.candidate_id]])
        )
