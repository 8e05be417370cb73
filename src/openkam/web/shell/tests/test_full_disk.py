"""A full disk is told in a sentence wherever it is met, and nothing half-done stays."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django_tasks import task
from pytest_django import Settings

from openkam.web import environment
from openkam.web.shell import jobs
from openkam.web.shell.middleware import GetResponse
from openkam.web.shell.models import Job
from openkam.web.shell.tests.cast import Cast
from openkam.web.urls import handler500, urlpatterns as real

FULL = Path("/dev/full")
"""A device of Linux on which every write finds no room."""


def store(request: HttpRequest) -> HttpResponse:
    FULL.write_text("x")
    return HttpResponse()


def around(get_response: GetResponse) -> GetResponse:
    """Stands for a session or an upload, which are written outside of every page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/around/":
            FULL.write_text("x")
        return get_response(request)

    return middleware


urlpatterns = [*real, path("store/", store)]
handlers = (handler500,)


@task()
def fill(job_id: int) -> None:
    with jobs.running(job_id) as work:
        FULL.write_text("x")
        work.finish(result={"written": True})


@pytest.fixture
def browser(cast: Cast) -> Client:
    found = cast.browser(cast.bob)
    found.raise_request_exception = False
    return found


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_cannot_store_says_why(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    answer = browser.post("/store/")
    assert answer.status_code == 507
    page = answer.content.decode()
    assert "disk is full" in page
    assert "Ask an administrator to free some space" in page
    assert "The disk is full: POST /store/ was not done" in caplog.text
    assert "Traceback" not in caplog.text


def test_so_does_what_stands_around_a_page(browser: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.around"]
    answer = browser.get("/around/")
    assert answer.status_code == 507
    assert "disk is full" in answer.content.decode()


def test_a_job_that_cannot_write_says_why_and_can_be_run_again(cast: Cast) -> None:
    job = jobs.start("export", "Writing", cast.bob, fill)
    assert job.state == Job.State.FAILED
    assert job.result is None
    assert job.error is not None
    assert job.error["error"]["code"] == "disk_full"
    page = cast.browser(cast.bob).get(f"/jobs/{job.pk}/").content.decode()
    assert "disk is full" in page
    assert "Ask an administrator to free some space" in page
    assert "again/" in page


def test_a_key_that_found_no_room_is_made_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENKAM_SECRET_KEY")
    (tmp_path / "secret_key").touch()
    key = environment.secret_key(tmp_path)
    assert len(key) > 60
    assert environment.secret_key(tmp_path) == key
    fresh = environment.secret_key(tmp_path / "fresh")
    assert fresh != key
    assert stat.S_IMODE((tmp_path / "fresh" / "secret_key").stat().st_mode) == 0o600
