"""What the customer value quadrant is given and what it finds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.amounts import Amount
from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.tool import ToolModel

CutMethod = Literal["median", "mean", "typed"]
Box = Literal["high_high", "high_low", "low_high", "low_low"]
"""Sales first, profit second."""
BOXES: tuple[Box, ...] = ("high_high", "high_low", "low_high", "low_low")


class Cut(ToolModel):
    """Where high begins. `typed` needs both values."""

    method: Annotated[
        CutMethod,
        Label(
            gettext_lazy("Cut at"),
            choices={
                "median": gettext_lazy("the median"),
                "mean": gettext_lazy("the mean"),
                "typed": gettext_lazy("typed values"),
            },
        ),
    ] = "median"
    sales: Annotated[
        Amount | None, Label(gettext_lazy("Sales at the cut"), help=gettext_lazy("Needed when the cut is typed."))
    ] = None
    profit: Annotated[
        Amount | None, Label(gettext_lazy("Profit at the cut"), help=gettext_lazy("Needed when the cut is typed."))
    ] = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.method == "typed" and (self.sales is None or self.profit is None):
            raise ValueError(_("a typed cut needs both sales and profit"))
        return self


class AccountInput(ToolModel):
    """One account that bought in the period. Profit None: not known."""

    account: Annotated[str, Field(min_length=1, title="Account code"), Label(gettext_lazy("Account code"))]
    name: Annotated[str, Label(gettext_lazy("Account"))] = ""
    sales: Annotated[Amount, Label(gettext_lazy("Sales"))]
    profit: Annotated[Amount | None, Label(gettext_lazy("Profit"), help=gettext_lazy("Empty where it is not known."))]


class QuadrantInputs(ToolModel):
    """The accounts of one period. `borderline_pct` is how near a dividing line is near."""

    currency: Annotated[str, Label(gettext_lazy("Currency"))] = ""
    period: Annotated[
        str,
        Field(min_length=1),
        Label(
            gettext_lazy("Period"),
            help=gettext_lazy("The name of the period, or all for the sum of those that are booked."),
        ),
    ]
    profit_is: Annotated[
        Literal["net_income", "margin"],
        Label(
            gettext_lazy("Profit is"),
            choices={"net_income": gettext_lazy("net income"), "margin": gettext_lazy("margin: revenue − direct cost")},
        ),
    ] = "net_income"
    """`margin` where indirect costs are not known: revenue − direct cost."""
    cut: Annotated[Cut, Label(gettext_lazy("Dividing lines"))] = Cut()
    borderline_pct: Annotated[
        float,
        Field(ge=0, le=50),
        Label(
            gettext_lazy("Near a line"),
            help=gettext_lazy("Within how many percent of a line an account is marked."),
            unit="%",
        ),
    ] = 5
    accounts: Annotated[tuple[AccountInput, ...], Label(gettext_lazy("Accounts"))] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: set[str] = set()
        for at, row in enumerate(self.accounts):
            if row.account in seen:
                text = _("{place}: account {account} is given twice")
                raise ValueError(text.format(place=f"accounts.{at}", account=row.account))
            seen.add(row.account)
        return self


class Placed(ToolModel):
    """An account in its box; `box` None where its profit is not known."""

    account: str
    name: str
    sales: Decimal
    profit: Decimal | None
    box: Box | None
    borderline: bool


class BoxSum(ToolModel):
    """What stands in one box."""

    box: Box
    accounts: int
    sales: Decimal
    profit: Decimal
    sales_share_pct: float | None


class CutResult(ToolModel):
    """The dividing lines as used, rounded to four decimals for show; None without accounts."""

    method: CutMethod
    sales: Decimal | None
    profit: Decimal | None


class QuadrantResult(ToolModel):
    """Every account placed once, the four sums and the lines between them."""

    currency: str
    period: str
    profit_is: Literal["net_income", "margin"]
    cut: CutResult
    boxes: tuple[BoxSum, ...]
    accounts: tuple[Placed, ...]
    unknown_accounts: int
    unknown_sales: Decimal
    borderline_pct: float

    def box(self, key: Box) -> BoxSum:
        """The sum of one box."""
        return next(box for box in self.boxes if box.box == key)
