"""The roll-up against printed cases, the bound where nothing was seen, and what the report says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure, Note, Table
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.design.design_scorecard import TOOL, ScorecardResult, maths, report

HERE = Path(__file__).parent
VECTORS = {
    vector["id"]: vector
    for vector in json.loads((HERE / "testdata" / "vectors.json").read_text(encoding="utf-8"))["vectors"]
}


def line(name: str, *, section: str = "process", **more: object) -> dict[str, object]:
    return {"section": section, "id": name, "name": name, **more}


def run(*lines: dict[str, object], **more: object) -> ScorecardResult:
    return TOOL.run({"lines": lines, **more})


def test_yields_of_harry() -> None:
    """Ask Dr Mikel Harry, isixsigma.com: e^−DPU and their product; e^−0.10 is printed .904834, a slip of 3e-6
    [sixsigma.rty.harry].
    """
    case = VECTORS["sixsigma.rty.harry"]
    steps = [line(f"s{at}", units=1000, defects=1000 * dpu) for at, dpu in enumerate(case["inputs"]["dpu"])]
    found = run(*steps, yield_rule="poisson")
    assert [row.throughput_yield for row in found.lines] == pytest.approx(case["expected"]["ytp"], abs=5e-6)
    assert found.total.rolled_yield == pytest.approx(case["expected"]["rty"], abs=5e-6)
    assert found.total.dpu == pytest.approx(case["expected"]["tdpu"], abs=5e-6)


def test_orders() -> None:
    """60 defects in 400 orders of 6 opportunities, 20 of them defective: sigma 3.45 [sixsigma.dpmo.orders]."""
    case = VECTORS["sixsigma.dpmo.orders"]
    given, expected = case["inputs"], case["expected"]
    found = run(
        line(
            "orders",
            defects=given["defects"],
            units=given["units"],
            opportunities=given["opportunities"],
            defective_units=given["defectives"],
        )
    ).lines[0]
    assert found.plain_yield == pytest.approx(expected["yield"], abs=1e-9)
    assert found.dpu == pytest.approx(expected["dpu"], abs=1e-9)
    assert found.dpo == pytest.approx(expected["dpo"], abs=1e-9)
    assert found.dpmo == pytest.approx(expected["dpmo"], abs=1e-6)
    assert found.z_short == pytest.approx(expected["sigma"], abs=0.011)


def test_the_table_of_sigma_levels() -> None:
    """Motorola and Harry's table with the shift of 1.5 [sixsigma.sigma_table]."""
    case = VECTORS["sixsigma.sigma_table"]
    for sigma, dpmo in zip(case["inputs"]["sigma"], case["expected"]["dpmo"], strict=True):
        found = run(line("l", z=sigma), shift=case["inputs"]["shift"]).lines[0]
        assert found.dpmo == pytest.approx(dpmo, abs=0.51)
        assert found.z_short == pytest.approx(sigma)


def test_the_product_report() -> None:
    """Minitab's formulas on parts, process and software [scorecard.rollup]."""
    case = VECTORS["scorecard.rollup"]
    components = case["inputs"]["components"]
    found = run(
        *[
            line(
                row["name"],
                units=row["u"],
                defects=row["d"],
                opportunities=row["o"],
                complexity=row["cx"],
                shift=row["shift"],
            )
            for row in components
        ]
    )
    assert found.base_units == case["expected"]["base_units"]
    parts = next(row for row in found.lines if row.id == "parts")
    assert parts.adjusted_units == case["expected"]["components[0].adj_units"]
    assert parts.adjusted_defects == pytest.approx(12)
    assert sum(row.adjusted_defects or 0.0 for row in found.lines) == pytest.approx(22), "by hand: 12 + 6 + 4"
    assert found.total.dpmo == pytest.approx(case["expected"]["total_dpmo"], abs=1e-9)
    assert found.total.rolled_yield == pytest.approx(case["expected"]["total_yrt"], abs=1e-9)
    assert next(row for row in found.lines if row.id == "software").shift == 1.0


