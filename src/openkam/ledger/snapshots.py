"""Snapshots of the books: immutable loads, numbered manifests, and one small file that says which is current.

    <ledger_dir>/loads/<load_id>/lines-0001.parquet …, rejects.parquet, rejects.csv
    <ledger_dir>/snapshots/000007.json
    <ledger_dir>/CURRENT                          holds "7"; swapped by an atomic rename

A load is complete before its folder gets its name, the folder before the manifest, the manifest before CURRENT; so
a process killed between any two of these leaves the last snapshot as it was.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from openkam.core.errors import Place
from openkam.core.i18n import gettext as _
from openkam.ledger.types import BooksBusy, LedgerError, LoadInfo, Reconciliation, Role, Snapshot

LOADS, SNAPSHOTS, CURRENT, LOCK, REFUSED = "loads", "snapshots", "CURRENT", "LOCK", "refused"


@dataclass(frozen=True)
class LineFile:
    """The lines of one source file: where they lie, what the source was called, and how its lines are counted.

    Where a stored line holds no line number of its own, stored row r (from 0) came from line `first_line` + r.
    """

    load_id: str
    stored_as: str
    name: str
    sha256: str
    size_bytes: int
    first_line: int
    rows: int
    roles: frozenset[Role]

    def path(self, ledger_dir: Path) -> Path:
        """Where the Parquet file lies."""
        return ledger_dir / LOADS / self.load_id / self.stored_as


@dataclass(frozen=True)
class Manifest:
    """A snapshot and the line files that it is made of."""

    number: int
    at: datetime
    loads: tuple[LoadInfo, ...]
    files: tuple[LineFile, ...]

    def snapshot(self, ledger_dir: Path) -> Snapshot:
        """The snapshot as outsiders see it."""
        made_of = "\n".join(f"{info.load_id} {' '.join(info.sha256s)}" for info in self.loads)
        return Snapshot(
            id=f"{self.number}-{hashlib.sha256(made_of.encode()).hexdigest()[:8]}",
            number=self.number,
            at=self.at,
            loads=self.loads,
            line_files=tuple(file.path(ledger_dir) for file in self.files),
        )


def current(ledger_dir: Path) -> Snapshot | None:
    """The snapshot that questions are put to, or None before the first load."""
    manifest = current_manifest(ledger_dir)
    return manifest.snapshot(ledger_dir) if manifest else None


def undo(ledger_dir: Path, load_id: str) -> Snapshot:
    """Publish a snapshot without that load; its files stay, so that older snapshots can still be read.

    Raises `LedgerError` if the current snapshot has no such load.
    """
    with locked(ledger_dir):
        manifest = current_manifest(ledger_dir)
        if manifest is None or load_id not in {info.load_id for info in manifest.loads}:
            raise LedgerError(
                _("The books hold no load named {load}.").format(load=load_id),
                remedy=_("It may have been undone already; look at the list of loads."),
            )
        loads = tuple(info for info in manifest.loads if info.load_id != load_id)
        files = tuple(file for file in manifest.files if file.load_id != load_id)
        return publish(ledger_dir, loads, files)


def current_manifest(ledger_dir: Path) -> Manifest | None:
    """The current snapshot with its line files, or None before the first load."""
    try:
        number = int((ledger_dir / CURRENT).read_text("ascii"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise _damaged(ledger_dir / CURRENT) from error
    return read_manifest(ledger_dir, number)


def read_manifest(ledger_dir: Path, number: int) -> Manifest:
    """The snapshot of that number. Raises `LedgerError` if it is missing or damaged."""
    path = _manifest_path(ledger_dir, number)
    try:
        return _from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise _damaged(path) from error


def publish(ledger_dir: Path, loads: Sequence[LoadInfo], files: Sequence[LineFile]) -> Snapshot:
    """Write a new manifest and make it current, in that order; the caller holds the lock."""
    folder = ledger_dir / SNAPSHOTS
    folder.mkdir(parents=True, exist_ok=True)
    number = max((int(path.stem) for path in folder.glob("*.json")), default=0) + 1
    manifest = Manifest(number, datetime.now(UTC), tuple(loads), tuple(files))
    write_durably(_manifest_path(ledger_dir, number), json.dumps(_to_json(manifest), ensure_ascii=False, indent=1))
    write_durably(ledger_dir / CURRENT, str(number))
    return manifest.snapshot(ledger_dir)


@contextmanager
def locked(ledger_dir: Path) -> Iterator[None]:
    """Hold the books for writing. Raises `BooksBusy` at once if another process or thread does.

    The lock belongs to the open file, so the system lets go of it whenever the holder ends, however it ends.
    """
    ledger_dir.mkdir(parents=True, exist_ok=True)
    with (ledger_dir / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            raise BooksBusy(
                _("Another load is running, and the books take one at a time."),
                remedy=_("Wait until it has finished, or cancel it; then run this one again."),
            ) from error
        yield


def clear_leftovers(ledger_dir: Path) -> None:
    """Remove what killed loads left behind; the caller holds the lock.

    That is unfinished folders, finished ones that no manifest ever named, and the rejects of refused loads.
    """
    named = {file.load_id for path in (ledger_dir / SNAPSHOTS).glob("*.json") for file in _files_of(path)}
    for folder in (ledger_dir / LOADS).glob("*"):
        if folder.name not in named:
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(ledger_dir / REFUSED, ignore_errors=True)
    for path in [*(ledger_dir / SNAPSHOTS).glob("*.new"), ledger_dir / f"{CURRENT}.new"]:
        path.unlink(missing_ok=True)


def write_durably(path: Path, text: str) -> None:
    """Replace the file by one with that text, so that after a crash either the old or the new one is there."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Bring a file or the entries of a folder onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _manifest_path(ledger_dir: Path, number: int) -> Path:
    return ledger_dir / SNAPSHOTS / f"{number:06d}.json"


