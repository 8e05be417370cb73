"""Links and the log. An interaction makes the links that it shows; the days on the links follow from the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.accounts.models import Account
from openkam.web.people.actions.writing import change, counted_up
from openkam.web.people.models import Contact, Interaction, JointTeam, Link, TeamMember
from openkam.web.people.models.talk import USUAL_CADENCE
from openkam.web.shell.models import User

INTERACTION_FIELDS: Final = ("on", "kind", "is_two_way", "what", "next_what", "next_on", "joint_team")
MOST_PAIRS: Final = 400
"""Pairs of one interaction; a conference of more is no contact between persons."""


@transaction.atomic
def put_link(
    *,
    member: TeamMember,
    contact: Contact,
    cadence_days: int | None = None,
    joint_team: JointTeam | None = None,
    is_sample: bool = False,
) -> Link:
    """These two are meant to be in contact, every `cadence_days`; None keeps what is agreed, or the contact's wish."""
    if member.account_id != contact.account_id:
        raise InvalidInput(
            _("{member} is not on the team of this account.").format(member=member),
            remedy=_("Add the colleague first."),
        )
    link = Link.objects.select_for_update().filter(member=member, contact=contact).first()
    if link is None:
        return Link.objects.create(
            member=member,
            contact=contact,
            cadence_days=cadence_days or usual_cadence(contact),
            joint_team=joint_team,
            is_sample=is_sample,
        )
    link.cadence_days = cadence_days or link.cadence_days
    link.joint_team = joint_team or link.joint_team
    link.is_sample = link.is_sample and is_sample
    return counted_up(link)


def usual_cadence(contact: Contact) -> int:
    """How often somebody of ours should talk to `contact` where the two agreed on nothing: as the contact wishes."""
    return contact.cadence_days or USUAL_CADENCE


@transaction.atomic
def remove_link(*, link: Link) -> None:
    """These two need not be in contact; the log keeps what was. Raises `InvalidInput` where the log has some."""
    if Interaction.objects.filter(members=link.member_id, contacts=link.contact_id).exists():
        raise InvalidInput(
            _("The log has interactions between these two, so their link stays."),
            remedy=_("Set a longer cadence, or say that one of them has left."),
        )
    link.delete()


@transaction.atomic
def record(
    *,
    account: Account,
    author: User | None,
    members: Iterable[TeamMember],
    contacts: Iterable[Contact],
    values: Mapping[str, Any],
    source: str = Interaction.Source.PAGE,
    source_key: str = "",
    is_sample: bool = False,
) -> Interaction:
    """Write one line of the log (`INTERACTION_FIELDS`). Raises `InvalidInput`."""
    ours, theirs = people_of(account, members, contacts)
    check_days(values)
    made = Interaction(
        account=account, author=author, source=source, source_key=source_key, is_sample=is_sample, **_fields(values)
    )
    made.save()
    made.members.set(ours)
    made.contacts.set(theirs)
    _follow(ours, theirs, is_sample=is_sample)
    return made


@transaction.atomic
def change_interaction(
    *,
    interaction: Interaction,
    members: Iterable[TeamMember],
    contacts: Iterable[Contact],
    values: Mapping[str, Any],
    based_on: int,
) -> Interaction:
    """Correct a line of the log. Raises `ChangedMeanwhile`, `InvalidInput`."""
    ours, theirs = people_of(interaction.account, members, contacts)
    check_days(values)
    before = (list(interaction.members.all()), list(interaction.contacts.all()))
    fresh = change(interaction, _fields(values), based_on)
    fresh.members.set(ours)
    fresh.contacts.set(theirs)
    refresh_links(*before)
    _follow(ours, theirs, is_sample=False)
    return fresh


@transaction.atomic
def delete_interaction(*, interaction: Interaction, based_on: int) -> int:
    """Take a line off the log; answers the history's number, for `restore_interaction`. Raises `ChangedMeanwhile`."""
    people = (list(interaction.members.all()), list(interaction.contacts.all()))
    fresh = change(interaction, {}, based_on)
    pk = fresh.pk
    fresh.delete()
    refresh_links(*people)
    return int(Interaction.history.filter(id=pk, history_type="-").latest("history_id").history_id)


