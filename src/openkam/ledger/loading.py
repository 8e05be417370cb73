"""Loads invoice files into a new snapshot: every row is accounted for, or nothing changes."""

from __future__ import annotations

import secrets
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from openkam.core.errors import Place
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number, format_percent
from openkam.ledger import rejects, snapshots
from openkam.ledger.load_file import LoadedFile, LoadWork, SourceFile, load_file
from openkam.ledger.reading import preview
from openkam.ledger.remarks import remarks_on
from openkam.ledger.running import Share, Statements, full_disk_explained
from openkam.ledger.snapshots import LineFile
from openkam.ledger.types import (
    CancelCheck,
    ColumnMapping,
    LedgerError,
    LoadInfo,
    LoadReport,
    Progress,
    ProgressCallback,
    Reconciliation,
    TooManyRejects,
    UnreadableFile,
)

Mappings = ColumnMapping | Mapping[str, ColumnMapping] | None
ROWS: Final = ("rows_read", "rows_loaded", "rows_rejected")
SUMS: Final = ("sum_read", "sum_loaded", "sum_rejected")


def load(
    ledger_dir: Path,
    files: Sequence[Path | tuple[Path, str]],
    mapping: Mappings = None,
    *,
    max_reject_share: float = 0.05,
    allow_repeat: bool = False,
    note: str = "",
    progress: ProgressCallback | None = None,
    cancelled: CancelCheck | None = None,
) -> LoadReport:
    """Load invoice lines from these files as one load, and make the snapshot that holds them current.

    A `(path, name)` pair gives a file the name that people know it by. `mapping` None takes the guess for each
    file; a dictionary is by name. `progress` and `cancelled` are called on the caller's thread, several times a
    second. Raises `TooManyRejects` above `max_reject_share` of the rows of the load, `AlreadyLoaded` for a file that
    the snapshot holds, `IncompleteMapping`, `UnreadableFile`, `Cancelled`, or `LedgerError` when the disk is full or
    another load runs. After any of them the books are as they were.
    """
    sources = [_source(entry, mapping) for entry in files]
    if not sources:
        raise LedgerError(_("No file was given to load."), remedy=_("Choose at least one file of invoice lines."))
    with snapshots.locked(ledger_dir):
        snapshots.clear_leftovers(ledger_dir)
        load_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        folder = ledger_dir / snapshots.LOADS / f"{load_id}.tmp"
        with full_disk_explained():
            (folder / "work").mkdir(parents=True)
        statements = Statements(folder / "work", progress, cancelled)
        try:
            with full_disk_explained():
                work = LoadWork(folder, statements, datetime.now(UTC).year)
                report, parts = _load_files(work, sources, [] if allow_repeat else _files_in(ledger_dir))
                _refuse_bad(ledger_dir, work, report, max_reject_share)
                return _publish(ledger_dir, work, report, parts, note)
        finally:
            statements.close()
            shutil.rmtree(folder, ignore_errors=True)


def _source(entry: Path | tuple[Path, str], mapping: Mappings) -> SourceFile:
    path, name = entry if isinstance(entry, tuple) else (entry, entry.name)
    if not path.is_file():
        raise UnreadableFile(
            _("There is no file {file}.").format(file=name), remedy=_("Check its name."), place=Place(file=name)
        )
    chosen = mapping if isinstance(mapping, ColumnMapping) or mapping is None else mapping.get(name)
    size = path.stat().st_size
    if chosen is not None and chosen.format is not None:
        return SourceFile(path, name, chosen, chosen.format, size)
    seen = preview(path, mapping=chosen, name=name)
    return SourceFile(path, name, chosen or seen.mapping, seen.format, size)


def _files_in(ledger_dir: Path) -> tuple[LineFile, ...]:
    manifest = snapshots.current_manifest(ledger_dir)
    return manifest.files if manifest else ()


