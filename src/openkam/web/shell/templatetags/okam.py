"""Numbers, money and dates in the reader's language, for templates. Loaded everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django import template
from django.db.models import Model
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

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


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """The drawing `name` of `static/icons.svg`; always beside a label or inside something that has a name."""
    # Not a template: a page draws some twenty. The line's end stands between the drawing and its label.
    return format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>\n',
        static("icons.svg"),
        name,
    )


@register.filter
def other_way(column: str, now: str) -> str:
    """The order that a click on the head of `column` asks for: upwards first, then downwards."""
    return f"-{column}" if now == column else column
