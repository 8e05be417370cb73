"""The specification as a grid of what is filled, its lines, what is open and what is handed on."""

from __future__ import annotations

from openkam.core.blocks import Block, Column, Finding, Grid, Note, Report, Table, Term, Value, Working
from openkam.core.diagrams import GridCell, GridLine
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.design.process_spec.compute import responsible
from openkam.tools.design.process_spec.inputs import PARTS, Characteristic, ProcessSpecResult, StepState
from openkam.tools.design.process_spec.wording import (
    direction_label,
    issue_sentence,
    names_of,
    part_label,
    plain,
)

STEPS_DRAWN = 40
"""A grid of more rows cannot be read; the tables hold every step."""


def report(result: ProcessSpecResult) -> Report:
    """Findings, the grid, the specification, what is open, what is handed on, the sum and remarks."""
    blocks: list[Block] = [
        Finding(id="spec-finding", text=finding(result), tone="neg" if result.withheld else "neutral"),
        *_first_fault(result),
        _grid(result),
        _specification(result),
    ]
    if result.issues:
        blocks.append(_issues(result))
    return (*blocks, _handed_on(result), _working(result), *_notes(result))


def finding(result: ProcessSpecResult) -> str:
    """How complete it is and how many CTQs the next tools can use."""
    ready = sum(spec.ready for spec in result.specifications)
    text = ngettext(
        "The specification is {share} complete; {ready} of {count} CTQ is ready for capability",
        "The specification is {share} complete; {ready} of {count} CTQs are ready for capability",
        len(result.specifications) + len(result.withheld),
    )
    return text.format(
        share=format_percent(result.completeness_pct, 0),
        ready=format_number(ready),
        count=format_number(len(result.specifications) + len(result.withheld)),
    )


def _first_fault(result: ProcessSpecResult) -> tuple[Finding, ...]:
    faults = [issue for issue in result.issues if issue.severity == "fault"]
    if not faults:
        return ()
    return (Finding(id="spec-fault", text=issue_sentence(names_of(result), faults[0]), tone="neg"),)


def _grid(result: ProcessSpecResult) -> Grid:
    shown = result.states[:STEPS_DRAWN]
    note = ""
    if len(shown) < len(result.states):
        text = _("The first {shown} steps of {all} are drawn; the tables hold all.")
        note = text.format(shown=format_number(len(shown)), all=format_number(len(result.states)))
    return Grid(
        id="spec-grid",
        kind="matrix",
        title=finding(result),
        subtitle=_("What each step fills in; an empty cell is not asked for"),
        note=note,
        corner=_("Step"),
        rows=tuple(
            GridLine(
                id=state.id,
                label=state.name,
                detail=_("{filled} of {wanted}").format(
                    filled=format_number(state.filled), wanted=format_number(state.wanted)
                ),
            )
            for state in shown
        ),
        columns=tuple(GridLine(id=part, label=part_label(part)) for part in PARTS),
        cells=tuple(_cells(state) for state in shown),
        table=_completeness(result),
    )


def _cells(state: StepState) -> tuple[GridCell, ...]:
    cells = []
    for there in state.parts:
        if there is None:
            cells.append(GridCell(tone="muted"))
        else:
            cells.append(GridCell(mark="tick" if there else "missing", tone="pos" if there else "neg", id=state.id))
    return tuple(cells)


def _completeness(result: ProcessSpecResult) -> Table:
    words = {True: _("filled"), False: _("missing"), None: ""}
    return Table(
        id="spec-completeness",
        title=_("Completeness by step"),
        columns=(
            Column(key="step", label=_("Step")),
            *(Column(key=part, label=part_label(part)) for part in PARTS),
            Column(key="filled", label=_("Filled"), kind="integer"),
            Column(key="wanted", label=_("Wanted"), kind="integer"),
        ),
        rows=tuple(
            (state.name, *(words[there] for there in state.parts), state.filled, state.wanted)
            for state in result.states
        ),
        total=(
            _("All steps"),
            *(
                _("{filled} of {wanted}").format(filled=format_number(part.filled), wanted=format_number(part.wanted))
                for part in result.parts
            ),
            sum(state.filled for state in result.states),
            sum(state.wanted for state in result.states),
        ),
        links=tuple(state.id for state in result.states),
    )


