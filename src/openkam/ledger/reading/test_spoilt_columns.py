"""Amounts of which many cells are spoilt, and the epoch of old workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from openkam.ledger.reading import find_problems, is_total, preview, read_account_list
from openkam.ledger.reading.sources import identify
from openkam.ledger.reading.workbook import read_sheets, sheet_records
from openkam.ledger.types import Role

OLD_WORKBOOK = Path(__file__).parent / "testdata" / "agate_excel__test_ambiguous_date.xls"


def invoices(path: Path, *, spoilt_of_ten: int) -> Path:
    rows = (
        f"C{n % 7},2024-03-{n % 28 + 1:02d},2,5.00,{'see note' if n % 10 < spoilt_of_ten else '10.00'}\n"
        for n in range(200)
    )
    path.write_text("customer code,invoice date,quantity,unit price,net amount\n" + "".join(rows))
    return path


@pytest.mark.parametrize("spoilt_of_ten", [1, 4, 7, 9])
def test_a_spoilt_amount_keeps_its_role_and_shows_its_problems(tmp_path: Path, spoilt_of_ten: int) -> None:
    seen = preview(invoices(tmp_path / "spoilt.csv", spoilt_of_ten=spoilt_of_ten))

    assert seen.mapping.columns[Role.REVENUE] == "net amount"
    problems = find_problems(seen.path, seen.mapping, limit=1000)
    assert len(problems) == 20 * spoilt_of_ten
    assert {problem.column for problem in problems} == {"net amount"}


def test_how_much_is_spoilt_is_said(tmp_path: Path) -> None:
    seen = preview(invoices(tmp_path / "spoilt.csv", spoilt_of_ten=4))

    assert "40\N{NO-BREAK SPACE}% of the values looked at in net amount are no numbers" in " ".join(seen.remarks)
    assert "60\N{NO-BREAK SPACE}%" in next(guess.reason for guess in seen.columns if guess.role is Role.REVENUE)


def test_a_column_of_names_called_sales_is_no_amount(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(
        "customer code,invoice date,quantity,unit price,sales\n" + "C1,2024-03-01,2,5.00,Ms Lin\n" * 20,
        encoding="utf-8",
    )

    assert Role.REVENUE not in preview(path).mapping.columns


def test_total_rows_of_a_list_are_no_accounts(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "account code,account name,parent account\nC1,Alpha,\nC2,Beta,C1\nC3,Gamma,C1\nC4,Delta,\nTotal:,4,\n小計,,\n",
        encoding="utf-8",
    )

    assert [entry.code for entry in read_account_list(path)] == ["C1", "C2", "C3", "C4"]


@pytest.mark.parametrize(("cell", "is_one"), [("Total", True), ("總計：", True), ("Summe:", True), ("Totalis", False)])
def test_words_of_totals(cell: str, is_one: bool) -> None:
    assert is_total(cell) is is_one


def test_the_epoch_of_an_old_workbook_is_read_from_its_records(tmp_path: Path) -> None:
    """Record 0x22 stands at byte 760 and says 1900; the copy says 1904. So day 1 is 1900-01-01 or 1904-01-02."""
    content = bytearray(OLD_WORKBOOK.read_bytes())
    assert content[760:766] == b"\x22\x00\x02\x00\x00\x00"
    content[764] = 1
    later = tmp_path / "later.xls"
    later.write_bytes(bytes(content))

    assert not preview(OLD_WORKBOOK).format.date_1904
    assert preview(later).format.date_1904
    days = []
    for path in (OLD_WORKBOOK, later):
        source = identify(path)
        (sheet, *_others) = read_sheets(source).visible
        cells = [cell for _line, row in sheet_records(source, sheet) for cell in row]
        days.append(next(date.fromisoformat(cell[:10]) for cell in cells if cell[:2] == "19"))
    assert (days[1] - days[0]).days == 1461
