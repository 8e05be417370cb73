"""Opening a cycle, changing it, and moving it from open over scoring and decided to frozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField, Max, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.cycles.actions.bulk import Told, batches, insert_from, nobody, remember
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
def open_cycle(
    *,
    author: User | None,
    name: str,
    source: Cycle | None = None,
    is_sample: bool = False,
    told: Told = nobody,
) -> Cycle:
    """A new cycle with the ready sets, or with everything of `source` but its scores, ratings and decisions."""
    refuse_taken(name)
    cycle = Cycle(name=name, opened_by=author, previous=source, is_sample=is_sample)
    if source is not None:
        for field in SETTINGS:
            setattr(cycle, field, getattr(source, field))
        cycle.period = ""
    cycle.save()
    if source is None:
        _begin(cycle)
    else:
        _copy(source, cycle, author, told)
    return cycle


def refuse_taken(name: str) -> None:
    """Raise `InvalidInput` where a cycle has this name."""
    if Cycle.objects.filter(name=name).exists():
        raise name_taken(name)


def name_taken(name: str) -> InvalidInput:
    """The refusal of a name that another cycle has."""
    return InvalidInput(
        _("There is a cycle named {name} already.").format(name=name), remedy=_("Give this one another name.")
    )


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
        cycle=cycle, kind=source.kind, name=name or source.name, method=source.method, is_percent=source.is_percent,
        random_index=source.random_index,
    )  # fmt: skip
    pairs: dict[int, Criterion] = {}
    for row in source.criteria.all():
        pairs[row.pk] = Criterion.objects.create(
            set=made, key=row.key, name=row.name, scale=row.scale, position=row.position, weight=row.weight,
            rank=row.rank, minimum=row.minimum,
        )  # fmt: skip
    for pair in source.comparisons.all():
        Comparison.objects.create(set=made, first=pairs[pair.first_id], second=pairs[pair.second_id], times=pair.times)
    return made


def _copy(source: Cycle, cycle: Cycle, author: User | None, told: Told) -> None:
    for one in source.sets.all():
        copy_set(one, cycle=cycle)
    _copy_candidates(source, cycle, author, told)
    for rater in source.raters.all():
        Rater.objects.create(cycle=cycle, user=rater.user)
    for capacity in source.capacities.all():
        Capacity.objects.create(cycle=cycle, manager=capacity.manager, days=capacity.days)
    for days in source.class_days.all():
        ClassDays.objects.create(cycle=cycle, kind=days.kind, days=days.days)


def _copy_candidates(source: Cycle, cycle: Cycle, author: User | None, told: Told) -> None:
    """Those whose accounts are still there, named as the accounts are now, with their factors and rivals."""
    there = source.candidates.filter(account__isnull=False).order_by("pk").values_list("account", "pk")
    # An account whose code was changed may be there twice; it goes on as what it was made last.
    for some in batches(sorted(dict(there).values()), told):
        _copy_some(some, cycle, author)


def _copy_some(candidates: Sequence[int], cycle: Cycle, author: User | None) -> None:
    last = cycle.candidates.aggregate(last=Max("pk"))["last"] or 0
    into, now = Value(cycle.pk, BigIntegerField()), Value(timezone.now(), DateTimeField())
    old = Candidate.objects.filter(pk__in=candidates).annotate(into=into, now=now).order_by("pk")
    insert_from(
        Candidate,
        ("cycle", "account", "code", "name", "manager", "days", "added_at"),
        old.values_list("into", "account", "account__code", "account__name", "manager", "days", "now"),
    )
    new = cycle.candidates.filter(pk__gt=last)
    remember(new, "+", author)
    # By cycle and code there is an index that leads to one row.
    heir = Subquery(Candidate.objects.filter(cycle=cycle, code=OuterRef("candidate__account__code")).values("pk"))
    for model, own in ((SuccessFactor, ("key", "name", "weight", "position")), (Rival, ("name", "position"))):
        rows = model.objects.filter(candidate__in=candidates).annotate(heir=heir).order_by("position", "pk")
        insert_from(model, ("candidate", *own), rows.values_list("heir", *own))
        remember(model.objects.filter(candidate__in=new.order_by().values("pk")), "+", author)


@transaction.atomic
def change_cycle(*, cycle: Cycle, values: dict[str, Any]) -> Cycle:
    """New settings of a cycle. Raises `FrozenCycle`, `InvalidInput` where another has the name."""
    held = write(cycle)
    if "name" in values and Cycle.objects.filter(name=values["name"]).exclude(pk=held.pk).exists():
        raise name_taken(values["name"])
    for field, value in values.items():
        setattr(held, field, value)
    held.save()
    return held


@transaction.atomic
def move_to(*, cycle: Cycle, state: str) -> Cycle:
    """To another state, forward or back, but not out of frozen, and into frozen only by `freeze`."""
    held = write(cycle, changes_answers=False)
    if state not in STEPS or state == Cycle.State.FROZEN:
        raise InvalidInput(_("A cycle cannot be put into this state."), remedy=_("Choose one of the offered steps."))
    held.state = state
    held.decided_at = timezone.now() if state == Cycle.State.DECIDED else None
    held.save()
    return held


@transaction.atomic
def freeze(*, cycle: Cycle, author: User | None, kept: list[Kept]) -> Cycle:
    """Keep what the tools were given and answered, and let nothing change from now on.

    `kept` was made from `cycle` as it was when it was read. Raises `FrozenCycle`, and `InvalidInput` where the cycle
    is not decided or was changed since.
    """
    held = write(cycle)
    if held.state != Cycle.State.DECIDED:
        raise InvalidInput(
            _("The cycle {name} is not decided yet, so it cannot be frozen.").format(name=held.name),
            remedy=_("Close the decisions first."),
        )
    if held.revision != cycle.revision + 1:
        raise InvalidInput(
            _("Somebody changed the cycle {name} while it was being frozen, so it was not.").format(name=held.name),
            remedy=_("Look at the change, then freeze it again."),
        )
    for row in kept:
        row.cycle = held
        row.at = timezone.now()
        row.save()
    held.state, held.frozen_at, held.frozen_by = Cycle.State.FROZEN, timezone.now(), author
    held.save()
    return held
