"""The map's times, yields, queues, what is refused, and the longest path against networkx."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Lanes, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.analyze.process_map import TOOL, ProcessResult, maths
from openkam.tools.analyze.process_map.report import finding

HERE = Path(__file__).parent
VECTORS = {row["id"]: row for row in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
QUEUES = VECTORS["process.mms.bronson"]
COMPLAINT = json.loads((HERE / "testdata/complaint.json").read_text())
LANES = [{"id": "desk", "name": "Service desk"}, {"id": "plant", "name": "Plant"}]


def step(key: str, process: float | None = 1, wait: float | None = 0, **more: object) -> dict[str, object]:
    found = {"id": key, "name": f"Step {key}", "lane": "desk", "process_time": process, "wait_time": wait}
    return {"value_class": "value_adding", "first_pass_yield": 1, **found, **more}


def flow(source: str, target: str, probability: float | None = None, **more: object) -> dict[str, object]:
    return {"source": source, "target": target, "probability": probability, **more}


def run(steps: list[dict[str, object]], flows: list[dict[str, object]] | None = None, **more: object) -> ProcessResult:
    return TOOL.run({"lanes": LANES, "steps": steps, "flows": flows or [], **more})


def test_lead_time_efficiency_and_rolled_yield() -> None:
    """Process-cycle efficiency = value-adding time ÷ lead time, George (2002) [process.leadtime_rollup]."""
    vector = VECTORS["process.leadtime_rollup"]
    steps = [
        step(
            row["name"],
            row["proc"],
            row["wait"],
            value_class="value_adding" if row["va"] else "non_value_adding",
            first_pass_yield=row["y"],
        )
        for row in vector["inputs"]["steps"]
    ]
    result = run(steps)
    assert result.lead_time == vector["expected"]["lead_time"]
    assert result.value_adding_time == vector["expected"]["va_time"]
    assert result.process_cycle_efficiency == pytest.approx(vector["expected"]["pce"], abs=vector["tolerance"])
    assert result.rolled_yield == pytest.approx(vector["expected"]["rty"], abs=vector["tolerance"])


@pytest.mark.parametrize("case", QUEUES["inputs"]["cases"], ids=lambda case: case["problem"])
def test_the_queues_of_bronson(case: dict[str, Any]) -> None:
    """R. Bronson, Operations Research (1982), problems 23.3, 23.14 and 24.6 [process.mms.bronson]."""
    steady = maths.mms(case["lambda"], case["mu"], case["s"])
    assert steady is not None
    found = {"P0": steady.p0, "L": steady.l, "Lq": steady.lq, "W": steady.w, "Wq": steady.wq}
    printed = QUEUES["expected"][case["problem"]]
    assert {key: round(found[key], places) for key, (_value, places) in printed.items()} == {
        key: round(value, places) for key, (value, places) in printed.items()
    }


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_a_queue_obeys_littles_law_and_its_balance_equations(arrivals: float, service: float, servers: int) -> None:
    """The state probabilities by plain birth and death, summed far out, give the same P0 and Lq."""
    steady = maths.mms(arrivals, service, servers)
    if steady is None:
        assert arrivals >= servers * service * (1 - 1e-12)
        return
    assert steady.l == pytest.approx(arrivals * steady.w)
    assert steady.lq == pytest.approx(arrivals * steady.wq)
    if steady.rho > 0.95:
        return
    weight = [1.0]
    for n in range(1, servers + 1000):
        weight.append(weight[-1] * arrivals / (min(n, servers) * service))
    shares = np.array(weight) / sum(weight)
    assert steady.p0 == pytest.approx(shares[0], rel=1e-9)
    waiting = np.maximum(np.arange(len(shares)) - servers, 0)
    assert steady.lq == pytest.approx(float(shares @ waiting), rel=1e-6, abs=1e-12)


def test_a_queue_that_grows_has_no_steady_state() -> None:
    result = run([step("a")], queues=[{"name": "Desk", "arrival_rate": 3, "service_rate": 3}])
    assert (result.queues[0].stable, result.queues[0].rho, result.queues[0].in_queue) == (False, 1, None)
    assert any(isinstance(b, Finding) and "Desk" in b.text for b in TOOL.report(result))


def test_a_thousand_servers_and_no_arrivals() -> None:
    many = maths.mms(950, 1, 1000)
    assert many is not None
    assert many.rho == 0.95
    assert 0 < many.wq < 1 / (1000 - 950), "not all who come must wait, and those who do 1 ÷ (sμ − λ)"
    idle = maths.mms(0, 3, 2)
    assert idle is not None
    assert (idle.p0, idle.l, idle.wq, idle.w) == (1, 0, 0, 1 / 3)


def test_parallel_branches_take_the_longest() -> None:
    """Worked by hand: a 1, then b 5 beside c 2 + 9 waiting, then d 3: 1 + 11 + 3 = 15."""
    flows = [flow("a", "b"), flow("a", "c"), flow("b", "d"), flow("c", "d")]
    result = run([step("a", 1), step("b", 5), step("c", 2, 9), step("d", 3)], flows)
    assert result.lead_time == 15
    assert result.path == ("a", "c", "d")
    assert (result.value_adding_time, result.process_cycle_efficiency) == (6, 0.4)
    assert result.expected_lead_time is None, "without probabilities b and c may both be done"


def test_of_equally_long_paths_the_one_that_adds_less_value() -> None:
    """0.1 + 0.2 is as long as 0.3, exactly; the efficiency is not flattered by the choice."""
    flows = [flow("a", "b"), flow("b", "d"), flow("a", "c"), flow("c", "d")]
    steps = [step("a", 0), step("b", 0.3), step("c", 0.1, 0.2), step("d", 0)]
    result = run(steps, flows)
    assert result.path == ("a", "c", "d")
    assert result.value_adding_time == 0.1
    assert result.step("b").also_longest
    assert any(isinstance(b, Note) and b.id == "process-ties" for b in TOOL.report(result))


def test_rework_repeats_its_steps() -> None:
    """Worked by hand: one in five checks sends back, so each is passed 1 ÷ 0.8 = 1.25 times: 1.25 × (4 + 2) = 7.5."""
    flows = [flow("make", "check"), flow("check", "ship", 0.8), flow("check", "make", 0.2, rework=True)]
    steps = [step("make", 4), step("check", 2, kind="decision"), step("ship", 0)]
    result = run(steps, flows)
    assert result.lead_time == 6
    assert result.expected_lead_time == pytest.approx(7.5)
    assert result.step("make").visits == pytest.approx(1.25)


def test_the_flow_without_a_probability_takes_the_rest() -> None:
    steps = [step("make", 4), step("check", 2), step("ship", 0)]
    flows = [flow("make", "check"), flow("check", "ship"), flow("check", "make", 0.2, rework=True)]
    assert run(steps, flows).expected_lead_time == pytest.approx(7.5)
    assert run(steps, [*flows[:2], flow("check", "make", rework=True)]).expected_lead_time is None


def test_a_unit_that_never_leaves_is_refused() -> None:
    flows = [flow("make", "check"), flow("check", "ship", 0), flow("check", "make", 1, rework=True)]
    with pytest.raises(InvalidInput, match="never comes to an end: Step make, Step check"):
        run([step("make"), step("check"), step("ship")], flows)


@pytest.mark.parametrize(
    ("given", "found", "value"),
    [
        ({"throughput": 0.5, "lead_time": 8}, "wip", 4),
        ({"wip": 4, "lead_time": 8}, "throughput", 0.5),
        ({"wip": 4, "throughput": 0.5}, "lead_time", 8),
        ({"throughput": 0.5}, "wip", 5),
    ],
)
def test_littles_law(given: dict[str, float], found: str, value: float) -> None:
    """WIP = throughput × lead time, Little (1961); by hand. The last takes the map's 10 minutes."""
    law = run([step("a", 10)], little=given).little
    assert law is not None
    assert (law.found, getattr(law, found)) == (found, value)


