"""Printed charts of the handbooks, the plan's sentences and errors, and the bounds of a million points."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openkam.core.blocks import ControlChart, Finding, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.core.fields import unlabelled
from openkam.core.variation import d2
from openkam.tools.verify.control_plan import TOOL, ControlPlanInputs, ControlPlanResult
from openkam.tools.verify.control_plan.collect import KEPT_SIGNALS, LAST_POINTS, LISTED_SIGNALS
from openkam.tools.verify.control_plan.report import report
from openkam.tools.verify.control_plan.result import ChartResult

HERE = Path(__file__).parent
DATA = json.loads((HERE / "testdata" / "vectors.json").read_text())
VECTORS = {vector["id"]: vector for vector in DATA["vectors"]}
RINGS = DATA["datasets"]["pistonrings"]["values"]
REACTION = ["Check the reading", "Tell the customer's dock", "Contain"]


def line(kind: str = "i_mr", **more: object) -> dict[str, object]:
    return {"id": "L", "ctq": {"id": "lead", "name": "Lead time", "unit": "h"}, "chart": kind, **more}


def plan(kind: str, chart: dict[str, Any], **more: object) -> ControlPlanResult:
    return TOOL.run({"lines": [line(kind, **more)], "charts": [{"line": "L", **chart}]})


def run(kind: str, rule_set: str = "western_electric", **chart: Any) -> ChartResult:
    return plan(kind, chart, rule_set=rule_set, reaction=REACTION, owner="Ann Fox").charts[0]


def limits(chart: ChartResult, panel: int = 0, at: int = 0) -> tuple[float, float]:
    point = chart.panels[panel].points[at]
    assert point.lower is not None
    assert point.upper is not None
    return point.lower, point.upper


def lowest_rules(chart: ChartResult, panel: int = 0) -> dict[str, int]:
    return {str(point.index): min(point.rules) for point in chart.panels[panel].points if point.rules}


def test_flow_rate() -> None:
    """NIST/SEMATECH e-Handbook 6.3.2.2, I-MR; the exact d2 is 1.12838, the handbook prints with 1.128."""
    vector = VECTORS["spc.imr.nist_flowrate"]
    chart = run("i_mr", values=vector["inputs"]["data"])
    exact = vector["expected_exact_constants"]
    assert chart.centre == pytest.approx(exact["center"], abs=1e-9)
    assert chart.mean_spread == pytest.approx(exact["mrbar"], abs=1e-9)
    assert chart.sigma == pytest.approx(exact["sigma"], abs=1e-9)
    assert limits(chart) == pytest.approx((exact["lcl"], exact["ucl"]), abs=1e-9)
    assert limits(chart, 1)[1] == pytest.approx(exact["mr_ucl"], abs=1e-9)
    assert [point.value for point in chart.panels[1].points[1:]] == pytest.approx(exact["mr"])
    assert chart.panels[1].points[0].value is None
    printed = vector["expected"]
    assert limits(chart) == pytest.approx((printed["lcl"], printed["ucl"]), abs=0.002)
    assert chart.signals == ()


def test_ewma_of_nist() -> None:
    """NIST/SEMATECH e-Handbook 6.3.2.4: λ 0.3, target 50, s 2.0539, limits of their final width."""
    vector = VECTORS["spc.ewma.nist"]
    given, printed, near = vector["inputs"], vector["expected"], vector["tolerance"]
    setting = {"weight": given["lambda"], "width": given["L"], "exact": False}
    frozen = {"centre": given["target"], "sigma": given["s"]}
    chart = run("ewma", values=given["data"], frozen=frozen, ewma=setting)
    assert [point.value for point in chart.panels[0].points] == pytest.approx(printed["ewma"], abs=near["ewma"])
    assert limits(chart) == pytest.approx((printed["lcl"], printed["ucl"]), abs=near["ucl"])
    assert chart.signals_total == printed["signals"]


def test_cusum_and_ewma_of_montgomery() -> None:
    """Montgomery, examples 9.1 and 9.2: C⁺ of point 29 is 5.28 after seven points; EWMA λ 0.1, L 2.7."""
    vector = VECTORS["spc.cusum_ewma.montgomery_9_1"]
    given, printed, near = vector["inputs"], vector["expected"], vector["tolerance"]
    frozen = {"centre": given["target"], "sigma": given["sigma"]}
    chart = run("cusum", values=given["data"], frozen=frozen)
    assert chart.panels[0].points[28].value == pytest.approx(printed["c_plus_29"], abs=near["*"])
    first = chart.signals[0]
    assert (first.index, first.panel) == (printed["cusum_first_signal"], "upper_sum")
    assert first.index - int(first.since) + 1 == printed["n_plus_29"]
    smooth = run("ewma", values=given["data"], frozen=frozen, ewma={"weight": 0.1, "width": 2.7})
    z = [point.value for point in smooth.panels[0].points[:3]]
    assert z == pytest.approx(printed["z_1_3"], abs=near["z_1_3"])
    assert limits(smooth, at=-1)[1] == pytest.approx(printed["ewma_steady_ucl"], abs=near["*"])
    assert smooth.signals[0].index == 29


def test_c_chart_of_nist() -> None:
    """NIST/SEMATECH e-Handbook 6.3.3.1: point 3 stands on the upper limit of 28 and is not beyond it."""
    vector = VECTORS["spc.c.nist"]
    chart, printed = run("c", "limits", counts=vector["inputs"]["counts"]), vector["expected"]
    assert chart.centre == pytest.approx(printed["center"], abs=1e-9)
    assert limits(chart) == pytest.approx((printed["lcl"], printed["ucl"]), abs=1e-9)
    assert [signal.index for signal in chart.signals] == printed["signals"]
    assert chart.panels[0].points[2].value == 28


def test_p_chart_of_nist() -> None:
    """NIST/SEMATECH e-Handbook 6.3.3.2, also Montgomery's orange juice: 30 samples of 50; qcc prints more digits."""
    vector = VECTORS["spc.p.nist"]
    printed = vector["expected"]
    chart = run("p", "limits", counts=vector["inputs"]["counts"], sizes=[vector["inputs"]["n"]])
    assert chart.centre == pytest.approx(printed["center"], abs=0.0002)
    assert limits(chart) == pytest.approx((printed["qcc_lcl"], printed["qcc_ucl"]), abs=6e-8)
    assert [signal.index for signal in chart.signals] == printed["signals"]
    number = run("np", "limits", counts=vector["inputs"]["counts"], sizes=[50])
    assert limits(number) == pytest.approx((50 * printed["qcc_lcl"], 50 * printed["qcc_ucl"]), abs=5e-6)


