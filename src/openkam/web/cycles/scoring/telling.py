"""What is known of one cell: the own score, the others' where they may be seen, the proposal, every former value."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from openkam.feeds.proposals import Proposal
from openkam.web.cycles import queries
from openkam.web.cycles.models import Candidate, Cycle, Score, Source
from openkam.web.cycles.scoring.cells import cell_text
from openkam.web.cycles.scoring.grid import Column, Columns
from openkam.web.cycles.scoring.proposals import proposed
from openkam.web.cycles.scoring.saving import moment
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Said:
    """A score, now or then, as it is shown. `text` empty: it was emptied."""

    rater: str
    text: str
    evidence: str
    source: str
    author: str
    at: str


@dataclass(frozen=True)
class CellStory:
    """Everything that a reader may know of one cell."""

    candidate: Candidate
    column: Column
    mine: Said | None
    version: int
    others: list[Said]
    former: list[Said]
    """Every value that was ever there and that the reader may see, the latest first."""
    proposal: Proposal | None
    proposal_text: str
    is_blind: bool
    """Whether others' scores are kept from the reader here until they have given theirs."""
    may_score: bool

    @property
    def text(self) -> str:
        """The reader's own score."""
        return self.mine.text if self.mine else ""

    @property
    def evidence(self) -> str:
        """What it rests on."""
        return self.mine.evidence if self.mine else ""


def candidate_for(user: User, cycle: Cycle, pk: int) -> Candidate:
    """The candidate, or 404."""
    found = queries.visible_candidates(user, cycle).select_related("account").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def story_of(user: User, cycle: Cycle, columns: Columns, candidate: Candidate, criterion: int) -> CellStory:
    """All about one cell, or 404."""
    column = columns.by_pk.get(criterion)
    if column is None:
        raise Http404
    place = {"candidate": candidate, "criterion": criterion}
    own = Score.objects.filter(rater=user, **place).select_related("author", "rater").first()
    seen = queries.seen_scores(user, cycle, columns.kind).filter(**place).exclude(rater=user)
    others = list(seen.select_related("rater", "author").order_by("rater__name", "pk"))
    may_score = queries.may_score(user, cycle)
    found = proposed(cycle, columns.rows).get((candidate.code, column.key)) if may_score else None
    has_answered = own is not None and (own.value is not None or own.is_unknown)
    return CellStory(
        candidate=candidate,
        column=column,
        mine=_said(own) if own else None,
        version=own.version if own else 0,
        others=[_said(row) for row in others if row.value is not None or row.is_unknown],
        former=_former(candidate, criterion, {user.pk, *(row.rater_id for row in others)}),
        proposal=None if has_answered else found,
        proposal_text="" if found is None else f"{found.value:g}",
        is_blind=queries.is_blind_to_others(user, cycle) and not has_answered,
        may_score=may_score,
    )


def _said(row: Score) -> Said:
    return Said(
        rater=str(row.rater),
        text=cell_text(row.value, is_unknown=row.is_unknown),
        evidence=row.evidence,
        source=str(Source(row.source).label),
        author=str(row.author) if row.author and row.author_id != row.rater_id else "",
        at=moment(row.at),
    )


def _former(candidate: Candidate, criterion: int, raters: set[int]) -> list[Said]:
    rows = list(
        Score.history.filter(candidate_id=candidate.pk, criterion_id=criterion, rater_id__in=raters)
        .exclude(history_type="-")
        .order_by("-history_date", "-history_id")[:200]
    )
    people = {
        row.pk: str(row)
        for row in User.objects.filter(pk__in={pk for row in rows for pk in (row.rater_id, row.author_id)})
    }
    return [
        Said(
            rater=people.get(row.rater_id, ""),
            text=cell_text(row.value, is_unknown=row.is_unknown),
            evidence=row.evidence,
            source=str(Source(row.source).label),
            author=people.get(row.author_id, "") if row.author_id != row.rater_id else "",
            at=moment(row.at),
        )
        for row in rows
    ]
