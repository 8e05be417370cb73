"""Gage R&R against AIAG's printed study and capstat-core; kappa against its papers and statsmodels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from openkam.core.blocks import Figure
from openkam.core.errors import InvalidInput
from openkam.tools.design.capability import TOOL, msa, report
from openkam.tools.design.capability.msa_inputs import AttributeAgreement, GageResult, MeasurementSystem

DATA = json.loads((Path(__file__).parent / "testdata" / "vectors.json").read_text(encoding="utf-8"))
VECTORS = {vector["id"]: vector for vector in DATA["vectors"]}
AIAG = VECTORS["msa.grr_anova.aiag"]["inputs"]["data_part_operator_trial"]


def study(layout: list[list[list[float]]], **more: object) -> MeasurementSystem:
    readings = [
        {"part": f"part {i}", "operator": f"operator {j}", "value": value}
        for i, cells in enumerate(layout)
        for j, trials in enumerate(cells)
        for value in trials
    ]
    return MeasurementSystem.model_validate({"readings": readings, **more})


def gage(layout: list[list[list[float]]], **more: object) -> GageResult:
    return msa.gage(study(layout, **more), None)


def test_analysis_of_variance_of_aiags_study() -> None:
    """AIAG MSA 4th ed., figures III-B 15 and 18, interaction pooled (p 0.974) [msa.grr_anova.aiag]."""
    expected = VECTORS["msa.grr_anova.aiag"]["expected"]
    found = gage(AIAG)
    squares = {line.source: line.squares for line in found.anova}
    assert squares["operator"] == pytest.approx(expected["ss_operator"], abs=6e-5)
    assert squares["part"] == pytest.approx(expected["ss_part"], abs=6e-5)
    assert squares["interaction"] == pytest.approx(expected["ss_interaction"], abs=6e-5)
    assert squares["repeatability"] == pytest.approx(expected["ss_error"], abs=6e-5)
    assert squares["total"] == pytest.approx(expected["ss_total"], abs=6e-5)
    for component, short in (("repeatability", "ev"), ("reproducibility", "av"), ("grr", "grr"), ("part", "pv")):
        row = found.of(component)  # type: ignore[arg-type]  # names of components
        assert row.sigma == pytest.approx(expected[f"sd_{short}"], abs=2e-6)
        assert row.study_pct == pytest.approx(expected[f"pct_sv_{short}"], abs=0.06)
    assert (found.pooled, found.ndc, found.verdict) == (True, 4, "marginal")


def test_ranges_of_aiags_study() -> None:
    """AIAG MSA 4th ed., figure III-B 16, with K1, K2, K3 computed [msa.grr_range.aiag]."""
    case = VECTORS["msa.grr_range.aiag"]
    expected, inputs = case["expected"], case["inputs"]
    found = gage(AIAG, method="range")
    assert found.ranges == pytest.approx((expected["rbar"], expected["xdiff"], expected["rp"]), abs=0.0003)
    assert found.divisors is not None
    constants = [1 / divisor for divisor in found.divisors]
    assert constants == pytest.approx([inputs["K1"], inputs["K2"], inputs["K3"]], abs=5e-5)
    for component, short in (
        ("repeatability", "ev"),
        ("reproducibility", "av"),
        ("grr", "grr"),
        ("part", "pv"),
        ("total", "tv"),
    ):
        row = found.of(component)  # type: ignore[arg-type]  # names of components
        assert row.sigma == pytest.approx(expected[short], abs=0.0003)
        if short != "tv":
            assert row.study_pct == pytest.approx(expected[f"pct_{short}"], abs=0.02)
    assert found.ndc == expected["ndc"]


@given(st.integers(0, 10_000), st.sampled_from([0.05, 0.25, 1.0]))
@settings(max_examples=50, deadline=None)
def test_agrees_with_capstat_core(seed: int, alpha: float) -> None:
    """Oracle: capstat-core 0.4, both methods, with and without the interaction."""
    import capstat_core

    random = np.random.default_rng(seed)
    layout = random.normal(0, 1, (5, 3, 2)) + random.normal(0, 3, (5, 1, 1)) + random.normal(0, 1, (5, 3, 1))
    theirs = capstat_core.gage_rr(layout, interaction_alpha=alpha)
    ours = gage(layout.tolist(), pooling_alpha=alpha)
    assert ours.pooled != theirs.interaction_included
    for component, other in (
        ("repeatability", theirs.var_repeatability),
        ("operator", theirs.var_operator),
        ("interaction", theirs.var_interaction),
        ("part", theirs.var_part),
    ):
        assert ours.of(component).variance == pytest.approx(other, rel=1e-9, abs=1e-12)  # type: ignore[arg-type]  # names
    by_range = capstat_core.gage_rr_range(layout)
    assert gage(layout.tolist(), method="range").of("grr").variance == pytest.approx(by_range.var_gage_rr, rel=1e-6)


def test_cohens_kappa() -> None:
    """Cohen 1960's arithmetic on the usual 50 grants (20 both yes, 15 both no, 5 and 10 apart): kappa 0.4."""
    one = ["yes"] * 25 + ["no"] * 25
    other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert msa.cohen_kappa(one, other) == pytest.approx((0.7, 0.4))


def test_fleiss_kappa() -> None:
    """Fleiss' 10 subjects × 14 raters × 5 categories, as printed on Wikipedia: P̄ 0.378, kappa 0.210."""
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    ratings = [[str(at) for at, count in enumerate(row) for _ in range(count)] for row in counts]
    assert msa.fleiss_kappa(ratings) == pytest.approx((0.378, 0.210), abs=5e-4)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=3, max_size=3), min_size=2, max_size=12))
