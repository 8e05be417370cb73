"""One source file into one Parquet file of typed rows, sound and unsound alike, in the order of the source."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import Decimal
from gzip import open as open_gzip
from pathlib import Path
from typing import Final

import duckdb

from openkam.core.i18n import gettext as _
from openkam.ledger.checks import LINE_COLUMNS, SKIPPED, RowSource, checked_rows_sql
from openkam.ledger.reading.normalised import EXCESS_COLUMN, LINE_COLUMN, NormalisedText
from openkam.ledger.running import Share, Statements
from openkam.ledger.types import ColumnMapping, LedgerError
from openkam.ledger.values import identifier, literal

STORED_COLUMNS: Final = (*(role.value for role in LINE_COLUMNS), "line", "code", "fault")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Scan:
    """What the bytes of a file say without parsing them."""

    sha256: str
    lines: int
    """Lines up to the last one that holds anything."""
    blank_at_end: int


@dataclass(frozen=True)
class CodeCount:
    """How many staged rows carry one code (None: sound), and the sum of their amounts."""

    code: str | None
    rows: int
    total: Decimal


@dataclass(frozen=True)
class Staged:
    """The typed rows of one file, and whether row r stands on line `first_line` + r."""

    path: Path
    first_line: int
    has_lines: bool
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
    """Hash a file and, where it is `plain` text (perhaps `compressed` by gzip), count its lines, in one reading."""
    digest = hashlib.sha256()
    lines, tail = 0, b""
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
            if plain and not compressed:
                lines += chunk.count(b"\n")
                tail = (tail + chunk)[-64:]
    if plain and compressed:
        with open_gzip(path, "rb") as unpacked:
            while chunk := unpacked.read(_CHUNK):
                lines += chunk.count(b"\n")
                tail = (tail + chunk)[-64:]
    ends = len(tail) - len(tail.rstrip(b"\r\n"))
    line_feeds_at_end = tail[len(tail) - ends :].count(b"\n")
    blank = max(0, line_feeds_at_end - 1)
    return Scan(digest.hexdigest(), lines - blank + (1 if tail and not line_feeds_at_end else 0), blank)


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

    Raises `duckdb.Error` where the text is not sound CSV; the caller then asks for a careful copy.
    """
    source = row_source(text, statements)
    checked = checked_rows_sql(source, mapping, this_year=this_year)
    columns = ", ".join(
        "CAST(NULL AS INTEGER) AS line" if name == "line" and not text.has_line_column else identifier(name)
        for name in STORED_COLUMNS
    )
    statements.run(
        f"COPY (SELECT {columns} FROM ({checked})) TO {literal(str(target))} (FORMAT parquet)", watched=watched
    )
    first_line = text.header_rows_to_skip + 1 if not text.is_parquet else 1
    return Staged(target, first_line, text.has_line_column, _count(target, statements))


def _count(path: Path, statements: Statements) -> tuple[CodeCount, ...]:
    rows = statements.run(
        f"SELECT code, count(*), coalesce(sum(revenue), 0) FROM read_parquet({literal(str(path))}) "
        "GROUP BY code ORDER BY code NULLS FIRST"
    )
    return tuple(CodeCount(code, number, Decimal(total)) for code, number, total in rows)


def is_complete(staged: Staged, text: NormalisedText, scanned: Future[Scan], statements: Statements) -> bool:
    """Whether every line below the header became one row, so that a row's place gives its line.

    The lines are counted from the bytes, independently of the CSV reader; those of Parquet stand in its footer.
    """
    if text.is_parquet:
        (footer,) = statements.run(f"SELECT sum(num_rows) FROM parquet_file_metadata({literal(str(text.path))})")
        return bool(footer[0] == staged.rows)
    return staged.rows + text.header_rows_to_skip == scanned.result().lines


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
