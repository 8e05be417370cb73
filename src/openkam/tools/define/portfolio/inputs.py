"""What portfolio analysis is given: periods, accounts, cost pools and the choices of the analyst."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from openkam.core.amounts import Amount
from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.tool import ToolModel

PeriodKind = Literal["actual", "partial", "proposed"]
ALL = "all"
"""The selection that sums every actual and partial period."""


class PeriodInput(ToolModel):
    """One column. `months_covered` counts the months that the books hold (for a proposed period, its length)."""

    label: Annotated[
        str,
        Field(min_length=1, title="Period"),
        Label(gettext_lazy("Period"), help=gettext_lazy("The name of the column, such as 2024.")),
    ]
    start: Annotated[date, Label(gettext_lazy("First day"))]
    end: Annotated[date, Label(gettext_lazy("Last day"))]
    months: Annotated[int, Field(ge=1, title="Length in months"), Label(gettext_lazy("Length in months"))]
    months_covered: Annotated[
        int, Field(ge=0, title="Months that the books cover"), Label(gettext_lazy("Months that the books cover"))
    ]
    kind: Annotated[
        PeriodKind,
        Label(
            gettext_lazy("Kind of period"),
            choices={
                "actual": gettext_lazy("actual"),
                "partial": gettext_lazy("partial: the year is not over"),
                "proposed": gettext_lazy("proposed"),
            },
        ),
    ] = "actual"
    compared_from: Annotated[
        date | None,
        Label(
            gettext_lazy("Growth compares from"),
            help=gettext_lazy("First day of the months that are compared with the same months a year before."),
        ),
    ] = None
    """First day of the months that growth compares with the same months a year before; None where there are none."""
    compared_to: Annotated[date | None, Label(gettext_lazy("Growth compares to"))] = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError(_("the period ends before it starts"))
        if self.months_covered > self.months:
            raise ValueError(_("months_covered is more than the period is long"))
        return self


class PaymentInput(ToolModel):
    """How an account pays, passed through from the books."""

    invoices: Annotated[int, Field(ge=0), Label(gettext_lazy("Invoices"))]
    days_late_weighted: Annotated[
        Decimal, Label(gettext_lazy("Days late"), help=gettext_lazy("Weighted by amount."), unit=gettext_lazy("days"))
    ]
    share_late_pct: Annotated[Decimal, Label(gettext_lazy("Share paid late"), unit="%")]
    worst_days_late: Annotated[int, Label(gettext_lazy("Worst delay"), unit=gettext_lazy("days"))]


class AccountInput(ToolModel):
    """One account. Every list has one value per period, in the order of `periods`."""

    account: Annotated[str, Field(min_length=1, title="Account code"), Label(gettext_lazy("Account code"))]
    name: Annotated[str, Label(gettext_lazy("Account"))] = ""
    revenue: Annotated[
        tuple[Amount, ...],
        Label(gettext_lazy("Revenue"), help=gettext_lazy("One amount per period, in the order of the periods.")),
    ]
    direct_cost: Annotated[
        tuple[Amount | None, ...],
        Label(gettext_lazy("Direct cost"), help=gettext_lazy("One amount per period; empty where it is not known.")),
    ]
    """None: not known. An account without sales in a period has a known cost of 0."""
    drivers: Annotated[
        dict[str, tuple[Amount, ...]],
        Label(
            gettext_lazy("Cost drivers"),
            help=gettext_lazy(
                "How many orders, lines, visits and so on in each period; cost pools are charged by them."
            ),
        ),
    ] = {}
    """What cost pools are charged by: orders, lines, credit_lines, quantity, visits …"""
    compared_revenue: Annotated[tuple[Amount | None, ...], Label(gettext_lazy("Revenue that growth compares"))] = ()
    """Revenue of the months that growth compares; empty where growth compares whole neighbouring periods."""
    compared_base: Annotated[
        tuple[Amount | None, ...], Label(gettext_lazy("Revenue of the same months a year before"))
    ] = ()
    """Revenue of the same months a year before."""
    payment: Annotated[PaymentInput | None, Label(gettext_lazy("Payment"))] = None


class _Pool(ToolModel):
    name: Annotated[str, Field(min_length=1), Label(gettext_lazy("Cost pool"))]
    cost_per_year: Annotated[Amount, Field(ge=0), Label(gettext_lazy("Cost per year"))] = Decimal(0)
    cost_by_period: Annotated[
        dict[str, Amount],
        Label(
            gettext_lazy("Cost booked by period"),
            help=gettext_lazy("Goes before the cost per year, and is never prorated."),
        ),
    ] = {}
    """The cost booked in a period, as it stands; it goes before `cost_per_year` and is never prorated."""


class TimeDrivenPool(_Pool):
    """Time-driven activity-based costing: minutes × cost per minute of practical capacity."""

    kind: Annotated[
        Literal["time_driven"],
        Label(gettext_lazy("Charged by"), choices={"time_driven": gettext_lazy("time: unit minutes × units")}),
    ] = "time_driven"
    capacity_minutes_per_year: Annotated[
        Amount,
        Field(gt=0),
        Label(
            gettext_lazy("Practical capacity per year"),
            unit=gettext_lazy("minutes"),
            help=gettext_lazy("Minutes really worked, not those on the payroll."),
        ),
    ]
    capacity_by_period: Annotated[dict[str, Amount], Label(gettext_lazy("Practical capacity by period"))] = {}
    unit_minutes: Annotated[
        dict[str, Amount],
        Field(min_length=1),
        Label(gettext_lazy("Minutes per unit"), help=gettext_lazy("For each driver the minutes that one unit takes.")),
    ]
    """Minutes that one unit of each driver takes."""


class KeyPool(_Pool):
    """The whole cost is spread in proportion to `revenue` or one driver."""

    kind: Annotated[
        Literal["key"], Label(gettext_lazy("Charged by"), choices={"key": gettext_lazy("a key: in proportion")})
    ] = "key"
    key: Annotated[
        str,
        Field(min_length=1),
        Label(gettext_lazy("Key"), help=gettext_lazy("revenue, or the name of a cost driver.")),
    ]


class RatePool(ToolModel):
    """So much money per unit of each driver."""

    kind: Annotated[
        Literal["rate"], Label(gettext_lazy("Charged by"), choices={"rate": gettext_lazy("a rate per unit")})
    ] = "rate"
    name: Annotated[str, Field(min_length=1), Label(gettext_lazy("Cost pool"))]
    rates: Annotated[
        dict[str, Amount],
        Field(min_length=1),
        Label(gettext_lazy("Money per unit"), help=gettext_lazy("For each driver what one unit costs.")),
    ]


Pool = Annotated[TimeDrivenPool | KeyPool | RatePool, Field(discriminator="kind")]


class Override(ToolModel):
    """A person's figures in place of proposed ones. Without a direct cost the proposed cost ratio holds."""

    account: Annotated[str, Field(min_length=1), Label(gettext_lazy("Account code"))]
    period: Annotated[
        str, Field(min_length=1), Label(gettext_lazy("Period"), help=gettext_lazy("One of the proposed periods."))
    ]
    revenue: Annotated[Amount, Label(gettext_lazy("Revenue"))]
    direct_cost: Annotated[
        Amount | None,
        Label(gettext_lazy("Direct cost"), help=gettext_lazy("Left empty, the proposed cost ratio holds.")),
    ] = None
    reason: Annotated[
        str,
        Field(min_length=1),
        Label(gettext_lazy("Reason"), help=gettext_lazy("Why these figures are better than the proposed ones.")),
    ]


