"""The workbook of scores: real numbers, texts that stay texts, keys in the second row, nothing that is a formula."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from openkam.core.i18n import LANGUAGES
from openkam.publish.score_sheet import EVIDENCE_KEY, SCORES_KEY, SheetAccount, SheetCriterion, build_score_sheet

CRITERIA = (
    SheetCriterion("solvency", "Solvency", "1: none. 5: some. 10: all.", 60.0, 3.0),
    SheetCriterion("own", "=HYPERLINK(1)", "", None),
)
ACCOUNTS = (
    SheetAccount("007", "+Plus & Co", {"solvency": Decimal("7.25"), "own": "n/a"}, {"solvency": "@home"}),
    SheetAccount("-1", "Empty \x00 name", {}, {}),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_and_evidence_stand_under_their_keys(tmp_path: Path, language: str) -> None:
    path = build_score_sheet(
        tmp_path / "out.xlsx", language=language, title="FY21", criteria=CRITERIA, accounts=ACCOUNTS
    )
    scores, scales, evidence = (
        sheet.to_python() for sheet in map(CalamineWorkbook.from_path(path).get_sheet_by_index, range(3))
    )
    assert scores[1] == [SCORES_KEY, "", "solvency", "own"]
    assert scores[2] == ["007", "+Plus & Co", 7.25, "n/a"]
    assert scores[3][:2] == ["-1", "Empty  name"]
    assert evidence[1][0] == EVIDENCE_KEY
    assert evidence[2][2] == "@home"
    assert scales[1] == ["Solvency", 60, 3, "1: none. 5: some. 10: all."]
    assert scales[2][:3] == ["=HYPERLINK(1)", "", ""]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    path = build_score_sheet(tmp_path / "out.xlsx", language="en", title="=1", criteria=CRITERIA, accounts=ACCOUNTS)
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet for sheet in sheets)
