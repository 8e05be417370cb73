"""The published tallies of the Kano model, its rules, its errors and its report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from openkam.core.blocks import Figure, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.measure.kano import TOOL, KanoResult, report
from openkam.tools.measure.kano.inputs import KanoReading
from openkam.tools.measure.kano.maths import CATEGORIES, TABLES, Category, chi_square, classify

HERE = Path(__file__).parent
VECTORS = {row["id"]: row for row in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
ANSWERS = ("like", "must-be", "neutral", "live-with", "dislike")
NAMES = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")
FIELDS = dict(zip("MOAIRQ", NAMES, strict=True))
Pairs = Sequence[tuple[int | None, int | None]]


def tally(need: str, counts: Mapping[Any, int], **more: object) -> dict[str, object]:
    return {"need": need, **{FIELDS[key]: value for key, value in counts.items()}, **more}


def read(counts: Mapping[Any, int], **settings: object) -> KanoReading:
    needs = [{"id": "n", "name": "Need"}]
    return TOOL.run({"needs": needs, "tallies": [tally("n", counts)], **settings}).needs[0].overall


def said(pairs: Pairs, need: str = "n", **more: object) -> list[dict[str, object]]:
    return [
        {"respondent": f"p{at}", "need": need, "functional": one, "dysfunctional": other, **more}
        for at, (one, other) in enumerate(pairs)
    ]


def run(pairs: Pairs, **settings: object) -> KanoReading:
    needs = [{"id": "n", "name": "Need"}]
    return TOOL.run({"needs": needs, "answers": said(pairs), **settings}).needs[0].overall


def test_the_evaluation_table() -> None:
    """Kano 1984; Berger et al. 1993, as printed in the README of stp25kano."""
    printed = VECTORS["kano.evaluation_table"]["expected"]["table"]
    assert [list(row) for row in TABLES["berger"]] == printed
    changed = [(row, column) for row in range(5) for column in range(5)]
    changed = [at for at in changed if TABLES["pouliot"][at[0]][at[1]] != TABLES["berger"][at[0]][at[1]]]
    assert changed == [(1, 1), (3, 3)]
    assert classify(2, 2, "pouliot") == classify(4, 4, "pouliot") == "Q"


def test_classified_responses() -> None:
    """kanosurveys.com, heated seats: six pairs of answers give three A, one I and two R."""
    vector = VECTORS["kano.classify_responses"]
    pairs = [(ANSWERS.index(one) + 1, ANSWERS.index(other) + 1) for one, other in vector["inputs"]["pairs"]]
    assert [classify(*pair) for pair in pairs] == vector["expected"]["categories"]
    counts = run(pairs).counts
    assert (counts.A, counts.I, counts.R) == (3, 1, 2)


@pytest.mark.parametrize("key", ["service_app", "excellent_service", "ready_to_use_return"])
def test_published_tallies(key: str) -> None:
    """README of stp25kano (2024); formulas of Berger 1993, Lee and Newcomb 1997, Fong 1996."""
    vector = VECTORS[f"kano.tally.{key}"]
    found, printed, within = read(vector["inputs"]["counts"]), vector["expected"], vector["tolerance"]
    assert found.fong is not None
    assert found.chi_square is not None
    assert (found.n, found.category) == (printed["total"], printed["max_category"])
    assert found.total_strength_pct == pytest.approx(printed["total_strength_pct"], abs=within["*"])
    assert found.category_strength_pct == pytest.approx(printed["category_strength_pct"], abs=within["*"])
    assert found.better == pytest.approx(printed["cs_plus"], abs=within["cs_plus"])
    assert found.worse == pytest.approx(printed["cs_minus"], abs=within["cs_minus"])
    assert found.chi_square.statistic == pytest.approx(printed["chi2"], abs=within["chi2"])
    assert found.fong.difference == printed["fong_diff"]
    assert found.fong.critical == pytest.approx(printed["fong_crit"], abs=within["fong_crit"])
    assert found.fong.significant is printed["fong_significant"]


def test_the_band_before_the_rule_of_ties() -> None:
    """README of stp25kano: five points of band turn Hotline from I to A and Loan machine from A to O."""
    vector = VECTORS["kano.moai_rule"]
    band = 100 * vector["inputs"]["band"]
    for name, counts in vector["inputs"]["counts"].items():
        assert read(counts, band_pct=band).category == vector["expected"][name]
    assert read(vector["inputs"]["counts"]["Hotline"]).category == "I"
    assert read(vector["inputs"]["counts"]["Loan machine"]).category == "A"


def test_a_tie_goes_to_what_hurts_most() -> None:
    assert read({"M": 10, "O": 10, "A": 10, "I": 10}).category == "M"
    assert read({"A": 20, "I": 20}).category == "A"
    assert read({"R": 20, "Q": 20}).category == "R"
    assert read({"O": 95, "M": 105}, band_pct=5).tied == ("M", "O")


def test_the_chi_square_agrees_with_scipy() -> None:
    for counts in ((95, 123, 45, 33), (4, 4, 4, 4), (1, 0, 0, 0), (9, 18, 83, 177)):
        ours = chi_square(dict(zip(CATEGORIES, (*counts, 0, 0), strict=True)))
        theirs = stats.chisquare(counts)
        assert ours is not None
        assert (ours.statistic, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9, abs=1e-15)


def test_few_answers_get_no_category() -> None:
    few = read({"M": 4, "O": 3, "A": 1})
    assert (few.n, few.mode, few.category, few.withheld) == (8, "M", None, "few_answers")
    assert read({"M": 9, "O": 1}).category == "M", "ten answers, nine alike, are significant"
    assert read({"M": 3}).category is None, "three people who agree are no survey"
    assert read({"M": 4, "O": 3, "A": 1}, few_answers=0).category == "M"
    cell = next(block for block in report(TOOL.run(_one({"M": 4, "O": 3, "A": 1}))) if isinstance(block, Table))
    assert cell.rows[0][1] == "n = 8, not significant"


def _one(counts: Mapping[Any, int]) -> dict[str, object]:
    return {"needs": [{"id": "n", "name": "Need"}], "tallies": [tally("n", counts)]}


def test_a_large_sample_keeps_its_category_and_says_that_the_lead_is_not_significant() -> None:
    hotline = VECTORS["kano.moai_rule"]["inputs"]["counts"]["Hotline"]
    result = TOOL.run(_one(hotline))
    assert result.needs[0].overall.category == "I"
    cells = next(block for block in report(result) if isinstance(block, Table)).rows[0]
    assert cells[1] == "Indifferent (I), lead not significant"
    figure = next(block for block in report(result) if isinstance(block, Figure))
    assert figure.series[0].points[0].tone == "muted"
    assert figure.series[0].points[0].borderline, "Better is 0.51, near the line at 0.5"


def test_mean_scores_by_hand() -> None:
    """Two answers: like–dislike (4, 4) and must be–live with (2, 2): mean 3, standard deviation √2."""
    means = run([(1, 5), (2, 4)]).continuous
    assert means is not None
    assert (means.functional, means.dysfunctional, means.category) == (3, 3, "O")
    assert means.functional_sd == pytest.approx(2**0.5)
    reverse = run([(5, 1)]).continuous
    assert reverse is not None
    assert (reverse.functional, reverse.dysfunctional, reverse.category) == (-2, -2, "R")
    assert reverse.functional_sd is None


def test_an_open_question_is_missing_and_not_neutral() -> None:
    found = run([(1, 5), (None, 5), (1, None)])
    assert (found.n, found.incomplete) == (1, 2)
    nothing = run([(None, None)])
    assert (nothing.n, nothing.mode, nothing.better, nothing.withheld) == (0, None, None, "no_answers")


def test_segments_and_roles_are_read_apart() -> None:
    answers = said([(3, 5)] * 12, segment="Hospitals", role="user")
    answers += [{**row, "respondent": f"q{at}"} for at, row in enumerate(said([(1, 3)] * 12, segment="Shops"))]
    result = TOOL.run({"needs": [{"id": "n", "name": "Rush order"}], "answers": answers})
    groups = {(group.kind, group.group): group.reading for group in result.needs[0].groups}
    assert {key: value.category for key, value in groups.items()} == {
        ("segment", "Hospitals"): "M",
        ("segment", "Shops"): "A",
        ("role", "user"): "M",
    }
    texts = [block.text for block in report(result) if isinstance(block, Note)]
    expected = "Groups disagree on 1 need: Rush order is Must-be (M) for Hospitals, but Attractive (A) for Shops."
    assert expected in texts


def test_counted_answers_are_added_to_single_ones() -> None:
    needs = [{"id": "n", "name": "Need"}]
    found = TOOL.run({"needs": needs, "answers": said([(1, 5)] * 3), "tallies": [tally("n", {"O": 7, "M": 2})]})
    assert (found.needs[0].overall.counts.O, found.needs[0].overall.n) == (10, 12)
    assert found.needs[0].overall.continuous is not None
    assert found.needs[0].overall.continuous.n == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"needs": [{"id": "a", "name": "A"}] * 2}, r"needs\.1\.id: the need a is given twice"),
        ({"answers": said([(1, 1)], need="x")}, r"answers\.0\.need: there is no need x"),
        ({"tallies": [{"need": "x"}]}, r"tallies\.0\.need: there is no need x"),
        (
            {"needs": [{"id": "n", "name": "N"}], "answers": said([(1, 1)]) + said([(2, 2)])},
            r"answers\.1\.respondent: p0 answers the need n twice",
        ),
        (
            {"needs": [{"id": "n", "name": "N"}], "tallies": [{"need": "n"}, {"need": "n", "must_be": 2}]},
            r"tallies\.1\.need: the need n is counted twice",
        ),
        ({"needs": [{"id": "n", "name": "N"}], "answers": said([(1, 6)])}, r"answers\.0\.dysfunctional"),
        ({"needs": [{"id": "n", "name": "N"}], "tallies": [tally("n", {"M": -1})]}, r"tallies\.0\.must_be"),
        ({"band_pct": float("nan")}, "band_pct"),
    ],
)
def test_errors_name_their_place(data: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        TOOL.run(data)


def test_nothing_asked_and_nothing_answered_are_results() -> None:
    assert report(TOOL.run({}))[0].type == "finding"
    only_doubt = TOOL.run(_one({"R": 30, "Q": 20}))
    assert only_doubt.needs[0].overall.better is None
    assert not any(isinstance(block, Figure) for block in report(only_doubt))
    assert any(block.id == "kano-questionable" for block in report(only_doubt))
    huge = read({"M": 10**9, "O": 10**9})
    assert huge.better == pytest.approx(0.5)


def test_the_report_states_its_finding_and_shows_the_sum() -> None:
    example = json.loads((HERE / "example.json").read_text())
    result = TOOL.run(example["inputs"])
    blocks = report(result)
    worst = "1 of 5 needs is must-be; where it is missing, Service app hurts most (Worse \N{MINUS SIGN}0.74)"
    assert blocks[0].type == "finding"
    assert blocks[0].text == worst
    figure = next(block for block in blocks if isinstance(block, Figure))
    first = figure.series[0].points[0]
    assert (first.x, first.y) == pytest.approx((218 / 296, 168 / 296))
    assert first.letter == "O"
    assert [line.value for line in figure.lines] == [0.5, 0.5]
    assert {region.key for region in figure.regions} == {"A", "O", "M", "I"}
    for working in (block for block in blocks if isinstance(block, Working)):
        assert sum(float(str(term.value)) for term in working.terms) == pytest.approx(float(str(working.result)))


def test_the_folder_is_whole_and_the_result_survives_its_json() -> None:
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert KanoResult.model_validate_json(result.model_dump_json()) == result
    assert TOOL.metrics(result)["needs_O"] == 2
    assert [row.id for row in result.qfd_needs] == [row.id for row in result.needs]


counts_of = st.fixed_dictionaries({category: st.integers(0, 400) for category in CATEGORIES})


@given(counts_of, st.integers(2, 9))
@settings(max_examples=50, deadline=None)
def test_more_of_the_same_answers_changes_no_coefficient(counts: dict[Category, int], times: int) -> None:
    one, many = read(counts), read({key: value * times for key, value in counts.items()})
    assert many.n == times * one.n
    assert many.mode == one.mode
    for name in ("better", "worse", "total_strength_pct", "category_strength_pct"):
        assert getattr(many, name) == pytest.approx(getattr(one, name))


pairs_of = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=30)


@given(pairs_of, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_answers_does_not_matter(pairs: Pairs, pick: Any) -> None:
    shuffled = [*pairs]
    pick.shuffle(shuffled)
    assert run(shuffled) == run(pairs)
    assert sum(run(pairs).counts.model_dump().values()) == len(pairs)
