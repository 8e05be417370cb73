"""What the inputs of the relationship stage must agree on among themselves, each refusal with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from openkam.core.i18n import gettext as _

if TYPE_CHECKING:
    from openkam.tools.relationship.stage.inputs import StageInputs


def plain(function: str) -> str:
    """A function's name as it is compared: without regard to case and outer blanks."""
    return " ".join(function.split()).casefold()


def check(inputs: StageInputs) -> None:
    """Raise `ValueError` at the first thing that does not fit: unknown ids, doubles, dates to come."""
    _once(((f"people.{at}.id", person.id) for at, person in enumerate(inputs.people)))
    _once(((f"teams.{at}.id", team.id) for at, team in enumerate(inputs.teams)))
    _one_main(inputs)
    sides: dict[str, str] = {person.id: person.side for person in inputs.people}
    _links(inputs, sides)
    _inside(inputs, sides)
    _teams(inputs, sides)
    _once((f"function_pairs.{at}.ours", plain(pair.ours)) for at, pair in enumerate(inputs.function_pairs))
    _once((f"function_pairs.{at}.theirs", plain(pair.theirs)) for at, pair in enumerate(inputs.function_pairs))
    for at, day in enumerate(inputs.board_meetings_on):
        if day > inputs.as_of:
            raise ValueError(_to_come(f"board_meetings_on.{at}"))


def _to_come(place: str) -> str:
    return _("{place}: this day is after the as-of date; give the last one that has happened").format(place=place)


def _once(places: Iterable[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for place, key in places:
        if key in seen:
            text = _("{place}: {name} is given already at {first}; keep one of them")
            raise ValueError(text.format(place=place, name=key, first=seen[key]))
        seen[key] = place


def _one_main(inputs: StageInputs) -> None:
    seen: dict[str, str] = {}
    for at, person in enumerate(inputs.people):
        if not person.main:
            continue
        if person.side in seen:
            text = _("{place}: {name} and {first} are both the main person of one company; keep one of them")
            raise ValueError(text.format(place=f"people.{at}.main", name=person.name, first=seen[person.side]))
        seen[person.side] = person.name


def _on_side(place: str, key: str, side: str, sides: dict[str, str]) -> None:
    if key not in sides:
        raise ValueError(_("{place}: {id} is nobody among the people; add the person").format(place=place, id=key))
    if sides[key] != side:
        text = _("{place}: {id} belongs to the other company; a link joins one of ours with one of theirs")
        raise ValueError(text.format(place=place, id=key))


def _links(inputs: StageInputs, sides: dict[str, str]) -> None:
    teams = {team.id for team in inputs.teams}
    seen: set[tuple[str, str]] = set()
    for at, link in enumerate(inputs.links):
        place = f"links.{at}"
        _on_side(f"{place}.ours", link.ours, "ours", sides)
        _on_side(f"{place}.theirs", link.theirs, "theirs", sides)
        if (link.ours, link.theirs) in seen:
            text = _("{place}: {ours} and {theirs} are linked already; keep one line with the last contact")
            raise ValueError(text.format(place=place, ours=link.ours, theirs=link.theirs))
        seen.add((link.ours, link.theirs))
        if link.team and link.team not in teams:
            text = _("{place}: there is no joint team {id}; add it or leave this empty")
            raise ValueError(text.format(place=f"{place}.team", id=link.team))
        if link.last_two_way_on and link.last_two_way_on > inputs.as_of:
            raise ValueError(_to_come(f"{place}.last_two_way_on"))


def _inside(inputs: StageInputs, sides: dict[str, str]) -> None:
    for at, line in enumerate(inputs.inside):
        for part, key in (("one", line.one), ("other", line.other)):
            if key not in sides:
                text = _("{place}: {id} is nobody among the people; add the person")
                raise ValueError(text.format(place=f"inside.{at}.{part}", id=key))
        if sides[line.one] != sides[line.other]:
            text = _("{place}: {one} and {other} are of two companies; record them under links")
            raise ValueError(text.format(place=f"inside.{at}", one=line.one, other=line.other))


def _teams(inputs: StageInputs, sides: dict[str, str]) -> None:
    for at, team in enumerate(inputs.teams):
        for inner, key in enumerate(team.members):
            if key not in sides:
                text = _("{place}: {id} is nobody among the people; add the person")
                raise ValueError(text.format(place=f"teams.{at}.members.{inner}", id=key))
        if team.last_met_on and team.last_met_on > inputs.as_of:
            raise ValueError(_to_come(f"teams.{at}.last_met_on"))
