"""What the form of Table Two sends: every cell read for itself, the bad ones named with their reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from openkam.publish.text import legible, one_line
from openkam.web.cycles.actions.criteria import stamp
from openkam.web.cycles.actions.strength import US, Cell, Ref, Table, Wanted
from openkam.web.cycles.scoring.cells import read_cell, said
from openkam.web.cycles.setup.typed import WEIGHT, Refused, number_of
from openkam.web.cycles.strength.table import NEW, OURS, Sheet

NAME_CHARS: Final = 200
MOST_ROWS: Final = 60
_ROW: Final = re.compile(r"t\.(\d{1,3})\.", re.ASCII)
_COLUMN: Final = re.compile(rf"{OURS}|{NEW}|r\d{{1,18}}", re.ASCII)
Place = tuple[str, str]
"""Row number and field of the form; a column of rivals has the row `""`."""


@dataclass
class Sent:
    """What was understood, and by place what was not and why."""

    factors: list[Wanted] = field(default_factory=list)
    rivals: list[Wanted] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    said_by: str = ""
    faults: dict[Place, str] = field(default_factory=dict)
    rows: dict[str, Ref] = field(default_factory=dict)
    """Row number → which factor."""
    columns: dict[str, Ref] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """As the action takes it."""
        return Table(self.factors, self.rivals, self.cells, self.said_by)


def version_and_text(seen: str) -> tuple[int, str]:
    """From the hidden field of a cell: the version that was seen, and its text."""
    version, _colon, text = seen.partition(":")
    return (int(version) if version.isdecimal() and len(version) < 10 else 0), text


def read(sent: Mapping[str, str], sheet: Sheet, account: str) -> Sent:
    """The form as the action takes it. A field that is not sent is empty, since a script leaves those out."""
    found = Sent(said_by=one_line(legible(sent.get("said_by", "")).strip(), NAME_CHARS))
    _read_rivals(sent, sheet, found)
    numbers = sorted({match[1] for key in sent if (match := _ROW.match(key))}, key=int)
    for number in numbers[:MOST_ROWS]:
        _read_row(sent, sheet, found, number, account)
    return found


def _named(text: str) -> str:
    name = one_line(legible(text)).strip()
    if len(name) > NAME_CHARS:
        words = _("“{text}…” is longer than {limit} characters.")
        raise Refused(words.format(text=name[:40], limit=NAME_CHARS))
    return name


def _read_rivals(sent: Mapping[str, str], sheet: Sheet, found: Sent) -> None:
    found.columns[OURS] = US
    for column in (key.removeprefix("rival.") for key in sent if key.startswith("rival.")):
        if not _COLUMN.fullmatch(column) or column == OURS:
            continue
        pk = int(column[1:]) if column != NEW else 0
        if pk and pk not in sheet.rivals:
            found.faults["", column] = _(
                "A rival was removed meanwhile, so what you typed in its column was not saved."
            )
            continue
        ref: Ref = pk or NEW
        if pk:
            found.columns[column] = ref
        try:
            name = _named(sent[f"rival.{column}"])
        except Refused as error:
            found.faults["", column] = str(error)
            continue
        if pk:
            if not name:
                found.faults["", column] = _("A rival needs a name. To take it out, remove it.")
            elif stamp(name) != sent.get(f"rivalmark.{column}", ""):
                found.rivals.append(Wanted(ref, {"name": name}, {"name": sent.get(f"rivalmark.{column}", "")}))
        elif name:
            found.columns[column] = ref
            found.rivals.append(Wanted(ref, {"name": name}))


def _read_row(sent: Mapping[str, str], sheet: Sheet, found: Sent, number: str, account: str) -> None:
    before = f"t.{number}."
    typed = {key.removeprefix(before): value for key, value in sent.items() if key.startswith(before)}
    pk_text = typed.get("pk", "")
    pk = int(pk_text) if pk_text.isdecimal() and len(pk_text) < 19 else 0
    cells = {key: value for key, value in typed.items() if _COLUMN.fullmatch(key)}
    if pk_text and pk not in sheet.factors:
        found.faults[number, "name"] = _("A factor was removed meanwhile, so what you typed in its row was not saved.")
        return
    if not pk and not any(value.strip() for value in (typed.get("name", ""), *cells.values())):
        return
    try:
        name = _named(typed.get("name", ""))
    except Refused as error:
        found.faults[number, "name"] = str(error)
        return
    if not name:
        found.faults[number, "name"] = (
            _("A factor needs a name. To take it out, remove it.") if pk else _("Name the factor that you score.")
        )
        return
    weight = _weight(typed.get("weight", ""), found, number, name)
    found.rows[number] = pk or number
    if pk:
        _old_row(typed, found, pk, name, weight)
    else:
        found.factors.append(Wanted(number, {"name": name, "weight": Decimal(1) if weight is None else weight}))
    # Of a row that is there, an emptied cell is not sent; what was seen in it is.
    shown = [key[1:] for key in typed if key.startswith("s") and _COLUMN.fullmatch(key[1:])]
    for column in dict.fromkeys([*shown, *cells]):
        _read_cell(typed, found, (number, column), account, name)


def _weight(text: str, found: Sent, number: str, name: str) -> Decimal | None:
    try:
        return number_of(text, WEIGHT)
    except Refused as error:
        words = _("Weight of {name}: {reason}")
        found.faults[number, "weight"] = words.format(name=one_line(name, 80), reason=str(error))
        return None


def _old_row(typed: Mapping[str, str], found: Sent, pk: int, name: str, weight: Decimal | None) -> None:
    shown, stored, weighed = [*typed.get("mark", "").split("."), "", "", ""][:3]
    values: dict[str, object] = {}
    if stamp(name) != shown:
        values["name"] = name
    if weight is not None and stamp(weight) != weighed:
        values["weight"] = weight
    if values:
        found.factors.append(Wanted(pk, values, {"name": stored, "weight": weighed}))


def _read_cell(typed: Mapping[str, str], found: Sent, place: Place, account: str, name: str) -> None:
    number, column = place
    version, seen = version_and_text(typed.get(f"s{column}", "0:"))
    text = typed.get(column, "").strip()
    if text == seen:
        return
    if column not in found.columns:
        if text:
            found.faults.setdefault(("", column), _("Name the rival that you score."))
        return
    read_ = read_cell(text)
    if read_.fault is not None:
        found.faults[place] = said(read_.fault, text, account=account, criterion=name)
    elif read_.value is not None or version:
        found.cells.append(Cell(found.rows[number], found.columns[column], read_.value, version))
