"""Giving scores, one cell or a block of them, so that two people who write at once lose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Candidate, Criterion, Cycle, Score, Source
from openkam.web.shell.models import User


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
    candidates = set(Candidate.objects.filter(cycle=held).values_list("pk", flat=True))
    criteria = set(Criterion.objects.filter(set__cycle=held).values_list("pk", flat=True))
    wanted = {key: cell for key, cell in wanted.items() if key[0] in candidates and key[1] in criteria}
    there = {
        (row.candidate_id, row.criterion_id): row
        for row in Score.objects.filter(
            rater=rater, candidate__in={key[0] for key in wanted}, criterion__in={key[1] for key in wanted}
        ).select_related("author")
    }
    fresh, changed, clashes = [], [], []
    for key, cell in wanted.items():
        row = there.get(key)
        if (row.version if row else 0) != cell.version:
            clashes.append(_clash(cell, row))
        elif row is None:
            fresh.append(_filled(Score(candidate_id=key[0], criterion_id=key[1], rater=rater, version=0), cell, author))
        else:
            changed.append(_filled(row, cell, author))
    made = bulk_create_with_history(fresh, Score, batch_size=500, default_user=author) if fresh else []
    if changed:
        fields = ["value", "is_unknown", "evidence", "source", "version", "author", "at"]
        bulk_update_with_history(changed, Score, fields, batch_size=500, default_user=author)
    return Outcome([*made, *changed], clashes)


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
