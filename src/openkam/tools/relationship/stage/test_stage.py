"""The five shapes, the published bands, the graph figures, thin data, missing links by name and the report."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Relationship, Report, Table
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.relationship.stage import TOOL, StageResult, report
from openkam.tools.relationship.stage.inputs import Thresholds
from openkam.tools.relationship.stage.maths import link_state, links_needed, stage_of_sum

HERE = Path(__file__).parent
VECTORS = {one["id"]: one for one in json.loads((HERE / "testdata/vectors.json").read_text())["vectors"]}
EXAMPLE = json.loads((HERE / "example.json").read_text())["inputs"]
TODAY = date(2026, 3, 31)
FUNCTIONS = ("Board", "R&D", "Quality", "Finance")
LEVELS = ("board", "directors", "managers", "specialists")
FULL = dict.fromkeys(("breadth", "openness", "trust", "planning", "status", "ties"), 3)


def person(key: str, side: str, function: str, level: str, *, main: bool = False) -> dict[str, Any]:
    return {"id": key, "name": key.upper(), "side": side, "function": function, "level": level, "main": main}


def link(ours: str, theirs: str, days: int | None = 5, cadence: float = 30) -> dict[str, Any]:
    last = None if days is None else str(TODAY - timedelta(days=days))
    return {"ours": ours, "theirs": theirs, "cadence_days": cadence, "last_two_way_on": last}


def staffed(links: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Key account manager and 4 staff, buyer and 4 staff: one for each function and level."""
    people = [
        person("kam", "ours", "Sales", "managers", main=True),
        person("buyer", "theirs", "Purchasing", "managers", main=True),
        *(person(f"o{at}", "ours", FUNCTIONS[at], LEVELS[at]) for at in range(4)),
        *(person(f"t{at}", "theirs", FUNCTIONS[at], LEVELS[at]) for at in range(4)),
    ]
    return {"as_of": str(TODAY), "trading": True, "people": people, "links": links, **more}


BOW_TIE = [link("kam", "buyer")]
PEERS = [link(f"o{at}", f"t{at}") for at in range(4)]
DIAMOND = [*BOW_TIE, *PEERS]
TEAMS = [{"id": f"j{at}", "name": f"Team {at}", "members": ["o1", "t1"], "last_met_on": "2026-03-01"} for at in (1, 2)]
SYNERGY = {"teams": TEAMS, "board_meetings_on": ["2026-02-10"]}
SHAPES = {
    "pre": staffed(BOW_TIE, trading=False),
    "early": staffed(BOW_TIE),
    "mid": staffed([*BOW_TIE, *PEERS[1:3]]),
    "partnership": staffed(DIAMOND),
    "synergistic": staffed(DIAMOND, **SYNERGY),
}


def text_of(blocks: Report, key: str) -> str:
    return next(block.text for block in blocks if isinstance(block, Finding) and block.id == key)


def table(blocks: Report, key: str) -> Table:
    return next(block for block in blocks if isinstance(block, Table) and block.id == key)


@pytest.mark.parametrize("stage", SHAPES)
def test_each_of_the_five_shapes_is_read(stage: str) -> None:
    """Constructed accounts in the five shapes that the stages are named for."""
    result = TOOL.run(SHAPES[stage])
    assert result.stage_read == stage
    assert StageResult.model_validate_json(result.model_dump_json()) == result
    drawn = next(block for block in report(result) if isinstance(block, Relationship))
    assert drawn.stage == stage
    assert drawn.joint_board is (stage == "synergistic")


def test_bands() -> None:
    """stage.bands: six items scored 1-4, bands as published."""
    vector = VECTORS["stage.bands"]
    assert [stage_of_sum(total) for total in vector["inputs"]["sums"]] == vector["expected"]["stage"]
    for total in (5, 25):
        with pytest.raises(ValueError, match="between 6 and 24"):
            stage_of_sum(total)


@pytest.mark.parametrize(("shape_name", "links"), [("bow_tie", BOW_TIE), ("diamond", DIAMOND)])
def test_graph_figures(shape_name: str, links: list[dict[str, Any]]) -> None:
    """stage.graph: constructed, key account manager + 4 staff, buyer + 4 staff."""
    expected, found = VECTORS["stage.graph"]["expected"][shape_name], TOOL.run(staffed(links)).measures
    assert found.cut_vertices == expected["cut_vertices"]
    assert found.edge_connectivity == expected["kam_buyer_edge_connectivity"]
    assert found.hub_betweenness == pytest.approx(expected["betweenness_hub"], abs=VECTORS["stage.graph"]["tolerance"])


