"""Files that people really drop, and worse: each is loaded with its rows and sums, or refused in words.

The same files go through `openkam analyze --json` and through the upload of the application.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # the package ships no types
import pytest
from click.testing import CliRunner
from django.test import Client
from pptx import Presentation
from pytest_django import Settings

from openkam.cli import main
from openkam.web.imports.models import ImportRun
from openkam.web.shell.tests.cast import make_cast

TESTDATA = Path(__file__).resolve().parents[1] / "src" / "openkam" / "ledger" / "reading" / "testdata"
HEADER = "customer code,customer name,invoice no,invoice date,amount,cost\n"
EVIL = "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.com/?x="&A1,"Click")'

Answer = dict[str, Any]


def analysed(*arguments: str | Path) -> tuple[int, Answer]:
    """The exit code and the answer of `openkam analyze … --json`."""
    done = CliRunner().invoke(main, ["analyze", *map(str, arguments), "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout or done.stderr)


def loaded(*arguments: str | Path) -> tuple[int, str]:
    """Rows and revenue of files that must load without a rejected row."""
    code, answer = analysed(*arguments)
    assert code == 0, answer
    assert answer["source"]["rows_rejected"] == 0
    assert answer["source"]["sum_read"] == answer["source"]["sum_loaded"]
    return answer["source"]["rows_loaded"], answer["source"]["sum_loaded"]


def refused(*arguments: str | Path) -> Answer:
    """The error of files that must be refused: a reason, a remedy and exit code 2."""
    code, answer = analysed(*arguments)
    assert code == 2, answer
    error: Answer = answer["error"]
    assert len(error["message"]) > 15
    assert len(error["remedy"]) > 15
    assert "Traceback" not in error["message"]
    return error


def lines(rows: int, name: str = "Firm", code: str = "C") -> str:
    return HEADER + "".join(
        f'{code}{n % 7},"{name} {n % 7}",N{n},2024-{n % 12 + 1:02d}-15,10.50,4.25\n' for n in range(rows)
    )


# Real files -----------------------------------------------------------------------------------------------------

REGISTER = ("--map", "account=公司代號", "--map", "date=出表日期", "--map", "revenue=實收資本額")
SIMPLIFIED = REGISTER
LOADS = {
    "cp1252_semicolon_decimalcomma_dmy_aw_FR_DE.csv": (5101, "6405583.08", ()),
    "utf8bom_semicolon_decimalcomma_dmy_aw_FR_DE.csv": (5101, "6405583.08", ()),
    "excel_mixed-dates_title-rows_total-row_aw.xlsx": (566, "802363.76", ()),
    "excel_1904-epoch_mixed-dates_aw.xlsx": (566, "802363.76", ()),
    "big5_cp950_twse_listed.csv": (1023, "7743529560484.00", REGISTER),
    "gbk_twse_listed.csv": (1023, "7743529560484.00", REGISTER),
    "utf8bom_twse_listed.csv": (1023, "7743529560484.00", REGISTER),
    "utf16le_bom_tab_twse_listed.txt": (1023, "7743529560484.00", REGISTER),
}


@pytest.mark.parametrize("name", LOADS)
def test_real_files_load_with_the_sums_of_their_note(name: str) -> None:
    rows, total, said = LOADS[name]
    assert loaded(TESTDATA / name, *said) == (rows, total)


@pytest.mark.parametrize("name", sorted(path.name for path in TESTDATA.iterdir() if path.name not in LOADS))
def test_real_files_that_hold_no_invoices_are_refused_in_words(name: str) -> None:
    refused(TESTDATA / name)


# Files of our own making ----------------------------------------------------------------------------------------


def container(streams: list[tuple[str, bytes]]) -> bytes:
    """An OLE container (MS-CFB, version 3) with these streams: what Office makes of a workbook with a password."""
    sectors, entries, fat = [], [], [0xFFFFFFFD]
    at = 2
    for name, content in streams:
        content = content.ljust(4096, b"\0")
        used = -(-len(content) // 512)
        entries.append(_entry(name, 2, at, len(content)))
        sectors.append(content.ljust(used * 512, b"\0"))
        fat_entries = [at + n + 1 for n in range(used - 1)] + [0xFFFFFFFE]
        at += used
        fat.extend([0xFFFFFFFE, *fat_entries] if len(fat) == 1 else fat_entries)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    directory = b"".join([_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1), *entries]).ljust(512, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0).ljust(
        512 - len(head), b"\xff"
    )
    return head + table + directory + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(wide), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return (wide.ljust(64, b"\0") + links).ljust(116, b"\0") + struct.pack("<IQ", start, size)


def with_password() -> bytes:
    info = struct.pack("<HHI", 4, 4, 0x40) + b'<?xml version="1.0"?><encryption><keyData saltSize="16"/></encryption>'
    return container([("EncryptionInfo", info), ("EncryptedPackage", os.urandom(5000))])


def streamed_workbook(path: Path, unzipped_bytes: int, *, stated_bytes: int | None = None) -> Path:
    """A workbook whose sheet is one row over and over, so many bytes when unzipped; its directory may state fewer."""
    row = b'<row><c t="inlineStr"><is><t>A</t></is></c><c><v>1</v></c></row>' * 4096
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _part in range(unzipped_bytes // len(row)):
                sheet.write(row)
            sheet.write(b"</sheetData></worksheet>")
    if stated_bytes is not None:
        content = bytearray(path.read_bytes())
        at = content.rfind(b"PK\x01\x02")
        content[at + 24 : at + 28] = struct.pack("<I", stated_bytes)
        path.write_bytes(bytes(content))
    return path


def wide(columns: int) -> str:
    names = [f"field {n}" for n in range(columns - 3)]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["customer", *names[:150], "invoice date", *names[150:], "amount"])
    for n in range(50):
        writer.writerow([f"C{n}", *["x"] * 150, "2024-03-01", *["y"] * (len(names) - 150), "2.00"])
    return table.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.csv": (lambda: b"", "is empty"),
    "header-only.csv": (lambda: HEADER.encode(), "no invoice lines"),
    "one-column.csv": (lambda: b"amount\n" + b"12.50\n" * 40, "no column"),
    "locked.xlsx": (with_password, "password"),
    "report.csv": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "PDF"),
    "picture.xlsx": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
    "export.xls": (
        lambda: b"<html><meta charset=utf-8><table><tr><td>Kunde</td><td>Betrag</td></tr></table></html>",
        "web page",
    ),
    "open-quote.csv": (lambda: (lines(40) + 'C1,"Smith & Sons,N9,2024-01-01,5,2\n' + lines(4000)).encode(), "quote"),
    "cut-off.xlsx": (lambda: b"PK\x03\x04" + bytes(200), "damaged"),
    "noise.csv": (lambda: bytes(n * 7 % 32 for n in range(4000)), "not a text file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_words(name: str, tmp_path: Path) -> None:
    make, words = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    assert words in refused(tmp_path / name)["message"]


def test_two_rows_are_enough(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text(lines(2))
    assert loaded(tmp_path / "two.csv") == (2, "21.00")


def test_three_hundred_columns(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text(wide(300))
    assert loaded(tmp_path / "wide.csv") == (50, "100.00")


def test_a_workbook_of_four_gigabytes_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = streamed_workbook(tmp_path / "bomb.xlsx", 300 * 1024**2, stated_bytes=4 * 1024**3 - 2)
    assert path.stat().st_size < 8 * 1024**2
    error = refused(path)
    assert "4,096 MB" in error["message"]
    assert "CSV" in error["remedy"]


def test_a_workbook_whose_directory_lies_is_not_unpacked(tmp_path: Path) -> None:
    path = streamed_workbook(tmp_path / "liar.xlsx", 300 * 1024**2, stated_bytes=5000)
    assert "more than it says" in refused(path)["message"]


@pytest.mark.parametrize(
    "name",
    ["x" * 10_000, EVIL, "\u202eقائمة الشركات\u202c", "Ünïcödé 🏭🇹🇼👩‍💻", "bell\x07 tab\tand\x1besc"],
    ids=["ten thousand characters", "script", "right to left", "emoji", "control characters"],
)
def test_names_that_hurt(name: str, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(lines(21, name=name), encoding="utf-8")
    code, answer = analysed(tmp_path / "names.csv")
    assert code == 0
    assert answer["source"]["sum_loaded"] == "220.50"
    assert answer["top"][0]["name"].startswith(name[:20].strip())
    json.dumps(answer).encode("utf-8")


def test_a_formula_in_a_name_stays_a_text_in_everything_that_is_written(tmp_path: Path) -> None:
    (tmp_path / "formula.csv").write_text(lines(21, name=FORMULA.replace('"', '""'), code="=1+"))
    (tmp_path / "formula.csv").write_text((tmp_path / "formula.csv").read_text() + '=2+2,"@SUM(A1)",N99,,x,1\n')
    out = tmp_path / "out"
    code, answer = analysed(tmp_path / "formula.csv", "--out", out, "--as-of", "2024-12-31")
    assert code == 0, answer
    written = sorted(path for path in out.rglob("*") if path.is_file())
    assert {path.suffix for path in written} >= {".pptx", ".xlsx", ".csv"}
    for path in written:
        if path.suffix == ".csv":
            cells = [cell for row in csv.reader(path.read_text("utf-8-sig").splitlines()) for cell in row]
            assert not [cell for cell in cells if cell[:1] in "=@+" and cell[:1]]
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            kinds = {(cell.data_type, str(cell.value)[:4]) for sheet in book for row in sheet for cell in row}
            assert ("f", "=HYP") not in kinds
            assert ("s", "=HYP") in kinds
        if path.suffix == ".pptx":
            assert len(Presentation(str(path)).slides) > 1


@pytest.mark.long
def test_five_million_rows_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "five-million.csv"
    with path.open("w") as stream:
        stream.write(HEADER)
        for start in range(0, 5_000_000, 50_000):
            stream.write(
                "".join(
                    f"C{n % 20_011},Firm {n % 20_011},N{n // 4},20{n % 5 + 20}-{n % 12 + 1:02d}-{n % 28 + 1:02d},"
                    f"{n % 977}.25,{n % 613}.10\n"
                    for n in range(start, start + 50_000)
                )
            )
    expected = sum(n % 977 for n in range(5_000_000)) + 5_000_000 // 4
    done = subprocess.run(
        [str(Path(sys.executable).with_name("openkam")), "analyze", str(path), "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    source = json.loads(done.stdout)["source"]
    assert (source["rows_loaded"], source["rows_rejected"]) == (5_000_000, 0)
    assert source["sum_loaded"] == f"{expected}.00"
    # Kilobytes on Linux; the largest child so far, so nothing else in this process may have used more.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1.5 * 1024**2


# The same through the application -------------------------------------------------------------------------------


@pytest.fixture
def browser(db: None, settings: Settings, tmp_path: Path) -> Client:
    """The programme lead's browser, over books and uploads of this test alone."""
    settings.LEDGER_DIR, settings.UPLOAD_DIR = tmp_path / "ledger", tmp_path / "uploads"
    cast = make_cast()
    return cast.browser(cast.alice)


