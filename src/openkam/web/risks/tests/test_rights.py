"""Nobody learns of a risk, its money or its account that they do not see: on no page, in no file, in no total."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl  # type: ignore[import-untyped] # the package ships no types
import pytest
from django.test import Client
from pptx import Presentation

from openkam.tools.define.risk import TOOL
from openkam.web.accounts.models import Account
from openkam.web.risks import actions, finding, queries
from openkam.web.risks.models import Risk
from openkam.web.risks.tests.conftest import Add
from openkam.web.shell.tests.cast import Cast

DAY = date(2026, 6, 30)


@pytest.fixture
def four(cast: Cast, add: Add) -> dict[str, Risk]:
    """One of the programme, one of A, one of B, and one of a subsidiary of A that only leads see."""
    hidden = Account.objects.create(code="C", name="Gamma Repairs", parent=cast.account_a)
    levels = {"impact": "high", "probability": "high"}
    return {
        "programme": add("Everybody's worry", money=Decimal(1000), **levels),
        "a": add("Alpha's worry", cast.account_a, money=Decimal(2000), **levels),
        "b": add("Secret of beta", cast.account_b, money=Decimal(40000), owner_text="Hidden Owner", **levels),
        "c": add("Secret of gamma", hidden, money=Decimal(500000), **levels),
    }


SECRETS = (
    "Secret of",
    "Outfitters",
    "Gamma",
    "Hidden Owner",
    "40,000",
    "40000",
    "28,000",
    "28000",
    "350000",
    "350,000",
)


@pytest.mark.parametrize(
    "address",
    [
        "/risks/",
        "/risks/?state=all&add=1",
        "/risks/?cell=high-high&q=Secret",
        "/risks/w/all",
        "/risks/w/high-high",
        "/risks/risks.json",
        "/search?q=worry",
        "/search?q=secret+of",
        "/",
    ],
)
@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_no_page_tells_of_a_risk_that_is_not_theirs(cast: Cast, four: dict[str, Risk], who: str, address: str) -> None:
    actions.delete_risk(risk=four["b"], based_on=1)
    actions.restore_risk(record=Risk.history.filter(history_type="-").get())
    actions.delete_risk(risk=four["c"], based_on=1)
    content = cast.browser(cast.people[who]).get(address).content.decode()
    for secret in SECRETS:
        assert secret not in content, secret


@pytest.mark.parametrize(
    ("who", "live", "loss"),
    [("alice", 4, "380,100.00"), ("bob", 2, "2,100.00"), ("vera", 2, "2,100.00"), ("charlie", 1, "700.00")],
)
def test_totals_and_badges_count_what_the_reader_sees(
    cast: Cast, four: dict[str, Risk], who: str, live: int, loss: str
) -> None:
    """0.7 × 543,000 = 380,100; 0.7 × 3,000 = 2,100; 0.7 × 1,000 = 700."""
    user = cast.people[who]
    assert finding.live_badge(user) == str(live)
    page = cast.browser(user).get("/risks/")
    assert page.context["register"].picture.live_risks == live
    assert f"Expected loss {loss} EUR" in page.content.decode()


def test_an_account_shows_the_subsidiaries_that_the_reader_sees(cast: Cast, four: dict[str, Risk]) -> None:
    address = f"/accounts/{cast.account_a.pk}/risks/"

    def events(user: Any) -> set[str]:
        return {row.risk.event for row in cast.browser(user).get(address).context["register"].rows}

    assert events(cast.alice) == {"Alpha's worry", "Secret of gamma"}
    assert events(cast.bob) == {"Alpha's worry"}
    assert cast.browser(cast.charlie).get(address).status_code == 404


def test_what_is_not_theirs_is_not_there(cast: Cast, four: dict[str, Risk]) -> None:
    bob, pk = cast.browser(cast.bob), four["b"].pk
    for address in (f"/risks/{pk}/", f"/risks/{pk}/history/", f"/risks/w/{pk}", f"/risks/?of={cast.account_b.pk}"):
        expected = 200 if address.startswith("/risks/?") else 404
        assert bob.get(address).status_code == expected, address
    for name in ("deck.pptx", "workbook.xlsx", "risks.json", "w/all"):
        assert bob.get(f"/risks/{name}?of={cast.account_b.pk}").status_code == 404, name
    assert bob.post(f"/risks/{pk}/", {"event": "Mine"}).status_code == 404
    assert bob.post(f"/risks/{pk}/delete/", {"based_on": "1"}).status_code == 404
    bob.post("/risks/close/", {"risk": [f"{four['a'].pk}.1", f"{pk}.1"]})
    assert set(Risk.objects.values_list("status", flat=True)) == {"open"}
    number = actions.delete_risk(risk=four["b"], based_on=1)
    assert bob.post(f"/risks/restore/{number}/").status_code == 404
    assert cast.browser(cast.alice).post(f"/risks/restore/{number}/").status_code == 302


def test_a_person_puts_no_risk_on_an_account_that_they_do_not_see(cast: Cast, four: dict[str, Risk]) -> None:
    said = {"event": "X", "source": "planning.other", "impact": "low", "probability": "low", "status": "open"}
    bob = cast.browser(cast.bob)
    answer = bob.post("/risks/add/", {**said, "account": "B"})
    assert answer.status_code == 422
    assert "There is no account B." in answer.content.decode()
    assert bob.post("/risks/add/", {**said, "account": "B", "of": str(cast.account_b.pk)}).status_code == 404
    found = bob.get("/risks/accounts/?account=e").content.decode()
    assert "Alpha" in found
    assert "Beta" not in found


def test_a_viewer_reads_and_changes_nothing(cast: Cast, four: dict[str, Risk]) -> None:
    vera, pk = cast.browser(cast.vera), four["a"].pk
    page = vera.get("/risks/").content.decode()
    assert "worry" in page
    assert "Add a risk" not in page
    assert 'name="risk"' not in page
    assert "Save" not in vera.get(f"/risks/{pk}/").content.decode()
    for address in ("add/", "assign/", "respond/", "close/", f"{pk}/", f"{pk}/delete/"):
        assert vera.post(f"/risks/{address}", {"risk": f"{pk}.1", "response": "accept"}).status_code == 404, address
    number = actions.delete_risk(risk=four["a"], based_on=1)
    assert vera.post(f"/risks/restore/{number}/").status_code == 404


def _files(browser: Client, query: str = "") -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/risks/workbook.xlsx{query}").getvalue()))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    deck = Presentation(io.BytesIO(browser.get(f"/risks/deck.pptx{query}").getvalue()))
    texts = set()
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.add(shape.text_frame.text)
            if shape.has_table:
                texts |= {cell.text for row in shape.table.rows for cell in row.cells}
    return cells | texts


def test_files_hold_what_the_reader_sees_and_say_so(cast: Cast, four: dict[str, Risk]) -> None:
    said = _files(cast.browser(cast.bob))
    assert "Alpha Bicycles" in said
    assert any("2 live risks; worst class Show Stopper: 2; expected loss 2.10k" in text for text in said)
    assert any("of the accounts that Bob may see" in text for text in said)
    for secret in SECRETS:
        assert not any(secret in text for text in said), secret
    assert any("Secret of beta" in text for text in _files(cast.browser(cast.alice)))
    whole = _files(cast.browser(cast.alice), f"?of={cast.account_a.pk}")
    assert any("Secret of gamma" in text for text in whole)
    assert not any("Secret of beta" in text for text in whole)


def test_the_door_for_other_pages_opens_to_what_the_person_sees(cast: Cast, four: dict[str, Risk]) -> None:
    def loss(user: Any, accounts: list[int] | None) -> Decimal:
        return TOOL.compute(queries.risk_inputs(user, accounts, DAY)).expected_loss

    both = [cast.account_a.pk, cast.account_b.pk]
    assert loss(cast.alice, None) == Decimal(380100)
    assert loss(cast.alice, both) == Decimal(29400)
    assert loss(cast.bob, both) == Decimal(1400)
    assert loss(cast.charlie, both) == 0
    assert queries.risk_inputs(cast.bob, None, DAY).currency == "EUR"
