"""The mapping page as its template needs it: what was guessed, what can be corrected, what is at fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number
from openkam.ledger.types import ColumnGuess, Preview, Problem, Role
from openkam.web.imports import lists, previews, words
from openkam.web.imports.comparison import ListComparison, compare
from openkam.web.imports.models import ImportRun, RunFile

CELL_CHARACTERS: Final = 80
GRID_ROWS: Final = 20
GRID_CELLS: Final = 4000


@dataclass(frozen=True)
class Option:
    """One choice of a select."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class OptionGroup:
    """Choices under a heading."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class ColumnLine:
    """A column of the file: what it seems to mean, why, and the select that corrects it."""

    control: str
    guess: ColumnGuess
    samples: Sequence[str]
    role: str
    sure: str
    """How sure a guess is, in a word; empty where a person said what the column means."""
    why: str
    groups: Sequence[OptionGroup]
    problems: int


@dataclass(frozen=True)
class Cell:
    """A cell of the preview, cut to what fits; `fault` is the reason for which it would be rejected."""

    text: str
    fault: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class GridRow:
    """A row of the preview, with its line in the file."""

    line: int | None
    cells: Sequence[Cell]
    fault: str = ""
    """The reason where it is the whole row that is at fault."""


@dataclass(frozen=True)
class DateControl:
    """How the dates of one column are written."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Missing:
    """A meaning that no column has, and what to do."""

    label: str
    remedy: str


@dataclass(frozen=True)
class FileCard:
    """All that the page shows of one file."""

    file: RunFile
    preview: Preview | None
    content_options: Sequence[Option]
    size_bytes: int
    read_as: Sequence[str] = ()
    encodings: Sequence[Option] = ()
    delimiters: Sequence[Option] = ()
    delimiter_other: str = ""
    sheets: Sequence[Option] = ()
    decimals: Sequence[Option] = ()
    dates: Sequence[DateControl] = ()
    currency: str = ""
    asks_currency: bool = False
    columns: Sequence[ColumnLine] = ()
    grid_columns: Sequence[tuple[str, str]] = ()
    grid: Sequence[GridRow] = ()
    missing: Sequence[Missing] = ()
    problems: Sequence[Problem] = ()
    comparison: ListComparison | None = None
    loaded_before: ImportRun | None = None
    refusal: Mapping[str, Any] | None = field(default=None)
    """An answer that could not be taken, in the shape of every error."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be loaded as it stands."""
        return self.preview is not None and not self.missing and not (self.comparison and self.comparison.error)

    @property
    def remarks(self) -> Sequence[str]:
        """What a person should know of the reading; remarks on amounts and dates mean nothing in a list."""
        if self.preview is None or self.file.is_list:
            return ()
        return self.preview.remarks

    @property
    def rows_looked_at(self) -> int:
        """How many rows were searched for problems."""
        return min(self.file.rows_counted or 0, previews.ROWS_SEARCHED)

    @property
    def row_count(self) -> str:
        """How many rows the file has, in words."""
        return count_in_words([self.file])


def count_in_words(files: Sequence[RunFile]) -> str:
    """“57,851 rows in one file”; “more than” where the counting stopped early."""
    rows = sum(file.rows_counted or 0 for file in files)
    complete = all(file.rows_complete for file in files)
    if len(files) == 1:
        text = (
            ngettext("{rows} row in one file", "{rows} rows in one file", rows)
            if complete
            else _("more than {rows} rows in one file")
        )
    else:
        text = _("{rows} rows in {files} files") if complete else _("more than {rows} rows in {files} files")
    return text.format(rows=format_number(rows), files=len(files))


def card(file: RunFile, *, loaded_before: ImportRun | None, refusal: Mapping[str, Any] | None = None) -> FileCard:
    """What the page shows of `file`."""
    contents = [Option(value, str(label), value == file.content) for value, label in RunFile.Content.choices]
    seen = previews.preview_of(file)
    size = file.stored.size_bytes
    if seen is None:
        return FileCard(file, None, contents, size, loaded_before=loaded_before, refusal=refusal)
    problems = previews.problems_of(file)
    roles = _roles(file)
    known_delimiters = [value for value, _label in words.DELIMITERS]
    shown = words.TAB if seen.format.delimiter == "\t" else seen.format.delimiter
    delimiter = shown if shown in known_delimiters else words.OTHER
    return FileCard(
        file,
        seen,
        contents,
        size,
        read_as=read_as(seen, file),
        encodings=_encodings(seen),
        delimiters=_options([*words.DELIMITERS, (words.OTHER, _("other …"))], delimiter),
        delimiter_other=seen.format.delimiter if delimiter == words.OTHER else "",
        sheets=[Option(sheet, sheet, sheet == seen.format.sheet) for sheet in seen.sheets],
        decimals=() if file.is_list else _options(words.DECIMALS, previews.line_mapping(file).decimal),
        dates=() if file.is_list else _dates(file),
        currency="" if file.is_list else previews.line_mapping(file).currency,
        asks_currency=not file.is_list and Role.CURRENCY not in previews.line_mapping(file).columns,
        columns=_column_lines(file, seen, roles, problems),
        grid_columns=[(column.name, words.role_label(roles[column.name]) if column.name in roles else "")
                      for column in seen.columns],
        grid=_grid(file, seen, problems),
        missing=_missing(file),
        problems=problems,
        comparison=compare(file, seen) if file.is_list else None,
        loaded_before=loaded_before,
        refusal=refusal,
    )  # fmt: skip


def _options(choices: Sequence[tuple[str, object]], chosen: str) -> list[Option]:
    return [Option(value, str(label), value == chosen) for value, label in choices]


