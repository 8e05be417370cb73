"""The records of a delimited text file, streaming, each with the line on which it begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, Final, Literal

from openkam.core.i18n import gettext as _
from openkam.ledger.reading.sources import Source, open_bytes, refused
from openkam.ledger.types import FileFormat, UnreadableFile

Record = tuple[int, tuple[str, ...]]

_DELIMITER: Final = "\x1f"
"""Stands in for a delimiter of several characters while the CSV reader of the standard library is at work."""
_CHUNK_CHARS: Final = 256 * 1024
MAX_CELL_CHARS: Final = csv.field_size_limit()


def text_records(source: Source, file_format: FileFormat) -> Iterator[Record]:
    """Every record of the file, blank lines as empty tuples. NUL characters are left out.

    Raises `UnreadableFile` naming the line where a byte is not of the encoding, or where a quote is opened and
    never closed.
    """
    with open_bytes(source) as raw:
        try:
            with io.TextIOWrapper(raw, encoding=file_format.encoding, newline="") as stream:
                yield from parse(stream, file_format, source.name)
        except UnicodeDecodeError as error:
            raise _wrong_byte(source, file_format, error) from error


def parse(stream: IO[str], file_format: FileFormat, name: str = "") -> Iterator[Record]:
    """The records in decoded text; see `text_records`."""
    lines = (_without_mark(line, at) for at, line in enumerate(stream))
    if file_format.row_end:
        return _split_records(stream, file_format)
    if len(file_format.delimiter) > 1:
        return _restored(_csv_records(_single_marks(lines, file_format), file_format, name), file_format)
    return _csv_records(lines, file_format, name)


def _without_mark(line: str, at: int) -> str:
    line = line.removeprefix("\ufeff") if at == 0 else line
    return line.replace("\x00", "") if "\x00" in line else line


def _single_marks(lines: Iterable[str], file_format: FileFormat) -> Iterator[str]:
    return (line.replace(file_format.delimiter, _DELIMITER) for line in lines)


def _restored(records: Iterable[Record], file_format: FileFormat) -> Iterator[Record]:
    """A delimiter that stood inside quotes belongs to its cell."""
    for line, cells in records:
        yield line, tuple(cell.replace(_DELIMITER, file_format.delimiter) for cell in cells)


def _csv_records(lines: Iterable[str], file_format: FileFormat, name: str) -> Iterator[Record]:
    delimiter = file_format.delimiter if len(file_format.delimiter) == 1 else _DELIMITER
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if file_format.quote else csv.QUOTE_NONE
    reader = csv.reader(
        lines, delimiter=delimiter, quotechar=file_format.quote or None, quoting=quoting, doublequote=True, strict=True
    )
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken_quote(name, file_format, begins, reader.line_num) from error
        yield begins, tuple(cells)


def _broken_quote(name: str, file_format: FileFormat, begins: int, ends: int) -> UnreadableFile:
    if not file_format.quote:
        message = _("{name} has a cell of more than {limit} characters on line {line}.").format(
            name=name, limit=MAX_CELL_CHARS, line=begins
        )
        return refused(name, message, _("Check that the delimiter and the row end are right."), begins)
    message = _("In {name} a quote is opened on line {line} and not closed as it should be (read on to line {end}).")
    remedy = _("Correct that line, or say that this file has no quote character.")
    return refused(name, message.format(name=name, line=begins, end=ends), remedy, begins)


def _split_records(stream: IO[str], file_format: FileFormat) -> Iterator[Record]:
    """Records that end with a mark of their own; line ends and quotes inside them are plain text."""
    end, rest, line, last = file_format.row_end, "", 1, 0
    while chunk := stream.read(_CHUNK_CHARS):
        *records, rest = (rest + chunk).split(end)
        for record in records:
            # Where no line feeds part the records, they are counted themselves.
            for at, cells in _record(record, file_format, line):
                last = max(at, last + 1)
                yield last, cells
            line += record.count("\n") or record.count("\r")
    for at, cells in _record(rest, file_format, line):
        yield max(at, last + 1), cells


def _record(text: str, file_format: FileFormat, line: int) -> Iterator[Record]:
    text = text.replace("\x00", "").removeprefix("\ufeff")
    bare = text.lstrip("\r\n")
    if bare:
        yield line + (1 if bare != text else 0), tuple(bare.split(file_format.delimiter))


def _wrong_byte(source: Source, file_format: FileFormat, error: UnicodeDecodeError) -> UnreadableFile:
    line = _line_of_wrong_byte(source, file_format.encoding)
    message = _("{name} is not {encoding} throughout: line {line} holds a byte ({byte}) that does not belong.").format(
        name=source.name, encoding=file_format.encoding, line=line, byte=f"0x{error.object[error.start]:02X}"
    )
    return refused(source.name, message, _("Choose another encoding, or correct that line."), line)


def _line_of_wrong_byte(source: Source, encoding: str) -> int:
    with open_bytes(source) as raw:
        if encoding.startswith(("utf-16", "utf-32")):
            return _line_in_wide_text(raw, encoding)
        at = 0
        for at, line in enumerate(raw, start=1):  # noqa: B007 - the last line counts where the fault is a cut-off end
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                break
        return at


def _line_in_wide_text(raw: IO[bytes], encoding: str) -> int:
    lines = 1
    with io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="") as stream:
        for lines, line in enumerate(stream, start=1):  # noqa: B007 - as above
            if "\ufffd" in line:
                break
    return lines
