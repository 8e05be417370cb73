"""What a load would reject among the first rows, found by the very statement that the load runs."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from openkam.ledger.checks import SKIPPED, RowSource, checked_rows_sql, fault_column, reason, require_roles
from openkam.ledger.reading.formats import read_head
from openkam.ledger.reading.normalise import normalise
from openkam.ledger.reading.normalised import EXCESS_COLUMN, LINE_COLUMN, NormalisedText
from openkam.ledger.types import ColumnMapping, Problem
from openkam.ledger.values import literal


def find_problems(
    path: Path, mapping: ColumnMapping, *, limit: int = 100, max_rows: int = 5000, name: str | None = None
) -> tuple[Problem, ...]:
    """The first `limit` cells that would be rejected among the first `max_rows` rows, in the order of the file.

    Raises `UnreadableFile`, and `IncompleteMapping` where the mapping cannot make invoice lines of these columns.
    """
    head = read_head(path, name, mapping.format)
    with tempfile.TemporaryDirectory(prefix="openkam-preview-") as folder, duckdb.connect() as connection:
        text = normalise(path, head.format, Path(folder), name=name, careful=True, max_rows=max_rows)
        require_roles(mapping, text.columns, text.source_name)
        checked = checked_rows_sql(_rows_of(text, max_rows, connection), mapping, this_year=datetime.now(UTC).year)
        skipped = ", ".join(literal(code) for code in SKIPPED)
        query = (
            f"SELECT line, code, fault FROM ({checked}) "
            f"WHERE code IS NOT NULL AND code NOT IN ({skipped}) ORDER BY line LIMIT {limit:d}"
        )
        found = connection.execute(query).fetchall()
    return tuple(
        Problem(text.source_name, line, fault_column(code, mapping), fault or "", reason(code))
        for line, code, fault in found
    )


def _rows_of(text: NormalisedText, max_rows: int, connection: duckdb.DuckDBPyConnection) -> RowSource:
    if text.is_parquet:
        line = f'row_number() OVER () AS "{LINE_COLUMN}", \'\' AS "{EXCESS_COLUMN}"'
        relation = f"(SELECT *, {line} FROM read_parquet({literal(str(text.path))}) LIMIT {max_rows:d})"
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        types = {row[0]: row[1] for row in described}
        return RowSource(relation, text.columns, types, text.date_1904, LINE_COLUMN, EXCESS_COLUMN)
    columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in text.all_columns)
    relation = (
        f"read_csv({literal(str(text.path))}, auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
        f"columns={{{columns}}})"
    )
    return RowSource(relation, text.columns, {}, text.date_1904, LINE_COLUMN, EXCESS_COLUMN)