def test_three_figures_that_disagree() -> None:
    result = run([step("a")], little={"wip": 6, "throughput": 0.5, "lead_time": 8})
    assert result.little is not None
    assert result.little.gap_pct == pytest.approx(50)
    assert "50.0" in next(b.text for b in TOOL.report(result) if isinstance(b, Finding) and b.id == "process-little")


def test_nothing_is_divided_by_nothing() -> None:
    result = run([step("a", 0)], little={"wip": 6, "throughput": 0})
    assert (result.lead_time, result.process_cycle_efficiency) == (0, None)
    assert result.little is not None
    assert result.little.lead_time is None
    assert TOOL.report(result)


def test_unknown_times_yields_and_classes_leave_bounds() -> None:
    steps = [step("a", 5, 1), step("b", None, 4, first_pass_yield=None), step("c", 2, 0, value_class=None)]
    result = run(steps)
    assert (result.lead_time, result.lead_time_at_least) == (None, 12)
    assert (result.rolled_yield, result.rolled_yield_at_most) == (None, 1)
    assert (result.unknown_times, result.unknown_yields, result.unclassified) == (("b",), ("b",), ("c",))
    assert "at least 12 minutes" in finding(result)
    assert set(TOOL.metrics(result)) == {"steps"}
    kinds = {block.id for block in TOOL.report(result) if isinstance(block, Note) and block.kind == "unknown"}
    assert kinds == {"process-unknown-times", "process-unknown-yields", "process-unknown-classes"}


