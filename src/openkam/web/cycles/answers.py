"""What the tools say of a cycle: selection and account matrix over everything that a reader's scope holds.

Ranks, lines and classes are those of the whole programme, so that an account has one class whoever looks; pages show
only the rows of visible candidates and sum only those (decision 0022). A frozen cycle answers what was kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db.models import Q

from openkam.core.i18n import language
from openkam.feeds import cycle as feed
from openkam.tools.define import account_matrix, selection
from openkam.tools.define.account_matrix.inputs import MatrixInputs, MatrixResult
from openkam.tools.define.selection.inputs import SelectionInputs, SelectionResult, Simulation
from openkam.tools.define.selection.simulation import Cancelled, Progress
from openkam.web.cycles import drawn
from openkam.web.cycles.figures import BooksFigures, figures_of, to_json as figures_json
from openkam.web.cycles.models import Candidate, CriteriaSet, Cycle, Kept, Rating, Score, SuccessFactor
from openkam.web.cycles.queries.scores import Scope, all_seen_scores, score_rows
from openkam.web.cycles.ready import name_of, scale_of
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User

Kind = CriteriaSet.Kind
DIRECT_CELLS = 4_000_000
"""Accounts × draws up to which the draws are made while the reader waits; more is a job."""

_selections: Memory[SelectionResult] = Memory(24)
_matrices: Memory[MatrixResult] = Memory(24)
_covered: Memory[bool] = Memory(64)


def criteria_of(cycle: Cycle, kind: str) -> feed.CriteriaRows:
    """The set of this kind in the reader's language; empty where the cycle has none."""
    found = CriteriaSet.objects.filter(cycle=cycle, kind=kind).prefetch_related("criteria").first()
    if found is None:
        return feed.CriteriaRows(())
    keys = {row.pk: row.key for row in found.criteria.all()}
    pairs = found.comparisons.values_list("first_id", "second_id", "times") if found.method == "pairwise" else ()
    return feed.CriteriaRows(
        rows=[
            feed.CriterionRow(
                id=row.key,
                name=name_of(kind, row),
                scale=scale_of(kind, row),
                weight=float(row.weight),
                rank=row.rank,
                minimum=None if row.minimum is None else float(row.minimum),
            )
            for row in found.criteria.all()
        ],
        method=found.method,
        is_percent=found.is_percent,
        judgements=[(keys[first], keys[second], float(times)) for first, second, times in pairs],
        random_index=found.random_index,
    )


def _candidates(cycle: Cycle, figures: BooksFigures) -> list[feed.CandidateRow]:
    rows = Candidate.objects.filter(cycle=cycle).order_by("code").values_list("code", "name")
    return [feed.CandidateRow(code, name, figures.of(code).revenue) for code, name in rows]


def selection_inputs(cycle: Cycle, user: User, *, draws: int | None = None) -> SelectionInputs:
    """What the selection tool is given. Raises `InvalidInput` where the weights cannot be worked out yet."""
    return feed.selection_inputs(
        cycle.name,
        cycle.top,
        criteria_of(cycle, Kind.SELECTION),
        _candidates(cycle, figures_of(cycle)),
        score_rows(all_seen_scores(user, cycle, Kind.SELECTION)),
        Simulation(draws=cycle.draws if draws is None else draws, seed=cycle.seed),
    )


def draws_are_quick(cycle: Cycle) -> bool:
    """Whether the draws of the selection are quick enough to be made while the reader waits."""
    return cycle.candidates.count() * cycle.draws <= DIRECT_CELLS


def _key(cycle: Cycle, user: User, *more: object) -> tuple[object, ...]:
    figures = figures_of(cycle)
    return (
        cycle.pk,
        cycle.answers_revision,
        Scope.of(user, cycle),
        figures.period,
        *figures.source.values(),
        language(),
        *more,
    )


def selection_of(
    cycle: Cycle,
    user: User,
    *,
    draws: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    inputs: SelectionInputs | None = None,
) -> SelectionResult:
    """The selection of the cycle; `draws` 0 leaves out how sure it is. Raises `InvalidInput`.

    `inputs` are those of `selection_inputs`, where the caller has read them already.
    """
    if cycle.is_frozen:
        return _selections.get((cycle.pk, "kept", language()), lambda: _kept_selection(cycle))
    made = cycle.draws if draws is None else draws

    def answer() -> SelectionResult:
        kept = drawn.read(draws_key(cycle, user, made)) if made else None
        if kept is not None and (whole := drawn.put_in(selection_of(cycle, user, draws=0), kept)) is not None:
            return whole
        given = inputs or selection_inputs(cycle, user, draws=made)
        return selection.compute(given, progress=progress, cancelled=cancelled)

    return _selections.get(_key(cycle, user, made), answer)


