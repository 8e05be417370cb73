"""Read every need: over all answers, by segment and by buying role."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

from openkam.tools.measure.kano import maths
from openkam.tools.measure.kano.inputs import (
    Answer,
    CategoryCounts,
    ChiSquareTest,
    Continuous,
    FongTest,
    GroupReading,
    HandedOn,
    KanoInputs,
    KanoReading,
    KanoResult,
    NeedReading,
    Tally,
    Withheld,
)
from openkam.tools.measure.kano.maths import CATEGORIES, Category, Variant

FLOOR = 5
"""Below this many answers no test is trusted either: three people who agree are no survey."""


def compute(inputs: KanoInputs) -> KanoResult:
    """The readings of `inputs`, in the order of the needs; pure."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for answer in inputs.answers:
        answers[answer.need].append(answer)
    for tally in inputs.tallies:
        tallies[tally.need].append(tally)
    needs = tuple(
        NeedReading(
            id=need.id,
            name=need.name,
            overall=reading(answers[need.id], tallies[need.id], inputs),
            groups=_groups(answers[need.id], tallies[need.id], inputs),
        )
        for need in inputs.needs
    )
    return KanoResult(
        table=inputs.table,
        band_pct=inputs.band_pct,
        few_answers=inputs.few_answers,
        respondents=len({answer.respondent for answer in inputs.answers}),
        needs=needs,
        qfd_needs=tuple(
            HandedOn(id=row.id, name=row.name, importance=row.overall.importance, kano=row.overall.category)
            for row in needs
        ),
    )


def reading(answers: Sequence[Answer], tallies: Sequence[Tally], inputs: KanoInputs) -> KanoReading:
    """What these answers to one need say. A pair with an open question is counted as incomplete and nowhere else."""
    pairs = [
        (answer.functional, answer.dysfunctional)
        for answer in answers
        if answer.functional is not None and answer.dysfunctional is not None
    ]
    counts = _counts(pairs, tallies, inputs.table)
    n = sum(counts.values())
    mode, fong, chi_square = maths.modal(counts, inputs.band_pct), maths.fong(counts), maths.chi_square(counts)
    withheld = _withheld(n, fong, inputs.few_answers)
    stated = [answer.importance for answer in answers if answer.importance is not None]
    return KanoReading(
        n=n,
        incomplete=len(answers) - len(pairs),
        counts=CategoryCounts(**counts),
        mode=mode.category if mode else None,
        tied=mode.tied if mode else (),
        category=mode.category if mode and not withheld else None,
        withheld=withheld,
        total_strength_pct=maths.total_strength_pct(counts),
        category_strength_pct=maths.category_strength_pct(counts),
        better=maths.better(counts),
        worse=maths.worse(counts),
        fong=FongTest(**fong._asdict()) if fong else None,
        chi_square=ChiSquareTest(**chi_square._asdict()) if chi_square else None,
        continuous=_continuous(pairs),
        importance=maths.mean(stated),
        importance_n=len(stated),
    )


def _counts(pairs: Sequence[tuple[int, int]], tallies: Sequence[Tally], table: Variant) -> dict[Category, int]:
    counts: Counter[Category] = Counter(maths.classify(*pair, table) for pair in pairs)
    for tally in tallies:
        counts["M"] += tally.must_be
        counts["O"] += tally.one_dimensional
        counts["A"] += tally.attractive
        counts["I"] += tally.indifferent
        counts["R"] += tally.reverse
        counts["Q"] += tally.questionable
    return {category: counts[category] for category in CATEGORIES}


def _withheld(n: int, fong: maths.Fong | None, few_answers: int) -> Withheld:
    if fong is None:
        return "no_answers"
    if n < min(FLOOR, few_answers) or (n < few_answers and not fong.significant):
        return "few_answers"
    return ""


def _continuous(pairs: Sequence[tuple[int, int]]) -> Continuous | None:
    functional = [maths.FUNCTIONAL_SCORES[pair[0] - 1] for pair in pairs]
    dysfunctional = [maths.DYSFUNCTIONAL_SCORES[pair[1] - 1] for pair in pairs]
    across, down = maths.mean(functional), maths.mean(dysfunctional)
    if across is None or down is None:
        return None
    return Continuous(
        n=len(pairs),
        functional=across,
        dysfunctional=down,
        functional_sd=maths.standard_deviation(functional),
        dysfunctional_sd=maths.standard_deviation(dysfunctional),
        category=maths.continuous_category(across, down),
    )


def _groups(answers: Sequence[Answer], tallies: Sequence[Tally], inputs: KanoInputs) -> tuple[GroupReading, ...]:
    """One reading per named segment, then per named role, each in order of name."""
    return (*_split("segment", answers, tallies, inputs), *_split("role", answers, tallies, inputs))


def _split(
    kind: Literal["segment", "role"], answers: Sequence[Answer], tallies: Sequence[Tally], inputs: KanoInputs
) -> list[GroupReading]:
    said: dict[str, list[Answer]] = defaultdict(list)
    counted: dict[str, list[Tally]] = defaultdict(list)
    for answer in answers:
        said[answer.segment if kind == "segment" else answer.role].append(answer)
    for tally in tallies:
        counted[tally.segment if kind == "segment" else tally.role].append(tally)
    names = sorted((said.keys() | counted.keys()) - {""})
    return [GroupReading(kind=kind, group=name, reading=reading(said[name], counted[name], inputs)) for name in names]
