"""What the organisation chart shows: boxes with their superiors, lines, and the same as rows of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openkam.tools.relationship.contact_map.pictures import tone
from openkam.web.accounts.models import Account
from openkam.web.people.actions.chart import chart_order
from openkam.web.people.contacts.gathered import Entry, gather
from openkam.web.people.contacts.words import LETTERS, state_name
from openkam.web.people.models import Contact, ContactLine
from openkam.web.people.queries.people import contacts_of
from openkam.web.shell.models import User

DEEPEST_INDENT = 6


@dataclass(frozen=True)
class Row:
    """One contact of the table, under whom it reports to. `depth` counts superiors."""

    contact: Contact
    depth: int
    superior: Contact | None
    lines: tuple[ContactLine, ...]

    @property
    def indent(self) -> int:
        """By how many steps the table sets the name in."""
        return min(self.depth, DEEPEST_INDENT)


@dataclass(frozen=True)
class Chart:
    """Who is there, in the order of the chart; `superiors` leaves out those who have left."""

    entries: dict[int, Entry]
    superiors: dict[int, int | None]
    lines: list[ContactLine]

    def below(self) -> dict[int | None, list[int]]:
        """By superior (None: nobody) who reports there, in their order."""
        found: defaultdict[int | None, list[int]] = defaultdict(list)
        for pk, superior in self.superiors.items():
            found[superior].append(pk)
        return found

    def rows(self) -> list[Row]:
        """Everybody under the superior, the top first."""
        ends: defaultdict[int, list[ContactLine]] = defaultdict(list)
        for line in self.lines:
            ends[line.source_id].append(line)
            ends[line.target_id].append(line)
        return [self._row(pk, depth, ends[pk]) for pk, depth in self.walk()]

    def _row(self, pk: int, depth: int, lines: Sequence[ContactLine]) -> Row:
        above = self.superiors[pk]
        return Row(
            self.entries[pk].contact, depth, None if above is None else self.entries[above].contact, tuple(lines)
        )

    def walk(self) -> Iterator[tuple[int, int]]:
        """Everybody with their depth; who leads somebody comes before those without anybody above or below."""
        below = self.below()
        tops = sorted(below[None], key=lambda pk: pk not in below)
        todo = [(pk, 0) for pk in reversed(tops)]
        while todo:
            pk, depth = todo.pop()
            yield pk, depth
            todo += [(child, depth + 1) for child in reversed(below.get(pk, ()))]


def chart_of(user: User, account: Account) -> Chart:
    """Everybody of an account that `user` sees who is there now; a fixed number of queries."""
    there = [entry for entry in gather(user, account).entries if entry.contact.left_on is None]
    entries = {entry.contact.pk: entry for entry in sorted(there, key=lambda entry: chart_order(entry.contact))}
    superiors = {
        pk: entry.contact.reports_to_id if entry.contact.reports_to_id in entries else None
        for pk, entry in entries.items()
    }
    return Chart(entries, superiors, lines_of(user, account))


def lines_of(user: User, account: Account) -> list[ContactLine]:
    """Lines between those who are there now."""
    there = contacts_of(user, account).order_by().values("pk")
    rows = ContactLine.objects.filter(source__in=there, target__in=there)
    return list(rows.select_related("source__person", "target__person"))


def payload(chart: Chart) -> dict[str, Any]:
    """The chart as the script takes it."""
    return {
        "people": [box(entry, chart.superiors[pk]) for pk, entry in chart.entries.items()],
        "lines": [line_json(line) for line in chart.lines],
    }


def box(entry: Entry, superior: int | None) -> dict[str, Any]:
    """One box."""
    contact = entry.contact
    return {
        "id": contact.pk,
        "up": superior,
        "v": contact.version,
        "name": contact.name,
        "title": "" if contact.is_placeholder and contact.title else contact.title or contact.function,
        "marks": [LETTERS[key] for key in LETTERS if key in contact.influence],
        "support": entry.support,
        "tone": tone(entry.read) if entry.read else "muted",
        "state": entry.state,
        "said": state_name(entry.state) if entry.state else "",
        "main": contact.is_main,
        "vacant": contact.is_placeholder,
    }


def line_json(line: ContactLine) -> dict[str, Any]:
    """One line of influence or conflict."""
    return {"id": line.pk, "from": line.source_id, "to": line.target_id, "kind": line.kind, "label": line.label}
