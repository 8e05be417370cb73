"""Table Two of a candidate: its success factors, its rivals, and who scores how, without overwriting anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.cycles.actions.criteria import stamp
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, CriteriaSet, Cycle, Rating, Rival, SuccessFactor
from openkam.web.cycles.ready import name_of
from openkam.web.shell.models import User

MOST_FACTORS: Final = 25
MOST_RIVALS: Final = 10
MOVED: Final = "moved"
MADE_ROOM: Final = "made room"
US: Final = 0
"""What stands for ourselves where a rival's key is meant."""
Ref = int | str
"""A row by its key in the database, or a new one by the mark that the form gave it."""


@dataclass(frozen=True)
class Wanted:
    """A factor or rival as a person wants it: the changed fields, and the mark of what each was when seen."""

    ref: Ref
    values: Mapping[str, Any]
    was: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """One score as a person wants it; `version` is that of the rating that they saw, 0: they saw none."""

    factor: Ref
    rival: Ref
    value: Decimal | None
    version: int


@dataclass(frozen=True)
class Table:
    """What a person changed in Table Two. `said_by` is from whom the scores are; empty: our own judgement."""

    factors: Sequence[Wanted] = ()
    rivals: Sequence[Wanted] = ()
    cells: Sequence[Cell] = ()
    said_by: str = ""


@dataclass(frozen=True)
class Stale:
    """A name, weight or score that somebody has changed since it was seen; it was left as it is.

    `place` is ("factor", key, field), ("rival", key, "name") or ("cell", factor, rival).
    """

    place: tuple[str, int, str | int]
    yours: Any
    now: Any
    version: int = 0
    author: str = ""
    at: datetime | None = None


@dataclass
class Outcome:
    """How many things were changed, and what somebody else had changed first."""

    changed: int = 0
    stale: list[Stale] = field(default_factory=list)


def candidate_held(cycle: Cycle, pk: int) -> Candidate:
    """The candidate of a cycle that is being written. Raises `InvalidInput` where it was taken out meanwhile."""
    found = Candidate.objects.filter(cycle=cycle, pk=pk).first()
    if found is None:
        raise InvalidInput(_("This account is no candidate any more."), remedy=_("Choose another one from the list."))
    return found


@transaction.atomic
def save_table(*, cycle: Cycle, candidate: Candidate, author: User, table: Table) -> Outcome:
    """Save what still is as the person saw it, and answer the rest. Names are unique within the candidate.

    Raises `FrozenCycle`, and `InvalidInput` where a name is used twice, no weight would be left or there are too many.
    """
    held = candidate_held(write(cycle), candidate.pk)
    outcome = Outcome()
    factors = _factors(held, table.factors, outcome)
    rivals = _rivals(held, table.rivals, outcome)
    _check(held)
    _cells(held, table, author, (factors, rivals), outcome)
    return outcome


def _change(row: SuccessFactor | Rival, kind: str, wanted: Wanted, outcome: Outcome) -> None:
    changed = False
    for name, value in wanted.values.items():
        now = getattr(row, name)
        if stamp(value) == stamp(now):
            continue
        if stamp(now) != wanted.was.get(name, ""):
            outcome.stale.append(Stale((kind, row.pk, name), value, now))
            continue
        setattr(row, name, value)
        changed = True
    if changed:
        row.save()
        outcome.changed += 1


def _factors(candidate: Candidate, wanted: Iterable[Wanted], outcome: Outcome) -> dict[Ref, SuccessFactor]:
    found: dict[Ref, SuccessFactor] = {row.pk: row for row in candidate.success_factors.all()}
    taken = {row.key for row in found.values()}
    last = max((row.position for row in found.values()), default=-1)
    for one in wanted:
        row = found.get(one.ref)
        if row is not None:
            _change(row, "factor", one, outcome)
        elif isinstance(one.ref, str):
            last += 1
            key = free_key(taken)
            taken.add(key)
            found[one.ref] = SuccessFactor.objects.create(candidate=candidate, key=key, position=last, **one.values)
            outcome.changed += 1
    return found


def free_key(taken: set[str]) -> str:
    """A key for a factor of one's own that none of the `taken` is."""
    number = 1
    while f"own-{number}" in taken:
        number += 1
    return f"own-{number}"


