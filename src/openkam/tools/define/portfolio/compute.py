"""From typed inputs to the result: arrays in, exact figures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import from_ten_thousandths, to_amounts
from openkam.tools.define.portfolio import maths
from openkam.tools.define.portfolio.charging import Indirect, charge
from openkam.tools.define.portfolio.inputs import ALL, AccountInput, Interval, PeriodInput, PortfolioInputs
from openkam.tools.define.portfolio.result import (
    AccountResult,
    Concentration,
    Figures,
    PeriodResult,
    PortfolioResult,
    Whale,
)
from openkam.tools.define.portfolio.sheet import Sheet, read_sheet

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Span:
    """One column of the sheet, or the sum of several, as arrays over the accounts."""

    revenue: IntArray
    cost: IntArray
    indirect: IntArray
    net: IntArray
    known: BoolArray
    active: BoolArray


def _span(sheet: Sheet, indirect: IntArray, columns: Sequence[int]) -> Span:
    at = list(columns)
    revenue, cost, charged = (part[:, at].sum(axis=1) for part in (sheet.revenue, sheet.cost, indirect))
    known = np.asarray(sheet.cost_known[:, at].all(axis=1), dtype=np.bool_)
    active = np.asarray(sheet.active[:, at].any(axis=1), dtype=np.bool_)
    return Span(revenue, cost, charged, revenue - cost - charged, known, active)


def _figures(span: Span, *, before_indirect: bool) -> Figures:
    whole = bool(span.known.all())
    return Figures(
        revenue=from_ten_thousandths(int(span.revenue.sum())),
        direct_cost=from_ten_thousandths(int(span.cost.sum())) if whole else None,
        indirect_cost=None if before_indirect else from_ten_thousandths(int(span.indirect.sum())),
        net_income=from_ten_thousandths(int(span.net.sum())) if whole else None,
    )


@dataclass(frozen=True)
class Growth:
    """Growth of the base in percent, or the stable code of why there is none."""

    pct: float | None
    reason: str


def _growth_of(period: PeriodInput, sheet: Sheet, at: int) -> Growth:
    if period.kind == "proposed":
        return Growth(None, "proposed")
    compared = sheet.compared[:, at]
    if not compared.any():
        return Growth(None, "no_earlier_period" if at == 0 else "not_covered")
    now, base = (np.array([part[compared, at].sum()]) for part in (sheet.compared_now, sheet.compared_base))
    growth = float(maths.growth_pct(now, base)[0])
    return Growth(None, "base_not_positive") if np.isnan(growth) else Growth(growth, "")


def _period_result(
    period: PeriodInput, span: Span, growth: Growth, interval: Interval | None, *, before_indirect: bool
) -> PeriodResult:
    known, active = span.active & span.known, span.active
    unknown = active & ~span.known
    first, last = period.compared_from, period.compared_to
    bounds = interval.model_dump(exclude={"period"}) if interval else {}
    return PeriodResult(
        label=period.label,
        start=period.start,
        end=period.end,
        kind=period.kind,
        months=period.months,
        months_covered=period.months_covered,
        figures=_figures(span, before_indirect=before_indirect),
        accounts=int(active.sum()),
        unprofitable=int((known & (span.net < 0)).sum()) if known.any() or not active.any() else None,
        unknown_accounts=int(unknown.sum()),
        unknown_revenue=from_ten_thousandths(int(span.revenue[unknown].sum())),
        known_net_income=from_ten_thousandths(int(span.net[known].sum())),
        growth_pct=growth.pct,
        growth_reason=growth.reason,
        compared_from=first,
        compared_to=last,
        compared_months=(last.year - first.year) * 12 + last.month - first.month + 1 if first and last else 0,
        **bounds,
    )


def _selection_period(periods: Sequence[PeriodInput]) -> PeriodInput:
    """The booked periods as one. It is partial where its last one is."""
    partial = any(period.kind == "partial" for period in periods)
    return PeriodInput(
        label=ALL,
        start=periods[0].start,
        end=periods[-1].end,
        months=sum(period.months for period in periods),
        months_covered=sum(period.months_covered for period in periods),
        kind="partial" if partial else "actual",
    )


def _whale(span: Span, accounts: Sequence[AccountInput]) -> Whale:
    chosen = span.active & span.known
    positions = np.flatnonzero(chosen)
    curve = maths.whale_curve(span.net[chosen])
    indices = maths.inequality(curve)
    ranks = maths.thinned_ranks(curve)
    any_account = curve.accounts > 0
    positive = curve.total > 0
    if any_account:
        reason = "" if positive else "total_not_positive"
    else:
        reason = "unknown_cost" if span.active.any() else "no_accounts"
    return Whale(
        axis=("percent" if positive else "money") if any_account else None,
        reason=reason,
        accounts=curve.accounts,
        total=from_ten_thousandths(curve.total) if any_account else None,
        peak=from_ten_thousandths(curve.peak) if any_account else None,
        peak_pct=100 * curve.peak / curve.total if positive else None,
        accounts_at_peak=curve.accounts_at_peak,
        unprofitable=curve.unprofitable,
        loss_total=from_ten_thousandths(curve.loss_total) if any_account else None,
        below_zero_from=curve.below_zero_from,
        gini=indices.gini if indices else None,
        stobachoff=indices.stobachoff if indices else None,
        gini_rsv=indices.gini_rsv if indices else None,
        ranks=tuple(ranks.tolist()),
        cumulative=tuple(to_amounts(curve.cumulative[ranks])),
        codes=tuple(
            accounts[positions[curve.order[rank - 1]]].account if rank and accounts else "" for rank in ranks.tolist()
        ),
    )


def _concentration(span: Span) -> Concentration:
    revenue = span.revenue[span.active]
    paying = revenue[revenue >= 0]
    total = int(paying.sum())
    hhi = maths.herfindahl(100 * (paying / total)) if total > 0 else None
    top = maths.top_share_pct(paying)
    return Concentration(
        accounts=len(paying),
        hhi=hhi,
        effective_number=maths.effective_number(hhi) if hhi else None,
        top20_accounts=top[0] if top else 0,
        top20_revenue_share_pct=top[1] if top else None,
        excluded_accounts=len(revenue) - len(paying),
    )


@dataclass(frozen=True)
class Compound:
    """CAGR over the whole years of the sheet: per account (NaN where undefined) and for the base."""

    by_account: NDArray[np.float64]
    total: float | None
    reason: str
    first: str = ""
    last: str = ""


def _compound(inputs: PortfolioInputs, sheet: Sheet) -> Compound:
    whole = [at for at, period in enumerate(inputs.periods) if period.kind == "actual" and period.months == 12]
    if len(whole) < 2:
        return Compound(np.full(len(sheet.revenue), np.nan), None, "fewer_than_two_years")
    first, last = whole[0], whole[-1]
    years = inputs.periods[last].end.year - inputs.periods[first].end.year
    by_account = maths.cagr_pct(sheet.revenue[:, first], sheet.revenue[:, last], years)
    base, end = (np.array([sheet.revenue[:, at].sum()]) for at in (first, last))
    total = float(maths.cagr_pct(base, end, years)[0])
    labels = inputs.periods[first].label, inputs.periods[last].label
    if np.isnan(total):
        return Compound(by_account, None, "base_not_positive", *labels)
    return Compound(by_account, total, "", *labels)


def _optional(values: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _rows(values: IntArray) -> list[tuple[Decimal, ...]]:
    """Rows of amounts; shape (accounts, periods)."""
    width, flat = values.shape[1], to_amounts(values.ravel())
    return [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]


def _masked(values: IntArray, known: BoolArray) -> list[tuple[Decimal | None, ...]]:
    """Rows of amounts with None where unknown; shape (accounts, periods)."""
    count = values.shape[1]
    amounts: list[Decimal | None] = list(to_amounts(values.ravel()))
    for at in np.flatnonzero(~known.ravel()).tolist():
        amounts[at] = None
    return [tuple(amounts[at : at + count]) for at in range(0, len(amounts), count)]


def _account_growth(sheet: Sheet, at: int) -> tuple[list[float | None], list[str]]:
    """Growth of each account in column `at`, and the stable code of why there is none: new, base_not_positive …"""
    pct = maths.growth_pct(sheet.compared_now[:, at], sheet.compared_base[:, at])
    pct[~sheet.compared[:, at]] = np.nan
    reasons = np.where(sheet.compared_base[:, at] == 0, "new", "base_not_positive").astype(object)
    reasons[~sheet.compared[:, at]] = "not_covered"
    reasons[~np.isnan(pct)] = ""
    return _optional(pct), reasons.tolist()


def _lifetime(inputs: PortfolioInputs, span: Span, months: int) -> tuple[float | None, list[Decimal | None]]:
    """The multiple, and per account the value of its yearly net income; none for a loss or an unknown cost."""
    settings = inputs.lifetime
    if settings is None or months <= 0:
        return None, [None] * len(span.net)
    multiple = maths.lifetime_multiple(settings.retention, settings.discount, settings.timing)
    yearly = span.net * (12 / months) * multiple
    values = to_amounts(np.round(yearly / 100).astype(np.int64) * 100)
    earning = span.known & (span.net > 0)
    return multiple, [value if keep else None for value, keep in zip(values, earning.tolist(), strict=True)]


def _accounts(
    inputs: PortfolioInputs, sheet: Sheet, indirect: IntArray, span: Span, compound: Compound, growth_at: int
) -> tuple[AccountResult, ...]:
    always = np.ones(sheet.revenue.shape, dtype=np.bool_)
    charged = always if inputs.pools else ~always
    revenue, cost = _rows(sheet.revenue), _masked(sheet.cost, sheet.cost_known)
    indirect_rows = _masked(indirect, charged)
    net = _masked(sheet.revenue - sheet.cost - indirect, sheet.cost_known)
    growth, reasons = _account_growth(sheet, growth_at)
    cagr = _optional(compound.by_account)
    total = int(span.revenue.sum())
    shares = (100 * (span.revenue / total)).tolist() if total > 0 else [None] * len(revenue)
    months = _months(inputs)
    lifetime = _lifetime(inputs, span, months)[1]
    chosen = _chosen(inputs, span)
    active, flags = sheet.active.tolist(), sheet.overridden.tolist()
    selected_active = span.active.tolist()
    # Built without validation: every value was made here from validated inputs, and 10,000 accounts are many.
    build = AccountResult.trusted
    rows = []
    for at, row in enumerate(inputs.accounts):
        rows.append(
            build(
                account=row.account,
                name=row.name,
                revenue=revenue[at],
                direct_cost=cost[at],
                indirect_cost=indirect_rows[at],
                net_income=net[at],
                active=tuple(active[at]),
                overridden=tuple(flags[at]),
                selected=chosen[at],
                selected_active=selected_active[at],
                growth_pct=growth[at],
                growth_reason=reasons[at],
                cagr_pct=cagr[at],
                share_pct=shares[at],
                lifetime_value=lifetime[at],
                payment=row.payment,
            )
        )
    return tuple(rows)


def _chosen(inputs: PortfolioInputs, span: Span) -> list[Figures]:
    """The figures of the selection, one per account."""
    always = np.ones(len(span.known), dtype=np.bool_)
    revenue = to_amounts(span.revenue)
    rest = _masked(
        np.stack((span.cost, span.indirect, span.net), axis=1),
        np.stack((span.known, always if inputs.pools else ~always, span.known), axis=1),
    )
    return [
        Figures.trusted(revenue=amount, direct_cost=cost, indirect_cost=indirect, net_income=net)
        for amount, (cost, indirect, net) in zip(revenue, rest, strict=True)
    ]


def _columns(inputs: PortfolioInputs) -> list[int]:
    """The positions of the selected periods."""
    if inputs.selected == ALL:
        return [at for at, period in enumerate(inputs.periods) if period.kind != "proposed"]
    return [at for at, period in enumerate(inputs.periods) if period.label == inputs.selected]


def _months(inputs: PortfolioInputs) -> int:
    return sum(inputs.periods[at].months_covered for at in _columns(inputs))


def compute(inputs: PortfolioInputs) -> PortfolioResult:
    """Portfolio analysis of `inputs`; pure and exact. See README.md for every formula."""
    sheet = read_sheet(inputs)
    return compute_sheet(inputs, sheet, charge(inputs, sheet))


def compute_sheet(inputs: PortfolioInputs, sheet: Sheet, indirect: Indirect) -> PortfolioResult:
    """The same from arrays that are at hand: some rows of a larger sheet, say, charged as part of the whole.

    `inputs` may then hold no accounts, and the result names none; its totals are those of `sheet`.
    """
    before_indirect = not inputs.pools
    overridden = {override.period for override in inputs.overrides}
    intervals = {interval.period: interval for interval in inputs.proposal.intervals} if inputs.proposal else {}
    periods = tuple(
        _period_result(
            period,
            _span(sheet, indirect.assigned, [at]),
            _growth_of(period, sheet, at),
            None if period.label in overridden else intervals.get(period.label),
            before_indirect=before_indirect,
        )
        for at, period in enumerate(inputs.periods)
    )
    columns = _columns(inputs)
    span = _span(sheet, indirect.assigned, columns)
    growth_at = columns[-1] if columns else 0
    if inputs.selected == ALL and columns:
        whole = _selection_period([inputs.periods[at] for at in columns])
        selection = _period_result(
            whole, span, Growth(None, "no_earlier_period"), None, before_indirect=before_indirect
        )
    else:
        selection = periods[growth_at]
    compound = _compound(inputs, sheet)
    multiple, _values = _lifetime(inputs, span, _months(inputs))
    return PortfolioResult(
        currency=inputs.currency,
        as_of=inputs.as_of,
        selected=inputs.selected,
        periods=periods,
        selection=selection,
        accounts=_accounts(inputs, sheet, indirect.assigned, span, compound, growth_at) if inputs.accounts else (),
        pools=indirect.pools,
        whale=_whale(span, inputs.accounts),
        concentration=_concentration(span),
        before_indirect=before_indirect,
        cagr_pct=compound.total,
        cagr_reason=compound.reason,
        cagr_from=compound.first,
        cagr_to=compound.last,
        lifetime_multiple=multiple,
        lifetime_timing=inputs.lifetime.timing if inputs.lifetime else "",
        overrides=inputs.overrides,
        proposal=inputs.proposal,
        rolled_up=inputs.rolled_up,
    )
