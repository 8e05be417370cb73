"""Long work outside the request. A page starts a job, the worker runs it, and the row tells everybody how far it is.

A task is a `django_tasks.task()` function whose first argument is `job_id`; its body stands inside `running`:

    @task()
    def load_run(job_id: int, run_id: int) -> None:
        with jobs.running(job_id) as work:
            ledger.load(…, progress=work.report, cancelled=work.cancelled)
            work.finish(result={…}, url=…)
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from openkam.core.disk import is_full
from openkam.core.errors import OpenKAMError
from openkam.core.i18n import language
from openkam.web.shell.errors import full_disk
from openkam.web.shell.models import Job, User
from openkam.web.shell.speaking import speaking

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS: Final = 10.0
DEAD_AFTER: Final = timedelta(seconds=60)
REPORT_SECONDS: Final = 0.5
UNFINISHED: Final = (Job.State.WAITING, Job.State.RUNNING)


class Step(Protocol):
    """How far a piece of work has come; `ledger.Progress` is one."""

    @property
    def stage(self) -> str:
        """A word of `progress.STAGES`."""

    @property
    def done(self) -> int:
        """How many units are done."""

    @property
    def total(self) -> int | None:
        """How many there are, if that is known."""

    @property
    def unit(self) -> str:
        """`bytes`, `rows`, `files` or `draws`."""


class WorkerStopped(OpenKAMError):
    """The process that ran a job ended before the job did."""

    code = "worker_stopped"


class UnexpectedFailure(OpenKAMError):
    """A fault of OpenKAM itself; the log has the details."""

    code = "unexpected_failure"


@transaction.atomic
def start(
    kind: str,
    title: str,
    user: User | None,
    task: Any,
    *,
    title_values: dict[str, str] | None = None,
    url: str = "",
    **kwargs: Any,
) -> Job:
    """Queue `task(job_id=…, **kwargs)` and answer its row.

    `title` is a `gettext_noop` text, read in the language of whoever looks at it, with `{names}` for `title_values`.
    `kwargs` are plain JSON. `url` is where the person finds the outcome. The language of the one who starts
    it is the language in which the job reports.
    """
    job = Job.objects.create(
        kind=kind,
        title=title[:300],
        title_values={name: value[:200] for name, value in (title_values or {}).items()},
        user=user,
        url=url,
        language=language(),
        task_path=task.module_path,
        arguments=kwargs,
    )
    task.enqueue(job_id=job.pk, **kwargs)
    job.refresh_from_db()
    return job


@transaction.atomic
def run_again(job: Job) -> Job:
    """Queue a job that failed or was cancelled once more, in its own row; one that is not over is left alone."""
    fresh = Job.objects.select_for_update().get(pk=job.pk)
    mark_dead()
    fresh.refresh_from_db()
    if fresh.state not in {Job.State.FAILED, Job.State.CANCELLED} or not fresh.task_path:
        return fresh
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.WAITING, stage="", done=0, total=None, error=None, result=None,
        cancel_requested=False, created_at=timezone.now(), started_at=None, heartbeat_at=None, finished_at=None,
    )  # fmt: skip
    import_string(fresh.task_path).enqueue(job_id=fresh.pk, **fresh.arguments)
    fresh.refresh_from_db()
    return fresh


def report(job_id: int, progress: Step) -> None:
    """Write how far the job is."""
    Job.objects.filter(pk=job_id).update(
        stage=progress.stage,
        done=progress.done,
        total=progress.total,
        unit=progress.unit,
        heartbeat_at=timezone.now(),
    )


def cancelled(job_id: int) -> bool:
    """Whether a person asked for the job to stop."""
    return Job.objects.filter(pk=job_id, cancel_requested=True).exists()


def request_cancel(job: Job) -> None:
    """Ask a job to stop; one that has not begun ends here and now."""
    Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(cancel_requested=True)
    Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(state=Job.State.CANCELLED, finished_at=timezone.now())


def finish(job_id: int, *, result: Any = None, url: str | None = None) -> None:
    """The job is done."""
    changes: dict[str, Any] = {"state": Job.State.DONE, "result": result, "error": None, "finished_at": timezone.now()}
    if url is not None:
        changes["url"] = url
    Job.objects.filter(pk=job_id).update(**changes)


def fail(job_id: int, error: OpenKAMError) -> None:
    """The job ended with `error`; a person who asked for it to stop sees it as cancelled."""
    state = Job.State.CANCELLED if error.code == "cancelled" else Job.State.FAILED
    Job.objects.filter(pk=job_id).update(state=state, error=error.to_json(), finished_at=timezone.now())


class Running:
    """A job at work. Reports and questions about cancelling reach the database at most twice a second."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._reported = self._asked = 0.0
        self._stage = ""
        self._cancelled = False
        self._over = False

    def report(self, progress: Step) -> None:
        """Write how far the job is, unless that was done a moment ago in the same stage."""
        now = time.monotonic()
        if progress.stage != self._stage or now - self._reported >= REPORT_SECONDS:
            self._stage, self._reported = progress.stage, now
            report(self.job_id, progress)

    def cancelled(self) -> bool:
        """Whether a person asked for the job to stop."""
        now = time.monotonic()
        if not self._cancelled and now - self._asked >= REPORT_SECONDS:
            self._asked = now
            self._cancelled = cancelled(self.job_id)
        return self._cancelled

    def finish(self, *, result: Any = None, url: str | None = None) -> None:
        """The job is done, with this outcome; without the call it is done when the block ends."""
        self._over = True
        finish(self.job_id, result=result, url=url)

    @property
    def is_over(self) -> bool:
        """Whether `finish` was called."""
        return self._over


