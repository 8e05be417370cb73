"""Whether what is agreed can be kept at all, and if not, who lacks how many days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openkam.tools.define.effort.maths import NONE, IntArray, Plan, Programme
from openkam.tools.define.effort.quiet import answers_kept_clean

MOST_CHOICES = 4_000
"""Account × manager up to which the least shortage is searched for; beyond, that of a plain dealing out is told."""
NODES = 2_000
SECONDS = 20
DAY = 100


@dataclass(frozen=True)
class Agreed:
    """A plan with the first step of every account that must be served; what is missing, hundredths of days, (M,)."""

    plan: Plan
    missing_days: IntArray
    missing_places: IntArray
    least: bool
    """No other dealing out lacks less."""

    @property
    def kept(self) -> bool:
        """Nothing is missing."""
        return not self.missing_days.any() and not self.missing_places.any()


def agreed(programme: Programme) -> Agreed:
    """Place the accounts that must be served, those with one manager first, then the largest."""
    plan, open_ = _dealt(programme)
    free = np.flatnonzero(programme.must & programme.free)
    managers = len(programme.capacity)
    if not len(open_) or not managers:
        return _judged(programme, plan, least=True)
    if len(free) * managers <= MOST_CHOICES:
        found = _searched(programme, plan, free)
        if found is not None:
            return found
    for account in open_:
        left = programme.capacity - plan.load(programme)
        plan.manager[account], plan.step[account] = int(left.argmax()), 0
    return _judged(programme, plan, least=False)


def _judged(programme: Programme, plan: Plan, *, least: bool) -> Agreed:
    most = len(programme.own) if programme.most is None else programme.most
    days = np.maximum(plan.load(programme) - programme.capacity, 0)
    return Agreed(plan, days, np.maximum(plan.places(programme) - most, 0), least)


def _dealt(programme: Programme) -> tuple[Plan, IntArray]:
    """Every account that must be served at its only manager or where it fits; and those that fit nowhere."""
    plan = Plan.empty(len(programme.own))
    bound = np.flatnonzero(programme.must & ~programme.free)
    plan.manager[bound], plan.step[bound] = programme.home[bound], 0
    left = (programme.capacity - plan.load(programme)).tolist()
    most = np.full(len(left), len(programme.own)) if programme.most is None else programme.most
    places = (most - plan.places(programme)).tolist()
    free = np.flatnonzero(programme.must & programme.free)
    need = programme.days[:, 0] if programme.days.shape[1] else np.zeros(len(programme.own), dtype=np.int64)
    open_ = []
    for account in free[np.argsort(-need[free], kind="stable")].tolist():
        fits = [one for one, room in enumerate(left) if room >= need[account] and places[one] > 0]
        own = int(programme.own[account])
        manager = own if own in fits else max(fits, key=lambda one: (left[one], -one), default=NONE)
        if manager == NONE:
            open_.append(account)
            continue
        plan.manager[account], plan.step[account] = manager, 0
        left[manager] -= int(need[account])
        places[manager] -= 1
    return plan, np.array(open_, dtype=np.int64)


def _searched(programme: Programme, dealt: Plan, free: IntArray) -> Agreed | None:
    """The dealing out of the `free` accounts that lacks the least, a place counting as a day; None where none is found.

    Variables: which manager serves which account, then the days and the places that each manager lacks.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack

    managers, count = len(programme.capacity), len(free) * len(programme.capacity)
    account, manager = np.repeat(np.arange(len(free)), managers), np.tile(np.arange(managers), len(free))
    base = Plan(dealt.manager.copy(), dealt.step.copy())
    base.step[free] = NONE
    at = np.arange(count)
    days = programme.days[free[account], 0].astype(np.float64)
    nothing = csr_array((managers, managers))
    load = hstack([csr_array((days, (manager, at)), shape=(managers, count)), -eye_array(managers), nothing])
    limits = [LinearConstraint(load, -np.inf, programme.capacity - base.load(programme))]
    if programme.most is not None:
        places = csr_array((np.ones(count), (manager, at)), shape=(managers, count))
        limits.append(
            LinearConstraint(
                hstack([places, nothing, -eye_array(managers)]), -np.inf, programme.most - base.places(programme)
            )
        )
    once = csr_array((np.ones(count), (account, at)), shape=(len(free), count))
    limits.append(LinearConstraint(hstack([once, csr_array((len(free), 2 * managers))]), 1, 1))
    with answers_kept_clean():
        answer = milp(
            np.concatenate([np.zeros(count), np.ones(managers), np.full(managers, float(DAY))]),
            integrality=np.concatenate([np.ones(count), np.zeros(2 * managers)]),
            bounds=Bounds(0, np.concatenate([np.ones(count), np.full(2 * managers, np.inf)])),
            constraints=limits,
            options={"node_limit": NODES, "time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
    if answer.x is None:
        return None
    chosen = answer.x[:count] > 0.5
    base.manager[free[account[chosen]]], base.step[free[account[chosen]]] = manager[chosen], 0
    return _judged(programme, base, least=answer.status == 0)
