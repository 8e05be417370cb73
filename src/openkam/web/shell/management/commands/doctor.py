"""Look for the usual reasons why something does not work."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand

from openkam.web.shell import health

SIGNS = {"ok": "✓", "warning": "!", "problem": "✗"}


class Command(BaseCommand):
    """Answers with exit code 1 where there is a problem."""

    help = "Check versions, disk, database, migrations, the books, fonts, mail and the worker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How to answer."""
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look and tell."""
        findings = health.examine()
        well = all(finding.state != "problem" for finding in findings)
        if options["json"]:
            self.stdout.write(
                json.dumps({"ok": well, "checks": [asdict(each) for each in findings]}, ensure_ascii=False)
            )
        else:
            for each in findings:
                self.stdout.write(f"{SIGNS[each.state]} {each.key}: {each.message} {each.remedy}".rstrip())
        if not well:
            sys.exit(1)
