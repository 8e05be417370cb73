"""Weights, totals, ranks, doubt and the line of the selection of key accounts."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from pymcdm.methods import TOPSIS, WSM
from pymcdm.normalizations import vector_normalization

from openkam.core.blocks import Figure, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools.define.selection import TOOL, default_criteria, maths
from openkam.tools.define.selection.inputs import SelectionResult
from openkam.tools.define.selection.report import finding, report

HERE = Path(__file__).parent
VECTORS = {one["id"]: one for one in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
NO_DRAWS = {"draws": 0}


def inputs(rows: dict[str, list[Any]], weights: list[float] | None = None, **more: Any) -> dict[str, Any]:
    """Accounts with one score per criterion; a list in place of a score is that of several raters."""
    count = len(next(iter(rows.values()), [None]))
    weights = weights or [1.0] * count
    criteria = [{"id": f"c{at}", "name": f"Criterion {at}", "weight": weight} for at, weight in enumerate(weights)]
    scores = [
        {"account": account, "criterion": f"c{at}", "rater": str(rater), "score": score}
        for account, cells in rows.items()
        for at, cell in enumerate(cells)
        for rater, score in enumerate(cell if isinstance(cell, list) else [cell])
    ]
    accounts = [{"account": account, "name": account} for account in rows]
    return {"criteria": criteria, "accounts": accounts, "scores": scores, "simulation": NO_DRAWS, "top": 1, **more}


def run(rows: dict[str, list[Any]], weights: list[float] | None = None, **more: Any) -> SelectionResult:
    return TOOL.run(inputs(rows, weights, **more))


def compare(judgements: list[tuple[str, str, float]], names: list[str], **more: Any) -> SelectionResult:
    weighting = {
        "method": "pairwise",
        "judgements": [{"first": one, "second": other, "times": times} for one, other, times in judgements],
        **more,
    }
    return TOOL.run({"criteria": [{"id": name, "name": name} for name in names], "weighting": weighting})


def notes(result: SelectionResult) -> dict[str, Note]:
    return {block.id: block for block in report(result) if isinstance(block, Note)}


@pytest.mark.parametrize("table", ["saaty_1980", "saaty_2005"])
def test_pairwise_drinks(table: str) -> None:
    """Saaty 2008, drink consumption in the USA, 7 × 7 (vector ahp.drinks)."""
    vector = VECTORS["ahp.drinks"]
    matrix = [[float(Fraction(str(cell))) for cell in row] for row in vector["inputs"]["matrix"]]
    names = [f"drink {at}" for at in range(7)]
    judgements = [(names[i], names[j], matrix[i][j]) for i in range(7) for j in range(i + 1, 7)]
    result = compare(judgements, names, random_index=table)
    assert [weight.share for weight in result.weights] == pytest.approx(vector["expected"]["weights"], abs=0.0005)
    assert result.consistency is not None
    assert result.consistency.lambda_max == pytest.approx(vector["expected"]["lambda_max"], abs=0.0005)
    assert result.consistency.ratio == pytest.approx(vector["expected"]["cr_saaty_2005"], abs=0.0005)
    assert result.consistency.acceptable


def test_pairwise_car() -> None:
    """Car criteria 4 × 4, upper triangle (vector ahp.car)."""
    vector = VECTORS["ahp.car"]
    judgements = [(*pair.split("/"), float(Fraction(str(v)))) for pair, v in vector["inputs"]["upper"].items()]
    names = list(vector["expected"]["weights"])
    result = compare(judgements, names)
    assert {weight.id: weight.share for weight in result.weights} == pytest.approx(
        vector["expected"]["weights"], abs=0.001
    )
    assert result.consistency is not None
    assert result.consistency.ratio == pytest.approx(vector["expected"]["cr_saaty_classic"], abs=0.001)


def test_contradicting_comparisons_name_the_worst_triple() -> None:
    """By hand: a = 3 b and b = 3 c imply a = 9 c, but c is judged five times a."""
    result = compare([("a", "b", 3), ("b", "c", 3), ("a", "c", 0.2)], ["a", "b", "c"])
    assert result.consistency is not None
    assert not result.consistency.acceptable
    worst = result.consistency.worst
    assert worst is not None
    assert {worst.first, worst.second, worst.third} == {"a", "b", "c"}
    # The contradiction is the same from each of its three corners: 45 times.
    assert max(worst.implied / worst.judged, worst.judged / worst.implied) == pytest.approx(45)
    text = notes(result)["selection-inconsistent"].text
    assert "above 0.10" in text
    assert "should count" in text


@pytest.mark.parametrize("count", [3, 4, 5])
def test_weights_by_ranking(count: int) -> None:
    """Rank-order centroid w_i = (1/n) Σ_{k≥i} 1/k (vector roc.weights)."""
    expected = VECTORS["roc.weights"]["expected"][str(count)]
    criteria = [{"id": f"c{at}", "name": "x", "rank": count - at} for at in range(count)]
    result = TOOL.run({"criteria": criteria, "weighting": {"method": "ranked"}})
    assert [weight.share for weight in result.weights] == pytest.approx(expected[::-1], abs=5e-5)


def test_equal_ranks_share_their_weight() -> None:
    """By hand for three criteria ranked 1, 2, 2: 11/18, then (5/18 + 2/18) / 2 each."""
    assert maths.roc_weights([1, 2, 2]) == pytest.approx([11 / 18, 7 / 36, 7 / 36])


def test_topsis() -> None:
    """Tzeng and Huang 2011, vector normalisation (vector topsis.tzeng)."""
    vector = VECTORS["topsis.tzeng"]
    closeness = maths.topsis(np.array(vector["inputs"]["matrix"], dtype=float), np.array(vector["inputs"]["weights"]))
    assert closeness == pytest.approx(vector["expected"]["closeness"], abs=0.0005)
    assert maths.competition_ranks(closeness).tolist() == vector["expected"]["rank"]


COLUMNS = 4


def row_of(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=COLUMNS, max_size=COLUMNS)


@given(st.lists(row_of(st.integers(1, 10)), min_size=2, max_size=12), row_of(st.floats(0.01, 100)))
@settings(max_examples=50, deadline=None)
def test_totals_and_topsis_agree_with_pymcdm(rows: list[list[int]], weights: list[float]) -> None:
    """Oracle: pymcdm's weighted sum (no normalisation) and TOPSIS (vector normalisation)."""
    matrix, shares = np.array(rows, dtype=float), maths.normalised(weights)
    types = np.ones(len(shares))
    weighted_sum = WSM(normalization_function=lambda column, cost: column)
    assert maths.totals(matrix, shares).total == pytest.approx(weighted_sum(matrix, shares, types, validation=False))
    assume((matrix != matrix[0]).any())
    theirs = TOPSIS(normalization_function=vector_normalization)(matrix, shares, types, validation=False)
    assert maths.topsis(matrix, shares) == pytest.approx(theirs)


