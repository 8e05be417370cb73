"""The steps of effort of one account, and the programme as arrays: what a plan needs, brings and may do."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
CENT = Decimal("0.01")
NONE = -1
"""No manager, or no level."""
Origin = Literal["none", "common", "own", "minimum", "agreed", "today"]
"""Where a step comes from: no step, the common levels, the account's own, or days that somebody agreed or has."""


@dataclass(frozen=True)
class Step:
    """One amount of effort: days, and the percent of the value that it attains."""

    days: Decimal
    share_pct: Decimal
    origin: Origin
    level: str = ""


def share_at(steps: Sequence[Step], days: Decimal) -> Decimal:
    """The percent of the value at `days`, on straight lines from (0, 0) through the `steps`, flat beyond the last."""
    low_days, low_share = Decimal(0), Decimal(0)
    for step in steps:
        if days < step.days:
            return low_share + (step.share_pct - low_share) * (days - low_days) / (step.days - low_days)
        low_days, low_share = step.days, step.share_pct
    return low_share


def common_steps(asked: Decimal, levels: Iterable[tuple[str, Decimal, Decimal]]) -> list[Step]:
    """The levels (id, percent of the days, percent of the value) for an account that asks for `asked` days.

    Days are rounded to a hundredth; of levels that become one, the later counts, and one of 0 days is none.
    """
    made: dict[Decimal, Step] = {}
    for level, days_pct, share in levels:
        days = (asked * days_pct / 100).quantize(CENT, ROUND_HALF_UP)
        if days > 0:
            made[days] = Step(days, share, "common", level)
    return list(made.values())


def choices(steps: Sequence[Step], extra: Iterable[tuple[Decimal, Origin]], least: Decimal, must: bool) -> list[Step]:
    """The steps that an account can be given, by days, each worth more than the one before.

    `extra` adds days that are no step yet, with their share by `share_at`. Below `least` nothing is offered. Where
    the account need not be served a step that attains nothing is left out, else the first stays whatever it attains.
    """
    known = {step.days: step for step in steps}
    for days, origin in extra:
        if days > 0:
            known.setdefault(days, Step(days, share_at(steps, days), origin))
    made: list[Step] = []
    for days in sorted(known):
        best = made[-1].share_pct if made else Decimal(0)
        if days >= least and (known[days].share_pct > best or (must and not made)):
            made.append(known[days])
    return made


def cut(asked: Decimal, whole: Decimal, capacity: Decimal) -> Decimal:
    """`asked` days if all `whole` days that a manager is asked for are cut evenly to `capacity`; rounded down."""
    if whole <= capacity:
        return asked
    return (asked * capacity / whole).quantize(CENT, ROUND_DOWN)


@dataclass(frozen=True)
class Programme:
    """A accounts, M managers and up to L steps each. Days are whole hundredths, values any one unit of money."""

    days: IntArray
    """(A, L); 0 where there is no such step."""
    value: FloatArray
    """(A, L); −inf where there is no such step."""
    own: IntArray
    """(A,) the manager now, or −1."""
    home: IntArray
    """(A,) the only manager who may serve the account, or −1: any may."""
    must: BoolArray
    """(A,) it must get a step."""
    capacity: IntArray
    """(M,)."""
    loss: float = 0.0
    """The share of the value that a change of manager costs."""
    most: IntArray | None = None
    """(M,) accounts that each manager may have."""

    @property
    def free(self) -> BoolArray:
        """(A,) whether any manager may serve the account."""
        free: BoolArray = self.home == NONE
        return free

    def kept(self) -> FloatArray:
        """(A, M): the share of the value that stays if that manager serves the account; 0 where he may not."""
        managers = np.arange(len(self.capacity))
        kept = np.where((self.own[:, None] == NONE) | (self.own[:, None] == managers), 1.0, 1.0 - self.loss)
        all_kept: FloatArray = np.where(self.free[:, None] | (self.home[:, None] == managers), kept, 0.0)
        return all_kept

    def allowed(self) -> BoolArray:
        """(A, M): whether that manager may serve the account."""
        allowed: BoolArray = self.free[:, None] | (self.home[:, None] == np.arange(len(self.capacity)))
        return allowed

    def with_capacity(self, capacity: IntArray) -> Programme:
        """The same accounts with other capacities."""
        return replace(self, capacity=capacity)

    def part(self, accounts: IntArray, manager: int) -> Programme:
        """The accounts that only one manager may serve, as a programme of their own."""
        return replace(
            self,
            days=self.days[accounts],
            value=self.value[accounts] * self.kept()[accounts, manager][:, None],
            # What a change of manager costs here cannot be avoided: it goes into the value.
            own=np.full(len(accounts), NONE, dtype=np.int64),
            home=np.zeros(len(accounts), dtype=np.int64),
            must=self.must[accounts],
            capacity=self.capacity[[manager]],
            most=None if self.most is None else self.most[[manager]],
        )


