"""How far a job is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _, gettext_lazy

from openkam.core.numbers import format_number

if TYPE_CHECKING:
    from openkam.web.shell.models import Job

STAGES: Final = {
    "reading": gettext_lazy("Reading"),
    "checking": gettext_lazy("Checking"),
    "writing": gettext_lazy("Writing"),
    "publishing": gettext_lazy("Publishing"),
    "drawing": gettext_lazy("Drawing"),
}
MEGABYTE: Final = 1_000_000


def percent_done(job: Job) -> int | None:
    """0 to 100, or nothing where the whole is unknown."""
    return min(100, int(100 * job.done / job.total)) if job.total else None


def in_words(job: Job) -> str:
    """`Reading: 12,000 of 40,000 rows`."""
    if job.state != job.State.RUNNING:
        return _("waiting for its turn") if job.state == job.State.WAITING else job.get_state_display()
    if job.cancel_requested:
        return _("stopping")
    stage = str(STAGES.get(job.stage, "")) or _("Working")
    if not job.done:
        return stage
    return _("{stage}: {amount}").format(stage=stage, amount=_amount(job))


def _amount(job: Job) -> str:
    if job.unit == "bytes":
        done, total = format_number(job.done / MEGABYTE, 1), format_number((job.total or 0) / MEGABYTE, 1)
        return (
            _("{done} of {total} MB").format(done=done, total=total) if job.total else _("{done} MB").format(done=done)
        )
    done, total = format_number(job.done), format_number(job.total or 0)
    if job.unit == "files":
        return _("{done} of {total} files").format(done=done, total=total)
    if job.unit == "draws":
        return _("{done} of {total} draws").format(done=done, total=total)
    if job.total:
        return _("{done} of {total} rows").format(done=done, total=total)
    return _("{done} rows").format(done=done)
