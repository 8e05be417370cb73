"""The long work of the imports, as the worker runs it."""

from __future__ import annotations

import contextlib

from django.urls import reverse
from django_tasks import task

from openkam.web.imports import loading
from openkam.web.imports.models import ImportRun
from openkam.web.shell import jobs
from openkam.web.shell.models import User


@task()
def load_run(job_id: int, run_id: int, max_reject_share: float, allow_repeat: bool) -> None:
    """Load the files of one import."""
    with contextlib.suppress(jobs.NotWaiting, ImportRun.DoesNotExist), jobs.running(job_id) as work:
        run = ImportRun.objects.get(pk=run_id)
        if run.state == ImportRun.State.LOADED:
            return
        if loading.begin(run):
            # The job was run again from its own page after the import had been refused.
            ImportRun.objects.filter(pk=run_id).update(job_id=job_id)
        loading.load(run, work, max_reject_share=max_reject_share, allow_repeat=allow_repeat)


@task()
def load_sample(job_id: int, user_id: int | None) -> None:
    """Load the sample company."""
    from openkam.web.imports import sample  # `sample` queues this very task

    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id) as work:
        user = User.objects.filter(pk=user_id).first() if user_id is not None else None
        run = sample.load_sample(user, work)
        work.finish(url=reverse("import-run", args=[run.pk]))
