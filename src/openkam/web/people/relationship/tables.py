"""Everyone and every link as tables: those in the picture at once, all of them fifty at a time, on request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from openkam.core.blocks import Table
from openkam.publish.text import one_line
from openkam.publish.values import header_text, is_negative, is_number, value_text
from openkam.tools.relationship.stage import words
from openkam.tools.relationship.stage.inputs import LinkState
from openkam.tools.relationship.stage.picture import links_table
from openkam.tools.relationship.stage.report import people_table
from openkam.tools.relationship.stage.result import ReadLink, ReadPerson
from openkam.web.accounts.models import Account
from openkam.web.people.relationship import drawing
from openkam.web.people.relationship.reading import Reading

PER_PAGE: Final = 50
PEOPLE: Final = "people"
STATES: Final[Sequence[LinkState]] = ("live", "late", "lost", "missing")
_CHARS: Final = 120


@dataclass(frozen=True)
class Cell:
    """One written value of a table."""

    text: str
    is_number: bool = False
    is_negative: bool = False


@dataclass(frozen=True)
class Rows:
    """A table as the page writes it: (id, address, cells); both empty where a row stands for nobody."""

    title: str
    columns: Sequence[Cell]
    rows: Sequence[tuple[str, str, Sequence[Cell]]]


@dataclass(frozen=True)
class Part:
    """A table that is loaded on request."""

    key: str
    title: str
    count: int


def table_rows(table: Table, urls: Mapping[str, str]) -> Rows:
    """The table in the reader's language; a row leads to the person that it stands for."""
    links = table.links or (None,) * len(table.rows)
    return Rows(
        table.title,
        [Cell(header_text(column), is_number(column)) for column in table.columns],
        [
            (
                link or "",
                urls.get(link or "", ""),
                [
                    Cell(
                        one_line(value_text(value, column.kind, column.decimals), _CHARS),
                        is_number(column),
                        is_negative(value),
                    )
                    for value, column in zip(row, table.columns, strict=True)
                ],
            )
            for row, link in zip(table.rows, links, strict=True)
        ],
    )


def parts(found: Reading, drawn: Collection[str]) -> list[Part]:
    """What is too long to stand on the page: everybody, where not all are `drawn`, and the links by their state."""
    result, made = found.result, []
    if len(drawn) < len(result.people):
        made.append(Part(PEOPLE, part_title(PEOPLE), len(result.people)))
    if len(result.links) > PER_PAGE:
        counts = Counter(link.state for link in result.links)
        made += [Part(state, part_title(state), counts[state]) for state in STATES if counts[state]]
    return made


def part_title(key: str) -> str:
    """What a table that is loaded on request has in it."""
    if key == PEOPLE:
        return _("Everybody on record")
    state = next(state for state in STATES if state == key)
    return _("Links: {state}").format(state=words.state_name(state))


def people_drawn(account: Account, found: Reading, drawn: Collection[str]) -> Rows:
    """Those who are in the pictures."""
    return _people(account, found, [person for person in found.result.people if person.id in drawn])


def all_links(account: Account, found: Reading) -> Rows | None:
    """Every link, where these are few enough for one table."""
    links = found.result.links
    return _links(account, found, links) if len(links) <= PER_PAGE else None


def part(account: Account, found: Reading, key: str, page: str) -> tuple[Rows, Page[ReadPerson] | Page[ReadLink]]:
    """One page of the table `key`; `KeyError` where there is none of that name."""
    if key == PEOPLE:
        people = Paginator(found.result.people, PER_PAGE).get_page(page)
        return _people(account, found, list(people)), people
    if key not in STATES:
        raise KeyError(key)
    links = Paginator([link for link in found.result.links if link.state == key], PER_PAGE).get_page(page)
    return _links(account, found, list(links)), links


def _people(account: Account, found: Reading, people: Sequence[ReadPerson]) -> Rows:
    table = people_table(found.result, people)
    return table_rows(table, drawing.addresses(account, [person.id for person in people]))


def _links(account: Account, found: Reading, links: Sequence[ReadLink]) -> Rows:
    table = links_table(found.result, links)
    return table_rows(table, drawing.addresses(account, {link.theirs for link in links}))
