"""The accounts that were chosen in the account matrix, by its own filter, and handed over to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import ngettext

from openkam.core.numbers import format_number
from openkam.web.cycles.matrix.seen import seen as matrix_seen
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.selection.seen import Row
from openkam.web.shell.models import User


@dataclass(frozen=True)
class Chosen:
    """A filter of the matrix and the candidates, by pk, that it leaves with the figures of now."""

    query: str
    candidates: frozenset[int]

    @classmethod
    def of(cls, user: User, cycle: Cycle, query: str) -> Chosen | None:
        """None where `query` leaves nobody out. Raises `InvalidInput` where the matrix cannot be worked out yet."""
        if not query:
            return None
        found = matrix_seen(cycle, user, QueryDict(query))
        if not found.asked.filters:
            return None
        return cls(found.asked.shared, frozenset(row.pk for row in found.listed))

    @property
    def text(self) -> str:
        """How many they are, and where they were chosen."""
        count = len(self.candidates)
        text = ngettext(
            "Only the {count} account chosen in the account matrix",
            "Only the {count} accounts chosen in the account matrix",
            count,
        )
        return text.format(count=format_number(count))

    def rows(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those of them that were chosen."""
        return [row for row in rows if row.pk in self.candidates]
