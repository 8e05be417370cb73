"""Whom we know, who supports us, with whom we have lost touch, and who may not leave."""

from __future__ import annotations

from openkam.core.blocks import Block, Column, Finding, Note, Report, Table, Term, Tone, Value, Working
from openkam.core.i18n import gettext as _
from openkam.core.naming import listed
from openkam.core.nouns import LEVEL_NAMES
from openkam.core.numbers import format_compact, format_number
from openkam.tools.relationship.contact_map import words
from openkam.tools.relationship.contact_map.inputs import INVOLVEMENT_NAMES, MODE_NAMES
from openkam.tools.relationship.contact_map.pictures import grid, organisation
from openkam.tools.relationship.contact_map.result import ContactMapResult


def report(result: ContactMapResult) -> Report:
    """Findings, the two pictures, contacts, coverage, who may not leave, the sums and remarks."""
    if not result.contacts:
        return (Finding(id="contacts-none", text=_("No contact of the customer is on record"), tone="neg"),)
    blocks: list[Block] = [*findings(result)]
    if result.team:
        blocks.append(grid(result, words.coverage_text(result), meetings_table(result)))
    blocks += [
        organisation(result, words.priority_text(result), contacts_table(result)),
        approach_table(result),
        coverage_table(result),
        leavers_table(result),
        *working(result),
    ]
    return (*blocks, *notes(result))


def findings(result: ContactMapResult) -> tuple[Finding, ...]:
    """Red flags first, then coverage, the first priority, and who may not leave."""
    made = [Finding(id=f"contacts-{flag}", text=words.flag_text(flag), tone="neg") for flag in result.flags]
    made.append(Finding(id="contacts-coverage", text=words.coverage_text(result)))
    tone: Tone = "mark" if result.contacts[0].priority else "neutral"
    made.append(Finding(id="contacts-priority", text=words.priority_text(result), tone=tone))
    if text := words.leaver_text(result):
        made.append(Finding(id="contacts-leaver", text=text, tone="neg"))
    return tuple(made)


def contacts_table(result: ContactMapResult) -> Table:
    """Every contact, the highest priority first."""
    columns = (
        Column(key="name", label=_("Contact")),
        Column(key="role", label=_("Role")),
        Column(key="function", label=_("Business function")),
        Column(key="level", label=_("Level")),
        Column(key="influence", label=_("Influence")),
        Column(key="involvement", label=_("Involvement")),
        Column(key="now", label=_("Support now"), kind="integer", unit="−2…+2"),
        Column(key="needed", label=_("Support needed"), kind="integer", unit="−2…+2"),
        Column(key="criticality", label=_("Criticality"), kind="integer"),
        Column(key="priority", label=_("Priority"), kind="integer"),
        Column(key="mode", label=_("Response mode")),
        Column(key="phases", label=_("Part in the buying phases")),
        Column(key="state", label=_("State")),
    )
    rows: list[tuple[Value, ...]] = []
    for row in result.contacts:
        one = row.contact
        rows.append(
            (
                one.name,
                one.role,
                one.function,
                str(LEVEL_NAMES[one.level]) if one.level else "",
                listed(words.part_name("influence", key) for key in one.influence),
                str(INVOLVEMENT_NAMES[one.involvement]) if one.involvement else "",
                one.support_now,
                one.support_needed,
                one.criticality,
                row.priority,
                str(MODE_NAMES[one.mode]) if one.mode else "",
                listed(words.part_name("phase", key) for key in one.phases),
                words.state_name(row.state),
            )
        )
    return Table(
        id="contacts",
        title=_("Contacts by priority"),
        columns=columns,
        rows=tuple(rows),
        links=tuple(row.contact.id for row in result.contacts),
    )


def approach_table(result: ContactMapResult) -> Table:
    """What drives each contact, the most urgent needs, and how to deepen the relationship."""
    columns = (
        Column(key="name", label=_("Contact")),
        Column(key="motive", label=_("What drives this person")),
        Column(key="needs", label=_("Three most urgent needs")),
        Column(key="style", label=_("How this person likes to communicate")),
        Column(key="deepen", label=_("How to deepen the relationship")),
    )
    return Table(
        id="contacts-approach",
        title=_("How to approach each contact"),
        columns=columns,
        rows=tuple(
            (one.name, one.motive, "; ".join(one.needs), one.style, one.deepen)
            for one in (row.contact for row in result.contacts)
        ),
        links=tuple(row.contact.id for row in result.contacts),
    )


