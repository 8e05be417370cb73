"""The bounds lie above every plan, large programmes are planned near them, and every plan keeps what is agreed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.tools.define.effort.agreed import agreed
from openkam.tools.define.effort.columns import count_columns, every_column
from openkam.tools.define.effort.maths import NONE, Fill, Plan, Programme
from openkam.tools.define.effort.prices import along, lowest
from openkam.tools.define.effort.solve import best, integer, mend, relaxed, rounded


def drawn(seed: int, accounts: int, managers: int, *, hand_over: bool = True, most: int | None = None) -> Programme:
    random = np.random.default_rng(seed)
    asked = random.choice([4000, 2500, 800, 200], accounts)
    own = random.integers(NONE, managers, accounts)
    stays = (own != NONE) & (random.random(accounts) < (0.3 if hand_over else 1.1))
    return Programme(
        days=(asked[:, None] * np.array([0.5, 1.0, 1.5])).astype(np.int64),
        value=random.lognormal(0, 1, accounts)[:, None] * np.array([0.6, 0.85, 1.0]),
        own=own,
        home=np.where(stays, own, NONE),
        must=random.random(accounts) < 0.1,
        capacity=(random.uniform(0.5, 1.2, managers) * asked.sum() / managers).astype(np.int64),
        loss=0.05,
        most=None if most is None else np.full(managers, most, dtype=np.int64),
    )


@given(st.integers(0, 10**6), st.booleans(), st.sampled_from((None, 4)))
@settings(max_examples=15, deadline=None)
def test_bounds_lie_above_the_best_plan_and_made_plans_below(seed: int, hand_over: bool, most: int | None) -> None:
    programme = drawn(seed, 10, 3, hand_over=hand_over, most=most)
    first = agreed(programme)
    if not first.kept:
        return
    found = integer(programme, every_column(programme))
    assert found.plan is not None
    assert found.proved
    worth, room = found.plan.worth(programme), 1e-6
    split = relaxed(programme, first.plan)
    priced = lowest(programme, first.plan.worth(programme))
    assert split.bound >= worth - room
    assert priced.bound >= split.bound * (1 - 1e-5)
    filled = Fill(programme, first.plan).run()
    made = [filled, rounded(programme, split, first.plan), along(programme, priced.day, first.plan)]
    made.append(mend(programme, filled))
    for plan in made:
        assert plan.keeps(programme)
        assert plan.worth(programme) <= worth + room
    assert made[-1].worth(programme) >= filled.worth(programme) - room


@pytest.mark.parametrize("hand_over", [True, False])
def test_a_large_programme_is_planned_near_its_bound_and_above_greedy(hand_over: bool) -> None:
    """Over 1,500 accounts prices take the place of the one relaxed program."""
    programme = drawn(7, 1_600, 4, hand_over=hand_over)
    first = agreed(programme)
    assert first.kept
    solution = best(programme, first.plan)
    assert solution.plan.keeps(programme)
    assert solution.method == "rounded"
    worth = solution.plan.worth(programme)
    assert Fill(programme, first.plan).run().worth(programme) <= worth <= solution.bound
    assert worth >= 0.99 * solution.bound
    again = best(programme, first.plan)
    assert np.array_equal(again.plan.step, solution.plan.step)
    assert np.array_equal(again.plan.manager, solution.plan.manager)


def test_managers_apart_give_the_plan_of_one_program() -> None:
    """Without hand-overs every manager is a program of its own; together they attain what one program does."""
    programme = drawn(3, 12, 3, hand_over=False)
    programme = replace(programme, home=np.maximum(programme.home, 0))
    whole = integer(programme, every_column(programme))
    assert whole.plan is not None
    start = agreed(programme).plan
    apart = best(programme, start, most=max(1, count_columns(programme) - 1))
    assert apart.method == "proved"
    assert apart.plan.worth(programme) == pytest.approx(whole.plan.worth(programme))


def test_a_plan_that_takes_too_much_is_no_plan() -> None:
    programme = drawn(1, 5, 1)
    full = Plan(np.zeros(5, dtype=np.int64), np.full(5, 2, dtype=np.int64))
    assert not full.keeps(programme)
    nobody = Plan.empty(5)
    assert nobody.worth(programme) == 0
    assert nobody.keeps(programme) == (not programme.must.any())
