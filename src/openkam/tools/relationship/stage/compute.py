"""Read the relationship out of people and links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from openkam.core.graphs import Graph, betweenness, cut_vertices, edge_connectivity, graph_of
from openkam.tools.relationship.stage import maths
from openkam.tools.relationship.stage.checks import plain
from openkam.tools.relationship.stage.gaps import gaps_of
from openkam.tools.relationship.stage.inputs import ITEMS, STAGES, Answers, Side, Stage, StageInputs
from openkam.tools.relationship.stage.result import (
    Claim,
    FunctionRow,
    Measures,
    ReadLink,
    ReadPerson,
    ReadTeam,
    StageResult,
    Thin,
)

BETWEENNESS_UP_TO = 400
"""People beyond whom betweenness is left out: its time grows with people × lines, and no stage rests on it."""


def compute(inputs: StageInputs) -> StageResult:
    """The stages claimed and read, and the way to the next one; pure."""
    rows, row_of = _rows(inputs)
    links = _links(inputs, row_of)
    graph = _graph(inputs, links)
    people = _people(inputs, links, graph, row_of)
    teams = _teams(inputs)
    measures = _measures(inputs, people, links, teams, graph)
    evidence = maths.evidence_of(measures, inputs.trading, inputs.thresholds)
    thin = _thin(inputs, measures)
    read: Stage | None = "pre" if inputs.trading is False else None if thin else maths.stage_from(evidence)
    following = STAGES[STAGES.index(read) + 1] if read and read != STAGES[-1] else None
    ours = _claim("ours", inputs.questionnaire.ours, inputs.trading)
    theirs = _claim("theirs", inputs.questionnaire.theirs, inputs.trading)
    both = ours.total is not None and theirs.total is not None
    return StageResult(
        ours=inputs.ours,
        theirs=inputs.theirs,
        as_of=inputs.as_of,
        trading=inputs.trading,
        claim_ours=ours,
        claim_theirs=theirs,
        claim_difference=(ours.total or 0) - (theirs.total or 0) if both else None,
        stage_read=read,
        thin=thin,
        next_stage=following,
        target_stage=inputs.target_stage,
        target_on=inputs.target_on,
        measures=measures,
        evidence=evidence,
        gaps=gaps_of(following, evidence, measures, people, links),
        rows=rows,
        people=people,
        links=links,
        teams=teams,
        inside_assumed=not inputs.inside,
        thresholds=inputs.thresholds,
    )


def _claim(side: Side, answers: Answers, trading: bool | None) -> Claim:
    scores = {item: getattr(answers, item) for item in ITEMS}
    missing = tuple(item for item in ITEMS if scores[item] is None)
    # Without trade the stage is pre, and the answers are not scored.
    total = None if missing or trading is False else sum(scores.values())
    stage: Stage | None = None
    # Where nobody has answered, nobody claims anything, whatever the trade says.
    if trading is False and len(missing) < len(ITEMS):
        stage = "pre"
    elif total is not None:
        stage = maths.stage_of_sum(total)
    return Claim(side=side, answers=answers, missing=missing, total=total, stage=stage)


def _rows(inputs: StageInputs) -> tuple[tuple[FunctionRow, ...], Mapping[tuple[str, str], str]]:
    """The rows of the picture, the board on top, and the row of each (side, function)."""
    rows: dict[str, FunctionRow] = {}
    row_of: dict[tuple[str, str], str] = {}
    for pair in inputs.function_pairs:
        key = f"{plain(pair.ours)}|{plain(pair.theirs)}"
        rows[key] = FunctionRow(key=key, ours=pair.ours, theirs=pair.theirs)
        row_of["ours", plain(pair.ours)] = key
        row_of["theirs", plain(pair.theirs)] = key
    for person in inputs.people:
        key = plain(person.function)
        if (person.side, key) not in row_of:
            row_of[person.side, key] = key
            rows.setdefault(key, FunctionRow(key=key, ours=person.function, theirs=person.function))
    used = {row_of[person.side, plain(person.function)] for person in inputs.people}
    boards = {row_of[person.side, plain(person.function)] for person in inputs.people if person.level == "board"}
    ordered = sorted((row for row in rows.values() if row.key in used), key=lambda row: row.key not in boards)
    return tuple(ordered), row_of


def _links(inputs: StageInputs, row_of: Mapping[tuple[str, str], str]) -> tuple[ReadLink, ...]:
    people = {person.id: person for person in inputs.people}
    made = []
    for link in inputs.links:
        one, other = people[link.ours], people[link.theirs]
        days = (inputs.as_of - link.last_two_way_on).days if link.last_two_way_on else None
        made.append(
            ReadLink(
                ours=link.ours,
                theirs=link.theirs,
                cadence_days=link.cadence_days,
                days_silent=days,
                state=maths.link_state(days, link.cadence_days, inputs.thresholds),
                through_main=one.main or other.main,
                peer=row_of["ours", plain(one.function)] == row_of["theirs", plain(other.function)],
                team=link.team,
            )
        )
    return tuple(made)


def _mains(inputs: StageInputs) -> dict[str, str]:
    return {person.side: person.id for person in inputs.people if person.main}


def _graph(inputs: StageInputs, links: tuple[ReadLink, ...]) -> Graph:
    """Live links, and the lines inside each company: as typed, else from everyone to the main person."""
    edges = [(link.ours, link.theirs) for link in links if link.state == "live"]
    if inputs.inside:
        edges += [(line.one, line.other) for line in inputs.inside]
    else:
        mains = _mains(inputs)
        edges += [(person.id, mains[person.side]) for person in inputs.people if person.side in mains]
    return graph_of((person.id for person in inputs.people), edges)


def _people(
    inputs: StageInputs, links: tuple[ReadLink, ...], graph: Graph, row_of: Mapping[tuple[str, str], str]
) -> tuple[ReadPerson, ...]:
    live = Counter(end for link in links if link.state == "live" for end in (link.ours, link.theirs))
    sides = {person.id: person.side for person in inputs.people}
    cuts = set(cut_vertices(graph))
    single = set(maths.single_points(graph, sides, live))
    return tuple(
        ReadPerson(
            **person.model_dump(),
            row=row_of[person.side, plain(person.function)],
            live_links=live[person.id],
            cut_vertex=person.id in cuts,
            single_point=person.id in single,
        )
        for person in inputs.people
    )


def _teams(inputs: StageInputs) -> tuple[ReadTeam, ...]:
    """A team's links say that it works as well as its meetings do; people of one company alone are no joint team."""
    sides = {person.id: person.side for person in inputs.people}
    made = []
    for team in inputs.teams:
        inside = [link for link in inputs.links if link.team == team.id]
        members = tuple(dict.fromkeys((*team.members, *(end for link in inside for end in (link.ours, link.theirs)))))
        days = [day for day in (team.last_met_on, *(link.last_two_way_on for link in inside)) if day]
        joint = not members or len({sides[member] for member in members}) > 1
        made.append(
            ReadTeam(
                id=team.id,
                name=team.name,
                members=members,
                last_active_on=max(days, default=None),
                live=joint and any(_in_window(inputs, day) for day in days),
            )
        )
    return tuple(made)


