"""The yearly round as a new head of key accounts walks it, by the pages alone: from an empty cycle to ten key accounts.

Candidates by a filter, weights, scores from the books and from a block of a spreadsheet, ten decisions with their
reason, and the slides. What a person does with mouse and keys is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

if TYPE_CHECKING:
    from conftest import Hand, Visit

pytestmark = pytest.mark.browser

CYCLE = "2600"
"""Later than what other tests name their cycles, and no word of any language."""
CANDIDATES, CHOSEN = 30, 10
WEIGHTS = (30, 25, 20, 15, 10)
"""Of the first five criteria; the others are given none."""
FROM_THE_BOOKS = (0, 1)
"""The weighted criteria that the books propose a score for: revenue and profit potential."""
REASON = "The board agreed on its place."
MOST_CLICKS, MOST_KEYS = 28, 45


def score(code: str, criterion: int) -> int:
    """What the person thinks of an account, by rule: 1 to 10, different for each criterion."""
    return 1 + (7 * int(code) + 3 * criterion) % 10


def go_to_step(hand: Hand, name: str) -> None:
    hand.click(hand.page.locator(".rail a:not(.rail-next)", has_text=name))


def open_empty_cycle(hand: Hand) -> None:
    page = hand.page
    hand.click(page.locator("#side").get_by_role("link", name="Planning cycles"))
    hand.click(page.get_by_label("Name"))
    hand.press("Control+a")
    hand.type(CYCLE)
    page.get_by_label("Begin with").select_option("")
    hand.clicks += 2
    hand.click(page.get_by_role("button", name="Open a new cycle"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("choose the candidates first")


def add_candidates(hand: Hand) -> dict[str, str]:
    """The largest accounts by revenue; answers code by name, as the page lists them."""
    page = hand.page
    hand.click(page.locator(".state-card").get_by_role("link", name="Choose the candidates"))
    hand.click(page.get_by_label("Only the largest"))
    hand.type(str(CANDIDATES))
    hand.click(page.get_by_role("button", name=f"Add {CANDIDATES} accounts"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{CANDIDATES} candidates")
    rows = page.locator("table tbody tr", has=page.locator("td.tick"))
    expect(rows).to_have_count(CANDIDATES)
    cells = "rows => rows.map(row => ['th', 'th ~ td'].map(cell => row.querySelector(cell).innerText.trim()))"
    return dict(rows.evaluate_all(cells))


def weigh(hand: Hand) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="Next: weigh the criteria"))
    ticks = page.locator("[name=criterion]")
    every = ticks.count()
    for at in range(len(WEIGHTS)):
        hand.click(ticks.nth(at))
    hand.click(page.get_by_role("button", name="Keep the ticked ones"))
    fields = page.locator("[name^='criteria.'][name$='.weight']")
    expect(page.locator("tr[data-row]:visible")).to_have_count(len(WEIGHTS) + 1)
    hand.click(fields.first)
    for weight in WEIGHTS:
        hand.type(str(weight))
        hand.press("Enter")
    hand.click(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text(f"{len(WEIGHTS)} criteria were saved.")).to_be_visible()
    values = fields.evaluate_all("all => all.map(one => one.value)")
    assert values[:every] == [str(weight) for weight in WEIGHTS] + ["0"] * (every - len(WEIGHTS))


def give_scores(hand: Hand, codes: Mapping[str, str]) -> dict[str, float]:
    """Accept what the books say, paste the rest; answers the weighted total of each account by the grid's scores."""
    page = hand.page
    hand.click(page.get_by_role("link", name="Next: start scoring"))
    hand.click(page.get_by_role("button", name="Start scoring"))
    hand.click(page.get_by_role("link", name="Next: score the candidates"))
    hand.click(page.get_by_role("button", name=re.compile(r"Accept all \d+ proposals")))
    expect(page.locator(".sg td.gh")).to_have_count(0)
    rows = page.locator(".sg tbody tr")
    names = rows.locator("th a:first-child").all_inner_texts()
    assert rows.locator("th small").all_inner_texts() == [codes[name.strip()] for name in names]
    own = [criterion for criterion in range(len(WEIGHTS)) if criterion not in FROM_THE_BOOKS]
    block = "\r\n".join("\t".join(str(score(codes[name.strip()], criterion)) for criterion in own) for name in names)
    hand.click(rows.first.locator("td").nth(2 + own[0]))
    hand.paste(block)
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "they cover 100 % of the weight".replace(" %", "\N{NO-BREAK SPACE}%")
    )
    expect(page.locator("[data-score-status]")).to_contain_text("Saved")
    cells = "rows => rows.map(row => [...row.querySelectorAll('td')].slice(2).map(cell => Number(cell.innerText)))"
    given = rows.evaluate_all(cells)
    return {
        name.strip(): sum(weight * value for weight, value in zip(WEIGHTS, scores, strict=False)) / sum(WEIGHTS)
        for name, scores in zip(names, given, strict=True)
    }


