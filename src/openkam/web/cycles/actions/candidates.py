"""Who may be chosen, and who is asked to score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField, Exists, Max, OuterRef, Value
from django.utils import timezone

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.bulk import Told, batches, delete_all, insert_from, nobody, remember
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, CriteriaSet, Criterion, Cycle, Rater, SuccessFactor
from openkam.web.cycles.queries.setup import other_success_factors
from openkam.web.shell.models import User

FACTOR = ("candidate", "key", "name", "weight", "position")


@transaction.atomic
def add_candidates(*, cycle: Cycle, accounts: Iterable[Account], author: User | None, told: Told = nobody) -> int:
    """Make candidates of these accounts, each with the cycle's success factors; those that are there stay as they are.

    Answers how many were added. Raises `FrozenCycle`.
    """
    held = write(cycle)
    added = 0
    for some in batches([account.pk for account in accounts], told):
        made = _added(held, some, author)
        give_success_factors(held, made, author)
        added += len(made)
    return added


def _added(cycle: Cycle, accounts: Sequence[int], author: User | None) -> list[int]:
    """The candidates, by pk, that were made of those of these accounts that were none yet."""
    last = cycle.candidates.aggregate(last=Max("pk"))["last"] or 0
    there = Candidate.objects.filter(cycle=cycle, code=OuterRef("code"))
    new = Account.objects.filter(~Exists(there), pk__in=accounts).order_by("pk")
    now = Value(timezone.now(), DateTimeField())
    insert_from(
        Candidate,
        ("cycle", "account", "code", "name", "added_at"),
        new.annotate(into=Value(cycle.pk, BigIntegerField()), now=now).values_list("into", "pk", "code", "name", "now"),
    )
    # Nobody else adds to the cycle while it is locked.
    made = cycle.candidates.filter(pk__gt=last)
    remember(made, "+", author)
    return list(made.order_by("pk").values_list("pk", flat=True))


def give_success_factors(cycle: Cycle, candidates: Sequence[int], author: User | None) -> None:
    """Give each of these candidates, by pk, who have none, the cycle's critical success factors."""
    usual = Criterion.objects.filter(
        set__cycle=cycle, set__kind=CriteriaSet.Kind.SUCCESS, set__cycle__candidates__in=candidates
    )
    columns = ("set__cycle__candidates__pk", "key", "name", "weight", "position")
    insert_from(SuccessFactor, FACTOR, usual.order_by("position", "pk").values_list(*columns))
    remember(SuccessFactor.objects.filter(candidate__in=candidates), "+", author)


@transaction.atomic
def remove_candidates(*, cycle: Cycle, candidates: Iterable[int], author: User | None, told: Told = nobody) -> int:
    """Take these candidates, by pk, out with their scores; the history keeps those. Raises `FrozenCycle`."""
    held = write(cycle)
    there = sorted(set(held.candidates.values_list("pk", flat=True)) & set(candidates))
    for some in batches(there, told):
        delete_all(Candidate.objects.filter(pk__in=some), author)
    return len(there)


@transaction.atomic
def spread_success_factors(*, cycle: Cycle, author: User | None, told: Told = nobody) -> int:
    """Give the cycle's critical success factors to every candidate that nobody has rated yet.

    Answers how many candidates have other factors than before. Raises `FrozenCycle`.
    """
    held = write(cycle)
    changed = sorted(other_success_factors(held))
    for some in batches(changed, told):
        delete_all(SuccessFactor.objects.filter(candidate__in=some), author)
        give_success_factors(held, some, author)
    return len(changed)


@transaction.atomic
def set_raters(*, cycle: Cycle, users: Iterable[User]) -> None:
    """Exactly these people are asked to score; scores of a person taken off stay. Raises `FrozenCycle`."""
    held = write(cycle)
    wanted = {user.pk: user for user in users}
    for row in held.raters.exclude(user__in=wanted):
        row.delete()
    there = set(held.raters.values_list("user_id", flat=True))
    for pk, user in wanted.items():
        if pk not in there:
            Rater.objects.create(cycle=held, user=user)
