"""Printed comparisons and sizes, SciPy and statsmodels as oracles, the gate's rules and the plan's sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower
from statsmodels.stats.proportion import confint_proportions_2indep

from openkam.core.blocks import Figure, Finding, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.core.fields import unlabelled
from openkam.tools.verify.pilot import TOOL, PilotInputs, PilotResult
from openkam.tools.verify.pilot.gate import decide, verdict
from openkam.tools.verify.pilot.report import report
from openkam.tools.verify.pilot.result import Analysis, CriterionState, Gate, Verdict

HERE = Path(__file__).parent
VECTORS = {vector["id"]: vector for vector in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
NBSP = "\N{NO-BREAK SPACE}"

numbers = st.integers(-400, 400).map(lambda whole: whole / 8)
samples = st.lists(numbers, min_size=2, max_size=25)
tallies = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda pair: (min(pair), pair[1]))


def criterion(design: str = "welch", direction: str = "higher", **more: Any) -> dict[str, Any]:
    ctq = {"id": "C", "name": "Lead time", "unit": "h", "direction": direction, "target": more.pop("target", None)}
    return {"ctq": ctq, "design": design, **more}


def run(given_criterion: dict[str, Any], measured: dict[str, Any] | None = None, **more: Any) -> PilotResult:
    entries = [] if measured is None else [{"criterion": "C", **measured}]
    return TOOL.run({"criteria": [given_criterion], "measured": entries, **more})


def compare(design: str, before: Any, after: Any, direction: str = "higher", **more: Any) -> Analysis:
    return run(criterion(design, direction, **more), {"before": before, "after": after}).analyses[0]


def shares(before: tuple[int, int], after: tuple[int, int], direction: str = "higher", **more: Any) -> Analysis:
    tally = {"before_tally": {"count": before[0], "n": before[1]}, "after_tally": {"count": after[0], "n": after[1]}}
    return run(criterion("proportions", direction), tally, **more).analyses[0]


def test_two_samples_of_nist() -> None:
    """NIST/SEMATECH e-Handbook 1.3.5.3: American against Japanese cars, pooled t from the figures."""
    vector = VECTORS["pilot.two_sample_t.nist"]
    figures, printed, near = vector["inputs"], vector["expected"], vector["tolerance"]
    american, japanese = (
        {"n": figures["n"][at], "mean": figures["mean"][at], "sd": figures["sd"][at]} for at in (0, 1)
    )
    found = run(criterion("pooled"), {"before_summary": japanese, "after_summary": american}).analyses[0]
    assert found.statistic == pytest.approx(printed["t"], abs=near)
    assert found.pooled_sd == pytest.approx(printed["pooled_sd"], abs=near)
    assert found.critical == pytest.approx(printed["t_crit"], abs=near)
    assert found.freedom == printed["df"]
    assert found.verdict == "worse"


def test_power_of_r() -> None:
    """R power.t.test(delta = 1, sd = 1), strict = FALSE: the far tail is left out."""
    vector = VECTORS["pilot.power_t"]
    figures, printed, near = vector["inputs"], vector["expected"], vector["tolerance"]
    given_criterion = criterion(smallest_effect=figures["delta"], sigma=figures["sd"], planned_per_group=20)
    two = run(given_criterion, power_pct=90).sizes[0]
    assert two.power_at_planned == pytest.approx(printed["power_n20"], abs=near["*"])
    assert two.exact == pytest.approx(printed["n_power90"], abs=near["n_power90"])
    assert two.needed == 23
    one = run(given_criterion, power_pct=90, sides="one").sizes[0]
    assert one.exact == pytest.approx(printed["n_power90_one_sided"], abs=near["n_power90_one_sided"])


def test_power_of_two_proportions() -> None:
    """R's help page of power.prop.test, 0.50 against 0.75: power 0.740 with n = 50; n = 76.7 for a power of 0.90."""
    given_criterion = criterion("proportions", smallest_effect=0.25, baseline_share=0.5, planned_per_group=50)
    size = run(given_criterion, power_pct=90).sizes[0]
    assert size.power_at_planned == pytest.approx(0.740, abs=0.0005)
    assert size.exact == pytest.approx(76.7, abs=0.05)
    assert size.needed == 77