def drop(browser: Client, *paths: Path) -> tuple[ImportRun, str]:
    """Upload files; the import that they became and its page."""
    streams = [path.open("rb") for path in paths]
    response = browser.post("/import/upload/", {"files": streams}, follow=True)
    assert response.status_code == 200
    run = ImportRun.objects.latest("pk")
    return run, response.content.decode()


def test_every_real_file_can_be_dropped_at_once(browser: Client) -> None:
    paths = sorted(path for path in TESTDATA.iterdir())
    run, page = drop(browser, *paths)
    files = {file.name: file for file in run.run_files.all()}
    assert len(files) == len(paths)
    assert run.state == ImportRun.State.DRAFT
    for name, file in files.items():
        assert name in page
        assert (file.preview is None) == (file.error is not None)
        assert file.error is None or (file.error["message"] and file.error["remedy"])


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_explained_on_the_page(name: str, browser: Client, tmp_path: Path) -> None:
    make, words = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    run, page = drop(browser, tmp_path / name)
    browser.post(f"/import/{run.pk}/load/")
    page += browser.get(f"/import/{run.pk}/").content.decode()
    run.refresh_from_db()
    assert run.state in {ImportRun.State.DRAFT, ImportRun.State.REFUSED}
    assert words in page or run.state == ImportRun.State.DRAFT
    assert "Not ready to load" in page or words in page


