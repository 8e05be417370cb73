"""Lists that name things: accounts, products, salespeople and territories by their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict

from openkam import ledger
from openkam.core.errors import InvalidInput, Place
from openkam.ledger.types import ColumnGuess, FileFormat, Role
from openkam.web.imports.models import RunFile

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    RunFile.Content.ACCOUNTS: (
        "code",
        "name",
        "parent",
        "segment",
        "territory",
        "salesperson",
        "country",
        "city",
    ),
    RunFile.Content.PRODUCT: ("code", "name", "group"),
    RunFile.Content.SALESPERSON: ("code", "name", "group"),
    RunFile.Content.TERRITORY: ("code", "name", "group"),
}
NEEDED: Final = ("code", "name")
_BY_ROLE: Final = {
    Role.ACCOUNT: "code",
    Role.ACCOUNT_NAME: "name",
    Role.PARENT: "parent",
    Role.SEGMENT: "segment",
    Role.TERRITORY: "territory",
    Role.SALESPERSON: "salesperson",
}
_BY_HEADER: Final = {
    "country": ("country", "國家", "国家", "國別", "国别"),
    "city": ("city", "town", "城市", "縣市", "市"),
    "group": ("group", "category", "title", "類別", "类别", "群組", "分组"),
}
_CODE_ENDINGS: Final = ("key", "code", "id", "number", "no", "代號", "編號", "代码", "编号")
_NOTHING: Final = ("-", "－", "–", "—")
_LONGEST: Final = {"code": 200, "name": 12000}
_LONGEST_OTHER: Final = 100


class ListIsWrong(InvalidInput):
    """A list that cannot be applied as it stands."""

    code = "list"


class ListMapping(BaseModel):
    """Which column of a list holds which field. `format` holds corrections; None takes the guess."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str] = {}
    format: FileFormat | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields without which the list says nothing."""
        return tuple(field for field in NEEDED if field not in self.columns)


@dataclass(frozen=True)
class Entry:
    """One line of a list: its code and name, and what else is known."""

    line: int
    code: str
    name: str
    fields: Mapping[str, str]


def guess(content: str, columns: Sequence[ColumnGuess]) -> dict[str, str]:
    """Field → column for a list of that kind, judged by what the columns seem to mean and by their names."""
    found: dict[str, str] = {}
    if content == RunFile.Content.ACCOUNTS:
        for column in columns:
            field = _BY_ROLE.get(column.role) if column.role else None
            if field and field not in found:
                found[field] = column.name
    for field in FIELDS[content]:
        names = _BY_HEADER.get(field, ())
        match = next((column.name for column in columns if column.name.strip().lower() in names), None)
        if field not in found and match and match not in found.values():
            found[field] = match
    if "code" not in found:
        _offer(found, "code", [column for column in columns if column.name.lower().endswith(_CODE_ENDINGS)])
    if "name" not in found:
        _offer(found, "name", _named_like(content, columns))
    return found


def _named_like(content: str, columns: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    wanted = {content, "name", "region" if content == RunFile.Content.TERRITORY else "", "名稱", "名称", "姓名"}
    exact = [column for column in columns if column.name.strip().lower() in wanted]
    return exact or [column for column in columns if "name" in column.name.lower()]


def _offer(found: dict[str, str], field: str, columns: Sequence[ColumnGuess]) -> None:
    free = [column.name for column in columns if column.name not in found.values()]
    if free:
        found[field] = free[0]


def read(
    path: Path, mapping: ListMapping, columns: Sequence[str], *, file_name: str, skipped: Counter[str] | None = None
) -> Iterator[Entry]:
    """The entries of a list in the order of the file; total rows and rows without a code are passed over.

    `skipped`, if it is given, counts them by kind.
    `columns` are the column names in the order of the file. Raises `ListIsWrong` where a column is missing from
    the mapping or the file, or where a cell is longer than any code or name can be.
    """
    if mapping.missing:
        message = _("A list needs a column of codes and a column of names.")
        remedy = _("Choose the meaning of both columns.")
        raise ListIsWrong(message, remedy=remedy, place=Place(file=file_name))
    places = {field: _position(column, columns, file_name) for field, column in mapping.columns.items()}
    for line, cells in ledger.rows(path, mapping.format):
        values = {field: _cell(cells, at) for field, at in places.items()}
        code = values.pop("code")
        if passed_over := _why_passed_over(code, values["name"]):
            if skipped is not None:
                skipped[passed_over] += 1
            continue
        _check_length(values | {"code": code}, line, file_name, mapping)
        yield Entry(line, code, values.pop("name") or code, values)


def _why_passed_over(code: str, name: str) -> str:
    """The kind of a row that is no entry, as the ledger names the kinds of rows that it skips; else nothing."""
    if ledger.is_total(code or name):
        return "total"
    return "" if code else "without_code"


def _cell(cells: Sequence[str], at: int) -> str:
    text = cells[at].strip() if at < len(cells) else ""
    return "" if text in _NOTHING else text


def _position(column: str, columns: Sequence[str], file_name: str) -> int:
    try:
        return list(columns).index(column)
    except ValueError:
        message = _("{file} has no column “{column}”.").format(file=file_name, column=column)
        remedy = _("Choose the columns again.")
        raise ListIsWrong(message, remedy=remedy, place=Place(file=file_name, column=column)) from None


def _check_length(values: Mapping[str, str], line: int, file_name: str, mapping: ListMapping) -> None:
    for field, value in values.items():
        longest = _LONGEST.get(field, _LONGEST_OTHER)
        if len(value) > longest:
            message = _("Line {line} of {file} has {length} characters where at most {longest} fit.").format(
                line=line, file=file_name, length=len(value), longest=longest
            )
            remedy = _("Shorten the cell, or choose another column.")
            raise ListIsWrong(
                message, remedy=remedy, place=Place(file=file_name, line=line, column=mapping.columns[field])
            )
