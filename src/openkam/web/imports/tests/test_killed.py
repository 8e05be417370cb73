"""A load killed at any moment leaves a state that a person can go on from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openkam import ledger
from openkam.core.errors import OpenKAMError
from openkam.ledger.types import Cancelled, Progress
from openkam.web.accounts.models import Account
from openkam.web.imports import actions, holding, loading, previews, storage
from openkam.web.imports.models import ImportRun
from openkam.web.imports.tests.conftest import drop, named, press_load
from openkam.web.shell import jobs
from openkam.web.shell.models import Job


class Killed(BaseException):
    """The process ends here: nothing after it runs, as after kill -9."""


class KilledAt:
    """A watcher that ends the process at the n-th report."""

    def __init__(self, report: int) -> None:
        self.left = report

    def report(self, progress: Progress) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed

    def cancelled(self) -> bool:
        return False


class CancelledAtOnce:
    def report(self, progress: Progress) -> None:
        """Nobody looks."""

    def cancelled(self) -> bool:
        return True


def dead_job(run: ImportRun) -> None:
    """The run's job, whose worker has not been heard of for five minutes."""
    long_ago = timezone.now() - 5 * jobs.DEAD_AFTER
    run.job = Job.objects.create(kind="import", title="x", state=Job.State.RUNNING, heartbeat_at=long_ago)
    run.save()


@pytest.mark.parametrize("moment", range(6))
def test_whenever_the_worker_dies_the_import_is_whole_or_can_be_run_again(
    alice: Client, aw_lines: bytes, moment: int
) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    assert loading.begin(run)
    try:
        loading.load(run, KilledAt(moment), max_reject_share=0.05, allow_repeat=False)
    except Killed:
        dead_job(run)
    page = alice.get(f"/import/{run.pk}/").content.decode()
    run.refresh_from_db()
    assert run.state in {ImportRun.State.LOADED, ImportRun.State.REFUSED}
    if run.state == ImportRun.State.REFUSED:
        assert ledger.current(settings.LEDGER_DIR) is None
        assert "Nothing half-done is shown. Run it again." in page
        press_load(alice, run)
    assert run.state == ImportRun.State.LOADED
    snapshot = ledger.current(settings.LEDGER_DIR)
    assert snapshot is not None
    assert [load.source.rows_loaded for load in snapshot.loads] == [300]
    assert Account.objects.filter(code="312").exists()


def test_a_worker_that_died_after_the_snapshot_is_finished_by_the_next_look(alice: Client, aw_lines: bytes) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    assert loading.begin(run)
    file = run.run_files.get()
    ledger.load(settings.LEDGER_DIR, [(file.stored.path, file.name)], note=run.note)
    dead_job(run)
    page = alice.get(f"/import/{run.pk}/").content.decode()
    run.refresh_from_db()
    assert run.state == ImportRun.State.LOADED
    assert "All 300 rows were loaded" in page
    assert Account.objects.filter(code="312").exists()


def test_an_undo_that_died_halfway_can_be_pressed_again(alice: Client, aw_lines: bytes) -> None:
    run = press_load(alice, drop(alice, named(aw_lines, "lines.csv")))
    ledger.undo(settings.LEDGER_DIR, run.load_id)
    alice.post(f"/import/{run.pk}/undo/")
    run.refresh_from_db()
    assert run.state == ImportRun.State.UNDONE


def test_a_load_that_a_person_stops_is_a_draft_again(alice: Client, aw_lines: bytes) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    with pytest.raises(Cancelled):
        actions.load_now(run=run, work=CancelledAtOnce())
    run.refresh_from_db()
    assert run.state == ImportRun.State.DRAFT
    assert ledger.current(settings.LEDGER_DIR) is None


def test_a_load_that_waits_can_be_stopped(alice: Client, aw_lines: bytes) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    assert loading.begin(run)
    run.job = Job.objects.create(kind="import", title="x", state=Job.State.WAITING)
    run.save()
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "waiting for its turn" in page
    alice.post(f"/import/{run.pk}/cancel/")
    run.refresh_from_db()
    assert run.state == ImportRun.State.DRAFT


def test_pressing_the_button_twice_loads_once(alice: Client, aw_lines: bytes) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    assert loading.begin(run)
    assert not loading.begin(run)
    press_load(alice, run)
    assert run.job is None
    assert ledger.current(settings.LEDGER_DIR) is None


def test_while_one_import_loads_the_next_says_that_it_waits(alice: Client, aw_lines: bytes) -> None:
    first = drop(alice, named(aw_lines, "lines.csv"))
    loading.begin(first)
    first.job = Job.objects.create(
        kind="import", title="x", state=Job.State.RUNNING, heartbeat_at=timezone.now(), done=5, total=10, unit="rows"
    )
    first.save()
    second = drop(alice, named(aw_lines + b"\n", "more.csv"))
    assert "Another import is loading" in alice.get(f"/import/{second.pk}/").content.decode()
    assert "50" in alice.get(f"/import/{first.pk}/", headers={"HX-Request": "true"}).content.decode()


