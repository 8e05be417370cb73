"""What the selection of key accounts is given."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext_lazy
from openkam.core.nouns import Id, Name
from openkam.core.tool import ToolModel
from openkam.tools.define.selection.checks import each_once, scores_fit, weights_fit

Method = Literal["typed", "ranked", "pairwise"]
RandomIndex = Literal["saaty_1980", "saaty_2005"]
METHODS = {
    "typed": gettext_lazy("typed weights"),
    "ranked": gettext_lazy("by ranking (rank-order centroid)"),
    "pairwise": gettext_lazy("by comparing pairs (AHP)"),
}
RANDOM_INDICES = {
    "saaty_1980": gettext_lazy("Saaty 1980 (0.58, 0.90, 1.12 …)"),
    "saaty_2005": gettext_lazy("Saaty 2005 (0.52, 0.89, 1.11 …)"),
}
LOW, HIGH = 1.0, 10.0
"""The ends of the scale on which every criterion is scored."""


class Criterion(ToolModel):
    """One line of the selection table."""

    id: Id
    name: Name
    weight: Annotated[
        float,
        Field(ge=0, le=1e9),
        Label(
            gettext_lazy("Weight"),
            help=gettext_lazy(
                "Any number from 0 up; only the proportions count. Used with typed weights; when pairs are compared, a "
                "criterion of weight 0 is left out."
            ),
        ),
    ] = 1
    rank: Annotated[
        int | None,
        Field(ge=1),
        Label(
            gettext_lazy("Importance rank"),
            help=gettext_lazy("1 is the most important; equal ranks share their weight. Used with weights by ranking."),
        ),
    ] = None
    minimum: Annotated[
        float | None,
        Field(ge=LOW, le=HIGH),
        Label(
            gettext_lazy("Gate: lowest score allowed"),
            help=gettext_lazy("An account below it is excluded, whatever its total. Empty: no gate."),
            unit=gettext_lazy("1–10"),
        ),
    ] = None
    scale: Annotated[
        str,
        Field(max_length=1000),
        Label(
            gettext_lazy("Scale"),
            help=gettext_lazy("What 1, 5 and 10 mean, so that two raters mean the same."),
        ),
    ] = ""


class Judgement(ToolModel):
    """One comparison of two criteria."""

    first: Annotated[str, Field(min_length=1), Label(gettext_lazy("Criterion"))]
    second: Annotated[str, Field(min_length=1), Label(gettext_lazy("Compared with"))]
    times: Annotated[
        float,
        Field(ge=0.1, le=10),
        Label(
            gettext_lazy("Times as important"),
            help=gettext_lazy("1 equal, 3 moderately, 5 strongly, 7 very strongly, 9 extremely; below 1 the reverse."),
            unit=gettext_lazy("1/9–9"),
        ),
    ]


class Weighting(ToolModel):
    """How the criteria get their weights."""

    method: Annotated[Method, Label(gettext_lazy("Weights"), choices=METHODS)] = "typed"
    percent: Annotated[
        bool,
        Label(
            gettext_lazy("Typed weights are percent"),
            help=gettext_lazy("Says so when they do not sum to 100."),
        ),
    ] = False
    judgements: Annotated[
        tuple[Judgement, ...],
        Label(gettext_lazy("Comparisons"), help=gettext_lazy("One for each pair of criteria whose weight is above 0.")),
    ] = ()
    random_index: Annotated[
        RandomIndex,
        Label(
            gettext_lazy("Random-index table"),
            help=gettext_lazy("What the consistency of the comparisons is measured against."),
            choices=RANDOM_INDICES,
        ),
    ] = "saaty_1980"


class AccountInput(ToolModel):
    """One account to choose from."""

    account: Annotated[str, Field(min_length=1, max_length=200), Label(gettext_lazy("Account code"))]
    name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Account"))] = ""


class Score(ToolModel):
    """One rater's score of one account on one criterion."""

    account: Annotated[str, Field(min_length=1), Label(gettext_lazy("Account code"))]
    criterion: Annotated[str, Field(min_length=1), Label(gettext_lazy("Criterion"))]
    rater: Annotated[str, Field(max_length=200), Label(gettext_lazy("Rater"))] = ""
    score: Annotated[
        float | None,
        Field(ge=LOW, le=HIGH),
        Label(
            gettext_lazy("Score"),
            help=gettext_lazy("From 1 to 10 on the scale of the criterion; empty: not known."),
            unit=gettext_lazy("1–10"),
        ),
    ] = None
    evidence: Annotated[
        str,
        Field(max_length=1000),
        Label(gettext_lazy("Evidence"), help=gettext_lazy("What the score rests on: a figure from the books, say.")),
    ] = ""


class Simulation(ToolModel):
    """How doubt about weights and scores is tried out."""

    draws: Annotated[
        int,
        Field(ge=0, le=100_000),
        Label(gettext_lazy("Draws"), help=gettext_lazy("How often the ranking is made anew; 0: not at all.")),
    ] = 2_000
    uniform: Annotated[
        bool,
        Label(
            gettext_lazy("Any weights at all"),
            help=gettext_lazy("All possible weights are equally likely, instead of weights around the chosen ones."),
        ),
    ] = False
    concentration: Annotated[
        float,
        Field(gt=0, le=1e6),
        Label(
            gettext_lazy("Concentration around the weights"),
            help=gettext_lazy("The higher, the nearer the drawn weights stay to the chosen ones."),
        ),
    ] = 100
    seed: Annotated[
        int, Field(ge=0, le=2**32 - 1), Label(gettext_lazy("Seed"), help=gettext_lazy("The same seed, the same draws."))
    ] = 1
    rank_ranges: Annotated[bool, Label(gettext_lazy("Range of ranks for every account"))] = True


