"""What a person says on the mapping page about one file, checked before anything is read again."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, Place
from openkam.ledger.types import ColumnMapping, DateOrder, FileFormat, Preview, Role
from openkam.web.imports import lists, words
from openkam.web.imports.models import RunFile

LAST_HEADER_ROW = 1000


class AnswerRefused(InvalidInput):
    """A choice on the mapping page that cannot be meant; `place.field` names the control."""

    code = "answer"


@dataclass(frozen=True)
class Answers:
    """The choices for one file. `columns` maps a role or list field to a column of the file."""

    content: str
    format: FileFormat
    columns: dict[str, str]
    date_orders: dict[str, str]
    decimal: Literal[".", ","]
    currency: str

    def column_mapping(self) -> ColumnMapping:
        """The choices as the ledger takes them."""
        return ColumnMapping(
            columns={Role(role): column for role, column in self.columns.items()},
            date_orders={
                Role(role): cast("DateOrder", order) for role, order in self.date_orders.items() if role in self.columns
            },
            decimal=self.decimal,
            currency=self.currency,
            format=self.format,
        )

    def list_mapping(self) -> lists.ListMapping:
        """The choices for a list of codes and names."""
        return lists.ListMapping(columns=self.columns, format=self.format)


def parse(data: Mapping[str, str], preview: Preview, content: str, *, changed: str = "") -> Answers:
    """The answers in a posted form.

    `changed` names the control that was touched last: a meaning chosen there moves from the column that had it.
    Raises `AnswerRefused` that says which control is at fault and why.
    """
    chosen = data.get("content", content)
    if chosen not in RunFile.Content.values:
        raise _refused("content", _("This kind of file is not known."))
    decimal = data.get("decimal", ".")
    if decimal not in {".", ","}:
        raise _refused("decimal", _("The decimal mark is a point or a comma."))
    return Answers(
        content=chosen,
        format=format_of(data, preview.format, preview.sheets),
        columns=_columns(data, preview, content, changed),
        date_orders=_date_orders(data),
        decimal=cast('Literal[".", ","]', decimal),
        currency=_currency(data.get("currency", "")),
    )


def _refused(field: str, message: str, remedy: str = "") -> AnswerRefused:
    return AnswerRefused(message, remedy=remedy, place=Place(field=field))


def format_of(data: Mapping[str, str], known: FileFormat, sheets: Sequence[str]) -> FileFormat:
    """How a posted form says that a file is read, where it differs from `known`. Raises `AnswerRefused`."""
    changes: dict[str, object] = {"header_row": _header_row(data, known.header_row)}
    if known.kind == "text":
        changes["encoding"] = _encoding(data.get("encoding", known.encoding))
        changes["delimiter"] = _delimiter(data, known.delimiter)
    if known.kind == "excel":
        sheet = data.get("sheet", known.sheet)
        if sheet not in sheets:
            raise _refused("sheet", _("The workbook has no sheet of this name."))
        changes["sheet"] = sheet
        changes["date_1904"] = data.get("date_1904") == "on" if "has_date_1904" in data else known.date_1904
    return known.model_copy(update=changes)


def _header_row(data: Mapping[str, str], known: int | None) -> int | None:
    if "header_row" not in data:
        return known
    text = data["header_row"].strip()
    if not text or text == "0":
        return None
    if not text.isdecimal() or not 1 <= int(text) <= LAST_HEADER_ROW:
        raise _refused(
            "header_row",
            _("The row of the column names is a number from 1 to {last}.").format(last=LAST_HEADER_ROW),
            _("Leave it empty if no row holds column names."),
        )
    return int(text)


def _encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise _refused("encoding", _("This encoding is not known.")) from None
    return name


def _delimiter(data: Mapping[str, str], known: str) -> str:
    chosen = data.get("delimiter", known)
    if chosen == words.TAB:
        return "\t"
    if chosen == words.OTHER:
        chosen = data.get("delimiter_other", "")
    if not chosen or len(chosen) > 5 or any(character in chosen for character in '"\r\n'):
        raise _refused("delimiter_other", _("Type the one to five characters that stand between two columns."))
    return chosen


def _columns(data: Mapping[str, str], preview: Preview, content: str, changed: str) -> dict[str, str]:
    allowed = set(lists.FIELDS[content]) if content in lists.FIELDS else {role.value for role in Role}
    found: dict[str, str] = {}
    for at, column in enumerate(preview.columns):
        control = f"column-{at}"
        role = data.get(control, "")
        if not role:
            continue
        if role not in allowed:
            raise _refused(control, _("This meaning is not known."))
        if role in found and changed != control and data.get(changed) != role:
            message = _("Both “{first}” and “{second}” are marked as “{meaning}”.").format(
                first=found[role], second=column.name, meaning=words.role_label(role)
            )
            raise _refused(control, message, _("Leave the meaning on one of them and choose “not used” for the other."))
        if role not in found or changed == control:
            found[role] = column.name
    return found


def _date_orders(data: Mapping[str, str]) -> dict[str, str]:
    orders = {}
    for role in (Role.DATE, Role.DUE_ON, Role.PAID_ON):
        order = data.get(f"dates-{role.value}", "")
        if order and order not in get_args(DateOrder):
            raise _refused(f"dates-{role.value}", _("This way of writing dates is not known."))
        if order:
            orders[role.value] = order
    return orders


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise _refused("currency", _("A currency is a code of three letters, such as EUR or TWD."))
    return code
