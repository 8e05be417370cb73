"""From a tool's described inputs to a form, and from what was typed back to the JSON that the tool reads."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openkam.core.errors import InvalidInput, Place
from openkam.core.fields import Described
from openkam.core.i18n import gettext as _

_APART = re.compile(r"[,;、,；\n\t]+")
_ROW_APART = re.compile(r"[,;、,；\t ]+")
_AS_TEXT = frozenset({"mapping", "json", "group", "grid"})
"""What stands in one cell of a grid as JSON, since a grid inside a cell could not be typed."""
_SPARE_ROWS = 2


@dataclass(frozen=True)
class Item:
    """One field of the form, ready to be written: `text` is what stands in it, `rows` the rows of a grid."""

    name: str
    shape: str
    label: str
    help: str = ""
    unit: str = ""
    text: str = ""
    required: bool = False
    wrong: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    items: tuple[Item, ...] = ()
    columns: tuple[Described, ...] = ()
    rows: tuple[tuple[Item, ...], ...] = ()
    lines: int = field(default=3)


def items(described: Sequence[Described], data: Mapping[str, Any], *, wrong: str = "", prefix: str = "") -> list[Item]:
    """The form's fields filled with `data`; the field at the dotted place `wrong` is marked."""
    return [_item(one, data.get(one.key, one.default), f"{prefix}{one.key}", wrong) for one in described]


def _item(one: Described, value: Any, name: str, wrong: str) -> Item:
    if one.shape == "group":
        # A group that is not given is shown empty: its defaults would make it one that is.
        inner = _plain(value) if value is not None else {part.key: None for part in one.fields}
        parts = items(one.fields, inner, wrong=wrong, prefix=f"{name}.") if isinstance(inner, Mapping) else []
        return Item(name, "group", one.label, one.help, items=tuple(parts))
    if one.shape == "grid":
        filled = [_plain(row) for row in value] if isinstance(value, list | tuple) else []
        rows = tuple(
            _row(one.fields, row, f"{name}.{at}", wrong) for at, row in enumerate([*filled, *_spare(one.fields)])
        )
        return Item(name, "grid", one.label, one.help, one.unit, columns=one.fields, rows=rows, wrong=wrong == name)
    return _cell(one, value, name, wrong)


def _row(columns: Sequence[Described], row: Any, name: str, wrong: str) -> tuple[Item, ...]:
    known = row if isinstance(row, Mapping) else {}
    return tuple(
        _cell(column, known.get(column.key, column.default), f"{name}.{column.key}", wrong) for column in columns
    )


def _spare(columns: Sequence[Described]) -> list[dict[str, Any]]:
    """Empty rows to type into: what is left empty takes its default, and what is ticked by default stays so."""
    blank = {column.key: column.default if column.shape == "truth" else None for column in columns}
    return [blank] * _SPARE_ROWS


def _cell(one: Described, value: Any, name: str, wrong: str) -> Item:
    text = _text(one, value)
    return Item(
        name,
        "json" if one.shape in _AS_TEXT else one.shape,
        one.label,
        one.help,
        one.unit,
        text=text,
        required=one.required and not one.optional,
        wrong=bool(wrong) and (wrong == name or wrong.startswith(f"{name}.")),
        choices=tuple((str(key), label) for key, label in one.choices),
        lines=min(12, max(3, text.count("\n") + 1)),
    )


