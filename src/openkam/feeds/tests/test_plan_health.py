"""Completeness and health of a plan: bounds, monotone in each count, weights, the unknown, and steps that hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from openkam.feeds.plan_health import (
    COMPLETENESS,
    FADES,
    HEALTH,
    Count,
    Facts,
    Part,
    Score,
    Tally,
    completeness,
    fade,
    health,
    score,
    scores,
    steps,
)

tallies = st.integers(0, 40).flatmap(lambda of: st.builds(Tally, st.integers(0, of), st.just(of)))
ages = st.none() | st.integers(0, 2000)
facts_made = st.builds(
    Facts,
    has_summary=st.booleans(), has_business=st.booleans(), has_value=st.booleans(), has_wallet=st.booleans(),
    insight_kinds=st.integers(0, 4), confirmed_kinds=st.integers(0, 4), needs_said=tallies, cells_spend=tallies,
    cells_potential=tallies,
    objectives=st.fixed_dictionaries(dict.fromkeys(("measure", "target", "day", "owner"), tallies)),
    actions=st.fixed_dictionaries({"owner": tallies, "day": tallies}), principals=st.integers(0, 30),
    has_target=st.booleans(), has_team=st.booleans(), has_manager=st.booleans(), has_risks=st.booleans(),
    on_track=tallies, on_time=tallies, not_held=tallies, stage_now=st.none() | st.integers(1, 5),
    stage_target=st.none() | st.integers(1, 5), links=tallies, kept=tallies, answered=tallies,
    ages=st.fixed_dictionaries({"plan": ages, "talk": ages, "review": ages}),
)  # fmt: skip
weights_made = st.dictionaries(st.sampled_from([*COMPLETENESS, *HEALTH]), st.integers(0, 100))


def test_usual_weights_sum_to_100_and_no_part_is_in_both_scores() -> None:
    assert sum(COMPLETENESS.values()) == 100
    assert sum(HEALTH.values()) == 100
    assert not COMPLETENESS.keys() & HEALTH.keys()


def test_a_plan_of_which_nothing_is_written_is_0_complete_and_of_unknown_health() -> None:
    whole, well = scores(Facts(), {})
    assert (whole.value, whole.shown) == (0, 0)
    assert (well.value, well.shown) == (None, None)
    assert [one.points for one in well.parts] == [None] * len(HEALTH)
    assert not Facts().is_begun


FULL = Facts(
    has_summary=True, has_business=True, has_value=True, has_wallet=True, insight_kinds=4, confirmed_kinds=4,
    needs_said=Tally(2, 2), cells_spend=Tally(6, 6), cells_potential=Tally(3, 3),
    objectives={key: Tally(5, 5) for key in ("measure", "target", "day", "owner")},
    actions={"owner": Tally(9, 9), "day": Tally(9, 9)}, principals=7, has_target=True, has_team=True,
    has_manager=True, has_risks=True, on_track=Tally(4, 4), on_time=Tally(9, 9), not_held=Tally(9, 9), stage_now=5,
    stage_target=4, links=Tally(30, 30), kept=Tally(2, 2), answered=Tally(3, 3),
    ages={"plan": 30, "talk": 14, "review": 90},
)  # fmt: skip


def test_a_plan_in_which_all_is_done_is_100_and_leaves_nothing_to_do() -> None:
    both = scores(FULL, {})
    assert [one.value for one in both] == [100, 100]
    assert steps(both, 5) == []


def test_a_share_is_the_sum_of_what_is_done_by_the_sum_of_what_is_counted() -> None:
    owned = {**FULL.objectives, "owner": Tally(3, 5, first=8)}
    whole = score("completeness", completeness(replace(FULL, objectives=owned)), {})
    weighed = next(one for one in whole.parts if one.part.key == "objectives")
    assert weighed.part.share == pytest.approx(18 / 20)
    assert weighed.points == pytest.approx(13.5)
    assert whole.value == pytest.approx(98.5)
    assert whole.shown == 98
    (step,) = steps([whole], 5)
    assert (step.part, step.count.key, step.count.first) == ("objectives", "objective_owner", 8)
    assert step.gain == pytest.approx(1.5)


def test_a_stage_beyond_the_target_is_not_more_than_reached() -> None:
    below = health(replace(FULL, stage_now=2, stage_target=4))
    assert [part.share for part in below if part.key == "stage"] == [0.5]
    assert [part.share for part in health(FULL) if part.key == "stage"] == [1]
    unknown = health(replace(FULL, stage_now=None))
    assert [part.share for part in unknown if part.key == "stage"] == [None]


@pytest.mark.parametrize(
    ("days", "share"), [(0, 1), (30, 1), (31, 89 / 90), (75, 0.5), (119, 1 / 90), (120, 0), (900, 0)]
)
def test_freshness_fades_on_a_straight_line(days: int, share: float) -> None:
    assert fade(days, *FADES["plan"]) == pytest.approx(share)


def test_an_old_review_is_no_review_of_this_year_but_still_has_an_age() -> None:
    old = replace(FULL, ages={"review": 366})
    assert [part.share for part in completeness(old) if part.key == "review"] == [0]
    assert [part.share for part in health(old) if part.key == "fresh"] == [0]


@given(facts=facts_made, weights=weights_made)
def test_scores_are_within_their_bounds_and_add_up(facts: Facts, weights: dict[str, int]) -> None:
    for one in scores(facts, weights):
        known = [part.points for part in one.parts if part.points is not None]
        if one.value is None:
            assert not known
            continue
        assert 0 <= one.value <= 100
        assert sum(known) == pytest.approx(one.value)
        assert sum(part.most for part in one.parts if part.most is not None) == pytest.approx(100)


@given(facts=facts_made, weights=weights_made, part=st.sampled_from([*COMPLETENESS, *HEALTH]))
def test_a_weight_of_zero_leaves_a_part_out(facts: Facts, weights: dict[str, int], part: str) -> None:
    for one, parts in zip(scores(facts, weights | {part: 0}), (completeness(facts), health(facts)), strict=True):
        without = score(one.key, [other for other in parts if other.key != part], weights)
        assert one.value == (None if without.value is None else pytest.approx(without.value))
        assert all(step.part != part for step in steps([one], 99))


@given(facts=facts_made, weights=weights_made)
def test_a_step_that_is_done_gives_the_points_that_it_names(facts: Facts, weights: dict[str, int]) -> None:
    for one in scores(facts, weights):
        for step in steps([one], 99):
            assert step.gain > 0
            done = [_with(weighed.part, step.part, step.count) for weighed in one.parts]
            after = score(one.key, done, weights)
            assert after.value is not None
            assert one.value is not None
            assert after.value == pytest.approx(one.value + step.gain)


def _with(part: Part, key: str, count: Count) -> Part:
    if part.key != key:
        return part
    return Part(key, tuple(replace(one, done=one.of) if one == count else one for one in part.counts))


@given(facts=facts_made, weights=weights_made)
def test_more_done_is_never_less_healthy(facts: Facts, weights: dict[str, int]) -> None:
    before = scores(facts, weights)
    for name in ("on_track", "on_time", "not_held", "links", "kept", "answered"):
        tally = getattr(facts, name)
        if tally.done < tally.of:
            after = scores(_changed(facts, name, Tally(tally.done + 1, tally.of)), weights)
            _assert_not_less(before[1], after[1])
    for name in ("has_summary", "has_business", "has_value", "has_wallet", "has_target", "has_team", "has_risks"):
        _assert_not_less(before[0], scores(_changed(facts, name, True), weights)[0])


def _changed(facts: Facts, name: str, value: Any) -> Facts:
    return replace(facts, **{name: value})


def _assert_not_less(before: Score, after: Score) -> None:
    if before.value is not None:
        assert after.value is not None
        assert after.value >= before.value - 1e-9


@given(facts=facts_made, weights=weights_made, most=st.integers(1, 5))
def test_the_largest_gain_comes_first_and_no_more_than_asked(facts: Facts, weights: dict[str, int], most: int) -> None:
    found = steps(scores(facts, weights), most)
    gains = [round(step.gain, 6) for step in found]
    assert gains == sorted(gains, reverse=True)
    assert len(found) <= most


def test_of_equal_gains_the_order_of_the_plan_decides() -> None:
    found = steps(scores(Facts(), dict.fromkeys(COMPLETENESS, 10)), 3)
    assert [step.count.key for step in found] == ["summary", "business", "value"]


def test_the_paper_names_the_weights_and_days_that_count() -> None:
    paper = (Path(__file__).parents[4] / "docs/methods/plan-health.md").read_text(encoding="utf-8")
    _before, whole, well = re.split(r"^## (?:Completeness|Health)$", paper, flags=re.MULTILINE)
    rows = re.findall(r"\| (\d+)( each)? \|$", whole, re.MULTILINE)
    # Three texts share one line of the table.
    assert [int(weight) for weight, each in rows for _text in range(3 if each else 1)] == [*COMPLETENESS.values()]
    assert [int(weight) for weight in re.findall(r"\| (\d+) \|$", well, re.MULTILINE)] == [*HEALTH.values()]
    days = [(int(fresh), int(stale)) for fresh, stale in re.findall(r"\| (\d+) days \| (\d+) days \|", well)]
    assert days == [*FADES.values()]
