"""Giving scores, one cell or a block of them, so that two people who write at once lose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from simple_history.utils import get_history_model_for_model

from openkam.web.cycles.actions.bulk import as_parameter, handed_over
from openkam.web.cycles.actions.writing import hold, raise_revision
from openkam.web.cycles.models import Criterion, Cycle, Score, Source
from openkam.web.cycles.queries.scores import Place, Standing, own_standing, written_by
from openkam.web.shell.models import User

_SENT: Final = {
    "candidate_id": "bigint",
    "criterion_id": "bigint",
    "value": "numeric",
    "is_unknown": "boolean",
    "evidence": "text",
    "source": "text",
    "version": "integer",
}
"""What is handed over to the database of each cell, by the columns of a score."""
_VALUES: Final = ("value", "is_unknown", "evidence", "source", "version")
_WRITTEN: Final = (*_VALUES, "author_id", "at")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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

    saved: Sequence[Standing]
    clashes: Sequence[Clash]
    left: Sequence[Standing] = ()
    """Those that stood as they were wanted already."""


@transaction.atomic
def give_scores(*, cycle: Cycle, rater: User, author: User, cells: Iterable[Given]) -> Outcome:
    """Save the cells whose version is still the current one and answer the others as clashes.

    A cell that stands as it is wanted is left alone, whoever wrote it. Candidates and criteria must belong to the
    cycle; a cell that does not is left out, since no page offers it. Raises `FrozenCycle`.
    """
    held = hold(cycle)
    candidates = set(held.candidates.values_list("pk", flat=True))
    criteria = set(Criterion.objects.filter(set__cycle=held).values_list("pk", flat=True))
    wanted = {
        (cell.candidate, cell.criterion): cell
        for cell in cells
        if cell.candidate in candidates and cell.criterion in criteria
    }
    there = own_standing(rater, held, wanted)
    chosen, late, left = [], [], []
    for place, cell in wanted.items():
        row = there.get(place)
        if row is not None and _stands(cell, row):
            left.append(row)
        elif (row.version if row else 0) == cell.version:
            chosen.append((cell, _filled(cell, row)))
        else:
            late.append(cell)
    if chosen:
        raise_revision(held)
        _store(chosen, rater, author)
    return Outcome([row for _cell, row in chosen], _clashes(late, there, rater, held), left)


def _stands(cell: Given, row: Standing) -> bool:
    same_evidence = cell.evidence is None or cell.evidence == row.evidence
    return cell.value == row.value and cell.is_unknown == row.is_unknown and same_evidence


def _filled(cell: Given, row: Standing | None) -> Standing:
    """The score as the cell wants it, one version on."""
    evidence = cell.evidence if cell.evidence is not None else row.evidence if row else ""
    is_unknown = cell.is_unknown and cell.value is None
    return Standing(cell.candidate, cell.criterion, cell.value, is_unknown, evidence, cell.version + 1)


def _store(chosen: Sequence[tuple[Given, Standing]], rater: User, author: User) -> None:
    """Write all scores in one statement, and a line of history for each in another."""
    sent = as_parameter(
        (row.candidate, row.criterion, None if row.value is None else str(row.value), row.is_unknown, row.evidence,
         cell.source, row.version)
        for cell, row in chosen
    )  # fmt: skip
    score, history, now = Score._meta, get_history_model_for_model(Score), timezone.now()
    table, cells = connection.ops.quote_name(score.db_table), handed_over(_SENT)
    names = [connection.ops.quote_name(field.column) for field in history.tracked_fields]
    at = connection.ops.adapt_datetimefield_value(now)
    updated = ", ".join(f"{name} = excluded.{name}" for name in _WRITTEN)
    # The names are those of our own models; what people typed goes as parameters.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (candidate_id, criterion_id, rater_id, author_id, at, {', '.join(_VALUES)}) "  # noqa: S608
            f"SELECT c.candidate_id, c.criterion_id, %s, %s, %s, {', '.join(f'c.{name}' for name in _VALUES)} "
            f"FROM {cells} AS c WHERE true "
            f"ON CONFLICT (candidate_id, criterion_id, rater_id) DO UPDATE SET {updated}",
            [rater.pk, author.pk, at, sent],
        )
        # A cross join keeps the order: from each cell to its score by the index, never through all scores.
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(history._meta.db_table)} "  # noqa: S608
            f"({', '.join(names)}, history_date, history_type, history_user_id) "
            f"SELECT {', '.join(f's.{name}' for name in names)}, %s, "
            f"CASE WHEN s.version = 1 THEN '+' ELSE '~' END, %s FROM {cells} AS c CROSS JOIN {table} AS s "
            "WHERE s.candidate_id = c.candidate_id AND s.criterion_id = c.criterion_id AND s.rater_id = %s",
            [at, author.pk, sent, rater.pk],
        )


def _clashes(late: Sequence[Given], there: Mapping[Place, Standing], rater: User, cycle: Cycle) -> list[Clash]:
    told = written_by(rater, cycle, [(cell.candidate, cell.criterion) for cell in late])
    found = []
    for cell in late:
        row = there.get((cell.candidate, cell.criterion))
        if row is None:
            found.append(Clash(cell, None, is_unknown=False, evidence="", version=0, author=""))
        else:
            author, at = told[cell.candidate, cell.criterion]
            found.append(Clash(cell, row.value, row.is_unknown, row.evidence, row.version, author, at))
    return found
