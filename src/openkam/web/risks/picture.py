"""The picture and the five sources, ready to be written: every cell and every source filters the register."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openkam.core.diagrams import RiskCell
from openkam.tools.define.risk.inputs import CLASS_NAMES
from openkam.tools.define.risk.report import grid
from openkam.tools.define.risk.sources import GROUP_NAMES
from openkam.web.risks.register import Register, level_of


@dataclass(frozen=True)
class Cell:
    """One cell: its class, how many live risks it holds, what they may cost, and the first of their names."""

    key: str
    label: str
    level: int
    count: int
    money: Decimal | None
    unknown_money: int
    entries: tuple[tuple[str, str], ...]
    """(key of the risk, its event)."""
    left_out: int
    query: str
    """Filters the register by this cell, or takes the filter away."""
    on: bool


@dataclass(frozen=True)
class Line:
    """The cells of one impact, probabilities rising."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Picture:
    """Impact upwards, probability to the right."""

    title: str
    subtitle: str
    note: str
    impact_label: str
    probability_label: str
    probabilities: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Source:
    """One of the five groups of sources with its live risks."""

    label: str
    live: int
    money: Decimal | None
    """None where no live risk of it has money on record."""
    worst: str
    worst_level: int
    query: str
    on: bool


def picture(register: Register) -> Picture:
    """The tool's grid of the live risks under the reader's choice."""
    drawn = grid(register.picture)
    unknown: dict[tuple[str, str], int] = {
        (one.impact, one.probability): one.unknown_money for one in register.picture.cells
    }

    def cell(one: RiskCell) -> Cell:
        key = f"{one.impact}-{one.probability}"
        on = register.wanted.cell == key
        return Cell(
            key=key,
            label=one.label,
            level=one.level,
            count=one.count,
            money=one.money,
            unknown_money=unknown[one.impact, one.probability],
            entries=tuple(zip(one.ids, one.entries, strict=True)),
            left_out=one.count - len(one.entries),
            query=register.wanted.query(cell="" if on else key),
            on=on,
        )

    return Picture(
        title=drawn.title,
        subtitle=drawn.subtitle,
        note=drawn.note,
        impact_label=drawn.impact_label,
        probability_label=drawn.probability_label,
        probabilities=tuple(label for _key, label in drawn.probabilities),
        lines=tuple(
            Line(label, tuple(cell(one) for one in drawn.cells if one.impact == key)) for key, label in drawn.impacts
        ),
    )


def sources(register: Register) -> list[Source]:
    """The five groups, always all of them, so that what is missing is seen."""
    made = []
    known = {one.group for one in register.sources.risks if one.live and one.expected_loss is not None}
    for one in register.sources.groups:
        on = register.wanted.group == one.group
        made.append(
            Source(
                label=str(GROUP_NAMES[one.group]),
                live=one.live,
                money=one.expected_loss if one.group in known else None,
                worst=str(CLASS_NAMES[one.worst]) if one.worst else "",
                worst_level=level_of(one.worst) if one.worst else 0,
                query=register.wanted.query(group="" if on else one.group, cell=""),
                on=on,
            )
        )
    return made
