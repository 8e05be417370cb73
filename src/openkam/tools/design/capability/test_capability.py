"""Published cases, other people's software and properties of the capability indices; the report and the refusals."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Histogram, Note, Report, Table
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.design.capability import TOOL, CapabilityResult, fits, report
from openkam.tools.design.capability.inputs import Index

HERE = Path(__file__).parent
DATA = json.loads((HERE / "testdata" / "vectors.json").read_text(encoding="utf-8"))
VECTORS = {vector["id"]: vector for vector in DATA["vectors"]}
RINGS = DATA["datasets"]["pistonrings_phase1"]
PLATES = VECTORS["capability.normality_gate"]["inputs"]["data"]


def ctq(**limits: float) -> dict[str, object]:
    return {"id": "d1", "name": "Diameter", "unit": "mm", **limits}


def run(limits: dict[str, float], values: list[Any], **more: object) -> CapabilityResult:
    """Rows are subgroups, plain numbers single values."""
    form = (
        {"subgroups": values}
        if isinstance(values[0], (list, tuple))
        else {"measurements": [{"value": value} for value in values]}
    )
    return TOOL.run({"ctq": ctq(**limits), **form, **more})


def some(index: Index | None) -> Index:
    assert index is not None
    return index


def text(blocks: Report, name: str) -> str:
    return next(block.text for block in blocks if block.id == name and hasattr(block, "text"))


@pytest.mark.parametrize(
    "vector",
    ["capability.qcc.pistonrings", "capability.qcc.pistonrings_offtarget", "capability.qcc.pistonrings_ppm"],
)
def test_indices_intervals_and_fallout_of_the_piston_rings(vector: str) -> None:
    """R qcc 3.0 and its vignette; with exact constants and Boyles' degrees of freedom for Cpm [capability.qcc.*]."""
    case = VECTORS[vector]
    given, expected = case["inputs"], case["expected_exact_constants"]
    limits = {"lower": given["lsl"], "upper": given["usl"]}
    limits |= {"target": given["target"]} if "target" in given else {}
    found = run(limits, RINGS, estimator="range", method="normal")
    assert found.within is not None
    names = (("two_sided", "cp", "pp"), ("lower", "cpl", "ppl"), ("upper", "cpu", "ppu"), ("k", "cpk", "ppk"))
    for field, short, long in names:
        assert some(getattr(found.within, field)).value == pytest.approx(expected[short], abs=2e-9)
        assert some(getattr(found.overall, field)).value == pytest.approx(expected[long], abs=2e-9)
    for index, name in (
        (found.within.two_sided, "cp_ci"),
        (found.within.k, "cpk_ci"),
        (found.overall.two_sided, "pp_ci"),
        (found.overall.k, "ppk_ci"),
    ):
        assert [some(index).low, some(index).high] == pytest.approx(expected[name], abs=2e-9)
    if "target" in given:
        within, overall = some(found.within.taguchi), some(found.overall.taguchi)
        assert within.value == pytest.approx(expected["cpm"], abs=2e-9)
        assert [within.low, within.high] == pytest.approx(expected["cpm_ci_boyles"], abs=2e-9)
        assert overall.value == pytest.approx(expected["ppm_taguchi"], abs=2e-9)
        assert [overall.low, overall.high] == pytest.approx(expected["ppm_taguchi_ci_boyles"], abs=2e-9)
    for fallout, name in ((found.expected_within, "within"), (found.expected_overall, "overall")):
        assert fallout is not None
        shown = [fallout.below_ppm, fallout.above_ppm, fallout.total_ppm]
        assert shown == pytest.approx(expected[f"ppm_{name}"], rel=1e-9)
        assert fallout.z_bench == pytest.approx(expected[f"zbench_{name}"], abs=1e-9)


def test_counted_parts_beyond_the_limits() -> None:
    """R qcc 3.0: 12 % below and 16 % above observed [capability.qcc.pistonrings_ppm]."""
    found = run({"lower": 73.99, "upper": 74.01}, RINGS, estimator="range")
    assert (found.observed.below_ppm, found.observed.above_ppm) == (120_000, 160_000)


