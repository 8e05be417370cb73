"""How indices, estimators and methods are called, and numbers in the unit of the CTQ."""

from __future__ import annotations

import math

from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_number, format_percent
from openkam.tools.design.capability.inputs import CapabilityResult, Index, Indices, IntervalMethod


def decimals(result: CapabilityResult) -> int:
    """As many places as show sigma with three digits, 0 to 8."""
    return min(8, max(0, 2 - math.floor(math.log10(result.sigma_overall))))


def measured(result: CapabilityResult, value: float | None) -> str:
    """A value in the unit of the CTQ, with as many places as sigma deserves."""
    text = format_number(value, decimals(result))
    return f"{text} {result.ctq.unit}".rstrip() if value is not None else text


def ppm(value: float) -> str:
    """Parts per million: to the unit where there are many, three digits where there are few."""
    if value >= 10:
        return format_number(value, 0)
    if value >= 0.001:
        return format_number(value, max(0, 2 - math.floor(math.log10(value))))
    return "0" if value == 0 else "< 0.001"


def confidence(result: CapabilityResult) -> str:
    """`95 %`."""
    whole = float(result.confidence_pct).is_integer()
    return format_percent(result.confidence_pct, 0 if whole else 1)


def headline_name(result: CapabilityResult) -> str:
    """What `result.headline` is called."""
    return "Cpk" if result.within else "Ppk"


def named(found: Indices, *, within: bool) -> list[tuple[str, Index]]:
    """The indices that there are, with their names in the order of the table."""
    rows = (
        ("Cp" if within else "Pp", found.two_sided),
        ("CPL" if within else "PPL", found.lower),
        ("CPU" if within else "PPU", found.upper),
        ("Cpk" if within else "Ppk", found.k),
        ("Cpm" if within else _("Cpm overall"), found.taguchi),
    )
    return [(name, index) for name, index in rows if index]


def interval_name(method: IntervalMethod) -> str:
    """How an interval was made."""
    return {
        "chi_square": _("chi-square"),
        "bissell": _("Bissell"),
        "noncentral_t": _("noncentral t"),
        "boyles": _("Boyles, chi-square"),
        "none": "",
    }[method]
