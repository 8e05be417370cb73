"""Printed networks, NetworkX as an oracle, and the sentences of the transition plan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import networkx
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Gantt, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.core.fields import unlabelled
from openkam.tools.verify.transition import TOOL, TransitionInputs, TransitionResult
from openkam.tools.verify.transition.report import MOST_BARS, report
from openkam.tools.verify.transition.result import TaskResult

HERE = Path(__file__).parent
VECTORS = {vector["id"]: vector for vector in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
PAPER = VECTORS["cpm.milwaukee_paper"]


def task(key: str, duration: float | None, after: str = "", **more: object) -> dict[str, object]:
    return {"id": key, "name": key.lower(), "duration": duration, "after": after.split(), **more}


def run(tasks: list[dict[str, object]], **more: object) -> TransitionResult:
    return TOOL.run({"tasks": tasks, **more})


def by_id(result: TransitionResult) -> dict[str, TaskResult]:
    return {task.id: task for task in result.tasks}


def paper(*, estimates: bool, **more: object) -> TransitionResult:
    given = PAPER["inputs"]
    tasks = []
    for key, (duration, after) in given["activities"].items():
        low, likely, high = given["a_m_b"][key]
        three = {"optimistic": low, "likely": likely, "pessimistic": high}
        tasks.append({"id": key, "name": key, "after": after, **(three if estimates else {"duration": duration})})
    return run(tasks, deadline=given["due"], **more)


def test_taylor_8_5() -> None:
    """B. W. Taylor, Introduction to Management Science, chapter 8, solution of problem 5 (activities on arcs)."""
    vector = VECTORS["cpm.taylor_8_5"]
    arcs = vector["inputs"]["arcs"]
    tasks = [
        task(f"{start}-{end}", duration, " ".join(f"{one}-{other}" for one, other, _d in arcs if other == start))
        for start, end, duration in arcs
    ]
    result = run(tasks)
    assert result.duration == pytest.approx(vector["expected"]["duration"], abs=vector["tolerance"])
    for key, printed in vector["expected"]["es_ef_ls_lf_slack"].items():
        one = by_id(result)[key]
        times = [one.earliest_start, one.earliest_finish, one.latest_start, one.latest_finish, one.slack]
        assert times == pytest.approx(printed, abs=vector["tolerance"])
    assert result.critical_path == ("1-3", "3-4", "4-5", "5-6")


@pytest.mark.parametrize("estimates", [False, True])
def test_milwaukee_paper_schedule(estimates: bool) -> None:
    """Heizer and Render, Operations Management, Milwaukee Paper: the single times are the expected ones of PERT."""
    result, printed = paper(estimates=estimates), PAPER["expected"]
    assert result.duration == pytest.approx(printed["duration"], abs=1e-9)
    assert list(result.critical_path) == printed["critical"]
    assert {one.id: one.slack for one in result.tasks} == pytest.approx(printed["slack"], abs=1e-9)
    assert {one.id: one.duration for one in result.tasks} == pytest.approx(printed["expected"], abs=1e-9)


def test_milwaukee_paper_chances() -> None:
    """The same: variance 3.11, 71.57 % within 16 weeks (the book rounds z to .57), 19.1 weeks for 99 %."""
    result, printed, near = paper(estimates=True, confidence_pct=99), PAPER["expected"], PAPER["tolerance"]
    assert result.variance == pytest.approx(printed["project_variance"], abs=near["project_variance"])
    assert result.chance == pytest.approx(printed["p_due"], abs=near["p_due"])
    assert result.finish_at_confidence == pytest.approx(printed["t_99"], abs=near["t_99"])
    assert result.method == "pert"


def test_of_two_longest_paths_the_wider_one_counts() -> None:
    narrow = task("N", None, optimistic=3, likely=4, pessimistic=5)
    wide = task("W", None, optimistic=1, likely=4, pessimistic=7)
    result = run([narrow, wide, task("END", 1, "N W")])
    assert result.critical_path == ("W", "END")
    assert result.variance == pytest.approx(1)
    assert result.other_critical == 1


def test_decimal_sums_leave_no_false_slack() -> None:
    """0.1 + 0.2 and 0.3 differ in floating point; both paths are critical."""
    result = run([task("A", 0.1), task("B", 0.2, "A"), task("C", 0.3), task("D", 1, "B C")])
    assert all(one.critical for one in result.tasks)


def test_dates_count_both_ends_and_skip_weekends() -> None:
    tasks = [task("A", 3), task("B", 4, "A"), task("M", 0, "B")]
    calendar = by_id(run(tasks, start_on="2020-05-07", unit="days"))
    assert [(one.starts_on, one.finishes_on) for one in calendar.values()][:2] == [
        (date(2020, 5, 7), date(2020, 5, 9)),
        (date(2020, 5, 10), date(2020, 5, 13)),
    ]
    working = run(tasks, start_on="2020-05-07", unit="working_days", deadline_on="2020-05-15")
    assert by_id(working)["A"].finishes_on == date(2020, 5, 11)
    assert (by_id(working)["B"].finishes_on, working.finishes_on) == (date(2020, 5, 15), date(2020, 5, 15))
    assert (working.deadline, working.chance) == (7, 1)
    short = run(tasks, start_on="2020-05-07", unit="working_days", deadline_on="2020-05-14")
    assert (short.deadline, short.chance) == (6, 0)


def test_late_is_only_what_is_known_to_be_open() -> None:
    tasks = [task("A", 2, done_pct=50), task("B", 2), task("C", 2, done_pct=100), task("D", 9, done_pct=0)]
    result = run(tasks, start_on="2020-05-04", as_of="2020-05-08")
    assert [one.late for one in result.tasks] == [True, False, False, False]
    assert (result.late, result.unknown_progress) == (1, 1)
    assert result.done_pct == pytest.approx((2 * 50 + 2 * 100 + 9 * 0) / 13)


def test_a_circle_is_refused_by_the_names_of_its_tasks() -> None:
    with pytest.raises(InvalidInput) as caught:
        run([task("START", 1), task("A", 1, "C START"), task("B", 1, "A"), task("C", 1, "B")])
    named = caught.value.message
    assert all(f"{key} →" in named or f"→ {key}" in named for key in "ABC")
    assert "START" not in named
    with pytest.raises(InvalidInput, match="A → A"):
        run([task("A", 1, "A")])
    with pytest.raises(InvalidInput, match="→ …"):
        run([task(f"T{at}", 1, f"T{(at + 1) % 5_000}") for at in range(5_000)])


@pytest.mark.parametrize(
    ("given_inputs", "words"),
    [
        ({"tasks": [task("A", 1), task("B", 1, "A X")]}, r"tasks\.1\.after\.1: there is no task with the id X"),
        ({"tasks": [task("A", 1), task("A", 2)]}, r"tasks\.1\.id: the id A is given twice"),
        ({"tasks": [task("A", None)]}, r"tasks\.0.*give a duration or three estimates"),
        ({"tasks": [task("A", None, optimistic=1, likely=2)]}, r"tasks\.0.*all three estimates"),
        ({"tasks": [task("A", 1, optimistic=1, likely=2, pessimistic=3)]}, r"tasks\.0.*not both"),
        ({"tasks": [task("A", None, optimistic=3, likely=2, pessimistic=4)]}, r"tasks\.0.*must rise"),
        ({"tasks": [task("A", -1)]}, r"tasks\.0\.duration"),
        ({"tasks": [task("A", float("inf"))]}, r"tasks\.0\.duration"),
        ({"deadline_on": "2020-05-01"}, r"deadline_on: a date needs the date of the start"),
        ({"unit": "months", "start_on": "2020-01-01", "as_of": "2020-05-01"}, r"as_of: a date needs a plan in days"),
        ({"deadline": 3, "start_on": "2020-01-01", "deadline_on": "2020-05-01"}, r"deadline_on: give the deadline"),
        ({"sign_off": [{"who": "W", "subject": "S", "task": "X"}]}, r"sign_off\.0\.task: there is no task"),
        ({"training": [{"group": "G", "topic": "T", "people": 2, "trained": 3}]}, r"training\.0.*more people"),
    ],
)
def test_errors_name_their_place(given_inputs: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        TOOL.run(given_inputs)


def test_no_task_is_a_result() -> None:
    result = run([])
    assert (result.duration, result.variance, result.chance) == (None, None, None)
    assert report(result)[0].text == "No task is planned yet"  # type: ignore[union-attr]
    assert "duration" not in TOOL.metrics(result)


def test_dates_beyond_the_calendar_are_unknown() -> None:
    result = run([task("A", 1_000_000), *(task(f"T{at}", 1_000_000, "A") for at in range(3))], start_on="2020-01-01")
    assert by_id(result)["T1"].starts_on == date(2020, 1, 1) + timedelta(days=1_000_000)
    long = run(
        [task("A", 1e6), *(task(f"T{at}", 1e6, f"T{at - 1}" if at else "A") for at in range(9))], start_on="2020-01-01"
    )
    assert long.tasks[-1].finishes_on is None
    assert report(long)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "The plan takes 3.5 days; what sets its length is a → b"),
        ({"deadline": 5}, "The plan takes 3.5 days and ends 1.5 days before its deadline of 5 days"),
        ({"deadline": 3}, "The plan takes 3.5 days and misses its deadline of 3 days by 0.5 days"),
    ],
)
def test_the_finding_is_computed(more: dict[str, object], sentence: str) -> None:
    found = report(run([task("A", 1.5), task("B", 2, "A")], **more))[0]
    assert isinstance(found, Finding)
    assert found.text == sentence


def test_report_of_the_example() -> None:
    blocks = report(TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"]))
    first = blocks[0]
    assert isinstance(first, Finding)
    assert first.text == "The plan takes 15 weeks; the chance to finish within 16 weeks is 71.5\N{NO-BREAK SPACE}%"
    picture = next(block for block in blocks if isinstance(block, Gantt))
    assert [bar.id for bar in picture.bars if bar.critical] == ["A", "C", "E", "G", "H"]
    assert {block.id for block in blocks if isinstance(block, Table)} >= {"transition-tasks", "transition-sign-off"}
    for working in (block for block in blocks if isinstance(block, Working) and block.id != "transition-chance"):
        assert sum(term.value for term in working.terms) == pytest.approx(working.result)  # type: ignore[misc]


def test_missing_lists_are_named() -> None:
    notes = {block.id for block in report(run([task("A", 1)])) if isinstance(block, Note)}
    assert {f"transition-no-{part}" for part in ("roll-back", "training", "hand-over", "sign-off")} <= notes


def test_a_deep_plan_needs_no_recursion_and_its_picture_is_bounded() -> None:
    tasks = [task(f"T{at}", 1, f"T{at - 1}" if at else "") for at in range(5_000)]
    tasks += [task(f"S{at}", 0.5, f"T{at}") for at in range(5_000)]
    result = run(tasks)
    assert result.duration == pytest.approx(5_000.5)
    blocks = report(result)
    picture = next(block for block in blocks if isinstance(block, Gantt))
    assert len(picture.bars) == MOST_BARS
    assert all(bar.critical for bar in picture.bars)
    full = next(block for block in blocks if isinstance(block, Table))
    assert len(full.rows) == 10_000
    assert any(block.id == "transition-left-out" for block in blocks)
    working = next(block for block in blocks if isinstance(block, Working))
    assert sum(term.value for term in working.terms) == pytest.approx(5_000.5)  # type: ignore[misc]


@st.composite
def networks(draw: st.DrawFn) -> list[tuple[int, list[int]]]:
    """(duration, numbers of earlier tasks) of each task."""
    count = draw(st.integers(1, 14))
    return [
        (draw(st.integers(0, 9)), sorted(draw(st.sets(st.integers(0, at - 1), max_size=3))) if at else [])
        for at in range(count)
    ]


def as_tasks(network: Sequence[tuple[float, list[int]]]) -> list[dict[str, object]]:
    return [task(f"T{at}", days, " ".join(f"T{one}" for one in after)) for at, (days, after) in enumerate(network)]


@given(networks())
@settings(max_examples=50, deadline=None)
def test_networkx_finds_the_same_longest_path(network: list[tuple[int, list[int]]]) -> None:
    """Each duration stands on the arcs that leave its task; the longest path to a last node is the project."""
    graph = networkx.DiGraph()
    for at, (days, after) in enumerate(network):
        graph.add_edge(at, "end", weight=days)
        for one in after:
            graph.add_edge(one, at, weight=network[one][0])
    result = run(as_tasks(network))
    assert result.duration == networkx.dag_longest_path_length(graph)
    assert sum(by_id(result)[key].duration for key in result.critical_path) == result.duration


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_rows_does_not_matter(network: list[tuple[int, list[int]]], pick: Any) -> None:
    tasks = as_tasks(network)
    shuffled = tasks[:]
    pick.shuffle(shuffled)
    assert by_id(run(shuffled)) == by_id(run(tasks))


@given(networks())
@settings(max_examples=50, deadline=None)
def test_slack_is_what_a_task_may_grow(network: list[tuple[int, list[int]]]) -> None:
    result = run(as_tasks(network))
    for at, one in enumerate(result.tasks):
        assert 0 <= one.free_slack <= one.slack
        grown = [(days + one.slack if row == at else days, after) for row, (days, after) in enumerate(network)]
        longer = [(days + one.slack + 1 if row == at else days, after) for row, (days, after) in enumerate(network)]
        assert run(as_tasks(grown)).duration == result.duration
        assert run(as_tasks(longer)).duration == (result.duration or 0) + 1


def test_result_survives_its_json() -> None:
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert TransitionResult.model_validate_json(result.model_dump_json()) == result
    assert TOOL.metrics(result)["critical_tasks"] == 5


def test_every_input_has_a_label() -> None:
    assert unlabelled(TransitionInputs) == []
