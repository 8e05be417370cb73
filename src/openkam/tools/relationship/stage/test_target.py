"""The way to a target that is several stages ahead, and its picture."""

from __future__ import annotations

import pytest

from openkam.tools.relationship.stage import TOOL
from openkam.tools.relationship.stage.gaps import towards
from openkam.tools.relationship.stage.inputs import ITEMS, STAGES
from openkam.tools.relationship.stage.picture import strength, target_picture
from openkam.tools.relationship.stage.test_stage import BOW_TIE, DIAMOND, SHAPES, link, staffed
from openkam.tools.relationship.stage.words import answer_meanings, item_question, stage_short


def test_the_way_adds_what_each_stage_asks_for_and_names_nobody_twice() -> None:
    result = TOOL.run(SHAPES["early"])
    kinds = {stage: [gap.kind for gap in towards(result, stage)] for stage in STAGES}
    assert kinds["pre"] == kinds["early"] == []
    assert kinds["mid"] == ["peer_links", "function", "function", "function", "function"]
    assert set(kinds["partnership"]) >= {"peer_links", "function"}
    assert kinds["synergistic"][-2:] == ["teams", "meetings"]
    people = [gap.person for gap in towards(result, "synergistic") if gap.kind != "single_point" and gap.person]
    assert sorted(people) == ["t0", "t1", "t2", "t3"]


def test_the_larger_number_of_links_counts() -> None:
    result = TOOL.run(staffed([*BOW_TIE, *(link("kam", f"t{at}") for at in range(4))]))
    counts = {stage: [g.count for g in towards(result, stage) if g.kind == "peer_links"] for stage in STAGES[2:4]}
    # 5 of 5 through the mains: below 0.8 needs 2 more (5 ÷ 7), below 0.5 needs 6 more (5 ÷ 11).
    assert counts == {"mid": [2], "partnership": [6]}


def test_where_nothing_is_read_the_way_begins_at_the_bottom() -> None:
    result = TOOL.run(staffed([], trading=None))
    assert result.stage_read is None
    assert "trade" in [gap.kind for gap in towards(result, "early")]


def test_the_target_has_its_own_shape_and_keeps_everybody() -> None:
    result = TOOL.run(SHAPES["early"])
    block = target_picture(result, "Target", "synergistic")
    assert (block.stage, len(block.people)) == ("synergistic", len(result.people))
    assert {(one.ours, one.theirs) for one in block.links if one.state == "missing"} == {
        (f"o{at}", f"t{at}") for at in range(4)
    }
    assert (len(block.teams), block.joint_board, block.board_vacant) == (2, True, True)


def test_a_target_that_is_reached_has_nothing_vacant() -> None:
    block = target_picture(TOOL.run(SHAPES["synergistic"]), "Target", "synergistic")
    assert not [team for team in block.teams if team.vacant]
    assert not block.board_vacant


def test_what_has_lapsed_is_missing_in_the_target_where_it_is_needed() -> None:
    result = TOOL.run(staffed([*DIAMOND[:1], link("o1", "t1", 100), link("o2", "t3", 100)]))
    states = {(one.ours, one.theirs): one.state for one in target_picture(result, "Target", "mid").links}
    assert states["o1", "t1"] == "missing"
    assert ("o2", "t3") not in states or states["o2", "t3"] == "missing"


@pytest.mark.parametrize(("days", "close"), [(15, 3), (16, 2), (30, 2), (31, 1), (60, 1), (61, 1)])
def test_strength_is_read_from_the_silence_and_the_cadence(days: int, close: int) -> None:
    (read,) = TOOL.run(staffed([link("kam", "buyer", days)])).links
    assert strength(read) == close


def test_every_item_has_a_question_and_four_different_meanings() -> None:
    assert len({item_question(item) for item in ITEMS}) == 6
    assert all(len(set(answer_meanings(item))) == 4 for item in ITEMS)
    assert len({stage_short(stage) for stage in STAGES}) == 5
