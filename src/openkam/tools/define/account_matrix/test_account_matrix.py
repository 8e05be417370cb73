"""Attractiveness, relative strength, lines, classes and the picture of the account matrix."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools import shape
from openkam.tools.define.account_matrix import TOOL, default_factors, default_success_factors, maths
from openkam.tools.define.account_matrix.inputs import MatrixResult, Placed
from openkam.tools.define.account_matrix.report import figure, report
from openkam.tools.define.account_matrix.wording import finding

HERE = Path(__file__).parent
VECTORS = {one["id"]: one for one in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}


def account(
    code: str, attractive: float | None, ours: float | None, theirs: float | None, **more: Any
) -> dict[str, Any]:
    return {"account": {"account": code, "name": code, **more}, "a": attractive, "ours": ours, "theirs": theirs}


def inputs(rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Accounts with one attractiveness score and one success factor each."""
    codes = [row["account"]["account"] for row in rows]
    return {
        "factors": [{"id": "f", "name": "Size"}],
        "accounts": [row["account"] for row in rows],
        "scores": [{"account": code, "factor": "f", "score": row["a"]} for code, row in zip(codes, rows, strict=True)],
        "success_factors": [{"account": code, "id": "s", "name": "Service"} for code in codes],
        "ratings": [
            {"account": code, "factor": "s", "supplier": supplier, "score": row[key]}
            for code, row in zip(codes, rows, strict=True)
            for supplier, key in (("", "ours"), ("Rival", "theirs"))
        ],
        "doubt": {"draws": 0},
        **more,
    }


def run(rows: list[dict[str, Any]], **more: Any) -> MatrixResult:
    return TOOL.run(inputs(rows, **more))


def placed(result: MatrixResult) -> dict[str, Placed]:
    return {row.account: row for row in result.accounts}


def notes(result: MatrixResult) -> dict[str, str]:
    return {block.id: block.text for block in report(result) if isinstance(block, Note)}


FOUR = [
    account("K", 9, 8, 4, revenue="300"),
    account("D", 8, 3, 6, revenue="200"),
    account("M", 3, 9, 5, revenue="400"),
    account("O", 2, 2, 8, revenue="100"),
]


def test_relative_strength() -> None:
    """Weighted success-factor scores of a restaurant against two rivals (vector strength.csf)."""
    vector = VECTORS["strength.csf"]
    given_, expected = vector["inputs"], vector["expected"]
    rivals = list(given_["rivals"])
    weights = maths.shares(given_["weights"])
    found = maths.relative_strength(
        np.array(given_["us"], dtype=float), np.array([given_["rivals"][one] for one in rivals], dtype=float), weights
    )
    assert found is not None
    assert rivals[found.rival] == expected["best_rival"]
    assert found.ours == pytest.approx(expected["total"]["us"], abs=1e-6)
    assert found.theirs == pytest.approx(expected["total"]["KFC"], abs=1e-6)
    assert found.ratio == pytest.approx(expected["ratio"], abs=1e-6)
    assert found.difference == pytest.approx(expected["difference"], abs=1e-6)


def test_the_line_is_the_average_of_the_customers_rated() -> None:
    """Total of all scores ÷ number of customers rated; on the line is high and borderline (attractiveness.average)."""
    vector = VECTORS["attractiveness.average"]
    totals = {code: np.nan if total is None else total for code, total in vector["inputs"]["totals"].items()}
    values = np.array(list(totals.values()), dtype=float)
    line = maths.average_line(values)
    assert line == pytest.approx(vector["expected"]["average"], abs=1e-12)
    assert line is not None
    codes = np.array(list(totals))
    on = maths.on_line(values, line)
    assert codes[maths.at_or_above(values, line) & ~on].tolist() == vector["expected"]["above"]
    assert codes[on].tolist() == vector["expected"]["on_line"]
    assert codes[np.isnan(values)].tolist() == vector["expected"]["unrated"]


def test_the_vector_line_through_the_tool() -> None:
    """The same customers on the 1–10 scale: 4.2, 3.0, 3.6 and one not rated."""
    rows = [account(code, score, 5, 5) for code, score in (("A", 4.2), ("B", 3.0), ("C", 3.6), ("D", None))]
    result = run(rows)
    assert result.line == pytest.approx(3.6, abs=1e-12)
    by_code = placed(result)
    assert (by_code["C"].kind, by_code["C"].borderline, by_code["C"].on_line) == ("k", True, True)
    assert by_code["D"].kind is None
    assert "not in the average" in notes(result)["matrix-unrated"]


