"""Reading a file for the mapping page once, and keeping what was seen in its row."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from openkam import ledger
from openkam.core.errors import OpenKAMError
from openkam.core.i18n import language
from openkam.ledger.types import ColumnMapping, FileFormat, Preview, Problem, Role
from openkam.web.imports import lists
from openkam.web.imports.answers import Answers
from openkam.web.imports.models import RememberedMapping, RunFile
from openkam.web.shell.models import Workspace

GRID_ROWS: Final = 50
PROBLEMS_SHOWN: Final = 100
ROWS_SEARCHED: Final = 5000
COUNT_UP_TO: Final = 200_000
"""Rows beyond this are not counted before the load, which counts them anyway."""

_PREVIEW: Final[TypeAdapter[Preview]] = TypeAdapter(Preview)
_PROBLEMS: Final[TypeAdapter[tuple[Problem, ...]]] = TypeAdapter(tuple[Problem, ...])


def preview_of(file: RunFile) -> Preview | None:
    """What was last seen of the file; None where it cannot be read."""
    if file.preview is None:
        return None
    return _PREVIEW.validate_python(file.preview["seen"], strict=False)


def line_numbers(file: RunFile) -> list[int]:
    """For each row of the preview the line of the file on which it stands."""
    return list(file.preview["lines"]) if file.preview else []


def problems_of(file: RunFile) -> tuple[Problem, ...]:
    """Cells among the first rows that would be rejected."""
    return _PROBLEMS.validate_python(file.problems)


def line_mapping(file: RunFile) -> ColumnMapping:
    """What the columns of a file of invoice lines mean."""
    return ColumnMapping.model_validate(file.mapping)


def list_mapping(file: RunFile) -> lists.ListMapping:
    """What the columns of a list mean."""
    return lists.ListMapping.model_validate(file.mapping or {})


def list_mapping_format(file: RunFile) -> FileFormat | None:
    """How a file is read, whatever it holds."""
    seen = preview_of(file)
    return seen.format if seen else None


def look(file: RunFile) -> None:
    """Read a file that has just been dropped: guess, and take over what was said of the last file of its shape."""
    try:
        seen = ledger.preview(file.stored.path, name=file.name, max_rows=GRID_ROWS)
        remembered = RememberedMapping.objects.filter(shape=seen.shape).first()
        if remembered is None:
            _see(file, seen, content=_content(seen))
        else:
            _see_remembered(file, seen, remembered)
        file.error = None
    except OpenKAMError as error:
        _cannot_read(file, error)
    file.language = language()
    file.save()


def look_again(file: RunFile) -> None:
    """Read it once more with the present mapping, as after a change of the reader's language."""
    if file.preview is None or file.mapping is None:
        look(file)
        return
    preview = preview_of(file)
    if preview is None:
        return
    try:
        if file.is_list:
            seen = ledger.preview(file.stored.path, corrections=preview.format, name=file.name, max_rows=GRID_ROWS)
            _see(file, seen, content=file.content, columns=list_mapping(file).columns)
        else:
            mapping = line_mapping(file)
            _see(file, _with_mapping(file, mapping), content=file.content, said=mapping)
    except OpenKAMError as error:
        _cannot_read(file, error)
    file.language = language()
    file.save()


def correct(file: RunFile, answers: Answers) -> None:
    """Read the file as a person says that it is.

    A change of the format or of the kind of file brings a new guess of the columns. Raises the ledger's error
    and leaves everything as it was where the file cannot be read so.
    """
    before = preview_of(file)
    reformatted = before is None or answers.format != before.format
    seen = ledger.preview(file.stored.path, corrections=answers.format, name=file.name, max_rows=GRID_ROWS)
    if answers.content != file.content or reformatted:
        _see(file, seen, content=answers.content)
    elif file.is_list:
        _see(file, seen, content=answers.content, columns=answers.columns)
    else:
        kept = _still_meant(answers.column_mapping(), line_mapping(file))
        _see(file, _with_mapping(file, kept), content=answers.content, said=kept)
    file.is_remembered = False
    file.error = None
    file.language = language()
    file.save()


def say(file: RunFile, mapping: ColumnMapping) -> None:
    """Take over a mapping of invoice lines that was said elsewhere than on the page."""
    mapping = _in_the_currency_of_the_books(mapping)
    _see(file, _with_mapping(file, mapping), content=RunFile.Content.LINES, said=mapping)
    file.language = language()
    file.save()


def _still_meant(said: ColumnMapping, before: ColumnMapping) -> ColumnMapping:
    """`said` without the date orders of roles that have just moved to another column: those are guessed afresh."""
    orders = {role: order for role, order in said.date_orders.items() if said.columns[role] == before.columns.get(role)}
    return said.model_copy(update={"date_orders": orders})


