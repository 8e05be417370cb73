"""A file of contacts as rows of text: found out what it is, read in a stream, each row checked before anything else."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict

from openkam import ledger
from openkam.core.errors import Place
from openkam.core.nouns import LEVEL_NAMES, LEVELS
from openkam.ledger.types import FileFormat, UnreadableFile
from openkam.web.people.incoming import fields, vcards

PREVIEW_ROWS: Final = 20
LONGEST: Final = {
    "name": 200,
    "email": 254,
    "phone": 60,
    "mobile": 60,
    "title": 200,
    "function": 100,
    "external_id": 100,
}
MOST_VCARD_BYTES: Final = 64 * 1024**2
"""vCards are read in one piece; pictures make them large."""
_HEAD_BYTES: Final = 65536
_NOTHING: Final = frozenset({"-", "–", "—", "－", "n/a", "null", "none", "無", "无"})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Reading(BaseModel):
    """How a file is read: as a table with this format and these columns, or as vCards in this encoding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["table", "vcard"]
    format: FileFormat | None = None
    names: tuple[str, ...] = ()
    """The columns of a table in the order of the file."""
    sheets: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    """Field → column."""
    system: str = "other"
    encoding: str = "utf-8"
    shape: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether something tells the names."""
        return self.kind == "vcard" or fields.is_enough(self.columns)

    def column(self, field: str) -> str:
        """What the file calls a field, for places in messages."""
        if field == "name" and field not in self.columns:
            parts = [self.columns[part] for part in ("first_name", "last_name") if part in self.columns]
            return ", ".join(parts) or str(fields.LABELS[field])
        return self.columns.get(field) or str(fields.LABELS.get(field, field))


@dataclass(frozen=True)
class Reject:
    """A row that is left out: where it stands, the cell at fault, and why (`words.reason` says it)."""

    line: int
    field: str
    column: str
    value: str
    code: str
    detail: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What else the row says."""


@dataclass(frozen=True)
class Row:
    """One person of the file, by the names of `fields.LABELS`, without those that are empty."""

    line: int
    values: Mapping[str, str]


