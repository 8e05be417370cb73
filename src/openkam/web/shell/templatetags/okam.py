"""Numbers, money and dates in the reader's language, for templates. Loaded everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.db.models import Model

from openkam.core import numbers as written

register = template.Library()


@register.filter
def number(value: written.Number | None, decimals: int = 0) -> str:
    """`value` with separators and `decimals` places."""
    return written.format_number(value, decimals)


@register.filter
def signed(value: written.Number | None, decimals: int = 1) -> str:
    """`value` with its sign, plus included."""
    return written.format_number(value, decimals, plus=True)


@register.filter
def percent(value: written.Number | None, decimals: int = 1) -> str:
    """`value`, already in percent, with the sign."""
    return written.format_percent(value, decimals)


@register.filter
def compact(value: written.Number | None) -> str:
    """`value` shortened: 33.1M."""
    return written.format_compact(value)


@register.filter
def day(value: date | None) -> str:
    """`value` as a date."""
    return written.format_date(value)


@register.filter
def numbers(rows: Iterable[Model]) -> str:
    """The keys of `rows`, for an address: 3,5."""
    return ",".join(str(row.pk) for row in rows)


@register.inclusion_tag("shell/icon.html")
def icon(name: str) -> dict[str, str]:
    """The drawing `name` of `static/icons.svg`; always beside a label or inside something that has a name."""
    return {"name": name}


@register.filter
def other_way(column: str, now: str) -> str:
    """The order that a click on the head of `column` asks for: upwards first, then downwards."""
    return f"-{column}" if now == column else column