def test_piston_rings() -> None:
    """qcc vignette, pistonrings 1–25, X̄-R and X̄-S; qcc uses d2 = 2.326, the exact constants are in the vector."""
    vector = VECTORS["spc.xbar_r_s.qcc_pistonrings"]
    printed, exact = vector["expected"], vector["expected_exact_constants"]
    ranges = run("xbar_r", subgroups=RINGS[:25])
    assert ranges.centre == pytest.approx(printed["xbarbar"], abs=6e-6)
    assert ranges.mean_spread == pytest.approx(printed["rbar"], abs=1e-9)
    assert ranges.sigma == pytest.approx(exact["sigma_r"], abs=1e-9)
    assert limits(ranges) == pytest.approx((exact["xbar_lcl"], exact["xbar_ucl"]), abs=1e-9)
    assert limits(ranges, 1) == pytest.approx((0, exact["r_ucl"]), abs=1e-9)
    deviations = run("xbar_s", subgroups=RINGS[:25])
    assert deviations.mean_spread == pytest.approx(printed["sbar"], abs=6e-10)
    assert deviations.sigma == pytest.approx(printed["sigma_s"], abs=6e-10)
    assert limits(deviations, 1)[1] == pytest.approx(printed["s_ucl"], abs=6e-9)


@pytest.mark.parametrize(
    ("rule_set", "vector"),
    [("western_electric", "spc.we_rules.pistonrings"), ("nelson", "spc.nelson_rules.pistonrings")],
)
def test_rules_on_piston_rings(rule_set: str, vector: str) -> None:
    """qcc 3.0 on all 40 groups with the limits of the first 25: the lowest rule of each point that signals."""
    chart = run("xbar_r", rule_set, subgroups=RINGS, phase_one=25)
    assert lowest_rules(chart) == VECTORS[vector]["expected"]["lowest_rule_by_point"]
    assert (chart.phase_one, chart.judged, chart.judged_signals) == (25, 15, 5)


