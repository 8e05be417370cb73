"""What portfolio analysis finds. Money is exact; None is unknown and never stands for 0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from openkam.core.tool import ToolModel
from openkam.tools.define.portfolio.inputs import Override, PaymentInput, PeriodKind, Proposal


class Figures(ToolModel):
    """The rows of one column: revenue − direct cost − indirect cost = net income.

    `net_income` leaves indirect cost out where there are no cost pools (`PortfolioResult.before_indirect`).
    """

    revenue: Decimal
    direct_cost: Decimal | None
    indirect_cost: Decimal | None
    net_income: Decimal | None


class PeriodResult(ToolModel):
    """One column of the whole base, or the selection."""

    label: str
    start: date
    end: date
    kind: PeriodKind
    months: int
    months_covered: int
    figures: Figures
    accounts: int
    """Accounts with sales, a cost or a driver in the period."""
    unprofitable: int | None
    unknown_accounts: int
    """Active accounts whose direct cost is not wholly known."""
    unknown_revenue: Decimal
    known_net_income: Decimal
    """Net income over the accounts whose cost is known."""
    growth_pct: float | None = None
    growth_reason: str = ""
    """Stable code: no_earlier_period, not_covered, base_not_positive, proposed."""
    compared_from: date | None = None
    compared_to: date | None = None
    compared_months: int = 0
    revenue_low: Decimal | None = None
    revenue_high: Decimal | None = None
    direct_cost_low: Decimal | None = None
    direct_cost_high: Decimal | None = None

    @property
    def partial(self) -> bool:
        """Whether the books cover only a part of it."""
        return self.kind == "partial"


class PoolResult(ToolModel):
    """One cost pool in one period."""

    pool: str
    kind: Literal["time_driven", "key", "rate"]
    period: str
    cost: Decimal | None
    """What the pool costs in the period; None for rates, which charge what they charge."""
    assigned: Decimal
    unused: Decimal | None
    """Cost of unused capacity (negative: more used than there is). Shown, never charged."""
    capacity_minutes: Decimal | None = None
    used_minutes: Decimal | None = None
    rate_per_minute: Decimal | None = None
    prorated_months: int | None = None
    """Months of a year's cost that count, where that is not the whole year."""
    missing_drivers: tuple[str, ...] = ()


class AccountResult(ToolModel):
    """One account: five columns, the selection, and what follows from them."""

    account: str
    name: str
    revenue: tuple[Decimal, ...]
    direct_cost: tuple[Decimal | None, ...]
    indirect_cost: tuple[Decimal | None, ...]
    net_income: tuple[Decimal | None, ...]
    active: tuple[bool, ...]
    overridden: tuple[bool, ...]
    selected: Figures
    selected_active: bool
    growth_pct: float | None
    growth_reason: str
    cagr_pct: float | None
    share_pct: float | None
    lifetime_value: Decimal | None = None
    payment: PaymentInput | None = None


class Whale(ToolModel):
    """The whale curve of the selection over the accounts whose profit is known."""

    axis: Literal["percent", "money"] | None
    reason: str
    """Stable code: empty, total_not_positive, no_accounts or unknown_cost."""
    accounts: int
    total: Decimal | None
    peak: Decimal | None
    peak_pct: float | None
    accounts_at_peak: int
    unprofitable: int
    loss_total: Decimal | None
    below_zero_from: int | None
    """Rank of the first account at which the curve is below zero for good, if it ends below zero."""
    gini: float | None
    stobachoff: float | None
    gini_rsv: float | None
    ranks: tuple[int, ...]
    cumulative: tuple[Decimal, ...]
    """The curve at `ranks`, from (0, 0), thinned to at most 400 points that keep both ends and the peak."""
    codes: tuple[str, ...]
    """The account at each rank; empty at rank 0."""


class Concentration(ToolModel):
    """Concentration of revenue over the accounts with positive revenue."""

    accounts: int
    hhi: float | None
    effective_number: float | None
    top20_accounts: int
    top20_revenue_share_pct: float | None
    excluded_accounts: int
    """Accounts left out because their revenue is negative (credit notes only)."""


class PortfolioResult(ToolModel):
    """Everything that page, deck, sheet and command line show."""

    currency: str
    as_of: date
    selected: str
    periods: tuple[PeriodResult, ...]
    selection: PeriodResult
    accounts: tuple[AccountResult, ...]
    pools: tuple[PoolResult, ...]
    whale: Whale
    concentration: Concentration
    before_indirect: bool
    """No cost pools: indirect cost is unknown and net income is before it."""
    cagr_pct: float | None
    cagr_reason: str
    """Stable code: fewer_than_two_years or base_not_positive."""
    cagr_from: str
    cagr_to: str
    lifetime_multiple: float | None
    lifetime_timing: str
    overrides: tuple[Override, ...]
    proposal: Proposal | None
    rolled_up: bool
