"""A full disk is known by any of its names, and nothing else is taken for one."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from openkam.core.disk import is_full

FULL = Path("/dev/full")
"""A device of Linux on which every write finds no room."""


class ServerError(Exception):
    """As drivers of PostgreSQL report it."""

    sqlstate = "53100"


def test_the_system_says_so() -> None:
    with FULL.open("wb", buffering=0) as stream, pytest.raises(OSError, match="No space left") as caught:
        stream.write(b"x")
    assert is_full(caught.value)


def test_sqlite_says_so() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as caught:
        database.executescript("CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x);")
    assert is_full(caught.value)


def test_postgres_and_a_quota_say_so() -> None:
    assert is_full(ServerError("could not extend file"))
    assert is_full(OSError(errno.EDQUOT, "Disk quota exceeded"))


def test_it_is_found_behind_another_error() -> None:
    cause, said = OSError(errno.ENOSPC, "No space left on device"), RuntimeError("the workbook could not be closed")
    said.__cause__ = cause
    assert is_full(said)
    said.__cause__, said.__context__ = None, cause
    assert is_full(said)


@pytest.mark.parametrize("error", [None, OSError(errno.EACCES, "Permission denied"), ValueError("full"), KeyError("x")])
def test_other_faults_are_not_a_full_disk(error: BaseException | None) -> None:
    assert not is_full(error)


def test_a_circle_of_errors_ends() -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    assert not is_full(first)
