"""Serve the application with the sample company in it."""

from __future__ import annotations

import threading
from typing import Final

from django.core.management import call_command

from openkam.web.shell import jobs, registry
from openkam.web.shell.management.commands import serve

LONGEST_WAIT_SECONDS: Final = 90


class Command(serve.Command):
    """As `serve`, after the sample was loaded once through the importer."""

    help = "Serve OpenKAM with the sample company. Who removed the sample does not get it back."

    def prepare(self) -> None:
        """Load the sample unless it ever was."""
        call_command("load_sample", stdout=self.stdout)
        # An update may have made the figures of an earlier start stale.
        registry.books_changed(None)

    def announce(self, url: str, door: str, stop: threading.Event, link: str) -> None:
        """Say where it is once the figures are made, so that the first look shows them."""
        for _second in range(2 * LONGEST_WAIT_SECONDS):
            if not jobs.any_unfinished() or stop.wait(0.5):
                break
        super().announce(url, door, stop, link)