def test_events_take_no_time() -> None:
    start: dict[str, object] = {"id": "s", "name": "Start", "lane": "desk", "kind": "start"}
    result = run([start, step("a", 3), {**start, "id": "e", "kind": "end"}])
    assert result.lead_time == 3
    assert result.rolled_yield == 1


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"go round in a circle: Step [bc] → Step [bc] → Step [bc]; mark the flow"):
        run([step("a"), step("b"), step("c")], [flow("a", "b"), flow("b", "c"), flow("c", "b")])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": []}, "steps"),
        ({"lanes": []}, "lanes"),
        ({"steps": [step("a"), step("a")]}, r"steps\.1\.id: the id a is given twice"),
        ({"steps": [step("a", lane="moon")]}, r"steps\.0\.lane: there is no lane moon"),
        ({"steps": [step("a", -1)]}, r"steps\.0\.process_time"),
        ({"steps": [step("a", float("nan"))]}, r"steps\.0\.process_time"),
        ({"steps": [step("a", first_pass_yield=1.2)]}, r"steps\.0\.first_pass_yield"),
        ({"flows": [flow("a", "z")]}, r"flows\.0\.target: there is no step z"),
        ({"flows": [flow("a", "b"), flow("a", "b")]}, r"flows\.1: there are two flows from a to b"),
        ({"flows": [flow("a", "a")]}, "round in a circle: Step a → Step a"),
        ({"flows": [flow("a", "b", rework=True)]}, r"flows\.0\.rework: this flow leads forward"),
        ({"flows": [flow("a", "b", 0.5)]}, "out of Step a sum to 0.5, not to 1"),
        ({"flows": [flow("a", "b", 0.7), flow("a", "c", 0.6)]}, "sum to 1.3"),
        ({"queues": [{"name": "q", "arrival_rate": 1, "service_rate": 0}]}, r"queues\.0\.service_rate"),
    ],
)
def test_what_is_refused_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        TOOL.run({"lanes": LANES, "steps": [step("a"), step("b"), step("c")], "flows": [], **change})


def test_acme_stamping() -> None:
    """Rother and Shook (1999): 23.6 days in all, 188 seconds of work; two shifts of 27,600 seconds are a day."""
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert round(result.lead_time or 0, 1) == 23.6
    assert round((result.value_adding_time or 0) * 2 * 27_600) == 188
    three = result.queues[1]
    assert [round(value or 0, 3) for value in (three.in_queue, three.in_system, three.time_in_system)] == [
        0.352,
        1.996,
        2.429,
    ]
    assert round(three.time_in_queue or 0, 2) == 0.43


def test_a_complaint_worked_by_hand() -> None:
    result = TOOL.run(COMPLAINT["inputs"]).model_dump(mode="json")
    assert list(shape.differences(COMPLAINT["expected"], result, COMPLAINT["tolerance"])) == []


def test_report_draws_the_lanes_and_shows_the_sum() -> None:
    blocks = TOOL.report(TOOL.run(COMPLAINT["inputs"]))
    picture = next(block for block in blocks if isinstance(block, Lanes))
    assert [row.tone for row in picture.steps] == ["ours", "ours", "neg", "ours"]
    assert all(row.critical for row in picture.steps)
    assert picture.title == ("The longest path takes 545 minutes; 90 minutes of it, 16.5\N{NO-BREAK SPACE}%, add value")
    working = next(block for block in blocks if isinstance(block, Working) and block.id == "process-lead-time")
    assert sum(float(term.value) for term in working.terms if isinstance(term.value, int | float)) == working.result
    sipoc = next(block for block in blocks if isinstance(block, Table) and block.id == "process-sipoc")
    assert len(sipoc.columns) == 5
    assert [row[2] for row in sipoc.rows] == ["Log the complaint", "Triage", "Approve", "Fulfil"]


