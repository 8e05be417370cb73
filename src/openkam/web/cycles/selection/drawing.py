"""Draws over so many accounts that nobody waits for them: made by the worker, with progress and a way to stop."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop
from django_tasks import task

from openkam.core.errors import OpenKAMError
from openkam.tools.define.selection import SimulationCancelled
from openkam.web.cycles import answers, drawn
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.queries import Scope
from openkam.web.shell import jobs
from openkam.web.shell.models import Job, User

KIND: Final = "selection-draws"


class DrawsStopped(OpenKAMError):
    """A person stopped the draws."""

    code = "cancelled"


@dataclass(frozen=True)
class Drawing:
    """How far the draws are; a `jobs.Step`."""

    done: int
    total: int | None
    stage: str = "drawing"
    unit: str = "draws"


@task()
def make_draws(job_id: int, cycle: int, asked_by: int, scope: int | None) -> None:
    """Make the draws of the cycle as `asked_by` may know its scores, and keep them for the server.

    `scope` says whose knowledge that was when the job began; it finds the job again.
    """
    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id) as work:
        found, person = Cycle.objects.get(pk=cycle), User.objects.get(pk=asked_by)
        try:
            result = answers.selection_of(
                found,
                person,
                progress=lambda done, draws: work.report(Drawing(done, draws)),
                cancelled=work.cancelled,
            )
        except SimulationCancelled as error:
            raise DrawsStopped(
                _("The draws were stopped."), remedy=_("Start them again when you need them.")
            ) from error
        drawn.keep(answers.draws_key(found, person, found.draws), result)


def start(cycle: Cycle, user: User) -> Job:
    """Queue the draws, or answer the job that makes them already for the same knowledge."""
    scope = Scope.of(user, cycle).rater
    running = job_of(cycle, user)
    if running is not None:
        return running
    return jobs.start(
        KIND,
        gettext_noop("Draws for the selection of {cycle}"),
        user,
        make_draws,
        title_values={"cycle": cycle.name},
        url=reverse("cycle-selection", args=[cycle.pk]),
        cycle=cycle.pk,
        asked_by=user.pk,
        scope=scope,
    )


def job_of(cycle: Cycle, user: User) -> Job | None:
    """The unfinished job that makes the draws as `user` may know the scores."""
    scope = Scope.of(user, cycle).rater
    found = Job.objects.filter(kind=KIND, arguments__cycle=cycle.pk, state__in=jobs.UNFINISHED)
    return next((job for job in found if job.arguments.get("scope") == scope), None)


def last_failure(cycle: Cycle, user: User) -> Job | None:
    """The job of `user` that failed last, unless a later one did not."""
    last = Job.objects.filter(kind=KIND, arguments__cycle=cycle.pk, user=user).first()
    return last if last is not None and last.state == Job.State.FAILED else None
