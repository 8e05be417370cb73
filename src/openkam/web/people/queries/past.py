"""The records of one account on several earlier days, from one reading of the log."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from openkam.feeds.people import ContactRow, LinkRow, MemberRow, Records
from openkam.tools.relationship.stage.inputs import ITEMS
from openkam.web.accounts.models import Account
from openkam.web.people import trading
from openkam.web.people.models import Interaction, StageAnswers, StageTarget
from openkam.web.people.models.talk import USUAL_CADENCE
from openkam.web.people.queries.people import contacts_of, members_of
from openkam.web.people.queries.records import contact_id, contact_row, member_id, member_row, pk_of
from openkam.web.shell.models import User

Pair = tuple[str, str]


@dataclass(frozen=True)
class _Log:
    """Ascending days of everything that happened."""

    spoken: dict[Pair, list[date]]
    teams: dict[str, list[date]]
    members: list[tuple[MemberRow, date]]
    contacts: list[tuple[ContactRow, date]]
    """Who has left, and when."""
    answers: list[StageAnswers]
    targets: list[StageTarget]


def past(user: User, account: Account, today: Records, days: Sequence[date]) -> list[Records]:
    """What was on record on each of `days`, given what is on record `today`; read as `records` reads one day."""
    log = _log(user, account)
    cadence = {(link.member, link.contact): (link.cadence_days, link.joint_team) for link in today.links}
    return [
        _at(day, today, log, cadence, is_trading)
        for day, is_trading in zip(days, trading.traded(account, days), strict=True)
    ]


def _log(user: User, account: Account) -> _Log:
    spoken: defaultdict[Pair, list[date]] = defaultdict(list)
    teams: defaultdict[str, list[date]] = defaultdict(list)
    log = Interaction.objects.filter(account=account, is_two_way=True).order_by("on")
    for on, member, contact in log.values_list("on", "members", "contacts"):
        if member is not None and contact is not None:
            spoken[member_id(member), contact_id(contact)].append(on)
    for on, team in log.filter(joint_team__isnull=False).values_list("on", "joint_team"):
        teams[f"t{team}"].append(on)
    gone = {"left_on__isnull": False}
    members = members_of(user, account, with_left=True).filter(**gone)
    contacts = contacts_of(user, account, with_left=True).filter(**gone)
    return _Log(
        spoken,
        teams,
        [(member_row(row), cast(date, row.left_on)) for row in members],
        [(contact_row(row), cast(date, row.left_on)) for row in contacts],
        list(StageAnswers.objects.filter(account=account).order_by("on", "pk")),
        list(StageTarget.objects.filter(account=account).order_by("pk")),
    )


def _last(days: Sequence[date], day: date) -> date | None:
    at = bisect_right(days, day)
    return days[at - 1] if at else None


def _at(
    day: date, today: Records, log: _Log, cadence: dict[Pair, tuple[float, str]], is_trading: bool | None
) -> Records:
    members = [*today.members, *(row for row, left_on in log.members if left_on > day)]
    contacts = [*today.contacts, *(row for row, left_on in log.contacts if left_on > day)]
    said = {row.side: row for row in log.answers if row.on <= day}
    target = next((row for row in reversed(log.targets) if row.at.date() <= day), None)
    links = []
    for pair, days in log.spoken.items():
        last = _last(days, day)
        if last is not None:
            often, team = cadence.get(pair, (USUAL_CADENCE, ""))
            links.append(LinkRow(*pair, often, last, team))
    links.sort(key=lambda row: (pk_of(row.member), pk_of(row.contact)))
    return replace(
        today,
        as_of=day,
        members=members,
        contacts=contacts,
        links=links,
        teams=[replace(row, last_met_on=_last(log.teams.get(row.id, ()), day)) for row in today.teams],
        board_meetings_on=[on for on in today.board_meetings_on if on <= day],
        trading=is_trading,
        answers_ours=_items(said.get(StageAnswers.Side.OURS)),
        answers_theirs=_items(said.get(StageAnswers.Side.THEIRS)),
        target_stage=target.stage if target else None,
        target_on=target.on if target else None,
    )


def _items(row: StageAnswers | None) -> dict[str, int | None]:
    return {} if row is None else {item: cast("int | None", getattr(row, item)) for item in ITEMS}
