"""vCards of versions 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), as address books, phones and mail programs write them.

A strict reader of our own: the last release of vobject is of December 2024, and it brings two packages with it that
nothing else needs. Folded lines, quoted-printable, a charset per line and nested cards are read; pictures, sounds and
keys are passed over.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_BEGIN: Final = re.compile(r"^\s*BEGIN:VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_PASSED_OVER: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_QUOTED: Final = re.compile(rb";(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_EAST_ASIAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MANAGERS: Final = ("X-MANAGER", "X-EVOLUTION-MANAGER", "X-MS-MANAGER", "MANAGER")


@dataclass(frozen=True)
class Card:
    """One card: the line on which it begins, its fields by the names of `fields.LABELS`, and why it cannot be read."""

    line: int
    values: Mapping[str, str]
    fault: str = ""
    """`encoding`, `cut_off` or `organisation`; empty where all is well."""


@dataclass
class _Property:
    name: str
    types: frozenset[str]
    parameters: Mapping[str, str]
    value: str
    version: str = "3.0"

    def parts(self) -> list[str]:
        """The value split at semicolons that are not escaped."""
        return [_plain(part, self.version) for part in re.split(r"(?<!\\);", self.value)]

    def text(self) -> str:
        """The whole value."""
        return _plain(self.value, self.version)

    @property
    def is_preferred(self) -> bool:
        """Whether the card says that this one is to be used first."""
        return "PREF" in self.types or self.parameters.get("PREF") == "1"


@dataclass
class _Open:
    """A card of which the end has not come yet."""

    line: int
    version: str = "3.0"
    properties: list[_Property] = field(default_factory=list)
    is_undecodable: bool = False


def is_vcard(data: bytes, encoding: str) -> bool:
    """Whether a file that begins so holds vCards."""
    return _BEGIN.match(data.decode(encoding, errors="ignore").lstrip("\ufeff")[:2000]) is not None


def full_name(full: str, first: str, middle: str, last: str) -> str:
    """A name as people write it: East Asian ones with the family name first and no blank."""
    parts = [part for part in (first, middle, last) if part]
    if first and last and all(_EAST_ASIAN.search(part) for part in (first, last)):
        return f"{last}{middle}{first}"
    return full or " ".join(parts)


def cards(data: bytes, encoding: str) -> Iterator[Card]:
    """The cards of a file in its order; `encoding` is that of lines that name none."""
    if encoding.lower().replace("_", "-").startswith("utf-16"):
        data, encoding = data.decode(encoding, errors="replace").lstrip("\ufeff").encode(), "utf-8"
    open_card: _Open | None = None
    depth = 0
    for line, raw in _logical_lines(data.removeprefix(b"\xef\xbb\xbf")):
        head, separator, value = raw.partition(b":")
        word = (head.strip().upper(), value.strip().upper())
        if word == (b"BEGIN", b"VCARD"):
            depth += 1
            open_card = open_card or _Open(line)
        elif word == (b"END", b"VCARD"):
            depth -= 1
            if depth == 0 and open_card is not None:
                yield _card(open_card)
                open_card = None
        elif depth == 1 and open_card is not None and separator:
            _take(open_card, raw, encoding)
    if open_card is not None:
        yield Card(open_card.line, _values(open_card.properties), "cut_off")


def _take(card: _Open, raw: bytes, encoding: str) -> None:
    head, raw_value = _cut_head(raw)
    names = head.decode("ascii", errors="replace").split(";")
    name = names[0].rpartition(".")[2].strip().upper()
    if name in _PASSED_OVER:
        return
    parameters: dict[str, str] = {}
    types: set[str] = set()
    for part in names[1:]:
        key, equals, value = part.partition("=")
        value = value.strip('"')
        if not equals or key.strip().upper() == "TYPE":
            types.update(word.strip().upper() for word in (value if equals else key).split(","))
        else:
            parameters[key.strip().upper()] = value
    if _QUOTED.search(head):
        raw_value = quopri.decodestring(raw_value)
    try:
        value = raw_value.decode(parameters.get("CHARSET", encoding))
    except (UnicodeDecodeError, LookupError):
        card.is_undecodable = True
        return
    if name == "VERSION":
        card.version = value.strip()
        for earlier in card.properties:
            earlier.version = card.version
    card.properties.append(_Property(name, frozenset(types), parameters, value, card.version))


def _cut_head(raw: bytes) -> tuple[bytes, bytes]:
    """Name and parameters, and the value: parted at the first colon outside quotation marks."""
    quoted = False
    for at, byte in enumerate(raw):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3A and not quoted:
            return raw[:at], raw[at + 1 :]
    return raw, b""


def _logical_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines as they were before they were folded, each with the number of its first; in bytes, which folding cuts."""
    at, number, kept, is_old = 1, 1, b"", False
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data), start=1):
        if kept.endswith(b"=") and _QUOTED.search(kept.partition(b":")[0]):
            kept = kept[:-1] + line.lstrip(b" \t")
        elif line[:1] in (b" ", b"\t") and kept:
            # Version 2.1 folds at a blank, which stays; later ones put one in, which goes.
            kept += line if is_old else line[1:]
        else:
            if kept:
                is_old = kept.strip() == b"VERSION:2.1" or (is_old and not kept.upper().startswith(b"VERSION:"))
                yield at, kept
            at, kept = number, line
    if kept:
        yield at, kept


