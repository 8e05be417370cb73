"""Every file of `testdata` (see its README for sources): format, meaning of columns, rows and sums."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from openkam.ledger.reading import find_problems, normalise, preview, read_account_list, rows
from openkam.ledger.types import ColumnMapping, FileFormat, Preview, Role

FILES = Path(__file__).parent / "testdata"
REGISTER = {
    "big5_cp950_twse_listed.csv": ("cp950", ","),
    "gbk_twse_listed.csv": ("gb18030", ","),
    "utf8bom_twse_listed.csv": ("utf-8-sig", ","),
    "utf16le_bom_tab_twse_listed.txt": ("utf-16", "\t"),
}
GERMAN = {
    "cp1252_semicolon_decimalcomma_dmy_aw_FR_DE.csv": "cp1252",
    "utf8bom_semicolon_decimalcomma_dmy_aw_FR_DE.csv": "utf-8-sig",
}
WORKBOOKS = {
    "excel_1904-epoch_mixed-dates_aw.xlsx": True,
    "excel_mixed-dates_title-rows_total-row_aw.xlsx": False,
}


def column(seen: Preview, name: str) -> list[str]:
    """Every cell of a column, by streaming the whole file."""
    at = [guess.name for guess in seen.columns].index(name)
    return [cells[at] for _line, cells in rows(seen.path, seen.format)]


@pytest.mark.parametrize("name", REGISTER)
def test_register_reads_alike_in_four_encodings(name: str) -> None:
    seen = preview(FILES / name)

    assert (seen.format.encoding, seen.format.delimiter) == REGISTER[name]
    assert seen.content == "accounts"
    assert seen.mapping.columns[Role.ACCOUNT] == "公司代號"
    assert seen.mapping.columns[Role.ACCOUNT_NAME] == "公司名稱"
    assert seen.mapping.columns[Role.SEGMENT] == "產業別"
    assert seen.mapping.date_orders[Role.DATE] == "roc"
    assert Role.REVENUE not in seen.mapping.columns
    capital = [Decimal(cell) for cell in column(seen, "實收資本額")]
    assert len(capital) == 1023
    assert sum(capital) == Decimal(7743529560484)


@pytest.mark.parametrize("name", REGISTER)
def test_register_is_a_list_of_accounts(name: str) -> None:
    accounts = read_account_list(FILES / name)

    assert len(accounts) == 1023
    assert (accounts[0].code, accounts[0].name) == ("1101", "臺灣水泥股份有限公司")
    assert {account.code for account in accounts} >= {"2330", "2317"}


@pytest.mark.parametrize("name", GERMAN)
def test_lines_with_decimal_commas(name: str) -> None:
    seen = preview(FILES / name)

    assert (seen.format.encoding, seen.format.delimiter) == (GERMAN[name], ";")
    assert seen.content == "lines"
    assert seen.mapping.columns == {
        Role.ACCOUNT: "Kunde",
        Role.ACCOUNT_NAME: "Kunde",
        Role.DATE: "Datum",
        Role.DOCUMENT: "Auftragsnr.",
        Role.REVENUE: "Umsatz (€)",
        Role.QUANTITY: "Menge",
        Role.PRICE: "Stückpreis (€)",
        Role.DIRECT_COST: "Kosten (€)",
        Role.TERRITORY: "Land",
    }
    assert (seen.mapping.decimal, seen.mapping.currency) == (",", "EUR")
    assert seen.mapping.date_orders == {Role.DATE: "dmy"}
    amounts = [Decimal(cell.replace(".", "").replace(",", ".")) for cell in column(seen, "Umsatz (€)")]
    assert (len(amounts), sum(amounts)) == (5101, Decimal("6405583.08"))


@pytest.mark.parametrize("name", [*GERMAN, *WORKBOOKS])
def test_no_line_would_be_rejected(name: str) -> None:
    assert find_problems(FILES / name, preview(FILES / name).mapping) == ()


@pytest.mark.parametrize("name", REGISTER)
def test_register_can_be_loaded_once_a_person_names_the_amount(name: str) -> None:
    said = ColumnMapping(columns={Role.REVENUE: "實收資本額"})

    seen = preview(FILES / name, mapping=said)

    assert (seen.content, seen.missing) == ("lines", ())
    assert find_problems(FILES / name, seen.mapping) == ()


def test_other_encodings_that_fit_are_named() -> None:
    remarks = " ".join(preview(FILES / "cp1252_semicolon_decimalcomma_dmy_aw_FR_DE.csv").remarks)

    assert "cp1252" in remarks
    assert "cp1250" in remarks


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_with_titles_totals_and_three_kinds_of_dates(name: str) -> None:
    seen = preview(FILES / name)

    assert seen.format == FileFormat(kind="excel", sheet="Umsatz FY2020", header_row=4, date_1904=WORKBOOKS[name])
    assert seen.sheets == ("Umsatz FY2020", "hidden_notes")
    assert seen.content == "lines"
    assert seen.mapping.columns == {
        Role.ACCOUNT: "Customer",
        Role.ACCOUNT_NAME: "Customer",
        Role.DATE: "Order date",
        Role.DOCUMENT: "Order",
        Role.REVENUE: "Sales",
        Role.QUANTITY: "Qty",
        Role.DIRECT_COST: "Cost",
        Role.TERRITORY: "Country",
    }
    assert seen.mapping.date_orders == {Role.DATE: "iso"}
    lines = [cells for _line, cells in rows(seen.path, seen.format) if cells[0] != "Total"]
    assert len(lines) == 566
    assert sum(Decimal(cells[5].replace(",", "")) for cells in lines) == Decimal("802363.76")


@pytest.mark.parametrize("name", WORKBOOKS)
def test_serial_dates_of_both_epochs_fall_in_may_2020(name: str) -> None:
    seen = preview(FILES / name)
    origin = date(1904, 1, 1) if seen.format.date_1904 else date(1899, 12, 30)
    cells = [cell for cell in column(seen, "Order date") if cell]

    days = [origin + timedelta(int(cell)) if cell.isdigit() else date.fromisoformat(cell) for cell in cells]

    assert any(cell.isdigit() for cell in cells)
    assert {(day.year, day.month) for day in days} == {(2020, 5)}


def test_rows_with_marks_of_their_own() -> None:
    seen = preview(FILES / "plus-pipe_headerless_Store.csv")

    assert (seen.format.delimiter, seen.format.row_end, seen.format.quote) == ("+|", "&|", "")
    assert seen.format.header_row is None
    stores = list(rows(seen.path, seen.format))
    assert len(stores) == 701
    assert {len(cells) for _line, cells in stores} == {6}
    assert stores[0][1][:3] == ("292", "Next-Door Bike Store", "279")
    assert stores[0][1][3].startswith("<StoreSurvey xmlns=")


def test_pipe_without_header() -> None:
    seen = preview(FILES / "pipe_headerless_DimReseller.csv")

    assert (seen.format.delimiter, seen.format.header_row) == ("|", None)
    assert seen.columns[0].name == "column 1"
    assert sum(1 for _row in rows(seen.path, seen.format)) == 701
    assert set(seen.missing) == {Role.ACCOUNT, Role.DATE, Role.REVENUE}


@pytest.mark.parametrize(
    ("name", "encoding", "last"),
    [
        ("agate__test_utf16_big.csv", "utf-16", ("4", "5", "ʤ")),
        ("agate__test_utf16_little.csv", "utf-16", ("4", "5", "ʤ")),
        ("agate__test_latin1.csv", "cp1252", ("4", "5", "©")),
        ("csvkit__mac_newlines.csv", "utf-8", ("Once upon\ra time", "5", "6")),
        ("csvkit__null_byte.csv", "utf-8", ("", "2", "3")),
    ],
)
def test_small_oddities(name: str, encoding: str, last: tuple[str, ...]) -> None:
    seen = preview(FILES / name)

    assert seen.format.encoding == encoding
    assert [guess.name for guess in seen.columns] == ["a", "b", "c"]
    assert list(rows(seen.path, seen.format))[-1][1] == last


def test_carriage_returns_alone_end_lines() -> None:
    seen = preview(FILES / "agate__test_cr.csv")

    assert [guess.name for guess in seen.columns] == ["number", "text", "boolean", "date", "datetime", "timedelta"]
    assert [line for line, _cells in rows(seen.path, seen.format)] == [2, 3, 4]
    assert seen.mapping.date_orders[Role.DATE] == "iso"


def test_ragged_rows_keep_their_lines_and_excess(tmp_path: Path) -> None:
    seen = preview(FILES / "csvkit__bad.csv")

    text = normalise(seen.path, seen.format, tmp_path, careful=True)

    with text.path.open(encoding="utf-8", newline="") as stream:
        copied = list(csv.reader(stream))
    assert copied == [
        ["2", "1", "27", "", "I'm too long!"],
        ["3", "", "I'm too short!", "", ""],
        ["4", "0", "mixed types.... uh oh", "17", ""],
    ]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        (
            "agate__ks_1033_data.csv",
            {Role.DATE: "ship_date", Role.QUANTITY: "quantity", Role.DIRECT_COST: "total_cost"},
        ),
        ("agate_excel__ne_1033_data.xlsx", {Role.DATE: "ship_date", Role.QUANTITY: "quantity"}),
        ("csvkit__ne_1033_data.xlsx", {Role.DATE: "ship_date", Role.QUANTITY: "quantity"}),
        ("csvkit__FY09_EDU_Recipients_by_State.csv", {Role.REVENUE: "TOTAL"}),
        ("agate_excel__covid_19-iss.xlsx", {Role.DATE: "iss_date"}),
        ("agate_excel__test_skip_lines.xlsx", {Role.DATE: "date"}),
        ("agate_excel__test_ambiguous_date.xls", {}),
        ("agate_excel__test_ambiguous_date.xlsx", {}),
    ],
)
def test_tables_that_are_no_invoices_say_what_is_missing(name: str, columns: dict[Role, str]) -> None:
    seen = preview(FILES / name)

    assert columns.items() <= seen.mapping.columns.items()
    assert seen.content == "unknown"
    assert Role.ACCOUNT in seen.missing


def test_rows_of_a_sheet_carry_the_numbers_that_the_sheet_shows() -> None:
    seen = preview(FILES / "agate_excel__test_skip_lines.xlsx")

    assert seen.format.header_row == 4
    assert [line for line, _cells in rows(seen.path, seen.format)] == [5, 6, 7]
    assert column(seen, "datetime")[0] == "2015-11-04 12:22:00"


def test_days_of_one_column_tell_how_another_is_written() -> None:
    """`iss_date` is 12/06/2021 throughout; the days beside it go up to 31."""
    seen = preview(FILES / "agate_excel__covid_19-iss.xlsx")

    assert seen.format.sheet == "casi_prelievo_diagnosi"
    assert seen.mapping.date_orders[Role.DATE] == "dmy"


def test_every_file_of_the_folder_is_read_to_its_end() -> None:
    names = sorted(path.name for path in FILES.iterdir() if path.suffix != ".md")

    counts = {name: sum(1 for _row in rows(FILES / name)) for name in names}

    assert len(names) == 25
    assert min(counts.values()) >= 1
    assert counts["agate__ks_1033_data.csv"] == 1575
    assert counts["agate_excel__ne_1033_data.xlsx"] == 1036
