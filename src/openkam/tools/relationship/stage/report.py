"""The stage claimed, the stage read, the evidence for it and the next missing link."""

from __future__ import annotations

from collections.abc import Sequence

from openkam.core.blocks import Block, Column, Finding, Note, Report, Table, Term, Tone, Value, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_compact, format_date, format_number
from openkam.tools.relationship.stage import words
from openkam.tools.relationship.stage.inputs import ITEMS, STAGES
from openkam.tools.relationship.stage.picture import picture
from openkam.tools.relationship.stage.result import Claim, Measures, ReadPerson, StageResult


def report(result: StageResult) -> Report:
    """Findings, picture, evidence, what is missing, the questionnaire, the sums and remarks."""
    blocks: list[Block] = [
        Finding(id="stage-read", text=read_text(result), tone=_read_tone(result)),
        Finding(id="stage-claim", text=claim_text(result)),
    ]
    if result.gaps:
        blocks.append(Finding(id="stage-next", text=next_text(result), tone="mark"))
    if result.people:
        blocks.append(picture(result, read_text(result)))
    blocks += [evidence_table(result), measures_table(result.measures)]
    if result.gaps:
        blocks.append(gaps_table(result))
    blocks += [claim_table(result), people_table(result), *workings(result)]
    return (*blocks, *notes(result))


def read_text(result: StageResult) -> str:
    """What the contacts say, in one sentence."""
    counted = result.measures
    if result.stage_read is None:
        return _("The data are too thin to read a stage from contacts")
    if result.trading is False:
        return _("Nothing was sold in the window: the relationship is Pre-KAM whatever the contacts")
    stage = words.stage_name(result.stage_read)
    if not counted.live_links:
        return _("No live link joins the two companies: the contacts read as {stage}").format(stage=stage)
    sentence = ngettext(
        "The contacts read as {stage}: {hub} of {live} live link runs through the two main contacts; "
        "functions met outside them: {functions}, levels: {levels}",
        "The contacts read as {stage}: {hub} of {live} live links run through the two main contacts; "
        "functions met outside them: {functions}, levels: {levels}",
        counted.live_links,
    )
    return sentence.format(
        stage=stage,
        hub=format_number(counted.hub_links),
        live=format_number(counted.live_links),
        functions=format_number(counted.functions_outside),
        levels=format_number(counted.levels_outside),
    )


def _read_tone(result: StageResult) -> Tone:
    if result.stage_read in {"partnership", "synergistic"}:
        return "pos"
    return "neg" if result.measures.single_points and result.stage_read else "neutral"


def claim_text(result: StageResult) -> str:
    """The claim beside the reading."""
    claim, read = result.claim_ours, result.stage_read
    if claim.stage is None and len(claim.missing) == len(ITEMS):
        if result.trading is False:
            return _("Nobody has answered the six questions yet; Pre-KAM because nothing was sold in the window")
        return _("Nobody has answered the six questions yet")
    if claim.stage is None:
        return _("The team claims no stage: {count} of 6 answers are missing").format(
            count=format_number(len(claim.missing))
        )
    claimed = words.stage_name(claim.stage)
    if read is None:
        return _("The team claims {claimed}; the contacts can neither confirm nor deny it").format(claimed=claimed)
    ahead = STAGES.index(claim.stage) - STAGES.index(read)
    if not ahead:
        return _("Claim and contacts agree: {claimed}").format(claimed=claimed)
    if ahead > 0:
        text = _("The team claims {claimed}, but the contacts show only {read}")
    else:
        text = _("The team claims {claimed}, and the contacts show more: {read}")
    return text.format(claimed=claimed, read=words.stage_name(read))


def next_text(result: StageResult) -> str:
    """The first missing link on the way to the next stage."""
    gap = result.gaps[0]
    stage = words.stage_name(result.next_stage)
    if step := words.step_text(gap):
        text = _("Next towards {stage}: {gap}. {step}")
        return text.format(stage=stage, gap=words.gap_text(gap), step=step)
    return _("Next towards {stage}: {gap}").format(stage=stage, gap=words.gap_text(gap))


def evidence_table(result: StageResult) -> Table:
    """Criterion, value, threshold, met: one row for each criterion of each stage."""
    columns = (
        Column(key="stage", label=_("Stage")),
        Column(key="criterion", label=_("Criterion")),
        Column(key="value", label=_("Value found"), kind="number", decimals=2),
        Column(key="threshold", label=_("Threshold")),
        Column(key="met", label=_("Met")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            words.stage_name(row.stage),
            words.criterion_name(row.criterion),
            row.value,
            words.threshold_text(row),
            words.met_text(row),
        )
        for row in result.evidence
    )
    return Table(id="stage-evidence", title=_("Evidence, stage by stage"), columns=columns, rows=rows)


def measures_table(counted: Measures) -> Table:
    """Everything that was counted."""
    columns = (
        Column(key="what", label=_("Counted")),
        Column(key="value", label=_("Value found"), kind="number", decimals=2),
    )
    rows: tuple[tuple[Value, ...], ...] = (
        (_("Links on record"), counted.links),
        (_("Links with a date of contact"), counted.dated_links),
        (_("Live links"), counted.live_links),
        (_("Live links through a main contact"), counted.hub_links),
        (_("Hub share"), counted.hub_share),
        (_("Functions met outside the main contacts"), counted.functions_outside),
        (_("Functions of the customer on record"), counted.customer_functions),
        (_("Levels met outside the main contacts"), counted.levels_outside),
        (_("Pairs of opposite functions that meet"), counted.peer_pairs),
        (_("Live links from board to board"), counted.board_links),
        (_("Cut vertices of the whole network"), counted.cut_vertices),
        (_("People between the firms (cut vertices)"), counted.single_points),
        (_("Lines that must break to part the two mains"), counted.edge_connectivity),
        (_("Betweenness of the busier main contact"), counted.hub_betweenness),
        (_("Joint teams that met in the window"), counted.live_teams),
        (_("Joint board meetings in the window"), counted.board_meetings),
    )
    return Table(id="stage-measures", title=_("What the contacts show"), columns=columns, rows=rows)


