"""What the process map is given."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.graphs import way_round
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name, Step, check_each_once
from openkam.core.tool import ToolModel
from openkam.tools.analyze.process_map import graph

Unit = Literal["seconds", "minutes", "hours", "days"]
StepKind = Literal["task", "decision", "start", "end"]
ValueClass = Literal["value_adding", "necessary", "non_value_adding"]

UNITS = {
    "seconds": gettext_lazy("seconds"),
    "minutes": gettext_lazy("minutes"),
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
}
KINDS = {
    "task": gettext_lazy("task"),
    "decision": gettext_lazy("decision"),
    "start": gettext_lazy("start"),
    "end": gettext_lazy("end"),
}
VALUE_CLASSES = {
    "value_adding": gettext_lazy("adds value"),
    "necessary": gettext_lazy("necessary for the business"),
    "non_value_adding": gettext_lazy("adds no value"),
}
_Texts = tuple[Annotated[str, Field(min_length=1, max_length=200)], ...]
_Time = Annotated[float, Field(ge=0, le=1_000_000_000)]
_Rate = Annotated[float, Field(ge=0, le=1_000_000_000)]


class Sipoc(ToolModel):
    """The frame of the process: who supplies what, and who receives what."""

    suppliers: Annotated[_Texts, Field(max_length=50), Label(gettext_lazy("Suppliers"))] = ()
    inputs: Annotated[_Texts, Field(max_length=50), Label(gettext_lazy("Process inputs"))] = ()
    outputs: Annotated[_Texts, Field(max_length=50), Label(gettext_lazy("Process outputs"))] = ()
    customers: Annotated[_Texts, Field(max_length=50), Label(gettext_lazy("Customers"))] = ()


class Lane(ToolModel):
    """Who does it: a role, a department, the customer."""

    id: Id
    name: Name


class MapStep(Step):
    """One step. Times are per unit that passes; None is not measured yet."""

    lane: Annotated[
        str,
        Field(min_length=1, max_length=60),
        Label(gettext_lazy("Lane"), help=gettext_lazy("The id of the lane that does this step.")),
    ]
    kind: Annotated[StepKind, Label(gettext_lazy("Kind"), choices=KINDS)] = "task"
    value_class: Annotated[
        ValueClass | None,
        Label(
            gettext_lazy("Value class"),
            help=gettext_lazy("It adds value if the customer would pay for it and it is done right the first time."),
            choices=VALUE_CLASSES,
        ),
    ] = None
    process_time: Annotated[
        _Time | None,
        Label(gettext_lazy("Process time"), help=gettext_lazy("Time of working on one unit, in the map's time unit.")),
    ] = None
    wait_time: Annotated[
        _Time | None,
        Label(gettext_lazy("Wait time"), help=gettext_lazy("Time that one unit waits before this step.")),
    ] = None
    first_pass_yield: Annotated[
        float | None,
        Field(ge=0, le=1),
        Label(
            gettext_lazy("First-pass yield"),
            help=gettext_lazy("Share of units that leave this step right without rework."),
            unit=gettext_lazy("0–1"),
        ),
    ] = None


class StepFlow(ToolModel):
    """An arrow between two steps. The flows out of a decision carry probabilities that sum to 1."""

    id: Annotated[str, Field(max_length=60), Label(gettext_lazy("Flow id"))] = ""
    source: Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("From step"))]
    target: Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("To step"))]
    label: Annotated[str, Field(max_length=200), Label(gettext_lazy("Flow label"))] = ""
    probability: Annotated[
        float | None,
        Field(ge=0, le=1),
        Label(
            gettext_lazy("Probability"),
            help=gettext_lazy("Share of units that take this flow; the one that is left empty takes the rest."),
            unit=gettext_lazy("0–1"),
        ),
    ] = None
    rework: Annotated[
        bool,
        Label(gettext_lazy("Rework"), help=gettext_lazy("It leads back to an earlier step.")),
    ] = False


class Little(ToolModel):
    """Two of the three give the third; lead time in the map's unit, throughput per that unit."""

    wip: Annotated[_Rate | None, Label(gettext_lazy("Units in the process"))] = None
    throughput: Annotated[
        _Rate | None,
        Label(gettext_lazy("Throughput"), help=gettext_lazy("Units finished per time unit of the map.")),
    ] = None
    lead_time: Annotated[_Time | None, Label(gettext_lazy("Lead time as measured"))] = None


