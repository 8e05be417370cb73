"""What the books say of an account alone in the current year, and its share of the customer's spend."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from openkam.core.numbers import format_number, format_percent
from openkam.web.accounts.models import Account
from openkam.web.plans.models import Objective, Plan
from openkam.web.plans.objectives.measured import Measured, Span, unknown
from openkam.web.plans.queries.plans import rows_of
from openkam.web.portfolio import books, frames
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.frame import Frame
from openkam.web.portfolio.queries import view_for
from openkam.web.portfolio.scene import View, scene
from openkam.web.portfolio.workings import Cell, Made, Sums, WrittenTerm, working
from openkam.web.shell.models import User

Measure = Objective.Measure
MONTHS: Final = 12
_AMOUNTS: Final = {Measure.REVENUE: "revenue", Measure.MARGIN: "margin", Measure.NET_INCOME: "net"}


def values(user: User, account: Account, wanted: Collection[str]) -> dict[str, Measured]:
    """Each wanted measure of the books."""
    state = books.current_state()
    if state is None:
        return _all_unknown(wanted, _("No invoices are loaded."))
    frame = frames.at_once(state)
    if frame is None:
        return _all_unknown(wanted, _("The figures are being worked out; look again in a moment."))
    view = view_for(user, state, frame)
    row = view.directory.row_of().get(account.pk)
    if row is None or not view.visible[row]:
        return _all_unknown(wanted, _("The books hold no invoice of this account."))
    asked = _Asked(user, account, view, row)
    return {measure: asked.wallet() if measure == Measure.WALLET else asked.amount(measure) for measure in wanted}


def _all_unknown(wanted: Collection[str], reason: str) -> dict[str, Measured]:
    return {measure: unknown(reason) for measure in wanted}


class _Asked:
    """One account in the books as one reader sees them."""

    def __init__(self, user: User, account: Account, view: View, row: int) -> None:
        self.user, self.account, self.view, self.row = user, account, view, row
        self.frame: Frame = view.frame

    def amount(self, measure: str) -> Measured:
        """Revenue, margin or net income of the year that holds the as-of date."""
        return self._amount(_AMOUNTS[Measure(measure)], self.frame.this_year)

    def _amount(self, name: str, period: str) -> Measured:
        chosen, unit = Filter(period=period), self.frame.currency
        sums = Sums(self.view, chosen, np.array([self.row], dtype=np.intp), self.account.name, scene(self.view, chosen))
        url = reverse("account-figures", args=[self.account.pk])
        if sums.proposed:
            return unknown(_("The books hold no invoice of {period} yet.").format(period=period), unit=unit)
        if name == "net" and not self.frame.pool_names:
            reason = _("There are no cost pools, so what serving the account costs is not known.")
            return unknown(reason, unit=unit, source_url=url)
        value = sums.amount(name)
        if value is None:
            reason = _("Some invoice lines of {period} say no cost.").format(period=period)
            return unknown(reason, unit=unit, source_url=url)
        span = self._span(period)
        note = span.text
        if name == "net" and self.frame.pools_are_sample:
            note = _("{period}, with illustrative cost pools").format(period=note)
        made = working(self.view, chosen, str(self.account.pk), name)
        return Measured(
            value,
            unit,
            span.read_to,
            sums.source(),
            made,
            text=format_number(value),
            note=note,
            span=span,
            source_url=url,
        )

    def _span(self, label: str) -> Span:
        period = self.frame.periods[self.frame.columns(label)[0]]
        last = min(period.end, self.frame.as_of)
        return Span(
            label, period.start, period.end, last, period.months, period.months_covered, period.kind == "partial"
        )

    def wallet(self) -> Measured:
        """Our revenue of the newest whole year in percent of what the customer spends in one."""
        plan = rows_of(Plan, self.user, self.account).first()
        url = reverse("account-plan", args=[self.account.pk])
        if plan is None or plan.wallet is None:
            return unknown(_("The plan does not say what the customer spends a year."), unit="%", source_url=url)
        if plan.wallet == 0:
            return unknown(_("The spend in the plan is zero, so there is no share of it."), unit="%", source_url=url)
        period = self._whole_year()
        if period is None:
            return unknown(
                _("The books hold no whole year, and a part of one is no share of a year's spend."), unit="%"
            )
        revenue = self._amount("revenue", period)
        if revenue.value is None:
            return unknown(revenue.reason, unit="%", source_url=url)
        share = 100 * revenue.value / plan.wallet
        result = Cell(format_percent(share))
        made = Made(
            title=_("Share of wallet, {period}").format(period=period),
            terms=(
                WrittenTerm(_("Revenue, {period}").format(period=period), revenue.source,
                            Cell(format_number(revenue.value, 2))),
                WrittenTerm(_("÷ What the customer spends a year"), plan.wallet_source or _("no source is given"),
                            Cell(format_number(plan.wallet, 2))),
            ),
            result=result, unit="", source=_("Books and plan. The newest whole year is taken, since the spend is one "
                                             "of a whole year."),
            lines_url=revenue.sum.lines_url if revenue.sum else "",
            lines_count=revenue.sum.lines_count if revenue.sum else 0,
        )  # fmt: skip
        source = _("Books; spend: {source}").format(source=plan.wallet_source or _("no source is given"))
        return Measured(
            share, "%", revenue.as_of, source, made, text=format_number(share, 1), note=period, source_url=url
        )

    def _whole_year(self) -> str | None:
        """The newest year of which the books hold every month."""
        whole = [
            one.label
            for one in self.frame.periods
            if one.kind == "actual" and one.months == one.months_covered == MONTHS
        ]
        return whole[-1] if whole else None
