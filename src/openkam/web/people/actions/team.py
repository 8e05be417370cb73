"""Our side: colleagues, their place on an account, joint teams and opposite functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.accounts.models import Account
from openkam.web.people.actions.writing import change, counted_up, locked
from openkam.web.people.models import Colleague, Contact, FunctionPair, JointTeam, TeamMember
from openkam.web.shell.models import User


def colleague_of(user: User) -> Colleague:
    """The colleague who signs in as `user`, made where there is none yet."""
    made, _new = Colleague.objects.get_or_create(user=user, defaults={"name": str(user), "email": user.email})
    return made


@transaction.atomic
def add_member(
    *,
    account: Account,
    colleague: Colleague | Mapping[str, Any],
    role: str = "",
    is_main: bool = False,
    is_sample: bool = False,
) -> TeamMember:
    """Put a colleague, or a new one given by its fields, on the account; one who has left is back."""
    if isinstance(colleague, Mapping):
        colleague = Colleague.objects.create(**colleague, is_sample=is_sample)
    there = TeamMember.objects.select_for_update().filter(account=account, colleague=colleague).first()
    member = there or TeamMember(account=account, colleague=colleague, is_sample=is_sample)
    member.role, member.left_on = role or member.role, None
    member.is_sample = member.is_sample and is_sample
    if is_main:
        _no_other_main(account.pk)
        member.is_main = True
    if there is None:
        member.save()
        return member
    return counted_up(member)


def _no_other_main(account: int) -> None:
    """An account has one key account manager: whoever was it before is it no longer."""
    for other in TeamMember.objects.select_for_update().filter(account=account, is_main=True):
        other.is_main = False
        counted_up(other)


@transaction.atomic
def change_member(
    *, member: TeamMember, values: Mapping[str, Any], colleague: Mapping[str, Any] | None, based_on: int
) -> TeamMember:
    """Change role or office on the account, and the colleague's own fields where given. Raises `ChangedMeanwhile`."""
    if values.get("is_main") and not member.is_main:
        _no_other_main(member.account_id)
    fresh = change(member, values, based_on)
    if colleague:
        change_colleague(colleague=fresh.colleague, values=colleague)
    return TeamMember.objects.select_related("colleague").get(pk=fresh.pk)


@transaction.atomic
def leave_team(*, member: TeamMember, on: date, based_on: int) -> TeamMember:
    """The colleague no longer works on the account; links and log stay. Raises `ChangedMeanwhile`."""
    return change(member, {"left_on": on, "is_main": False}, based_on)


@transaction.atomic
def put_joint_team(
    *,
    account: Account,
    name: str,
    members: Iterable[TeamMember],
    contacts: Iterable[Contact],
    team: JointTeam | None = None,
    based_on: int = 0,
    is_sample: bool = False,
) -> JointTeam:
    """Make a joint team, or give `team` other people and another name. Raises `ChangedMeanwhile`, `InvalidInput`."""
    named_so = set(JointTeam.objects.filter(account=account, name=name).values_list("pk", flat=True))
    if named_so - {team.pk if team else None}:
        raise InvalidInput(
            _("There is a joint team named {name} already.").format(name=name), remedy=_("Give it another name.")
        )
    ours, theirs = list(members), list(contacts)
    if not {row.account_id for row in ours} | {row.account_id for row in theirs} <= {account.pk}:
        raise InvalidInput(
            _("A joint team has people of this account only."), remedy=_("Put them on the account first.")
        )
    if team is None:
        saved = JointTeam.objects.create(account=account, name=name, is_sample=is_sample)
    else:
        saved = change(team, {"name": name}, based_on)
    saved.members.set(ours)
    saved.contacts.set(theirs)
    return saved


@transaction.atomic
def delete_joint_team(*, team: JointTeam, based_on: int) -> int:
    """Dissolve a joint team; answers the history's number, for `restore_joint_team`. Raises `ChangedMeanwhile`."""
    fresh = change(team, {}, based_on)
    pk = fresh.pk
    fresh.delete()
    return int(JointTeam.history.filter(id=pk, history_type="-").latest("history_id").history_id)


@transaction.atomic
def restore_joint_team(*, record: Any) -> JointTeam:
    """Bring back the joint team that `record`, a deletion in the history, took away, with those who are there.

    Raises `InvalidInput` where another team has its name now.
    """
    back: JointTeam = record.instance
    if JointTeam.objects.filter(account_id=back.account_id, name=back.name).exclude(pk=back.pk).exists():
        raise InvalidInput(
            _("There is a joint team named {name} already.").format(name=back.name),
            remedy=_("Rename it first, then bring this one back."),
        )
    there = JointTeam.objects.filter(pk=back.pk).first()
    if there is not None:
        return there
    last = JointTeam.history.filter(id=back.pk).exclude(history_type="-").latest("history_id")
    ours = [row.teammember_id for row in last.members.all()]
    theirs = [row.contact_id for row in last.contacts.all()]
    back.version += 1
    back.save(force_insert=True)
    back.members.set(TeamMember.objects.filter(pk__in=ours))
    back.contacts.set(Contact.objects.filter(pk__in=theirs))
    return back


@transaction.atomic
def change_colleague(*, colleague: Colleague, values: Mapping[str, Any]) -> Colleague:
    """Change what stands on a colleague, whatever the account."""
    known = locked(Colleague, colleague.pk)
    if any(getattr(known, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(known, name, value)
        known.is_sample = False
        known.save()
    return known


@transaction.atomic
def change_function_pairs(
    *, account: Account, seen: Iterable[tuple[str, str]], typed: Iterable[tuple[str, str]]
) -> None:
    """Put in what a person has changed between `seen` and `typed`; what others changed meanwhile stays.

    Raises `InvalidInput` for a function given twice.
    """
    now = list(
        FunctionPair.objects.select_for_update().filter(account=account).values_list("ours", "theirs").order_by("pk")
    )
    before, after = list(seen), [(" ".join(ours.split()), " ".join(theirs.split())) for ours, theirs in typed]
    gone = [pair for pair in before if pair not in after]
    new = [pair for pair in after if pair not in before and pair not in now]
    set_function_pairs(account=account, pairs=[*(pair for pair in now if pair not in gone), *new])


@transaction.atomic
def set_function_pairs(*, account: Account, pairs: Iterable[tuple[str, str]], is_sample: bool = False) -> None:
    """Exactly these functions of ours and theirs are opposite numbers. Raises `InvalidInput` for one given twice."""
    tidy = [(" ".join(ours.split()), " ".join(theirs.split())) for ours, theirs in pairs]
    wanted = [pair for pair in tidy if all(pair)]
    for side in (0, 1):
        names = [pair[side].casefold() for pair in wanted]
        twice = next((pair[side] for pair in wanted if names.count(pair[side].casefold()) > 1), None)
        if twice is not None:
            raise InvalidInput(
                _("{function} stands in two pairs.").format(function=twice),
                remedy=_("Keep the pair whose people really meet."),
            )
    for row in FunctionPair.objects.filter(account=account):
        if (row.ours, row.theirs) not in wanted:
            row.delete()
    there = set(FunctionPair.objects.filter(account=account).values_list("ours", "theirs"))
    for ours, theirs in wanted:
        if (ours, theirs) not in there:
            FunctionPair.objects.create(account=account, ours=ours, theirs=theirs, is_sample=is_sample)
