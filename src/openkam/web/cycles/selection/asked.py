"""What a reader asked of the list: which rows, in which order, which page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from openkam.web.cycles.actions.decisions import UNDECIDED
from openkam.web.cycles.models import Decision
from openkam.web.cycles.selection.seen import Row

LONGEST_MATRIX: Final = 4_000
_BY: Final[Mapping[str, Callable[[Row], float | str | None]]] = {
    "rank": lambda row: row.ranked.rank,
    "name": lambda row: row.name.casefold(),
    "total": lambda row: row.ranked.total,
    "coverage": lambda row: row.ranked.coverage,
    "range": lambda row: row.ranked.sureness.rank_high if row.ranked.sureness else None,
    "chance": lambda row: row.chance,
    "kind": lambda row: "kdmo".index(row.kind) if row.kind else None,
    "revenue": lambda row: None if row.books.revenue is None else float(row.books.revenue),
    "profit": lambda row: None if row.books.profit is None else float(row.books.profit),
    "decision": lambda row: [*Decision.Verdict.values, ""].index(row.verdict),
}


@dataclass(frozen=True)
class Asked:
    """The filter and the order; every field empty: all rows, best rank first."""

    text: str = ""
    territory: str = ""
    decision: str = ""
    """A verdict, `none` for the undecided, `waits` for those to be approved, or `against` the numbers."""
    near: str = ""
    disputed: str = ""
    untested: str = ""
    """Not empty: those alone that are ranked without a score at a gate."""
    sort: str = ""
    matrix: str = ""
    """The filter of the account matrix, as its address has it, whose accounts alone are wanted."""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Asked:
        """What the address asks for; what it does not know is left out."""
        sort = sent.get("sort", "")
        decision = sent.get("decision", "")
        return cls(
            text=sent.get("text", "").strip()[:200],
            territory=sent.get("territory", "")[:200],
            decision=decision if decision in {*Decision.Verdict.values, UNDECIDED, "waits", "against"} else "",
            near="1" if sent.get("near") else "",
            disputed="1" if sent.get("disputed") else "",
            untested="1" if sent.get("untested") else "",
            sort=sort if sort.removeprefix("-") in _BY and sort != "rank" else "",
            matrix=sent.get("matrix", "")[:LONGEST_MATRIX],
        )

    @property
    def query(self) -> str:
        """The same as an address has it, without a page."""
        return urlencode({name: value for name, value in self.__dict__.items() if value})

    @property
    def is_filtered(self) -> bool:
        """Whether some rows may be left out."""
        return replace(self, sort="", matrix="") != Asked()

    @property
    def cleared(self) -> str:
        """The query of the same list without its filters; what was chosen in the matrix stays."""
        return Asked(matrix=self.matrix).query

    @property
    def is_in_order_of_rank(self) -> bool:
        """Best rank first."""
        return not self.sort

    def with_(self, **changes: str) -> str:
        """The query with these fields changed."""
        return replace(self, **changes).query

    def rows(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those that fit, in the order asked for; unknown values last whichever way.

        `matrix` is not looked at: give the rows that were chosen there.
        """
        words = self.text.casefold().split()
        found = [row for row in rows if self._fits(row, words)]
        if not self.sort:
            return found
        by, downwards = _BY[self.sort.removeprefix("-")], self.sort.startswith("-")
        known = [row for row in found if by(row) is not None]
        unknown = [row for row in found if by(row) is None]
        return [*sorted(known, key=lambda row: (by(row),), reverse=downwards), *unknown]

    def _fits(self, row: Row, words: Sequence[str]) -> bool:
        if self.territory and row.territory != self.territory:
            return False
        if (self.near and not row.is_near) or (self.disputed and not row.disputed):
            return False
        if self.untested and not row.untested:
            return False
        if not self._is_decided_so(row):
            return False
        text = f"{row.name} {row.ranked.account}".casefold() if words else ""
        return all(word in text for word in words)

    def _is_decided_so(self, row: Row) -> bool:
        if self.decision == UNDECIDED:
            return row.decision is None
        if self.decision == "waits":
            return row.waits
        if self.decision == "against":
            return row.contradicts
        return not self.decision or row.verdict == self.decision
