"""The proposal as rows that a person accepts one by one: who would serve whom with how many days, and what it wins."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from openkam.tools.define.effort.result import Allocation, EffortResult
from openkam.tools.define.effort.wording import level_text
from openkam.web.cycles.actions.effort import Assignment
from openkam.web.cycles.effort.planned import Programme, Row

TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class Change:
    """One account that the proposal changes. Days are in tenths, as a cycle keeps them, cut so that none exceeds what
    a manager has."""

    row: Row
    manager_now: str
    manager: str
    manager_pk: int | None
    days_now: Decimal | None
    """What it asks for now."""
    days: Decimal
    level: str
    value: Decimal | None
    won: Decimal
    """Against the even cut."""
    is_handed_over: bool

    @property
    def difference(self) -> Decimal:
        """Days more (or fewer) than it asks for now."""
        return self.days - (self.days_now or Decimal(0))


def changes(programme: Programme, result: EffortResult) -> Sequence[Change]:
    """The accounts whose manager or days would be others, the largest gain first; none where no plan can be made."""
    if result.attained is None:
        return ()
    rows = {row.code: row for row in programme.rows}
    found = [_change(programme, result, rows[one.account], one) for one in result.accounts]
    changed = [one for one in found if (one.manager_pk, one.days) != (one.row.manager, one.days_now)]
    return sorted(changed, key=lambda one: (-one.won, one.row.name, one.row.code))


def _change(programme: Programme, result: EffortResult, row: Row, one: Allocation) -> Change:
    # An account that goes without keeps its manager: nobody else takes it over.
    manager = int(one.manager) if one.manager else row.manager
    return Change(
        row=row,
        manager_now="" if row.manager is None else str(programme.managers[row.manager]),
        manager="" if manager is None else str(programme.managers[manager]),
        manager_pk=manager,
        days_now=programme.asked(row),
        days=one.days.quantize(TENTH, ROUND_DOWN),
        level=level_text(result, one),
        value=one.value,
        won=one.attained - one.today_value,
        is_handed_over=one.handed_over,
    )


def accepted(found: Sequence[Change], wanted: Container[int | None] | None) -> list[Assignment]:
    """What is to be written for the accepted accounts, by pk of the candidate; None: all."""
    return [
        Assignment(one.row.pk, one.manager_pk, one.days, (one.row.manager, one.row.days))
        for one in found
        if wanted is None or one.row.pk in wanted
    ]
