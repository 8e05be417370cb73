"""The grid of team × contacts, and the customer's organisation with its lines of influence."""

from __future__ import annotations

from collections import Counter

from openkam.core.blocks import Grid, Table, Tone, Tree
from openkam.core.diagrams import GridCell, GridLine, TreeLink, TreeNode
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import MISSING, format_compact, format_date, format_number
from openkam.tools.relationship.contact_map import words
from openkam.tools.relationship.contact_map.result import ContactMapResult, ReadContact, ReadMeeting

GRID_ROWS, GRID_COLUMNS, TREE_NODES = 30, 40, 60
"""What a page can hold and an eye can follow; the tables have everyone."""


def grid(result: ContactMapResult, title: str, table: Table) -> Grid:
    """Team members with most pairs × contacts with the highest priority; a mark where the two are meant to meet."""
    busy = Counter(one.member for one in result.meetings)
    members = sorted(result.team, key=lambda one: (-busy[one.id], one.id))[:GRID_ROWS]
    contacts = result.contacts[:GRID_COLUMNS]
    pairs = {(one.member, one.contact): one for one in result.meetings}
    return Grid(
        id="contacts-grid",
        kind="contact_map",
        title=title,
        subtitle=_("{customer}, our team and their contacts, {day}").format(
            customer=result.customer or _("the customer"), day=format_date(result.as_of)
        ),
        note=_left_out(len(result.team) - len(members), len(result.contacts) - len(contacts)),
        corner=_("Our team"),
        rows=tuple(GridLine(id=one.id, label=one.name, detail=one.role) for one in members),
        columns=tuple(_column(row) for row in contacts),
        cells=tuple(tuple(_cell(pairs.get((one.id, row.contact.id))) for row in contacts) for one in members),
        footer=_footer(contacts),
        table=table,
    )


def _left_out(members: int, contacts: int) -> str:
    if not members and not contacts:
        return ""
    return _("Left out of the picture: {members} of our team, {contacts} contacts; the tables have everyone.").format(
        members=format_number(members), contacts=format_number(contacts)
    )


def _column(row: ReadContact) -> GridLine:
    one = row.contact
    return GridLine(id=one.id, label=one.name, detail=one.role, group=one.function, tone=tone(row))


def tone(row: ReadContact) -> Tone:
    """Support as a tone: against us, for us, in between or not known."""
    now = row.contact.support_now
    if now is None:
        return "muted"
    return "pos" if now > 0 else "neg" if now < 0 else "neutral"


def _cell(pair: ReadMeeting | None) -> GridCell:
    if pair is None:
        return GridCell()
    if pair.days_silent is None:
        tip = _("never met; agreed every {cadence} days").format(cadence=format_compact(pair.cadence_days))
    else:
        tip = ngettext(
            "{days} day since the last contact, agreed every {cadence} days",
            "{days} days since the last contact, agreed every {cadence} days",
            pair.days_silent,
        ).format(days=format_number(pair.days_silent), cadence=format_compact(pair.cadence_days))
    return GridCell(mark=words.MARKS[pair.state], id=pair.contact, tip=tip)


def _footer(contacts: tuple[ReadContact, ...]) -> tuple[tuple[GridLine, tuple[GridCell, ...]], ...]:
    kinds = (GridCell(text=listed(words.part_name("influence", k) for k in row.contact.influence)) for row in contacts)
    support = (GridCell(text=words.support_text(row), tone=tone(row)) for row in contacts)
    priority = (GridCell(text=MISSING if row.priority is None else format_number(row.priority)) for row in contacts)
    return (
        (GridLine(id="influence", label=_("Influence")), tuple(kinds)),
        (GridLine(id="support", label=_("Support now → needed")), tuple(support)),
        (GridLine(id="priority", label=_("Priority"), emphasis=True), tuple(priority)),
    )


def organisation(result: ContactMapResult, title: str, table: Table) -> Tree:
    """Who reports to whom, support as a colour and a number, lines of influence and conflict beside."""
    shown = _from_the_top(result)
    kept = {row.contact.id for row in shown}
    left_out = len(result.contacts) - len(shown)
    note = ngettext(
        "{count} contact is left out of the picture; the tables have everyone.",
        "{count} contacts are left out of the picture; the tables have everyone.",
        left_out,
    )
    return Tree(
        id="contacts-organisation",
        kind="organisation",
        title=title,
        subtitle=_("{customer}: who reports to whom, who influences whom").format(
            customer=result.customer or _("the customer")
        ),
        note=note.format(count=format_number(left_out)) if left_out else "",
        nodes=tuple(_node(row) for row in shown),
        links=tuple(
            TreeLink(source=line.source, target=line.target, kind=line.kind, label=line.label)
            for line in result.lines
            if {line.source, line.target} <= kept
        ),
        table=table,
    )


def _from_the_top(result: ContactMapResult) -> list[ReadContact]:
    """The contacts level by level from the top, so that nobody stands in the picture without the superior."""
    below: dict[str | None, list[ReadContact]] = {}
    for row in result.contacts:
        below.setdefault(row.contact.reports_to, []).append(row)
    shown = list(below.get(None, ()))
    for row in shown:
        if len(shown) >= TREE_NODES:
            break
        shown += below.get(row.contact.id, ())
    return shown[:TREE_NODES]


def _node(row: ReadContact) -> TreeNode:
    one = row.contact
    now = one.support_now
    return TreeNode(
        id=one.id,
        label=one.name,
        detail=one.role or one.function,
        value="" if now is None else format_number(now, plus=True),
        parent=one.reports_to,
        tone=tone(row),
        vacant=one.placeholder,
    )