def coverage_table(result: ContactMapResult) -> Table:
    """Each role, function and buying phase: known and met."""
    columns = (
        Column(key="group", label=_("Kind")),
        Column(key="key", label=_("Name")),
        Column(key="known", label=_("Contacts known"), kind="integer"),
        Column(key="met", label=_("With a live link"), kind="integer"),
        Column(key="covered", label=_("Covered")),
    )
    return Table(
        id="contacts-coverage-table",
        title=_("Coverage of roles, functions and buying phases"),
        columns=columns,
        rows=tuple(
            (
                words.group_name(row.group),
                words.part_name(row.group, row.key),
                row.known,
                row.met,
                _("yes") if row.met else _("no"),
            )
            for row in result.coverage
        ),
    )


def leavers_table(result: ContactMapResult) -> Table:
    """What happens if one person leaves."""
    names = {row.contact.id: row.contact.name for row in result.contacts}
    columns = (
        Column(key="name", label=_("If this person leaves")),
        Column(key="side", label=_("Company")),
        Column(key="only", label=_("Contacts without a live link")),
        Column(key="cut", label=_("Contacts without any way to them")),
        Column(key="uncovered", label=_("Roles, functions and phases without contact")),
    )
    sides = {"ours": _("our company"), "theirs": result.customer or _("the customer")}
    return Table(
        id="contacts-leavers",
        title=_("What happens if one person leaves"),
        columns=columns,
        rows=tuple(
            (
                one.name,
                sides[one.side],
                listed(names[key] for key in one.only_link_of),
                listed(names[key] for key in one.cut_off),
                words.uncovered_names(one.uncovered),
            )
            for one in result.leavers
        ),
        links=tuple(one.id for one in result.leavers),
    )


def meetings_table(result: ContactMapResult) -> Table:
    """Every pair with its silence."""
    names = {one.id: one.name for one in result.team} | {row.contact.id: row.contact.name for row in result.contacts}
    columns = (
        Column(key="member", label=_("Team member")),
        Column(key="contact", label=_("Contact")),
        Column(key="cadence", label=_("Agreed cadence"), kind="number", unit=_("days")),
        Column(key="last", label=_("Last two-way contact"), kind="date"),
        Column(key="silent", label=_("Days since last contact"), kind="integer"),
        Column(key="state", label=_("State")),
    )
    return Table(
        id="contacts-meetings",
        title=_("Who meets whom"),
        columns=columns,
        rows=tuple(
            (
                names[one.member],
                names[one.contact],
                one.cadence_days,
                one.last_two_way_on,
                one.days_silent,
                words.state_name(one.state),
            )
            for one in result.meetings
        ),
        links=tuple(one.contact for one in result.meetings),
    )


def working(result: ContactMapResult) -> tuple[Working, ...]:
    """How the highest priority is made."""
    first = result.contacts[0]
    if not first.priority:
        return ()
    one = first.contact
    terms = (
        Term(label=_("Support needed"), value=one.support_needed, kind="integer"),
        Term(label=_("− support now"), value=one.support_now, kind="integer"),
        Term(label=_("× criticality"), value=one.criticality, kind="integer"),
    )
    title = _("Priority of {name}").format(name=one.name)
    return (
        Working(id="contacts-working", title=title, result=first.priority, kind="integer", decimals=0, terms=terms),
    )


def notes(result: ContactMapResult) -> tuple[Note, ...]:
    """What is not known, and the rules."""
    made = []
    unknown = [row.contact.name for row in result.contacts if row.contact.placeholder]
    if unknown:
        text = _("Places whose people are not known yet: {names}. They count as neither known nor met.")
        made.append(Note(id="contacts-placeholders", kind="unknown", text=text.format(names=listed(unknown))))
    silent = sum(row.priority is None for row in result.contacts)
    if silent:
        text = _("Contacts without a priority, because support now or needed is not known: {count}.")
        made.append(Note(id="contacts-no-priority", kind="unknown", text=text.format(count=format_number(silent))))
    text = _(
        "A pair is late beyond {late} times its agreed cadence and lost beyond {lost} times. Coverage counts roles and "
        "functions with a live link, not heads. Priority = max(0, support needed − support now) × criticality."
    )
    limits = result.silence
    made.append(
        Note(
            id="contacts-method",
            kind="method",
            text=text.format(late=format_compact(limits.late_beyond), lost=format_compact(limits.lost_beyond)),
        )
    )
    return tuple(made)
