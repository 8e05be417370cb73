"""What is unknown and why, how the figures were made, and what to keep in mind when reading them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from openkam.core.blocks import Note
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_compact, format_date, format_money, format_number
from openkam.tools.define.portfolio.result import PeriodResult, PortfolioResult
from openkam.tools.define.portfolio.wording import driver_text, months_text, selection_text


def notes(result: PortfolioResult) -> tuple[Note, ...]:
    """Every remark that belongs to the result, unknowns first."""
    return (*_unknown(result), *_warnings(result), *_methods(result))


def _unknown(result: PortfolioResult) -> Iterator[Note]:
    if not any(period.accounts for period in result.periods):
        yield Note(id="no-accounts", kind="unknown", text=_("Nothing can be said: there are no sales up to this date."))
        return
    if result.before_indirect:
        text = _("Indirect costs are unknown: there are no cost pools. Margin is revenue minus direct costs.")
        yield Note(id="indirect-cost", kind="unknown", text=text)
    if result.selection.unknown_accounts:
        yield Note(id="direct-cost", kind="unknown", text=_unknown_cost(result))
    if not result.currency:
        text = _("The currency is unknown: neither the file nor the settings say it.")
        yield Note(id="currency", kind="unknown", text=text)
    if result.proposal and result.proposal.refused:
        text = _("Coming years are not proposed. {reason}").format(reason=result.proposal.refused)
        yield Note(id="proposal", kind="unknown", text=text)
    last = [period for period in result.periods if period.kind != "proposed"][-1:]
    for period in last:
        if reason := _growth_reason(period):
            yield Note(id="growth", kind="unknown", text=reason)
    if result.whale.reason == "total_not_positive":
        text = _(
            "The whale curve of {period} has no percentages and no Gini index: its total is {total}, "
            "and a share of a total at or below zero has no meaning."
        ).format(period=selection_text(result), total=format_money(result.whale.total, result.currency).strip())
        yield Note(id="whale", kind="unknown", text=text)
    if result.cagr_reason:
        reasons = {
            "fewer_than_two_years": _("Yearly growth is not given: it needs two whole years."),
            "base_not_positive": _("Yearly growth is not given: the first whole year's revenue is not above zero."),
        }
        yield Note(id="cagr", kind="unknown", text=reasons[result.cagr_reason])


def _unknown_cost(result: PortfolioResult) -> str:
    chosen = result.selection
    if chosen.unknown_accounts == chosen.accounts:
        return _("The margin is unknown: no account's direct costs are wholly known.")
    return ngettext(
        "The margin of {count} account with revenue of {revenue} is unknown, since some of its lines say no cost; "
        "the others leave {rest}.",
        "The margin of {count} accounts with revenue of {revenue} is unknown, since some of their lines say no cost; "
        "the others leave {rest}.",
        chosen.unknown_accounts,
    ).format(
        count=format_number(chosen.unknown_accounts),
        revenue=format_compact(chosen.unknown_revenue),
        rest=format_compact(chosen.known_net_income),
    )


def _growth_reason(period: PeriodResult) -> str:
    reasons = {
        "no_earlier_period": _("Growth of {period} is not given: the books hold nothing of the year before."),
        "not_covered": _("Growth of {period} is not given: the books do not hold the same months a year before."),
        "base_not_positive": _(
            "Growth of {period} is not given: revenue of the same months a year before is not above zero."
        ),
    }
    return reasons.get(period.growth_reason, "").format(period=period.label)


def _warnings(result: PortfolioResult) -> Iterator[Note]:
    for period in result.periods:
        if period.partial:
            text = _("{period} covers {covered} of {months} and is not compared as a whole.").format(
                period=period.label, covered=format_number(period.months_covered), months=months_text(period.months)
            )
            yield Note(id=f"partial-{period.label}", kind="warning", text=text)
    missing = sorted({(pool.pool, name) for pool in result.pools for name in pool.missing_drivers})
    for pool, name in missing:
        text = _("Cost pool {pool} charges by {driver}, which the books do not hold: that part is not charged.").format(
            pool=pool, driver=driver_text(name)
        )
        yield Note(id=f"driver-{pool}-{name}", kind="warning", text=text)
    over = [pool for pool in result.pools if pool.kind == "time_driven" and pool.unused is not None and pool.unused < 0]
    for used in over:
        text = _("Cost pool {pool} used more minutes in {period} than its practical capacity: check its unit times.")
        yield Note(
            id=f"capacity-{used.pool}-{used.period}",
            kind="warning",
            text=text.format(pool=used.pool, period=used.period),
        )
    if excluded := result.concentration.excluded_accounts:
        text = ngettext(
            "{count} account with negative revenue is left out of the concentration.",
            "{count} accounts with negative revenue are left out of the concentration.",
            excluded,
        ).format(count=format_number(excluded))
        yield Note(id="concentration", kind="warning", text=text)


def _methods(result: PortfolioResult) -> Iterator[Note]:
    yield Note(id="as-of", kind="source", text=_("Invoice lines up to {day}.").format(day=format_date(result.as_of)))
    if result.rolled_up:
        yield Note(id="rolled-up", kind="method", text=_("Subsidiaries are added to their topmost parent, once."))
    for period in result.periods:
        if period.compared_from and period.compared_to:
            text = _("Growth of {period} compares {first} to {last} with the same months a year before.").format(
                period=period.label, first=format_date(period.compared_from), last=format_date(period.compared_to)
            )
            yield Note(id=f"growth-{period.label}", kind="method", text=text)
    unused = [pool.unused for pool in result.pools if pool.kind == "time_driven" and pool.unused is not None]
    if unused:
        text = _("Unused capacity is shown and charged to no account: {amount} over all periods.").format(
            amount=format_compact(sum(unused, Decimal(0)))
        )
        yield Note(id="unused-capacity", kind="method", text=text)
    for label, months in sorted({(pool.period, pool.prorated_months) for pool in result.pools if pool.prorated_months}):
        text = _("{period} bears {months} of a year's pool costs and capacities.").format(
            period=label, months=months_text(months or 0)
        )
        yield Note(id=f"prorated-{label}", kind="method", text=text)
    if result.proposal and not result.proposal.refused:
        yield Note(id="proposal-method", kind="method", text=result.proposal.method)
    if result.lifetime_multiple is not None:
        yield Note(id="lifetime", kind="method", text=_lifetime(result))


def _lifetime(result: PortfolioResult) -> str:
    sentence = {
        "end_of_period": _(
            "Lifetime value is {multiple} times a year's net income; the first margin comes at the end of the year, "
            "if the customer stays."
        ),
        "now_and_certain": _(
            "Lifetime value is {multiple} times a year's net income; the first margin comes now and is certain."
        ),
    }[result.lifetime_timing]
    return sentence.format(multiple=format_number(result.lifetime_multiple, 2))
