"""The rows that were not loaded, each with its place and reason, for people to download and correct."""

from __future__ import annotations

import codecs
import shutil
from pathlib import Path
from typing import Final

from openkam.ledger.checks import REASONS, SKIPPED, fault_column, reason
from openkam.ledger.running import Statements, connect
from openkam.ledger.snapshots import LOADS
from openkam.ledger.staging import Staged
from openkam.ledger.types import ColumnMapping, Reject
from openkam.ledger.values import AMOUNT_TYPE, literal

REJECTS_PARQUET, REJECTS_CSV = "rejects.parquet", "rejects.csv"
SHOWN_AT_MOST: Final = 1000
_COLUMNS: Final = 'file, line, "column", "value", code, reason, revenue'


def begin_rejects(statements: Statements) -> None:
    """Make the table that collects rejected rows of all files of one load."""
    statements.run(
        "CREATE TEMP TABLE rejects (load_file VARCHAR, file VARCHAR, line BIGINT, "
        '"column" VARCHAR, "value" VARCHAR, code VARCHAR, '
        f"reason VARCHAR, revenue {AMOUNT_TYPE})"
    )


def code_sql(totals: tuple[int, ...]) -> str:
    """The code of a staged row, with the rows at these places known for totals."""
    if not totals:
        return "code"
    places = ", ".join(str(place) for place in totals)
    return f"CASE WHEN file_row_number IN ({places}) THEN 'total' ELSE code END"


def line_sql(staged: Staged) -> str:
    """The line of the source on which a staged row stands."""
    return "line" if staged.has_lines else f"CAST(file_row_number + {staged.first_line} AS INTEGER)"


def collect_rejects(
    staged: Staged, totals: tuple[int, ...], mapping: ColumnMapping, names: tuple[str, str], statements: Statements
) -> None:
    """Add the rejected rows of one file, with the column at fault and the reason in the reader's language.

    `names` are the name of its lines in the load and the name that people know it by.
    """
    reasons = ", ".join(
        f"({literal(code)}, {literal(fault_column(code, mapping))}, {literal(reason(code))})" for code in REASONS
    )
    skipped = ", ".join(literal(code) for code in SKIPPED)
    statements.run(
        f"INSERT INTO rejects SELECT {literal(names[0])}, {literal(names[1])}, "
        "staged.line_number, why.\"column\", coalesce(staged.fault, ''), "
        "staged.final_code, why.reason, staged.revenue FROM ("
        f"SELECT {line_sql(staged)} AS line_number, {code_sql(totals)} AS final_code, fault, revenue, file_row_number "
        f"FROM read_parquet({literal(str(staged.path))}, file_row_number = true) WHERE code IS NOT NULL) AS staged "
        f'JOIN (VALUES {reasons}) AS why(code, "column", reason) ON why.code = staged.final_code '
        f"WHERE staged.final_code NOT IN ({skipped}) ORDER BY staged.file_row_number"
    )


def shown_rejects(statements: Statements) -> tuple[Reject, ...]:
    """The first thousand rejected rows."""
    rows = statements.run(f"SELECT {_COLUMNS} FROM rejects ORDER BY rowid LIMIT {SHOWN_AT_MOST}")
    return tuple(Reject(*row) for row in rows)


def write_rejects(folder: Path, statements: Statements) -> Path:
    """Write all of them as Parquet and as CSV, and return the latter, which is what people open.

    A cell that a sheet would take for a formula gets an apostrophe in front; a byte-order mark tells the sheet that
    the text is UTF-8.
    """
    parquet, csv = folder / REJECTS_PARQUET, folder / REJECTS_CSV
    statements.run(f"COPY (SELECT {_COLUMNS} FROM rejects ORDER BY rowid) TO {literal(str(parquet))} (FORMAT parquet)")
    cells = ", ".join(_inert_sql(name) for name in ("file", "line", "column", "value", "code", "reason", "revenue"))
    plain = csv.with_suffix(".plain")
    statements.run(
        f"COPY (SELECT {cells} FROM rejects ORDER BY rowid) TO {literal(str(plain))} (FORMAT csv, HEADER true)"
    )
    with plain.open("rb") as source, csv.open("wb") as target:
        target.write(codecs.BOM_UTF8)
        shutil.copyfileobj(source, target)
    plain.unlink()
    return csv


def kept_rejects(ledger_dir: Path, load_id: str) -> tuple[tuple[Reject, ...], Path | None]:
    """The first thousand rejected rows of a load in the books, and the file of all of them; nothing where none was."""
    folder = ledger_dir / LOADS / load_id
    if not (folder / REJECTS_PARQUET).is_file():
        return (), None
    with connect() as connection:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM read_parquet({literal(str(folder / REJECTS_PARQUET))}, file_row_number = true) "
            f"ORDER BY file_row_number LIMIT {SHOWN_AT_MOST}"
        ).fetchall()
    return tuple(Reject(*row) for row in rows), folder / REJECTS_CSV


def _inert_sql(name: str) -> str:
    if name in ("line", "revenue", "code"):
        return name
    quoted = f'"{name}"'
    return (
        f"CASE WHEN regexp_matches({quoted}, '^[=+\\-@\\t\\r\\n]') THEN '''' || {quoted} ELSE {quoted} END AS {quoted}"
    )