def test_two_proportions_of_r() -> None:
    """R prop.test(c(15, 25), c(50, 50), correct = FALSE) and fisher.test."""
    vector = VECTORS["pilot.two_proportions"]
    x, n, printed, near = vector["inputs"]["x"], vector["inputs"]["n"], vector["expected"], vector["tolerance"]
    found = shares((x[1], n[1]), (x[0], n[0]), share_interval="wald")
    assert found.statistic == pytest.approx(printed["chi2"], abs=near)
    assert found.p == pytest.approx(printed["p"], abs=near)
    assert found.fisher_p == pytest.approx(printed["fisher_p"], abs=near)
    assert (found.low, found.high) == pytest.approx(printed["ci"], abs=near)
    assert (found.wald_low, found.wald_high) == pytest.approx(printed["ci"], abs=near)


def test_newcombe_as_printed() -> None:
    """Newcombe 1998, table II, method 10: 56/70 − 48/80 is 0.0524 to 0.3339; 9/10 − 3/10 is 0.1705 to 0.8090."""
    wide = shares((48, 80), (56, 70))
    assert (wide.low, wide.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    small = shares((3, 10), (9, 10))
    assert (small.low, small.high) == pytest.approx((0.1705, 0.8090), abs=5e-5)


@given(samples, samples)
@settings(max_examples=50, deadline=None)
def test_two_samples_as_in_scipy(before: list[float], after: list[float]) -> None:
    assume(len(set(before)) > 1 and len(set(after)) > 1)
    for design, equal in (("welch", False), ("pooled", True)):
        found, other = compare(design, before, after), stats.ttest_ind(after, before, equal_var=equal)
        interval = other.confidence_interval(0.95)
        assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-7)
        assert (found.statistic, found.p) == pytest.approx((other.statistic, other.pvalue), abs=1e-7)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=25))
@settings(max_examples=50, deadline=None)
def test_pairs_as_in_scipy(pairs: list[tuple[float, float]]) -> None:
    before, after = [one for one, _other in pairs], [other for _one, other in pairs]
    assume(np.ptp(np.subtract(after, before)) > 0)
    found, other = compare("paired", before, after), stats.ttest_rel(after, before)
    interval = other.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-7)
    assert found.p == pytest.approx(other.pvalue, abs=1e-9)


@given(tallies, tallies)
@settings(max_examples=50, deadline=None)
def test_shares_as_in_statsmodels(before: tuple[int, int], after: tuple[int, int]) -> None:
    found = shares(before, after)
    low, high = confint_proportions_2indep(*after, *before, compare="diff", method="newcomb")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert -1 <= found.low <= found.difference <= found.high <= 1


@given(st.floats(0.1, 3), st.integers(50, 99))
@settings(max_examples=50, deadline=None)
def test_sizes_as_in_statsmodels(effect: float, power: int) -> None:
    """One-sided, for there both conventions of the far tail agree."""
    wanted: dict[str, Any] = {"power_pct": power, "sides": "one"}
    two = run(criterion(smallest_effect=effect, sigma=1, planned_per_group=12), **wanted).sizes[0]
    reached = TTestIndPower().power(effect, 12, 0.05, alternative="larger")
    assert two.power_at_planned == pytest.approx(reached, abs=1e-7)
    assert two.exact is not None
    if two.exact > 2:
        assert TTestIndPower().power(effect, two.exact, 0.05, alternative="larger") == pytest.approx(power / 100)
    pairs = run(criterion("paired", smallest_effect=effect, sigma=1), **wanted).sizes[0]
    assert pairs.exact is not None
    if pairs.exact > 2:
        assert TTestPower().power(effect, pairs.exact, 0.05, alternative="larger") == pytest.approx(power / 100)


