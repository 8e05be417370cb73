"""What the inputs of the contact map must agree on among themselves, each refusal with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from openkam.core.graphs import cycle_in, way_round
from openkam.core.i18n import gettext as _

if TYPE_CHECKING:
    from openkam.tools.relationship.contact_map.inputs import ContactMapInputs


def check(inputs: ContactMapInputs) -> None:
    """Raise `ValueError` at the first thing that does not fit: unknown ids, doubles, circles, dates to come."""
    everyone = [(f"team.{at}.id", one.id) for at, one in enumerate(inputs.team)]
    everyone += [(f"contacts.{at}.id", one.id) for at, one in enumerate(inputs.contacts)]
    _once(everyone)
    contacts = {one.id for one in inputs.contacts}
    _reports(inputs, contacts)
    _meetings(inputs, {one.id for one in inputs.team}, contacts)
    for at, line in enumerate(inputs.lines):
        _known(f"lines.{at}.source", line.source, contacts)
        _known(f"lines.{at}.target", line.target, contacts)
        if line.source == line.target:
            text = _("{place}: a line joins two different contacts; {id} stands at both ends")
            raise ValueError(text.format(place=f"lines.{at}", id=line.source))
    if inputs.silence.lost_beyond < inputs.silence.late_beyond:
        text = _("{place}: a contact cannot be lost before it is late; raise lost_beyond")
        raise ValueError(text.format(place="silence.lost_beyond"))


def _once(places: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for place, key in places:
        if key in seen:
            text = _("{place}: {name} is given already at {first}; keep one of them")
            raise ValueError(text.format(place=place, name=key, first=seen[key]))
        seen[key] = place


def _known(place: str, key: str, known: set[str]) -> None:
    if key not in known:
        text = _("{place}: {id} is nobody among the contacts; add the contact, if need be as a person unknown")
        raise ValueError(text.format(place=place, id=key))


def _reports(inputs: ContactMapInputs, contacts: set[str]) -> None:
    above: dict[str, str] = {}
    names = {one.id: one.name for one in inputs.contacts}
    for at, one in enumerate(inputs.contacts):
        if one.reports_to is not None:
            _known(f"contacts.{at}.reports_to", one.reports_to, contacts)
            above[one.id] = one.reports_to
    if circle := cycle_in(above):
        text = _("contacts: the reporting lines go in a circle: {names}; one of them must report to somebody else")
        raise ValueError(text.format(names=way_round([names[key] for key in (*circle, circle[0])])))


def _meetings(inputs: ContactMapInputs, team: set[str], contacts: set[str]) -> None:
    seen: set[tuple[str, str]] = set()
    strangers = {one.id for one in inputs.contacts if one.placeholder}
    for at, one in enumerate(inputs.meetings):
        place = f"meetings.{at}"
        if one.member not in team:
            text = _("{place}: {id} is nobody in the team; add the team member")
            raise ValueError(text.format(place=f"{place}.member", id=one.member))
        _known(f"{place}.contact", one.contact, contacts)
        if (one.member, one.contact) in seen:
            text = _("{place}: {member} and {contact} stand here twice; keep the line with the last contact")
            raise ValueError(text.format(place=place, member=one.member, contact=one.contact))
        seen.add((one.member, one.contact))
        if one.last_two_way_on and one.last_two_way_on > inputs.as_of:
            text = _("{place}: this day is after the as-of date; give the last one that has happened")
            raise ValueError(text.format(place=f"{place}.last_two_way_on"))
        if one.last_two_way_on and one.contact in strangers:
            text = _("{place}: nobody can have met a person who is not known; name the person or leave the day empty")
            raise ValueError(text.format(place=f"{place}.last_two_way_on"))
