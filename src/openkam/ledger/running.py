"""Runs DuckDB statements so that they can be watched, stopped, and never take the whole machine."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from openkam.core.i18n import gettext as _
from openkam.ledger.types import CancelCheck, Cancelled, LedgerError, Progress, ProgressCallback

Row = tuple[Any, ...]
_LOOK_EVERY_SECONDS: Final = 0.1
MEMORY_LIMIT_SETTING: Final = "OPENKAM_LEDGER_MEMORY"
DEFAULT_MEMORY_LIMIT: Final = "800MB"


def connect(spill_dir: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection in memory, bounded by OPENKAM_LEDGER_MEMORY (`800MB`), that may spill into `spill_dir`."""
    connection = duckdb.connect()
    limit = os.environ.get(MEMORY_LIMIT_SETTING) or DEFAULT_MEMORY_LIMIT
    try:
        connection.execute("SET memory_limit = ?", [limit])
    except duckdb.Error as error:
        raise LedgerError(
            _("{setting} is “{value}”, which is not an amount of memory.").format(
                setting=MEMORY_LIMIT_SETTING, value=limit
            ),
            remedy=_("Write a number with its unit, such as 2GB."),
        ) from error
    connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    if spill_dir is not None:
        connection.execute("SET temp_directory = ?", [str(spill_dir)])
    return connection


@dataclass(frozen=True)
class Share:
    """The part of a load, in bytes of its files, that one statement works through: from `start` to `end` of `total`."""

    start: int
    end: int
    total: int

    def at(self, percent: float) -> Progress:
        """How far the load is when the statement is that far."""
        done = self.start + int((self.end - self.start) * min(100.0, percent) / 100)
        return Progress("reading", done, self.total, "bytes")


class Statements:
    """Runs statements one at a time on another thread; progress and the cancel check run on the caller's own.

    Raises `Cancelled` when the check says so, and `LedgerError` when the disk is full or memory runs out; other
    errors of DuckDB pass through.
    """

    def __init__(self, spill_dir: Path, progress: ProgressCallback | None, cancelled: CancelCheck | None) -> None:
        self._connection = connect(spill_dir)
        self._connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        # Sharing what two branches of a CASE have in common would take the patient branch for every cell.
        self._connection.execute("SET disabled_optimizers = 'common_subexpressions'")
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ledger-load")
        self._progress = progress
        self._cancelled = cancelled

    def close(self) -> None:
        """Let go of the connection and its thread."""
        self._pool.shutdown()
        self._connection.close()

    def run(self, sql: str, parameters: list[Any] | None = None, *, watched: Share | None = None) -> list[Row]:
        """All rows of the answer. `watched` is the part of the load that the statement works through."""
        future = self._pool.submit(self._fetch, sql, parameters)
        try:
            while not wait([future], timeout=_LOOK_EVERY_SECONDS).done:
                self.look()
                self._report(watched)
        except BaseException:
            self._stop(future)
            raise
        with full_disk_explained():
            return future.result()

    def is_cancelled(self) -> bool:
        """Whether a person has stopped the work."""
        return self._cancelled is not None and self._cancelled()

    def look(self) -> None:
        """Raise `Cancelled` if a person has stopped the work."""
        if self.is_cancelled():
            raise Cancelled(_("The load was stopped."), remedy=_("Nothing was changed; it can be started again."))

    def tell(self, progress: Progress) -> None:
        """Report how far the work has come."""
        if self._progress is not None:
            self._progress(progress)

    def _fetch(self, sql: str, parameters: list[Any] | None) -> list[Row]:
        return self._connection.execute(sql, parameters or []).fetchall()

    def _report(self, watched: Share | None) -> None:
        percent = self._connection.query_progress() if watched is not None else -1.0
        if watched is not None and percent > 0:
            self.tell(watched.at(percent))

    def _stop(self, future: Future[list[Row]]) -> None:
        # An interrupt that arrives before the statement has begun is lost, so it is sent until the thread is free.
        while not future.done():
            self._connection.interrupt()
            wait([future], timeout=_LOOK_EVERY_SECONDS)


@contextmanager
def full_disk_explained() -> Iterator[None]:
    """Turn a full disk or exhausted memory into an error that a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _disk_full() from error
    except duckdb.IOException as error:
        if not any(words in str(error) for words in ("No space left", "Disk quota", "could not write all bytes")):
            raise
        raise _disk_full() from error
    except duckdb.OutOfMemoryException as error:
        if "space" in str(error) and "disk" in str(error):
            raise _disk_full() from error
        raise LedgerError(
            _("The books need more memory than {limit} to work on this.").format(
                limit=os.environ.get(MEMORY_LIMIT_SETTING) or DEFAULT_MEMORY_LIMIT
            ),
            remedy=_("Allow more in the setting {setting}.").format(setting=MEMORY_LIMIT_SETTING),
        ) from error


def _disk_full() -> LedgerError:
    return LedgerError(
        _("The disk is full, so the lines could not be stored; nothing was changed."),
        remedy=_("Free some space on the disk of the data directory and start the load again."),
    )
