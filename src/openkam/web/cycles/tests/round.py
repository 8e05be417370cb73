"""A small cycle for tests: accounts A and B as candidates, Alice and Bob as raters."""

from __future__ import annotations

from decimal import Decimal

from openkam.web.cycles import answers
from openkam.web.cycles.actions.candidates import add_candidates, set_raters
from openkam.web.cycles.actions.cycles import freeze, move_to, open_cycle
from openkam.web.cycles.actions.scores import Given, Outcome, give_scores
from openkam.web.cycles.models import Candidate, Criterion, Cycle
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast


def new_cycle(cast: Cast, name: str = "FY21") -> Cycle:
    """A cycle in scoring with both accounts and both raters."""
    cycle = open_cycle(author=cast.alice, name=name)
    add_candidates(cycle=cycle, accounts=[cast.account_a, cast.account_b], author=cast.alice)
    set_raters(cycle=cycle, users=[cast.alice, cast.bob])
    return move_to(cycle=cycle, state=Cycle.State.SCORING)


def give(cycle: Cycle, rater: User, code: str, key: str, value: float | None, *, version: int = 0) -> Outcome:
    """One score, said to have been seen at `version`."""
    candidate = Candidate.objects.get(cycle=cycle, code=code)
    criterion = Criterion.objects.get(set__cycle=cycle, key=key)
    cell = Given(candidate.pk, criterion.pk, None if value is None else Decimal(str(value)), version)
    return give_scores(cycle=cycle, rater=rater, author=rater, cells=[cell])


def frozen(cycle: Cycle, by: User) -> Cycle:
    """The cycle decided and frozen."""
    decided = move_to(cycle=cycle, state=Cycle.State.DECIDED)
    return freeze(cycle=decided, author=by, kept=answers.to_keep(decided, by))
