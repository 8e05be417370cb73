"""What the detailed process design is given and what it finds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.graphs import way_round
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name, Step, check_each_once
from openkam.core.tool import ToolModel
from openkam.tools.design.process_design.maths import first_loop

TimeUnit = Literal["seconds", "minutes", "hours"]
TIME_UNITS = {
    "seconds": gettext_lazy("seconds"),
    "minutes": gettext_lazy("minutes"),
    "hours": gettext_lazy("hours"),
}
Waits = Literal["typed", "queue"]
WaitFrom = Literal["typed", "queue", "unknown"]
Thing = Annotated[str, Field(min_length=1, max_length=200)]
Time = Annotated[float, Field(ge=0, le=1e9)]
SMALLEST_TIME = 1e-9
"""Below it, and below the fewest visits, a capacity would leave the range of numbers."""
FEWEST_VISITS = 1e-6
IN_TIME_UNIT = gettext_lazy("in the time unit")
Resources = Annotated[int, Field(ge=1, le=1000)]
Demand = Annotated[float, Field(ge=1e-6, le=1e9)]


class DesignStep(Step):
    """One step: who does it, what it takes, how long, with how many resources."""

    lane: Annotated[
        str,
        Field(max_length=200),
        Label(gettext_lazy("Responsible"), help=gettext_lazy("The function or role in whose lane the step stands.")),
    ] = ""
    inputs: Annotated[tuple[Thing, ...], Label(gettext_lazy("Inputs"))] = ()
    outputs: Annotated[tuple[Thing, ...], Label(gettext_lazy("Outputs"))] = ()
    after: Annotated[
        tuple[str, ...],
        Label(
            gettext_lazy("Comes after"),
            help=gettext_lazy(
                "Ids of the steps it waits for. Left empty at every step, each follows the one above it."
            ),
        ),
    ] = ()
    process_time: Annotated[
        Time,
        Label(gettext_lazy("Process time"), help=gettext_lazy("Work on one unit, by one resource."), unit=IN_TIME_UNIT),
    ]
    wait_time: Annotated[
        Time | None,
        Label(
            gettext_lazy("Wait before it"),
            help=gettext_lazy("How long a unit waits before this step. Empty: not known, or taken from a queue."),
            unit=IN_TIME_UNIT,
        ),
    ] = None
    resources: Annotated[
        Resources, Label(gettext_lazy("Resources"), help=gettext_lazy("People or stations that work side by side."))
    ] = 1
    visits_per_unit: Annotated[
        float,
        Field(ge=0, le=1000),
        Label(
            gettext_lazy("Visits per unit"),
            help=gettext_lazy("1: every unit once. 0.2: one in five comes here. 1.1: one in ten comes back."),
        ),
    ] = 1
    availability_pct: Annotated[
        float,
        Field(ge=0.01, le=100),
        Label(
            gettext_lazy("Availability"),
            help=gettext_lazy("Share of the working time that the resources really give to this step."),
            unit="%",
        ),
    ] = 100


class Change(ToolModel):
    """One what-if: what would be different. Empty means as it is."""

    id: Id
    name: Name
    step: Annotated[
        str | None, Label(gettext_lazy("Step"), help=gettext_lazy("Id of the step that would be different."))
    ] = None
    process_time: Annotated[Time | None, Label(gettext_lazy("Process time"), unit=IN_TIME_UNIT)] = None
    wait_time: Annotated[Time | None, Label(gettext_lazy("Wait before it"), unit=IN_TIME_UNIT)] = None
    resources: Annotated[Resources | None, Label(gettext_lazy("Resources"))] = None
    demand_per_period: Annotated[Demand | None, Label(gettext_lazy("Demand per period"))] = None


class ProcessDesignInputs(ToolModel):
    """The steps, the demand that they face, and what would happen if something were different."""

    process: Annotated[str, Field(max_length=200), Label(gettext_lazy("Process"))] = ""
    unit_name: Annotated[
        str, Field(max_length=40), Label(gettext_lazy("What flows"), help=gettext_lazy("Orders, parcels, customers …"))
    ] = ""
    period: Annotated[
        str, Field(max_length=40), Label(gettext_lazy("Period"), help=gettext_lazy("Day, week, shift …"))
    ] = ""
    time_unit: Annotated[TimeUnit, Label(gettext_lazy("Time unit"), choices=TIME_UNITS)] = "minutes"
    demand_per_period: Annotated[Demand, Label(gettext_lazy("Demand per period"))]
    available_hours: Annotated[
        float,
        Field(ge=1e-6, le=1e6),
        Label(
            gettext_lazy("Working time per period"),
            help=gettext_lazy("Hours in which the process works, breaks taken off."),
            unit=gettext_lazy("hours"),
        ),
    ]
    busy_at_most_pct: Annotated[
        float,
        Field(ge=1, le=100),
        Label(
            gettext_lazy("Busy at most"),
            help=gettext_lazy("How far a resource may be loaded when stations are counted; the rest is reserve."),
            unit="%",
        ),
    ] = 100
    waits: Annotated[
        Waits,
        Label(
            gettext_lazy("Waits that are not typed"),
            choices={
                "typed": gettext_lazy("are not known"),
                "queue": gettext_lazy("are estimated as a queue with random arrivals (M/M/s)"),
            },
        ),
    ] = "typed"
    steps: Annotated[tuple[DesignStep, ...], Field(min_length=1, max_length=5000), Label(gettext_lazy("Steps"))]
    what_if: Annotated[
        tuple[Change, ...],
        Field(max_length=20),
        Label(gettext_lazy("What if"), help=gettext_lazy("One line per change, each compared with the design above.")),
    ] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        ids = {step.id for step in self.steps}
        check_each_once("steps", [step.id for step in self.steps])
        check_each_once("what_if", [change.id for change in self.what_if])
        for at, step in enumerate(self.steps):
            _check_time(f"steps.{at}.process_time", step.process_time)
            if 0 < step.visits_per_unit < FEWEST_VISITS:
                text = _("{place}: so few visits are as good as none; give 0")
                raise ValueError(text.format(place=f"steps.{at}.visits_per_unit"))
            for other in step.after:
                if other not in ids:
                    raise _no_such_step(f"steps.{at}.after", other)
        for at, change in enumerate(self.what_if):
            _check_time(f"what_if.{at}.process_time", change.process_time)
            self._check_change(f"what_if.{at}", change, ids)
        if loop := first_loop(self.predecessors()):
            names = way_round([self.steps[at].id for at in loop])
            raise ValueError(_("steps: they wait for each other in a circle: {names}").format(names=names))
        return self

    def predecessors(self) -> tuple[tuple[int, ...], ...]:
        """For each step the places of those it waits for; in a row where no step says what it comes after."""
        if not any(step.after for step in self.steps):
            return tuple((at - 1,) if at else () for at in range(len(self.steps)))
        places = {step.id: at for at, step in enumerate(self.steps)}
        return tuple(tuple(dict.fromkeys(places[id] for id in step.after)) for step in self.steps)

    def _check_change(self, place: str, change: Change, ids: set[str]) -> None:
        if change.step is not None and change.step not in ids:
            raise _no_such_step(f"{place}.step", change.step)
        at_step = (change.process_time, change.wait_time, change.resources)
        if change.step is None and any(value is not None for value in at_step):
            raise ValueError(_("{place}: say which step would be different").format(place=f"{place}.step"))
        if change.demand_per_period is None and all(value is None for value in at_step):
            raise ValueError(
                _("{place}: nothing would be different; give a time, resources or a demand").format(place=place)
            )


def _check_time(place: str, time: float | None) -> None:
    if time is not None and 0 < time < SMALLEST_TIME:
        raise ValueError(_("{place}: so short a time is as good as none; give 0").format(place=place))


def _no_such_step(place: str, id: str) -> ValueError:
    text = _("{place}: there is no step {id}; give the id of one of the steps")
    return ValueError(text.format(place=place, id=id))


class LoadedStep(ToolModel):
    """One step under the demand. Capacity None: it takes no time, so nothing limits it."""

    id: str
    name: str
    lane: str
    process_time: float
    wait_time: float | None
    wait_from: WaitFrom
    resources: int
    work_per_unit: float
    """Process time × visits ÷ availability: what one unit of demand asks of the resources."""
    cycle_time: float
    """Work ÷ resources: the shortest time between two units."""
    capacity_per_hour: float | None
    capacity_per_period: float | None
    utilisation_pct: float
    """Of the demand; above 100 the step cannot keep up."""
    resources_required: int
    critical: bool
    bottleneck: bool


class Design(ToolModel):
    """The process under one demand. Times are in the time unit."""

    demand_per_period: float
    takt_time: float
    steps: tuple[LoadedStep, ...]
    bottlenecks: tuple[str, ...]
    highest_utilisation_pct: float
    line_capacity_per_hour: float | None
    line_capacity_per_period: float | None
    keeps_up: bool
    work_content: float
    resources: int
    resources_ideal: float
    """Work content ÷ takt: what would do if work could be shared evenly."""
    resources_required: int
    resources_missing: int
    balance_pct: float | None
    """Work content ÷ (resources × longest cycle time)."""
    lead_time: float
    lead_process_time: float
    lead_wait_time: float
    critical_path: tuple[str, ...]
    waits_unknown: tuple[str, ...]
    units_inside: float | None
    """Little's law: flow × lead time; None where the process does not keep up or a wait is unknown."""


class Scenario(ToolModel):
    """A what-if and the design that it gives."""

    change: Change
    design: Design


class ProcessDesignResult(ToolModel):
    """The design as it stands and each what-if."""

    process: str
    unit_name: str
    period: str
    time_unit: TimeUnit
    available_hours: float
    busy_at_most_pct: float
    waits: Waits
    flows: tuple[tuple[str, str], ...]
    base: Design
    scenarios: tuple[Scenario, ...]
