"""What is agreed of a link, and to whom it goes when one of its two people has left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.people.actions.talk import put_link
from openkam.web.people.actions.writing import change, counted_up, locked
from openkam.web.people.models import Contact, Link, TeamMember


@transaction.atomic
def agree_cadence(*, link: Link, cadence_days: int, based_on: int) -> Link:
    """These two want to be in contact every `cadence_days`. Raises `ChangedMeanwhile`."""
    return change(link, {"cadence_days": cadence_days}, based_on)


@transaction.atomic
def hand_over(*, links: Iterable[Link], on: date, to: TeamMember | Contact | None) -> int:
    """Give the links of somebody who has left to a colleague or a successor, or to nobody (None); how many it were.

    The new link keeps cadence and joint team; the old one stays for the log, marked. A link that somebody else has
    handed over meanwhile is left alone. Raises `InvalidInput` where `to` is on the wrong side, or has left too.
    """
    count = 0
    for seen in links:
        link = locked(Link, seen.pk)
        since = left_on(link)
        if link.handed_over_on is not None and link.handed_over_on >= since:
            continue
        if to is not None:
            member, contact = _successors(link, to)
            put_link(member=member, contact=contact, cadence_days=link.cadence_days, joint_team=link.joint_team)
        link.handed_over_on = on
        counted_up(link)
        count += 1
    return count


def left_on(link: Link) -> date:
    """The day on which the later of those of the two who have left did so. Raises `InvalidInput` if both are there."""
    days = [day for day in (link.member.left_on, link.contact.left_on) if day is not None]
    if not days:
        raise InvalidInput(
            _("{member} and {contact} are both still there.").format(member=link.member, contact=link.contact),
            remedy=_("Only the links of somebody who has left are handed over."),
        )
    return max(days)


def _successors(link: Link, to: TeamMember | Contact) -> tuple[TeamMember, Contact]:
    member, contact = (to, link.contact) if isinstance(to, TeamMember) else (link.member, to)
    gone = next((one for one in (member, contact) if one.left_on is not None), None)
    if gone is not None:
        raise InvalidInput(
            _("{name} has left too.").format(name=gone), remedy=_("Choose somebody who is there, for that side.")
        )
    return member, contact
