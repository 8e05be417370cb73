"""A member's totals, pictures, choices, sums, lines and files hold their accounts only."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # the package ships no types
import pytest
from pptx import Presentation

from openkam.web.accounts.models import Account, Membership
from openkam.web.portfolio.models import ForecastOverride
from openkam.web.portfolio.tests import books
from openkam.web.portfolio.tests.test_portfolio_page import read
from openkam.web.shell.tests.cast import Cast

LINES = """account,date,document,revenue,cost
A,2024-01-15,1,100.00,60.00
A,2024-02-15,2,200.00,150.00
B,2024-02-20,3,7777.00,5555.00
C,2024-03-01,4,50.00,80.00
"""


@pytest.fixture
def two(small: Path, cast: Cast) -> Path:
    """Alpha (Bob's and Vera's) with a subsidiary that only Alice sees, and Beta, which nobody but Alice sees."""
    books.load_lines(small, LINES)
    Account.objects.create(code="C", name="Gamma Repairs", parent=cast.account_a, territory="Secret Valley")
    books.work_out()
    return small


ADDRESSES = [
    "/portfolio/",
    "/portfolio/?view=parents",
    "/portfolio/?view=territories",
    "/portfolio/?period=all&status=any",
    "/portfolio/?territory=South",
    "/portfolio/?q=Beta",
    "/portfolio/figures/quadrant/",
    "/portfolio/figures/quadrant.json",
    "/portfolio/figures/concentration/",
    "/portfolio/w/2024/all/revenue",
    "/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", ["bob", "vera"])
def test_no_page_tells_of_an_account_that_is_not_theirs(two: Path, cast: Cast, address: str, who: str) -> None:
    answer = cast.browser(cast.people[who]).get(address)
    content = answer.content.decode()
    for secret in ("Outfitters", "Gamma", "Secret Valley", "7,777", "8,127", "7777", "8127", "South</option>"):
        assert secret not in content, secret


def test_a_members_total_is_the_sum_of_their_accounts(two: Path, cast: Cast) -> None:
    bob, alice = cast.browser(cast.bob), cast.browser(cast.alice)
    assert "Revenue 300.00" in read(bob, "/portfolio/w/2024/all/margin")
    assert "Revenue 8,127.00" in read(alice, "/portfolio/w/2024/all/margin")
    assert bob.get("/portfolio/").context["page"].total.cells[-1].text == "100.00"


def test_who_sees_no_account_sees_no_figure(two: Path, cast: Cast) -> None:
    charlie = cast.browser(cast.charlie)
    page = read(charlie, "/portfolio/")
    assert "No account with invoices is yours yet" in page
    assert "300" not in page
    assert charlie.get("/portfolio/deck.pptx").status_code == 404


PAGES = [
    "",
    "figures/",
    "figures/months/",
    "figures/products/",
    "figures/lines/",
    "figures/months.json",
    "workbook.xlsx",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_figures_of_a_foreign_account_do_not_exist(two: Path, cast: Cast, page: str) -> None:
    for who, status in (("alice", 200), ("adam", 200), ("bob", 404), ("vera", 404), ("charlie", 404)):
        answer = cast.browser(cast.people[who]).get(f"/accounts/{cast.account_b.pk}/{page}")
        assert answer.status_code == status, who


def test_the_sum_of_a_foreign_account_does_not_exist(two: Path, cast: Cast) -> None:
    address = f"/portfolio/w/2024/{cast.account_b.pk}/net"
    assert cast.browser(cast.alice).get(address).status_code == 200
    assert cast.browser(cast.bob).get(address).status_code == 404
    assert cast.browser(cast.bob).get("/portfolio/account/?code=B").status_code == 404


def test_a_hidden_subsidiary_is_in_no_members_sum(two: Path, cast: Cast) -> None:
    address = f"/accounts/{cast.account_a.pk}/"
    alice, bob = cast.browser(cast.alice), cast.browser(cast.bob)
    assert alice.get(address).context["figures"].codes == ["A", "C"]
    assert "350" in read(alice, address)
    assert bob.get(address).context["figures"].codes == ["A"]
    assert "Gamma" not in read(bob, address)
    assert alice.get(f"{address}?own=1").context["figures"].codes == ["A"]


def test_a_members_files_hold_their_accounts_only(two: Path, cast: Cast) -> None:
    bob = cast.browser(cast.bob)
    book = openpyxl.load_workbook(io.BytesIO(bob.get("/portfolio/workbook.xlsx").getvalue()))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "Alpha Bicycles" in cells
    deck = Presentation(io.BytesIO(bob.get("/portfolio/deck.pptx").getvalue()))
    texts = {shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame}
    for secret in ("Beta", "Gamma", "7777", "8127", "8,127"):
        assert not any(secret in text for text in cells | texts), secret


def test_a_viewer_reads_and_changes_nothing(two: Path, cast: Cast) -> None:
    address = f"/accounts/{cast.account_a.pk}/figures/"
    vera = cast.browser(cast.vera)
    assert "Use this figure" not in read(vera, address)
    data = {"year": "2025-01-01", "revenue": "1", "reason": "no"}
    assert vera.post(f"{address}override/", data).status_code == 404
    assert not ForecastOverride.objects.exists()


SETTINGS = ["", "rates/", "rates/paste/", "pools/add/"]


@pytest.mark.parametrize("page", SETTINGS)
@pytest.mark.parametrize("who", ["alice", "bob", "vera", "charlie"])
def test_settings_of_the_books_exist_for_administrators_only(two: Path, cast: Cast, page: str, who: str) -> None:
    browser = cast.browser(cast.people[who])
    assert browser.get(f"/settings/books/{page}").status_code == 404
    assert browser.post(f"/settings/books/{page}", {"books-currency": "EUR"}).status_code == 404


def test_a_change_of_team_or_owner_counts_at_once(two: Path, cast: Cast) -> None:
    charlie = cast.browser(cast.charlie)
    assert "No account with invoices is yours yet" in read(charlie, "/portfolio/")
    Membership.objects.create(account=cast.account_b, user=cast.charlie)
    assert "Beta Outfitters" in read(charlie, "/portfolio/")
    Membership.objects.filter(user=cast.charlie).delete()
    assert "No account with invoices is yours yet" in read(charlie, "/portfolio/")
    cast.account_b.owner = cast.charlie
    cast.account_b.save()
    assert "Beta Outfitters" in read(charlie, "/portfolio/")
    cast.account_b.owner = cast.alice
    cast.account_b.save()
    assert "No account with invoices is yours yet" in read(charlie, "/portfolio/")
