"""The grid of scores in Chromium: it works like a spreadsheet, loses nothing, and is walked by keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import Look, Make, Visit

CYCLES_AT_A_TIME = 6
YEARS = itertools.count()
"""Cycles are named by years: other tests read every page for words in another language."""
pytestmark = pytest.mark.browser

MAKE_CYCLE = """
import json, sys
from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates, set_raters
from openkam.web.cycles.actions.cycles import move_to, open_cycle
from openkam.web.cycles.models import Candidate
from openkam.web.shell.models import User
ada = User.objects.get(email=sys.argv[1])
made = []
for name in sys.argv[2:]:
    cycle = open_cycle(author=ada, name=name)
    add_candidates(cycle=cycle, accounts=Account.objects.filter(is_sample=True).order_by("name")[:12], author=ada)
    set_raters(cycle=cycle, users=[ada])
    move_to(cycle=cycle, state="scoring")
    first = Candidate.objects.filter(cycle=cycle).order_by("name", "code").first()
    made.append({"grid": f"/cycles/{cycle.pk}/scores/selection/", "first": first.pk})
print(json.dumps(made))
"""
ACTIVE = """(() => {
    const td = document.activeElement.closest("td");
    return td && [td.parentNode.sectionRowIndex, td.cellIndex - 3];
})()"""


@pytest.fixture(scope="module")
def grids(make: Make) -> Iterator[dict[str, object]]:
    """Cycles of twelve resellers that Ada is to score, several made at a time: a process takes seconds to start."""
    return (grid for _batch in itertools.count() for grid in make_cycles(make))


@pytest.fixture
def grid(grids: Iterator[dict[str, object]]) -> dict[str, object]:
    """A cycle of twelve resellers that Ada is to score, one for each test."""
    return next(grids)


def make_cycles(make: Make) -> list[dict[str, object]]:
    return list(make(MAKE_CYCLE, "ada@example.com", *(2100 + next(YEARS) for _cycle in range(CYCLES_AT_A_TIME))))


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(".sg tbody tr").nth(row).locator("td").nth(column + 2)


def start(page: Page, row: int = 0, column: int = 2) -> None:
    """Click a cell whose criterion the books say nothing of."""
    cell(page, row, column).click()
    assert page.evaluate(ACTIVE) == [row, column]


def saved(page: Page) -> None:
    expect(page.locator("[data-score-status]")).to_contain_text("Saved")


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
                cancelable: true}));
        }""",
        text,
    )


def test_scores_are_typed_by_keyboard_alone_and_stay(visit: Visit, grid: dict[str, object]) -> None:
    page, watch = visit(str(grid["grid"]))
    start(page)
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert page.evaluate(ACTIVE) == [1, 2]
    page.keyboard.type("8,5")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(ACTIVE) == [1, 3]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    page.keyboard.type("n/a")
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIVE) == [0, 4]
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    saved(page)
    expect(page.locator("h1")).to_contain_text("3 of 264 scores are given")
    page.reload(wait_until="networkidle")
    for row, column, text in ((0, 2, "7"), (1, 2, "8.5"), (0, 3, "n/a"), (0, 4, "")):
        expect(cell(page, row, column)).to_have_text(text)
    assert watch.errors == []


def test_a_pasted_block_is_taken_cell_by_cell(visit: Visit, grid: dict[str, object]) -> None:
    page, watch = visit(str(grid["grid"]))
    start(page)
    paste(page, "７\t7,5\r\nN/A\t=1+1\r\n10 分\t11\r\n")
    expect(page.locator("[data-score-said]")).to_contain_text("“=1+1” is a formula")
    expect(page.locator("[data-score-said]")).to_contain_text("“11” is outside the scale")
    for row, column, text in ((0, 2, "7"), (0, 3, "7.5"), (1, 2, "n/a"), (1, 3, "=1+1"), (2, 2, "10"), (2, 3, "11")):
        expect(cell(page, row, column)).to_have_text(text)
    page.get_by_text("“11” is outside the scale").click()
    assert page.evaluate(ACTIVE) == [2, 3]
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-score-said]")).not_to_contain_text("“11”")
    expect(page.locator("[data-score-status]")).to_have_text("Not saved: 1")
    page.reload(wait_until="networkidle")
    expect(cell(page, 2, 3)).to_have_text("1")
    expect(cell(page, 1, 3)).to_have_text("")
    assert watch.errors == []