@dataclass(frozen=True)
class Plan:
    """The manager and the step of every account, shape (A,) each; −1 for none."""

    manager: IntArray
    step: IntArray

    @classmethod
    def empty(cls, accounts: int) -> Plan:
        """Nobody is served."""
        return cls(np.full(accounts, NONE, dtype=np.int64), np.full(accounts, NONE, dtype=np.int64))

    def days(self, programme: Programme) -> IntArray:
        """(A,) hundredths of days."""
        at = np.maximum(self.step, 0)
        return np.where(self.step == NONE, 0, np.take_along_axis(programme.days, at[:, None], axis=1)[:, 0])

    def load(self, programme: Programme) -> IntArray:
        """(M,) hundredths of days."""
        served = self.step != NONE
        load = np.zeros(len(programme.capacity), dtype=np.int64)
        np.add.at(load, self.manager[served], self.days(programme)[served])
        return load

    def places(self, programme: Programme) -> IntArray:
        """(M,) accounts served."""
        return np.bincount(self.manager[self.step != NONE], minlength=len(programme.capacity)).astype(np.int64)

    def worth(self, programme: Programme) -> float:
        """The value of the plan, after what changes of manager cost."""
        if not len(programme.capacity) or not programme.days.size:
            return 0.0
        at, who = np.maximum(self.step, 0)[:, None], self.manager
        value = np.take_along_axis(programme.value, at, axis=1)[:, 0]
        moved = (programme.own != NONE) & (programme.own != who)
        kept = np.where(moved, 1.0 - programme.loss, 1.0)
        return float(np.where(self.step == NONE, 0.0, value * kept).sum())

    def keeps(self, programme: Programme) -> bool:
        """Whether it exceeds no capacity and leaves out nobody who must be served."""
        room = bool(np.all(self.load(programme) <= programme.capacity))
        places = programme.most is None or bool(np.all(self.places(programme) <= programme.most))
        return room and places and bool(np.all(self.step[programme.must] != NONE))


def better(programme: Programme, one: Plan | None, other: Plan | None) -> Plan | None:
    """The plan of the two that is worth more; the first where they are equal."""
    if one is None or other is None:
        return one or other
    return other if other.worth(programme) > one.worth(programme) else one


class Fill:
    """Days handed out one step after another, always the step that adds the most value per day and still fits."""

    def __init__(self, programme: Programme, plan: Plan) -> None:
        self.programme = programme
        self.manager, self.step = plan.manager.tolist(), plan.step.tolist()
        self.left = (programme.capacity - plan.load(programme)).tolist()
        most = np.full(len(self.left), len(self.step)) if programme.most is None else programme.most
        self.places = (most - plan.places(programme)).tolist()
        self.days, self.value = programme.days.tolist(), programme.value.tolist()
        self.waiting: list[tuple[float, int, int]] = []

    def run(self) -> Plan:
        """The plan with everything that still fitted."""
        for account in range(len(self.step)):
            self._offer(account)
        while self.waiting:
            _ratio, account, step = heapq.heappop(self.waiting)
            if step > self.step[account] and self._take(account, step):
                self._offer(account)
        return Plan(np.array(self.manager, dtype=np.int64), np.array(self.step, dtype=np.int64))

    def _offer(self, account: int) -> None:
        days, value, now = self.days[account], self.value[account], self.step[account]
        before, worth = (days[now], value[now]) if now != NONE else (0, 0.0)
        for step in range(now + 1, len(days)):
            if days[step] > before and value[step] > worth:
                heapq.heappush(self.waiting, (-(value[step] - worth) / (days[step] - before), account, step))

    def _take(self, account: int, step: int) -> bool:
        now = self.step[account]
        need = self.days[account][step] - (self.days[account][now] if now != NONE else 0)
        manager = self.manager[account] if now != NONE else self._manager(account, need)
        if manager == NONE or self.left[manager] < need:
            return False
        if now == NONE:
            self.places[manager] -= 1
        self.left[manager] -= need
        self.manager[account], self.step[account] = manager, step
        return True

    def _manager(self, account: int, need: int) -> int:
        """Who takes on an account that nobody serves: its only manager, the one now, else who has most days left."""
        fits = [one for one, left in enumerate(self.left) if left >= need and self.places[one] > 0]
        home, own = int(self.programme.home[account]), int(self.programme.own[account])
        if home != NONE:
            return home if home in fits else NONE
        if own in fits:
            return own
        return max(fits, key=lambda one: (self.left[one], -one), default=NONE)


def settled(programme: Programme, plan: Plan) -> Plan:
    """The plan with every account back at its own manager where there is room: a move that brings nothing is none."""
    left, places = programme.capacity - plan.load(programme), plan.places(programme)
    days, manager = plan.days(programme), plan.manager.copy()
    moved = (plan.step != NONE) & programme.free & (programme.own != NONE) & (programme.own != manager)
    for account in np.flatnonzero(moved):
        own, here = programme.own[account], manager[account]
        if left[own] >= days[account] and (programme.most is None or places[own] < programme.most[own]):
            left[own] -= days[account]
            left[here] += days[account]
            places[own] += 1
            places[here] -= 1
            manager[account] = own
    return Plan(manager, plan.step)