def test_the_four_classes() -> None:
    """By hand: the average is 5.5; K 8 ÷ 4, D 3 ÷ 6, M 9 ÷ 5, O 2 ÷ 8."""
    result = run(FOUR)
    assert [row.kind for row in result.accounts] == ["k", "d", "m", "o"]
    assert [one.revenue_share_pct for one in result.classes] == [30, 20, 40, 10]
    assert finding(result) == "1 Key Account brings 30.0\N{NO-BREAK SPACE}% of revenue; it stands clear of the lines"


def test_the_finding_counts_the_key_accounts_near_a_line() -> None:
    rows = [account("A", 9, 8, 4), account("B", 9, 5.1, 5), account("C", 2, 3, 6)]
    assert finding(run(rows)) == (
        "2 of 3 accounts placed are Key Accounts; 1 of them within 5\N{NO-BREAK SPACE}% of a line"
    )


def test_the_picture() -> None:
    """Letters, lines with their values, four named quarters with the advice, areas and where each stood."""
    trail = [
        {"account": "K", "cycle": cycle, "attractiveness": 7, "strength": strength}
        for cycle, strength in (("2024", 0.5), ("2025", 0.8))
    ]
    result = run(FOUR, trail=trail, period="2026")
    drawn = figure(result)
    assert drawn.kind == "matrix"
    assert [line.label for line in drawn.lines] == ["line 1.00 × the best rival", "line 5.50: average of 4 rated"]
    regions = {region.key: region for region in drawn.regions}
    assert regions["k"].label == "Key Account · 1"
    assert regions["k"].detail == "Devote time: you should reach key-supplier status."
    assert (regions["k"].x0, regions["k"].y0, regions["o"].x1, regions["o"].y1) == (1, 5.5, 1, 5.5)
    points = {point.id: point for point in drawn.series[0].points}
    assert [(points[code].letter, points[code].tone, points[code].size) for code in "KD"] == [
        ("K", "k", 300.0),
        ("D", "d", 200.0),
    ]
    assert points["K"].was == (0.8, 7)
    assert (points["K"].x, points["K"].y) == (2, 9)


def test_strong_left_turns_the_picture_and_no_class() -> None:
    straight, turned = run(FOUR), run(FOUR, strong_left=True)
    assert [row.kind for row in turned.accounts] == [row.kind for row in straight.accounts]
    drawn = figure(turned)
    assert drawn.x.reversed
    assert not figure(straight).x.reversed
    assert drawn.x.label == "Relative strength: ours ÷ best rival"
    assert drawn.series == figure(straight).series
    region = next(one for one in drawn.regions if one.key == "k")
    assert (region.x0, region.x1) == (1, None)


def test_near_a_line_is_borderline() -> None:
    line = {"method": "typed", "value": 6}
    rows = [account("A", 6.2, 9, 3), account("B", 6.4, 9, 3), account("C", 9, 4.8, 5), account("D", 9, 4.7, 5)]
    result = run(rows, attractiveness_line=line)
    assert [row.borderline for row in result.accounts] == [True, False, True, False]
    assert [row.borderline for row in run(rows, attractiveness_line=line, borderline_pct=0).accounts] == [False] * 4


def test_without_any_rival_the_midpoint_is_the_measure() -> None:
    """By hand: 6.6 ÷ 5.5 = 1.2."""
    result = run([account("A", 5, 6.6, None), account("B", 5, 4.4, None)])
    assert (result.against, result.fell_back) == ("midpoint", True)
    assert [row.strength for row in result.accounts] == [pytest.approx(1.2), pytest.approx(0.8)]
    assert "midpoint" in notes(result)["matrix-midpoint"]
    assert result.accounts[0].rival is None


def test_an_account_without_a_rated_rival_stands_nowhere() -> None:
    result = run([account("A", 5, 6, 3), account("B", 5, 6, None)])
    assert [row.kind for row in result.accounts] == ["k", None]
    assert "placed nowhere" in notes(result)["matrix-no-strength"]


