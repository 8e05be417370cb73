"""What the risk analysis finds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openkam.core.tool import ToolModel
from openkam.tools.define.risk.inputs import (
    BandInput,
    CellInput,
    FailureInput,
    Level,
    Priority,
    ProbabilityValues,
    RiskClass,
    RiskInput,
)
from openkam.tools.define.risk.sources import Group


class ReadRisk(ToolModel):
    """A risk in its cell. `expected_loss` None: the money at stake is not known."""

    risk: RiskInput
    group: Group
    risk_class: RiskClass
    probability_value: Decimal
    expected_loss: Decimal | None
    residual_class: RiskClass | None
    live: bool
    overdue: bool


class CellSum(ToolModel):
    """The live risks of one cell, the largest probability × money first."""

    impact: Level
    probability: Level
    risk_class: RiskClass
    ids: tuple[str, ...]
    expected_loss: Decimal | None
    """Of those whose money is known; None where it is known of none."""
    unknown_money: int


class GroupSum(ToolModel):
    """The live risks of one source group."""

    group: Group
    live: int
    worst: RiskClass | None
    expected_loss: Decimal


class ReadFailure(ToolModel):
    """A failure mode with its risk priority number and its action priority (None: no band fits)."""

    failure: FailureInput
    rpn: int
    priority: Priority | None
    overdue: bool
    hidden: bool
    """Another failure has the same number or a larger one, and a lower action priority: the number would mislead."""


class RiskResult(ToolModel):
    """The register by class and expected loss, the grid, the groups and the failure modes."""

    about: str
    as_of: date
    currency: str
    risks: tuple[ReadRisk, ...]
    cells: tuple[CellSum, ...]
    groups: tuple[GroupSum, ...]
    failures: tuple[ReadFailure, ...]
    live_risks: int
    overdue_risks: int
    expected_loss: Decimal
    """Of the live risks whose money is known."""
    unknown_money: int
    cell_classes: tuple[CellInput, ...]
    probability_values: ProbabilityValues
    bands: tuple[BandInput, ...]

    def count(self, risk_class: RiskClass) -> int:
        """How many live risks are of a class."""
        return sum(row.live and row.risk_class == risk_class for row in self.risks)
