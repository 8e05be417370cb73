"""Plans of large programmes, made by the worker."""

from __future__ import annotations

import contextlib
from typing import Final

from django.http import QueryDict
from django.urls import reverse
from django_tasks import task

from openkam.web.cycles.effort import kept
from openkam.web.cycles.effort.planned import Programme
from openkam.web.cycles.effort.typed import wish_of
from openkam.web.cycles.models import Cycle
from openkam.web.shell import jobs
from openkam.web.shell.models import User

JOB: Final = "effort-plan"


@task()
def make_plan(job_id: int, user_id: int, cycle_id: int, query: str) -> None:
    """Work out the plan as this person sees the programme, and keep it for the page."""
    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id) as work:
        user, cycle = User.objects.get(pk=user_id), Cycle.objects.get(pk=cycle_id)
        programme = Programme(user, cycle, wish_of(QueryDict(query).dict()))
        kept.keep(programme.key, programme.plan())
        work.finish(url=f"{reverse('cycle-effort', args=[cycle.pk])}?{query}&propose=1")
