"""The same questions on Spark give the same answers, to the last digit."""

from __future__ import annotations

import builtins
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest

from openkam.core.periods import Period
from openkam.ledger import Books, load
from openkam.ledger.types import BooksSettings, ColumnMapping, FileFormat, LedgerError, Rate, Role

SAMPLE = Path(__file__).resolve().parents[3] / "examples" / "adventureworks" / "sales_lines.csv.gz"


def needs_spark() -> None:
    pytest.importorskip("pyspark", reason="the spark extra is not installed")


def generate(folder: Path) -> Path:
    """Four thousand seeded lines of forty accounts in five currencies, with odd fractions, credits and gaps."""
    path = folder / "generated.csv"
    duckdb.execute(
        "COPY (SELECT 'K' || hash(i) % 40 AS account, 'Name ' || hash(i) % 37 AS account_name, "
        "CAST(DATE '2022-01-01' + CAST(hash(i + 1) % 900 AS INTEGER) AS VARCHAR) AS date, 'D' || i // 3 AS document, "
        "'P' || hash(i + 2) % 12 AS product, (CAST(hash(i + 3) % 2000000 AS BIGINT) - 200000) / 1000.0 AS revenue, "
        "CASE WHEN hash(i + 4) % 9 > 0 THEN (hash(i + 5) % 1500000) / 10000.0 END AS direct_cost, "
        "hash(i + 6) % 9 AS quantity, "
        "['EUR', 'USD', 'JPY', 'TWD', 'CHF'][CAST(1 + hash(i + 7) % 5 AS INTEGER)] AS currency, "
        "CAST(DATE '2022-02-01' + CAST(hash(i + 1) % 900 AS INTEGER) AS VARCHAR) AS due_on, "
        "CASE WHEN hash(i + 8) % 5 > 0 "
        "THEN CAST(DATE '2022-02-01' + CAST(hash(i + 9) % 990 AS INTEGER) AS VARCHAR) END "
        f"AS paid_on FROM range(4000) AS t(i)) TO '{path}' (HEADER)"
    )
    return path


def rates() -> tuple[Rate, ...]:
    start = date(2022, 1, 15)
    return tuple(
        Rate(currency, start + timedelta(days=30 * step), Decimal(base) * (1000 + 7 * step) / 1000)
        for currency, base in (("USD", "0.923456789"), ("JPY", "0.00612345678"), ("TWD", "0.0289"))
        for step in range(30)
    )


def assert_same(ledger: Path, settings: BooksSettings, accounts: list[str]) -> None:
    duck, spark = (Books(ledger, settings, engine=engine) for engine in ("duckdb", "spark"))
    ours, theirs = duck.monthly(), spark.monthly()
    assert ours.accounts == theirs.accounts
    assert ours.revenue.sum() != 0
    for name in vars(ours):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), err_msg=name)
    period = Period(date(2000, 1, 1), settings.as_of, "all")
    assert duck.coverage() == spark.coverage()
    assert duck.accounts() == spark.accounts()
    assert duck.payments() == spark.payments()
    assert duck.products(accounts, period) == spark.products(accounts, period)
    assert duck.orders(accounts, period) == spark.orders(accounts, period)
    bought, bought_there = duck.purchases(period), spark.purchases(period)
    assert bought.products == bought_there.products
    for name in vars(bought):
        np.testing.assert_array_equal(getattr(bought, name), getattr(bought_there, name), err_msg=name)
    page = duck.lines(accounts, period, limit=30, offset=5)
    assert len(page[0]) == 30
    assert page == spark.lines(accounts, period, limit=30, offset=5)


@pytest.mark.spark
def test_the_sample_on_spark(tmp_path: Path) -> None:
    needs_spark()
    load(tmp_path / "books", [SAMPLE])
    assert_same(tmp_path / "books", BooksSettings(as_of=date(2020, 5, 31)), ["312", "1"])


@pytest.mark.spark
def test_several_currencies_and_payments_on_spark(tmp_path: Path) -> None:
    needs_spark()
    header = generate(tmp_path).read_text().partition("\n")[0].split(",")
    columns = {Role(name): name for name in header}
    mapping = ColumnMapping(columns=columns, format=FileFormat(kind="text"))
    load(tmp_path / "books o'clock", [tmp_path / "generated.csv"], mapping)
    settings = BooksSettings(as_of=date(2024, 1, 31), currency="EUR", rates=rates())
    coverage = Books(tmp_path / "books o'clock", settings).coverage()
    assert coverage.unconverted["CHF"] > 500
    assert coverage.unconverted["USD"] > 0
    assert_same(tmp_path / "books o'clock", settings, ["K1", "K2"])


def test_without_the_extra_the_error_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(tmp_path / "books", [SAMPLE])
    real = builtins.__import__

    def without_pyspark(name: str, *arguments: object, **keywords: object) -> object:
        if name.startswith("pyspark"):
            raise ImportError(name)
        return real(name, *arguments, **keywords)  # type: ignore[arg-type]  # passes through what it was given

    monkeypatch.setattr(builtins, "__import__", without_pyspark)
    with pytest.raises(LedgerError, match=r"pip install openkam\[spark\]"):
        Books(tmp_path / "books", BooksSettings(as_of=date(2020, 5, 31)), engine="spark").monthly()
