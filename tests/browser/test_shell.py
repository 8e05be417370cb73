"""The frame around every page, in Chromium: sign-in, keys, languages, themes; nothing leaves the machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import Look, Rest, Site, Visit

pytestmark = pytest.mark.browser

NASTY = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"
PAGES = (
    "/",
    "/search?q=bike",
    "/accounts/",
    "/accounts/families/",
    "/accounts/{account}/",
    "/accounts/{account}/edit/",
    "/accounts/{account}/team/",
    "/accounts/{account}/family/",
    "/accounts/{account}/history/",
    "/accounts/{nasty}/history/",
    "/accounts/{endless}/team/",
    "/portfolio/",
    "/import/",
    "/settings/books/",
    "/settings/users/",
    "/settings/users/{mei}/",
    "/settings/me/",
    "/user/2fa/",
    "/user/password/change/",
    "/jobs/{running}/",
    "/jobs/{failed}/",
    "/jobs/{cancelled}/",
)
DOORS = ("/user/login/", "/user/password/reset/", "/first/{link}/", "/first/long-gone/", "/user/password/reset/done/")
# Text that people see and hear, without what people typed: the cells of tables, names, addresses, keys, charts.
WORDS = """() => {
  const data = "tbody, tspan, kbd, code, script, style, .name, .tree, .chart, .me, .brand, [lang]:not(html), " +
    "option, dd, textarea, .hit span, .hit small, span.sub.tn, input[readonly]";
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.parentElement.closest(data)) found.push(node.data);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    if (one.closest(data)) continue;
    for (const name of ["aria-label", "title", "placeholder"]) found.push(one.getAttribute(name) ?? "");
  }
  return [document.title, ...found].map((text) => text.trim()).filter((text) => text);
}"""


def test_the_first_sign_in_works_once(site: Site, visit: Visit) -> None:
    page, _watch = visit("/user/login/", state=None)
    answer = page.goto(site.first_link)
    assert answer is not None
    assert answer.status == 410
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_no_page_has_anything_serious(visit: Visit, site: Site, look: Look, corners: dict[str, object]) -> None:
    page, watch = visit("/")
    wrong = []
    for pattern in PAGES:
        path = pattern.format(**corners)
        answer = page.goto(site.address + path)
        assert answer is not None
        assert answer.status == 200, path
        wrong += look(page)
    assert wrong == []
    assert watch.errors == []
    assert watch.left_the_machine == []


def test_no_door_has_anything_serious(visit: Visit, site: Site, look: Look, corners: dict[str, object]) -> None:
    page, watch = visit("/user/login/", state=None)
    wrong = []
    for pattern in (*DOORS, "/nowhere/"):
        path = pattern.format(**corners)
        page.goto(site.address + path)
        wrong += look(page)
    assert wrong == []
    assert watch.left_the_machine == []
    # That a page is gone or used up is what was asked for here.
    assert [error for error in watch.errors if "410" not in error and "404" not in error] == []


def test_a_page_that_is_not_there_says_so(visit: Visit, look: Look) -> None:
    page, watch = visit("/accounts/99999999/")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    assert look(page) == []
    assert watch.left_the_machine == []


def test_hostile_names_stay_text(visit: Visit, corners: dict[str, object]) -> None:
    page, watch = visit(f"/accounts/{corners['nasty']}/")
    expect(page.get_by_role("heading", name=NASTY)).to_be_visible()
    assert "alert(1)" not in page.locator("script").all_inner_texts()
    assert watch.errors == []


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_everything_is_found_by_keyboard(visit: Visit, key: str) -> None:
    page, watch = visit("/settings/me/")
    page.keyboard.press("Tab")
    before = page.evaluate("document.activeElement.outerHTML")
    with page.expect_response(lambda answer: "/search" in answer.url):
        page.keyboard.press(key)
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    page.wait_for_function("before => document.activeElement.outerHTML === before", arg=before)
    with page.expect_response(lambda answer: "/search" in answer.url):
        page.keyboard.press(key)
    with page.expect_response(lambda answer: "q=bicycle" in answer.url):
        page.keyboard.type("bicycle")
    expect(page.locator("#hits .hit").nth(2)).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#hits .hit[aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    wanted = str(chosen.get_attribute("href"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(wanted)))
    assert watch.errors == []


def test_keys_go_to_places_and_the_list_of_keys_closes(visit: Visit) -> None:
    page, _watch = visit("/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/accounts/")


def test_focus_is_seen_wherever_it_goes(visit: Visit) -> None:
    page, _watch = visit("/accounts/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    seen = []
    for _press in range(24):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "(() => { const on = document.activeElement, style = getComputedStyle(on);"
                "return [on.tagName, style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
            )
        )
    assert [one for one in seen if one[0] != "BODY" and (one[1] == "none" or one[2] < 2)] == []
    assert len({one[0] for one in seen}) > 1


def test_the_menu_of_a_phone_opens_and_closes(visit: Visit) -> None:
    page, _watch = visit("/", width=390)
    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Portfolio", exact=True).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).not_to_be_visible()
    expect(menu).to_be_focused()


ALLOWED = re.compile(
    r"OpenKAM|Adventure ?Works|Ada Lovelace|Mei Lin|\S+@\S+|English|USD|FY\d+|invoices\.csv|PowerPoint|Excel|"
    r"https?://\S+|CSV|TSV|XLSX|XLSM|XLS|ODS|Parquet|HHI|Ctrl|Esc|EN|bike|<\w+>|Endless|name|script|alert|E{40,}|"
    r"AutoETS|OpenDocument|Order handling|illustrative sample|authenticator|\.\w+"
)


def english_left(page: Page, names: set[str]) -> list[str]:
    """The words of three letters and more that a reader of Chinese meets beside data."""
    data = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)")
    texts = [data.sub("", text) for text in page.evaluate(WORDS)]
    return [text for text in texts if re.search(r"[A-Za-z]{3,}", ALLOWED.sub("", text))]


def test_no_english_is_left_in_traditional_chinese(
    visit: Visit, site: Site, corners: dict[str, object], rest: Rest
) -> None:
    page, _watch = visit(f"/accounts/{corners['account']}/", locale="zh-TW")
    names = {page.locator("main h1").first.inner_text()}
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    page.goto(site.address)
    # What other tests typed as actions is data, too.
    names |= set(page.locator(".todo-home li a").all_inner_texts())
    names |= {text.split(" · ")[0] for text in page.locator(".todo-home li .lab").all_inner_texts()}
    left = {}
    for pattern in (*(path for path in PAGES if "{nasty}" not in path and "{endless}" not in path), "/nowhere/"):
        page.goto(site.address + pattern.format(**corners))
        rest(page)
        left[pattern] = english_left(page, names)
    stranger, _watch = visit("/user/login/", locale="zh-TW", state=None)
    for pattern in DOORS:
        stranger.goto(site.address + pattern.format(**corners))
        rest(stranger)
        left[pattern] = english_left(stranger, names)
    assert {path: words for path, words in left.items() if words} == {}


def test_language_and_theme_change_at_once_and_stay(visit: Visit) -> None:
    page, _watch = visit("/accounts/")
    side = page.locator("#side")
    side.get_by_role("button", name="繁體中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    side.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    side.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    side.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    page.reload()
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != light
    side.get_by_role("button", name="As the system").click()
    expect(page.locator("html")).not_to_have_class(re.compile("dark"))


def test_one_click_removes_the_sample_and_one_brings_it_back(visit: Visit) -> None:
    page, watch = visit("/")
    page.get_by_role("button", name="Remove the sample data").click()
    again = page.get_by_role("button", name="See it with sample data")
    expect(again).to_be_visible(timeout=60_000)
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/accounts/")
    expect(page.get_by_text("A Bike Store")).to_have_count(0)
    page.go_back()
    again.click()
    page.wait_for_url("**/import/**", timeout=120_000)
    page.locator("#side").get_by_role("link", name="Home").click()
    expect(page.get_by_role("button", name="Remove the sample data")).to_be_visible()
    assert watch.errors == []
    assert watch.left_the_machine == []
