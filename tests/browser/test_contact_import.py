"""Contacts from a file in Chromium: dropped, checked, loaded and taken back, by keyboard, and looked at by axe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Look, Rest, Visit

pytestmark = pytest.mark.browser

NASTY = "王小明 <script>alert(1)</script>"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Four people: one by a nasty name, one who reports to him, one twice, one with a broken e-mail."""
    path = tmp_path / "people.csv"
    path.write_text(
        "Full Name,Job Title,Email,Reports To\n"
        f"{NASTY},Purchasing Manager,ming-{tmp_path.name}@example.org,\n"
        f"Mei {tmp_path.name},Buyer,mei-{tmp_path.name}@example.org,{NASTY}\n"
        f"Mei {tmp_path.name},,,\n"
        "Otto Berg,Buyer,no address,\n",
        encoding="utf-8",
    )
    return path


def test_contacts_come_in_and_go_again(
    visit: Visit, look: Look, rest: Rest, people: Path, corners: dict[str, object]
) -> None:
    page, watch = visit(f"/accounts/{corners['account']}/people/import/")
    assert look(page) == []
    page.locator("#files").set_input_files(str(people))
    page.wait_for_url(re.compile(r"/contacts/import/\d+/$"))
    rest(page)
    expect(page.get_by_role("heading", name=re.compile("4 rows"))).to_have_text(
        "4 rows = 2 added + 0 changed + 1 unchanged + 1 left out"
    )
    expect(page.get_by_text("proposed from the title")).to_have_count(4)
    assert look(page) == []

    # A proposal is declined by keyboard; the tick stays off while the rest is read again.
    proposed = page.locator("[id='take-3:level']")
    proposed.focus()
    with page.expect_response(re.compile(r"/rows/$")):
        page.keyboard.press("Space")
    rest(page)
    expect(page.locator("[id='take-3:level']")).not_to_be_checked()
    expect(page.locator("[id='take-3:level']")).to_be_focused()

    page.get_by_role("button", name="Load", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "4 rows = 2 added + 0 changed + 1 unchanged + 1 left out", timeout=60_000
    )
    rest(page)
    assert look(page) == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This import was undone", timeout=60_000)
    assert watch.errors == []
    assert watch.left_the_machine == []
