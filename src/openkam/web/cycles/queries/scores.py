"""What a reader may know of candidates and scores. Every question takes the user.

Blind: a rater sees another's score of a cell only when they have given one there themselves, or said that they cannot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Exists, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from openkam.feeds.cycle import ScoreRow
from openkam.web.accounts.queries import visible_accounts
from openkam.web.cycles.models import Candidate, Cycle, Score
from openkam.web.cycles.queries.cycles import is_rater
from openkam.web.shell.models import Role, User


def visible_candidates(user: User, cycle: Cycle) -> QuerySet[Candidate]:
    """The candidates whose account `user` may see; those whose account is gone only for who sees all."""
    found = Candidate.objects.filter(cycle=cycle)
    if user.sees_all:
        return found
    return found.filter(account__in=visible_accounts(user).order_by().values("pk"))


def is_asked(user: User, cycle: Cycle) -> bool:
    """Whether `user` scores in this cycle: the raters, and anybody but viewers where no raters were named."""
    return user.role != Role.VIEWER and (is_rater(user, cycle) or not cycle.raters.exists())


def may_score(user: User, cycle: Cycle) -> bool:
    """Whether `user` may give scores now."""
    return cycle.takes_scores and is_asked(user, cycle)


def is_blind_to_others(user: User, cycle: Cycle) -> bool:
    """Whether other people's scores are hidden from `user` where they have not scored themselves."""
    return cycle.is_blind and cycle.takes_scores and may_score(user, cycle) and is_rater(user, cycle)


def all_seen_scores(user: User, cycle: Cycle, kind: str) -> QuerySet[Score]:
    """The scores of the whole cycle that blindness does not hide from `user`, for computing; not for showing."""
    found = Score.objects.filter(candidate__cycle=cycle, criterion__set__kind=kind)
    if not is_blind_to_others(user, cycle):
        return found
    # An emptied cell, or one that holds evidence alone, says nothing and opens nothing.
    answered = Q(value__isnull=False) | Q(is_unknown=True)
    mine = Score.objects.filter(answered, candidate=OuterRef("candidate"), criterion=OuterRef("criterion"), rater=user)
    return found.filter(Exists(mine))


def seen_scores(user: User, cycle: Cycle, kind: str) -> QuerySet[Score]:
    """The scores that `user` may read: of visible candidates, less what blindness hides."""
    return all_seen_scores(user, cycle, kind).filter(candidate__in=visible_candidates(user, cycle).order_by())


@dataclass(frozen=True)
class Scope:
    """Whose view an answer is made from: everybody who is not blind shares one."""

    rater: int | None
    """The pk of a blind rater, whose answers come from what they may know."""

    @classmethod
    def of(cls, user: User, cycle: Cycle) -> Scope:
        """The scope of this reader."""
        return cls(user.pk if is_blind_to_others(user, cycle) else None)


def score_rows(scores: QuerySet[Score]) -> Iterator[ScoreRow]:
    """The scores as feeds want them, in the order in which they were first given."""
    # The database makes the numbers: a quarter of a million decimals take Python longer than all the rest.
    rows = scores.annotate(number=Cast("value", FloatField())).order_by("pk")
    columns = ("candidate__code", "criterion__key", "rater_id", "number", "evidence")
    raters: dict[int, str] = {}
    for code, key, rater, value, evidence in rows.values_list(*columns).iterator(chunk_size=10_000):
        yield ScoreRow(code, key, raters.get(rater) or raters.setdefault(rater, str(rater)), value, evidence)


Place = tuple[int, int]
"""(candidate, criterion) by their keys in the database."""
FEW: Final = 500
"""Up to so many candidates are named in a question; of more, the whole cycle is asked for and the rest left out."""


class Standing(NamedTuple):
    """A rater's score of one cell as it stands."""

    candidate: int
    criterion: int
    value: Decimal | None
    is_unknown: bool
    evidence: str
    version: int


def _at(rater: User, cycle: Cycle, places: Collection[Place]) -> QuerySet[Score]:
    """The scores that `rater` gave on the criteria of these places, and at least of their candidates."""
    candidates, criteria = {place[0] for place in places}, {place[1] for place in places}
    found = Score.objects.filter(rater=rater, criterion__in=criteria).order_by()
    if len(candidates) <= FEW:
        return found.filter(candidate__in=candidates)
    return found.filter(candidate__cycle=cycle)


def own_standing(rater: User, cycle: Cycle, places: Collection[Place]) -> dict[Place, Standing]:
    """The scores that `rater` gave in these cells of the cycle, where they gave one."""
    rows = map(Standing._make, _at(rater, cycle, places).values_list(*Standing._fields))
    return {(row.candidate, row.criterion): row for row in rows if (row.candidate, row.criterion) in places}


def written_by(rater: User, cycle: Cycle, places: Collection[Place]) -> dict[Place, tuple[str, datetime]]:
    """Who wrote the score of `rater` in each of these cells, and when; somebody who is gone has no name."""
    if not places:
        return {}
    wanted = set(places)
    rows = _at(rater, cycle, wanted).values_list("candidate", "criterion", "author__name", "author__email", "at")
    return {
        (candidate, criterion): (name or email or "", at)
        for candidate, criterion, name, email, at in rows
        if (candidate, criterion) in wanted
    }
