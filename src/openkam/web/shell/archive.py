"""A backup: one file with the database, the books and the uploaded files, each with its checksum.

It is taken while people work. The database is copied first, in one transaction; then `CURRENT` of the ledger is
read once, and with it go the snapshots up to that number and the loads that they name, all of which never change.
So the books are at least as new as what the database knows of them.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import gettext as _

from openkam import __version__
from openkam.core.errors import OpenKAMError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SQLITE: Final = "database.sqlite3"
PORTABLE: Final = "database.jsonl"
CHUNK: Final = 1024 * 1024
PASSING: Final = {"sessions", "contenttypes", "auth"}
"""Apps whose rows are made anew: sessions end with a restore, permissions and types come from migrations."""


class BackupFailed(OpenKAMError):
    """The archive could not be written, read or trusted."""

    code = "backup"


class NotEmpty(OpenKAMError):
    """A restore was asked for where there is something already."""

    code = "not_empty"


@dataclass(frozen=True)
class Summary:
    """What a backup holds or a restore brought back."""

    path: Path
    files: int
    bytes: int
    database: str
    taken_at: str


def is_sqlite() -> bool:
    """Whether the database is one file."""
    return connection.vendor == "sqlite"


def _database_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy_sqlite(target: Path) -> None:
    with closing(sqlite3.connect(_database_path(), timeout=60)) as source:
        source.execute("VACUUM INTO ?", (str(target),))


def _kept_models() -> list[Any]:
    models = [model for model in apps.get_models() if model._meta.app_label not in PASSING]
    return serializers.sort_dependencies([(None, models)], allow_cycles=True)


def _write_portable(target: Path) -> None:
    was_inside = connection.in_atomic_block
    with transaction.atomic(), target.open("w", encoding="utf-8") as stream:
        if connection.vendor == "postgresql" and not was_inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for model in _kept_models():
            rows = model._default_manager.order_by("pk").iterator(2000)
            serializers.serialize("jsonl", rows, stream=stream)


def _ledger_files(ledger: Path) -> Iterator[tuple[str, Path | bytes]]:
    try:
        current = (ledger / "CURRENT").read_bytes()
    except FileNotFoundError:
        return
    named: set[str] = set()
    for path in sorted((ledger / "snapshots").glob("*.json")):
        if int(path.stem) <= int(current):
            text = path.read_bytes()
            named.update(info["load_id"] for info in json.loads(text)["loads"])
            yield f"ledger/snapshots/{path.name}", text
    for load in sorted(named):
        for path in sorted((ledger / "loads" / load).rglob("*")):
            if path.is_file():
                yield f"ledger/{path.relative_to(ledger).as_posix()}", path
    yield "ledger/CURRENT", current


def _upload_files(uploads: Path) -> Iterator[tuple[str, Path]]:
    if uploads.is_dir():
        for path in sorted(uploads.iterdir()):
            if re.fullmatch(r"[0-9a-f]{64}|rejects-\d+\.csv", path.name):
                yield f"uploads/{path.name}", path


def write(target: Path) -> Summary:
    """Back everything up into `target`, which appears only when it is complete. Raises `BackupFailed`."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="openkam-backup-", dir=target.parent) as folder:
            name = SQLITE if is_sqlite() else PORTABLE
            database = Path(folder) / name
            (_copy_sqlite if is_sqlite() else _write_portable)(database)
            taken_at = datetime.now(UTC).isoformat(timespec="seconds")
            with tarfile.open(part, "w:gz", compresslevel=1) as tar:
                sums = _add_all(tar, name, database)
                manifest = {
                    "format": FORMAT,
                    "version": __version__,
                    "taken_at": taken_at,
                    "database": name,
                    "files": sums,
                }
                _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise BackupFailed(
            _("The backup {file} could not be written: {reason}.").format(file=target, reason=error.strerror or error),
            remedy=_("Choose another place with room enough; nothing was changed."),
        ) from error
    return Summary(target, len(sums), target.stat().st_size, name, taken_at)


def _add_all(tar: tarfile.TarFile, name: str, database: Path) -> dict[str, dict[str, Any]]:
    sums = {name: _add(tar, name, database)}
    for inner, content in _ledger_files(Path(settings.LEDGER_DIR)):
        sums[inner] = _add(tar, inner, content)
    for inner, path in _upload_files(Path(settings.UPLOAD_DIR)):
        sums[inner] = _add(tar, inner, path)
    return sums


