"""The charts in a real Chromium under the strictest policy: drawn, switched to dark, walked and clicked."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from openkam.core.blocks import Figure
from openkam.publish import theme
from openkam.publish.echarts import option
from openkam.publish.tests import sample

ROOT = Path(__file__).resolve().parents[4]
DIST = ROOT / "src" / "openkam" / "web" / "static" / "dist"
STYLES = ROOT / "frontend" / "charts" / "charts.css"
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHROMIUM = os.environ.get("OPENKAM_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not (DIST / "charts.js").exists(), reason="the front end is not built: npm run build"),
]


class Strict(http.server.SimpleHTTPRequestHandler):
    """Serves files under the policy of the application."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


def figures() -> list[Figure]:
    """All kinds, one with more points than SVG should draw, and one whose largest values stand at the left."""
    kinds = [block for block in sample.report() if isinstance(block, Figure)]
    crowd = sample.quadrant().series[0]
    many = crowd.model_copy(update={"points": crowd.points * 8})
    quadrant = sample.quadrant()
    mirrored = {"id": "mirrored", "x": quadrant.x.model_copy(update={"reversed": True})}
    crowded = quadrant.model_copy(update={"id": "crowd", "series": (many,)})
    return [*kinds, crowded, quadrant.model_copy(update=mirrored)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("charts")
    shutil.copy(DIST / "charts.js", folder)
    shutil.copy(STYLES, folder)
    rules = [
        f"{selector}{{{''.join(f'--{name}:{value};' for name, value in tokens.items())}}}"
        for selector, tokens in ((":root", theme.LIGHT), ("html.dark", theme.DARK))
    ]
    (folder / "tokens.css").write_text("".join(rules), encoding="utf-8")
    charts = ""
    for figure in figures():
        made = json.dumps(option(figure, language="en"))
        if figure.id == "months":
            charts += f'<script type="application/json" id="months">{made}</script>'
        else:
            (folder / f"{figure.id}.json").write_text(made, encoding="utf-8")
        source = "#months" if figure.id == "months" else f"/{figure.id}.json"
        charts += f'<div class="chart" data-figure="{figure.id}" data-src="{source}"></div>'
    styles = "".join(f'<link rel="stylesheet" href="/{name}.css">' for name in ("tokens", "charts"))
    links = '<link rel="icon" href="data:,">' + styles
    (folder / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8">{links}<script defer src="/charts.js"></script>{charts}',
        encoding="utf-8",
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 700, "height": 2600})
    complaints: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(address)
    # Not wait_for_function: the policy forbids the eval that it needs.
    expect(opened.locator(".chart:not([data-drawn])")).to_have_count(0, timeout=20_000)
    opened.evaluate("window.chosen = []; addEventListener('figure:select', (event) => chosen.push(event.detail))")
    yield opened
    assert complaints == []
    assert all(url.startswith((address, "data:")) for url in asked)
    opened.close()


def middle(page: Page, name: str, across: float, down: float) -> tuple[float, float]:
    box = page.locator(f"[data-figure={name}]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * across, box["y"] + box["height"] * down


def test_every_kind_is_drawn_and_named(page: Page) -> None:
    drawn = page.evaluate(
        "[...document.querySelectorAll('.chart')].map((c) => [c.dataset.figure, c.getAttribute('aria-label')])"
    )
    assert drawn == [[figure.id, figure.title] for figure in figures()]
    assert page.locator("[data-figure=crowd] canvas").count() == 1
    assert page.locator("[data-figure=whale] svg").count() == 1
    assert "peak +1.055M after 202" in page.locator("[data-figure=whale]").inner_text()


def test_dark_is_drawn_at_once(page: Page) -> None:
    def colours() -> set[str]:
        found = page.evaluate(
            "[...document.querySelectorAll('[data-figure=whale] path')].map((p) => p.getAttribute('stroke'))"
        )
        return {colour for colour in found if colour and colour != "none"}

    light = colours()
    assert theme.LIGHT["neg"] in light
    page.evaluate("document.documentElement.className = 'dark'")
    page.wait_for_timeout(200)
    assert theme.DARK["neg"] in colours()
    assert not colours() & {theme.LIGHT["neg"], theme.LIGHT["pos"]}


def test_a_click_on_a_bar_selects_its_period(page: Page) -> None:
    page.mouse.click(*middle(page, "five-years", 0.55, 0.5))
    (bar,) = page.evaluate("chosen")
    assert (bar["figure"], bar["id"], bar["series"]) == ("five-years", "FY20", "revenue")


def test_a_click_on_the_curve_selects_an_account_and_beside_it_a_part(page: Page) -> None:
    for down in range(8, 60, 4):
        page.mouse.click(*middle(page, "whale", 0.75, down / 100))
    chosen = page.evaluate("chosen")
    accounts = {one["id"] for one in chosen if "id" in one}
    assert accounts
    assert accounts <= {row[0] for row in sample.fy20()}
    assert {one["area"] for one in chosen if "area" in one} == {"losing"}
    page.mouse.click(*middle(page, "whale", 0.3, 0.6))
    assert page.evaluate("chosen.at(-1).area") == "earning"


def test_a_click_on_empty_ground_of_the_quadrant_selects_its_box(page: Page) -> None:
    page.mouse.click(*middle(page, "quadrant", 0.2, 0.8))
    page.mouse.click(*middle(page, "quadrant", 0.2, 0.25))
    assert page.evaluate("chosen.map((one) => one.area)") == ["low_low", "low_high"]


def test_the_keyboard_walks_points_from_left_to_right(page: Page) -> None:
    page.locator("[data-figure=quadrant]").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    by_sales = sorted(sample.fy20(), key=lambda row: row[2])
    (chosen,) = page.evaluate("chosen")
    assert chosen == {"figure": "quadrant", "id": by_sales[1][0], "label": by_sales[1][1]}


def test_on_a_reversed_axis_the_keyboard_still_walks_from_left_to_right(page: Page) -> None:
    page.locator("[data-figure=mirrored]").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    by_sales = sorted(sample.fy20(), key=lambda row: -row[2])
    (chosen,) = page.evaluate("chosen")
    assert chosen == {"figure": "mirrored", "id": by_sales[1][0], "label": by_sales[1][1]}


def test_a_narrow_page_is_drawn_again(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 2600})
    page.wait_for_timeout(300)
    width = page.evaluate("document.querySelector('[data-figure=whale] svg').getBoundingClientRect().width")
    assert width <= 360


def test_a_missing_figure_says_so_and_the_rest_is_drawn(browser: Browser, address: str) -> None:
    opened = browser.new_page()
    opened.route("**/whale.json", lambda route: route.fulfill(status=500))
    opened.goto(address)
    opened.wait_for_selector(".chart[data-failed]", state="attached")
    assert opened.locator("[data-figure=whale][data-failed]").count() == 1
    opened.wait_for_selector("[data-figure=five-years][data-drawn]")
    opened.close()
