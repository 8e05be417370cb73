"""The quality of a plan in Chromium: from a step to its place by keyboard, weights, the insight map's lines, axe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Axe, Make, Visit

pytestmark = pytest.mark.browser

MAKE_PLANS = """
import json
from django.utils import timezone
from openkam.web.accounts.models import Account
from openkam.web.plans.actions.rows import add_row, change_plan, plan_of
from openkam.web.plans.models import Insight
def account(code, nasty=""):
    made = Account.objects.create(code=code, name=f"Quality {code}")
    change_plan(plan=plan_of(made), values={"summary": "Grow in the south."}, based_on=1)
    def insight(kind, text, serves=None):
        values = {"kind": kind, "text": (text + nasty)[:500], "serves": serves}
        return add_row(Insight, account=made, values=values)
    goal = insight("goal", "Twelve stores")
    insight("goal", "Alone")
    insight("pressure", "Rents rise")
    initiative = insight("initiative", "Open four stores", goal)
    insight("obstacle", "No capital", initiative)
    return made.pk
nasty = " <script>alert(1)</script> \\u0645\\u0631\\u062d\\u0628\\u0627 \\U0001f6b2 " + "W" * 400
print(json.dumps({name: account(f"QUAL-{name}", nasty if name == "axe" else "") for name in ("plain", "empty", "axe")}))
"""


@pytest.fixture(scope="module")
def plans(make: Make) -> dict[str, str]:
    """The pages of a few plans, of which one has nasty texts."""
    return {name: f"/accounts/{pk}/plan/" for name, pk in make(MAKE_PLANS).items()}


def test_a_step_leads_to_its_place_by_keyboard_and_the_score_grows(plans: dict[str, str], visit: Visit) -> None:
    page, watch = visit(plans["plain"])
    before = int(page.locator(".pq-scores .completeness .pq-n").inner_text().split("/")[0])
    step = page.locator(".pq-next a", has_text="need")
    step.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/rows/needs/add/")
    page.locator(".pl-form [name=text]").fill("Delivery within 48 hours")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{plans['plain']}*")
    # A need of which nobody knows who said so is a begin, and the next step says what it lacks.
    page.locator(".pq-next", has_text="Say of every need who at the customer said so").wait_for()
    page.goto(page.url.split("#")[0] + "text/business/")
    page.locator("#pl-business textarea").fill("It sells bicycles.")
    page.locator("#pl-business").get_by_role("button", name="Save").click()
    page.wait_for_url("**#pl-business")
    after = int(page.locator(".pq-scores .completeness .pq-n").inner_text().split("/")[0])
    assert after == before + 5
    assert watch.errors == []


def test_a_weight_that_is_changed_changes_the_score(plans: dict[str, str], visit: Visit) -> None:
    page, watch = visit(plans["empty"])
    number = page.locator(".pq-scores .completeness .pq-n")
    before = number.inner_text()
    page.get_by_role("link", name="Weights").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Summary")
    field.fill("100")
    page.keyboard.press("Enter")
    page.get_by_text("Every plan is scored with these weights.").wait_for()
    page.goto(page.url.replace("/settings/health/", plans["empty"]))
    assert number.inner_text() != before
    page.get_by_text("How the two scores are made").click()
    row = page.locator(".pq-sum tr", has_text="Summary")
    # 100 of the 195 that the parts of completeness weigh now.
    assert row.locator("td").all_inner_texts()[:2] == ["100\N{NO-BREAK SPACE}%", "100"]
    assert row.locator("td").nth(2).inner_text().startswith("51.3")
    page.get_by_role("link", name="Weights").click()
    page.get_by_role("button", name="Back to the usual weights").click()
    page.get_by_text("Every part weighs the usual again.").wait_for()
    page.goto(page.url.replace("/settings/health/", plans["empty"]))
    assert number.inner_text() == before
    assert watch.errors == []


def test_lines_join_the_insights_and_a_card_shows_its_chain(plans: dict[str, str], visit: Visit) -> None:
    page, watch = visit(plans["empty"])
    page.locator(".im-lines path").first.wait_for(state="attached")
    expect(page.locator(".im-lines path")).to_have_count(2)
    page.locator(".pl-kind.obstacle .pl-tools a").focus()
    page.locator(".pl-map.im-on").wait_for()
    on = page.locator("li.on .pl-card-t").all_inner_texts()
    assert on == ["Twelve stores", "Open four stores", "No capital"]
    expect(page.locator(".im-lines path.on")).to_have_count(2)
    # Drawn anew for another width, the chain is still marked.
    before = page.locator(".im-lines path").first.get_attribute("d")
    page.set_viewport_size({"width": 1300, "height": 900})
    page.wait_for_function(
        "before => document.querySelector('.im-lines path').getAttribute('d') !== before", arg=before
    )
    expect(page.locator(".im-lines path.on")).to_have_count(2)
    page.locator(".pl-kind.goal .pl-card", has_text="Alone").hover()
    page.wait_for_function("() => !document.querySelector('.pl-map.im-on')")
    # No line runs through a card that it does not join.
    through = page.evaluate(
        """() => [...document.querySelectorAll('.im-lines path')].flatMap((path) => {
            const frame = document.querySelector('.pl-map').getBoundingClientRect();
            const ends = [path.dataset.from, path.dataset.to];
            const boxes = [...document.querySelectorAll('li[data-insight]')]
                .filter((one) => !ends.includes(one.dataset.insight))
                .map((one) => one.querySelector('.pl-card').getBoundingClientRect());
            const matrix = path.getScreenCTM();
            return [...Array(201).keys()].map((at) => path.getPointAtLength(path.getTotalLength() * at / 200))
                .map((point) => point.matrixTransform(matrix))
                .filter((point) => boxes.some((box) => point.x > box.left + 1 && point.x < box.right - 1
                    && point.y > box.top + 1 && point.y < box.bottom - 1));
        }).length"""
    )
    assert through == 0
    page.get_by_text("The same as a table").click()
    row = page.locator(".im-table tr", has_text="No capital")
    assert row.locator("td").all_inner_texts()[:3] == ["obstacle", "assumed", "Open four stores"]
    page.locator(".pl-kind.initiative .pl-tools a").click()
    page.locator(".pl-kind.initiative .pl-form").wait_for()
    page.wait_for_function("() => !document.querySelector('.im-lines path')")
    assert watch.errors == []


def test_in_one_column_the_words_stand_in_for_the_lines(plans: dict[str, str], visit: Visit) -> None:
    page, watch = visit(plans["empty"], width=390)
    assert page.locator(".im-lines").count() == 0
    assert page.locator(".pl-kind.obstacle .im-said").is_visible()
    assert watch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(
    plans: dict[str, str], visit: Visit, axe: Axe, width: int, scheme: Literal["light", "dark"]
) -> None:
    for path in (plans["axe"], "/settings/health/", "/"):
        page, _watch = visit(path, width=width, scheme=scheme)
        for closed in page.locator("details.pq-sum, details.im-table").all():
            closed.locator("summary").click()
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
