"""Cells, expected loss, risk priority numbers and action priority."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from openkam.tools.define.risk.inputs import BandInput, CellInput, Level, Priority, ProbabilityValues, RiskClass


def class_of(cells: Iterable[CellInput], impact: Level, probability: Level) -> RiskClass:
    """What the cell of `impact` and `probability` is called. Raises `StopIteration` where the cell is missing."""
    return next(cell.risk_class for cell in cells if (cell.impact, cell.probability) == (impact, probability))


def value_of(values: ProbabilityValues, probability: Level) -> Decimal:
    """The number that stands for a word."""
    return {"low": values.low, "medium": values.medium, "high": values.high}[probability]


def expected_loss(money: Decimal | None, probability: Decimal) -> Decimal | None:
    """Probability × money at stake, exact; None where the money is not known."""
    return None if money is None else money * probability


def rpn(severity: int, occurrence: int, detection: int) -> int:
    """Risk priority number: severity × occurrence × detection, 1 to 1,000.

    The ranks are only an order, so that the product is one too: 10 × 1 × 1 is no better than 1 × 10 × 1.
    """
    return severity * occurrence * detection


def action_priority(bands: Iterable[BandInput], severity: int, occurrence: int, detection: int) -> Priority | None:
    """The priority of the first band that holds all three ranks; None where none does."""
    return next(
        (
            band.priority
            for band in bands
            if band.severity_from <= severity <= band.severity_to
            and band.occurrence_from <= occurrence <= band.occurrence_to
            and band.detection_from <= detection <= band.detection_to
        ),
        None,
    )
