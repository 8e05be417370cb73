"""The pictures: five columns, the whale curve and the concentration of revenue."""

from __future__ import annotations

from itertools import accumulate

from openkam.core.blocks import Axis, Column, Figure, Mark, Point, Series, Table, Value
from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_compact, format_number
from openkam.tools.define.portfolio.findings import columns_title, concentration_title, whale_title
from openkam.tools.define.portfolio.maths import MAX_POINTS
from openkam.tools.define.portfolio.result import PortfolioResult
from openkam.tools.define.portfolio.wording import as_float, bottom_line, column_text, period_text, selection_text


def columns_figure(result: PortfolioResult) -> Figure:
    """Revenue and the bottom line of every period; proposals hollow, with their interval."""
    proposed = tuple(period.kind == "proposed" for period in result.periods)
    revenue = Series(
        key="revenue",
        label=_("Revenue"),
        form="bar",
        values=tuple(as_float(period.figures.revenue) for period in result.periods),
        proposed=proposed,
        low=tuple(as_float(period.revenue_low) for period in result.periods),
        high=tuple(as_float(period.revenue_high) for period in result.periods),
    )
    net = Series(
        key="net_income",
        label=bottom_line(result),
        form="bar",
        values=tuple(as_float(period.figures.net_income) for period in result.periods),
        tone="pos",
        proposed=proposed,
    )
    return Figure(
        id="columns",
        kind="bars",
        title=columns_title(result),
        subtitle=_columns_subtitle(result),
        x=Axis(label=_("Period"), scale="category"),
        y=Axis(label=_("Amount"), unit=result.currency, kind="money"),
        categories=tuple(period_text(period) for period in result.periods),
        series=(revenue, net),
        table=_columns_table(result),
    )


def _columns_subtitle(result: PortfolioResult) -> str:
    partial = any(period.partial for period in result.periods)
    proposed = any(period.kind == "proposed" for period in result.periods)
    if partial and proposed:
        return _("Partial periods are not compared as whole ones; hollow bars are proposed from the monthly history")
    if partial:
        return _("Partial periods are not compared as whole ones")
    if proposed:
        return _("Hollow bars are proposed from the monthly history")
    return _("Revenue and what it leaves, by period")


def _columns_table(result: PortfolioResult) -> Table:
    """Revenue − direct costs − indirect costs = net income, one column per period."""
    columns = [Column(key="row", label=_("Amount"))]
    for period in result.periods:
        column = Column(key=period.label, label=column_text(period), kind="money", unit=result.currency, decimals=2)
        columns.append(column)
    figures = [period.figures for period in result.periods]
    rows: list[tuple[Value, ...]] = [
        (_("Revenue"), *(column.revenue for column in figures)),
        (_("− Direct costs"), *(column.direct_cost for column in figures)),
    ]
    if not result.before_indirect:
        rows.append((_("− Indirect costs"), *(column.indirect_cost for column in figures)))
    return Table(
        id="columns-data",
        title=_("From revenue to what it leaves"),
        columns=tuple(columns),
        rows=tuple(rows),
        total=(bottom_line(result), *(column.net_income for column in figures)),
    )


def whale_figure(result: PortfolioResult) -> Figure | None:
    """Cumulative profit over ranked accounts; in money, with the reason, where the total is not above zero."""
    whale = result.whale
    if whale.axis is None or whale.total is None or whale.peak is None:
        return None
    percent = whale.axis == "percent"
    total = float(whale.total)
    scale = 100 / total if percent else 1.0
    names = {row.account: row.name for row in result.accounts}
    points = tuple(
        Point(x=rank, y=float(value) * scale, label=names.get(code, ""), id=code)
        for rank, value, code in zip(whale.ranks, whale.cumulative, whale.codes, strict=True)
    )
    unit = "%" if percent else result.currency
    return Figure(
        id="whale",
        kind="whale",
        title=whale_title(result),
        subtitle=_whale_subtitle(result, percent=percent),
        x=Axis(label=_("Accounts, ranked by what they earn, highest first"), scale="linear", kind="integer"),
        y=Axis(
            label=_("Share of the total") if percent else bottom_line(result),
            unit=unit,
            scale="linear",
            kind="percent" if percent else "money",
        ),
        series=(Series(key="cumulative", label=_("Cumulative"), form="area", points=points, tone="pos"),),
        marks=_whale_marks(result, scale, percent=percent),
        note=""
        if percent
        else _("The total is not above zero, so the axis is money: a percentage of such a total has no meaning."),
        table=_whale_table(result, scale, percent=percent),
    )


