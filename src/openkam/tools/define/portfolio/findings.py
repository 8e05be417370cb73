"""The sentences that the figures support, computed and whole, for headings and chart titles."""

from __future__ import annotations

from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_compact, format_percent
from openkam.tools.define.portfolio.result import PeriodResult, PortfolioResult
from openkam.tools.define.portfolio.wording import booked, months_text


def headline(result: PortfolioResult) -> str:
    """Growth on the same months, and what became of the bottom line."""
    periods = booked(result)
    if not any(period.accounts for period in periods):
        return _("There are no sales to analyse yet")
    now = periods[-1]
    earlier = periods[-2] if len(periods) > 1 else None
    if now.growth_pct is None:
        return _("Revenue is {revenue} in {period}").format(
            revenue=format_compact(now.figures.revenue), period=now.label
        )
    sentence = _growth_sentence(result, now, _turn(now, earlier))
    return sentence.format(percent=format_percent(abs(now.growth_pct)), months=now.compared_months or now.months)


def _turn(now: PeriodResult, earlier: PeriodResult | None) -> str:
    """What became of the bottom line: fell_below, still_below, recovered, above or unknown."""
    net = now.figures.net_income
    before = earlier.figures.net_income if earlier else None
    if net is None:
        return "unknown"
    if net < 0:
        return "fell_below" if before is not None and before >= 0 else "still_below"
    return "recovered" if before is not None and before < 0 else "above"


def _growth_sentence(result: PortfolioResult, now: PeriodResult, turn: str) -> str:
    up = (now.growth_pct or 0) >= 0
    count = now.compared_months or now.months
    choices = _margin_sentences(count) if result.before_indirect else _net_income_sentences(count)
    return choices[turn][0 if up else 1]


def _margin_sentences(count: int) -> dict[str, tuple[str, str]]:
    return {
        "fell_below": (
            ngettext(
                "Revenue is up {percent} on the same month, and margin has gone below zero",
                "Revenue is up {percent} on the same {months} months, and margin has gone below zero",
                count,
            ),
            ngettext(
                "Revenue is down {percent} on the same month, and margin has gone below zero",
                "Revenue is down {percent} on the same {months} months, and margin has gone below zero",
                count,
            ),
        ),
        "still_below": (
            ngettext(
                "Revenue is up {percent} on the same month, and margin is below zero",
                "Revenue is up {percent} on the same {months} months, and margin is below zero",
                count,
            ),
            ngettext(
                "Revenue is down {percent} on the same month, and margin is below zero",
                "Revenue is down {percent} on the same {months} months, and margin is below zero",
                count,
            ),
        ),
        "recovered": (
            ngettext(
                "Revenue is up {percent} on the same month, and margin is above zero again",
                "Revenue is up {percent} on the same {months} months, and margin is above zero again",
                count,
            ),
            ngettext(
                "Revenue is down {percent} on the same month, yet margin is above zero again",
                "Revenue is down {percent} on the same {months} months, yet margin is above zero again",
                count,
            ),
        ),
        "above": _revenue_sentences(count),
        "unknown": _revenue_sentences(count),
    }


def _net_income_sentences(count: int) -> dict[str, tuple[str, str]]:
    return {
        "fell_below": (
            ngettext(
                "Revenue is up {percent} on the same month, and net income has gone below zero",
                "Revenue is up {percent} on the same {months} months, and net income has gone below zero",
                count,
            ),
            ngettext(
                "Revenue is down {percent} on the same month, and net income has gone below zero",
                "Revenue is down {percent} on the same {months} months, and net income has gone below zero",
                count,
            ),
        ),
        "still_below": (
            ngettext(
                "Revenue is up {percent} on the same month, and net income is below zero",
                "Revenue is up {percent} on the same {months} months, and net income is below zero",
                count,
            ),
            ngettext(
                "Revenue is down {percent} on the same month, and net income is below zero",
                "Revenue is down {percent} on the same {months} months, and net income is below zero",
                count,
            ),
        ),
        "recovered": (
            ngettext(
                "Revenue is up {percent} on the same month, and net income is above zero again",
                "Revenue is up {percent} on the same {months} months, and net income is above zero again",
                count,
            ),
            ngettext(
                "Revenue is down {percent} on the same month, yet net income is above zero again",
                "Revenue is down {percent} on the same {months} months, yet net income is above zero again",
                count,
            ),
        ),
        "above": _revenue_sentences(count),
        "unknown": _revenue_sentences(count),
    }


