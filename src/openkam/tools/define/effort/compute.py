"""From managers and accounts to the load, the proposal and the trade between days and value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from openkam.core.nouns import ACCOUNT_CLASSES
from openkam.tools.define.effort import maths
from openkam.tools.define.effort.agreed import Agreed, agreed
from openkam.tools.define.effort.columns import count_columns
from openkam.tools.define.effort.inputs import EffortAccount, EffortInputs, FixedAllocation
from openkam.tools.define.effort.maths import NONE, Origin, Plan, Programme, Step
from openkam.tools.define.effort.result import (
    Allocation,
    ClassLoad,
    EffortResult,
    ManagerLoad,
    Method,
    Shortage,
    TradePoint,
)
from openkam.tools.define.effort.solve import EXACT_COLUMNS, Solution, best

TRADE_PCT = (60, 70, 80, 90, 100, 110, 120, 130, 140)
TRADE_PCT_LARGE = (60, 80, 100, 120, 140)
"""Where each point takes a second or more."""
TRADE_EXACT_COLUMNS = 200
"""Choices up to which every point of the trade is solved to proof, and not only the one at all days."""
HUNDREDTHS = 100


@dataclass(frozen=True)
class Asking:
    """What one account asks for, has if days are cut evenly, and may be given."""

    account: EffortAccount
    days: Decimal
    today_days: Decimal
    today_share: Decimal
    steps: tuple[Step, ...]
    must: bool
    fixed: FixedAllocation | None


def compute(inputs: EffortInputs) -> EffortResult:
    """The load and the plan of `inputs`; pure, and the same for the same inputs in any order."""
    asking = _asking(inputs)
    managers = tuple(sorted(inputs.managers, key=lambda one: one.id))
    unit = max((float(one.account.value or 0) for one in asking), default=0.0) or 1.0
    programme = _programme(inputs, asking, [one.id for one in managers], unit)
    first = agreed(programme)
    points, solution = _trade(programme, _today(programme, asking))
    plan = solution.plan if solution else Plan.empty(len(asking))
    names = [one.id for one in managers]
    rows = _rows(inputs, asking, plan, names)
    attained = sum((row.attained for row in rows), Decimal(0))
    value = sum((row.value or Decimal(0) for row in rows), Decimal(0))
    unmanaged = [row for row in rows if not row.manager_now]
    order = {one.account: at for at, one in enumerate(inputs.accounts)}
    return EffortResult(
        period=inputs.period,
        currency=inputs.currency,
        class_days=inputs.class_days,
        levels=inputs.levels,
        managers=_managers(inputs, rows, solution, names, unit),
        classes=_classes(rows),
        accounts=tuple(sorted(rows, key=lambda row: order[row.account])),
        shortages=() if solution else _shortages(programme, first, names, asking),
        trade=tuple(_points(inputs, asking, points, names)),
        trade_rounded=count_columns(programme) > TRADE_EXACT_COLUMNS,
        capacity_days=sum((one.capacity_days for one in managers), Decimal(0)),
        asked_days=sum((row.asked_days for row in rows), Decimal(0)),
        unmanaged_days=sum((row.asked_days for row in unmanaged), Decimal(0)),
        unmanaged=len(unmanaged),
        proposed_days=sum((row.days for row in rows), Decimal(0)),
        value=value,
        unknown_values=sum(row.value is None for row in rows),
        today_value=sum((row.today_value for row in rows), Decimal(0)),
        attained=attained if solution else None,
        bound=_bound(solution, attained, unit),
        method=_method(solution),
        hand_over=inputs.hand_over,
        hand_over_loss_pct=inputs.hand_over_loss_pct,
        max_accounts=inputs.max_accounts,
        own_levels=len({one.account for one in inputs.account_levels}),
    )


def _method(solution: Solution | None) -> Method:
    return solution.method if solution else "none"


def _bound(solution: Solution | None, attained: Decimal, unit: float) -> Decimal | None:
    if solution is None:
        return None
    if solution.method == "proved":
        return attained
    return max(attained, Decimal(solution.bound * unit).quantize(maths.CENT))


def _asking(inputs: EffortInputs) -> list[Asking]:
    """Every account by its code, with its steps."""
    own: dict[str, list[Step]] = defaultdict(list)
    for level in inputs.account_levels:
        own[level.account].append(Step(level.days, level.value_pct, "own", level.name))
    fixed = {one.account: one for one in inputs.fixed}
    common = [(one.id, one.days_pct, one.value_pct) for one in inputs.levels]
    wanted = {
        one.account: inputs.class_days.of(one.kind) if one.days_wanted is None else one.days_wanted
        for one in inputs.accounts
    }
    asked: dict[str, Decimal] = defaultdict(Decimal)
    for one in inputs.accounts:
        asked[one.manager] += wanted[one.account]
    capacity = {one.id: one.capacity_days for one in inputs.managers}
    made = []
    for one in sorted(inputs.accounts, key=lambda row: row.account):
        days = wanted[one.account]
        steps = own[one.account] or maths.common_steps(days, common)
        today = maths.cut(days, asked[one.manager], capacity[one.manager]) if one.manager else Decimal(0)
        made.append(_asks(one, days, today, steps, fixed.get(one.account)))
    return made


def _asks(
    account: EffortAccount, days: Decimal, today: Decimal, steps: list[Step], fixed: FixedAllocation | None
) -> Asking:
    must = account.minimum_days > 0 or fixed is not None
    if fixed is not None and fixed.days is not None:
        chosen = [Step(fixed.days, maths.share_at(steps, fixed.days), "agreed")]
    else:
        extra: tuple[tuple[Decimal, Origin], ...] = ((account.minimum_days, "minimum"), (today, "today"))
        chosen = maths.choices(steps, extra, account.minimum_days, must)
    if not account.value:
        # Days bring nothing that we know of: it gets what is agreed and no more.
        chosen = chosen[:1] if must else []
    return Asking(
        account=account,
        days=days,
        today_days=today,
        today_share=maths.share_at(steps, today),
        steps=tuple(chosen),
        must=must and bool(chosen),
        fixed=fixed,
    )


def _programme(inputs: EffortInputs, asking: list[Asking], names: list[str], unit: float) -> Programme:
    """The arrays of the solver; values in parts of the largest value at stake."""
    place = {name: at for at, name in enumerate(names)}
    wide = max(1, *(len(one.steps) for one in asking)) if asking else 1
    days = np.zeros((len(asking), wide), dtype=np.int64)
    value = np.full((len(asking), wide), -np.inf)
    own, home = np.full(len(asking), NONE), np.full(len(asking), NONE)
    for at, one in enumerate(asking):
        for step, choice in enumerate(one.steps):
            days[at, step] = int(choice.days * HUNDREDTHS)
            value[at, step] = float((one.account.value or 0) * choice.share_pct / 100) / unit
        own[at] = place.get(one.account.manager, NONE)
        if one.fixed is not None:
            home[at] = place[one.fixed.manager]
        elif own[at] != NONE and not (inputs.hand_over and one.account.may_move):
            home[at] = own[at]
    capacity = {one.id: int(one.capacity_days * HUNDREDTHS) for one in inputs.managers}
    return Programme(
        days=days,
        value=value,
        own=own,
        home=home,
        must=np.array([one.must for one in asking], dtype=np.bool_),
        capacity=np.array([capacity[name] for name in names], dtype=np.int64),
        loss=float(inputs.hand_over_loss_pct) / 100,
        most=None if inputs.max_accounts is None else np.full(len(names), inputs.max_accounts, dtype=np.int64),
    )


def _trade(programme: Programme, today: Plan) -> tuple[list[tuple[int, Plan | None]], Solution | None]:
    """The plan at every share of the capacity, and the solution at all of it; None where what is agreed is not kept.

    A plan for fewer days is also one for more, so that no point lies below the one before.
    """
    large = count_columns(programme) > EXACT_COLUMNS
    points: list[tuple[int, Plan | None]] = []
    before: Solution | None = None
    chosen: Solution | None = None
    for percent in TRADE_PCT_LARGE if large else TRADE_PCT:
        here = programme.with_capacity(programme.capacity * percent // 100)
        most = EXACT_COLUMNS if percent == 100 else TRADE_EXACT_COLUMNS
        solution = _solved(here, [today, before.plan] if before else [today], before, most)
        points.append((percent, solution.plan if solution else None))
        before = solution or before
        if percent == 100:
            chosen = solution
    return points, chosen


def _solved(programme: Programme, others: list[Plan], before: Solution | None, most: int) -> Solution | None:
    """The solution (to proof up to `most` choices), at least as good as the `others` that keep what is agreed."""
    first = agreed(programme)
    managers = len(programme.capacity)
    if not first.kept or (programme.must.any() and not managers):
        return None
    if not managers or not np.isfinite(programme.value).any():
        return Solution(Plan.empty(len(programme.own)), 0.0, "proved", np.zeros(managers), None)
    start = first.plan
    for one in others:
        if one.keeps(programme):
            start = maths.better(programme, start, one) or start
    return best(programme, start, before.columns if before else None, most=most)


def _today(programme: Programme, asking: list[Asking]) -> Plan:
    """Every account at its manager now with the largest step that the days cut evenly pay for."""
    plan = Plan.empty(len(asking))
    for at, one in enumerate(asking):
        paid = [step for step, choice in enumerate(one.steps) if choice.days <= one.today_days]
        if paid and programme.own[at] != NONE and programme.home[at] in (NONE, programme.own[at]):
            plan.manager[at], plan.step[at] = programme.own[at], paid[-1]
    return plan


def _rows(inputs: EffortInputs, asking: list[Asking], plan: Plan, names: list[str]) -> list[Allocation]:
    made = []
    kept = 1 - inputs.hand_over_loss_pct / 100
    for one, manager_at, step_at in zip(asking, plan.manager.tolist(), plan.step.tolist(), strict=True):
        step = one.steps[step_at] if step_at != NONE else Step(Decimal(0), Decimal(0), "none")
        manager = names[manager_at] if step_at != NONE else ""
        value = one.account.value or Decimal(0)
        moved = bool(manager and one.account.manager and manager != one.account.manager)
        # Built without validation: every value comes from validated inputs, and 10,000 accounts are many.
        made.append(
            Allocation.trusted(
                account=one.account.account,
                name=one.account.name,
                kind=one.account.kind,
                value=one.account.value,
                manager_now=one.account.manager,
                asked_days=one.days,
                today_days=one.today_days,
                today_value=value * one.today_share / 100,
                manager=manager,
                origin=step.origin,
                level=step.level,
                days=step.days,
                share_pct=step.share_pct,
                attained=value * step.share_pct / 100 * (kept if moved else 1),
                handed_over=moved,
                must=one.must,
            )
        )
    return made


def _managers(
    inputs: EffortInputs, rows: list[Allocation], solution: Solution | None, names: list[str], unit: float
) -> tuple[ManagerLoad, ...]:
    now: dict[str, list[Allocation]] = defaultdict(list)
    then: dict[str, list[Allocation]] = defaultdict(list)
    for row in rows:
        now[row.manager_now].append(row)
        then[row.manager].append(row)
    made = []
    for one in inputs.managers:
        asked = sum((row.asked_days for row in now[one.id]), Decimal(0))
        price = solution.day_value[names.index(one.id)] if solution else 0.0
        made.append(
            ManagerLoad(
                id=one.id,
                name=one.name,
                capacity_days=one.capacity_days,
                accounts=len(now[one.id]),
                asked_days=asked,
                over_days=asked - one.capacity_days,
                proposed_accounts=len(then[one.id]),
                proposed_days=sum((row.days for row in then[one.id]), Decimal(0)),
                attained=sum((row.attained for row in then[one.id]), Decimal(0)),
                day_value=float(price) * HUNDREDTHS * unit,
            )
        )
    return tuple(made)


def _classes(rows: list[Allocation]) -> tuple[ClassLoad, ...]:
    made = []
    for kind in ACCOUNT_CLASSES:
        inside = [row for row in rows if row.kind == kind]
        made.append(
            ClassLoad(
                kind=kind,
                accounts=len(inside),
                asked_days=sum((row.asked_days for row in inside), Decimal(0)),
                value=sum((row.value or Decimal(0) for row in inside), Decimal(0)),
                served=sum(row.days > 0 for row in inside),
                proposed_days=sum((row.days for row in inside), Decimal(0)),
                attained=sum((row.attained for row in inside), Decimal(0)),
            )
        )
    return tuple(made)


def _shortages(programme: Programme, first: Agreed, names: list[str], asking: list[Asking]) -> tuple[Shortage, ...]:
    """Who lacks what, the most days first."""
    if not names:
        needed = sum((one.steps[0].days for one in asking if one.must), Decimal(0))
        return (Shortage(manager="", agreed_days=needed, missing_days=needed, missing_places=0),)
    load = first.plan.load(programme)
    made = [
        Shortage(
            manager=name,
            agreed_days=Decimal(int(load[at])) / HUNDREDTHS,
            missing_days=Decimal(int(first.missing_days[at])) / HUNDREDTHS,
            missing_places=int(first.missing_places[at]),
        )
        for at, name in enumerate(names)
        if first.missing_days[at] or first.missing_places[at]
    ]
    return tuple(sorted(made, key=lambda one: (-one.missing_days, one.manager)))


def _points(
    inputs: EffortInputs, asking: list[Asking], points: list[tuple[int, Plan | None]], names: list[str]
) -> list[TradePoint]:
    whole = sum((one.capacity_days for one in inputs.managers), Decimal(0))
    return [
        TradePoint(
            capacity_pct=percent,
            capacity_days=whole * percent / 100,
            attained=None if plan is None else _attained(inputs, asking, plan, names),
        )
        for percent, plan in points
    ]


def _attained(inputs: EffortInputs, asking: list[Asking], plan: Plan, names: list[str]) -> Decimal:
    """What a plan attains, exact."""
    kept, total = 1 - inputs.hand_over_loss_pct / 100, Decimal(0)
    for one, manager_at, step_at in zip(asking, plan.manager.tolist(), plan.step.tolist(), strict=True):
        if step_at != NONE:
            now = one.account.manager
            brings = (one.account.value or Decimal(0)) * one.steps[step_at].share_pct / 100
            total += brings * (kept if now and now != names[manager_at] else 1)
    return total