def _whale_subtitle(result: PortfolioResult, *, percent: bool) -> str:
    period = selection_text(result)
    if percent and result.before_indirect:
        return _("Whale curve: cumulative margin, % of the total, {period}").format(period=period)
    if percent:
        return _("Whale curve: cumulative net income, % of the total, {period}").format(period=period)
    if result.before_indirect:
        return _("Whale curve: cumulative margin, {currency}, {period}").format(
            currency=result.currency or _("amounts as in the file"), period=period
        )
    return _("Whale curve: cumulative net income, {currency}, {period}").format(
        currency=result.currency or _("amounts as in the file"), period=period
    )


def _whale_marks(result: PortfolioResult, scale: float, *, percent: bool) -> tuple[Mark, ...]:
    whale = result.whale
    peak, total = float(whale.peak or 0), float(whale.total or 0)
    if percent:
        peak_label = _("peak {percent} % after {count}").format(
            percent=format_number(whale.peak_pct, 1), count=format_number(whale.accounts_at_peak)
        )
    else:
        peak_label = _("peak {amount} after {count}").format(
            amount=format_compact(whale.peak), count=format_number(whale.accounts_at_peak)
        )
    end_label = _("all {count}: {amount}").format(
        count=format_number(whale.accounts), amount=format_compact(whale.total)
    )
    end_tone = "neg" if total < 0 else "pos"
    marks = [Mark(x=whale.accounts_at_peak, y=peak * scale, label=peak_label, tone="pos")]
    if whale.below_zero_from:
        label = _("below zero from account {rank}").format(rank=format_number(whale.below_zero_from))
        marks.append(Mark(x=whale.below_zero_from, y=0, label=label, tone="neg"))
    marks.append(Mark.model_validate({"x": whale.accounts, "y": total * scale, "label": end_label, "tone": end_tone}))
    return tuple(marks)


def _whale_table(result: PortfolioResult, scale: float, *, percent: bool) -> Table:
    whale = result.whale
    names = {row.account: row.name for row in result.accounts}
    columns = [
        Column(key="rank", label=_("Rank"), kind="integer"),
        Column(key="name", label=_("Account")),
        Column(key="cumulative", label=_("Cumulative"), kind="money", unit=result.currency, decimals=2),
    ]
    if percent:
        columns.append(Column(key="share", label=_("Share of the total"), kind="percent", unit="%", decimals=1))
    rows: list[tuple[Value, ...]] = []
    for rank, value, code in zip(whale.ranks, whale.cumulative, whale.codes, strict=True):
        if rank:
            share = (float(value) * scale,) if percent else ()
            rows.append((rank, names.get(code, code), value, *share))
    return Table(
        id="whale-data",
        title=_("Whale curve"),
        columns=tuple(columns),
        rows=tuple(rows),
        links=tuple(code or None for code in whale.codes[1:]),
    )


def concentration_figure(result: PortfolioResult) -> Figure | None:
    """Cumulative share of revenue over accounts ranked by revenue."""
    concentration = result.concentration
    amounts = sorted((row.selected.revenue for row in result.accounts if row.selected_active), reverse=True)
    amounts = [amount for amount in amounts if amount >= 0]
    total = sum(amounts)
    if concentration.top20_revenue_share_pct is None or not total:
        return None
    sums = [*accumulate(amounts)]
    step = max(1, -(-len(sums) // (MAX_POINTS - 2)))
    ranks = sorted({*range(step, len(sums) + 1, step), len(sums), concentration.top20_accounts})
    shares = [(0, 0.0), *((rank, float(100 * sums[rank - 1] / total)) for rank in ranks)]
    columns = (
        Column(key="rank", label=_("Accounts, largest first"), kind="integer"),
        Column(key="share", label=_("Share of revenue"), kind="percent", unit="%", decimals=1),
    )
    top = concentration.top20_accounts
    label = _("{share} % from {count}").format(
        share=format_number(concentration.top20_revenue_share_pct, 1), count=format_number(top)
    )
    return Figure(
        id="concentration",
        kind="lines",
        title=concentration_title(result),
        subtitle=_("HHI {hhi} of 10,000, as concentrated as {number} equal accounts, {period}").format(
            hhi=format_number(concentration.hhi, 1),
            number=format_number(concentration.effective_number, 1),
            period=selection_text(result),
        ),
        x=Axis(label=_("Accounts, ranked by revenue, largest first"), scale="linear", kind="integer"),
        y=Axis(label=_("Share of revenue"), unit="%", scale="linear", kind="percent"),
        series=(
            Series(
                key="share", label=_("Share of revenue"), form="line", points=tuple(Point(x=x, y=y) for x, y in shares)
            ),
        ),
        marks=(Mark(x=top, y=concentration.top20_revenue_share_pct, label=label),),
        table=Table(id="concentration-data", title=_("Concentration of revenue"), columns=columns, rows=tuple(shares)),
    )
