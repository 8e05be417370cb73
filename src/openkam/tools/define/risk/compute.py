"""Place every risk in its cell and every failure mode in its band."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openkam.tools.define.risk import maths
from openkam.tools.define.risk.inputs import CLASSES, LEVELS, FailureInput, Priority, RiskInput, RiskInputs
from openkam.tools.define.risk.result import CellSum, GroupSum, ReadFailure, ReadRisk, RiskResult
from openkam.tools.define.risk.sources import GROUP_NAMES, group_of

PRIORITIES: tuple[Priority | None, ...] = ("high", "medium", "low", None)


def compute(inputs: RiskInputs) -> RiskResult:
    """The risks of `inputs`; pure and exact."""
    risks = sorted((_read(inputs, one) for one in inputs.risks), key=_register_order)
    live = [row for row in risks if row.live]
    return RiskResult(
        about=inputs.about,
        as_of=inputs.as_of,
        currency=inputs.currency,
        risks=tuple(risks),
        cells=_cells(inputs, live),
        groups=_groups(live),
        failures=_failures(inputs),
        live_risks=len(live),
        overdue_risks=sum(row.overdue for row in risks),
        expected_loss=_sum(live),
        unknown_money=sum(row.expected_loss is None for row in live),
        cell_classes=inputs.cells,
        probability_values=inputs.probability_values,
        bands=inputs.bands,
    )


def _read(inputs: RiskInputs, risk: RiskInput) -> ReadRisk:
    value = maths.value_of(inputs.probability_values, risk.probability)
    live = risk.status != "closed"
    residual = None
    if risk.residual_impact and risk.residual_probability:
        residual = maths.class_of(inputs.cells, risk.residual_impact, risk.residual_probability)
    return ReadRisk(
        risk=risk,
        group=group_of(risk.source),
        risk_class=maths.class_of(inputs.cells, risk.impact, risk.probability),
        probability_value=value,
        expected_loss=maths.expected_loss(risk.money, value),
        residual_class=residual,
        live=live,
        overdue=live and risk.due_on is not None and risk.due_on < inputs.as_of,
    )


def _loss_order(row: ReadRisk) -> tuple[bool, Decimal, str]:
    """The largest expected loss first, those not known after all that are."""
    return row.expected_loss is None, -(row.expected_loss or Decimal(0)), row.risk.id


def _register_order(row: ReadRisk) -> tuple[bool, int, tuple[bool, Decimal, str]]:
    return not row.live, -CLASSES.index(row.risk_class), _loss_order(row)


def _sum(rows: Sequence[ReadRisk]) -> Decimal:
    return sum((row.expected_loss for row in rows if row.expected_loss is not None), Decimal(0))


def _cells(inputs: RiskInputs, live: Sequence[ReadRisk]) -> tuple[CellSum, ...]:
    made = []
    for impact in reversed(LEVELS):
        for probability in LEVELS:
            inside = [row for row in live if (row.risk.impact, row.risk.probability) == (impact, probability)]
            inside.sort(key=_loss_order)
            unknown = sum(row.expected_loss is None for row in inside)
            made.append(
                CellSum(
                    impact=impact,
                    probability=probability,
                    risk_class=maths.class_of(inputs.cells, impact, probability),
                    ids=tuple(row.risk.id for row in inside),
                    expected_loss=_sum(inside) if unknown < len(inside) else None,
                    unknown_money=unknown,
                )
            )
    return tuple(made)


def _groups(live: Sequence[ReadRisk]) -> tuple[GroupSum, ...]:
    made = []
    for group in GROUP_NAMES:
        inside = [row for row in live if row.group == group]
        worst = max((CLASSES.index(row.risk_class) for row in inside), default=None)
        made.append(
            GroupSum.model_validate(
                {
                    "group": group,
                    "live": len(inside),
                    "worst": None if worst is None else CLASSES[worst],
                    "expected_loss": _sum(inside),
                }
            )
        )
    return tuple(made)


def _failures(inputs: RiskInputs) -> tuple[ReadFailure, ...]:
    """By action priority, severity and number. Whoever ranks by the number alone is told where it misleads."""
    found = [
        (one, maths.rpn(*_ranks(one)), maths.action_priority(inputs.bands, *_ranks(one))) for one in inputs.failures
    ]
    # The largest number that each action priority, or a lower one, has reached.
    largest = dict.fromkeys(PRIORITIES, 0)
    for _one, number, priority in found:
        largest[priority] = max(largest[priority], number)
    made = [
        ReadFailure(
            failure=one,
            rpn=number,
            priority=priority,
            overdue=not one.done and one.due_on is not None and one.due_on < inputs.as_of,
            hidden=priority is not None
            and any(largest[lower] >= number for lower in PRIORITIES[PRIORITIES.index(priority) + 1 : -1]),
        )
        for one, number, priority in found
    ]
    made.sort(key=lambda row: (PRIORITIES.index(row.priority), -row.failure.severity, -row.rpn, row.failure.id))
    return tuple(made)


def _ranks(one: FailureInput) -> tuple[int, int, int]:
    return one.severity, one.occurrence, one.detection
