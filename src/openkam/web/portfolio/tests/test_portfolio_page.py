"""The sample company's figures on the page, as examples/adventureworks/README.md states them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openkam.web.portfolio import actions
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast


def text_of(page: str) -> str:
    """What a reader sees of a page, in one line."""
    without_tags = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", without_tags).replace("\N{NO-BREAK SPACE}", " ")


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return text_of(answer.content.decode())


def test_the_years_of_the_sample_are_on_the_page(sample: Path, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    page = read(alice, "/portfolio/")
    assert "Revenue is up 27.5 % on the same 11 months, and margin has gone below zero" in page
    assert "16,429 27,980 33,140" in page
    assert "131 1,212 −343" in page
    assert "489 of 634 accounts" in page or "489 of 632 accounts" in page
    assert "202 accounts earn" in page
    assert "the other 287 lose" in page
    assert "The total is not above zero, so the axis is money" in page
    assert "FY20 holds 11 months" in page


@pytest.mark.parametrize(
    ("period", "revenue", "direct", "margin"),
    [
        ("FY18", "16,429,042.60", "−16,297,680.23", "131,362.37"),
        ("FY19", "27,979,779.53", "−26,768,231.54", "1,211,547.99"),
        ("FY20", "33,139,748.07", "−33,483,163.86", "−343,415.79"),
        ("all", "77,548,570.20", "−76,549,075.63", "999,494.57"),
    ],
)
def test_every_sum_is_exact_to_the_cent(
    sample: Path, cast: Cast, period: str, revenue: str, direct: str, margin: str
) -> None:
    made = read(cast.browser(cast.alice), f"/portfolio/w/{period}/all/margin")
    assert f"Revenue {revenue}" in made
    assert f"− Direct costs {direct}" in made
    assert f"= USD {margin}" in made


def test_the_quadrant_of_all_years_splits_at_the_median_and_the_mean(sample: Path, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    page = read(alice, "/portfolio/?period=all")
    for box in ("High sales, high profit · 131", "High sales, low profit · 185", "Low sales, high profit · 185"):
        assert box in page
    assert "The largest 127 accounts, 20 % of 632, bring 67.4 % of revenue" in page
    assert "HHI 46.1 of 10,000" in page
    assert "308 earning" in page
    assert "324 losing" in page
    by_mean = read(alice, "/portfolio/?period=all&cut=mean")
    for box in ("High sales, high profit · 90", "High sales, low profit · 116", "Low sales, high profit · 52"):
        assert box in by_mean


def test_whale_parts_and_boxes_filter_the_list(sample: Path, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    assert "287 of" in read(alice, "/portfolio/?part=losing")
    assert "185 of" in read(alice, "/portfolio/?period=all&box=high_low")


def test_sorting_pages_and_search(sample: Path, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    first = alice.get("/portfolio/?sort=net&dir=asc").context["page"]
    assert first.rows[0].cells[3].text.startswith("−")
    assert (first.count, first.pages, len(first.rows)) == (489, 5, 100)
    last = alice.get("/portfolio/?page=99").context["page"]
    assert (last.number, last.first, last.last) == (5, 401, 489)
    names = [row.label for row in alice.get("/portfolio/?sort=name").context["page"].rows]
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize("view", ["parents", "territories", "segments"])
def test_every_view_adds_up_to_the_same_total(sample: Path, cast: Cast, view: str) -> None:
    page = cast.browser(cast.alice).get(f"/portfolio/?view={view}").context["page"]
    assert page.total.cells[0].text == "33,139,748"
    assert page.total.cells[1].text == "+27.5"


def test_what_an_address_says_wrong_is_taken_as_not_said(sample: Path, cast: Cast) -> None:
    odd = "/portfolio/?period=FY99&sort=drop&dir=up&page=-3&view=x&box=1&cut=2&status=3&part=4&territory=nowhere"
    assert "No account fits this filter." in read(cast.browser(cast.alice), odd)


@pytest.mark.parametrize("figure", ["whale", "quadrant", "concentration"])
def test_every_picture_has_its_data_and_its_table(sample: Path, cast: Cast, figure: str) -> None:
    alice = cast.browser(cast.alice)
    drawn = alice.get(f"/portfolio/figures/{figure}.json")
    assert drawn.status_code == 200
    assert drawn.json()["series"]
    assert "<table" in alice.get(f"/portfolio/figures/{figure}/").content.decode()


def test_cost_to_serve_is_charged_and_shown_before_and_after(sample: Path, cast: Cast) -> None:
    actions.load_sample_pool()
    alice = cast.browser(cast.alice)
    page = read(alice, "/portfolio/")
    assert "net income has gone below zero" in page
    assert "131 1,212 −343" in page
    made = read(alice, "/portfolio/w/FY20/all/indirect")
    assert "orders × 85.00" in made
    actions.remove_sample_pools()
    assert "margin has gone below zero" in read(alice, "/portfolio/")


def test_the_page_asks_the_database_a_fixed_number_of_questions(sample: Path, cast: Cast) -> None:
    """Not one for each account: session, person, state of the books, running jobs and badges; a member's teams."""
    alice, bob = cast.browser(cast.alice), cast.browser(cast.bob)
    for browser, most in ((alice, 8), (bob, 9)):
        browser.get("/portfolio/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get("/portfolio/?sort=net&page=2")
        assert len(asked) <= most, [query["sql"][:120] for query in asked]


def test_a_process_that_starts_finds_the_figures_on_disk(sample: Path, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    alice.get("/portfolio/")
    forget_everything()
    for stored in (sample / "cache" / "frames").glob("*.npz"):
        assert stored.stat().st_size > 1000
    assert "27.5 %" in read(alice, "/portfolio/")


def test_a_stored_frame_that_is_broken_is_made_anew(sample: Path, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    alice.get("/portfolio/")
    for stored in (sample / "cache" / "frames").glob("*.npz"):
        stored.write_bytes(b"half of it")
    forget_everything()
    assert "27.5 %" in read(alice, "/portfolio/")
