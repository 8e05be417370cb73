"""An account review in Chromium: prepared, held and closed by keyboard, what changed since, and the axe checker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Axe, Make, Visit
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MAKE_PLAN = """
import json
from datetime import timedelta
from django.utils import timezone
from openkam.web.accounts.models import Account
from openkam.web.people.actions import contacts, talk, team
from openkam.web.plans.actions.rows import add_row, change_plan, plan_of
from openkam.web.plans.actions.todo import add_action
from openkam.web.plans.models import Insight, Need, Objective, Whitespace
account = Account.objects.create(code="REV", name="Reviewed <b>account</b>")
place = {"function": "Purchasing", "level": "managers"}
mei = contacts.add_contact(account=account, person={"name": "Mei Lin"}, values={**place, "is_main": True})
jae = team.add_member(account=account, colleague={"name": "Jae Pak", **place}, is_main=True)
day = timezone.localdate()
talk.record(account=account, author=None, members=[jae], contacts=[mei], values={"on": day})
plan = plan_of(account)
change_plan(plan=plan, values={"summary": "We want both warehouses."}, based_on=plan.version)
add_row(Insight, account=account, values={"kind": "goal", "text": "Six stores " + "W" * 180})
add_row(Need, account=account, values={"text": "<script>alert(1)</script>", "importance": 5})
add_row(Objective, account=account, values={"text": "Four links", "measure": "live_links", "target": 4})
add_row(Whitespace, account=account, values={"buying_centre": "Ops", "offering": "Parts", "spend": 100})
for days in (-2, 9):
    add_action(account=account, author=None, values={"text": "Call", "due_on": day + timedelta(days=days)})
print(json.dumps(account.pk))
"""


@pytest.fixture(scope="module")
def account(make: Make) -> int:
    """An account with a plan."""
    return int(make(MAKE_PLAN))


def test_a_review_is_prepared_held_and_closed_by_keyboard(account: int, visit: Visit) -> None:
    page, watch = visit(f"/accounts/{account}/plan/reviews/")
    page.get_by_label("Reviewers").focus()
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start the review").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-clock]")).to_have_text("90 min left")
    expect(page.locator("#rv-now-t")).to_have_text("Opening")
    expect(page.locator("[data-say]")).to_have_text("5 min left")
    expect(page.get_by_text("We want both warehouses.")).to_be_visible()
    for at, text in enumerate(("Figures and relationship", "The customer's business", "Needs and value"), start=1):
        page.keyboard.press("n")
        expect(page.locator("#rv-now-t")).to_have_text(text)
        expect(page.locator(".rv-points li").nth(at)).to_have_attribute("aria-current", "step")
    page.keyboard.press("p")
    expect(page.locator("#rv-now-t")).to_have_text("The customer's business")
    line = page.get_by_role("textbox", name="Question or decision")
    line.focus()
    page.keyboard.type("Send the forecast @jae +2w")
    page.keyboard.press("Enter")
    expect(page.locator(".rv-items li")).to_have_count(1)
    expect(page.locator(".rv-items")).to_contain_text("Jae Pak")
    expect(line).to_be_focused()
    expect(page.locator("#rv-now-t")).to_have_text("The customer's business")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Who pays?")
    page.keyboard.press("Enter")
    expect(page.locator(".rv-items li")).to_have_count(2)
    expect(page.locator(".rv-items")).to_contain_text("not answered yet")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Close the review").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The plan as it stood on")).to_be_visible()
    page.get_by_role("link", name="What has changed since").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing in the plan has changed.")).to_be_visible()
    page.goto(page.url.replace(page.url[page.url.index("/reviews/") :], f"/accounts/{account}/plan/"))
    expect(page.locator("#pl-reviews")).to_contain_text("1 decision · 2 still open")
    assert watch.errors == []
    assert watch.left_the_machine == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(
    account: int, visit: Visit, axe: Axe, width: int, scheme: Literal["light", "dark"]
) -> None:
    page, _watch = visit(f"/accounts/{account}/plan/reviews/", width=width, scheme=scheme)
    assert axe(page) == []
    page.get_by_role("button", name="Prepare it").click()
    prepared = page.url
    assert axe(page) == []
    page.get_by_role("button", name="Start the review").click()
    for at in range(8):
        page.goto(f"{prepared}?at={at}")
        assert axe(page) == [], at
        assert page.evaluate("document.documentElement.scrollWidth") <= width, at
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Close the review").click()
    expect(page.get_by_role("heading", name="The plan as it stood on")).to_be_visible()
    assert axe(page) == []
    page.goto(f"{prepared}compare/")
    assert axe(page) == []
    for audience in ("internal", "customer"):
        page, _watch = visit(f"/accounts/{account}/plan/deck/?for={audience}", width=width, scheme=scheme)
        assert axe(page) == [], audience
        assert page.evaluate("document.documentElement.scrollWidth") <= width, audience


def plan_of(visit: Visit, account: str) -> Page:
    """The plan of an account of the sample."""
    page, _watch = visit(f"/accounts/?text={account.replace(' ', '+')}")
    page.get_by_role("link", name=account).first.click()
    page.locator(".tabs").get_by_role("link", name="Plan").click()
    return page


def test_charts_of_the_plan_are_drawn_in_the_preview_and_in_a_review(visit: Visit, axe: Axe) -> None:
    page = plan_of(visit, "Westside Plaza")
    page.get_by_role("link", name="Deck", exact=True).click()
    page.locator(".chart").first.scroll_into_view_if_needed()
    assert axe(page) == []
    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_role("button", name="Prepare it").click()
    page.get_by_role("button", name="Start the review").click()
    while not page.locator(".chart").count():
        page.get_by_role("link", name="Next", exact=True).click()
    page.locator(".chart").first.scroll_into_view_if_needed()
    assert axe(page) == []


def test_the_fullest_plan_of_the_sample_prints_on_one_sheet(visit: Visit) -> None:
    page = plan_of(visit, "Brakes and Gears")
    expect(page.locator(".five")).to_be_visible()
    sheets = re.findall(rb"/Type /Page\b", page.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) == 1


def test_a_calendar_address_is_made_and_revoked_by_keyboard(visit: Visit, axe: Axe) -> None:
    page, watch = visit("/settings/reminders/")
    assert axe(page) == []
    page.get_by_role("button", name="Make the address").focus()
    page.keyboard.press("Enter")
    address = page.get_by_role("textbox", name="Address of your calendar").input_value()
    assert axe(page) == []
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Revoke the address").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Make the address")).to_be_visible()
    assert page.request.get(address).status == 404
    expect(page.get_by_text("No mail is configured on this installation")).to_be_visible()
    assert watch.errors == []
