"""What a reader may know of rivals and of who rated us; and what a stranger's link opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from openkam.web.cycles.models import Candidate, Cycle, Rating, Rival, SuccessFactor, SurveyLink
from openkam.web.cycles.queries.cycles import may_lead
from openkam.web.cycles.queries.scores import may_score, visible_candidates
from openkam.web.shell.links import hash_of
from openkam.web.shell.models import User

NAMES_OFFERED = 200


def may_rate(user: User, cycle: Cycle) -> bool:
    """Whether `user` may change rivals, factors and their scores now: who scores in the cycle, and who leads it."""
    return cycle.takes_scores and (may_lead(user) or may_score(user, cycle))


def rated(candidates: QuerySet[Candidate]) -> set[int]:
    """Those of the candidates, by pk, where any supplier has a score on any factor."""
    given = Rating.objects.filter(factor__candidate=OuterRef("pk"), value__isnull=False)
    return set(candidates.filter(Exists(given)).order_by().values_list("pk", flat=True))


def next_unrated(user: User, cycle: Cycle, after: Candidate) -> Candidate | None:
    """The next candidate by name that nobody has rated, from the first again after the last."""
    seen = visible_candidates(user, cycle)
    done = rated(seen) | {after.pk}
    waiting = [row for row in seen if row.pk not in done]
    later = [row for row in waiting if (row.name, row.code) > (after.name, after.code)]
    return next(iter(later or waiting), None)


def rival_names(user: User, cycle: Cycle) -> list[str]:
    """The rivals at accounts that `user` sees, the most frequent first; never those of other accounts."""
    seen = Rival.objects.filter(candidate__in=visible_candidates(user, cycle).order_by().values("pk")).order_by()
    counted = seen.values("name").annotate(count=Count("pk")).order_by("-count", "name")
    return list(counted.values_list("name", flat=True)[:NAMES_OFFERED])


@dataclass
class Told:
    """What is known of the ratings of one candidate."""

    factors: int = 0
    by_us: str = ""
    """Whoever of us rated last, or from whom that was said to be."""
    at: datetime | None = None
    by_customer: str = ""
    """Whoever of the customer rated last."""
    customer_at: datetime | None = None


def told_of(candidates: Iterable[int]) -> dict[int, Told]:
    """By candidate, which the reader must see: how many factors, who rated last, and when."""
    found = {pk: Told() for pk in candidates}
    counted = SuccessFactor.objects.filter(candidate__in=list(found)).order_by().values_list("candidate")
    for pk, count in counted.annotate(count=Count("pk")):
        found[pk].factors = count
    columns = ("factor__candidate_id", "survey_id", "said_by", "author__name", "at")
    given = Rating.objects.filter(factor__candidate__in=list(found), value__isnull=False).order_by("at")
    for pk, survey, said_by, author, at in given.values_list(*columns):
        one = found[pk]
        if survey is not None:
            one.by_customer, one.customer_at = said_by, at
        else:
            one.by_us, one.at = said_by or author or "", at
    return found


def survey_of(token: str) -> SurveyLink | None:
    """The link behind a token, whatever became of it."""
    links = SurveyLink.objects.select_related("candidate__cycle", "created_by")
    return links.filter(token_hash=hash_of(token)).first()


def is_open(link: SurveyLink) -> bool:
    """Whether it still takes an answer."""
    is_waiting = link.answered_at is None and link.expires_at > timezone.now()
    return is_waiting and link.candidate.cycle.takes_scores


def rated_by_customer(candidates: Iterable[int]) -> set[int]:
    """Of these candidates, which the reader must see, those that a person of the customer rated."""
    seen = set(candidates)
    given = Rating.objects.filter(survey__isnull=False, value__isnull=False).order_by()
    return seen & set(given.values_list("factor__candidate_id", flat=True).distinct())
