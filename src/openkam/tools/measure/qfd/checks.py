"""What is wrong with a house: needs that nobody serves, CTQs that nobody asks for, leaders that pull apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypedDict

from openkam.core.nouns import Direction
from openkam.tools.measure.qfd.inputs import QfdCtq, QfdInputs, QfdNeed
from openkam.tools.measure.qfd.result import ColumnResult, FindingKind, HouseFinding, NeedResult


class Found(TypedDict, total=False):
    """A finding before it has its number."""

    kind: FindingKind
    need: str
    ctq: str
    other: str
    competitor: str
    ours: float
    theirs: float
    our_value: float
    their_value: float
    more: int


def findings(
    inputs: QfdInputs, needs: Sequence[NeedResult], columns: Sequence[ColumnResult]
) -> tuple[HouseFinding, ...]:
    """Every finding, numbered from 1: needs, CTQs, roof, ratings against measurements, targets."""
    found = [
        *_needs(needs),
        *_columns(columns),
        *_roof(inputs, columns),
        *_conflicts(inputs, needs, columns),
        *(Found(kind="target_missing", ctq=ctq.id) for ctq in inputs.ctqs if ctq.target is None),
    ]
    return tuple(HouseFinding(number=number, **one) for number, one in enumerate(found, start=1))


def _needs(needs: Sequence[NeedResult]) -> Iterator[Found]:
    """A row without relations, with weak ones only, or without a 9."""
    for row in needs:
        if row.nines:
            continue
        kind: FindingKind = "need_without_nine" if row.threes else "need_weak" if row.ones else "need_empty"
        yield Found(kind=kind, need=row.id)


def _columns(columns: Sequence[ColumnResult]) -> Iterator[Found]:
    """A column without relations or with weak ones only: perhaps our wish and not the customer's."""
    for column in columns:
        if not column.nines + column.threes:
            yield Found(kind="ctq_weak" if column.ones else "ctq_empty", ctq=column.id)


def _roof(inputs: QfdInputs, columns: Sequence[ColumnResult]) -> Iterator[Found]:
    """Two leaders of which the one suffers when the other improves."""
    leaders = {column.id for column in columns if column.leader}
    for pair in inputs.roof:
        if pair.value < 0 and {pair.one, pair.other} <= leaders:
            yield Found(kind="leaders_hinder", ctq=pair.one, other=pair.other)


def _conflicts(inputs: QfdInputs, needs: Sequence[NeedResult], columns: Sequence[ColumnResult]) -> Iterator[Found]:
    """Per need the first rival whose ratings say the opposite of a strongly related measurement, and how many more."""
    strong: dict[str, list[str]] = {}
    for cell in inputs.relations:
        if cell.value == 9:
            strong.setdefault(cell.need, []).append(cell.ctq)
    ctqs = {ctq.id: ctq for ctq in inputs.ctqs}
    by_id = {column.id: column for column in columns}
    for need, row in zip(inputs.needs, needs, strict=True):
        pairs = [(ctqs[one], by_id[one]) for one in strong.get(row.id, [])]
        clashes = list(_clashes(inputs, need, row.ratings, pairs))
        if clashes:
            yield Found(**{**clashes[0], "more": len(clashes) - 1})


def _clashes(
    inputs: QfdInputs,
    need: QfdNeed,
    ratings: Sequence[float | None],
    pairs: Sequence[tuple[QfdCtq, ColumnResult]],
) -> Iterator[Found]:
    for ctq, column in pairs:
        for at, rival in enumerate(inputs.competitors):
            ours, theirs = need.current, ratings[at]
            measured, benchmark = ctq.baseline, column.benchmarks[at]
            if ours is None or theirs is None or measured is None or benchmark is None:
                continue
            said, shown = lead(ours, theirs, need.better), lead(measured, benchmark, ctq.direction, ctq.target)
            if said * shown < 0:
                yield Found(
                    kind="rating_conflict",
                    need=need.id,
                    ctq=ctq.id,
                    competitor=rival.id,
                    ours=ours,
                    theirs=theirs,
                    our_value=measured,
                    their_value=benchmark,
                )


def lead(ours: float, theirs: float, direction: Direction, target: float | None = None) -> int:
    """1 where ours is better, −1 where theirs is, 0 where equal or not to be told (a target that is not given)."""
    if direction == "target":
        if target is None:
            return 0
        ours, theirs = -abs(ours - target), -abs(theirs - target)
    better = (ours > theirs) - (ours < theirs)
    return -better if direction == "lower" else better


def placed(found: Sequence[HouseFinding]) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[frozenset[str], int]]:
    """The number at each need, CTQ and pair of CTQs; the lowest where there are several."""
    needs: dict[str, int] = {}
    ctqs: dict[str, int] = {}
    pairs: dict[frozenset[str], int] = {}
    for one in found:
        if one.need:
            needs.setdefault(one.need, one.number)
        elif one.ctq and one.other:
            pairs.setdefault(frozenset((one.ctq, one.other)), one.number)
        elif one.ctq:
            ctqs.setdefault(one.ctq, one.number)
    return needs, ctqs, pairs
