"""Money by function, exact.

Sources: L. Miles, Techniques of Value Analysis and Engineering (1961); C. Bytheway, FAST (1965); K. Yang and
B. El-Haik, Design for Six Sigma, chapter 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

_DIGITS = 60
"""More than any sum of typed amounts and shares can have, so that nothing is rounded."""


def value_index(worth: Decimal | None, cost: Decimal | None) -> float | None:
    """Worth ÷ cost; None where one is unknown or the cost is 0.

    >>> round(value_index(Decimal("4.07"), Decimal("4.69")), 3)
    0.868
    """
    if worth is None or not cost:
        return None
    return float(worth / cost)


def potential(worth: Decimal | None, cost: Decimal | None) -> Decimal | None:
    """Cost − worth, or None where one is unknown."""
    return None if worth is None or cost is None else total((cost, -worth))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    with localcontext() as context:
        context.prec = _DIGITS
        return sum(amounts, Decimal(0))


def share_of(cost: Decimal, share_pct: Decimal) -> Decimal:
    """The exact part of `cost` that `share_pct` percent are."""
    with localcontext() as context:
        context.prec = _DIGITS
        return cost * share_pct / 100


def percent(part: Decimal | None, whole: Decimal) -> float | None:
    """`part` in percent of `whole`; None where the part is unknown or the whole is 0."""
    return None if part is None or not whole else float(100 * part / whole)


def tree_order(ids: Sequence[str], parents: Mapping[str, str | None]) -> list[tuple[str, int]]:
    """Every id with its level, each before those that tell how it is done; siblings as typed.

    `parents` has no cycle.
    """
    below: dict[str | None, list[str]] = {}
    for key in ids:
        below.setdefault(parents[key], []).append(key)
    ordered = []
    waiting = [(key, 0) for key in reversed(below.get(None, []))]
    while waiting:
        key, level = waiting.pop()
        ordered.append((key, level))
        waiting += [(child, level + 1) for child in reversed(below.get(key, []))]
    return ordered
