"""What the implementation and transition plan finds."""

from __future__ import annotations

from datetime import date
from typing import Literal

from openkam.core.tool import ToolModel
from openkam.tools.verify.transition.inputs import HandOver, Kind, RollBackStep, SignOff, Training, Unit


class TaskResult(ToolModel):
    """One task with its times, counted in units from the start. `variance` 0 where one duration was given."""

    id: str
    name: str
    owner: str
    kind: Kind
    after: tuple[str, ...]
    duration: float
    variance: float
    earliest_start: float
    earliest_finish: float
    latest_start: float
    latest_finish: float
    slack: float
    """How long it may slip before the end slips."""
    free_slack: float
    """How long it may slip before any other task slips."""
    critical: bool
    done_pct: float | None
    starts_on: date | None
    finishes_on: date | None
    late: bool
    """It should be finished by the day of the reading and is not."""


class TransitionResult(ToolModel):
    """The schedule, its uncertainty and the lists that make a change stay."""

    account: str
    account_name: str
    project: str
    unit: Unit
    start_on: date | None
    as_of: date | None
    tasks: tuple[TaskResult, ...]
    critical_path: tuple[str, ...]
    """Ids along one longest path; of several the one with the largest variance."""
    other_critical: int
    """Critical tasks that do not lie on `critical_path`."""
    duration: float | None
    variance: float | None
    finishes_on: date | None
    deadline: float | None
    deadline_on: date | None
    chance: float | None
    """Of finishing by the deadline, 0–1: normal, along `critical_path`."""
    confidence_pct: float
    finish_at_confidence: float | None
    """The time within which the plan ends with the wanted certainty."""
    uses_estimates: bool
    method: Literal["critical_path", "pert"]
    done_pct: float | None
    """Mean of the known progress, weighted by duration."""
    unknown_progress: int
    late: int
    roll_back: tuple[RollBackStep, ...]
    training: tuple[Training, ...]
    hand_over: tuple[HandOver, ...]
    sign_off: tuple[SignOff, ...]
    open_sign_offs: int
    refused_sign_offs: int
    untrained: int
    """People who are still to be trained, where their number is known."""
