"""The figures of one account: alone, or with every subsidiary that the reader may see added once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _, ngettext

from openkam.core.amounts import SCALE, from_ten_thousandths
from openkam.core.blocks import Axis, Column, Figure, Series, Table
from openkam.core.numbers import format_compact, format_month, format_number, format_percent
from openkam.core.periods import Month, Period
from openkam.tools.define.portfolio.inputs import ALL
from openkam.tools.define.portfolio.result import PortfolioResult
from openkam.web.accounts.models import Account
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.frame import Columns, Frame, columns, group, take
from openkam.web.portfolio.queries import family
from openkam.web.portfolio.scene import Rows, Scene, View
from openkam.web.portfolio.words import shown_period
from openkam.web.shell.registry import Fact


@dataclass(frozen=True)
class MonthRow:
    """One month of the account."""

    month: Month
    label: str
    revenue: Decimal
    direct_cost: Decimal | None
    margin: Decimal | None
    orders: int
    lines: int
    loss_lines: int
    credit_lines: int


@dataclass(frozen=True)
class Payment:
    """How an account pays."""

    invoices: int
    days_late: float
    share_late_pct: float
    worst_days_late: int


class AccountFigures:
    """One account under one period. `row` is None where it has no invoices."""

    def __init__(self, view: View, account: Account, chosen: Filter, *, with_subsidiaries: bool) -> None:
        self.view, self.frame, self.account, self.filter = view, view.frame, account, chosen
        self.row = view.directory.row_of().get(account.pk)
        self.all_rows: Rows = family(view, self.row) if self.row is not None else np.zeros(0, dtype=np.intp)
        self.with_subsidiaries = with_subsidiaries and len(self.all_rows) > 1
        self.rows = self.all_rows if self.with_subsidiaries else self.all_rows[:1]
        self.scene = Scene(view, chosen)

    @property
    def has_invoices(self) -> bool:
        """Whether the books name it, or a subsidiary that is shown with it."""
        return self.row is not None

    @property
    def codes(self) -> list[str]:
        """The codes behind the figures."""
        return [self.frame.codes[row] for row in self.rows.tolist()]

    @property
    def subsidiaries(self) -> Rows:
        """The rows of the visible subsidiaries, at any depth."""
        return self.all_rows[1:]

    @cached_property
    def result(self) -> PortfolioResult:
        """Portfolio analysis of these rows."""
        return self.scene.analyse(self.rows)

    @cached_property
    def total(self) -> Columns:
        """The selected period of these rows together: one line."""
        return columns(group(take(self.frame, self.rows), np.zeros(len(self.rows), dtype=np.intp), 1), self.scene.at)

    @cached_property
    def period(self) -> Period:
        """The days of the selected period, up to the as-of date."""
        return period_of(self.frame, self.filter.period)

    @cached_property
    def share_pct(self) -> float | None:
        """Its part of the revenue of everything that the reader may see."""
        total = self.scene.revenue_seen
        return 100 * int(self.total.revenue[0]) / total if total > 0 else None

    @cached_property
    def months(self) -> tuple[MonthRow, ...]:
        """Every month with a line, in all the periods of the books that are shown, oldest first."""
        facts = self.frame.months
        places = facts.of(self.rows)
        found = []
        for index in np.unique(facts.month[places]).tolist():
            here = places[facts.month[places] == index]
            known = int(facts.lines_without_cost[here].sum()) == 0
            revenue, cost = int(facts.revenue[here].sum()), int(facts.direct_cost[here].sum())
            month = Month.at(index)
            found.append(
                MonthRow(
                    month=month,
                    label=format_month(month.first_day),
                    revenue=from_ten_thousandths(revenue),
                    direct_cost=from_ten_thousandths(cost) if known else None,
                    margin=from_ten_thousandths(revenue - cost) if known else None,
                    orders=int(facts.orders[here].sum()),
                    lines=int(facts.lines[here].sum()),
                    loss_lines=int(facts.loss_lines[here].sum()),
                    credit_lines=int(facts.credit_lines[here].sum()),
                )
            )
        return tuple(found)

    @cached_property
    def payment(self) -> Payment | None:
        """How the account itself pays; None where the books do not say."""
        facts = self.frame.payments
        at = np.flatnonzero(facts.row == self.row) if self.row is not None else np.zeros(0, dtype=np.intp)
        if not len(at):
            return None
        one = int(at[0])
        return Payment(
            invoices=int(facts.invoices[one]),
            days_late=float(facts.days_late[one]),
            share_late_pct=float(facts.share_late_pct[one]),
            worst_days_late=int(facts.worst_days_late[one]),
        )

    @property
    def period_text(self) -> str:
        """The selected period, written."""
        return shown_period(self.frame, self.filter.period)


def period_of(frame: Frame, label: str) -> Period:
    """The days of a period of the frame; `all` spans those that are not proposed."""
    shown = [frame.periods[at] for at in frame.columns(label)]
    return Period(shown[0].start, shown[-1].end, ALL if label == ALL else label)


def months_title(rows: tuple[MonthRow, ...]) -> str:
    """What the months show: the best one, and in how many the margin was below zero."""
    if not rows:
        return _("No invoices yet")
    best = max(rows, key=lambda row: row.revenue)
    losing = sum(1 for row in rows if row.margin is not None and row.margin < 0)
    if any(row.margin is None for row in rows):
        return _("Best month {month} with {amount}; what it left is not known").format(
            month=best.label, amount=format_compact(best.revenue)
        )
    if not losing:
        return _("Best month {month} with {amount}; no month with a margin below zero").format(
            month=best.label, amount=format_compact(best.revenue)
        )
    return ngettext(
        "Best month {month} with {amount}; margin below zero in {losing} of {count} month",
        "Best month {month} with {amount}; margin below zero in {losing} of {count} months",
        len(rows),
    ).format(month=best.label, amount=format_compact(best.revenue), losing=losing, count=len(rows))


def _every_month(rows: tuple[MonthRow, ...]) -> list[tuple[str, MonthRow | None]]:
    """Months without a line belong into the picture too."""
    known = {row.month.index: row for row in rows}
    span = range(min(known), max(known) + 1)
    return [(format_month(Month.at(index).first_day), known.get(index)) for index in span]


def months_figure(figures: AccountFigures) -> Figure | None:
    """Revenue and margin by month."""
    rows = figures.months
    if not rows:
        return None
    filled = _every_month(rows)
    unit = figures.frame.currency
    revenue = tuple(float(row.revenue) if row else 0.0 for _label, row in filled)
    margin = tuple((None if row.margin is None else float(row.margin)) if row else 0.0 for _label, row in filled)
    series = [Series(key="revenue", label=_("Revenue"), form="line", values=revenue, tone="ours")]
    if any(value is not None for value in margin):
        series.append(Series(key="margin", label=_("Margin"), form="line", values=margin, tone="pos"))
    money = {"kind": "money", "unit": unit, "decimals": 2}
    return Figure(
        id="months",
        kind="lines",
        title=months_title(rows),
        subtitle=_("Revenue and margin before indirect costs by month, {currency}").format(currency=unit),
        x=Axis(label=_("Month"), scale="category"),
        y=Axis(label=_("Amount"), unit=unit, kind="money"),
        categories=tuple(label for label, _row in filled),
        series=tuple(series),
        table=Table(
            id="months-data",
            title=_("Months"),
            columns=(
                Column(key="month", label=_("Month")),
                Column.model_validate({"key": "revenue", "label": _("Revenue"), **money}),
                Column.model_validate({"key": "margin", "label": _("Margin"), **money}),
            ),
            rows=tuple((row.label, row.revenue, row.margin) for row in rows),
        ),
    )


def stats(figures: AccountFigures) -> tuple[Fact, ...]:
    """Revenue, net income, growth and share of the selected period."""
    if not figures.has_invoices:
        return ()
    total, currency, period = figures.total, figures.frame.currency, figures.period_text
    revenue = Fact(
        _("Revenue, {currency}").format(currency=currency), format_number(int(total.revenue[0]) / SCALE), period
    )
    has_pools = bool(figures.frame.pool_names)
    label = _("Net income, {currency}") if has_pools else _("Margin, {currency}")
    net = int(total.net[0])
    if total.known[0]:
        ratio = float(total.net_pct[0])
        share = "" if ratio != ratio else _("{percent} of revenue").format(percent=format_percent(ratio))
        income = Fact(label.format(currency=currency), format_number(net / SCALE), share, negative=net < 0)
    else:
        income = Fact(label.format(currency=currency), _("unknown"), _("some lines say no cost"))
    part = figures.share_pct
    return (
        revenue,
        income,
        _growth(figures),
        Fact(_("Share of revenue, %"), format_number(part, 2), _("of all that you may see")),
    )


def _growth(figures: AccountFigures) -> Fact:
    growth = float(figures.total.growth_pct[0])
    period = figures.frame.periods[figures.scene.at[-1]]
    label = _("Growth, %")
    if figures.total.is_new[0]:
        return Fact(label, _("new"), _("no sales in the same months before"))
    if growth != growth or not (period.compared_from and period.compared_to):
        return Fact(label, "\N{EN DASH}", _("nothing to compare with"))
    months = Month.of(period.compared_to).index - Month.of(period.compared_from).index + 1
    note = ngettext("same {months} month", "same {months} months", months).format(months=months)
    return Fact(label, format_number(growth, 1, plus=True), note, negative=growth < 0)
