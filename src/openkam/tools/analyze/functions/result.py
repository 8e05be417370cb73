"""What the functional analysis finds."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from openkam.core.tool import ToolModel
from openkam.tools.analyze.functions.inputs import CtqRef, FunctionKind

Gap = Literal[
    "no_verb_noun",
    "no_basic",
    "no_why",
    "same_twice",
    "cost_unknown",
    "worth_unknown",
    "cost_unallocated",
    "ctq_unserved",
]
"""What is missing in the analysis itself."""


class FunctionResult(ToolModel):
    """One function with its money. `cost` None: neither typed nor allocated. `level` 0 is a root (the highest why)."""

    id: str
    name: str
    verb: str
    noun: str
    kind: FunctionKind
    parent: str | None
    supports: tuple[str, ...]
    ctqs: tuple[str, ...]
    level: int
    own_cost: Decimal | None
    allocated_cost: Decimal | None
    cost: Decimal | None
    worth: Decimal | None
    potential: Decimal | None
    """Cost − worth: what could be saved; below 0 the function is had cheaply."""
    value_index: float | None
    """Worth ÷ cost; None where one is unknown or the cost is 0."""
    cost_share_pct: float | None
    worth_share_pct: float | None
    candidate: bool


class Part(ToolModel):
    """One amount that goes from a component to a function."""

    component: str
    function: str
    share_pct: Decimal
    amount: Decimal


class ComponentResult(ToolModel):
    """One component and how much of it found a function."""

    id: str
    name: str
    cost: Decimal
    allocated_pct: Decimal
    unallocated: Decimal


class Diagnostic(ToolModel):
    """A gap and the ids of what has it."""

    gap: Gap
    ids: tuple[str, ...]


class FunctionsResult(ToolModel):
    """Functions in the order of the tree, costs conserved: total = cost of the functions + what is not allocated."""

    subject: str
    currency: str
    ctqs: tuple[CtqRef, ...]
    functions: tuple[FunctionResult, ...]
    components: tuple[ComponentResult, ...]
    parts: tuple[Part, ...]
    total_cost: Decimal
    function_cost: Decimal
    unallocated_cost: Decimal
    compared_cost: Decimal
    """Cost of the functions whose worth is known as well; the index of the whole is read from these alone."""
    compared_worth: Decimal
    value_index: float | None
    potential: Decimal
    """Sum of cost − worth over the candidates: what could be saved at most."""
    low_index: float
    candidates: tuple[str, ...]
    """Ids, the largest potential first."""
    diagnostics: tuple[Diagnostic, ...]

    def function(self, key: str) -> FunctionResult:
        """The function with this id."""
        return next(row for row in self.functions if row.id == key)

    def gap(self, key: Gap) -> tuple[str, ...]:
        """Ids of what has this gap."""
        return next((row.ids for row in self.diagnostics if row.gap == key), ())