def test_missing_is_neither_zero_nor_the_mean() -> None:
    """By hand: weights 3 and 1; 8 on the first alone is 8 on three quarters of the weight."""
    result = run({"A": [8, None], "B": [8, 4]}, [3, 1])
    first, second = result.accounts
    assert (first.account, first.total, first.coverage) == ("A", 8.0, 0.75)
    assert second.total == pytest.approx(7.0)
    assert "75" in notes(result)["selection-coverage"].text


def test_raters_are_averaged_and_the_widest_disagreement_comes_first() -> None:
    """By hand: 2, 4 and 9 have the mean 5 and the standard deviation √13."""
    result = run({"A": [[2, 4, 9], [5, 5]], "B": [[6, 7], 3]})
    assert result.accounts[0].scores == (5.0, 5.0)
    assert [one.account for one in result.disagreements] == ["A", "B"]
    assert result.disagreements[0].spread == pytest.approx(13**0.5)


def test_a_gate_excludes_whatever_the_total() -> None:
    given = inputs({"A": [10, 2], "B": [3, 5], "C": [4, None]})
    given["criteria"][1]["minimum"] = 3
    result = TOOL.run(given)
    assert [(row.account, row.rank) for row in result.accounts] == [("B", 1), ("C", 1), ("A", None)]
    assert result.accounts[-1].failed == ("Criterion 1",)
    assert result.accounts[-1].total == 6.0
    assert "nobody has said" in notes(result)["selection-untested"].text


