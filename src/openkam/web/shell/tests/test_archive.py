"""A backup is taken while people work and brings back the same people and the same files, or nothing."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as FileDatabase
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from openkam.web.shell import archive
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.database
UPLOAD = "a" * 64


@dataclass(frozen=True)
class Done:
    """How a command ended, as a shell would see it."""

    returncode: int
    stdout: str
    stderr: str = ""


@contextmanager
def placed(folder: Path, *, database: str = "") -> Iterator[None]:
    """Be the application whose data lies in `folder`: with a database file in it, or in the PostgreSQL `database`."""
    before = connections["default"]
    changes: dict[str, Any] = {"NAME": database} if database else {
        "ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "openkam.sqlite3"), "OPTIONS": {}
    }  # fmt: skip
    kind = type(before) if database else FileDatabase
    folder.mkdir(parents=True, exist_ok=True)
    connections["default"] = kind({**before.settings_dict, **changes}, "default")
    try:
        with override_settings(DATA_DIR=folder, LEDGER_DIR=folder / "ledger", UPLOAD_DIR=folder / "uploads"):
            yield
    finally:
        connections["default"].close()
        connections["default"] = before


def run(*arguments: str) -> Done:
    """A command of the application at the place where we are."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out)
    except CommandError as error:
        return Done(1, out.getvalue(), str(error))
    except SystemExit as end:
        return Done(int(end.code or 0), out.getvalue())
    return Done(0, out.getvalue())


def manage(folder: Path, *arguments: str) -> Done:
    """The same in `folder`."""
    with placed(folder):
        return run(*arguments)


def people() -> list[tuple[str, str]]:
    """Everybody, with the hash of their password."""
    return sorted(User.objects.values_list("email", "password"))


