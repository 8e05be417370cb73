"""Giving scores, one cell or a block of them, so that two people who write at once lose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, Criterion, Cycle, Score, Source
from openkam.web.shell.models import User

UNIQUE = ["candidate", "criterion", "rater"]
WRITTEN = ["value", "is_unknown", "evidence", "source", "version", "author", "at"]


@dataclass(frozen=True)
class Given:
    """One cell as a person wants it. `version` is that of the score that they saw; 0: they saw none.

    `value` None and not `is_unknown`: the cell is emptied; its history stays.
    """

    candidate: int
    criterion: int
    value: Decimal | None
    version: int
    is_unknown: bool = False
    evidence: str | None = None
    """None: as it was."""
    source: str = Source.TYPED


@dataclass(frozen=True)
class Clash:
    """A cell that somebody (perhaps oneself in another window) has changed since; it was left as it is."""

    given: Given
    value: Decimal | None
    is_unknown: bool
    evidence: str
    version: int
    author: str
    at: datetime | None = None
    """When it was given; None where there is no score any more."""


@dataclass(frozen=True)
class Outcome:
    """What became of a block of cells."""

    saved: Sequence[Score]
    clashes: Sequence[Clash]


@transaction.atomic
def give_scores(*, cycle: Cycle, rater: User, author: User, cells: Iterable[Given]) -> Outcome:
    """Save the cells whose version is still the current one and answer the others as clashes.

    Candidates and criteria must belong to the cycle; a cell that does not is left out, since no page offers it.
    Raises `FrozenCycle`.
    """
    held = write(cycle)
    wanted = {(cell.candidate, cell.criterion): cell for cell in cells}
    # With the object and not its key alone, nobody asks for the cycle of each cell.
    candidates = Candidate.objects.filter(cycle=held).in_bulk()
    criteria = set(Criterion.objects.filter(set__cycle=held).values_list("pk", flat=True))
    wanted = {key: cell for key, cell in wanted.items() if key[0] in candidates and key[1] in criteria}
    there = {
        (row.candidate_id, row.criterion_id): row
        for row in Score.objects.filter(
            rater=rater, candidate__in={key[0] for key in wanted}, criterion__in={key[1] for key in wanted}
        ).prefetch_related("author")
    }
    fresh, changed, clashes = [], [], []
    for key, cell in wanted.items():
        row = there.get(key)
        if (row.version if row else 0) != cell.version:
            clashes.append(_clash(cell, row))
        elif row is None:
            empty = Score(candidate=candidates[key[0]], criterion_id=key[1], rater=rater, version=0)
            fresh.append(_filled(empty, cell, author))
        else:
            row.candidate = candidates[key[0]]
            changed.append(_filled(row, cell, author))
    return Outcome(_written(fresh, changed, author), clashes)


def _written(fresh: list[Score], changed: list[Score], author: User) -> list[Score]:
    """Write all in one kind of statement, with a history row each.

    An update of many rows at once would be a choice among all of them in every column, and take ten times as long.
    """
    rows = [*fresh, *changed]
    for row in changed:
        row.pk = None
    Score.objects.bulk_create(rows, batch_size=500, update_conflicts=True, unique_fields=UNIQUE, update_fields=WRITTEN)
    Score.history.bulk_history_create(fresh, batch_size=500, default_user=author)
    Score.history.bulk_history_create(changed, batch_size=500, update=True, default_user=author)
    return rows


def _filled(row: Score, cell: Given, author: User) -> Score:
    row.value, row.is_unknown, row.source = cell.value, cell.is_unknown and cell.value is None, cell.source
    if cell.evidence is not None:
        row.evidence = cell.evidence
    row.version, row.author, row.at = row.version + 1, author, timezone.now()
    return row


def _clash(cell: Given, row: Score | None) -> Clash:
    if row is None:
        return Clash(cell, None, is_unknown=False, evidence="", version=0, author="")
    return Clash(cell, row.value, row.is_unknown, row.evidence, row.version, str(row.author or ""), row.at)
