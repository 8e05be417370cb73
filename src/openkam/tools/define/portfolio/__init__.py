"""Portfolio analysis: who earns, who costs, and how that has moved over the years."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openkam.core.i18n import gettext_lazy as _
from openkam.core.tool import Phase, Source, Tool
from openkam.tools.define.portfolio.compute import compute
from openkam.tools.define.portfolio.inputs import PortfolioInputs
from openkam.tools.define.portfolio.report import report, share_working, working_for
from openkam.tools.define.portfolio.result import PortfolioResult

__all__ = ["TOOL", "PortfolioInputs", "PortfolioResult", "compute", "report", "share_working", "working_for"]


def metrics(result: PortfolioResult) -> Mapping[str, float]:
    """The headline numbers of the selection; what is unknown is left out."""
    figures, whale, concentration = result.selection.figures, result.whale, result.concentration
    values = {
        "revenue": figures.revenue,
        "direct_cost": figures.direct_cost,
        "indirect_cost": figures.indirect_cost,
        "net_income": figures.net_income,
        "accounts": result.selection.accounts,
        "unprofitable": result.selection.unprofitable,
        "peak_pct": whale.peak_pct,
        "gini_rsv": whale.gini_rsv,
        "hhi": concentration.hhi,
        "top20_revenue_share_pct": concentration.top20_revenue_share_pct,
        "cagr_pct": result.cagr_pct,
    }
    return {name: float(value) for name, value in values.items() if value is not None}


TOOL = Tool(
    key="portfolio",
    phase=Phase.DEFINE,
    title=_("Portfolio analysis"),
    question=_("Which customers earn our money, which cost it, and how is that moving?"),
    inputs=PortfolioInputs,
    compute=compute,
    report=report,
    metrics=metrics,
    sources=(
        Source(
            "Kaplan and Anderson, Time-Driven Activity-Based Costing", "Harvard Business School working paper, p. 8"
        ),
        Source("Horngren et al., Cost Accounting: customer-profitability analysis", "Spring Distribution problem"),
        Source(
            "Raffinetti, Siletti and Vernizzi, On the Gini coefficient normalization when attributes with negative "
            "values are considered",
            "Statistical Methods & Applications 24 (2015)",
        ),
        Source(
            "U.S. Department of Justice and Federal Trade Commission, Merger Guidelines", "Herfindahl–Hirschman index"
        ),
        Source("ControllingWiki, Kundenerfolgsrechnung", "the whale curve"),
    ),
    folder=Path(__file__).parent,
)