def missing_roles(mapping: ColumnMapping) -> tuple[Role, ...]:
    """Roles without which invoice lines cannot be loaded, given what the person left unused."""
    known = mapping.columns.keys()
    missing = []
    if Role.ACCOUNT not in known and Role.ACCOUNT_NAME not in known:
        missing.append(Role.ACCOUNT)
    if Role.DATE not in known:
        missing.append(Role.DATE)
    if Role.REVENUE not in known and not known >= {Role.QUANTITY, Role.PRICE}:
        missing.append(Role.REVENUE)
    return tuple(missing)


def _with_mapping(file: RunFile, mapping: ColumnMapping) -> Preview:
    return ledger.preview(
        file.stored.path, corrections=mapping.format, mapping=mapping, name=file.name, max_rows=GRID_ROWS
    )


def _content(seen: Preview) -> str:
    return RunFile.Content.ACCOUNTS if seen.content == "accounts" else RunFile.Content.LINES


def _see_remembered(file: RunFile, seen: Preview, remembered: RememberedMapping) -> None:
    """Apply a remembered mapping; one that no longer fits is passed over."""
    try:
        if remembered.content == RunFile.Content.LINES:
            mapping = ColumnMapping.model_validate(remembered.mapping)
            fitting = ledger.preview(file.stored.path, remembered=mapping, name=file.name, max_rows=GRID_ROWS)
            _see(file, fitting, content=remembered.content)
        else:
            columns = lists.ListMapping.model_validate(remembered.mapping).columns
            _see(file, seen, content=remembered.content, columns=columns)
        file.is_remembered = True
    except (OpenKAMError, ValidationError):
        _see(file, seen, content=_content(seen))


def _see(
    file: RunFile,
    seen: Preview,
    *,
    content: str,
    columns: dict[str, str] | None = None,
    said: ColumnMapping | None = None,
) -> None:
    """Keep what was seen; `columns` (of a list) and `said` (of lines) are a person's word, None takes the guess."""
    file.content = content
    counted = _count(file, seen.format)
    lines = [line for line, _cells in islice(ledger.rows(file.stored.path, seen.format), len(seen.rows))]
    # The name under which the bytes lie in the upload folder, wherever that is; never a path of this machine.
    portable = replace(seen, path=Path(file.stored.sha256))
    stored: dict[str, Any] = {"seen": _PREVIEW.dump_python(portable, mode="json"), "lines": lines}
    file.preview = stored
    file.rows_counted, file.rows_complete = counted, counted < COUNT_UP_TO
    if content == RunFile.Content.LINES:
        guessed = seen.mapping if said is not None else _in_the_currency_of_the_books(seen.mapping)
        mapping = _only_said(guessed, said).model_copy(update={"format": seen.format})
        file.mapping = mapping.model_dump(mode="json")
        problems = _problems(file, mapping)
    else:
        chosen = lists.guess(content, seen.columns) if columns is None else columns
        file.mapping = lists.ListMapping(columns=chosen, format=seen.format).model_dump(mode="json")
        problems = ()
    file.problems = _PROBLEMS.dump_python(tuple(problems), mode="json")


def _in_the_currency_of_the_books(guessed: ColumnMapping) -> ColumnMapping:
    """The guess, in the workspace's currency where the file names none; the mapping page shows it and asks."""
    if guessed.currency or Role.CURRENCY in guessed.columns:
        return guessed
    currency = Workspace.objects.values_list("currency", flat=True).first() or ""
    return guessed.model_copy(update={"currency": currency})


def _only_said(guessed: ColumnMapping, said: ColumnMapping | None) -> ColumnMapping:
    """The guess, or what a person said with the date orders that were guessed for it: a column left unused stays so."""
    if said is None:
        return guessed
    orders = {role: order for role, order in guessed.date_orders.items() if role in said.columns}
    return said.model_copy(update={"date_orders": {**orders, **said.date_orders}})


def _problems(file: RunFile, mapping: ColumnMapping) -> tuple[Problem, ...]:
    if missing_roles(mapping):
        return ()
    return ledger.find_problems(file.stored.path, mapping, limit=PROBLEMS_SHOWN, max_rows=ROWS_SEARCHED, name=file.name)


def _count(file: RunFile, format: FileFormat) -> int:
    return sum(1 for _row in islice(ledger.rows(file.stored.path, format), COUNT_UP_TO))


def _cannot_read(file: RunFile, error: OpenKAMError) -> None:
    file.preview, file.mapping, file.problems = None, None, []
    file.rows_counted, file.rows_complete = None, False
    file.error = error.to_json()["error"]
