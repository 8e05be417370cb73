"""Which links are missing on the way to the next stage, by function, level and name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from openkam.core.nouns import LEVELS
from openkam.tools.relationship.stage import maths
from openkam.tools.relationship.stage.checks import plain
from openkam.tools.relationship.stage.inputs import STAGES, Stage
from openkam.tools.relationship.stage.result import Evidence, Gap, Measures, ReadLink, ReadPerson, StageResult


def gaps_of(
    following: Stage | None,
    evidence: tuple[Evidence, ...],
    measures: Measures,
    people: tuple[ReadPerson, ...],
    links: tuple[ReadLink, ...],
) -> tuple[Gap, ...]:
    """What the next stage asks for first, then the other cells of the customer where nobody is met.

    The criteria of the stages below are met: that is why the next one is the next.
    """
    if following is None:
        return ()
    cells = _open_cells(people, links)
    unmet = [row for row in evidence if row.stage == following and not row.met]
    # The board first, and nobody twice: one new link often serves a function, a level and the board at once.
    unmet.sort(key=lambda row: row.criterion != "board_links")
    needed = _once(gap for row in unmet for gap in _needed(row, measures, people, cells))
    named = {(gap.function, gap.level) for gap in needed}
    return (*needed, *(gap for gap in cells if (gap.function, gap.level) not in named))


def towards(result: StageResult, stage: Stage) -> tuple[Gap, ...]:
    """Everything that `stage` and the stages below it ask for and that is missing today, the nearest stage first.

    Where nothing could be read of the contacts, the way begins at the bottom.
    """
    start = STAGES.index(result.stage_read) if result.stage_read else 0
    found: list[Gap] = []
    for step in STAGES[start + 1 : STAGES.index(stage) + 1]:
        gaps = gaps_of(step, result.evidence, result.measures, result.people, result.links)
        found += [gap for gap in gaps if gap.needed]
    # A later stage asks for more of the same: the larger number counts.
    most: dict[str, Gap] = {}
    for gap in sorted(found, key=lambda gap: -gap.count):
        most.setdefault(gap.person or gap.kind, gap)
    kept = set(map(id, most.values()))
    return tuple(gap for gap in found if id(gap) in kept)


def _once(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    kept: dict[str, Gap] = {}
    for at, gap in enumerate(gaps):
        kept.setdefault(gap.person or str(at), gap)
    return tuple(kept.values())


def _rank(person: ReadPerson) -> tuple[int, str, str]:
    return LEVELS.index(person.level), person.function, person.id


def _contacts(people: tuple[ReadPerson, ...]) -> list[ReadPerson]:
    """The customer's people beside the main contact, the highest first."""
    return sorted((one for one in people if one.side == "theirs" and not one.main), key=_rank)


def _open_cells(people: tuple[ReadPerson, ...], links: tuple[ReadLink, ...]) -> list[Gap]:
    """One gap for each function × level of the customer that has people and no live link outside the two mains.

    Who has met before comes first: to renew a link is easier than to begin one.
    """
    by_id = {person.id: person for person in people}
    outside = [link for link in links if not link.through_main]
    met = {link.theirs for link in outside if link.state == "live"}
    # The shortest silence first.
    before = sorted((link.days_silent, link.ours, link.theirs) for link in outside if link.days_silent is not None)
    cells: dict[tuple[str, str], list[ReadPerson]] = {}
    for person in _contacts(people):
        cells.setdefault((plain(person.function), person.level), []).append(person)
    by_row: dict[str, list[ReadPerson]] = {}
    for person in people:
        if person.side == "ours" and not person.main:
            by_row.setdefault(person.row, []).append(person)
    found = []
    for cell in cells.values():
        if any(person.id in met for person in cell):
            continue
        here = {person.id for person in cell}
        lapsed = next((link for link in before if link[2] in here), None)
        if lapsed:
            days_silent, ours, theirs = lapsed
            found.append(_cell_gap(by_id[theirs], by_id[ours], days_silent))
        else:
            found.append(_cell_gap(cell[0], _nearest(cell[0], by_row.get(cell[0].row, ()))))
    return found


def _nearest(contact: ReadPerson, ours: Sequence[ReadPerson]) -> ReadPerson | None:
    """The person of `ours` whose level is nearest to the contact's."""
    level = LEVELS.index(contact.level)
    return min(ours, key=lambda one: (abs(LEVELS.index(one.level) - level), *_rank(one)), default=None)


def _cell_gap(contact: ReadPerson, ours: ReadPerson | None, days_silent: int | None = None) -> Gap:
    return Gap(
        kind="cell",
        needed=False,
        function=contact.function,
        level=contact.level,
        person=contact.id,
        person_name=contact.name,
        meets=ours.id if ours else "",
        meets_name=ours.name if ours else "",
        days_silent=days_silent,
    )


def _needed(row: Evidence, measures: Measures, people: tuple[ReadPerson, ...], cells: list[Gap]) -> Iterator[Gap]:
    """The gaps behind one criterion that is not met."""
    short = int(row.threshold - (row.value or 0))
    if row.criterion == "trading":
        yield Gap(kind="trade", needed=True)
    elif row.criterion in {"hub_share", "hub_share_early"}:
        more = maths.links_needed(measures.hub_links, measures.live_links, row.threshold)
        yield Gap(kind="peer_links", needed=True, count=more)
    elif row.criterion in {"functions", "functions_mid"}:
        unmet = _wholly_open(cells, people, lambda one: plain(one.function))
        yield from (gap.model_copy(update={"kind": "function", "needed": True}) for gap in unmet)
        if len(unmet) < short:
            yield Gap(kind="unknown_functions", needed=True, count=short - len(unmet))
    elif row.criterion == "levels":
        unmet = _wholly_open(cells, people, lambda one: one.level or "")
        yield from (gap.model_copy(update={"kind": "level", "needed": True}) for gap in unmet)
    elif row.criterion == "board_links":
        yield _board_gap(people)
    elif row.criterion == "single_points":
        for person in sorted(people, key=_rank):
            if person.single_point:
                yield Gap(kind="single_point", needed=True, person=person.id, person_name=person.name)
    else:
        yield Gap(kind="teams" if row.criterion == "teams" else "meetings", needed=True, count=short)


def _wholly_open(
    cells: list[Gap], people: tuple[ReadPerson, ...], group: Callable[[Gap | ReadPerson], str]
) -> list[Gap]:
    """The highest open cell of each group (function or level) none of whose cells is met, the highest first."""
    known: dict[str, set[tuple[str, str]]] = {}
    for person in _contacts(people):
        known.setdefault(group(person), set()).add((plain(person.function), person.level))
    open_in: dict[str, list[Gap]] = {}
    for gap in cells:
        open_in.setdefault(group(gap), []).append(gap)
    return [found[0] for key, found in open_in.items() if len(found) == len(known[key])]


def _board_gap(people: tuple[ReadPerson, ...]) -> Gap:
    """The two people of board level who could meet; empty names where one side has nobody on record."""
    theirs = next((one for one in _contacts(people) if one.level == "board"), None)
    ours = next((one for one in sorted(people, key=_rank) if one.side == "ours" and one.level == "board"), None)
    return Gap(
        kind="board",
        needed=True,
        level="board",
        function=theirs.function if theirs else "",
        person=theirs.id if theirs else "",
        person_name=theirs.name if theirs else "",
        meets=ours.id if ours else "",
        meets_name=ours.name if ours else "",
    )
