"""The rows of a workbook as text: real dates in ISO form, numbers as their shortest exact decimal."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from openkam.core.i18n import gettext as _
from openkam.ledger.reading.sources import Source, identify, locked_by_password, refused
from openkam.ledger.reading.text import Record

_MIDNIGHT = time()
_BINARY_HEAD_BYTES: Final = 1024**2
_BEGIN_OF_GLOBALS: Final = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_DATE_MODE: Final = 0x22
_END: Final = 0x0A
_LONGEST_RECORD: Final = 8224


@dataclass(frozen=True)
class Sheets:
    """The worksheets of a workbook, the visible ones first in the order of their tabs, and the epoch of its dates."""

    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    date_1904: bool


def read_sheets(source: Source) -> Sheets:
    """What worksheets a workbook has. Raises `UnreadableFile` where it is damaged or locked."""
    with _opened(source) as workbook:
        tables = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        visible = tuple(sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible)
        hidden = tuple(sheet.name for sheet in tables if sheet.visible != SheetVisibleEnum.Visible)
    return Sheets(visible, hidden, _counts_from_1904(source))


def workbook_records(path: Path, name: str) -> Iterator[tuple[str, Record]]:
    """Every row of every visible sheet of a workbook, with the name of the sheet; streaming.

    Formulas are not worked out: what the program that saved the file had worked out stands in their place. Raises
    `UnreadableFile` for what is no workbook, damaged, locked or too large once unpacked.
    """
    source = identify(path, name)
    if source.kind != "excel":
        message = _("{name} is not a workbook.").format(name=name)
        raise refused(name, message, _("Save it as XLSX and upload that file."))
    for sheet in read_sheets(source).visible:
        for record in sheet_records(source, sheet):
            yield sheet, record


def sheet_records(source: Source, sheet: str) -> Iterator[Record]:
    """Every row of a sheet with its number; blank rows as empty tuples."""
    with _opened(source) as workbook:
        if sheet not in workbook.sheet_names:
            message = _("{name} has no sheet called {sheet}.").format(name=source.name, sheet=sheet)
            remedy = _("Choose one of: {sheets}.").format(sheets=", ".join(workbook.sheet_names))
            raise refused(source.name, message, remedy)
        table = workbook.get_sheet_by_name(sheet)
        for line, row in enumerate(table.iter_rows(), start=1):
            cells = tuple(cell_text(cell) for cell in row)
            yield line, cells if any(cells) else ()


@contextmanager
def _opened(source: Source) -> Iterator[CalamineWorkbook]:
    with _faults_named(source):
        workbook = CalamineWorkbook.from_path(source.path)
        try:
            yield workbook
        finally:
            workbook.close()


@contextmanager
def _faults_named(source: Source) -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise locked_by_password(source.name) from error
    except (CalamineError, OSError) as error:
        raise _damaged(source) from error
    except BaseException as error:
        # On some damaged files calamine panics; that class stands outside Exception and cannot be imported.
        if type(error).__module__ == "pyo3_runtime":
            raise _damaged(source) from error
        raise


def _damaged(source: Source) -> Exception:
    message = _("{name} is a workbook that cannot be read: it is damaged or of an unknown kind.")
    remedy = _("Open it in a spreadsheet program, save it as XLSX and import that file.")
    return refused(source.name, message.format(name=source.name), remedy)


def cell_text(value: object) -> str:
    """A value as the text that OpenKAM reads: `2020-05-01`, `89.76` (not 89.76000000000001), `TRUE`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _number_text(value: float) -> str:
    """Fifteen significant digits, which is what a sheet keeps and shows; never in powers of ten."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _counts_from_1904(source: Source) -> bool:
    if not zipfile.is_zipfile(source.path):
        return _binary_counts_from_1904(source)
    with zipfile.ZipFile(source.path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as stream:
            head = stream.read(1024**2)
    return re.search(rb"<(?:\w+:)?workbookPr[^>]*\bdate1904=[\"'](?:1|true)[\"']", head) is not None


def _binary_counts_from_1904(source: Source) -> bool:
    """What record 0x22 (DATEMODE) says among the first records of an XLS workbook; see MS-XLS 2.4.77.

    The records are walked from the first one on (BOF). Where the sectors of the file are out of order the walk
    ends early, and dates count from 1900 as usual.
    """
    with source.path.open("rb") as stream:
        head = stream.read(_BINARY_HEAD_BYTES)
    at = head.find(_BEGIN_OF_GLOBALS)
    while 0 <= at <= len(head) - 6:
        kind, length = struct.unpack_from("<HH", head, at)
        if kind == _DATE_MODE and length == 2:
            return bool(head[at + 4])
        if kind == _END or length > _LONGEST_RECORD:
            break
        at += 4 + length
    return False
