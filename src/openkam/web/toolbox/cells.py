"""One cell of a form: how a value is written in it, and what is read from what was typed or pasted.

A list stands in one cell. Its entries may be parted by commas, semicolons, tabs or lines, so that a column or a row
of a spreadsheet can be pasted; an entry that holds one of these stands in double quotes, as in a CSV file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openkam.core.errors import InvalidInput, Place
from openkam.core.fields import Described
from openkam.core.i18n import gettext as _
from openkam.core.numbers import MINUS, MISSING

_STRONG, _WEAK = ";；\t\n", ",，、"
_GAPS = frozenset({"", MISSING, "-", MINUS, "\N{EM DASH}"})
"""What stands for a value that is missing in a list that may have some."""
_NUMBERS = frozenset({"number", "integer"})
_LEAST, _MOST = 1e-9, 1e15
"""Numbers between these are written without a power of ten."""
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")
_QUOTED = re.compile(rf'[{_STRONG}{_WEAK}"\r]|^\s|\s$|^$')


def _entries(apart: str) -> re.Pattern[str]:
    return re.compile(rf' *(?:"((?:[^"]|"")*)" *(?=[{apart}]|\Z)|([^{apart}]*))(?:[{apart}]|\Z)')


_APART = {apart: _entries(apart) for apart in (_STRONG, _STRONG + _WEAK)}


def text_of(one: Described, value: Any) -> str:
    """What stands in the cell of `one`: "" for nothing, a choice by its value, a list by its entries."""
    if value is None:
        return ""
    if one.shape == "truth":
        return "true" if value is True or value == "true" else ""
    if one.shape == "list" and isinstance(value, list | tuple):
        entry = one.fields[0]
        if entry.shape == "list":
            return "\n".join(text_of(entry, row) for row in value)
        return ", ".join(_entry_text(entry, cell) for cell in value)
    return "" if isinstance(value, dict | list | tuple) else _plain(value)


def _plain(value: Any) -> str:
    """A number as a person would type it: 2 and not 2.0, 0.000018 and not 1.8e-05."""
    if not isinstance(value, float) or not (value == 0 or _LEAST <= abs(value) < _MOST):
        return str(value)
    text = f"{Decimal(repr(value)):f}"
    return text.removesuffix(".0")


def _entry_text(entry: Described, value: Any) -> str:
    if value is None:
        return MISSING
    text = next((label for key, label in entry.choices if key == value), _plain(value))
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text


def value_of(one: Described, text: str, name: str) -> Any:
    """The value that the tool reads from `text`, which is not blank; the tool itself judges it.

    Raises `InvalidInput` with the place `name` for an entry that is none of the choices of a list.
    """
    if one.shape in _NUMBERS:
        return _number(text)
    if one.shape == "choice":
        return next((value for value, _label in one.choices if str(value) == text), text)
    if one.shape != "list":
        return text
    entry, plain = one.fields[0], text.replace("\r\n", "\n").replace("\r", "\n")
    if entry.shape == "list":
        return [_list(entry.fields[0], line, name, spaced=True) for line in plain.split("\n") if line.strip()]
    return _list(entry, plain, name)


def _number(text: str) -> str:
    """Full-width digits and true minus signs as the plain ones that a number is read from; no thousands commas."""
    plain = unicodedata.normalize("NFKC", text).replace(MINUS, "-").replace(" ", "")
    return plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain


def _list(entry: Described, text: str, name: str, *, spaced: bool = False) -> list[Any]:
    made: list[Any] = []
    for typed, quoted in _parted(entry, text, spaced=spaced and entry.shape in _NUMBERS):
        if entry.optional and typed in _GAPS:
            made.append(None)
        elif typed or quoted:
            made.append(_entry(entry, typed, name))
    return made


def _parted(entry: Described, text: str, *, spaced: bool) -> Iterator[tuple[str, bool]]:
    """The entries and whether each was quoted. Among numbers in lines, 1,200 is one number; after commas it is two."""
    if entry.shape not in _NUMBERS:
        yield from _split(text, _STRONG + _WEAK)
        return
    parts = _split(text, _STRONG)
    for part, quoted in parts:
        if len(parts) > 1 and _THOUSANDS.fullmatch(unicodedata.normalize("NFKC", part)):
            yield part, quoted
            continue
        for typed, inner in _split(part, _STRONG + _WEAK) or [("", False)]:
            yield from ((word, inner) for word in typed.split()) if spaced and typed else [(typed, inner)]


def _split(text: str, apart: str) -> list[tuple[str, bool]]:
    """Entries of `text`; a separator at its very end begins no entry."""
    found, at = [], 0
    text = text.strip(" \n")
    while at < len(text):
        match = _APART[apart].match(text, at)
        if match is None:
            break
        quoted = match.group(1) is not None
        found.append((match.group(1).replace('""', '"') if quoted else match.group(2).strip(), quoted))
        at = match.end()
    return found


def _entry(entry: Described, typed: str, name: str) -> Any:
    if entry.shape in _NUMBERS:
        return _number(typed)
    if not entry.choices:
        return typed
    wanted = typed.casefold()
    for value, label in entry.choices:
        if wanted in (str(value).casefold(), label.casefold()):
            return value
    raise InvalidInput(
        _("{typed} is none of the choices.").format(typed=typed[:60]),
        remedy=_("Choose from: {choices}.").format(choices=", ".join(label for _value, label in entry.choices)),
        place=Place(field=name),
    )