def _encodings(seen: Preview) -> list[Option]:
    choices: list[tuple[str, object]] = list(words.ENCODINGS)
    if seen.format.encoding not in dict(words.ENCODINGS):
        choices.append((seen.format.encoding, seen.format.encoding))
    return _options(choices, seen.format.encoding)


def read_as(seen: Preview, file: RunFile) -> list[str]:
    """The format in words: “Text, Unicode (UTF-8)”, “columns parted by: comma ,”, “column names in row 1” …"""
    form = seen.format
    if form.kind == "text":
        parts = [
            words.encoding_label(form.encoding),
            _("parted by {mark}").format(mark=words.delimiter_label(form.delimiter)),
        ]
    elif form.kind == "excel":
        parts = [_("Workbook, sheet “{sheet}”").format(sheet=form.sheet)]
    else:
        parts = [_("Parquet")]
    if form.kind != "parquet":
        parts.append(
            _("no column names") if form.header_row is None else _("names in row {row}").format(row=form.header_row)
        )
    if not file.is_list:
        mapping = previews.line_mapping(file)
        orders = sorted({re.split(r" \(|（", words.date_label(order))[0] for order in mapping.date_orders.values()})
        if orders and form.kind != "parquet":
            parts.append(_("dates like {example}").format(example=", ".join(orders)))
        if form.kind == "text":
            parts.append(
                _("amounts like {example}").format(example="1.234,56" if mapping.decimal == "," else "1,234.56")
            )
    return parts


def _roles(file: RunFile) -> dict[str, str]:
    """Column → role or list field, as the mapping has it."""
    columns: Mapping[Any, str] = (
        previews.list_mapping(file).columns if file.is_list else previews.line_mapping(file).columns
    )
    return {column: str(role) for role, column in columns.items()}


def _dates(file: RunFile) -> list[DateControl]:
    mapping = previews.line_mapping(file)
    controls = []
    for role in (Role.DATE, Role.DUE_ON, Role.PAID_ON):
        if role in mapping.columns:
            label = _("Dates in “{column}”").format(column=mapping.columns[role])
            options = _options(words.DATE_ORDERS, mapping.date_orders.get(role, "iso"))
            controls.append(DateControl(f"dates-{role.value}", label, options))
    return controls


def _column_lines(
    file: RunFile, seen: Preview, roles: Mapping[str, str], problems: Sequence[Problem]
) -> list[ColumnLine]:
    at_fault: dict[str, int] = {}
    for problem in problems:
        at_fault[problem.column] = at_fault.get(problem.column, 0) + 1
    groups = _role_groups(file)
    guessed = _guessed(file, seen)
    lines = []
    for at, guess in enumerate(seen.columns):
        role = roles.get(guess.name, "")
        as_guessed = bool(role) and guessed.get(guess.name) == role
        lines.append(
            ColumnLine(
                control=f"column-{at}",
                guess=guess,
                samples=[_cut(sample, 40) for sample in guess.samples[:3]],
                role=role,
                sure=words.confidence(guess.confidence if not file.is_list else 0.7) if as_guessed else "",
                why="" if file.is_list or (role and not as_guessed) else guess.reason,
                groups=[
                    OptionGroup(label, [Option(value, text, value == role) for value, text in options])
                    for label, options in groups
                ],
                problems=at_fault.get(guess.name, 0),
            )
        )
    return lines


def _guessed(file: RunFile, seen: Preview) -> dict[str, str]:
    """Column → the role or list field that would have been guessed for it."""
    if file.is_list:
        return {column: field for field, column in lists.guess(file.content, seen.columns).items()}
    return {column.name: column.role.value for column in seen.columns if column.role is not None}


def _role_groups(file: RunFile) -> list[tuple[str, list[tuple[str, str]]]]:
    if file.is_list:
        fields = [(name, words.role_label(name)) for name in lists.FIELDS[file.content]]
        return [(str(RunFile.Content(file.content).label), fields)]
    return [
        (str(label), [(role.value, words.role_label(role.value)) for role in roles])
        for label, roles in words.ROLE_GROUPS
    ]


def _cut(text: str, characters: int = CELL_CHARACTERS) -> str:
    return text if len(text) <= characters else text[: characters - 1] + "…"


def _grid(file: RunFile, seen: Preview, problems: Sequence[Problem]) -> list[GridRow]:
    by_line: dict[int, dict[str, str]] = {}
    for problem in problems:
        by_line.setdefault(problem.line, {})[problem.column] = problem.reason
    numbers = previews.line_numbers(file)
    rows = max(5, min(GRID_ROWS, GRID_CELLS // max(1, len(seen.columns))))
    grid = []
    for at, cells in enumerate(seen.rows[:rows]):
        line = numbers[at] if at < len(numbers) else None
        faults = by_line.get(line, {}) if line is not None else {}
        shown = [
            Cell(_cut(text), faults.get(column.name, ""), column.kind == "number")
            for column, text in zip(seen.columns, cells, strict=True)
        ]
        grid.append(GridRow(line, shown, faults.get("", "")))
    return grid


def _missing(file: RunFile) -> list[Missing]:
    roles: Sequence[str] = (
        previews.list_mapping(file).missing if file.is_list else previews.missing_roles(previews.line_mapping(file))
    )
    if file.is_list:
        remedy = _("A list needs a column of codes and a column of names: choose both below.")
        return [Missing(words.role_label(role), remedy) for role in roles]
    return [Missing(words.role_label(role), words.missing_remedy(role)) for role in roles]
