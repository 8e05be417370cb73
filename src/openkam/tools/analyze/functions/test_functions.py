"""The value index of the book, costs that are conserved, circles that are refused, gaps that are named."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure, Finding, Table, Tree, Working
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.analyze.functions import TOOL, FunctionsResult, maths
from openkam.tools.analyze.functions.report import finding

HERE = Path(__file__).parent
VECTORS = {row["id"]: row for row in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
CASE = json.loads((HERE / "testdata/outpatient_care.json").read_text())


def function(key: str, **more: object) -> dict[str, object]:
    return {"id": key, "verb": "carry", "noun": key, **more}


def run(functions: list[dict[str, object]], **more: object) -> FunctionsResult:
    return TOOL.run({"functions": functions, **more})


def example() -> dict[str, object]:
    data: dict[str, object] = copy.deepcopy(CASE["inputs"])
    return data


def test_the_teaching_case() -> None:
    """jianshe99.com, lecture 15, table 2.4.6: reductions of 40 and 65, 105 in all, and both totals are printed."""
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert [row.potential for row in result.functions] == [0, 40, 0, 65]
    assert (result.function_cost, result.potential) == (Decimal(500), Decimal(105))
    assert sum(row.worth for row in result.functions if row.worth is not None) == 395


def test_the_outpatient_case_worked_by_hand() -> None:
    result = TOOL.run(example()).model_dump(mode="json")
    assert list(shape.differences(CASE["expected"], result, CASE["tolerance"])) == []


def test_value_index() -> None:
    """Yang & El-Haik, figure 7.16: plan treatment, cost 4.69, best cost 4.07 [fast.value_index]."""
    vector = VECTORS["fast.value_index"]
    cost, worth = (Decimal(str(vector["inputs"][key])) for key in ("cost", "worth"))
    row = run([function("plan", cost=cost, worth=worth)]).functions[0]
    assert float(row.potential or 0) == pytest.approx(vector["expected"]["potential"], abs=vector["tolerance"])
    assert row.value_index == pytest.approx(vector["expected"]["index"], abs=vector["tolerance"])
    assert row.candidate


def test_components_pay_for_functions_by_their_shares() -> None:
    """Worked by hand: 70 % of 6.70 is 4.69; 90 % of the system found a function, 0.20 of 2.00 did not."""
    result = TOOL.run(example())
    assert result.function("plan").cost == Decimal("4.69")
    assert result.components[1].unallocated == Decimal("0.20")
    assert result.gap("cost_unallocated") == ("system",)
    assert result.total_cost == result.function_cost + result.unallocated_cost == Decimal("18.7")


def test_own_cost_is_added_to_what_components_bring() -> None:
    result = run(
        [function("a", cost=3, worth=2)],
        components=[{"id": "c", "name": "C", "cost": 10}],
        allocations=[{"component": "c", "function": "a", "share_pct": 25}],
    )
    row = result.functions[0]
    assert (row.own_cost, row.allocated_cost, row.cost) == (
        Decimal(3),
        Decimal("2.5"),
        Decimal("5.5"),
    )
    working = next(b for b in TOOL.report(result) if isinstance(b, Working) and b.id == "functions-cost")
    assert [(term.label, term.value, term.detail) for term in working.terms] == [
        ("C", Decimal("2.5"), "25 %"),
        ("Own cost", 3, ""),
    ]


def test_free_and_unknown_functions_have_no_index() -> None:
    result = run([function("free", cost=0, worth=2), function("open", worth=2), function("dear", cost=4)])
    assert [row.value_index for row in result.functions] == [None, None, None]
    assert not result.candidates
    assert result.gap("cost_unknown") == ("open",)
    assert result.gap("worth_unknown") == ("dear",)


def test_the_threshold_is_exclusive() -> None:
    rows = [function("a", cost=10, worth=8), function("b", cost=10, worth=7)]
    assert run(rows, low_index=0.8).candidates == ("b",)
    assert run(rows).candidates == ("b", "a"), "the largest potential first"


def test_a_circle_of_whys_is_refused_by_name() -> None:
    rows = [function("a", parent="c"), function("b", parent="a"), function("c", parent="b")]
    with pytest.raises(InvalidInput, match=r"goes round in a circle: carry \w → carry \w → carry \w → carry \w;"):
        run(rows)


def test_what_the_analysis_lacks_is_named() -> None:
    rows: list[dict[str, object]] = [
        {"id": "x", "verb": "carry"},
        function("a"),
        {"id": "b", "verb": "Carry ", "noun": "A"},
        function("c", parent="a"),
    ]
    result = run(rows, ctqs=[{"id": "q", "name": "On time"}])
    assert result.gap("no_verb_noun") == ("x",)
    assert result.gap("no_basic") == ("x", "a", "b")
    assert result.gap("no_why") == ("x", "a", "b")
    assert result.gap("same_twice") == ("a", "b")
    assert result.gap("ctq_unserved") == ("q",)
    texts = [block.text for block in TOOL.report(result) if isinstance(block, Finding)]
    assert "No function serves these CTQs: On time" in texts
    assert finding(result) == "4 functions, 0 of them basic; cost and worth are not known yet"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"functions": []}, "functions"),
        ({"functions": [function("a"), function("a")]}, r"functions\.1\.id: the id a is given twice"),
        ({"functions": [function("a", parent="z")]}, r"functions\.0\.parent: there is no function z"),
        ({"functions": [function("a", parent="a")]}, "circle: carry a → carry a"),
        ({"functions": [function("a", supports=["z"])]}, r"functions\.0\.supports\.0: there is no function z"),
        ({"functions": [function("a", supports=["a"])]}, r"functions\.0\.supports: carry a cannot support itself"),
        ({"functions": [function("a", ctqs=["q"])]}, r"functions\.0\.ctqs\.0: there is no CTQ q"),
        ({"functions": [function("a", cost=-1)]}, r"functions\.0\.cost"),
        ({"functions": [function("a", cost="NaN")]}, r"functions\.0\.cost"),
        ({"functions": [function("a", cost="Infinity")]}, r"functions\.0\.cost"),
        ({"allocations": [("c", "z", 5)]}, r"allocations\.0\.function: there is no function z"),
        ({"allocations": [("z", "a", 5)]}, r"allocations\.0\.component: there is no component z"),
        ({"allocations": [("c", "a", 5), ("c", "a", 5)]}, r"allocations\.1: c is allocated to a twice"),
        (
            {"allocations": [("c", "a", 60), ("c", "b", 41)]},
            r"allocations\.1\.share_pct: the shares of Press sum to 101",
        ),
        ({"low_index": 0}, "low_index"),
    ],
)
def test_what_is_refused_is_named(change: dict[str, object], message: str) -> None:
    data: dict[str, object] = {
        "functions": [function("a"), function("b")],
        "components": [{"id": "c", "name": "Press", "cost": 7}],
        **change,
    }
    if "allocations" in change:
        keys = ("component", "function", "share_pct")
        data["allocations"] = [dict(zip(keys, row, strict=True)) for row in change["allocations"]]  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput, match=message):
        TOOL.parse(data)


def test_names_in_either_language() -> None:
    rows: list[dict[str, object]] = [
        {"id": "a", "verb": "確認", "noun": "訂單"},
        {"id": "b", "verb": "book", "noun": "time"},
        {"id": "c"},
    ]
    assert [row.name for row in run(rows).functions] == ["確認訂單", "book time", "c"]


def test_report_draws_tree_and_bars() -> None:
    blocks = TOOL.report(TOOL.run(example()))
    tree = next(block for block in blocks if isinstance(block, Tree))
    assert {node.id: node.parent for node in tree.nodes} == {
        "treat": None,
        "plan": "treat",
        "find": "plan",
        "book": "treat",
        "keep": None,
    }
    assert {node.id: node.value for node in tree.nodes}["plan"] == "0.87"
    assert [(link.source, link.target) for link in tree.links] == [("keep", "treat")]
    assert (tree.near_label, tree.far_label) == ("why", "how")
    bars = next(block for block in blocks if isinstance(block, Figure))
    assert bars.categories[0] == "plan treatment"
    assert tree.title == (
        "3 functions cost more than they are worth; plan treatment most: cost 4.69, worth 4.07, value index 0.87"
    )


def test_a_large_tree_is_bounded_with_every_parent_in_the_picture() -> None:
    rows = [function("f0", kind="basic")] + [function(f"f{at}", parent=f"f{(at - 1) // 2}") for at in range(1, 200)]
    tree = next(block for block in TOOL.report(run(rows)) if isinstance(block, Tree))
    inside = {node.id for node in tree.nodes}
    assert len(inside) == 60
    assert all(node.parent is None or node.parent in inside for node in tree.nodes)
    assert len(tree.table.rows) == 200
    assert tree.note.startswith("Shown: the 60 functions nearest to the highest why, of 200")


@st.composite
def analyses(draw: st.DrawFn) -> dict[str, object]:
    count = draw(st.integers(1, 7))
    money = st.none() | st.integers(0, 99999).map(lambda cents: str(Decimal(cents) / 100))
    functions = [
        function(
            f"f{at}",
            parent=draw(st.none() | st.sampled_from([f"f{n}" for n in range(at)])) if at else None,
            cost=draw(money),
            worth=draw(money),
        )
        for at in range(count)
    ]
    components = [{"id": f"c{at}", "name": f"C{at}", "cost": draw(st.integers(0, 999))} for at in range(3)]
    allocations = []
    for row in components:
        left = Decimal(100)
        for at in range(count):
            share = min(left, Decimal(draw(st.integers(0, 100_000_000))) / 1_000_000)
            left -= share
            allocations.append({"component": row["id"], "function": f"f{at}", "share_pct": str(share)})
    return {"functions": functions, "components": components, "allocations": allocations}


@given(analyses())
@settings(max_examples=50, deadline=None)
def test_no_cost_is_lost_or_made(data: dict[str, object]) -> None:
    result = TOOL.run(data)
    assert result.function_cost + result.unallocated_cost == result.total_cost
    for row in result.components:
        assert (
            maths.total(part.amount for part in result.parts if part.component == row.id) + row.unallocated == row.cost
        )


@given(analyses(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_changes_no_figure(data: dict[str, object], random: object) -> None:
    before = TOOL.run(data)
    for rows in data.values():
        random.shuffle(rows)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    after = TOOL.run(data)
    assert {row.id: row for row in before.functions} == {row.id: row for row in after.functions}
    assert before.potential == after.potential


@given(analyses())
@settings(max_examples=50, deadline=None)
def test_levels_are_those_of_networkx(data: dict[str, object]) -> None:
    result = TOOL.run(data)
    graph = nx.DiGraph()
    graph.add_edges_from(("root" if row.parent is None else row.parent, row.id) for row in result.functions)
    depth = nx.single_source_shortest_path_length(graph, "root")
    assert {row.id: row.level + 1 for row in result.functions} == {key: n for key, n in depth.items() if key != "root"}


def test_scaling_money_keeps_every_index() -> None:
    data = example()
    scaled = json.loads(json.dumps(data))
    for row in scaled["functions"]:
        row |= {key: str(Decimal(row[key]) * 1000) for key in ("cost", "worth") if key in row}
    for row in scaled["components"]:
        row["cost"] = str(Decimal(row["cost"]) * 1000)
    one, other = TOOL.run(data), TOOL.run(scaled)
    assert [row.value_index for row in one.functions] == [row.value_index for row in other.functions]
    assert other.potential == 1000 * one.potential


def test_tables_are_complete_and_result_survives_its_json() -> None:
    result = TOOL.run(example())
    table = next(b for b in TOOL.report(result) if isinstance(b, Table) and b.id == "functions-table")
    assert len(table.rows) == 5
    assert FunctionsResult.model_validate_json(result.model_dump_json()) == result
    assert TOOL.metrics(result)["candidates"] == 3
