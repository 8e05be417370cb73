"""Numbers, money and dates as a reader of each language writes them. Rounding happens here and nowhere else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openkam.core.i18n import language, locale

Number = int | float | Decimal
MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EN DASH}"
_COMPACT_STEPS: dict[str, tuple[tuple[int, str], ...]] = {
    "en": ((10**9, "B"), (10**6, "M"), (10**3, "k")),
    "zh_Hant": ((10**8, "億"), (10**4, "萬")),
    "zh_Hans": ((10**8, "亿"), (10**4, "万")),
}


def _signed(text: str) -> str:
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def format_number(value: Number | None, decimals: int = 0, *, plus: bool = False) -> str:
    """`value` with thousands separators, `decimals` places, a true minus sign; a dash if it is missing."""
    if value is None:
        return MISSING
    text = f"{value:+,.{decimals}f}" if plus else f"{value:,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("+-")
    return _signed(text)


def format_as_typed(value: float | None) -> str:
    """`value` with as many decimals as it was typed with, four at most; very small or large ones by their power."""
    if value is None:
        return MISSING
    if value and not 1e-3 <= abs(value) < 1e12:
        return f"{value:.3g}".replace("-", MINUS)
    decimals = next((places for places in range(4) if round(value, places) == value), 4)
    return format_number(value, decimals)


def small_chance(value: float | None, decimals: int = 4) -> float | str | None:
    """A p value for a cell of so many decimals: one that would be written as nothing says below what it is."""
    least = 10.0**-decimals
    return value if value is None or value >= least / 2 else f"< {least:.{decimals}f}"


def format_percent(value: Number | None, decimals: int = 1, *, plus: bool = False) -> str:
    """`value`, already in percent, with the sign set as each language sets it: `27.5 %`, `27.5%`."""
    if value is None:
        return MISSING
    space = "" if language().startswith("zh") else "\N{NO-BREAK SPACE}"
    return f"{format_number(value, decimals, plus=plus)}{space}%"


def format_money(value: Number | None, currency: str, decimals: int = 2) -> str:
    """`value` with its currency code behind it: `1,234.50 USD`."""
    if value is None:
        return MISSING
    return f"{format_number(value, decimals)}\N{NO-BREAK SPACE}{currency}"


def format_compact(value: Number | None, digits: int = 3) -> str:
    """`value` to about `digits` significant digits: `33.1M`, `−343k`; in Chinese by ten thousands: `3,314萬`."""
    if value is None:
        return MISSING
    steps = _COMPACT_STEPS[locale()]
    size = -value if value < 0 else value
    for factor, suffix in steps:
        if size >= factor:
            scaled = float(value) / factor
            whole = len(str(int(abs(scaled))))
            return format_number(scaled, max(0, digits - whole)) + suffix
    places = 0 if float(value).is_integer() else max(0, digits - len(str(int(size))))
    return format_number(float(value), places)


def format_date(value: date | None) -> str:
    """`value` as `31 May 2020` or `2020年5月31日`."""
    if value is None:
        return MISSING
    if language().startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%b %Y}"


def format_month(value: date | None) -> str:
    """`value` as `May 2020` or `2020年5月`."""
    if value is None:
        return MISSING
    if language().startswith("zh"):
        return f"{value.year}年{value.month}月"
    return f"{value:%b %Y}"
