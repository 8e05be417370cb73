"""What objectives have come to, by books of a few lines and talks of a few people."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from openkam.web.people.relationship.tests.conftest import Staff
from openkam.web.plans.actions import objectives as actions, rows
from openkam.web.plans.models import Objective, Plan
from openkam.web.plans.objectives.measured import Measured, Span
from openkam.web.plans.objectives.measures import values_of
from openkam.web.plans.objectives.progress import progress
from openkam.web.plans.objectives.showing import shown
from openkam.web.portfolio.models import CostPool
from openkam.web.portfolio.tests import books
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db
START, DUE = date(2026, 1, 1), date(2026, 12, 31)


def an_objective(cast: Cast, text: str, **values: object) -> Objective:
    return rows.add_row(Objective, account=cast.account_a, values={"text": text, **values})


def measured(cast: Cast, measure: str, **values: object) -> Measured:
    one = an_objective(cast, measure, measure=measure, **values)
    return values_of(cast.bob, cast.account_a, [one])[one.pk]


def load(folder: Path, *lines: str) -> None:
    books.load_lines(folder, "\n".join(["account,date,revenue,cost", *lines]))
    books.work_out()


def year(code: str, of: int, months: int, revenue: int, cost: object = 60) -> list[str]:
    return [f"{code},{of}-{month:02}-28,{revenue},{cost}" for month in range(1, months)] + [
        f"{code},{of}-{months:02}-{31 if months == 12 else 28},{revenue},{cost}"
    ]


def test_a_whole_year_of_the_account_alone(cast: Cast, small: Path) -> None:
    load(small, *year("A", 2024, 12, 50), *year("A", 2025, 12, 100), *year("B", 2025, 12, 900))
    revenue, margin = measured(cast, "revenue"), measured(cast, "margin")
    assert (revenue.value, revenue.unit, revenue.as_of, revenue.note) == (
        Decimal(1200),
        "USD",
        date(2025, 12, 31),
        "2025",
    )
    assert margin.value == 480
    assert revenue.sum is not None
    assert margin.sum is not None
    assert (len(revenue.sum.terms), revenue.sum.lines_count, revenue.sum.result.text) == (12, 12, "1,200.00")
    assert [term.value.text for term in margin.sum.terms] == ["1,200.00", "−720.00"]
    assert f"/accounts/{cast.account_a.pk}/figures/lines/" in revenue.sum.lines_url


def test_what_the_books_do_not_say_is_unknown_with_the_reason(cast: Cast, small: Path) -> None:
    assert measured(cast, "revenue").reason == "No invoices are loaded."
    load(small, *year("B", 2025, 12, 900))
    assert measured(cast, "margin").reason == "The books hold no invoice of this account."
    load(small, *year("A", 2025, 12, 100, ""))
    assert measured(cast, "margin").reason == "Some invoice lines of 2025 say no cost."
    assert measured(cast, "net_income").reason.startswith("There are no cost pools")
    assert all(measured(cast, name).value is None for name in ("margin", "net_income", "wallet"))


def test_net_income_is_after_the_cost_to_serve(cast: Cast, small: Path) -> None:
    CostPool.objects.create(name="Service", method="key", key="revenue", amount_per_year=Decimal(120))
    load(small, *year("A", 2025, 12, 100))
    assert measured(cast, "net_income").value == 360


def test_a_year_that_is_not_over_is_never_compared_as_a_whole_one(cast: Cast, small: Path) -> None:
    load(small, *year("A", 2024, 12, 100), *year("A", 2025, 6, 100))
    an_objective(
        cast, "Grow", measure="revenue", baseline=Decimal(1200), target=Decimal(1600), due_on=date(2025, 12, 31)
    )
    (one,) = shown(cast.bob, cast.account_a)
    assert (one.measured.text, one.measured.note) == ("600", "2025 so far, 6 of 12 months")
    assert (one.progress.pct, one.progress.so_far_pct, one.progress.asked_pct) == (None, Decimal("37.5"), Decimal(50))
    assert (one.percent, one.standing) == ("38\N{NO-BREAK SPACE}% so far", "behind")
    assert "an even pace asks for 50" in one.reason


def test_a_partial_year_says_nothing_of_a_later_one_or_of_less(cast: Cast) -> None:
    span = Span("2025", date(2025, 1, 1), date(2025, 12, 31), date(2025, 6, 28), 12, 6, is_partial=True)
    half = Measured(Decimal(600), "USD", span.read_to, "", None, span=span)
    later = Objective(target=Decimal(1000), baseline=Decimal(0), due_on=date(2026, 12, 31))
    less = Objective(target=Decimal(1000), baseline=Decimal(1200), direction="lower", due_on=date(2025, 12, 31))
    today = date(2025, 7, 1)
    assert progress(later, half, START, today).why == "not_due_this_year"
    assert progress(less, half, START, today).why == "partial_year"
    assert progress(less, half, START, today).standing == "unknown"


def test_share_of_wallet_takes_a_whole_year_and_names_both_sources(cast: Cast, small: Path) -> None:
    load(small, *year("A", 2024, 12, 100), *year("A", 2025, 6, 100))
    assert "does not say what the customer spends" in measured(cast, "wallet").reason
    Plan.objects.create(account=cast.account_a, wallet=Decimal(4800), wallet_source="Annual report")
    found = measured(cast, "wallet")
    assert (found.value, found.unit, found.note) == (Decimal(25), "%", "2024")
    assert found.sum is not None
    assert [(term.value.text, term.detail) for term in found.sum.terms][1] == ("4,800.00", "Annual report")


def test_what_is_counted_in_the_contacts(cast: Cast, staff: Staff) -> None:
    names = ("live_links", "functions", "contacts", "stage")
    assert [measured(cast, name).value for name in names] == [None] * 4
    assert measured(cast, "live_links").reason.startswith("No talk between one of us")
    staff.shape("mid")
    assert [measured(cast, name).value for name in names[:3]] == [3, 2, 3]
    functions = measured(cast, "functions")
    assert functions.sum is not None
    assert [term.label for term in functions.sum.terms] == ["Quality", "R&D"]


@pytest.mark.parametrize(("shape", "number"), [("early", 2), ("mid", 3), ("partnership", 4), ("synergistic", 5)])
def test_the_stage_is_a_number_with_its_evidence(
    cast: Cast, staff: Staff, buys: object, shape: str, number: int
) -> None:
    assert callable(buys)
    buys(True)
    staff.shape(shape)
    found = measured(cast, "stage")
    assert (found.value, found.unit) == (Decimal(number), "of 5")
    assert found.sum is not None
    assert "Trade in the window" in found.sum.terms[0].label


def test_the_newest_reading_counts_with_its_source(cast: Cast) -> None:
    one = an_objective(cast, "Fewer late parts", unit="parts", measure_name="Late parts a month")
    assert measured(cast, "typed").reason == "Nobody has typed a value yet."
    today = timezone.localdate()
    for days, value, source in ((1, 8, "Report 2"), (30, 12, "Report 1")):
        actions.read_typed(
            objective=one, on=today - timedelta(days=days), value=Decimal(value), source=source, author=cast.bob
        )
    found = values_of(cast.bob, cast.account_a, [one])[one.pk]
    assert (found.value, found.unit, found.as_of, found.source) == (
        Decimal(8),
        "parts",
        today - timedelta(days=1),
        "Report 2",
    )


@pytest.mark.parametrize(
    ("value", "direction", "baseline", "target", "pct", "standing"),
    [
        (60, "higher", 20, 120, 40, "on_track"),
        (40, "higher", 20, 120, 20, "behind"),
        (120, "higher", 20, 120, 100, "reached"),
        (10, "higher", 20, 120, -10, "behind"),
        (7, "lower", 12, 2, 50, "on_track"),
        (11, "lower", 12, 2, 10, "behind"),
        (2, "lower", 12, 2, 100, "reached"),
    ],
)
def test_progress_is_the_part_of_the_way_and_the_line_asks_by_day(
    value: int, direction: str, baseline: int, target: int, pct: int, standing: str
) -> None:
    one = Objective(direction=direction, baseline=Decimal(baseline), target=Decimal(target), due_on=DUE)
    found = Measured(Decimal(value), "", date(2026, 5, 1), "", None)
    made = progress(one, found, START, date(2026, 5, 2))
    assert (made.pct, made.standing) == (Decimal(pct), standing)
    if standing != "reached":
        assert made.asked_pct == Decimal(100) * 120 / 364


@pytest.mark.parametrize(
    ("values", "value", "why", "standing"),
    [
        ({}, 5, "no_target", "unknown"),
        ({"target": Decimal(9)}, 5, "no_baseline", "unknown"),
        ({"target": Decimal(9)}, 9, "no_baseline", "reached"),
        ({"target": Decimal(9), "baseline": Decimal(9)}, 5, "no_way", "unknown"),
        ({"target": Decimal(9), "baseline": Decimal(12)}, 5, "wrong_way", "unknown"),
        ({"target": Decimal(9), "baseline": Decimal(1)}, 5, "no_day", "unknown"),
        ({"target": Decimal(9), "baseline": Decimal(1), "due_on": date(2026, 2, 1)}, 5, "", "missed"),
        ({"target": Decimal(9), "baseline": Decimal(1), "due_on": DUE}, None, "no_value", "unknown"),
    ],
)
def test_what_cannot_be_judged_says_why(values: dict[str, object], value: int | None, why: str, standing: str) -> None:
    found = Measured(None if value is None else Decimal(value), "", date(2026, 5, 1), "", None)
    made = progress(Objective(**values), found, START, date(2026, 5, 2))
    assert (made.why, made.standing) == (why, standing)
