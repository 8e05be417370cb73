"""Files that cannot be read are refused with a reason that a person understands, and the line where there is one."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from openkam.ledger.reading import normalise, preview, rows, sources
from openkam.ledger.types import FileFormat, UnreadableFile

LINES = "order,date,customer,sales\n" + "".join(
    f"{n},2024-01-{n % 28 + 1:02d},C{n % 7},{n}.50\n" for n in range(1, 400)
)


def refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        list(rows(path, preview(path).format))
    assert caught.value.remedy
    assert caught.value.place.file == path.name
    return caught.value


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"<html><table><tr><td>Customer</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf\r\n<?xml version='1.0'?><Workbook/>", "XML"),
        (b"PK\x03\x04 this is cut off", "damaged"),
        (b"PAR1 this is no Parquet", "Parquet"),
        (b"\x1f\x8b\x08\x00cut off", "gzip"),
        (b"\n\n\n", "no rows"),
        (bytes(range(1, 32)) * 40, "not a text file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le"),
            "without a workbook",
        ),
    ],
)
def test_what_is_no_table(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv"
    path.write_bytes(content)

    assert words in refusal(path).message


def test_missing_file(tmp_path: Path) -> None:
    assert "no file" in refusal(tmp_path / "gone.csv").message


def test_archive_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "invoices.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("invoices.csv", LINES)

    assert "not a workbook" in refusal(path).message


def test_password_of_the_usual_kind(tmp_path: Path) -> None:
    """A locked XLSX is an OLE container whose directory names a stream `EncryptedPackage` (MS-OFFCRYPTO 2.3.4.4)."""
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1528 + "EncryptedPackage".encode("utf-16-le"))

    assert "password" in refusal(path).message


def test_password_of_an_open_document(tmp_path: Path) -> None:
    path = tmp_path / "locked.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", b"\x00\x01")
        archive.writestr("META-INF/manifest.xml", '<manifest:encryption-data manifest:checksum="x"/>')

    assert "password" in refusal(path).message


def huge_workbook(path: Path, declared_bytes: int) -> None:
    """A workbook of a few hundred bytes whose directory declares a sheet of `declared_bytes`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1000)
    content = bytearray(buffer.getvalue())
    directory = content.rfind(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", declared_bytes)
    path.write_bytes(bytes(content))


def test_workbook_of_four_gigabytes_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    huge_workbook(path, 4 * 1024**3 - 1024**2)

    error = refusal(path)

    assert "4,095 MB" in error.message
    assert "CSV" in error.remedy


def test_workbook_packed_too_tightly_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tight.xlsx"
    huge_workbook(path, sources.RATIO_FROM_BYTES + 1)

    assert "unpacked" in refusal(path).message


def test_quote_never_closed_names_the_line_where_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text(LINES + '400,2024-01-01,"Smith & Sons,12\n' + LINES.split("\n", 1)[1], encoding="utf-8")

    error = refusal(path)

    assert error.place.line == 401
    assert "quote" in error.message


def test_quote_never_closed_far_down_is_found_without_holding_the_file(tmp_path: Path) -> None:
    """The reader gives up when one cell has grown past its limit, long before the end of the file."""
    path = tmp_path / "open.csv"
    body = LINES.split("\n", 1)[1]
    with path.open("w", encoding="utf-8") as stream:
        stream.write(LINES + body * 200 + '1,2024-01-01,"open,1\n')
        stream.writelines(body for _time in range(200))

    error = refusal(path)

    assert error.place.line == 1 + 399 * 201 + 1
    assert f"read on to line {error.place.line}" not in error.message


def test_stray_quote_does_not_swallow_the_next_row(tmp_path: Path) -> None:
    """Read leniently, these two rows would merge into one sound-looking row and 100.00 would be lost."""
    path = tmp_path / "stray.csv"
    path.write_text('customer,text,date,sales\nA,"foo,2024-01-01,100.00\nB,"x",2024-01-02,10.00\n', encoding="utf-8")

    assert refusal(path).place.line == 2


def test_wrong_byte_far_down_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    body = LINES.split("\n", 1)[1].encode()
    path.write_bytes(LINES.encode() + body * 50 + b"9,2024-01-01,\xff\xfe,1\n" + body * 150)

    error = refusal(path)

    assert error.place.line == 1 + 399 * 51 + 1
    assert "0xFF" in error.message


@pytest.mark.parametrize("encoding", ["utf-16-le", "cp950", "gb18030"])
def test_wrong_byte_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    wrong = b"\x00\xd8\x41\x00" if encoding == "utf-16-le" else b"\xff\xff"
    path.write_bytes("客戶,金額\n甲,1\n".encode(encoding) + wrong + "\n乙,2\n".encode(encoding))
    form = FileFormat(kind="text", encoding=encoding)

    with pytest.raises(UnreadableFile) as caught:
        list(rows(path, form))

    assert caught.value.place.line == 3


def test_gzip_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv.gz"
    path.write_bytes(gzip.compress((LINES * 400).encode())[:-4000])

    assert "breaks off" in refusal(path).message


def test_a_copy_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text(LINES * 40 + '400,2024-01-01,"Smith,12\n', encoding="utf-8")
    workdir = tmp_path / "work"

    with pytest.raises(UnreadableFile):
        normalise(path, preview(path).format, workdir, careful=True)

    assert list(workdir.iterdir()) == []


def test_unknown_sheet_lists_the_others() -> None:
    path = Path(__file__).parent / "testdata" / "excel_1904-epoch_mixed-dates_aw.xlsx"

    with pytest.raises(UnreadableFile, match="Umsatz FY2020"):
        preview(path, corrections=FileFormat(kind="excel", sheet="Sheet9"))


DAMAGED = ("agate_excel__test_ambiguous_date.xls", "agate_excel__test_skip_lines.xlsx", "csvkit__bad.csv")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(DAMAGED),
    cut=st.floats(0.05, 1),
    wounds=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=6),
)
def test_damaged_files_are_read_or_refused_but_never_crash(
    name: str, cut: float, wounds: list[tuple[float, bytes]], tmp_path: Path
) -> None:
    """Whatever happens to the bytes on their way, what comes is rows or a reason with a remedy."""
    content = bytearray((Path(__file__).parent / "testdata" / name).read_bytes())
    content = content[: max(1, int(len(content) * cut))]
    for at, patch in wounds:
        start = int(len(content) * at)
        content[start : start + len(patch)] = patch
    path = tmp_path / name
    path.write_bytes(bytes(content))

    try:
        outcome = [cells for _line, cells in rows(path, preview(path).format)]
    except UnreadableFile as error:
        outcome = [(error.message, error.remedy)]
    assert all(isinstance(cell, str) for cells in outcome for cell in cells)
    assert all(outcome[:1])
