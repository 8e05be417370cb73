"""A planning cycle's rows in; the inputs of selection and account matrix out.

Rows are plain: what a database holds, or a file. Built without validation, since a cycle may have 220,000 scores that
were validated one by one when they were given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openkam.tools.define import account_matrix, selection
from openkam.tools.define.account_matrix.inputs import (
    FactorScore,
    MatrixAccount,
    MatrixInputs,
    Position,
    Rating,
    SuccessFactor,
)
from openkam.tools.define.selection.inputs import (
    AccountInput,
    Score,
    SelectionInputs,
    Simulation,
)


@dataclass(frozen=True)
class CriterionRow:
    """One criterion or factor, named in the reader's language."""

    id: str
    name: str
    scale: str = ""
    weight: float = 1
    rank: int | None = None
    minimum: float | None = None


@dataclass(frozen=True)
class ScoreRow:
    """One rater's score; None: not known."""

    account: str
    criterion: str
    rater: str
    value: float | None
    evidence: str = ""


@dataclass(frozen=True)
class CandidateRow:
    """One candidate with the revenue of the period, None where the books do not know it."""

    code: str
    name: str
    revenue: Decimal | None = None


@dataclass(frozen=True)
class RatingRow:
    """One supplier's score on a success factor; `supplier` empty is ourselves. The customer's own goes first."""

    account: str
    factor: str
    supplier: str
    value: float | None
    from_customer: bool = False


@dataclass(frozen=True)
class CriteriaRows:
    """A set of criteria and the way it gets its weights."""

    rows: Sequence[CriterionRow]
    method: str = "typed"
    is_percent: bool = False
    judgements: Sequence[tuple[str, str, float]] = ()
    random_index: str = "saaty_1980"


@dataclass(frozen=True)
class StrengthRows:
    """Table Two of every candidate: success factors as (account, id, name, weight), and their ratings."""

    factors: Sequence[tuple[str, str, str, float]] = ()
    ratings: Sequence[RatingRow] = ()


@dataclass(frozen=True)
class MatrixSettings:
    """Where the lines run and how doubt is tried out; as `MatrixInputs` has them."""

    period: str = ""
    currency: str = ""
    against: str = "best_rival"
    line: float | None = None
    strength_line: float = 1
    strong_left: bool = False
    draws: int = 1_000
    seed: int = 1
    trail: Sequence[tuple[str, str, float, float]] = field(default=())
    """(account, cycle, attractiveness, strength), the oldest first."""


def _criteria_json(criteria: CriteriaRows) -> dict[str, object]:
    return {
        "criteria": [
            {
                "id": row.id,
                "name": row.name,
                "weight": row.weight,
                "rank": row.rank,
                "minimum": row.minimum,
                "scale": row.scale,
            }
            for row in criteria.rows
        ],
        "weighting": {
            "method": criteria.method,
            "percent": criteria.is_percent,
            "judgements": [
                {"first": first, "second": second, "times": times} for first, second, times in criteria.judgements
            ],
            "random_index": criteria.random_index,
        },
    }


def selection_inputs(
    cycle: str,
    top: int,
    criteria: CriteriaRows,
    candidates: Iterable[CandidateRow],
    scores: Iterable[ScoreRow],
    simulation: Simulation,
) -> SelectionInputs:
    """The selection of a cycle. Raises `InvalidInput` where criteria and weights do not fit together, such as while
    pairs are not compared yet."""
    checked = selection.TOOL.parse(
        {**_criteria_json(criteria), "period": cycle, "top": top, "simulation": simulation.model_dump()}
    )
    return checked.model_copy(
        update={
            "accounts": tuple(AccountInput.trusted(account=row.code, name=row.name) for row in candidates),
            "scores": tuple(
                Score.trusted(
                    account=row.account,
                    criterion=row.criterion,
                    rater=row.rater,
                    score=row.value,
                    evidence=row.evidence,
                )
                for row in scores
            ),
        }
    )


def criteria_shares(criteria: CriteriaRows) -> dict[str, float]:
    """The weights of a set by its own method, summing to 1. Raises `InvalidInput` as `selection_inputs`."""
    empty = selection_inputs("", 1, criteria, (), (), Simulation(draws=0))
    return {weight.id: weight.share for weight in selection.compute(empty).weights}


def mean_scores(scores: Iterable[ScoreRow]) -> dict[tuple[str, str], float]:
    """(account, criterion) → mean over the raters who gave a score."""
    sums: dict[tuple[str, str], tuple[float, int]] = {}
    for row in scores:
        if row.value is not None:
            total, count = sums.get((row.account, row.criterion), (0.0, 0))
            sums[row.account, row.criterion] = (total + row.value, count + 1)
    return {key: total / count for key, (total, count) in sums.items()}


def said_ratings(ratings: Iterable[RatingRow]) -> dict[tuple[str, str, str], float]:
    """(account, factor, supplier) → score: the mean of the customer's own where it gave any, else ours."""
    ours: dict[tuple[str, str, str], list[float]] = {}
    theirs: dict[tuple[str, str, str], list[float]] = {}
    for row in ratings:
        if row.value is not None:
            kept = theirs if row.from_customer else ours
            kept.setdefault((row.account, row.factor, row.supplier), []).append(row.value)
    return {key: sum(values) / len(values) for key, values in (ours | theirs).items()}


def matrix_inputs(
    factors: CriteriaRows,
    shares: Mapping[str, float],
    candidates: Iterable[CandidateRow],
    scores: Iterable[ScoreRow],
    strength: StrengthRows,
    settings: MatrixSettings,
) -> MatrixInputs:
    """The account matrix of a cycle; `shares` are the weights that the factors' own method gives them.

    Raises `InvalidInput` where factors or lines cannot be used.
    """
    typed = {"method": "average"} if settings.line is None else {"method": "typed", "value": settings.line}
    checked = account_matrix.TOOL.parse(
        {
            "period": settings.period,
            "currency": settings.currency,
            "factors": [
                {"id": row.id, "name": row.name, "weight": shares[row.id], "scale": row.scale} for row in factors.rows
            ],
            "attractiveness_line": typed,
            "against": settings.against,
            "strength_line": settings.strength_line,
            "strong_left": settings.strong_left,
            "doubt": {"draws": min(settings.draws, 10_000), "seed": settings.seed},
        }
    )
    means, said = mean_scores(scores), said_ratings(strength.ratings)
    return checked.model_copy(
        update={
            "accounts": tuple(
                MatrixAccount.trusted(account=row.code, name=row.name, revenue=row.revenue) for row in candidates
            ),
            "scores": tuple(
                FactorScore.trusted(account=account, factor=factor, score=value)
                for (account, factor), value in means.items()
            ),
            "success_factors": tuple(
                SuccessFactor.trusted(account=account, id=id_, name=name, weight=weight)
                for account, id_, name, weight in strength.factors
            ),
            "ratings": tuple(
                Rating.trusted(account=account, factor=factor, supplier=supplier, score=value)
                for (account, factor, supplier), value in said.items()
            ),
            "trail": tuple(
                Position.trusted(account=account, cycle=cycle, attractiveness=attractiveness, strength=value)
                for account, cycle, attractiveness, value in settings.trail
            ),
        }
    )
