"""The log of an account in Chromium: a line by keyboard alone, correcting it in place, a calendar, the axe checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Axe, Make, Visit

pytestmark = pytest.mark.browser

MAKE_LOG = """
import json
from datetime import timedelta
from django.utils import timezone
from openkam.web.accounts.models import Account
from openkam.web.people.actions import contacts, talk, team
account = Account.objects.create(code="LOG", name="A long log")
place = {"function": "Purchasing", "level": "managers"}
def contact(name, email=""):
    return contacts.add_contact(account=account, person={"name": name, "email": email}, values=place)
mei, bad = contact("Mei Lin", "mei@theirs.example"), contact("<script>alert(1)</script> " + "W" * 170)
contact("Mei Wang"); contact("Ola 林")
jae = team.add_member(account=account, colleague={"name": "Jae Pak", "email": "jae@ours.example", **place})
day = timezone.localdate()
for days in range(60):
    said = {"on": day - timedelta(days=days + 40), "what": "Talk " + str(days), "next_on": day - timedelta(days=3)}
    talk.record(account=account, author=None, members=[jae], contacts=[bad], values=said)
print(json.dumps({"account": account.pk, "mei": mei.pk}))
"""
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310T010000Z\r\nSUMMARY:Price list\r\n"
    "ORGANIZER:mailto:jae@ours.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:mei@theirs.example\r\n"
    "ATTENDEE;CN=Somebody New:mailto:new@theirs.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture(scope="module")
def log(make: Make) -> str:
    """The address of a log of sixty lines with something due."""
    return f"/accounts/{make(MAKE_LOG)['account']}/people/log/"


def test_a_line_is_written_and_corrected_by_keyboard(log: str, visit: Visit) -> None:
    page, watch = visit(log)
    page.get_by_label("Of ours", exact=True).first.focus()
    page.keyboard.type("jae")
    page.locator(".lg-options [data-pk]", has_text="Jae Pak").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("mei")
    page.locator(".lg-options [data-pk]", has_text="Mei Wang").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Backspace")
    page.keyboard.type("i l")
    page.locator(".lg-options [data-pk]", has_text="Mei Wang").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.get_by_label("What was said").first.focus()
    page.keyboard.type("Agreed on the price list")
    page.keyboard.press("Enter")
    page.get_by_text("The next line is ready.").wait_for()
    line = page.locator(".lg-line").first
    expect(line).to_contain_text("Agreed on the price list")
    expect(line).to_contain_text("Jae Pak")
    expect(line).to_contain_text("Mei Lin")
    page.wait_for_function("document.activeElement.name === 'contacts_names'")
    expect(page.locator("[data-lg-new] .lg-chip")).to_have_text(["Jae Pak"])
    line.get_by_role("link", name="Edit the line").press("Enter")
    said = line.get_by_label("What was said")
    said.fill("Agreed on all prices")
    said.press("Enter")
    line.get_by_text("Agreed on all prices").wait_for()
    line.get_by_role("link", name="Edit the line").press("Enter")
    said.wait_for()
    said.press("Escape")
    said.wait_for(state="detached")
    assert watch.errors == []
    assert watch.left_the_machine == []


def test_what_is_wrong_is_said_beside_its_field(log: str, visit: Visit) -> None:
    page, _watch = visit(log)
    page.get_by_label("Of ours", exact=True).first.fill("jae")
    page.keyboard.press("Escape")
    page.get_by_label("What was said").first.fill("Kept")
    page.get_by_label("What was said").first.press("Enter")
    page.get_by_text("Say with whom of theirs it was.").wait_for()
    expect(page.get_by_label("What was said").first).to_have_value("Kept")


def test_a_calendar_is_read_and_written(log: str, visit: Visit) -> None:
    page, watch = visit(f"{log}import/")
    page.get_by_label("Calendar or mail file").set_input_files(
        {"name": "calendar.ics", "mimeType": "text/calendar", "buffer": CALENDAR.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="1 line would be written").wait_for()
    expect(page.get_by_role("region", name="Who are these?")).to_contain_text("Somebody New")
    page.get_by_role("button", name="Write into the log").click()
    page.get_by_role("heading", name="1 line was written").wait_for()
    assert watch.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(log: str, visit: Visit, axe: Axe, theme: Literal["light", "dark"], width: int) -> None:
    for path in (log, f"{log}import/"):
        page, _watch = visit(path, width=width, scheme=theme)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