def look(path: Path, name: str) -> Reading:
    """What a file of contacts seems to be. Raises `UnreadableFile` where it holds neither a table nor vCards."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    encoding = ledger.encoding_of(head) if head else "utf-8"
    if vcards.is_vcard(head, encoding):
        if path.stat().st_size > MOST_VCARD_BYTES:
            raise UnreadableFile(
                _("{name} has more than {limit} MB of vCards.").format(name=name, limit=MOST_VCARD_BYTES // 1024**2),
                remedy=_("Export the cards without pictures, or in several files."),
                place=Place(file=name),
            )
        return Reading(kind="vcard", encoding=ledger.encoding_of(path.read_bytes()), system="vcard")
    return table(path, name, None)


def table(path: Path, name: str, said: FileFormat | None) -> Reading:
    """A table, read as `said`, its columns guessed by their names. Raises `UnreadableFile`."""
    seen = ledger.preview(path, corrections=said, name=name, max_rows=1)
    names = tuple(column.name for column in seen.columns)
    return Reading(
        kind="table",
        format=seen.format,
        names=names,
        sheets=seen.sheets,
        columns=fields.guess(names),
        system=fields.system_of(names),
        shape=seen.shape,
    )


def first_rows(path: Path, reading: Reading) -> list[tuple[int, Sequence[str]]]:
    """The first rows of a table as they stand in the file, for the preview."""
    if reading.kind == "vcard":
        return []
    return list(islice(ledger.rows(path, reading.format), PREVIEW_ROWS))


def rows(path: Path, reading: Reading) -> Iterator[Row | Reject]:
    """The people of a file in its order, each a `Row` that can be kept or a `Reject`; rows without a word are no rows.

    Raises `UnreadableFile` when it comes to what cannot be read.
    """
    found = _cards(path, reading) if reading.kind == "vcard" else _lines(path, reading)
    for one in found:
        yield one if isinstance(one, Reject) else _checked(one, reading)


def _lines(path: Path, reading: Reading) -> Iterator[Row]:
    places = {
        field: reading.names.index(column) for field, column in reading.columns.items() if column in reading.names
    }
    for line, cells in ledger.rows(path, reading.format):
        values = {field: _cell(cells[at]) for field, at in places.items()}
        kept = {field: value for field, value in values.items() if value}
        if kept:
            yield Row(line, kept)


def _cards(path: Path, reading: Reading) -> Iterator[Row | Reject]:
    for card in vcards.cards(path.read_bytes(), reading.encoding):
        if card.fault:
            yield Reject(card.line, "", "BEGIN:VCARD", card.values.get("name", ""), f"card_{card.fault}")
        else:
            yield Row(card.line, {field: _cell(value) for field, value in card.values.items()})


def _cell(text: str) -> str:
    tidy = " ".join(_CONTROL.sub("", text).split())
    return "" if tidy.casefold() in _NOTHING else tidy


def _checked(row: Row, reading: Reading) -> Row | Reject:
    values = dict(row.values)
    parts = [values.pop(part, "") for part in ("first_name", "middle_name", "last_name")]
    values["name"] = vcards.full_name(values.get("name", ""), *parts)
    if not values["name"]:
        return _reject(row, reading, values, "name", "", "no_name")
    for field, value in values.items():
        if value.startswith("=") and field != "external_id":
            return _reject(row, reading, values, field, value, "formula")
        if len(value) > LONGEST.get(field, len(value)):
            return _reject(row, reading, values, field, value, "too_long", str(LONGEST[field]))
    if "email" in values:
        values["email"] = _email(values["email"])
        if not values["email"]:
            return _reject(row, reading, values, "email", row.values["email"], "email")
    if "level" in values:
        values["level"] = level_of(values["level"])
        if not values["level"]:
            return _reject(row, reading, values, "level", row.values["level"], "level")
    if "external_id" in values:
        values["external_id"] = external_key(reading.system, values["external_id"])
    return replace(row, values=values)


def _reject(
    row: Row, reading: Reading, values: Mapping[str, str], field: str, value: str, code: str, detail: str = ""
) -> Reject:
    return Reject(row.line, field, reading.column(field), value[:300], code, detail, values)


def _email(text: str) -> str:
    """The address in `text`, also out of `Name <address>`; empty where it is none."""
    address = parseaddr(text)[1] if "<" in text else text
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def external_key(system: str, id: str) -> str:
    """An id with the system that gave it, since two systems count alike; Salesforce writes one id in 15 or 18 signs."""
    if system == "salesforce" and len(id) == 18 and id.isascii() and id.isalnum():
        id = id[:15]
    return f"{system}:{id}"


def level_of(text: str) -> str:
    """The level that a cell names, by its key or its name in any of our languages; empty where it names none."""
    return _level_names().get(text.casefold(), "")


@lru_cache(maxsize=1)
def _level_names() -> dict[str, str]:
    found: dict[str, str] = {level: level for level in LEVELS}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {str(LEVEL_NAMES[level]).casefold(): level for level in LEVELS}
    return found


def name_key(name: str) -> str:
    """What two writings of one name share: `Lin, Mei` and `mei lin`."""
    return " ".join(sorted(_words(name)))


def are_alike(one: str, other: str) -> bool:
    """Whether two names can be of one person: they share a word, or one holds the other."""
    first, second = _words(one), _words(other)
    shared = {word for word in first if len(word) > 1} & set(second)
    flat_one, flat_other = "".join(first), "".join(second)
    return bool(shared) or (
        min(len(flat_one), len(flat_other)) > 1 and (flat_one in flat_other or flat_other in flat_one)
    )


def _words(name: str) -> list[str]:
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", name).casefold()).split()