class Interval(ToolModel):
    """The interval around the proposed total of one period."""

    period: Annotated[str, Label(gettext_lazy("Period"))]
    revenue_low: Annotated[Amount, Label(gettext_lazy("Revenue, low end"))]
    revenue_high: Annotated[Amount, Label(gettext_lazy("Revenue, high end"))]
    direct_cost_low: Annotated[Amount | None, Label(gettext_lazy("Direct cost, low end"))] = None
    direct_cost_high: Annotated[Amount | None, Label(gettext_lazy("Direct cost, high end"))] = None


class Proposal(ToolModel):
    """How the proposed periods came about."""

    method: Annotated[str, Label(gettext_lazy("Method"))]
    level_pct: Annotated[int, Field(ge=1, le=99), Label(gettext_lazy("Level of the intervals"), unit="%")] = 80
    intervals: Annotated[tuple[Interval, ...], Label(gettext_lazy("Intervals"))] = ()
    refused: Annotated[str, Label(gettext_lazy("Why there is no proposal"))] = ""
    """Why there is no proposal, if there is none."""


class LifetimeValue(ToolModel):
    """Customer lifetime value with a constant margin. Rates are per year, as fractions of 1."""

    retention: Annotated[
        float,
        Field(ge=0, lt=1),
        Label(
            gettext_lazy("Retention"),
            help=gettext_lazy("Share of the accounts that stay from one year to the next, as a fraction of 1."),
        ),
    ]
    discount: Annotated[
        float,
        Field(ge=0, le=10),
        Label(gettext_lazy("Discount rate"), help=gettext_lazy("Per year, as a fraction of 1.")),
    ]
    timing: Annotated[
        Literal["end_of_period", "now_and_certain"],
        Label(
            gettext_lazy("First margin"),
            choices={
                "end_of_period": gettext_lazy("at the end of the year"),
                "now_and_certain": gettext_lazy("now, and certain"),
            },
        ),
    ] = "end_of_period"

    @model_validator(mode="after")
    def _converges(self) -> Self:
        if 1 + self.discount - self.retention <= 0:
            raise ValueError(_("1 + discount − retention must be above 0"))
        return self


