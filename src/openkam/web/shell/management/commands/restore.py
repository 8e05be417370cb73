"""Bring a backup back into an empty place."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from openkam.core.errors import OpenKAMError
from openkam.core.i18n import gettext as _
from openkam.web.shell import archive, jobs


class Command(BaseCommand):
    """The same figures, the same people."""

    help = "Bring a backup back into an empty data directory and an empty database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where, and how to answer."""
        parser.add_argument("archive", help="The backup file.")
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check it, bring it back, say what came back."""
        try:
            done = archive.read(Path(options["archive"]).expanduser())
        except OpenKAMError as error:
            raise CommandError(str(error)) from error
        jobs.mark_dead(all_running=True)
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(done.path), "files": done.files, "taken_at": done.taken_at}))
        else:
            text = _("Restored {files} files as they were at {moment}.")
            self.stdout.write(text.format(files=done.files, moment=done.taken_at))
