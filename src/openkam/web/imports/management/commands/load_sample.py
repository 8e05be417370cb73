"""`manage load_sample`: the sample company, unless it is loaded or somebody removed it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from openkam.core.errors import OpenKAMError
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.web.imports import sample
from openkam.web.imports.console import ConsoleWork


class Command(BaseCommand):
    """Load the sample company through the importer."""

    help = "Load the sample company (AdventureWorks). Does nothing if it is loaded or was removed by a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: bring it back after somebody removed it."""
        parser.add_argument("--again", action="store_true", help="load it even if a person removed it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, or say why not."""
        if sample.was_decided() and not options["again"]:
            self.stdout.write(_("The sample company was loaded before; nothing to do."))
            return
        try:
            with ConsoleWork(sys.stderr) as work:
                run = sample.load_sample(None, work)
        except OpenKAMError as error:
            raise CommandError(str(error)) from error
        rows = format_number((run.report or {}).get("rows_loaded", 0))
        self.stdout.write(_("Loaded the sample company: {rows} invoice lines.").format(rows=rows))
