"""The tables: periods, accounts, cost pools and overrides."""

from __future__ import annotations

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _
from openkam.tools.define.portfolio.result import AccountResult, Figures, PeriodResult, PortfolioResult
from openkam.tools.define.portfolio.wording import bottom_line, column_text, percent_of, period_text, selection_text


def _kind_text(period: PeriodResult) -> str:
    return {"actual": _("actual"), "partial": _("partial"), "proposed": _("proposed")}[period.kind]


def periods_table(result: PortfolioResult) -> Table:
    """What happened in each period: accounts, growth on the same months, and the interval of a proposal."""
    money = {"kind": "money", "unit": result.currency, "decimals": 2}
    columns = (
        Column(key="period", label=_("Period")),
        Column(key="kind", label=_("Kind")),
        Column.model_validate({"key": "revenue", "label": _("Revenue"), **money}),
        Column.model_validate({"key": "direct_cost", "label": _("Direct costs"), **money}),
        Column.model_validate({"key": "indirect_cost", "label": _("Indirect costs"), **money}),
        Column.model_validate({"key": "net_income", "label": bottom_line(result), **money}),
        Column.model_validate({"key": "revenue_low", "label": _("Revenue, low"), **money}),
        Column.model_validate({"key": "revenue_high", "label": _("Revenue, high"), **money}),
        Column(key="accounts", label=_("Accounts"), kind="integer"),
        Column(key="unprofitable", label=_("Unprofitable accounts"), kind="integer"),
        Column(key="growth", label=_("Growth on the same months"), kind="percent", unit="%", decimals=1),
    )
    rows: list[tuple[Value, ...]] = []
    for period in result.periods:
        figures = period.figures
        rows.append(
            (
                period_text(period),
                _kind_text(period),
                figures.revenue,
                figures.direct_cost,
                figures.indirect_cost,
                figures.net_income,
                period.revenue_low,
                period.revenue_high,
                None if period.kind == "proposed" else period.accounts,
                None if period.kind == "proposed" else period.unprofitable,
                period.growth_pct,
            )
        )
    return Table(id="periods", title=_("Periods"), columns=columns, rows=tuple(rows))


def _money(result: PortfolioResult, key: str, label: str) -> Column:
    return Column(key=key, label=label, kind="money", unit=result.currency, decimals=2)


def _percent(key: str, label: str, decimals: int = 1) -> Column:
    return Column(key=key, label=label, kind="percent", unit="%", decimals=decimals)


def _account_columns(result: PortfolioResult, *, with_payment: bool, with_lifetime: bool) -> tuple[Column, ...]:
    columns = [Column(key="account", label=_("Account code")), Column(key="name", label=_("Account"))]
    columns += [
        _money(result, f"revenue:{period.label}", _("Revenue {period}").format(period=column_text(period)))
        for period in result.periods
    ]
    columns += [_money(result, "revenue", _("Revenue")), _money(result, "direct_cost", _("Direct costs"))]
    if not result.before_indirect:
        columns.append(_money(result, "indirect_cost", _("Indirect costs")))
    columns += [
        _money(result, "net_income", bottom_line(result)),
        _percent("net_pct", _("Share of its revenue")),
        _percent("growth", _("Growth on the same months")),
        _percent("cagr", _("Yearly growth")),
        _percent("share", _("Share of all revenue"), 2),
    ]
    if with_lifetime:
        columns.append(_money(result, "lifetime_value", _("Lifetime value")))
    if with_payment:
        columns.append(Column(key="days_late", label=_("Days late, weighted by amount"), kind="number", decimals=1))
        columns.append(_percent("share_late", _("Share paid late")))
    return tuple(columns)


