"""Cost-to-serve: what each pool charges each account. Amounts are ten-thousandths; every sum is exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openkam.core.amounts import SCALE, divide_rounded

IntArray = NDArray[np.int64]
ObjectArray = NDArray[np.object_]
"""Python integers: products of two scaled amounts may exceed an int64."""


@dataclass(frozen=True)
class Charge:
    """What a pool charges in one period. Shapes (n,) over accounts; the rest are single amounts."""

    assigned: IntArray
    unused: int | None
    used_minutes: int | None = None


def _product(drivers: Mapping[str, IntArray], units: Mapping[str, int], count: int) -> ObjectArray:
    """Σ driver × unit per account, in units of 10⁻⁸."""
    out = np.zeros(count, dtype=object)
    for name, unit in units.items():
        amounts = drivers.get(name)
        if amounts is not None:
            out += amounts.astype(object) * unit
    return out


def _rounded(numerators: ObjectArray, denominator: int) -> IntArray:
    quotients = (divide_rounded(int(value), denominator) if value else 0 for value in numerators)
    return np.fromiter(quotients, dtype=np.int64, count=len(numerators))


def time_driven(
    drivers: Mapping[str, IntArray], unit_minutes: Mapping[str, int], *, cost: int, capacity_minutes: int
) -> Charge:
    """Time-driven activity-based costing (Kaplan and Anderson).

    Rate = cost ÷ practical capacity; an account is charged its minutes × rate. What is left of the cost is
    unused capacity and belongs to no account; it is negative where more minutes were used than there are.
    `drivers`: name → (n,) quantities. All amounts in ten-thousandths; `capacity_minutes` above 0.
    """
    if capacity_minutes <= 0:
        raise ValueError("capacity_minutes must be above 0")
    count = len(next(iter(drivers.values()), ()))
    minutes = _product(drivers, unit_minutes, count)
    assigned = _rounded(minutes * cost, capacity_minutes * SCALE)
    used = divide_rounded(int(minutes.sum()), SCALE) if count else 0
    return Charge(assigned, cost - int(assigned.sum()), used)


def by_rate(drivers: Mapping[str, IntArray], rates: Mapping[str, int]) -> Charge:
    """Quantity × rate of each driver; rates in ten-thousandths of money per unit."""
    count = len(next(iter(drivers.values()), ()))
    return Charge(_rounded(_product(drivers, rates, count), SCALE), None)


def by_key(key: IntArray, *, cost: int) -> Charge:
    """The whole `cost` in proportion to `key`, shape (n,); negative keys count as 0.

    Shares are rounded so that they add up to `cost` exactly: the remainder goes, one ten-thousandth each, to
    the largest fractions. Where the key adds up to 0 nothing is charged and the cost stays unassigned.
    """
    weights = np.maximum(key, 0).astype(object)
    total = int(weights.sum()) if len(weights) else 0
    if total <= 0:
        return Charge(np.zeros(len(key), dtype=np.int64), cost)
    products = weights * cost
    floors = np.array([int(value) // total for value in products], dtype=np.int64)
    remainders = np.array([int(value) % total / total for value in products])
    short = cost - int(floors.sum())
    floors[np.argsort(-remainders, kind="stable")[:short]] += 1
    return Charge(floors, 0)