def test_a_missing_rating_is_left_out_of_both_sides() -> None:
    """By hand: only the first factor (weight 3 of 4) is scored for both: 6 ÷ 4 on three quarters of the weight."""
    data = inputs([account("A", 5, 6, 4)])
    data["success_factors"] = [
        {"account": "A", "id": "s", "name": "Service", "weight": 3},
        {"account": "A", "id": "p", "name": "Price", "weight": 1},
    ]
    data["ratings"].append({"account": "A", "factor": "p", "supplier": "", "score": 10})
    row = TOOL.run(data).accounts[0]
    assert (row.strength, row.strength_coverage, row.our_total) == (1.5, 0.75, 6)


def test_the_chances_of_the_classes() -> None:
    """One factor each leaves nothing in doubt; two opposed factors of equal weight leave half."""
    sure = run(FOUR, doubt={"draws": 200})
    assert [row.chances for row in sure.accounts] == [
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 1, 0),
        (0, 0, 0, 1),
    ]
    data = inputs([account("A", 5, 9, 1), account("B", 5, 9, 1)], doubt={"draws": 10_000, "concentration": 10})
    data["success_factors"].append({"account": "A", "id": "p", "name": "Price"})
    data["ratings"] += [
        {"account": "A", "factor": "p", "supplier": supplier, "score": score}
        for supplier, score in (("", 1), ("Rival", 9))
    ]
    chances = TOOL.run(data).accounts[0].chances
    assert chances is not None
    assert sum(chances) == pytest.approx(1)
    assert chances[0] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"factors": []}, "factors"),
        ({"factors": [{"id": "f", "name": "Size", "weight": 0}]}, "factors"),
        ({"factors": [{"id": "f", "name": "Size"}] * 2}, "factors.1"),
        ({"scores": [{"account": "Z", "factor": "f", "score": 3}]}, "scores.0.account"),
        ({"scores": [{"account": "A", "factor": "z", "score": 3}]}, "scores.0.factor"),
        ({"scores": [{"account": "A", "factor": "f", "score": 0}]}, "scores.0.score"),
        ({"scores": [{"account": "A", "factor": "f", "score": float("inf")}]}, "scores.0.score"),
        ({"ratings": [{"account": "A", "factor": "z", "score": 3}]}, "ratings.0.factor"),
        ({"ratings": [{"account": "A", "factor": "s", "score": 3}] * 2}, "ratings.1"),
        (
            {"success_factors": [{"account": "A", "id": "s", "name": "x", "weight": 0}]},
            "success_factors.0.weight",
        ),
        ({"trail": [{"account": "A", "cycle": "x", "attractiveness": 3, "strength": 0}]}, "trail.0.strength"),
        ({"attractiveness_line": {"method": "typed"}}, "attractiveness_line.value"),
    ],
)
def test_errors_name_the_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        TOOL.run(inputs([account("A", 5, 5, 5)]) | change)
    assert place in str(caught.value)


def test_weights_said_to_be_percent_must_sum_to_100() -> None:
    result = run([account("A", 5, 5, 5)], percent=True)
    assert result.percent_sum == 1
    assert {"matrix-percent", "matrix-percent-success"} <= notes(result).keys()
    assert "matrix-percent" not in notes(run([account("A", 5, 5, 5)]))


def test_nobody_to_place_is_a_result_and_a_report() -> None:
    for rows in ([], [account("A", None, None, None)], [account("A", 5, None, None)]):
        result = run(rows)
        assert "No account can be placed" in finding(result)
        assert not any(isinstance(block, Figure) for block in report(result))
        assert all(value == value for value in TOOL.metrics(result).values())


def test_no_key_account_is_said() -> None:
    assert finding(run([account("A", 5, 2, 5)])) == (
        "The 1 account placed is not a Key Account; 1 could be developed into one"
    )


def test_four_accounts_worked_by_hand() -> None:
    case = json.loads((HERE / "testdata/four_accounts.json").read_text())
    result = TOOL.run(case["inputs"]).model_dump(mode="json")
    assert list(shape.differences(case["expected"], result, case["tolerance"])) == []


