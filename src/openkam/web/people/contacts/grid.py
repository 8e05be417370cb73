"""The contact map as rows and cells: contacts down, our team across, a mark where the two are meant to meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_compact, format_number
from openkam.tools.relationship.contact_map.result import ReadMeeting
from openkam.web.people.contacts.filters import PAGE, Group
from openkam.web.people.contacts.gathered import Entry, Everybody
from openkam.web.people.contacts.words import LETTERS, NAMED, state_name
from openkam.web.people.models import TeamMember

FEW = 9
"""So many of ours have names that stand level and cells that say the days."""


CELLS, LEAST_ROWS = 3000, 40
"""Cells on one page, so that sixty of ours do not make it slow; and rows that it has in any case."""


def rows_per_page(members: int) -> int:
    """How many contacts one page of the map holds."""
    return min(PAGE, max(LEAST_ROWS, CELLS // max(members, 1)))


@dataclass(frozen=True)
class Cell:
    """Where one of ours meets one of theirs; without a state the two are not meant to."""

    state: str
    days: str = ""
    said: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One contact with its cells, in the order of the members."""

    entry: Entry
    letters: tuple[tuple[str, str], ...]
    """Letter and name of each influence."""
    state: str
    state_name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One of ours, and how many of the links with those who are there are live."""

    member: TeamMember
    live: int
    links: int


@dataclass(frozen=True)
class Block:
    """Rows under one heading."""

    group: Group
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Grid:
    """One page of the map."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    pair: str
    """The address of a pair, with 0 and 0 in place of member and contact."""

    @property
    def has_many(self) -> bool:
        """Whether names of ours stand upright and cells hold a mark alone."""
        return len(self.columns) > FEW

    @property
    def width(self) -> int:
        """Columns of a row, that of the name included."""
        return len(self.columns) + 5


def grid(everybody: Everybody, groups: Sequence[Group]) -> Grid:
    """The map of the contacts in `groups`."""
    pair = reverse("people-pair", args=[0, 0])
    members = everybody.members
    return Grid(
        columns=tuple(_columns(everybody)),
        blocks=tuple(
            Block(group, tuple(_row(entry, members, everybody, pair) for entry in group.entries)) for group in groups
        ),
        pair=pair,
    )


def _columns(everybody: Everybody) -> Sequence[Column]:
    states: dict[int, list[str]] = {}
    for (member, _contact), one in everybody.pairs.items():
        states.setdefault(member, []).append(one.state)
    found = ((row, states.get(row.pk, [])) for row in everybody.members)
    return [Column(row, mine.count("ok"), len(mine)) for row, mine in found]


def _row(entry: Entry, members: Sequence[TeamMember], everybody: Everybody, pair: str) -> Row:
    contact = entry.contact
    return Row(
        entry=entry,
        letters=letters(contact.influence),
        state=entry.state,
        state_name=state_name(entry.state) if entry.state else "",
        cells=tuple(
            _cell(everybody.pairs.get((member.pk, contact.pk)), pair.replace("0/0", f"{member.pk}/{contact.pk}"))
            for member in members
        ),
    )


def letters(influence: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Letter and name of each influence, in the order of the letters."""
    return tuple((letter, str(NAMED["influence"][key])) for key, letter in LETTERS.items() if key in influence)


_NOTHING = Cell("")


def _cell(one: ReadMeeting | None, url: str) -> Cell:
    if one is None:
        return _NOTHING
    return Cell(
        state=one.state,
        days="" if one.days_silent is None else format_number(one.days_silent),
        said=silence(one.state, one.days_silent, one.cadence_days),
        url=url,
    )


def silence(state: str, days: int | None, cadence_days: float) -> str:
    """`late: 40 days since the last contact, agreed every 14 days`."""
    cadence = format_compact(cadence_days)
    if days is None:
        return _("not met yet; agreed every {cadence} days").format(cadence=cadence)
    text = ngettext(
        "{state}: {days} day since the last two-way contact, agreed every {cadence} days",
        "{state}: {days} days since the last two-way contact, agreed every {cadence} days",
        days,
    )
    return text.format(state=state_name(state), days=format_number(days), cadence=cadence)