def _specification(result: ProcessSpecResult) -> Table:
    columns = (
        Column(key="step", label=_("Step")),
        Column(key="inputs", label=_("Inputs")),
        Column(key="outputs", label=_("Outputs")),
        Column(key="ctq", label=_("CTQ")),
        Column(key="unit", label=_("Unit")),
        Column(key="direction", label=_("Better when")),
        Column(key="target", label=_("Target")),
        Column(key="lower", label=_("Lower limit")),
        Column(key="upper", label=_("Upper limit")),
        Column(key="factor", label=_("Control factor")),
        Column(key="method", label=_("Method")),
        Column(key="responsible", label=_("Responsible")),
    )
    held: dict[str, list[Characteristic]] = {step.id: [] for step in result.steps}
    for row in result.characteristics:
        held[row.step].append(row)
    rows: list[tuple[Value, ...]] = []
    for step in result.steps:
        own = (step.name, listed(step.inputs), listed(step.outputs))
        if not held[step.id]:
            rows.append((*own, "", "", "", "", "", "", "", "", step.responsible))
        rows += [(*own, *_line(row), responsible(step, row)) for row in held[step.id]]
    return Table(
        id="spec-lines", title=_("Process specification"), subtitle=result.process, columns=columns, rows=tuple(rows)
    )


def _line(row: Characteristic) -> tuple[Value, ...]:
    limits = plain(row.target), plain(row.lower), plain(row.upper)
    return (row.name, row.unit, direction_label(row), *limits, row.control_factor, row.method)


def _issues(result: ProcessSpecResult) -> Table:
    names, kinds = names_of(result), {"fault": _("contradiction"), "gap": _("gap")}
    return Table(
        id="spec-issues",
        title=_("What is open"),
        columns=(
            Column(key="severity", label=_("Kind")),
            Column(key="step", label=_("Step")),
            Column(key="ctq", label=_("CTQ")),
            Column(key="text", label=_("What is wrong")),
        ),
        rows=tuple(
            (
                kinds[issue.severity],
                names.steps[issue.step],
                names.ctqs[issue.ctq],
                issue_sentence(names, issue),
            )
            for issue in result.issues
        ),
    )


def _handed_on(result: ProcessSpecResult) -> Table:
    columns = (
        Column(key="id", label=_("Id")),
        Column(key="ctq", label=_("CTQ")),
        Column(key="unit", label=_("Unit")),
        Column(key="target", label=_("Target")),
        Column(key="lower", label=_("Lower limit")),
        Column(key="upper", label=_("Upper limit")),
        Column(key="steps", label=_("Steps")),
        Column(key="ready", label=_("Ready for capability")),
    )
    names = names_of(result)
    rows = tuple(
        (
            spec.id,
            spec.name,
            spec.unit,
            plain(spec.target),
            plain(spec.lower),
            plain(spec.upper),
            listed(names.steps[step] for step in spec.steps),
            _("yes") if spec.ready else _("no"),
        )
        for spec in result.specifications
    )
    return Table(id="spec-handed-on", title=_("CTQs handed on to the next tools"), columns=columns, rows=rows)


def _working(result: ProcessSpecResult) -> Working:
    wanted = sum(part.wanted for part in result.parts)
    terms = tuple(
        Term(
            label=part_label(part.part),
            value=100 * part.filled / wanted,
            kind="percent",
            detail=_("{filled} of {wanted}").format(
                filled=format_number(part.filled), wanted=format_number(part.wanted)
            ),
        )
        for part in result.parts
        if part.wanted
    )
    return Working(
        id="spec-sum",
        title=_("Completeness"),
        result=result.completeness_pct,
        kind="percent",
        unit="%",
        terms=terms,
        source=_("100 × filled ÷ {wanted} wanted").format(wanted=format_number(wanted)),
    )


def _notes(result: ProcessSpecResult) -> tuple[Note, ...]:
    out = []
    if result.withheld:
        names = listed(names_of(result).ctqs[id] for id in result.withheld)
        text = _("Not handed on until it is settled which specification holds: {names}.")
        out.append(Note(id="spec-withheld", kind="warning", text=text.format(names=names)))
    if result.from_outside:
        text = _("Comes from outside the process: {things}.")
        out.append(Note(id="spec-outside", kind="source", text=text.format(things=listed(result.from_outside))))
    if result.to_outside:
        text = _("Leaves the process: {things}.")
        out.append(Note(id="spec-leaves", kind="source", text=text.format(things=listed(result.to_outside))))
    text = _(
        "Higher is better asks for a lower limit, lower is better for an upper one, a target for both. A CTQ that "
        "names nobody is seen to by whoever is responsible for its step."
    )
    out.append(Note(id="spec-method", kind="method", text=text))
    return tuple(out)