def accounts_table(result: PortfolioResult) -> Table:
    """Every account that is active in the selection, largest revenue first."""
    chosen = sorted(
        (row for row in result.accounts if row.selected_active), key=lambda row: (-row.selected.revenue, row.account)
    )
    with_payment = any(row.payment for row in chosen)
    with_lifetime = result.lifetime_multiple is not None
    columns = _account_columns(result, with_payment=with_payment, with_lifetime=with_lifetime)
    rows = [_account_row(result, row, with_payment=with_payment, with_lifetime=with_lifetime) for row in chosen]
    whole = result.selection.figures
    growth = _latest_growth(result)
    share = 100.0 if whole.revenue > 0 else None
    extra: list[Value] = [None] * (int(with_lifetime) + 2 * int(with_payment))
    total: tuple[Value, ...] = (
        "",
        _("All accounts"),
        *(period.figures.revenue for period in result.periods),
        *_figures(result, whole),
        percent_of(whole.net_income, whole.revenue),
        growth,
        result.cagr_pct,
        share,
        *extra,
    )
    return Table(
        id="accounts",
        title=_("Accounts"),
        subtitle=selection_text(result),
        columns=columns,
        rows=tuple(rows),
        total=total,
        links=tuple(row.account for row in chosen),
    )


def _latest_growth(result: PortfolioResult) -> float | None:
    if result.selected == result.selection.label and result.selection.growth_pct is not None:
        return result.selection.growth_pct
    latest = [period.growth_pct for period in result.periods if period.kind != "proposed"]
    return latest[-1] if latest else None


def _figures(result: PortfolioResult, figures: Figures) -> tuple[Value, ...]:
    indirect = () if result.before_indirect else (figures.indirect_cost,)
    return (figures.revenue, figures.direct_cost, *indirect, figures.net_income)


def _account_row(
    result: PortfolioResult, row: AccountResult, *, with_payment: bool, with_lifetime: bool
) -> tuple[Value, ...]:
    values: list[Value] = [
        row.account,
        row.name,
        *row.revenue,
        *_figures(result, row.selected),
        percent_of(row.selected.net_income, row.selected.revenue),
        row.growth_pct,
        row.cagr_pct,
        row.share_pct,
    ]
    if with_lifetime:
        values.append(row.lifetime_value)
    if with_payment:
        payment = row.payment
        values += [payment.days_late_weighted if payment else None, payment.share_late_pct if payment else None]
    return tuple(values)


def pools_table(result: PortfolioResult) -> Table | None:
    """What every cost pool costs, charges and leaves unused, by period."""
    if not result.pools:
        return None
    kinds = {"time_driven": _("by time"), "key": _("by key"), "rate": _("by rate")}
    columns = (
        Column(key="pool", label=_("Cost pool")),
        Column(key="kind", label=_("Charged")),
        Column(key="period", label=_("Period")),
        _money(result, "cost", _("Cost")),
        _money(result, "assigned", _("Charged to accounts")),
        _money(result, "unused", _("Unused capacity, not charged")),
        Column(key="capacity", label=_("Practical capacity"), kind="number", unit=_("minutes")),
        Column(key="used", label=_("Used"), kind="number", unit=_("minutes")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            pool.pool,
            kinds[pool.kind],
            pool.period,
            pool.cost,
            pool.assigned,
            pool.unused,
            pool.capacity_minutes,
            pool.used_minutes,
        )
        for pool in result.pools
    )
    return Table(id="pools", title=_("Cost pools"), columns=columns, rows=rows)


def overrides_table(result: PortfolioResult) -> Table | None:
    """The typed figures that stand in place of proposed ones, with their reasons."""
    if not result.overrides:
        return None
    columns = (
        Column(key="account", label=_("Account code")),
        Column(key="period", label=_("Period")),
        _money(result, "revenue", _("Revenue")),
        _money(result, "direct_cost", _("Direct costs")),
        Column(key="reason", label=_("Reason")),
    )
    rows = tuple((row.account, row.period, row.revenue, row.direct_cost, row.reason) for row in result.overrides)
    links = tuple(row.account for row in result.overrides)
    return Table(id="overrides", title=_("Overridden proposals"), columns=columns, rows=rows, links=links)
