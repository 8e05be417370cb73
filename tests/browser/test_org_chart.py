"""The organisation chart in Chromium: boxes dragged and moved by keyboard, undo, lines, two people, and axe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Look, Make, Visit

pytestmark = pytest.mark.browser

READY = "html[data-org-chart=ready]"
MAKE_CHART = """
import json, sys
from openkam.web.accounts.models import Account
from openkam.web.people.actions import contacts
account = Account.objects.create(code=sys.argv[1], name="Chart of " + sys.argv[1])
def add(name, up=None, **more):
    place = {"title": "Title of " + str(name)[:40], "function": "Purchasing", "level": "managers", "reports_to": up}
    values = {**place, **more}
    return contacts.add_contact(account=account, person=name and {"name": name}, values=values)
boss = add("Boss", influence=["economic"], support_now=-1, support_needed=2, is_main=True)
left, right = add("Left", boss), add("Right", boss)
low, nasty = add("Low", left), add("<script>alert(1)</script> " + "W" * 170, left)
alone, vacant = add("Alone"), add(None)
contacts.draw_line(source=low, target=right, kind="conflict", label="single sourcing")
print(json.dumps({"account": account.pk, **{one.name: one.pk for one in (boss, left, right, low, alone)}}))
"""
SAID = """
import json, sys
from openkam.web.people.models import Contact, ContactLine
rows = Contact.objects.filter(account=sys.argv[1]).order_by("position").select_related("person", "reports_to__person")
lines = ContactLine.objects.filter(source__account=sys.argv[1])
print(json.dumps({
    "above": {row.name: row.reports_to and row.reports_to.name for row in rows},
    "lines": [[line.source.name, line.target.name, line.kind, line.label] for line in lines],
}))
"""
RENAME = """
import sys
from openkam.web.people.actions import contacts
from openkam.web.people.models import Contact
row = Contact.objects.get(pk=sys.argv[1])
boss = Contact.objects.get(pk=sys.argv[2])
contacts.move_under(contact=row, superior=boss, based_on=row.version)
print("{}")
"""


@pytest.fixture
def chart(request: pytest.FixtureRequest, make: Make) -> dict[str, int]:
    """An account of its own for each test: Boss over Left and Right, Low under Left, Alone aside."""
    made: dict[str, int] = make(MAKE_CHART, f"OC-{request.node.name}"[:80])
    return made


def opened(visit: Visit, chart: dict[str, int], **how: Any) -> tuple[Page, Any]:
    page, watch = visit(f"/accounts/{chart['account']}/people/chart/", **how)
    page.wait_for_selector(READY, state="attached")
    return page, watch


def box(page: Page, pk: int) -> Any:
    return page.locator(f"[data-oc] [data-id='{pk}']")


def middle(page: Page, pk: int) -> tuple[float, float]:
    item = box(page, pk)
    place = (item.locator(".oc-r") if item.locator(".oc-r").count() else item).bounding_box()
    assert place is not None
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def drag(page: Page, pk: int, x: float, y: float) -> None:
    page.mouse.move(*middle(page, pk))
    page.mouse.down()
    page.mouse.move(x - 20, y - 8, steps=4)
    page.mouse.move(x, y, steps=3)
    page.mouse.up()


def saved(page: Page, times: int) -> None:
    """Wait until the page has the server's newest state for the so manieth time."""
    expect(page.locator("[data-oc]")).to_have_attribute("data-fresh", str(times))


def test_a_box_dragged_onto_another_reports_to_it_and_undo_takes_that_back(
    make: Make, visit: Visit, chart: dict[str, int]
) -> None:
    page, watch = opened(visit, chart)
    drag(page, chart["Low"], *middle(page, chart["Right"]))
    expect(page.locator("[data-said]")).to_have_text("Low reports to Right now.")
    saved(page, 1)
    assert make(SAID, chart["account"])["above"]["Low"] == "Right"
    page.keyboard.press("Control+z")
    saved(page, 2)
    assert make(SAID, chart["account"])["above"]["Low"] == "Left"
    # Down to the side: reports to nobody; and from there onto somebody.
    side = page.locator("[data-side]").bounding_box()
    assert side is not None
    drag(page, chart["Right"], side["x"] + 60, side["y"] + side["height"] - 20)
    saved(page, 3)
    expect(page.locator("[data-side]").get_by_role("button", name="Right")).to_be_visible()
    drag(page, chart["Alone"], *middle(page, chart["Boss"]))
    saved(page, 4)
    above = make(SAID, chart["account"])["above"]
    assert (above["Right"], above["Alone"]) == (None, "Boss")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    saved(page, 5)
    above = make(SAID, chart["account"])["above"]
    assert (above["Right"], above["Alone"]) == ("Boss", None)
    assert watch.errors == []
    assert watch.left_the_machine == []


