"""The cast, folders of their own, and small real files."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from openkam.web.imports import sample
from openkam.web.imports.models import ImportRun
from openkam.web.shell.tests.cast import Cast, make_cast

DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    """Books and uploads of this test alone."""
    settings.LEDGER_DIR = tmp_path / "ledger"
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def alice(cast: Cast) -> Client:
    """The programme lead's browser."""
    return cast.browser(cast.alice)


@pytest.fixture(scope="session")
def aw_lines() -> bytes:
    """The first 300 invoice lines of AdventureWorks with their header."""
    with gzip.open(sample.folder() / sample.LINES) as stream:
        return b"".join(stream.readline() for _at in range(301))


def named(content: bytes, name: str) -> BytesIO:
    """Bytes that a browser uploads under `name`."""
    stream = BytesIO(content)
    stream.name = name
    return stream


def drop(browser: Client, *files: BytesIO) -> ImportRun:
    """Upload files and answer the import that they became."""
    response = browser.post("/import/upload/", {"files": list(files)})
    assert response.status_code == 302, response.content
    return ImportRun.objects.get(pk=int(response["Location"].strip("/").rsplit("/", 1)[-1]))


def press_load(browser: Client, run: ImportRun, **answers: str) -> ImportRun:
    """Press the button and answer the import as it is afterwards."""
    response = browser.post(f"/import/{run.pk}/load/", answers)
    assert response.status_code == 302
    run.refresh_from_db()
    return run