def test_folder_and_example() -> None:
    assert shape.faults(TOOL) == []


def test_a_count_is_shown_as_one_and_a_share_with_its_decimals() -> None:
    (evidence,) = [block for block in TOOL.report(TOOL.run(EXAMPLE)) if block.id == "stage-evidence"]
    assert isinstance(evidence, Table)
    assert [(row[2], type(row[2])) for row in evidence.rows[:3]] == [(1, int), (0.6, float), (2, int)]


def test_the_example_names_what_is_missing() -> None:
    result = TOOL.run(EXAMPLE)
    blocks = report(result)
    assert text_of(blocks, "stage-claim") == "The team claims Partnership KAM, but the contacts show only Mid-KAM"
    assert text_of(blocks, "stage-next") == (
        "Next towards Partnership KAM: No live link from board to board. Ken Sánchez could meet Richard Bready"
    )
    missing = [row[0] for row in table(blocks, "stage-gaps").rows]
    assert "No live link at Director level in Inbound logistics" in missing
    assert "No live link at Specialist level in Quality" in missing
    assert "2 more live links outside the two main contacts are needed" in missing
    assert len(missing) == len(set(missing))
    steps = {row[0]: row[1] for row in table(blocks, "stage-gaps").rows}
    assert steps["No live link at Specialist level in Quality"] == (
        "Hazem Abolrous should renew the contact with Lena Vogt, silent for 70 days"
    )


@pytest.mark.parametrize(
    ("days", "state"), [(60, "live"), (61, "late"), (240, "late"), (241, "lost"), (None, "missing")]
)
def test_a_link_is_live_within_twice_its_cadence(days: int | None, state: str) -> None:
    assert link_state(days, 30, Thresholds()) == state


def test_criteria_at_their_thresholds() -> None:
    """Hub share 0.8 is early, 0.5 no partnership; both cuts are strict."""
    four_of_five = [link("kam", "buyer"), *(link("kam", f"t{at}") for at in range(3)), link("o1", "t1")]
    assert TOOL.run(staffed(four_of_five)).measures.hub_share == 0.8
    assert TOOL.run(staffed(four_of_five)).stage_read == "early"
    half = [*DIAMOND, *(link("kam", f"t{at}") for at in range(3))]
    assert TOOL.run(staffed(half)).measures.hub_share == 0.5
    assert TOOL.run(staffed(half)).stage_read == "mid"
    loose = {"partnership_hub_share": 0.51}
    assert TOOL.run(staffed(half, thresholds=loose)).stage_read == "partnership"


def test_without_the_board_there_is_no_partnership() -> None:
    assert TOOL.run(staffed([*BOW_TIE, *PEERS[1:], link("o1", "t0")])).stage_read == "mid"


@pytest.mark.parametrize("short", ["teams", "board_meetings_on"])
def test_synergy_needs_teams_and_board_meetings(short: str) -> None:
    result = TOOL.run(staffed(DIAMOND, **{**SYNERGY, short: ()}))
    assert result.stage_read == "partnership"
    assert [gap.kind for gap in result.gaps] == ["teams" if short == "teams" else "meetings"]


def test_old_teams_and_meetings_do_not_count() -> None:
    old = {"teams": [{**team, "last_met_on": "2025-03-30"} for team in TEAMS], "board_meetings_on": ["2025-03-31"]}
    counted = TOOL.run(staffed(DIAMOND, **old)).measures
    assert (counted.live_teams, counted.board_meetings) == (0, 1), "365 days before 2026-03-31 is 2025-03-31"


def test_a_team_works_by_its_links_and_needs_both_companies() -> None:
    teams = [{"id": "j", "name": "J"}, {"id": "own", "name": "Own", "members": ["o1"], "last_met_on": "2026-03-30"}]
    result = TOOL.run(staffed([*BOW_TIE, {**link("o1", "t1", 40), "team": "j"}], teams=teams))
    assert [(team.members, team.live) for team in result.teams] == [(("o1", "t1"), True), (("o1",), False)]


