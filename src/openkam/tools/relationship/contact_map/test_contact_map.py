"""Silence, priority, coverage by role, who may not leave, and the two pictures."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Grid, Report, Tree
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.relationship.contact_map import TOOL, ContactMapResult, report
from openkam.tools.relationship.contact_map.inputs import Silence
from openkam.tools.relationship.contact_map.maths import silence_state, support_gap

HERE = Path(__file__).parent
SILENCE = json.loads((HERE / "testdata/vectors.json").read_text())["vectors"][0]
CASE = json.loads((HERE / "testdata/five_places.json").read_text())
EXAMPLE = CASE["inputs"]
TODAY = date(2026, 3, 31)


def contact(key: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "name": key.upper(), **more}


def meets(member: str, who: str, days: int | None = 5, cadence: float = 30) -> dict[str, Any]:
    last = None if days is None else str(TODAY - timedelta(days=days))
    return {"member": member, "contact": who, "cadence_days": cadence, "last_two_way_on": last}


def inputs(contacts: list[dict[str, Any]], meetings: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    team = [{"id": "k", "name": "Kay"}, {"id": "l", "name": "Lee"}]
    return {"as_of": str(TODAY), "team": team, "contacts": contacts, "meetings": meetings, **more}


def texts(blocks: Report) -> dict[str, str]:
    return {block.id: block.text for block in blocks if isinstance(block, Finding)}


def test_silence() -> None:
    """silence: late beyond 2x, lost beyond 8x the cadence (8x rule: Navarro et al., EPJ Data Science 2017)."""
    given_days, cadence = SILENCE["inputs"]["days_since"], SILENCE["inputs"]["cadence_days"]
    assert [silence_state(days, cadence, Silence()) for days in given_days] == SILENCE["expected"]["state"]


@pytest.mark.parametrize(("days", "state"), [(0, "ok"), (60, "ok"), (61, "late"), (240, "late"), (None, "never")])
def test_silence_at_its_edges(days: int | None, state: str) -> None:
    assert silence_state(days, 30, Silence()) == state


def test_folder_and_example() -> None:
    assert shape.faults(TOOL) == []


def test_the_kite_falls_apart_without_heather() -> None:
    """Krackhardt's kite (1990). Oracle: NetworkX, on its own copy of the kite, numbered from Andre, 0, to Jane, 9."""
    kite = nx.krackhardt_kite_graph()
    assert (kite.number_of_nodes(), kite.number_of_edges()) == (10, 18)
    names = ("andre", "beverly", "carol", "diane", "ed", "fernando", "garth", "heather", "ike", "jane")
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    live = {(one.member, one.contact) for one in result.meetings if one.state == "ok"}
    across = {(names[one], names[other]) for one, other in kite.edges if one < 7 <= other}
    assert live == across
    beyond = {(row.contact.id, row.contact.reports_to) for row in result.contacts if row.contact.reports_to}
    assert beyond == {(names[one], names[other]) for one, other in kite.edges if one >= 7}
    kite.remove_node(7)
    lost = {names[node] for part in nx.connected_components(kite) if 0 not in part for node in part}
    found = {one.id: set(one.cut_off) for one in result.leavers}
    assert found == {"heather": lost, "fernando": set(), "garth": set()}
    assert lost == {"ike", "jane"}


def test_five_places_worked_by_hand() -> None:
    result = TOOL.run(EXAMPLE).model_dump(mode="json")
    assert list(shape.differences(CASE["expected"], result, CASE["tolerance"])) == []


def test_the_example_in_words() -> None:
    said = texts(report(TOOL.run(EXAMPLE)))
    assert said["contacts-economic_unknown"].startswith("The economic buyer is not known")
    assert said["contacts-priority"] == "Naomi Sato comes first: support 0 → +1, criticality 9, priority 9"
    assert said["contacts-leaver"] == "If Bo Lind leaves, 1 contact loses its only live link"
    assert said["contacts-coverage"] == (
        "We speak with 3 of 4 kinds of influence and 3 of 5 functions; 2 of 6 pairs are late or lost"
    )


@pytest.mark.parametrize(("now", "needed", "gap"), [(-2, 2, 4), (1, 0, 0), (0, 0, 0), (None, 2, None), (2, None, None)])
def test_gap(now: int | None, needed: int | None, gap: int | None) -> None:
    assert support_gap(now, needed) == gap


@pytest.mark.parametrize(
    ("contacts", "meetings", "flags"),
    [
        ([contact("a", influence=["user"])], [meets("k", "a")], ("economic_unknown",)),
        ([contact("a", influence=["economic"], placeholder=True)], [], ("economic_unknown",)),
        ([contact("a", influence=["economic"])], [meets("k", "a", 100)], ("economic_not_met",)),
        ([contact("a", influence=["economic"])], [meets("k", "a")], ()),
        (
            [contact("a", influence=["economic"]), contact("b", influence=["economic"])],
            [meets("k", "a")],
            ("economic_several",),
        ),
    ],
)
def test_red_flags(contacts: list[dict[str, Any]], meetings: list[dict[str, Any]], flags: tuple[str, ...]) -> None:
    result = TOOL.run(inputs(contacts, meetings))
    assert result.flags == flags
    assert all(f"contacts-{flag}" in texts(report(result)) for flag in flags)


