"""The long work of the imports, as the worker runs it."""

from __future__ import annotations

import contextlib

from django.urls import reverse
from django_tasks import task

from openkam.web.imports import holding, loading
from openkam.web.imports.models import ImportRun
from openkam.web.shell import jobs
from openkam.web.shell.models import User


@task()
def load_run(job_id: int, run_id: int, max_reject_share: float, allow_repeat: bool) -> None:
    """Load the files of one import."""
    missing = (jobs.NotWaiting, ImportRun.DoesNotExist)
    with contextlib.suppress(*missing), jobs.running(job_id) as work, holding.held(run_id):
        run = ImportRun.objects.get(pk=run_id)
        if run.state == ImportRun.State.LOADED or _is_of_another_job(run, job_id):
            return
        if loading.begin(run):
            # The job was run again from its own page after the import had been refused.
            ImportRun.objects.filter(pk=run_id).update(job_id=job_id)
        elif loading.finish_if_published(run):
            # The job was run again before anybody saw that its lines had reached the books.
            return
        loading.load(run, work, max_reject_share=max_reject_share, allow_repeat=allow_repeat)


def _is_of_another_job(run: ImportRun, job_id: int) -> bool:
    return run.state == ImportRun.State.LOADING and run.job_id is not None and run.job_id != job_id


@task()
def load_sample(job_id: int, user_id: int | None) -> None:
    """Load the sample company."""
    from openkam.web.imports import sample  # `sample` queues this very task

    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id) as work:
        user = User.objects.filter(pk=user_id).first() if user_id is not None else None
        run = sample.load_sample(user, work)
        work.finish(url=reverse("import-run", args=[run.pk]))