def _text(one: Described, value: Any) -> str:
    """What stands in the field: numbers and texts as they are, lists with commas, rows one to a line."""
    if value is None or value == "":
        return ""
    if one.shape in _AS_TEXT:
        return json.dumps(_plain(value), ensure_ascii=False) if value not in ({}, [], ()) else ""
    if one.shape == "list" and isinstance(value, list | tuple):
        entry = one.fields[0]
        if entry.shape == "list":
            return "\n".join(", ".join(_scalar(cell) for cell in row) for row in value)
        if entry.shape in _AS_TEXT:
            return json.dumps(_plain(value), ensure_ascii=False)
        return ", ".join(_scalar(cell) for cell in value)
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    """Defaults may be models; JSON knows none."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def read(described: Sequence[Described], posted: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """What was typed, as the JSON that the tool reads; empty rows of grids are left out.

    Raises `InvalidInput` that names a field whose JSON cannot be read; all else is judged by the tool.
    """
    data: dict[str, Any] = {}
    for one in described:
        name = f"{prefix}{one.key}"
        if one.shape == "group":
            if _is_blank(one.fields, posted, f"{name}."):
                data |= {one.key: None} if one.optional else {}
            else:
                data[one.key] = read(one.fields, posted, f"{name}.")
        elif one.shape == "grid":
            data[one.key] = [row for row in _rows(one, posted, name) if row is not None]
        else:
            _put(data, one, posted.get(name, ""), name)
    return data


def _is_blank(described: Sequence[Described], posted: Mapping[str, str], prefix: str) -> bool:
    """Whether nothing was typed or chosen in a group; what is ticked alone does not make it one."""
    start = tuple(f"{prefix}{one.key}" for one in described if one.shape != "truth")
    typed = [value for key, value in posted.items() if key in start or key.startswith(tuple(f"{at}." for at in start))]
    return bool(start) and not any(value.strip() for value in typed)


def _rows(one: Described, posted: Mapping[str, str], name: str) -> Iterator[dict[str, Any] | None]:
    start = f"{name}."
    found = {key[len(start) :].partition(".")[0] for key in posted if key.startswith(start)}
    for at in sorted(int(part) for part in found if part.isdecimal()):
        cells = {column.key: posted.get(f"{start}{at}.{column.key}", "") for column in one.fields}
        if not any(cells[column.key].strip() for column in one.fields if column.shape != "truth"):
            yield None
            continue
        row: dict[str, Any] = {}
        for column in one.fields:
            _put(row, column, cells[column.key], f"{start}{at}.{column.key}")
        yield row


def _put(data: dict[str, Any], one: Described, typed: str, name: str) -> None:
    """Put one value into `data`; an empty field is unknown where that is allowed, else left to its default."""
    text = typed.strip()
    if one.shape == "truth":
        data[one.key] = text == "true"
    elif text:
        data[one.key] = _value(one, text, name)
    elif one.optional:
        data[one.key] = None
    elif one.shape == "text" and not one.required:
        data[one.key] = ""


def _value(one: Described, text: str, name: str) -> Any:
    if one.shape in ("number", "integer"):
        return _number(text)
    if one.shape == "choice":
        return next((value for value, _label in one.choices if str(value) == text), text)
    if one.shape == "list":
        return _list(one.fields[0], text, name)
    if one.shape in _AS_TEXT:
        return _json(text, name)
    return text


def _number(text: str) -> str:
    """Full-width digits and true minus signs as the plain ones that a number is read from."""
    return unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").replace(" ", "")


def _list(entry: Described, text: str, name: str) -> Any:
    if entry.shape == "list":
        rows = (line for line in text.splitlines() if line.strip())
        return [
            [_value(entry.fields[0], cell, name) for cell in _ROW_APART.split(line.strip()) if cell] for line in rows
        ]
    if entry.shape in _AS_TEXT:
        return _json(text, name)
    return [_value(entry, cell.strip(), name) for cell in _APART.split(text) if cell.strip()]


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            _("The field {name} cannot be read: {reason} in line {line}, column {column}.").format(
                name=name, reason=error.msg, line=error.lineno, column=error.colno
            ),
            remedy=_("Write it as in the worked example."),
            place=Place(field=name),
        ) from error


def kept(described: Sequence[Described], posted: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as far as it can be told, for a form that is shown again after a field could not be read."""
    data: dict[str, Any] = {}
    for one in described:
        try:
            data |= read([one], posted)
        except InvalidInput:
            data[one.key] = posted.get(one.key, "")
    return data
