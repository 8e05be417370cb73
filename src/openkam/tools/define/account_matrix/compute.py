"""From the two tables of every account to its place in the matrix."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from openkam.core.nouns import ACCOUNT_CLASSES
from openkam.tools.define.account_matrix import chances, maths
from openkam.tools.define.account_matrix.chances import Rivalry
from openkam.tools.define.account_matrix.inputs import (
    MIDPOINT,
    ClassSum,
    FactorShare,
    MatrixAccount,
    MatrixInputs,
    MatrixResult,
    Placed,
    Position,
    SuccessFactor,
    SuccessLine,
    SupplierTotal,
)
from openkam.tools.define.account_matrix.maths import Class, FloatArray, Strength

KINDS = ACCOUNT_CLASSES
PERCENT_ROOM = 0.005
"""Weights of three digits that are meant to sum to 100 may miss it by so much."""


def compute(inputs: MatrixInputs) -> MatrixResult:
    """The matrix of `inputs`; pure. An account without both values stands nowhere."""
    shares = maths.shares([factor.weight for factor in inputs.factors])
    scores = _scores(inputs)
    attractiveness, coverage = maths.covered_mean(scores, shares)
    line = (
        inputs.attractiveness_line.value
        if inputs.attractiveness_line.method == "typed"
        else maths.average_line(attractiveness)
    )
    contests = _contests(inputs)
    places = _places(inputs, attractiveness, line, contests)
    sureness = _chances(inputs, scores, shares, places, contests)
    trails = _by_account(inputs)
    accounts = tuple(
        _placed(account, scores[at], (attractiveness[at], coverage[at]), places[at], contests[at]).model_copy(
            update={"chances": sureness.get(at), "trail": trails.get(account.account, ())}
        )
        for at, account in enumerate(inputs.accounts)
    )
    sums, percent_accounts = _percent(inputs)
    return MatrixResult(
        period=inputs.period,
        currency=inputs.currency,
        factors=tuple(
            FactorShare(id=factor.id, name=factor.name, scale=factor.scale, share=share)
            for factor, share in zip(inputs.factors, shares.tolist(), strict=True)
        ),
        accounts=accounts,
        classes=_class_sums(accounts),
        line=line,
        line_method=inputs.attractiveness_line.method,
        rated=int((~np.isnan(attractiveness)).sum()),
        strength_line=inputs.strength_line,
        against="midpoint" if _against_midpoint(inputs) else "best_rival",
        fell_back=_against_midpoint(inputs) and inputs.against == "best_rival",
        borderline_pct=inputs.borderline_pct,
        strong_left=inputs.strong_left,
        percent_sum=sums,
        percent_accounts=percent_accounts,
        doubt=inputs.doubt,
        revenue_unknown=sum(account.revenue is None for account in inputs.accounts),
    )


def _scores(inputs: MatrixInputs) -> FloatArray:
    """Attractiveness scores, shape (accounts, factors), NaN for missing."""
    rows = {account.account: at for at, account in enumerate(inputs.accounts)}
    columns = {factor.id: at for at, factor in enumerate(inputs.factors)}
    scores = np.full((len(rows), len(columns)), np.nan)
    for row in inputs.scores:
        if row.score is not None:
            scores[rows[row.account], columns[row.factor]] = row.score
    return scores


def _against_midpoint(inputs: MatrixInputs) -> bool:
    """Asked for, or needed: we are rated and no rival is, anywhere."""
    if inputs.against == "midpoint":
        return True
    rated = {bool(row.supplier) for row in inputs.ratings if row.score is not None}
    return rated == {False}


@dataclass(frozen=True)
class Contest:
    """The second table of one account: its factors, the rivals by name, and what came of it."""

    rivalry: Rivalry
    factors: tuple[SuccessFactor, ...]
    rivals: tuple[str, ...]
    suppliers: tuple[SupplierTotal, ...]
    strength: Strength | None


def _contests(inputs: MatrixInputs) -> list[Contest]:
    """One per account, in their order."""
    factors: dict[str, list[SuccessFactor]] = defaultdict(list)
    for factor in inputs.success_factors:
        factors[factor.account].append(factor)
    ratings: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in inputs.ratings:
        if row.score is not None:
            ratings[row.account][row.supplier][row.factor] = row.score
    midpoint = _against_midpoint(inputs)
    return [
        _contest(account.account, factors[account.account], ratings[account.account], midpoint)
        for account in inputs.accounts
    ]


def _contest(code: str, factors: list[SuccessFactor], ratings: dict[str, dict[str, float]], midpoint: bool) -> Contest:
    weights = maths.shares([factor.weight for factor in factors]) if factors else np.zeros(0)
    suppliers = sorted(ratings)
    table = np.array(
        [[ratings[one].get(factor.id, np.nan) for factor in factors] for one in suppliers], dtype=np.float64
    ).reshape(len(suppliers), len(factors))
    totals, coverage = maths.covered_mean(table, weights)
    known = [
        SupplierTotal(supplier=one, total=float(total), coverage=float(covered))
        for one, total, covered in zip(suppliers, totals, coverage, strict=True)
        if covered > 0
    ]
    ours = table[suppliers.index("")] if "" in suppliers else np.full(len(factors), np.nan)
    rivals = tuple(one for one in suppliers if one)
    theirs = table[[suppliers.index(one) for one in rivals]]
    if midpoint:
        rivals, theirs = ("",), np.full((1, len(factors)), MIDPOINT)
    rivalry = Rivalry(code, weights, ours, theirs)
    return Contest(rivalry, tuple(factors), rivals, tuple(known), maths.relative_strength(ours, theirs, weights))


@dataclass(frozen=True)
class Place:
    """Where one account stands."""

    kind: Class | None
    borderline: bool
    on_line: bool


def _places(
    inputs: MatrixInputs, attractiveness: FloatArray, line: float | None, contests: list[Contest]
) -> list[Place]:
    """The class of every account, and whether a small change would move it."""
    strength = np.array([np.nan if one.strength is None else one.strength.ratio for one in contests])
    if line is None:
        return [Place(None, False, False)] * len(contests)
    high, strong = maths.at_or_above(attractiveness, line), maths.at_or_above(strength, inputs.strength_line)
    near = maths.near(attractiveness, line, inputs.borderline_pct)
    near |= maths.near(strength, inputs.strength_line, inputs.borderline_pct)
    on = maths.on_line(attractiveness, line) | maths.on_line(strength, inputs.strength_line)
    placed = ~np.isnan(attractiveness) & ~np.isnan(strength)
    return [
        Place(maths.classify(bool(high[at]), bool(strong[at])), bool(near[at]), bool(on[at]))
        if placed[at]
        else Place(None, False, False)
        for at in range(len(contests))
    ]


def _chances(
    inputs: MatrixInputs, scores: FloatArray, shares: FloatArray, places: list[Place], contests: list[Contest]
) -> dict[int, tuple[float, float, float, float]]:
    """By place of the account in the list: the chance of each class."""
    doubt = inputs.doubt
    placed = [at for at, place in enumerate(places) if place.kind]
    if not doubt.draws or not placed:
        return {}
    rated = np.flatnonzero(~np.isnan(scores[:, shares > 0]).all(axis=1))
    weights = chances.drawn(shares, doubt.draws, doubt.concentration, doubt.seed)
    typed = inputs.attractiveness_line.value if inputs.attractiveness_line.method == "typed" else None
    high = chances.attractive(scores[rated], weights, typed)
    column = {int(account): at for at, account in enumerate(rated)}
    found = {}
    for at in placed:
        rivalry = contests[at].rivalry
        own = chances.drawn(rivalry.shares, doubt.draws, doubt.concentration, doubt.seed, rivalry.code)
        strong = chances.strong(rivalry, own, inputs.strength_line)
        found[at] = chances.class_chances(high[:, column[at]], strong)
    return found


def _by_account(inputs: MatrixInputs) -> dict[str, tuple[Position, ...]]:
    trails: dict[str, list[Position]] = defaultdict(list)
    for position in inputs.trail:
        trails[position.account].append(position)
    return {account: tuple(positions) for account, positions in trails.items()}


def _placed(
    account: MatrixAccount, scores: FloatArray, table_one: tuple[float, float], place: Place, contest: Contest
) -> Placed:
    """One account, yet without chances and trail; `table_one` is its attractiveness and how much of it is scored."""
    (attractiveness, coverage), strength = table_one, contest.strength
    # Built without validation: every value comes from validated inputs, and 10,000 accounts are many.
    return Placed.trusted(
        account=account.account,
        name=account.name,
        revenue=account.revenue,
        scores=tuple(None if np.isnan(score) else score for score in scores.tolist()),
        attractiveness=None if np.isnan(attractiveness) else float(attractiveness),
        attractiveness_coverage=float(coverage),
        strength=strength.ratio if strength else None,
        difference=strength.difference if strength else None,
        our_total=strength.ours if strength else None,
        rival=(contest.rivals[strength.rival] or None) if strength else None,
        rival_total=strength.theirs if strength else None,
        strength_coverage=strength.coverage if strength else 0.0,
        suppliers=contest.suppliers,
        success=_success(contest),
        kind=place.kind,
        borderline=place.borderline,
        on_line=place.on_line,
        chances=None,
        trail=(),
    )


def _success(contest: Contest) -> tuple[SuccessLine, ...]:
    """Every success factor with our score beside that of the best rival (or the midpoint)."""
    rivalry, strength = contest.rivalry, contest.strength
    theirs = rivalry.rivals[strength.rival] if strength else np.full(len(contest.factors), np.nan)
    return tuple(
        SuccessLine.trusted(
            id=factor.id,
            name=factor.name,
            share=share,
            ours=None if np.isnan(mine) else mine,
            theirs=None if np.isnan(other) else other,
        )
        for factor, share, mine, other in zip(
            contest.factors, rivalry.shares.tolist(), rivalry.ours.tolist(), theirs.tolist(), strict=True
        )
    )


def _class_sums(accounts: tuple[Placed, ...]) -> tuple[ClassSum, ...]:
    known = sum((row.revenue for row in accounts if row.revenue is not None), Decimal(0))
    sums = []
    for kind in KINDS:
        rows = [row for row in accounts if row.kind == kind]
        revenues = [row.revenue for row in rows if row.revenue is not None]
        revenue = sum(revenues, Decimal(0)) if revenues else None
        share = float(100 * revenue / known) if revenue is not None and known > 0 else None
        sums.append(
            ClassSum(
                kind=kind,
                accounts=len(rows),
                borderline=sum(row.borderline for row in rows),
                revenue=revenue,
                revenue_share_pct=share,
            )
        )
    return tuple(sums)


def _percent(inputs: MatrixInputs) -> tuple[float | None, int]:
    """What the attractiveness weights sum to if not to 100, and how many accounts' success factors do not."""
    if not inputs.percent:
        return None, 0
    total = sum(factor.weight for factor in inputs.factors)
    sums: dict[str, float] = defaultdict(float)
    for factor in inputs.success_factors:
        sums[factor.account] += factor.weight
    wrong = sum(abs(one - 100) > PERCENT_ROOM for one in sums.values())
    return (total if abs(total - 100) > PERCENT_ROOM else None), wrong
