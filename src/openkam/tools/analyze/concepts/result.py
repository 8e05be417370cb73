"""What the morphological chart finds."""

from __future__ import annotations

from openkam.core.tool import ToolModel
from openkam.tools.analyze.concepts.inputs import ChartFunction, Incompatible
from openkam.tools.analyze.concepts.maths import Method


class Pick(ToolModel):
    """One pick with its names, as the Pugh matrix accepts it."""

    function: str
    function_name: str
    means: str
    means_name: str


class Concept(ToolModel):
    """A concept as it is handed on to the Pugh matrix: id, name and picks, in the order of the functions."""

    id: str
    name: str
    picks: tuple[Pick, ...]


class Check(ToolModel):
    """Whether a concept can be built as picked. `clashes` are positions in `incompatible`."""

    concept: str
    feasible: bool
    missing: tuple[str, ...]
    """Functions without a pick."""
    clashes: tuple[int, ...]
    same_as: tuple[str, ...]
    """Other concepts with the very same picks, all functions picked."""


class MeansUse(ToolModel):
    """Where one means is used. `blocked`: it excludes every means of some other function, so no concept can have it."""

    function: str
    means: str
    concepts: tuple[str, ...]
    blocked: bool


class ConceptsResult(ToolModel):
    """The chart with its counts, its concepts and what has not been tried."""

    functions: tuple[ChartFunction, ...]
    incompatible: tuple[Incompatible, ...]
    combinations: int
    feasible: int | None
    """None where counting would take too much work; `method` then says `refused`."""
    method: Method
    concepts: tuple[Concept, ...]
    checks: tuple[Check, ...]
    uses: tuple[MeansUse, ...]
    picked_means: int
    all_means: int
    coverage_pct: float

    def check(self, concept: str) -> Check:
        """The check of one concept."""
        return next(row for row in self.checks if row.concept == concept)