def draws_key(cycle: Cycle, user: User, draws: int) -> str:
    """What the draws of a selection depend on: no language, but what a blind rater may know."""
    parts = (cycle.pk, cycle.answers_revision, Scope.of(user, cycle), draws, selection.TOOL.version)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def selection_at_hand(cycle: Cycle, user: User) -> bool:
    """Whether the whole selection, draws and all, is in memory or was made by the worker."""
    if cycle.is_frozen:
        return True
    return _selections.has(_key(cycle, user, cycle.draws)) or drawn.has(draws_key(cycle, user, cycle.draws))


def strength_rows(cycle: Cycle) -> feed.StrengthRows:
    """Table Two of every candidate, named in the reader's language."""
    rows = SuccessFactor.objects.filter(candidate__cycle=cycle).values_list("candidate__code", "key", "name", "weight")
    names: dict[tuple[str, str], str] = {}
    factors = []
    for code, key, name, weight in rows:
        # Very many candidates share a few factors, each named once.
        if (key, name) not in names:
            names[key, name] = name_of(Kind.SUCCESS, SuccessFactor(key=key, name=name))
        factors.append((code, key, names[key, name], float(weight)))
    columns = ("factor__candidate__code", "factor__key", "rival__name", "value", "survey_id")
    ratings = Rating.objects.filter(factor__candidate__cycle=cycle).order_by("pk").values_list(*columns)
    return feed.StrengthRows(
        factors,
        [
            feed.RatingRow(code, key, rival or "", None if value is None else float(value), survey is not None)
            for code, key, rival, value, survey in ratings
        ],
    )


def matrix_settings(
    cycle: Cycle, figures: BooksFigures, trail: Sequence[tuple[str, str, float, float]] = ()
) -> feed.MatrixSettings:
    """Where the lines run, and where the accounts stood before."""
    return feed.MatrixSettings(
        period=cycle.name,
        currency=figures.currency,
        against=cycle.against,
        line=None if cycle.line is None else float(cycle.line),
        strength_line=float(cycle.strength_line),
        strong_left=cycle.strong_left,
        draws=min(cycle.draws, 10_000),
        seed=cycle.seed,
        trail=trail,
    )


def matrix_inputs(cycle: Cycle, user: User) -> MatrixInputs:
    """What the account matrix is given. Raises `InvalidInput` where the weights cannot be worked out yet."""
    factors, figures = criteria_of(cycle, Kind.ATTRACTIVENESS), figures_of(cycle)
    candidates = _candidates(cycle, figures)
    return feed.matrix_inputs(
        factors,
        feed.criteria_shares(factors),
        candidates,
        score_rows(all_seen_scores(user, cycle, Kind.ATTRACTIVENESS)),
        strength_rows(cycle),
        matrix_settings(cycle, figures, _trail(cycle, user, {row.code for row in candidates})),
    )


def _trail(cycle: Cycle, user: User, codes: set[str]) -> list[tuple[str, str, float, float]]:
    """Where the candidates stood in earlier cycles, the oldest first."""
    found: list[tuple[str, str, float, float]] = []
    before, seen = cycle.previous, {cycle.pk}
    while before is not None and before.pk not in seen:
        seen.add(before.pk)
        there = [
            (row.account, before.name, row.attractiveness, row.strength)
            for row in matrix_of(before, user, draws=0).accounts
            if row.account in codes and row.attractiveness is not None and row.strength is not None
        ]
        found = there + found
        before = before.previous
    return found


def matrix_of(
    cycle: Cycle, user: User, *, draws: int | None = None, inputs: MatrixInputs | None = None
) -> MatrixResult:
    """The account matrix of the cycle; `draws` other than the cycle's, 0 leaves out how sure the classes are.

    `inputs` are those of `matrix_inputs`, where the caller has read them already. Raises `InvalidInput`.
    """
    if cycle.is_frozen:
        return _matrices.get((cycle.pk, "kept", language(), draws), lambda: _kept_matrix(cycle, draws))
    return _matrices.get(
        matrix_key(cycle, user, draws),
        lambda: account_matrix.compute(_drawn(inputs or matrix_inputs(cycle, user), draws)),
    )