def gaps_table(result: StageResult) -> Table:
    """What is missing, what the next stage needs first."""
    columns = (
        Column(key="gap", label=_("Missing")),
        Column(key="step", label=_("Next step")),
        Column(key="needed", label=_("Needed for the next stage")),
    )
    return Table(
        id="stage-gaps",
        title=_("Missing towards {stage}").format(stage=words.stage_name(result.next_stage)),
        columns=columns,
        rows=tuple(
            (words.gap_text(gap), words.step_text(gap), _("yes") if gap.needed else _("no")) for gap in result.gaps
        ),
        links=tuple(gap.person or None for gap in result.gaps),
    )


def claim_table(result: StageResult) -> Table:
    """Six items, our answer and the customer's, and the difference."""
    ours, theirs = result.claim_ours, result.claim_theirs
    columns = (
        Column(key="item", label=_("Item")),
        Column(key="ours", label=_("Our answer"), kind="integer", unit="1–4"),
        Column(key="theirs", label=_("Customer's answer"), kind="integer", unit="1–4"),
        Column(key="difference", label=_("Ours − customer's"), kind="integer"),
    )
    rows: list[tuple[Value, ...]] = []
    for item in ITEMS:
        mine, other = getattr(ours.answers, item), getattr(theirs.answers, item)
        difference = mine - other if mine is not None and other is not None else None
        rows.append((words.item_name(item), mine, other, difference))
    return Table(
        id="stage-claim-items",
        title=_("Stage as claimed"),
        columns=columns,
        rows=tuple(rows),
        total=(_("Sum of 6 to 24"), ours.total, theirs.total, result.claim_difference),
    )


def people_table(result: StageResult, people: Sequence[ReadPerson] | None = None) -> Table:
    """Everyone, or only `people`, with live links and what would happen without them."""
    people = result.people if people is None else people
    columns = (
        Column(key="name", label=_("Name")),
        Column(key="role", label=_("Role")),
        Column(key="side", label=_("Company")),
        Column(key="function", label=_("Business function")),
        Column(key="level", label=_("Level")),
        Column(key="live", label=_("Live links"), kind="integer"),
        Column(key="single", label=_("Between the firms")),
    )
    names = {"ours": result.ours or _("our company"), "theirs": result.theirs or _("the customer")}
    return Table(
        id="stage-people",
        title=_("People"),
        columns=columns,
        rows=tuple(
            (
                person.name,
                person.role,
                names[person.side],
                person.function,
                words.level_name(person.level),
                person.live_links,
                _("yes") if person.single_point else "",
            )
            for person in people
        ),
        links=tuple(person.id for person in people),
    )


def workings(result: StageResult) -> tuple[Working, ...]:
    """The hub share and the sums of the questionnaire."""
    counted, made = result.measures, []
    if counted.hub_share is not None:
        terms = (
            Term(label=_("Live links through a main contact"), value=counted.hub_links, kind="integer"),
            Term(label=_("÷ live links"), value=counted.live_links, kind="integer"),
        )
        made.append(Working(id="stage-hub", title=_("Hub share"), result=counted.hub_share, kind="ratio", terms=terms))
    for claim, title in ((result.claim_ours, _("Our sum")), (result.claim_theirs, _("Customer's sum"))):
        if claim.total is not None:
            made.append(_sum(claim, title))
    return tuple(made)


def _sum(claim: Claim, title: str) -> Working:
    terms = tuple(
        Term(label=words.item_name(item), value=getattr(claim.answers, item), kind="integer") for item in ITEMS
    )
    bands = _("6–10 early, 11–16 mid, 17–22 partnership, 23–24 synergistic")
    return Working(
        id=f"stage-sum-{claim.side}",
        title=title,
        result=claim.total,
        kind="integer",
        decimals=0,
        terms=terms,
        source=bands,
    )


def notes(result: StageResult) -> tuple[Note, ...]:
    """Why nothing is read, how it is read, and what a person between the firms means."""
    t = result.thresholds
    made = [
        Note(id=f"stage-{code}", kind="unknown", text=words.thin_text(code, t.least_contacts, t.least_links))
        for code in result.thin
    ]
    names = listed(person.name for person in result.people if person.single_point)
    if names:
        text = _("If one of these people leaves, people with live links lose the other company: {names}.")
        made.append(Note(id="stage-single", kind="warning", text=text.format(names=names)))
    if result.target_stage and result.target_on:
        text = _("Target: {stage} by {day}.")
        stage, day = words.stage_name(result.target_stage), format_date(result.target_on)
        made.append(Note(id="stage-target", kind="method", text=text.format(stage=stage, day=day)))
    text = _(
        "A link is live with a two-way contact within {live} times its agreed cadence. The reading from contacts and "
        "its thresholds are our own; it sees only what is on record."
    )
    made.append(Note(id="stage-method", kind="method", text=text.format(live=format_compact(t.live_within_cadences))))
    if result.inside_assumed:
        text = _("Within each company everyone is taken to be in touch with the main person of the own side.")
        made.append(Note(id="stage-inside", kind="method", text=text))
    return tuple(made)
