"""Long work: started, watched, stopped, failed, and found dead."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from openkam.core.errors import OpenKAMError
from openkam.web.shell import jobs
from openkam.web.shell.models import Job
from openkam.web.shell.tests.cast import Cast


@dataclass
class Step:
    stage: str
    done: int
    total: int | None
    unit: str


class Cancelled(OpenKAMError):
    code = "cancelled"


@task()
def count_up(job_id: int, to: int) -> None:
    with jobs.running(job_id) as work:
        work.report(Step("reading", to, to, "rows"))
        work.finish(result={"counted": to}, url="/accounts/")


@task()
def refuse(job_id: int, why: str) -> None:
    with jobs.running(job_id):
        raise OpenKAMError(why, remedy="Try another.")


@task()
def stop(job_id: int) -> None:
    with jobs.running(job_id):
        raise Cancelled("Stopped.")


@task()
def crash(job_id: int) -> None:
    with jobs.running(job_id):
        raise ZeroDivisionError


def test_a_job_runs_reports_and_leads_to_its_outcome(cast: Cast) -> None:
    job = jobs.start("count", "Counting", cast.bob, count_up, to=12000)
    assert (job.state, job.done, job.result) == (Job.State.DONE, 12000, {"counted": 12000})
    assert cast.browser(cast.bob).get(f"/jobs/{job.pk}/").headers["Location"] == "/accounts/"


def test_a_refusal_is_kept_with_its_remedy_and_can_be_tried_again(cast: Cast) -> None:
    job = jobs.start("count", "Counting", cast.bob, refuse, why="No such file.")
    assert job.state == Job.State.FAILED
    page = cast.browser(cast.bob).get(f"/jobs/{job.pk}/").content.decode()
    assert "No such file. Try another." in page
    assert "Run again" in page
    Job.objects.filter(pk=job.pk).update(arguments={"why": "Still no such file."})
    cast.browser(cast.bob).post(f"/jobs/{job.pk}/again/")
    job.refresh_from_db()
    assert job.error is not None
    assert job.error["error"]["message"] == "Still no such file."


def test_a_fault_of_ours_says_nothing_of_its_inside(cast: Cast) -> None:
    job = jobs.start("count", "Counting", cast.bob, crash)
    assert job.state == Job.State.FAILED
    assert "ZeroDivision" not in str(job.error)


def test_a_stopped_job_is_cancelled_and_not_failed(cast: Cast) -> None:
    assert jobs.start("count", "Counting", cast.bob, stop).state == Job.State.CANCELLED


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(cast: Cast) -> None:
    job = Job.objects.create(kind="count", title="Counting", user=cast.bob)
    cast.browser(cast.bob).post(f"/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    with pytest.raises(jobs.NotWaiting), jobs.running(job.pk):
        raise AssertionError("must not run")


def test_a_running_job_hears_that_it_shall_stop(cast: Cast) -> None:
    job = Job.objects.create(kind="count", title="Counting", user=cast.bob)
    with jobs.running(job.pk) as work:
        assert not work.cancelled()
        jobs.request_cancel(job)
        time.sleep(jobs.REPORT_SECONDS)
        assert work.cancelled()


def test_a_job_whose_heart_has_stopped_is_shown_as_failed(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(seconds=61)
    dead = Job.objects.create(kind="count", title="Dead", user=cast.bob, state=Job.State.RUNNING, heartbeat_at=long_ago)
    alive = Job.objects.create(
        kind="count", title="Alive", user=cast.bob, state=Job.State.RUNNING, heartbeat_at=timezone.now()
    )
    page = cast.browser(cast.bob).get("/jobs/running/").content.decode()
    assert "Alive" in page
    assert "Dead" not in page
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == (Job.State.FAILED, Job.State.RUNNING)
    assert dead.error is not None
    assert dead.error["error"]["code"] == "worker_stopped"


def test_somebody_elses_job_is_not_there(cast: Cast) -> None:
    job = Job.objects.create(kind="count", title="Counting", user=cast.bob)
    assert cast.browser(cast.charlie).get(f"/jobs/{job.pk}/").status_code == 404
    assert cast.browser(cast.charlie).post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert cast.browser(cast.adam).get(f"/jobs/{job.pk}/").status_code == 200


def test_how_far_it_is_in_words(cast: Cast) -> None:
    job = Job(state=Job.State.RUNNING, stage="checking", done=12000, total=40000, unit="rows")
    assert (job.describe, job.percent) == ("Checking: 12,000 of 40,000 rows", 30)
    job = Job(state=Job.State.RUNNING, stage="reading", done=1_500_000, total=3_000_000, unit="bytes")
    assert (job.describe, job.percent) == ("Reading: 1.5 of 3.0 MB", 50)
    job = Job(state=Job.State.RUNNING, stage="writing", done=7, total=None, unit="rows")
    assert (job.describe, job.percent) == ("Writing: 7 rows", None)


def test_the_page_of_a_running_job_asks_again(cast: Cast) -> None:
    job = Job.objects.create(
        kind="count", title="Counting", user=cast.bob, state=Job.State.RUNNING, heartbeat_at=timezone.now()
    )
    part = cast.browser(cast.bob).get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "hx-trigger" in part.content.decode()
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, url="/accounts/")
    done = cast.browser(cast.bob).get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == "/accounts/"


def test_a_job_whose_task_died_with_its_worker_is_queued_again(cast: Cast, settings: Settings) -> None:
    """The worker had taken the task from the queue, and was killed before the job began."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    stranded = jobs.start("count", "Counting", cast.bob, count_up, to=1)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    waiting = jobs.start("count", "Counting", cast.bob, count_up, to=2)
    jobs.recover()
    queued = [
        entry["kwargs"]["job_id"]
        for entry in DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("args_kwargs", flat=True)
    ]
    assert sorted(queued) == [stranded.pk, waiting.pk]
    jobs.recover()
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 2


