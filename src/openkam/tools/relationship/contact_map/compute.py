"""Read silence, priority, coverage and dependence out of the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from openkam.core.graphs import cut_off
from openkam.tools.relationship.contact_map import maths
from openkam.tools.relationship.contact_map.inputs import INFLUENCES, PHASES, ContactInput, ContactMapInputs
from openkam.tools.relationship.contact_map.result import (
    ContactMapResult,
    Coverage,
    CoverageGroup,
    Flag,
    Leaver,
    ReadContact,
    ReadMeeting,
)

Part = tuple[CoverageGroup, str]


def compute(inputs: ContactMapInputs) -> ContactMapResult:
    """The contact map of `inputs`; pure. Contacts come with the highest priority first."""
    meetings = _meetings(inputs)
    contacts = _contacts(inputs, meetings)
    coverage = _coverage(contacts)
    return ContactMapResult(
        customer=inputs.customer,
        as_of=inputs.as_of,
        team=inputs.team,
        contacts=contacts,
        meetings=meetings,
        lines=inputs.lines,
        coverage=coverage,
        leavers=_leavers(inputs, meetings, contacts, coverage),
        flags=tuple(_flags(contacts)),
        silence=inputs.silence,
    )


def _meetings(inputs: ContactMapInputs) -> tuple[ReadMeeting, ...]:
    made = []
    for one in inputs.meetings:
        days = (inputs.as_of - one.last_two_way_on).days if one.last_two_way_on else None
        state = maths.silence_state(days, one.cadence_days, inputs.silence)
        made.append(ReadMeeting(**one.model_dump(), days_silent=days, state=state))
    return tuple(made)


def _contacts(inputs: ContactMapInputs, meetings: Sequence[ReadMeeting]) -> tuple[ReadContact, ...]:
    pairs: dict[str, list[ReadMeeting]] = defaultdict(list)
    for meeting in meetings:
        pairs[meeting.contact].append(meeting)
    made = []
    for one in inputs.contacts:
        gap = maths.support_gap(one.support_now, one.support_needed)
        states = [pair.state for pair in pairs[one.id]]
        made.append(
            ReadContact(
                contact=one,
                state=maths.best(states),
                pairs=len(states),
                ok_pairs=states.count("ok"),
                gap=gap,
                priority=None if gap is None else gap * one.criticality,
            )
        )
    made.sort(key=lambda row: (-_urgency(row), -row.contact.criticality, row.contact.id))
    return tuple(made)


def _urgency(row: ReadContact) -> float:
    """The priority; one that is not known comes before zero, since it may be the widest gap of all."""
    return 0.5 if row.priority is None else row.priority


def parts(one: ContactInput) -> Iterator[Part]:
    """The roles, the function and the buying phases that a contact stands for."""
    for influence in dict.fromkeys(one.influence):
        yield "influence", influence
    if function := one.function.strip():
        yield "function", function
    for phase in dict.fromkeys(one.phases):
        yield "phase", phase


def _coverage(contacts: Sequence[ReadContact]) -> tuple[Coverage, ...]:
    """Every influence and buying phase, and every function on record. A person unknown is neither known nor met."""
    known: dict[Part, int] = {("influence", key): 0 for key in INFLUENCES}
    functions = sorted({row.contact.function.strip() for row in contacts} - {""})
    known |= {("function", key): 0 for key in functions} | {("phase", key): 0 for key in PHASES}
    met = dict.fromkeys(known, 0)
    for row in contacts:
        for part in parts(row.contact):
            known[part] += not row.contact.placeholder
            met[part] += row.ok_pairs > 0 and not row.contact.placeholder
    return tuple(Coverage(group=part[0], key=part[1], known=known[part], met=met[part]) for part in known)


def _flags(contacts: Sequence[ReadContact]) -> Iterator[Flag]:
    economic = [row for row in contacts if "economic" in row.contact.influence and not row.contact.placeholder]
    if not economic:
        yield "economic_unknown"
    elif not any(row.ok_pairs for row in economic):
        yield "economic_not_met"
    if len(economic) > 1:
        yield "economic_several"


def _leavers(
    inputs: ContactMapInputs,
    meetings: Sequence[ReadMeeting],
    contacts: Sequence[ReadContact],
    coverage: Sequence[Coverage],
) -> tuple[Leaver, ...]:
    """Everyone who speaks with the other side today, whoever leaves most behind first."""
    live = [(one.member, one.contact) for one in meetings if one.state == "ok"]
    # Over somebody whom we do not know yet there is no way to anybody.
    strangers = {one.id for one in inputs.contacts if one.placeholder}
    reports = [
        (one.id, one.reports_to)
        for one in inputs.contacts
        if one.reports_to and not {one.id, one.reports_to} & strangers
    ]
    members = [one.id for one in inputs.team]
    graph = maths.ways(members, (one.id for one in inputs.contacts), [*live, *reports])
    behind = cut_off(graph, maths.OUR_COMPANY)
    by_id = {row.contact.id: row for row in contacts}
    met = {(row.group, row.key): row.met for row in coverage}
    held: dict[str, list[str]] = defaultdict(list)
    for member, contact in live:
        held[member].append(contact)
    names = {one.id: one.name for one in inputs.team} | {one.id: one.name for one in inputs.contacts}
    made = []
    for key in dict.fromkeys(end for pair in live for end in pair):
        ours = key not in by_id
        only = tuple(one for one in held[key] if by_id[one].ok_pairs == 1) if ours else ()
        gone = [by_id[one] for one in (only if ours else (key,))]
        made.append(
            Leaver(
                id=key,
                name=names[key],
                side="ours" if ours else "theirs",
                only_link_of=only,
                cut_off=tuple(one for one in behind.get(key, ()) if one in by_id),
                uncovered=_uncovered(gone, met),
            )
        )
    made.sort(key=lambda one: (-len(one.only_link_of) - len(one.cut_off), -len(one.uncovered), one.name, one.id))
    return tuple(made)


def _uncovered(gone: Sequence[ReadContact], met: dict[Part, int]) -> tuple[str, ...]:
    """The roles, functions and phases of which all the contacts with whom we speak are among `gone`."""
    lost: dict[Part, int] = defaultdict(int)
    for row in gone:
        if not row.contact.placeholder:
            for part in parts(row.contact):
                lost[part] += 1
    return tuple(f"{group}:{key}" for (group, key), count in sorted(lost.items()) if count == met[group, key])
