"""What `openkam doctor` looks at. Each check answers what it found and what to do about it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyarrow.parquet as pq
from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from openkam import __version__, ledger
from openkam.core.errors import OpenKAMError
from openkam.web.shell import queries, serving

State = Literal["ok", "warning", "problem"]
WORKER_SILENT_SECONDS: Final = 40


@dataclass(frozen=True)
class Finding:
    """One check: what it looked at, how it stands, what was found, what to do."""

    key: str
    state: State
    message: str
    remedy: str = ""


def versions() -> Finding:
    """The versions of OpenKAM and of what it stands on."""
    import django

    python = ".".join(str(part) for part in sys.version_info[:3])
    text = _("OpenKAM {version}, Python {python}, Django {django}").format(
        version=__version__, python=python, django=django.get_version()
    )
    return Finding("versions", "ok", text)


def folder() -> Finding:
    """The data directory: writable, and room on its disk."""
    path = Path(settings.DATA_DIR)
    try:
        serving.check_folder(path)
    except OpenKAMError as error:
        return Finding("data_directory", "problem", error.message, error.remedy)
    free = shutil.disk_usage(path).free // 1024**2
    return Finding("data_directory", "ok", _("{folder}, {free} MB free").format(folder=path, free=free))


def database() -> Finding:
    """The database answers and, where it is a file, is sound."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check")
                verdict = str(cursor.fetchone()[0])
                if verdict != "ok":
                    return Finding("database", "problem", verdict, _("Restore the last backup."))
            cursor.execute("SELECT 1")
    except Exception as error:
        return Finding("database", "problem", str(error), _("Check DATABASE_URL and that the database server runs."))
    return Finding("database", "ok", connection.vendor)


def migrations() -> Finding:
    """The tables are those of this version."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding("migrations", "problem", str(error), _("Check DATABASE_URL and that the database server runs."))
    if waiting:
        text = _("{count} migrations have not been applied").format(count=len(waiting))
        return Finding("migrations", "problem", text, _("Start OpenKAM once; it applies them."))
    return Finding("migrations", "ok", _("all applied"))


def books() -> Finding:
    """Every file of the current snapshot is there and has as many rows as its load says."""
    try:
        snapshot = ledger.current(Path(settings.LEDGER_DIR))
    except OpenKAMError as error:
        return Finding("ledger", "problem", error.message, error.remedy)
    except OSError as error:
        return Finding("ledger", "problem", str(error), _("Check the data directory."))
    if snapshot is None:
        return Finding("ledger", "ok", _("no invoices yet"))
    rows = 0
    remedy = _("Restore the last backup, or import the file again.")
    for path in snapshot.line_files:
        try:
            rows += pq.read_metadata(path).num_rows
        except Exception as error:
            return Finding("ledger", "problem", _("{file}: {reason}").format(file=path, reason=error), remedy)
    expected = sum(load.source.rows_loaded for load in snapshot.loads)
    if rows != expected:
        text = _("{rows} rows are stored where the loads say {expected}").format(rows=rows, expected=expected)
        return Finding("ledger", "problem", text, remedy)
    return Finding("ledger", "ok", _("snapshot {number}: {rows} rows").format(number=snapshot.number, rows=rows))


def fonts() -> Finding:
    """Chinese type for decks that are looked at on this machine."""
    program = shutil.which("fc-list")
    if program is None:
        return Finding("fonts", "ok", _("not looked at; decks name their fonts and carry none"))
    found = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - a fixed command
    if not found.strip():
        text = _("no Chinese font on this machine")
        return Finding("fonts", "warning", text, _("Install Noto Sans CJK if decks are to be looked at here."))
    return Finding("fonts", "ok", _("{count} Chinese fonts").format(count=len(set(found.split("\n"))) - 1))


def mail() -> Finding:
    """Whether e-mail can be sent."""
    if not settings.EMAIL_CONFIGURED:
        text = _("not configured; people get sign-in links from an administrator")
        return Finding("mail", "ok", text)
    try:
        link = get_connection()
        link.open()
        link.close()
    except OSError as error:
        return Finding("mail", "problem", str(error), _("Check OPENKAM_EMAIL_HOST and its port, user and password."))
    return Finding("mail", "ok", settings.EMAIL_HOST)


def worker() -> Finding:
    """Whether a worker has shown a sign of life."""
    path = Path(settings.DATA_DIR) / "worker.alive"
    if not path.exists() or time.time() - path.stat().st_mtime > WORKER_SILENT_SECONDS:
        text = _("no worker is running, so imports wait")
        return Finding("worker", "warning", text, _("Run `openkam serve`, which starts one."))
    return Finding("worker", "ok", _("running"))


def administrators() -> Finding:
    """Whether somebody can administer."""
    if queries.administrator_can_sign_in():
        return Finding("administrator", "ok", _("there is one"))
    return Finding("administrator", "warning", _("nobody can sign in yet"), _("Run `openkam serve`; it prints a link."))


CHECKS: Final[tuple[Callable[[], Finding], ...]] = (versions, folder, database, migrations, books, fonts, mail, worker)


def examine() -> list[Finding]:
    """All checks, in order; the people are looked at only where the tables are there."""
    found = [check() for check in CHECKS]
    sound = all(each.state == "ok" for each in found if each.key in {"database", "migrations"})
    return [*found, administrators()] if sound else found
