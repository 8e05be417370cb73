"""Printed examples, limit cases and properties of portfolio analysis."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Figure, Note
from openkam.core.errors import InvalidInput
from openkam.tools.define.portfolio import TOOL, costs, maths
from openkam.tools.define.portfolio.compute import compute
from openkam.tools.define.portfolio.inputs import PortfolioInputs
from openkam.tools.define.portfolio.report import report, share_working, working_for
from openkam.tools.define.portfolio.result import PortfolioResult

HERE = Path(__file__).parent
VECTORS: dict[str, dict[str, Any]] = {
    vector["id"]: vector for vector in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]
}


def year(number: int, **changes: object) -> dict[str, object]:
    period = {
        "label": str(number),
        "start": f"{number}-01-01",
        "end": f"{number}-12-31",
        "months": 12,
        "months_covered": 12,
        "kind": "actual",
    }
    return period | changes


def account(code: str, revenue: list[object], cost: list[object], **more: object) -> dict[str, object]:
    return {"account": code, "name": f"Name {code}", "revenue": revenue, "direct_cost": cost, **more}


def run(accounts: list[dict[str, object]], periods: list[dict[str, object]], **more: object) -> PortfolioResult:
    data = {"currency": "EUR", "as_of": date(2024, 12, 31), "periods": periods, "accounts": accounts, **more}
    return TOOL.run(data)


def test_time_driven_example_of_kaplan_and_anderson() -> None:
    """tdabc.kaplan: Kaplan & Anderson, Time-Driven ABC, working paper p. 8."""
    given_, printed = VECTORS["tdabc.kaplan"]["inputs"], VECTORS["tdabc.kaplan"]["expected"]
    customers = [
        account(driver, ["0"], ["0"], drivers={driver: [quantity]}) for driver, quantity in given_["quantity"].items()
    ]
    pool = {
        "kind": "time_driven",
        "name": "Customer service",
        "cost_per_year": given_["cost_supplied"],
        "capacity_minutes_per_year": given_["practical_capacity_min"],
        "unit_minutes": given_["unit_minutes"],
    }
    result = run(customers, [year(2024)], pools=[pool])
    (found,) = result.pools
    assert found.rate_per_minute == Decimal(str(printed["rate_per_min"]))
    assert {row.account: row.indirect_cost[0] for row in result.accounts} == printed["assigned"]
    assert found.assigned == printed["assigned_total"]
    assert found.unused == printed["unused_cost"]
    assert found.used_minutes == printed["used_min"]
    assert found.capacity_minutes is not None
    assert found.capacity_minutes - found.used_minutes == printed["unused_min"]
    assert float(found.used_minutes / found.capacity_minutes) == pytest.approx(printed["used_share"], abs=1e-6)


def test_cost_to_serve_of_the_distribution_problem() -> None:
    """cost_to_serve.distribution: Horngren, Spring Distribution problem; the folder's worked example."""
    printed = VECTORS["cost_to_serve.distribution"]["expected"]
    example = json.loads((HERE / "example.json").read_text())
    result = TOOL.run(example["inputs"])
    rows = {row.account: row for row in result.accounts}
    assert {code: row.net_income[0] for code, row in rows.items()} == printed["net_income"]
    assert {code: row.indirect_cost[0] for code, row in rows.items()} == printed["cost_to_serve"]
    margin = {code: row.revenue[0] - (row.direct_cost[0] or 0) for code, row in rows.items()}
    assert margin == printed["gross_margin"]


@pytest.mark.parametrize("key", ["whale.controllingwiki", "whale.equal", "whale.one"])
def test_whale_indices(key: str) -> None:
    """whale.*: the shape printed by ControllingWiki, and two limit cases; RSV after Raffinetti et al. (2015)."""
    vector = VECTORS[key]
    curve = maths.whale_curve(np.array(vector["inputs"]["profit"], dtype=np.int64))
    found = maths.inequality(curve)
    assert found is not None
    expected, within = vector["expected"], vector["tolerance"]
    assert 100 * curve.peak / curve.total == pytest.approx(expected["peak_pct"], abs=within)
    for name in ("area", "gini", "stobachoff", "gini_rsv"):
        if name in expected:
            assert getattr(found, name) == pytest.approx(expected[name], abs=within), name


