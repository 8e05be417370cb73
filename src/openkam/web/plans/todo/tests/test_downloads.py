"""Actions as CSV and workbook: every text as text, the reader's own across accounts, nobody else's."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped] # the package ships no types

from openkam.web.people.actions.team import colleague_of
from openkam.web.plans.actions.todo import add_action
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def table(browser: Client, url: str) -> list[dict[str, str]]:
    answer = browser.get(url)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_actions_that_are_asked_for_are_a_table_without_formulas(cast: Cast) -> None:
    values = {"text": "=cmd|' /C calc'!A0", "due_on": date(2026, 3, 1), "cost": Decimal("1200.50")}
    first = add_action(account=cast.account_a, author=cast.bob, values=values)
    add_action(account=cast.account_a, author=cast.bob, values={"text": "شركة <b>🚲</b>"}, waits_for=[first])
    add_action(account=cast.account_a, author=cast.bob, values={"text": "Over", "status": "done"})
    url = reverse("actions-csv", args=[cast.account_a.pk])
    rows = table(cast.browser(cast.vera), url)
    assert [row["Action"] for row in rows] == ["'=cmd|' /C calc'!A0", "شركة <b>🚲</b>"]
    assert (rows[0]["Due on"], rows[0]["Cost"], rows[0]["Overdue"]) == ("2026-03-01", "1200.50", "yes")
    assert rows[1]["Waits for"] == "'=cmd|' /C calc'!A0"
    assert [row["Action"] for row in table(cast.browser(cast.vera), f"{url}?state=over")] == ["Over"]
    assert cast.browser(cast.charlie).get(url).status_code == 404


def test_mine_are_those_of_every_account_that_i_see(cast: Cast) -> None:
    bob, alice = colleague_of(cast.bob), colleague_of(cast.alice)
    for account, text, owner in (
        (cast.account_a, "Mine", bob), (cast.account_b, "Not seen", bob), (cast.account_a, "Hers", alice),
    ):  # fmt: skip
        add_action(account=account, author=cast.alice, values={"text": text, "owner": owner})
    rows = table(cast.browser(cast.bob), reverse("my-actions-csv"))
    assert [(row["Account"], row["Action"]) for row in rows] == [("Alpha Bicycles", "Mine")]
    sent = b"".join(cast.browser(cast.bob).get(reverse("my-actions-workbook")))
    sheet = load_workbook(BytesIO(sent)).worksheets[0]
    cells = [value for row in sheet.iter_rows(values_only=True) for value in row]
    assert "Mine" in cells
    assert "Not seen" not in cells