@pytest.mark.parametrize("rule", range(1, 9))
def test_each_nelson_rule_fires_at_its_first_point(rule: int) -> None:
    """Made from the definitions of Nelson 1984."""
    vector = VECTORS["spc.nelson_rules.synthetic"]
    z = vector["inputs"]["z"][str(rule)]
    chart = run("i_mr", "nelson", values=z, frozen={"centre": 0, "sigma": 1})
    fired = [point.index for point in chart.panels[0].points if rule in point.rules]
    assert fired[0] == vector["expected"][str(rule)]


def test_laney_p_of_the_nhs() -> None:
    """qicharts2, nhs_accidents (Mohammed and others 2013); it rounds d2 to 1.128, so its σz is larger by that."""
    vector = VECTORS["spc.laney_p.nhs"]
    given, printed = vector["inputs"], vector["expected"]
    chart = run("laney_p", counts=given["r"], sizes=given["n"])
    rounded = d2(2) / 1.128
    assert chart.centre == pytest.approx(printed["cl"], abs=2e-9)
    for at, name in ((0, "1"), (16, "17")):
        low, high = ((limit - chart.centre) * rounded + chart.centre for limit in limits(chart, at=at))
        assert (low, high) == pytest.approx((printed[f"lcl_{name}"], printed[f"ucl_{name}"]), abs=2e-9)
    plain = run("p", counts=given["r"], sizes=given["n"])
    assert limits(plain) == pytest.approx((printed["p_lcl_1"], printed["p_ucl_1"]), abs=2e-9)
    assert plain.judged_signals > 10 > chart.judged_signals


def test_phase_two_is_judged_by_frozen_limits() -> None:
    calm = [10, 12, 11, 9, 10, 11, 10, 12, 9, 11]
    both = run("i_mr", values=[*calm, 30, 31], phase_one=10)
    alone = run("i_mr", values=calm)
    assert limits(both, at=-1) == limits(alone)
    assert [point.phase for point in both.panels[0].points] == [1] * 10 + [2] * 2
    assert [signal.index for signal in both.signals if signal.panel == "values"] == [11, 12]
    given = run("i_mr", values=[*calm, 30, 31], frozen={"centre": alone.centre, "sigma": alone.sigma})
    assert limits(given) == pytest.approx(limits(alone))
    assert given.phase_one == 0
    low, high = limits(alone)
    typed = run("i_mr", values=calm, frozen={"centre": alone.centre, "lower": low, "upper": high})
    assert typed.sigma == pytest.approx(alone.sigma)


def test_typed_limits_of_means_lead_back_to_the_sigma_of_values() -> None:
    ranges = run("xbar_r", subgroups=RINGS[:25])
    low, high = limits(ranges)
    typed = run("xbar_r", subgroups=RINGS, frozen={"centre": ranges.centre, "lower": low, "upper": high})
    assert typed.sigma == pytest.approx(ranges.sigma)
    assert limits(typed, 1) == pytest.approx(limits(ranges, 1))


def test_unequal_samples_have_stepwise_limits() -> None:
    """Worked by hand: p̄ = 12/120 = 0.1, σ of 100 = 0.03, of 20 = 0.0671 with the lower limit cut at 0."""
    chart = run("p", counts=[10, 2], sizes=[100, 20])
    assert limits(chart, at=0) == pytest.approx((0.01, 0.19))
    assert limits(chart, at=1) == pytest.approx((0, 0.1 + 3 * (0.09 / 20) ** 0.5))
    assert chart.unequal
    assert not run("p", counts=[10, 2], sizes=[100]).unequal
    rate = run("u", counts=[8, 1], sizes=[4, 0.5])
    assert limits(rate, at=0) == pytest.approx((0, 2 + 3 * (2 / 4) ** 0.5))


