"""The progress of a load on a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress as Bar, TaskID, TextColumn, TimeElapsedColumn

from openkam.ledger.types import Progress


class ConsoleWork:
    """Draws a bar with counts; on anything but a terminal it is silent. Ctrl-C stops the load, changing nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=Console(file=stream),
            disable=not stream.isatty(),
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> ConsoleWork:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def report(self, progress: Progress) -> None:
        """Draw how far it is."""
        if self._task is None:
            self._task = self._bar.add_task(progress.stage, total=progress.total)
        self._bar.update(self._task, description=progress.stage, completed=progress.done, total=progress.total)

    def cancelled(self) -> bool:
        """Never: a terminal has Ctrl-C."""
        return False
