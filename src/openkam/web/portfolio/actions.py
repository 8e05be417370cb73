"""What people change about the figures: forecasts, settings of the books, rates and cost pools."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, Place
from openkam.web.accounts.models import Account
from openkam.web.portfolio.books import workspace
from openkam.web.portfolio.models import CostPool, CurrencyRate, ForecastOverride
from openkam.web.shell.models import User, Workspace

SAMPLE_POOLS = (("orders", Decimal("85.00")), ("lines", Decimal("3.20")))


def figures_changed() -> None:
    """Every figure depends on the settings: the next reader gets figures made under the new ones."""
    workspace()
    Workspace.objects.filter(pk=1).update(revision=F("revision") + 1)


@transaction.atomic
def override_forecast(
    *,
    author: User,
    account: Account,
    year_start: date,
    revenue: Decimal,
    direct_cost: Decimal | None,
    reason: str,
) -> ForecastOverride:
    """Put a person's figure in place of the proposal, with the reason; a former one is replaced and kept in history."""
    changed, _created = ForecastOverride.objects.update_or_create(
        account=account,
        year_start=year_start,
        defaults={"revenue": revenue, "direct_cost": direct_cost, "reason": reason, "author": author},
    )
    figures_changed()
    return changed


@transaction.atomic
def withdraw_override(*, override: ForecastOverride) -> None:
    """Back to the proposal. The history keeps what was said."""
    override.delete()
    figures_changed()


@transaction.atomic
def save_books(*, name: str, currency: str, fiscal_year_start: int, as_of: date | None) -> Workspace:
    """The company's name and the choices behind every figure."""
    row = Workspace.objects.select_for_update().get(pk=workspace().pk)
    row.name, row.currency, row.fiscal_year_start, row.as_of = name, currency, fiscal_year_start, as_of
    row.revision += 1
    row.save()
    return row


@transaction.atomic
def save_rate(*, currency: str, valid_from: date, rate: Decimal, replaces: CurrencyRate | None = None) -> CurrencyRate:
    """One dated rate; one of the same currency and day is replaced."""
    if replaces is not None and (replaces.currency, replaces.valid_from) != (currency, valid_from):
        replaces.delete()
    saved, _created = CurrencyRate.objects.update_or_create(
        currency=currency, valid_from=valid_from, defaults={"rate": rate}
    )
    figures_changed()
    return saved


@transaction.atomic
def delete_rate(*, rate: CurrencyRate) -> None:
    """Forget a rate. Lines that need it are then in no sum, and pages say so."""
    rate.delete()
    figures_changed()


@dataclass(frozen=True)
class PastedRate:
    """One understood line of a pasted block."""

    currency: str
    valid_from: date
    rate: Decimal


def read_rates(text: str) -> tuple[PastedRate, ...]:
    """A block copied from a spreadsheet: currency, first day (2020-01-31), rate, parted by tabs, semicolons or commas.

    Raises `InvalidInput` that names the first line that cannot be used.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found.append(_read_rate(line, number))
    return tuple(found)


def _read_rate(line: str, number: int) -> PastedRate:
    mark = next((mark for mark in ("\t", ";", ",") if mark in line), None)
    cells = [cell.strip() for cell in (line.split(mark) if mark else line.split())]
    try:
        currency, day, rate = cells
        if mark != ",":
            rate = rate.replace(",", ".")
        read = PastedRate(currency.upper(), date.fromisoformat(day), Decimal(rate))
    except (ValueError, InvalidOperation) as error:
        raise _unusable(line, number) from error
    if not re.fullmatch("[A-Z]{3}", read.currency) or not read.rate.is_finite() or read.rate <= 0:
        raise _unusable(line, number)
    return read


def _unusable(line: str, number: int) -> InvalidInput:
    return InvalidInput(
        _("Line {number} of the pasted rates cannot be used: {line}").format(number=number, line=line.strip()[:80]),
        remedy=_("Write currency, first day and rate, for example: EUR 2020-01-01 1.12"),
        place=Place(line=number),
    )


@transaction.atomic
def paste_rates(*, rates: Sequence[PastedRate]) -> int:
    """Save all of them or, where one cannot be saved, none; answers how many."""
    for one in rates:
        CurrencyRate.objects.update_or_create(
            currency=one.currency, valid_from=one.valid_from, defaults={"rate": one.rate}
        )
    figures_changed()
    return len(rates)


@transaction.atomic
def save_pool(*, pool: CostPool | None, values: Mapping[str, Any]) -> CostPool:
    """A cost pool, new or changed. A person's change makes a sample pool theirs."""
    row = pool or CostPool()
    for name, value in values.items():
        setattr(row, name, value)
    row.is_sample = False
    row.save()
    figures_changed()
    return row


@transaction.atomic
def delete_pool(*, pool: CostPool) -> None:
    """Remove a cost pool; the history keeps it."""
    pool.delete()
    figures_changed()


@transaction.atomic
def load_sample_pool() -> CostPool:
    """The illustrative rates of the sample company. It publishes no indirect costs; these only show the method."""
    pool, created = CostPool.objects.get_or_create(
        name=_("Order handling (illustrative sample)"),
        defaults={
            "method": CostPool.Method.RATE,
            "drivers": {driver: str(price) for driver, price in SAMPLE_POOLS},
            "is_sample": True,
        },
    )
    if created:
        figures_changed()
    return pool


@transaction.atomic
def remove_sample_pools() -> int:
    """Take the sample's cost pools away; one that a person has changed stays."""
    count = 0
    for pool in CostPool.objects.filter(is_sample=True):
        pool.delete()
        count += 1
    if count:
        figures_changed()
    return count
