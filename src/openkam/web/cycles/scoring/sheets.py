"""A workbook of scores: what is written into it, and what one that comes back would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, Place as FilePlace
from openkam.core.numbers import format_number
from openkam.ledger import workbook_records
from openkam.publish.score_sheet import EVIDENCE_KEY, SCORES_KEY, SheetAccount, SheetCriterion
from openkam.publish.text import one_line
from openkam.web.cycles import queries
from openkam.web.cycles.models import Cycle, Score
from openkam.web.cycles.queries import Place
from openkam.web.cycles.scoring.cells import cell_text, read_cell, said
from openkam.web.cycles.scoring.grid import Columns, Line
from openkam.web.cycles.scoring.saving import EVIDENCE_CHARS
from openkam.web.shell.models import User

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 300
_HEAD_ROWS: Final = 20
"""The row of keys is looked for in so many rows."""


def criteria_of(columns: Columns) -> list[SheetCriterion]:
    """The columns of the workbook."""
    return [
        SheetCriterion(one.key, one.name, one.scale, None if one.share is None else 100 * one.share, one.minimum)
        for one in columns.every
    ]


def accounts_of(user: User, cycle: Cycle, columns: Columns) -> list[SheetAccount]:
    """The rows of the workbook: visible candidates with the own scores of `user`."""
    keys = {one.pk: one.key for one in columns.every}
    scores: dict[int, dict[str, Decimal | str]] = {}
    evidence: dict[int, dict[str, str]] = {}
    for (candidate, criterion), row in _own(user, cycle, columns).items():
        text = cell_text(row.value, is_unknown=row.is_unknown)
        scores.setdefault(candidate, {})[keys[criterion]] = row.value if row.value is not None else text
        evidence.setdefault(candidate, {})[keys[criterion]] = row.evidence
    return [
        SheetAccount(line.code, line.name, scores.get(line.pk, {}), evidence.get(line.pk, {}))
        for line in _lines(user, cycle)
    ]


def _lines(user: User, cycle: Cycle) -> list[Line]:
    found = queries.visible_candidates(user, cycle).order_by("name", "code")
    return [Line(*row) for row in found.values_list("pk", "code", "name", "account_id")]


def _own(user: User, cycle: Cycle, columns: Columns) -> dict[Place, Score]:
    found = Score.objects.filter(rater=user, candidate__cycle=cycle, criterion__in=list(columns.by_pk))
    return {(row.candidate_id, row.criterion_id): row for row in found}


@dataclass(frozen=True)
class Change:
    """One cell as it is and as the workbook has it. `evidence` None: the workbook says nothing of it."""

    place: Place
    where: str
    account: str
    criterion: str
    now: str
    new: str
    version: int
    evidence: str | None


@dataclass
class Reading:
    """What a workbook would change, and what of it cannot be used."""

    name: str
    changes: list[Change] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    same: int = 0


@dataclass
class _Found:
    """What the workbook says of one cell, and where."""

    text: str = ""
    where: str = ""
    evidence: str | None = None


def read_sheet(path: Path, name: str, user: User, cycle: Cycle, columns: Columns) -> Reading:
    """What the workbook at `path` would change for `user`. Blank cells change nothing.

    Raises `UnreadableFile` where it is no workbook, and `InvalidInput` where it is not the template.
    """
    lines = {line.code: line for line in _lines(user, cycle)}
    reading = Reading(one_line(name, 120))
    cells: dict[Place, _Found] = {}
    tables = 0
    for sheet, records in groupby(_limited(workbook_records(path, name), name), key=lambda one: one[0]):
        table = _Table(sheet, columns, lines, reading)
        for _sheet, (number, row) in records:
            table.take(number, row, cells)
        tables += table.is_known
        table.close()
    if not tables:
        raise InvalidInput(
            _("{name} has no row with the keys of the criteria.").format(name=name),
            remedy=_("Download the template, fill that in and keep its second row."),
            place=FilePlace(file=name),
        )
    reading.notes = list(dict.fromkeys(reading.notes))
    _compare(reading, cells, _own(user, cycle, columns), columns, {line.pk: line for line in lines.values()})
    return reading


def _limited(
    records: Iterable[tuple[str, tuple[int, tuple[str, ...]]]], name: str
) -> Iterable[tuple[str, tuple[int, tuple[str, ...]]]]:
    for count, record in enumerate(records):
        if count >= MAX_ROWS or len(record[1][1]) > MAX_COLUMNS:
            raise InvalidInput(
                _("{name} is larger than a grid of scores: up to {rows} rows and {columns} columns are read.").format(
                    name=name, rows=format_number(MAX_ROWS), columns=format_number(MAX_COLUMNS)
                ),
                remedy=_("Leave only the rows and columns of the template in it."),
                place=FilePlace(file=name, sheet=record[0], line=record[1][0]),
            )
        yield record


class _Table:
    """One sheet, from its row of keys on."""

    def __init__(self, sheet: str, columns: Columns, lines: Mapping[str, Line], reading: Reading) -> None:
        self._sheet, self._columns, self._lines, self._reading = sheet, columns, lines, reading
        self._kind = ""
        self._code_at = 0
        self._criteria: dict[int, int] = {}
        self._seen: dict[str, int] = {}

    @property
    def is_known(self) -> bool:
        """Whether its row of keys was found."""
        return bool(self._kind)

    def take(self, number: int, row: tuple[str, ...], cells: dict[Place, _Found]) -> None:
        """One row."""
        if not self._kind:
            if number <= _HEAD_ROWS:
                self._look_for_keys(row)
            return
        code = row[self._code_at].strip() if len(row) > self._code_at else ""
        filled = {at: row[at] for at in self._criteria if at < len(row) and row[at].strip()}
        if not code and not filled:
            return
        line = self._lines.get(code)
        where = self._address(number, self._code_at)
        if line is None:
            text = _("{where}: there is no candidate with the account code “{code}” among yours; the row is left out.")
            self._reading.refused.append(text.format(where=where, code=one_line(code, 40)))
        elif code in self._seen:
            text = _("{where}: “{code}” stands in row {row} already; this row is left out.")
            self._reading.refused.append(text.format(where=where, code=one_line(code, 40), row=self._seen[code]))
        else:
            self._seen[code] = number
            for at, text in filled.items():
                found = cells.setdefault((line.pk, self._criteria[at]), _Found())
                if self._kind == SCORES_KEY:
                    found.text, found.where = text.strip(), self._address(number, at)
                else:
                    found.evidence = text.replace("\r\n", "\n").strip()
                    found.where = found.where or self._address(number, at)

    def _look_for_keys(self, row: tuple[str, ...]) -> None:
        keys = [cell.strip() for cell in row]
        known = {one.key: one.pk for one in self._columns.every}
        marks = [at for at, key in enumerate(keys) if key in {SCORES_KEY, EVIDENCE_KEY} and key not in known]
        if not marks:
            return
        self._kind, self._code_at = keys[marks[0]], marks[0]
        self._criteria = {at: known[key] for at, key in enumerate(keys) if key in known}
        strange = [key for at, key in enumerate(keys) if key and key not in known and at != self._code_at]
        missing = [one.name for one in self._columns.every if one.key not in keys]
        if strange:
            text = _("{sheet}: no criterion has these keys, so their columns are left out: {keys}.")
            self._reading.notes.append(text.format(sheet=self._sheet, keys=_listed(strange)))
        if missing:
            text = _("{sheet}: these criteria have no column and stay as they are: {criteria}.")
            self._reading.notes.append(text.format(sheet=self._sheet, criteria=_listed(missing)))

    def close(self) -> None:
        """Say which candidates the sheet does not have."""
        missing = [line.name for code, line in self._lines.items() if code not in self._seen]
        if self._kind == SCORES_KEY and missing:
            text = _("{sheet}: {count} of your candidates have no row and stay as they are: {names}.")
            self._reading.notes.append(
                text.format(sheet=self._sheet, count=format_number(len(missing)), names=_listed(missing))
            )

    def _address(self, number: int, at: int) -> str:
        return f"{self._sheet}!{column_letters(at)}{number}"


def column_letters(at: int) -> str:
    """The letters of a column counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _listed(names: list[str]) -> str:
    shown = ", ".join(one_line(name, 60) for name in names[:8])
    return shown if len(names) <= 8 else f"{shown} …"


