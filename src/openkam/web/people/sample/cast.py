"""The illustrative people of three resellers, from examples/account_plans: none of them exists, no talk took place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.tools.relationship.stage.inputs import ITEMS
from openkam.web.accounts.models import Account
from openkam.web.people.actions import contacts, many, stage, talk, team
from openkam.web.people.models import Colleague, Contact, JointTeam, Person, StageTarget, TeamMember
from openkam.web.people.sample.files import Texts, rows
from openkam.web.shell.models import User

TEXTS: Final = ("title", "function", "buying_centre", "motive", "style", "deepen")
LISTS: Final = ("influence", "phases")
NUMBERS: Final = ("support_now", "support_needed", "criticality", "cadence_days")
CODES: Final = ("level", "involvement", "mode")


@dataclass
class Cast:
    """What has been made so far, by the keys of the files."""

    user: User | None
    today: date
    said: Texts
    accounts: Mapping[str, Account]
    members: dict[tuple[str, str], TeamMember] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Contact] = field(default_factory=dict)
    teams: dict[tuple[str, str], JointTeam] = field(default_factory=dict)

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a file whose reseller is there; a person may have removed it."""
        return [row for row in rows("account_plans", name) if row["account"] in self.accounts]

    def ago(self, days: str) -> date:
        """So many days before the sample is loaded."""
        return self.today - timedelta(days=int(days))

    def ours(self, row: Mapping[str, str]) -> list[TeamMember]:
        """Our people of a row."""
        return [self.members[row["account"], key] for key in row["colleagues"].split("|")]

    def theirs(self, row: Mapping[str, str]) -> list[Contact]:
        """Their people of a row."""
        return [self.contacts[row["account"], key] for key in row["contacts"].split("|")]


def load_cast(user: User | None) -> None:
    """Everything of the three resellers, in the active language."""
    wanted = {row["account"] for row in rows("account_plans", "team")}
    accounts = {row.code: row for row in Account.objects.filter(code__in=wanted, is_sample=True)}
    cast = Cast(user, timezone.localdate(), Texts(), accounts)
    _members(cast)
    _contacts(cast)
    _lines(cast)
    _joint_teams(cast)
    _links(cast)
    _talks(cast)
    _stages(cast)


def _members(cast: Cast) -> None:
    said = cast.said
    known: dict[str, Colleague] = {}
    fields = {row["key"]: row for row in rows("account_plans", "colleagues")}
    for row in cast.rows("team"):
        key = row["colleague"]
        if key not in known:
            one = fields[key]
            known[key] = Colleague.objects.create(
                name=one["name"], email=one["email"], function=said(one["function"]), level=one["level"],
                is_sample=True,
            )  # fmt: skip
        cast.members[row["account"], key] = team.add_member(
            account=cast.accounts[row["account"]], colleague=known[key], role=said(row["role"]),
            is_main=row["main"] == "1", is_sample=True,
        )  # fmt: skip


def _contacts(cast: Cast) -> None:
    """A row without a name is the sample company's own contact of that e-mail, or a place that nobody is known for."""
    for row in cast.rows("contacts"):
        values = _values(cast, row)
        person: Person | dict[str, str] | None = None
        if row["name"]:
            person = {name: row[name] for name in ("name", "email", "phone")}
        elif row["email"]:
            person = Person.objects.filter(email=row["email"], is_sample=True).first()
        made = contacts.add_contact(account=cast.accounts[row["account"]], person=person, values=values, is_sample=True)
        if row["left_days"]:
            made.left_on = cast.ago(row["left_days"])
            made.save()
        cast.contacts[row["account"], row["key"]] = made


def _values(cast: Cast, row: Mapping[str, str]) -> dict[str, Any]:
    """What the row says of a contact; what it leaves empty is not said."""
    values: dict[str, Any] = {name: cast.said(row[name]) for name in TEXTS}
    values |= {name: row[name] for name in CODES}
    values |= {name: row[name].split("|") for name in LISTS if row[name]}
    values |= {name: int(row[name]) for name in NUMBERS if row[name]}
    values["needs"] = [cast.said(need) for need in row["needs"].split("|") if need]
    values["is_main"] = row["main"] == "1"
    if row["reports_to"]:
        values["reports_to"] = cast.contacts[row["account"], row["reports_to"]]
    return {name: value for name, value in values.items() if value not in ("", [])}


def _lines(cast: Cast) -> None:
    for row in cast.rows("lines"):
        contacts.draw_line(
            source=cast.contacts[row["account"], row["source"]], target=cast.contacts[row["account"], row["target"]],
            kind=row["kind"], label=cast.said(row["label"]), is_sample=True,
        )  # fmt: skip
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in cast.rows("function_pairs"):
        pairs[row["account"]].append((cast.said(row["ours"]), cast.said(row["theirs"])))
    for code, found in pairs.items():
        team.set_function_pairs(account=cast.accounts[code], pairs=found, is_sample=True)


def _joint_teams(cast: Cast) -> None:
    for row in cast.rows("joint_teams"):
        cast.teams[row["account"], row["key"]] = team.put_joint_team(
            account=cast.accounts[row["account"]], name=cast.said(row["name"]), members=cast.ours(row),
            contacts=cast.theirs(row), is_sample=True,
        )  # fmt: skip


def _links(cast: Cast) -> None:
    for row in cast.rows("links"):
        talk.put_link(
            member=cast.members[row["account"], row["colleague"]],
            contact=cast.contacts[row["account"], row["contact"]],
            cadence_days=int(row["cadence_days"]), is_sample=True,
        )  # fmt: skip


def _talks(cast: Cast) -> None:
    found: dict[str, list[many.Talk]] = defaultdict(list)
    for row in cast.rows("talks"):
        found[row["account"]].append(_talk(cast, row, {"is_two_way": row["two_way"] == "1"}))
    for row in cast.rows("meetings"):
        on = cast.ago(row["days_ago"])
        following = {
            "next_what": cast.said(row["next_what"]),
            "next_on": on + timedelta(days=int(row["next_in_days"])) if row["next_in_days"] else None,
        }
        found[row["account"]].append(_talk(cast, row, following))
    for code, talks in found.items():
        talks.sort(key=lambda one: one.values["on"])
        many.record_many(account=cast.accounts[code], author=cast.user, talks=talks, is_sample=True)


def _talk(cast: Cast, row: Mapping[str, str], values: Mapping[str, Any]) -> many.Talk:
    said = {
        "on": cast.ago(row["days_ago"]), "kind": row["kind"], "what": cast.said(row["what"]),
        "joint_team": cast.teams.get((row["account"], row["team"])),
    }  # fmt: skip
    return many.Talk(cast.ours(row), cast.theirs(row), said | dict(values))


def _stages(cast: Cast) -> None:
    for row in cast.rows("answers"):
        stage.answer(
            account=cast.accounts[row["account"]], side=row["side"], on=cast.ago(row["days_ago"]), author=cast.user,
            answers={item: int(row[item]) for item in ITEMS},
            said_by=_("{name} (illustrative)").format(name=row["said_by"]), is_sample=True,
        )  # fmt: skip
    for row in cast.rows("targets"):
        made = stage.set_target(
            account=cast.accounts[row["account"]], stage=row["stage"], on=cast.ago(row["due_days_ago"]),
            author=cast.user, reason=cast.said(row["reason"]), is_sample=True,
        )  # fmt: skip
        set_at = timezone.make_aware(datetime.combine(cast.ago(row["set_days_ago"]), time(9)))
        StageTarget.objects.filter(pk=made.pk).update(at=set_at)