def _plain(text: str, version: str) -> str:
    if not version.startswith("2"):
        text = re.sub(r"\\[nN]", " ", text)
    return " ".join(re.sub(r"\\([\\;,:])", r"\1", text).split())


def _card(card: _Open) -> Card:
    if card.is_undecodable:
        return Card(card.line, _values(card.properties), "encoding")
    kind = next((one.text().lower() for one in card.properties if one.name == "KIND"), "individual")
    return Card(card.line, _values(card.properties), "organisation" if kind in {"org", "group", "location"} else "")


def _values(properties: list[_Property]) -> dict[str, str]:
    first: dict[str, _Property] = {}
    for one in properties:
        first.setdefault(one.name, one)
    family, given, middle = ([*first["N"].parts(), "", "", ""] if "N" in first else ["", "", ""])[:3]
    organisation = [*first["ORG"].parts(), ""] if "ORG" in first else ["", ""]

    def text(*names: str) -> str:
        return next((first[name].text() for name in names if name in first and first[name].text()), "")

    found = {
        "name": full_name(text("FN"), given, middle, family),
        "email": _best([one for one in properties if one.name == "EMAIL"]),
        "phone": _best([one for one in _phones(properties) if not one.types & {"CELL", "MOBILE", "IPHONE"}]),
        "mobile": _best([one for one in _phones(properties) if one.types & {"CELL", "MOBILE", "IPHONE"}]),
        "title": text("TITLE", "ROLE"),
        "account_name": organisation[0],
        "function": next((part for part in organisation[1:] if part), ""),
        "external_id": text("UID").removeprefix("urn:uuid:"),
        "reports_to": text(*_MANAGERS) or _related_manager(properties),
    }
    return {name: value for name, value in found.items() if value}


def _phones(properties: list[_Property]) -> list[_Property]:
    return [one for one in properties if one.name == "TEL" and not one.types & {"FAX", "PAGER", "MODEM", "BBS"}]


def _best(found: list[_Property]) -> str:
    """The preferred one, else the one at work, else the first that is not private, else the first."""
    if not found:
        return ""
    best = min(found, key=lambda one: (not one.is_preferred, "WORK" not in one.types, "HOME" in one.types))
    return best.text().removeprefix("tel:").removeprefix("mailto:")


def _related_manager(properties: list[_Property]) -> str:
    """`RELATED` names kinds of family and friends only; programs add `manager`."""
    managers = [one for one in properties if one.name == "RELATED" and "MANAGER" in one.types]
    return managers[0].text() if managers else ""
