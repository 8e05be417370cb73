"""Zones of a control chart: A from two to three sigma off the centre line, B from one to two, C within one.

They follow the limits: where samples differ in size, or the limits were set anew, a zone steps from point to point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from openkam.core.charts import ChartPoint

Letter = Literal["A", "B", "C"]

GROUNDS: Final = {"A": "sunk", "B": "paper", "C": "surface"}
"""The token with which each zone is filled on a page."""
_REACH: Final[tuple[tuple[Letter, int, int], ...]] = (("A", 2, 3), ("B", 1, 2), ("C", 0, 1))


@dataclass(frozen=True)
class Step:
    """Points `first` to `last` (counted from 0), between whose two values the zone lies."""

    first: int
    last: int
    low: float
    high: float


@dataclass(frozen=True)
class Zone:
    """One zone on one side of the centre line over neighbouring points."""

    letter: Letter
    steps: tuple[Step, ...]

    @property
    def outline(self) -> tuple[tuple[float, float], ...]:
        """Its corners (place of the point, value), clockwise; a point reaches half a place to both sides."""
        over = [(x, step.high) for step in self.steps for x in (step.first - 0.5, step.last + 0.5)]
        under = [(x, step.low) for step in reversed(self.steps) for x in (step.last + 0.5, step.first - 0.5)]
        return (*over, *under)


def zones(points: Sequence[ChartPoint]) -> Iterator[Zone]:
    """The zones of a chart, those of one sign after the other; none beyond a limit, none on a side without one."""
    for letter, near, far in _REACH:
        for sign in (1, -1):
            steps: list[Step] = []
            for at, point in enumerate(points):
                edges = _edges(point, near, far, sign)
                if edges is None:
                    continue
                if steps and steps[-1].last == at - 1 and (steps[-1].low, steps[-1].high) == edges:
                    steps[-1] = Step(steps[-1].first, at, *edges)
                    continue
                if steps and steps[-1].last != at - 1:
                    yield Zone(letter, tuple(steps))
                    steps = []
                steps.append(Step(at, at, *edges))
            if steps:
                yield Zone(letter, tuple(steps))


def _edges(point: ChartPoint, near: int, far: int, sign: int) -> tuple[float, float] | None:
    limit = point.upper if sign > 0 else point.lower
    if point.centre is None or not point.sigma or limit is None:
        return None
    one, other = (point.centre + sign * reach * point.sigma for reach in (near, far))
    low, high = (one, min(other, limit)) if sign > 0 else (max(other, limit), one)
    return (low, high) if low < high else None