@given(samples, samples, st.sampled_from([0.5, 2.0, 1024.0]))
@settings(max_examples=50, deadline=None)
def test_another_unit_scales_the_effect_and_keeps_p(before: list[float], after: list[float], scale: float) -> None:
    here = compare("welch", before, after)
    there = compare("welch", [scale * value for value in before], [scale * value for value in after])
    assert there.improvement == pytest.approx(scale * here.improvement, abs=1e-9)
    assert (there.low, there.high) == pytest.approx((scale * here.low, scale * here.high), abs=1e-6)
    assert there.verdict == here.verdict
    mirrored = compare("welch", before, after, "lower")
    assert (mirrored.low, mirrored.high) == pytest.approx((-here.high, -here.low))


@given(samples, samples, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_independent_values_does_not_matter(before: list[float], after: list[float], pick: Any) -> None:
    here = compare("welch", before, after)
    pick.shuffle(before)
    there = compare("welch", before, after)
    assert (there.low, there.high) == pytest.approx((here.low, here.high))


def test_values_that_hang_together_widen_the_interval() -> None:
    steps = np.cumsum(np.random.default_rng(5).normal(size=60)).tolist()
    series, welch = compare("series", steps[:30], steps[30:]), compare("welch", steps[:30], steps[30:])
    assert series.improvement == welch.improvement
    assert series.high - series.low > 1.5 * (welch.high - welch.low)
    assert (series.autocorrelation or 0) > 0.5


def test_nearer_to_the_target_is_better() -> None:
    """Worked by hand: distances from 10 fall from 4, 2, 4, 2 (mean 3) to 1, 0, 1, 0 (mean 0.5)."""
    found = compare("welch", [6, 8, 14, 12], [9, 10, 11, 10], "target", target=10)
    assert (found.before.mean, found.after.mean, found.improvement) == (3, 0.5, 2.5)
    assert found.verdict == "met"


def test_missing_values_are_left_out_and_counted() -> None:
    found = compare("paired", [1, None, 3, 4], [2, 5, None, 6])
    assert (found.before.n, found.before.missing, found.difference) == (2, 2, 1.5)
    assert compare("welch", [1, None, 3], [2, 5]).before.missing == 1


def test_without_variation_the_interval_has_no_width() -> None:
    found = compare("welch", [0.1, 0.1, 0.1], [0.3, 0.3, 0.3])
    assert (found.low, found.high, found.p, found.interval) == (found.improvement, found.improvement, None, "none")
    assert found.verdict == "met"
    same = compare("paired", [0.1, 0.2, 0.3], [0.4, 0.5, 0.6])
    assert (same.statistic, same.verdict) == (None, "met")
    assert compare("welch", [1, 1], [1, 1]).verdict == "missed"
    none = shares((0, 5), (0, 5))
    assert (none.p, none.fisher_p, none.verdict) == (None, 1, "unclear")


@pytest.mark.parametrize(
    ("improvement", "low", "high", "smallest", "expected"),
    [
        (5, 3, 7, 3, "met"),
        (5, 2, 8, 3, "likely"),
        (2, 1, 4, 3, "unclear"),
        (5, -1, 11, 3, "unclear"),
        (1, -1, 2, 3, "missed"),
        (-3, -5, -1, 3, "worse"),
        (1, 0, 2, 0, "unclear"),
        (-1, -2, 0, 0, "missed"),
        (2, 0.1, 4, 0, "met"),
    ],
)
def test_verdicts(improvement: float, low: float, high: float, smallest: float, expected: Verdict) -> None:
    assert verdict(improvement, low, high, smallest) == expected


@pytest.mark.parametrize(
    ("musts", "wishes", "expected"),
    [
        ("met met", "met", "go"),
        ("met", "", "go"),
        ("met likely", "met", "conditional"),
        ("met", "missed", "conditional"),
        ("met", "no_data", "conditional"),
        ("met unclear", "met", "hold"),
        ("met no_data", "", "hold"),
        ("met", "worse", "hold"),
        ("missed met", "met", "kill"),
        ("worse unclear", "", "kill"),
        ("no_data", "no_data", None),
        ("", "", None),
    ],
)
def test_gate(musts: str, wishes: str, expected: Gate | None) -> None:
    states = [
        CriterionState.model_validate({"criterion": str(at), "name": one, "must": must, "verdict": one})
        for must, words in ((True, musts), (False, wishes))
        for at, one in enumerate(words.split())
    ]
    assert decide(states) == expected


def test_a_size_that_cannot_be_told_says_why() -> None:
    assert run(criterion()).sizes[0].unsized == "no_effect"
    assert run(criterion(smallest_effect=1)).sizes[0].unsized == "no_spread"
    assert run(criterion(smallest_effect=1e-9, sigma=1)).sizes[0].unsized == "too_large"
    assert run(criterion(smallest_effect=1, sigma=1e-300, planned_per_group=50)).sizes[0].needed == 2
    assert run(criterion("proportions", smallest_effect=5e-324, baseline_share=0)).sizes[0].unsized == "too_large"
    beyond = criterion("proportions", "lower", smallest_effect=0.2, baseline_share=0.1)
    assert run(beyond).sizes[0].unsized == "beyond_share"
    observed = run(criterion(smallest_effect=1), {"before": [1, 2, 3, 4], "after": [2, 3]}).sizes[0]
    assert observed.sigma_from == "before"
    assert observed.sigma == pytest.approx(np.std([1, 2, 3, 4], ddof=1))


@pytest.mark.parametrize(
    ("given_criterion", "measured", "words"),
    [
        (criterion(), {"before": [1], "after": [1, 2]}, r"measured\.0\.before: at least two values"),
        (criterion(), {"before": [1, 2], "after": [1, None]}, r"measured\.0\.after: at least two values"),
        (criterion(), {"before": [1, float("nan")], "after": [1, 2]}, r"measured\.0\.before\.1"),
        (criterion("paired"), {"before": [1, 2, 3], "after": [1, 2]}, r"measured\.0\.after: 2 values stand against 3"),
        (
            criterion("paired"),
            {"before": [1, None], "after": [None, 2]},
            r"measured\.0\.after: at least two whole pairs",
        ),
        (criterion("proportions"), {"before": [1]}, r"measured\.0\.before: proportions take tallies"),
        (criterion("proportions"), {}, r"measured\.0\.before_tally: give the count"),
        (criterion("proportions"), {"before_tally": {"count": 3, "n": 2}}, r"before_tally.*more than the whole"),
        (criterion(direction="target"), {"before": [1, 2], "after": [1, 2]}, r"measured\.0\.criterion.*needs a target"),
        (criterion("paired"), {"before_summary": {"n": 2, "mean": 1, "sd": 1}}, r"after_summary: give number"),
        (criterion(), {"before_tally": {"count": 1, "n": 2}}, r"measured\.0\.before_tally: tallies are for"),
    ],
)
def test_errors_name_their_place(given_criterion: dict[str, Any], measured: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        run(given_criterion, measured)


def test_errors_of_the_plan_name_their_place() -> None:
    with pytest.raises(InvalidInput, match=r"criteria\.1\.ctq\.id: the id C is given twice"):
        TOOL.run({"criteria": [criterion(), criterion()]})
    with pytest.raises(InvalidInput, match=r"measured\.0\.criterion: there is no criterion with the id X"):
        TOOL.run({"criteria": [criterion()], "measured": [{"criterion": "X"}]})
    with pytest.raises(InvalidInput, match=r"hypotheses\.0\.criterion: there is no criterion"):
        TOOL.run({"hypotheses": [{"id": "H", "statement": "S", "criterion": "X"}]})
    with pytest.raises(InvalidInput, match=r"scope.*ends before it starts"):
        TOOL.run({"scope": {"starts_on": "2020-02-01", "ends_on": "2020-01-01"}})


@pytest.mark.parametrize(
    ("before", "after", "smallest", "sentence"),
    [
        (
            [10, 11, 12, 11],
            [5, 6, 7, 6],
            2,
            f"Lead time improves by 5.0{NBSP}h (95{NBSP}% interval 3.6 to 6.4); at least",
        ),
        ([10, 11, 12, 11], [5, 6, 7, 6], 4, "perhaps by less than the 4.0"),
        ([10, 11, 12, 11], [5, 6, 7, 6], 9, "an improvement of 9.0"),
        ([5, 6, 7, 6], [10, 11, 12, 11], 0, f"Lead time becomes worse by 5.0{NBSP}h (95{NBSP}% interval 3.6 to 6.4)"),
        ([5, 6, 7, 6], [5, 6, 7, 5], 0, "it is open whether"),
    ],
)
def test_the_effect_and_its_interval_come_first(before: Any, after: Any, smallest: float, sentence: str) -> None:
    blocks = report(run(criterion(direction="lower", smallest_effect=smallest), {"before": before, "after": after}))
    text = next(block.text for block in blocks if isinstance(block, Finding) and block.id == "pilot-1-finding")
    assert sentence in text


def test_report_of_the_example() -> None:
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    blocks = report(result)
    first = blocks[0]
    assert isinstance(first, Finding)
    assert first.text == "Go with conditions: 2 of 3 criteria met; open: Unloading time"
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert [figure.kind for figure in figures] == ["bars", "bars"]
    assert figures[1].series[0].values == (50, 30)
    assert figures[1].series[0].low[0] == pytest.approx(36.64, abs=0.01)
    assert {"pilot-outcome", "pilot-sizes", "pilot-hypotheses", "pilot-scope"} <= {
        block.id for block in blocks if isinstance(block, Table)
    }
    for working in (block for block in blocks if isinstance(block, Working) and block.id.endswith("improvement")):
        assert sum(term.value for term in working.terms) == pytest.approx(working.result)  # type: ignore[misc]


def test_a_series_is_drawn_as_two_lines_and_bounded() -> None:
    before = [10 + at % 3 for at in range(400)]
    result = run(criterion("series", "lower"), {"before": [*before, None], "after": [5, 6, None, 5]})
    blocks = report(result)
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert figure.kind == "lines"
    assert [len(series.values) for series in figure.series] == [254, 254]
    assert figure.series[1].values[-2:] == (None, 5)
    assert any("leaves out 151 values" in block.text for block in blocks if isinstance(block, Note))


def test_a_plan_without_measurements() -> None:
    assert report(TOOL.run({}))[0].text == "The pilot has no criterion for success yet"  # type: ignore[union-attr]
    planned = report(run(criterion(smallest_effect=1, sigma=1)))[0]
    assert isinstance(planned, Finding)
    assert planned.text == (
        f"The pilot needs 17 measurements per group to see the effects that count with a chance of 80{NBSP}%"
    )
    result = run(criterion(), hypotheses=[{"id": "H1", "statement": "It is faster"}])
    assert (result.gate, result.untested) == (None, ("H1",))


@pytest.mark.parametrize("design", ["welch", "pooled", "paired", "series"])
def test_result_survives_its_json(design: str) -> None:
    result = run(criterion(design, smallest_effect=1), {"before": [1, 2, 4], "after": [2, 5, 9]})
    assert PilotResult.model_validate_json(result.model_dump_json()) == result
    assert report(result)
    assert TOOL.metrics(result)["measured"] == 1


def test_every_input_has_a_label() -> None:
    assert unlabelled(PilotInputs) == []


def test_of_many_comparisons_those_that_decide_are_drawn_and_tables_have_the_rest() -> None:
    criteria = [
        {"ctq": {"id": f"c{at}", "name": f"C{at}", "direction": "higher"}, "must": at == 33, "smallest_effect": 1}
        for at in range(40)
    ]
    measured = [{"criterion": f"c{at}", "before": [1, 2, 3], "after": [6, 7, 9]} for at in range(40)]
    blocks = TOOL.report(TOOL.run({"criteria": criteria, "measured": measured}))
    drawn = [block.id for block in blocks if isinstance(block, Figure)]
    assert drawn == ["pilot-34-figure", *(f"pilot-{at}-figure" for at in range(1, 12))]
    tables = {block.id: len(block.rows) for block in blocks if isinstance(block, Table)}
    assert (tables["pilot-outcome"], tables["pilot-rest"]) == (40, 28)
    said = {block.id: block.text for block in blocks if isinstance(block, Finding)}
    assert said["pilot-drawn"].startswith("12 of 40 comparisons")
    assert not [block.id for block in blocks if block.id.startswith("pilot-40")]
