"""What the pilot plan finds: the sizes that are needed, the comparisons, and the gate."""

from __future__ import annotations

from typing import Literal

from openkam.core.nouns import Direction
from openkam.core.tool import ToolModel
from openkam.tools.verify.pilot.inputs import ShareInterval, Sides
from openkam.tools.verify.pilot.parts import Design, Hypothesis, Scope

Verdict = Literal["met", "likely", "unclear", "missed", "worse", "no_data"]
Gate = Literal["go", "conditional", "hold", "kill"]
SigmaFrom = Literal["typed", "before", "differences", "share", "unknown"]
Unsized = Literal["", "no_effect", "no_spread", "beyond_share", "too_large"]


class Sizing(ToolModel):
    """How many measurements one criterion needs: per group, or pairs."""

    criterion: str
    name: str
    design: Design
    smallest_effect: float
    sigma: float | None
    share_before: float | None
    sigma_from: SigmaFrom
    exact: float | None
    """Not rounded, as the formula gives it."""
    needed: int | None
    planned: int | None
    power_at_planned: float | None
    """0–1, for the smallest effect."""
    unsized: Unsized
    """Why there is no size."""


class Side(ToolModel):
    """Before, or in the pilot. `mean` is a share for proportions, a mean distance where the target is what counts."""

    n: int
    mean: float
    sd: float | None
    low: float
    high: float
    count: int | None
    missing: int


class Analysis(ToolModel):
    """One criterion compared. `improvement` is positive where the pilot is better, whichever way that is."""

    criterion: str
    name: str
    unit: str
    direction: Direction
    must: bool
    design: Design
    smallest_effect: float
    before: Side
    after: Side
    difference: float
    """After − before."""
    improvement: float
    low: float
    high: float
    """The interval of the improvement."""
    interval: Literal["t", "newcombe", "wald", "none"]
    wald_low: float | None
    wald_high: float | None
    """Wald's interval of `difference` for proportions, beside the one that was chosen."""
    standard_error: float | None
    statistic: float | None
    freedom: float | None
    critical: float | None
    pooled_sd: float | None
    p: float | None
    fisher_p: float | None
    few: bool
    """Proportions with an expected count below 5: Fisher's p is the one to read."""
    standardised: float | None
    """Improvement ÷ pooled standard deviation (Cohen's d); for pairs ÷ that of the differences."""
    autocorrelation: float | None
    distance: bool
    """Values were turned into distances from the target."""
    verdict: Verdict
    series_before: tuple[float | None, ...]
    series_after: tuple[float | None, ...]
    """For a series: the last values before and the first of the pilot, as many as are drawn."""
    left_out: int


class CriterionState(ToolModel):
    """How one criterion stands at the gate."""

    criterion: str
    name: str
    must: bool
    verdict: Verdict


class PilotResult(ToolModel):
    """The plan, the sizes, the comparisons and the decision; `gate` None while nothing is measured."""

    account: str
    account_name: str
    project: str
    hypotheses: tuple[Hypothesis, ...]
    scope: Scope
    confidence_pct: float
    power_pct: float
    sides: Sides
    share_interval: ShareInterval
    sizes: tuple[Sizing, ...]
    analyses: tuple[Analysis, ...]
    states: tuple[CriterionState, ...]
    gate: Gate | None
    untested: tuple[str, ...]
    """Ids of hypotheses that no criterion tests."""
