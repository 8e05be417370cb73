"""Tie CTQs to needs, count their details, and check them."""

from __future__ import annotations

from collections.abc import Iterator

from openkam.core.nouns import Ctq
from openkam.tools.measure.ctq import maths
from openkam.tools.measure.ctq.inputs import (
    Check,
    CheckKind,
    CtqInput,
    CtqInputs,
    CtqResult,
    CtqTreeResult,
    DetailCount,
)
from openkam.tools.measure.ctq.maths import DETAILS, Detail


def compute(inputs: CtqInputs) -> CtqTreeResult:
    """The tree of `inputs`, in the order given; pure."""
    need_of = {driver.id: driver.need for driver in inputs.drivers}
    rows = tuple(_row(ctq, need_of) for ctq in inputs.ctqs)
    served = {need for row in rows for need in row.needs}
    details = tuple(
        DetailCount(
            detail=detail,
            filled=sum(detail in row.filled for row in rows),
            wanted=sum(detail in row.filled or detail in row.missing for row in rows),
        )
        for detail in DETAILS
    )
    sound = [ctq for ctq in inputs.ctqs if not maths.limits_reversed(ctq.lower, ctq.upper)]
    kept = {ctq.id for ctq in sound}
    return CtqTreeResult(
        needs=inputs.needs,
        drivers=inputs.drivers,
        rows=rows,
        details=details,
        completeness_pct=maths.completeness_pct(
            sum(count.filled for count in details), sum(count.wanted for count in details)
        ),
        needs_without_ctq=tuple(need.id for need in inputs.needs if need.id not in served),
        checks=(*_tree_checks(inputs, served), *(check for row in rows for check in _ctq_checks(row, inputs))),
        ctqs=tuple(_noun(ctq) for ctq in sound),
        held_back=tuple(ctq.id for ctq in inputs.ctqs if ctq.id not in kept),
    )


def _row(ctq: CtqInput, need_of: dict[str, str]) -> CtqResult:
    wanted = maths.applicable(ctq.data_type)
    filled = tuple(detail for detail in wanted if _has(ctq, detail))
    return CtqResult(
        given=ctq,
        # A dictionary keeps the first of each in order.
        needs=tuple(dict.fromkeys(need_of[driver] for driver in ctq.drivers)),
        filled=filled,
        missing=tuple(detail for detail in wanted if detail not in filled),
        completeness_pct=100 * len(filled) / len(wanted),
    )


def _has(ctq: CtqInput, detail: Detail) -> bool:
    if detail == "limits":
        fit = maths.limits_fit(ctq.direction, ctq.lower, ctq.upper)
        return fit and not maths.limits_reversed(ctq.lower, ctq.upper)
    value = getattr(ctq, detail)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _noun(ctq: CtqInput) -> Ctq:
    return Ctq(
        id=ctq.id,
        name=ctq.name,
        unit=ctq.unit,
        direction=ctq.direction,
        target=ctq.target,
        lower=ctq.lower,
        upper=ctq.upper,
    )


def _tree_checks(inputs: CtqInputs, served: set[str]) -> Iterator[Check]:
    """Needs and drivers that nothing measures."""
    measured = {driver for ctq in inputs.ctqs for driver in ctq.drivers}
    for need in inputs.needs:
        if need.id not in served:
            yield Check(kind="need_without_ctq", severity="gap", id=need.id, name=need.name)
    for driver in inputs.drivers:
        # A driver of a need that has no CTQ at all is not named a second time.
        if driver.id not in measured and driver.need in served:
            yield Check(kind="driver_without_ctq", severity="gap", id=driver.id, name=driver.name)


def _ctq_checks(row: CtqResult, inputs: CtqInputs) -> Iterator[Check]:
    """What contradicts itself in one CTQ, what is missing, and how many needs hang on it."""
    ctq = row.given
    if not ctq.drivers:
        yield Check(kind="ctq_without_driver", severity="gap", id=ctq.id, name=ctq.name)
    for kind in _contradictions(ctq):
        yield Check(kind=kind, severity="contradiction", id=ctq.id, name=ctq.name)
    for detail in row.missing:
        if detail != "limits" or (ctq.lower is None and ctq.upper is None):
            yield Check(kind="missing", severity="gap", id=ctq.id, name=ctq.name, detail=detail)
    if len(row.needs) > 1:
        names = {need.id: need.name for need in inputs.needs}
        yield Check(
            kind="serves_many",
            severity="remark",
            id=ctq.id,
            name=ctq.name,
            needs=tuple(names[need] for need in row.needs),
        )


def _contradictions(ctq: CtqInput) -> Iterator[CheckKind]:
    if maths.limits_reversed(ctq.lower, ctq.upper):
        yield "limits_reversed"
    if maths.target_outside(ctq.target, ctq.lower, ctq.upper):
        yield "target_outside"
    some = ctq.lower is not None or ctq.upper is not None
    if some and not maths.limits_fit(ctq.direction, ctq.lower, ctq.upper):
        yield "limits_mismatch"
