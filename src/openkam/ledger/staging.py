"""One source file into one Parquet file of typed rows, sound and unsound alike, in the order of the source."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from openkam.core.i18n import gettext as _
from openkam.ledger import plain_rows
from openkam.ledger.checks import DATE_ROLES, SKIPPED, RowSource, checked_rows_sql, kept_roles
from openkam.ledger.reading.normalised import EXCESS_COLUMN, LINE_COLUMN, NormalisedText
from openkam.ledger.running import Share, Statements
from openkam.ledger.types import ColumnMapping, LedgerError
from openkam.ledger.values import identifier, literal

PARQUET: Final = "FORMAT parquet, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 12000, WRITE_BLOOM_FILTER false"
"""How lines are stored. Amounts and document numbers repeat too little for a dictionary to be worth the attempt.

The second version writes differences between neighbours, which are short where documents are numbered in turn.
"""
_LOOKED_AT: Final = 2000
_CHUNK: Final = 1 << 20
_TAIL: Final = 64
_LINE_FEED: Final = ord("\n")
_FIRST_BEYOND_ASCII: Final = 0x80


@dataclass(frozen=True)
class Scan:
    """What the bytes of a file say without parsing them."""

    sha256: str
    lines: int
    """Lines up to the last one that holds anything."""
    blank_at_end: int
    is_ascii: bool = False
    has_nul: bool = False
    """Whether a byte is zero, which the careful copy leaves out and DuckDB's reader does not."""


@dataclass(frozen=True)
class CodeCount:
    """How many staged rows carry one code (None: sound), and the sum of their amounts."""

    code: str | None
    rows: int
    total: Decimal


@dataclass(frozen=True)
class Staged:
    """The typed rows of one file. Without lines of their own, row r (from 0) stands on line `first_line` + r."""

    path: Path
    columns: tuple[str, ...]
    """Those that a published file keeps."""
    first_line: int
    has_lines: bool
    short_year: str
    """A date whose year has two digits, from the first rows; empty where none was seen."""
    counts: tuple[CodeCount, ...]

    @property
    def rows(self) -> int:
        """Rows of every kind."""
        return sum(count.rows for count in self.counts)

    @property
    def is_sound(self) -> bool:
        """Whether every row can be loaded."""
        return all(count.code is None for count in self.counts)

    @property
    def skipped(self) -> dict[str, int]:
        """Rows that are neither loaded nor rejected, by kind."""
        return {count.code: count.rows for count in self.counts if count.code in SKIPPED}


def scan(path: Path, *, plain: bool = True, compressed: bool = False) -> Scan:
    """Hash a file and, where it is `plain` text (perhaps `compressed` by gzip), look at its bytes, in one reading."""
    digest, seen = hashlib.sha256(), _Seen()
    with path.open("rb", buffering=0) as handle:
        for chunk in _chunks(handle):
            digest.update(chunk)
            if plain and not compressed:
                seen.look_at(chunk)
    if plain and compressed:
        with gzip.open(path, "rb") as unpacked:
            for chunk in _chunks(unpacked):
                seen.look_at(chunk)
    ends = len(seen.tail) - len(seen.tail.rstrip(b"\r\n"))
    line_feeds_at_end = seen.tail[len(seen.tail) - ends :].count(b"\n")
    blank = max(0, line_feeds_at_end - 1)
    lines = seen.line_feeds - blank + (1 if seen.tail and not line_feeds_at_end else 0)
    return Scan(digest.hexdigest(), lines, blank, plain and seen.is_ascii, seen.has_nul)


class _Seen:
    """What has been seen of the bytes of a text so far."""

    def __init__(self) -> None:
        self.line_feeds = 0
        self.tail = b""
        self.is_ascii = True
        self.has_nul = False

    def look_at(self, chunk: memoryview) -> None:
        """Take in the next bytes, of which there is at least one."""
        codes = np.frombuffer(chunk, np.uint8)
        self.line_feeds += int(np.count_nonzero(codes == _LINE_FEED))
        self.tail = (self.tail + bytes(chunk[-_TAIL:]))[-_TAIL:]
        self.is_ascii = self.is_ascii and bool(codes.max() < _FIRST_BEYOND_ASCII)
        self.has_nul = self.has_nul or bool(codes.min() == 0)


def _chunks(stream: io.RawIOBase | gzip.GzipFile) -> Iterator[memoryview]:
    """The bytes of the stream piece by piece, each in the place of the one before."""
    place = bytearray(_CHUNK)
    while filled := stream.readinto(place):
        yield memoryview(place)[:filled]


def row_source(text: NormalisedText, statements: Statements) -> RowSource:
    """The rows of a normalised file as DuckDB selects them."""
    path = literal(str(text.path))
    if text.is_parquet:
        described = statements.run(f"DESCRIBE SELECT * FROM read_parquet({path})")
        types = {str(row[0]): str(row[1]) for row in described}
        return RowSource(f"read_parquet({path})", text.columns, types, date_1904=text.date_1904)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in text.all_columns)
    relation = (
        f"read_csv({path}, auto_detect=false, header=false, skip={text.header_rows_to_skip}, "
        f"delim={literal(text.delimiter)}, quote={literal(text.quote)}, escape={literal(text.quote)}, "
        f"compression={literal(text.compression)}, columns={{{columns}}})"
    )
    return RowSource(
        relation,
        text.columns,
        date_1904=text.date_1904,
        line_column=LINE_COLUMN if text.has_line_column else "",
        excess_column=EXCESS_COLUMN if text.has_line_column else "",
    )


