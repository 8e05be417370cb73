"""What the customer value scorecard is given and what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.nouns import Id, Name, Need, check_each_once
from openkam.core.tool import ToolModel

Reference = Literal["average", "best", "named"]
PriceMeasure = Literal["satisfaction", "amount"]
Side = Literal["better", "fair", "worse"]
"""Of the fair-value line: better is more quality than the price asks for."""
Score = Annotated[float, Field(ge=1e-6, le=1e12)]
"""Above 0, because it divides or is divided."""
Weight = Annotated[float, Field(ge=0, le=1e9)]
SMALLEST_WEIGHT = 1e-6
"""Below it a share, or the slope of the fair-value line, would leave the range of numbers."""


class Rival(ToolModel):
    """A supplier that the customer could buy from instead."""

    id: Id
    name: Name


class ScoredNeed(Need):
    """One need with its weight and how the customer scores each supplier on it. None: not known."""

    weight: Annotated[
        Weight,
        Label(
            gettext_lazy("Weight"),
            help=gettext_lazy(
                "How much it counts in the choice of a supplier, price left aside. All weights make 100."
            ),
        ),
    ]
    ours: Annotated[
        Score | None,
        Label(
            gettext_lazy("Our score"),
            help=gettext_lazy("What the customer gives us, on one scale for all suppliers, usually 1–10, 10 the best."),
        ),
    ] = None
    theirs: Annotated[
        tuple[Score | None, ...],
        Label(gettext_lazy("Rivals' scores"), help=gettext_lazy("One score per rival, in the order of the rivals.")),
    ]


class PriceAttribute(ToolModel):
    """One part of what the customer pays: purchase price, freight, cost of use. None: not known."""

    id: Id
    name: Name
    weight: Annotated[
        Weight,
        Label(gettext_lazy("Weight"), help=gettext_lazy("How much this part counts in the price; all make 100.")),
    ]
    ours: Annotated[Score | None, Label(gettext_lazy("Our price or score"))] = None
    theirs: Annotated[
        tuple[Score | None, ...],
        Label(
            gettext_lazy("Rivals' prices or scores"),
            help=gettext_lazy("One value per rival, in the order of the rivals."),
        ),
    ]


class ScorecardInputs(ToolModel):
    """Needs × suppliers, the price profile, and how much quality weighs against price."""

    our_name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Our name"))] = ""
    rivals: Annotated[
        tuple[Rival, ...],
        Field(min_length=1),
        Label(gettext_lazy("Rivals"), help=gettext_lazy("Suppliers that this customer compares us with.")),
    ]
    reference: Annotated[
        Reference,
        Label(
            gettext_lazy("Compare with"),
            help=gettext_lazy("What our score is divided by on each need."),
            choices={
                "average": gettext_lazy("the average of the rivals"),
                "best": gettext_lazy("the best rival on each need"),
                "named": gettext_lazy("one rival"),
            },
        ),
    ] = "average"
    named_rival: Annotated[
        str | None,
        Label(gettext_lazy("Id of that rival"), help=gettext_lazy("Needed when you compare with one rival.")),
    ] = None
    needs: Annotated[tuple[ScoredNeed, ...], Field(min_length=1), Label(gettext_lazy("Needs"))]
    price_measure: Annotated[
        PriceMeasure,
        Label(
            gettext_lazy("Price is given as"),
            choices={
                "satisfaction": gettext_lazy("satisfaction with the price: higher is cheaper"),
                "amount": gettext_lazy("an amount of money: higher is dearer"),
            },
        ),
    ] = "satisfaction"
    price_unit: Annotated[str, Field(max_length=40), Label(gettext_lazy("Unit of the price"))] = ""
    prices: Annotated[
        tuple[PriceAttribute, ...],
        Label(
            gettext_lazy("Price profile"),
            help=gettext_lazy("Left empty, quality is compared and no value map is drawn."),
        ),
    ] = ()
    quality_weight: Annotated[
        Weight,
        Label(
            gettext_lazy("Weight of quality"),
            help=gettext_lazy("How much quality counts against price when this customer chooses."),
            unit="%",
        ),
    ] = 50
    price_weight: Annotated[Weight, Label(gettext_lazy("Weight of price"), unit="%")] = 50

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_each_once("rivals", [row.id for row in self.rivals])
        for name, rows in (("needs", self.needs), ("prices", self.prices)):
            check_each_once(name, [row.id for row in rows])
            _check_rows(name, rows, len(self.rivals))
        if self.reference == "named" and self.named_rival not in {rival.id for rival in self.rivals}:
            raise ValueError(_("named_rival: give the id of one of the rivals, or compare with the average"))
        _check_weight("quality_weight", self.quality_weight)
        _check_weight("price_weight", self.price_weight)
        if not self.quality_weight and not self.price_weight:
            raise ValueError(_("quality_weight: quality and price cannot both weigh nothing"))
        return self


def _check_weight(place: str, weight: float) -> None:
    if 0 < weight < SMALLEST_WEIGHT:
        raise ValueError(_("{place}: so small a weight is as good as none; give 0").format(place=place))


def _check_rows(name: str, rows: Sequence[ScoredNeed | PriceAttribute], rivals: int) -> None:
    for at, row in enumerate(rows):
        _check_weight(f"{name}.{at}.weight", row.weight)
        if len(row.theirs) != rivals:
            text = _("{place}: {values} values for {rivals} rivals; give one per rival, and null where it is not known")
            raise ValueError(text.format(place=f"{name}.{at}.theirs", values=len(row.theirs), rivals=rivals))
    if rows and not sum(row.weight for row in rows):
        raise ValueError(_("{place}: every weight is 0; give at least one a weight").format(place=name))


class Line(ToolModel):
    """One need, or one part of the price, worked out. `points` is what it adds to the index beyond parity."""

    id: str
    name: str
    weight_typed: float
    weight_pct: float
    ours: float | None
    theirs: tuple[float | None, ...]
    reference: float | None
    ratio: float | None
    contribution: float | None
    points: float | None
    ratios: tuple[float | None, ...]
    """Ours ÷ each rival, for the head-to-head."""


class Profile(ToolModel):
    """A weighted profile. `index` is 100 at parity, over the weight that is covered; None: nothing is covered."""

    lines: tuple[Line, ...]
    typed_total: float
    covered_pct: float
    index: float | None
    ours_weighted: float | None
    theirs_weighted: tuple[float | None, ...]
    reference_weighted: float | None
    against: tuple[float | None, ...]
    """The index against each rival alone."""
    standing: tuple[float | None, ...]
    """Each rival's own index against the same reference as ours."""


class Position(ToolModel):
    """Where a supplier stands on the value map. `distance` is perpendicular; above 0 is better than the line asks."""

    id: str
    name: str
    quality: float | None
    price: float | None
    fair_price: float | None
    surplus: float | None
    distance: float | None
    side: Side | None


class ScorecardResult(ToolModel):
    """Quality, price and value against the reference, with every ratio unrounded."""

    our_name: str
    rivals: tuple[Rival, ...]
    reference: Reference
    named_rival: str | None
    quality: Profile
    price_measure: PriceMeasure
    price_unit: str
    price: Profile | None
    relative_price: float | None
    quality_weight_pct: float
    price_weight_pct: float
    slope: float | None
    """Of the fair-value line; None where price weighs nothing and the line is upright."""
    us: Position
    them: tuple[Position, ...]
