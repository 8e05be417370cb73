"""The people of an account in Chromium: the contact map by keyboard, adding a contact, and the axe checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Axe, Make, Visit

pytestmark = pytest.mark.browser

MAKE_PEOPLE = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from openkam.web.accounts.models import Account
from openkam.web.people.actions import contacts, talk, team
account = Account.objects.create(code="MAP", name="Map of people")
place = {"function": "Purchasing", "level": "managers"}
def contact(name, **more):
    return contacts.add_contact(account=account, person=name and {"name": name}, values={**place, **more})
mei, ola = contact("Mei Lin", influence=["economic"], support_now=-1, support_needed=2, is_main=True), contact("Ola 林")
contact(None, title="Head of quality", function="Quality")
contact("<script>alert(1)</script> " + "W" * 170)
jae = team.add_member(account=account, colleague={"name": "Jae Pak", **place}, is_main=True)
ken = team.add_member(account=account, colleague={"name": "Ken Ito", **place})
day = timezone.localdate()
for person, days in ((mei, 3), (ola, 100)):
    said = {"on": day - timedelta(days=days)}
    talk.record(account=account, author=None, members=[jae], contacts=[person], values=said)
talk.put_link(member=ken, contact=ola)
print(json.dumps({"account": account.pk, "mei": mei.pk}))
"""


@pytest.fixture(scope="module")
def people(make: Make) -> dict[str, int]:
    """An account whose map has every mark."""
    return dict(make(MAKE_PEOPLE))


def test_the_map_is_worked_by_keyboard(people: dict[str, int], visit: Visit) -> None:
    page, watch = visit(f"/accounts/{people['account']}/people/?group=none")
    grid = page.get_by_role("grid")
    mei = grid.locator(f"tr[data-c='{people['mei']}']")
    mei.locator("td.k").nth(0).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.cellIndex") == 6
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Ken Ito and Mei Lin")
    dialog.wait_for()
    page.wait_for_function("document.activeElement.name === 'what'")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.wait_for_function("document.activeElement.cellIndex === 6")
    page.keyboard.press("Enter")
    dialog.wait_for()
    page.wait_for_function("document.activeElement.name === 'what'")
    page.keyboard.type("Agreed on the price list")
    page.keyboard.press("Enter")
    mei.locator("td.k .st.is-ok").nth(1).wait_for()
    page.wait_for_function("pk => document.activeElement.closest('tr')?.dataset.c === pk", arg=str(people["mei"]))
    expect(page.locator("#toasts")).to_contain_text("In the log: Ken Ito and Mei Lin.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.textContent") == "Mei Lin"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr').dataset.c") != str(people["mei"])
    assert watch.errors == []
    assert watch.left_the_machine == []


def test_what_a_cell_refuses_is_said_in_it(people: dict[str, int], visit: Visit) -> None:
    page, _watch = visit(f"/accounts/{people['account']}/people/")
    page.locator(f"tr[data-c='{people['mei']}'] td.k").nth(0).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Cadence in days").fill("0")
    dialog.get_by_role("button", name="Save the cadence").click()
    dialog.get_by_text("Write a whole number of days from 1 to 3660.").wait_for()
    expect(dialog.get_by_label("Cadence in days")).to_have_value("0")


def test_groups_fold_and_a_contact_is_added(people: dict[str, int], visit: Visit) -> None:
    page, watch = visit(f"/accounts/{people['account']}/people/")
    fold = page.get_by_role("button", name="Quality 1")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("link", name="[Head of quality]")).to_be_hidden()
    page.get_by_role("link", name="Add a contact").click()
    page.get_by_role("textbox", name="Name").fill("Ola 林")
    page.get_by_text("Ola 林 is on this list already").wait_for()
    page.get_by_role("textbox", name="Name").fill("Nora Berg")
    page.get_by_text("Ola 林 is on this list already").wait_for(state="detached")
    page.get_by_label("Business function").fill("Quality")
    page.get_by_role("button", name="Add to the list").click()
    page.get_by_role("link", name="Nora Berg").wait_for()
    assert watch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(
    people: dict[str, int], visit: Visit, axe: Axe, width: int, scheme: Literal["light", "dark"]
) -> None:
    account = f"/accounts/{people['account']}/people/"
    for path in (account, f"{account}list/", f"{account}team/", f"/contacts/{people['mei']}/edit/support/",
                 f"{account}add/", f"{account}team/?add=joint"):  # fmt: skip
        page, _watch = visit(path, width=width, scheme=scheme)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page, _watch = visit(account, width=width, scheme=scheme)
    page.locator(f"tr[data-c='{people['mei']}'] td.k").nth(0).click()
    page.get_by_role("dialog").wait_for()
    assert axe(page) == []