def test_a_ring_is_refused_in_place_and_at_the_edge_the_order_changes(
    make: Make, visit: Visit, chart: dict[str, int]
) -> None:
    page, watch = opened(visit, chart)
    drag(page, chart["Left"], *middle(page, chart["Low"]))
    expect(page.locator("[data-fault]").first).to_contain_text("Low reports to Left, directly or over others")
    assert make(SAID, chart["account"])["above"]["Left"] == "Boss"
    place = box(page, chart["Left"]).locator(".oc-r").bounding_box()
    assert place is not None
    drag(page, chart["Right"], place["x"] + 8, place["y"] + place["height"] / 2)
    saved(page, 1)
    names = list(make(SAID, chart["account"])["above"])
    assert names.index("Right") < names.index("Left")
    assert middle(page, chart["Right"])[0] < middle(page, chart["Left"])[0]
    assert watch.errors == []


def test_everything_goes_by_keyboard(make: Make, visit: Visit, chart: dict[str, int]) -> None:
    page, watch = opened(visit, chart)
    box(page, chart["Boss"]).focus()
    at = "document.activeElement.dataset.id"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(at) == str(chart["Left"])
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-said]")).to_have_text("Left reports to Boss now.")
    saved(page, 1)
    assert page.evaluate(at) == str(chart["Left"])
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(at) == str(chart["Right"])
    page.keyboard.press("m")
    page.keyboard.type("low")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_have_text("Right reports to Low now.")
    assert page.evaluate(at) == str(chart["Right"])
    page.keyboard.press("l")
    page.keyboard.type("boss")
    page.keyboard.press("Enter")
    page.keyboard.type("once his teacher")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_have_text("Drawn: Right → Boss.")
    saved(page, 2)
    said = make(SAID, chart["account"])
    assert said["above"]["Right"] == "Low"
    assert ["Right", "Boss", "influence", "once his teacher"] in said["lines"]
    page.keyboard.press("Control+z")
    expect(page.locator("[data-said]")).to_have_text("Taken away: Right → Boss.")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    saved(page, 3)
    said = make(SAID, chart["account"])
    assert (said["above"]["Right"], len(said["lines"])) == ("Boss", 1)
    assert middle(page, chart["Left"])[0] < middle(page, chart["Right"])[0]
    page.get_by_role("combobox", name="Find a person in the chart").fill("alo")
    page.keyboard.press("Enter")
    assert page.evaluate(at) == str(chart["Alone"])
    box(page, chart["Left"]).focus()
    page.keyboard.press(" ")
    expect(box(page, chart["Low"])).to_have_count(0)
    expect(box(page, chart["Left"])).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/contacts/{chart['Left']}/")
    assert watch.errors == []


def test_a_line_is_drawn_from_the_handle_and_deleted_by_mouse(make: Make, visit: Visit, chart: dict[str, int]) -> None:
    page, watch = opened(visit, chart)
    box(page, chart["Low"]).hover()
    hand = box(page, chart["Low"]).locator(".oc-hand").bounding_box()
    assert hand is not None
    page.mouse.move(hand["x"] + 6, hand["y"] + 6)
    page.mouse.down()
    page.mouse.move(*middle(page, chart["Boss"]), steps=5)
    page.mouse.up()
    dialog = page.get_by_role("dialog", name="Lines of Low")
    expect(dialog.get_by_label("To", exact=True)).to_have_value("Boss")
    dialog.get_by_role("button", name="Draw the line").click()
    saved(page, 1)
    page.locator(".oc-line.is-conflict .oc-hit").dispatch_event("click")
    dialog.get_by_role("button", name="Delete: Low is in conflict with Right: single sourcing").click()
    saved(page, 2)
    assert make(SAID, chart["account"])["lines"] == [["Low", "Boss", "influence", ""]]
    page.get_by_role("button", name="Undo").click()
    saved(page, 3)
    assert ["Low", "Right", "conflict", "single sourcing"] in make(SAID, chart["account"])["lines"]
    assert watch.errors == []


def test_a_move_on_an_old_state_goes_back_and_says_why(make: Make, visit: Visit, chart: dict[str, int]) -> None:
    page, watch = opened(visit, chart)
    make(RENAME, chart["Low"], chart["Boss"])
    drag(page, chart["Low"], *middle(page, chart["Right"]))
    expect(page.locator("[data-fault]").first).to_contain_text("Low reports to Boss now.")
    saved(page, 1)
    assert make(SAID, chart["account"])["above"]["Low"] == "Boss"
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    drag(page, chart["Low"], *middle(page, chart["Right"]))
    saved(page, 2)
    assert make(SAID, chart["account"])["above"]["Low"] == "Right"
    assert [error for error in watch.errors if "409" not in error] == []


def test_the_chart_has_no_serious_fault(visit: Visit, look: Look, chart: dict[str, int]) -> None:
    page, watch = opened(visit, chart)

    def ready(page: Page) -> None:
        page.wait_for_selector(READY, state="attached")

    assert look(page, reach=ready) == []
    ready(page)
    box(page, chart["Low"]).focus()
    page.keyboard.press("l")
    assert look(page, within="#oc-lines") == []
    assert watch.errors == []
    assert watch.left_the_machine == []
