"""The grid of criteria: what stands in its cells, and what is read from what was typed or pasted into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from openkam.core.numbers import format_number
from openkam.web.cycles.actions.criteria import FIELDS, MOST, Clash, Edit, stamp
from openkam.web.cycles.models import CriteriaSet, Criterion
from openkam.web.cycles.ready import name_of, ready_set, scale_of
from openkam.web.cycles.setup.typed import RANK, SCORE, WEIGHT, Refused, number_of, text_of

NAME_LENGTH: Final = 200
SCALE_LENGTH: Final = 1000


def plain(value: Decimal | int | str | None) -> str:
    """A stored value as it stands in a cell."""
    if value is None:
        return ""
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) and value % 1 else _whole(value)


def _whole(value: Decimal | int | str) -> str:
    return str(int(value)) if isinstance(value, Decimal) else str(value)


@dataclass
class Cell:
    """One cell: its text, why it was refused, and what somebody else has put there meanwhile."""

    field: str
    text: str
    problem: str = ""
    theirs: str | None = None


@dataclass
class Row:
    """One criterion of the grid; `pk` None is a row to add one in."""

    number: int
    pk: int | None = None
    key: str = ""
    cells: dict[str, Cell] = field(default_factory=dict)
    was: str = ""
    """The marks of the stored values, in the order of `FIELDS`."""
    share: float | None = None
    is_real: bool = False
    scores: int = 0
    is_idle: bool = False
    """Folded away, since it carries no weight."""

    @property
    def is_without_weight(self) -> bool:
        """A stored criterion of weight 0 in which nothing was refused and no cell clashes."""
        calm = all(not cell.problem and cell.theirs is None for cell in self.cells.values())
        return self.pk is not None and calm and "weight" in self.cells and self.cells["weight"].text == "0"

    @property
    def label(self) -> str:
        """What names the row in labels."""
        return self.cells["name"].text or str(self.number + 1)


def shown_value(kind: str, row: Criterion, name: str, value: Any) -> str:
    """A stored value of a field as a person reads it: an empty name or scale is the ready one."""
    ready = ready_set(kind).get(row.key)
    if name == "name":
        return value or (str(ready.name) if ready else row.key)
    if name == "scale":
        return value or (str(ready.scale) if ready else "")
    return plain(value)


def grid_of(found: CriteriaSet) -> list[Row]:
    """The stored criteria, and one empty row to add in."""
    rows = []
    for number, one in enumerate(found.criteria.all()):
        texts = {"name": name_of(found.kind, one), "scale": scale_of(found.kind, one)}
        texts |= {name: plain(getattr(one, name)) for name in ("weight", "rank", "minimum")}
        cells = {name: Cell(name, texts[name]) for name in FIELDS}
        was = ".".join(stamp(getattr(one, name)) for name in FIELDS)
        rows.append(Row(number, one.pk, one.key, cells, was))
    return [*rows, empty_row(len(rows))]


def empty_row(number: int) -> Row:
    """A row to add a criterion in."""
    return Row(number, cells={name: Cell(name, "") for name in FIELDS})


@dataclass
class Given:
    """What was sent: the rows as typed, the edits that could be read, and the criteria to add, by row."""

    rows: list[Row]
    edits: list[Edit] = field(default_factory=list)
    added: list[tuple[Row, dict[str, Any]]] = field(default_factory=list)

    @property
    def problems(self) -> list[tuple[int, str]]:
        """(line, why) of every cell that was refused."""
        return [(row.number + 1, cell.problem) for row in self.rows for cell in row.cells.values() if cell.problem]


def read_grid(found: CriteriaSet, posted: Mapping[str, str]) -> Given:
    """What a person sent of the grid of this set. A refused cell leaves the others of its row as they are read."""
    stored = {row.pk: row for row in found.criteria.all()}
    given = Given([])
    number = 0
    while number <= 2 * MOST and f"criteria.{number}.name" in posted:
        row = _typed_row(number, posted)
        given.rows.append(row)
        one = stored.get(row.pk) if row.pk else None
        if one is not None:
            values = _values(found, row, one)
            given.edits.append(Edit(one.pk, values, dict(zip(FIELDS, row.was.split("."), strict=False))))
        elif row.pk is None and any(cell.text.strip() for cell in row.cells.values()):
            values = _values(found, row, None)
            if not any(cell.problem for cell in row.cells.values()):
                given.added.append((row, values))
        number += 1
    return given


def _typed_row(number: int, posted: Mapping[str, str]) -> Row:
    pk = posted.get(f"criteria.{number}.pk", "")
    places = {name: f"criteria.{number}.{name}" for name in FIELDS}
    # A method shows only what it needs; a field that was not on the page stays as it is.
    cells = {name: Cell(name, posted[place]) for name, place in places.items() if place in posted}
    return Row(number, int(pk) if pk.isdecimal() and len(pk) < 19 else None, "", cells,
               posted.get(f"criteria.{number}.was", ""))  # fmt: skip


def _values(found: CriteriaSet, row: Row, one: Criterion | None) -> dict[str, Any]:
    """The fields that could be read; a refusal is noted in its cell."""
    ready = ready_set(found.kind).get(one.key) if one is not None else None
    readers: dict[str, Callable[[str], Any]] = {
        "name": lambda text: _own(text_of(text, NAME_LENGTH), str(ready.name) if ready else None, needed=True),
        "scale": lambda text: _own(text_of(text, SCALE_LENGTH), str(ready.scale) if ready else None),
        "weight": lambda text: _weight(number_of(text, WEIGHT), one),
        "rank": lambda text: _rank(number_of(text, RANK)),
        "minimum": lambda text: number_of(text, SCORE),
    }
    values = {}
    for name, cell in row.cells.items():
        try:
            values[name] = readers[name](cell.text)
        except Refused as error:
            cell.problem = str(error)
    return values


def _own(text: str, ready: str | None, *, needed: bool = False) -> str:
    """What is stored: nothing where it is the ready text, so that it keeps following the reader's language."""
    if ready is not None and text in {"", ready}:
        return ""
    if needed and not text:
        raise Refused(_("A criterion needs a name."))
    return text


def _weight(value: Decimal | None, one: Criterion | None) -> Decimal:
    if value is not None:
        return value
    return Decimal(1) if one is None else Decimal(0)


def _rank(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def put_clashes(found: CriteriaSet, rows: list[Row], clashes: list[Clash]) -> None:
    """Show what somebody else has put into a cell beside what was typed; saving again then keeps what is typed."""
    stored = {row.pk: row for row in found.criteria.all()}
    for row in rows:
        one = stored.get(row.pk) if row.pk else None
        if one is None:
            continue
        row.was = ".".join(stamp(getattr(one, name)) for name in FIELDS)
        for clash in clashes:
            if clash.criterion == row.pk:
                row.cells[clash.field].theirs = shown_value(found.kind, one, clash.field, clash.value)


def refusals(given: Given) -> str:
    """All refused cells in one text, for the top of the page."""
    lines = [_("Line {number}: {problem}").format(number=format_number(at), problem=why) for at, why in given.problems]
    return "\n".join(lines)
