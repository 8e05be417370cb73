"""Accounts with all their periods, for decks and workbooks: the tool's own result, made from the columns at hand."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import to_amounts
from openkam.tools.define.portfolio.inputs import PaymentInput
from openkam.tools.define.portfolio.maths import cagr_pct
from openkam.tools.define.portfolio.result import AccountResult, PortfolioResult
from openkam.web.portfolio.frame import Frame, IntArray, columns, take
from openkam.web.portfolio.scene import Rows, Scene


def _lines(values: IntArray, known: NDArray[np.bool_] | None = None) -> list[tuple[Decimal | None, ...]]:
    width = values.shape[1]
    flat: list[Decimal | None] = list(to_amounts(values.ravel()))
    if known is not None:
        for at in np.flatnonzero(~known.ravel()).tolist():
            flat[at] = None
    return [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]


def _payments(frame: Frame) -> dict[int, PaymentInput]:
    facts = frame.payments
    return {
        int(row): PaymentInput(
            invoices=int(facts.invoices[at]),
            days_late_weighted=Decimal(str(facts.days_late[at])),
            share_late_pct=Decimal(str(facts.share_late_pct[at])),
            worst_days_late=int(facts.worst_days_late[at]),
        )
        for at, row in enumerate(facts.row.tolist())
    }


def _compound(frame: Frame, revenue: IntArray) -> list[float | None]:
    whole = [at for at, one in enumerate(frame.periods) if one.kind == "actual" and one.months == 12]
    if len(whole) < 2:
        return [None] * len(revenue)
    years = frame.periods[whole[-1]].end.year - frame.periods[whole[0]].end.year
    values = cagr_pct(revenue[:, whole[0]], revenue[:, whole[-1]], years).tolist()
    return [None if value != value else value for value in values]


def detailed(scene: Scene, rows: Rows) -> PortfolioResult:
    """Portfolio analysis of `rows` with every account in all its periods."""
    frame = scene.frame
    part = take(frame, rows)
    chosen = columns(part, scene.at, scene.revenue_seen)
    result = scene.ranked(scene.analyse(rows), rows, chosen, chosen.net)
    named = scene.named(rows, chosen)
    sheet = part.sheet
    net = sheet.revenue - sheet.cost - part.indirect
    has_pools = np.full(sheet.revenue.shape, bool(frame.pool_names))
    revenue, cost = _lines(sheet.revenue), _lines(sheet.cost, sheet.cost_known)
    indirect, net_lines = _lines(part.indirect, has_pools), _lines(net, sheet.cost_known)
    compound, payments = _compound(frame, sheet.revenue), _payments(frame)
    growth, share = chosen.growth_pct.tolist(), chosen.share_pct.tolist()
    accounts = [
        AccountResult.model_construct(
            account=account.account,
            name=account.name,
            revenue=tuple(value or Decimal(0) for value in revenue[at]),
            direct_cost=cost[at],
            indirect_cost=indirect[at],
            net_income=net_lines[at],
            active=tuple(sheet.active[at].tolist()),
            overridden=tuple(sheet.overridden[at].tolist()),
            selected=account.selected,
            selected_active=account.selected_active,
            growth_pct=None if growth[at] != growth[at] else growth[at],
            growth_reason="new" if chosen.is_new[at] else "",
            cagr_pct=compound[at],
            share_pct=None if share[at] != share[at] else share[at],
            lifetime_value=None,
            payment=payments.get(int(rows[at])),
        )
        for at, account in enumerate(named)
    ]
    return result.model_copy(update={"accounts": tuple(accounts)})
