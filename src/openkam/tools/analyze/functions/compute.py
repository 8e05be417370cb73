"""Put costs to functions, compare them with their worth, and say what the analysis lacks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from openkam.tools.analyze.functions import maths
from openkam.tools.analyze.functions.inputs import Function, FunctionInputs
from openkam.tools.analyze.functions.result import (
    ComponentResult,
    Diagnostic,
    FunctionResult,
    FunctionsResult,
    Gap,
    Part,
)


def compute(inputs: FunctionInputs) -> FunctionsResult:
    """The analysis of `inputs`; pure and exact."""
    parts = _parts(inputs)
    functions = _functions(inputs, parts)
    components = _components(inputs, parts)
    compared = [row for row in functions if row.cost is not None and row.worth is not None]
    cost = maths.total(row.cost for row in compared if row.cost is not None)
    worth = maths.total(row.worth for row in compared if row.worth is not None)
    saving = {row.id: row.potential for row in functions if row.candidate and row.potential is not None}
    function_cost = maths.total(row.cost for row in functions if row.cost is not None)
    unallocated = maths.total(row.unallocated for row in components)
    return FunctionsResult(
        subject=inputs.subject,
        currency=inputs.currency,
        ctqs=inputs.ctqs,
        functions=functions,
        components=components,
        parts=parts,
        total_cost=maths.total(
            [row.cost for row in inputs.components] + [row.cost for row in inputs.functions if row.cost is not None]
        ),
        function_cost=function_cost,
        unallocated_cost=unallocated,
        compared_cost=cost,
        compared_worth=worth,
        value_index=maths.value_index(worth, cost),
        potential=maths.total(saving.values()),
        low_index=inputs.low_index,
        candidates=tuple(sorted(saving, key=lambda key: -saving[key])),
        diagnostics=_diagnostics(inputs, functions, components),
    )


def _parts(inputs: FunctionInputs) -> tuple[Part, ...]:
    cost = {row.id: row.cost for row in inputs.components}
    return tuple(
        Part(
            component=row.component,
            function=row.function,
            share_pct=row.share_pct,
            amount=maths.share_of(cost[row.component], row.share_pct),
        )
        for row in inputs.allocations
    )


def _functions(inputs: FunctionInputs, parts: tuple[Part, ...]) -> tuple[FunctionResult, ...]:
    rows = {row.id: row for row in inputs.functions}
    allocated: dict[str, list[Decimal]] = {}
    for part in parts:
        allocated.setdefault(part.function, []).append(part.amount)
    received = {key: maths.total(amounts) for key, amounts in allocated.items()}
    costs = {key: _cost(row.cost, received.get(key)) for key, row in rows.items()}
    all_cost = maths.total(cost for cost in costs.values() if cost is not None)
    all_worth = maths.total(row.worth for row in inputs.functions if row.worth is not None)
    found = []
    for key, level in maths.tree_order(list(rows), {key: row.parent for key, row in rows.items()}):
        row, cost = rows[key], costs[key]
        index = maths.value_index(row.worth, cost)
        found.append(
            FunctionResult(
                id=key,
                name=row.name,
                verb=row.verb,
                noun=row.noun,
                kind=row.kind,
                parent=row.parent,
                supports=row.supports,
                ctqs=row.ctqs,
                level=level,
                own_cost=row.cost,
                allocated_cost=received.get(key),
                cost=cost,
                worth=row.worth,
                potential=maths.potential(row.worth, cost),
                value_index=index,
                cost_share_pct=maths.percent(cost, all_cost),
                worth_share_pct=maths.percent(row.worth, all_worth),
                candidate=index is not None and index < inputs.low_index,
            )
        )
    return tuple(found)


def _cost(own: Decimal | None, allocated: Decimal | None) -> Decimal | None:
    known = [amount for amount in (own, allocated) if amount is not None]
    return maths.total(known) if known else None


def _components(inputs: FunctionInputs, parts: tuple[Part, ...]) -> tuple[ComponentResult, ...]:
    found = []
    for row in inputs.components:
        mine = [part for part in parts if part.component == row.id]
        found.append(
            ComponentResult(
                id=row.id,
                name=row.name,
                cost=row.cost,
                allocated_pct=maths.total(part.share_pct for part in mine),
                unallocated=maths.total([row.cost, *(-part.amount for part in mine)]),
            )
        )
    return tuple(found)


def _diagnostics(
    inputs: FunctionInputs, functions: tuple[FunctionResult, ...], components: tuple[ComponentResult, ...]
) -> tuple[Diagnostic, ...]:
    basic = [row for row in inputs.functions if row.kind == "basic"]
    served = {key for row in inputs.functions for key in row.ctqs}
    priced = any(row.cost is not None or row.worth is not None for row in functions)
    gaps: dict[Gap, list[str]] = {
        "no_verb_noun": [row.id for row in inputs.functions if not (row.verb.strip() and row.noun.strip())],
        "no_basic": [] if basic else [row.id for row in functions if row.level == 0],
        "no_why": [row.id for row in inputs.functions if row.kind == "secondary" and not (row.parent or row.supports)],
        "same_twice": _same_twice(inputs.functions),
        "cost_unknown": [row.id for row in functions if priced and row.cost is None],
        "worth_unknown": [row.id for row in functions if priced and row.worth is None],
        "cost_unallocated": [row.id for row in components if row.unallocated],
        "ctq_unserved": [row.id for row in inputs.ctqs if row.id not in served],
    }
    return tuple(Diagnostic(gap=gap, ids=tuple(ids)) for gap, ids in gaps.items() if ids)


def _same_twice(functions: tuple[Function, ...]) -> list[str]:
    words = {row.id: (row.verb.strip().casefold(), row.noun.strip().casefold()) for row in functions}
    often = Counter(pair for pair in words.values() if any(pair))
    return [key for key, pair in words.items() if often[pair] > 1]
