"""The bar for several risks in Chromium, walked without a mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser


def test_several_risks_are_answered_by_keyboard(visit: Visit) -> None:
    page, watch = visit("/risks/")
    boxes = page.locator("#register input[name=risk]")
    bar = page.locator("#several")
    boxes.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(bar.locator("[data-ticked]")).to_have_text("2")
    events = [page.locator("#register tbody tr").nth(at).locator("th a").get_attribute("href") for at in (0, 2)]
    # Enter goes to the bar instead of sending it, and Escape comes back to the same risk.
    page.keyboard.press("Enter")
    expect(bar.get_by_label("Owner")).to_be_focused()
    page.keyboard.press("Escape")
    expect(boxes.nth(2)).to_be_focused()
    # Without a response nothing is done, and nothing has to be ticked again.
    page.keyboard.press("Enter")
    bar.get_by_label("Response").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose a response first")).to_be_visible()
    expect(bar.locator("[data-ticked]")).to_have_text("2")
    bar.get_by_label("Response").focus()
    page.keyboard.type("avo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 risks changed.")).to_be_visible()
    for event in events:
        expect(page.locator("#register tr", has=page.locator(f"a[href='{event}']"))).to_contain_text("avoid")
    every = page.locator("[data-tick-all]")
    every.focus()
    page.keyboard.press("Space")
    expect(bar.locator("[data-ticked]")).to_have_text(re.compile(rf"^{boxes.count()}$"))
    page.keyboard.press("End")
    expect(boxes.last).to_be_focused()
    assert watch.errors == []
