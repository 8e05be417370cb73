"""The selection page in Chromium: ten accounts decided without a mouse, sums opened, axe, no page wider than itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Look, Visit

pytestmark = pytest.mark.browser

PAGE = "/cycles/2/selection/"
"""The later of the two cycles that come with the sample: `/selection/` leads to whichever is newest."""


def ready(page: Page) -> None:
    """Wait until the sample's cycles stand on the figures of the books."""
    for _attempt in range(60):
        if page.locator("#ranking tr[data-row]").count() >= 40:
            return
        page.wait_for_timeout(1000)
        page.reload(wait_until="networkidle")
    pytest.fail("the sample's cycle has no ranking")


def sum_opened(page: Page) -> None:
    page.locator("#ranking .c-total a").first.click()
    expect(page.locator("#working")).to_be_visible()
    expect(page.locator("#working h2")).to_contain_text("Weighted total of")


def decision_opened(page: Page) -> None:
    page.locator("#ranking .c-dec a").first.click()
    expect(page.locator("#working")).to_be_visible()


def test_the_page_and_its_sums_have_no_serious_fault(visit: Visit, look: Look) -> None:
    page, watch = visit(PAGE)
    ready(page)
    assert look(page) == []
    for opened in (sum_opened, decision_opened):
        page.reload()
        assert look(page, reach=opened) == []
    assert watch.left_the_machine == []
    assert watch.errors == []


def test_ten_accounts_are_decided_by_keyboard(visit: Visit) -> None:
    page, watch = visit(PAGE)
    ready(page)
    page.locator("#ranking tr[data-row]").first.focus()
    for number in range(10):
        page.keyboard.press("i")
        reason = page.locator("#working textarea")
        expect(reason).to_be_focused()
        expect(reason).to_have_value(re.compile(f"^Rank {number + 1} with "))
        if number == 1:
            page.keyboard.type("They ask for us by name.")
        page.keyboard.press("Enter")
        expect(page.locator("#working")).to_be_hidden()
        expect(page.locator("#decided h2")).to_have_text(f"{number + 1} of 10 in")
        expect(page.locator("#ranking tr[data-row]").nth(number + 1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("w")
    expect(page.locator("#working textarea")).to_be_focused()
    expect(page.get_by_role("radio", name="watch")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#decided h2")).to_have_text("9 of 10 in")
    page.reload()
    expect(page.locator("#decided h2")).to_have_text("9 of 10 in")
    page.locator("#ranking tr[data-row]").nth(1).locator("a.verdict").click()
    expect(page.locator("#working textarea")).to_have_value(re.compile("^They ask for us by name. Rank 2 with "))
    assert watch.errors == []


def test_a_column_sorts_and_a_word_filters_without_losing_the_keys(visit: Visit) -> None:
    page, watch = visit(PAGE)
    ready(page)
    page.get_by_role("link", name="Total of 10").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Total")
    page.locator("#sel-text").fill("bike")
    expect(page).to_have_url(re.compile("text=bike"))
    names = page.locator("#ranking tr[data-row] th")
    expect(names.first).to_contain_text(re.compile("bike", re.IGNORECASE))
    assert all("bike" in name.lower() for name in names.all_inner_texts())
    page.locator("#ranking tr[data-row]").first.focus()
    page.keyboard.press("o")
    expect(page.locator("#working textarea")).to_be_focused()
    assert watch.errors == []


def test_a_decision_is_taken_back_by_keyboard(visit: Visit) -> None:
    page, watch = visit(PAGE)
    ready(page)
    row = page.locator("#ranking tr[data-row]").nth(20)
    row.focus()
    page.keyboard.press("u")
    expect(page.locator("#working")).to_be_hidden()
    page.keyboard.press("w")
    expect(page.locator("#working textarea")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row.locator("a.verdict")).to_contain_text("watch")
    row.focus()
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Take the decision back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#working")).to_be_hidden()
    expect(row.locator("a[data-verdict=in]")).to_be_visible()
    assert watch.errors == []
