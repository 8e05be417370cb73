"""The portfolio and the figures of accounts, in Chromium: clicks, keys, languages, themes, files."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import Look, Visit

pytestmark = pytest.mark.browser

WESTSIDE = "/portfolio/?q=Westside"
FINDING = "Revenue is up 27.5 % on the same 11 months, and net income has gone below zero"
PAGES = (
    "/portfolio/",
    "/portfolio/figures/quadrant/",
    "/portfolio/w/FY20/all/net",
    "{account}",
    "{account}figures/",
    "{account}figures/months/",
    "{account}figures/products/",
    "{account}figures/orders/",
    "{account}figures/payments/",
    "{account}figures/subsidiaries/",
    "{account}figures/lines/",
    "/settings/books/",
    "/settings/books/pools/add/",
)


def drawn(page: Page, figure: str) -> Locator:
    """The picture, once it stands in the page."""
    chart = page.locator(f"[data-figure={figure}]")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("data-drawn", "true", timeout=15_000)
    return chart


def click_in(page: Page, chart: Locator, across: float, down: float) -> None:
    box = chart.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks for behind its question mark."""
    return parse_qs(urlsplit(page.url).query)


def account_of(page: Page, name: str) -> str:
    """The address of an account of the list."""
    link = page.locator("#accounts tbody th a", has_text=name).first.get_attribute("href")
    assert link
    return link


def test_no_page_of_figures_has_a_serious_fault(visit: Visit, look: Look) -> None:
    page, watch = visit(WESTSIDE)
    account = account_of(page, "Westside Plaza")
    wrong = []
    for path in PAGES:
        page.goto(urlsplit(page.url)._replace(path=path.format(account=account), query="").geturl())
        wrong += look(page)
    assert wrong == []
    assert watch.left_the_machine == []
    assert watch.errors == []


def test_the_page_says_what_the_books_say_and_pictures_lead_on(visit: Visit) -> None:
    page, watch = visit("/portfolio/")
    expect(page.get_by_role("heading", level=1)).to_have_text(FINDING)
    expect(page.get_by_text("202 accounts earn 1.06M")).to_be_visible()
    expect(page.get_by_text("invoices up to 31 May 2020")).to_be_visible()
    click_in(page, drawn(page, "quadrant"), 0.25, 0.72)
    expect(page.locator("#accounts .lab.end")).to_have_text("73 of 632 accounts")
    assert asked(page)["box"] == ["low_low"]
    page.goto(page.url.split("?")[0])
    click_in(page, drawn(page, "whale"), 0.3, 0.55)
    expect(page.locator("#accounts .lab.end")).to_have_text("202 of 632 accounts")
    assert asked(page)["part"] == ["earning"]
    page.locator(".five a").nth(1).click()
    page.wait_for_url("**period=FY19**")
    expect(page.locator("#accounts select[name=period]")).to_have_value("FY19")
    assert watch.errors == []


def test_a_point_leads_to_its_account(visit: Visit) -> None:
    page, watch = visit(WESTSIDE)
    chart = drawn(page, "quadrant")
    chart.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Westside Plaza")
    assert watch.errors == []


def test_the_whole_task_by_keyboard(visit: Visit) -> None:
    page, watch = visit("/portfolio/")
    page.get_by_label("Search accounts").focus()
    page.keyboard.type("Brakes and Gears")
    page.keyboard.press("Enter")
    expect(page.locator("#accounts .lab.end")).to_have_text("1 of 632 accounts")
    number = page.locator("#accounts tbody a.w", has_text="401,479")
    number.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog#working")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(number).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("link", name=re.compile("See .* invoice lines")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/lines/**")
    expect(page.locator("main")).to_contain_text("401,479")
    assert watch.errors == []


def test_a_forecast_of_ones_own_stands_at_once(visit: Visit) -> None:
    page, watch = visit("/portfolio/?q=Brakes+and+Gears")
    account = account_of(page, "Brakes and Gears")
    page.goto(urlsplit(page.url)._replace(path=f"{account}figures/", query="").geturl())
    page.locator("#forecast input[name=revenue]").fill("987654")
    page.locator("#forecast [name=reason]").fill("They open a second store")
    page.locator("#forecast [name=reason]").press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your figure stands in place of the proposal.")).to_be_visible(timeout=10_000)
    expect(page.locator(".fp")).to_contain_text("988")
    page.get_by_role("button", name="Back to the proposal").first.click()
    expect(page.get_by_text("The proposal is back.")).to_be_visible(timeout=10_000)
    expect(page.locator(".fp")).not_to_contain_text("988")
    assert watch.errors == []


def test_the_reader_s_language_changes_findings_numbers_and_pictures(visit: Visit) -> None:
    page, watch = visit("/portfolio/", locale="zh-TW")
    assert page.locator("html").get_attribute("lang") in {"zh-Hant", "zh-hant"}
    heading = page.get_by_role("heading", level=1).inner_text()
    assert re.search(r"27\.5\s?%", heading)
    assert heading != FINDING
    expect(page.locator(".five")).to_contain_text("3,314萬")
    expect(drawn(page, "whale")).to_contain_text("萬")
    assert watch.errors == []


def test_slides_and_workbook_come_down(visit: Visit) -> None:
    page, _watch = visit("/portfolio/?period=all")
    page.locator("summary", has_text="Export").click()
    for name, kind, inside in (
        ("Slides", "pptx", "ppt/charts/"),
        ("Workbook", "xlsx", "xl/worksheets/"),
    ):
        with page.expect_download(timeout=60_000) as coming:
            page.get_by_role("link", name=re.compile(name)).click()
        file = coming.value
        assert file.suggested_filename == f"portfolio-all.{kind}"
        with zipfile.ZipFile(file.path()) as parts:
            assert any(part.startswith(inside) for part in parts.namelist())


def test_the_heaviest_page_is_light(visit: Visit) -> None:
    page, _watch = visit("/portfolio/")
    drawn(page, "quadrant")
    sizes = json.loads(
        page.evaluate(
            "JSON.stringify(['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
            ".map((one) => [new URL(one.name).pathname, one.transferSize]))"
        )
    )
    scripts = {path: size for path, size in sizes if path.endswith("charts.js")}
    assert 0 < sum(scripts.values()) < 300_000, "the chart library is sent compressed"
    assert sum(size for _path, size in sizes) < 450 * 1024
