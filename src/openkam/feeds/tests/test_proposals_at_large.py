"""Proposed scores of the sample company, and what holds for those of any books."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.periods import Period
from openkam.feeds import portfolio_inputs
from openkam.feeds.proposals import WRITTEN, proposals
from openkam.feeds.score_facts import Facts, breadth_from, facts_from, paid_from
from openkam.feeds.tests.scored import AHEAD, made
from openkam.ledger import Books, BooksSettings, Purchases, load
from openkam.tools.define.portfolio.sheet import read_sheet

SAMPLE = Path(__file__).resolve().parents[4] / "examples" / "adventureworks"
EVERY = tuple(WRITTEN)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("books")
    load(folder, [SAMPLE / "sales_lines.csv.gz"])
    given_ = BooksSettings(as_of=date(2020, 5, 31), fiscal_year_start=7, currency="USD")
    books = Books(folder, given_)
    inputs = portfolio_inputs(books.monthly(), books.coverage(), books.accounts(), given_, forecast=True)
    sheet, at, last = read_sheet(inputs), 2, 4
    codes = [row.account for row in inputs.accounts]
    year = inputs.periods[at]
    with (SAMPLE / "products.csv").open(encoding="utf-8") as stream:
        category_of = {row["product_key"]: row["category"] for row in csv.DictReader(stream)}
    bought = books.purchases(Period(year.start, year.end, year.label))
    return facts_from(
        codes,
        year,
        sheet.revenue[:, at],
        as_of=given_.as_of,
        currency="USD",
        margin=(sheet.revenue - sheet.cost)[:, at],
        cost_known=sheet.cost_known[:, at],
        compared=(sheet.compared_now[:, at], sheet.compared_base[:, at], sheet.compared[:, at]),
        ahead=(inputs.periods[last], sheet.revenue[:, last], sheet.overridden[:, last]),
        breadth=breadth_from(bought, category_of, {code: row for row, code in enumerate(codes)}, len(codes)),
    )


def test_adventureworks(sample: Facts) -> None:
    """FY20 of the sample company, eleven months; 489 of its 632 accounts bought."""
    found = proposals(sample, EVERY)
    told = {
        name: tuple(int(np.sum(answer.scores == score)) for score in (1, 5, 10))
        for name, answer in found.answers.items()
    }
    assert told == {
        "revenue_potential": (448, 23, 5),
        "profit_potential": (278, 0, 25),
        "prompt_payment": (0, 0, 0),
        "product_line_fit": (0, 96, 214),
        "size": (449, 18, 5),
        "growth_potential": (246, 1, 75),
    }
    margin = found.answers["profit_potential"].scores
    assert int(np.sum(~np.isnan(margin))) == 480, "of the 287 that lose, nine lose less than the average does"
    assert len(found) == 2593


def test_one_account_of_adventureworks(sample: Facts) -> None:
    found = proposals(sample, EVERY)
    told = {name: found["312", name] for name in EVERY if ("312", name) in found}
    assert {name: one.value for name, one in told.items()} == {
        "revenue_potential": 6,
        "profit_potential": 8,
        "product_line_fit": 10,
        "size": 6,
        "growth_potential": 4,
    }
    assert told["size"].evidence == (
        "Revenue FY20, 11 months: 171k\xa0USD, 2.5 times the average of the 489 accounts that have any."
    )
    assert told["growth_potential"].evidence == (
        "Revenue Jul 2019 to May 2020: 171k\xa0USD, +20.1\xa0% against the same months a year before; all 574 accounts "
        "together +27.5\xa0%. How its market grows is not in the books."
    )
    assert "83.0\xa0% of it is Bikes" in told["product_line_fit"].evidence
    assert "9.2\xa0% of revenue" in told["profit_potential"].evidence


CATEGORIES = {code: code.upper() for code in "abcd"}
Row = tuple[int, int, int, bool, float | None, int]
AMOUNTS = st.integers(-(10**8), 10**11)
ROWS: st.SearchStrategy[list[Row]] = st.lists(
    st.tuples(
        AMOUNTS, AMOUNTS, AMOUNTS, st.booleans(), st.none() | st.floats(0, 400), st.integers(0, 4)
    ),
    min_size=1,
    max_size=40,
)  # fmt: skip


def of(rows: list[Row], times: int = 1) -> Facts:
    """Revenue, profit, revenue a year before, whether cost and base are known, days late, categories bought."""
    revenue, profit, base = (np.array([row[at] for row in rows], dtype=np.int64) * times for at in range(3))
    known = np.array([row[3] for row in rows], dtype=np.bool_)
    pays = [at for at, row in enumerate(rows) if row[4] is not None]
    days = np.array([rows[at][4] for at in pays], dtype=np.float64)
    one = [1] * len(pays)
    width = len(rows)
    bought = Purchases(
        accounts=tuple(map(str, range(width))),
        products=tuple("abcd"),
        account=np.repeat(np.arange(width), 4).astype(np.int32),
        product=np.tile(np.arange(4), width).astype(np.int32),
        revenue=np.array([int(at < row[5]) for row in rows for at in range(4)], dtype=np.int64) * times,
    )
    return made(
        revenue,
        margin=profit,
        cost_known=known,
        compared=(revenue, base, known),
        ahead=(AHEAD, revenue, known),
        paid=paid_from(width, pays, one, days, one, np.ceil(days)),
        breadth=breadth_from(
            bought, dict(zip("abcd", "ABCD", strict=True)), {str(at): at for at in range(width)}, width
        ),
    )


def columns(facts: Facts) -> dict[str, Any]:
    return {name: answer.scores for name, answer in proposals(facts, EVERY).answers.items()}


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_scores_are_halves_of_the_scale_and_come_with_whole_sentences(rows: list[Row]) -> None:
    found = proposals(of(rows), EVERY)
    for proposal in found.values():
        assert 1 <= proposal.value <= 10
        assert (2 * proposal.value).is_integer()
        for text in (proposal.evidence, proposal.rule):
            assert text.endswith(".")
            assert "{" not in text
            assert "nan" not in text


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_accounts_does_not_matter(rows: list[Row], chance: Any) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)
    there = columns(of([rows[at] for at in order]))
    for name, here in columns(of(rows)).items():
        np.testing.assert_array_equal(here[order], there[name], err_msg=name)


@given(ROWS, st.sampled_from([2, 3, 7, 1000]))
@settings(max_examples=100, deadline=None)
def test_money_in_another_unit_gives_the_same_scores(rows: list[Row], times: int) -> None:
    there = columns(of(rows, times))
    for name, here in columns(of(rows)).items():
        np.testing.assert_array_equal(here, there[name], err_msg=name)


@given(ROWS)
@settings(max_examples=150, deadline=None)
def test_a_better_figure_never_scores_lower(rows: list[Row]) -> None:
    facts, found = of(rows), columns(of(rows))
    sold = facts.revenue > 0
    before = facts.compared_base > 0
    figures = {
        "size": facts.revenue.astype(np.float64),
        "profit_potential": np.where(sold, facts.profit / np.where(sold, facts.revenue, 1), np.nan),
        "growth_potential": np.where(before, facts.compared_now / np.where(before, facts.compared_base, 1), np.nan),
        "prompt_payment": -facts.paid.days_late,
        "product_line_fit": np.array([row[5] for row in rows], dtype=np.float64),
    }
    for name, figure in figures.items():
        known = ~np.isnan(found[name])
        ranked = found[name][known][np.argsort(figure[known], kind="stable")]
        assert np.all(np.diff(ranked) >= 0), name


@given(ROWS)
@settings(max_examples=100, deadline=None)
def test_unknown_stays_unknown(rows: list[Row]) -> None:
    facts, found = of(rows), columns(of(rows))
    unknown = np.array([not row[3] for row in rows])
    for name, missing in (
        ("profit_potential", unknown | (facts.revenue <= 0)),
        ("growth_potential", unknown | (facts.compared_base <= 0)),
        ("prompt_payment", np.array([row[4] is None for row in rows])),
        ("product_line_fit", np.array([row[5] == 0 for row in rows])),
    ):
        assert np.all(np.isnan(found[name][missing])), name
