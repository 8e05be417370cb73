"""Who may be chosen, and who is asked to score."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, CriteriaSet, Criterion, Cycle, Rater, SuccessFactor
from openkam.web.cycles.queries.setup import other_success_factors
from openkam.web.shell.models import User


@transaction.atomic
def add_candidates(*, cycle: Cycle, accounts: Iterable[Account], author: User | None) -> int:
    """Make candidates of these accounts, each with the cycle's success factors; those that are there stay as they are.

    Answers how many were added. Raises `FrozenCycle`.
    """
    held = write(cycle)
    there = set(held.candidates.values_list("code", flat=True))
    rows = [
        Candidate(cycle=held, account=account, code=account.code, name=account.name)
        for account in accounts
        if account.code not in there
    ]
    made = bulk_create_with_history(rows, Candidate, batch_size=500, default_user=author) if rows else []
    usual = CriteriaSet.objects.filter(cycle=held, kind=CriteriaSet.Kind.SUCCESS).prefetch_related("criteria").first()
    factors = [
        SuccessFactor(candidate=candidate, key=row.key, name=row.name, weight=row.weight, position=row.position)
        for candidate in made
        for row in (usual.criteria.all() if usual else ())
    ]
    if factors:
        bulk_create_with_history(factors, SuccessFactor, batch_size=500, default_user=author)
    return len(made)


@transaction.atomic
def remove_candidates(*, cycle: Cycle, candidates: Iterable[int]) -> int:
    """Take these candidates, by pk, out with their scores; the history keeps those. Raises `FrozenCycle`."""
    held = write(cycle)
    there = set(held.candidates.values_list("pk", flat=True)) & set(candidates)
    Candidate.objects.filter(pk__in=there).delete()
    return len(there)


@transaction.atomic
def spread_success_factors(*, cycle: Cycle, author: User | None) -> int:
    """Give the cycle's critical success factors to every candidate that nobody has rated yet.

    Answers how many candidates have other factors than before. Raises `FrozenCycle`.
    """
    held = write(cycle)
    wanted = [
        (row.key, row.name, row.weight, row.position)
        for row in Criterion.objects.filter(set__cycle=held, set__kind=CriteriaSet.Kind.SUCCESS)
    ]
    changed = other_success_factors(held)
    SuccessFactor.objects.filter(candidate__in=changed).delete()
    rows = [
        SuccessFactor(candidate_id=pk, key=key, name=name, weight=weight, position=position)
        for pk in changed
        for key, name, weight, position in wanted
    ]
    if rows:
        bulk_create_with_history(rows, SuccessFactor, batch_size=500, default_user=author)
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
