"""Values as people write them. The cases are our own, after the traps that issue 2 and the sample files name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings, strategies as st

from openkam.ledger.types import DateOrder
from openkam.ledger.values import currency_sql, date_sql, is_nothing_sql, number_sql, text_sql

_DUCKDB = duckdb.connect()


def ask(expression: str, cell: str | None) -> object:
    """The value of an expression over the cell `x`."""
    row = _DUCKDB.execute(f"SELECT {expression} FROM (SELECT CAST(? AS VARCHAR) AS x)", [cell]).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1234.5", "1234.5"), (" 12 ", "12"), ("1,234.50", "1234.5"), ("12,34,567.8", "1234567.8"),
        ("(1,234.50)", "-1234.5"), ("1,234.50-", "-1234.5"), ("\u22125", "-5"), ("\uff0d5", "-5"), ("\u20135", "-5"),
        ("$5", "5"), ("-€5", "-5"), ("€ -5", "-5"), ("US$1,000", "1000"), ("NT$1,234", "1234"), ("5 EUR", "5"),
        ("($5)", "-5"), ("1,234元", "1234"), ("１，２３４．５", "1234.5"), ("1e3", "1000"), ("+7", "7"), (".5", "0.5"),
        ("1 234.5", "1234.5"), ("1\u00a0234.5", "1234.5"), ("1\u2009234.5", "1234.5"), ("1'234.5", "1234.5"),
        ("1\u2019234.5", "1234.5"), ("1234.56785", "1234.5679"), ("-0.00005", "-0.0001"),
    ],
)  # fmt: skip
def test_amounts_with_a_decimal_point(cell: str, amount: str) -> None:
    assert ask(number_sql("x"), cell) == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234,50", "1234.5"), ("1.234", "1234"), ("1234,5", "1234.5"), ("1,234", "1.234"), ("(1.234,50)", "-1234.5"),
        ("1.234,50-", "-1234.5"), ("1.234,50 €", "1234.5"), ("1 234,50", "1234.5"), ("1'234,5", "1234.5"), ("7", "7"),
    ],
)  # fmt: skip
def test_amounts_with_a_decimal_comma(cell: str, amount: str) -> None:
    assert ask(number_sql("x", ","), cell) == Decimal(amount)


@pytest.mark.parametrize(
    "cell", ["", " ", "-", "5%", "abc", "12 pcs", "1.5.5", "1,5", "(5", "--5", "9" * 18, "nan", "inf"]
)
def test_no_amount_is_guessed(cell: str) -> None:
    assert ask(number_sql("x"), cell) is None


def test_a_point_that_cannot_group_thousands_is_refused_where_the_comma_is_decimal() -> None:
    assert ask(number_sql("x", ","), "1.5") is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False), st.sampled_from(".,"))
@settings(max_examples=60, deadline=None)
def test_every_amount_survives_grouping_and_brackets(amount: Decimal, decimal: str) -> None:
    written = f"{abs(amount):,.4f}"
    if decimal == ",":
        written = written.translate(str.maketrans(",.", ".,"))
    assert ask(number_sql("x", decimal), f"({written})" if amount < 0 else written) == amount


@pytest.mark.parametrize(
    ("order", "cell", "day"),
    [
        ("iso", "2020-05-01", (2020, 5, 1)), ("iso", "2020-05-01T23:59:59Z", (2020, 5, 1)),
        ("iso", "2020-05-01 10:11", (2020, 5, 1)), ("iso", "20200501", (2020, 5, 1)), ("iso", "2020-5-1", (2020, 5, 1)),
        ("iso", "2020年5月1日", (2020, 5, 1)), ("iso", "1 May 2020", (2020, 5, 1)), ("iso", "20-05-01", (2020, 5, 1)),
        ("ymd", "2020/5/1", (2020, 5, 1)), ("ymd", "2020.05.01", (2020, 5, 1)),
        ("ymd", "２０２０／５／１", (2020, 5, 1)),
        ("dmy", "08.07.2018", (2018, 7, 8)), ("dmy", "8/7/18", (2018, 7, 8)), ("dmy", "8-7-70", (1970, 7, 8)),
        ("dmy", "8.7.2018 10:00", (2018, 7, 8)), ("dmy", "2018-07-08", (2018, 7, 8)),
        ("dmy", "08-Jul-2018", (2018, 7, 8)), ("mdy", "5/19/2006 0:00:00", (2006, 5, 19)),
        ("mdy", "05192006", (2006, 5, 19)), ("mdy", "May 19, 2006", (2006, 5, 19)),
        ("roc", "1130526", (2024, 5, 26)), ("roc", "113/05/26", (2024, 5, 26)), ("roc", "990526", (2010, 5, 26)),
        ("roc", "民國113年5月26日", (2024, 5, 26)), ("roc", "中華民國 113 年 5 月 26 日", (2024, 5, 26)),
        ("serial1900", "43831", (2020, 1, 1)), ("serial1900", "43831.75", (2020, 1, 1)),
        ("serial1904", "42369", (2020, 1, 1)), ("dmy", "43831", (2020, 1, 1)),
    ],
)  # fmt: skip
def test_dates(order: DateOrder, cell: str, day: tuple[int, int, int]) -> None:
    assert ask(date_sql("x", order), cell) == date(*day)


@pytest.mark.parametrize(
    ("order", "cell"),
    [
        ("iso", "2020-02-30"), ("iso", "2019-02-29"), ("dmy", "31/02/2020"), ("mdy", "13/13/2020"), ("roc", "1130230"),
        ("roc", "43831"), ("iso", "soon"), ("iso", ""), ("dmy", "08.2018"), ("iso", "5"),
    ],
)  # fmt: skip
def test_days_that_do_not_exist(order: DateOrder, cell: str) -> None:
    assert ask(date_sql("x", order), cell) is None


def test_serial_days_follow_the_epoch_of_their_workbook() -> None:
    assert ask(date_sql("x", "iso", date_1904=True), "42369") == date(2020, 1, 1)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2030, 12, 31)))
@settings(max_examples=40, deadline=None)
def test_every_day_reads_the_same_in_every_order(day: date) -> None:
    written: dict[DateOrder, str] = {
        "iso": day.isoformat(),
        "ymd": f"{day.year}/{day.month}/{day.day}",
        "dmy": f"{day.day}.{day.month}.{day.year}",
        "mdy": f"{day.month}/{day.day}/{day.year}",
        "roc": f"{day.year - 1911:03d}{day:%m%d}",
        "serial1900": str((day - date(1899, 12, 30)).days),
    }
    assert {ask(date_sql("x", order), cell) for order, cell in written.items()} == {day}


@pytest.mark.parametrize(
    ("cell", "code"),
    [("eur", "EUR"), (" USD ", "USD"), ("€", "EUR"), ("NT$", "TWD"), ("NTD", "TWD"), ("rmb", "CNY"), ("新臺幣", "TWD")],
)
def test_currencies(cell: str, code: str) -> None:
    assert ask(currency_sql("x"), cell) == code


@pytest.mark.parametrize("cell", ["$", "euros", "", "12"])
def test_no_currency_is_guessed(cell: str) -> None:
    assert ask(currency_sql("x"), cell) is None


def test_text_loses_the_spaces_around_it_of_every_kind() -> None:
    assert ask(text_sql("x"), " \u3000客戶\u00a0") == "客戶"
    assert ask(text_sql("x"), "  ") is None


@pytest.mark.parametrize("cell", [None, "", " ", "n/a", "NULL", "\N{EN DASH}", "無"])
def test_what_means_nothing(cell: str | None) -> None:
    assert ask(is_nothing_sql("x"), cell) is True
    assert ask(is_nothing_sql("x"), "0") is False
