"""The whole import in Chromium: by keyboard alone, in both themes and widths, and with what must be refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import Look, Visit

pytestmark = pytest.mark.browser

NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"


@pytest.fixture
def invoices(tmp_path: Path) -> Path:
    """120 lines of which three have no readable amount; the town's column bears a name that says nothing."""
    path = tmp_path / "invoices.csv"
    text = "customer code,customer name,xyz,invoice no,invoice date,net amount,cost\n"
    for n in range(120):
        amount = "see note" if n in {5, 50, 100} else "100.00"
        text += f'KB{n % 6},"{NASTY} {n % 6}",Taipei,{tmp_path.name}-{n // 2},2020-03-{n % 28 + 1:02d},{amount},70.00\n'
    path.write_text(text, encoding="utf-8")
    return path


def tab_to(page: Page, target: Locator, *, key: str = "Tab") -> None:
    """Press Tab until the element has the focus, as a person without a mouse does, and see that it shows."""
    for _press in range(160):
        if target.evaluate("element => element === document.activeElement"):
            # What has the focus, or the label that stands for it, is outlined.
            expect(page.locator(":focus-visible")).to_have_count(1)
            return
        page.keyboard.press(key)
    pytest.fail(f"{target} cannot be reached by {key}")


def dropped(page: Page, *paths: Path) -> str:
    """Upload files through the chooser and answer the address of the import."""
    page.locator("#files").set_input_files([str(path) for path in paths])
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    page.wait_for_load_state("networkidle")
    return page.url


def throw_away(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Throw away").click()
    page.wait_for_url(re.compile(r"/import/$"))


def test_the_whole_import_by_keyboard(visit: Visit, invoices: Path) -> None:
    page, watch = visit("/import/")
    # Chromium is told to hand the chooser over long before the key; told just before it, it sometimes hears too late.
    page.on("filechooser", lambda _chooser: None)
    tab_to(page, page.locator("#files"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(str(invoices))
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this what the columns mean?")

    town = page.get_by_label("What “xyz” means")
    tab_to(page, town)
    page.keyboard.type("Terr")
    with page.expect_response(re.compile(r"/files/\d+/$")):
        page.keyboard.press("Tab")
    expect(page.get_by_label("What “xyz” means").locator("option:checked")).to_have_text("Territory")
    expect(page.locator(":focus")).to_have_count(1)
    expect(page.get_by_text("3 cells at fault")).to_be_visible()

    tab_to(page, page.get_by_role("button", name="Load", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "117 rows were loaded; 3 rows (2.5\N{NO-BREAK SPACE}%) were rejected", timeout=60_000
    )
    expect(page.get_by_role("row", name=re.compile("Loaded"))).to_contain_text("11,700.00")
    expect(page.get_by_role("region", name="Table of the rejected rows")).to_contain_text("see note")

    page.on("dialog", lambda dialog: dialog.accept())
    tab_to(page, page.get_by_role("button", name="Undo this import"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("This import was undone", timeout=60_000)
    assert watch.errors == []
    assert watch.left_the_machine == []


def test_the_mapping_keeps_the_focus_while_the_file_is_read_again(visit: Visit, invoices: Path) -> None:
    page, _watch = visit("/import/")
    dropped(page, invoices)
    mark = page.get_by_label("Decimal mark")
    mark.focus()
    with page.expect_response(re.compile(r"/files/\d+/$")):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_text(re.compile(r"of the first 120 rows would be rejected"))).to_be_visible()
    expect(page.get_by_label("Decimal mark")).to_be_focused()
    throw_away(page)


def test_nothing_serious_for_axe_on_list_mapping_and_refusal(
    visit: Visit, look: Look, invoices: Path, tmp_path: Path
) -> None:
    page, watch = visit("/import/")
    assert look(page) == []
    (tmp_path / "report.csv").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    dropped(page, invoices, tmp_path / "report.csv")

    def refused(shown: Page) -> None:
        expect(shown.get_by_text("is a PDF document")).to_be_visible()
        expect(shown.get_by_role("button", name="Load", exact=True)).to_be_disabled()

    assert look(page, reach=refused) == []
    throw_away(page)
    assert watch.errors == []


def test_results_in_both_themes_and_widths(visit: Visit, look: Look, invoices: Path) -> None:
    page, watch = visit("/import/")
    dropped(page, invoices)
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible(timeout=60_000)
    assert look(page) == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("This import was undone", timeout=60_000)
    assert look(page) == []
    assert watch.errors == []
