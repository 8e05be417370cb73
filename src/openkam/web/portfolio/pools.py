"""What a cost pool charged an account, said in units and prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _, pgettext

from openkam.core.amounts import from_ten_thousandths
from openkam.core.numbers import format_number
from openkam.web.portfolio.frame import Frame, IntArray
from openkam.web.portfolio.models import CostPool


def unit_name(driver: str) -> str:
    """What a driver counts."""
    return {
        "orders": pgettext("driver", "orders"),
        "lines": pgettext("driver", "invoice lines"),
        "credit_lines": pgettext("driver", "credit notes and returns"),
        "quantity": pgettext("driver", "units"),
        "revenue": pgettext("driver", "revenue"),
    }.get(driver, driver)


def explain(name: str, frame: Frame, drivers: Mapping[str, IntArray], at: Sequence[int]) -> str:
    """`13 orders × 85.00 · 43 invoice lines × 3.20`; empty where the pool is not among the settings any more."""
    pool = CostPool.objects.filter(name=name).first()
    if pool is None:
        return ""
    if pool.method == CostPool.Method.KEY:
        return _("the pool's cost, shared out in proportion to {driver}").format(driver=unit_name(pool.key))
    parts = []
    for driver, price in pool.drivers.items():
        values = drivers.get(driver)
        count = from_ten_thousandths(int(values[0, list(at)].sum())) if values is not None else Decimal(0)
        units = format_number(count, 0 if count == count.to_integral_value() else 2)
        template = (
            _("{count} {unit} × {price}")
            if pool.method == CostPool.Method.RATE
            else _("{count} {unit} × {price} minutes")
        )
        parts.append(template.format(count=units, unit=unit_name(driver), price=price))
    text = " · ".join(parts)
    if pool.method == CostPool.Method.TIME_DRIVEN:
        label = frame.periods[at[-1]].label
        rate = next((one.rate_per_minute for one in frame.pools if one.pool == name and one.period == label), None)
        if rate is not None:
            text = _("{units}, at {rate} a minute").format(units=text, rate=format_number(rate, 4))
    return text