def test_a_workbook_that_lies_is_explained_on_the_page(browser: Client, tmp_path: Path) -> None:
    _run, page = drop(browser, streamed_workbook(tmp_path / "liar.xlsx", 4 * 1024**2, stated_bytes=5000))
    assert "more than it says" in page


def test_names_that_hurt_are_shown_as_text(browser: Client, tmp_path: Path) -> None:
    text = lines(14, name=EVIL) + lines(7, name="x" * 10_000, code="X").removeprefix(HEADER)
    text += lines(7, name=FORMULA.replace('"', '""'), code="=1+").removeprefix(HEADER)
    text += lines(7, name="\u202eقائمة\u202c 🏭 \x07", code="R").removeprefix(HEADER)
    (tmp_path / f"{EVIL.replace('/', '')}.csv").write_text(text, encoding="utf-8")
    run, page = drop(browser, tmp_path / f"{EVIL.replace('/', '')}.csv")
    pages = [page]
    browser.post(f"/import/{run.pk}/load/")
    run.refresh_from_db()
    assert run.state == ImportRun.State.LOADED, run.error
    pages += [
        browser.get(path).content.decode() for path in (f"/import/{run.pk}/", "/import/", "/accounts/", "/portfolio/")
    ]
    assert not [page for page in pages if "<script>alert" in page]
    assert "&lt;script&gt;alert(1)" in pages[3]
