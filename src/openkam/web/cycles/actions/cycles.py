"""Opening a cycle, changing it, and moving it from open over scoring and decided to frozen."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import (
    Candidate,
    Capacity,
    ClassDays,
    Comparison,
    CriteriaSet,
    Criterion,
    Cycle,
    Kept,
    Rater,
    Rival,
    SuccessFactor,
)
from openkam.web.cycles.ready import ready_set
from openkam.web.shell.models import User

CLASS_DAYS = {"k": 40, "d": 25, "m": 8, "o": 2}
"""Where to begin; every programme sets its own."""
STEPS = (Cycle.State.OPEN, Cycle.State.SCORING, Cycle.State.DECIDED, Cycle.State.FROZEN)
SETTINGS = (
    "period", "top", "level", "is_blind", "needs_approval", "against", "line", "strength_line", "strong_left", "draws",
    "seed",
)  # fmt: skip


@transaction.atomic
def open_cycle(*, author: User | None, name: str, source: Cycle | None = None, is_sample: bool = False) -> Cycle:
    """A new cycle with the ready sets, or with everything of `source` but its scores, ratings and decisions."""
    if Cycle.objects.filter(name=name).exists():
        raise InvalidInput(
            _("There is a cycle named {name} already.").format(name=name), remedy=_("Give the new one another name.")
        )
    cycle = Cycle(name=name, opened_by=author, previous=source, is_sample=is_sample)
    if source is not None:
        for field in SETTINGS:
            setattr(cycle, field, getattr(source, field))
        cycle.period = ""
    cycle.save()
    if source is None:
        _begin(cycle)
    else:
        _copy(source, cycle)
    return cycle


def _begin(cycle: Cycle) -> None:
    for kind in CriteriaSet.Kind.values:
        put_ready_set(cycle=cycle, kind=kind)
    for letter, days in CLASS_DAYS.items():
        ClassDays.objects.create(cycle=cycle, kind=letter, days=days)


def put_ready_set(*, cycle: Cycle, kind: str) -> CriteriaSet:
    """The deck's set of this kind as a set of the cycle; names and scales follow the reader's language."""
    made = CriteriaSet.objects.create(cycle=cycle, kind=kind)
    for at, ready in enumerate(ready_set(kind).values()):
        Criterion.objects.create(set=made, key=ready.key, position=at, minimum=ready.minimum)
    return made


def copy_set(source: CriteriaSet, *, cycle: Cycle | None, name: str = "") -> CriteriaSet:
    """The same criteria, weights and comparisons, for another cycle or (`cycle` None) for the library."""
    made = CriteriaSet.objects.create(
        cycle=cycle, kind=source.kind, name=name or source.name, method=source.method, is_percent=source.is_percent
    )
    pairs: dict[int, Criterion] = {}
    for row in source.criteria.all():
        pairs[row.pk] = Criterion.objects.create(
            set=made, key=row.key, name=row.name, scale=row.scale, position=row.position, weight=row.weight,
            rank=row.rank, minimum=row.minimum,
        )  # fmt: skip
    for pair in source.comparisons.all():
        Comparison.objects.create(set=made, first=pairs[pair.first_id], second=pairs[pair.second_id], times=pair.times)
    return made


def _copy(source: Cycle, cycle: Cycle) -> None:
    for one in source.sets.all():
        copy_set(one, cycle=cycle)
    for candidate in source.candidates.select_related("account"):
        account = candidate.account
        if account is None:
            continue
        made = Candidate.objects.create(
            cycle=cycle, account=account, code=account.code, name=account.name, manager=candidate.manager,
            days=candidate.days,
        )  # fmt: skip
        for factor in candidate.success_factors.all():
            SuccessFactor.objects.create(
                candidate=made, key=factor.key, name=factor.name, weight=factor.weight, position=factor.position
            )
        for rival in candidate.rivals.all():
            Rival.objects.create(candidate=made, name=rival.name, position=rival.position)
    for rater in source.raters.all():
        Rater.objects.create(cycle=cycle, user=rater.user)
    for capacity in source.capacities.all():
        Capacity.objects.create(cycle=cycle, manager=capacity.manager, days=capacity.days)
    for days in source.class_days.all():
        ClassDays.objects.create(cycle=cycle, kind=days.kind, days=days.days)


@transaction.atomic
def change_cycle(*, cycle: Cycle, values: dict[str, Any]) -> Cycle:
    """New settings of a cycle. Raises `FrozenCycle`."""
    held = write(cycle)
    for field, value in values.items():
        setattr(held, field, value)
    held.save()
    return held


@transaction.atomic
def move_to(*, cycle: Cycle, state: str) -> Cycle:
    """To another state, forward or back, but not out of frozen, and into frozen only by `freeze`."""
    held = write(cycle)
    if state not in STEPS or state == Cycle.State.FROZEN:
        raise InvalidInput(_("A cycle cannot be put into this state."), remedy=_("Choose one of the offered steps."))
    held.state = state
    held.decided_at = timezone.now() if state == Cycle.State.DECIDED else None
    held.save()
    return held


@transaction.atomic
def freeze(*, cycle: Cycle, author: User | None, kept: list[Kept]) -> Cycle:
    """Keep what the tools were given and answered, and let nothing change from now on. Raises `FrozenCycle`."""
    held = write(cycle)
    for row in kept:
        row.cycle = held
        row.at = timezone.now()
        row.save()
    held.state, held.frozen_at, held.frozen_by = Cycle.State.FROZEN, timezone.now(), author
    held.save()
    return held