def _files_of(path: Path) -> tuple[LineFile, ...]:
    try:
        return _from_json(json.loads(path.read_text("utf-8"))).files
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> LedgerError:
    return LedgerError(
        _("The books are damaged: {file} cannot be read.").format(file=path.name),
        remedy=_("Restore the data directory from a backup."),
        place=Place(file=path.name),
    )


def _to_json(manifest: Manifest) -> dict[str, object]:
    return {
        "number": manifest.number,
        "at": manifest.at.isoformat(),
        "loads": [
            {
                "load_id": info.load_id,
                "at": info.at.isoformat(),
                "files": list(info.files),
                "sha256s": list(info.sha256s),
                "source": {key: str(value) for key, value in vars(info.source).items()},
                "note": info.note,
            }
            for info in manifest.loads
        ],
        "files": [{**vars(file), "roles": sorted(file.roles)} for file in manifest.files],
    }


def _from_json(data: dict[str, object]) -> Manifest:
    """The manifest in `data`; a missing or wrong part raises KeyError, TypeError or ValueError."""
    match data:
        case {"number": int(number), "at": str(at), "loads": list(loads), "files": list(files)}:
            return Manifest(
                number=number,
                at=datetime.fromisoformat(at),
                loads=tuple(_load_from_json(entry) for entry in loads),
                files=tuple(
                    LineFile(**{**entry, "roles": frozenset(Role(role) for role in entry["roles"])}) for entry in files
                ),
            )
    raise ValueError("a part of the manifest is missing")


def _load_from_json(entry: dict[str, object]) -> LoadInfo:
    match entry:
        case {
            "load_id": str(load_id),
            "at": str(at),
            "files": list(files),
            "sha256s": list(sha256s),
            "source": dict(source),
            "note": str(note),
        }:
            balance = Reconciliation(
                rows_read=int(source["rows_read"]),
                rows_loaded=int(source["rows_loaded"]),
                rows_rejected=int(source["rows_rejected"]),
                sum_read=Decimal(source["sum_read"]),
                sum_loaded=Decimal(source["sum_loaded"]),
                sum_rejected=Decimal(source["sum_rejected"]),
            )
            return LoadInfo(
                load_id=load_id,
                at=datetime.fromisoformat(at),
                files=tuple(files),
                sha256s=tuple(sha256s),
                source=balance,
                note=note,
            )
    raise ValueError("a part of a load is missing")
