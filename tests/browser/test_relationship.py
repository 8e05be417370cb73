"""The relationship of an account in Chromium: the switch, what-if by keyboard, names that bite, on any screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Axe, Make, Visit

pytestmark = pytest.mark.browser

OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"
MAKE = """
import json
from datetime import timedelta
from django.utils import timezone
from openkam.web.accounts.models import Account
from openkam.web.people.actions import contacts, stage, talk, team
account = Account.objects.create(code="REL", name="Relation <i>& Söhne</i>")
today = timezone.localdate()
places = [("Sales", "managers", True), ("Board", "board", False), ("R&D", "directors", False), ("品質", "clerks", 0)]
colleagues = [({"name": f"Our {name}", "function": name, "level": level}, main) for name, level, main in places]
ours = [team.add_member(account=account, colleague=each, is_main=main) for each, main in colleagues]
theirs = [contacts.add_contact(account=account, person={"name": f"Their {name} <script>alert(1)</script>"},
    values={"function": name, "level": level, "is_main": main}) for name, level, main in places]
talk.record(account=account, author=None, members=[ours[0]], contacts=[theirs[0]],
    values={"on": today - timedelta(days=5), "what": "Talked"})
stage.set_target(account=account, stage="partnership", on=today + timedelta(days=300), author=None)
print(json.dumps({"account": account.pk, "buyer": theirs[0].pk}))
"""


@pytest.fixture(scope="module")
def made(make: Make) -> dict[str, int]:
    """An account whose two mains meet, and whose target is two stages further."""
    return dict(make(MAKE))


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [(1440, "light", "en-GB"), (1440, "dark", "zh-TW"), (390, "light", "zh-CN"), (360, "dark", "en-GB")],
)
def test_the_page_holds_on_any_screen(
    visit: Visit, axe: Axe, made: dict[str, int], width: int, scheme: Literal["light", "dark"], locale: str
) -> None:
    page, watch = visit(f"/accounts/{made['account']}/relationship/", width=width, scheme=scheme, locale=locale)
    assert axe(page) == []
    assert not page.evaluate(OVERFLOWS)
    assert watch.errors == []
    assert watch.left_the_machine == []


def test_the_switch_draws_the_target_and_can_be_linked(visit: Visit, axe: Axe, made: dict[str, int]) -> None:
    page, watch = visit(f"/accounts/{made['account']}/relationship/")
    now, target = page.locator("[data-picture-of=now]"), page.locator("[data-picture-of=target]")
    expect(now).to_be_visible()
    expect(target).to_be_hidden()
    page.locator("[data-show=target]").press("Enter")
    expect(target).to_be_visible()
    expect(now).to_be_hidden()
    assert page.url.endswith("?show=target")
    assert axe(page) == []
    page.reload()
    expect(target).to_be_visible()
    assert watch.errors == []


def test_the_picture_moves_and_comes_to_rest_as_the_server_drew_it(visit: Visit, made: dict[str, int]) -> None:
    page, _watch = visit(f"/accounts/{made['account']}/relationship/")
    page.emulate_media(reduced_motion="no-preference")
    disc = page.locator(f"[data-picture-of=target] .wide a[data-id=c{made['buyer']}]")
    page.evaluate(
        """id => {
            window.moves = new Set();
            const disc = document.querySelector(`[data-picture-of=target] .wide a[data-id=${id}]`);
            const seen = () => window.moves.add(disc.getAttribute("transform"));
            new MutationObserver(seen).observe(disc, {attributes: true});
        }""",
        f"c{made['buyer']}",
    )
    page.locator("[data-show=target]").click()
    expect(disc).to_be_visible()
    page.wait_for_timeout(800)
    assert page.evaluate("window.moves.has(null)")
    assert page.evaluate("window.moves.size") > 2
    assert disc.get_attribute("transform") is None


def test_nothing_moves_for_who_wants_it_still(visit: Visit, made: dict[str, int]) -> None:
    page, _watch = visit(f"/accounts/{made['account']}/relationship/")
    page.locator("[data-show=target]").click()
    disc = page.locator(f"[data-picture-of=target] .wide a[data-id=c{made['buyer']}]")
    assert disc.get_attribute("transform") is None


def test_what_if_by_keyboard_from_person_to_person(visit: Visit, axe: Axe, made: dict[str, int]) -> None:
    page, watch = visit(f"/accounts/{made['account']}/relationship/")
    people = page.locator("[data-picture-of=now] .wide a[data-id]")
    assert people.evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1
    people.first.focus()
    page.keyboard.press("ArrowRight")
    moved = page.evaluate("document.activeElement.dataset.id")
    assert moved != people.first.get_attribute("data-id")
    page.locator(f"[data-picture-of=now] .wide a[data-id=c{made['buyer']}]").focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="Their Sales")
    expect(card).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.wait_for_function("id => document.activeElement.dataset.id === id", arg=f"c{made['buyer']}")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heading = page.locator("#leaving-t")
    expect(heading).to_contain_text("Without Their Sales")
    expect(page.locator("#what-if")).to_be_focused()
    page.get_by_role("button", name="Today").click()
    expect(page.locator("[data-picture-of=today]")).to_be_visible()
    assert axe(page) == []
    assert watch.errors == []


def test_what_if_by_the_list_alone(visit: Visit, made: dict[str, int]) -> None:
    page, _watch = visit(f"/accounts/{made['account']}/relationship/", width=390)
    page.get_by_label("What if this person left?").select_option(f"c{made['buyer']}")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(page.locator("#leaving-t")).to_contain_text("Without Their Sales")
    assert not page.evaluate(OVERFLOWS)


def test_a_stranger_answers_the_six_questions(visit: Visit, axe: Axe, made: dict[str, int]) -> None:
    inside, _watch = visit(f"/accounts/{made['account']}/relationship/")
    inside.get_by_text("Ask the customer by a link").click()
    inside.get_by_label("Name of the person").fill("Mei Lin")
    inside.get_by_role("button", name="Make a link").click()
    shown = inside.get_by_label("Survey link").input_value()
    page, watch = visit(shown[shown.index("/s/") :], width=390, state=None)
    assert axe(page) == []
    assert not page.evaluate(OVERFLOWS)
    first = page.locator("fieldset").first.get_by_role("radio")
    first.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.locator("button[lang=zh-Hant]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator("input[name=breadth][value='2']")).to_be_checked()
    page.locator("button[lang=en]").click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert watch.errors == []
    assert watch.left_the_machine == []
