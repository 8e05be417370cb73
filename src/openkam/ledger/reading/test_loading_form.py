"""What the load gets: the file itself where DuckDB can read it, else a copy; and what would be rejected."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from openkam.ledger.reading import (
    NormalisedText,
    RepeatedAccount,
    find_problems,
    normalise,
    preview,
    read_account_list,
    rows,
)
from openkam.ledger.reading.normalised import EXCESS_COLUMN, LINE_COLUMN
from openkam.ledger.types import (
    Cancelled,
    ColumnMapping,
    FileFormat,
    IncompleteMapping,
    Progress,
    Role,
    UnreadableFile,
)

LINES = "customer code,customer name,invoice date,invoice no,amount,cost\n" + "".join(
    f'C{n % 7},"Client {n % 7}, Ltd",2024-{n % 12 + 1:02d}-{n % 28 + 1:02d},I{n},{n}.50,{n}\n' for n in range(1, 200)
)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def as_duckdb_reads(text: NormalisedText) -> list[tuple[str | None, ...]]:
    """The rows under the agreement of `normalised.py`."""
    columns = dict.fromkeys(text.all_columns, "VARCHAR")
    relation = duckdb.read_csv(
        str(text.path),
        header=False,
        skiprows=text.header_rows_to_skip,
        delimiter=text.delimiter,
        quotechar=text.quote,
        escapechar=text.quote,
        compression=text.compression,
        columns=columns,
        auto_detect=False,
    )
    return list(relation.fetchall())


@pytest.mark.parametrize("prefix", ["", "Report of May\n\n", "sep=,\n"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_plain_text_is_not_copied(prefix: str, ends: str, encoding: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", (prefix + LINES).replace("\n", ends), encoding)
    seen = preview(path)

    text = normalise(path, seen.format, tmp_path / "work")

    assert text.path == path
    assert not (tmp_path / "work").exists()
    assert text.columns == ("customer code", "customer name", "invoice date", "invoice no", "amount", "cost")
    assert as_duckdb_reads(text) == [cells for _line, cells in rows(path, seen.format)]
    assert text.rows_hint is not None
    assert 150 < text.rows_hint < 250


def test_compressed_text_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "upload-without-suffix"
    path.write_bytes(gzip.compress(LINES.encode()))
    seen = preview(path, name="may.csv.gz")

    text = normalise(path, seen.format, tmp_path / "work", name="may.csv.gz")

    assert (text.path, text.compression, text.source_name) == (path, "gzip", "may.csv.gz")
    assert len(as_duckdb_reads(text)) == 199


@pytest.mark.parametrize(
    ("encoding", "change"),
    [
        ("cp950", ("Client", "客戶")),
        ("utf-16", ("Client", "客戶")),
        ("cp1252", ("Client", "Société")),
        ("utf-8", ("\n", "\r")),
        ("utf-8", ("invoice no", '"invoice\nno"')),
    ],
)
def test_other_text_is_copied_with_the_lines_that_it_came_from(
    encoding: str, change: tuple[str, str], tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv", LINES.replace(*change), encoding)
    seen = preview(path)

    text = normalise(path, seen.format, tmp_path / "work")

    assert text.path.parent == tmp_path / "work"
    assert text.all_columns == (LINE_COLUMN, *text.columns, EXCESS_COLUMN)
    expected = [(str(line), *cells, None) for line, cells in rows(path, seen.format)]
    assert as_duckdb_reads(text) == expected
    assert len(expected) == 199
    assert expected[0][0] in {"2", "3"}
    assert seen.mapping.columns[Role.REVENUE] == "amount"


def test_careful_copy_keeps_blank_lines_and_excess(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "code,name\n\nA,b\nC,d,e,f\nG\nH,i,\n")

    text = normalise(path, FileFormat(kind="text"), tmp_path, careful=True)

    assert as_duckdb_reads(text) == [
        ("2", None, None, None),
        ("3", "A", "b", None),
        ("4", "C", "d", "e,f"),
        ("5", "G", None, None),
        ("6", "H", "i", None),
    ]


@pytest.mark.parametrize(
    "row", ["A,b,c\n", "A\n", '"x"y,1\n', '"open,1\n'], ids=["too long", "too short", "after a quote", "open quote"]
)
def test_duckdb_refuses_what_the_careful_way_must_judge(row: str, tmp_path: Path) -> None:
    """The agreement rests on DuckDB's strict reader stopping at each of these, never guessing."""
    sound = normalise(written(tmp_path / "a.csv", "code,amount\nA,1\nB,2\n"), FileFormat(kind="text"), tmp_path)
    faulty = replace(sound, path=written(tmp_path / "b.csv", "code,amount\nA,1\n" + row + "B,2\n"))

    assert as_duckdb_reads(sound) == [("A", "1"), ("B", "2")]
    with pytest.raises(duckdb.Error):
        as_duckdb_reads(faulty)