def test_recovering_fails_what_ran_and_leaves_what_is_over(cast: Cast) -> None:
    now = timezone.now()
    ran = Job.objects.create(kind="x", title="x", state=Job.State.RUNNING, heartbeat_at=now)
    over = Job.objects.create(kind="x", title="x", state=Job.State.DONE)
    jobs.recover()
    ran.refresh_from_db()
    over.refresh_from_db()
    assert (ran.state, over.state) == (Job.State.FAILED, Job.State.DONE)
    assert ran.error is not None
    assert ran.error["error"]["code"] == "worker_stopped"


def test_each_reader_is_told_in_their_own_language(cast: Cast) -> None:
    job = Job.objects.create(
        kind="import", title="Import of {what}", title_values={"what": "a {b} <i>.csv"}, user=cast.alice,
        state=Job.State.RUNNING, started_at=timezone.now(),
    )  # fmt: skip
    with translation.override("zh-hant"):
        jobs.mark_dead(all_running=True)
    english = cast.browser(cast.alice).get(f"/jobs/{job.pk}/").content.decode()
    assert "Import of a {b} &lt;i&gt;.csv" in english
    assert "The work stopped before it was done" in english
    chinese = cast.browser(cast.alice)
    chinese.post("/language/", {"language": "zh-Hant"})
    page = chinese.get(f"/jobs/{job.pk}/").content.decode()
    assert "The work stopped" not in page
    assert "Import of" not in page
    assert "a {b} &lt;i&gt;.csv" in page


def test_the_side_bar_says_how_what_ran_has_ended(cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    job = Job.objects.create(kind="x", title="x", user=cast.alice, state=Job.State.RUNNING, heartbeat_at=timezone.now())
    theirs = Job.objects.create(kind="x", title="not Alice's", user=cast.bob, state=Job.State.DONE)
    assert f"was={job.pk}" in browser.get("/jobs/running/").content.decode()
    jobs.finish(job.pk)
    over = browser.get(f"/jobs/running/?was={job.pk},{theirs.pk},nonsense,{10**30}").content.decode()
    assert "done" in over
    assert "not Alice" not in over
    assert "hx-get" not in over, "nothing is left to wait for"