def test_hard_bake() -> None:
    """Montgomery, ISQC, example 6.1, flow width after hard bake [capability.montgomery_hardbake]."""
    case = VECTORS["capability.montgomery_hardbake"]
    expected = case["expected"]
    found = run({"lower": 1.0, "upper": 2.0}, case["inputs"]["data"], estimator="range")
    assert found.within is not None
    assert found.expected_within is not None
    assert found.mean == pytest.approx(expected["xbarbar"], abs=6e-5)
    assert found.sigma_within == pytest.approx(expected["sigma"], abs=6e-5)
    assert some(found.within.two_sided).value == pytest.approx(expected["cp"], abs=6e-4)
    assert found.expected_within.total_ppm / 1e6 == pytest.approx(expected["fallout"], abs=1e-5)


def test_the_gate_of_normality() -> None:
    """R shapiro.test on SAS Plates: W 0.84896, p 1.45e-5 [capability.normality_gate]; then another method is used."""
    found = run({"lower": 0.1, "upper": 3.0}, PLATES)
    assert found.normality.test == "shapiro_wilk"
    assert found.normality.statistic == pytest.approx(0.84896, abs=6e-6)
    assert found.normality.p == pytest.approx(1.45e-5, abs=6e-8)
    assert (found.normality.normal, found.method, found.chosen) == (False, "box_cox", True)
    assert run({"upper": 3.0}, RINGS).method == "normal"


@given(st.integers(0, 10_000), st.sampled_from(["range", "deviation", "pooled"]))
@settings(max_examples=50, deadline=None)
def test_agrees_with_capstat_core(seed: int, estimator: str) -> None:
    """Oracle: capstat-core 0.4 on random subgroups of equal size. Its Cpm, too, is with sigma within."""
    import capstat_core

    random = np.random.default_rng(seed)
    data = random.normal(random.uniform(-5, 5), random.uniform(0.1, 3), (int(random.integers(2, 9)), 5)).tolist()
    names = {"range": "rbar_d2", "deviation": "sbar_c4", "pooled": "pooled"}
    theirs = capstat_core.capability(data, lsl=-9, usl=10, target=1, within_method=names[estimator])  # type: ignore[arg-type]  # its names
    ours = run({"lower": -9, "upper": 10, "target": 1}, data, estimator=estimator, method="normal")
    assert ours.within is not None
    assert ours.sigma_within == pytest.approx(theirs.sigma_within, rel=1e-6)
    for index, other in (
        (ours.within.two_sided, theirs.cp),
        (ours.within.lower, theirs.cpl),
        (ours.within.upper, theirs.cpu),
        (ours.within.k, theirs.cpk),
        (ours.within.taguchi, theirs.cpm),
        (ours.overall.two_sided, theirs.pp),
        (ours.overall.k, theirs.ppk),
    ):
        assert some(index).value == pytest.approx(other, rel=1e-6)


def test_single_values_tests_and_transformation_agree_with_capstat_core() -> None:
    """Oracle: capstat-core's moving range, Anderson–Darling and Box-Cox on SAS Plates."""
    import capstat_core

    single = capstat_core.capability(PLATES, lsl=0.1, usl=3.0)
    ours = run({"lower": 0.1, "upper": 3.0}, PLATES, method="normal", normality_test="anderson_darling")
    assert ours.estimator == "moving_range"
    assert ours.sigma_within == pytest.approx(single.sigma_within, rel=1e-9)
    assert single.normality is not None
    theirs = single.normality.anderson_darling
    assert ours.normality.statistic == pytest.approx(theirs.statistic, rel=1e-9)
    assert ours.normality.p == pytest.approx(theirs.p_value, rel=1e-6)
    transformed = capstat_core.box_cox_capability(PLATES, lsl=0.1, usl=3.0)
    box_cox = run({"lower": 0.1, "upper": 3.0}, PLATES, method="box_cox")
    assert box_cox.transformed is not None
    assert box_cox.within is not None
    assert box_cox.transformed.exponent == pytest.approx(transformed.lmbda, abs=1e-5)
    assert box_cox.within.k.value == pytest.approx(transformed.capability.cpk, rel=1e-4)
    assert box_cox.overall.k.value == pytest.approx(transformed.capability.ppk, rel=1e-4)


