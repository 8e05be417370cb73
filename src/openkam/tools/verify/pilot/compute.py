"""Size the pilot, compare before with after, and decide at the gate."""

from __future__ import annotations

from openkam.tools.verify.pilot.compare import analyse
from openkam.tools.verify.pilot.gate import decide
from openkam.tools.verify.pilot.inputs import PilotInputs
from openkam.tools.verify.pilot.result import CriterionState, PilotResult
from openkam.tools.verify.pilot.sizing import size


def compute(inputs: PilotInputs) -> PilotResult:
    """The plan of `inputs` and, as far as it has been measured, its outcome; pure."""
    measured = {entry.criterion: entry for entry in inputs.measured}
    confidence = inputs.confidence_pct / 100
    analyses = {
        criterion.ctq.id: analyse(criterion, measured[criterion.ctq.id], confidence, inputs.share_interval)
        for criterion in inputs.criteria
        if criterion.ctq.id in measured
    }
    states = tuple(
        CriterionState(
            criterion=criterion.ctq.id,
            name=criterion.ctq.name,
            must=criterion.must,
            verdict=analyses[criterion.ctq.id].verdict if criterion.ctq.id in analyses else "no_data",
        )
        for criterion in inputs.criteria
    )
    sides = 1 if inputs.sides == "one" else 2
    return PilotResult(
        account=inputs.account,
        account_name=inputs.account_name,
        project=inputs.project,
        hypotheses=inputs.hypotheses,
        scope=inputs.scope,
        confidence_pct=inputs.confidence_pct,
        power_pct=inputs.power_pct,
        sides=inputs.sides,
        share_interval=inputs.share_interval,
        sizes=tuple(
            size(criterion, measured.get(criterion.ctq.id), 1 - confidence, inputs.power_pct / 100, sides)
            for criterion in inputs.criteria
        ),
        analyses=tuple(analyses.values()),
        states=states,
        gate=decide(states),
        untested=tuple(one.id for one in inputs.hypotheses if one.criterion is None),
    )
