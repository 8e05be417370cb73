"""Criteria with their weights: editing them without overwriting anybody, comparing pairs, and the library of sets.

A set belongs to a cycle or, with none, to the library; both are changed by the same functions.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_number
from openkam.web.cycles.actions.cycles import copy_set
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Comparison, CriteriaSet, Criterion, Cycle
from openkam.web.cycles.ready import ready_set

FIELDS: Final = ("name", "scale", "weight", "rank", "minimum")
"""What a person may change of a criterion."""
MOST: Final = 100
"""Criteria in one set, as the selection tool takes them."""


def stamp(value: Any) -> str:
    """A short mark of a stored value, by which a form says from which state it started."""
    plain = f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) and value % 1 else value
    text = "" if value is None else str(int(value) if isinstance(value, Decimal) and not value % 1 else plain)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Edit:
    """One criterion as a person wants it: the fields that could be read, and the mark of what each was when seen."""

    criterion: int
    values: Mapping[str, Any]
    was: Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """A field that somebody has changed since it was seen; it was left as it is."""

    criterion: int
    field: str
    value: Any


@dataclass(frozen=True)
class Outcome:
    """How many criteria were changed, and the fields that somebody else had changed first."""

    saved: int
    clashes: Sequence[Clash]


def _hold(found: CriteriaSet) -> CriteriaSet:
    """The set, locked until the transaction ends. Raises `FrozenCycle`."""
    if found.cycle is not None:
        write(found.cycle)
    return CriteriaSet.objects.select_for_update().get(pk=found.pk)


@transaction.atomic
def change_criteria(*, criteria: CriteriaSet, edits: Iterable[Edit]) -> Outcome:
    """Save every field that still is what the person saw; answer the others. Raises `FrozenCycle`."""
    held = _hold(criteria)
    rows = {row.pk: row for row in held.criteria.all()}
    clashes, saved = [], 0
    for edit in edits:
        row = rows.get(edit.criterion)
        if row is None:
            continue
        changed = False
        for field, value in edit.values.items():
            now = getattr(row, field)
            if stamp(value) in {stamp(now), edit.was.get(field, "")}:
                continue
            if stamp(now) != edit.was.get(field, ""):
                clashes.append(Clash(row.pk, field, now))
                continue
            setattr(row, field, value)
            changed = True
        if changed:
            row.save()
            saved += 1
    return Outcome(saved, clashes)


@transaction.atomic
def add_criterion(*, criteria: CriteriaSet, values: Mapping[str, Any]) -> Criterion:
    """One more criterion, at the end; its key is made of its name. Raises `FrozenCycle`, `InvalidInput`."""
    held = _hold(criteria)
    if held.criteria.count() >= MOST:
        raise InvalidInput(
            _("A set holds at most {most} criteria.").format(most=MOST), remedy=_("Remove some before adding others.")
        )
    last = held.criteria.aggregate(last=Max("position"))["last"]
    key = _free_key(values.get("name", ""), set(held.criteria.values_list("key", flat=True)))
    return Criterion.objects.create(set=held, key=key, position=0 if last is None else last + 1, **values)


def _free_key(name: str, taken: set[str]) -> str:
    base = "-".join(re.findall(r"[\w]+", name.casefold()))[:50].strip("-") or "own"
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


@transaction.atomic
def remove_criterion(*, criterion: Criterion) -> None:
    """Take a criterion out with its scores; the history keeps those. Raises `FrozenCycle`, `InvalidInput`."""
    held = _hold(criterion.set)
    if held.criteria.count() == 1:
        raise InvalidInput(
            _("This is the last criterion of its set."), remedy=_("Add the one that shall stay, then remove this one.")
        )
    criterion.delete()


@transaction.atomic
def move_criterion(*, criterion: Criterion, by: int) -> None:
    """Up (`by` -1) or down (1) in the list; at its end it stays. Raises `FrozenCycle`."""
    held = _hold(criterion.set)
    rows = list(held.criteria.all())
    at = next(at for at, row in enumerate(rows) if row.pk == criterion.pk)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


@transaction.atomic
def change_method(*, criteria: CriteriaSet, method: str, is_percent: bool, random_index: str) -> None:
    """How the set gets its weights; what another method was given stays. Raises `FrozenCycle`."""
    held = _hold(criteria)
    held.method, held.is_percent, held.random_index = method, is_percent, random_index
    held.save()


@transaction.atomic
def rank_in_order(*, criteria: CriteriaSet) -> None:
    """Importance ranks 1, 2, 3 … down the list. Raises `FrozenCycle`."""
    held = _hold(criteria)
    for number, row in enumerate(held.criteria.all(), 1):
        row.rank = number
        row.save(update_fields=["rank"])


@transaction.atomic
def choose_compared(*, criteria: CriteriaSet, chosen: Iterable[int], most: int | None = None) -> None:
    """Exactly these criteria, by pk, count: the others get weight 0.

    Raises `FrozenCycle`, and `InvalidInput` where none is left or more than `most`.
    """
    held = _hold(criteria)
    wanted = set(chosen)
    rows = list(held.criteria.all())
    if not any(row.pk in wanted for row in rows):
        raise InvalidInput(_("No criterion was chosen."), remedy=_("Choose at least two; five to seven are enough."))
    count = sum(row.pk in wanted for row in rows)
    if most is not None and count > most:
        text = _("{count} criteria were chosen, and {most} may be.")
        raise InvalidInput(
            text.format(count=format_number(count), most=format_number(most)),
            remedy=_("Go back and untick those that matter least."),
        )
    for row in rows:
        weight = (row.weight or Decimal(1)) if row.pk in wanted else Decimal(0)
        if weight != row.weight:
            row.weight = weight
            row.save(update_fields=["weight"])


@transaction.atomic
def judge(*, criteria: CriteriaSet, first: Criterion, second: Criterion, times: Decimal | None) -> None:
    """`first` is `times` (1 to 9) as important as `second`; None takes the judgement back. Raises `FrozenCycle`."""
    held = _hold(criteria)
    for row in Comparison.objects.filter(Q(first=first, second=second) | Q(first=second, second=first), set=held):
        row.delete()
    if times is not None:
        Comparison.objects.create(set=held, first=first, second=second, times=times)


@transaction.atomic
def save_to_library(*, criteria: CriteriaSet, name: str) -> CriteriaSet:
    """A copy under a name, for other cycles; ready names stay in the reader's language. Raises `InvalidInput`."""
    _refuse_taken(criteria.kind, name)
    return copy_set(criteria, cycle=None, name=name)


