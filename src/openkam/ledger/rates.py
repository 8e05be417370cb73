"""Exchange rates by date: one unit of a currency in the base currency, from a day until the next rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from openkam.core.i18n import gettext as _
from openkam.ledger.types import LedgerError, Rate

_LAST_DAY: Final = date(9999, 12, 31)
PLACES: Final = 11
RATE_TYPE: Final = f"DECIMAL(19,{PLACES})"
"""DECIMAL(18,4) × DECIMAL(19,11) is exact in the 38 digits that DuckDB and Spark both have."""


@dataclass(frozen=True)
class DatedRate:
    """A rate with both ends of its validity, included."""

    currency: str
    first_day: date
    last_day: date
    rate: Decimal


def dated(rates: Sequence[Rate], base: str) -> tuple[DatedRate, ...]:
    """The rates with their last days, sorted; the base currency is worth one of itself on every day.

    Raises `LedgerError` for a rate that is not positive or too large, a second rate of one currency for the same
    day, or a rate of the base currency other than one.
    """
    result = [DatedRate(base, date(1, 1, 1), _LAST_DAY, Decimal(1))]
    ordered = sorted(rates, key=lambda rate: (rate.currency, rate.valid_from))
    for currency, group in groupby(ordered, key=lambda rate: rate.currency):
        of_currency = list(group)
        days = [rate.valid_from for rate in of_currency]
        if len(set(days)) < len(days):
            twice = next(day for day, following in pairwise(days) if day == following)
            raise LedgerError(
                _("{currency} has two rates from {day} on.").format(currency=currency, day=twice.isoformat()),
                remedy=_("Keep one of them."),
            )
        for rate, following in zip(of_currency, [*days[1:], None], strict=True):
            last_day = following - timedelta(days=1) if following else _LAST_DAY
            exact = _exact(rate)
            if currency != base:
                result.append(DatedRate(currency, rate.valid_from, last_day, exact))
            elif exact != 1:
                raise LedgerError(
                    _("{currency} is the base currency, so its rate is 1 and not {rate}.").format(
                        currency=currency, rate=rate.rate
                    ),
                    remedy=_("Remove this rate, or choose another base currency."),
                )
    return tuple(result)


def _exact(rate: Rate) -> Decimal:
    # Checked before it is rounded, since neither infinity nor a number of that size can be.
    known = rate.rate.is_finite() and 0 < rate.rate < 10**8
    exact = rate.rate.quantize(Decimal(1).scaleb(-PLACES)) if known else Decimal(0)
    if not exact:
        raise LedgerError(
            _("The rate of {currency} from {day} is {rate}; a rate is greater than 0 and below 100,000,000.").format(
                currency=rate.currency, day=rate.valid_from.isoformat(), rate=rate.rate
            ),
            remedy=_("Say what one unit of this currency is worth in the base currency."),
        )
    return exact