def test_whale_of_a_loss_is_money_without_indices() -> None:
    """whale.loss_total: a total at or below zero has no percentages, and says why."""
    profits = VECTORS["whale.loss_total"]["inputs"]["profit"]
    result = run([account(str(at), [value], [0]) for at, value in enumerate(profits)], [year(2024)])
    whale = result.whale
    assert (whale.axis, whale.reason, whale.total) == ("money", "total_not_positive", Decimal("-15.00"))
    assert (whale.peak_pct, whale.gini, whale.stobachoff, whale.gini_rsv) == (None, None, None, None)
    assert whale.below_zero_from == 3
    figure = next(block for block in report(result) if isinstance(block, Figure) and block.id == "whale")
    assert figure.y.kind == "money"
    assert "no meaning" in figure.note


def test_concentration_of_the_merger_guidelines() -> None:
    """hhi.doj: the example of the DOJ/FTC Merger Guidelines."""
    vector = VECTORS["hhi.doj"]
    result = run(
        [account(str(at), [share], [0]) for at, share in enumerate(vector["inputs"]["share_pct"])], [year(2024)]
    )
    assert result.concentration.hhi == pytest.approx(vector["expected"]["hhi"])
    assert result.concentration.effective_number == pytest.approx(vector["expected"]["effective_number"], abs=1e-6)


def test_lifetime_value_names_its_timing() -> None:
    """clv.multiple: constant margin; the timing decides the multiple."""
    given_, expected = VECTORS["clv.multiple"]["inputs"], VECTORS["clv.multiple"]["expected"]
    for timing in ("end_of_period", "now_and_certain"):
        result = run([account("A", [150], [50])], [year(2024)], lifetime={**given_, "timing": timing})
        assert result.lifetime_multiple == pytest.approx(expected[f"multiple_{timing}"], abs=1e-6)
        assert result.lifetime_timing == timing
        assert float(result.accounts[0].lifetime_value or 0) == pytest.approx(
            100 * expected[f"multiple_{timing}"], abs=0.01
        )
        texts = [block.text for block in report(result) if isinstance(block, Note) and block.id == "lifetime"]
        assert ("end of the year" in texts[0]) == (timing == "end_of_period")


def test_unknown_cost_is_unknown_and_never_zero() -> None:
    result = run([account("A", [100], [None]), account("B", [50], [20])], [year(2024)])
    total = result.selection
    assert (total.figures.direct_cost, total.figures.net_income) == (None, None)
    assert (total.unknown_accounts, total.unknown_revenue, total.known_net_income) == (1, Decimal(100), Decimal(30))
    assert result.accounts[0].net_income == (None,)
    assert result.whale.accounts == 1
    unknown = {block.id for block in report(result) if isinstance(block, Note) and block.kind == "unknown"}
    assert {"direct-cost", "indirect-cost"} <= unknown


def test_no_cost_at_all_draws_no_whale() -> None:
    result = run([account("A", [100], [None])], [year(2024)])
    assert (result.whale.axis, result.whale.reason, result.selection.unprofitable) == (None, "unknown_cost", None)
    assert not [block for block in report(result) if isinstance(block, Figure) and block.id == "whale"]


def test_indirect_cost_without_pools_is_unknown_and_the_margin_remains() -> None:
    figures = run([account("A", [100], [70])], [year(2024)]).selection.figures
    assert (figures.indirect_cost, figures.net_income) == (None, Decimal(30))