class Queue(ToolModel):
    """One place where units wait for one of several equal servers."""

    name: Name
    arrival_rate: Annotated[_Rate, Label(gettext_lazy("Arrivals per time unit"))]
    service_rate: Annotated[
        float,
        Field(ge=0.000_001, le=1_000_000_000),
        Label(gettext_lazy("Units that one server finishes per time unit")),
    ]
    servers: Annotated[int, Field(ge=1, le=1000), Label(gettext_lazy("Servers"))] = 1
    unit: Annotated[Unit, Label(gettext_lazy("Time unit of the rates"), choices=UNITS)] = "hours"


class ProcessInputs(ToolModel):
    """A process in lanes. Without flows the steps follow one another as they stand."""

    name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Process"))] = ""
    unit: Annotated[Unit, Label(gettext_lazy("Time unit"), choices=UNITS)] = "minutes"
    sipoc: Annotated[Sipoc, Label(gettext_lazy("SIPOC"))] = Sipoc()
    lanes: Annotated[tuple[Lane, ...], Field(min_length=1, max_length=50), Label(gettext_lazy("Lanes"))]
    steps: Annotated[tuple[MapStep, ...], Field(min_length=1, max_length=2000), Label(gettext_lazy("Steps"))]
    flows: Annotated[tuple[StepFlow, ...], Field(max_length=8000), Label(gettext_lazy("Flows"))] = ()
    little: Annotated[Little, Label(gettext_lazy("Little's law"))] = Little()
    queues: Annotated[tuple[Queue, ...], Field(max_length=50), Label(gettext_lazy("Queues"))] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_each_once("lanes", [row.id for row in self.lanes])
        check_each_once("steps", [row.id for row in self.steps])
        check_each_once("flows", [row.id for row in self.flows])
        lanes = {row.id for row in self.lanes}
        for at, step in enumerate(self.steps):
            if step.lane not in lanes:
                text = _("{place}: there is no lane {lane}; name the id of one of the lanes")
                raise ValueError(text.format(place=f"steps.{at}.lane", lane=step.lane))
        self._check_flows()
        self._check_order()
        self._check_probabilities()
        return self

    def _check_flows(self) -> None:
        steps, seen = {row.id for row in self.steps}, set()
        for at, flow in enumerate(self.flows):
            for end, key in (("source", flow.source), ("target", flow.target)):
                if key not in steps:
                    text = _("{place}: there is no step {step}; name the id of one of the steps")
                    raise ValueError(text.format(place=f"flows.{at}.{end}", step=key))
            if (flow.source, flow.target) in seen:
                text = _("{place}: there are two flows from {source} to {target}; keep one and add their probabilities")
                raise ValueError(text.format(place=f"flows.{at}", source=flow.source, target=flow.target))
            seen.add((flow.source, flow.target))

    def _check_order(self) -> None:
        names = {row.id: row.name for row in self.steps}
        forward = [(row.source, row.target) for row in self.flows if not row.rework]
        if cycle := graph.find_cycle(list(names), forward):
            text = _("{place}: these steps go round in a circle: {steps}; mark the flow that leads back as rework")
            raise ValueError(text.format(place="flows", steps=way_round([names[key] for key in cycle])))
        after = graph.reachable(list(names), forward)
        for at, flow in enumerate(self.flows):
            if flow.rework and flow.source not in after[flow.target]:
                text = _("{place}: this flow leads forward, from {source} to {target}; only a flow back is rework")
                raise ValueError(
                    text.format(place=f"flows.{at}.rework", source=names[flow.source], target=names[flow.target])
                )

    def _check_probabilities(self) -> None:
        leaving: dict[str, list[float | None]] = {}
        for flow in self.flows:
            leaving.setdefault(flow.source, []).append(flow.probability)
        for step in self.steps:
            shares = leaving.get(step.id, [])
            known = [share for share in shares if share is not None]
            total = sum(known)
            if known and len(known) == len(shares) and abs(total - 1) > 1e-6:
                text = _("{place}: the probabilities of the flows out of {step} sum to {total}, not to 1")
                raise ValueError(text.format(place="flows", step=step.name, total=f"{total:.6g}"))
            if total > 1 + 1e-6:
                text = _("{place}: the probabilities of the flows out of {step} sum to {total}, which is more than 1")
                raise ValueError(text.format(place="flows", step=step.name, total=f"{total:.6g}"))