def stage(
    text: NormalisedText,
    mapping: ColumnMapping,
    target: Path,
    statements: Statements,
    *,
    this_year: int,
    watched: Share,
) -> Staged:
    """Read the file once and write every row with typed values, its code and the cell at fault.

    Patient: any row is taken.

    Raises `duckdb.Error` where the text is not sound CSV; the caller then asks for a careful copy.
    """
    source = row_source(text, statements)
    checked = checked_rows_sql(source, mapping, this_year=this_year)
    columns = _columns(text, mapping)
    written = ", ".join(identifier(name) for name in (*columns, "code", "fault"))
    statements.run(f"COPY (SELECT {written} FROM ({checked})) TO {literal(str(target))} ({PARQUET})", watched=watched)
    first_line = text.header_rows_to_skip + 1 if not text.is_parquet else 1
    short_year = _short_year(source, mapping, statements)
    return Staged(target, columns, first_line, text.has_line_column, short_year, _count(target, statements))


def stage_plain(
    text: NormalisedText,
    mapping: ColumnMapping,
    target: Path,
    statements: Statements,
    *,
    this_year: int,
    watched: Share,
    scanned: Future[Scan],
) -> Staged | None:
    """The same by the quick way, or None where some row is not sound or not plainly written."""
    if not plain_rows.can_be_tried(text, mapping):
        return None
    rows = plain_rows.plain_rows_sql(text, mapping, this_year=this_year)
    relation = f"read_parquet({literal(str(target))})"
    try:
        if not plain_rows.is_promising(rows, mapping, statements):
            return None
        statements.run(f"COPY ({rows}) TO {literal(str(target))} ({PARQUET})", watched=watched)
        seen = scanned.result()
        if seen.has_nul or plain_rows.has_odd_texts(relation, mapping, statements, is_ascii=seen.is_ascii):
            return None
    except duckdb.Error as error:
        if not is_csv_error(error):
            raise
        return None
    (row,) = statements.run(f"SELECT count(*), coalesce(sum(revenue), 0) FROM {relation}")
    counts = (CodeCount(None, row[0], Decimal(row[1])),)
    short_year = _short_year(row_source(text, statements), mapping, statements)
    return Staged(target, _columns(text, mapping), text.header_rows_to_skip + 1, False, short_year, counts)


def _short_year(source: RowSource, mapping: ColumnMapping, statements: Statements) -> str:
    days = [
        source.cell(column)
        for role, column in mapping.columns.items()
        if role in DATE_ROLES and mapping.date_orders.get(role, "iso") in ("iso", "ymd", "dmy", "mdy")
    ]
    cells = f"SELECT unnest([{', '.join(days)}]) AS cell FROM (SELECT * FROM {source.relation} LIMIT {_LOOKED_AT})"
    shape = literal(r"\s*[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2}(?:[ T].*)?")
    found = statements.run(f"SELECT cell FROM ({cells}) WHERE regexp_full_match(cell, {shape}) LIMIT 1") if days else []
    return str(found[0][0]).strip() if found else ""


def _columns(text: NormalisedText, mapping: ColumnMapping) -> tuple[str, ...]:
    kept = tuple(role.value for role in kept_roles(mapping))
    return (*kept, "line") if text.has_line_column else kept


def _count(path: Path, statements: Statements) -> tuple[CodeCount, ...]:
    rows = statements.run(
        f"SELECT code, count(*), coalesce(sum(revenue), 0) FROM read_parquet({literal(str(path))}) "
        "GROUP BY code ORDER BY code NULLS FIRST"
    )
    return tuple(CodeCount(code, number, Decimal(total)) for code, number, total in rows)


def is_complete(staged: Staged, text: NormalisedText, scanned: Future[Scan], statements: Statements) -> bool:
    """Whether every line below the header became one row with all that it holds, so that a row's place gives its line.

    The lines are counted from the bytes, independently of the CSV reader; those of Parquet stand in its footer.
    """
    if text.is_parquet:
        (footer,) = statements.run(f"SELECT sum(num_rows) FROM parquet_file_metadata({literal(str(text.path))})")
        return bool(footer[0] == staged.rows)
    seen = scanned.result()
    return not seen.has_nul and staged.rows + text.header_rows_to_skip == seen.lines


def check_line_numbers(staged: Staged, statements: Statements, name: str) -> None:
    """Check that a careful copy numbers every row once. Raises `LedgerError` if not."""
    (row,) = statements.run(f"SELECT count(*), count(DISTINCT line) FROM read_parquet({literal(str(staged.path))})")
    if row[0] != row[1]:
        raise LedgerError(
            _("{file}: {rows} rows were read from {lines} lines, so some would be counted twice.").format(
                file=name, rows=row[0], lines=row[1]
            ),
            remedy=_("Nothing was loaded; please report this file."),
        )


def find_running_totals(staged: Staged, statements: Statements) -> tuple[int, ...]:
    """Places (from 0) of rows without customer and date whose amount is the sum of the sound rows above them."""
    relation = f"read_parquet({literal(str(staged.path))}, file_row_number = true)"
    bare = "code NOT IN ('blank', 'header', 'total') AND account IS NULL AND date IS NULL AND revenue <> 0"
    if not statements.run(f"SELECT 1 FROM {relation} WHERE {bare} LIMIT 1"):
        return ()
    rows = statements.run(
        f"SELECT place FROM (SELECT file_row_number AS place, revenue, {bare} AS bare, "
        "sum(CASE WHEN code IS NULL THEN revenue ELSE 0 END) OVER "
        f"(ORDER BY file_row_number ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM {relation}) "
        "WHERE bare AND running = revenue ORDER BY place"
    )
    return tuple(row[0] for row in rows)


def is_csv_error(error: duckdb.Error) -> bool:
    """Whether the CSV reader gave up on the text, and not the disk or the memory."""
    return isinstance(error, duckdb.InvalidInputException | duckdb.ConversionException)
