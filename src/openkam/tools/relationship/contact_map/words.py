"""The words of the contact map: states, roles, flags and the sentences of its findings."""

from __future__ import annotations

from openkam.core.diagrams import GridMark
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import MISSING, format_number
from openkam.tools.relationship.contact_map.inputs import INFLUENCE_NAMES, PHASE_NAMES
from openkam.tools.relationship.contact_map.result import ContactMapResult, CoverageGroup, Flag, ReadContact, State

MARKS: dict[State, GridMark] = {"ok": "live", "late": "late", "lost": "lost", "never": "missing"}


def state_name(state: State) -> str:
    """The state of a pair."""
    return {"ok": _("live"), "late": _("late"), "lost": _("lost"), "never": _("never happened")}[state]


def group_name(group: CoverageGroup) -> str:
    """What a line of the coverage table is about."""
    return {"influence": _("Influence"), "function": _("Business function"), "phase": _("Buying phase")}[group]


def part_name(group: str, key: str) -> str:
    """One role, function or buying phase; a function is written as it was typed."""
    names = {"influence": INFLUENCE_NAMES, "phase": PHASE_NAMES}.get(group, {})
    return str(names.get(key, key))


def uncovered_names(keys: tuple[str, ...]) -> str:
    """`group:key` pairs as a list of names."""
    parts = (key.split(":", 1) for key in keys)
    return listed(part_name(group, name) for group, name in parts)


def support_text(row: ReadContact) -> str:
    """Support now and needed, such as `−1 → +2`; empty where neither is known."""
    now, needed = row.contact.support_now, row.contact.support_needed
    if now is None and needed is None:
        return ""
    shown = [MISSING if value is None else format_number(value, plus=True) for value in (now, needed)]
    return f"{shown[0]} → {shown[1]}"


def flag_text(flag: Flag) -> str:
    """A red flag as a sentence without a full stop."""
    return {
        "economic_unknown": _("The economic buyer is not known: nobody is on record who can release the money"),
        "economic_not_met": _("The economic buyer is known, but nobody has a live contact with that person"),
        "economic_several": _(
            "More than one economic buyer is on record: there is one for each decision, so find out who"
        ),
    }[flag]


def priority_text(result: ContactMapResult) -> str:
    """Whose support matters most."""
    first = result.contacts[0]
    if not first.priority:
        return _("No contact whose support is known is short of what is needed")
    return _("{name} comes first: support {support}, criticality {criticality}, priority {priority}").format(
        name=first.contact.name,
        support=support_text(first),
        criticality=format_number(first.contact.criticality),
        priority=format_number(first.priority),
    )


def coverage_text(result: ContactMapResult) -> str:
    """How far roles and functions are covered, and how silent the pairs are."""
    roles, all_roles = result.covered("influence")
    functions, all_functions = result.covered("function")
    quiet = sum(one.state in {"late", "lost"} for one in result.meetings)
    sentence = ngettext(
        "We speak with {roles} of {all_roles} kinds of influence and {functions} of {all_functions} functions; "
        "{quiet} of {pairs} pair is late or lost",
        "We speak with {roles} of {all_roles} kinds of influence and {functions} of {all_functions} functions; "
        "{quiet} of {pairs} pairs are late or lost",
        len(result.meetings),
    )
    return sentence.format(
        roles=format_number(roles),
        all_roles=format_number(all_roles),
        functions=format_number(functions),
        all_functions=format_number(all_functions),
        quiet=format_number(quiet),
        pairs=format_number(len(result.meetings)),
    )


def leaver_text(result: ContactMapResult) -> str:
    """Who of ours leaves most behind; empty where nobody is the only one."""
    first = next((one for one in result.leavers if one.side == "ours" and one.only_link_of), None)
    if first is None:
        return ""
    return ngettext(
        "If {name} leaves, {count} contact loses its only live link",
        "If {name} leaves, {count} contacts lose their only live link",
        len(first.only_link_of),
    ).format(name=first.name, count=format_number(len(first.only_link_of)))
