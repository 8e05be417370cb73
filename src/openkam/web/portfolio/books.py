"""The books as this workspace reads them: its settings in the ledger's words, and the state that keys every cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from django.conf import settings
from django.db.models import Model, QuerySet, Subquery

from openkam import ledger
from openkam.ledger import Books, BooksSettings, Rate, Snapshot
from openkam.tools.define.portfolio.inputs import KeyPool, Override, Pool, RatePool, TimeDrivenPool
from openkam.web.accounts.models import Account, CodeName
from openkam.web.portfolio.models import CostPool, CurrencyRate, ForecastOverride
from openkam.web.shell.models import User, Workspace
from openkam.web.shell.prepared import Prepared

FORMAT = "3"
"""Grows when the arrays of a stored frame change their meaning."""


@dataclass(frozen=True)
class State:
    """The current snapshot under the current settings. `as_of_is_typed` tells a chosen date from the last invoice."""

    snapshot: Snapshot
    as_of: date
    as_of_is_typed: bool
    fiscal_year_start: int
    currency: str
    company: str
    key: str
    """The same for two requests that must show the same figures."""
    directory: str
    """The same for two requests that must show the same names, places and people."""


@lru_cache(maxsize=8)
def _last_invoice_date(folder: Path, snapshot_id: str) -> date | None:
    return ledger.last_invoice_date(folder)


def workspace() -> Workspace:
    """The settings row; made on the first call."""
    return Workspace.objects.get_or_create(pk=1)[0]


def current_state() -> State | None:
    """The state of the books, or None while nothing is loaded. One query."""
    snapshot = ledger.current(settings.LEDGER_DIR)
    if snapshot is None or not snapshot.line_files:
        return None
    last = _last_invoice_date(settings.LEDGER_DIR, snapshot.id)
    if last is None:
        return None
    row = _workspace_with_versions()
    as_of = row.as_of or last
    parts = (FORMAT, snapshot.id, row.revision, as_of, row.fiscal_year_start, row.currency, settings.LEDGER_ENGINE)
    return State(
        snapshot=snapshot,
        as_of=as_of,
        as_of_is_typed=row.as_of is not None,
        fiscal_year_start=row.fiscal_year_start,
        currency=row.currency,
        company=row.name,
        key=hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24],
        directory="|".join(str(getattr(row, name)) for name in _VERSIONS),
    )


_VERSIONS = ("account_change", "account_last", "person_change", "code_last")


def _with_versions(pk: int) -> QuerySet[Workspace]:
    def latest(model: type[Model]) -> Subquery:
        return Subquery(model._default_manager.order_by("-pk").values("pk")[:1])

    return Workspace.objects.filter(pk=pk).annotate(
        account_change=latest(Account.history.model),
        account_last=latest(Account),
        person_change=latest(User.history.model),
        code_last=latest(CodeName),
    )


_settings = Prepared(_with_versions)


def _workspace_with_versions() -> Workspace:
    for found in _settings.ask(1):
        return found
    return _settings.ask(workspace().pk)[0]


def books_settings(state: State) -> BooksSettings:
    """What the ledger needs to know."""
    rates = tuple(Rate(row.currency, row.valid_from, row.rate) for row in CurrencyRate.objects.all())
    return BooksSettings(
        as_of=state.as_of, fiscal_year_start=state.fiscal_year_start, currency=state.currency, rates=rates
    )


def base_key(state: State) -> str:
    """The same for two states whose figures differ in nothing but cost pools and forecasts typed by people."""
    rates = [(row.currency, row.valid_from, row.rate) for row in CurrencyRate.objects.order_by("pk")]
    parts = (
        FORMAT, state.snapshot.id, state.as_of, state.fiscal_year_start, state.currency, settings.LEDGER_ENGINE, rates,
    )  # fmt: skip
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24]


def open_books(state: State) -> Books:
    """The books at this state."""
    engine = cast(Literal["duckdb", "spark"], settings.LEDGER_ENGINE)
    return Books(settings.LEDGER_DIR, books_settings(state), snapshot=state.snapshot, engine=engine)


def pool_of(row: CostPool) -> Pool:
    """A cost pool in the tool's words."""
    if row.method == CostPool.Method.RATE:
        return RatePool.model_validate({"name": row.name, "rates": row.drivers})
    cost = row.amount_per_year or 0
    if row.method == CostPool.Method.KEY:
        return KeyPool.model_validate({"name": row.name, "cost_per_year": cost, "key": row.key})
    return TimeDrivenPool.model_validate(
        {
            "name": row.name,
            "cost_per_year": cost,
            "capacity_minutes_per_year": row.capacity_minutes_per_year,
            "unit_minutes": row.drivers,
        }
    )


def cost_pools() -> tuple[Pool, ...]:
    """All cost pools, in the order of their names."""
    return tuple(pool_of(row) for row in CostPool.objects.all())


def pools_are_sample() -> bool:
    """Whether there are cost pools and nobody has made or changed one."""
    kinds = set(CostPool.objects.values_list("is_sample", flat=True))
    return kinds == {True}


def forecast_overrides(labels: dict[date, str]) -> tuple[Override, ...]:
    """The overrides of the years whose first day is in `labels`, in the tool's words."""
    rows = ForecastOverride.objects.select_related("account").filter(year_start__in=list(labels), revenue__isnull=False)
    return tuple(
        Override(
            account=row.account.code,
            period=labels[row.year_start],
            revenue=row.revenue or 0,
            direct_cost=row.direct_cost,
            reason=row.reason,
        )
        for row in rows.order_by("account__code", "year_start")
    )