def test_evidence_stands_beside_the_score() -> None:
    given = inputs({"A": [10]})
    given["scores"][0]["evidence"] = "revenue FY25 1.2M"
    result = TOOL.run(given)
    table = next(block for block in report(result) if block.id == "selection-evidence")
    assert isinstance(table, Table)
    assert table.rows == (("A", "Criterion 0", "0", 10.0, "revenue FY25 1.2M"),)


def test_equal_totals_share_a_rank() -> None:
    result = run({"A": [5], "B": [7], "C": [7], "D": [2]})
    assert [(row.account, row.rank) for row in result.accounts] == [("B", 1), ("C", 1), ("A", 3), ("D", 4)]


@pytest.mark.parametrize(("weights", "said"), [([50, 40], 90.0), ([50, 50], None), ([33.33, 33.33, 33.34], None)])
def test_percent_that_does_not_sum_to_100_is_said(weights: list[float], said: float | None) -> None:
    result = run({"A": [5] * len(weights)}, weights, weighting={"percent": True})
    assert result.percent_sum == said
    assert ("selection-percent" in notes(result)) == (said is not None)
    assert sum(weight.share for weight in result.weights) == pytest.approx(1)


def test_more_than_seven_criteria_with_real_weight_are_warned_of() -> None:
    assert "selection-many-criteria" in notes(run({"A": [5] * 8}))
    assert "selection-many-criteria" not in notes(run({"A": [5] * 8}, [100.0] * 7 + [1.0]))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"scores": [{"account": "Z", "criterion": "c0", "score": 3}]}, "scores.0.account"),
        ({"scores": [{"account": "A", "criterion": "z", "score": 3}]}, "scores.0.criterion"),
        ({"scores": [{"account": "A", "criterion": "c0", "score": 3}] * 2}, "scores.1"),
        ({"scores": [{"account": "A", "criterion": "c0", "score": 11}]}, "scores.0.score"),
        ({"scores": [{"account": "A", "criterion": "c0", "score": float("nan")}]}, "scores.0.score"),
        ({"accounts": [{"account": "A"}, {"account": "A"}]}, "accounts.1"),
        ({"criteria": []}, "criteria"),
        ({"criteria": [{"id": "c0", "name": "x", "weight": 0}], "scores": []}, "criteria"),
        ({"criteria": [{"id": "c0", "name": "x", "weight": float("inf")}]}, "criteria.0.weight"),
        ({"weighting": {"method": "ranked"}}, "criteria.0.rank"),
    ],
)
def test_errors_name_the_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        TOOL.run(inputs({"A": [5]}) | change)
    assert place in str(caught.value)


@pytest.mark.parametrize(
    ("judgements", "said"),
    [
        ([("a", "b", 3)], "the comparison of a with c is missing"),
        ([("a", "b", 3), ("b", "a", 3)], "compared twice"),
        ([("a", "a", 3)], "compared with itself"),
        ([("a", "z", 3)], "there is no criterion z"),
    ],
)
def test_comparisons_must_be_complete(judgements: list[tuple[str, str, float]], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        compare(judgements, ["a", "b", "c"])


def test_nothing_to_rank_is_a_result_and_a_report() -> None:
    for result in (run({}), run({"A": [None]}), TOOL.run({"criteria": [{"id": "c", "name": "c"}]})):
        assert result.ranked() == ()
        assert "No account can be ranked" in finding(result)
        assert report(result)[0].type == "finding"
        assert all(value == value for value in TOOL.metrics(result).values())


def test_the_report_shows_the_finding_the_picture_and_the_sums() -> None:
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    blocks = report(result)
    assert blocks[0].type == "finding"
    assert blocks[0].text.startswith("Alternative 3 leads with 7.40; ")
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert figure.categories == ("Alternative 3", "Alternative 2", "Alternative 1", "Alternative 4")
    assert figure.series[0].values[2:] == (None, None)
    assert figure.series[0].values[:2] == pytest.approx((7.4, 6.9))
    assert figure.lines[0].label == "line 6.40: first 2"
    assert {block.id for block in blocks if isinstance(block, Table)} >= {"selection-ranges", "selection-changes"}
    workings = [block for block in blocks if isinstance(block, Working)]
    assert len(workings) == 3
    for working in workings:
        terms = [float(str(term.value)) for term in working.terms]
        assert sum(terms) == pytest.approx(float(str(working.result)))
    assert SelectionResult.model_validate_json(result.model_dump_json()) == result


def test_the_default_set_has_22_criteria_with_written_scales() -> None:
    criteria = default_criteria()
    assert len({criterion.id for criterion in criteria}) == 22
    assert all("1:" in one.scale and "5:" in one.scale and "10:" in one.scale for one in criteria)
    result = TOOL.run({"criteria": [criterion.model_dump() for criterion in criteria]})
    assert "22 criteria carry real weight" in notes(result)["selection-many-criteria"].text


score_rows = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 10)), min_size=3, max_size=3), min_size=1, max_size=8
)


