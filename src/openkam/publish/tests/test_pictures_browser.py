"""Laid-out pictures in a real Chromium under the strictest policy: their colours, their names, the keyboard."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from openkam.publish import theme
from openkam.publish.pictures import picture
from openkam.publish.scene.svg import stylesheet, svg
from openkam.publish.tests.structural import SAMPLES, nasty
from openkam.publish.tests.test_browser import CHROMIUM, FLAGS, Strict

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("pictures")
    rules = [
        f"{selector}{{{''.join(f'--{name}:{value};' for name, value in tokens.items())}}}"
        for selector, tokens in ((":root", theme.LIGHT), ("html.dark", theme.DARK))
    ]
    (folder / "scene.css").write_text("".join(rules) + stylesheet(), encoding="utf-8")
    _write(folder)
    with _served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": 1100, "height": 900})
        opened.said = said = []  # type: ignore[attr-defined] # kept for the tests
        opened.on("console", lambda message: said.append(message.text))
        opened.on("dialog", lambda dialog: said.append("dialog"))
        opened.goto(address)
        yield opened
        browser.close()


def _write(folder: Path) -> None:
    drawn = "".join(
        f'<div class="scene-box">{svg(picture(block, wide=wide))}</div>'
        for make in SAMPLES.values()
        for block, wide in ((make(), 960), (nasty(make()), 340))
    )
    head = '<meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="/scene.css">'
    text = f'<!doctype html><html lang="en">{head}<title>Pictures</title>{drawn}'
    (folder / "index.html").write_text(text, encoding="utf-8")


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address of a folder on a free port, under the strict policy."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()


def test_nothing_breaks_the_policy_and_no_name_becomes_a_script(page: Page) -> None:
    assert page.said == []  # type: ignore[attr-defined] # set by the fixture
    assert page.locator("script").count() == 0
    assert page.locator("svg.scene").count() == 2 * len(SAMPLES)


def test_every_painted_shape_has_a_colour_of_the_theme_in_light_and_dark(page: Page) -> None:
    script = """() => [...new Set([...document.querySelectorAll('svg.scene [class]')].flatMap(e => {
        const style = getComputedStyle(e);
        return [...e.classList].map(name => name + ' ' + (name.startsWith('s-') ? style.stroke : style.fill));
    }))]"""
    for tokens, dark in ((theme.LIGHT, False), (theme.DARK, True)):
        page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", dark)
        found = dict(line.split(" ", 1) for line in page.evaluate(script))
        assert len(found) > 20
        for name, colour in found.items():
            red, green, blue = (int(tokens[name[2:]][at : at + 2], 16) for at in (1, 3, 5))
            assert colour == f"rgb({red}, {green}, {blue})", name


def test_marks_are_reached_by_keyboard_and_have_names(page: Page) -> None:
    page.evaluate("document.querySelector('svg.scene [tabindex]').focus()")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused
    assert page.locator("svg.scene [tabindex]:not([aria-label])").count() == 0


def test_pictures_never_make_the_page_scroll_sideways(page: Page) -> None:
    for wide in (390, 1100):
        page.set_viewport_size({"width": wide, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_drawn_text_is_not_wider_than_the_layout_thought(page: Page) -> None:
    """Letters stay inside the picture in the browser's own measure, too."""
    script = """() => [...document.querySelectorAll('svg.scene')].flatMap(svg => {
        const box = svg.viewBox.baseVal;
        return [...svg.querySelectorAll('text')].map(t => [t.getBBox(), t.textContent, t.hasAttribute('transform')])
            .filter(([b, , turned]) => !turned && (b.x < box.x - 3 || b.x + b.width > box.width + 3)).map(r => r[1]);
    })"""
    assert page.evaluate(script) == []