def test_percentiles_agree_with_scipy_and_with_the_usual_indices_of_normal_values() -> None:
    """ISO 22514-2: (2 − X50) ÷ (X99.865 − X50) of the fitted lognormal. capstat-core also fits where it begins, so its
    figure differs: ours begins at 0, as a size measured from 0 must.
    """
    from scipy.stats import lognorm, norm

    found = run({"upper": 2.0}, PLATES, method="percentile", distribution="lognormal")
    law = lognorm(*lognorm.fit(PLATES, floc=0))
    expected = (2.0 - law.median()) / (law.ppf(0.99865) - law.median())
    assert found.within is None
    assert found.overall.k.value == pytest.approx(expected, rel=1e-6)
    assert found.expected_overall.total_ppm == pytest.approx(1e6 * law.sf(2.0), rel=1e-6)
    normal = run({"lower": 73.95, "upper": 74.05}, RINGS, method="percentile", distribution="normal")
    usual = run({"lower": 73.95, "upper": 74.05}, RINGS, method="normal")
    # The likelihood's sigma has the divisor n, and 0.99865 is rounded from Φ(3).
    ratio = math.sqrt(124 / 125) * norm.ppf(0.99865) / 3
    assert normal.overall.k.value * ratio == pytest.approx(usual.overall.k.value, rel=1e-9)


@pytest.mark.parametrize("distribution", ["best", "lognormal", "weibull", "gamma", "logistic", "normal", "empirical"])
def test_every_distribution_gives_ordered_percentiles(distribution: str) -> None:
    found = run({"lower": 0.1, "upper": 3.0}, PLATES, method="percentile", distribution=distribution).fitted
    assert found is not None
    assert found.p_low < found.median < found.p_high
    if distribution == "best":
        assert found.shape == "lognormal"


def test_values_below_zero_go_to_the_percentiles() -> None:
    """Log-normal values moved below 0: Box-Cox has no place for them, so the gate sends them on."""
    random = np.random.default_rng(5)
    values = (random.lognormal(0, 1, 120) - 1).tolist()
    found = run({"upper": 30.0}, values)
    assert (found.method, found.chosen) == ("percentile", True)
    assert found.overall.k.low is None


def test_two_processes_in_one_histogram_are_warned_of() -> None:
    random = np.random.default_rng(4)
    values = np.concatenate([random.normal(-5, 1, 100), random.normal(5, 1, 100)]).tolist()
    blocks = report(run({"lower": -20.0, "upper": 20.0}, values, method="percentile"))
    assert any("fits badly" in block.text for block in blocks if isinstance(block, Note))


def test_unequal_subgroups_missing_values_and_both_forms() -> None:
    rows = [("a", 1.0), ("a", 2.0), ("b", 3.0), ("a", 1.5), ("b", None), ("b", 2.5)]
    given = [{"subgroup": name, "value": value} for name, value in rows]
    one = TOOL.run({"ctq": ctq(lower=0, upper=5), "measurements": given})
    other = TOOL.run({"ctq": ctq(lower=0, upper=5), "subgroups": [[1.0, 2.0, 1.5], [3.0, None, 2.5]]})
    assert (one.n, one.missing, one.subgroups, one.sizes, one.estimator) == (5, 1, 2, (2, 3), "pooled")
    assert one.within == other.within


def test_an_unstable_process_is_called_so() -> None:
    shifted = [[value + (0.1 if at > 12 else 0) for value in row] for at, row in enumerate(RINGS)]
    blocks = report(run({"lower": 73.5, "upper": 74.5}, shifted))
    note = next(block for block in blocks if block.id == "capability-stability")
    assert note.type == "note"
    assert note.kind == "warning"
    assert "does not look stable" in note.text


