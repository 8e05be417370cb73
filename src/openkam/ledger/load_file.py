"""One file of a load: typed, split into sound and rejected rows, and reconciled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from openkam.core.errors import Place
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.ledger import staging
from openkam.ledger.checks import require_roles
from openkam.ledger.reading import normalise
from openkam.ledger.reading.normalised import NormalisedText
from openkam.ledger.rejects import code_sql, collect_rejects, line_sql
from openkam.ledger.running import Share, Statements
from openkam.ledger.snapshots import LineFile
from openkam.ledger.staging import PARQUET, Scan, Staged
from openkam.ledger.types import AlreadyLoaded, ColumnMapping, FileFormat, LedgerError, Reconciliation
from openkam.ledger.values import identifier, literal


@dataclass(frozen=True)
class SourceFile:
    """One file to load: where it is, what people call it, what its columns mean."""

    path: Path
    name: str
    mapping: ColumnMapping
    format: FileFormat
    size_bytes: int


@dataclass(frozen=True)
class LoadWork:
    """Where a load builds its files, and with what. Dates beyond `this_year` + 5 are rejected."""

    folder: Path
    statements: Statements
    this_year: int

    @property
    def load_id(self) -> str:
        """The name that the folder gets once the load is complete."""
        return self.folder.stem


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file inside a load."""

    lines: LineFile
    source: Reconciliation
    skipped: Mapping[str, int]
    short_year: str
    """A date whose year has two digits, from the first rows; empty where none was seen."""


def load_file(work: LoadWork, source: SourceFile, number: int, watched: Share, known: Sequence[LineFile]) -> LoadedFile:
    """Write the sound rows of the file as `lines-<number>.parquet` and add the others to the table of rejects.

    `known` are the files whose repetition is refused with `AlreadyLoaded`. Raises `UnreadableFile` where the rows
    cannot be told apart, and `LedgerError` where the books do not balance.
    """
    plain = source.format.kind == "text"
    with ThreadPoolExecutor(1, thread_name_prefix="ledger-scan") as pool:
        scanned = pool.submit(staging.scan, source.path, plain=plain, compressed=_is_gzip(source.path))
        # Only a file of the same size can be the same, so that others need not wait for their hash.
        if any(file.size_bytes == source.size_bytes for file in known):
            _refuse_known(source, scanned.result().sha256, known)
        staged = _stage(work, source, number, watched, scanned)
        scan = scanned.result()
    totals = () if staged.is_sound else staging.find_running_totals(staged, work.statements)
    path = work.folder / f"lines-{number:04d}.parquet"
    if not staged.is_sound:
        collect_rejects(staged, totals, source.mapping, (path.name, source.name), work.statements)
    _keep_sound_rows(work, staged, totals, path)
    balance = _reconcile(work, staged, totals, path, source.name)
    lines = LineFile(
        load_id=work.load_id,
        stored_as=path.name,
        name=source.name,
        sha256=scan.sha256,
        size_bytes=source.size_bytes,
        first_line=staged.first_line,
        rows=balance.rows_loaded,
        roles=frozenset(source.mapping.columns),
    )
    skipped = staged.skipped
    if totals:
        skipped["total"] = skipped.get("total", 0) + len(totals)
    if plain and not staged.has_lines and scan.blank_at_end:
        skipped["blank"] = skipped.get("blank", 0) + scan.blank_at_end
    return LoadedFile(lines, balance, skipped, staged.short_year)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as handle:
        return handle.read(2) == b"\x1f\x8b"


def _refuse_known(source: SourceFile, sha256: str, known: Sequence[LineFile]) -> None:
    for file in known:
        if file.sha256 == sha256:
            raise AlreadyLoaded(
                _("{file} is in the books already, as {known}.").format(file=source.name, known=file.name),
                remedy=_("Nothing was loaded. Undo the earlier load first, or say that the repetition is meant."),
                place=Place(file=source.name),
            )