def test_fill_down_undo_redo_and_emptying(visit: Visit, grid: dict[str, object]) -> None:
    page, watch = visit(str(grid["grid"]))
    start(page)
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    for _row in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")

    def column() -> list[str]:
        return [cell(page, row, 2).inner_text() for row in range(5)]

    saved(page)
    assert column() == ["6", "6", "6", "6", ""]
    page.keyboard.press("Control+z")
    assert column() == ["6", "", "", "", ""]
    page.keyboard.press("Control+z")
    assert column() == ["", "", "", "", ""]
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    assert column() == ["6", "6", "6", "6", ""]
    start(page, 1)
    page.keyboard.press("Delete")
    expect(page.locator("h1")).to_contain_text("3 of 264")
    page.reload(wait_until="networkidle")
    assert column() == ["6", "", "6", "6", ""]
    assert watch.errors == []


def test_two_windows_on_one_grid_lose_nothing_and_a_clash_shows_both_values(
    visit: Visit, grid: dict[str, object]
) -> None:
    first, _watch = visit(str(grid["grid"]))
    second, _watch = visit(str(grid["grid"]))
    for page, row, text in ((first, 0, "8"), (second, 1, "4")):
        start(page, row)
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        saved(page)
    start(second)
    second.keyboard.type("3")
    second.keyboard.press("Enter")
    told = second.locator("[data-score-said]")
    expect(told).to_contain_text("yours is 3; meanwhile it is 8, by Ada Lovelace")
    told.get_by_role("button", name="Keep 3").click()
    saved(second)
    first.reload(wait_until="networkidle")
    expect(cell(first, 0, 2)).to_have_text("3")
    expect(cell(first, 1, 2)).to_have_text("4")


def test_what_cannot_be_sent_is_kept_and_sent_again(visit: Visit, grid: dict[str, object]) -> None:
    page, _watch = visit(str(grid["grid"]))
    start(page)
    page.context.set_offline(True)
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-score-status]")).to_contain_text("No connection")
    expect(cell(page, 0, 2)).to_have_text("5")
    page.context.set_offline(False)
    saved(page)
    page.reload(wait_until="networkidle")
    expect(cell(page, 0, 2)).to_have_text("5")


def test_proposals_are_accepted_with_their_evidence_and_undone(visit: Visit, grid: dict[str, object]) -> None:
    page, watch = visit(str(grid["grid"]))
    ghosts = page.locator(".sg td.gh")
    count = ghosts.count()
    assert count > 5
    expect(page.locator("h1")).to_contain_text("0 of 264")
    page.get_by_role("button", name=f"Accept all {count} proposals").click()
    expect(page.locator("h1")).to_contain_text(f"{count} of 264")
    expect(ghosts).to_have_count(0)
    scored = page.locator(".sg tbody td.ev").first
    scored.click()
    expect(page.locator("[data-score-cell] textarea")).not_to_have_value("")
    expect(page.locator("[data-score-cell]")).to_contain_text("from the books, accepted")
    scored.click()
    page.keyboard.press("Control+z")
    expect(page.locator("h1")).to_contain_text("0 of 264")
    assert watch.errors == []


def test_evidence_is_written_beside_the_grid(visit: Visit, grid: dict[str, object]) -> None:
    page, watch = visit(str(grid["grid"]))
    start(page)
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    saved(page)
    page.keyboard.press("e")
    expect(page.locator("[data-score-cell] textarea")).to_be_focused()
    page.keyboard.type("Framework contract signed")
    page.keyboard.press("Escape")
    assert page.evaluate(ACTIVE) == [0, 2]
    expect(page.locator(".sg td.ev")).to_have_count(1)
    page.reload(wait_until="networkidle")
    start(page)
    expect(page.locator("[data-score-cell] textarea")).to_have_value("Framework contract signed")
    assert watch.errors == []


def test_no_page_of_scores_has_a_serious_fault(visit: Visit, look: Look, grid: dict[str, object]) -> None:
    address = str(grid["grid"])
    page, watch = visit(address)
    origin = page.url.removesuffix(address)
    wrong = []
    for path in ("", f"account/{grid['first']}/", "spread/", "upload/"):
        page.goto(origin + address + path)
        wrong += look(page)
    assert wrong == []
    assert watch.left_the_machine == []
    assert watch.errors == []


def test_what_is_pasted_beyond_the_edge_is_said(visit: Visit, grid: dict[str, object]) -> None:
    page, watch = visit(str(grid["grid"]))
    start(page, 10, 20)
    paste(page, "7\t8\t9\n5\t6\n3\t\t4\t2")
    said = page.locator("[data-score-said]")
    expect(said).to_contain_text("cells 4, rows 1, columns 2")
    expect(said).to_contain_text("The first is “9”, in row 1 and column 3 of the block")
    saved(page)
    expect(said).to_contain_text("The first is “9”")
    for row, column, text in ((10, 20, "7"), (10, 21, "8"), (11, 20, "5"), (11, 21, "6")):
        expect(cell(page, row, column)).to_have_text(text)
    said.get_by_role("button", name="Understood").click()
    expect(said).to_be_hidden()
    assert page.evaluate(ACTIVE) == [11, 21]
    assert watch.errors == []
