"""The account matrix in Chromium: bubbles that follow a slider as the server would place them, keyboard, area, axe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Look, Visit

pytestmark = pytest.mark.browser

MATRIX = "/matrix/"
READY = "html[data-matrix=ready]"
DRAG = """
async value => {
  const slider = document.querySelector("#mx-weights input[type=range]");
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const placed = (one) => [Number(one.getAttribute("transform").match(/ ([-\\d.]+)\\)/)[1]), one.classList[1]];
  const marks = [...document.querySelectorAll("#mx .bub")];
  const bubbles = Object.fromEntries(marks.map((one) => [one.dataset.pk, placed(one)]));
  const address = document.getElementById("mx").dataset.try;
  const said = await (await fetch(`${address}?w=${slider.name.slice(2)}:${value}`)).json();
  const { top, tall, y } = document.getElementById("mx-box").dataset;
  const [low, high] = y.split(",").map(Number);
  const down = (one) => Math.min(+top + +tall, Math.max(+top, +top + +tall * (1 - (one - low) / (high - low))));
  const expected = Object.entries(said.accounts).map(([pk, [one]]) => [pk, down(one)]);
  return { bubbles, said, expected: Object.fromEntries(expected) };
}
"""


def opened(visit: Visit, query: str = "", **how: Any) -> tuple[Page, Any]:
    page, watch = visit(MATRIX, **how)
    if query:
        page.goto(page.url + query)
    page.wait_for_selector(READY, state="attached")
    page.wait_for_load_state("networkidle")
    return page, watch


def drawn(page: Page) -> None:
    page.wait_for_selector(READY, state="attached")


def working_opened(page: Page) -> None:
    drawn(page)
    page.locator("#mx-table tr[data-pk] td:last-child").first.click()
    expect(page.locator("#how")).to_be_visible()


def test_the_matrix_has_no_serious_fault(visit: Visit, look: Look) -> None:
    page, watch = opened(visit)
    assert look(page, reach=drawn) == []
    page.reload()
    assert look(page, reach=working_opened) == []
    assert watch.left_the_machine == []
    assert watch.errors == []


@pytest.mark.parametrize("value", [0, 3.5, 38])
def test_a_dragged_slider_puts_every_bubble_where_the_server_puts_it(visit: Visit, value: float) -> None:
    page, watch = opened(visit)
    found = page.evaluate(DRAG, value)
    assert len(found["bubbles"]) > 30
    for pk, (y, kind) in found["bubbles"].items():
        assert y == pytest.approx(found["expected"][pk], abs=0.06)
        assert kind == found["said"]["accounts"][pk][1]
    # Let go: the server's picture takes the place of what was drawn, and nothing is kept.
    page.locator("#mx-weights input[type=range]").first.dispatch_event("change")
    expect(page.get_by_text("Weights being tried")).to_be_visible()
    for kind, count in found["said"]["counts"].items():
        if count:
            expect(page.locator(f"[data-count={kind}]")).to_have_text(str(count))
    assert "w=size" in page.url
    page.locator("#mx-reset").click()
    expect(page.get_by_text("Weights being tried")).to_have_count(0)
    assert watch.errors == []


def test_the_matrix_is_walked_by_keyboard(visit: Visit) -> None:
    page, watch = opened(visit)
    first = page.locator("#mx .bub[tabindex='0']")
    expect(first).to_have_count(1)
    first.focus()
    names = page.locator("#mx-table tr[data-pk]").evaluate_all("rows => rows.map(row => row.dataset.pk)")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.pk") == names[2]
    expect(page.locator(f"#mx-table tr[data-pk='{names[2]}']")).to_have_class(re.compile("on"))
    page.keyboard.press(" ")
    expect(page.locator("#how")).to_contain_text("How this number is made")
    page.keyboard.press("Escape")
    expect(page.locator("#how")).to_be_hidden()
    page.wait_for_function("pk => document.activeElement.dataset.pk === pk", arg=names[2])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/accounts/\d+/$"))
    assert watch.errors == []


def test_an_area_drawn_lists_who_is_inside(visit: Visit) -> None:
    page, watch = opened(visit)
    every = page.locator("#mx-table tr[data-pk]").count()
    page.get_by_role("button", name="Draw an area").click()
    box = page.locator("#mx-box").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 30)
    page.mouse.down()
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 0.45 * box["height"])
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(page.get_by_text("In the area drawn")).to_be_visible()
    listed = page.locator("#mx-table tr[data-pk]").count()
    assert 0 < listed < every
    expect(page.locator("#mx .bub:not(.off)")).to_have_count(listed)
    assert watch.errors == []


def test_strong_may_stand_on_the_left(visit: Visit) -> None:
    page, watch = opened(visit)
    page.get_by_label("Strong side left").check()
    expect(page.locator(".mx-svg")).to_contain_text("←")
    assert "left=1" in page.url
    page.reload()
    expect(page.get_by_label("Strong side left")).to_be_checked()
    assert watch.errors == []


def test_a_lasso_takes_the_accounts_that_it_goes_around_and_hands_them_over(visit: Visit) -> None:
    page, watch = opened(visit)
    page.get_by_role("button", name="Draw an area").click()
    expect(page.get_by_text("hold Shift for a rectangle")).to_be_visible()
    mark = page.locator("#mx .bub.k").first
    wanted, circle = mark.get_attribute("data-pk"), mark.locator("circle.c").bounding_box()
    assert circle is not None
    x, y = circle["x"] + circle["width"] / 2, circle["y"] + circle["height"] / 2
    # A horseshoe, open downwards: a rectangle around it would take everybody between its legs too.
    line = [(-9, 9), (-9, -12), (9, -12), (9, 9), (6, 9), (6, -2), (-6, -2), (-6, 9)]
    page.mouse.move(x + line[0][0], y + line[0][1])
    page.mouse.down()
    for right, down in line[1:]:
        page.mouse.move(x + right, y + down, steps=6)
    page.mouse.up()
    expect(page.get_by_text("In the area drawn")).to_be_visible()
    expect(page.locator(f"#mx-table tr[data-pk='{wanted}']")).to_have_count(0)
    page.get_by_text("In the area drawn").click()
    expect(page.locator("#mx-table tr[data-pk]")).to_have_count(40)
    page.get_by_role("button", name="Draw an area").click()
    page.mouse.move(x - 8, y - 8)
    page.mouse.down()
    for right, down in [(8, -8), (8, 8), (-8, 8)]:
        page.mouse.move(x + right, y + down, steps=6)
    page.mouse.up()
    expect(page.locator("#mx-table tr[data-pk]")).not_to_have_count(40)
    listed = [row.get_attribute("data-pk") for row in page.locator("#mx-table tr[data-pk]").all()]
    assert wanted in listed
    page.get_by_role("link", name="Decide these in the selection").click()
    expect(page.locator("#ranking")).to_contain_text("chosen in the account matrix")
    assert {row.get_attribute("data-row") for row in page.locator("#ranking tr[data-row]").all()} == set(listed)
    page.get_by_role("link", name="All candidates").click()
    expect(page.locator("#ranking tr[data-row]")).to_have_count(40)
    assert watch.errors == []


def test_accounts_are_chosen_by_numbers_without_a_mouse(visit: Visit) -> None:
    page, watch = opened(visit)
    page.get_by_text("By numbers").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("much")
    page.keyboard.press("Enter")
    expect(page.locator("#attr-fault")).to_have_text("Attractiveness: “much” is not a number.")
    expect(page.locator("[name=attr_from]")).to_have_value("much")
    page.keyboard.press("Control+a")
    page.keyboard.type("6")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1.1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Relative strength from 1.1")).to_be_visible()
    expect(page.locator("#attr-fault")).to_have_count(0)
    values = [row.locator("td.n").all_inner_texts()[:2] for row in page.locator("#mx-table tr[data-pk]").all()]
    assert values
    assert all(float(attractiveness) >= 6 and float(strength) >= 1.1 for attractiveness, strength in values)
    page.keyboard.press("Escape")
    expect(page.locator(".mx-by summary")).to_be_focused()
    page.get_by_role("link", name="All 40").click()
    expect(page.locator("[name=attr_from]")).to_have_value("")
    assert watch.errors == []