def test_degrees_of_freedom_of_the_estimator_are_fewer() -> None:
    """Pooled: 25 × 4; ranges a tenth less; moving ranges 0.605 per difference (Cryer and Ryan 1990)."""
    assert run({"upper": 75}, RINGS, estimator="pooled", freedom="estimator").freedom_within == 100
    assert run({"upper": 75}, RINGS, estimator="range", freedom="estimator").freedom_within == pytest.approx(90, abs=1)
    assert run({"upper": 75}, RINGS, estimator="deviation", freedom="estimator").freedom_within == pytest.approx(
        95, abs=1
    )
    single = run({"upper": 3}, PLATES, method="normal", freedom="estimator")
    assert single.freedom_within == pytest.approx(0.605 * 49)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"ctq": ctq(upper=3)}, "at least two values"),
        ({"ctq": ctq(upper=3), "measurements": [{"value": 1}, {"value": None}]}, "at least two values"),
        ({"ctq": ctq(upper=3), "measurements": [{"value": 0.1}] * 3}, "all values are equal"),
        ({"ctq": ctq(), "measurements": [{"value": 1}, {"value": 2}]}, "give a lower limit, an upper limit or both"),
        ({"ctq": ctq(lower=3, upper=1), "measurements": [{"value": 1}, {"value": 2}]}, "not below the upper limit"),
        ({"ctq": ctq(upper=1e200), "measurements": [{"value": 1}, {"value": 2}]}, "ctq.upper: the number is too large"),
        ({"ctq": ctq(upper=3), "measurements": [{"value": 1}, {"value": math.nan}]}, "measurements.1.value"),
        ({"ctq": ctq(upper=3), "measurements": [{"value": 1}, {"value": math.inf}]}, "measurements.1.value"),
        (
            {"ctq": ctq(upper=3), "measurements": [{"value": 1, "subgroup": "a"}, {"value": 2}]},
            "measurements.1.subgroup",
        ),
        ({"ctq": ctq(upper=3), "measurements": [{"value": 1}, {"value": 2}], "subgroups": [[1, 2]]}, "not both"),
        ({"ctq": ctq(upper=3), "measurements": [{"value": 1}, {"value": 2}], "estimator": "range"}, "needs subgroups"),
        ({"ctq": ctq(upper=3), "subgroups": [[1, 1], [2, 2]]}, "within every subgroup are equal"),
        (
            {"ctq": ctq(upper=3), "measurements": [{"value": -1}, {"value": 2}], "method": "box_cox"},
            "values and limits",
        ),
        (
            {
                "ctq": ctq(upper=3),
                "measurements": [{"value": -1}, {"value": 2}],
                "method": "percentile",
                "distribution": "gamma",
            },
            "values above 0",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(data: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        TOOL.run(data)


@pytest.mark.parametrize(
    "values", [[1.0, 2.0], [1e15, -1e15], [1e-9, 2e-9, 1e-9], [1e-150, 2e-150], [0.0, 0.0, 0.0, 1.0]]
)
@pytest.mark.parametrize("method", ["auto", "normal", "percentile"])
def test_meagre_and_extreme_values_give_a_result(values: list[float], method: str) -> None:
    result = run({"lower": -1e15, "upper": 1e15, "target": 3.0}, values, method=method)
    assert report(result)
    assert all(math.isfinite(number) for number in TOOL.metrics(result).values())


@pytest.mark.parametrize("exponent", [-5, 0, 5])
@pytest.mark.parametrize("values", [[1e-10, 1.0, 2.0, 3.0], [1e15, 1.0, 2.0, 1e-9]])
def test_far_transformations_stay_finite(values: list[float], exponent: float) -> None:
    found = run({"upper": 1e15, "target": 1e-9}, values, method="box_cox", box_cox_lambda=exponent)
    assert report(found)
    assert math.isfinite(found.overall.k.value)


def test_a_transformation_that_runs_away_is_refused() -> None:
    with pytest.raises(InvalidInput, match="stay apart"):
        run({"upper": 9.0}, [1e-150, 1.0, 2.0], method="box_cox", box_cox_lambda=-5)


def test_the_finding_and_the_picture_say_what_the_figures_say() -> None:
    blocks = report(run({"lower": 73.95, "upper": 74.05, "target": 74.0}, RINGS, estimator="range"))
    assert text(blocks, "capability-finding") == (
        "Diameter is capable: Cpk 1.66 (95\N{NO-BREAK SPACE}% interval 1.45 to 1.88) stays above the wanted 1.33; "
        "0.809 per million are expected beyond the limits"
    )
    picture = next(block for block in blocks if isinstance(block, Histogram))
    assert sum(bar.count for bar in picture.bins) == 125
    assert (picture.lower, picture.target, picture.upper) == (73.95, 74.0, 74.05)
    width = picture.bins[0].high - picture.bins[0].low
    for curve in picture.curves:
        area = np.trapezoid([y for _x, y in curve.points], [x for x, _y in curve.points])
        assert area == pytest.approx(125 * width, rel=1e-3), "the curve holds as much as the bars"
    table = next(block for block in blocks if isinstance(block, Table) and block.id == "capability-indices")
    assert [row[0] for row in table.rows][:5] == ["Cp", "CPL", "CPU", "Cpk", "Cpm"]


def test_centring_is_advised_only_where_it_helps() -> None:
    off = report(run({"lower": 73.95, "upper": 74.02}, RINGS))
    assert "above the middle of the limits: centred, Cpk would rise" in text(off, "capability-centring")
    assert all(block.id != "capability-centring" for block in report(run({"lower": 73.95, "upper": 74.05}, RINGS)))


@pytest.mark.parametrize(
    ("wanted", "verdict"), [(1.33, "met"), (1.6, "met_unsure"), (1.8, "missed_unsure"), (2.0, "missed")]
)
def test_the_verdict_asks_the_interval(wanted: float, verdict: str) -> None:
    found = run({"lower": 73.95, "upper": 74.05}, RINGS, estimator="range", wanted_cpk=wanted)
    assert found.verdict == verdict


def test_curves_of_other_methods_hold_as_much_as_the_bars() -> None:
    for method in ("box_cox", "percentile"):
        picture = next(b for b in report(run({"upper": 3.0}, PLATES, method=method)) if isinstance(b, Histogram))
        (curve,) = picture.curves
        width = picture.bins[0].high - picture.bins[0].low
        area = np.trapezoid([y for _x, y in curve.points], [x for x, _y in curve.points])
        assert area == pytest.approx(50 * width, rel=0.08)


values = st.floats(-1000, 1000, allow_nan=False).map(lambda value: round(value, 3))
rows = st.lists(st.lists(values, min_size=2, max_size=6), min_size=2, max_size=10).filter(
    lambda groups: any(max(group) > min(group) for group in groups)
)


@given(rows, st.floats(0.01, 100), st.floats(-1000, 1000), st.randoms())
@settings(max_examples=50, deadline=None)
def test_indices_have_no_unit_no_zero_and_no_order_of_subgroups(groups, factor, offset, random) -> None:  # type: ignore[no-untyped-def]  # drawn by hypothesis
    one = run({"lower": -1100, "upper": 1300, "target": 5}, groups, method="normal")
    moved = [[factor * value + offset for value in group] for group in random.sample(groups, len(groups))]
    limits = {"lower": -1100.0, "upper": 1300.0, "target": 5.0}
    other = run({name: factor * limit + offset for name, limit in limits.items()}, moved, method="normal")
    assert one.within is not None
    assert other.within is not None
    for name in ("two_sided", "lower", "upper", "k", "taguchi"):
        assert some(getattr(other.within, name)).value == pytest.approx(some(getattr(one.within, name)).value, rel=1e-5)
        assert some(getattr(other.overall, name)).value == pytest.approx(
            some(getattr(one.overall, name)).value, rel=1e-5
        )
    assert sum(bar.count for bar in one.histogram) == one.n


@given(rows)
@settings(max_examples=50, deadline=None)
def test_intervals_hold_their_index_and_the_smaller_side_leads(groups: list[list[float]]) -> None:
    found = run({"lower": -500, "upper": 600, "target": 50}, groups, method="normal")
    assert found.within is not None
    for family in (found.within, found.overall):
        assert family.k.value == min(some(family.lower).value, some(family.upper).value)
        assert some(family.two_sided).value >= family.k.value - 1e-9
        assert some(family.taguchi).value <= some(family.two_sided).value + 1e-12
        for name in ("two_sided", "lower", "upper", "k"):
            index = some(getattr(family, name))
            assert index.low is not None
            assert index.high is not None
            assert index.low <= index.value + 1e-9 or name == "two_sided"
            assert index.low < index.high


def test_result_survives_its_json_and_the_folder_is_whole() -> None:
    for more in ({}, {"method": "percentile"}, {"method": "box_cox"}):
        result = run({"lower": 0.1, "upper": 3.0, "target": 0.6}, PLATES, **more)
        assert CapabilityResult.model_validate_json(result.model_dump_json()) == result
    assert shape.faults(TOOL) == []


def test_box_cox_of_a_typed_lambda_is_the_logarithm_at_zero() -> None:
    """By hand: with λ = 0 PPU is (ln 3 − mean of the logarithms) ÷ 3 of their deviations."""
    found = run({"upper": 3.0}, PLATES, method="box_cox", box_cox_lambda=0)
    logs = np.log(PLATES)
    assert found.overall.k.value == pytest.approx((math.log(3) - logs.mean()) / (3 * logs.std(ddof=1)), rel=1e-12)
    assert fits.box_cox(np.array([4.0]), 0.5).tolist() == pytest.approx([2.0])