@transaction.atomic
def rename_set(*, criteria: CriteriaSet, name: str) -> None:
    """Another name for a set of the library. Raises `InvalidInput`."""
    held = _hold(criteria)
    if held.name != name:
        _refuse_taken(held.kind, name)
    held.name = name
    held.save()


@transaction.atomic
def delete_set(*, criteria: CriteriaSet) -> None:
    """Take a set out of the library; the cycles that were given a copy keep it."""
    _hold(criteria).delete()


def _refuse_taken(kind: str, name: str) -> None:
    if CriteriaSet.objects.filter(cycle=None, kind=kind, name=name).exists():
        raise InvalidInput(
            _("There is a set named {name} already.").format(name=name), remedy=_("Give this one another name.")
        )


@dataclass(frozen=True)
class Wanted:
    """The criteria that a set of a cycle shall have: those of a library set, or (`source` None) the deck's."""

    kind: str
    source: CriteriaSet | None

    def rows(self) -> list[Criterion]:
        """Unsaved criteria, in order."""
        if self.source is not None:
            return [
                Criterion(key=row.key, name=row.name, scale=row.scale, weight=row.weight, rank=row.rank,
                          minimum=row.minimum)
                for row in self.source.criteria.all()
            ]  # fmt: skip
        return [Criterion(key=one.key, minimum=one.minimum) for one in ready_set(self.kind).values()]


@transaction.atomic
def apply_set(*, cycle: Cycle, wanted: Wanted) -> None:
    """Make the cycle's set of this kind like `wanted`. Scores of criteria with the same key stay, those of the others
    go. Raises `FrozenCycle`."""
    held = write(cycle)
    own, _made = CriteriaSet.objects.get_or_create(cycle=held, kind=wanted.kind)
    there = {row.key: row for row in own.criteria.all()}
    rows = wanted.rows()
    for key, row in there.items():
        if key not in {one.key for one in rows}:
            row.delete()
    for position, new in enumerate(rows):
        row = there.get(new.key, Criterion(set=own, key=new.key))
        row.position = position
        for field in FIELDS:
            setattr(row, field, getattr(new, field))
        row.save()
    for pair in own.comparisons.all():
        pair.delete()
    source = wanted.source
    own.method = CriteriaSet.Method.TYPED if source is None else source.method
    own.is_percent = source is not None and source.is_percent
    own.random_index = "saaty_1980" if source is None else source.random_index
    own.save()
    if source is not None:
        now = {row.key: row for row in own.criteria.all()}
        for pair in source.comparisons.select_related("first", "second"):
            Comparison.objects.create(set=own, first=now[pair.first.key], second=now[pair.second.key], times=pair.times)