def matrix_key(cycle: Cycle, user: User, draws: int | None = None) -> tuple[object, ...]:
    """What a matrix depends on."""
    return _key(cycle, user, *((one.pk, one.answers_revision) for one in _before(cycle)), draws)


def _drawn(inputs: MatrixInputs, draws: int | None) -> MatrixInputs:
    """The same inputs with another number of draws; None leaves them."""
    if draws is None:
        return inputs
    return inputs.model_copy(update={"doubt": inputs.doubt.model_copy(update={"draws": draws})})


def _before(cycle: Cycle) -> list[Cycle]:
    found: list[Cycle] = []
    before = cycle.previous
    while before is not None and before not in found and before.pk != cycle.pk:
        found.append(before)
        before = before.previous
    return found


def _kept_selection(cycle: Cycle) -> SelectionResult:
    kept = Kept.objects.get(cycle=cycle, tool=selection.TOOL.key)
    if kept.tool_version != selection.TOOL.version:
        return SelectionResult.model_validate(kept.result)
    inputs = selection.TOOL.parse(kept.inputs)
    names = {row.id: row for row in criteria_of(cycle, Kind.SELECTION).rows}
    criteria = tuple(
        row.model_copy(update={"name": names[row.id].name, "scale": names[row.id].scale}) for row in inputs.criteria
    )
    named = inputs.model_copy(update={"criteria": criteria})
    if not inputs.simulation.draws:
        return selection.compute(named)
    none = inputs.simulation.model_copy(update={"draws": 0})
    # The draws are those that were kept: making them again would keep the reader of a large cycle waiting.
    whole = drawn.put_in(selection.compute(named.model_copy(update={"simulation": none})), drawn.of_kept(kept.result))
    return selection.compute(named) if whole is None else whole


def _kept_matrix(cycle: Cycle, draws: int | None) -> MatrixResult:
    kept = Kept.objects.get(cycle=cycle, tool=account_matrix.TOOL.key)
    if kept.tool_version != account_matrix.TOOL.version:
        return MatrixResult.model_validate(kept.result)
    inputs = account_matrix.TOOL.parse(kept.inputs)
    names = {row.id: row for row in criteria_of(cycle, Kind.ATTRACTIVENESS).rows}
    factors = tuple(
        row.model_copy(update={"name": names[row.id].name, "scale": names[row.id].scale}) for row in inputs.factors
    )
    success = {(code, key): name for code, key, name, _weight in strength_rows(cycle).factors}
    own = tuple(row.model_copy(update={"name": success[row.account, row.id]}) for row in inputs.success_factors)
    whole = inputs.model_copy(update={"factors": factors, "success_factors": own})
    return account_matrix.compute(_drawn(whole, draws))


def to_keep(
    cycle: Cycle, user: User, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> list[Kept]:
    """What is stored when `cycle` is frozen by `user`, who is blind to nothing.

    Raises `InvalidInput`, and `SimulationCancelled` where `cancelled` says so.
    """
    books = figures_json(figures_of(cycle), set(cycle.candidates.values_list("code", flat=True)))
    # Inputs are read once, and what this process or the worker has worked out of them is not worked out again.
    chosen = selection_inputs(cycle, user)
    ranked = selection_of(cycle, user, progress=progress, cancelled=cancelled, inputs=chosen)
    placed = matrix_inputs(cycle, user)
    return [
        Kept(
            tool=tool.key,
            tool_version=tool.version,
            inputs=inputs.model_dump(mode="json"),
            result=result.model_dump(mode="json"),
            books=books,
        )
        for tool, inputs, result in (
            (selection.TOOL, chosen, ranked),
            (account_matrix.TOOL, placed, matrix_of(cycle, user, inputs=placed)),
        )
    ]


def is_covered(cycle: Cycle) -> bool:
    """Whether every candidate has an answer, by anybody, on every selection criterion that carries weight."""

    def count() -> bool:
        found = criteria_of(cycle, Kind.SELECTION)
        keys = [row.id for row in found.rows if row.weight > 0 or found.method == CriteriaSet.Method.RANKED]
        answered = Q(value__isnull=False) | Q(is_unknown=True)
        of_these = Q(candidate__cycle=cycle, criterion__set__kind=Kind.SELECTION, criterion__key__in=keys)
        given = Score.objects.filter(answered, of_these).order_by().values("candidate", "criterion").distinct()
        return given.count() == cycle.candidates.count() * len(keys)

    return _covered.get((cycle.pk, cycle.answers_revision), count)
