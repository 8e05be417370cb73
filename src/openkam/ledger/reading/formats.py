"""From a path to rows: the guessed format of a file, its first rows, and all of them in a stream."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from openkam.core.i18n import gettext as _
from openkam.ledger.reading.delimiters import Cut, guess_cut
from openkam.ledger.reading.encodings import HEAD_BYTES, EncodingGuess, guess_from_samples, samples_of
from openkam.ledger.reading.header_row import column_names, find_header
from openkam.ledger.reading.headers import role_of_name
from openkam.ledger.reading.parquet import parquet_columns, parquet_records
from openkam.ledger.reading.sources import Source, identify, refused
from openkam.ledger.reading.text import Record, parse, text_records
from openkam.ledger.reading.workbook import Sheets, read_sheets, sheet_records
from openkam.ledger.types import FileFormat, UnreadableFile

HEAD_RECORDS: Final = 1000
_FURTHER_ROWS: Final = 50_000
_FURTHER_STEP: Final = 100
_SMALL_WORKBOOK_BYTES: Final = 4 * 1024**2
"""Every sheet of a workbook up to this size is looked at to find the likeliest; of a larger one, the first table."""


@dataclass(frozen=True)
class Head:
    """The beginning of a file under one format. `header` is the position of the header in `records`."""

    source: Source
    format: FileFormat
    records: tuple[Record, ...]
    header: int | None
    columns: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    further: tuple[Record, ...] = ()
    """Every hundredth row below `records`, of a sheet, which is in memory anyhow."""

    @property
    def data(self) -> tuple[Record, ...]:
        """The records below the header that hold something."""
        below = self.records if self.header is None else self.records[self.header + 1 :]
        return tuple((line, cells) for line, cells in below if any(cell.strip() for cell in cells))


def records_of(source: Source, file_format: FileFormat) -> Iterator[Record]:
    """Every record of a file from its first line: titles, header, data and blank lines (as empty tuples)."""
    if file_format.kind != source.kind:
        message = _("{name} is not of the kind {kind}.").format(name=source.name, kind=file_format.kind)
        raise refused(source.name, message, _("Take the guessed format, or choose the file again."))
    if file_format.kind == "text":
        return text_records(source, file_format)
    if file_format.kind == "excel":
        return sheet_records(source, file_format.sheet)
    return parquet_records(source)


def read_head(path: Path, name: str | None = None, given: FileFormat | None = None) -> Head:
    """The first rows of a file. What was set in the format that is `given` holds; the rest is guessed.

    A delimiter that is given brings its quote and row end with it. Raises `UnreadableFile` for a file of no known
    kind, without a row, or broken in its first rows.
    """
    source = identify(path, name)
    if source.kind == "parquet":
        names, _rows = parquet_columns(source)
        parquet = FileFormat(kind="parquet", header_row=None)
        head = tuple(islice(parquet_records(source), HEAD_RECORDS))
        return Head(source, parquet, head, 0, names)
    said = given if given is not None and given.kind == source.kind else FileFormat(kind=source.kind)
    return _excel_head(source, said) if source.kind == "excel" else _text_head(source, said)


def _further(stream: Iterator[Record]) -> tuple[Record, ...]:
    return tuple(islice(stream, 0, _FURTHER_ROWS, _FURTHER_STEP))


def header_position(records: Sequence[Record], header_row: int | None) -> int | None:
    """Where in `records` the row stands that has the number `header_row` in the file."""
    if header_row is None:
        return None
    at = next((at for at, (line, _cells) in enumerate(records) if line >= header_row), None)
    if at is None:
        message = _("There is no row {row} to take the column names from.").format(row=header_row)
        raise UnreadableFile(message, remedy=_("Choose a row that the file has."))
    return at


def _head(
    source: Source,
    file_format: FileFormat,
    records: tuple[Record, ...],
    header: int | None,
    sheets: Sheets | None = None,
    remarks: tuple[str, ...] = (),
) -> Head:
    if not any(cells for _line, cells in records):
        message = _("{name} holds no rows.").format(name=source.name)
        raise refused(source.name, message, _("Export it again and check that it holds rows."))
    columns = column_names(records, header, table_width(records, header, trimmed=sheets is not None))
    names = (*sheets.visible, *sheets.hidden) if sheets else ()
    return Head(source, file_format, records, header, columns, names, remarks)


def table_width(records: Sequence[Record], header: int | None, *, trimmed: bool = False) -> int:
    """How many columns the table has: as many as the header names, or as the widest row where there is none.

    `trimmed`, as for sheets, leaves out the columns at the right that nothing is in.
    """
    below = [cells for _line, cells in (records if header is None else records[header:])]
    width = len(below[0]) if header is not None else max(len(cells) for cells in below)
    if not trimmed:
        return width
    used = max((at + 1 for cells in below for at, cell in enumerate(cells) if cell.strip()), default=1)
    return min(width, used)


def _text_head(source: Source, said: FileFormat) -> Head:
    known = said.model_fields_set
    samples = samples_of(source)
    encoding = EncodingGuess(said.encoding, 1.0) if "encoding" in known else guess_from_samples(samples)
    text = samples[0].decode(encoding.encoding, errors="ignore")
    _refuse_binary(source, text)
    complete = len(samples[0]) < HEAD_BYTES
    cut = guess_cut(text, complete=complete)
    if "delimiter" in known:
        cut = Cut(said.delimiter, said.quote, said.row_end)
    file_format = FileFormat(
        kind="text",
        encoding=encoding.encoding,
        delimiter=cut.delimiter,
        quote=said.quote if "quote" in known else cut.quote,
        row_end=said.row_end if "row_end" in known else cut.row_end,
    )
    if known & {"encoding", "header_row"}:
        # What a person says is held against the file itself: a byte that does not belong is reported at once.
        records = tuple(islice(text_records(source, file_format), max(HEAD_RECORDS, said.header_row or 0)))
    else:
        records = _first_records(source, text, file_format, complete=complete)
    header = _header_after(records, cut.skip_rows)
    if "header_row" in known:
        header = header_position(records, said.header_row)
    file_format = file_format.model_copy(update={"header_row": None if header is None else records[header][0]})
    remarks = _encoding_remarks(encoding)
    if "\x00" in text:
        remarks += (_("The file contains NUL characters; they are left out."),)
    return _head(source, file_format, records, header, remarks=remarks)


def _refuse_binary(source: Source, text: str) -> None:
    """Refuse what no text holds: one control character in twenty, beyond those that part cells and lines."""
    sample = text[:65536]
    strange = sum(char < " " and char not in "\t\n\r\f\x1c\x1d\x1e\x1f\x01" for char in sample)
    if strange > 10 and strange > len(sample) / 20:
        message = _("{name} is not a text file, or its encoding is an unusual one.").format(name=source.name)
        raise refused(source.name, message, _("Save the table as CSV (UTF-8) or as XLSX and import that file."))


def _header_after(records: Sequence[Record], skip: int) -> int | None:
    found = find_header(records[skip:])
    return None if found is None else found + skip


def _first_records(source: Source, text: str, file_format: FileFormat, *, complete: bool) -> tuple[Record, ...]:
    """The first records in `text`, which may break off inside the last one."""
    records: list[Record] = []
    try:
        for record in islice(parse(io.StringIO(text, newline=""), file_format, source.name), HEAD_RECORDS):
            records.append(record)
    except UnreadableFile:
        if complete or len(records) < 2:
            raise
        return tuple(records)
    return tuple(records if complete or len(records) == HEAD_RECORDS else records[:-1] or records)


def _encoding_remarks(guess: EncodingGuess) -> tuple[str, ...]:
    remarks: tuple[str, ...] = ()
    if guess.also:
        text = _("The text is read as {encoding}; it could also be {others}. Check a name with unusual letters.")
        remarks += (text.format(encoding=guess.encoding, others=", ".join(guess.also)),)
    if guess.plausibility < 0.4:
        text = _("The encoding {encoding} is no more than a guess; check a name with unusual letters.")
        remarks += (text.format(encoding=guess.encoding),)
    return remarks


def _excel_head(source: Source, said: FileFormat) -> Head:
    sheets = read_sheets(source)
    if not (sheets.visible or sheets.hidden):
        message = _("{name} has no worksheet.").format(name=source.name)
        raise refused(source.name, message, _("Save the table as CSV or as an Excel workbook and import that file."))
    sheet, records, further = _likeliest_sheet(source, (said.sheet,) if said.sheet else sheets.visible or sheets.hidden)
    if not any(cells for _line, cells in records):
        message = _("No sheet of {name} holds a row.").format(name=source.name)
        raise refused(source.name, message, _("Export it again and check that it holds rows."))
    known = said.model_fields_set
    header = header_position(records, said.header_row) if "header_row" in known else find_header(records)
    file_format = FileFormat(
        kind="excel",
        sheet=sheet,
        header_row=None if header is None else records[header][0],
        date_1904=said.date_1904 if "date_1904" in known else sheets.date_1904,
    )
    remarks = () if said.sheet else _sheet_remarks(sheets, sheet)
    return replace(_head(source, file_format, records, header, sheets, remarks), further=further)


def _likeliest_sheet(source: Source, candidates: Sequence[str]) -> tuple[str, tuple[Record, ...], tuple[Record, ...]]:
    """The sheet that looks most like a table that we want, with its first rows and a sample of those below."""
    small = source.path.stat().st_size <= _SMALL_WORKBOOK_BYTES
    best: tuple[str, tuple[Record, ...], tuple[Record, ...]] = (candidates[0], (), ())
    best_score = -1
    for sheet in candidates:
        stream = sheet_records(source, sheet)
        records = tuple(islice(stream, HEAD_RECORDS))
        score = _table_score(records)
        if score > best_score:
            best, best_score = (sheet, records, _further(stream)), score
        if best_score > 0 and not small:
            break
    return best


def _table_score(records: Sequence[Record]) -> int:
    """How much a sheet looks like a table that we want: known names in its header, then more than one column."""
    rows = [cells for _line, cells in records if cells]
    if not rows:
        return 0
    header = find_header(records)
    if header is None:
        return 1
    names = [cell for cell in records[header][1] if cell.strip()]
    roles = {found[0] for name in names if (found := role_of_name(name))}
    wide = len(names) > 1 and len(rows) > 1
    return 2 + (3 + 2 * len(roles) if wide else 0)


def _sheet_remarks(sheets: Sheets, sheet: str) -> tuple[str, ...]:
    remarks: tuple[str, ...] = ()
    if len(sheets.visible) > 1:
        remarks += (_("The sheet {sheet} is read; the workbook has others.").format(sheet=sheet),)
    if sheets.hidden:
        text = _("Hidden sheets are not read: {sheets}.")
        remarks += (text.format(sheets=", ".join(sheets.hidden)),)
    return remarks