@given(score_rows, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_and_added_accounts_change_no_total(rows: list[list[int | None]], random: Any) -> None:
    named = {f"A{at}": row for at, row in enumerate(rows)}
    before = {row.account: (row.total, row.rank) for row in run(named, [3, 2, 1]).accounts}
    shuffled = list(named)
    random.shuffle(shuffled)
    after = run({name: named[name] for name in shuffled}, [3, 2, 1])
    for row in after.accounts:
        total, rank = before[row.account]
        assert row.total == pytest.approx(total)
        assert row.rank == rank
    more = run({**named, "new": [10, 10, 10]}, [30, 20, 10])
    assert {row.account: row.total for row in more.accounts if row.account != "new"} == {
        account: pytest.approx(total) for account, (total, _rank) in before.items()
    }


@given(score_rows, st.integers(1, 3))
@settings(max_examples=50, deadline=None)
def test_the_proposed_changes_bring_the_account_to_the_line(rows: list[list[int | None]], top: int) -> None:
    """A score or a weight moved to the proposed value, and a hair further, takes the account across."""
    named: dict[str, list[Any]] = {f"A{at}": row for at, row in enumerate(rows)}
    weights = [3.0, 2.0, 1.0]
    result = run(named, weights, top=top)
    for row in result.ranked():
        inside = (row.rank or 0) <= top
        if change := row.score_change:
            hair = 1e-6 * (1 if change.after > change.before or (change.after == change.before and not inside) else -1)
            if 1 <= change.after + hair <= 10:
                moved = [*named[row.account]]
                moved[int(change.criterion[1])] = change.after + hair
                again = run({**named, row.account: moved}, weights, top=top)
                rank = next(one.rank for one in again.accounts if one.account == row.account)
                assert ((rank or 0) <= top) != inside
        if (change := row.weight_change) and change.after != change.before:
            at = int(change.criterion[1])
            share = change.after + 1e-7 * (1 if change.after > change.before else -1)
            if not 0 < share < 1:
                continue
            others = 6 - weights[at]
            new = [*weights]
            new[at] = share * others / (1 - share)
            again = run(named, new, top=top)
            rank = next(one.rank for one in again.accounts if one.account == row.account)
            assert ((rank or 0) <= top) != inside


def test_changes_by_hand() -> None:
    """By hand: weights 0.5 and 0.5; A = (9, 3) has 6, B = (4, 6) has 5.

    B reaches 6 with 6 instead of 4 on the first. The two are level where 9w + 3(1 − w) = 4w + 6(1 − w), w = 3/8.
    """
    result = run({"A": [9, 3], "B": [4, 6]})
    first, second = result.accounts
    assert second.score_change is not None
    assert second.score_change.before == 4
    assert second.score_change.after == pytest.approx(6)
    for row in (first, second):
        assert row.weight_change is not None
        assert row.weight_change.after in (pytest.approx(3 / 8), pytest.approx(5 / 8))