def _claim(job_id: int) -> Job | None:
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started_at=now, heartbeat_at=now
    )
    return Job.objects.get(pk=job_id) if claimed else None


class NotWaiting(Exception):
    """The job was cancelled before it began, or another worker has it."""


@contextmanager
def running(job_id: int) -> Iterator[Running]:
    """Mark the job as running, keep its heart beating, and write down how it ended.

    Inside, the language is that of the person who started it. An `OpenKAMError` becomes the job's error, and so does
    a full disk; any other exception is logged and raised again. Raises `NotWaiting` where the job must not run.
    """
    job = _claim(job_id)
    if job is None:
        raise NotWaiting(f"job {job_id}")
    work = Running(job_id)
    stop = threading.Event()
    heart = threading.Thread(target=_beat, args=(job_id, stop), daemon=True, name=f"heart of job {job_id}")
    heart.start()
    with speaking(job.language):
        try:
            yield work
            if not work.is_over:
                finish(job_id)
        except OpenKAMError as error:
            fail(job_id, error)
        except Exception as error:
            with speaking("en"):
                fail(job_id, failure_of(error))
            if not is_full(error):
                logger.exception("Job %s (%s) failed", job_id, job.kind)
                raise
            logger.error("Job %s (%s) stopped, because the disk is full", job_id, job.kind)  # noqa: TRY400 - no fault of ours
        finally:
            stop.set()


def failure_of(error: Exception) -> OpenKAMError:
    """What a person sees of an error that nobody raised on purpose."""
    return full_disk() if is_full(error) else unexpected_failure()


def unexpected_failure() -> UnexpectedFailure:
    """The error that a person sees for a fault of ours."""
    return UnexpectedFailure(
        _("Something went wrong that OpenKAM did not expect."),
        remedy=_("Nothing was changed by the step that failed. The server's log says more; tell your administrator."),
    )


def _beat(job_id: int, stop: threading.Event) -> None:
    while not stop.wait(HEARTBEAT_SECONDS):
        close_old_connections()
        try:
            Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(heartbeat_at=timezone.now())
        except OperationalError:
            # A busy database lets one beat be missed; the next ones may get through.
            logger.warning("Job %s could not say that it is alive", job_id)
        connection.close()


def any_unfinished() -> bool:
    """Whether any job waits or runs."""
    return Job.objects.filter(state__in=UNFINISHED).exists()


def mark_dead(*, now: datetime | None = None, all_running: bool = False) -> int:
    """Fail the running jobs whose heart has stopped; with `all_running`, every one (no worker is alive at start)."""
    moment = now or timezone.now()
    dead = Job.objects.filter(state=Job.State.RUNNING)
    if not all_running:
        dead = dead.filter(Q(heartbeat_at__lt=moment - DEAD_AFTER) | Q(heartbeat_at__isnull=True))
    if not dead.exists():
        return 0
    with speaking("en"):
        # Whoever happens to notice, each reader is told in their own language.
        error = worker_stopped().to_json()
    return dead.update(state=Job.State.FAILED, error=error, finished_at=moment)


def worker_stopped() -> WorkerStopped:
    """The error of work whose process ended before the work did."""
    return WorkerStopped(
        _("The work stopped before it was done, because the process that did it ended."),
        remedy=_("Nothing half-done is shown. Run it again."),
    )


@transaction.atomic
def recover() -> None:
    """Put jobs in order while no worker is alive: those that ran have failed, those that wait are in the queue.

    A worker killed between taking a task from the queue and beginning its job leaves a job that waits for nobody.
    """
    mark_dead(all_running=True)
    queued = {
        entry["kwargs"].get("job_id")
        for entry in DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("args_kwargs", flat=True)
    }
    for job in Job.objects.filter(state=Job.State.WAITING).exclude(task_path="").exclude(pk__in=queued):
        import_string(job.task_path).enqueue(job_id=job.pk, **job.arguments)
