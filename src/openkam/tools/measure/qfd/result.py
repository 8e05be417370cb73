"""What the house of quality finds: weights, importance, ranks, numbered findings, and what it hands on."""

from __future__ import annotations

from typing import Literal

from openkam.core.nouns import Ctq
from openkam.core.tool import ToolModel
from openkam.tools.measure.qfd.inputs import Competitor, KanoCategory, QfdNeed, RelationInput, RoofInput, WeightsUsed

FindingKind = Literal[
    "need_empty",
    "need_weak",
    "need_without_nine",
    "ctq_empty",
    "ctq_weak",
    "leaders_hinder",
    "rating_conflict",
    "target_missing",
]


class HouseFinding(ToolModel):
    """One numbered finding and where it is placed. Which of the fields are filled depends on its kind."""

    number: int
    kind: FindingKind
    need: str | None = None
    ctq: str | None = None
    other: str | None = None
    """The other CTQ of a pair."""
    competitor: str | None = None
    ours: float | None = None
    theirs: float | None = None
    """Ratings of the need that disagree with the measurements."""
    our_value: float | None = None
    their_value: float | None = None
    """Measurements of the CTQ."""
    more: int = 0
    """How many further pairs at the same need disagree."""


class NeedResult(ToolModel):
    """One row with the working of its weight. `weight` is the w of T; None where the importance is not known."""

    id: str
    name: str
    group: str
    kano: KanoCategory | None
    importance: float | None
    current: float | None
    goal: float | None
    improvement_ratio: float | None
    sales_point: float
    raw_weight: float | None
    weight: float | None
    weight_pct: float | None
    ratings: tuple[float | None, ...]
    """Of the competitors, in their order."""
    nines: int
    threes: int
    ones: int


class ColumnResult(ToolModel):
    """One column. `importance` is T; `relative_pct` its share, None where T sums to 0."""

    id: str
    name: str
    importance: float
    relative_pct: float | None
    rank: int
    leader: bool
    nines: int
    threes: int
    ones: int
    baseline: float | None
    difficulty: float | None
    improvement_ratio: float | None
    competitive_priority: float | None
    benchmarks: tuple[float | None, ...]
    """Of the competitors, in their order."""


class Reversal(ToolModel):
    """Two CTQs that change places: `before` led by T, `after` leads when normalised."""

    before: str
    after: str


class NormalisedResult(ToolModel):
    """Importance from relations whose rows sum to 1, with weights that sum to 1.

    Needs in `undefined_needs` cannot be normalised: their weight is nowhere, so that the importance sums to less.
    """

    method: Literal["lyman", "wasserman"]
    importance: tuple[float, ...]
    ranks: tuple[int, ...]
    undefined_needs: tuple[str, ...]
    reversals: tuple[Reversal, ...]


class CriterionWeight(ToolModel):
    """A CTQ as the concept selection takes it: its weight is its relative importance in percent."""

    id: str
    name: str
    weight: float


class QfdResult(ToolModel):
    """The house. `cascade` are its CTQs as the needs of the next house, `pugh_criteria` as weighted criteria.

    A CTQ without importance is in neither of them.
    """

    weights: WeightsUsed
    ratio_applied: int
    """To how many needs an improvement ratio was applied; the others count as if goal and now were equal."""
    unknown_importance: tuple[str, ...]
    leaders_share_pct: float
    total_importance: float
    total_weight: float
    needs: tuple[NeedResult, ...]
    columns: tuple[ColumnResult, ...]
    ctqs: tuple[Ctq, ...]
    relations: tuple[RelationInput, ...]
    roof: tuple[RoofInput, ...]
    competitors: tuple[Competitor, ...]
    findings: tuple[HouseFinding, ...]
    normalised: tuple[NormalisedResult, ...]
    cascade: tuple[QfdNeed, ...]
    pugh_criteria: tuple[CriterionWeight, ...]