def test_a_long_process_is_bounded_in_the_picture_and_whole_in_the_table() -> None:
    picture = next(b for b in TOOL.report(run([step(f"s{at}") for at in range(80)])) if isinstance(b, Lanes))
    assert (len(picture.steps), len(picture.table.rows)) == (60, 80)
    assert picture.note == "Shown: the first 60 of 80 steps; the table has them all."


times = st.integers(0, 40).map(lambda quarter: quarter / 4)


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    count = draw(st.integers(1, 9))
    steps = [step(f"s{at}", draw(times), draw(times)) for at in range(count)]
    pairs = [(one, other) for one in range(count) for other in range(one + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return steps, [flow(f"s{one}", f"s{other}") for one, other in chosen]


@given(networks())
@settings(max_examples=50, deadline=None)
def test_the_longest_path_is_that_of_networkx(case: tuple[list[dict[str, object]], list[dict[str, object]]]) -> None:
    steps, flows = case
    if not flows:
        return
    graph = nx.DiGraph()
    for row in steps:
        graph.add_edge((row["id"], "in"), (row["id"], "out"), weight=row["process_time"] + row["wait_time"])  # type: ignore[operator]
    graph.add_edges_from(((row["source"], "out"), (row["target"], "in"), {"weight": 0}) for row in flows)
    result = run(steps, flows)
    assert result.lead_time == pytest.approx(nx.dag_longest_path_length(graph))
    assert sum((result.step(key).process_time or 0) + (result.step(key).wait_time or 0) for key in result.path) == (
        pytest.approx(result.lead_time)
    )
    place = {row.id: at for at, row in enumerate(result.steps)}
    assert all(place[row.source] < place[row.target] for row in result.flows), "drawn in their order in time"


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_changes_no_sum(
    case: tuple[list[dict[str, object]], list[dict[str, object]]], random: object
) -> None:
    steps, flows = case
    if not flows:
        return
    other_steps, other_flows = list(steps), list(flows)
    random.shuffle(other_steps)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    random.shuffle(other_flows)  # type: ignore[attr-defined]
    one, other = run(steps, flows), run(other_steps, other_flows)
    assert (one.lead_time, one.value_adding_time) == (other.lead_time, other.value_adding_time)


def test_result_survives_its_json() -> None:
    result = TOOL.run(COMPLAINT["inputs"])
    assert ProcessResult.model_validate_json(result.model_dump_json()) == result


def test_a_figure_has_no_noughts_at_its_end() -> None:
    """23.603406 days are 23.6 days, in the sentence and in the column of the stocks."""
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    blocks = {block.id: block for block in TOOL.report(result)}
    assert finding(result).startswith("The longest path takes 23.6 days; 0.0034 days of it")
    steps, working = blocks["process-steps"], blocks["process-lead-time"]
    assert isinstance(steps, Table)
    assert {column.key: column.decimals for column in steps.columns if column.kind == "number"} == {
        "process_time": 6,
        "wait_time": 1,
        "visits": 0,
    }
    assert isinstance(working, Working)
    assert working.decimals == 1


def test_a_time_of_seconds_in_days_is_never_shown_as_nothing() -> None:
    """1 s of a day of 55,200 s is 0.000018 days; 0.000018 ÷ 5.000018 are 0.00036 %."""
    result = run([step("a", 0.000018, 5)], unit="days")
    blocks = TOOL.report(result)
    (steps,) = [block for block in blocks if block.id == "process-steps"]
    assert isinstance(steps, Table)
    assert {column.key: column.decimals for column in steps.columns}["process_time"] == 6
    assert (
        finding(result) == "The longest path takes 5 days; 0.000018 days of it, 0.00036\N{NO-BREAK SPACE}%, add value"
    )
    (lanes,) = [block for block in blocks if isinstance(block, Lanes)]
    assert lanes.steps[0].detail == "0.000018 + 5 waiting"
