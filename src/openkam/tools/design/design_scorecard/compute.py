"""From what is known of each line to the whole: one rate per opportunity, then sums and products."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openkam.tools.design.design_scorecard import maths
from openkam.tools.design.design_scorecard.inputs import (
    SECTION_ORDER,
    Basis,
    Line,
    LineResult,
    Rollup,
    ScorecardInputs,
    ScorecardResult,
    Section,
)


def compute(inputs: ScorecardInputs) -> ScorecardResult:
    """Every line with its rate, yield, Z and share; sections and total by Σ DPU ÷ Σ opportunities and Π yields."""
    bases = [line.units / line.complexity for line in inputs.lines if line.units]
    base_units = min(bases, default=None)
    worked = [_line(inputs, line, base_units) for line in _lines(inputs)]
    whole = math.fsum(row.product_dpu for row in worked if row.product_dpu is not None)
    shared = [
        row.model_copy(update={"share_pct": 100 * row.product_dpu / whole})
        if row.product_dpu is not None and whole > 0
        else row
        for row in worked
    ]
    order = sorted(shared, key=_worst_first)
    present = [section for section in SECTION_ORDER if any(row.section == section for row in order)]
    return ScorecardResult(
        product=inputs.product,
        shift=inputs.shift,
        yield_rule=inputs.yield_rule,
        confidence_pct=inputs.confidence_pct,
        base_units=base_units,
        lines=tuple(order),
        sections=tuple(_rollup([row for row in order if row.section == key], inputs.shift, key) for key in present),
        total=_rollup(order, inputs.shift, None),
    )


def _lines(inputs: ScorecardInputs) -> list[Line]:
    """The lines with the capability results filled in; a result without a line becomes one of performance."""
    found = {row.id: row for row in inputs.capabilities}
    lines = [
        line.model_copy(update={"ppm": found[line.id].expected_ppm}) if line.id in found and not line.ways() else line
        for line in inputs.lines
    ]
    known = {line.id for line in inputs.lines}
    added = [row for row in inputs.capabilities if row.id not in known]
    return lines + [Line(section="performance", id=row.id, name=row.name, ppm=row.expected_ppm) for row in added]


def _worst_first(row: LineResult) -> tuple[bool, float, str, str]:
    return (row.product_dpu is None, -(row.product_dpu or 0.0), row.section, row.id)


def _rate(inputs: ScorecardInputs, line: Line, shift: float) -> tuple[Basis, float | None, float | None]:
    """How the rate is known, DPO, and the long-term Z where it was given rather than counted."""
    if line.defects is not None and line.units:
        if line.defects > 0:
            return "counted", maths.dpo_of_counts(line.defects, line.units, line.opportunities), None
        confidence = inputs.confidence_pct / 100
        return "bound", maths.zero_defects_bound(line.units, line.opportunities, confidence, inputs.yield_rule), None
    if line.ppm is not None:
        return "ppm", line.ppm / 1e6, None
    given: tuple[tuple[Basis, float | None], ...] = (
        ("z", None if line.z is None else line.z - shift),
        ("cpk", None if line.cpk is None else 3 * line.cpk - shift),
        ("ppk", None if line.ppk is None else 3 * line.ppk),
    )
    for basis, z in given:
        if z is not None:
            return basis, maths.tail(z), z
    return "unknown", None, None


def _line(inputs: ScorecardInputs, line: Line, base_units: float | None) -> LineResult:
    shift = inputs.shift if line.shift is None else line.shift
    target = inputs.target_z if line.target_z is None else line.target_z
    basis, dpo, z_long = _rate(inputs, line, shift)
    if z_long is None and dpo is not None:
        z_long = maths.z_of(dpo)
    through = None if dpo is None else maths.throughput_yield(dpo, line.opportunities, inputs.yield_rule)
    z_short = None if z_long is None else z_long + shift
    dpu = None if dpo is None else dpo * line.opportunities
    adjusted = None if base_units is None else base_units * line.complexity
    good = None if line.defective_units is None or not line.units else 1 - line.defective_units / line.units
    return LineResult(
        section=line.section,
        id=line.id,
        name=line.name,
        basis=basis,
        opportunities=line.opportunities,
        complexity=line.complexity,
        units=line.units,
        defects=line.defects,
        dpo=dpo,
        dpmo=None if dpo is None else 1e6 * dpo,
        dpu=dpu,
        product_dpu=None if dpu is None else dpu * line.complexity,
        share_pct=None,
        adjusted_units=adjusted,
        adjusted_defects=None if adjusted is None or dpu is None else dpu * adjusted,
        plain_yield=good,
        throughput_yield=through,
        rolled_yield=None if through is None else through**line.complexity,
        shift=shift,
        z_long=z_long,
        z_short=z_short,
        target_z=target,
        gap_z=None if z_short is None or target is None else z_short - target,
    )


def _rollup(rows: Sequence[LineResult], shift: float, section: Section | None) -> Rollup:
    """Σ DPU, Σ opportunities, their quotient, its Z, and the product of the yields, over the lines that are known."""
    known = [row for row in rows if row.dpo is not None]
    opportunities = math.fsum(row.opportunities * row.complexity for row in known)
    dpu = math.fsum(row.product_dpu or 0.0 for row in known)
    dpo = dpu / opportunities if known else None
    z_long = None if dpo is None else maths.z_of(dpo)
    rolled = math.prod(1.0 if row.rolled_yield is None else row.rolled_yield for row in known)
    complexity = math.fsum(row.complexity for row in known)
    return Rollup(
        section=section,
        lines=len(rows),
        unknown=len(rows) - len(known),
        bounds=sum(row.basis == "bound" for row in known),
        opportunities=opportunities,
        dpu=dpu if known else None,
        dpo=dpo,
        dpmo=None if dpo is None else 1e6 * dpo,
        z_long=z_long,
        z_short=None if z_long is None else z_long + shift,
        rolled_yield=rolled if known else None,
        normalised_yield=rolled ** (1 / complexity) if known else None,
    )