def _add(tar: tarfile.TarFile, name: str, content: Path | bytes) -> dict[str, Any]:
    data = content if isinstance(content, bytes) else content.read_bytes() if content.stat().st_size < CHUNK else None
    info = tarfile.TarInfo(name)
    info.mtime = int(datetime.now(UTC).timestamp())
    if data is not None:
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
        return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    path = Path(str(content))
    info.size = path.stat().st_size
    with path.open("rb") as stream:
        tar.addfile(info, stream)
    with path.open("rb") as stream:
        return {"size": info.size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}


def _refuse_unless_empty() -> None:
    data = Path(settings.DATA_DIR)
    kept = [path.name for path in (Path(settings.LEDGER_DIR), Path(settings.UPLOAD_DIR)) if _has_content(path)]
    if is_sqlite():
        kept += [_database_path().name] if _database_path().exists() else []
    elif connection.introspection.table_names():
        kept.append(str(connection.settings_dict["NAME"]))
    if kept:
        raise NotEmpty(
            _("There is something already: {names} in {folder}.").format(names=", ".join(kept), folder=data),
            remedy=_("A restore goes into an empty data directory and an empty database only; name others."),
        )


def _has_content(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """The files of a backup into `folder`: none that leads out of it, none that is a link or a device.

    Python's own filter does more than this, but came with 3.11.4, and some distributions keep an older 3.11.
    """
    for member in tar:
        target = (folder / member.name).resolve()
        if not target.is_relative_to(folder.resolve()) or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(_("{name} is no plain file").format(name=member.name))
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        content = tar.extractfile(member)
        if content is not None:
            with content, target.open("wb") as stream:
                shutil.copyfileobj(content, stream)


def read(source: Path) -> Summary:
    """Bring everything back from `source`. Raises `NotEmpty` and `BackupFailed`; nothing half-restored stays."""
    _refuse_unless_empty()
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        unpacked = Path(folder)
        try:
            with tarfile.open(source, "r:*") as tar:
                _unpack(tar, unpacked)
        except (OSError, tarfile.TarError, EOFError) as error:
            raise _unusable(source, str(error)) from error
        manifest = _verified(source, unpacked)
        wanted = SQLITE if is_sqlite() else PORTABLE
        if manifest["database"] != wanted:
            raise _unusable(
                source, _("it comes from another kind of database ({name})").format(name=manifest["database"])
            )
        _put_in_place(unpacked, wanted)
    return Summary(source, len(manifest["files"]), source.stat().st_size, wanted, manifest["taken_at"])


def _unusable(source: Path, reason: str) -> BackupFailed:
    return BackupFailed(
        _("The backup {file} cannot be used: {reason}.").format(file=source, reason=reason.rstrip(".")),
        remedy=_("Nothing was changed. Try an older backup."),
    )


def _verified(source: Path, unpacked: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((unpacked / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _unusable(source, _("it has no manifest")) from error
    if manifest.get("format") != FORMAT:
        raise _unusable(source, _("it was made by a newer version"))
    for name, entry in manifest["files"].items():
        path = unpacked / PurePosixPath(name)
        if not path.is_file() or path.stat().st_size != entry["size"]:
            raise _unusable(source, _("{name} is missing or cut short").format(name=name))
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != entry["sha256"]:
                raise _unusable(source, _("{name} is damaged").format(name=name))
    return manifest


def _put_in_place(unpacked: Path, database: str) -> None:
    for name, target in (("ledger", Path(settings.LEDGER_DIR)), ("uploads", Path(settings.UPLOAD_DIR))):
        if (unpacked / name).is_dir():
            shutil.rmtree(target, ignore_errors=True)
            (unpacked / name).replace(target)
    if database == SQLITE:
        connection.close()
        _database_path().parent.mkdir(parents=True, exist_ok=True)
        shutil.move(unpacked / database, _database_path())
        _database_path().chmod(0o600)
        call_command("migrate", verbosity=0, interactive=False)
        return
    call_command("migrate", verbosity=0, interactive=False)
    call_command("loaddata", str(unpacked / database), verbosity=0)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _kept_models()):
            cursor.execute(statement)