def _in_window(inputs: StageInputs, day: date) -> bool:
    return (inputs.as_of - day).days <= inputs.thresholds.window_days


def _measures(
    inputs: StageInputs,
    people: tuple[ReadPerson, ...],
    links: tuple[ReadLink, ...],
    teams: tuple[ReadTeam, ...],
    graph: Graph,
) -> Measures:
    by_id = {person.id: person for person in people}
    mains = _mains(inputs)
    live = [link for link in links if link.state == "live"]
    outside = [link for link in live if not link.through_main]
    hub = len(live) - len(outside)
    both = {"ours", "theirs"} <= mains.keys()
    ways = betweenness(graph) if mains and len(people) <= BETWEENNESS_UP_TO else None
    return Measures(
        links=len(links),
        dated_links=sum(link.days_silent is not None for link in links),
        live_links=len(live),
        hub_links=hub,
        hub_share=hub / len(live) if live and both else None,
        functions_outside=len({plain(by_id[link.theirs].function) for link in outside}),
        levels_outside=len({by_id[link.theirs].level for link in outside}),
        peer_pairs=len({by_id[link.theirs].row for link in outside if link.peer}),
        board_links=sum(by_id[link.ours].level == by_id[link.theirs].level == "board" for link in live),
        cut_vertices=sum(person.cut_vertex for person in people),
        single_points=sum(person.single_point for person in people),
        edge_connectivity=edge_connectivity(graph, mains["ours"], mains["theirs"]) if both else None,
        hub_betweenness=max(ways[main] for main in mains.values()) if ways else None,
        live_teams=sum(team.live for team in teams),
        board_meetings=sum(_in_window(inputs, day) for day in inputs.board_meetings_on),
        customer_functions=len(
            {plain(person.function) for person in people if person.side == "theirs" and not person.main}
        ),
    )


def _thin(inputs: StageInputs, measures: Measures) -> tuple[Thin, ...]:
    """Why no stage is read, if it is not; a customer that does not trade is pre whatever the contacts."""
    if inputs.trading is False:
        return ()
    mains, t = _mains(inputs), inputs.thresholds
    contacts = sum(person.side == "theirs" for person in inputs.people)
    found: tuple[tuple[Thin, bool], ...] = (
        ("trading_unknown", inputs.trading is None),
        ("no_main_ours", "ours" not in mains),
        ("no_main_theirs", "theirs" not in mains),
        ("few_contacts", contacts < t.least_contacts),
        ("few_links", measures.dated_links < t.least_links),
    )
    return tuple(code for code, holds in found if holds)
