"""The two companies in the shape of their stage."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from openkam.core.blocks import Column, Relationship, Table
from openkam.core.diagrams import JointTeam, Person, PersonLink
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.nouns import LEVELS
from openkam.core.numbers import format_date, format_number
from openkam.tools.relationship.stage import words
from openkam.tools.relationship.stage.gaps import towards
from openkam.tools.relationship.stage.inputs import Stage
from openkam.tools.relationship.stage.result import FunctionRow, Gap, ReadLink, ReadPerson, StageResult

_CLOSE = 0.5
"""The share of its cadence within which a contact makes a link a close one."""
SHOWN_PER_SIDE = 30
"""People of each company in the picture; with more the lines can no longer be followed."""


def shown_people(result: StageResult, wanted: Collection[str] = ()) -> tuple[ReadPerson, ...]:
    """Both mains, then people between the firms, `wanted` ones, those with most live links, the highest first."""
    kept: set[str] = set()
    for side in ("ours", "theirs"):
        people = [person for person in result.people if person.side == side]
        people.sort(
            key=lambda one: (
                not one.main,
                not one.single_point,
                one.id not in wanted,
                -one.live_links,
                LEVELS.index(one.level),
                one.id,
            )
        )
        kept |= {person.id for person in people[:SHOWN_PER_SIDE]}
    return tuple(person for person in result.people if person.id in kept)


def picture(result: StageResult, title: str) -> Relationship:
    """People by function and level, links by state, with the next missing links drawn in."""
    stage = result.stage_read or result.claim_ours.stage or "early"
    return _drawn(result, title, stage, tuple(gap for gap in result.gaps if gap.needed), is_target=False)


def target_picture(result: StageResult, title: str, stage: Stage) -> Relationship:
    """The same people in the shape of `stage`, with every link that is missing on the way there drawn in and named.

    Joint teams and the joint board that the stage asks for and that do not meet yet are drawn as still to be formed.
    """
    gaps = towards(result, stage)
    block = _drawn(result, title, stage, gaps, is_target=True)
    # What has lapsed and is not needed on the way is no part of the target; what runs through the mains steps back.
    mains = {person.id for person in block.people if person.main}
    links = tuple(
        link.model_copy(update={"strength": 1}) if {link.ours, link.theirs} & mains else link
        for link in block.links
        if link.main or link.state in {"live", "missing"}
    )
    block = block.model_copy(update={"links": links})
    if stage != "synergistic":
        return block
    short = sum(gap.count for gap in gaps if gap.kind == "teams")
    forming = tuple(
        JointTeam(id=f"team-{number}", name=_team_name(number, short), members=(), vacant=True)
        for number in range(1, short + 1)
    )
    missing_board = not block.joint_board
    update = {"teams": (*block.teams, *forming), "joint_board": True, "board_vacant": missing_board}
    return block.model_copy(update=update)


def _team_name(number: int, of: int) -> str:
    """What a team is called that has no name yet, as it is still to be formed."""
    return _("joint team") if of == 1 else _("joint team {number}").format(number=format_number(number))


def _drawn(result: StageResult, title: str, stage: Stage, gaps: tuple[Gap, ...], *, is_target: bool) -> Relationship:
    people = shown_people(result, {gap.person for gap in gaps} | {gap.meets for gap in gaps})
    # The two mains stand by themselves: a function with nobody else needs no row.
    rows = {person.row for person in people if not person.main}
    return Relationship(
        id="stage-picture",
        title=title,
        subtitle=_("{ours} and {theirs}, who talks to whom, {day}").format(
            ours=result.ours or _("our company"),
            theirs=result.theirs or _("the customer"),
            day=format_date(result.as_of),
        ),
        note=_left_out(len(result.people) - len(people)),
        stage=stage,
        ours=result.ours or _("our company"),
        theirs=result.theirs or _("the customer"),
        functions=tuple((row.key, row_label(row)) for row in result.rows if row.key in rows),
        levels=tuple((level, words.level_name(level)) for level in LEVELS if any(p.level == level for p in people)),
        people=tuple(_person(person) for person in people),
        links=_links(
            result,
            {person.id for person in people},
            gaps,
            # Where the companies face each other, the rows name the functions already.
            with_function=stage not in {"partnership", "synergistic"},
            is_target=is_target,
        ),
        teams=tuple(_team(team.id, team.name, team.members, people) for team in result.teams if team.live),
        joint_board=result.measures.board_meetings > 0,
        table=links_table(result),
    )


def _left_out(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} person is left out of the picture; the tables have everyone.",
        "{count} people are left out of the picture; the tables have everyone.",
        count,
    ).format(count=format_number(count))


def row_label(row: FunctionRow) -> str:
    """One function, or two opposite ones."""
    return row.ours if row.ours == row.theirs else f"{row.ours} · {row.theirs}"


def _person(person: ReadPerson) -> Person:
    return Person(
        id=person.id,
        name=person.name,
        role=person.role,
        side=person.side,
        function=person.row,
        level=person.level,
        met=person.live_links > 0,
        main=person.main,
        single_point=person.single_point,
    )


def _team(key: str, name: str, members: tuple[str, ...], people: tuple[ReadPerson, ...]) -> JointTeam:
    shown = {person.id for person in people}
    return JointTeam(id=key, name=name, members=tuple(member for member in members if member in shown))


def strength(link: ReadLink) -> Literal[1, 2, 3]:
    """How close a live link is: last contact within half its cadence (3), within it (2), or beyond it (1)."""
    if link.state != "live" or link.days_silent is None:
        return 1
    ratio = link.days_silent / link.cadence_days
    return 3 if ratio <= _CLOSE else 2 if ratio <= 1 else 1


def _links(
    result: StageResult, shown: set[str], gaps: tuple[Gap, ...], *, with_function: bool, is_target: bool
) -> tuple[PersonLink, ...]:
    """Links on record, and the missing ones of `gaps`; in the target what has lapsed is missing too."""
    mains = {person.id for person in result.people if person.main}
    made = {
        (link.ours, link.theirs): PersonLink(
            ours=link.ours,
            theirs=link.theirs,
            state=link.state,
            main={link.ours, link.theirs} <= mains,
            strength=strength(link),
        )
        for link in result.links
    }
    for gap in gaps:
        if not gap.meets:
            continue
        place = words.level_name(gap.level or "board")
        if with_function and gap.function and gap.level != "board":
            place = _("{function} · {level}").format(function=gap.function, level=place)
        there = made.get((gap.meets, gap.person))
        if there is None or there.state == "missing" or is_target:
            made[gap.meets, gap.person] = PersonLink(ours=gap.meets, theirs=gap.person, state="missing", label=place)
    return tuple(link for link in made.values() if {link.ours, link.theirs} <= shown)


def links_table(result: StageResult, links: Sequence[ReadLink] | None = None) -> Table:
    """Every link, or only `links`, with its last contact, its silence and its state."""
    links = result.links if links is None else links
    people = {person.id: person for person in result.people}
    columns = (
        Column(key="ours", label=_("Our person")),
        Column(key="theirs", label=_("Customer's person")),
        Column(key="function", label=_("Customer's function")),
        Column(key="level", label=_("Level")),
        Column(key="cadence", label=_("Agreed cadence"), kind="number", unit=_("days")),
        Column(key="silent", label=_("Days since last contact"), kind="integer"),
        Column(key="state", label=_("State")),
        Column(key="hub", label=_("Through a main contact")),
    )
    return Table(
        id="stage-links",
        title=_("Links"),
        columns=columns,
        rows=tuple(
            (
                people[link.ours].name,
                people[link.theirs].name,
                people[link.theirs].function,
                words.level_name(people[link.theirs].level),
                link.cadence_days,
                link.days_silent,
                words.state_name(link.state),
                _("yes") if link.through_main else _("no"),
            )
            for link in links
        ),
        links=tuple(link.theirs for link in links),
    )