def test_a_gap_stays_a_gap() -> None:
    chart = run("i_mr", values=[1, 2, None, 2, 1])
    assert [point.value for point in chart.panels[1].points] == [None, 1, None, None, 1]
    assert chart.gaps == 1
    assert chart.centre == 1.5
    sampled = run("p", counts=[1, None, 2, 0], sizes=[10, 10, 10, 0])
    assert [point.value for point in sampled.panels[0].points] == [0.1, None, 0.2, None]
    groups = run("xbar_s", subgroups=[[1, None, 3], [], [2, 2, 5], [None]])
    assert [point.value for point in groups.panels[0].points] == [2, None, 3, None]


def test_a_process_that_never_varied_signals_with_the_first_change() -> None:
    chart = run("i_mr", "nelson", values=[0.1] * 20 + [0.1000001, 0.1], phase_one=20)
    assert (chart.sigma, chart.varies) == (0, False)
    assert [signal.index for signal in chart.signals if signal.panel == "values"] == [21]
    flat = run("xbar_s", subgroups=[[0.1, 0.1, 0.1]] * 30)
    assert flat.signals == ()
    assert run("c", counts=[0, 0, 0]).signals == ()
    assert run("p", counts=[0, 0, 1], sizes=[5], phase_one=2).signals[0].index == 3


def test_a_signal_names_the_action_of_the_reaction_plan() -> None:
    chart = run("i_mr", values=[10, 11, 10, 11, 10, 11, 90], labels=list("abcdefg"), phase_one=6)
    signal = chart.signals[0]
    assert (signal.label, signal.action, signal.owner) == ("g", "Check the reading", "Ann Fox")
    assert chart.reaction == tuple(REACTION)
    silent = plan("i_mr", {"values": [10, 11, 10, 11, 10, 11, 90], "phase_one": 6})
    assert silent.charts[0].signals[0].action == ""
    assert any(block.kind == "warning" and "no reaction plan" in block.text for block in notes_of(silent))


def notes_of(result: ControlPlanResult) -> list[Note]:
    return [block for block in report(result) if isinstance(block, Note)]


def test_only_the_chosen_rules_are_looked_for() -> None:
    values = [0.1] * 9 + [5]
    chart = plan("i_mr", {"values": values, "frozen": {"centre": 0, "sigma": 1}}, rule_set="nelson", rules=[2]).charts[
        0
    ]
    assert {point.rules for point in chart.panels[0].points} == {(), (2,)}
    assert chart.panels[1].signals == 0