@transaction.atomic
def restore_interaction(*, record: Any) -> Interaction:
    """Bring back the line that `record`, a deletion in the history, took away, with those people who are there."""
    back: Interaction = record.instance
    there = Interaction.objects.filter(pk=back.pk).first()
    if there is not None:
        return there
    last = Interaction.history.filter(id=back.pk).exclude(history_type="-").latest("history_id")
    ours = [row.teammember_id for row in last.members.all()]
    theirs = [row.contact_id for row in last.contacts.all()]
    back.version += 1
    back.save(force_insert=True)
    members, contacts = TeamMember.objects.filter(pk__in=ours), Contact.objects.filter(pk__in=theirs)
    back.members.set(members)
    back.contacts.set(contacts)
    _follow(list(members), list(contacts), is_sample=back.is_sample)
    return back


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - set(INTERACTION_FIELDS)
    if unknown:
        raise ValueError(f"no fields of an interaction: {sorted(unknown)}")
    return dict(values)


def people_of(
    account: Account, members: Iterable[TeamMember], contacts: Iterable[Contact]
) -> tuple[list[TeamMember], list[Contact]]:
    """Both sides of one interaction, each person once. Raises `InvalidInput` where a side is missing or a stranger."""
    ours, theirs = list(dict.fromkeys(members)), list(dict.fromkeys(contacts))
    if not ours or not theirs:
        raise InvalidInput(
            _("An interaction has at least one of ours and one of theirs."), remedy=_("Choose both sides.")
        )
    if {row.account_id for row in ours} | {row.account_id for row in theirs} != {account.pk}:
        raise InvalidInput(
            _("Somebody chosen does not belong to this account."), remedy=_("Put the person on the account first.")
        )
    if len(ours) * len(theirs) > MOST_PAIRS:
        raise InvalidInput(
            _("{ours} × {theirs} people are too many for one interaction.").format(ours=len(ours), theirs=len(theirs)),
            remedy=_("Record who really spoke with whom."),
        )
    return ours, theirs


def check_days(values: Mapping[str, Any]) -> None:
    """Raise `InvalidInput` where what happened is to come, or where the next contact is before it."""
    on, following = values.get("on"), values.get("next_on")
    if isinstance(on, date) and on > timezone.localdate():
        raise InvalidInput(
            _("The date of an interaction is not in the future."), remedy=_("Plan it as the next contact instead.")
        )
    if isinstance(on, date) and isinstance(following, date) and following < on:
        raise InvalidInput(_("The next contact comes after this one."), remedy=_("Give a later day."))


def _follow(ours: list[TeamMember], theirs: list[Contact], *, is_sample: bool) -> None:
    """Make the links that these people's talk shows, and bring the days of all of them up to date."""
    there = set(Link.objects.filter(member__in=ours, contact__in=theirs).values_list("member_id", "contact_id"))
    for member, contact in product(ours, theirs):
        if (member.pk, contact.pk) not in there:
            put_link(member=member, contact=contact, is_sample=is_sample)
    refresh_links(ours, theirs)


def refresh_links(ours: Iterable[TeamMember], theirs: Iterable[Contact]) -> None:
    """Read the days of the links between these people from the log again. Three queries.

    Not kept as history of the link: the log has its own.
    """
    members, contacts = [row.pk for row in ours], [row.pk for row in theirs]
    read_days(
        Link.objects.filter(member__in=members, contact__in=contacts),
        Interaction.objects.filter(members__in=members, contacts__in=contacts),
    )


def read_days(links: QuerySet[Link], log: QuerySet[Interaction]) -> None:
    """Put on `links` the last days that `log` has for the two people of each."""
    rows = (
        log.order_by()
        .values_list("members", "contacts")
        .annotate(last=Max("on"), two_way=Max("on", filter=Q(is_two_way=True)))
    )
    days = {(member, contact): (last, two_way) for member, contact, last, two_way in rows}
    changed = []
    for link in links:
        last = days.get((link.member_id, link.contact_id), (None, None))
        if (link.last_on, link.last_two_way_on) != last:
            link.last_on, link.last_two_way_on = last
            changed.append(link)
    Link.objects.bulk_update(changed, ["last_on", "last_two_way_on"], batch_size=500)