@settings(max_examples=50, deadline=None)
def test_kappas_agree_with_statsmodels(ratings: list[list[str]]) -> None:
    from statsmodels.stats import inter_rater

    table, _categories = inter_rater.aggregate_raters([["abc".index(r) for r in row] for row in ratings], n_cat=3)
    _observed, kappa = msa.fleiss_kappa(ratings)
    if kappa is not None:
        assert kappa == pytest.approx(inter_rater.fleiss_kappa(table), abs=1e-9)
    one, other = [row[0] for row in ratings], [row[1] for row in ratings]
    cross = [[sum(a == x and b == y for a, b in zip(one, other, strict=True)) for y in "abc"] for x in "abc"]
    _observed, pair = msa.cohen_kappa(one, other)
    if pair is not None:
        assert pair == pytest.approx(inter_rater.cohens_kappa(cross, return_results=False), abs=1e-9)


def test_perfect_repeats_keep_the_interaction_and_equal_readings_say_nothing() -> None:
    perfect = gage([[[1.0, 1.0], [1.5, 1.5]], [[2.0, 2.0], [2.1, 2.1]]])
    assert (perfect.pooled, perfect.anova[2].p) == (False, None)
    equal = gage([[[1.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]])
    assert (equal.verdict, equal.ndc, equal.of("grr").study_pct) == ("unknown", None, None)


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ([[[1.0, 2.0], [1.0, 2.0]]], "two parts and two operators"),
        ([[[1.0], [1.0]], [[1.0], [2.0]]], "at least twice"),
        ([[[1.0, 2.0], [1.0]], [[1.0, 2.0], [2.0, 3.0]]], "operator 1 measured part part 0 1 times, others 2 times"),
    ],
)
def test_an_incomplete_study_is_refused_in_words(layout: list[list[list[float]]], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        study(layout)


def judged(rows: list[tuple[str, str, int, str]]) -> list[dict[str, object]]:
    return [
        {"item": item, "appraiser": appraiser, "trial": trial, "rating": rating}
        for item, appraiser, trial, rating in rows
    ]


FULL = [(item, who, trial, "good") for item in "12" for who in "AB" for trial in (1, 2)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"judgements": judged([FULL[0], FULL[0]])}, "twice in the same trial"),
        ({"judgements": judged(FULL[:-1])}, "complete the study"),
        ({"judgements": judged(FULL[:1])}, "at least two items"),
        ({"judgements": judged(FULL), "standards": [{"item": "1", "rating": "good"}]}, "true rating of item 2"),
    ],
)
def test_incomplete_judgements_are_refused_in_words(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        AttributeAgreement.model_validate(data)


def test_judges_agree_with_each_other_with_the_truth_and_with_themselves() -> None:
    """By hand: A is always right; B calls item 2 bad in his second trial, so he agrees with A in 3 of 4."""
    rows = [*FULL[:4], ("2", "A", 1, "bad"), ("2", "A", 2, "bad"), ("2", "B", 1, "bad"), ("2", "B", 2, "good")]
    standards = [{"item": "1", "rating": "good"}, {"item": "2", "rating": "bad"}]
    found = msa.agreement(AttributeAgreement.model_validate({"judgements": judged(rows), "standards": standards}))
    by = {(row.kind, row.one): row for row in found.rows}
    assert by["pair", "A"].observed_pct == 75
    assert by["pair", "A"].kappa == pytest.approx(0.5)
    assert (by["standard", "A"].kappa, by["self", "B"].observed_pct) == (1, 50)
    same = msa.agreement(AttributeAgreement.model_validate({"judgements": judged(FULL)}))
    assert (same.fleiss.kappa, same.fleiss.observed_pct) == (None, 100)


def test_the_report_shows_both_studies() -> None:
    data = {
        "ctq": {"id": "c", "name": "Thickness", "lower": -3, "upper": 3},
        "subgroups": [[0.1, 0.4, -0.2], [0.3, -0.1, 0.2]],
        "measurement_system": study(AIAG).model_dump(),
        "attribute_agreement": {"judgements": judged([*FULL[:7], ("2", "B", 2, "bad")])},
    }
    result = TOOL.run(data)
    blocks = report(result)
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert figure.title.startswith("The gauge takes 27.9\N{NO-BREAK SPACE}% of the study variation: it may do")
    assert [series.key for series in figure.series] == ["contribution", "study", "tolerance"]
    assert any(block.id == "agreement-table" for block in blocks)
    assert TOOL.metrics(result)["gauge_study_pct"] == pytest.approx(27.86, abs=0.01)


def test_the_study_is_placed_in_its_error() -> None:
    data = {
        "ctq": {"id": "c", "name": "Thickness", "upper": 3},
        "subgroups": [[0.1, 0.4]],
        "measurement_system": {"readings": []},
    }
    with pytest.raises(InvalidInput, match="measurement_system"):
        TOOL.run(data)


@given(st.integers(0, 1000), st.randoms())
@settings(max_examples=50, deadline=None)
def test_shares_of_the_variance_add_up_and_the_order_of_readings_says_nothing(seed: int, random) -> None:  # type: ignore[no-untyped-def]  # drawn by hypothesis
    layout = np.random.default_rng(seed).normal(0, 1, (4, 2, 3)).tolist()
    given_study = study(layout)
    shuffled = MeasurementSystem(readings=tuple(random.sample(given_study.readings, len(given_study.readings))))
    one, other = msa.gage(given_study, None), msa.gage(shuffled, None)
    shares = [one.of(name).contribution_pct or 0.0 for name in ("repeatability", "reproducibility", "part")]
    assert sum(shares) == pytest.approx(100)
    assert other.of("grr").variance == pytest.approx(one.of("grr").variance, rel=1e-9)
