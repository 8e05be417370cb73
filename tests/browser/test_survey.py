"""Rivals at an account and the link for the customer, in Chromium: by keyboard, on a telephone, in three languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Axe, Visit

pytestmark = pytest.mark.browser

OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"


def first_account(visit: Visit) -> str:
    """The table of the first account of the current cycle."""
    page, _watch = visit("/selection/")
    cycle = re.search(r"/cycles/(\d+)/", page.url)
    assert cycle is not None
    page.goto(page.url.replace(page.url[page.url.index("/cycles/") :], f"/cycles/{cycle[1]}/strength/"))
    address = page.locator(".st-list tbody th a").first.get_attribute("href")
    assert address is not None
    return address


def survey_link(page: Page, name: str) -> str:
    """A fresh link for a person, as the page shows it once."""
    page.get_by_label("Name of the person").fill(name)
    page.get_by_role("button", name="Make a link").click()
    shown = page.get_by_label("Survey link").input_value()
    return shown[shown.index("/s/") :]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_table_works_by_keyboard_alone(
    visit: Visit, axe: Axe, width: int, scheme: Literal["light", "dark"]
) -> None:
    page, watch = visit(first_account(visit), width=width, scheme=scheme)
    assert axe(page) == []
    assert not page.evaluate(OVERFLOWS)
    score = page.locator("[name='t.0.us']")
    wanted = "9" if score.input_value() != "9" else "8"
    score.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(wanted)
    page.keyboard.press("Enter")
    expect(page.locator("[name='t.1.us']")).to_be_focused()
    here = page.url
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    assert page.locator("[name='t.0.us']").input_value() == wanted
    assert watch.errors == []
    assert watch.left_the_machine == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1440, "light"), (320, "dark")])
def test_a_stranger_answers_on_any_screen(visit: Visit, axe: Axe, width: int, scheme: Literal["light", "dark"]) -> None:
    address = first_account(visit)
    inside, _watch = visit(address)
    link = survey_link(inside, f"Mei Lin {width} {scheme}")
    page, watch = visit(link, width=width, scheme=scheme, state=None)
    assert axe(page) == []
    assert not page.evaluate(OVERFLOWS)
    touch = page.locator(".marks label").first.bounding_box()
    assert touch is not None
    assert touch["width"] >= 24
    assert touch["height"] >= 40
    first = page.locator("fieldset").first
    first.get_by_label("4", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(first.get_by_label("5", exact=True)).to_be_checked()
    for code in ("zh-Hant", "zh-Hans", "en"):
        page.locator(f"button[lang={code}]").click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(first.locator("input[value='5']")).to_be_checked()
        assert not page.evaluate(OVERFLOWS)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Send my scores").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert axe(page) == []
    page.reload()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert watch.errors == []
    assert watch.left_the_machine == []
    inside.goto(inside.url.replace(inside.url[inside.url.index("/cycles/") :], address))
    expect(inside.get_by_text("customer 5").first).to_be_visible()


def test_a_wrong_link_says_so_and_nothing_else(visit: Visit, axe: Axe) -> None:
    page, watch = visit("/s/not-a-link/", width=390, state=None, locale="zh-TW")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator("button[lang]")).to_have_count(3)
    expect(page.locator("fieldset")).to_have_count(0)
    assert axe(page) == []
    assert watch.left_the_machine == []
