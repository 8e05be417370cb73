"""The long work on an import of contacts, as the worker runs it."""

from __future__ import annotations

import contextlib

from django_tasks import task

from openkam.web.people.incoming import loading, undoing
from openkam.web.people.incoming.loading import State
from openkam.web.people.models import ContactImport
from openkam.web.shell import jobs
from openkam.web.shell.models import User


@task()
def work_on(job_id: int, run_id: int, user_id: int, state: str) -> None:
    """Load an import, or take it back, with the rights of the person who asked for it."""
    missing = (jobs.NotWaiting, ContactImport.DoesNotExist, User.DoesNotExist)
    with contextlib.suppress(*missing), jobs.running(job_id) as work:
        run = ContactImport.objects.select_related("stored", "account").get(pk=run_id)
        user = User.objects.get(pk=user_id)
        before = State.DRAFT if state == State.LOADING else State.LOADED
        if loading.begin(run, state, wanted=(before,)):
            # The job was run again from its own page after it had failed.
            ContactImport.objects.filter(pk=run_id).update(job_id=job_id)
        elif run.state != state or (run.job_id is not None and run.job_id != job_id):
            return
        if state == State.LOADING:
            loading.load(run, user, work)
        else:
            undoing.undo(run, user, work)