def decide(hand: Hand) -> list[str]:
    """The first ten in, with a reason, the rest out at once; answers the names of the ten."""
    page = hand.page
    go_to_step(hand, "Selection")
    expect(page.locator(".rail-next")).to_have_text("Next: decide who is in")
    rows = page.locator("#ranking tr[data-row]")
    expect(rows).to_have_count(CANDIDATES)
    expect(page.locator("#decided")).to_contain_text(f"{CANDIDATES} ranked accounts have no score at a gate")
    expect(rows.first).to_contain_text("No score at the gate")
    first = [name.strip() for name in rows.locator("th > a:first-child").all_inner_texts()[:CHOSEN]]
    rows.first.focus()
    hand.keys += 1
    for number in range(CHOSEN):
        hand.press("i")
        expect(page.locator("#working textarea")).to_be_focused()
        hand.type(f" {REASON}")
        hand.press("Enter")
        expect(page.locator("#working")).to_be_hidden()
        expect(page.locator("#decided h2")).to_have_text(f"{number + 1} of {CHOSEN} in")
    hand.click(page.get_by_role("link", name=f"Decide {CANDIDATES - CHOSEN} at once"))
    hand.click(page.get_by_role("button", name="Decide them"))
    hand.click(page.get_by_role("button", name="Close the decisions"))
    expect(page.locator(".chip.state")).to_have_text("decided")
    return first


@dataclass(frozen=True)
class Told:
    """What a deck says: the sentences of its slides, and the rows of its tables."""

    texts: list[str]
    rows: list[list[str]]


def slides_of(path: Path) -> Told:
    shapes = [shape for slide in Presentation(str(path)).slides for shape in slide.shapes]
    tables = [shape.table for shape in shapes if shape.has_table]
    return Told(
        [shape.text_frame.text for shape in shapes if shape.has_text_frame],
        [[cell.text for cell in row.cells] for table in tables for row in table.rows],
    )


def test_from_an_empty_cycle_to_ten_key_accounts_and_their_slides(visit: Visit, hold: Callable[[Page], Hand]) -> None:
    page, watch = visit("/")
    hand = hold(page)
    open_empty_cycle(hand)
    codes = add_candidates(hand)
    assert len(codes) == CANDIDATES
    weigh(hand)
    totals = give_scores(hand, codes)
    chosen = decide(hand)
    assert len(set(chosen)) == CHOSEN
    best_outside = max(total for name, total in totals.items() if name not in chosen)
    assert min(totals[name] for name in chosen) >= best_outside

    hand.click(page.locator("summary", has_text="Export"))
    with page.expect_download(timeout=60_000) as coming:
        hand.click(page.get_by_role("link", name="Slides (PowerPoint)"))
    told = slides_of(Path(coming.value.path()))
    assert f"{CHOSEN} of {CANDIDATES} candidates are in, 0 watched, {CANDIDATES - CHOSEN} out" in told.texts
    decided = [row[0] for row in told.rows if row[1] == "in"]
    assert set(decided) == set(chosen), "accounts with equal totals may stand in another order"
    assert all(re.match(rf"{re.escape(REASON)} Rank \d+ with ", row[2]) for row in told.rows if row[1] == "in")
    assert hand.clicks <= MOST_CLICKS
    assert hand.keys <= MOST_KEYS
    assert watch.errors == []
    assert watch.left_the_machine == []
