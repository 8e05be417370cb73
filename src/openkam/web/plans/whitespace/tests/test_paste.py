"""A block from a spreadsheet: read, judged, looked at, written as a whole, taken back; and files in the same shape."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given, strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped] # the package ships no types

from openkam.core.errors import InvalidInput
from openkam.web.cycles.setup.typed import Refused
from openkam.web.plans.actions.rows import add_row, change_row
from openkam.web.plans.models import Whitespace
from openkam.web.plans.whitespace.block import read
from openkam.web.plans.whitespace.pasting import propose
from openkam.web.plans.whitespace.words import read_number, read_state, state_text
from openkam.web.shell.tests.cast import Cast

BLOCK = "\tBrakes\tChains\nPlant\tours\tContoso\nWorkshop\to\t=1+1\n"


@pytest.mark.parametrize(
    ("text", "state", "rival"),
    [
        ("ours", "ours", None), ("U", "ours", None), ("我方", "ours", None), ("open to win", "open", None),
        ("尚可爭取", "open", None), ("尚可争取", "open", None), ("Ｏ", "open", None), ("In-House", "inhouse", None),
        ("客户自制", "inhouse", None), ("r", "rival", None), ("對手", "rival", None), ("Contoso", "rival", "Contoso"),
        ("rival: Open", "rival", "Open"), ("對手：<b>空</b>", "rival", "<b>空</b>"),
        ("شركة", "rival", "شركة"),
    ],
)  # fmt: skip
def test_states_are_read_in_three_languages_and_any_other_text_is_a_rival(text: str, state: str, rival: str) -> None:
    assert read_state(text) == (state, rival)


@pytest.mark.parametrize("text", ["=SUM(A1)", "+cmd|' /C calc'!A0", "@x", "R" * 201])
def test_formulas_and_endless_names_are_no_states(text: str) -> None:
    with pytest.raises(Refused):
        read_state(text)


@pytest.mark.parametrize(
    ("what", "text", "value"),
    [
        ("spend", "1,200,000", "1200000"), ("spend", "$1,200.50", "1200.50"), ("spend", "NT$ 500", "500"),
        ("spend", "€70", "70"), ("spend", "1200 USD", "1200"), ("potential", "１２００", "1200"),
        ("spend", "1,5", "1.5"), ("share_pct", "37.5%", "37.5"), ("share_pct", "７５％", "75"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_sheets_write_them(what: str, text: str, value: str) -> None:
    assert read_number(what, text) == Decimal(value)


@pytest.mark.parametrize(
    ("what", "text"), [("spend", "-5"), ("spend", "many"), ("spend", "=2"), ("share_pct", "101"), ("spend", "1.234")]
)
def test_what_is_no_number_is_refused(what: str, text: str) -> None:
    with pytest.raises(Refused):
        read_number(what, text)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co"]), min_size=1, max_size=60)


@given(
    NAMES | st.sampled_from(["open", "R", "我", "=1", "-", "rival: x"]), st.sampled_from(["en", "zh-Hant", "zh-Hans"])
)
def test_what_is_written_of_a_rival_is_read_as_that_rival(name: str, language: str) -> None:
    clean = " ".join(name.split())
    if not clean:
        return
    with translation.override(language):
        written = state_text(Whitespace(state="rival", rival=clean))
    assert read_state(written) == ("rival", clean)


def test_separators_are_tabs_or_what_the_first_line_has() -> None:
    wanted = {(2, 2): "ours", (2, 3): "a,b"}
    assert read('\tB\tC\nP\tours\t"a,b"').cells == wanted
    assert read(";B;C\r\nP;ours;a,b\r\n\r\n").cells == wanted
    assert read(',B,C\nP,ours,"a,b"').cells == wanted
    # A quote that is never closed swallows nothing.
    assert read('\tB\nP\t"x\nQ\ty').cells == {(2, 2): '"x', (3, 2): "y"}


@pytest.mark.parametrize("text", ["", "\n\n", "one", "\tB\tC", "\tB" + "\nx\ty" * 101, "\t" + "x" * 1_000_001])
def test_what_is_no_block_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    assert caught.value.remedy


def test_names_that_are_missing_twice_there_or_too_long_are_refused_with_their_place() -> None:
    block = read(f"\tBrakes\t\tBRAKES\nPlant\to\to\to\n\to\t\t\n{'x' * 101}\to\t\t\n")
    made = propose(block, "state", [])
    assert [(one.row, one.column) for one in made.refused] == [(1, 3), (1, 4), (3, 1), (4, 1)]
    assert list(made.told) == [("Plant", "Brakes")]
    assert all(one.reason and one.remedy for one in made.refused)


def paste(browser: Client, cast: Cast, block: str, **more: str) -> Any:
    url = reverse("whitespace-paste", args=[cast.account_a.pk])
    return browser.post(url, {"what": "state", "seen": "", "block": block, **more})


def looked(answer: Any) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.django_db
def test_a_block_is_looked_at_written_and_taken_back(cast: Cast) -> None:
    there = add_row(
        Whitespace, account=cast.account_a,
        values={"buying_centre": "Plant", "offering": "Brakes", "state": "rival", "rival": "Old <i>",
                "spend": Decimal(7)},
    )  # fmt: skip
    bob = cast.browser(cast.bob)
    first = paste(bob, cast, BLOCK.replace("Plant", "plant"))
    page = first.content.decode()
    assert Whitespace.objects.count() == 1
    assert (first.context["proposal"].new, first.context["proposal"].changed) == (2, 1)
    assert "Old &lt;i&gt;" in page
    assert "“=1+1” is a formula and is not worked out." in page
    assert "Write its result." in page
    done = paste(bob, cast, BLOCK.replace("Plant", "plant"), seen=looked(first))
    assert done.status_code == 302
    cells = {str(row): (row.state, row.rival, row.spend) for row in Whitespace.objects.all()}
    assert cells == {
        "Plant · Brakes": ("ours", "", 7), "Plant · Chains": ("rival", "Contoso", None),
        "Workshop · Brakes": ("open", "", None),
    }  # fmt: skip
    grid = bob.get(done.url).content.decode()
    undo = re.search(r'action="([^"]+/undo/)"', grid)
    assert undo is not None
    assert cast.browser(cast.vera).post(undo[1]).status_code == 404
    # Somebody changes one of the cells before the block is taken back: that one stays.
    kept = Whitespace.objects.get(offering="Chains")
    change_row(kept, values={"spend": Decimal(3)}, based_on=kept.version)
    after = bob.post(undo[1], follow=True).content.decode()
    assert "2 cells are as they were before." in after
    assert "1 cell was changed since and stays: Plant · Chains" in after
    there.refresh_from_db()
    assert (there.state, there.rival) == ("rival", "Old <i>")
    assert set(map(str, Whitespace.objects.all())) == {"Plant · Brakes", "Plant · Chains"}
    assert "There is nothing of this block left" in bob.post(undo[1], follow=True).content.decode()
    assert list(there.history.values_list("history_change_reason", flat=True))[1].startswith("paste:")


@pytest.mark.django_db
def test_what_others_have_changed_or_the_person_has_edited_since_is_looked_at_again(cast: Cast) -> None:
    values = {"buying_centre": "Plant", "offering": "Brakes", "spend": Decimal(7)}
    there = add_row(Whitespace, account=cast.account_a, values=values)
    bob = cast.browser(cast.bob)
    seen = looked(paste(bob, cast, BLOCK))
    edited = paste(bob, cast, BLOCK.replace("Contoso", "Fabrikam"), seen=seen)
    assert edited.status_code == 409
    assert "another one than you looked at" in edited.content.decode()
    change_row(there, values={"state": "rival", "rival": "Theirs"}, based_on=there.version)
    meanwhile = paste(bob, cast, BLOCK, seen=seen)
    page = meanwhile.content.decode()
    assert meanwhile.status_code == 409
    assert "<del><bdi>Theirs</bdi></del> → <bdi>ours</bdi>" in page
    assert "Contoso" in page
    assert Whitespace.objects.count() == 1
    assert paste(bob, cast, BLOCK, seen=looked(meanwhile)).status_code == 302
    assert Whitespace.objects.count() == 3


@pytest.mark.django_db
def test_spend_goes_into_cells_and_leaves_their_state(cast: Cast) -> None:
    values = {"buying_centre": "Plant", "offering": "Brakes", "state": "inhouse"}
    add_row(Whitespace, account=cast.account_a, values=values)
    bob = cast.browser(cast.bob)
    block = "\tBrakes\tChains\nPlant\t1,200\t–\nOffice\tlots\t50"
    first = paste(bob, cast, block, what="spend")
    assert (first.context["proposal"].changed, first.context["proposal"].new) == (1, 1)
    assert "“lots” is not a number." in first.content.decode()
    paste(bob, cast, block, what="spend", seen=looked(first))
    assert {(str(row), row.state, str(row.spend)) for row in Whitespace.objects.all()} == {
        ("Plant · Brakes", "inhouse", "1200.00"), ("Office · Chains", "open", "50.00"),
    }  # fmt: skip


@pytest.mark.django_db
def test_what_is_no_block_is_said_and_kept(cast: Cast) -> None:
    answer = paste(cast.browser(cast.bob), cast, "alone")
    assert answer.status_code == 422
    assert "The first column holds the buying centres" in answer.content.decode()
    assert "alone</textarea>" in answer.content.decode()


NASTY = ["<b>Brakes</b>", "=cmd()", "شركة الدراجات", "W" * 100, "🚲", "-1"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_what_is_exported_and_pasted_again_changes_nothing(cast: Cast, language: str) -> None:
    states = [("ours", ""), ("rival", "Open"), ("rival", ""), ("open", ""), ("inhouse", ""), ("rival", "=1+1")]
    for at, name in enumerate(NASTY):
        state, rival = states[at]
        add_row(
            Whitespace, account=cast.account_a,
            values={"buying_centre": name, "offering": NASTY[-1 - at], "state": state, "rival": rival,
                    "spend": Decimal("1234567.5") if at % 2 else None, "share_pct": Decimal(at)},
        )  # fmt: skip
    bob = cast.browser(cast.bob)
    cast.bob.language = language
    cast.bob.save()
    rows = list(Whitespace.objects.all())
    for what in ("state", "spend", "share_pct", "potential"):
        answer = bob.get(reverse("whitespace-csv", args=[cast.account_a.pk]), {"what": what})
        text = answer.content.decode("utf-8-sig")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(StringIO(text)) for cell in row)
        made = propose(read(text), what, rows)
        assert (made.new, made.changed, made.refused) == (0, 0, [])
        assert made.same == {"state": 6, "spend": 3, "share_pct": 6, "potential": 0}[what]
    workbook = b"".join(bob.get(reverse("whitespace-workbook", args=[cast.account_a.pk])))
    sheets = load_workbook(BytesIO(workbook)).worksheets
    for sheet, what in zip(sheets, ("state", "spend", "share_pct", "potential"), strict=False):
        cells = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        head = next(at for at, row in enumerate(cells) if "🚲" in row)
        wide = len([cell for cell in cells[head] if cell])
        table = [row[:wide] for row in cells[head:] if row[0]][: len(NASTY) + 1]
        made = propose(read("\n".join("\t".join(row) for row in table)), what, rows)
        assert (made.new, made.changed, made.refused) == (0, 0, [])


@pytest.mark.django_db
def test_fifty_by_fifty_are_written_and_taken_back_in_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    bob = cast.browser(cast.bob)
    head = "\t".join(["", *(f"o{at}" for at in range(50))])
    block = "\n".join([head, *("\t".join([f"c{at}", *["o"] * 50]) for at in range(50))])
    seen = looked(paste(bob, cast, block))
    with django_assert_max_num_queries(120):
        done = paste(bob, cast, block, seen=seen)
    assert Whitespace.objects.count() == 2500
    token = done.url.partition("pasted=")[2]
    with django_assert_max_num_queries(120):
        bob.post(reverse("whitespace-paste-undo", args=[cast.account_a.pk, token]))
    assert Whitespace.objects.count() == 0
    gone = Whitespace.history.filter(history_type="-")
    assert set(gone.values_list("history_change_reason", "history_user__name")) == {(f"paste undone:{token}", "Bob")}
    assert gone.count() == 2500