@pytest.fixture(autouse=True)
def _database_allowed(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """These tests have databases of their own."""
    with django_db_blocker.unblock():
        yield


def books(folder: Path, current: int) -> None:
    """A ledger in the shape that the ledger writes, with one snapshot more than is current and a load half-written."""
    ledger = folder / "ledger"
    for load in ("l1", "l2", "unfinished"):
        (ledger / "loads" / load).mkdir(parents=True)
        (ledger / "loads" / load / "lines-0001.parquet").write_bytes(load.encode() * 1000)
    (ledger / "snapshots").mkdir()
    for number, loads in ((1, ["l1"]), (2, ["l1", "l2"])):
        text = json.dumps({"loads": [{"load_id": load} for load in loads]})
        (ledger / "snapshots" / f"{number:06}.json").write_text(text)
    (ledger / "CURRENT").write_text(str(current))


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> tuple[Path, Path]:
    """A data directory with a person, books and an upload; and its backup, taken while a writer is at work."""
    folder = tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock(), placed(folder):
        call_command("migrate", verbosity=0)
        User.objects.create_user("a@example.org", "pass word 12")
    books(folder, current=1)
    (folder / "uploads").mkdir()
    (folder / "uploads" / UPLOAD).write_bytes(b"invoices")
    (folder / "uploads" / "half.part").write_bytes(b"half")
    target = folder.parent / "backup.tar.gz"
    with closing(sqlite3.connect(folder / "openkam.sqlite3")) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM shell_user")
        with django_db_blocker.unblock():
            done = manage(folder, "backup", str(target), "--json")
        writer.rollback()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 5
    return folder, target


def test_a_backup_holds_what_is_finished_and_nothing_else(saved: tuple[Path, Path]) -> None:
    with tarfile.open(saved[1]) as tar:
        names = set(tar.getnames())
    assert names == {
        "manifest.json",
        "database.sqlite3",
        "ledger/CURRENT",
        "ledger/snapshots/000001.json",
        "ledger/loads/l1/lines-0001.parquet",
        f"uploads/{UPLOAD}",
    }


def test_a_restore_brings_back_the_same(saved: tuple[Path, Path], tmp_path: Path) -> None:
    folder, backup = saved
    with placed(tmp_path / "new"):
        done = run("restore", str(backup))
        assert done.returncode == 0, done.stderr
        there = people()
    with placed(folder):
        assert there == people()
        assert len(there) == 1
    assert (tmp_path / "new" / "uploads" / UPLOAD).read_bytes() == b"invoices"
    assert (tmp_path / "new" / "ledger" / "CURRENT").read_text() == "1"
    again = manage(tmp_path / "new", "restore", str(backup))
    assert again.returncode == 1
    assert "There is something already" in again.stderr


@pytest.mark.parametrize("harm", ["flipped", "cut", "no manifest", "not an archive"])
def test_a_damaged_backup_restores_nothing(saved: tuple[Path, Path], tmp_path: Path, harm: str) -> None:
    bad = tmp_path / "bad.tar.gz"
    if harm == "not an archive":
        bad.write_bytes(b"hello")
    elif harm == "cut":
        bad.write_bytes(saved[1].read_bytes()[:-2000])
    else:
        with tarfile.open(saved[1]) as tar, tarfile.open(bad, "w:gz") as out:
            for member in tar.getmembers():
                content = tar.extractfile(member)
                assert content is not None
                data = content.read()
                if harm == "no manifest" and member.name == "manifest.json":
                    continue
                if harm == "flipped" and member.name.startswith("uploads/"):
                    data = b"Invoices"
                out.addfile(member, io.BytesIO(data))
    done = manage(tmp_path / "new", "restore", str(bad))
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    left = {path.name for path in (tmp_path / "new").iterdir()}
    assert left <= {"secret_key"}


def test_a_backup_that_cannot_be_written_leaves_nothing(saved: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = manage(saved[0], "backup", str(tmp_path / "file" / "backup.tar.gz"))
    assert done.returncode == 1
    assert "could not be written" in done.stderr


@pytest.mark.django_db(transaction=True)
def test_the_portable_form_brings_back_the_same_rows(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    cast: Cast = request.getfixturevalue("cast")
    accounts = apps.get_model("accounts", "Account")  # the shell knows no app above it, not even in its tests
    accounts.objects.filter(pk=cast.account_b.pk).update(parent=cast.account_a)
    before = sorted(User.objects.values_list("email", "password", "role"))
    target = tmp_path / "database.jsonl"
    archive._write_portable(target)
    call_command("flush", verbosity=0, interactive=False)
    assert not User.objects.exists()
    call_command("loaddata", str(target), verbosity=0)
    assert sorted(User.objects.values_list("email", "password", "role")) == before
    assert accounts.objects.get(code="B").parent == accounts.objects.get(code="A")
    assert accounts.objects.get(code="A").memberships.count() == 2
    connection.close()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the file database is tested above")
@pytest.mark.django_db(transaction=True)
def test_a_backup_of_postgresql_is_restored_into_an_empty_database(cast: Cast, tmp_path: Path) -> None:
    here, there = str(connection.settings_dict["NAME"]), f"restored_{os.getpid()}"
    target = tmp_path / "backup.tar.gz"
    books(tmp_path / "old", current=1)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {there}")
    try:
        before = people()
        with placed(tmp_path / "old", database=here):
            assert run("backup", str(target)).returncode == 0
        with placed(tmp_path / "new", database=there):
            done = run("restore", str(target))
            assert done.returncode == 0, done.stderr
            assert people() == before
            # New rows follow on the old numbers.
            assert User.objects.create_user("later@example.org").pk > cast.charlie.pk
            assert "There is something already" in run("restore", str(target)).stderr
        assert (tmp_path / "new" / "ledger" / "CURRENT").read_text() == "1"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {there} WITH (FORCE)")


def test_a_doctor_tells_what_is_wrong(saved: tuple[Path, Path], tmp_path: Path) -> None:
    sick = manage(saved[0], "doctor", "--json")
    checks = {check["key"]: check for check in json.loads(sick.stdout)["checks"]}
    assert sick.returncode == 1
    assert checks["database"]["state"] == checks["migrations"]["state"] == "ok"
    assert checks["ledger"]["state"] == "problem", "the books of this test hold no readable file"
    assert checks["worker"]["state"] == "warning"
    fresh = manage(tmp_path / "fresh", "doctor", "--json")
    checks = {check["key"]: check for check in json.loads(fresh.stdout)["checks"]}
    assert checks["migrations"]["state"] == "problem"
    assert checks["ledger"]["state"] == "ok"
