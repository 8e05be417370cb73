"""Scores as they come from the grid, a form or a workbook: taken or refused cell by cell, clashes with both values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.numbers import format_date, format_number
from openkam.publish.text import legible, one_line
from openkam.web.cycles import queries
from openkam.web.cycles.actions.scores import Clash, Given, give_scores
from openkam.web.cycles.models import Cycle, Source
from openkam.web.cycles.models.cycle import frozen_cycle
from openkam.web.cycles.queries import Place, Standing
from openkam.web.cycles.scoring.cells import cell_text, read_cell, said
from openkam.web.cycles.scoring.grid import Columns, Grid
from openkam.web.shell.models import User

EVIDENCE_CHARS: Final = 1000


class ScoresClosed(OpenKAMError):
    """The cycle is decided: scores can be read and no longer given."""

    code = "scores_closed"


def refuse_unless_scoring(user: User, cycle: Cycle) -> None:
    """404 for who never scores in this cycle. Raises `FrozenCycle` or `ScoresClosed` for who cannot any more."""
    if not queries.is_asked(user, cycle):
        raise Http404
    refuse_closed(cycle)


def refuse_closed(cycle: Cycle) -> None:
    """Raises `FrozenCycle` or `ScoresClosed` where nobody scores or rates any more."""
    if cycle.is_frozen:
        raise frozen_cycle(cycle.name)
    if not cycle.takes_scores:
        raise ScoresClosed(
            _("The cycle {name} is decided, so it takes no more scores.").format(name=cycle.name),
            remedy=_("Ask the programme lead to set it back to scoring."),
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """One cell as a person typed it, and the version that they saw. `evidence` None: as it was."""

    candidate: int
    criterion: int
    text: str
    version: int
    evidence: str | None = None

    @property
    def place(self) -> Place:
        """Which cell."""
        return self.candidate, self.criterion


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell as it stands now."""

    place: Place
    text: str
    version: int
    has_evidence: bool


@dataclass(frozen=True, slots=True)
class Clashed:
    """A cell that was changed meanwhile, with both values in words."""

    place: Place
    yours: str
    now: str
    version: int
    sentence: str
    evidence: str
    """What was to be saved as its evidence."""


@dataclass
class Saved:
    """What became of a block of cells."""

    kept: list[Kept] = field(default_factory=list)
    clashes: list[Clashed] = field(default_factory=list)
    refused: list[tuple[Place, str]] = field(default_factory=list)
    changed: int = 0

    @property
    def candidates(self) -> set[int]:
        """Whose rows have changed."""
        return {kept.place[0] for kept in self.kept} | {clash.place[0] for clash in self.clashes}


def save(user: User, cycle: Cycle, columns: Columns, wishes: Iterable[Wish], *, source: str = Source.TYPED) -> Saved:
    """Save what can be saved of `wishes` as scores of `user`, in one transaction.

    A cell of an account that is not visible is refused in the same words as one that does not exist; a cell that stands
    as it is wanted already is left alone.
    """
    names = dict(queries.visible_candidates(user, cycle).order_by().values_list("pk", "name"))
    answer, wanted = Saved(), dict[Place, Given]()
    for wish in wishes:
        given = _given(wish, names, columns, source)
        if isinstance(given, Given):
            wanted[wish.place] = given
        else:
            answer.refused.append((wish.place, given))
    if not wanted:
        return answer
    outcome = give_scores(cycle=cycle, rater=user, author=user, cells=wanted.values())
    answer.kept = [_kept(row) for row in (*outcome.left, *outcome.saved)]
    answer.changed = len(outcome.saved)
    answer.clashes = [_clashed(clash, names, columns) for clash in outcome.clashes]
    return answer


