"""What the customer value quadrant is given and what it finds."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from openkam.core.amounts import Amount
from openkam.core.i18n import gettext as _
from openkam.core.tool import ToolModel

CutMethod = Literal["median", "mean", "typed"]
Box = Literal["high_high", "high_low", "low_high", "low_low"]
"""Sales first, profit second."""
BOXES: tuple[Box, ...] = ("high_high", "high_low", "low_high", "low_low")


class Cut(ToolModel):
    """Where high begins. `typed` needs both values."""

    method: CutMethod = "median"
    sales: Amount | None = None
    profit: Amount | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.method == "typed" and (self.sales is None or self.profit is None):
            raise ValueError(_("a typed cut needs both sales and profit"))
        return self


class AccountInput(ToolModel):
    """One account that bought in the period. Profit None: not known."""

    account: str = Field(min_length=1, title="Account code")
    name: str = ""
    sales: Amount
    profit: Amount | None


class QuadrantInputs(ToolModel):
    """The accounts of one period. `borderline_pct` is how near a dividing line is near."""

    currency: str = ""
    period: str = Field(min_length=1)
    profit_is: Literal["net_income", "margin"] = "net_income"
    """`margin` where indirect costs are not known: revenue − direct cost."""
    cut: Cut = Cut()
    borderline_pct: float = Field(default=5, ge=0, le=50)
    accounts: tuple[AccountInput, ...] = ()

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
