"""A portfolio result in; the inputs of the customer value quadrant out."""

from __future__ import annotations

from openkam.tools.define.portfolio.result import Figures, PortfolioResult
from openkam.tools.define.value_quadrant.inputs import AccountInput, Cut, QuadrantInputs


def quadrant_inputs(portfolio: PortfolioResult, period: str | None = None, *, cut: Cut | None = None) -> QuadrantInputs:
    """The accounts active in `period` (a label, or the portfolio's own selection), sales × net income.

    Net income is the margin where the portfolio knows no indirect cost. Raises `KeyError` for an unknown period.
    """
    label = portfolio.selected if period is None else period
    rows: list[AccountInput] = []
    if label == portfolio.selected:
        for account in portfolio.accounts:
            if account.selected_active:
                rows.append(_row(account.account, account.name, account.selected))
    else:
        at = {column.label: index for index, column in enumerate(portfolio.periods)}[label]
        for account in portfolio.accounts:
            if account.active[at]:
                figures = Figures.trusted(
                    revenue=account.revenue[at],
                    direct_cost=account.direct_cost[at],
                    indirect_cost=account.indirect_cost[at],
                    net_income=account.net_income[at],
                )
                rows.append(_row(account.account, account.name, figures))
    return QuadrantInputs(
        currency=portfolio.currency,
        period=label,
        profit_is="margin" if portfolio.before_indirect else "net_income",
        cut=cut or Cut(),
        accounts=tuple(rows),
    )


def _row(code: str, name: str, figures: Figures) -> AccountInput:
    # Built without validation: exact amounts from a result, for perhaps 10,000 accounts.
    return AccountInput.trusted(account=code, name=name, sales=figures.revenue, profit=figures.net_income)