def _rivals(candidate: Candidate, wanted: Iterable[Wanted], outcome: Outcome) -> dict[Ref, Rival | None]:
    found: dict[Ref, Rival | None] = {row.pk: row for row in candidate.rivals.all()}
    last = max((row.position for row in found.values() if row), default=-1)
    for one in wanted:
        row = found.get(one.ref)
        name = str(one.values.get("name", "")).casefold()
        other = next((each for each in found.values() if each and each.name.casefold() == name), None)
        if row is None and isinstance(one.ref, str):
            if other is None:
                last += 1
                other = Rival.objects.create(candidate=candidate, position=last, **one.values)
                outcome.changed += 1
            # Somebody added the same rival meanwhile: the scores go into its column.
            found[one.ref] = other
        elif row is not None:
            if other is not None and other != row:
                raise InvalidInput(
                    _("The rival {name} is in the table already.").format(name=other.name),
                    remedy=_("Give each rival one column."),
                )
            _change(row, "rival", one, outcome)
    return found | {US: None}


def _check(candidate: Candidate) -> None:
    rows = list(candidate.success_factors.all())
    if len(rows) > MOST_FACTORS or candidate.rivals.count() > MOST_RIVALS:
        raise InvalidInput(
            _("One account has at most {factors} success factors and {rivals} rivals.").format(
                factors=MOST_FACTORS, rivals=MOST_RIVALS
            ),
            remedy=_("Remove what counts least, then add the others."),
        )
    if rows and not any(row.weight > 0 for row in rows):
        raise InvalidInput(
            _("All weights are 0, so there would be no total."), remedy=_("Give at least one factor a weight above 0.")
        )
    seen: set[str] = set()
    for row in rows:
        name = name_of(CriteriaSet.Kind.SUCCESS, row)
        if name.casefold() in seen:
            raise InvalidInput(
                _("The success factor {name} is in the table twice.").format(name=name),
                remedy=_("Give one of the two another name, or remove it."),
            )
        seen.add(name.casefold())


def _cells(
    candidate: Candidate,
    table: Table,
    author: User,
    rows: tuple[Mapping[Ref, SuccessFactor], Mapping[Ref, Rival | None]],
    outcome: Outcome,
) -> None:
    factors, rivals = rows
    ours = Rating.objects.filter(factor__candidate=candidate, survey__isnull=True).select_related("author")
    there = {(row.factor_id, row.rival_id or US): row for row in ours}
    for cell in table.cells:
        if cell.factor not in factors or cell.rival not in rivals:
            continue
        factor, rival = factors[cell.factor], rivals[cell.rival]
        place = (factor.pk, rival.pk if rival else US)
        rating = there.get(place)
        if (rating.version if rating else 0) != cell.version:
            if rating is not None and rating.value == cell.value:
                continue
            outcome.stale.append(_stale(place, cell, rating))
            continue
        rating = rating or Rating(factor=factor, rival=rival, version=0)
        rating.value, rating.said_by, rating.author = cell.value, table.said_by, author
        rating.version, rating.at = rating.version + 1, timezone.now()
        rating.save()
        outcome.changed += 1


def _stale(place: tuple[int, int], cell: Cell, rating: Rating | None) -> Stale:
    if rating is None:
        return Stale(("cell", *place), cell.value, None)
    by = rating.said_by or str(rating.author or "")
    return Stale(("cell", *place), cell.value, rating.value, rating.version, by, rating.at)


@transaction.atomic
def move_row(*, cycle: Cycle, row: SuccessFactor | Rival, by: int) -> None:
    """One place on (`by` 1) or back (-1) among the factors or the rivals of its candidate; at the end it stays.

    Raises `FrozenCycle`, and `InvalidInput` where it was removed meanwhile.
    """
    held = candidate_held(write(cycle), row.candidate_id)
    rows: list[Any] = list(held.rivals.all() if isinstance(row, Rival) else held.success_factors.all())
    at = next((at for at, one in enumerate(rows) if one.pk == row.pk), None)
    if at is None:
        raise InvalidInput(_("This row was removed meanwhile."), remedy=_("Look at the table again."))
    rows.insert(min(max(at + by, 0), len(rows) - 1), rows.pop(at))
    for position, one in enumerate(rows):
        if one.position != position:
            one.position = position
            # The history tells who was moved from those who only made room.
            one._change_reason = MOVED if one.pk == row.pk else MADE_ROOM
            one.save(update_fields=["position"])


@transaction.atomic
def remove_row(*, cycle: Cycle, row: SuccessFactor | Rival) -> None:
    """Take a factor or a rival out with its scores; the history keeps those.

    Raises `FrozenCycle`, and `InvalidInput` where the factors that stay would weigh nothing.
    """
    held = candidate_held(write(cycle), row.candidate_id)
    row.delete()
    _check(held)
