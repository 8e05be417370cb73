"""The JSON of `openkam analyze`. Money is a decimal string, what is not known is null and named in `unknown`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openkam.cli.analysis import Analysis
from openkam.core.amounts import SCALE, from_ten_thousandths
from openkam.core.blocks import Note, Report
from openkam.core.i18n import gettext as _
from openkam.tools.define import portfolio, value_quadrant
from openkam.tools.define.portfolio.notes import notes
from openkam.tools.define.portfolio.result import PeriodResult, PortfolioResult

Json = dict[str, Any]


def money(amount: Decimal | None) -> str | None:
    """At least two decimals, at most four: `45952.415`, `77548570.20`."""
    return None if amount is None else str(from_ten_thousandths(int(amount * SCALE)))


def answer(analysis: Analysis, *, top: int = 10) -> Json:
    """Everything that `openkam analyze --json` prints."""
    chosen = analysis.chosen
    figures, source = chosen.selection.figures, analysis.load.source
    return {
        "as_of": {"date": analysis.facts.settings.as_of.isoformat(), "chosen_by": analysis.chosen_by},
        "currency": chosen.currency or None,
        "engine": analysis.request.engine,
        "fiscal_year_start": analysis.request.fiscal_year_start,
        "period": chosen.selected,
        "rolled_up": chosen.rolled_up,
        "source": {
            "rows_read": source.rows_read,
            "rows_loaded": source.rows_loaded,
            "rows_rejected": source.rows_rejected,
            "sum_read": money(source.sum_read),
            "sum_loaded": money(source.sum_loaded),
            "sum_rejected": money(source.sum_rejected),
            "skipped": dict(analysis.load.skipped),
            "files": list(analysis.load.files),
        },
        "accounts": chosen.selection.accounts,
        "orders": analysis.orders,
        "lines": int(analysis.facts.monthly.lines.sum()),
        "loss_making_lines": int(analysis.facts.monthly.loss_lines.sum()),
        "total": {
            "revenue": money(figures.revenue),
            "direct_cost": money(figures.direct_cost),
            "indirect_cost": money(figures.indirect_cost),
            "net_income": money(figures.net_income),
        },
        "periods": [_period(period) for period in analysis.years.periods],
        "proposed": _proposed(analysis.ahead),
        "whale": _whale(chosen),
        "concentration": _concentration(chosen),
        "quadrant": _quadrant(analysis),
        "top": [
            {
                "account": row.account,
                "name": row.name,
                "revenue": money(row.selected.revenue),
                "net_income": money(row.selected.net_income),
            }
            for row in largest(chosen, top)
        ],
        "findings": findings(analysis),
        "unknown": unknown(analysis),
        "remarks": list(analysis.remarks),
    }


def largest(result: PortfolioResult, count: int) -> list[Any]:
    """The `count` active accounts with the largest revenue in the selection."""
    active = [row for row in result.accounts if row.selected_active]
    return sorted(active, key=lambda row: (-row.selected.revenue, row.account))[:count]


def _period(period: PeriodResult) -> Json:
    return {
        "label": period.label,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "partial": period.partial,
        "months_covered": period.months_covered,
        "revenue": money(period.figures.revenue),
        "direct_cost": money(period.figures.direct_cost),
        "indirect_cost": money(period.figures.indirect_cost),
        "net_income": money(period.figures.net_income),
        "accounts": period.accounts,
        "unprofitable": period.unprofitable,
        "growth_pct": period.growth_pct,
    }


def _proposed(ahead: PortfolioResult | None) -> list[Json]:
    if ahead is None:
        return []
    return [
        {
            "label": period.label,
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "revenue": money(period.figures.revenue),
            "revenue_low": money(period.revenue_low),
            "revenue_high": money(period.revenue_high),
            "direct_cost": money(period.figures.direct_cost),
            "net_income": money(period.figures.net_income),
        }
        for period in ahead.periods
        if period.kind == "proposed"
    ]


def _whale(result: PortfolioResult) -> Json:
    whale = result.whale
    explained_by = {"total_not_positive": "whale", "unknown_cost": "direct-cost", "no_accounts": "no-accounts"}
    reasons = {note.id: note.text for note in notes(result)}
    return {
        "axis": whale.axis,
        "peak_pct": whale.peak_pct,
        "peak": money(whale.peak),
        "accounts_at_peak": whale.accounts_at_peak,
        "accounts": whale.accounts,
        "unprofitable": whale.unprofitable,
        "loss_total": money(whale.loss_total),
        "gini": whale.gini,
        "stobachoff": whale.stobachoff,
        "gini_rsv": whale.gini_rsv,
        "reason": reasons.get(explained_by.get(whale.reason, "")),
    }


def _concentration(result: PortfolioResult) -> Json:
    concentration = result.concentration
    return {
        "hhi": concentration.hhi,
        "effective_number": concentration.effective_number,
        "top20_revenue_share_pct": concentration.top20_revenue_share_pct,
        "top20_accounts": concentration.top20_accounts,
    }


def _quadrant(analysis: Analysis) -> Json:
    quadrant = analysis.quadrant
    return {
        "cut": {
            "method": quadrant.cut.method,
            "sales": money(quadrant.cut.sales),
            "net_income": money(quadrant.cut.profit),
        },
        "counts": {box.box: box.accounts for box in quadrant.boxes},
    }


def reports(analysis: Analysis) -> Report:
    """What is shown of the analysis: the portfolio, with proposals where asked for, then the quadrant."""
    shown = analysis.ahead or analysis.chosen
    return (*portfolio.report(shown), *value_quadrant.report(analysis.quadrant))


def findings(analysis: Analysis) -> list[str]:
    """The computed sentences, the most important first."""
    blocks = (*portfolio.report(analysis.chosen), *value_quadrant.report(analysis.quadrant))
    texts = []
    for block in blocks:
        if block.type == "finding":
            texts.append(block.text)
        elif block.type == "figure":
            texts.append(block.title)
    return list(dict.fromkeys(texts))


def unknown(analysis: Analysis) -> list[Json]:
    """What could not be said, and why."""
    found: dict[str, str] = {}
    results = [analysis.years, analysis.chosen, *([analysis.ahead] if analysis.ahead else [])]
    remarks: list[Note] = [note for result in results for note in notes(result)]
    for note in (*remarks, *value_quadrant.notes(analysis.quadrant)):
        if note.kind == "unknown":
            found.setdefault(note.id, note.text)
    coverage = analysis.facts.coverage
    for currency, lines in coverage.unconverted.items():
        found[f"rate-{currency}"] = _(
            "{lines} lines in {currency} are in no sum: no exchange rate is known for them."
        ).format(lines=lines, currency=currency)
    if coverage.lines_after_as_of:
        found["later-lines"] = _("{lines} lines after the as-of date are in no sum.").format(
            lines=coverage.lines_after_as_of
        )
    if coverage.documents is None:
        found["orders"] = _("Orders are not counted: no column names the document.")
    return [{"what": what, "why": why} for what, why in found.items()]
