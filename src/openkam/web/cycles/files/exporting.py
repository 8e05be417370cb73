"""Files of large cycles, made by the worker and kept for the person who asked."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import cast

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from openkam.core.errors import InvalidInput
from openkam.web.cycles import answers, drawn
from openkam.web.cycles.files import exports
from openkam.web.cycles.models import Cycle
from openkam.web.shell import files, jobs
from openkam.web.shell.models import Job, User

KEPT_SECONDS = 24 * 3600
JOB = "cycle-file"


def folder() -> Path:
    """Where finished files wait."""
    return Path(settings.DATA_DIR) / "cache" / "cycle-files"


def _path(job_id: int, kind: files.Kind) -> Path:
    return folder() / f"{job_id}.{files.SUFFIX[kind]}"


@task()
def build_file(job_id: int, file_kind: str, user_id: int, cycle_id: int) -> None:
    """Write what this person sees of this cycle; what they may see is asked now."""
    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id) as work:
        user, cycle = User.objects.get(pk=user_id), Cycle.objects.get(pk=cycle_id)
        kind = cast(files.Kind, file_kind)
        # Weights that cannot be worked out yet are said in the file.
        with contextlib.suppress(InvalidInput):
            result = answers.selection_of(cycle, user, cancelled=work.cancelled)
            if not cycle.is_frozen:
                drawn.keep(answers.draws_key(cycle, user, cycle.draws), result)
        _tidy()
        exports.write(kind, _path(job_id, kind), user, cycle)
        work.finish(result={"kind": kind, "cycle": cycle.pk}, url=reverse("cycle-file-kept", args=[cycle.pk, job_id]))


def _tidy() -> None:
    folder().mkdir(parents=True, exist_ok=True)
    for old in folder().iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)


def kept_file(user: User, cycle: Cycle, job_id: int) -> tuple[Path, files.Kind] | None:
    """The file of a finished job of this person about this cycle, while it is kept."""
    job = Job.objects.filter(pk=job_id, user=user, kind=JOB, state=Job.State.DONE).first()
    if job is None or not job.result or job.result["cycle"] != cycle.pk:
        return None
    kind = cast(files.Kind, job.result["kind"])
    path = _path(job_id, kind)
    return (path, kind) if path.exists() else None
