"""What portfolio analysis is given: periods, accounts, cost pools and the choices of the analyst."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.amounts import Amount
from openkam.core.i18n import gettext as _
from openkam.core.tool import ToolModel

PeriodKind = Literal["actual", "partial", "proposed"]
ALL = "all"
"""The selection that sums every actual and partial period."""


class PeriodInput(ToolModel):
    """One column. `months_covered` counts the months that the books hold (for a proposed period, its length)."""

    label: str = Field(min_length=1, title="Period")
    start: date
    end: date
    months: int = Field(ge=1, title="Length in months")
    months_covered: int = Field(ge=0, title="Months that the books cover")
    kind: PeriodKind = "actual"
    compared_from: date | None = None
    """First day of the months that growth compares with the same months a year before; None where there are none."""
    compared_to: date | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError(_("the period ends before it starts"))
        if self.months_covered > self.months:
            raise ValueError(_("months_covered is more than the period is long"))
        return self


class PaymentInput(ToolModel):
    """How an account pays, passed through from the books."""

    invoices: int = Field(ge=0)
    days_late_weighted: Decimal
    share_late_pct: Decimal
    worst_days_late: int


class AccountInput(ToolModel):
    """One account. Every list has one value per period, in the order of `periods`."""

    account: str = Field(min_length=1, title="Account code")
    name: str = ""
    revenue: tuple[Amount, ...]
    direct_cost: tuple[Amount | None, ...]
    """None: not known. An account without sales in a period has a known cost of 0."""
    drivers: dict[str, tuple[Amount, ...]] = {}
    """What cost pools are charged by: orders, lines, credit_lines, quantity, visits …"""
    compared_revenue: tuple[Amount | None, ...] = ()
    """Revenue of the months that growth compares; empty where growth compares whole neighbouring periods."""
    compared_base: tuple[Amount | None, ...] = ()
    """Revenue of the same months a year before."""
    payment: PaymentInput | None = None


class _Pool(ToolModel):
    name: str = Field(min_length=1)
    cost_per_year: Amount = Field(default=Decimal(0), ge=0)
    cost_by_period: dict[str, Amount] = {}
    """The cost booked in a period, as it stands; it goes before `cost_per_year` and is never prorated."""


class TimeDrivenPool(_Pool):
    """Time-driven activity-based costing: minutes × cost per minute of practical capacity."""

    kind: Literal["time_driven"] = "time_driven"
    capacity_minutes_per_year: Amount = Field(gt=0)
    capacity_by_period: dict[str, Amount] = {}
    unit_minutes: dict[str, Amount] = Field(min_length=1)
    """Minutes that one unit of each driver takes."""


class KeyPool(_Pool):
    """The whole cost is spread in proportion to `revenue` or one driver."""

    kind: Literal["key"] = "key"
    key: str = Field(min_length=1)


class RatePool(ToolModel):
    """So much money per unit of each driver."""

    kind: Literal["rate"] = "rate"
    name: str = Field(min_length=1)
    rates: dict[str, Amount] = Field(min_length=1)


Pool = Annotated[TimeDrivenPool | KeyPool | RatePool, Field(discriminator="kind")]


class Override(ToolModel):
    """A person's figures in place of proposed ones. Without a direct cost the proposed cost ratio holds."""

    account: str = Field(min_length=1)
    period: str = Field(min_length=1)
    revenue: Amount
    direct_cost: Amount | None = None
    reason: str = Field(min_length=1)


class Interval(ToolModel):
    """The interval around the proposed total of one period."""

    period: str
    revenue_low: Amount
    revenue_high: Amount
    direct_cost_low: Amount | None = None
    direct_cost_high: Amount | None = None


class Proposal(ToolModel):
    """How the proposed periods came about."""

    method: str
    level_pct: int = Field(default=80, ge=1, le=99)
    intervals: tuple[Interval, ...] = ()
    refused: str = ""
    """Why there is no proposal, if there is none."""


class LifetimeValue(ToolModel):
    """Customer lifetime value with a constant margin. Rates are per year, as fractions of 1."""

    retention: float = Field(ge=0, lt=1)
    discount: float = Field(ge=0, le=10)
    timing: Literal["end_of_period", "now_and_certain"] = "end_of_period"

    @model_validator(mode="after")
    def _converges(self) -> Self:
        if 1 + self.discount - self.retention <= 0:
            raise ValueError(_("1 + discount − retention must be above 0"))
        return self


class PortfolioInputs(ToolModel):
    """The whole base over some periods. `selected` is a period's label or `all`."""

    currency: str = ""
    """Empty where the books do not say it."""
    as_of: date
    periods: tuple[PeriodInput, ...] = Field(min_length=1)
    selected: str = ALL
    accounts: tuple[AccountInput, ...] = ()
    pools: tuple[Pool, ...] = ()
    overrides: tuple[Override, ...] = ()
    proposal: Proposal | None = None
    lifetime: LifetimeValue | None = None
    rolled_up: bool = False
    """Whether subsidiaries have been added to their parents."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        labels = [period.label for period in self.periods]
        if repeated := [label for label, times in Counter(labels).items() if times > 1]:
            raise ValueError(_("period {period} is given twice").format(period=repeated[0]))
        if self.selected != ALL and self.selected not in labels:
            raise ValueError(_("period {period} is not among the periods").format(period=self.selected))
        self._check_accounts(len(labels))
        self._check_overrides()
        return self

    def _check_accounts(self, count: int) -> None:
        seen: set[str] = set()
        for at, row in enumerate(self.accounts):
            if row.account in seen:
                text = _("{place}: account {account} is given twice")
                raise ValueError(text.format(place=f"accounts.{at}", account=row.account))
            seen.add(row.account)
            for name, values in (("revenue", row.revenue), ("direct_cost", row.direct_cost)):
                if len(values) != count:
                    raise _wrong_length(f"accounts.{at}.{name}", len(values), count)
            for name, values in (("compared_revenue", row.compared_revenue), ("compared_base", row.compared_base)):
                if len(values) not in {0, count}:
                    raise _wrong_length(f"accounts.{at}.{name}", len(values), count)
            for driver, amounts in row.drivers.items():
                if len(amounts) != count:
                    raise _wrong_length(f"accounts.{at}.drivers.{driver}", len(amounts), count)

    def _check_overrides(self) -> None:
        kinds = {period.label: period.kind for period in self.periods}
        codes = {row.account for row in self.accounts}
        for at, override in enumerate(self.overrides):
            place = f"overrides.{at}"
            if kinds.get(override.period) != "proposed":
                text = _("{place}: {period} is not a proposed period")
                raise ValueError(text.format(place=place, period=override.period))
            if override.account not in codes:
                text = _("{place}: account {account} is not in the portfolio")
                raise ValueError(text.format(place=place, account=override.account))


def _wrong_length(name: str, values: int, periods: int) -> ValueError:
    text = _("{name} has {values} values for {periods} periods")
    return ValueError(text.format(name=name, values=values, periods=periods))