class SelectionInputs(ToolModel):
    """Criteria with weights, the accounts, and what each rater gave them."""

    period: Annotated[str, Field(max_length=60), Label(gettext_lazy("Planning cycle"))] = ""
    top: Annotated[
        int,
        Field(ge=1, le=100_000),
        Label(gettext_lazy("Accounts to choose"), help=gettext_lazy("The line is drawn below so many accounts.")),
    ] = 10
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=100), Label(gettext_lazy("Criteria"))]
    weighting: Annotated[Weighting, Label(gettext_lazy("Weighting"))] = Weighting()
    accounts: Annotated[tuple[AccountInput, ...], Label(gettext_lazy("Accounts"))] = ()
    scores: Annotated[tuple[Score, ...], Label(gettext_lazy("Scores"))] = ()
    simulation: Annotated[Simulation, Label(gettext_lazy("How sure is the ranking?"))] = Simulation()
    second_opinion: Annotated[
        bool,
        Label(
            gettext_lazy("Second opinion (TOPSIS)"),
            help=gettext_lazy("Ranks the fully scored accounts by their distance to the best and the worst seen."),
        ),
    ] = False

    @model_validator(mode="after")
    def _agree(self) -> Self:
        each_once("criteria", [criterion.id for criterion in self.criteria])
        each_once("accounts", [account.account for account in self.accounts])
        scores_fit(self)
        weights_fit(self)
        return self


class Weight(ToolModel):
    """A criterion with its weight as used; `given` is what it was made of (typed weight or rank)."""

    id: str
    name: str
    scale: str
    given: float | None
    share: float
    """Of all weights, which sum to 1."""
    minimum: float | None
    real: bool
    """It carries at least half of what an equal share would be."""


class Contradiction(ToolModel):
    """Three criteria: first is `first_second` × second, second `second_third` × third, yet first `judged` × third."""

    first: str
    second: str
    third: str
    first_second: float
    second_third: float
    implied: float
    judged: float


class Consistency(ToolModel):
    """How well the comparisons agree with each other. `random_index` belongs to `table`."""

    table: RandomIndex
    lambda_max: float
    random_index: float
    ratio: float
    acceptable: bool
    worst: Contradiction | None


class Change(ToolModel):
    """One score, or one weight's share of all weights, that would have to change for the account to cross."""

    criterion: str
    name: str
    before: float
    after: float


class Sureness(ToolModel):
    """What the draws say about one account. Ranks are those that 5 % and 95 % of the draws do not exceed."""

    top_chance: float
    standard_error: float
    first_chance: float
    rank_low: int | None
    rank_high: int | None
    best: int | None
    worst: int | None
    central_weights: tuple[float, ...] = ()
    """Mean shares, in the order of the weights, of the draws in which it came first; empty where it never did."""


class Ranked(ToolModel):
    """One account. `scores`, in the order of the weights, are the means of its raters; share × score is what each
    adds to `total` × `coverage`."""

    account: str
    name: str
    scores: tuple[float | None, ...]
    total: float | None
    coverage: float
    rank: int | None
    failed: tuple[str, ...]
    """Names of the gates that it does not pass."""
    closeness: float | None
    closeness_rank: int | None
    sureness: Sureness | None
    score_change: Change | None
    weight_change: Change | None


class Disagreement(ToolModel):
    """Raters of one account on one criterion who do not agree."""

    account: str
    name: str
    criterion: str
    raters: int
    mean: float
    spread: float
    """Standard deviation (n − 1)."""
    lowest: float
    highest: float


class Evidence(ToolModel):
    """What one score rests on."""

    account: str
    name: str
    criterion: str
    rater: str
    score: float | None
    evidence: str


class SelectionResult(ToolModel):
    """The ranking, best first, then accounts without a score, then those that a gate excludes."""

    period: str
    top: int
    method: Method
    weights: tuple[Weight, ...]
    percent_sum: float | None
    """What weights typed as percent sum to, where that is not 100."""
    consistency: Consistency | None
    accounts: tuple[Ranked, ...]
    line_inside: float | None
    """Total of the last account inside the line."""
    line_outside: float | None
    """Total of the best account outside it; None where there is none."""
    disagreements: tuple[Disagreement, ...]
    evidence: tuple[Evidence, ...]
    simulation: Simulation
    draws: int
    """Draws made; 0 where there was nothing to draw."""
    rank_step: int
    """Ranks at 5 % and 95 % are counted in steps of so many."""
    doubtful_cells: int
    examined: int
    """Accounts for which a change of one weight was looked for: those nearest to the line."""

    def ranked(self) -> tuple[Ranked, ...]:
        """The accounts that have a rank, best first."""
        return tuple(row for row in self.accounts if row.rank is not None)
