"""The Excel file as Excel sees it: numbers are numbers, names are never formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # ships no types
import pytest

from openkam.core.blocks import Column, Table
from openkam.publish.tests import sample
from openkam.publish.workbook import build_workbook, sheet_name


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "portfolio.xlsx"
    build_workbook(path, sample.report(), language="en", title="Portfolio", sources=["Snapshot 1, as of 31 May 2020"])
    return openpyxl.load_workbook(path)


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_no_cell_of_the_book_is_a_formula(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 1000
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []


def test_hostile_names_are_kept_as_text_and_guarded(book: Any) -> None:
    sheet = book["Names as people type them"]
    written = [row[0].value for row in sheet.iter_rows(min_row=5)]
    assert written[0] == sample.FORMULA_NAME
    assert written[1] == sample.NASTY_NAME
    assert written[5] == "bell and  nul"
    assert written[6] == "עברית \N{GRINNING FACE} desrever"
    assert len(written[7]) == 10_000
    assert [sheet.cell(row, 1).style and sheet.cell(row, 1).quotePrefix for row in (5, 7, 8)] == [True, True, True]


def test_money_is_a_real_number_with_its_format_and_losses_are_red(book: Any) -> None:
    sheet = book["489 resellers bought in FY20"]
    first = sheet.cell(5, 4)
    assert sheet.cell(4, 4).value == "Margin, USD"
    assert first.value == pytest.approx(float(str(sample.account_table(1).rows[0][3])))
    assert first.number_format == "#,##0;[Red]−#,##0;0"
    assert sheet.cell(5, 5).number_format == '#,##0.0" %";[Red]−#,##0.0" %";0.0" %"'
    assert sheet.freeze_panes == "B5"


def test_a_count_among_measured_values_keeps_its_shape(tmp_path: Path) -> None:
    """6 beside 0.56, never 6.00, as on the page."""
    columns = (Column(key="what", label="Counted"), Column(key="value", label="Found", kind="number", decimals=2))
    table = Table(id="found", title="Found", columns=columns, rows=(("Links", 6), ("Share", 0.56)))
    path = build_workbook(tmp_path / "found.xlsx", (table,), language="en", title="Found")
    sheet = next(sheet for sheet in openpyxl.load_workbook(path) if sheet.max_column == 2 and sheet.max_row > 4)
    found = {row[0].value: row[1].number_format.split(";")[0] for row in sheet.iter_rows() if row[1].value in (6, 0.56)}
    assert found == {"Links": "#,##0", "Share": "#,##0.00"}


def test_the_total_stands_last_and_equals_the_blocks(book: Any) -> None:
    sheet = book["489 resellers bought in FY20"]
    total = [row for row in values(sheet) if row[1] == "Total"][-1]
    assert Decimal(str(total[2])) == sample.account_table(60).total[2]  # type: ignore[index] # the sample has one


def test_every_figure_has_a_native_chart(book: Any) -> None:
    drawn = [len(sheet._charts) for sheet in book if sheet._charts]
    assert drawn == [1] * 6


def test_sources_and_remarks_stand_on_the_last_sheet(book: Any) -> None:
    texts = [row[0] for row in values(book.worksheets[-1])]
    assert "Snapshot 1, as of 31 May 2020" in texts
    assert sample.whale().note in texts
    assert "Payment dates are not in the files, so days late are unknown." in texts


def test_dates_unknowns_and_long_amounts(tmp_path: Path) -> None:
    table = Table(
        id="t",
        title="日期",
        columns=(
            Column(key="d", label="Date", kind="date"),
            Column(key="m", label="Amount", kind="money", decimals=2),
            Column(key="n", label="Text in numbers", kind="number"),
        ),
        rows=((date(2020, 5, 31), Decimal("12345678901234567.89"), "new"), (None, None, -1.5)),
    )
    path = build_workbook(tmp_path / "b.xlsx", [("客戶[2020]/一", (table,))], language="zh-Hant", title="帳")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.title == "客戶 2020 一"
    assert sheet["A5"].value.date() == date(2020, 5, 31)
    assert sheet["B5"].value == "12345678901234567.89"
    assert (sheet["A6"].value, sheet["B6"].value, sheet["C6"].value) == (None, None, -1.5)
    assert sheet["A5"].font.name == "Microsoft JhengHei"


def test_sheet_names_are_short_unique_and_allowed() -> None:
    taken: set[str] = set()
    names = [sheet_name(title, taken) for title in ("a" * 40, "A" * 40, "x/y:z*?[q]", "", "'History'", "history")]
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert all(name.lower() != "history" and not name.startswith("'") for name in names)


def test_a_big_book_is_streamed_and_complete(tmp_path: Path) -> None:
    columns = tuple(Column(key=str(at), label=str(at), kind="number") for at in range(8))
    table = Table(id="big", title="Big", columns=columns, rows=tuple((at,) * 8 for at in range(26_000)), total=(0,) * 8)
    figure = sample.whale().model_copy(update={"table": table})
    path = build_workbook(tmp_path / "big.xlsx", [("Big", (figure,))], language="en", title="Big")
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    first = [row[0] for row in sheet.iter_rows(min_row=1, max_row=5, max_col=1, values_only=True)]
    column = [row[0] for row in sheet.iter_rows(min_row=5, max_row=26_004, max_col=1, values_only=True)]
    assert first[0] == sample.whale().title
    assert column == list(range(26_000))


def test_sheet_names_count_as_excel_counts() -> None:
    """Excel counts units of UTF-16, of which an emoji takes two."""
    taken: set[str] = set()
    names = [sheet_name("\N{GRINNING FACE}" * 40, taken) for _again in range(2)]
    assert [len(name.encode("utf-16-le")) // 2 for name in names] == [31, 31]
    assert names[1].endswith(" (2)")
