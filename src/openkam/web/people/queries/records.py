"""The records of one account on one day, as `feeds.people` takes them: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import cast

from django.db.models import Max, Q
from django.utils import timezone

from openkam.core.i18n import language
from openkam.feeds.people import ContactRow, LinkRow, MemberRow, Records, TeamRow
from openkam.tools.relationship.stage.inputs import ITEMS
from openkam.web.accounts.models import Account
from openkam.web.people import trading
from openkam.web.people.models import (
    Contact,
    ContactLine,
    FunctionPair,
    Interaction,
    StageAnswers,
    StageTarget,
    TeamMember,
)
from openkam.web.people.models.talk import USUAL_CADENCE
from openkam.web.people.queries.people import contacts_of, joint_teams_of, links_of, members_of
from openkam.web.people.queries.revision import Revision
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User, Workspace


def member_id(pk: int) -> str:
    """What the tools call one of ours."""
    return f"m{pk}"


def contact_id(pk: int) -> str:
    """What the tools call one of theirs."""
    return f"c{pk}"


def pk_of(id: str) -> int:
    """The row behind an id of `member_id` or `contact_id`."""
    return int(id[1:])


def member_row(row: TeamMember) -> MemberRow:
    """One of ours in the words of the feed."""
    known = row.colleague
    return MemberRow(member_id(row.pk), known.name, row.role, known.function, known.level, row.is_main)


def contact_row(row: Contact) -> ContactRow:
    """One of theirs in the words of the feed."""
    return ContactRow(
        id=contact_id(row.pk), name=row.name, role=row.title, function=row.function, level=row.level,
        is_main=row.is_main, is_placeholder=row.is_placeholder,
        reports_to=contact_id(row.reports_to_id) if row.reports_to_id else None,
        influence=row.influence, involvement=row.involvement, support_now=row.support_now,
        support_needed=row.support_needed, criticality=row.criticality, mode=row.mode, phases=row.phases,
        motive=row.motive, needs=row.needs, style=row.style, deepen=row.deepen,
    )  # fmt: skip


_today: Memory[Records] = Memory(32)
"""The records of a large account are thousands of rows."""


def records_at(user: User, account: Account, seen: Revision) -> Records:
    """What is on record of an account that `user` sees at this revision, which is the latest one; read once for all."""
    # A place whose person is not known has a name in the reader's language.
    return _today.get((account.pk, seen, language()), lambda: records(user, account))


def records(user: User, account: Account, *, as_of: date | None = None) -> Records:
    """What is on record of an account that `user` sees, today or on an earlier day.

    An earlier day shows who was there and what had been said by then; answers, targets and log are dated, the
    places that people hold (function, level, superior) are those of today.
    """
    today = timezone.localdate()
    day = min(as_of or today, today)
    there = Q(left_on__isnull=True) | Q(left_on__gt=day)
    members = list(members_of(user, account, with_left=True).filter(there))
    contacts = list(contacts_of(user, account, with_left=True).filter(there))
    answers = _answers(account, day)
    target = StageTarget.objects.filter(account=account, at__date__lte=day).order_by("-pk").first()
    pairs = FunctionPair.objects.filter(account=account).values_list("ours", "theirs")
    lines = ContactLine.objects.filter(source__account=account).values_list("source", "target", "kind", "label")
    return Records(
        ours=Workspace.objects.filter(pk=1).values_list("name", flat=True).first() or "",
        theirs=account.name,
        as_of=day,
        members=[member_row(row) for row in members],
        contacts=[contact_row(row) for row in contacts],
        links=_links(user, account, day, is_today=day == today),
        lines=[
            (contact_id(source), contact_id(target), "conflict" if kind == "conflict" else "influence", label)
            for source, target, kind, label in lines
        ],
        function_pairs=list(pairs),
        teams=_teams(user, account, day),
        board_meetings_on=list(
            Interaction.objects.filter(account=account, kind=Interaction.Kind.BOARD, is_two_way=True, on__lte=day)
            .order_by("on")
            .values_list("on", flat=True)
        ),
        trading=trading.trades(account),
        answers_ours=answers.get("ours", {}),
        answers_theirs=answers.get("theirs", {}),
        target_stage=target.stage if target else None,
        target_on=target.on if target else None,
    )  # fmt: skip


def _answers(account: Account, day: date) -> dict[str, dict[str, int | None]]:
    """The newest answers of each side."""
    found: dict[str, dict[str, int | None]] = {}
    for row in StageAnswers.objects.filter(account=account, on__lte=day).order_by("on", "pk"):
        found[row.side] = {item: cast("int | None", getattr(row, item)) for item in ITEMS}
    return found


def _links(user: User, account: Account, day: date, *, is_today: bool) -> list[LinkRow]:
    rows = {
        (member, contact): (cadence, f"t{team}" if team else "", last)
        for member, contact, cadence, team, last in links_of(user, account)
        .order_by()
        .values_list("member", "contact", "cadence_days", "joint_team", "last_two_way_on")
    }
    if is_today:
        days = {pair: last for pair, (_cadence, _team, last) in rows.items()}
    else:
        log = Interaction.objects.filter(account=account, is_two_way=True, on__lte=day).order_by()
        spoken = log.values_list("members", "contacts").annotate(last=Max("on"))
        days = {(member, contact): last for member, contact, last in spoken}
    usual = (USUAL_CADENCE, "", None)
    return [
        LinkRow(member_id(pair[0]), contact_id(pair[1]), rows.get(pair, usual)[0], last, rows.get(pair, usual)[1])
        for pair, last in sorted(days.items())
    ]


def _teams(user: User, account: Account, day: date) -> list[TeamRow]:
    met = Q(interactions__is_two_way=True, interactions__on__lte=day)
    members: defaultdict[int, list[str]] = defaultdict(list)
    teams = list(
        joint_teams_of(user, account).annotate(last=Max("interactions__on", filter=met)).order_by("name", "pk")
    )
    for team in teams:
        members[team.pk] += [member_id(row.pk) for row in team.members.all()]
        members[team.pk] += [contact_id(row.pk) for row in team.contacts.all()]
    return [TeamRow(f"t{team.pk}", team.name, members[team.pk], team.last) for team in teams]