@pytest.mark.parametrize(
    ("confidence", "rule", "bound"),
    [(50, "binomial", 1 - 0.5 ** (1 / 2000)), (95, "binomial", 1 - 0.05 ** (1 / 2000)), (95, "poisson", 0.00149787)],
)
def test_no_defect_seen_gives_a_bound(confidence: float, rule: str, bound: float) -> None:
    """The exact bound of 0 in 2,000; −ln 0.05 ÷ 2,000 = 0.00149787, the rule of three."""
    found = run(line("l", units=500, defects=0, opportunities=4), confidence_pct=confidence, yield_rule=rule)
    row = found.lines[0]
    assert (row.basis, found.total.bounds) == ("bound", 1)
    assert row.dpo == pytest.approx(bound, abs=1e-8)
    assert row.z_short is not None
    assert math.isfinite(row.z_short)


def test_every_way_to_know_a_rate() -> None:
    """By hand: Z 4.5 short-term with shift 1.5 is Z 3 long-term, as are Cpk 1.5 and Ppk 1: 1349.898 ppm."""
    ways: list[dict[str, Any]] = [{"z": 4.5}, {"cpk": 1.5}, {"ppk": 1.0}, {"ppm": 1349.8980316}]
    for known in ways:
        row = run(line("l", **known)).lines[0]
        assert row.dpmo == pytest.approx(1349.8980316, rel=1e-9)
        assert row.z_long == pytest.approx(3)
        assert row.z_short == pytest.approx(4.5)


def test_capability_results_fill_their_line_or_become_one() -> None:
    found = run(
        line("ring", section="performance", opportunities=2),
        line("counted", units=10, defects=1),
        capabilities=[
            {"id": "ring", "name": "Ring diameter", "expected_ppm": 500.0},
            {"id": "counted", "name": "Counted", "expected_ppm": 9.0},
            {"id": "bore", "name": "Bore", "expected_ppm": 20.0},
        ],
    )
    by = {row.id: row for row in found.lines}
    assert [by[key].basis for key in ("ring", "counted", "bore")] == ["ppm", "counted", "ppm"]
    assert by["ring"].dpu == pytest.approx(0.001)
    assert by["counted"].dpmo == pytest.approx(100_000)
    assert by["bore"].dpmo == pytest.approx(20)
    assert by["bore"].section == "performance"


def test_targets_gaps_and_the_worst_line_first() -> None:
    found = run(line("good", z=5.0), line("bad", z=3.0, target_z=4.0), line("open"), target_z=4.5)
    assert [row.id for row in found.lines] == ["bad", "good", "open"]
    assert [row.gap_z for row in found.lines] == [pytest.approx(-1.0), pytest.approx(0.5), None]
    assert (found.total.lines, found.total.unknown) == (3, 1)
    texts = {block.id: block.text for block in report(found) if isinstance(block, Note)}
    assert texts["scorecard-targets"] == "1 line misses its target: bad."
    assert "leaves it out" in texts["scorecard-unknown"]


def test_the_published_rolled_yield() -> None:
    """Harry: 0.10, 0.05 and 0.008 defects per unit roll up to 0.158 and to 0.85385 [sixsigma.rty.harry]."""
    assert shape.faults(TOOL) == []
    found = TOOL.run(json.loads((HERE / "example.json").read_text(encoding="utf-8"))["inputs"])
    assert found.total.dpu == pytest.approx(0.158)
    assert found.total.rolled_yield == pytest.approx(0.85385, abs=5e-6)


def test_the_finding_and_the_pareto() -> None:
    case = json.loads((HERE / "testdata/order_to_delivery.json").read_text(encoding="utf-8"))
    found = TOOL.run(case["inputs"])
    assert list(shape.differences(case["expected"], found.model_dump(mode="json"), case["tolerance"])) == []
    blocks = report(found)
    assert blocks[0].type == "finding"
    assert blocks[0].text == (
        "Order to delivery: 89.6\N{NO-BREAK SPACE}% of all units pass every step without a defect (Z 4.31); Parts from "
        "the supplier brings 55\N{NO-BREAK SPACE}% of the defects"
    )
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert figure.categories[0] == "Parts from the supplier"
    assert figure.series[1].values[-1] == pytest.approx(100)
    table = next(block for block in blocks if isinstance(block, Table) and block.id == "scorecard-sections")
    assert [row[0] for row in table.rows] == ["process", "inputs", "systems"]
    assert any(block.id == "scorecard-twice" for block in blocks)