def test_the_first_day_of_the_calendar_is_a_day() -> None:
    inputs = staffed([], board_meetings_on=["0001-01-01"])
    assert TOOL.run({**inputs, "as_of": "0001-01-01"}).measures.board_meetings == 1


def test_without_trade_the_answers_are_not_scored() -> None:
    """stage.bands, note: no trading in the window: pre, unscored."""
    claim = TOOL.run(staffed(BOW_TIE, trading=False, questionnaire={"ours": FULL})).claim_ours
    assert (claim.total, claim.stage) == (None, "pre")


def test_the_only_people_between_the_firms_are_named() -> None:
    result = TOOL.run(staffed([link("kam", f"t{at}") for at in range(4)]))
    assert [one.id for one in result.people if one.single_point] == ["kam"]
    assert [one.id for one in TOOL.run(staffed(BOW_TIE)).people if one.single_point] == ["kam", "buyer"]
    idle = staffed(DIAMOND)
    idle["people"].append(person("new", "ours", "Legal", "clerks"))
    counted = TOOL.run(idle).measures
    assert (counted.cut_vertices, counted.single_points) == (1, 0), "a colleague without contacts parts no firms"


def test_lines_inside_a_company_can_be_typed() -> None:
    inside = [{"one": "kam", "other": f"o{at}"} for at in range(4)]
    result = TOOL.run(staffed([link("kam", "buyer"), link("kam", "t1"), link("o2", "t2")], inside=inside))
    assert [one.id for one in result.people if one.single_point] == ["kam", "o2"], "their side is not joined up"
    assert not result.inside_assumed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"trading": None}, "trading_unknown"),
        ({"links": []}, "few_links"),
        ({"links": [link("kam", "buyer", None)]}, "few_links"),
        ({"people": [], "links": []}, "few_contacts"),
        ({"people": [], "links": []}, "no_main_ours"),
    ],
)
def test_thin_data_are_called_thin(change: dict[str, Any], code: str) -> None:
    result = TOOL.run({**staffed(BOW_TIE), **change})
    assert result.stage_read is None
    assert code in result.thin
    blocks = report(result)
    assert text_of(blocks, "stage-read") == "The data are too thin to read a stage from contacts"
    assert any(block.type == "note" and block.id == f"stage-{code}" and block.text for block in blocks)
    assert "stage_read" not in TOOL.metrics(result)


def test_no_live_link_is_early_and_said() -> None:
    result = TOOL.run(staffed([link("kam", "buyer", 200)]))
    assert (result.stage_read, result.measures.hub_share) == ("early", None)
    assert (
        text_of(report(result), "stage-read") == "No live link joins the two companies: the contacts read as Early KAM"
    )


def test_a_missing_answer_gives_no_sum() -> None:
    result = TOOL.run(staffed(BOW_TIE, questionnaire={"ours": {**FULL, "trust": None}, "theirs": FULL}))
    assert (result.claim_ours.total, result.claim_ours.missing, result.claim_difference) == (None, ("trust",), None)
    assert result.claim_theirs.stage == "partnership"
    assert text_of(report(result), "stage-claim") == "The team claims no stage: 1 of 6 answers are missing"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"links": [link("t1", "buyer")]}, "links.0.ours: t1 belongs to the other company"),
        ({"links": [link("kam", "nobody")]}, "links.0.theirs: nobody is nobody among the people"),
        ({"links": [*BOW_TIE, *BOW_TIE]}, "links.1: kam and buyer are linked already"),
        ({"links": [link("kam", "buyer", -1)]}, "links.0.last_two_way_on: this day is after"),
        ({"links": [{**BOW_TIE[0], "team": "x"}]}, "links.0.team: there is no joint team x"),
        ({"teams": [{"id": "j", "name": "J", "members": ["z"]}]}, "teams.0.members.0: z is nobody"),
        ({"inside": [{"one": "kam", "other": "t1"}]}, "inside.0: kam and t1 are of two companies"),
        ({"board_meetings_on": ["2026-04-01"]}, "board_meetings_on.0: this day is after"),
        ({"function_pairs": [{"ours": "A", "theirs": "B"}] * 2}, "function_pairs.1.ours: a is given already"),
        ({"thresholds": {"lost_beyond_cadences": 1}}, "cannot be lost before it is late"),
        ({"thresholds": {"mid_functions": 9}}, "partnership must ask for at least as much as mid"),
        ({"questionnaire": {"ours": {"trust": 5}}}, "questionnaire.ours.trust"),
    ],
)
def test_errors_name_their_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message.replace(".", r"\.")):
        TOOL.run({**staffed(BOW_TIE), **change})