def _compare(
    reading: Reading,
    cells: Mapping[Place, _Found],
    own: Mapping[Place, Score],
    columns: Columns,
    lines: Mapping[int, Line],
) -> None:
    for place, found in cells.items():
        account, criterion = lines[place[0]].name, columns.by_pk[place[1]].name
        standing = own.get(place)
        now = cell_text(standing.value, is_unknown=standing.is_unknown) if standing else ""
        before = standing.evidence if standing else ""
        typed = read_cell(found.text)
        if found.text and typed.fault is not None:
            sentence = said(typed.fault, found.text, account=account, criterion=criterion)
            reading.refused.append(_("{where}: {reason}").format(where=found.where, reason=sentence))
            continue
        if found.evidence is not None and len(found.evidence) > EVIDENCE_CHARS:
            text = _("{where}: the evidence has {count} characters. Shorten it to {limit}.")
            count, limit = format_number(len(found.evidence)), format_number(EVIDENCE_CHARS)
            reading.refused.append(text.format(where=found.where, count=count, limit=limit))
            found.evidence = None
        new = cell_text(typed.value, is_unknown=typed.is_unknown) if found.text else now
        evidence = None if found.evidence in {None, before} else found.evidence
        if new == now and evidence is None:
            reading.same += 1
            continue
        version = standing.version if standing else 0
        reading.changes.append(Change(place, found.where, account, criterion, now, new, version, evidence))
