"""One account: figures, forecasts, lines, and books that do not say everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from openkam.web.accounts.models import Account
from openkam.web.portfolio.models import ForecastOverride
from openkam.web.portfolio.tests import books
from openkam.web.portfolio.tests.test_portfolio_page import read
from openkam.web.shell.models import Workspace
from openkam.web.shell.tests.cast import Cast


def _largest(cast: Cast) -> int:
    row = cast.browser(cast.alice).get("/portfolio/?period=all").context["page"].rows[0]
    return int(row.url.strip("/").split("/")[-1])


def test_an_accounts_lines_add_up_to_its_figure(sample: Path, cast: Cast) -> None:
    """Brakes and Gears, the largest: 882,273.53 over all years."""
    alice, pk = cast.browser(cast.alice), _largest(cast)
    page = read(alice, f"/accounts/{pk}/figures/lines/?period=all")
    assert "give 882,273.53 USD" in page
    assert "The same as the revenue of" in page
    first = alice.get(f"/accounts/{pk}/figures/lines/?period=all").context["lines"]
    seen, number = [], 1
    while number <= first.pages:
        rows = alice.get(f"/accounts/{pk}/figures/lines/?period=all&page={number}").context["lines"].rows
        seen += [(row.file, row.line, row.revenue) for row in rows]
        number += 1
    assert len({row[:2] for row in seen}) == first.count
    assert sum(row[2] for row in seen) == sum(row[2] for row in set(seen))
    assert f"{sum(row[2] for row in seen):.2f}" == "882273.53"


@pytest.mark.parametrize("show", ["years", "months", "products", "orders", "payments", "subsidiaries"])
def test_every_part_of_the_figures_opens(sample: Path, cast: Cast, show: str) -> None:
    assert read(cast.browser(cast.alice), f"/accounts/{_largest(cast)}/figures/{show}/")


def test_products_and_orders_add_up_to_the_same_revenue(sample: Path, cast: Cast) -> None:
    alice, pk = cast.browser(cast.alice), _largest(cast)
    sums = {
        show: alice.get(f"/accounts/{pk}/figures/{show}/?period=all").context["table"].revenue.text
        for show in ("products", "orders")
    }
    assert set(sums.values()) == {"882,273.53"}


def test_a_persons_forecast_stands_until_it_is_withdrawn(sample: Path, cast: Cast) -> None:
    alice, pk = cast.browser(cast.alice), _largest(cast)
    address = f"/accounts/{pk}/figures/"
    before = Workspace.objects.get().revision
    alice.post(f"{address}override/", {"year": "2020-07-01", "revenue": "123456.78", "reason": "New plant opens"})
    books.work_out()
    page = read(alice, address)
    assert "123,457" in page or "123" in page
    assert "New plant opens" in page
    assert "123,456.78" in read(alice, f"/portfolio/w/FY21/{pk}/revenue")
    assert Workspace.objects.get().revision == before + 1
    override = ForecastOverride.objects.get()
    assert override.author == cast.alice
    alice.post(f"{address}override/{override.pk}/withdraw/")
    books.work_out()
    page = read(alice, address)
    assert "Back to the proposal" not in page
    assert "withdrawn" in page


def test_a_forecast_needs_a_reason(sample: Path, cast: Cast) -> None:
    pk = _largest(cast)
    data = {"year": "2020-07-01", "revenue": "5", "reason": " "}
    answer = cast.browser(cast.alice).post(f"/accounts/{pk}/figures/override/", data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["reason"]
    assert not ForecastOverride.objects.exists()


def test_an_account_without_invoices_says_so(sample: Path, cast: Cast) -> None:
    page = read(cast.browser(cast.bob), f"/accounts/{cast.account_a.pk}/")
    assert "No invoices for this account yet" in page


def test_subsidiaries_are_added_once_at_any_depth(small: Path, cast: Cast) -> None:
    lines = "account,date,revenue,cost\nA,2024-01-01,1,0\nS,2024-01-02,10,0\nT,2024-01-03,100,0\nU,2024-01-04,1000,0\n"
    books.load_lines(small, lines)
    son = Account.objects.create(code="S", name="Son", parent=cast.account_a)
    grandson = Account.objects.create(code="T", name="Grandson", parent=son)
    Account.objects.create(code="U", name="Great-grandson", parent=grandson)
    books.work_out()
    alice = cast.browser(cast.alice)
    assert "Revenue 1,111.00" in read(alice, "/portfolio/w/2024/all/margin")
    assert "1,111" in read(alice, f"/accounts/{cast.account_a.pk}/")
    parents = alice.get("/portfolio/?view=parents").context["page"]
    assert [(row.label, row.cells[0].text) for row in parents.rows] == [("Alpha Bicycles", "1,111")]
    assert "1,110" in read(alice, f"/accounts/{son.pk}/")


def test_unknown_cost_is_unknown_and_the_page_says_how_to_know_it(small: Path, cast: Cast) -> None:
    books.load_lines(small, "account,date,revenue\nA,2024-01-01,100\nB,2024-02-01,300\n")
    books.work_out()
    alice = cast.browser(cast.alice)
    page = read(alice, "/portfolio/")
    assert "unknown" in page
    assert "import a file that has a column of direct costs" in page
    assert "The whale curve needs costs" in page
    assert "lines say no cost" in read(alice, "/portfolio/w/2024/all/direct")


def test_a_currency_without_a_rate_is_in_no_sum_and_is_named(small: Path, cast: Cast) -> None:
    books.load_lines(small, "account,date,revenue,cost,currency\nA,2024-01-01,100,60,USD\nB,2024-02-01,300,9,EUR\n")
    books.work_out()
    adam = cast.browser(cast.adam)
    page = read(adam, "/portfolio/")
    assert "1 invoice line in EUR has no rate and is in no sum." in page
    assert "Revenue 100.00" in read(adam, "/portfolio/w/2024/all/margin")
    adam.post("/settings/books/rates/", {"rate-currency": "eur", "rate-valid_from": "2020-01-01", "rate-rate": "2"})
    books.work_out()
    assert "Revenue 700.00" in read(adam, "/portfolio/w/2024/all/margin")
    assert "has no rate" not in read(adam, "/portfolio/")


def test_books_in_several_currencies_without_a_choice_say_what_to_do(small: Path, cast: Cast) -> None:
    books.settle(currency="")
    books.load_lines(small, "account,date,revenue,currency\nA,2024-01-01,100,USD\nB,2024-02-01,300,EUR\n")
    page = read(cast.browser(cast.adam), "/portfolio/")
    assert "The figures could not be worked out" in page
    assert "Choose the currency to report in" in page


def test_payments_are_shown_where_the_books_say_them(small: Path, cast: Cast) -> None:
    paid = "A,2024-01-01,1,100,1,2024-01-31,2024-02-10\nB,2024-06-02,2,1,0,2024-06-30,2024-06-20\n"
    books.load_lines(small, f"account,date,document,revenue,cost,due,paid\n{paid}")
    books.work_out()
    page = read(cast.browser(cast.bob), f"/accounts/{cast.account_a.pk}/figures/payments/")
    assert "Worst delay, days 10" in page


NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"


def test_a_nasty_name_is_text_everywhere(small: Path, cast: Cast) -> None:
    books.load_lines(small, "account,date,revenue,cost\nA,2024-01-01,100,60\nB,2024-02-01,300,9\n")
    Account.objects.filter(pk=cast.account_a.pk).update(name=NASTY, territory="<b>x</b>", city="'\"><i>")
    books.work_out()
    alice = cast.browser(cast.alice)
    for address in (
        "/portfolio/",
        f"/accounts/{cast.account_a.pk}/",
        f"/portfolio/w/2024/{cast.account_a.pk}/net",
        "/",
    ):
        content = alice.get(address).content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert(1)" in content
        assert "<b>x</b>" not in content
    assert alice.get("/portfolio/workbook.xlsx").status_code == 200


def test_an_empty_workspace_has_one_button(small: Path, cast: Cast) -> None:
    page = cast.browser(cast.alice).get("/portfolio/").content.decode()
    assert page.count('class="btn p"') == 1
    assert "See it with sample data" in page
    assert cast.browser(cast.bob).get(f"/accounts/{cast.account_a.pk}/").status_code == 200
    assert cast.browser(cast.alice).get("/portfolio/w/2024/all/net").status_code == 404
