"""What the books answer: the figures of the sample, currencies, payments, parents, and the drill to the lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from openkam.core.amounts import from_ten_thousandths as money
from openkam.core.periods import Month, Period, fiscal_year
from openkam.ledger import Books, last_invoice_date, load, roots
from openkam.ledger.types import (
    BooksSettings,
    ColumnMapping,
    FileFormat,
    HierarchyCycle,
    LedgerError,
    MonthlyFacts,
    Rate,
    Role,
)

SAMPLE = Path(__file__).resolve().parents[3] / "examples" / "adventureworks" / "sales_lines.csv.gz"
AS_OF = date(2020, 5, 31)
TEXT = FileFormat(kind="text")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    books = tmp_path_factory.mktemp("adventureworks")
    load(books, [SAMPLE])
    return books


@pytest.fixture(scope="module")
def facts(sample: Path) -> MonthlyFacts:
    return Books(sample, BooksSettings(as_of=AS_OF)).monthly()


def write(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n")
    return path


def test_totals_of_the_sample(facts: MonthlyFacts) -> None:
    """examples/adventureworks/README.md, first rows of its table."""
    assert money(facts.revenue.sum()) == Decimal("77548570.20")
    assert money(facts.direct_cost.sum()) == Decimal("76549075.63")
    assert money((facts.revenue - facts.direct_cost).sum()) == Decimal("999494.57")
    assert (facts.orders.sum(), len(facts.accounts), facts.loss_lines.sum()) == (3616, 632, 20586)
    assert facts.lines.sum() == 57851
    assert facts.lines_without_cost.sum() == 0


@pytest.mark.parametrize(
    ("year", "revenue", "margin", "buyers", "unprofitable"),
    [
        (2018, "16429042.60", "131362.37", 208, 76),
        (2019, "27979779.53", "1211547.99", 365, 101),
        (2020, "33139748.07", "-343415.79", 489, 287),
    ],
)
def test_fiscal_years_of_the_sample(
    facts: MonthlyFacts, year: int, revenue: str, margin: str, buyers: int, unprofitable: int
) -> None:
    """examples/adventureworks/README.md, FY18 to FY20."""
    months = [month.index for month in fiscal_year(year, 7).months]
    inside = np.isin(facts.month, months)
    by_account = np.zeros(len(facts.accounts), np.int64)
    np.add.at(by_account, facts.account[inside], (facts.revenue - facts.direct_cost)[inside])
    assert money(facts.revenue[inside].sum()) == Decimal(revenue)
    assert money(by_account.sum()) == Decimal(margin)
    assert len(np.unique(facts.account[inside])) == buyers
    assert (by_account < 0).sum() == unprofitable


def test_coverage_of_the_sample(sample: Path) -> None:
    coverage = Books(sample, BooksSettings(as_of=AS_OF)).coverage()
    assert (coverage.first_day, coverage.last_day) == (date(2017, 7, 1), AS_OF)
    assert (coverage.lines, coverage.accounts, coverage.documents) == (57851, 632, 3616)
    assert coverage.currencies == ()
    assert Role.DIRECT_COST in coverage.roles
    assert last_invoice_date(sample) == AS_OF


def test_the_as_of_date_cuts_every_answer(sample: Path) -> None:
    books = Books(sample, BooksSettings(as_of=date(2018, 6, 30)))
    assert money(books.monthly().revenue.sum()) == Decimal("16429042.60")
    assert books.monthly().month.max() == Month(2018, 6).index
    later = books.coverage().lines_after_as_of
    assert later == 57851 - books.monthly().lines.sum()
    assert books.lines("312", Period(date(2019, 1, 1), date(2020, 12, 31), "later")) == ((), 0)


def test_breakdowns_add_up_to_the_monthly_facts(sample: Path, facts: MonthlyFacts) -> None:
    books = Books(sample, BooksSettings(as_of=AS_OF))
    period = Period(date(2017, 7, 1), AS_OF, "all")
    wanted = [facts.accounts.index(code) for code in ("312", "1")]
    inside = np.isin(facts.account, wanted)
    for breakdown in (books.products(["312", "1"], period), books.orders(["312", "1"], period)):
        assert sum(part.revenue for part in breakdown) == money(facts.revenue[inside].sum())
        assert sum(part.lines for part in breakdown) == facts.lines[inside].sum()
    assert len(books.orders(["312", "1"], period)) == facts.orders[inside].sum()
    _first, count = books.lines(["312", "1"], period, limit=5)
    assert count == facts.lines[inside].sum()


def test_purchases_are_the_products_of_every_account(sample: Path, facts: MonthlyFacts) -> None:
    books = Books(sample, BooksSettings(as_of=AS_OF))
    period = Period(date(2019, 7, 1), date(2020, 6, 30), "FY20")
    bought = books.purchases(period)
    assert money(bought.revenue.sum()) == Decimal("33139748.07")
    assert len(bought.accounts) == 489
    mine = bought.account == bought.accounts.index("312")
    found = {bought.products[at]: amount for at, amount in zip(bought.product[mine], bought.revenue[mine], strict=True)}
    told = {part.key: part.revenue for part in books.products("312", period)}
    assert {code: money(amount) for code, amount in found.items()} == told


def test_lines_without_a_product_are_purchases_under_an_empty_code(mixed: Path) -> None:
    bought = Books(mixed, IN_EUR).purchases(Period(date(2024, 1, 1), date(2024, 1, 31), "January"))
    assert (bought.accounts, bought.products) == (("A", "B"), ("",))
    assert [money(amount) for amount in bought.revenue] == [Decimal("190"), Decimal("6.1235")]


def test_the_drill_leads_to_the_very_line_of_the_file(sample: Path) -> None:
    import gzip

    source = gzip.decompress(SAMPLE.read_bytes()).decode().splitlines()
    lines, _count = Books(sample, BooksSettings(as_of=AS_OF)).lines("312", Period(date(2017, 1, 1), AS_OF, "all"))
    assert len(lines) == 100
    for line in lines:
        cells = source[line.line - 1].split(",")
        assert (cells[0], cells[4], Decimal(cells[9])) == (line.document, "312", line.revenue)
        assert line.file == "sales_lines.csv.gz"


CURRENCIES = (
    "account,name,date,doc,amount,cost,cur,due,paid",
    "A,Alpha,2024-01-10,1,100,60,EUR,2024-02-10,2024-02-05",
    "A,Alpha,2024-01-20,2,100,60,USD,2024-02-20,2024-03-01",
    "A,Alpha GmbH,2024-02-20,3,-10.01,-5,USD,2024-02-20,",
    "B,Beta,2024-01-01,4,1000,,JPY,2024-01-31,",
    "B,Beta,2023-12-31,4,1000,,JPY,,",
    "B,Beta,2024-03-01,5,7,8,,,",
)
CURRENCY_MAPPING = ColumnMapping(
    columns={
        Role.ACCOUNT: "account", Role.ACCOUNT_NAME: "name", Role.DATE: "date", Role.DOCUMENT: "doc",
        Role.REVENUE: "amount", Role.DIRECT_COST: "cost", Role.CURRENCY: "cur", Role.DUE_ON: "due",
        Role.PAID_ON: "paid",
    },
    format=TEXT,
)  # fmt: skip
RATES = (
    Rate("USD", date(2024, 1, 1), Decimal("0.9")),
    Rate("USD", date(2024, 2, 1), Decimal("0.95")),
    Rate("JPY", date(2024, 1, 1), Decimal("0.006123456")),
)
IN_EUR = BooksSettings(as_of=date(2024, 12, 31), currency="EUR", rates=RATES)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    load(tmp_path / "books", [write(tmp_path, "mixed.csv", *CURRENCIES)], CURRENCY_MAPPING)
    return tmp_path / "books"


def test_amounts_are_converted_by_the_rate_of_their_day(mixed: Path) -> None:
    """A: 100 + 100 × 0.9 in January, −10.01 × 0.95 = −9.5095 in February. B: 1000 × 0.006123456 = 6.1235 rounded."""
    facts = Books(mixed, IN_EUR).monthly()
    found = {
        (facts.accounts[facts.account[at]], int(facts.month[at]) % 12 + 1): money(facts.revenue[at])
        for at in range(len(facts.month))
    }
    assert found == {("A", 1): Decimal("190.00"), ("A", 2): Decimal("-9.5095"), ("B", 1): Decimal("6.1235")}


def test_lines_without_a_rate_are_in_no_sum_and_counted(mixed: Path) -> None:
    coverage = Books(mixed, IN_EUR).coverage()
    assert coverage.unconverted == {"": 1, "JPY": 1}
    assert coverage.currencies == ("EUR", "JPY", "USD")
    assert coverage.lines == 6
    assert coverage.lines_without_cost == 2


def test_several_currencies_are_never_added_up_unasked(mixed: Path) -> None:
    books = Books(mixed, BooksSettings(as_of=date(2024, 12, 31)))
    assert books.coverage().currencies == ("EUR", "JPY", "USD")
    with pytest.raises(LedgerError, match="several currencies: EUR, JPY, USD"):
        books.monthly()


def test_one_currency_other_than_the_base_needs_a_rate(tmp_path: Path) -> None:
    path = write(tmp_path, "usd.csv", CURRENCIES[0], CURRENCIES[2])
    load(tmp_path / "books", [path], CURRENCY_MAPPING)
    assert Books(tmp_path / "books", BooksSettings(as_of=AS_OF.replace(year=2024))).monthly().revenue.sum() == 1_000_000
    in_euro = Books(tmp_path / "books", BooksSettings(as_of=AS_OF.replace(year=2024), currency="EUR"))
    assert in_euro.monthly().revenue.sum() == 0
    assert in_euro.coverage().unconverted == {"USD": 1}


@pytest.mark.parametrize(
    "rates",
    [
        (Rate("USD", date(2024, 1, 1), Decimal(0)),),
        (Rate("USD", date(2024, 1, 1), Decimal(1)), Rate("USD", date(2024, 1, 1), Decimal(2))),
        (Rate("EUR", date(2024, 1, 1), Decimal("1.1")),),
        (Rate("USD", date(2024, 1, 1), Decimal("NaN")),),
    ],
)
def test_rates_that_cannot_be_meant_are_refused(mixed: Path, rates: tuple[Rate, ...]) -> None:
    settings = BooksSettings(as_of=date(2024, 12, 31), currency="EUR", rates=rates)
    with pytest.raises(LedgerError, match=r"rate|rates"):
        Books(mixed, settings).monthly()


def test_the_lines_stay_in_the_currency_in_which_they_were_written(mixed: Path) -> None:
    lines, count = Books(mixed, IN_EUR).lines("B", Period(date(2023, 1, 1), date(2024, 12, 31), "all"))
    assert count == 3
    assert [(line.currency, line.revenue) for line in lines] == [
        (None, Decimal(7)),
        ("JPY", Decimal(1000)),
        ("JPY", Decimal(1000)),
    ]


def test_payments_weigh_days_late_by_amount(mixed: Path) -> None:
    """A: 100 paid early (0 days), 90 paid 10 days late; a credit note is no invoice. B: 6.1235 open for 335 days."""
    alpha, beta = Books(mixed, IN_EUR).payments()
    assert (alpha.account, alpha.invoices, alpha.worst_days_late) == ("A", 2, 10)
    assert alpha.days_late_weighted == Decimal("4.7368")
    assert alpha.share_late_pct == Decimal("47.3684")
    assert (beta.invoices, beta.worst_days_late, beta.share_late_pct) == (1, 335, Decimal(100))


def test_invoices_not_yet_due_say_nothing(mixed: Path) -> None:
    settings = BooksSettings(as_of=date(2024, 2, 15), currency="EUR", rates=RATES)
    assert [(fact.account, fact.invoices, fact.worst_days_late) for fact in Books(mixed, settings).payments()] == [
        ("A", 1, 0),
        ("B", 1, 15),
    ]


def test_files_without_payment_dates_do_not_count_as_unpaid(mixed: Path, tmp_path: Path) -> None:
    path = write(tmp_path, "plain.csv", "account,date,doc,amount,cur,due", "A,2024-01-10,9,100,EUR,2024-01-11")
    columns = {role: name for role, name in CURRENCY_MAPPING.columns.items() if name in path.read_text()}
    load(mixed, [path], ColumnMapping(columns={**columns, Role.ACCOUNT: "account"}, format=TEXT))
    assert Books(mixed, IN_EUR).payments()[0].invoices == 2


def test_accounts_take_the_latest_word(mixed: Path) -> None:
    settings = BooksSettings(as_of=date(2024, 12, 31), parents={"B": "A"})
    alpha, beta = Books(mixed, settings).accounts()
    assert (alpha.name, alpha.names) == ("Alpha GmbH", ("Alpha GmbH", "Alpha"))
    assert (alpha.first_day, alpha.last_day) == (date(2024, 1, 10), date(2024, 2, 20))
    assert (alpha.parent, beta.parent) == (None, "A")


def test_credit_notes_and_losses_are_counted(mixed: Path) -> None:
    facts = Books(mixed, IN_EUR).monthly()
    assert facts.credit_lines.sum() == 1
    assert facts.loss_lines.sum() == 1


def test_empty_books_say_so(tmp_path: Path) -> None:
    assert last_invoice_date(tmp_path) is None
    with pytest.raises(LedgerError, match="empty"):
        Books(tmp_path, IN_EUR)


def test_roots_at_any_depth() -> None:
    deep = {f"a{number}": f"a{number + 1}" for number in range(5000)}
    assert roots(deep)["a0"] == "a5000"
    assert roots({"shop": "region", "region": "group", "self": "self"}) == {
        "shop": "group", "region": "group", "group": "group", "self": "self",
    }  # fmt: skip


@pytest.mark.parametrize("start", ["b", "c", "d"])
def test_a_circle_of_parents_is_named(start: str) -> None:
    circle = {"b": "c", "c": "d", "d": "b"}
    parents = {"z": start, start: circle[start], **circle}
    with pytest.raises(HierarchyCycle, match="b → c → d → b"):
        roots(parents)
