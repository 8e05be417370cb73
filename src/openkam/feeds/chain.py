"""The chain of a joint project: what one tool finds becomes what the next one is given, by id and name.

Every function takes a result and, where people add something to it, what they typed; it gives typed inputs of the next
tool and changes nothing else. What was typed goes before what is handed on, and what is not known stays None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from openkam.core.errors import InvalidInput, Place
from openkam.core.i18n import gettext as _
from openkam.core.nouns import Ctq, Need, Step
from openkam.core.tool import ToolModel
from openkam.tools.analyze.concepts.inputs import ChartFunction, Means
from openkam.tools.analyze.concepts.result import ConceptsResult
from openkam.tools.analyze.functions.inputs import CtqRef
from openkam.tools.analyze.functions.result import FunctionsResult
from openkam.tools.analyze.process_map.inputs import ProcessInputs
from openkam.tools.analyze.pugh.inputs import Concept, Criterion
from openkam.tools.design.capability.inputs import CapabilityInputs, CapabilityResult
from openkam.tools.design.design_scorecard.inputs import Capability as ScorecardCapability, Line as ScorecardLine
from openkam.tools.design.process_design.inputs import DesignStep, ProcessDesignInputs
from openkam.tools.design.process_spec.inputs import Characteristic, HandedOn, ProcessSpecResult, SpecStep
from openkam.tools.measure.ctq.inputs import CtqInput, CtqTreeResult
from openkam.tools.measure.kano.inputs import KanoInputs, KanoResult
from openkam.tools.measure.qfd.inputs import QfdNeed
from openkam.tools.measure.qfd.result import QfdResult
from openkam.tools.measure.value_scorecard.inputs import Rival, ScoredNeed
from openkam.tools.verify.control_plan.parts import PlanLine
from openkam.tools.verify.pilot.parts import Criterion as PilotCriterion

Row = TypeVar("Row", bound=ToolModel)
SPECIFIED = ("unit", "direction", "target", "lower", "upper")


class NotHandedOn(InvalidInput):
    """The tool before does not hand this CTQ on: it does not know it, or its specification contradicts itself."""

    code = "not_handed_on"


@dataclass(frozen=True)
class Held:
    """Where a CTQ is held in the process and by what means; empty texts come from the CTQ tree or the step."""

    ctq: str
    step: str
    control_factor: str = ""
    method: str = ""
    responsible: str = ""


def nouns(rows: Iterable[Need | Ctq | Step]) -> tuple[tuple[str, str], ...]:
    """Id and name of each, which is all that makes two tools speak of the same thing."""
    return tuple((row.id, row.name) for row in rows)


def kano_inputs(needs: Sequence[Need], survey: Mapping[str, Any]) -> KanoInputs:
    """The Kano model of `needs`; `survey` holds its answers, tallies and settings."""
    return KanoInputs.model_validate({**survey, "needs": [{"id": need.id, "name": need.name} for need in needs]})


def qfd_needs(kano: KanoResult, typed: Sequence[QfdNeed] = ()) -> tuple[QfdNeed, ...]:
    """The rows of the house of quality: importance and category from the Kano model, the rest as typed.

    A typed importance or category stays. A need that the survey did not ask about keeps its place at the end.
    """
    found = [
        {"id": need.id, "name": need.name, "importance": need.importance, "kano": need.kano} for need in kano.qfd_needs
    ]
    return _onto(QfdNeed, found, typed)


def scorecard_needs(house: QfdResult) -> tuple[tuple[Rival, ...], tuple[ScoredNeed, ...]]:
    """Rivals and needs of the customer value scorecard, from the ratings in the house of quality.

    Weights are the importances as percent. A need whose importance is not known has no weight and is left out.
    """
    rivals = tuple(Rival(id=rival.id, name=rival.name) for rival in house.competitors)
    known = [(need, need.importance) for need in house.needs if need.importance is not None]
    total = sum(importance for _need, importance in known) or 1.0
    needs = tuple(
        ScoredNeed(
            id=need.id,
            name=need.name,
            weight=100 * importance / total,
            ours=need.current,
            theirs=need.ratings,
        )
        for need, importance in known
    )
    return rivals, needs


def ctq_rows(house: QfdResult, typed: Sequence[CtqInput] = ()) -> tuple[CtqInput, ...]:
    """The CTQs of the house for the CTQ tree, with the details that were typed there."""
    found = [ctq.model_dump(include={"id", "name", *SPECIFIED}) for ctq in house.ctqs]
    return _onto(CtqInput, found, typed)


def function_ctqs(tree: CtqTreeResult) -> tuple[CtqRef, ...]:
    """The CTQs that functions can serve."""
    return tuple(CtqRef(id=ctq.id, name=ctq.name) for ctq in tree.ctqs)


def chart_functions(found: FunctionsResult, means: Mapping[str, Sequence[Means]]) -> tuple[ChartFunction, ...]:
    """The lines of the morphological chart: each function for which somebody named `means`, by its id, in its order."""
    return tuple(
        ChartFunction(id=row.id, name=row.name, means=tuple(means[row.id]))
        for row in found.functions
        if means.get(row.id)
    )


def pugh_concepts(chart: ConceptsResult) -> tuple[Concept, ...]:
    """The concepts of the morphological chart that can be built as picked, for the Pugh matrix."""
    return tuple(Concept.model_validate(row.model_dump()) for row in chart.concepts if chart.check(row.id).feasible)


def pugh_criteria(house: QfdResult) -> tuple[Criterion, ...]:
    """The criteria of the Pugh matrix, weighted by technical importance in percent."""
    return tuple(Criterion(id=row.id, name=row.name, weight=row.weight) for row in house.pugh_criteria)


def design_steps(drawn: ProcessInputs, typed: Sequence[DesignStep] = ()) -> tuple[DesignStep, ...]:
    """The steps of the process map with work for the detailed design; starts, ends and untimed steps need a typed time.

    Raises `InvalidInput` for a step that nobody has timed.
    """
    lanes = {lane.id: lane.name for lane in drawn.lanes}
    times = {step.id for step in typed}
    found = []
    for step in drawn.steps:
        if step.kind in ("start", "end"):
            continue
        if step.process_time is None and step.id not in times:
            text = _("The step {name} has no process time.").format(name=step.name)
            remedy = _("Time it in the process map, or type its time in the detailed design.")
            raise InvalidInput(text, remedy=remedy, place=Place(field=f"steps.{step.id}.process_time"))
        found.append(
            {
                "id": step.id,
                "name": step.name,
                "lane": lanes[step.lane],
                "process_time": step.process_time,
                "wait_time": step.wait_time,
            }
        )
    return _onto(DesignStep, found, typed)


def spec_steps(design: ProcessDesignInputs) -> tuple[SpecStep, ...]:
    """The steps of the process specification; whose lane it is, is responsible."""
    return tuple(
        SpecStep(id=step.id, name=step.name, inputs=step.inputs, outputs=step.outputs, responsible=step.lane)
        for step in design.steps
    )


def characteristics(tree: CtqTreeResult, held: Sequence[Held]) -> tuple[Characteristic, ...]:
    """The CTQs of the tree at the steps that hold them. Raises `NotHandedOn` for one that the tree holds back."""
    ctqs, details = {ctq.id: ctq for ctq in tree.ctqs}, {row.given.id: row.given for row in tree.rows}
    rows = []
    for at in held:
        if at.ctq not in ctqs:
            raise _not_handed_on(at.ctq, ctqs)
        rows.append(
            Characteristic(
                **ctqs[at.ctq].model_dump(),
                step=at.step,
                control_factor=at.control_factor,
                method=at.method or details[at.ctq].method,
                responsible=at.responsible or details[at.ctq].owner,
            )
        )
    return tuple(rows)


def specified(spec: ProcessSpecResult, ctq: str) -> HandedOn:
    """One CTQ as the process specification hands it on. Raises `NotHandedOn`."""
    known = {row.id: row for row in spec.specifications}
    if ctq not in known:
        raise _not_handed_on(ctq, known)
    return known[ctq]


def capability_inputs(spec: ProcessSpecResult, ctq: str, measured: Mapping[str, Any]) -> CapabilityInputs:
    """The capability of one specified CTQ; `measured` holds the measurements and settings. Raises `NotHandedOn`."""
    return CapabilityInputs.model_validate({**measured, "ctq": _ctq(specified(spec, ctq)).model_dump()})


def scorecard_line(spec: ProcessSpecResult, ctq: str, typed: Mapping[str, Any]) -> ScorecardLine:
    """One performance line of the design scorecard; `typed` holds what is counted. Raises `NotHandedOn`."""
    row = specified(spec, ctq)
    return ScorecardLine.model_validate({**typed, "section": "performance", "id": row.id, "name": row.name})


def scorecard_capability(found: CapabilityResult) -> ScorecardCapability:
    """What the design scorecard takes from a capability analysis: the ppm expected in the long term."""
    return ScorecardCapability(id=found.ctq.id, name=found.ctq.name, expected_ppm=found.expected_overall.total_ppm)


def pilot_criterion(spec: ProcessSpecResult, ctq: str, typed: Mapping[str, Any]) -> PilotCriterion:
    """One criterion of the pilot: a specified CTQ, and the comparison that was `typed`. Raises `NotHandedOn`."""
    return PilotCriterion.model_validate({**typed, "ctq": _ctq(specified(spec, ctq)).model_dump()})


def plan_line(spec: ProcessSpecResult, ctq: str, typed: Mapping[str, Any]) -> PlanLine:
    """One line of the control plan: CTQ, last step that holds it, method and owner from the specification.

    `typed` holds what only the plan knows: chart, rules, sample, reaction. Raises `NotHandedOn`.
    """
    row = specified(spec, ctq)
    step = next(step for step in spec.steps if step.id == row.steps[-1])
    line = next(line for line in spec.characteristics if (line.id, line.step) == (ctq, step.id))
    found = {
        "id": row.id,
        "step": {"id": step.id, "name": step.name},
        "ctq": _ctq(row).model_dump(),
        "method": line.method,
        "owner": line.responsible or step.responsible,
    }
    return PlanLine.model_validate({**found, **typed})


def _ctq(row: HandedOn) -> Ctq:
    return Ctq(**row.model_dump(include=set(Ctq.model_fields)))


def _onto(model: type[Row], found: Sequence[Mapping[str, Any]], typed: Sequence[Row]) -> tuple[Row, ...]:
    """`found` rows with what was set in the `typed` row of the same id; typed rows beyond them at the end."""
    by_id: dict[str, dict[str, Any]] = {}
    for row in typed:
        values = row.model_dump(exclude_unset=True)
        by_id[values["id"]] = values
    rows = [model.model_validate({**handed, **_given(by_id.pop(handed["id"], {}))}) for handed in found]
    return (*rows, *(model.model_validate(values) for values in by_id.values()))


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, without its name (the noun's own holds) and without what was left open."""
    return {key: value for key, value in values.items() if key != "name" and value not in (None, "")}


def _not_handed_on(ctq: str, known: Iterable[str]) -> NotHandedOn:
    text = _("The CTQ {ctq} is not handed on by the tool before.").format(ctq=ctq)
    remedy = _("Specify it there without contradiction, or choose one of: {known}.").format(known=", ".join(known))
    return NotHandedOn(text, remedy=remedy, place=Place(field="ctq"))