@pytest.mark.parametrize(
    ("kind", "chart", "words"),
    [
        ("i_mr", {"counts": [1]}, r"charts\.0\.counts: a chart of the kind I-MR.*takes values"),
        ("i_mr", {"values": [1]}, r"charts\.0\.values: phase I holds too little"),
        ("i_mr", {"values": []}, r"charts\.0\.values: phase I holds too little"),
        ("i_mr", {"values": [None, None, None]}, r"charts\.0\.values: phase I holds too little"),
        ("i_mr", {"values": [1, 2, 3], "phase_one": 4}, r"charts\.0\.phase_one: phase I has 4 points"),
        ("i_mr", {"values": [1, 2, 3], "labels": ["a"]}, r"charts\.0\.labels: 1 labels are given for 3"),
        ("i_mr", {"values": [1, float("nan")]}, r"charts\.0\.values\.1"),
        ("i_mr", {"values": [1, float("inf")]}, r"charts\.0\.values\.1"),
        ("i_mr", {"values": [1, 1e300]}, r"charts\.0\.values\.1"),
        ("i_mr", {"values": [1, 2], "frozen": {"centre": 1}}, r"charts\.0\.frozen: give sigma too"),
        ("i_mr", {"values": [1, 2], "frozen": {"centre": 1, "lower": 0}}, r"charts\.0\.frozen.*both control limits"),
        ("i_mr", {"values": [1, 2], "frozen": {"centre": 1, "lower": 3, "upper": 2}}, r"not below the upper"),
        ("i_mr", {"values": [1, 2], "frozen": {"centre": 1, "lower": 0, "upper": 9}}, r"equally far"),
        ("i_mr", {"values": [1, 2], "phase_one": 2, "frozen": {"centre": 1, "sigma": 1}}, r"leave phase I empty"),
        ("xbar_r", {"subgroups": [[1], [2]]}, r"charts\.0\.subgroups: phase I holds too little"),
        ("p", {"counts": [3, 6], "sizes": [5]}, r"charts\.0\.counts\.1: 6 defectives cannot be found in a sample of 5"),
        ("p", {"counts": [3, 6]}, r"charts\.0\.sizes: give one size"),
        ("p", {"counts": [1, 2], "sizes": [5.5]}, r"charts\.0\.sizes\.0: a whole number"),
        ("p", {"counts": [0], "sizes": [0]}, r"charts\.0\.counts: phase I holds too little"),
        ("u", {"counts": [1, 2], "sizes": [1, 1e-300]}, r"charts\.0\.sizes\.1: a size is 0 or at least 1e-09"),
        ("c", {"counts": [1], "sizes": [5]}, r"charts\.0\.sizes: a c chart"),
        ("c", {"counts": [-1]}, r"charts\.0\.counts\.0"),
        ("laney_p", {"counts": [1, 2], "sizes": [5], "frozen": {"centre": 0.1}}, r"charts\.0\.frozen.*σz"),
        ("p", {"counts": [1, 2], "sizes": [5], "frozen": {"centre": 1.1}}, r"charts\.0\.frozen\.centre"),
        ("c", {"counts": [1], "frozen": {"centre": 1, "sigma": 2}}, r"give only the centre"),
    ],
)
def test_errors_name_their_place(kind: str, chart: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        plan(kind, chart)


def test_errors_of_the_lines_name_their_place() -> None:
    with pytest.raises(InvalidInput, match=r"lines\.1\.id: the id L is given twice"):
        TOOL.run({"lines": [line(), line()]})
    with pytest.raises(InvalidInput, match=r"lines\.0\.rules: Western Electric has the rules 1 to 4"):
        TOOL.run({"lines": [line(rules=[5])]})
    with pytest.raises(InvalidInput, match=r"charts\.0\.line: there is no line with the id X"):
        TOOL.run({"lines": [line()], "charts": [{"line": "X", "values": [1, 2]}]})


@pytest.mark.parametrize(
    ("chart", "sentence"),
    [
        ({"values": [1, 2, 1, 2]}, "Lead time is in statistical control: none of 4 points signals"),
        ({"values": [1, 2, 1, 2, 9], "phase_one": 4}, "Lead time: the last point signals"),
        ({"values": [1, 2, 1, 2, 9, 1], "phase_one": 4}, "Lead time: 2 of the last 2 points signal"),
        (
            {"values": [1, 2, 1, 2, 99, *[1, 2] * 9], "phase_one": 4},
            "Lead time: 2 of 19 points signal, the last one at 6",
        ),
        ({"values": [], "frozen": {"centre": 1, "sigma": 1}}, "Lead time: no point has been judged yet"),
    ],
)
def test_the_finding_is_computed(chart: dict[str, Any], sentence: str) -> None:
    """After 9 the next point signals too: its moving range is as wide."""
    found = report(plan("i_mr", chart))[0]
    assert isinstance(found, Finding)
    assert found.text == sentence


def test_a_plan_without_measurements() -> None:
    assert report(TOOL.run({}))[0].text == "The control plan has no line yet"  # type: ignore[union-attr]
    result = TOOL.run({"lines": [line()]})
    blocks = report(result)
    assert blocks[0].text == "1 of 1 lines of the control plan is incomplete; nothing is charted yet"  # type: ignore[union-attr]
    assert set(result.gaps[0].missing) >= {"method", "reaction", "owner", "escalation", "measured_by"}
    assert any(isinstance(block, Table) and block.id == "control-plan" for block in blocks)


def test_report_of_the_example() -> None:
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    blocks = report(result)
    assert blocks[0].text == "1 of 2 charts signals: Defects per wafer"  # type: ignore[union-attr]
    pictures = [block for block in blocks if isinstance(block, ControlChart)]
    assert [picture.measure for picture in pictures] == ["Flow rate", "moving range", "number"]
    assert pictures[0].rules[3] == (4, "8 on one side")
    assert pictures[1].rules == ((1, "1 beyond the limit"),)
    table = next(block for block in blocks if isinstance(block, Table) and block.id == "control-plan")
    assert {"account", "ctq", "specification", "reaction", "escalation"} <= {column.key for column in table.columns}
    assert table.rows[0][5] == "50, limits 44 – 57"
    for working in (block for block in blocks if isinstance(block, Working) and "sigma" not in block.id):
        assert sum(term.value for term in working.terms) == pytest.approx(working.result)  # type: ignore[misc]


def test_a_long_chart_is_bounded_and_says_so() -> None:
    values = np.random.default_rng(7).normal(size=100_000)
    values[::40] = 50
    result = plan("i_mr", {"values": values.tolist(), "frozen": {"centre": 0, "sigma": 1}}, rule_set="limits")
    chart = result.charts[0]
    assert chart.judged == 100_000
    assert chart.panels[0].signals == int(np.count_nonzero(np.abs(values) > 3))
    assert len(chart.panels[0].points) <= LAST_POINTS + KEPT_SIGNALS
    assert chart.panels[0].points[-1].index == 100_000
    assert len(chart.signals) == LISTED_SIGNALS
    texts = [note.text for note in notes_of(result)]
    assert any("of 100,000 points the picture and its table show the last 200" in text for text in texts)
    left_out = chart.signals_total - LISTED_SIGNALS
    assert any(f"{left_out:,} earlier signals are left out" in text for text in texts)


@pytest.mark.parametrize(
    ("kind", "chart"),
    [
        ("i_mr", {"values": [1, 5, 2, None, 9]}),
        ("xbar_r", {"subgroups": [[1, 2], [3, 4, 9], [5]]}),
        ("laney_u", {"counts": [1, 5, 9, 2], "sizes": [2, 2.5, 1, 3]}),
        ("cusum", {"values": [1, 5, 2, None, 9, 20]}),
        ("ewma", {"values": [1, 5, 2, None, 9, 20]}),
    ],
)
def test_result_survives_its_json(kind: str, chart: dict[str, Any]) -> None:
    result = plan(kind, chart)
    assert ControlPlanResult.model_validate_json(result.model_dump_json()) == result
    assert report(result)
    assert TOOL.metrics(result)["charts"] == 1


def test_every_input_has_a_label() -> None:
    assert unlabelled(ControlPlanInputs) == []


def test_of_many_charts_those_that_signal_are_drawn_and_a_table_has_them_all() -> None:
    calm = [10.0, 11.0] * 6
    lines = [{"id": f"l{at}", "ctq": {"id": f"c{at}", "name": f"C{at}"}} for at in range(40)]
    charts = [
        {"line": f"l{at}", "values": [*calm, 60.0] if at == 33 else calm, "phase_one": len(calm)} for at in range(40)
    ]
    blocks = TOOL.report(TOOL.run({"lines": lines, "charts": charts}))
    drawn = [block.id for block in blocks if isinstance(block, ControlChart) and block.id.endswith("-values")]
    assert drawn == ["control-34-values", *(f"control-{at}-values" for at in range(1, 12))]
    tables = {block.id: len(block.rows) for block in blocks if isinstance(block, Table)}
    assert tables["control-charts"] == 40
    said = {block.id: block.text for block in blocks if isinstance(block, Finding)}["control-drawn"]
    assert said.startswith("12 of 40 charts are drawn")
    assert said.endswith("the other 28.")
    assert not [block.id for block in blocks if block.id.startswith("control-40")]


def test_each_panel_has_a_title_of_its_own() -> None:
    result = plan("i_mr", {"values": [1, 2, 1, 2, 1, 2]})
    titles = [block.title for block in TOOL.report(result) if isinstance(block, ControlChart)]
    assert titles == [
        "Lead time is in statistical control: none of 6 points signals",
        "Lead time, moving range: none of 5 points signals",
    ]
