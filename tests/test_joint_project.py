"""One joint project through the whole chain: what each tool hands on is what the next file says, and it finds the same.

The figures are of the constructed example in examples/joint_project: computed once, looked at, and pinned.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from openkam.core.errors import InvalidInput
from openkam.core.nouns import Need
from openkam.core.tool import Tool, ToolModel
from openkam.feeds import chain
from openkam.tools.analyze import concepts, functions, process_map, pugh
from openkam.tools.design import capability, design_scorecard, process_design, process_spec
from openkam.tools.measure import ctq, kano, qfd, value_scorecard
from openkam.tools.measure.qfd.inputs import QfdNeed
from openkam.tools.verify import control_plan, pilot, transition

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "joint_project"
TOOLS: dict[str, Tool[Any, Any]] = {
    tool.key: tool
    for tool in (
        kano.TOOL,
        qfd.TOOL,
        value_scorecard.TOOL,
        ctq.TOOL,
        functions.TOOL,
        process_map.TOOL,
        concepts.TOOL,
        pugh.TOOL,
        process_design.TOOL,
        process_spec.TOOL,
        capability.TOOL,
        design_scorecard.TOOL,
        pilot.TOOL,
        transition.TOOL,
        control_plan.TOOL,
    )
}
"""In the order of the chain."""


def read(key: str) -> Any:
    """What the file of one tool holds."""
    (path,) = FOLDER.glob(f"??-{key}.json")
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def given(key: str) -> Any:
    """The typed inputs of one tool."""
    return TOOLS[key].parse(read(key))


@cache
def found(key: str) -> Any:
    """The result of one tool."""
    return TOOLS[key].compute(given(key))


def needs() -> list[Need]:
    return [Need(**row) for row in read("needs")]


def deliveries(first: int, last: int) -> list[dict[str, str]]:
    with (FOLDER / "measurements.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if first <= int(row["week"]) <= last]


def by_week(column: str, first: int, last: int) -> tuple[tuple[float, ...], ...]:
    rows = deliveries(first, last)
    return tuple(
        tuple(float(row[column]) for row in rows if int(row["week"]) == week) for week in range(first, last + 1)
    )


def shown(rows: Any) -> list[dict[str, Any]]:
    """Models as plain data, so that a difference is easy to read."""
    return [row.model_dump() if isinstance(row, ToolModel) else row for row in rows]


def test_every_file_is_the_input_of_one_tool_in_order() -> None:
    names = [path.stem for path in sorted(FOLDER.glob("*.json"))]
    assert [name[3:] for name in names] == ["needs", *TOOLS]
    assert [name[:2] for name in names] == [f"{at:02}" for at in range(1, len(names) + 1)]


@pytest.mark.parametrize("key", TOOLS)
def test_every_tool_reports_on_its_part(key: str) -> None:
    blocks = TOOLS[key].report(found(key))
    assert blocks[0].type == "finding"
    assert blocks[0].text


def test_the_measurements_are_what_the_script_writes(tmp_path: Path) -> None:
    target = tmp_path / "again.csv"
    subprocess.run([sys.executable, FOLDER / "measurements.py", target], check=True)
    assert target.read_text(encoding="utf-8") == (FOLDER / "measurements.csv").read_text(encoding="utf-8")


def test_needs_go_to_kano() -> None:
    survey = {key: value for key, value in read("kano").items() if key != "needs"}
    assert chain.kano_inputs(needs(), survey) == given("kano")


def test_kano_goes_to_the_house() -> None:
    rated = [
        QfdNeed(id=row.id, name=row.name, current=row.current, goal=row.goal, sales_point=row.sales_point)
        for row in given("qfd").needs
    ]
    assert shown(chain.qfd_needs(found("kano"), rated)) == shown(given("qfd").needs)
    assert chain.nouns(given("qfd").needs) == chain.nouns(needs())


def test_the_house_goes_to_the_value_scorecard() -> None:
    rivals, scored = chain.scorecard_needs(found("qfd"))
    assert (rivals, scored) == (given("value_scorecard").rivals, given("value_scorecard").needs)
    assert sum(row.weight for row in scored) == pytest.approx(100)


def test_the_house_goes_to_the_ctq_tree() -> None:
    rows = chain.ctq_rows(found("qfd"), given("ctq").ctqs)
    assert shown(rows) == shown(given("ctq").ctqs)
    bare = chain.ctq_rows(found("qfd"))
    assert chain.nouns(bare) == chain.nouns(rows)  # type: ignore[arg-type]  # rows of the tree have id and name too
    assert [(row.unit, row.target, row.lower, row.upper) for row in bare] == [
        (row.unit, row.target, row.lower, row.upper) for row in rows
    ]


def test_the_ctq_tree_goes_to_the_functions_and_these_to_the_chart() -> None:
    assert chain.function_ctqs(found("ctq")) == given("functions").ctqs
    means = {row.id: row.means for row in given("concepts").functions}
    assert chain.chart_functions(found("functions"), means) == given("concepts").functions


def test_the_house_and_the_concepts_go_to_pugh() -> None:
    criteria = chain.pugh_criteria(found("qfd"))
    assert given("pugh").criteria[: len(criteria)] == criteria
    assert [row.id for row in given("pugh").criteria[len(criteria) :]] == ["cost"]
    assert sum(row.weight for row in criteria) == pytest.approx(100)
    assert chain.pugh_concepts(found("concepts")) == given("pugh").concepts


def test_the_map_goes_to_the_design_and_this_to_the_specification() -> None:
    assert chain.design_steps(given("process_map"), given("process_design").steps) == given("process_design").steps
    untouched = chain.design_steps(given("process_map"))
    assert (untouched[0].id, untouched[0].lane, untouched[0].process_time) == ("receive", "Order desk", 6)
    assert chain.spec_steps(given("process_design")) == given("process_spec").steps


def test_the_ctq_tree_goes_to_the_specification() -> None:
    rows = given("process_spec").characteristics
    held = [
        chain.Held(row.id, row.step, row.control_factor, responsible="Carrier" if row.responsible == "Carrier" else "")
        for row in rows
    ]
    assert shown(chain.characteristics(found("ctq"), held)) == shown(rows)


def test_the_specification_goes_to_capability_pilot_and_control_plan() -> None:
    spec = found("process_spec")
    measured = {"subgroups": by_week("deviation_h", 21, 36)}
    assert chain.capability_inputs(spec, "delivery-deviation", measured) == given("capability")
    for row in given("pilot").criteria:
        typed = row.model_dump(exclude={"ctq"}, exclude_unset=True)
        assert chain.pilot_criterion(spec, row.ctq.id, typed) == row
    for line in given("control_plan").lines:
        typed = line.model_dump(exclude={"id", "step", "ctq", "method", "owner"}, exclude_unset=True)
        assert chain.plan_line(spec, line.id, typed) == line


def test_the_specification_and_capability_go_to_the_design_scorecard() -> None:
    lines = {row.id: row for row in given("design_scorecard").lines if row.section == "performance"}
    assert set(lines) == {"delivery-deviation", "fill-rate", "lead-time"}
    for line in lines.values():
        typed = line.model_dump(exclude={"section", "id", "name"}, exclude_unset=True)
        assert chain.scorecard_line(found("process_spec"), line.id, typed) == line
    handed, (held,) = chain.scorecard_capability(found("capability")), given("design_scorecard").capabilities
    assert (handed.id, handed.name) == (held.id, held.name)
    assert handed.expected_ppm == pytest.approx(held.expected_ppm)
    new = deliveries(21, 36)
    seen = sum(int(row["lines"]) for row in new), sum(int(row["lines_open"]) for row in new)
    assert (lines["fill-rate"].units, lines["fill-rate"].defects) == seen
    limit = chain.specified(found("process_spec"), "lead-time").upper or 0
    late = sum(float(row["lead_time_h"]) > limit for row in new)
    assert (lines["lead-time"].units, lines["lead-time"].defects) == (len(new), late)


def test_pilot_and_control_plan_hold_the_committed_measurements() -> None:
    old, new = deliveries(1, 20), deliveries(21, 36)
    measured = {row.criterion: row for row in given("pilot").measured}
    assert measured["delivery-deviation"].before == tuple(float(row["deviation_h"]) for row in old)
    assert measured["lead-time"].after == tuple(float(row["lead_time_h"]) for row in new)
    tally = measured["fill-rate"].after_tally
    lines, left_open = (sum(int(row[name]) for row in new) for name in ("lines", "lines_open"))
    assert (tally.count, tally.n) == (lines - left_open, lines)
    charts = {row.line: row for row in given("control_plan").charts}
    assert charts["delivery-deviation"].subgroups == by_week("deviation_h", 21, 40)
    assert charts["lead-time"].subgroups == by_week("lead_time_h", 21, 40)
    assert charts["fill-rate"].counts == tuple(map(sum, by_week("lines_open", 21, 40)))
    assert charts["fill-rate"].sizes == tuple(map(sum, by_week("lines", 21, 40)))


def test_what_the_measure_tools_find() -> None:
    categories = {row.id: row.overall.category for row in found("kano").needs}
    assert categories == {
        "on-time": "M",
        "complete": "O",
        "right": "M",
        "soon": "O",
        "told": "A",
        "undamaged": None,
    }
    leaders = {row.id: row.relative_pct for row in found("qfd").columns if row.leader}
    assert leaders == pytest.approx({"delivery-deviation": 35.46461872, "lead-time": 19.60229946})
    scorecard = found("value_scorecard")
    assert scorecard.us.quality == pytest.approx(90.39812646)
    assert scorecard.relative_price == pytest.approx(101.72138529)
    assert (scorecard.us.side, scorecard.us.distance) == ("worse", pytest.approx(-8.94409446))
    assert found("ctq").completeness_pct == 100


def test_what_the_analyze_tools_find() -> None:
    move = found("functions").function("move")
    assert (float(move.cost), float(move.worth)) == pytest.approx((42.32, 30))
    assert TOOLS["process_map"].metrics(found("process_map"))["lead_time"] == pytest.approx(2002)
    assert (found("concepts").combinations, found("concepts").feasible) == (144, 96)
    first = found("pugh").first
    assert first.leaders == ("live-round",)
    assert {row.id: row.net for row in first.scores} == {"today": 0, "live-round": 5, "courier": 4, "kits": 2}


def test_what_the_design_tools_find() -> None:
    base = found("process_design").base
    assert (base.takt_time, base.bottlenecks, base.lead_time) == (8, ("pack",), 1254)
    assert base.highest_utilisation_pct == pytest.approx(87.5)
    third, season = (scenario.design for scenario in found("process_design").scenarios)
    assert third.bottlenecks == base.bottlenecks, "a third picker helps nothing: packing is the bottleneck"
    assert not season.keeps_up
    spec = found("process_spec")
    assert (spec.completeness_pct, len(spec.specifications), spec.issues) == (100, 6, ())
    able = found("capability")
    assert (able.n, able.verdict) == (64, "missed_unsure")
    assert able.headline.value == pytest.approx(1.28090701)
    whole = found("design_scorecard").total
    assert (whole.rolled_yield, whole.z_short) == pytest.approx((0.79692582, 3.91893196))
    assert found("design_scorecard").lines[0].id == "fill-rate"


def test_what_the_verify_tools_find() -> None:
    assert found("pilot").gate == "conditional"
    assert {row.criterion: row.verdict for row in found("pilot").states} == {
        "delivery-deviation": "met",
        "fill-rate": "likely",
        "lead-time": "met",
    }
    plan = TOOLS["transition"].metrics(found("transition"))
    assert (plan["duration"], plan["chance_pct"]) == pytest.approx((26, 80.4317031))
    charts = {row.line: [signal.label for signal in row.signals] for row in found("control_plan").charts}
    assert set(charts["delivery-deviation"]) == {"week 38", "week 39", "week 40"}, "where the fault was put in"
    assert (charts["lead-time"], charts["fill-rate"]) == ([], [])


def test_what_is_typed_goes_before_what_is_handed_on() -> None:
    typed = [QfdNeed(id="on-time", name="Another name", importance=1), QfdNeed(id="extra", name="Extra")]
    rows = {row.id: row for row in chain.qfd_needs(found("kano"), typed)}
    assert rows["on-time"].name == "Parts come on the day that was promised"
    assert (rows["on-time"].importance, rows["on-time"].kano) == (1, "M")
    assert list(rows)[-1] == "extra"


def test_an_unknown_importance_has_no_weight() -> None:
    house = found("qfd")
    first = house.needs[0].model_copy(update={"importance": None})
    _rivals, scored = chain.scorecard_needs(house.model_copy(update={"needs": (first, *house.needs[1:])}))
    assert first.id not in {row.id for row in scored}
    assert sum(row.weight for row in scored) == pytest.approx(100)


def test_a_ctq_that_is_not_handed_on_is_named() -> None:
    with pytest.raises(chain.NotHandedOn, match="colour"):
        chain.plan_line(found("process_spec"), "colour", {})
    with pytest.raises(chain.NotHandedOn, match="colour"):
        chain.characteristics(found("ctq"), [chain.Held("colour", "pack")])


def test_a_step_that_nobody_timed_is_named() -> None:
    drawn = given("process_map")
    untimed = tuple(
        step.model_copy(update={"process_time": None}) if step.id == "pack" else step for step in drawn.steps
    )
    with pytest.raises(InvalidInput, match="Pack"):
        chain.design_steps(drawn.model_copy(update={"steps": untimed}))
