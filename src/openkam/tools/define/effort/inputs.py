"""What the effort plan is given: managers and their days, accounts and what is at stake, and what effort attains."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from openkam.core.amounts import Amount
from openkam.core.fields import Label
from openkam.core.i18n import LazyText, gettext as _, gettext_lazy
from openkam.core.nouns import ACCOUNT_CLASS_NAMES, AccountClass, Id, Name
from openkam.core.tool import ToolModel

LEVEL_NAMES: dict[str, LazyText] = {
    "minimum": gettext_lazy("minimum effort"),
    "standard": gettext_lazy("standard effort"),
    "full": gettext_lazy("full effort"),
}
"""What the levels that we begin with are called; a name of your own goes before."""
Days = Annotated[Decimal, Field(ge=0, le=100_000, max_digits=8, decimal_places=2)]
"""Days a year, exact to a hundredth."""
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
AccountCode = Annotated[str, Field(min_length=1, max_length=200), Label(gettext_lazy("Account code"))]
ManagerId = Annotated[str, Field(min_length=1, max_length=60), Label(gettext_lazy("Account manager"))]
MOST_LEVELS = 12


class ClassDays(ToolModel):
    """How many days a year an account of each class asks for. Ours, and only where to begin."""

    k: Annotated[Days, Label(ACCOUNT_CLASS_NAMES["k"], unit=gettext_lazy("days"))] = Decimal(40)
    d: Annotated[Days, Label(ACCOUNT_CLASS_NAMES["d"], unit=gettext_lazy("days"))] = Decimal(25)
    m: Annotated[Days, Label(ACCOUNT_CLASS_NAMES["m"], unit=gettext_lazy("days"))] = Decimal(8)
    o: Annotated[Days, Label(ACCOUNT_CLASS_NAMES["o"], unit=gettext_lazy("days"))] = Decimal(2)

    def of(self, kind: AccountClass) -> Decimal:
        """The days of one class."""
        return {"k": self.k, "d": self.d, "m": self.m, "o": self.o}[kind]


class Level(ToolModel):
    """One level of effort: its days as a share of the days asked for, and the share of the value that it attains."""

    id: Id
    name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Name"))] = ""
    days_pct: Annotated[
        Decimal,
        Field(gt=0, le=1000, max_digits=6, decimal_places=2),
        Label(gettext_lazy("Days"), help=gettext_lazy("Of the days that the account asks for."), unit="%"),
    ]
    value_pct: Annotated[
        Percent,
        Label(
            gettext_lazy("Value attained"), help=gettext_lazy("Of the value at stake, by your own judgement."), unit="%"
        ),
    ]

    def label(self) -> str:
        """Its name: the typed one, else ours, else the id."""
        return self.name.strip() or str(LEVEL_NAMES.get(self.id, self.id))


LEVELS = (
    Level(id="minimum", days_pct=Decimal(50), value_pct=Decimal(60)),
    Level(id="standard", days_pct=Decimal(100), value_pct=Decimal(85)),
    Level(id="full", days_pct=Decimal(150), value_pct=Decimal(100)),
)
"""A curve that flattens: each further day brings less. Ours, and only where to begin."""


class Manager(ToolModel):
    """An account manager and the days that he or she has for accounts."""

    id: Id
    name: Name
    capacity_days: Annotated[
        Days,
        Label(
            gettext_lazy("Capacity"),
            help=gettext_lazy("Days a year that are left for accounts after holidays, training and inside work."),
            unit=gettext_lazy("days"),
        ),
    ]


class EffortAccount(ToolModel):
    """An account: its class, what is at stake and who is responsible now."""

    account: AccountCode
    name: Annotated[str, Field(max_length=200), Label(gettext_lazy("Account"))] = ""
    kind: Annotated[AccountClass, Label(gettext_lazy("Account class"), choices=ACCOUNT_CLASS_NAMES)]
    value: Annotated[
        Amount | None,
        Field(ge=0),
        Label(
            gettext_lazy("Value at stake"),
            help=gettext_lazy("The revenue or margin that our time can attain or lose here; empty: not known."),
        ),
    ] = None
    manager: Annotated[
        str,
        Field(max_length=60),
        Label(gettext_lazy("Account manager now"), help=gettext_lazy("The id of the manager; empty: nobody.")),
    ] = ""
    days_wanted: Annotated[
        Days | None,
        Label(
            gettext_lazy("Days asked for"),
            help=gettext_lazy("Empty: the days of its class."),
            unit=gettext_lazy("days"),
        ),
    ] = None
    minimum_days: Annotated[
        Days,
        Label(
            gettext_lazy("Agreed minimum"),
            help=gettext_lazy("The account must be served with at least so many days; 0: it may go without."),
            unit=gettext_lazy("days"),
        ),
    ] = Decimal(0)
    may_move: Annotated[
        bool,
        Label(
            gettext_lazy("May be handed over"), help=gettext_lazy("To another manager than the one responsible now.")
        ),
    ] = True

    def label(self) -> str:
        """Its name, or its code where it has none."""
        return self.name or self.account


class AccountLevel(ToolModel):
    """A level of effort of one account, in place of the common ones."""

    account: AccountCode
    name: Name
    days: Annotated[
        Decimal,
        Field(gt=0, le=100_000, max_digits=8, decimal_places=2),
        Label(gettext_lazy("Days"), unit=gettext_lazy("days")),
    ]
    value_pct: Annotated[Percent, Label(gettext_lazy("Value attained"), unit="%")]


class FixedAllocation(ToolModel):
    """What is agreed already: who serves an account, and with how many days if that is agreed too."""

    account: AccountCode
    manager: ManagerId
    days: Annotated[
        Decimal | None,
        Field(gt=0, le=100_000, max_digits=8, decimal_places=2),
        Label(
            gettext_lazy("Days"),
            help=gettext_lazy("Empty: at least the lowest level of effort."),
            unit=gettext_lazy("days"),
        ),
    ] = None


class EffortInputs(ToolModel):
    """The programme of one period: what the accounts ask for and what the managers have."""

    period: Annotated[str, Field(max_length=60), Label(gettext_lazy("Planning cycle"))] = ""
    currency: Annotated[str, Field(max_length=10), Label(gettext_lazy("Currency"))] = ""
    class_days: Annotated[
        ClassDays,
        Label(gettext_lazy("Days per class"), help=gettext_lazy("Only where to begin: put your own in their place.")),
    ] = ClassDays()
    levels: Annotated[
        tuple[Level, ...],
        Field(min_length=1, max_length=MOST_LEVELS),
        Label(
            gettext_lazy("Levels of effort"),
            help=gettext_lazy("The fewest days first. Only where to begin: put your own in their place."),
        ),
    ] = LEVELS
    managers: Annotated[tuple[Manager, ...], Field(max_length=200), Label(gettext_lazy("Account managers"))] = ()
    accounts: Annotated[tuple[EffortAccount, ...], Label(gettext_lazy("Accounts"))] = ()
    account_levels: Annotated[
        tuple[AccountLevel, ...],
        Label(
            gettext_lazy("Levels of single accounts"),
            help=gettext_lazy("For accounts that the common levels do not fit; the fewest days first."),
        ),
    ] = ()
    fixed: Annotated[tuple[FixedAllocation, ...], Label(gettext_lazy("Agreed allocations"))] = ()
    hand_over: Annotated[
        bool,
        Label(
            gettext_lazy("Accounts may change manager"),
            help=gettext_lazy("If not, only accounts that nobody serves now are given to a manager."),
        ),
    ] = True
    hand_over_loss_pct: Annotated[
        Percent,
        Label(
            gettext_lazy("Lost by a hand-over"),
            help=gettext_lazy("The share of an account's value that a change of manager costs in this period."),
            unit="%",
        ),
    ] = Decimal(5)
    max_accounts: Annotated[
        int | None,
        Field(ge=0, le=1_000_000),
        Label(gettext_lazy("Most accounts per manager"), help=gettext_lazy("Empty: no such limit.")),
    ] = None

    @model_validator(mode="after")
    def _agree(self) -> Self:
        _each_once("levels", (one.id for one in self.levels))
        _each_once("managers", (one.id for one in self.managers))
        _each_once("accounts", (one.account for one in self.accounts))
        _each_once("fixed", (one.account for one in self.fixed))
        _known(self)
        _rising("levels", "days_pct", [("", one.days_pct, one.value_pct) for one in self.levels])
        _rising("account_levels", "days", [(one.account, one.days, one.value_pct) for one in self.account_levels])
        return self


def _each_once(place: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if key in seen:
            raise ValueError(_("{place}: {id} is given twice").format(place=f"{place}.{at}", id=key))
        seen.add(key)


def _known(inputs: EffortInputs) -> None:
    managers = {one.id for one in inputs.managers}
    accounts = {one.account: one for one in inputs.accounts}
    named = [(f"accounts.{at}.manager", one.manager) for at, one in enumerate(inputs.accounts) if one.manager]
    named += [(f"fixed.{at}.manager", one.manager) for at, one in enumerate(inputs.fixed)]
    for place, manager in named:
        if manager not in managers:
            text = _("{place}: there is no manager {id} in the list of managers")
            raise ValueError(text.format(place=place, id=manager))
    codes = [(f"account_levels.{at}.account", one.account) for at, one in enumerate(inputs.account_levels)]
    codes += [(f"fixed.{at}.account", one.account) for at, one in enumerate(inputs.fixed)]
    for place, code in codes:
        if code not in accounts:
            text = _("{place}: there is no account {id} in the list of accounts")
            raise ValueError(text.format(place=place, id=code))
    for at, fixed in enumerate(inputs.fixed):
        if fixed.days is not None and fixed.days < accounts[fixed.account].minimum_days:
            text = _("{place}: {days} days are agreed, but the agreed minimum of account {id} is {minimum}")
            minimum = accounts[fixed.account].minimum_days
            raise ValueError(text.format(place=f"fixed.{at}.days", days=fixed.days, id=fixed.account, minimum=minimum))


def _rising(place: str, column: str, rows: list[tuple[str, Decimal, Decimal]]) -> None:
    """More days in each further level of an account, and no less value."""
    last: dict[str, tuple[Decimal, Decimal]] = {}
    counts: dict[str, int] = {}
    for at, (code, days, value) in enumerate(rows):
        before = last.get(code)
        if before and days <= before[0]:
            text = _("{place}: each level needs more days than the one before")
            raise ValueError(text.format(place=f"{place}.{at}.{column}"))
        if before and value < before[1]:
            text = _("{place}: more days must not attain less value than the level before")
            raise ValueError(text.format(place=f"{place}.{at}.value_pct"))
        last[code] = (days, value)
        counts[code] = counts.get(code, 0) + 1
        if counts[code] > MOST_LEVELS:
            text = _("{place}: an account has at most {count} levels")
            raise ValueError(text.format(place=f"{place}.{at}", count=MOST_LEVELS))
