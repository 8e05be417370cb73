"""Write a backup, also while the application is in use."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from openkam.core.errors import OpenKAMError
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.web.shell import archive


class Command(BaseCommand):
    """One file with everything."""

    help = "Write the database, the books and the uploaded files into one .tar.gz, also while OpenKAM is in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and how to answer."""
        parser.add_argument("output", nargs="?", default="", help="The file to write (default: openkam-<time>.tar.gz).")
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say what it holds."""
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        target = Path(options["output"] or f"openkam-{stamp}.tar.gz").expanduser().absolute()
        try:
            done = archive.write(target)
        except OpenKAMError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            answer = {"file": str(done.path), "files": done.files, "bytes": done.bytes, "taken_at": done.taken_at}
            self.stdout.write(json.dumps(answer))
        else:
            text = _("Backed up {files} files into {path} ({size} MB).")
            self.stdout.write(text.format(files=done.files, path=done.path, size=format_number(done.bytes / 1e6, 1)))
