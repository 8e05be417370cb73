"""Taking factors and rivals of one candidate over to others, so that forty accounts are not typed forty times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from openkam.web.cycles.actions.bulk import batches, delete_all, insert_from, remember
from openkam.web.cycles.actions.strength import MOST_RIVALS, candidate_held
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, Cycle, Rating, Rival, SuccessFactor


@dataclass(frozen=True)
class Spread:
    """How many accounts changed, and how many kept their factors since these are rated, or had no room for a rival."""

    changed: int = 0
    kept_factors: int = 0
    full: int = 0


@transaction.atomic
def take_over(*, cycle: Cycle, source: Candidate, targets: Iterable[int], factors: bool, rivals: bool) -> Spread:
    """Give the `targets`, by pk, the factors and the rivals of `source`.

    Rivals are added by name and none is removed. Factors replace those that are there, unless somebody rated them.
    Raises `FrozenCycle`.
    """
    held = write(cycle)
    origin = candidate_held(held, source.pk)
    wanted = {pk: row for pk, row in held.candidates.in_bulk(list(targets)).items() if pk != origin.pk}
    changed: set[int] = set()
    kept = full = 0
    if factors:
        done, kept = _factors(origin, wanted)
        changed |= done
    if rivals:
        done, full = _rivals(origin, wanted)
        changed |= done
    return Spread(len(changed), kept, full)


def _shape(rows: Iterable[SuccessFactor]) -> list[tuple[object, ...]]:
    return [(row.key, row.name, row.weight) for row in rows]


def _factors(source: Candidate, targets: dict[int, Candidate]) -> tuple[set[int], int]:
    own = list(source.success_factors.all())
    ratings = Rating.objects.filter(factor__candidate__cycle=source.cycle_id)
    rated = set(ratings.order_by().values_list("factor__candidate_id", flat=True).distinct())
    there: dict[int, list[SuccessFactor]] = {pk: [] for pk in targets}
    for row in SuccessFactor.objects.filter(candidate__cycle=source.cycle_id):
        if row.candidate_id in there:
            there[row.candidate_id].append(row)
    differ = {pk for pk, rows in there.items() if _shape(rows) != _shape(own)}
    changed = differ - rated
    columns = ("key", "name", "weight", "position")
    for some in batches(sorted(changed)):
        delete_all(SuccessFactor.objects.filter(candidate__in=some), None)
        rows = source.success_factors.filter(candidate__cycle__candidates__in=some).order_by("position", "pk")
        values = rows.values_list("candidate__cycle__candidates__pk", *columns)
        insert_from(SuccessFactor, ("candidate", *columns), values)
        remember(SuccessFactor.objects.filter(candidate__in=some), "+", None)
    return changed, len(differ & rated)


def _rivals(source: Candidate, targets: dict[int, Candidate]) -> tuple[set[int], int]:
    own = list(source.rivals.values_list("name", flat=True))
    there: dict[int, list[Rival]] = {pk: [] for pk in targets}
    for row in Rival.objects.filter(candidate__cycle=source.cycle_id):
        if row.candidate_id in there:
            there[row.candidate_id].append(row)
    full, added = 0, []
    for pk, rows in there.items():
        known = {row.name.casefold() for row in rows}
        missing = [name for name in own if name.casefold() not in known]
        room = MOST_RIVALS - len(rows)
        full += len(missing) > room
        last = max((row.position for row in rows), default=-1)
        added += [
            Rival(candidate=targets[pk], name=name, position=at)
            for at, name in enumerate(missing[: max(room, 0)], start=last + 1)
        ]
    if added:
        bulk_create_with_history(added, Rival, batch_size=500)
    return {row.candidate_id for row in added}, full
