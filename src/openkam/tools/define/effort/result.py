"""What the effort plan finds: the load as it is asked for, the proposal, and what more or fewer days would change."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from openkam.core.nouns import AccountClass
from openkam.core.tool import ToolModel
from openkam.tools.define.effort.inputs import ClassDays, Level
from openkam.tools.define.effort.maths import Origin

Method = Literal["proved", "stopped", "rounded", "none"]
"""Proved best; the search was cut short; rounded from the relaxed plan; no plan keeps what is agreed."""


class ManagerLoad(ToolModel):
    """One manager: the days asked for, the days there are, and the days proposed."""

    id: str
    name: str
    capacity_days: Decimal
    accounts: int
    asked_days: Decimal
    over_days: Decimal
    """Asked − capacity: above 0 there are too few days."""
    proposed_accounts: int
    proposed_days: Decimal
    attained: Decimal
    day_value: float
    """What one more day would add to the value, by the relaxed plan; 0 where days are left over."""


class ClassLoad(ToolModel):
    """The accounts of one class; `served` are those to which the proposal gives days."""

    kind: AccountClass
    accounts: int
    asked_days: Decimal
    value: Decimal
    served: int
    proposed_days: Decimal
    attained: Decimal


class Allocation(ToolModel):
    """One account: what it asks for, what it has if days are cut evenly, and what is proposed.

    `must` says that it has to be served.
    """

    account: str
    name: str
    kind: AccountClass
    value: Decimal | None
    manager_now: str
    asked_days: Decimal
    today_days: Decimal
    today_value: Decimal
    manager: str
    origin: Origin
    """Where the level comes from: none, the common levels, the account's own, or days agreed or had today."""
    level: str
    """The id of a common level or the name of the account's own; else empty."""
    days: Decimal
    share_pct: Decimal
    """Of the value, before what a hand-over costs."""
    attained: Decimal
    handed_over: bool
    must: bool

    @property
    def change_days(self) -> Decimal:
        """Proposed − today."""
        return self.days - self.today_days

    def label(self) -> str:
        """Its name, or its code where it has none."""
        return self.name or self.account


class Shortage(ToolModel):
    """What a manager lacks to keep what is agreed: days, or places among the accounts that one may have."""

    manager: str
    agreed_days: Decimal
    missing_days: Decimal
    missing_places: int


class TradePoint(ToolModel):
    """The value that so much of the capacity attains; None: less than what is agreed needs."""

    capacity_pct: int
    capacity_days: Decimal
    attained: Decimal | None


class EffortResult(ToolModel):
    """Load, proposal, shortages and trade."""

    period: str
    currency: str
    class_days: ClassDays
    levels: tuple[Level, ...]
    managers: tuple[ManagerLoad, ...]
    classes: tuple[ClassLoad, ...]
    accounts: tuple[Allocation, ...]
    shortages: tuple[Shortage, ...]
    trade: tuple[TradePoint, ...]
    trade_rounded: bool
    """Points other than that at all days are rounded, and may lie a little too low."""
    capacity_days: Decimal
    asked_days: Decimal
    unmanaged_days: Decimal
    """Of those, asked for by accounts that nobody serves."""
    unmanaged: int
    proposed_days: Decimal
    value: Decimal
    """At stake in all, where it is known."""
    unknown_values: int
    today_value: Decimal
    attained: Decimal | None
    """None where no plan keeps what is agreed."""
    bound: Decimal | None
    """No plan attains more."""
    method: Method
    hand_over: bool
    hand_over_loss_pct: Decimal
    max_accounts: int | None
    own_levels: int
    """Accounts with levels of their own."""

    @property
    def over_days(self) -> Decimal:
        """Asked − capacity of the whole programme."""
        return self.asked_days - self.capacity_days

    @property
    def attained_pct(self) -> float | None:
        """Of the value at stake; None where nothing is at stake or nothing is proposed."""
        return None if self.attained is None or not self.value else float(100 * self.attained / self.value)

    @property
    def gap_pct(self) -> float | None:
        """How far the best plan may lie above the proposal, in percent of the proposal's bound."""
        if self.attained is None or self.bound is None or not self.bound:
            return None
        return max(0.0, float(100 * (self.bound - self.attained) / self.bound))

    def manager_name(self, id: str) -> str:
        """What a manager is called; empty for nobody."""
        return next((one.name for one in self.managers if one.id == id), "")
