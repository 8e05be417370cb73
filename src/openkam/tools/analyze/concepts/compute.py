"""Count the combinations, check the concepts, list what nobody picked."""

from __future__ import annotations

from openkam.tools.analyze.concepts import maths
from openkam.tools.analyze.concepts.inputs import ConceptInput, ConceptInputs
from openkam.tools.analyze.concepts.result import Check, Concept, ConceptsResult, MeansUse, Pick

Key = tuple[str, str]
"""(function, means), by id."""


def compute(inputs: ConceptInputs) -> ConceptsResult:
    """The chart of `inputs`; pure and exact."""
    sizes = [len(row.means) for row in inputs.functions]
    node = {(row.id, means.id): (at, n) for at, row in enumerate(inputs.functions) for n, means in enumerate(row.means)}
    pairs = [((row.function, row.means), (row.other_function, row.other_means)) for row in inputs.incompatible]
    counted = maths.count_feasible(sizes, [(node[one], node[other]) for one, other in pairs])
    uses = _uses(inputs, pairs)
    picked = sum(bool(row.concepts) for row in uses)
    return ConceptsResult(
        functions=inputs.functions,
        incompatible=inputs.incompatible,
        combinations=maths.combinations(sizes),
        feasible=counted.feasible,
        method=counted.method,
        concepts=tuple(_concept(inputs, row) for row in inputs.concepts),
        checks=tuple(_check(inputs, row, pairs) for row in inputs.concepts),
        uses=uses,
        picked_means=picked,
        all_means=len(uses),
        coverage_pct=100 * picked / len(uses),
    )


def _picks(concept: ConceptInput) -> dict[str, str]:
    return {pick.function: pick.means for pick in concept.picks}


def _concept(inputs: ConceptInputs, concept: ConceptInput) -> Concept:
    picks = _picks(concept)
    return Concept(
        id=concept.id,
        name=concept.name,
        picks=tuple(
            Pick(function=row.id, function_name=row.name, means=means.id, means_name=means.name)
            for row in inputs.functions
            for means in row.means
            if picks.get(row.id) == means.id
        ),
    )


def _check(inputs: ConceptInputs, concept: ConceptInput, pairs: list[tuple[Key, Key]]) -> Check:
    picks = _picks(concept)
    taken = set(picks.items())
    missing = tuple(row.id for row in inputs.functions if row.id not in picks)
    clashes = tuple(at for at, (one, other) in enumerate(pairs) if one in taken and other in taken)
    twins = [row.id for row in inputs.concepts if row.id != concept.id and _picks(row) == picks]
    return Check(
        concept=concept.id,
        feasible=not missing and not clashes,
        missing=missing,
        clashes=clashes,
        same_as=() if missing else tuple(twins),
    )


def _uses(inputs: ConceptInputs, pairs: list[tuple[Key, Key]]) -> tuple[MeansUse, ...]:
    against: dict[Key, set[Key]] = {}
    for one, other in pairs:
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    every = {row.id: {(row.id, means.id) for means in row.means} for row in inputs.functions}
    users: dict[Key, list[str]] = {}
    for concept in inputs.concepts:
        for key in _picks(concept).items():
            users.setdefault(key, []).append(concept.id)
    return tuple(
        MeansUse(
            function=row.id,
            means=means.id,
            concepts=tuple(users.get((row.id, means.id), ())),
            blocked=any(
                against.get((row.id, means.id), set()) >= every[function] for function in every if function != row.id
            ),
        )
        for row in inputs.functions
        for means in row.means
    )
