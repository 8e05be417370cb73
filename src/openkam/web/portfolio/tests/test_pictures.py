"""What the pictures measure and lead to, how soon a change shows, and what a large portfolio transfers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openkam.web.accounts.models import Account
from openkam.web.portfolio import actions, exports, preparing
from openkam.web.portfolio.models import CostPool
from openkam.web.portfolio.tests import books
from openkam.web.portfolio.tests.test_portfolio_page import read
from openkam.web.shell import registry
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.models import Job
from openkam.web.shell.tests.cast import Cast


def many(folder: Path, accounts: int) -> None:
    """So many accounts of growing size; every third one loses, the last one loses most."""
    lines = ["account,date,document,revenue,cost"]
    for number in range(1, accounts + 1):
        cost = number * (1.2 if number % 3 == 0 else 0.9)
        lines.append(f"C{number:05d},2020-03-{1 + number % 28:02d},D{number},{number},{cost:.2f}")
    lines.append("LARGEST,2020-03-01,D0,9000000,9500000")
    books.load_lines(folder, "\n".join(lines))
    books.accounts_of_books(folder)
    books.work_out()


def test_illustrative_pools_change_the_table_and_not_who_earns(sample: Path, cast: Cast) -> None:
    """The figures of examples/adventureworks/README.md hold on the page with the sample's pools, too."""
    actions.load_sample_pool()
    alice = cast.browser(cast.alice)
    page = read(alice, "/portfolio/")
    assert "202 accounts earn 1.06M" in page
    assert "the other 287 lose 1.40M" in page
    assert "171 accounts with high sales and low profit bring 65 % of revenue and lose 1.36M" in page
    assert "After cost-to-serve" in page
    charged = read(alice, "/portfolio/?measure=net")
    assert "202 accounts earn" not in charged
    assert "Before cost-to-serve" in charged
    assert "287 of" in read(alice, "/portfolio/?part=losing")
    assert "361 of" in read(alice, "/portfolio/?part=losing&measure=net")


def test_a_pool_that_somebody_made_changes_who_earns(sample: Path, cast: Cast) -> None:
    pool = actions.load_sample_pool()
    actions.save_pool(pool=pool, values={"name": "Orders"})
    assert not CostPool.objects.get().is_sample
    assert "202 accounts earn" not in read(cast.browser(cast.alice), "/portfolio/")


def test_the_deck_measures_as_the_page_does(sample: Path, cast: Cast, tmp_path: Path) -> None:
    from pptx import Presentation

    actions.load_sample_pool()
    answer = cast.browser(cast.alice).get("/portfolio/deck.pptx")
    path = tmp_path / "deck.pptx"
    path.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined] # a file is streamed
    slides = [" ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
              for slide in Presentation(str(path)).slides]  # fmt: skip
    said = "\n".join(slides)
    assert "202 accounts earn 1.06M" in said
    assert "171 accounts with high sales and low profit" in said
    assert "The 12 largest of 489 accounts bring" in said
    assert "The 12 accounts that lose most lose" in said


def test_every_picture_names_its_points_and_parts(sample: Path, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    whale = alice.get("/portfolio/figures/whale.json").json()
    named = {datum[0]: datum[3] for series in whale["series"][:2] for datum in series["data"] if datum[0] > 0}
    assert {1, 202, 489} <= set(named)
    assert set(named.values()) <= set(Account.objects.values_list("code", flat=True))
    assert len(set(named.values())) == len(named)
    assert [area["key"] for area in whale["openkam"]["areas"]] == ["earning", "losing"]
    quadrant = alice.get("/portfolio/figures/quadrant.json").json()
    assert {area["key"] for area in quadrant["openkam"]["areas"]} == {"high_high", "high_low", "low_high", "low_low"}


def test_a_crowd_is_thinned_and_nobody_at_the_edge_is_lost(small: Path, cast: Cast) -> None:
    many(small, 4000)
    alice = cast.browser(cast.alice)
    answer = alice.get("/portfolio/figures/quadrant.json", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 60_000
    drawn = alice.get("/portfolio/figures/quadrant.json").json()
    points = [datum for series in drawn["series"] for datum in series["data"] if isinstance(datum, list)]
    assert len(points) < 4001
    assert "LARGEST" in {datum[5] for datum in points}
    stood_for = sum(1 + int(datum[4].rpartition(" and ")[2].removesuffix(" more").replace(",", ""))
                    if datum[4].endswith(" more") else 1 for datum in points)  # fmt: skip
    assert stood_for == 4001


@pytest.mark.parametrize("kind", ["deck", "workbook"])
def test_a_large_file_is_made_by_a_job_and_then_comes_down(small: Path, cast: Cast, kind: str) -> None:
    many(small, exports.DIRECT_ROWS + 1)
    alice, bob = cast.browser(cast.alice), cast.browser(cast.bob)
    suffix = {"deck": "pptx", "workbook": "xlsx"}[kind]
    answer = alice.get(f"/portfolio/{kind}.{suffix}")
    job = Job.objects.get(kind="export")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert job.state == Job.State.DONE
    ready = alice.get(job.url)
    assert b"".join(ready.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined] # a file is streamed
    assert bob.get(job.url).status_code == 404


def test_what_people_type_shows_at_once_and_asks_the_ledger_nothing(sample: Path, cast: Cast) -> None:
    alice: Client = cast.browser(cast.alice)
    alice.get("/portfolio/")
    jobs = Job.objects.filter(kind=preparing.KIND).count()
    actions.load_sample_pool()
    assert "Net income" in read(alice, "/portfolio/")
    forget_everything()
    actions.remove_sample_pools()
    assert "margin has gone below zero" in read(alice, "/portfolio/")
    assert Job.objects.filter(kind=preparing.KIND).count() == jobs


def test_a_load_is_followed_by_its_figures(small: Path, cast: Cast) -> None:
    books.load_lines(small, "account,date,revenue,cost\nA,2020-01-31,10.00,4.00\nB,2020-02-29,5.00,6.00\n")
    books.accounts_of_books(small)
    registry.books_changed(cast.alice)
    assert Job.objects.get(kind=preparing.KIND).state == Job.State.DONE
    with CaptureQueriesContext(connection) as asked:
        assert "15" in read(cast.browser(cast.alice), "/portfolio/")
    assert not [query for query in asked if "INSERT INTO" in query["sql"] and "shell_job" in query["sql"]]
