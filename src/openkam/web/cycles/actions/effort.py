"""What the programme can afford: days of each class, days of each manager, and who serves which account how long.

Neither selection nor matrix depends on it, so what is at hand of them stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from simple_history.utils import bulk_update_with_history

from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, Capacity, ClassDays, Cycle
from openkam.web.shell.models import Role, User


@transaction.atomic
def set_class_days(*, cycle: Cycle, days: Mapping[str, Decimal | None]) -> None:
    """Days a year by class; None takes the cycle's own away, so that the usual ones count. Raises `FrozenCycle`."""
    held = write(cycle, changes_answers=False)
    there = {row.kind: row for row in ClassDays.objects.filter(cycle=held)}
    for kind, value in days.items():
        row = there.get(kind)
        if value is None:
            if row is not None:
                row.delete()
        elif row is None:
            ClassDays.objects.create(cycle=held, kind=kind, days=value)
        elif row.days != value:
            row.days = value
            row.save()


@transaction.atomic
def set_capacities(*, cycle: Cycle, days: Mapping[int, Decimal | None]) -> None:
    """Days a year by manager; None takes the manager off the list. Raises `FrozenCycle`.

    Whoever cannot be a manager (see `able`) is left out, since no page offers them.
    """
    held = write(cycle, changes_answers=False)
    there = {row.manager_id: row for row in Capacity.objects.filter(cycle=held)}
    people = set(able().values_list("pk", flat=True)) | set(there)
    for pk, value in days.items():
        row = there.get(pk)
        if pk not in people:
            continue
        if value is None:
            if row is not None:
                row.delete()
        elif row is None:
            Capacity.objects.create(cycle=held, manager_id=pk, days=value)
        elif row.days != value:
            row.days = value
            row.save()


def able() -> QuerySet[User]:
    """Who may manage an account: active people who are no viewers."""
    return User.objects.filter(is_active=True).exclude(role=Role.VIEWER)


@dataclass(frozen=True)
class Assignment:
    """Who shall manage an account (None: nobody) with how many days (None: those of its class).

    `seen` is what the person saw of the same two.
    """

    candidate: int
    manager: int | None
    days: Decimal | None
    seen: tuple[int | None, Decimal | None]


@dataclass(frozen=True)
class Clash:
    """An account that somebody has changed since it was seen; it was left as it is."""

    wish: Assignment
    name: str
    manager: User | None
    days: Decimal | None


@dataclass(frozen=True)
class Outcome:
    """What became of the wishes."""

    saved: int
    clashes: Sequence[Clash]


@transaction.atomic
def assign(*, cycle: Cycle, author: User, wishes: Iterable[Assignment]) -> Outcome:
    """Save who manages which account and for how many days; what has changed since it was seen is a clash.

    Candidates of other cycles and people who cannot be managers are left out, since no page offers them. Raises
    `FrozenCycle`.
    """
    held = write(cycle, changes_answers=False)
    wanted = {wish.candidate: wish for wish in wishes}
    rows = Candidate.objects.filter(cycle=held, pk__in=wanted).select_related("manager", "cycle")
    people = set(able().values_list("pk", flat=True))
    changed, clashes = [], []
    for row in rows:
        wish, now = wanted[row.pk], (row.manager_id, row.days)
        if now == (wish.manager, wish.days) or (wish.manager not in people and wish.manager not in {None, now[0]}):
            continue
        if now != wish.seen:
            clashes.append(Clash(wish, row.name or row.code, row.manager, row.days))
            continue
        row.manager_id, row.days = wish.manager, wish.days
        changed.append(row)
    if changed:
        bulk_update_with_history(changed, Candidate, ["manager", "days"], batch_size=500, default_user=author)
    return Outcome(len(changed), clashes)
