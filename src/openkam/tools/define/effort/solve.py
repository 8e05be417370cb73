"""The plan that attains the most: mixed-integer and linear programs for HiGHS, the solver inside SciPy.

Small programmes are solved to proof. Larger ones are relaxed (accounts may be split), which bounds what any plan can
attain; the relaxed plan splits hardly more accounts than there are managers, and only those are decided anew. Of very
large ones each manager's part is relaxed by itself, once prices have told who serves whom.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from openkam.tools.define.effort.columns import Columns, columns_of, count_columns, every_column
from openkam.tools.define.effort.maths import (
    NONE,
    BoolArray,
    Fill,
    FloatArray,
    IntArray,
    Plan,
    Programme,
    better,
    settled,
)
from openkam.tools.define.effort.prices import along, lowest
from openkam.tools.define.effort.quiet import answers_kept_clean

Method = Literal["proved", "stopped", "rounded"]
EXACT_COLUMNS = 1_500
"""Choices (account × manager × step) up to which a programme is solved to proof."""
NODES = 2_000
"""Where the search for a proof stops: counted in nodes, so that it ends at the same plan on every machine."""
SECONDS = 20
"""A guard beside `NODES` for a node that takes very long; a machine that is much slower might end at another plan."""
RELAXED_ACCOUNTS = 1_500
"""Accounts up to which they are relaxed in one program; beyond, that takes minutes."""
ROW = 1_000.0
ROUNDS = 30
NEAR = 1e-6
"""How near, in parts of the bound, the relaxed plan must come to it."""
KEPT = 3
"""Choices of an account kept beside those in use."""
BLOCK = 2_000_000
"""Reduced values held at once."""
SMALL = 1e-7


def _rows(programme: Programme, columns: Columns, accounts: IntArray, least: BoolArray) -> tuple[Any, FloatArray]:
    """The matrix and upper ends of ≤ rows: capacity, places, then one per account of `accounts` not in `least`."""
    from scipy.sparse import csr_array, vstack

    count, managers = len(columns), len(programme.capacity)
    at = np.arange(count)
    # In thousandths of its own capacity no row falls below the solver's tolerances or strains its precision.
    unit = np.maximum(programme.capacity, 1) / ROW
    days = programme.days[columns.account, columns.step] / unit[columns.manager]
    parts = [csr_array((days, (columns.manager, at)), shape=(managers, count))]
    upper = [programme.capacity / unit]
    if programme.most is not None:
        parts.append(csr_array((np.ones(count), (columns.manager, at)), shape=(managers, count)))
        upper.append(programme.most.astype(np.float64))
    place = np.full(len(programme.own), NONE)
    place[accounts] = np.arange(len(accounts))
    parts.append(csr_array((np.ones(count), (place[columns.account], at)), shape=(len(accounts), count))[~least])
    upper.append(np.ones(int((~least).sum())))
    return vstack(parts, format="csr"), np.concatenate(upper)


def _equal(programme: Programme, columns: Columns, accounts: IntArray, least: BoolArray) -> Any:
    from scipy.sparse import csr_array

    place = np.full(len(programme.own), NONE)
    place[accounts] = np.arange(len(accounts))
    at = np.arange(len(columns))
    return csr_array((np.ones(len(columns)), (place[columns.account], at)), shape=(len(accounts), len(columns)))[least]


@dataclass(frozen=True)
class Found:
    """A plan of the integer program, None where there is none; what no plan exceeds; whether the plan is proved."""

    plan: Plan | None
    bound: float
    proved: bool


def integer(programme: Programme, columns: Columns) -> Found:
    """The best plan among `columns`; accounts that must be served have exactly one choice, the others at most one."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not len(columns):
        empty = Plan.empty(len(programme.own))
        return Found(empty if empty.keeps(programme) else None, 0.0, proved=True)
    accounts = np.unique(np.concatenate([columns.account, np.flatnonzero(programme.must)]))
    least = programme.must[accounts]
    matrix, upper = _rows(programme, columns, accounts, least)
    limits = [LinearConstraint(matrix, -np.inf, upper)]
    if least.any():
        limits.append(LinearConstraint(_equal(programme, columns, accounts, least), 1, 1))
    values = columns.values(programme)
    scale = max(float(values.max()), 1e-300)
    with answers_kept_clean():
        answer = milp(
            -values / scale,
            integrality=np.ones(len(columns)),
            bounds=Bounds(0, 1),
            constraints=limits,
            options={"node_limit": NODES, "time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
    plan = None if answer.x is None else columns.where(answer.x > 0.5).plan(len(programme.own))
    if plan is not None and not plan.keeps(programme):
        plan = None
    bound = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound) * scale
    return Found(plan, bound, proved=plan is not None and answer.status == 0)


@dataclass(frozen=True)
class Relaxed:
    """The plan in which accounts may be split. `day_value` is what a hundredth of a day more of a manager brings."""

    columns: Columns
    parts: FloatArray
    bound: float
    day_value: FloatArray


def relaxed(programme: Programme, start: Plan, known: Columns | None = None, rounds: int = ROUNDS) -> Relaxed:
    """The linear program over all choices, which are brought in as they turn out to be of use.

    `start` is a plan that keeps what is agreed, so that the first program has a solution. Each program prices the
    days of every manager; at these prices each account takes what is best for it, which bounds every plan.
    """
    shape = (len(programme.own), len(programme.capacity), programme.days.shape[1])
    columns = _first(programme, start, shape) if known is None else known.joined(columns_of(start), shape)
    must = columns_of(start)
    bound = np.inf
    for _round in range(rounds):
        parts, total, prices = _linear(programme, columns)
        here, wanted = _priced(programme, prices)
        bound = min(bound, here)
        found = Relaxed(columns, parts, bound, prices.day)
        if bound - total <= NEAR * max(bound, 1e-12) or not len(wanted):
            break
        near = columns.where((parts > 0) | _nearest(columns, columns.values(programme), prices, programme))
        columns = near.joined(must, shape).joined(wanted, shape)
    return found


def _nearest(columns: Columns, values: FloatArray, prices: Prices, programme: Programme) -> BoolArray:
    """The choices of each account that come nearest to being of use at these prices; the others only slow it down."""
    days = programme.days[columns.account, columns.step]
    gain = values - prices.day[columns.manager] * days - prices.place[columns.manager]
    order = np.lexsort((-gain, columns.account))
    first = np.searchsorted(columns.account[order], columns.account[order])
    near = np.zeros(len(columns), dtype=np.bool_)
    near[order] = np.arange(len(columns)) - first < KEPT
    return near


def _first(programme: Programme, start: Plan, shape: tuple[int, int, int]) -> Columns:
    """Every step at the account's own or only manager, those without one dealt out in turn, and the start."""
    accounts, steps = np.nonzero(np.isfinite(programme.value))
    home = np.where(programme.free, programme.own, programme.home)
    dealt = np.arange(shape[0]) % shape[1]
    managers = np.where(home == NONE, dealt, home)[accounts]
    return Columns(accounts, managers, steps).joined(columns_of(start), shape)


@dataclass(frozen=True)
class Prices:
    """What a hundredth of a day and a place of each manager are worth (M,), and each account's row (A,)."""

    day: FloatArray
    place: FloatArray
    account: FloatArray


def _linear(programme: Programme, columns: Columns) -> tuple[FloatArray, float, Prices]:
    """The linear program over `columns`: how much of each, what it brings, and the prices."""
    from scipy.optimize import linprog

    accounts = np.arange(len(programme.own))
    matrix, upper = _rows(programme, columns, accounts, programme.must)
    equal = _equal(programme, columns, accounts, programme.must) if programme.must.any() else None
    values = columns.values(programme)
    scale = max(float(values.max()), 1e-300)
    answer = linprog(
        -values / scale,
        A_ub=matrix,
        b_ub=upper,
        A_eq=equal,
        b_eq=None if equal is None else np.ones(equal.shape[0]),
        bounds=(0, None),
        method="highs-ds",
    )
    if answer.x is None:
        raise ArithmeticError(f"the linear program ended without a plan: {answer.message}")
    managers = len(programme.capacity)
    duals = np.maximum(-answer.ineqlin.marginals, 0.0) * scale
    account = np.zeros(len(programme.own))
    places = managers if programme.most is not None else 0
    account[~programme.must] = duals[managers + places :]
    if equal is not None:
        account[programme.must] = -answer.eqlin.marginals * scale
    day = duals[:managers] * ROW / np.maximum(programme.capacity, 1)
    place = duals[managers : managers + places] if places else np.zeros(managers)
    return answer.x, float(-answer.fun * scale), Prices(day, place, account)


def _priced(programme: Programme, prices: Prices) -> tuple[float, Columns]:
    """The bound at these prices, and for each account and step the manager that would serve it best, if of use."""
    total = float(prices.day @ programme.capacity)
    if programme.most is not None:
        total += float(prices.place @ programme.most)
    kept, allowed = programme.kept(), programme.allowed()
    wide = max(1, len(programme.capacity) * programme.days.shape[1])
    found: list[tuple[IntArray, IntArray, IntArray]] = []
    for start in range(0, len(programme.own), max(1, BLOCK // wide)):
        here = slice(start, start + max(1, BLOCK // wide))
        days, value = programme.days[here], programme.value[here]
        there = allowed[here][:, :, None] & np.isfinite(value)[:, None, :]
        gain = np.where(np.isfinite(value), value, 0.0)[:, None, :] * kept[here][:, :, None]
        gain = gain - prices.day[None, :, None] * days[:, None, :] - prices.place[None, :, None]
        gain = np.where(there, gain, -np.inf)
        best = gain.max(axis=(1, 2))
        total += float(np.where(programme.must[here], best, np.maximum(best, 0.0)).sum())
        manager, by_step = gain.argmax(axis=1), gain.max(axis=1)
        tolerance = SMALL * np.maximum(np.abs(prices.account[here]), 1e-12)
        account, step = np.nonzero(by_step > (prices.account[here] + tolerance)[:, None])
        found.append((account + start, manager[account, step], step))
    joined = [np.concatenate(one) for one in zip(*found, strict=True)]
    return total, Columns(joined[0], joined[1], joined[2])


def rounded(programme: Programme, split: Relaxed, start: Plan) -> Plan:
    """A plan near the relaxed one: whole accounts stay, split ones are decided anew, and left days are handed out."""
    whole = split.columns.where(split.parts > 1 - 1e-6).plan(len(programme.own))
    cut_up = np.unique(split.columns.account[(split.parts > 1e-6) & (split.parts <= 1 - 1e-6)])
    some = split.columns.where(np.isin(split.columns.account, cut_up))
    rest = replace(
        programme,
        must=programme.must & (whole.step == NONE),
        capacity=programme.capacity - whole.load(programme),
        most=None if programme.most is None else programme.most - whole.places(programme),
    )
    plan: Plan | None = None
    if np.all(rest.capacity >= 0):
        found = integer(rest, some).plan
        if found is not None:
            served = found.step != NONE
            joined = Plan(np.where(served, found.manager, whole.manager), np.where(served, found.step, whole.step))
            plan = joined if joined.keeps(programme) else None
    filled = None if plan is None else Fill(programme, plan).run()
    made = better(programme, filled, Fill(programme, start).run())
    return start if made is None else made


@dataclass(frozen=True)
class Solution:
    """The plan, what no plan exceeds, how it was found, and what a hundredth of a day of each manager would add."""

    plan: Plan
    bound: float
    method: Method
    day_value: FloatArray
    columns: Columns | None
    """The choices of the relaxed plan, for another one like it."""

    @classmethod
    def of(cls, plan: Plan, bound: float, method: str, split: Relaxed) -> Solution:
        """With what the relaxed plan says beside it."""
        word: Method = "proved" if method == "proved" else "stopped" if method == "stopped" else "rounded"
        return cls(plan, bound, word, split.day_value, split.columns if len(split.columns) else None)


def best(programme: Programme, start: Plan, known: Columns | None = None, *, most: int = EXACT_COLUMNS) -> Solution:
    """The best plan that can be found from `start`, a plan that keeps what is agreed; deterministic.

    Up to `most` choices are solved to proof.

    Accounts that nobody else may serve make one program per manager; `known` choices speed up the relaxed one.
    """
    if len(programme.own) > RELAXED_ACCOUNTS:
        return _large(programme, start)
    split = relaxed(programme, start, known)
    bound, method = split.bound, "rounded"
    plan: Plan | None = None
    exact = _exact(programme, most)
    if exact is not None:
        found_bound, proved, plan = exact
        bound = min(bound, found_bound)
        method = "proved" if proved else "stopped"
    if method != "proved":
        plan = better(programme, plan, rounded(programme, split, start))
    return _judged(programme, better(programme, plan, start) or start, bound, method, split)


def _judged(programme: Programme, plan: Plan, bound: float, method: str, split: Relaxed) -> Solution:
    chosen = settled(programme, plan)
    worth = chosen.worth(programme)
    if bound - worth <= SMALL * max(bound, 1e-12):
        method = "proved"
    bound = worth if method == "proved" else max(bound, worth)
    return Solution.of(chosen, bound, method, split)


def _large(programme: Programme, start: Plan) -> Solution:
    """Prices instead of one relaxed program, two plans made along them and by value per day, each manager's mended."""
    filled = Fill(programme, start).run()
    priced = lowest(programme, filled.worth(programme))
    plan: Plan | None = start
    for one in (filled, Fill(programme, along(programme, priced.day, start)).run()):
        mended = Fill(programme, mend(programme, one)).run()
        plan = better(programme, plan, mended if mended.keeps(programme) else one)
    nothing = Columns(*(np.zeros(0, dtype=np.int64) for _part in range(3)))
    split = Relaxed(nothing, np.zeros(0), priced.bound, priced.day)
    return _judged(programme, plan or start, priced.bound, "rounded", split)


def mend(programme: Programme, plan: Plan) -> Plan:
    """The plan with the steps of every manager's accounts decided anew; nobody changes manager."""
    made = Plan(plan.manager.copy(), plan.step.copy())
    place = np.where(plan.step != NONE, plan.manager, np.where(programme.free, programme.own, programme.home))
    held = replace(programme, home=np.where(place != NONE, place, programme.home))
    for manager in range(len(programme.capacity)):
        accounts = np.flatnonzero(place == manager)
        part = held.part(accounts, manager)
        if not np.isfinite(part.value).any():
            continue
        start = Plan(np.where(plan.step[accounts] != NONE, 0, NONE), plan.step[accounts])
        found = rounded(part, relaxed(part, start), start)
        made.step[accounts] = found.step
        made.manager[accounts] = np.where(found.step != NONE, manager, NONE)
    return made


def _exact(programme: Programme, most: int) -> tuple[float, bool, Plan | None] | None:
    """Bound, whether it is proved, and the plan, where the programme or each manager's part of it is small enough."""
    if count_columns(programme) <= most:
        found = integer(programme, every_column(programme))
        return found.bound, found.proved, found.plan
    if programme.free.any():
        return None
    joined, bound, proved = Plan.empty(len(programme.own)), 0.0, True
    for manager in range(len(programme.capacity)):
        accounts = np.flatnonzero(programme.home == manager)
        part = programme.part(accounts, manager)
        if count_columns(part) > most:
            return None
        found = integer(part, every_column(part))
        if found.plan is None:
            return None
        served = found.plan.step != NONE
        joined.manager[accounts[served]], joined.step[accounts] = manager, found.plan.step
        bound, proved = bound + found.bound, proved and found.proved
    return bound, proved, joined
