"""One account as a new key account manager begins it, by the pages alone: from a list of contacts to the deck.

The list is imported, the two of us put on the team, four talks written into the log; the relationship is then drawn and
its stage read; it is given a target, the plan five actions, and the slides are fetched. What a person does is counted.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Hand, Visit

pytestmark = pytest.mark.browser

ACCOUNT = "Eastside Department Store"
"""A reseller of the sample with invoices, of whose people the sample tells no story."""
LIST = f"""First Name,Last Name,Title,Account Name,Email,Reports To,Department
Aiko,Tanaka,Purchasing Director,{ACCOUNT},aiko@theirs.example,,Purchasing
Bruno,Costa,Buyer,{ACCOUNT},bruno@theirs.example,Aiko Tanaka,Purchasing
Chloé,Durand,Operations Manager,{ACCOUNT},chloe@theirs.example,,Operations
Deniz,Kaya,Finance Director,{ACCOUNT},deniz@theirs.example,,Finance
Emeka,Obi,Quality Manager,{ACCOUNT},emeka@theirs.example,Chloé Durand,Quality
雅婷,方,Logistics Manager,{ACCOUNT},fang@theirs.example,Chloé Durand,Logistics
"""
OURS = (("Jae Pak", "Sales"), ("Nina Ruiz", "Operations"))
TALKS = (("Jae", "Aiko"), ("Jae", "Bruno"), ("Nina", "Chloé"), ("Jae", "Chloé"))
ACTIONS = (
    "Meet the finance director over the payment terms @jae +3w",
    "Ask quality for last year's complaints @nina +2w",
    "Bring both operations managers together @nina +1m",
    "Agree on a forecast with logistics @jae +6w",
    "Invite the owners to our plant @jae +3m",
)
MOST_CLICKS, MOST_KEYS = 51, 42


def import_the_list(hand: Hand, path: Path) -> None:
    page = hand.page
    hand.click(page.locator(".tabs").get_by_role("link", name="People"))
    hand.click(page.locator(".parts").get_by_role("link", name="Import"))
    page.locator("#files").set_input_files(str(path))
    hand.clicks += 2
    page.wait_for_url(re.compile(r"/contacts/import/\d+/$"))
    expect(page.get_by_role("heading", name=re.compile("6 rows"))).to_contain_text("6 added")
    hand.click(page.get_by_role("button", name="Load", exact=True))
    expect(page.get_by_role("link", name="See the people")).to_be_visible(timeout=60_000)


def name_the_team(hand: Hand) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="Name the key account manager").first)
    for at, (name, function) in enumerate(OURS):
        hand.click(page.get_by_role("link", name=re.compile("Add (the first|a) colleague")).first)
        hand.click(page.get_by_label("Or a new colleague's name"))
        hand.type(name)
        hand.click(page.get_by_label("Business function"))
        hand.type(function)
        page.get_by_label("Level").select_option("managers")
        hand.clicks += 2
        if at == 0:
            hand.click(page.get_by_label("Key account manager"))
        hand.click(page.get_by_role("button", name="Add to the team"))
        expect(page.get_by_role("cell", name=function)).to_be_visible()


def choose(hand: Hand, label: str, name: str) -> None:
    """Begin to type a name in a field of the log's line, and take what it offers."""
    hand.click(hand.page.get_by_label(label, exact=True).first)
    hand.type(name)
    expect(hand.page.locator(".lg-options [data-pk]", has_text=name)).to_be_visible()
    hand.press("Enter")


def write_the_log(hand: Hand) -> None:
    page = hand.page
    hand.click(page.locator(".parts").get_by_role("link", name="Log"))
    for at, (ours, theirs) in enumerate(TALKS):
        if at and TALKS[at - 1][0] != ours:
            hand.click(page.get_by_label("Of ours", exact=True).first)
            hand.press("Backspace")
        if not at or TALKS[at - 1][0] != ours:
            choose(hand, "Of ours", ours)
        choose(hand, "Of theirs", theirs)
        hand.click(page.get_by_label("What was said").first)
        hand.type("Agreed on the next steps")
        hand.press("Enter")
        expect(page.locator(".lg-line")).to_have_count(at + 1)


def set_a_target(hand: Hand) -> None:
    """Name the customer's main contact, see the stage that is then read, and say where it should stand by when."""
    page = hand.page
    hand.click(page.locator(".tabs").get_by_role("link", name="Relationship"))
    page.get_by_label("Name the main contact").select_option(label="Aiko Tanaka")
    hand.clicks += 2
    hand.click(page.get_by_role("button", name="Name the main contact"))
    expect(page.locator(".rl-shape svg, [data-picture-of] svg").first).to_be_visible()
    target = page.locator("#target")
    target.get_by_label("Stage").select_option(label="Mid-KAM")
    hand.clicks += 2
    hand.click(target.get_by_label("Target date"))
    hand.type("12312027")
    hand.click(target.get_by_role("button", name="Set the target"))
    expect(target.get_by_role("heading")).to_contain_text("Target: Mid-KAM by 31 Dec 2027")


def plan_five_actions(hand: Hand) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="Add a principal activity"))
    for at, line in enumerate(ACTIONS):
        hand.click(page.get_by_label("New action"))
        hand.type(line)
        hand.press("Enter")
        expect(page.locator("tbody.todo-a")).to_have_count(at + 1)


def test_from_a_list_of_contacts_to_the_deck(visit: Visit, hold: Callable[[Page], Hand], tmp_path: Path) -> None:
    page, watch = visit("/")
    hand = hold(page)
    path = tmp_path / "people.csv"
    path.write_text(LIST, encoding="utf-8")
    hand.press("/")
    hand.type(ACCOUNT)
    expect(page.get_by_role("option", name=ACCOUNT)).to_be_visible()
    hand.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(ACCOUNT)
    import_the_list(hand, path)
    hand.click(page.get_by_role("link", name="See the people"))
    hand.click(page.locator(".tabs").get_by_role("link", name="Relationship"))
    name_the_team(hand)
    write_the_log(hand)
    set_a_target(hand)
    plan_five_actions(hand)
    hand.click(page.locator(".parts").get_by_role("link", name="Deck"))
    with page.expect_download() as download:
        hand.click(page.get_by_role("link", name="Slides (PowerPoint)"))
    slides = Presentation(str(download.value.path())).slides
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert titles[0] == f"Account plan: {ACCOUNT}"
    assert any(title.startswith("The contacts read as Early KAM") for title in titles)
    assert "Target: Mid-KAM by 31 Dec 2027" in titles
    assert "5 actions are open" in titles
    drawn = next(slide for slide in slides if slide.shapes.title.text_frame.text.startswith("The contacts read as"))
    assert "方雅婷" in drawn.part.blob.decode()
    assert watch.errors == []
    assert watch.left_the_machine == []
    assert (hand.clicks <= MOST_CLICKS, hand.keys <= MOST_KEYS) == (True, True), (hand.clicks, hand.keys)
    print(f"{hand.clicks} clicks, {hand.keys} keys")  # noqa: T201 - shown with -s: what a person does