def _revenue_sentences(count: int) -> tuple[str, str]:
    return (
        ngettext(
            "Revenue is up {percent} on the same month a year before",
            "Revenue is up {percent} on the same {months} months a year before",
            count,
        ),
        ngettext(
            "Revenue is down {percent} on the same month a year before",
            "Revenue is down {percent} on the same {months} months a year before",
            count,
        ),
    )


def columns_title(result: PortfolioResult) -> str:
    """What the columns show about the last booked period."""
    periods = booked(result)
    if not periods:
        return _("There are no sales to analyse yet")
    now, net = periods[-1], periods[-1].figures.net_income
    margin = result.before_indirect
    if net is None:
        sentence = _("Revenue is {revenue} in {period}; what it earns is not known")
    else:
        sentence = _bottom_line_sentence(periods, margin=margin)
    return sentence.format(
        amount=format_compact(net),
        revenue=format_compact(now.figures.revenue),
        period=now.label,
        months=months_text(now.months_covered),
    )


def _bottom_line_sentence(periods: tuple[PeriodResult, ...], *, margin: bool) -> str:
    now, net = periods[-1], periods[-1].figures.net_income
    before = periods[-2].figures.net_income if len(periods) > 1 else None
    if net is None or before is None or (now.partial and 0 <= net <= before):
        # A part of a year that earns less than the whole year before says nothing about a fall.
        if now.partial:
            return (
                _("Margin is {amount} in {months} of {period}")
                if margin
                else _("Net income is {amount} in {months} of {period}")
            )
        return _("Margin is {amount} in {period}") if margin else _("Net income is {amount} in {period}")
    if net >= before:
        return _("Margin rises to {amount} in {period}") if margin else _("Net income rises to {amount} in {period}")
    if now.figures.revenue > max(period.figures.revenue for period in periods[:-1]):
        return (
            _("Margin falls to {amount} in {period} on the highest revenue yet")
            if margin
            else _("Net income falls to {amount} in {period} on the highest revenue yet")
        )
    return _("Margin falls to {amount} in {period}") if margin else _("Net income falls to {amount} in {period}")


def whale_title(result: PortfolioResult) -> str:
    """Who earns and who loses it again."""
    whale = result.whale
    gaining, losing = whale.accounts_at_peak, whale.unprofitable
    if not losing:
        sentence = ngettext(
            "{gaining} account earns {gain}; none loses money",
            "{gaining} accounts earn {gain}; none loses money",
            gaining,
        )
    elif not gaining:
        sentence = ngettext(
            "{losing} account loses {loss}; none earns", "{losing} accounts lose {loss}; none earns", losing
        )
    elif losing == 1:
        sentence = ngettext(
            "{gaining} account earns {gain}; one loses {loss}",
            "{gaining} accounts earn {gain}; one loses {loss}",
            gaining,
        )
    elif gaining + losing == whale.accounts:
        sentence = ngettext(
            "{gaining} account earns {gain}; the other {losing} lose {loss}",
            "{gaining} accounts earn {gain}; the other {losing} lose {loss}",
            gaining,
        )
    else:
        sentence = ngettext(
            "{gaining} account earns {gain}; {losing} lose {loss}",
            "{gaining} accounts earn {gain}; {losing} lose {loss}",
            gaining,
        )
    return sentence.format(
        gaining=gaining, losing=losing, gain=format_compact(whale.peak), loss=format_compact(whale.loss_total)
    )


def concentration_title(result: PortfolioResult) -> str:
    """How much of the revenue the largest fifth of the accounts brings."""
    concentration = result.concentration
    sentence = ngettext(
        "The largest account, 20 % of {total}, brings {share} of revenue",
        "The largest {count} accounts, 20 % of {total}, bring {share} of revenue",
        concentration.top20_accounts,
    )
    return sentence.format(
        count=concentration.top20_accounts,
        total=concentration.accounts,
        share=format_percent(concentration.top20_revenue_share_pct),
    )
