"""Uploads: streamed to disk, limited, cleaned up, and named without surprises."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.files.uploadhandler import StopUpload
from django.test import Client
from pytest_django import Settings

from openkam.web.imports import storage
from openkam.web.imports.models import ImportRun, StoredFile
from openkam.web.imports.tests.conftest import drop, named

LINES = b"customer no,invoice date,net amount\nA,2024-01-02,10\nB,2024-01-03,11\n"


def kept(folders: Path) -> list[str]:
    return sorted(path.name for path in (folders / "uploads").iterdir())


def test_an_upload_beyond_the_limit_is_refused_and_leaves_nothing(
    alice: Client, settings: Settings, folders: Path
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    response = alice.post(
        "/import/upload/", {"files": named(b"x" * 2000, "big.csv")}, headers={"Accept": "application/json"}
    )
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "upload_refused"
    assert kept(folders) == []
    assert not ImportRun.objects.exists()


def test_a_file_that_grows_beyond_the_limit_on_its_way_is_stopped(settings: Settings, folders: Path) -> None:
    settings.UPLOAD_MAX_BYTES = 10
    handler = storage.StoringUploadHandler()
    handler.new_file("files", "grows.csv", "text/csv", None)
    handler.receive_data_chunk(b"12345678", 0)
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"12345678", 8)
    assert handler.refusal is not None
    assert kept(folders) == []


def test_an_upload_that_breaks_off_leaves_nothing(folders: Path) -> None:
    handler = storage.StoringUploadHandler()
    handler.new_file("files", "half.csv", "text/csv", None)
    handler.receive_data_chunk(b"half of it", 0)
    assert len(kept(folders)) == 1
    handler.upload_interrupted()
    assert kept(folders) == []


def test_too_little_room_on_the_disk_is_said_before_anything_is_written(
    alice: Client, monkeypatch: pytest.MonkeyPatch, folders: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 1000})())
    response = alice.post("/import/upload/", {"files": named(LINES, "x.csv")}, follow=True)
    assert "too little room" in response.content.decode()
    assert kept(folders) == []


def test_what_a_killed_upload_left_is_swept_and_one_on_its_way_stays(folders: Path) -> None:
    handler = storage.StoringUploadHandler()
    handler.new_file("files", "half.csv", "text/csv", None)
    handler.receive_data_chunk(b"half of it", 0)
    (on_its_way,) = kept(folders)
    (folders / "uploads" / "partial-of-the-dead").write_bytes(b"x")
    assert storage.sweep() == 1
    assert kept(folders) == [on_its_way]
    handler.upload_interrupted()


def test_two_files_of_the_same_name_and_content_share_their_bytes(alice: Client, folders: Path) -> None:
    run = drop(alice, named(LINES, "invoices.csv"), named(LINES, "invoices.csv"))
    assert [file.name for file in run.run_files.all()] == ["invoices.csv", "invoices (2).csv"]
    assert len(kept(folders)) == 1
    first = run.run_files.first()
    assert first is not None
    alice.post(f"/import/{run.pk}/files/{first.pk}/remove/")
    assert len(kept(folders)) == 1


def test_throwing_an_import_away_removes_its_bytes(
    alice: Client, folders: Path, django_capture_on_commit_callbacks: object
) -> None:
    run = drop(alice, named(LINES, "invoices.csv"))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture of pytest-django
        alice.post(f"/import/{run.pk}/discard/")
    assert kept(folders) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\發票.csv", "發票.csv"),
        ("a\x00b\r\n.csv", "ab.csv"),
        ("", "file"),
        (f"{'x' * 400}.csv", f"{'x' * 296}.csv"),
    ],
)
def test_names_are_the_last_part_without_control_characters(given: str, expected: str) -> None:
    assert storage.clean_name(given) == expected


def test_a_name_full_of_markup_is_shown_as_text(alice: Client) -> None:
    run = drop(alice, named(LINES, "株式會社超長公司名稱測試有限公司 <script>alert(1)</script>.csv"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "alert(1)&lt;" in page or "script&gt;.csv" in page


def test_an_empty_file_and_a_foreign_one_are_explained(alice: Client) -> None:
    run = drop(alice, named(b"%PDF-1.7 not a table", "report.csv"))
    page = alice.get(f"/import/{run.pk}/").content.decode()
    assert "is a PDF document" in page
    assert "Not ready to load" in page


def test_a_disk_that_fills_up_under_an_upload_is_told_and_nothing_is_kept(folders: Path) -> None:
    handler = storage.StoringUploadHandler()
    handler.new_file("files", "late.csv", "text/csv", None)
    assert handler.sink is not None
    handler.sink.stream.close()
    # Every write to this device of Linux finds no room; a short one is put off until the file is closed.
    handler.sink.stream = Path("/dev/full").open("wb")  # noqa: SIM115 - the upload closes it
    handler.receive_data_chunk(LINES, 0)
    with pytest.raises(StopUpload):
        handler.file_complete(len(LINES))
    assert handler.refusal is not None
    assert "No space left on device" in handler.refusal.message
    assert "free some space" in handler.refusal.remedy
    assert kept(folders) == []
