"""The cells, expected loss, the order of the register, overdue responses, and failure modes with their blind spot."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Note, Report, RiskGrid, Table
from openkam.core.errors import InvalidInput
from openkam.core.fields import describe
from openkam.tools import shape
from openkam.tools.define.risk import TOOL, RiskResult, report
from openkam.tools.define.risk.inputs import BANDS, CELLS, RiskInputs
from openkam.tools.define.risk.maths import action_priority, class_of, rpn

HERE = Path(__file__).parent
VECTORS = {one["id"]: one for one in json.loads((HERE / "testdata/vectors.json").read_text())["vectors"]}
CASE = json.loads((HERE / "testdata/dock_project.json").read_text())
EXAMPLE = CASE["inputs"]
LETTERS = {"L": "low", "M": "medium", "H": "high"}


def risk(
    key: str, impact: str = "medium", probability: str = "medium", money: Any = None, **more: Any
) -> dict[str, Any]:
    return {
        "id": key,
        "source": "planning.resources",
        "event": f"event {key}",
        "impact": impact,
        "probability": probability,
        "money": money,
        **more,
    }


def failure(key: str, severity: int, occurrence: int, detection: int, **more: Any) -> dict[str, Any]:
    ranks = {"severity": severity, "occurrence": occurrence, "detection": detection}
    return {"id": key, "failure": f"failure {key}", **ranks, **more}


def run(*risks: dict[str, Any], **more: Any) -> RiskResult:
    return TOOL.run({"as_of": "2026-06-30", "currency": "EUR", "risks": risks, **more})


def texts(blocks: Report) -> dict[str, str]:
    return {block.id: block.text for block in blocks if isinstance(block, Finding | Note)}


@pytest.mark.parametrize(("letters", "expected"), VECTORS["risk.cells"]["expected"].items())
def test_cells(letters: str, expected: str) -> None:
    """risk.cells: the 3x3 table; first letter impact, second probability."""
    impact, probability = (LETTERS[letter] for letter in letters)
    assert run(risk("A", impact, probability)).risks[0].risk_class == expected


def test_rpn_and_its_blind_spot() -> None:
    """fmea.rpn: A (10, 1, 1) and B (1, 10, 1) of the EXITON guide share a number; the bands part them."""
    vector = VECTORS["fmea.rpn"]
    result = run(failures=[failure(key, *ranks) for key, ranks in vector["inputs"].items()])
    assert {row.failure.id: row.rpn for row in result.failures} == vector["expected"]
    assert [(row.failure.id, row.priority, row.hidden) for row in result.failures] == [
        ("A", "medium", True),
        ("B", "low", False),
    ]
    assert texts(report(result))["risk-failure"].endswith("the number alone would hide 1 failure mode")
    assert "10 × 1 × 1 and 1 × 10 × 1 both give 10" in texts(report(result))["risk-rpn"]


def test_folder_and_example() -> None:
    """TenStep prints 8,000, 9,000, 6,000 and 4,000; DMGT524 prints 280 before and 168 after the action."""
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    loss = {row.risk.id: row.expected_loss for row in result.risks}
    assert [loss[key] for key in ("R1", "R2", "R3", "R6")] == [
        Decimal(number) for number in (8_000, 9_000, 6_000, 4_000)
    ]
    assert [row.rpn for row in result.failures[:2]] == [280, 168]


def test_the_dock_worked_by_hand() -> None:
    result = TOOL.run(EXAMPLE).model_dump(mode="json")
    assert list(shape.differences(CASE["expected"], result, CASE["tolerance"])) == []


def test_example_in_words() -> None:
    said = texts(report(TOOL.run(EXAMPLE)))
    assert said["risk-class"] == "4 live risks; worst class Show Stopper: 1; expected loss 211k\N{NO-BREAK SPACE}USD"
    assert said["risk-overdue"] == "1 response is overdue on 30 Jun 2026"
    assert said["risk-money"].startswith("1 live risk has no money at stake on record")
    assert "10\N{NO-BREAK SPACE}%, 30\N{NO-BREAK SPACE}% and 70\N{NO-BREAK SPACE}%" in said["risk-values"]


def test_order_is_class_then_probability_times_money() -> None:
    """Significant holds high × medium (0.3) and medium × high (0.7): 0.3 × 100 = 30 against 0.7 × 50 = 35."""
    result = run(
        risk("A", "high", "medium", 100),
        risk("B", "medium", "high", 50),
        risk("C", "medium", "high", None),
        risk("D", "low", "low", 10**9),
        risk("E", "high", "high", 1, status="closed"),
    )
    assert [row.risk.id for row in result.risks] == ["B", "A", "C", "D", "E"]
    cell = next(cell for cell in result.cells if (cell.impact, cell.probability) == ("medium", "high"))
    assert (cell.ids, cell.expected_loss, cell.unknown_money) == (("B", "C"), Decimal(35), 1)


def test_grid_shows_live_risks_only_and_carries_its_classes() -> None:
    drawn = next(block for block in report(TOOL.run(EXAMPLE)) if isinstance(block, RiskGrid))
    assert [key for key, _label in drawn.impacts] == ["high", "medium", "low"]
    assert [key for key, _label in drawn.probabilities] == ["low", "medium", "high"]
    assert [cell.level for cell in drawn.cells] == [2, 3, 4, 1, 2, 3, 1, 1, 2]
    assert sum(cell.count for cell in drawn.cells) == 4
    assert drawn.cells[2].entries == ("The only carrier gives notice",)
    assert drawn.cells[2].money == Decimal(140000)


def test_a_full_cell_is_bounded_in_the_picture_only() -> None:
    blocks = report(run(*(risk(f"R{at:02}", money=at) for at in range(50))))
    drawn = next(block for block in blocks if isinstance(block, RiskGrid))
    assert max(len(cell.entries) for cell in drawn.cells) == 6
    assert drawn.note == "44 names are left out of the cells; the register has all."
    assert next(len(b.rows) for b in blocks if isinstance(b, Table) and b.id == "risk-register") == 50


@pytest.mark.parametrize(
    ("due", "status", "overdue"),
    [
        ("2026-06-29", "open", True),
        ("2026-06-30", "open", False),
        ("2026-06-29", "closed", False),
        ("2026-06-29", "occurred", True),
        (None, "open", False),
    ],
)
def test_overdue_is_before_the_as_of_date(due: str | None, status: str, overdue: bool) -> None:
    assert run(risk("A", due_on=due, status=status)).risks[0].overdue is overdue


def test_cells_values_and_bands_are_data() -> None:
    soft = [{**cell.model_dump(), "risk_class": "proceed"} for cell in CELLS]
    values = {"low": "0.05", "medium": "0.2", "high": "0.5"}
    band = [{"severity_from": 5, "priority": "high"}]
    result = run(
        risk("A", "high", "high", 100),
        cells=soft,
        probability_values=values,
        bands=band,
        failures=[failure("F", 5, 1, 1), failure("G", 4, 9, 9)],
    )
    assert (result.risks[0].risk_class, result.risks[0].expected_loss) == ("proceed", Decimal(50))
    assert [row.priority for row in result.failures] == ["high", None]
    assert "failure G" in texts(report(result))["risk-bands"]


def test_sources_are_the_five_groups() -> None:
    source = next(field for field in describe(RiskInputs) if field.key == "risks").fields[1]
    groups = [str(key).split(".")[0] for key, _label in source.choices]
    counts = {group: groups.count(group) - 1 for group in dict.fromkeys(groups)}
    assert counts == {"business_case": 5, "planning": 4, "organizational": 4, "technical": 5, "external": 4}
    assert [row.live for row in TOOL.run(EXAMPLE).groups] == [1, 1, 0, 1, 1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"risks": [risk("A"), risk("A")]}, "risks.1.id: A is given already at risks.0.id"),
        ({"risks": [risk("A", money=-1)]}, "risks.0.money"),
        ({"risks": [risk("A", money="NaN")]}, "risks.0.money"),
        ({"risks": [risk("A", source="weather")]}, "risks.0.source"),
        ({"failures": [failure("F", 11, 1, 1)]}, "failures.0.severity"),
        ({"failures": [failure("F", 1, 0, 1)]}, "failures.0.occurrence"),
        ({"cells": []}, "cells: nine cells are needed"),
        ({"cells": [CELLS[0].model_dump()] * 9}, "cells.1: high/low is given already at cells.0"),
        ({"probability_values": {"low": "0.5"}}, "the values must rise from low over medium to high"),
        ({"bands": [{"severity_from": 9, "severity_to": 2, "priority": "low"}]}, "severity_from: the band starts at 9"),
    ],
)
def test_errors_name_their_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        TOOL.run({"as_of": "2026-06-30", **change})
    assert message in str(caught.value)


def test_what_the_register_lacks_is_said() -> None:
    worse = risk(
        "A", "low", "low", 5, residual_impact="high", residual_probability="high", owner="Kay", response="reduce"
    )
    said = texts(report(run(worse, risk("B"))))
    assert said["risk-owner"] == "Live risks without an owner or a response: event B."
    assert "event A" in said["risk-residual"]


def test_nothing_on_record_is_a_result_and_a_report() -> None:
    assert texts(report(run())) == {"risk-class": "No live risk is on record"}
    assert TOOL.metrics(run())["expected_loss"] == 0
    assert "expected_loss" not in TOOL.metrics(run(risk("A"))), "unknown money is no loss of 0"


def test_result_survives_its_json() -> None:
    result = TOOL.run(EXAMPLE)
    assert RiskResult.model_validate_json(result.model_dump_json()) == result


words = st.sampled_from(("low", "medium", "high"))
amounts = st.none() | st.integers(0, 10**9).map(lambda cents: str(Decimal(cents) / 100))
registers = st.lists(st.tuples(words, words, amounts), max_size=12)
ranks = st.integers(1, 10)


@given(registers, st.randoms(use_true_random=False), st.integers(2, 9))
@settings(max_examples=50, deadline=None)
def test_order_in_scale_and_totals(rows: list[tuple[str, str, str | None]], pick: Any, factor: int) -> None:
    risks = [risk(f"R{at}", *row) for at, row in enumerate(rows)]
    result = run(*risks)
    turned = list(risks)
    pick.shuffle(turned)
    assert run(*turned) == result
    assert sum(len(cell.ids) for cell in result.cells) == len(rows) == sum(row.live for row in result.groups)
    assert sum((cell.expected_loss or Decimal(0) for cell in result.cells), Decimal(0)) == result.expected_loss
    assert sum((row.expected_loss for row in result.groups), Decimal(0)) == result.expected_loss
    scaled = run(*({**one, "money": one["money"] and str(factor * Decimal(one["money"]))} for one in risks))
    assert scaled.expected_loss == factor * result.expected_loss


@given(st.lists(st.tuples(ranks, ranks, ranks), min_size=1, max_size=10))
@settings(max_examples=50, deadline=None)
def test_another_failure_changes_no_number_or_priority(rows: list[tuple[int, int, int]]) -> None:
    failures = [failure(f"F{at}", *row) for at, row in enumerate(rows)]
    before = {row.failure.id: (row.rpn, row.priority) for row in run(failures=failures).failures}
    after = {
        row.failure.id: (row.rpn, row.priority) for row in run(failures=[*failures, failure("X", 9, 9, 9)]).failures
    }
    assert after.pop("X") == (729, "high")
    assert after == before


@given(ranks, ranks, ranks)
@settings(max_examples=100, deadline=None)
def test_a_worse_rank_never_lowers_number_or_priority(severity: int, occurrence: int, detection: int) -> None:
    order = ("low", "medium", "high")

    def urgency(*three: int) -> int:
        found = action_priority(BANDS, *three)
        assert found is not None
        return order.index(found)

    here = (severity, occurrence, detection)
    for worse in (
        (severity + 1, occurrence, detection),
        (severity, occurrence + 1, detection),
        (*here[:2], detection + 1),
    ):
        if max(worse) <= 10:
            assert rpn(*worse) > rpn(*here)
            assert urgency(*worse) >= urgency(*here)


def test_every_cell_has_its_class() -> None:
    assert class_of(CELLS, "high", "high") == "show_stopper"
    assert len({(cell.impact, cell.probability) for cell in CELLS}) == 9
