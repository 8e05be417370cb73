"""The toolbox in Chromium: every tool at both widths and in both themes, and a grid that works like a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from openkam.tools import registry

if TYPE_CHECKING:
    from conftest import Look, Visit

pytestmark = pytest.mark.browser

PAGES = ("/toolbox/", *(f"/toolbox/{tool.key}/" for tool in registry.every()))
QUADRANT = "/toolbox/value_quadrant/"


def test_no_tool_has_a_serious_fault(visit: Visit, look: Look) -> None:
    page, watch = visit(PAGES[0])
    start = page.url.removesuffix(PAGES[0])
    wrong = []
    for path in PAGES:
        page.goto(start + path)
        wrong += look(page)
    assert wrong == []
    assert watch.left_the_machine == []
    assert watch.errors == []


def value_of(page: Page, name: str) -> str:
    return page.locator(f"[name='{name}']").input_value()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


def paste(page: Page, text: str) -> None:
    """What the browser tells the page when a person pastes `text` into the focused field."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
                cancelable: true}));
        }""",
        text,
    )


def test_a_grid_is_walked_filled_and_computed_by_keyboard(visit: Visit) -> None:
    page, watch = visit(QUADRANT)
    first = page.locator("[name='accounts.0.account']")
    first.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "accounts.0.name"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "accounts.1.name"
    page.keyboard.press("Enter")
    assert focused(page) == "accounts.2.name"
    page.keyboard.press("Shift+Enter")
    assert focused(page) == "accounts.1.name"
    page.keyboard.type("Renamed by hand")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Compute").first.press("Enter")
    page.wait_for_load_state("networkidle")
    assert value_of(page, "accounts.1.name") == "Renamed by hand"
    expect(page.get_by_text("Computed from your numbers")).to_be_visible()
    assert watch.errors == []


def test_a_block_from_a_spreadsheet_fills_cells_and_adds_rows(visit: Visit) -> None:
    page, _watch = visit(QUADRANT)
    rows = page.locator("[data-sheet=accounts] tbody tr")
    before = rows.count()
    page.locator(f"[name='accounts.{before - 1}.account']").focus()
    paste(page, "N1\tNew one\t１００\t5\r\nN2\tNew two\t200\t-7\r\n")
    assert rows.count() == before + 1
    assert value_of(page, f"accounts.{before}.name") == "New two"
    page.get_by_role("button", name="Compute").first.click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".report")).to_contain_text("New two")


def test_a_grid_within_a_row_is_walked_pasted_into_and_computed(visit: Visit) -> None:
    page, watch = visit("/toolbox/concepts/")
    inner = page.locator("details:has(> .scroll [data-sheet='functions.0.means'])")
    inner.locator("summary").click()
    rows = inner.locator("tr[data-row]")
    before = rows.count()
    page.locator("[name='functions.0.means.0.id']").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "functions.0.means.0.name"
    page.keyboard.press("Enter")
    assert focused(page) == "functions.0.means.1.name"
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "functions.0.means.1.name"
    page.locator(f"[name='functions.0.means.{before - 1}.id']").focus()
    page.keyboard.press("Enter")
    assert rows.count() == before + 1
    assert focused(page) == f"functions.0.means.{before}.id"
    paste(page, "borrowed\tBorrowed mass\r\nbought\tBought mass\r\n")
    assert rows.count() == before + 2
    assert value_of(page, f"functions.0.means.{before + 1}.name") == "Bought mass"
    assert value_of(page, "functions.1.means.0.name") == "Manual app"
    page.get_by_role("button", name="Compute").first.click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".report")).to_contain_text("Bought mass")
    assert watch.errors == []


def test_a_fault_is_said_above_the_form_and_marks_its_cell(visit: Visit) -> None:
    page, _watch = visit(QUADRANT)
    page.locator("[name='accounts.1.sales']").fill("ten")
    page.get_by_role("button", name="Compute").first.click()
    expect(page.get_by_role("alert")).to_contain_text("accounts.1.sales cannot be used: a number is expected")
    expect(page.locator("[name='accounts.1.sales']")).to_have_attribute("aria-invalid", "true")
    assert value_of(page, "accounts.1.sales") == "ten"


def test_one_click_leads_from_the_roadmap_to_a_tool_and_its_slides(visit: Visit) -> None:
    page, _watch = visit("/toolbox/")
    page.get_by_role("link", name="Customer value quadrant").click()
    page.wait_for_url(f"**{QUADRANT}")
    page.get_by_text("Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Slides (PowerPoint)").click()
    assert waiting.value.suggested_filename == "value_quadrant.pptx"