def _stage(work: LoadWork, source: SourceFile, number: int, watched: Share, scanned: Future[Scan]) -> Staged:
    """Type the rows: directly where every line of the file is one row, else by way of a careful copy."""
    target = work.folder / f"staged-{number:04d}.parquet"
    text = _normalise(work, source, careful=False)
    require_roles(source.mapping, text.columns, source.name)
    quick = staging.stage_plain(
        text, source.mapping, target, work.statements, this_year=work.this_year, watched=watched, scanned=scanned
    )
    try:
        staged = quick or _type_rows(work, source, text, target, watched)
    except duckdb.Error as error:
        if text.has_line_column or text.is_parquet or not staging.is_csv_error(error):
            raise
    else:
        if text.has_line_column or staging.is_complete(staged, text, scanned, work.statements):
            return staged
    text = _normalise(work, source, careful=True)
    return _type_rows(work, source, text, target, watched)


def _normalise(work: LoadWork, source: SourceFile, *, careful: bool) -> NormalisedText:
    return normalise(
        source.path,
        source.format,
        work.folder / "work",
        cancelled=work.statements.is_cancelled,
        name=source.name,
        careful=careful,
    )


def _type_rows(work: LoadWork, source: SourceFile, text: NormalisedText, target: Path, watched: Share) -> Staged:
    staged = staging.stage(text, source.mapping, target, work.statements, this_year=work.this_year, watched=watched)
    if text.has_line_column:
        staging.check_line_numbers(staged, work.statements, source.name)
    return staged


def _keep_sound_rows(work: LoadWork, staged: Staged, totals: tuple[int, ...], path: Path) -> None:
    if staged.is_sound:
        staged.path.rename(path)
        return
    columns = ", ".join(
        [*(identifier(name) for name in staged.columns if name != "line"), f"{line_sql(staged)} AS line"]
    )
    work.statements.run(
        f"COPY (SELECT {columns} FROM read_parquet({literal(str(staged.path))}, file_row_number = true) "
        f"WHERE code IS NULL) TO {literal(str(path))} ({PARQUET})",
    )


def _count(path: Path, statements: Statements) -> tuple[int, Decimal]:
    relation = f"read_parquet({literal(str(path))})"
    (row,) = statements.run(f"SELECT count(*), coalesce(sum(revenue), 0) FROM {relation}")
    return row[0], Decimal(row[1])


def _reconcile(work: LoadWork, staged: Staged, totals: tuple[int, ...], path: Path, name: str) -> Reconciliation:
    """What was read must be what lies in the published file and in the table of rejects, in rows and money."""
    if staged.is_sound:
        # The staged file is the published one, and its rows were held against the lines of the source.
        rows, total = staged.rows, sum((count.total for count in staged.counts), Decimal(0))
        return Reconciliation(rows, rows, 0, total, total, Decimal(0))
    (read,) = work.statements.run(
        f"SELECT count(*), coalesce(sum(revenue), 0) FROM (SELECT {code_sql(totals)} AS code, revenue FROM "
        f"read_parquet({literal(str(staged.path))}, file_row_number = true)) "
        "WHERE code IS NULL OR code NOT IN ('blank', 'header', 'total')"
    )
    (rejected,) = work.statements.run(
        "SELECT count(*), coalesce(sum(revenue), 0) FROM rejects WHERE load_file = ?", [path.name]
    )
    rows_loaded, sum_loaded = _count(path, work.statements)
    balance = Reconciliation(read[0], rows_loaded, rejected[0], Decimal(read[1]), sum_loaded, Decimal(rejected[1]))
    if (
        balance.rows_read != balance.rows_loaded + balance.rows_rejected
        or balance.sum_read != balance.sum_loaded + balance.sum_rejected
    ):
        raise LedgerError(
            _(
                "{file}: {read} rows were read, but {loaded} loaded and {rejected} rejected; the sums do not meet."
            ).format(
                file=name,
                read=format_number(balance.rows_read),
                loaded=format_number(balance.rows_loaded),
                rejected=format_number(balance.rows_rejected),
            ),
            remedy=_("Nothing was loaded; please report this file."),
            place=Place(file=name),
        )
    staged.path.unlink(missing_ok=True)
    return balance