def test_the_example_with_its_report() -> None:
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    blocks = report(result)
    assert blocks[0].type == "finding"
    assert blocks[0].text.startswith("1 Key Account brings 30.0")
    workings = {block.id: block for block in blocks if isinstance(block, Working)}
    strength = workings["matrix-strength-A"]
    assert strength.result == pytest.approx(2.85 / 2.55)
    ours = [float(str(term.value)) for term in strength.terms[:5]]
    assert sum(ours) == pytest.approx(2.85)
    assert "KFC" in strength.terms[6].label
    assert workings["matrix-strength-B"].result == pytest.approx(3.20 / 3.25)
    attractiveness = workings["matrix-attractiveness-A"]
    assert sum(float(str(term.value)) for term in attractiveness.terms) == pytest.approx(6.58)
    assert {"matrix-classes", "matrix-trail"} <= {block.id for block in blocks if isinstance(block, Table)}
    assert MatrixResult.model_validate_json(result.model_dump_json()) == result
    assert TOOL.metrics(result)["key_revenue_share_pct"] == 30


def test_the_default_sets() -> None:
    factors = default_factors()
    assert len({factor.id for factor in factors}) == 8
    assert all("1:" in factor.scale and "10:" in factor.scale for factor in factors)
    assert len(default_success_factors("A")) == 6
    data = inputs([account("A", 5, 5, 5)]) | {
        "factors": [factor.model_dump() for factor in factors],
        "scores": [],
        "success_factors": [factor.model_dump() for factor in default_success_factors("A")],
        "ratings": [],
    }
    assert TOOL.run(data).rated == 0


numbers = st.one_of(st.none(), st.integers(1, 10))
many = st.lists(st.tuples(numbers, numbers, numbers, st.integers(0, 10**6)), min_size=1, max_size=12)


@given(many, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_changes_nothing_and_the_classes_sum_to_all(rows: list[tuple[Any, ...]], random: Any) -> None:
    named = [account(f"A{at}", *row[:3], revenue=str(row[3])) for at, row in enumerate(rows)]
    shuffled = [*named]
    random.shuffle(shuffled)
    before, after = run(named, doubt={"draws": 50}), run(shuffled, doubt={"draws": 50})
    for code, row in placed(before).items():
        other = placed(after)[code]
        assert (other.kind, other.borderline, other.strength) == (row.kind, row.borderline, row.strength)
        assert other.chances == pytest.approx(row.chances)
    assert sum(one.accounts for one in before.classes) == sum(row.kind is not None for row in before.accounts)
    assert sum(one.revenue or Decimal(0) for one in before.classes) == sum(
        row.revenue or Decimal(0) for row in before.accounts if row.kind
    )


@given(many)
@settings(max_examples=50, deadline=None)
def test_an_added_account_moves_the_line_and_no_value(rows: list[tuple[Any, ...]]) -> None:
    named = [account(f"A{at}", *row[:3]) for at, row in enumerate(rows)]
    before, after = placed(run(named)), placed(run([*named, account("new", 10, 10, 1)], against="best_rival"))
    rivals = any(row[2] is not None for row in rows)
    for code, row in before.items():
        assert after[code].attractiveness == row.attractiveness
        if rivals:
            assert after[code].strength == row.strength


@given(many, st.integers(2, 1000))
@settings(max_examples=50, deadline=None)
def test_scaling_money_scales_money_and_moves_nobody(rows: list[tuple[Any, ...]], times: int) -> None:
    small = run([account(f"A{at}", *row[:3], revenue=str(row[3])) for at, row in enumerate(rows)])
    large = run([account(f"A{at}", *row[:3], revenue=str(row[3] * times)) for at, row in enumerate(rows)])
    assert [row.kind for row in small.accounts] == [row.kind for row in large.accounts]
    for one, other in zip(small.classes, large.classes, strict=True):
        assert (one.revenue or 0) * times == (other.revenue or 0)
        assert one.revenue_share_pct == pytest.approx(other.revenue_share_pct)


def test_a_picture_of_very_many_accounts_shows_the_largest_and_says_so() -> None:
    """2,000 accounts with revenue 0 to 1,999: the 500 smallest are counted and listed but not drawn."""
    rows = [account(f"A{at}", 1 + at % 10, 5, 4, revenue=at) for at in range(2000)]
    result = run(rows)
    drawn = figure(result)
    assert [point.id for point in drawn.series[0].points] == [f"A{at}" for at in range(500, 2000)]
    assert "1,500 of 2,000 accounts" in drawn.note
    assert len(drawn.table.rows) == 2000
    assert figure(run(rows[:1500])).note == ""
