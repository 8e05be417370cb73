"""Gale's profiles, the value map and what the customer value scorecard says of degenerate inputs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure, Finding, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.core.nouns import Need
from openkam.tools.measure.value_scorecard import TOOL, maths
from openkam.tools.measure.value_scorecard.inputs import ScorecardResult, ScoredNeed
from openkam.tools.measure.value_scorecard.report import report

HERE = Path(__file__).parent
VECTORS = {row["id"]: row for row in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
LUXURY = [("purchase", 60, 9, 7), ("trade-in", 20, 6, 6), ("resale", 10, 9, 8), ("finance", 10, 7, 7)]


def row(name: str, weight: float, ours: float | None, *theirs: float | None) -> dict[str, Any]:
    return {"id": name, "name": name, "weight": weight, "ours": ours, "theirs": theirs}


def run(needs: list[dict[str, Any]], **more: Any) -> ScorecardResult:
    rivals = [{"id": f"r{at}", "name": f"Rival {at}"} for at in range(len(needs[0]["theirs"]))]
    return TOOL.run({"rivals": rivals, "needs": needs, **more})


def example() -> ScorecardResult:
    return TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])


def texts(result: ScorecardResult, kind: type[Finding] | type[Note]) -> str:
    return "\n".join(block.text for block in report(result) if isinstance(block, kind))


def test_gale_chicken_profile() -> None:
    """Gale 1994, chicken profile, in Yang and El-Haik table 5.1 (cva.quality_profile.gale_chicken).

    The book adds ratios rounded to two places and prints 126.1; ours are never rounded: 125.934.
    """
    vector, result = VECTORS["cva.quality_profile.gale_chicken"], example()
    expected, within = vector["expected"], vector["tolerance"]
    ratios = [line.ratio for line in result.quality.lines]
    assert ratios == pytest.approx(expected["ratio"], abs=within["ratio"])
    rounded = sum(line.weight_pct * ratio for line, ratio in zip(result.quality.lines, expected["ratio"], strict=True))
    key = "mpq_score_rounded_ratios"
    assert rounded == pytest.approx(expected[key], abs=within[key])
    by_hand = 10 * 8.1 / 7.2 + 20 * 9 / 7.3 + 20 * 9.2 / 6.5 + 15 + 10 + 25 * 9.4 / 6.4
    assert result.quality.index == pytest.approx(by_hand, abs=1e-9)
    assert result.quality.ours_weighted == pytest.approx(expected["ours_weighted"], abs=within["ours_weighted"])
    assert result.quality.theirs_weighted[0] == pytest.approx(
        expected["competitor_weighted"], abs=within["competitor_weighted"]
    )


def test_one_price() -> None:
    """Yang and El-Haik p. 89, Acura at 35,200 against 40,000 (cva.relative_price)."""
    vector = VECTORS["cva.relative_price"]
    given_, expected = vector["inputs"], vector["expected"]["ratio_pct"]
    prices = [row("purchase", 100, given_["ours"], given_["competitor"])]
    result = run([row("a", 100, 8, 8)], prices=prices, price_measure="amount", price_unit="USD")
    assert result.relative_price == pytest.approx(expected, abs=vector["tolerance"])


def test_price_profile_of_luxury_cars() -> None:
    """Yang and El-Haik table 5.4: 77.4 + 20 + 11.3 + 10 = 118.7 from rounded ratios, relative price 84.2."""
    result = run([row("a", 100, 8, 8)], prices=[row(*line) for line in LUXURY])
    assert result.price
    assert [line.ratio for line in result.price.lines] == pytest.approx([1.29, 1.0, 1.13, 1.0], abs=0.0051)
    assert result.price.index == pytest.approx(60 * 9 / 7 + 20 + 11.25 + 10)
    assert result.relative_price == pytest.approx(84.2, abs=0.3)
    assert result.us.side == "better", "same quality, cheaper"


def test_fair_value_line() -> None:
    """Gale 1994, value map worked out (cva.fair_value_line)."""
    vector = VECTORS["cva.fair_value_line"]
    given_, expected = vector["inputs"], vector["expected"]
    result = run(
        [row("a", 100, 110, 100)],
        prices=[row("p", 100, 105, 100)],
        price_measure="amount",
        quality_weight=given_["quality_weight"],
        price_weight=given_["price_weight"],
    )
    assert result.us.quality == pytest.approx(given_["relative_quality"])
    assert result.slope == pytest.approx(expected["slope"], abs=vector["tolerance"])
    assert result.us.fair_price == pytest.approx(expected["fair_price"], abs=1e-9)
    assert result.us.surplus == pytest.approx(expected["vertical_surplus"], abs=1e-9)
    away = maths.distance(given_["relative_quality"], given_["relative_price"], 60, 40)
    assert away == pytest.approx(expected["perpendicular_distance"], abs=vector["tolerance"])
    assert result.us.distance == pytest.approx(away, abs=1e-9)
    assert result.us.side == "better"


@pytest.mark.parametrize(
    ("reference", "quality", "standing"),
    [("average", 100 * 8 / 6, (100 * 4 / 6, 100 * 8 / 6)), ("best", 100, (50, 100)), ("named", 200, (100, 200))],
)
def test_what_we_are_compared_with(reference: str, quality: float, standing: tuple[float, float]) -> None:
    result = run([row("a", 100, 8, 4, 8)], reference=reference, named_rival="r0")
    assert result.us.quality == pytest.approx(quality)
    assert result.quality.standing == pytest.approx(standing)
    assert result.quality.against == pytest.approx((200, 100)), "head to head does not depend on the reference"


def test_the_best_of_prices_is_the_lowest() -> None:
    prices = [row("p", 1, 100, 80, 120)]
    result = run([row("a", 1, 8, 4, 8)], reference="best", prices=prices, price_measure="amount")
    assert result.relative_price == pytest.approx(125)


def test_missing_is_left_out_and_said() -> None:
    result = run([row("a", 60, 9, 6, None), row("b", 30, None, 5, 5), row("c", 10, 4, None, None)])
    assert result.quality.covered_pct == pytest.approx(60)
    assert result.quality.index == pytest.approx(150)
    assert "covers 60.0\N{NO-BREAK SPACE}% of the weight. Without a score on one side: b, c." in texts(result, Note)
    nothing = run([row("a", 1, None, 5)])
    assert nothing.us.quality is None
    assert TOOL.metrics(nothing) == {"weight_covered_pct": 0}
    assert "Nothing can be compared" in texts(nothing, Finding)


def test_weights_that_are_not_percent_are_used_in_proportion_and_said() -> None:
    result = run([row("a", 3, 8, 4), row("b", 1, 4, 4)])
    assert result.quality.index == pytest.approx(175)
    assert "sum to 4.00, not to 100" in texts(result, Note)
    assert "not to 100" not in texts(example(), Note)


def test_upright_and_flat_lines() -> None:
    needs, prices = [row("a", 1, 11, 10)], [row("p", 1, 9, 10)]
    upright = run(needs, prices=prices, price_measure="amount", quality_weight=1, price_weight=0)
    assert (upright.slope, upright.us.fair_price) == (None, None)
    assert upright.us.distance == pytest.approx(10)
    flat = run(needs, prices=prices, price_measure="amount", quality_weight=0, price_weight=1)
    assert flat.slope == 0
    assert flat.us.distance == pytest.approx(10)
    for result in (upright, flat):
        figure = next(block for block in report(result) if isinstance(block, Figure))
        line = next(series for series in figure.series if series.form == "line")
        assert len(line.points) == 2


@given(st.floats(1, 99), st.floats(50, 150), st.floats(50, 150))
@settings(max_examples=50, deadline=None)
def test_the_line_keeps_to_the_field_of_the_suppliers(weight: float, quality: float, price: float) -> None:
    """A steep line must not squeeze the suppliers into a strip."""
    result = run(
        [row("a", 1, quality, 100)],
        prices=[row("p", 1, price, 100)],
        price_measure="amount",
        quality_weight=weight,
        price_weight=100 - weight,
    )
    figure = next(block for block in report(result) if isinstance(block, Figure))
    for end in figure.series[2].points:
        assert min(quality, 100) - 5.001 <= end.x <= max(quality, 100) + 5.001
        assert min(price, 100) - 5.001 <= end.y <= max(price, 100) + 5.001
        assert end.y - 100 == pytest.approx(weight / (100 - weight) * (end.x - 100), abs=1e-6)


def test_the_report_says_what_was_computed() -> None:
    result = run(
        [row("speed", 60, 9, 6), row("advice", 40, 4, 8)],
        prices=[row("p", 100, 110, 100)],
        price_measure="amount",
        our_name="OpenKAM",
    )
    said = texts(result, Finding)
    assert "Quality 110.0 at a price of 110.0 (parity 100) lies on the fair-value line" in said
    assert "speed wins most: it adds 30.0 points" in said
    assert "advice loses most: it costs 20.0 points" in said
    figures = {block.id: block for block in report(result) if isinstance(block, Figure)}
    assert set(figures) == {"scorecard-map", "scorecard-gaps"}
    drawn = figures["scorecard-map"]
    assert [(series.key, series.tone) for series in drawn.series] == [
        ("ours", "ours"),
        ("theirs", "theirs"),
        ("fair", "mark"),
    ]
    (us,) = drawn.series[0].points
    assert (us.x, us.y) == pytest.approx((110, 110))
    assert drawn.series[1].points[0].x == 100
    ends = drawn.series[2].points
    assert (ends[1].y - ends[0].y) / (ends[1].x - ends[0].x) == pytest.approx(1)
    table = next(block for block in report(result) if isinstance(block, Table) and block.id == "scorecard-head-to-head")
    assert [line[2] for line in table.rows] == [pytest.approx(90), pytest.approx(20)]


def test_every_sum_adds_up() -> None:
    result = run(
        [row("a", 70, 9, 6, 8), row("b", 20, None, 5, 7), row("c", 10, 4, 6, None)], prices=[row("p", 100, 7, 8, 6)]
    )
    workings = [block for block in report(result) if isinstance(block, Working)]
    assert len(workings) == 4
    for working in workings:
        total = sum(float(str(term.value)) for term in working.terms)
        assert total == pytest.approx(float(str(working.result))), working.id


def test_a_better_and_a_worse_place_have_their_sentence() -> None:
    needs, prices = [row("a", 1, 10, 10)], [row("p", 1, 12, 10)]
    assert "worse value than fair, by 14.1" in texts(run(needs, prices=prices, price_measure="amount"), Finding)
    assert "better value than fair, by 11.8" in texts(run(needs, prices=prices), Finding)


def test_many_needs_draw_the_largest_thirty() -> None:
    result = run([row(f"n{at}", 1, 5 + at / 10, 5) for at in range(40)])
    figure = next(block for block in report(result) if isinstance(block, Figure))
    assert len(figure.categories) == 30
    assert len(figure.table.rows) == 40
    assert figure.categories[0] == "n39"
    assert "30 needs" in figure.note


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"needs": []}, "needs", "1 or more"),
        ({"needs": [row("a", 0, 5, 5)]}, "needs", "every weight is 0"),
        ({"needs": [row("a", 1, 5, 5), row("a", 1, 5, 5)]}, "needs.1.id", "given twice"),
        ({"needs": [row("a", 1, 5, 5, 5)]}, "needs.0.theirs", "2 values for 1 rivals"),
        ({"needs": [row("a", -1, 5, 5)]}, "needs.0.weight", "0 or more"),
        ({"needs": [row("a", 1e-300, 5, 5)]}, "needs.0.weight", "give 0"),
        ({"needs": [row("a", 1, 0, 5)]}, "needs.0.ours", "or more is expected"),
        ({"needs": [row("a", 1, math.nan, 5)]}, "needs.0.ours", "number"),
        ({"needs": [row("a", 1, 5, math.inf)]}, "needs.0.theirs.0", "number"),
        ({"prices": [row("p", 0, 5, 5)]}, "prices", "every weight is 0"),
        ({"reference": "named"}, "named_rival", "give the id of one of the rivals"),
        ({"quality_weight": 0, "price_weight": 0}, "quality_weight", "cannot both weigh nothing"),
        ({"price_weight": 1e-300}, "price_weight", "give 0"),
        ({"rivals": []}, "rivals", "1 or more"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, Any], place: str, reason: str) -> None:
    inputs = {"rivals": [{"id": "r", "name": "R"}], "needs": [row("a", 1, 5, 5)], **change}
    with pytest.raises(InvalidInput) as caught:
        TOOL.run(inputs)
    assert place in str(caught.value)
    assert reason in str(caught.value)


def test_a_need_of_another_tool_is_taken_by_id() -> None:
    need = Need(id="on-time", name="Arrives when promised")
    scored = ScoredNeed(**need.model_dump(), weight=1, ours=5, theirs=(5,))
    assert (scored.id, scored.name) == (need.id, need.name)


scores = st.one_of(st.none(), st.floats(1, 10))
tables = st.integers(1, 4).flatmap(
    lambda rivals: st.lists(
        st.tuples(st.floats(0.1, 100), scores, st.tuples(*[scores] * rivals)), min_size=1, max_size=8
    )
)


@given(tables, st.randoms(use_true_random=False), st.floats(0.01, 100))
@settings(max_examples=50, deadline=None)
def test_order_and_scale_change_nothing(table: list[Any], order: Any, factor: float) -> None:
    needs = [row(f"n{at}", weight, ours, *theirs) for at, (weight, ours, theirs) in enumerate(table)]
    first = run(needs)
    shuffled = [dict(need, weight=need["weight"] * factor) for need in needs]
    order.shuffle(shuffled)
    second = run(shuffled)
    assert second.quality.index == pytest.approx(first.quality.index)
    assert second.quality.covered_pct == pytest.approx(first.quality.covered_pct)
    assert sum(line.weight_pct for line in first.quality.lines) == pytest.approx(100)
    assert report(first)
    assert ScorecardResult.model_validate_json(first.model_dump_json()) == first


@given(st.floats(50, 150), st.floats(50, 150), st.floats(0.01, 100), st.floats(0.01, 100))
@settings(max_examples=50, deadline=None)
def test_distance_is_that_to_the_nearest_point_of_the_line(
    quality: float, price: float, quality_weight: float, price_weight: float
) -> None:
    away = maths.distance(quality, price, quality_weight, price_weight)
    slope = quality_weight / price_weight
    at = (quality + slope * (price - 100) + slope**2 * 100) / (1 + slope**2)
    foot = (at, 100 + slope * (at - 100))
    assert abs(away) == pytest.approx(math.dist((quality, price), foot), abs=1e-7)
