"""Large programmes: what a day of each manager must cost, so that the accounts ask for no more days than there are.

At any prices each account can take the choice that is best for it alone; the sum of these plus the days at their
prices is more than any plan can attain (Lagrange). The prices are sought at which that bound is lowest, and a plan
is made along them: each account, the surest first, takes its best choice that still fits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openkam.tools.define.effort.maths import NONE, FloatArray, IntArray, Plan, Programme

STEPS = 400
PATIENCE = 12
"""Steps without a lower bound after which the step is halved."""


@dataclass(frozen=True)
class Priced:
    """The lowest bound found and its prices, value per hundredth of a day, (M,)."""

    bound: float
    day: FloatArray


@dataclass(frozen=True)
class Offers:
    """Each account's own or only manager and the cheapest other one, (A, 2), −1 for none; the gains, (A, 2, L)."""

    manager: IntArray
    gain: FloatArray


def offers(programme: Programme, day: FloatArray) -> Offers:
    """What each choice of each account brings beyond what its days cost. No other choice can bring more."""
    cheapest = int(day.argmin())
    first = np.where(programme.free, programme.own, programme.home)
    second = np.where(programme.free & (first != cheapest), cheapest, NONE)
    manager = np.stack([first, second], axis=1)
    kept = np.where((programme.own[:, None] != NONE) & (programme.own[:, None] != manager), 1 - programme.loss, 1.0)
    gain = programme.value[:, None, :] * kept[:, :, None]
    gain = gain - (day[np.maximum(manager, 0)])[:, :, None] * programme.days[:, None, :]
    return Offers(manager, np.where((manager == NONE)[:, :, None], -np.inf, gain))


def lowest(programme: Programme, attained: float) -> Priced:
    """Prices near the lowest bound, by subgradient steps sized by the distance to what a plan has `attained`."""
    capacity = programme.capacity.astype(np.float64)
    unit = np.maximum(capacity, 1.0)
    day, best = np.zeros(len(capacity)), Priced(np.inf, np.zeros(len(capacity)))
    stretch, idle = 1.0, 0
    rows = np.arange(len(programme.own))
    for _step in range(STEPS):
        found = offers(programme, day)
        flat = found.gain.reshape(len(rows), -1)
        pick = flat.argmax(axis=1)
        gain = flat[rows, pick]
        takes = programme.must | (gain > 0)
        bound = float(day @ capacity) + float(gain[takes].sum())
        idle += 1
        if bound < best.bound * (1 - 1e-9):
            best, idle = Priced(bound, day), 0
        if idle >= PATIENCE:
            stretch, idle, day = stretch / 2, 0, best.day
            if stretch < 1e-4:
                break
            continue
        who, step = np.divmod(pick, programme.days.shape[1])
        load = np.bincount(
            found.manager[rows, who][takes], weights=programme.days[rows, step][takes], minlength=len(capacity)
        )
        over = (load - capacity) / unit
        over = np.where((day <= 0) & (over < 0), 0.0, over)
        size = float(over @ over)
        if not size:
            break
        day = np.maximum(day + stretch * max(bound - attained, 1e-9 * bound) / size * over / unit, 0.0)
    return best


def along(programme: Programme, day: FloatArray, start: Plan) -> Plan:
    """Each account, the surest first, takes the choice that is best at these prices and fits beside `start`.

    Surest is the account whose choice would stand the largest change of the prices.
    `start` holds the accounts that must be served with their first steps; these stay with their manager.
    """
    found = offers(programme, day)
    flat = found.gain.reshape(len(programme.own), -1)
    ranked = np.argsort(-flat, axis=1, kind="stable")
    sure = _sure(programme, day, found, ranked)
    plan = Plan(start.manager.copy(), start.step.copy())
    left = (programme.capacity - plan.load(programme)).tolist()
    most = np.full(len(left), len(flat)) if programme.most is None else programme.most
    places = (most - plan.places(programme)).tolist()
    wide = programme.days.shape[1]
    days = programme.days.tolist()
    for account in np.argsort(-sure, kind="stable").tolist():
        now = int(plan.step[account])
        for pick in ranked[account].tolist():
            who, step = divmod(pick, wide)
            manager = int(found.manager[account, who])
            if flat[account, pick] <= 0 or manager == NONE:
                break
            if now != NONE and (manager != plan.manager[account] or step <= now):
                continue
            need = days[account][step] - (days[account][now] if now != NONE else 0)
            if left[manager] >= need and (now != NONE or places[manager] > 0):
                left[manager] -= need
                places[manager] -= now == NONE
                plan.manager[account], plan.step[account] = manager, step
                break
    return plan


def _sure(programme: Programme, day: FloatArray, found: Offers, ranked: IntArray) -> FloatArray:
    """(A,) by what part the prices would have to change before another choice, or none, were the best."""
    rows = np.arange(len(ranked))
    gain = np.concatenate([found.gain.reshape(len(ranked), -1), np.zeros((len(ranked), 1))], axis=1)
    cost = day[np.maximum(found.manager, 0)][:, :, None] * programme.days[:, None, :]
    cost = np.concatenate([cost.reshape(len(ranked), -1), np.zeros((len(ranked), 1))], axis=1)
    best = np.where(gain[rows, ranked[:, 0]] > 0, ranked[:, 0], gain.shape[1] - 1)
    lost = gain[rows, best][:, None] - gain
    change = np.abs(cost[rows, best][:, None] - cost)
    change[rows, best] = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(change > 0, lost / change, np.inf)
    sure: FloatArray = np.nanmin(np.where(np.isfinite(parts), parts, np.inf), axis=1)
    return sure
