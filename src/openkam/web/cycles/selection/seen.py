"""The ranking as a reader sees it: the rows of visible candidates with their figures, classes and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from openkam.core.errors import InvalidInput
from openkam.tools.define.selection.inputs import Disagreement, Ranked, SelectionResult
from openkam.tools.define.selection.report import SURE
from openkam.web.cycles import answers, queries
from openkam.web.cycles.figures import AccountFigures, BooksFigures, figures_of
from openkam.web.cycles.models import Cycle, Decision
from openkam.web.shell.models import User

NEAR: Final = 5
"""Ranks on each side of the line that count as near it while the draws are not made."""
_COLUMNS: Final = ("pk", "code", "name", "account_id", "account__territory")


@dataclass(frozen=True)
class Row:
    """One visible candidate."""

    pk: int
    name: str
    account_id: int | None
    territory: str
    ranked: Ranked
    books: AccountFigures
    kind: str
    """Its class in the account matrix: k, d, m or o; empty where it has none."""
    decision: Decision | None
    disputed: int
    """Cells on which its raters differ."""
    top: int
    needs_approval: bool
    untested: Sequence[str] = ()
    """The gates, by name, on which it has no score although it is ranked: nobody has said that it passes them."""

    @property
    def is_inside(self) -> bool:
        """At or above the line."""
        return self.ranked.rank is not None and self.ranked.rank <= self.top

    @property
    def chance(self) -> float | None:
        """Of the top N; None where nothing was drawn."""
        return None if self.ranked.sureness is None else self.ranked.sureness.top_chance

    @property
    def is_near(self) -> bool:
        """Neither surely in nor surely out; while nothing is drawn, a few ranks from the line."""
        if self.ranked.rank is None:
            return False
        if self.chance is None:
            return self.top - NEAR < self.ranked.rank <= self.top + NEAR
        return 1 - SURE < self.chance < SURE

    @property
    def verdict(self) -> str:
        """`in`, `out`, `watch`, or empty."""
        return self.decision.verdict if self.decision else ""

    @property
    def waits(self) -> bool:
        """Decided, and a second person has yet to approve it."""
        return self.needs_approval and self.decision is not None and self.decision.approved_by_id is None

    @property
    def contradicts(self) -> bool:
        """In although not inside the line, or out although surely inside."""
        if self.verdict == Decision.Verdict.IN:
            return not self.is_inside
        return self.verdict == Decision.Verdict.OUT and self.chance is not None and self.chance >= SURE


class Seen:
    """What `user` sees of the selection of `cycle`. Raises `InvalidInput` where the weights cannot be worked out."""

    def __init__(self, user: User, cycle: Cycle) -> None:
        self.user, self.cycle = user, cycle
        self.is_whole = user.sees_all
        self.is_drawn = answers.selection_at_hand(cycle, user) or answers.draws_are_quick(cycle)
        self.result: SelectionResult = answers.selection_of(cycle, user, draws=None if self.is_drawn else 0)
        self.books: BooksFigures = figures_of(cycle)
        self.is_blind = queries.is_blind_to_others(user, cycle)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """Every visible candidate in the order of the ranking, those that a gate excludes last."""
        ranked = {row.account: row for row in self.result.accounts}
        decisions = {
            row.candidate_id: row
            for row in Decision.objects.filter(candidate__cycle=self.cycle).select_related("by", "approved_by")
        }
        kinds, disputed = self._kinds(), self._disputed()
        gates = [(at, one.name) for at, one in enumerate(self.result.weights) if one.minimum is not None]
        found = [
            Row(
                pk=pk,
                name=name or code,
                account_id=account,
                territory=territory or "",
                ranked=ranked[code],
                books=self.books.of(code),
                kind=kinds.get(code, ""),
                decision=decisions.get(pk),
                disputed=disputed.get(code, 0),
                top=self.cycle.top,
                needs_approval=self.cycle.needs_approval,
                untested=[name for at, name in gates if ranked[code].scores[at] is None]
                if ranked[code].rank is not None
                else (),
            )
            for pk, code, name, account, territory in queries.visible_candidates(self.user, self.cycle)
            .order_by()
            .values_list(*_COLUMNS)
            if code in ranked
        ]
        place = {row.account: at for at, row in enumerate(self.result.accounts)}
        return sorted(found, key=lambda row: place[row.ranked.account])

    def _kinds(self) -> Mapping[str, str]:
        try:
            placed = answers.matrix_of(self.cycle, self.user, draws=0).accounts
        except InvalidInput:
            # The attractiveness factors have no weights yet; their own page says so.
            return {}
        return {row.account: row.kind for row in placed if row.kind}

    def _disputed(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self.result.disagreements:
            found[one.account] = found.get(one.account, 0) + 1
        return found

    @cached_property
    def by_pk(self) -> Mapping[int, Row]:
        """The rows by candidate."""
        return {row.pk: row for row in self.rows}

    @cached_property
    def ranked(self) -> Sequence[Row]:
        """The visible rows that have a rank."""
        return [row for row in self.rows if row.ranked.rank is not None]

    @cached_property
    def untested(self) -> Sequence[Row]:
        """The ranked rows that have no score at a gate."""
        return [row for row in self.ranked if row.untested]

    @cached_property
    def mine(self) -> SelectionResult:
        """The result with the visible accounts alone, for texts that count and name: ranks, line and chances stay."""
        if self.is_whole:
            return self.result
        seen = {row.ranked.account for row in self.rows}
        return self.result.model_copy(
            update={
                "accounts": tuple(row for row in self.result.accounts if row.account in seen),
                "disagreements": tuple(row for row in self.result.disagreements if row.account in seen),
                "evidence": (),
                "doubtful_cells": 0,
                "examined": len(self.ranked),
            }
        )

    @cached_property
    def disagreements(self) -> Sequence[Disagreement]:
        """The cells of visible accounts on which raters differ."""
        return self.mine.disagreements

    @cached_property
    def undecided(self) -> Sequence[Row]:
        """The rows without a decision."""
        return [row for row in self.rows if row.decision is None]

    def decided(self, verdict: str) -> Sequence[Row]:
        """The rows with this verdict."""
        return [row for row in self.rows if row.verdict == verdict]

    @cached_property
    def waiting(self) -> Sequence[Row]:
        """The decisions that a second person has yet to approve."""
        return [row for row in self.rows if row.waits]

    @cached_property
    def approvable(self) -> Sequence[Row]:
        """Those of them that the reader may approve: another's."""
        return [row for row in self.waiting if row.decision and row.decision.by_id != self.user.pk]

    @cached_property
    def contradictions(self) -> Sequence[Row]:
        """The decisions that go against the numbers."""
        return [row for row in self.rows if row.contradicts]