def test_progress_is_told_and_a_stop_is_heard(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", LINES.split("\n", 1)[0] + "\n" + LINES.split("\n", 1)[1] * 250)
    form = preview(path).format
    told: list[Progress] = []

    normalise(path, form, tmp_path / "one", told.append, careful=True)

    assert [step.done for step in told] == [20_000, 40_000, 199 * 250]
    with pytest.raises(Cancelled):
        normalise(path, form, tmp_path / "two", None, lambda: True, careful=True)
    assert list((tmp_path / "two").iterdir()) == []


def workbook(path: Path, lines: Sequence[Sequence[object]]) -> Path:
    options = {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Sheet")
        for at, line in enumerate(lines):
            sheet.write_row(at, 0, line)
    return path


def test_sheet_becomes_text_with_exact_numbers_and_iso_dates(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["Customer", "Invoice date", "Amount", "Posted", "Paid"],
            ["Alpha & Co", date(2024, 5, 26), 89.76000000000001, datetime.fromisoformat("2024-05-26 13:05"), True],
            ["Beta", 45438, 1e15, None, False],
            ["Gamma", "2024-05-28", 0.1 + 0.2, None, None],
            ["=HYPERLINK(1)", date(2024, 5, 29), -1234567.891, None, None],
        ],
    )
    seen = preview(path)

    text = normalise(path, seen.format, tmp_path)

    assert seen.mapping.date_orders[Role.DATE] == "iso"
    assert [row[1:4] for row in as_duckdb_reads(text)][:3] == [
        ("Alpha & Co", "2024-05-26", "89.76"),
        ("Beta", "45438", "1000000000000000"),
        ("Gamma", "2024-05-28", "0.3"),
    ]
    assert as_duckdb_reads(text)[0][4:6] == ("2024-05-26 13:05:00", "TRUE")


def test_parquet_goes_to_duckdb_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    table = pa.table(
        {
            "account_key": ["A", "B"],
            "order_date": pa.array([date(2024, 5, 26), date(2024, 5, 27)]),
            "sales": pa.array([Decimal("1.50"), Decimal("2.25")]),
        }
    )
    pq.write_table(table, path)

    seen = preview(path)
    text = normalise(path, seen.format, tmp_path)

    assert (text.is_parquet, text.path, text.rows_hint) == (True, path, 2)
    assert seen.content == "lines"
    assert seen.rows == (("A", "2024-05-26", "1.50"), ("B", "2024-05-27", "2.25"))
    assert list(rows(path)) == [(1, seen.rows[0]), (2, seen.rows[1])]
    assert find_problems(path, seen.mapping) == ()


def test_what_a_load_would_reject_is_named_with_line_column_and_reason(tmp_path: Path) -> None:
    text = (
        LINES
        + "C1,Client 1,2024-02-30,I900,5.00,4\nC2,Client 2,2024-02-10,I901,five,4\n"
        + ",,2024-02-10,I902,1,1\n\nTotal,,,,9,9\n"
    )
    path = written(tmp_path / "a.csv", text)
    mapping = preview(path).mapping

    found = find_problems(path, mapping)

    assert [(problem.line, problem.column, problem.value) for problem in found] == [
        (201, "invoice date", "2024-02-30"),
        (202, "amount", "five"),
        (203, "customer code", ""),
    ]
    assert all(problem.reason.endswith(".") and problem.file == "a.csv" for problem in found)
    assert [problem.line for problem in find_problems(path, mapping, limit=1)] == [201]
    assert find_problems(path, mapping, max_rows=150) == ()


def test_open_document_sheets_are_read(tmp_path: Path) -> None:
    """A sheet as OpenDocument 1.3, part 3, section 9.1 describes it, with a value repeated and a date."""
    names = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
    spaces = " ".join(names.format(name) for name in ("office", "table", "text"))
    head = "".join(
        f"<table:table-cell office:value-type='string'><text:p>{name}</text:p></table:table-cell>"
        for name in ("Customer", "Invoice date", "Amount")
    )
    row = (
        "<table:table-cell office:value-type='string'><text:p>Alpha Ltd</text:p></table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2024-05-26'><text:p>May</text:p>"
        "</table:table-cell>"
        "<table:table-cell office:value-type='float' office:value='1234.5'><text:p>1 234,50</text:p></table:table-cell>"
    )
    sheet = (
        f"<table:table table:name='May'><table:table-row>{head}</table:table-row>"
        f"<table:table-row table:number-rows-repeated='2'>{row}</table:table-row></table:table>"
    )
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    path = tmp_path / "may.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<?xml version='1.0'?><manifest/>")
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<?xml version='1.0'?><office:document-content {spaces}>{body}</office:document-content>"
        )

    seen = preview(path)

    assert (seen.format.sheet, seen.content) == ("May", "lines")
    assert seen.rows == (("Alpha Ltd", "2024-05-26", "1234.5"),) * 2