def test_growth_compares_only_the_same_months() -> None:
    partial = year(2024, months_covered=11, kind="partial", compared_from="2024-01-01", compared_to="2024-11-30")
    row = account("A", [120, 115], [0, 0], compared_revenue=[None, 115], compared_base=[None, 100])
    last = run([row], [year(2023), partial]).periods[-1]
    assert last.growth_pct == pytest.approx(15)
    assert last.compared_months == 11
    bare = run([account("A", [120, 115], [0, 0])], [year(2023), year(2024, months_covered=11, kind="partial")])
    assert (bare.periods[-1].growth_pct, bare.periods[-1].growth_reason) == (None, "not_covered")


def test_yearly_growth_is_compound_and_undefined_from_nothing() -> None:
    rows = [account("A", [100, 110, 121], [0, 0, 0]), account("B", [0, 5, 9], [0, 0, 0])]
    result = run(rows, [year(2022), year(2023), year(2024)])
    assert result.accounts[0].cagr_pct == pytest.approx(10)
    assert result.accounts[1].cagr_pct is None
    assert run(rows[:1], [year(2022), year(2023), year(2024)]).cagr_pct == pytest.approx(10)
    nothing = run(rows[1:], [year(2022), year(2023), year(2024)])
    assert (nothing.cagr_pct, nothing.cagr_reason) == (None, "base_not_positive")


def test_pool_costs_of_a_partial_year_count_by_months() -> None:
    pool = {"kind": "key", "name": "Sales", "cost_per_year": 1200, "key": "revenue"}
    result = run([account("A", [10], [0])], [year(2024, months_covered=5, kind="partial")], pools=[pool])
    (found,) = result.pools
    assert (found.cost, found.prorated_months) == (Decimal(500), 5)
    texts = " ".join(block.text for block in report(result) if isinstance(block, Note))
    assert "5 months of a year's pool costs" in texts


def test_a_pool_whose_driver_is_missing_says_so() -> None:
    pool = {"kind": "rate", "name": "Visits", "rates": {"visits": 80}}
    result = run([account("A", [10], [0])], [year(2024)], pools=[pool])
    assert result.pools[0].missing_drivers == ("visits",)
    assert any(block.id == "driver-Visits-visits" for block in report(result))


def test_override_replaces_a_proposal_and_is_marked() -> None:
    proposed = year(2025, kind="proposed")
    interval = {"period": "2025", "revenue_low": 90, "revenue_high": 130}
    more = {"proposal": {"method": "AutoETS", "intervals": [interval]}}
    rows = [account("A", [100, 110], [50, 55]), account("B", [100, 110], [50, 55])]
    plain = run(rows, [year(2024), proposed], **more)
    assert (plain.periods[1].revenue_low, plain.periods[1].figures.revenue) == (Decimal(90), Decimal(220))
    override = {"account": "A", "period": "2025", "revenue": 300, "reason": "framework contract signed"}
    result = run(rows, [year(2024), proposed], overrides=[override], **more)
    assert result.accounts[0].revenue[1] == Decimal(300)
    assert result.accounts[0].direct_cost[1] == Decimal(150), "the proposed ratio of cost to revenue holds"
    assert result.accounts[0].overridden == (False, True)
    assert result.periods[1].figures.revenue == Decimal(410)
    assert result.periods[1].revenue_low is None, "the interval was around the proposal"
    assert working_for(result, "A", "2025").source == "A person's figure in place of the proposed one."


def test_override_of_a_booked_period_is_refused() -> None:
    override = {"account": "A", "period": "2024", "revenue": 300, "reason": "wish"}
    with pytest.raises(InvalidInput, match="not a proposed period"):
        run([account("A", [100], [50])], [year(2024)], overrides=[override])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"accounts": [account("A", [1, 2], [0])]}, r"accounts\.0\.revenue: .* values given: 2"),
        ({"accounts": [account("A", [1], [0]), account("A", [1], [0])]}, "given twice"),
        ({"selected": "1999"}, "selected: 1999 is not among the periods"),
        ({"periods": [year(2024), year(2024)]}, r"periods\.0\.label: period .* twice"),
        ({"accounts": [account("A", ["NaN"], [0])]}, r"accounts\.0\.revenue\.0"),
    ],
)
def test_bad_input_names_the_place(change: dict[str, object], place: str) -> None:
    data = {"as_of": "2024-12-31", "periods": [year(2024)], "accounts": [account("A", [1], [0])]} | change
    with pytest.raises(InvalidInput, match=place):
        TOOL.run(data)