def test_a_fault_after_the_snapshot_takes_the_lines_out_again(alice: Client, aw_lines: bytes) -> None:
    content = b"account code,account name,parent account\n312,Brakes,4\n4,Four,312\n"
    run = drop(alice, named(aw_lines, "lines.csv"), named(content, "accounts.csv"))
    with pytest.raises(OpenKAMError, match=r"own parent|circle|cycle"):
        actions.load_now(run=run, work=loading.Unwatched())
    snapshot = ledger.current(settings.LEDGER_DIR)
    assert snapshot is not None
    assert snapshot.loads == ()


def test_a_job_that_failed_can_be_run_again_from_its_own_page(alice: Client, aw_lines: bytes) -> None:
    run = press_load(alice, drop(alice, named(aw_lines, "lines.csv")))
    again = press_load(alice, drop(alice, named(aw_lines, "copy.csv")))
    assert again.state == ImportRun.State.REFUSED
    alice.post(f"/import/{run.pk}/undo/")
    alice.post(f"/jobs/{again.job_id}/again/")
    again.refresh_from_db()
    assert again.state == ImportRun.State.LOADED


def test_an_import_whose_process_still_works_is_left_alone_although_its_job_is_thought_dead(
    alice: Client, aw_lines: bytes
) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    assert loading.begin(run)
    dead_job(run)
    with holding.held(run.pk):
        assert "Stop" in alice.get(f"/import/{run.pk}/").content.decode()
        run.refresh_from_db()
        assert run.state == ImportRun.State.LOADING
        with pytest.raises(holding.BeingLoaded):
            actions.load_now(run=run, work=loading.Unwatched())
    alice.get(f"/import/{run.pk}/")
    run.refresh_from_db()
    assert run.state == ImportRun.State.REFUSED


def test_a_worker_that_starts_removes_what_killed_ones_left_and_nothing_that_is_in_use() -> None:
    left = Path(settings.UPLOAD_DIR) / "loading-1.lock"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.touch()
    with holding.held(2):
        holding.clear()
        assert [path.name for path in left.parent.glob("*.lock")] == ["loading-2.lock"]
    assert list(left.parent.glob("*.lock")) == []


def test_a_load_in_the_terminal_that_was_killed_can_be_run_again(alice: Client, aw_lines: bytes) -> None:
    run = drop(alice, named(aw_lines, "lines.csv"))
    assert loading.begin(run)
    assert run.job is None
    assert "Nothing half-done is shown. Run it again." in alice.get(f"/import/{run.pk}/").content.decode()
    assert press_load(alice, run).state == ImportRun.State.LOADED


def test_rejected_rows_are_kept_when_the_worker_died_after_the_snapshot(alice: Client, aw_lines: bytes) -> None:
    header, first, rest = aw_lines.split(b"\n", 2)
    spoilt = b"\n".join([header, first.replace(b",20", b",soon", 1), rest])
    run = drop(alice, named(spoilt, "lines.csv"))
    assert loading.begin(run)
    file = run.run_files.get()
    report = ledger.load(
        settings.LEDGER_DIR, [(file.stored.path, file.name)], previews.line_mapping(file), note=run.note
    )
    assert report.source.rows_rejected == 1
    dead_job(run)
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "299 rows were loaded; 1 row" in page
    assert report.rejects[0].value in page
    assert report.rejects[0].value in b"".join(alice.get(f"/import/{run.pk}/rejects.csv")).decode()


def test_rejected_rows_are_found_after_the_workspace_moved(
    alice: Client, aw_lines: bytes, folders: Path, settings: Settings
) -> None:
    header, first, rest = aw_lines.split(b"\n", 2)
    spoilt = b"\n".join([header, first.replace(b",20", b",soon", 1), rest])
    run = press_load(alice, drop(alice, named(spoilt, "lines.csv")))
    elsewhere = folders / "elsewhere"
    elsewhere.mkdir()
    for name in ("ledger", "uploads"):
        (folders / name).rename(elsewhere / name)
    settings.LEDGER_DIR, settings.UPLOAD_DIR = elsewhere / "ledger", elsewhere / "uploads"
    assert alice.get(f"/import/{run.pk}/rejects.csv").status_code == 200
    assert str(folders) not in json.dumps([run.report, *run.run_files.values_list("preview", flat=True)])


@pytest.mark.parametrize("place", ["../x", "ledger/../../etc/passwd", "ledger/", "/etc/passwd", "uploads", ""])
def test_only_our_folders_are_read(folders: Path, place: str) -> None:
    assert storage.file_at(place) is None