def _given(wish: Wish, names: Mapping[int, str], columns: Columns, source: str) -> Given | str:
    """The cell as the action wants it, or why it is refused."""
    column = columns.by_pk.get(wish.criterion)
    if wish.candidate not in names or column is None:
        return _("This cell is not in the grid any more, so nothing was saved in it. Reload the page.")
    account = names[wish.candidate]
    typed = read_cell(wish.text)
    if typed.fault is not None:
        return said(typed.fault, wish.text, account=account, criterion=column.name)
    evidence = None if wish.evidence is None else legible(wish.evidence.replace("\r\n", "\n")).strip()
    if evidence is not None and len(evidence) > EVIDENCE_CHARS:
        text = _("{account}, {criterion}: the evidence has {count} characters. Shorten it to {limit}.")
        return text.format(
            account=one_line(account, 80),
            criterion=one_line(column.name, 80),
            count=format_number(len(evidence)),
            limit=format_number(EVIDENCE_CHARS),
        )
    return Given(
        wish.candidate, wish.criterion, typed.value, wish.version, typed.is_unknown, evidence=evidence, source=source
    )


def _kept(row: Standing) -> Kept:
    text = cell_text(row.value, is_unknown=row.is_unknown)
    return Kept((row.candidate, row.criterion), text, row.version, bool(row.evidence))


def _clashed(clash: Clash, names: Mapping[int, str], columns: Columns) -> Clashed:
    given = clash.given
    yours = cell_text(given.value, is_unknown=given.is_unknown)
    now = cell_text(clash.value, is_unknown=clash.is_unknown)
    if clash.at is None:
        text = _("{account}, {criterion}: yours is {yours}; meanwhile the score was removed.")
    else:
        text = _("{account}, {criterion}: yours is {yours}; meanwhile it is {now}, by {author}, {at}.")
    sentence = text.format(
        account=one_line(names[given.candidate], 80),
        criterion=one_line(columns.by_pk[given.criterion].name, 80),
        yours=yours or _("empty"),
        now=now or _("empty"),
        author=clash.author or _("somebody who is gone"),
        at=moment(clash.at),
    )
    place = (given.candidate, given.criterion)
    return Clashed(place, yours, now, clash.version, sentence, given.evidence or "")


def moment(at: datetime | None) -> str:
    """A time as written."""
    if at is None:
        return ""
    here = timezone.localtime(at)
    return _("{day}, {time}").format(day=format_date(here), time=f"{here:%H:%M}")


def accept(user: User, cycle: Cycle, grid: Grid, places: Sequence[Place] | None = None) -> Saved:
    """Make scores of the books' proposals in cells that `user` has left empty: all of them, or those at `places`."""
    codes = {line.pk: line.code for line in grid.lines}
    wanted = grid.open_proposals()
    asked = wanted.keys() if places is None else set(places)
    chosen = [place for place in wanted if place in asked]
    cells = []
    for candidate, criterion in chosen:
        proposal = grid.proposed[codes[candidate], grid.columns.by_pk[criterion].key]
        standing = grid.cells.get((candidate, criterion))
        cells.append(
            Given(
                candidate,
                criterion,
                Decimal(str(proposal.value)),
                standing.version if standing else 0,
                evidence=one_line(proposal.evidence, EVIDENCE_CHARS),
                source=Source.BOOKS,
            )
        )
    answer = Saved()
    if cells:
        outcome = give_scores(cycle=cycle, rater=user, author=user, cells=cells)
        answer.kept = [_kept(row) for row in (*outcome.left, *outcome.saved)]
        answer.changed = len(outcome.saved)
        names = {line.pk: line.name for line in grid.lines}
        answer.clashes = [_clashed(clash, names, grid.columns) for clash in outcome.clashes]
    return answer


def refuse_too_much(count: int, limit: int) -> None:
    """Raise `InvalidInput` where more cells come at once than are taken."""
    if count > limit:
        raise InvalidInput(
            _("{count} cells came at once; up to {limit} are taken.").format(
                count=format_number(count), limit=format_number(limit)
            ),
            remedy=_("Paste fewer rows at a time. Nothing was saved."),
        )
