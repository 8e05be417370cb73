"""An account's people and log in; the inputs of relationship stage and contact map out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from openkam.tools.relationship.contact_map.inputs import (
    ContactInput,
    ContactMapInputs,
    LineInput,
    MeetingInput,
    MemberInput,
)
from openkam.tools.relationship.stage.inputs import (
    Answers,
    FunctionPair,
    LinkInput,
    PersonInput,
    Questionnaire,
    StageInputs,
    TeamInput,
)


@dataclass(frozen=True)
class MemberRow:
    """One of ours. Without function or level there is no place for them in the picture of the relationship."""

    id: str
    name: str
    role: str = ""
    function: str = ""
    level: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class ContactRow:
    """One of theirs, in the words of the contact map; `reports_to` is an id or None."""

    id: str
    name: str
    role: str = ""
    function: str = ""
    level: str = ""
    is_main: bool = False
    is_placeholder: bool = False
    reports_to: str | None = None
    influence: Sequence[str] = ()
    involvement: str = ""
    support_now: int | None = None
    support_needed: int | None = None
    criticality: int = 3
    mode: str = ""
    phases: Sequence[str] = ()
    motive: str = ""
    needs: Sequence[str] = ()
    style: str = ""
    deepen: str = ""


@dataclass(frozen=True)
class LinkRow:
    """Who of ours should meet whom of theirs, and when both last spoke."""

    member: str
    contact: str
    cadence_days: float
    last_two_way_on: date | None = None
    joint_team: str = ""


@dataclass(frozen=True)
class TeamRow:
    """A joint team."""

    id: str
    name: str
    members: Sequence[str] = ()
    last_met_on: date | None = None


@dataclass(frozen=True)
class Records:
    """What is on record of one account on one day. Who had left by then is left out, and so are their links."""

    ours: str
    theirs: str
    as_of: date
    members: Sequence[MemberRow] = ()
    contacts: Sequence[ContactRow] = ()
    links: Sequence[LinkRow] = ()
    lines: Sequence[tuple[str, str, Literal["influence", "conflict"], str]] = ()
    """(from contact, to contact, kind, remark)."""
    function_pairs: Sequence[tuple[str, str]] = ()
    teams: Sequence[TeamRow] = ()
    board_meetings_on: Sequence[date] = ()
    trading: bool | None = None
    answers_ours: dict[str, int | None] = field(default_factory=dict)
    answers_theirs: dict[str, int | None] = field(default_factory=dict)
    target_stage: str | None = None
    target_on: date | None = None


def without(records: Records, id: str) -> Records:
    """The same day without one person of either side, and so without every link of theirs. Nobody takes over."""
    return replace(
        records,
        members=[row for row in records.members if row.id != id],
        contacts=[row for row in records.contacts if row.id != id],
        links=[row for row in records.links if id not in (row.member, row.contact)],
        lines=[row for row in records.lines if id not in row[:2]],
        teams=[replace(row, members=[one for one in row.members if one != id]) for row in records.teams],
    )


def without_place(records: Records) -> tuple[list[MemberRow], list[ContactRow]]:
    """Who cannot be read into the relationship: function or level is not known. Placeholders are no people."""
    return (
        [row for row in records.members if not (row.function and row.level)],
        [row for row in records.contacts if not row.is_placeholder and not (row.function and row.level)],
    )


def stage_inputs(records: Records) -> StageInputs:
    """What the relationship stage is read from: everybody whose function and level are known, and their links.

    Raises `pydantic.ValidationError` where the rows contradict one another, which checked records do not.
    """
    ours = [row for row in records.members if row.function and row.level]
    theirs = [row for row in records.contacts if row.function and row.level and not row.is_placeholder]
    placed: list[MemberRow | ContactRow] = [*ours, *theirs]
    known = {row.id for row in placed}
    teams = {team.id for team in records.teams}
    people: list[dict[str, Any]] = [
        {
            "id": row.id, "name": row.name, "role": row.role,
            "side": "ours" if isinstance(row, MemberRow) else "theirs", "function": row.function, "level": row.level,
            "main": row.is_main,
        }
        for row in placed
    ]  # fmt: skip
    return StageInputs(
        ours=records.ours[:200],
        theirs=records.theirs[:200],
        as_of=records.as_of,
        trading=records.trading,
        people=tuple(PersonInput(**row) for row in people),
        links=tuple(
            LinkInput(
                ours=row.member, theirs=row.contact, cadence_days=row.cadence_days,
                last_two_way_on=row.last_two_way_on, team=row.joint_team if row.joint_team in teams else "",
            )
            for row in records.links
            if row.member in known and row.contact in known
        ),
        function_pairs=tuple(FunctionPair(ours=ours, theirs=theirs) for ours, theirs in records.function_pairs),
        teams=tuple(
            TeamInput(
                id=row.id, name=row.name, members=tuple(one for one in row.members if one in known),
                last_met_on=row.last_met_on,
            )
            for row in records.teams
        ),
        board_meetings_on=tuple(records.board_meetings_on),
        questionnaire=Questionnaire(
            ours=Answers.model_validate(records.answers_ours), theirs=Answers.model_validate(records.answers_theirs)
        ),
        target_stage=records.target_stage,
        target_on=records.target_on,
    )  # fmt: skip


def contact_map_inputs(records: Records) -> ContactMapInputs:
    """What the contact map is drawn from. Raises as `stage_inputs`."""
    ids = {row.id for row in records.contacts}
    contacts: list[dict[str, Any]] = [
        {
            "id": row.id, "name": row.name[:200], "role": row.role, "function": row.function,
            "level": row.level or None, "placeholder": row.is_placeholder,
            "reports_to": row.reports_to if row.reports_to in ids else None,
            "influence": tuple(row.influence), "involvement": row.involvement or None,
            "support_now": row.support_now, "support_needed": row.support_needed, "criticality": row.criticality,
            "mode": row.mode or None, "phases": tuple(row.phases), "motive": row.motive, "needs": tuple(row.needs),
            "style": row.style, "deepen": row.deepen,
        }
        for row in records.contacts
    ]  # fmt: skip
    members = {row.id for row in records.members}
    # What was said with a place whose person is not known yet is in the log, but met nobody whom we know.
    strangers = {row.id for row in records.contacts if row.is_placeholder}
    return ContactMapInputs(
        customer=records.theirs[:200],
        as_of=records.as_of,
        team=tuple(MemberInput(id=row.id, name=row.name, role=row.role) for row in records.members),
        contacts=tuple(ContactInput(**row) for row in contacts),
        meetings=tuple(
            MeetingInput(
                member=row.member, contact=row.contact, cadence_days=row.cadence_days,
                last_two_way_on=None if row.contact in strangers else row.last_two_way_on,
            )
            for row in records.links
            if row.member in members and row.contact in ids
        ),
        lines=tuple(
            LineInput(source=source, target=target, kind=kind, label=label)
            for source, target, kind, label in records.lines
            if source in ids and target in ids
        ),
    )  # fmt: skip
