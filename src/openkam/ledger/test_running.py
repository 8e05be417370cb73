"""Statements that meet a full disk, too little memory or a person who has changed their mind."""

from __future__ import annotations

import errno
import time
from pathlib import Path

import pytest

from openkam.ledger.running import MEMORY_LIMIT_SETTING, Share, Statements, connect, full_disk_explained
from openkam.ledger.types import Cancelled, LedgerError, Progress

ENDLESS = "SELECT count(*) FROM range(100000) AS a(i), range(100000) AS b(j) WHERE (i * j) % 7 = 3"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to stand for a full disk")
def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    statements = Statements(tmp_path, None, None)
    with pytest.raises(LedgerError, match="disk is full"):
        statements.run("COPY (SELECT i FROM range(1000000) AS t(i)) TO '/dev/full' (FORMAT csv)")
    statements.close()


def test_a_full_disk_outside_duckdb_too() -> None:
    with pytest.raises(LedgerError, match="disk is full"), full_disk_explained():
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(PermissionError), full_disk_explained():
        raise PermissionError(errno.EACCES, "not yours")


def test_a_statement_is_interrupted_within_a_second(tmp_path: Path) -> None:
    statements = Statements(tmp_path, None, lambda: True)
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        statements.run(ENDLESS)
    statements.close()
    assert time.monotonic() - begun < 5


def test_an_interrupted_connection_can_go_on(tmp_path: Path) -> None:
    answers = iter([True])
    statements = Statements(tmp_path, None, lambda: next(answers, False))
    with pytest.raises(Cancelled):
        statements.run(ENDLESS)
    assert statements.run("SELECT 42") == [(42,)]
    statements.close()


def test_progress_stays_inside_its_share() -> None:
    share = Share(100, 300, 1000)
    assert [share.at(percent).done for percent in (0, 50, 100, 250)] == [100, 200, 300, 300]
    assert share.at(50) == Progress("reading", 200, 1000, "bytes")


def test_a_memory_limit_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MEMORY_LIMIT_SETTING, "plenty")
    with pytest.raises(LedgerError, match="plenty"):
        connect()


def test_too_little_memory_says_which_setting_helps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(MEMORY_LIMIT_SETTING, "20MB")
    statements = Statements(tmp_path, None, None)
    statements.run("SET temp_directory = ''")
    with pytest.raises(LedgerError, match=MEMORY_LIMIT_SETTING):
        statements.run("SELECT DISTINCT repeat(CAST(i AS VARCHAR), 9) FROM range(3000000) AS t(i) ORDER BY 1")
    statements.close()
