"""The organisation chart as slides: a large one by subtrees, each of which fits a slide and can be read there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext, pgettext

from openkam.core.blocks import Column, Table, Tree
from openkam.core.diagrams import TreeLink, TreeNode
from openkam.core.i18n import language
from openkam.core.naming import listed
from openkam.core.numbers import format_date, format_number
from openkam.publish.deck import Slide, build_deck
from openkam.publish.text import one_line
from openkam.tools.relationship.contact_map.inputs import INFLUENCE_NAMES
from openkam.tools.relationship.contact_map.pictures import tone
from openkam.web.accounts.models import Account
from openkam.web.people.chart.drawn import Chart
from openkam.web.people.contacts.words import LETTERS, state_name

BOXES: Final = 24
"""What a slide holds in letters that can be read from a chair."""
NAME_CHARS: Final = 80


@dataclass(frozen=True)
class Sheet:
    """One slide: whose people it shows, who is on it, and who of them has people on a later one."""

    heads: Sequence[int]
    """Several stand side by side."""
    boxes: Sequence[int]
    continued: frozenset[int]


def write(path: Path, account: Account, chart: Chart) -> Path:
    """Write the deck in the active language."""
    return build_deck(
        path,
        tuple(slides(account, chart)),
        language=language(),
        title=_("Organisation of {account}").format(account=one_line(account.name, NAME_CHARS)),
        subtitle=_("Who reports to whom, and who influences whom"),
        footnote=_("Contacts on record, {day}").format(day=format_date(timezone.localdate())),
        made_at=timezone.now(),
    )


def sheets(chart: Chart) -> Iterator[Sheet]:
    """The chart in pieces of at most `BOXES` boxes; whoever leads people on a later piece is on that one again."""
    below = chart.below()
    heads = [pk for pk in below[None] if pk in below]
    todo = [*heads]
    while todo:
        head = todo.pop(0)
        boxes = _under(head, below)
        if len(boxes) <= BOXES:
            together = [head]
            while todo and len(boxes) + len(more := _under(todo[0], below)) <= BOXES:
                together.append(todo.pop(0))
                boxes += more
            yield Sheet(together, boxes, frozenset())
            continue
        own = below[head]
        for start in range(0, len(own), BOXES - 1):
            boxes = [head, *own[start : start + BOXES - 1]]
            continued = _fill(boxes, below)
            yield Sheet([head], boxes, frozenset(continued))
            todo += continued


def _under(head: int, below: Mapping[int | None, list[int]]) -> list[int]:
    found = [head]
    for pk in found:
        found += below.get(pk, ())
    return found


def _fill(boxes: list[int], below: Mapping[int | None, list[int]]) -> list[int]:
    """Add the whole subtrees below the boxes that there is room for; answers whose people found none."""
    left_out = []
    for pk in boxes[1:]:
        own = _under(pk, below)[1:]
        if own and len(boxes) + len(own) <= BOXES:
            boxes += own
        elif own:
            left_out.append(pk)
    return left_out


def slides(account: Account, chart: Chart) -> Iterator[Slide]:
    """The pieces of the chart, who reports to nobody, and all lines."""
    for number, sheet in enumerate(sheets(chart), start=1):
        title = _title(account, chart, sheet)
        yield Slide(title, (_tree(chart, sheet, number, title),), _legend(chart), _subtitle(sheet))
    below = chart.below()
    alone = [pk for pk in below[None] if pk not in below]
    if alone:
        title = _("Reports to nobody on record")
        columns = (Column(key="name", label=_("Contact")), Column(key="title", label=_("Job title")))
        rows = tuple((_name(chart, pk), chart.entries[pk].contact.title) for pk in alone)
        yield Slide(title, (Table(id="alone", title=title, columns=columns, rows=rows),))
    if chart.lines:
        yield Slide(_("Lines of influence and conflict"), (_lines(chart),))


def _name(chart: Chart, pk: int) -> str:
    return one_line(chart.entries[pk].contact.name)


def _title(account: Account, chart: Chart, sheet: Sheet) -> str:
    if any(chart.superiors[head] is None for head in sheet.heads):
        return _("Organisation of {account}").format(account=one_line(account.name, NAME_CHARS))
    return _("Who reports to {name}").format(
        name=listed(one_line(_name(chart, head), max(20, NAME_CHARS // len(sheet.heads))) for head in sheet.heads)
    )


def _subtitle(sheet: Sheet) -> str:
    if not sheet.continued:
        return ""
    return ngettext(
        "The people of {count} box marked ↓ are on a later slide",
        "The people of {count} boxes marked ↓ are on later slides",
        len(sheet.continued),
    ).format(count=format_number(len(sheet.continued)))


def _tree(chart: Chart, sheet: Sheet, number: int, title: str) -> Tree:
    shown = set(sheet.boxes)
    links = tuple(
        TreeLink(
            source=str(line.source_id),
            target=str(line.target_id),
            kind="conflict" if line.kind == "conflict" else "influence",
            label=one_line(line.label),
        )
        for line in chart.lines
        if {line.source_id, line.target_id} <= shown
    )
    nodes = tuple(_node(chart, pk, shown, is_continued=pk in sheet.continued) for pk in sheet.boxes)
    columns = (Column(key="name", label=_("Contact")), Column(key="superior", label=_("Reports to")))
    rows = tuple((_name(chart, pk), _superior(chart, pk)) for pk in sheet.boxes)
    table = Table(id=f"organisation-{number}-table", title=title, columns=columns, rows=rows)
    return Tree(
        id=f"organisation-{number}",
        kind="organisation",
        title=title,
        subtitle=_subtitle(sheet),
        nodes=nodes,
        links=links,
        table=table,
    )


def _superior(chart: Chart, pk: int) -> str:
    above = chart.superiors[pk]
    return "" if above is None else _name(chart, above)


def _node(chart: Chart, pk: int, shown: set[int], *, is_continued: bool) -> TreeNode:
    entry = chart.entries[pk]
    contact, above = entry.contact, chart.superiors[pk]
    letters = "".join(LETTERS[key] for key in LETTERS if key in contact.influence)
    values = ("★" if contact.is_main else "", letters, entry.support, "↓" if is_continued else "")
    return TreeNode(
        id=str(pk),
        label=one_line(contact.name),
        detail=" · ".join(
            part
            for part in (
                one_line("" if contact.is_placeholder and contact.title else contact.title or contact.function),
                state_name(entry.state),
            )
            if part
        ),
        value=" ".join(part for part in values if part),
        parent=str(above) if above in shown else None,
        tone=tone(entry.read) if entry.read else "muted",
        vacant=contact.is_placeholder,
    )


def _legend(chart: Chart) -> str:
    """What the signs in the boxes mean, for the speaker notes."""
    names = listed(f"{LETTERS[key]} {INFLUENCE_NAMES[key]}" for key in LETTERS)
    said = [
        _("In a box: ★ main contact; influence: {names}; support now → needed; the state of our contact.").format(
            names=names
        ),
        _("Dashed boxes: the person is unknown. A box can be moved; its lines follow."),
    ]
    if any(entry.contact.is_sample for entry in chart.entries.values()):
        said.append(_("People of the sample, and what is said of them, are invented."))
    return "\n\n".join(said)


def _lines(chart: Chart) -> Table:
    columns = (
        Column(key="from", label=pgettext("line", "From")),
        Column(key="to", label=pgettext("line", "To")),
        Column(key="kind", label=_("Kind")),
        Column(key="remark", label=_("Remark")),
    )
    rows = tuple(
        (one_line(line.source.name), one_line(line.target.name), str(line.get_kind_display()), one_line(line.label))
        for line in chart.lines
    )
    return Table(id="lines", title=_("Lines of influence and conflict"), columns=columns, rows=rows)
