"""The two companies in the shape of their stage."""

from __future__ import annotations

from openkam.core.blocks import Column, Relationship, Table
from openkam.core.diagrams import JointTeam, Person, PersonLink
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.nouns import LEVELS
from openkam.core.numbers import format_date, format_number
from openkam.tools.relationship.stage import words
from openkam.tools.relationship.stage.result import FunctionRow, ReadPerson, StageResult

SHOWN_PER_SIDE = 30
"""People of each company in the picture; with more the lines can no longer be followed."""


def shown_people(result: StageResult) -> tuple[ReadPerson, ...]:
    """Both mains, then people between the firms, then those with most live links, the highest first."""
    kept: set[str] = set()
    for side in ("ours", "theirs"):
        people = [person for person in result.people if person.side == side]
        people.sort(
            key=lambda one: (not one.main, not one.single_point, -one.live_links, LEVELS.index(one.level), one.id)
        )
        kept |= {person.id for person in people[:SHOWN_PER_SIDE]}
    return tuple(person for person in result.people if person.id in kept)


def picture(result: StageResult, title: str) -> Relationship:
    """People by function and level, links by state, with the next missing links drawn in."""
    people = shown_people(result)
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
        stage=result.stage_read or result.claim_ours.stage or "early",
        ours=result.ours or _("our company"),
        theirs=result.theirs or _("the customer"),
        functions=tuple((row.key, row_label(row)) for row in result.rows if row.key in rows),
        levels=tuple((level, words.level_name(level)) for level in LEVELS if any(p.level == level for p in people)),
        people=tuple(_person(person) for person in people),
        links=_links(result, {person.id for person in people}),
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


def _links(result: StageResult, shown: set[str]) -> tuple[PersonLink, ...]:
    mains = {person.id for person in result.people if person.main}
    made = {
        (link.ours, link.theirs): PersonLink(
            ours=link.ours, theirs=link.theirs, state=link.state, main={link.ours, link.theirs} <= mains
        )
        for link in result.links
    }
    for gap in result.gaps:
        if gap.needed and gap.meets and (gap.meets, gap.person) not in made:
            made[gap.meets, gap.person] = PersonLink(
                ours=gap.meets, theirs=gap.person, state="missing", label=_("next missing link")
            )
    return tuple(link for link in made.values() if {link.ours, link.theirs} <= shown)


def links_table(result: StageResult) -> Table:
    """Every link with its last contact, its silence and its state."""
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
            for link in result.links
        ),
        links=tuple(link.theirs for link in result.links),
    )