def test_coverage_counts_roles_and_not_heads() -> None:
    many = [contact(f"c{at}", influence=["user"], function="Stores") for at in range(9)]
    result = TOOL.run(inputs(many, [meets("k", f"c{at}") for at in range(9)]))
    assert result.covered("influence") == (1, 4)
    assert result.covered("function") == (1, 1)
    assert TOOL.metrics(result)["influence_covered_pct"] == 25


def test_one_person_leaves() -> None:
    """Without Kay there is no way to A; B is also met by Lee, and C is reached over B's reporting line only."""
    people = [contact("a"), contact("b"), contact("c", reports_to="b")]
    result = TOOL.run(inputs(people, [meets("k", "a"), meets("k", "b"), meets("l", "b")]))
    found = {one.id: (one.only_link_of, one.cut_off) for one in result.leavers}
    assert found == {"k": (("a",), ("a",)), "l": ((), ()), "a": ((), ()), "b": ((), ("c",))}


def test_over_an_unknown_person_there_is_no_way() -> None:
    """A and B have the same superior, whom nobody knows: without Kay nobody leads us to A."""
    people = [contact("a", reports_to="x"), contact("b", reports_to="x"), contact("x", placeholder=True)]
    found = {one.id: one.cut_off for one in TOOL.run(inputs(people, [meets("k", "a"), meets("l", "b")])).leavers}
    assert found == {"k": ("a",), "l": ("b",), "a": (), "b": ()}


def test_a_late_pair_is_no_way() -> None:
    result = TOOL.run(inputs([contact("a")], [meets("k", "a"), meets("l", "a", 100)]))
    assert next(one for one in result.leavers if one.id == "k").only_link_of == ("a",)
    assert [one.id for one in result.leavers] == ["k", "a"], "who speaks with nobody leaves nothing behind"


def test_a_circle_of_reporting_lines_is_refused_by_name() -> None:
    people = [contact("a", reports_to="b"), contact("b", reports_to="c"), contact("c", reports_to="b")]
    with pytest.raises(InvalidInput, match="go in a circle: B → C → B"):
        TOOL.run(inputs(people, []))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"meetings": [meets("x", "a")]}, "meetings.0.member: x is nobody in the team"),
        ({"meetings": [meets("k", "x")]}, "meetings.0.contact: x is nobody among the contacts"),
        ({"meetings": [meets("k", "a"), meets("k", "a")]}, "meetings.1: k and a stand here twice"),
        ({"meetings": [meets("k", "a", -1)]}, "meetings.0.last_two_way_on: this day is after"),
        ({"meetings": [meets("k", "a", 1, 0)]}, "meetings.0.cadence_days"),
        ({"contacts": [contact("k")]}, "contacts.0.id: k is given already at team.0.id"),
        ({"contacts": [contact("a", reports_to="x")]}, "contacts.0.reports_to: x is nobody"),
        ({"contacts": [contact("a", support_now=3)]}, "contacts.0.support_now"),
        ({"contacts": [contact("a", criticality=2)]}, "contacts.0.criticality"),
        ({"contacts": [contact("a", needs=["1", "2", "3", "4"])]}, "contacts.0.needs"),
        ({"lines": [{"source": "a", "target": "a"}]}, "lines.0: a line joins two different contacts"),
        ({"lines": [{"source": "a", "target": "x"}]}, "lines.0.target: x is nobody"),
        (
            {"contacts": [contact("a", placeholder=True)], "meetings": [meets("k", "a")]},
            "meetings.0.last_two_way_on: nobody can have met a person who is not known",
        ),
        ({"silence": {"lost_beyond": 1}}, "silence.lost_beyond: a contact cannot be lost before it is late"),
    ],
)
def test_errors_name_their_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        TOOL.run({**inputs([contact("a")], []), **change})
    assert message in str(caught.value)


def test_pictures_carry_marks_and_vacancies() -> None:
    blocks = report(TOOL.run(EXAMPLE))
    drawn = next(block for block in blocks if isinstance(block, Grid))
    where = {row.id: at for at, row in enumerate(drawn.rows)}, {col.id: at for at, col in enumerate(drawn.columns)}
    marks = {
        (one["member"], one["contact"]): drawn.cells[where[0][one["member"]]][where[1][one["contact"]]].mark
        for one in EXAMPLE["meetings"]
    }
    assert list(marks.values()) == ["live", "late", "live", "lost", "live", "missing"]
    assert sum(cell.mark != "" for row in drawn.cells for cell in row) == 6
    tree = next(block for block in blocks if isinstance(block, Tree))
    assert [node.id for node in tree.nodes if node.vacant] == ["ops"]
    assert {link.kind for link in tree.links} == {"influence", "conflict"}


