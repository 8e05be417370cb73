"""What the account matrix is given and what it finds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.amounts import Amount
from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name
from openkam.core.tool import ToolModel
from openkam.tools.define.account_matrix.maths import Class

LOW, HIGH = 1.0, 10.0
MIDPOINT = (LOW + HIGH) / 2
Against = Literal["best_rival", "midpoint"]
LineMethod = Literal["average", "typed"]

AccountCode = Annotated[str, Field(min_length=1, max_length=200), Label(gettext_lazy("Account code"))]
FactorWeight = Annotated[
    float,
    Field(ge=0, le=1e9),
    Label(gettext_lazy("Weight"), help=gettext_lazy("Any number from 0 up; only the proportions count.")),
]
GivenScore = Annotated[
    float | None,
    Field(ge=LOW, le=HIGH),
    Label(
        gettext_lazy("Score"),
        help=gettext_lazy("From 1 to 10; empty: not known."),
        unit=gettext_lazy("1–10"),
    ),
]


class Factor(ToolModel):
    """One customer attractiveness factor (CAF) of the cycle."""

    id: Id
    name: Name
    weight: FactorWeight = 1
    scale: Annotated[
        str,
        Field(max_length=1000),
        Label(gettext_lazy("Scale"), help=gettext_lazy("What 1, 5 and 10 mean, so that two raters mean the same.")),
    ] = ""


class MatrixAccount(ToolModel):
    """One account to place."""

    account: AccountCode
    name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Account"))] = ""
    revenue: Annotated[
        Amount | None,
        Label(gettext_lazy("Revenue"), help=gettext_lazy("Drawn as the area of the account's mark.")),
    ] = None


class FactorScore(ToolModel):
    """How attractive one account is on one factor."""

    account: AccountCode
    factor: Annotated[str, Field(min_length=1), Label(gettext_lazy("Attractiveness factor"))]
    score: GivenScore = None


class SuccessFactor(ToolModel):
    """One critical success factor (CSF) of one account: what this customer chooses its suppliers by."""

    account: AccountCode
    id: Id
    name: Name
    weight: FactorWeight = 1


class Rating(ToolModel):
    """How one supplier does on one success factor, as the customer sees it."""

    account: AccountCode
    factor: Annotated[str, Field(min_length=1), Label(gettext_lazy("Success factor"))]
    supplier: Annotated[
        str, Field(max_length=200), Label(gettext_lazy("Supplier"), help=gettext_lazy("Empty: ourselves."))
    ] = ""
    score: GivenScore = None


class Position(ToolModel):
    """Where an account stood in an earlier cycle."""

    account: AccountCode
    cycle: Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("Planning cycle"))]
    attractiveness: Annotated[float, Field(ge=0, le=1e6), Label(gettext_lazy("Attractiveness"))]
    strength: Annotated[float, Field(gt=0, le=1e6), Label(gettext_lazy("Relative strength"))]


class AttractivenessLine(ToolModel):
    """Where more attractive begins."""

    method: Annotated[
        LineMethod,
        Label(
            gettext_lazy("Attractiveness line"),
            choices={
                "average": gettext_lazy("average of the customers rated"),
                "typed": gettext_lazy("typed value"),
            },
        ),
    ] = "average"
    value: Annotated[float | None, Field(ge=LOW, le=HIGH), Label(gettext_lazy("Typed value"))] = None


class ClassDoubt(ToolModel):
    """How doubt about the weights is tried out."""

    draws: Annotated[
        int,
        Field(ge=0, le=10_000),
        Label(gettext_lazy("Draws"), help=gettext_lazy("How often every account is placed anew; 0: not at all.")),
    ] = 1_000
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


class MatrixInputs(ToolModel):
    """Tables One and Two of every account, and where the lines run."""

    period: Annotated[str, Field(max_length=60), Label(gettext_lazy("Planning cycle"))] = ""
    currency: Annotated[str, Field(max_length=10), Label(gettext_lazy("Currency"))] = ""
    factors: Annotated[
        tuple[Factor, ...], Field(min_length=1, max_length=100), Label(gettext_lazy("Attractiveness factors"))
    ]
    accounts: Annotated[tuple[MatrixAccount, ...], Label(gettext_lazy("Accounts"))] = ()
    scores: Annotated[tuple[FactorScore, ...], Label(gettext_lazy("Attractiveness scores"))] = ()
    success_factors: Annotated[tuple[SuccessFactor, ...], Label(gettext_lazy("Success factors"))] = ()
    ratings: Annotated[tuple[Rating, ...], Label(gettext_lazy("Ratings of the suppliers"))] = ()
    trail: Annotated[
        tuple[Position, ...],
        Label(gettext_lazy("Earlier positions"), help=gettext_lazy("The oldest first, the last cycle last.")),
    ] = ()
    attractiveness_line: Annotated[AttractivenessLine, Label(gettext_lazy("Attractiveness line"))] = (
        AttractivenessLine()
    )
    against: Annotated[
        Against,
        Label(
            gettext_lazy("Strength against"),
            help=gettext_lazy("Against the midpoint of the scale (5.5) where you rate only yourselves."),
            choices={
                "best_rival": gettext_lazy("the best rival"),
                "midpoint": gettext_lazy("the scale's midpoint"),
            },
        ),
    ] = "best_rival"
    strength_line: Annotated[
        float,
        Field(gt=0, le=10),
        Label(gettext_lazy("Strength line"), help=gettext_lazy("1: as strong as what we are measured against.")),
    ] = 1
    borderline_pct: Annotated[
        float,
        Field(ge=0, le=50),
        Label(gettext_lazy("Borderline within"), help=gettext_lazy("Of the line's own value."), unit="%"),
    ] = 5
    percent: Annotated[
        bool,
        Label(gettext_lazy("Typed weights are percent"), help=gettext_lazy("Says so when they do not sum to 100.")),
    ] = False
    strong_left: Annotated[
        bool,
        Label(
            gettext_lazy("Strong on the left"),
            help=gettext_lazy("Turns the picture only; the classes come from the values."),
        ),
    ] = False
    doubt: Annotated[ClassDoubt, Label(gettext_lazy("How sure are the classes?"))] = ClassDoubt()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        _each_once("factors", [(factor.id,) for factor in self.factors])
        _each_once("accounts", [(account.account,) for account in self.accounts])
        _each_once("scores", [(row.account, row.factor) for row in self.scores])
        _each_once("success_factors", [(row.account, row.id) for row in self.success_factors])
        _each_once("ratings", [(row.account, row.factor, row.supplier) for row in self.ratings])
        _each_once("trail", [(row.account, row.cycle) for row in self.trail])
        _accounts_known(self)
        _factors_known(self)
        _weights_usable(self)
        if self.attractiveness_line.method == "typed" and self.attractiveness_line.value is None:
            text = _("{place}: a typed line needs its value")
            raise ValueError(text.format(place="attractiveness_line.value"))
        return self


def _each_once(place: str, keys: list[tuple[str, ...]]) -> None:
    seen: set[tuple[str, ...]] = set()
    for at, key in enumerate(keys):
        if key in seen:
            text = _("{place}: {id} is given twice")
            raise ValueError(text.format(place=f"{place}.{at}", id=" · ".join(part for part in key if part)))
        seen.add(key)


def _accounts_known(inputs: MatrixInputs) -> None:
    known = {account.account for account in inputs.accounts}
    for name in ("scores", "success_factors", "ratings", "trail"):
        for at, row in enumerate(getattr(inputs, name)):
            if row.account not in known:
                text = _("{place}: there is no account {id} in the list of accounts")
                raise ValueError(text.format(place=f"{name}.{at}.account", id=row.account))


def _factors_known(inputs: MatrixInputs) -> None:
    factors = {factor.id for factor in inputs.factors}
    for at, score in enumerate(inputs.scores):
        if score.factor not in factors:
            text = _("{place}: there is no attractiveness factor {id}")
            raise ValueError(text.format(place=f"scores.{at}.factor", id=score.factor))
    success = {(row.account, row.id) for row in inputs.success_factors}
    for at, rating in enumerate(inputs.ratings):
        if (rating.account, rating.factor) not in success:
            text = _("{place}: account {account} has no success factor {id}")
            raise ValueError(text.format(place=f"ratings.{at}.factor", account=rating.account, id=rating.factor))


def _weights_usable(inputs: MatrixInputs) -> None:
    if not any(factor.weight > 0 for factor in inputs.factors):
        raise ValueError(_("{place}: at least one weight must be above 0").format(place="factors"))
    weighted = {row.account for row in inputs.success_factors if row.weight > 0}
    for at, row in enumerate(inputs.success_factors):
        if row.account not in weighted:
            text = _("{place}: at least one success factor of account {account} must weigh more than 0")
            raise ValueError(text.format(place=f"success_factors.{at}.weight", account=row.account))


class FactorShare(ToolModel):
    """An attractiveness factor with its share of all weights."""

    id: str
    name: str
    scale: str
    share: float


class SuccessLine(ToolModel):
    """One success factor of an account: its share, our score and that of what we are measured against."""

    id: str
    name: str
    share: float
    ours: float | None
    theirs: float | None


class SupplierTotal(ToolModel):
    """A supplier's weighted mean over the success factors on which it is scored; `supplier` empty is ourselves."""

    supplier: str
    total: float
    coverage: float


