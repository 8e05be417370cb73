"""How one number is made: the sum behind any account's or the whole base's figures in a period."""

from __future__ import annotations

from decimal import Decimal

from openkam.core.blocks import Term, Value, Working
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_date, format_number
from openkam.tools.define.portfolio.inputs import ALL
from openkam.tools.define.portfolio.result import AccountResult, Figures, PeriodResult, PortfolioResult
from openkam.tools.define.portfolio.wording import bottom_line, period_text, selection_text


def working_for(result: PortfolioResult, account: str | None, period: str) -> Working:
    """The sum from revenue to the bottom line of `account` (None: the whole base) in `period` (a label or `all`).

    Raises `KeyError` for an account or a period that the result does not hold.
    """
    chosen = _period(result, period)
    label = selection_text(result) if chosen is result.selection else period_text(chosen)
    if account is None:
        figures, name, marked = chosen.figures, _("All accounts"), False
    else:
        row = {row.account: row for row in result.accounts}[account]
        figures, marked = _account_figures(result, row, period)
        name = row.name or row.account
    title = _("{measure} of {name}, {period}").format(measure=bottom_line(result), name=name, period=label)
    return Working(
        id=f"working-{account or ALL}-{period}",
        title=title,
        result=figures.net_income,
        unit=result.currency,
        terms=_terms(result, figures),
        source=_source(result, chosen, overridden=marked),
    )


def _period(result: PortfolioResult, label: str) -> PeriodResult:
    if label == result.selected:
        return result.selection
    return {period.label: period for period in result.periods}[label]


def _account_figures(result: PortfolioResult, row: AccountResult, label: str) -> tuple[Figures, bool]:
    if label == result.selected:
        return row.selected, False
    at = [period.label for period in result.periods].index(label)
    figures = Figures(
        revenue=row.revenue[at],
        direct_cost=row.direct_cost[at],
        indirect_cost=row.indirect_cost[at],
        net_income=row.net_income[at],
    )
    return figures, row.overridden[at]


def _terms(result: PortfolioResult, figures: Figures) -> tuple[Term, ...]:
    unknown = _("unknown: some lines say no cost")
    terms = [
        Term(label=_("Revenue"), value=figures.revenue),
        Term(
            label=_("− Direct costs"),
            value=_negative(figures.direct_cost),
            detail=unknown if figures.direct_cost is None else "",
        ),
    ]
    detail = _("unknown: there are no cost pools") if result.before_indirect else ""
    terms.append(Term(label=_("− Indirect costs"), value=_negative(figures.indirect_cost), detail=detail))
    return tuple(terms)


def _negative(amount: Decimal | None) -> Value:
    return None if amount is None else -amount


def _source(result: PortfolioResult, period: PeriodResult, *, overridden: bool) -> str:
    if overridden:
        return _("A person's figure in place of the proposed one.")
    if period.kind == "proposed":
        return result.proposal.method if result.proposal else _("Proposed.")
    last = min(period.end, result.as_of)
    return _("Invoice lines from {first} to {last}.").format(first=format_date(period.start), last=format_date(last))


def share_working(result: PortfolioResult, account: str) -> Working:
    """The sum behind an account's share of all revenue in the selection. Raises `KeyError` for an unknown account."""
    row = {row.account: row for row in result.accounts}[account]
    whole = result.selection.figures.revenue
    return Working(
        id=f"working-share-{account}",
        title=_("Share of all revenue of {name}, {period}").format(
            name=row.name or row.account, period=selection_text(result)
        ),
        result=row.share_pct,
        kind="percent",
        unit="%",
        terms=(
            Term(label=_("Its revenue"), value=row.selected.revenue),
            Term(
                label=_("÷ Revenue of all accounts"),
                value=whole,
                detail=_("{count} accounts").format(count=format_number(result.selection.accounts)),
            ),
        ),
        source=_("Invoice lines up to {day}.").format(day=format_date(result.as_of)),
    )