def test_two_mains_of_one_company_are_refused() -> None:
    inputs = staffed(BOW_TIE)
    inputs["people"].append(person("kam2", "ours", "Sales", "managers", main=True))
    with pytest.raises(InvalidInput, match=r"people\.10\.main: KAM2 and KAM are both the main person"):
        TOOL.run(inputs)


def test_picture_draws_states_pairs_and_the_next_link() -> None:
    drawn = next(block for block in report(TOOL.run(EXAMPLE)) if isinstance(block, Relationship))
    assert ("outbound logistics|inbound logistics", "Outbound logistics · Inbound logistics") in drawn.functions
    states = {(one.ours, one.theirs): one.state for one in drawn.links}
    assert states["qa", "qat"] == "late"
    assert states["ceo", "owner"] == "missing"
    assert {one.function for one in drawn.people if not one.main} == {key for key, _label in drawn.functions}
    assert drawn.functions[0] == ("board", "Board")
    assert [team.name for team in drawn.teams] == ["48-hour dock"]


def test_a_large_account_is_bounded_in_the_picture_only() -> None:
    inputs = staffed(DIAMOND)
    inputs["people"] += [person(f"x{at}", "theirs", f"F{at % 9}", "clerks") for at in range(200)]
    blocks = report(TOOL.run(inputs))
    drawn = next(block for block in blocks if isinstance(block, Relationship))
    assert len(drawn.people) == 35
    assert drawn.note == "175 people are left out of the picture; the tables have everyone."
    assert len(table(blocks, "stage-people").rows) == 210


@st.composite
def accounts(draw: st.DrawFn) -> dict[str, Any]:
    pairs = [(f"{one}", f"{other}") for one in ("kam", "o0", "o1", "o2") for other in ("buyer", "t0", "t1", "t2")]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12))
    return staffed([link(one, other, draw(st.sampled_from((3, 90, 400, None)))) for one, other in chosen])


@given(accounts(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_changes_no_figure(inputs: dict[str, Any], pick: Any) -> None:
    turned = {**inputs, "people": list(inputs["people"]), "links": list(inputs["links"])}
    pick.shuffle(turned["people"])
    pick.shuffle(turned["links"])
    one, other = TOOL.run(inputs), TOOL.run(turned)
    assert (one.stage_read, one.gaps) == (other.stage_read, other.gaps)
    assert TOOL.metrics(one) == pytest.approx(TOOL.metrics(other), abs=1e-12), "sums of shares in another order"


@given(accounts())
@settings(max_examples=50, deadline=None)
def test_networkx_agrees(inputs: dict[str, Any]) -> None:
    """Oracle: networkx on live links and lines to the main person."""
    result = TOOL.run(inputs)
    graph = nx.Graph([("kam", f"o{at}") for at in range(4)] + [("buyer", f"t{at}") for at in range(4)])
    graph.add_edges_from((one.ours, one.theirs) for one in result.links if one.state == "live")
    assert {one.id for one in result.people if one.cut_vertex} == set(nx.articulation_points(graph))
    assert result.measures.edge_connectivity == nx.edge_connectivity(graph, "kam", "buyer")
    assert sum(one.live_links for one in result.people) == 2 * result.measures.live_links


@given(accounts())
@settings(max_examples=50, deadline=None)
def test_one_more_live_peer_link_never_lowers_the_stage(inputs: dict[str, Any]) -> None:
    stages = ("pre", "early", "mid", "partnership", "synergistic")
    before = TOOL.run(inputs)
    after = TOOL.run({**inputs, "links": [*inputs["links"], link("o3", "t3")]})
    if before.stage_read and after.stage_read:
        assert stages.index(after.stage_read) >= stages.index(before.stage_read)


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from((0.5, 0.8)))
@settings(max_examples=50, deadline=None)
def test_links_needed_is_the_smallest_number(hub: int, others: int, below: float) -> None:
    live = hub + others
    needed = links_needed(hub, live, below)
    assert live + needed > 0
    assert hub / (live + needed) < below
    assert needed == 0 or live + needed == 1 or hub / (live + needed - 1) >= below
