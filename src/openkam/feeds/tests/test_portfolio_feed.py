"""From monthly facts to columns: partial years, the same months, subsidiaries, proposals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openkam.core.periods import Grain
from openkam.feeds import portfolio_inputs, quadrant_inputs
from openkam.feeds.tests import books
from openkam.ledger import HierarchyCycle, PaymentFact
from openkam.tools.define import portfolio, value_quadrant
from openkam.tools.define.portfolio.inputs import Override, PortfolioInputs

LINES: list[books.Line] = [
    ("A", 2022, 3, 100, 60),
    ("A", 2023, 2, 200, 150),
    ("A", 2023, 11, 50, 20),
    ("A", 2024, 2, 300, 310),
    ("B", 2023, 2, 80, 50),
    ("B", 2024, 4, 20, None),
]
AS_OF = date(2024, 4, 30)


def feed(lines: list[books.Line] = LINES, as_of: date = AS_OF, **more: Any) -> PortfolioInputs:
    accounts = more.pop("accounts", [books.account(code) for code in ("A", "B")])
    start = more.pop("start", 1)
    parents = more.pop("parents", None)
    given = books.settings(as_of, start, parents)
    return portfolio_inputs(books.facts(lines), books.coverage(lines), accounts, given, **more)


def amounts(*values: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


def test_five_years_around_the_date_without_empty_ones() -> None:
    inputs = feed()
    assert [(period.label, period.kind, period.months_covered) for period in inputs.periods] == [
        ("2022", "partial", 10),
        ("2023", "actual", 12),
        ("2024", "partial", 4),
    ]
    assert [row.revenue for row in inputs.accounts] == [amounts(100, 250, 300), amounts(0, 80, 20)]
    assert inputs.accounts[0].name == "Name A"
    assert inputs.currency == "EUR"


def test_books_that_begin_this_year_show_no_empty_column() -> None:
    assert [period.label for period in feed(LINES[3:4]).periods] == ["2024"]


def test_growth_compares_the_same_months_a_year_before() -> None:
    result = portfolio.compute(feed())
    this = result.periods[-1]
    assert (this.compared_from, this.compared_to, this.compared_months) == (date(2024, 1, 1), AS_OF, 4)
    assert this.growth_pct == pytest.approx(100 * (320 - 280) / 280), "2023 counts from January to April only"
    last = result.periods[1]
    assert (last.compared_from, last.compared_months) == (date(2023, 3, 1), 10), "the books begin in March 2022"
    assert last.growth_pct == pytest.approx(100 * (50 - 100) / 100)


def test_a_month_that_is_not_over_is_left_out_of_growth() -> None:
    this = portfolio.compute(feed(as_of=date(2024, 4, 12))).periods[-1]
    assert this.compared_to == date(2024, 3, 31)
    assert this.growth_pct == pytest.approx(100 * (300 - 280) / 280)


def test_a_cost_that_one_line_does_not_say_is_unknown() -> None:
    row = feed().accounts[1]
    assert row.direct_cost == (*amounts(0, 50), None)


@pytest.mark.parametrize(
    ("choice", "labels"),
    [("all", ["FY22", "FY23", "FY24"]), (Grain.QUARTER, ["FY22 Q3", "FY22 Q4"]), (Grain.MONTH, ["2022-03", "2022-04"])],
)
def test_grains_split_fiscal_years(choice: Any, labels: list[str]) -> None:
    inputs = feed(start=7, periods=choice)
    assert [period.label for period in inputs.periods][: len(labels)] == labels
    totals = [sum(row.revenue, Decimal(0)) for row in inputs.accounts]
    assert totals == [650, 100], "every line stands in exactly one column"


def test_subsidiaries_roll_up_once_at_any_depth() -> None:
    accounts = [books.account("A", parent="B"), books.account("B", parent="HQ")]
    inputs = feed(accounts=accounts, rolled_up=True)
    assert [row.account for row in inputs.accounts] == ["HQ"]
    assert inputs.accounts[0].revenue == amounts(100, 330, 320)
    apart = feed(accounts=accounts, rolled_up=True, parents={"A": "Elsewhere"})
    assert [row.account for row in apart.accounts] == ["Elsewhere", "HQ"], "a person's choice goes before the lines"


def test_a_circle_of_parents_is_refused_by_name() -> None:
    accounts = [books.account("A", parent="B"), books.account("B", parent="A")]
    with pytest.raises(HierarchyCycle, match="A"):
        feed(accounts=accounts, rolled_up=True)


def test_drivers_are_those_that_the_books_hold() -> None:
    assert set(feed().accounts[0].drivers) == {"orders", "lines", "credit_lines", "quantity"}
    given = books.settings(AS_OF)
    bare = portfolio_inputs(books.facts(LINES), books.coverage(LINES, documents=False), [], given)
    assert "orders" not in bare.accounts[0].drivers


def test_payments_pass_through() -> None:
    fact = PaymentFact("A", 3, Decimal("4.5"), Decimal(20), 31)
    result = portfolio.compute(feed(payments=[fact]))
    assert result.accounts[0].payment is not None
    assert result.accounts[0].payment.worst_days_late == 31


def season(years: int) -> list[books.Line]:
    return [
        (code, 2022 + at // 12, at % 12 + 1, weight * (100 + 10 * (at % 12)), weight * (70 + at % 7))
        for at in range(12 * years)
        for code, weight in (("A", 3.0), ("B", 1.0))
    ]


def test_proposals_add_up_and_carry_an_interval_and_a_method() -> None:
    lines = season(3)
    inputs = feed(lines, date(2024, 12, 31), forecast=True, selected="2024")
    assert [period.label for period in inputs.periods][-2:] == ["2025", "2026"]
    result = portfolio.compute(inputs)
    for period in result.periods[-2:]:
        assert period.kind == "proposed"
        assert period.revenue_low is not None
        assert period.revenue_high is not None
        assert period.revenue_low <= period.figures.revenue <= period.revenue_high
        assert abs(float(period.figures.revenue) - 4 * 1860) < 400, "the season repeats"
    shares = [row.revenue[-1] for row in result.accounts]
    assert abs(shares[0] - 3 * shares[1]) < Decimal("0.01"), "by the last twelve months"
    assert sum(shares) == result.periods[-1].figures.revenue
    assert inputs.proposal is not None
    assert "add up to the total" in inputs.proposal.method
    assert PortfolioInputs.model_validate(inputs.model_dump()) == inputs, "what the feed makes is valid"


def test_overrides_apply_to_shown_proposals_only() -> None:
    overrides = [
        Override(account="A", period="2025", revenue=Decimal(9000), reason="tender won"),
        Override(account="gone", period="2025", revenue=Decimal(1), reason="closed"),
    ]
    result = portfolio.compute(feed(season(2), date(2023, 12, 31), forecast=True, overrides=overrides))
    assert [row.account for row in result.overrides] == ["A"]
    assert result.accounts[0].revenue[-1] == 9000


def test_too_little_history_gives_no_proposal_and_says_why() -> None:
    inputs = feed(season(1)[:16], date(2022, 8, 31), forecast=True)
    assert [period.label for period in inputs.periods] == ["2022"]
    assert inputs.proposal is not None
    assert "8 whole months are too few" in inputs.proposal.refused
    notes = [block for block in portfolio.report(portfolio.compute(inputs)) if block.type == "note"]
    assert any(note.id == "proposal" and note.kind == "unknown" for note in notes)


def test_unknown_costs_are_not_proposed() -> None:
    lines = [*season(2), ("B", 2023, 5, 10.0, None)]
    inputs = feed(lines, date(2023, 12, 31), forecast=True)
    assert {row.direct_cost[-1] for row in inputs.accounts} == {None}


def test_the_quadrant_takes_the_selection_or_any_period() -> None:
    result = portfolio.compute(feed(selected="2023"))
    chosen = quadrant_inputs(result)
    assert [(row.account, row.sales, row.profit) for row in chosen.accounts] == [
        ("A", *amounts(250, 80)),
        ("B", *amounts(80, 30)),
    ]
    assert chosen.profit_is == "margin"
    other = quadrant_inputs(result, "2024")
    assert [(row.account, row.profit) for row in other.accounts] == [("A", -10), ("B", None)]
    assert value_quadrant.compute(other).unknown_accounts == 1
    with pytest.raises(KeyError):
        quadrant_inputs(result, "1999")
