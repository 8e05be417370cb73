"""The grid out to a workbook and back in: what would change is shown first, and a cell changed since is a clash."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from openkam.core.i18n import LANGUAGES
from openkam.ledger import workbook_records
from openkam.publish.score_sheet import SheetAccount, SheetCriterion, build_score_sheet
from openkam.web.cycles.models import Cycle, Score
from openkam.web.cycles.scoring.sheets import column_letters
from openkam.web.cycles.scoring.tests.rounds import typed, url
from openkam.web.cycles.tests.round import new_cycle
from openkam.web.shell.tests.cast import Cast

CRITERIA = [SheetCriterion("solvency", "Solvency"), SheetCriterion("flexibility", "Flexibility")]


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


def sheet(path: Path, *accounts: SheetAccount, criteria: list[SheetCriterion] | None = None) -> bytes:
    made = build_score_sheet(
        path / "in.xlsx", language="en", title="FY21", criteria=criteria or CRITERIA, accounts=accounts
    )
    return made.read_bytes()


def row(code: str, *scores: Decimal | str, evidence: dict[str, str] | None = None) -> SheetAccount:
    keys = [one.key for one in CRITERIA]
    return SheetAccount(code, f"Account {code}", dict(zip(keys, scores, strict=False)), evidence or {})


def upload(cast: Cast, cycle: Cycle, content: bytes, name: str = "scores.xlsx") -> tuple[str, str]:
    """Bob uploads; answers the address of the preview, or nothing, and the page that he then sees."""
    browser = cast.browser(cast.bob)
    answer = browser.post(url("upload", cycle), {"file": SimpleUploadedFile(name, content)})
    if answer.status_code != 302:
        return "", answer.content.decode()
    return answer["Location"], browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_went_out_comes_back_unchanged_in_every_language(cycle: Cycle, cast: Cast, language: str) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7.25", evidence="=Rated\nAA")
    typed(cast, cast.bob, cycle, "A", "flexibility", "n/a")
    browser = cast.browser(cast.bob)
    browser.cookies["django_language"] = language.lower()
    with translation.override(language.lower()):
        content = b"".join(browser.get(url("template", cycle)).streaming_content)  # type: ignore[attr-defined] # it streams
        answer = browser.post(url("upload", cycle), {"file": SimpleUploadedFile("scores.xlsx", content)})
    page = cast.browser(cast.bob).get(answer["Location"]).content.decode()
    assert "scores.xlsx would change 0 cells" in page
    assert "2 cells are as they are already" in page
    assert "cannot be taken" not in page
    assert "Take these scores over" not in page


def test_the_template_has_visible_rows_own_scores_scales_and_no_formula(
    cycle: Cycle, cast: Cast, tmp_path: Path
) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7", evidence="=1+1")
    typed(cast, cast.alice, cycle, "A", "flexibility", "9")
    content = b"".join(cast.browser(cast.bob).get(url("template", cycle)).streaming_content)  # type: ignore[attr-defined] # it streams
    path = tmp_path / "out.xlsx"
    path.write_bytes(content)
    sheets: dict[str, list[tuple[str, ...]]] = {}
    for name, (_line, cells) in workbook_records(path, "out.xlsx"):
        sheets.setdefault(name, []).append(cells)
    assert list(sheets) == ["Scores", "Scale", "Evidence"]
    keys = sheets["Scores"][1]
    assert [line[0] for line in sheets["Scores"][2:]] == ["A"]
    scores = dict(zip(keys, sheets["Scores"][2], strict=True))
    assert (scores["solvency"], scores["flexibility"]) == ("7", "")
    assert dict(zip(keys[1:], sheets["Evidence"][2][1:], strict=True))["solvency"] == "=1+1"
    assert len(sheets["Scale"]) == 23
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheet" in name)


def test_a_preview_shows_now_and_new_and_changes_nothing_until_it_is_confirmed(
    cycle: Cycle, cast: Cast, tmp_path: Path
) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    content = sheet(tmp_path, row("A", "８", "10 分", evidence={"flexibility": "Three plants"}))
    address, page = upload(cast, cycle, content)
    assert "scores.xlsx would change 2 cells" in page
    cells = [re.sub(r"<.*?>", "|", line) for line in re.findall(r"<tr><th scope=\"row\".*?</tr>", page)]
    assert "|7||" in cells[0]
    assert "|8|" in cells[0]
    assert "Scores!C3" in cells[0]
    assert "Scores!D3" in cells[1]
    assert Score.objects.count() == 1
    answer = cast.browser(cast.bob).post(address)
    assert answer["Location"] == url("grid", cycle)
    scores = {score.criterion.key: score for score in Score.objects.all()}
    assert (scores["solvency"].value, scores["solvency"].source, scores["solvency"].version) == (8, "sheet", 2)
    assert (scores["flexibility"].value, scores["flexibility"].evidence) == (10, "Three plants")
    assert cast.browser(cast.bob).get(address).status_code == 404


def test_what_cannot_be_taken_is_said_with_its_place_in_the_file(cycle: Cycle, cast: Cast, tmp_path: Path) -> None:
    content = sheet(tmp_path, row("A", "=1+1", Decimal(11)), row("B", Decimal(3)), row("A", Decimal(4)), row("Z", "7"))
    _address, page = upload(cast, cycle, content)
    for said in (
        "Scores!C3: Alpha Bicycles, Solvency: “=1+1” is a formula",
        "Scores!D3: Alpha Bicycles, Flexibility: “11” is outside the scale",
        "Scores!A4: there is no candidate with the account code “B” among yours",
        "Scores!A5: “A” stands in row 3 already",
        "Scores!A6: there is no candidate with the account code “Z” among yours",
    ):
        assert said in page
    assert "Beta" not in page
    assert "would change 0 cells" in page


def test_blank_cells_missing_rows_and_strange_columns_change_nothing_and_are_said(
    cycle: Cycle, cast: Cast, tmp_path: Path
) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    strange = [SheetCriterion("solvency", "Solvency"), SheetCriterion("horoscope", "Horoscope")]
    account = SheetAccount("A", "Alpha", {"horoscope": Decimal(9)}, {})
    _address, page = upload(cast, cycle, sheet(tmp_path, account, criteria=strange))
    assert "Scores: no criterion has these keys, so their columns are left out: horoscope." in page
    assert "these criteria have no column and stay as they are: Revenue potential" in page
    assert "would change 0 cells" in page
    _address, page = upload(cast, cycle, sheet(tmp_path))
    assert "1 of your candidates have no row and stay as they are: Alpha Bicycles" in page


def test_a_cell_changed_since_the_preview_is_a_clash_and_keeps_its_value(
    cycle: Cycle, cast: Cast, tmp_path: Path
) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    address, _page = upload(cast, cycle, sheet(tmp_path, row("A", Decimal(8), Decimal(2))))
    typed(cast, cast.bob, cycle, "A", "solvency", "5", version=1)
    page = cast.browser(cast.bob).post(address).content.decode()
    assert "1 score taken over from scores.xlsx" in page
    assert "yours is 8; meanwhile it is 5, by Bob" in page
    assert {score.criterion.key: score.value for score in Score.objects.all()} == {"solvency": 5, "flexibility": 2}


def test_a_preview_is_its_makers_alone(cycle: Cycle, cast: Cast, tmp_path: Path) -> None:
    address, _page = upload(cast, cycle, sheet(tmp_path, row("A", Decimal(8))))
    for person in (cast.alice, cast.vera, cast.charlie, cast.adam):
        for method in ("get", "post"):
            assert getattr(cast.browser(person), method)(address).status_code == 404
    other = address.replace("/selection/", "/attractiveness/")
    assert cast.browser(cast.bob).get(other).status_code == 404
    assert cast.browser(cast.bob).get(url("preview", cycle, "0" * 32)).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"account,solvency\nA,7\n", "is not a workbook"),
        (b"%PDF-1.4 not a table", "a PDF document"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(cycle: Cycle, cast: Cast, content: bytes, said: str) -> None:
    address, page = upload(cast, cycle, content, "strange.xlsx")
    assert address == ""
    assert "strange.xlsx" in page
    assert said in page


def test_a_workbook_that_is_not_the_template_says_what_to_do(cycle: Cycle, cast: Cast, tmp_path: Path) -> None:
    content = sheet(tmp_path, row("A", Decimal(8)))
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(broken, "w") as copy:
        for name in archive.namelist():
            text = archive.read(name)
            copy.writestr(name, text.replace(b">scores<", b">x<").replace(b">evidence<", b">y<"))
    _address, page = upload(cast, cycle, broken.getvalue())
    assert "has no row with the keys of the criteria" in page
    assert "Download the template" in page


def test_no_file_at_all_is_said(cycle: Cycle, cast: Cast) -> None:
    answer = cast.browser(cast.bob).post(url("upload", cycle))
    assert answer.status_code == 422
    assert "No file arrived" in answer.content.decode()


@pytest.mark.parametrize("name", ["vera", "charlie", "adam"])
def test_who_does_not_score_uploads_nothing(cycle: Cycle, cast: Cast, name: str) -> None:
    assert cast.browser(cast.people[name]).get(url("upload", cycle)).status_code == 404


def test_columns_are_called_as_sheets_call_them() -> None:
    assert [column_letters(at) for at in (0, 5, 25, 26, 51, 52, 701, 702)] == [
        "A", "F", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
