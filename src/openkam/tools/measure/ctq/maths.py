"""Which details of a CTQ are there, and which contradict each other."""

from __future__ import annotations

from typing import Literal

from openkam.core.nouns import Direction

DataType = Literal["continuous", "count", "proportion", "ordinal"]
Detail = Literal[
    "definition", "unit", "data_type", "target", "limits", "opportunities", "method", "data_source", "owner"
]
DETAILS: tuple[Detail, ...] = (
    "definition",
    "unit",
    "data_type",
    "target",
    "limits",
    "opportunities",
    "method",
    "data_source",
    "owner",
)
COUNTED: tuple[DataType, ...] = ("count", "proportion")
"""Data types that count something in a unit, and so must say how often it can go wrong there."""


def applicable(data_type: DataType | None) -> tuple[Detail, ...]:
    """The details that a CTQ of this data type must have: opportunities only where something is counted."""
    if data_type in COUNTED:
        return DETAILS
    return tuple(detail for detail in DETAILS if detail != "opportunities")


def limits_reversed(lower: float | None, upper: float | None) -> bool:
    """Both limits are there and leave no room between them."""
    return lower is not None and upper is not None and lower >= upper


def limits_fit(direction: Direction, lower: float | None, upper: float | None) -> bool:
    """The limits guard the side that hurts: the lower where higher is better, the upper where lower is, else both."""
    if direction == "higher":
        return lower is not None
    if direction == "lower":
        return upper is not None
    return lower is not None and upper is not None


def target_outside(target: float | None, lower: float | None, upper: float | None) -> bool:
    """The target lies beyond a limit; on a limit it does not, and between reversed limits nothing can be said."""
    if target is None or limits_reversed(lower, upper):
        return False
    return (lower is not None and target < lower) or (upper is not None and target > upper)


def completeness_pct(filled: int, wanted: int) -> float | None:
    """Details that are there as percent of those that are wanted; None where none is."""
    return 100 * filled / wanted if wanted else None
