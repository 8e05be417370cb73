"""Settings of the books, the deck and the workbook, and the command that builds them."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # the package ships no types
import pytest
from django.core.management import CommandError, call_command
from pptx import Presentation

from openkam.core.errors import InvalidInput
from openkam.web.portfolio import actions
from openkam.web.portfolio.models import CostPool, CurrencyRate
from openkam.web.portfolio.tests import books
from openkam.web.portfolio.tests.test_portfolio_page import read
from openkam.web.shell.models import Workspace
from openkam.web.shell.tests.cast import Cast


def test_each_change_of_the_settings_grows_the_revision(small: Path, cast: Cast) -> None:
    adam = cast.browser(cast.adam)
    before = Workspace.objects.get().revision
    data = {"books-name": "Ours", "books-currency": "eur", "books-fiscal_year_start": "7", "books-as_of": "2024-06-30"}
    assert adam.post("/settings/books/", data).status_code == 302
    row = Workspace.objects.get()
    assert (row.name, row.currency, row.fiscal_year_start, row.as_of) == ("Ours", "EUR", 7, date(2024, 6, 30))
    adam.post("/settings/books/rates/", {"rate-currency": "USD", "rate-valid_from": "2024-01-01", "rate-rate": "0.9"})
    pool = {"name": "Orders", "method": "rate", "driver_orders": "85", "driver_lines": "3.2"}
    assert adam.post("/settings/books/pools/add/", pool).status_code == 302
    assert Workspace.objects.get().revision == before + 3
    assert CostPool.objects.get().drivers == {"orders": "85", "lines": "3.2"}
    history = read(adam, "/settings/books/")
    for change in ("Settings: Ours, EUR, year from month 7", "Rate added: USD", "Cost pool added: Orders"):
        assert change in history


def test_pasted_rates_are_saved_all_or_none(small: Path, cast: Cast) -> None:
    adam = cast.browser(cast.adam)
    adam.post("/settings/books/rates/paste/", {"paste-block": "EUR\t2020-01-01\t1,12\nGBP\t2020-01-01\t1.3\n"})
    assert {(row.currency, row.rate) for row in CurrencyRate.objects.all()} == {
        ("EUR", Decimal("1.12")),
        ("GBP", Decimal("1.3")),
    }
    page = adam.post("/settings/books/rates/paste/", {"paste-block": "CHF 2020-01-01 1.1\nJPY yesterday 0.01"})
    assert "Line 2 of the pasted rates cannot be used" in page.content.decode()
    assert not CurrencyRate.objects.filter(currency="CHF").exists()


@pytest.mark.parametrize(
    "line", ["EUR 2020-01-01", "EUR 2020-13-01 1", "EURO 2020-01-01 1", "EUR 2020-01-01 -1", "EUR 2020-01-01 NaN"]
)
def test_a_rate_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(InvalidInput, match="Line 1"):
        actions.read_rates(line)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "P", "method": "rate"}, "driver_orders"),
        ({"name": "P", "method": "key", "amount_per_year": "5"}, "key"),
        (
            {"name": "P", "method": "time_driven", "amount_per_year": "5", "driver_orders": "1"},
            "capacity_minutes_per_year",
        ),
    ],
)
def test_a_pool_that_lacks_what_its_method_needs_is_refused(
    small: Path, cast: Cast, data: dict[str, str], field: str
) -> None:
    answer = cast.browser(cast.adam).post("/settings/books/pools/add/", data)
    assert answer.context["form"].errors[field]
    assert not CostPool.objects.exists()


def test_unused_capacity_is_shown_and_charged_to_nobody(small: Path, cast: Cast) -> None:
    books.load_lines(small, "account,date,document,revenue,cost\nA,2024-01-01,1,100,60\nA,2024-12-31,2,100,60\n")
    adam = cast.browser(cast.adam)
    data = {
        "name": "Service", "method": "time_driven", "amount_per_year": "1200", "capacity_minutes_per_year": "1000",
        "driver_orders": "10",
    }  # fmt: skip
    adam.post("/settings/books/pools/add/", data)
    books.work_out()
    assert "2024: 1,176.00 of unused capacity, charged to nobody" in read(adam, "/settings/books/")
    assert "− Cost-to-serve −24.00" in read(adam, "/portfolio/w/2024/all/net")


def _texts(deck: Any) -> str:
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return " ".join(found)


def test_the_deck_says_what_the_page_says(sample: Path, cast: Cast) -> None:
    answer = cast.browser(cast.alice).get("/portfolio/deck.pptx")
    text = _texts(Presentation(io.BytesIO(answer.getvalue())))
    assert "202 accounts earn" in text
    assert "Revenue is up 27.5" in text
    assert "Snapshot 1" in text
    for revenue in ("16,429,042.60", "27,979,779.53", "33,139,748.07"):
        assert revenue in text
    assert "−343,415.79" in text


def test_the_workbook_holds_real_numbers(sample: Path, cast: Cast) -> None:
    answer = cast.browser(cast.alice).get("/portfolio/workbook.xlsx?period=all")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    numbers = {
        round(cell.value, 2)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, float)
    }
    assert {77548570.20, 76549075.63, 999494.57, 882273.53, -24138.50} <= numbers


def test_the_command_builds_a_deck_in_chinese(sample: Path, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("deck", "--out", str(tmp_path / "d.pptx"), "--lang", "zh-Hant", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert (answer["accounts"], answer["language"], answer["period"]) == (489, "zh-Hant", "FY20")
    assert len(Presentation(str(tmp_path / "d.pptx")).slides) > 3
    with pytest.raises(CommandError, match="FY99"):
        call_command("deck", "--out", str(tmp_path / "e.pptx"), "--period", "FY99")
    assert not (tmp_path / "e.pptx").exists()


def test_without_books_the_command_says_so(small: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="books are empty"):
        call_command("deck", "--out", str(tmp_path / "d.pptx"))
