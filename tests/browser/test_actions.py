"""The actions of a plan in Chromium: one line, ticks and board and timeline by keyboard, editing in place, axe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Axe, Make, Visit

pytestmark = pytest.mark.browser

MAKE_ACTIONS = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from openkam.web.accounts.models import Account
from openkam.web.people.actions.team import add_member, colleague_of
from openkam.web.plans.actions.todo import add_action
from openkam.web.shell.models import User
ada, day = User.objects.get(email="ada@example.com"), timezone.localdate()
def account(code, *texts):
    made = Account.objects.create(code=code, name=f"Actions {code}")
    jae = add_member(account=made, colleague={"name": "Jae Pak"}).colleague
    before = []
    for at, text in enumerate(texts):
        values = {"text": text, "owner": colleague_of(ada), "starts_on": day + timedelta(days=7 * at - 9),
                  "due_on": day + timedelta(days=7 * at - 3), "is_principal": at == 0}
        before = [add_action(account=made, author=ada, values=values, waits_for=before)]
    return made.pk
names = ("list", "bulk", "board", "timeline", "axe")
print(json.dumps({name: account(f"TODO-{name}", "Ask", "Offer", "Sign <b>now</b> " + "W" * 160) for name in names}))
"""


@pytest.fixture(scope="module")
def accounts(make: Make) -> dict[str, str]:
    """For each test an account with three actions, each of which waits for the one before."""
    return {name: f"/accounts/{pk}/plan/actions/" for name, pk in make(MAKE_ACTIONS).items()}


def test_one_line_is_added_and_edited_in_its_place(accounts: dict[str, str], visit: Visit) -> None:
    page, watch = visit(accounts["list"])
    page.get_by_label("New action").fill("Send the samples @jae +60")
    page.keyboard.press("Enter")
    line = page.locator(".todo-a", has_text="Send the samples")
    line.wait_for()
    expect(line).to_contain_text("Jae Pak")
    line.get_by_role("link", name="Send the samples").click()
    form = page.locator(".todo-editing")
    form.wait_for()
    page.wait_for_function("document.activeElement.name === 'text'")
    page.keyboard.press("End")
    page.keyboard.type(" today")
    waits = form.get_by_label("Waits also for")
    waits.fill("nonesuch")
    form.get_by_role("button", name="Save").click()
    form.get_by_text("This account has no other action “nonesuch”.").wait_for()
    option = form.locator("datalist option", has_text="").nth(0).get_attribute("value")
    assert option is not None
    assert option.startswith("Ask (#")
    form.get_by_label("Waits also for").fill(option)
    page.keyboard.press("Enter")
    expect(form.get_by_role("checkbox", name="Ask")).to_be_checked()
    form.get_by_role("button", name="Save").click()
    form.wait_for(state="detached")
    saved = page.locator(".todo-a", has_text="Send the samples today")
    expect(saved).to_contain_text("waits for Ask")
    saved.get_by_role("link", name="Send the samples today").click()
    page.locator(".todo-editing").wait_for()
    page.keyboard.press("Escape")
    page.locator(".todo-editing").wait_for(state="detached")
    page.wait_for_function("document.activeElement.name === 'action'")
    assert watch.errors == []
    assert watch.left_the_machine == []


def test_several_are_changed_by_keyboard(accounts: dict[str, str], visit: Visit) -> None:
    page, watch = visit(accounts["bulk"])
    page.keyboard.press("x")
    page.wait_for_function("document.activeElement.name === 'action'")
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-todo-count]").inner_text() == "2"
    page.keyboard.press("Shift+X")
    assert page.locator("[data-todo-count]").inner_text() == "3"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "owner"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "action"
    page.locator("#todo-several select[name=status]").select_option("in_hand")
    page.locator("#todo-several").get_by_role("button", name="Change them").click()
    page.get_by_text("3 actions changed.").wait_for()
    expect(page.locator(".todo-state", has_text="in hand")).to_have_count(3)
    assert watch.errors == []


def test_the_board_is_worked_by_keyboard_and_by_hand(accounts: dict[str, str], visit: Visit) -> None:
    page, watch = visit(f"{accounts['board']}?show=board")
    columns = page.locator(".todo-col")
    page.get_by_role("link", name="Ask", exact=True).first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Offer"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    columns.nth(1).locator(".todo-card[data-version='2']").wait_for()
    page.wait_for_function("document.activeElement.textContent === 'Ask'")
    page.keyboard.press("Shift+ArrowRight")
    columns.nth(2).locator(".todo-card[data-version='3']").wait_for()
    # Nothing waits for what is over.
    expect(page.locator(".todo-card", has_text="waits for Ask")).to_have_count(0)
    columns.nth(0).locator(".todo-card").first.drag_to(columns.nth(1))
    columns.nth(1).locator(".todo-card[data-version='2']", has_text="Offer").wait_for()
    page.reload()
    assert columns.nth(1).locator(".todo-card > a").all_inner_texts() == ["Offer"]
    assert watch.errors == []


def test_days_are_moved_on_the_timeline(accounts: dict[str, str], visit: Visit) -> None:
    page, watch = visit(f"{accounts['timeline']}?show=timeline")
    bar = page.get_by_role("slider").nth(1)
    due, starts = (bar.get_attribute(f"data-{name}") for name in ("due", "starts"))
    bar.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    page.locator(".todo-b[data-version='2']").wait_for()
    moved = page.locator(".todo-b[data-version='2']")
    days = "(a, b) => (Date.parse(a) - Date.parse(b)) / 86400000"
    assert page.evaluate(f"([a, b]) => ({days})(a, b)", [moved.get_attribute("data-due"), due]) == 6
    assert page.evaluate(f"([a, b]) => ({days})(a, b)", [moved.get_attribute("data-starts"), starts]) == -1
    page.wait_for_function("document.activeElement.matches('.todo-b')")
    end = moved.locator("[data-end=due_on]").bounding_box()
    assert end is not None
    page.mouse.move(end["x"] + 6, end["y"] + 16)
    page.mouse.down()
    page.mouse.move(end["x"] + 6 + 16, end["y"] + 16, steps=4)
    page.mouse.up()
    page.locator(".todo-b[data-version='3']").wait_for()
    again = page.locator(".todo-b[data-version='3']").get_attribute("data-due")
    assert page.evaluate(f"([a, b]) => ({days})(a, b)", [again, due]) == 8
    assert watch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(
    accounts: dict[str, str], visit: Visit, axe: Axe, width: int, scheme: Literal["light", "dark"]
) -> None:
    here = accounts["axe"]
    for path in (here, f"{here}?show=board", f"{here}?show=timeline", "/actions/"):
        page, _watch = visit(path, width=width, scheme=scheme)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page, _watch = visit(here, width=width, scheme=scheme)
    page.locator("[data-todo-edit]").first.click()
    page.locator(".todo-editing").wait_for()
    assert axe(page) == []
