"""Where in the form a fault lies: the dotted place of an error as the name of a field and in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openkam.core.errors import OpenKAMError
from openkam.core.fields import Described
from openkam.core.i18n import gettext as _
from openkam.web.toolbox.given import Texts

_IN_TEXT = re.compile(r"\b([a-z_]+(?:\.\w+)*)\s?[:：]")
"""A place inside a sentence; what a tool checks over several fields is refused so."""


@dataclass(frozen=True)
class Where:
    """The field that is at fault: the start of its name in the form, and what a reader calls it."""

    name: str = ""
    words: str = ""


def where(described: Sequence[Described], texts: Texts, error: OpenKAMError) -> Where:
    """Where `error` lies; nothing where it lies in no field of the form."""
    places = [error.place.field or "", *_IN_TEXT.findall(error.message)]
    return next((found for place in places if (found := _found(described, texts, place)).name), Where())


def _found(described: Sequence[Described], texts: Texts, place: str) -> Where:
    """As far as `place` leads through the fields: what is no field in it, such as the kind of a row, is passed over."""
    names: list[str] = []
    words: list[str] = []
    fields, held = described, texts
    parts = iter(place.split("."))
    for part in parts:
        one = next((field for field in fields if field.key == part), None)
        if one is None and names:
            continue
        if one is None:
            break
        names.append(part)
        if one.shape == "group":
            words.append(one.label)
            fields, held = one.fields, held[part]
            continue
        number = next(parts, "")
        at = _row_of(one, held[part], number)
        words.append(_worded(one, at))
        if at is None or one.shape == "list":
            break
        names.append(str(at))
        fields, held = one.fields, held[part][at]
    return Where(".".join(names), " › ".join(words))


def _worded(one: Described, at: int | None) -> str:
    if at is None:
        return one.label
    if one.shape == "list":
        return _("{list}, value {number}").format(list=one.label, number=at + 1)
    return _("{grid}, row {number}").format(grid=one.label, number=at + 1)


def _row_of(one: Described, held: list[Texts] | str, part: str) -> int | None:
    """The number that `part` names, of a row or of a list's entry; in a mapping also by the name of an entry."""
    at = int(part) if part.isascii() and part.isdecimal() and len(part) < 9 else None
    if isinstance(held, str):
        return at if one.shape == "list" else None
    if one.shape == "mapping":
        at = next((row for row, texts in enumerate(held) if texts["name"] == part), at)
    return at if at is not None and at < len(held) else None
