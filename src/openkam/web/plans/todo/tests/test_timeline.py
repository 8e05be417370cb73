"""Where bars and arrows stand, and which chain is the longest."""

from __future__ import annotations

from datetime import date

import pytest

from openkam.web.plans.models import Action
from openkam.web.plans.todo.gathered import Row, Wait
from openkam.web.plans.todo.timeline import HEAD, ROW, lay_out

TODAY = date(2026, 3, 4)


def row(pk: int, starts_on: date | None, due_on: date | None, *waits: int, status: str = "open") -> Row:
    action = Action(pk=pk, text=f"Action {pk}", starts_on=starts_on, due_on=due_on, status=status)
    return Row(action, tuple(Wait(one, f"Action {one}", is_over=False) for one in waits), is_overdue=False)


def test_nothing_is_drawn_without_a_day() -> None:
    assert lay_out([row(1, None, None)], TODAY) is None


def test_a_bar_reaches_from_its_start_to_the_end_of_its_day() -> None:
    drawn = lay_out(
        [row(1, date(2026, 3, 3), date(2026, 3, 9)), row(2, None, date(2026, 3, 6)), row(3, None, None)], TODAY
    )
    assert drawn is not None
    assert (drawn.unit, drawn.px, drawn.origin, drawn.undated) == ("week", 8.0, date(2026, 3, 2), 1)
    first, second = drawn.bars
    assert (first.x, first.wide, first.middle) == (8.0, 56.0, HEAD + ROW / 2)
    assert (second.is_point, second.end, second.middle) == (True, 40.0, HEAD + 1.5 * ROW)
    assert [(tick.x, tick.label) for tick in drawn.ticks[:2]] == [(0.0, "03-02"), (56.0, "03-09")]
    assert drawn.today == 20.0


def test_the_longest_chain_is_found_and_early_arrows_are_told() -> None:
    rows = [
        row(1, date(2026, 3, 2), date(2026, 3, 20)),
        row(2, date(2026, 3, 23), date(2026, 3, 27), 1),
        row(3, date(2026, 3, 16), date(2026, 3, 17), 1),
        row(4, date(2026, 1, 1), date(2026, 12, 31)),
        row(5, date(2026, 3, 28), date(2026, 3, 29), 2, status="done"),
    ]
    drawn = lay_out(rows, TODAY, "week")
    assert drawn is not None
    assert [one.action.pk for one in drawn.chain] == [1, 2]
    assert [bar.row.action.pk for bar in drawn.bars if bar.critical] == [1, 2]
    early = {arrow.path: arrow.is_early for arrow in drawn.arrows}
    assert sorted(early.values()) == [False, False, True]
    assert [arrow.critical for arrow in drawn.arrows].count(True) == 1


@pytest.mark.parametrize("unit", ["", "week", "month", "nonsense"])
def test_absurd_days_keep_the_picture_small(unit: str) -> None:
    drawn = lay_out([row(1, date(1950, 1, 1), date(2200, 12, 31))], TODAY, unit)
    assert drawn is not None
    assert drawn.wide < 20_000
    assert 0 <= drawn.bars[0].x < drawn.bars[0].end <= drawn.wide
