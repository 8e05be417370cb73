"""Serve the application with the sample company in it."""

from __future__ import annotations

from django.core.management import call_command

from openkam.web.shell.management.commands import serve


class Command(serve.Command):
    """As `serve`, after the sample was loaded once through the importer."""

    help = "Serve OpenKAM with the sample company. Who removed the sample does not get it back."

    def prepare(self) -> None:
        """Load the sample unless it ever was."""
        call_command("load_sample", stdout=self.stdout)