def _load_files(
    work: LoadWork, sources: Sequence[SourceFile], known: Sequence[LineFile]
) -> tuple[LoadReport, list[LoadedFile]]:
    rejects.begin_rejects(work.statements)
    parts: list[LoadedFile] = []
    total, done = sum(source.size_bytes for source in sources), 0
    for number, source in enumerate(sources, start=1):
        work.statements.look()
        watched = Share(done, done + source.size_bytes, total)
        parts.append(load_file(work, source, number, watched, [*known, *(part.lines for part in parts)]))
        done += source.size_bytes
        work.statements.tell(Progress("reading", done, total, "bytes"))
    balances = [part.source for part in parts]
    skipped: Counter[str] = Counter()
    for part in parts:
        skipped.update(part.skipped)
    report = LoadReport(
        load_id=work.load_id,
        snapshot_id="",
        files=tuple(source.name for source in sources),
        source=Reconciliation(
            *(sum(getattr(balance, name) for balance in balances) for name in ROWS),
            *(sum((getattr(balance, name) for balance in balances), Decimal(0)) for name in SUMS),
        ),
        skipped=dict(skipped),
        rejects=rejects.shown_rejects(work.statements),
        rejects_path=None,
        remarks=remarks_on(parts, work),
    )
    return report, parts


def _refuse_bad(ledger_dir: Path, work: LoadWork, report: LoadReport, max_reject_share: float) -> None:
    """Refuse a load with too many rejects or with no line at all; its rejects stay readable until the next load."""
    source = report.source
    if source.rows_read == 0:
        raise UnreadableFile(
            _("The files hold no invoice lines."), remedy=_("Check that the right file and header row were chosen.")
        )
    if source.rows_loaded and source.rows_rejected <= max_reject_share * source.rows_read:
        return
    refused = ledger_dir / snapshots.REFUSED / work.load_id
    refused.mkdir(parents=True)
    path = rejects.write_rejects(refused, work.statements)
    share = Decimal(100 * source.rows_rejected) / source.rows_read
    error = TooManyRejects(
        _("{rejected} of {read} rows ({share}) would be rejected; the load allows {allowed}.").format(
            rejected=format_number(source.rows_rejected),
            read=format_number(source.rows_read),
            share=format_percent(share, 1),
            allowed=format_percent(100 * max_reject_share, 1),
        ),
        remedy=_("Nothing was changed. The first reason is: {reason} Correct the columns, or allow more.").format(
            reason=report.rejects[0].reason
        ),
        place=Place(file=report.rejects[0].file, line=report.rejects[0].line, column=report.rejects[0].column or None),
    )
    error.report = replace(report, rejects_path=path)
    raise error


def _publish(
    ledger_dir: Path, work: LoadWork, report: LoadReport, parts: Sequence[LoadedFile], note: str
) -> LoadReport:
    """Bring everything onto the disk, give the folder its name, and make the new snapshot current, in this order."""
    work.statements.look()
    work.statements.tell(Progress("writing", 0, len(parts), "files"))
    if report.source.rows_rejected:
        rejects.write_rejects(work.folder, work.statements)
    shutil.rmtree(work.folder / "work")
    for path in work.folder.iterdir():
        snapshots.sync(path)
    snapshots.sync(work.folder)
    work.statements.look()
    home = work.folder.with_name(work.load_id)
    work.folder.rename(home)
    snapshots.sync(home.parent)
    before = snapshots.current_manifest(ledger_dir)
    info = LoadInfo(
        load_id=work.load_id,
        at=datetime.now(UTC),
        files=report.files,
        sha256s=tuple(part.lines.sha256 for part in parts),
        source=report.source,
        note=note,
    )
    snapshot = snapshots.publish(
        ledger_dir,
        (*(before.loads if before else ()), info),
        (*(before.files if before else ()), *(part.lines for part in parts)),
    )
    work.statements.tell(Progress("publishing", len(parts), len(parts), "files"))
    rejected = home / rejects.REJECTS_CSV if report.source.rows_rejected else None
    return replace(report, snapshot_id=snapshot.id, rejects_path=rejected)