def test_amounts_too_large_to_add_exactly_are_refused() -> None:
    huge = "99999999999999"
    with pytest.raises(InvalidInput, match="too large"):
        run([account(str(at), [huge], [0]) for at in range(12)], [year(2024)])


def test_a_working_adds_up_to_its_result() -> None:
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    working = working_for(result, "T", "2024")
    assert sum(term.value for term in working.terms if isinstance(term.value, Decimal)) == working.result == -3346
    assert share_working(result, "T").result == pytest.approx(
        100 * 3900 * 12.96 / float(result.selection.figures.revenue)
    )


def test_no_accounts_is_a_result_and_a_report() -> None:
    result = run([], [year(2024)])
    assert (result.selection.figures.revenue, result.whale.reason) == (Decimal("0.00"), "no_accounts")
    assert any(block.type == "note" and block.id == "no-accounts" for block in report(result))


profits = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60)


@given(profits, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_curve_conserves_the_total_whatever_the_order(values: list[int], random: Any) -> None:
    curve = maths.whale_curve(np.array(values, dtype=np.int64))
    shuffled = values[:]
    random.shuffle(shuffled)
    other = maths.whale_curve(np.array(shuffled, dtype=np.int64))
    assert curve.total == sum(values) == curve.peak - curve.loss_total
    assert curve.cumulative.tolist() == other.cumulative.tolist()
    assert int(curve.cumulative.max()) == curve.peak
    found = maths.inequality(curve)
    assert (found is None) == (sum(values) <= 0)
    if found:
        assert -1e-9 <= found.gini_rsv <= 1


@given(profits)
@settings(max_examples=40, deadline=None)
def test_indices_do_not_depend_on_the_unit(values: list[int]) -> None:
    one = maths.inequality(maths.whale_curve(np.array(values, dtype=np.int64)))
    ten = maths.inequality(maths.whale_curve(np.array(values, dtype=np.int64) * 10))
    assert (one is None) == (ten is None)
    if one and ten:
        assert ten.gini == pytest.approx(one.gini, rel=1e-9, abs=1e-12)


@given(st.lists(st.integers(-50, 10**7), min_size=1, max_size=40), st.integers(0, 10**12))
@settings(max_examples=60, deadline=None)
def test_a_keyed_pool_is_dealt_out_to_the_last_ten_thousandth(keys: list[int], cost: int) -> None:
    charge = costs.by_key(np.array(keys, dtype=np.int64), cost=cost)
    assert int(charge.assigned.sum()) + (charge.unused or 0) == cost
    assert (charge.assigned >= 0).all()


def test_ten_thousand_accounts_over_five_periods() -> None:
    """The curve stays within 400 points and both ends, and a result survives its own JSON."""
    random = np.random.default_rng(7)
    values = random.integers(-5_000_00, 20_000_00, size=(10_000, 5)) * 100
    curve = maths.whale_curve(values[:, 0])
    ranks = maths.thinned_ranks(curve)
    assert len(ranks) <= maths.MAX_POINTS
    assert {0, curve.accounts_at_peak, 10_000} <= set(ranks.tolist())


def test_result_and_inputs_survive_their_json() -> None:
    inputs = TOOL.parse(json.loads((HERE / "example.json").read_text())["inputs"])
    assert isinstance(inputs, PortfolioInputs)
    assert PortfolioInputs.model_validate_json(inputs.model_dump_json()) == inputs
    result = compute(inputs)
    assert PortfolioResult.model_validate_json(result.model_dump_json()) == result
    assert TOOL.metrics(result)["net_income"] == 90787.0
