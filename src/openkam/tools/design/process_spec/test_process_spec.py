"""Completeness worked by hand, every contradiction found, and what is handed on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Grid, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.core.nouns import Ctq, Specification
from openkam.tools import shape
from openkam.tools.design.process_spec import TOOL, maths
from openkam.tools.design.process_spec.inputs import Characteristic, ProcessSpecResult
from openkam.tools.design.process_spec.report import report
from openkam.tools.design.process_spec.wording import plain

HERE = Path(__file__).parent
FULL = {
    "unit": "h",
    "direction": "lower",
    "target": 24,
    "upper": 48,
    "control_factor": "cut-off",
    "method": "time stamps",
    "responsible": "desk",
}


def step(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "inputs": [f"to {id}"], "outputs": [f"from {id}"], "responsible": "R", **more}


def line(at: str, ctq: str = "time", **more: Any) -> dict[str, Any]:
    return {"step": at, "id": ctq, "name": ctq.title(), **FULL, **more}


def run(steps: list[dict[str, Any]], *lines: dict[str, Any]) -> ProcessSpecResult:
    return TOOL.run({"steps": steps, "characteristics": lines})


def kinds(result: ProcessSpecResult) -> list[tuple[str, str, str]]:
    return [(issue.kind, issue.step, issue.part or issue.ctq) for issue in result.issues]


def test_the_published_plan() -> None:
    """The HACCP plan prints five limits with method and person, and neither targets nor control factors."""
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert [(row.lower, row.upper) for row in result.specifications] == [
        (200, None),
        (5, None),
        (300, None),
        (None, 0.85),
        (None, 38),
    ]
    assert result.completeness_pct == pytest.approx(100 * 29 / 39)
    assert {issue.part for issue in result.issues} == {"target", "control_factor"}


def test_an_order_worked_by_hand() -> None:
    """Constructed; 37 cells wanted and 34 filled, counted by hand in testdata/spare_parts_order.json."""
    case = json.loads((HERE / "testdata/spare_parts_order.json").read_text())
    result = TOOL.run(case["inputs"])
    assert list(shape.differences(case["expected"], result.model_dump(mode="json"), case["tolerance"])) == []
    assert result.completeness_pct == pytest.approx(100 * 34 / 37)
    assert TOOL.metrics(result) == pytest.approx(
        {"completeness_pct": 91.8918918, "contradictions": 0, "gaps": 3, "ctqs_handed_on": 3}
    )
    said = [block.text for block in report(result) if isinstance(block, Finding)]
    assert said == ["The specification is 92\N{NO-BREAK SPACE}% complete; 3 of 3 CTQs are ready for capability"]


def test_a_complete_specification_has_nothing_open() -> None:
    result = run([step("a"), step("b", inputs=["from a"])], line("a"), line("b"))
    assert (result.completeness_pct, result.issues) == (100, ())
    assert result.specifications[0].steps == ("a", "b")
    backwards = run([step("a"), step("b", inputs=["from a"])], line("b", method="last"), line("a", method="first"))
    assert (backwards.specifications[0].steps, backwards.specifications[0].methods) == (("a", "b"), ("first", "last"))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"unit": ""}, "unit"),
        ({"upper": None}, "limits"),
        ({"direction": "target"}, "limits"),
        ({"direction": "higher"}, "limits"),
        ({"target": None}, "target"),
        ({"control_factor": ""}, "control_factor"),
        ({"method": ""}, "method"),
    ],
)
def test_a_gap_in_a_line_is_named(change: dict[str, Any], part: str) -> None:
    result = run([step("a")], line("a", **change))
    assert kinds(result) == [("missing", "a", part)]
    assert result.completeness_pct == pytest.approx(100 * 8 / 9)
    assert result.specifications[0].ready is (part not in ("unit", "limits"))


def test_gaps_of_a_step_are_named() -> None:
    result = run([step("a", inputs=[], outputs=[], responsible="")])
    assert [part for _kind, _step, part in kinds(result)] == ["inputs", "outputs", "ctq", "responsible"]
    assert result.completeness_pct == 0
    assert result.states[0].parts == (False, False, False, None, None, None, None, None, False)


def test_a_line_without_a_name_falls_to_the_step() -> None:
    result = run([step("a", responsible="Anna")], line("a", responsible=""))
    assert not result.issues
    assert result.specifications[0].responsible == ("Anna",)
    nobody = run([step("a", responsible="")], line("a", responsible=""))
    assert kinds(nobody) == [("missing", "a", "responsible")]


def test_a_target_outside_its_limits_is_withheld() -> None:
    result = run([step("a")], line("a", target=49))
    assert kinds(result) == [("target_outside", "a", "time")]
    assert (result.specifications, result.withheld) == ((), ("time",))
    assert run([step("a")], line("a", target=48)).issues == (), "on the limit is inside"


def test_a_ctq_set_twice_with_different_limits_is_withheld() -> None:
    steps = [step("a"), step("b"), step("c")]
    result = run(steps, line("a"), line("b"), line("c", upper=36, unit="d"), line("c", "other"))
    (issue,) = result.issues
    assert (issue.kind, issue.step, issue.other, issue.fields) == ("set_differently", "a", "c", ("unit", "upper"))
    assert result.withheld == ("time",)
    assert [spec.id for spec in result.specifications] == ["other"]
    texts = [block.text for block in report(result) if isinstance(block, (Finding, Note))]
    assert "Time is set differently at A and at C: Unit, Upper limit." in texts
    assert "Not handed on until it is settled which specification holds: Time." in texts


def test_limits_that_leave_each_other_no_room_contradict() -> None:
    steps = [step("a"), step("b")]
    floor = line("a", direction="target", lower=50, upper=None, target=None)
    ceiling = line("b", direction="target", lower=None, upper=48, target=None)
    (issue,) = [issue for issue in run(steps, floor, ceiling).issues if issue.severity == "fault"]
    assert issue.fields == ("lower", "upper")


def test_one_side_missing_is_a_gap_and_the_other_is_handed_on() -> None:
    steps = [step("a"), step("b")]
    result = run(steps, line("a", upper=None, unit=""), line("b"))
    assert {issue.kind for issue in result.issues} == {"missing"}
    (spec,) = result.specifications
    assert (spec.unit, spec.upper, spec.ready) == ("h", 48, True)


def test_a_ctq_of_two_names_is_named() -> None:
    result = run([step("a"), step("b")], line("a"), line("b", name="Duration"))
    assert kinds(result) == [("named_differently", "a", "time")]
    assert result.specifications[0].name == "Time"


def test_what_is_used_before_it_is_made() -> None:
    result = run([step("a", inputs=["from b"]), step("b", inputs=["from b", "from a"])], line("a"), line("b"))
    found = [(issue.step, issue.thing, issue.other) for issue in result.issues]
    assert found == [("a", "from b", "b"), ("b", "from b", "b")]
    assert (result.from_outside, result.to_outside) == ((), ())


def test_the_report_has_its_blocks() -> None:
    result = run([step("a"), step("b")], line("a", method=""))
    blocks = report(result)
    grid = next(block for block in blocks if isinstance(block, Grid))
    marks = {column.id: [row[at].mark for row in grid.cells] for at, column in enumerate(grid.columns)}
    assert (marks["method"], marks["ctq"], marks["unit"]) == (["missing", ""], ["tick", "missing"], ["tick", ""])
    tables = {block.id: block for block in blocks if isinstance(block, Table)}
    assert set(tables) == {"spec-lines", "spec-issues", "spec-handed-on"}
    assert tables["spec-lines"].rows[0][3:9] == ("Time", "h", "lower is better", "24", "", "48")
    working = next(block for block in blocks if isinstance(block, Working))
    assert sum(float(str(term.value)) for term in working.terms) == pytest.approx(float(str(working.result)))


@pytest.mark.parametrize(
    ("value", "text"), [(24, "24"), (99.5, "99.5"), (0.00025, "0.00025"), (-1.5, "\N{MINUS SIGN}1.5"), (None, "")]
)
def test_limits_are_written_as_they_were_given(value: float | None, text: str) -> None:
    assert plain(value) == text


def test_a_long_process_draws_its_first_forty_steps() -> None:
    result = run([step(f"s{at}") for at in range(60)])
    grid = next(block for block in report(result) if isinstance(block, Grid))
    assert (len(grid.rows), len(grid.table.rows)) == (40, 60)
    assert "first 40 steps of 60" in grid.note


@pytest.mark.parametrize(
    ("inputs", "place", "reason"),
    [
        ({"steps": []}, "steps", "1 or more"),
        ({"steps": [step("a"), step("a")]}, "steps.1.id", "given twice"),
        ({"steps": [step("a")], "characteristics": [line("z")]}, "characteristics.0.step", "no step z"),
        ({"steps": [step("a")], "characteristics": [line("a"), line("a")]}, "characteristics.1.id", "twice"),
        ({"steps": [step("a")], "characteristics": [line("a", lower=50)]}, "characteristics.0", "not below"),
        (
            {"steps": [step("a")], "characteristics": [line("a", target=float("nan"))]},
            "characteristics.0.target",
            "num",
        ),
    ],
)
def test_what_cannot_be_used_is_named(inputs: dict[str, Any], place: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        TOOL.run(inputs)
    assert place in str(caught.value)
    assert reason in str(caught.value)


def test_a_ctq_of_another_tool_is_taken_as_it_is() -> None:
    ctq = Ctq(id="time", name="Time", unit="h", direction="lower", target=24, upper=48)
    row = Characteristic(**ctq.model_dump(), step="a")
    assert Ctq(**row.model_dump(include=set(Ctq.model_fields))) == ctq


numbers = st.one_of(st.none(), st.integers(0, 4).map(float))
specs = st.builds(
    lambda direction, target, lower, width: Specification(
        direction=direction,
        target=target,
        lower=lower,
        upper=None if lower is None or width is None else lower + width + 1,
    ),
    st.sampled_from(["higher", "lower", "target"]),
    numbers,
    numbers,
    numbers,
)


@given(st.lists(specs, min_size=1, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_of_lines_changes_nothing_and_what_is_handed_on_holds_everywhere(
    found: list[Specification], order: Any
) -> None:
    steps = [step(f"s{at}") for at in range(len(found))]
    lines = [{"step": f"s{at}", "id": "q", "name": "Q", **spec.model_dump()} for at, spec in enumerate(found)]
    first = run(steps, *lines)
    order.shuffle(lines)
    second = run(steps, *lines)
    assert second.completeness_pct == first.completeness_pct
    assert second.withheld == first.withheld
    for handed in first.specifications:
        assert not maths.target_outside(handed.target, handed)
        assert all(not maths.disagreements(handed, spec) for spec in found)
    assert report(first)
    assert ProcessSpecResult.model_validate_json(first.model_dump_json()) == first
