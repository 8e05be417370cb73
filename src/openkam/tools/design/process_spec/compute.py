"""Check the specification part by part and hand its CTQs on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from openkam.tools.design.process_spec import maths
from openkam.tools.design.process_spec.inputs import (
    PARTS,
    Characteristic,
    HandedOn,
    Issue,
    Part,
    PartState,
    ProcessSpecInputs,
    ProcessSpecResult,
    SpecStep,
    StepState,
)

Filled = dict[Part, bool]


def compute(inputs: ProcessSpecInputs) -> ProcessSpecResult:
    """The specification checked; pure. What contradicts itself is withheld from the next tools."""
    rows: dict[str, list[Characteristic]] = {step.id: [] for step in inputs.steps}
    for row in inputs.characteristics:
        rows[row.step].append(row)
    filled = {step.id: _step_parts(step, rows[step.id]) for step in inputs.steps}
    states = tuple(_state(step, filled[step.id]) for step in inputs.steps)
    held = _held(inputs)
    contradictions = (*_outside(inputs), *_unlike(held), *_order(inputs))
    gaps = (issue for step in inputs.steps for issue in _gaps(step, rows[step.id], filled[step.id]))
    withheld = {issue.ctq for issue in contradictions if issue.kind in ("target_outside", "set_differently")}
    made = {thing for step in inputs.steps for thing in step.outputs}
    used = {thing for step in inputs.steps for thing in step.inputs}
    steps = {step.id: step for step in inputs.steps}
    return ProcessSpecResult(
        process=inputs.process,
        steps=inputs.steps,
        characteristics=inputs.characteristics,
        states=states,
        parts=_part_states(filled),
        completeness_pct=maths.share_pct(sum(state.filled for state in states), sum(state.wanted for state in states)),
        issues=(*contradictions, *gaps),
        from_outside=tuple(dict.fromkeys(x for step in inputs.steps for x in step.inputs if x not in made)),
        to_outside=tuple(dict.fromkeys(x for step in inputs.steps for x in step.outputs if x not in used)),
        specifications=tuple(_handed_on(steps, same) for id, same in held.items() if id not in withheld),
        withheld=tuple(id for id in held if id in withheld),
    )


def responsible(step: SpecStep, row: Characteristic) -> str:
    """Who sees to a CTQ at a step: whoever its line names, else whoever the step names."""
    return row.responsible or step.responsible


def _step_parts(step: SpecStep, rows: list[Characteristic]) -> list[Filled]:
    """The parts of the step itself, then those of each of its lines."""
    own: Filled = {"inputs": bool(step.inputs), "outputs": bool(step.outputs), "ctq": bool(rows)}
    if not rows:
        own["responsible"] = bool(step.responsible)
    return [own, *(_row_parts(step, row) for row in rows)]


def _row_parts(step: SpecStep, row: Characteristic) -> Filled:
    return {
        "unit": bool(row.unit),
        "limits": maths.has_limits(row),
        "target": row.target is not None,
        "control_factor": bool(row.control_factor),
        "method": bool(row.method),
        "responsible": bool(responsible(step, row)),
    }


def _state(step: SpecStep, filled: list[Filled]) -> StepState:
    values = [value for parts in filled for value in parts.values()]
    found = {part: [parts[part] for parts in filled if part in parts] for part in PARTS}
    return StepState(
        id=step.id,
        name=step.name,
        filled=sum(values),
        wanted=len(values),
        parts=tuple(all(found[part]) if found[part] else None for part in PARTS),
    )


def _part_states(filled: dict[str, list[Filled]]) -> tuple[PartState, ...]:
    every = [parts for lines in filled.values() for parts in lines]
    found = {part: [parts[part] for parts in every if part in parts] for part in PARTS}
    return tuple(PartState(part=part, filled=sum(found[part]), wanted=len(found[part])) for part in PARTS)


def _gaps(step: SpecStep, rows: list[Characteristic], filled: list[Filled]) -> Iterator[Issue]:
    for ctq, parts in zip(["", *(row.id for row in rows)], filled, strict=True):
        for part, there in parts.items():
            if not there:
                yield Issue(kind="missing", severity="gap", step=step.id, ctq=ctq, part=part)


def _outside(inputs: ProcessSpecInputs) -> Iterator[Issue]:
    for row in inputs.characteristics:
        if maths.target_outside(row.target, row):
            yield Issue(kind="target_outside", severity="fault", step=row.step, ctq=row.id)


def _held(inputs: ProcessSpecInputs) -> dict[str, list[Characteristic]]:
    """The lines of each CTQ, in the order of the steps; CTQs in the order in which they are given."""
    places = {step.id: at for at, step in enumerate(inputs.steps)}
    held: dict[str, list[Characteristic]] = {}
    for row in inputs.characteristics:
        held.setdefault(row.id, []).append(row)
    return {id: sorted(rows, key=lambda row: places[row.step]) for id, rows in held.items()}


def _unlike(held: dict[str, list[Characteristic]]) -> Iterator[Issue]:
    """The first pair of steps, for each CTQ, that sets or names it differently."""
    for id, rows in held.items():
        # Lines that say the same are compared once, so that a CTQ held at every step costs no more than one.
        different = {maths.compared(row): row for row in reversed(rows)}
        for one, other in combinations(reversed(different.values()), 2):
            if fields := maths.disagreements(one, other):
                yield Issue(
                    kind="set_differently", severity="fault", step=one.step, other=other.step, ctq=id, fields=fields
                )
                break
        for other in rows[1:]:
            if other.name != rows[0].name:
                yield Issue(kind="named_differently", severity="fault", step=rows[0].step, other=other.step, ctq=id)
                break


def _order(inputs: ProcessSpecInputs) -> Iterator[Issue]:
    steps = inputs.steps
    for at, thing, maker in maths.used_before_made([step.inputs for step in steps], [step.outputs for step in steps]):
        yield Issue(
            kind="used_before_made",
            severity="fault",
            step=steps[at].id,
            ctq="",
            thing=thing,
            other=steps[maker].id,
        )


def _handed_on(steps: dict[str, SpecStep], rows: list[Characteristic]) -> HandedOn:
    spec = HandedOn.model_validate(
        {
            "id": rows[0].id,
            "name": rows[0].name,
            **maths.merged(rows),
            "steps": tuple(row.step for row in rows),
            "control_factors": _each_once(row.control_factor for row in rows),
            "methods": _each_once(row.method for row in rows),
            "responsible": _each_once(responsible(steps[row.step], row) for row in rows),
            "ready": False,
        }
    )
    return spec.model_copy(update={"ready": bool(spec.unit) and maths.has_limits(spec)})


def _each_once(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