def test_a_mapping_to_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", LINES)

    with pytest.raises(IncompleteMapping, match="gone"):
        find_problems(path, ColumnMapping(columns={Role.ACCOUNT: "gone"}))


def test_list_of_accounts_with_parents(tmp_path: Path) -> None:
    text = (
        "客戶代號,客戶名稱,母公司代號,業務員,地區,客戶類別\n"
        "A1,甲公司,,王小明,北區,經銷\nA2,乙公司,A1,李小華,南區,直營\n\nA2,乙公司,A1,李小華,南區,直營\n合計,,,,,\n"
    )
    path = written(tmp_path / "客戶.csv", text, "cp950")

    first, second = read_account_list(path)

    assert (first.code, first.name, first.parent, first.line) == ("A1", "甲公司", "", 2)
    assert (second.parent, second.salesperson, second.territory, second.segment) == ("A1", "李小華", "南區", "直營")
    assert preview(path).content == "accounts"


def test_an_account_listed_twice_with_different_content(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "account code,account name,country\nA1,Alpha,FR\nA2,Beta,DE\nA1,Gamma,FR\n")

    with pytest.raises(RepeatedAccount) as caught:
        read_account_list(path)

    assert caught.value.place.line == 4
    assert "lines 2 and 4" in caught.value.message


def test_a_file_without_accounts_is_no_list(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "height,width\n1,2\n")

    with pytest.raises(IncompleteMapping):
        read_account_list(path)


def test_header_row_that_the_file_does_not_have(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b\n1,2\n")

    with pytest.raises(UnreadableFile, match="no row 9"):
        preview(path, corrections=FileFormat(kind="text", header_row=9))


def test_formula_in_a_name_stays_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "customer,invoice date,amount\n=1+1,2024-01-01,1\n@SUM(A1),2024-01-02,2\n")

    assert [cells[0] for _line, cells in rows(path)] == ["=1+1", "@SUM(A1)"]
