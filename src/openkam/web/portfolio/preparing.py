"""Making a frame outside the request: after an import, after a change of settings, or on the first look."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_noop
from django_tasks import task

from openkam.web.portfolio import books, frames
from openkam.web.portfolio.books import State
from openkam.web.portfolio.frame import Frame
from openkam.web.shell import jobs
from openkam.web.shell.models import Job, User

KIND = "figures"

followers: Final[list[Callable[[], object]]] = []
"""What apps above do once new figures are there; each appends in its `AppConfig.ready()`."""


@task()
def prepare_figures(job_id: int, key: str) -> None:
    """Make the frame of the state that the books have now; `key` names the state that was asked for."""
    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id):
        state = books.current_state()
        if state is not None:
            frames.prepare(state)
            for follow in followers:
                follow()


def warm() -> None:
    """Import what forecasting needs, which takes a worker longer than most frames take to be made."""
    importlib.import_module("statsforecast.models")


def start(user: User | None = None) -> Job | None:
    """Queue the work unless the figures are there, are being made or cannot be made under these settings.

    Answers the job to look at, or None where there is nothing to do.
    """
    state = books.current_state()
    if state is None or frames.at_once(state) is not None:
        return None
    return _job_for(state, user)


def _job_for(state: State, user: User | None) -> Job:
    last = Job.objects.filter(kind=KIND, arguments__key=state.key).first()
    if last is not None and (last.state in jobs.UNFINISHED or last.state == Job.State.FAILED):
        return last
    return jobs.start(KIND, gettext_noop("Work out the figures"), user, prepare_figures, key=state.key)


def frame_or_job(state: State, user: User) -> tuple[Frame | None, Job | None]:
    """The frame if it is there, else the job that makes it."""
    frame = frames.at_once(state)
    if frame is not None:
        return frame, None
    job = _job_for(state, user)
    return frames.ready(state), job