def test_a_large_map_is_bounded_in_its_pictures_only() -> None:
    team = [{"id": f"m{at}", "name": f"M{at}"} for at in range(50)]
    people = [contact(f"c{at:03}", reports_to=f"c{(at - 1) // 2:03}" if at else None) for at in range(300)]
    pairs = [meets(f"m{at % 50}", f"c{at:03}") for at in range(300)]
    blocks = report(TOOL.run({**inputs(people, pairs), "team": team}))
    drawn = next(block for block in blocks if isinstance(block, Grid))
    assert (len(drawn.rows), len(drawn.columns)) == (30, 40)
    assert drawn.note == "Left out of the picture: 20 of our team, 260 contacts; the tables have everyone."
    tree = next(block for block in blocks if isinstance(block, Tree))
    kept = {node.id for node in tree.nodes}
    assert len(kept) == 60
    assert all(node.parent is None or node.parent in kept for node in tree.nodes)
    assert (len(drawn.table.rows), len(tree.table.rows)) == (300, 300)
    assert len({block.id for block in blocks}) == len(blocks)


def test_long_reporting_lines_do_not_overflow() -> None:
    people = [contact(f"c{at}", reports_to=f"c{at - 1}" if at else None) for at in range(1500)]
    result = TOOL.run(inputs(people, [meets("k", "c0")]))
    assert len(result.leavers[0].cut_off) == 1500


def test_no_contact_is_a_result_and_a_report() -> None:
    result = TOOL.run({"as_of": "2026-01-01"})
    assert texts(report(result)) == {"contacts-none": "No contact of the customer is on record"}
    assert TOOL.metrics(result)["economic_buyer_known"] == 0


def test_result_survives_its_json() -> None:
    result = TOOL.run(EXAMPLE)
    assert ContactMapResult.model_validate_json(result.model_dump_json()) == result


support = st.none() | st.integers(-2, 2)


@st.composite
def maps(draw: st.DrawFn) -> dict[str, Any]:
    people = [
        contact(
            f"c{at}",
            reports_to=draw(st.sampled_from([None, *(f"c{above}" for above in range(at))])),
            support_now=draw(support),
            support_needed=draw(support),
            criticality=draw(st.sampled_from((1, 3, 9))),
            function=draw(st.sampled_from(("R&D", "Quality", ""))),
            influence=draw(st.lists(st.sampled_from(("economic", "user", "technical", "coach")), max_size=2)),
        )
        for at in range(draw(st.integers(1, 7)))
    ]
    pairs = [(member, one["id"]) for member in "kl" for one in people]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    return inputs(people, [meets(one, other, draw(st.sampled_from((3, 90, 400, None)))) for one, other in chosen])


@given(maps(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_changes_nothing(given_map: dict[str, Any], pick: Any) -> None:
    turned = {**given_map, "contacts": list(given_map["contacts"]), "meetings": list(given_map["meetings"])}
    pick.shuffle(turned["contacts"])
    pick.shuffle(turned["meetings"])
    one, other = TOOL.run(given_map), TOOL.run(turned)
    assert (one.contacts, one.coverage, one.flags) == (other.contacts, other.coverage, other.flags)
    assert TOOL.metrics(one) == TOOL.metrics(other)
    assert [leaver.id for leaver in one.leavers] == [leaver.id for leaver in other.leavers]


@given(maps())
@settings(max_examples=50, deadline=None)
def test_networkx_agrees_on_who_is_cut_off(given_map: dict[str, Any]) -> None:
    """Oracle: networkx, on our company, its people, live pairs and reporting lines."""
    result = TOOL.run(given_map)
    graph = nx.Graph([("", "k"), ("", "l")])
    graph.add_edges_from((one.member, one.contact) for one in result.meetings if one.state == "ok")
    lines = [(row.contact.id, row.contact.reports_to) for row in result.contacts if row.contact.reports_to]
    graph.add_edges_from(lines)
    reached = nx.node_connected_component(graph, "")
    for one in result.leavers:
        left = nx.node_connected_component(graph.subgraph(set(graph) - {one.id}), "")
        assert set(one.cut_off) == reached - left - {one.id, "k", "l"}


@given(maps())
@settings(max_examples=50, deadline=None)
def test_another_contact_changes_nobody_elses_priority(given_map: dict[str, Any]) -> None:
    before = {row.contact.id: row.priority for row in TOOL.run(given_map).contacts}
    more = {**given_map, "contacts": [*given_map["contacts"], contact("new", support_now=-2, support_needed=2)]}
    after = {row.contact.id: row.priority for row in TOOL.run(more).contacts}
    assert after.pop("new") == 12
    assert after == before
