"""What the process map finds."""

from __future__ import annotations

from openkam.core.tool import ToolModel
from openkam.tools.analyze.process_map.inputs import Lane, Sipoc, StepKind, Unit, ValueClass


class StepResult(ToolModel):
    """One step as drawn. `critical`: on the longest path that the sums are read from."""

    id: str
    name: str
    lane: str
    kind: StepKind
    value_class: ValueClass | None
    process_time: float | None
    wait_time: float | None
    first_pass_yield: float | None
    critical: bool
    also_longest: bool
    """On some longest path, of which there may be several."""
    visits: float | None
    """How often a unit passes here on average, rework counted; None where probabilities are missing."""


class FlowResult(ToolModel):
    """One arrow as drawn."""

    source: str
    target: str
    label: str
    probability: float | None
    rework: bool
    critical: bool


class Share(ToolModel):
    """Process time on the longest path by value class; class None was not classified."""

    value_class: ValueClass | None
    steps: int
    process_time: float


class LittleResult(ToolModel):
    """The three figures of Little's law. `found` names the one that was computed, `gap_pct` how far three disagree."""

    wip: float | None
    throughput: float | None
    lead_time: float | None
    found: str | None
    lead_time_from_map: bool
    gap_pct: float | None


class QueueResult(ToolModel):
    """One queue in steady state; all None but `rho` where it grows for ever."""

    name: str
    unit: Unit
    arrival_rate: float
    service_rate: float
    servers: int
    rho: float
    stable: bool
    p0: float | None
    in_system: float | None
    in_queue: float | None
    time_in_system: float | None
    time_in_queue: float | None


class ProcessResult(ToolModel):
    """The map with its times. What is not measured makes a sum None; `…_at_least` and `…_at_most` bound it."""

    name: str
    unit: Unit
    sipoc: Sipoc
    lanes: tuple[Lane, ...]
    steps: tuple[StepResult, ...]
    """In their order in time."""
    flows: tuple[FlowResult, ...]
    flows_assumed: bool
    """No flows were given: the steps follow one another as they stand."""
    path: tuple[str, ...]
    lead_time: float | None
    lead_time_at_least: float
    process_time: float
    wait_time: float
    value_adding_time: float | None
    shares: tuple[Share, ...]
    process_cycle_efficiency: float | None
    rolled_yield: float | None
    rolled_yield_at_most: float
    rolled_yield_all_steps: float | None
    expected_lead_time: float | None
    """With rework and branches weighted by their probabilities; None where these are missing."""
    unknown_times: tuple[str, ...]
    unknown_yields: tuple[str, ...]
    unclassified: tuple[str, ...]
    little: LittleResult | None
    queues: tuple[QueueResult, ...]

    def step(self, key: str) -> StepResult:
        """The step with this id."""
        return next(row for row in self.steps if row.id == key)
