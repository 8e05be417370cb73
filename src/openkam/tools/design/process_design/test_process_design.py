"""The Subway line, the queues of Bronson, the longest path against networkx, and what-ifs."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure, Finding, Lanes, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools.design.process_design import TOOL, maths
from openkam.tools.design.process_design.inputs import ProcessDesignResult
from openkam.tools.design.process_design.report import report

HERE = Path(__file__).parent
VECTORS = {row["id"]: row for row in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}


def step(id: str, time: float, wait: float | None = 0, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id.upper(), "process_time": time, "wait_time": wait, **more}


def run(steps: list[dict[str, Any]], demand: float = 60, **more: Any) -> ProcessDesignResult:
    return TOOL.run({"demand_per_period": demand, "available_hours": 1, "steps": steps, **more})


def subway(**more: Any) -> ProcessDesignResult:
    return TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"] | more)


def test_subway() -> None:
    """Terwiesch, line balancing at Subway: takt 45 s, labour content 120 s; the rest follows by hand."""
    base = subway().base
    assert base.takt_time == pytest.approx(45)
    assert base.work_content == pytest.approx(120)
    assert base.line_capacity_per_hour == pytest.approx(3600 / 46)
    assert base.highest_utilisation_pct == pytest.approx(100 * 46 / 45)
    assert base.balance_pct == pytest.approx(100 * 120 / (3 * 46))
    assert base.resources_ideal == pytest.approx(120 / 45)
    assert [row.resources_required for row in base.steps] == [1, 2, 1]
    assert not base.keeps_up
    assert base.units_inside is None


def test_the_queues_of_bronson() -> None:
    """R. Bronson, Operations Research (1982), problems 23.3, 23.14 and 24.6 (process.mms.bronson)."""
    vector = VECTORS["process.mms.bronson"]
    for case in vector["inputs"]["cases"]:
        found = maths.queue(case["lambda"], 1 / case["mu"], case["s"])
        assert found
        values = {
            "P0": maths.empty(case["lambda"] / case["mu"], case["s"]),
            "L": found.length,
            "Lq": found.queue,
            "W": found.time,
            "Wq": found.wait,
        }
        for key, (printed, places) in vector["expected"][case["problem"]].items():
            assert round(values[key], places) == round(printed, places), (case["problem"], key)


def test_the_queue_stands_for_a_wait_that_is_not_typed() -> None:
    """By hand, λ 2/h, μ 3/h: one clerk W = 1 ÷ (3 − 2) = 1 h; two, P0 1/2 and Lq 1/12, W = 1/24 + 1/3 = 3/8 h."""
    desk = [step("clerk", 1 / 3, None)]
    more = {"id": "two", "name": "Two clerks", "step": "clerk", "resources": 2}
    result = run(desk, 2, time_unit="hours", waits="queue", what_if=[more])
    assert result.base.lead_time == pytest.approx(1)
    assert result.base.units_inside == pytest.approx(2)
    assert result.scenarios[0].design.lead_time == pytest.approx(0.375)
    assert result.base.steps[0].wait_from == "queue"
    full = run(desk, 3, time_unit="hours", waits="queue").base
    assert (full.steps[0].wait_from, full.waits_unknown, full.keeps_up) == ("unknown", ("clerk",), True)


def test_lead_time_of_four_steps() -> None:
    """George 2002, lead time as the sum of work and waits in a row (process.leadtime_rollup): 545 with 95 of work."""
    vector = VECTORS["process.leadtime_rollup"]
    rows = vector["inputs"]["steps"]
    base = run([step(row["name"], row["proc"], row["wait"]) for row in rows], 0.5).base
    assert base.lead_time == pytest.approx(vector["expected"]["lead_time"], abs=1e-9)
    assert base.lead_process_time == pytest.approx(95)
    assert base.critical_path == ("log", "triage", "approve", "fulfil")


def test_parallel_steps_take_the_longest_path() -> None:
    steps = [
        step("start", 1),
        step("quick", 2, after=["start"]),
        step("slow", 3, 10, after=["start"]),
        step("end", 4, after=["quick", "slow"]),
    ]
    base = run(steps, 10).base
    assert base.lead_time == 18
    assert base.critical_path == ("start", "slow", "end")
    assert [row.critical for row in base.steps] == [True, False, True, True]


def test_visits_and_availability_change_the_load() -> None:
    base = run([step("a", 2, visits_per_unit=0.5), step("b", 1, availability_pct=50)], 30).base
    assert [row.work_per_unit for row in base.steps] == [1, 2]
    assert [row.utilisation_pct for row in base.steps] == pytest.approx([50, 100])
    assert base.keeps_up


def test_a_reserve_asks_for_more_stations() -> None:
    steps = [step("a", 2.7)]
    assert run(steps).base.resources_required == 3
    assert run(steps, busy_at_most_pct=85).base.resources_required == 4
    assert maths.stations_required(0.3, 0.1) == 3, "three tenths are three stations, not four"


def test_what_if_changes_one_thing_and_leaves_the_design() -> None:
    changes = [
        {"id": "fast", "name": "Faster sauces", "step": "station-2", "process_time": 40},
        {"id": "two", "name": "Second pair of hands", "step": "station-2", "resources": 2},
        {"id": "quiet", "name": "Quiet hour", "demand_per_period": 60},
    ]
    result = subway(what_if=changes)
    fast, two, quiet = (scenario.design for scenario in result.scenarios)
    assert fast.line_capacity_per_hour == pytest.approx(90)
    assert two.bottlenecks == ("station-1", "station-3")
    assert two.line_capacity_per_hour == pytest.approx(3600 / 37)
    assert (quiet.takt_time, quiet.keeps_up) == (60, True)
    assert result.base == subway().base
    table = next(block for block in report(result) if isinstance(block, Table) and block.id == "design-what-if")
    names = [line[0] for line in table.rows]
    assert names == ["As designed", "Faster sauces", "Second pair of hands", "Quiet hour"]


def test_the_report_says_what_was_computed() -> None:
    result = subway()
    said = [block.text for block in report(result) if isinstance(block, Finding)]
    assert said[0] == (
        "The process cannot keep up: Vegetables and sauces is asked for 102.2\N{NO-BREAK SPACE}% of what it can do"
    )
    assert said[2] == "1 more resource is needed, at Vegetables and sauces."
    bars = next(block for block in report(result) if isinstance(block, Figure))
    assert bars.title == said[0]
    assert bars.lines[0].value == 100
    lanes = next(block for block in report(result) if isinstance(block, Lanes))
    assert [flow.critical for flow in lanes.flows] == [True, True]
    assert [drawn.tone for drawn in lanes.steps] == ["neutral", "neg", "neutral"]
    fine = [block.text for block in report(run([step("a", 0.5, 3)])) if isinstance(block, Finding)]
    assert fine[0].startswith("The process keeps up with demand: the busiest step, A, is loaded to 50.0")
    assert fine[1] == "One unit takes 3.50 minutes, 86\N{NO-BREAK SPACE}% of it waiting."


def test_every_sum_adds_up() -> None:
    for block in report(run([step("a", 0.3, 2), step("b", 0.7, None)], waits="queue")):
        if isinstance(block, Working):
            total = sum(float(str(term.value)) for term in block.terms)
            assert total == pytest.approx(float(str(block.result))), block.id


def test_an_unknown_wait_is_not_zero() -> None:
    result = run([step("a", 0.5, 3), step("b", 0.5, None)])
    assert result.base.units_inside is None
    texts = [block.text for block in report(result) if isinstance(block, (Finding, Note))]
    assert "One unit takes at least 4 minutes; the wait before 1 step is not known." in texts
    assert "Lead time holds only the waits that are known. Not known before: B." in texts


def test_steps_without_any_time() -> None:
    result = run([step("a", 0), step("b", 0)])
    base = result.base
    assert (base.line_capacity_per_hour, base.balance_pct, base.bottlenecks) == (None, None, ())
    assert (base.lead_time, base.resources_required) == (0, 2)
    assert report(result)[0].type == "finding"
    assert "line_capacity_per_hour" not in TOOL.metrics(result)


def test_large_processes_are_drawn_in_part_and_listed_whole() -> None:
    result = run([step(f"s{at}", 0.001 * (at + 1)) for at in range(70)])
    bars = next(block for block in report(result) if isinstance(block, Figure))
    lanes = next(block for block in report(result) if isinstance(block, Lanes))
    assert (len(bars.categories), len(bars.table.rows)) == (30, 70)
    assert bars.categories[0] == "S40", "the busiest, in the order of the process"
    assert (len(lanes.steps), len(lanes.flows)) == (60, 59)


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"steps": []}, "steps", "1 or more"),
        ({"steps": [step("a", 1), step("a", 1)]}, "steps.1.id", "given twice"),
        ({"steps": [step("a", 1, after=["z"])]}, "steps.0.after", "no step z"),
        ({"steps": [step("a", 1, after=["a"])]}, "steps", "a → a"),
        (
            {"steps": [step("a", 1, after=["c"]), step("b", 1, after=["a"]), step("c", 1, after=["b"])]},
            "steps",
            "in a circle: a → b → c → a",
        ),
        ({"steps": [step("a", -1)]}, "steps.0.process_time", "0 or more"),
        ({"steps": [step("a", math.nan)]}, "steps.0.process_time", "number"),
        ({"steps": [step("a", 1e-300)]}, "steps.0.process_time", "give 0"),
        ({"steps": [step("a", 1, visits_per_unit=1e-300)]}, "steps.0.visits_per_unit", "give 0"),
        ({"steps": [step("a", 1, resources=0)]}, "steps.0.resources", "1 or more"),
        ({"demand_per_period": 0}, "demand_per_period", "or more"),
        ({"available_hours": math.inf}, "available_hours", "number"),
        ({"what_if": [{"id": "x", "name": "X", "step": "z", "resources": 1}]}, "what_if.0.step", "no step z"),
        ({"what_if": [{"id": "x", "name": "X", "resources": 1}]}, "what_if.0.step", "say which step"),
        ({"what_if": [{"id": "x", "name": "X", "step": "a"}]}, "what_if.0", "nothing would be different"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, Any], place: str, reason: str) -> None:
    inputs = {"steps": [step("a", 1)], "demand_per_period": 1, "available_hours": 1, **change}
    with pytest.raises(InvalidInput) as caught:
        TOOL.run(inputs)
    assert place in str(caught.value)
    assert reason in str(caught.value)


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """Predecessors of up to nine steps, each before it in some order: no circle."""
    count = draw(st.integers(1, 9))
    return [tuple(draw(st.sets(st.integers(0, at - 1)))) if at else () for at in range(count)]


@given(graphs(), st.data())
@settings(max_examples=50, deadline=None)
def test_the_longest_path_is_that_of_networkx(predecessors: list[tuple[int, ...]], data: st.DataObject) -> None:
    times = [data.draw(st.integers(0, 20)) for _step in predecessors]
    graph = networkx.DiGraph()
    graph.add_node("end")
    for at, earlier in enumerate(predecessors):
        graph.add_edge(at, "end", weight=times[at])
        graph.add_edges_from((other, at, {"weight": times[other]}) for other in earlier)
    total, path = maths.longest_path(times, predecessors)
    assert total == networkx.dag_longest_path_length(graph)
    assert sum(times[at] for at in path) == total
    assert all(one in predecessors[other] for one, other in pairwise(path))


@given(st.lists(st.sets(st.integers(0, 5)), min_size=6, max_size=6))
@settings(max_examples=50, deadline=None)
def test_circles_are_those_of_networkx(predecessors: list[set[int]]) -> None:
    graph = networkx.DiGraph([(other, at) for at, earlier in enumerate(predecessors) for other in earlier])
    loop = maths.first_loop([sorted(earlier) for earlier in predecessors])
    assert bool(loop) is not networkx.is_directed_acyclic_graph(graph)
    assert all(one in predecessors[other] for one, other in pairwise(loop))


@given(st.floats(0.01, 100), st.floats(0.01, 10), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_a_queue_is_that_of_the_textbook_sum(arrivals: float, service: float, servers: int) -> None:
    found, load = maths.queue(arrivals, service, servers), arrivals * service
    if load > servers * (1 - maths.ROUNDING):
        assert found is None
        return
    assert found
    last = load**servers / math.factorial(servers)
    empty = 1 / (sum(load**k / math.factorial(k) for k in range(servers)) + last / (1 - load / servers))
    assert maths.empty(load, servers) == pytest.approx(empty, rel=1e-6)
    assert found.queue == pytest.approx(empty * last * (load / servers) / (1 - load / servers) ** 2, rel=1e-6)
    assert found.length == pytest.approx(arrivals * found.time), "Little's law"


rows = st.lists(st.tuples(st.floats(0.01, 50), st.floats(0, 50), st.integers(1, 5)), min_size=1, max_size=8)


@given(rows, st.floats(0.1, 100), st.floats(0.1, 10))
@settings(max_examples=50, deadline=None)
def test_scale_and_names_change_nothing(table: list[tuple[float, float, int]], demand: float, factor: float) -> None:
    def made(prefix: str, scale: float) -> ProcessDesignResult:
        steps = [
            step(f"{prefix}{at}", time * scale, wait * scale, resources=resources)
            for at, (time, wait, resources) in enumerate(table)
        ]
        return run(steps, demand / scale)

    first, second = made("a", 1), made("b", factor)
    assert second.base.lead_time == pytest.approx(first.base.lead_time * factor)
    assert second.base.highest_utilisation_pct == pytest.approx(first.base.highest_utilisation_pct)
    assert second.base.balance_pct == pytest.approx(first.base.balance_pct)
    assert first.base.balance_pct is not None
    assert 0 < first.base.balance_pct <= 100 + 1e-9
    assert first.base.resources_ideal <= first.base.resources_required + 1e-6
    assert report(first)
    assert ProcessDesignResult.model_validate_json(first.model_dump_json()) == first
