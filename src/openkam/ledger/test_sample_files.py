"""Files that importers meet, loaded as they are guessed: the sums and rows that the note beside them states.

The files lie in reading/testdata; the 5,101 and 566 lines are AdventureWorks, the register is Taiwan's, see there.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from openkam.ledger import Books, load
from openkam.ledger.types import BooksSettings, ColumnMapping, LedgerError, Role

FILES = Path(__file__).resolve().parent / "reading" / "testdata"


@pytest.mark.parametrize(
    ("name", "rows", "total"),
    [
        ("cp1252_semicolon_decimalcomma_dmy_aw_FR_DE.csv", 5101, "6405583.08"),
        ("utf8bom_semicolon_decimalcomma_dmy_aw_FR_DE.csv", 5101, "6405583.08"),
        ("excel_mixed-dates_title-rows_total-row_aw.xlsx", 566, "802363.76"),
        ("excel_1904-epoch_mixed-dates_aw.xlsx", 566, "802363.76"),
    ],
)
def test_lines_load_as_guessed(tmp_path: Path, name: str, rows: int, total: str) -> None:
    report = load(tmp_path, [FILES / name])
    assert (report.source.rows_loaded, report.source.rows_rejected) == (rows, 0)
    assert report.source.sum_loaded == Decimal(total)
    assert Books(tmp_path, BooksSettings(as_of=date(2030, 1, 1))).monthly().lines.sum() == rows


@pytest.mark.parametrize(
    "name",
    ["big5_cp950_twse_listed.csv", "gbk_twse_listed.csv", "utf8bom_twse_listed.csv", "utf16le_bom_tab_twse_listed.txt"],
)
def test_a_register_loads_under_a_mapping_of_its_own(tmp_path: Path, name: str) -> None:
    """The paid-in capital of 1,023 companies by the ROC date on which each was listed or registered."""
    simplified = name.startswith("gbk")
    columns = {
        Role.ACCOUNT: "公司代號",
        Role.ACCOUNT_NAME: "公司名稱",
        Role.DATE: "出表日期",
        Role.REVENUE: "實收資本額",
    }
    if simplified:
        columns = _columns_of(FILES / name)
    mapping = ColumnMapping(columns=columns, date_orders={Role.DATE: "roc"})
    report = load(tmp_path, [FILES / name], mapping)
    assert (report.source.rows_loaded, report.source.sum_loaded) == (1023, Decimal("7743529560484"))


def _columns_of(path: Path) -> dict[Role, str]:
    header = path.read_bytes().split(b"\n", 1)[0].decode("gbk").strip().replace('"', "").split(",")
    return {Role.DATE: header[0], Role.ACCOUNT: header[1], Role.ACCOUNT_NAME: header[2], Role.REVENUE: header[17]}


@pytest.mark.parametrize("name", ["csvkit__null_byte.csv", "agate__test_latin1.csv", "pipe_headerless_DimReseller.csv"])
def test_what_holds_no_invoice_lines_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LedgerError):
        load(tmp_path, [FILES / name])
