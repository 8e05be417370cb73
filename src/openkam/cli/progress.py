"""How far a load has come, drawn on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress as RichProgress, TextColumn, TimeRemainingColumn

from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.ledger import Progress, ProgressCallback


@contextmanager
def bar() -> Iterator[ProgressCallback]:
    """A progress bar with counts; it disappears when the work is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counts]}"),
        TimeRemainingColumn(),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("", total=None, counts="")

        def callback(progress: Progress) -> None:
            drawn.update(
                task,
                description=_stage(progress),
                completed=progress.done,
                total=progress.total,
                counts=_counts(progress),
            )

        yield callback


def _stage(progress: Progress) -> str:
    return {
        "reading": _("Reading"),
        "checking": _("Checking"),
        "writing": _("Writing"),
        "publishing": _("Publishing"),
    }[progress.stage]


def _counts(progress: Progress) -> str:
    unit = {"bytes": _("bytes"), "rows": _("rows"), "files": _("files")}[progress.unit]
    if progress.total is None:
        return _("{done} {unit}").format(done=format_number(progress.done), unit=unit)
    return _("{done} of {total} {unit}").format(
        done=format_number(progress.done), total=format_number(progress.total), unit=unit
    )
