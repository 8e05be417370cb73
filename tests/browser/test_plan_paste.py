"""A block pasted into the whitespace in Chromium, and the history of the plan: by keyboard, with axe on all widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Look, Make, Visit
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MAKE_ACCOUNTS = """
import json
from openkam.web.accounts.models import Account
from openkam.web.plans.actions.rows import add_row, delete_row
from openkam.web.plans.models import Need
made = {}
for name in ("paste", "typed"):
    account = Account.objects.create(code=f"SPACE-{name}", name=f"Space {name}")
    gone = add_row(Need, account=account, values={"text": "Gone <b>now</b> " + "W" * 160})
    delete_row(gone, based_on=gone.version)
    made[name] = account.pk
print(json.dumps(made))
"""
BLOCK = "\tBrakes\tChains\nPlant\tours\tContoso <b>\nWorkshop\topen\t=1+1"


@pytest.fixture(scope="module")
def plans(make: Make) -> dict[str, str]:
    """Accounts whose plan has nothing but a need that was deleted."""
    return {name: f"/accounts/{pk}/plan/" for name, pk in make(MAKE_ACCOUNTS).items()}


def press_until(page: Page, key: str, name: str) -> None:
    """Press a key until the element of this name has the focus, then Enter."""
    for _step in range(60):
        page.keyboard.press(key)
        if name in page.evaluate("document.activeElement.innerText || ''"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"{name} was not reached")


def test_a_block_pasted_anywhere_on_the_grid_is_looked_at_saved_and_taken_back(
    plans: dict[str, str], visit: Visit, look: Look
) -> None:
    page, watch = visit(f"{plans['paste']}whitespace/")
    page.evaluate(
        """(text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }""",
        BLOCK,
    )
    page.get_by_text("New: 3 · changed: 0 · not taken: 1").wait_for()
    assert "“=1+1” is a formula and is not worked out." in page.locator(".pl-refused").inner_text()
    page.get_by_role("button", name="Save 3 cells").press("Enter")
    page.get_by_text("The block is in the grid.").wait_for()
    assert "Contoso <b>" in page.locator(".pl-grid").inner_text()
    assert look(page) == []
    page.get_by_role("button", name="Undo").press("Enter")
    page.get_by_text("No cell in the grid yet").wait_for()
    assert watch.errors == []


def test_a_block_is_typed_and_the_history_tells_it_by_keyboard(plans: dict[str, str], visit: Visit, look: Look) -> None:
    page, watch = visit(f"{plans['typed']}whitespace/paste/")
    page.wait_for_function("document.activeElement.id === 'pl-block'")
    page.keyboard.type(";Brakes;Chains\nPlant;o;\nShop;Contoso;i")
    press_until(page, "Tab", "Look at it first")
    page.get_by_text("New: 3 · changed: 0 · not taken: 0").wait_for()
    press_until(page, "Tab", "Save 3 cells")
    page.get_by_text("The block is in the grid.").wait_for()
    page.goto(page.url.partition("whitespace/")[0] + "history/")
    assert page.get_by_text("pasted a block: 3 new, 0 changed").count() == 1
    assert look(page) == []
    press_until(page, "Tab", "Bring back")
    page.get_by_text("Back in the plan: Gone <b>now</b>").wait_for()
    page.goto(page.url.partition("plan/")[0] + "plan/history/?kind=needs")
    assert (
        page.locator(".pl-hist .diff").first.inner_text().startswith("Ada Lovelace brought back Needs Gone <b>now</b>")
    )
    assert watch.errors == []


def test_the_preview_of_a_block_and_its_form_are_open_to_all(plans: dict[str, str], visit: Visit, look: Look) -> None:
    def fill(page: Page) -> None:
        page.get_by_label("Block", exact=True).fill(BLOCK)
        page.get_by_role("button", name="Look at it first").click()
        page.locator(".pl-refused").wait_for()

    page, _watch = visit(f"{plans['paste']}whitespace/paste/")
    assert look(page, reach=fill) == []
