"""Names that the whole report shares: what the bottom line is called and how a period is written."""

from __future__ import annotations

from decimal import Decimal

from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_month
from openkam.tools.define.portfolio.inputs import ALL
from openkam.tools.define.portfolio.result import PeriodResult, PortfolioResult


def bottom_line(result: PortfolioResult) -> str:
    """`Net income`, or `Margin` where indirect costs are not known; as a heading."""
    return _("Margin") if result.before_indirect else _("Net income")


def months_text(count: int) -> str:
    """`11 months`."""
    return ngettext("{count} month", "{count} months", count).format(count=count)


def period_text(period: PeriodResult) -> str:
    """`FY20`, `FY20 (11 months)`, or the span of everything."""
    if period.label == ALL:
        return _("{first} to {last}").format(first=format_month(period.start), last=format_month(period.end))
    if period.partial:
        return _("{period} ({months})").format(period=period.label, months=months_text(period.months_covered))
    return period.label


def column_text(period: PeriodResult) -> str:
    """The same for the head of a column, which also says that its figures are proposed."""
    if period.kind == "proposed":
        return _("{period} (proposed)").format(period=period.label)
    return period_text(period)


def selection_text(result: PortfolioResult) -> str:
    """The selected period; everything up to the as-of date where all of it is selected."""
    chosen = result.selection
    if chosen.label == ALL:
        return _("{first} to {last}").format(first=format_month(chosen.start), last=format_month(result.as_of))
    return period_text(chosen)


def booked(result: PortfolioResult) -> tuple[PeriodResult, ...]:
    """The periods that the books hold, without proposals."""
    return tuple(period for period in result.periods if period.kind != "proposed")


def has_sales(result: PortfolioResult) -> bool:
    """Whether any account was active in any booked period."""
    return any(period.accounts for period in booked(result))


def driver_text(name: str) -> str:
    """What a cost driver counts, in words; the name itself of one that has no words here."""
    return {
        "orders": _("orders"),
        "lines": _("invoice lines"),
        "credit_lines": _("credit notes and returns"),
        "quantity": _("units"),
        "revenue": _("revenue"),
    }.get(name, name)


def as_float(value: Decimal | None) -> float | None:
    """For drawing only."""
    return None if value is None else float(value)


def percent_of(part: Decimal | None, whole: Decimal) -> float | None:
    """`part` in percent of `whole`; None where that says nothing."""
    return None if part is None or whole <= 0 else float(100 * part / whole)