def test_many_lines_bound_the_picture_but_not_the_table() -> None:
    blocks = report(run(*[line(f"l{at}", z=3 + at / 100) for at in range(40)]))
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert (len(figure.categories), len(figure.table.rows)) == (15, 40)
    assert "15 worst of 40" in figure.note


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "the scorecard is empty"),
        ({"lines": [line("a", z=3), line("a", z=4)]}, "lines.1.id: a stands twice"),
        ({"lines": [line("a", z=3, cpk=1)]}, "lines.0.cpk: give defects, ppm, Z, Cpk or Ppk, but only one"),
        ({"lines": [line("a", defects=1)]}, "lines.0.units: say how many units"),
        ({"lines": [line("a", defects=1, units=0)]}, "lines.0.units: say how many units"),
        ({"lines": [line("a", defects=5, units=4)]}, "lines.0.defects: there are more defects than opportunities"),
        ({"lines": [line("a", defects=1, units=4, defective_units=5)]}, "lines.0.defective_units"),
        ({"lines": [line("a", ppm=math.nan)]}, "lines.0.ppm"),
        ({"lines": [line("a", z=math.inf)]}, "lines.0.z"),
        ({"lines": [line("a", opportunities=0)]}, "lines.0.opportunities"),
        ({"capabilities": [{"id": "a", "name": "a", "expected_ppm": 1}] * 2}, "capabilities.1.id: a is given twice"),
    ],
)
def test_what_cannot_be_rolled_up_is_refused_in_words(data: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        TOOL.run(data)


@pytest.mark.parametrize(
    "known",
    [{}, {"ppm": 0}, {"ppm": 1e6}, {"z": 30}, {"z": -30}, {"units": 3, "defects": 3}, {"units": 1e12, "defects": 0}],
)
def test_extremes_give_finite_figures_and_a_report(known: dict[str, Any]) -> None:
    found = run(line("l", **known))
    assert report(found)
    assert all(math.isfinite(value) for value in TOOL.metrics(found).values())
    assert ScorecardResult.model_validate_json(found.model_dump_json()) == found


rates = st.floats(1e-6, 0.2)
sizes = st.integers(1, 30)


@given(st.lists(st.tuples(rates, sizes, st.integers(1, 5)), min_size=1, max_size=12), st.randoms())
@settings(max_examples=50, deadline=None)
def test_shares_sum_to_the_whole_and_order_says_nothing(rows, random) -> None:  # type: ignore[no-untyped-def]  # drawn by hypothesis
    lines = [
        line(f"l{at:02}", ppm=1e6 * rate, opportunities=size, complexity=times)
        for at, (rate, size, times) in enumerate(rows)
    ]
    found = run(*lines)
    assert sum(row.share_pct or 0.0 for row in found.lines) == pytest.approx(100)
    assert found.total.dpu == pytest.approx(sum(rate * size * times for rate, size, times in rows))
    assert found.total.rolled_yield == pytest.approx(math.prod((1 - r) ** (s * t) for r, s, t in rows))
    again = run(*random.sample(lines, len(lines)))
    assert [row.id for row in again.lines] == [row.id for row in found.lines]
    assert again.total.dpmo == pytest.approx(found.total.dpmo)


@given(st.integers(1, 10**6), st.sampled_from([50, 90, 99]))
@settings(max_examples=50, deadline=None)
def test_the_bound_is_the_rate_at_which_seeing_nothing_is_that_unlikely(units: int, confidence: int) -> None:
    bound = maths.zero_defects_bound(units, 1, confidence / 100, "binomial")
    assert units * math.log1p(-bound) == pytest.approx(math.log(1 - confidence / 100))


def test_normalised_yield_is_the_geometric_mean() -> None:
    """By hand: yields 0.9 and 0.4 give 0.36 rolled and 0.6 normalised."""
    found = run(line("a", ppm=100_000), line("b", ppm=600_000))
    assert found.total.rolled_yield == pytest.approx(0.36)
    assert found.total.normalised_yield == pytest.approx(0.6)


def test_the_folder_is_whole() -> None:
    assert shape.faults(TOOL) == []
