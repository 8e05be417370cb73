"""What a pasted block would do to the grid: which cells are new, changed, as they are, and which cannot be taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from openkam.publish.text import one_line
from openkam.web.cycles.setup.typed import Refused
from openkam.web.plans.actions.whitespace import Wanted
from openkam.web.plans.models import Whitespace
from openkam.web.plans.whitespace import words
from openkam.web.plans.whitespace.block import Block, Head

NAME_LENGTH: Final = 100
SHOWN: Final = 60
GUARDED: Final = ("'=", "'+", "'-", "'@", "'\t")


@dataclass(frozen=True)
class Refusal:
    """One cell, or one name, that is not taken; `row` and `column` count those of the block from 1."""

    row: int
    column: int
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Told:
    """One cell of the grid of which the block says something."""

    buying_centre: str
    offering: str
    cell: Whitespace | None
    values: Mapping[str, Any]
    before: str
    after: str

    @property
    def kind(self) -> Literal["new", "changed", "same"]:
        """What would be done."""
        if self.cell is None:
            return "new"
        return (
            "changed"
            if any(_plain(getattr(self.cell, name)) != value for name, value in self.values.items())
            else "same"
        )

    @property
    def state(self) -> str:
        """Who would supply it."""
        return str(self.values.get("state") or (self.cell.state if self.cell else Whitespace.State.OPEN))

    @property
    def wanted(self) -> Wanted:
        """The same for the action."""
        based_on = (self.cell.pk, self.cell.version) if self.cell else None
        return Wanted(self.buying_centre, self.offering, self.values, based_on)


def _plain(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else value


@dataclass
class Proposal:
    """The whole block, judged against the grid as it is now."""

    what: str
    centres: Sequence[str]
    offerings: Sequence[str]
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    left: int = 0
    """Cells of the block that say nothing and leave what is there."""

    def count(self, kind: str) -> int:
        """How many cells are of a kind."""
        return sum(one.kind == kind for one in self.told.values())

    @property
    def new(self) -> int:
        """Cells that would be put in."""
        return self.count("new")

    @property
    def changed(self) -> int:
        """Cells that would be changed."""
        return self.count("changed")

    @property
    def same(self) -> int:
        """Cells that are as the block says."""
        return self.count("same")

    @property
    def to_write(self) -> list[Told]:
        """What is written."""
        return [one for one in self.told.values() if one.kind != "same"]

    @property
    def lines(self) -> list[tuple[str, list[Told | None]]]:
        """The block as a grid: (buying centre, its cells)."""
        return [(centre, [self.told.get((centre, each)) for each in self.offerings]) for centre in self.centres]

    @property
    def seen(self) -> str:
        """Changes whenever one of these cells is changed by somebody."""
        cells = [
            (*key, one.cell.pk if one.cell else 0, one.cell.version if one.cell else 0)
            for key, one in self.told.items()
        ]
        return _short_hash(repr(cells))


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def text_hash(what: str, text: str) -> str:
    """Changes whenever the block is edited."""
    return _short_hash(f"{what}\n{text.replace(chr(13), '').strip(chr(10))}")


class _Names:
    """The names of the grid and of the block, one spelling for each."""

    def __init__(self, known: Iterable[str]) -> None:
        self._exact = {one_line(name): name for name in known}
        self._folded: dict[str, str] = {}
        for name in self._exact.values():
            self._folded.setdefault(one_line(name).casefold(), name)

    def spelled(self, name: str) -> str:
        """As the grid writes it; a name that is new to it without the quote mark that made it harmless in a file."""
        bare = name[1:] if name.startswith(GUARDED) else name
        for one in (name, bare):
            if one in self._exact:
                return self._exact[one]
        return self._folded.get(name.casefold()) or self._folded.setdefault(bare.casefold(), bare)


def propose(block: Block, what: str, rows: Iterable[Whitespace]) -> Proposal:
    """Judge the block against the account's `rows`. `what` is one of `words.WHAT`."""
    every = list(rows)
    by_place = {(row.buying_centre, row.offering): row for row in every}
    folded = {(row.buying_centre.casefold(), row.offering.casefold()): row for row in every}
    refused: list[Refusal] = []
    centres = _heads(block.centres, _Names(row.buying_centre for row in every), block, refused, is_row=True)
    offerings = _heads(block.offerings, _Names(row.offering for row in every), block, refused, is_row=False)
    made = Proposal(what, list(centres.values()), list(offerings.values()), refused=refused)
    for (down, along), text in block.cells.items():
        if down not in centres or along not in offerings:
            continue
        if words.is_nothing(text):
            made.left += 1
            continue
        centre, offering = centres[down], offerings[along]
        cell = by_place.get((centre, offering)) or folded.get((centre.casefold(), offering.casefold()))
        try:
            values = _values(what, text, cell)
        except Refused as fault:
            refused.append(Refusal(down, along, text, str(fault), words.remedy(what, text)))
            continue
        made.told[centre, offering] = Told(
            cell.buying_centre if cell else centre, cell.offering if cell else offering, cell, values,
            _written(what, cell), _written(what, Whitespace(**{"state": Whitespace.State.OPEN, **values})),
        )  # fmt: skip
    made.left += len(centres) * len(offerings) - sum(
        (down, along) in block.cells for down in centres for along in offerings
    )
    refused.sort(key=lambda one: (one.row, one.column))
    return made


def _values(what: str, text: str, cell: Whitespace | None) -> dict[str, Any]:
    if what != "state":
        return {what: words.read_number(what, text)}
    state, rival = words.read_state(text)
    if state == Whitespace.State.RIVAL and rival is None:
        # Only that it is a rival's: whoever is named there already stays.
        rival = cell.rival if cell is not None and cell.state == state else ""
    return {"state": state, "rival": one_line(rival or "")}


def _written(what: str, cell: Whitespace | None) -> str:
    """For the preview: a number in full, a state in words."""
    if cell is None:
        return ""
    return words.state_text(cell) if what == "state" else words.number_written(what, cell)


def _heads(
    heads: Sequence[Head], names: _Names, block: Block, refused: list[Refusal], *, is_row: bool
) -> dict[int, str]:
    """The names that are taken, by their place; of a refused one no cell is."""
    taken: dict[int, str] = {}
    for head in heads:
        name = names.spelled(head.name)
        fault = _fault(head, name, taken, block, is_row=is_row)
        if fault:
            row, column = (head.at, 1) if is_row else (1, head.at)
            refused.append(Refusal(row, column, head.name, *fault))
        elif name:
            taken[head.at] = name
    return taken


def _fault(head: Head, name: str, taken: Mapping[int, str], block: Block, *, is_row: bool) -> tuple[str, str] | None:
    """(what is wrong with a name, what to do about it); an empty one is wrong only where cells hang on it."""
    if not name:
        if not any((down if is_row else along) == head.at for down, along in block.cells):
            return None
        if is_row:
            return _("This row has no buying centre in its first column."), _("Write its name there.")
        return _("This column has no offering in its first row."), _("Write its name there.")
    if len(name) > NAME_LENGTH:
        reason = _("The name has {n} characters; at most {most} are possible.").format(n=len(name), most=NAME_LENGTH)
        return reason, _("Shorten it.")
    twice = next((at for at, other in taken.items() if other == name), None)
    if twice is not None:
        same = (
            _("Row {at} of the block has the same name.")
            if is_row
            else _("Column {at} of the block has the same name.")
        )
        return same.format(at=twice), _("Put the two together, or name them differently.")
    return None