class Placed(ToolModel):
    """An account in the matrix; `kind` None where one of the two values is not known."""

    account: str
    name: str
    revenue: Decimal | None
    scores: tuple[float | None, ...]
    """In the order of the factors."""
    attractiveness: float | None
    attractiveness_coverage: float
    strength: float | None
    difference: float | None
    our_total: float | None
    rival: str | None
    """The best rival; None against the midpoint."""
    rival_total: float | None
    strength_coverage: float
    suppliers: tuple[SupplierTotal, ...]
    success: tuple[SuccessLine, ...]
    kind: Class | None
    borderline: bool
    on_line: bool
    chances: tuple[float, float, float, float] | None
    """Of being k, d, m and o."""
    trail: tuple[Position, ...]


class ClassSum(ToolModel):
    """What stands in one class; the share is of all known revenue."""

    kind: Class
    accounts: int
    borderline: int
    revenue: Decimal | None
    revenue_share_pct: float | None


class MatrixResult(ToolModel):
    """Every account placed once, the four sums and the lines between them."""

    period: str
    currency: str
    factors: tuple[FactorShare, ...]
    accounts: tuple[Placed, ...]
    classes: tuple[ClassSum, ...]
    line: float | None
    """Of attractiveness; None where nobody is rated."""
    line_method: LineMethod
    rated: int
    strength_line: float
    against: Against
    fell_back: bool
    """Measured against the midpoint because no rival is rated anywhere."""
    borderline_pct: float
    strong_left: bool
    percent_sum: float | None
    """What attractiveness weights typed as percent sum to, where that is not 100."""
    percent_accounts: int
    """Accounts whose success-factor weights, typed as percent, do not sum to 100."""
    doubt: ClassDoubt
    revenue_unknown: int

    def of(self, kind: Class) -> ClassSum:
        """The sum of one class."""
        return next(one for one in self.classes if one.kind == kind)
