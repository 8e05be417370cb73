"""`manage deck`: the portfolio as slides, as a programme lead sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openkam.core.errors import OpenKAMError
from openkam.core.i18n import LANGUAGES, gettext as _, normalise_language
from openkam.web.portfolio import books, exports, filters, frames
from openkam.web.portfolio.queries import whole_view
from openkam.web.portfolio.scene import Scene
from openkam.web.shell import files
from openkam.web.shell.speaking import speaking


class Command(BaseCommand):
    """Builds the deck or the workbook."""

    help = "Build the portfolio deck (PowerPoint) or, with a name that ends in .xlsx, the workbook."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, in which language, for which period."""
        parser.add_argument("--out", default="portfolio.pptx", help="The file to write.")
        parser.add_argument("--lang", default="en", choices=LANGUAGES, help="The language of the deck.")
        parser.add_argument("--period", default="", help="A period's label or all; the current year if not given.")
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the file and say where it is."""
        language = normalise_language(options["lang"])
        with speaking(language):
            try:
                path, scene = self._build(Path(options["out"]), options["period"])
            except OpenKAMError as error:
                if options["json"]:
                    self.stdout.write(json.dumps(error.to_json(), ensure_ascii=False))
                    raise SystemExit(2) from error
                raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            answer = {
                "file": str(path),
                "accounts": len(scene.listed),
                "period": scene.filter.period,
                "language": language,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            text = _("Wrote {path} with {count} accounts, {period}.")
            self.stdout.write(text.format(path=path, count=len(scene.listed), period=scene.filter.period))

    def _build(self, path: Path, period: str) -> tuple[Path, Scene]:
        state = books.current_state()
        if state is None:
            raise CommandError(_("The books are empty. Import invoices first, or load the sample."), returncode=1)
        if not path.parent.is_dir():
            raise CommandError(_("There is no folder {folder}.").format(folder=path.parent), returncode=2)
        frame = frames.prepare(state)
        if period and period not in {*frame.labels, "all"}:
            known = ", ".join([*frame.labels, "all"])
            text = _("There is no period {period}. Choose one of: {known}.")
            raise CommandError(text.format(period=period, known=known), returncode=2)
        chosen = filters.Filter(period=period or frame.this_year)
        scene = Scene(whole_view(state, frame), chosen)
        kind: files.Kind = "workbook" if path.suffix.lower() == ".xlsx" else "deck"
        return exports.write(kind, path, exports.of_portfolio(state, scene)), scene
