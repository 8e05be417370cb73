"""Large files, made by the worker and kept for the person who asked."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from openkam.core.errors import InvalidInput
from openkam.web.portfolio import books, exports, filters, frames, queries
from openkam.web.shell import files, jobs
from openkam.web.shell.models import Job, User

KEPT_SECONDS = 24 * 3600


def folder() -> Path:
    """Where finished files wait."""
    return Path(settings.DATA_DIR) / "cache" / "exports"


def _path(job_id: int, kind: files.Kind) -> Path:
    return folder() / f"{job_id}.{files.SUFFIX[kind]}"


@task()
def build_export(job_id: int, file_kind: str, user_id: int, query: str) -> None:
    """Write the portfolio that this person sees under this filter; what they may see is asked now."""
    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id) as work:
        state, user = books.current_state(), User.objects.get(pk=user_id)
        if state is None:
            raise InvalidInput(_("The books are empty."), remedy=_("Import invoices first."))
        frame = frames.prepare(state)
        chosen = filters.read(QueryDict(query).dict(), frame.labels, frame.this_year)
        scene = queries.scene_for(user, state, frame, chosen)
        wanted = cast(files.Kind, file_kind)
        _tidy()
        exports.write(wanted, _path(job_id, wanted), exports.of_portfolio(state, scene))
        work.finish(result={"kind": file_kind}, url=reverse("portfolio-export", args=[job_id]))


def _tidy() -> None:
    folder().mkdir(parents=True, exist_ok=True)
    for old in folder().iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)


def exported(user: User, job_id: int) -> tuple[Path, files.Kind] | None:
    """The file of a finished job of this person, while it is kept."""
    job = Job.objects.filter(pk=job_id, user=user, kind="export", state=Job.State.DONE).first()
    if job is None or not job.result:
        return None
    kind = cast(files.Kind, job.result["kind"])
    path = _path(job_id, kind)
    return (path, kind) if path.exists() else None