class PortfolioInputs(ToolModel):
    """The whole base over some periods. `selected` is a period's label or `all`."""

    currency: Annotated[str, Label(gettext_lazy("Currency"))] = ""
    """Empty where the books do not say it."""
    as_of: Annotated[date, Label(gettext_lazy("As of"), help=gettext_lazy("The day around which the periods lie."))]
    periods: Annotated[tuple[PeriodInput, ...], Field(min_length=1), Label(gettext_lazy("Periods"))]
    selected: Annotated[
        str,
        Label(
            gettext_lazy("Selected period"),
            help=gettext_lazy("The name of a period, or all for the sum of those that are booked."),
        ),
    ] = ALL
    accounts: Annotated[tuple[AccountInput, ...], Label(gettext_lazy("Accounts"))] = ()
    pools: Annotated[tuple[Pool, ...], Label(gettext_lazy("Cost pools"))] = ()
    overrides: Annotated[
        tuple[Override, ...],
        Label(gettext_lazy("Overrides"), help=gettext_lazy("Figures of a person in place of proposed ones.")),
    ] = ()
    proposal: Annotated[Proposal | None, Label(gettext_lazy("Proposal"))] = None
    lifetime: Annotated[LifetimeValue | None, Label(gettext_lazy("Lifetime value"))] = None
    rolled_up: Annotated[bool, Label(gettext_lazy("Subsidiaries added to their parents"))] = False
    """Whether subsidiaries have been added to their parents."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        labels = [period.label for period in self.periods]
        if repeated := [label for label, times in Counter(labels).items() if times > 1]:
            text = _("{place}: period {period} is given twice; give each its own label")
            raise ValueError(text.format(place=f"periods.{labels.index(repeated[0])}.label", period=repeated[0]))
        if self.selected != ALL and self.selected not in labels:
            text = _("{place}: {period} is not among the periods; choose one of their labels")
            raise ValueError(text.format(place="selected", period=self.selected))
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


def _wrong_length(place: str, values: int, periods: int) -> ValueError:
    text = _("{place}: give one value per period; periods given: {periods}, values given: {values}")
    return ValueError(text.format(place=place, values=values, periods=periods))
