"""What the pages that set a cycle up ask: how far it is, what hangs on a criterion, whose factors differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from openkam.web.cycles.models import (
    Candidate,
    CriteriaSet,
    Criterion,
    Cycle,
    Decision,
    Rating,
    Score,
    SuccessFactor,
)
from openkam.web.cycles.queries.cycles import is_rater, may_lead
from openkam.web.cycles.queries.scores import may_score, visible_candidates
from openkam.web.shell.models import User

Kind = CriteriaSet.Kind
_COUNTS = Q(weight__gt=0) | Q(set__method=CriteriaSet.Method.RANKED)


def other_success_factors(cycle: Cycle) -> set[int]:
    """The candidates, by pk, that nobody has rated and whose factors are not the cycle's."""
    usual = set(
        Criterion.objects.filter(set__cycle=cycle, set__kind=Kind.SUCCESS).values_list(
            "key", "name", "weight", "position"
        )
    )
    own: dict[int, set[tuple[object, ...]]] = {}
    columns = ("candidate_id", "key", "name", "weight", "position")
    for pk, *row in SuccessFactor.objects.filter(candidate__cycle=cycle).values_list(*columns):
        own.setdefault(pk, set()).add(tuple(row))
    rated = set(Rating.objects.filter(factor__candidate__cycle=cycle).values_list("factor__candidate_id", flat=True))
    everybody = set(cycle.candidates.values_list("pk", flat=True))
    return {pk for pk in everybody - rated if own.get(pk, set()) != usual}


def scores_of(criterion: Criterion) -> int:
    """How many scores hang on a criterion, by anybody."""
    return Score.objects.filter(criterion=criterion).count()


def scores_by_key(cycle: Cycle, kind: str) -> dict[str, int]:
    """Key of each criterion of the cycle's set → how many scores hang on it."""
    counted = Criterion.objects.filter(set__cycle=cycle, set__kind=kind).annotate(count=Count("scores"))
    return dict(counted.values_list("key", "count"))


def _unscored(candidates: QuerySet[Candidate], kind: str) -> int:
    given = Score.objects.filter(candidate=OuterRef("pk"), criterion__set__kind=kind, value__isnull=False)
    return candidates.filter(~Exists(given)).count()


@dataclass(frozen=True)
class Progress:
    """How far the candidates that a reader sees have come."""

    candidates: int
    without_selection: int
    without_attractiveness: int
    without_strength: int
    decided: dict[str, int]
    """Verdict → how many."""
    unapproved: int


def progress(user: User, cycle: Cycle) -> Progress:
    """How far the cycle is, as `user` may know it: that scores are there, not what they say."""
    seen = visible_candidates(user, cycle).order_by()
    rated = Rating.objects.filter(factor__candidate=OuterRef("pk"), value__isnull=False)
    decisions = Decision.objects.filter(candidate__in=seen)
    verdicts = dict(decisions.values_list("verdict").annotate(count=Count("pk")))
    waiting = decisions.filter(approved_by__isnull=True).count() if cycle.needs_approval else 0
    return Progress(
        candidates=seen.count(),
        without_selection=_unscored(seen, Kind.SELECTION),
        without_attractiveness=_unscored(seen, Kind.ATTRACTIVENESS),
        without_strength=seen.filter(~Exists(rated)).count(),
        decided=verdicts,
        unapproved=waiting,
    )


@dataclass(frozen=True)
class Waiting:
    """What waits for one person in a cycle."""

    cells: int
    """Cells of visible candidates that they are asked to score and have not."""
    approvals: int


def waiting_for(user: User, cycle: Cycle) -> Waiting:
    """The cells to score and the decisions to approve."""
    cells = approvals = 0
    if may_score(user, cycle) and is_rater(user, cycle):
        kinds = (Kind.SELECTION, Kind.ATTRACTIVENESS)
        counting = Criterion.objects.filter(_COUNTS, set__cycle=cycle, set__kind__in=kinds)
        criteria = counting.count()
        seen = visible_candidates(user, cycle).order_by()
        given = Score.objects.filter(
            candidate__in=seen, rater=user, criterion__in=counting.order_by().values("pk")
        ).exclude(value=None, is_unknown=False)
        cells = seen.count() * criteria - given.count()
    if cycle.needs_approval and may_lead(user) and not cycle.is_frozen:
        open_ones = Decision.objects.filter(candidate__cycle=cycle, approved_by__isnull=True)
        approvals = open_ones.exclude(by=user).count()
    return Waiting(cells, approvals)
