"""`manage import_invoices FILE…`: the import of the page, from the command line and in this process."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from openkam.core.errors import InvalidInput, OpenKAMError, Place
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number
from openkam.ledger.types import ColumnMapping, Role
from openkam.web.imports import actions, previews, storage
from openkam.web.imports.console import ConsoleWork
from openkam.web.imports.models import ImportRun, RunFile
from openkam.web.imports.records import Outcome

ROLES = tuple(role.value for role in Role)


class MappingRefused(InvalidInput):
    """A `--map` that names no role or no column of the file."""

    code = "mapping"


class Command(BaseCommand):
    """Import files of invoice lines or lists of accounts."""

    help = "Import files: invoice lines into the books, lists of accounts into the accounts. Can be undone on the page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files and what is said about them."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--map", action="append", default=[], metavar="ROLE=COLUMN", dest="mapped")
        parser.add_argument("--max-reject-share", type=float, default=actions.DEFAULT_REJECT_SHARE, metavar="SHARE")
        parser.add_argument("--again", action="store_true", help="load a file that is in the books already")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and print the reconciliation. An error ends with exit code 2."""
        try:
            run = self._import(options)
        except OpenKAMError as error:
            if options["as_json"]:
                self.stdout.write(json.dumps(error.to_json(), ensure_ascii=False))
                raise SystemExit(2) from error
            raise CommandError(str(error), returncode=2) from error
        outcome = Outcome.model_validate(run.report)
        self.stdout.write(_as_json(run, outcome) if options["as_json"] else _as_text(outcome))

    def _import(self, options: dict[str, Any]) -> ImportRun:
        mapped = parse_map(options["mapped"])
        run = actions.create_run(user=None, received=[_copy(path) for path in options["files"]])
        try:
            for file in run.run_files.select_related("stored"):
                _say(file, mapped)
            with ConsoleWork(sys.stderr) as work:
                return actions.load_now(
                    run=run,
                    work=work,
                    max_reject_share=options["max_reject_share"],
                    allow_repeat=options["again"],
                )
        except OpenKAMError:
            actions.discard(run=run)
            raise


def parse_map(mapped: Sequence[str]) -> dict[Role, str]:
    """Role → column from `ROLE=COLUMN`. Raises `MappingRefused`."""
    found = {}
    for text in mapped:
        role, equals, column = text.partition("=")
        if not equals or not column or role not in ROLES:
            raise MappingRefused(
                _("“{text}” does not say which column holds a role.").format(text=text),
                remedy=_("Write ROLE=COLUMN with one of: {roles}.").format(roles=", ".join(ROLES)),
            )
        found[Role(role)] = column
    return found


def _copy(path: Path) -> storage.Received:
    if not path.is_file():
        raise InvalidInput(
            _("There is no file {file}.").format(file=path.name),
            remedy=_("Check the name and the folder."),
            place=Place(file=str(path)),
        )
    return storage.keep_copy(path)


def _say(file: RunFile, mapped: dict[Role, str]) -> None:
    """Lay what the command line says over the guess."""
    if file.error is not None:
        raise InvalidInput(
            file.error["message"], remedy=file.error["remedy"], place=Place(**file.error.get("place", {}))
        )
    if not mapped or file.is_list:
        return
    guess = previews.line_mapping(file)
    seen = previews.preview_of(file)
    names = [column.name for column in seen.columns] if seen else []
    for role, column in mapped.items():
        if column not in names:
            raise MappingRefused(
                _("{file} has no column named “{column}”.").format(file=file.name, column=column),
                remedy=_("Its columns are: {columns}.").format(columns=", ".join(names[:40])),
                place=Place(file=file.name, column=column),
            )
        guess = _move(guess, role, column)
    previews.say(file, guess)


def _move(mapping: ColumnMapping, role: Role, column: str) -> ColumnMapping:
    """`mapping` with `column` as `role` and as nothing else."""
    others = {each: name for each, name in mapping.columns.items() if name != column and each != role}
    orders = {each: order for each, order in mapping.date_orders.items() if each in others}
    return mapping.model_copy(update={"columns": {**others, role: column}, "date_orders": orders})


def _as_json(run: ImportRun, outcome: Outcome) -> str:
    source = {
        "rows_read": outcome.rows_read,
        "rows_loaded": outcome.rows_loaded,
        "rows_rejected": outcome.rows_rejected,
        "sum_read": str(outcome.sum_read),
        "sum_loaded": str(outcome.sum_loaded),
        "sum_rejected": str(outcome.sum_rejected),
    }
    answer = {
        "import": run.pk,
        "load_id": run.load_id,
        "source": source,
        "skipped": outcome.skipped,
        "remarks": outcome.remarks,
        "accounts": {"created": outcome.accounts_created, "changed": outcome.accounts_changed},
        "rejects": run.rejects,
        "rejects_file": str(outcome.rejects_file or ""),
    }
    return json.dumps(answer, ensure_ascii=False)


def _as_text(outcome: Outcome) -> str:
    parts = (
        (_("Read"), outcome.rows_read, outcome.sum_read),
        (_("Loaded"), outcome.rows_loaded, outcome.sum_loaded),
        (_("Rejected"), outcome.rows_rejected, outcome.sum_rejected),
    )
    lines = [
        _("{part}: {rows} rows, {amount}").format(part=part, rows=format_number(rows), amount=format_number(amount, 2))
        for part, rows, amount in parts
    ]
    if outcome.rows_rejected and outcome.rejects_file:
        lines.append(_("The rejected rows with their reasons: {file}").format(file=outcome.rejects_file))
    lines += outcome.remarks
    return "\n".join(lines)
