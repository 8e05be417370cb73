"""The worked tree, every check, errors with their place, the picture, and what is handed on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Note, Table, Tree, Working
from openkam.core.errors import InvalidInput
from openkam.core.nouns import Ctq
from openkam.tools import shape
from openkam.tools.measure.ctq import TOOL, CtqTreeResult, maths, report

HERE = Path(__file__).parent
CASE = json.loads((HERE / "testdata/spare_parts.json").read_text())
EXAMPLE = CASE["inputs"]
WHOLE = {
    "definition": "d",
    "unit": "h",
    "data_type": "continuous",
    "target": 5,
    "lower": 4,
    "upper": 6,
    "method": "m",
    "data_source": "s",
    "owner": "o",
}


def one(**change: object) -> CtqTreeResult:
    """A tree with one need, one driver and one CTQ that is complete but for `change`."""
    return TOOL.run(
        {
            "needs": [{"id": "n", "name": "Need"}],
            "drivers": [{"id": "d", "name": "Driver", "need": "n"}],
            "ctqs": [{"id": "c", "name": "CTQ", "drivers": ["d"], **WHOLE, **change}],
        }
    )


def kinds(result: CtqTreeResult) -> list[tuple[str, str | None]]:
    return [(check.kind, check.detail) for check in result.checks]


def tree_of(result: CtqTreeResult) -> Tree:
    return next(block for block in report(result) if isinstance(block, Tree))


def test_the_service_centre() -> None:
    """XNM (2021) prints the tree and the limits 10, 30 and 15 minutes; 15 of 33 details are counted by us."""
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert [row.upper for row in result.ctqs] == [10, 30, 15, None]
    assert result.completeness_pct == pytest.approx(100 * 15 / 33)
    assert {check.kind for check in result.checks} == {"missing"}


def test_the_worked_tree() -> None:
    """Constructed; worked by hand: 9 of 9, 8 of 8, 6 of 9 and 7 of 8 details are 30 of 34."""
    result = TOOL.run(EXAMPLE)
    assert list(shape.differences(CASE["expected"], result.model_dump(mode="json"), CASE["tolerance"])) == []
    assert result.completeness_pct == pytest.approx(100 * 30 / 34)
    first, second = [block.text for block in report(result) if isinstance(block, Finding)]
    assert first == (
        "1 need has no CTQ (The invoice is right the first time); the CTQs are 88\N{NO-BREAK SPACE}% complete"
    )
    assert second == "2 CTQs contradict themselves, first Short lines told before dock"


def test_a_whole_ctq_passes_every_check() -> None:
    result = one()
    assert result.checks == ()
    assert result.completeness_pct == 100
    assert report(result)[0].type == "finding"


@pytest.mark.parametrize(
    ("field", "detail"),
    [
        ("definition", "definition"),
        ("unit", "unit"),
        ("method", "method"),
        ("data_source", "data_source"),
        ("owner", "owner"),
    ],
)
def test_an_empty_or_blank_text_is_missing(field: str, detail: str) -> None:
    assert kinds(one(**{field: ""})) == kinds(one(**{field: "  "})) == [("missing", detail)]
    assert one(**{field: ""}).completeness_pct == pytest.approx(87.5)


def test_what_else_may_be_missing() -> None:
    assert kinds(one(target=None)) == [("missing", "target")]
    assert kinds(one(data_type=None)) == [("missing", "data_type")]
    assert kinds(one(lower=None, upper=None)) == [("missing", "limits")]
    assert kinds(one(drivers=[])) == [("need_without_ctq", None), ("ctq_without_driver", None)]


def test_only_what_is_counted_needs_opportunities() -> None:
    for data_type in ("count", "proportion"):
        assert kinds(one(data_type=data_type)) == [("missing", "opportunities")]
        assert one(data_type=data_type).completeness_pct == pytest.approx(100 * 8 / 9)
        assert one(data_type=data_type, opportunities=3).checks == ()
    assert one(data_type="ordinal").checks == ()


@pytest.mark.parametrize(
    ("direction", "lower", "upper", "fits"),
    [
        ("higher", 4, None, True),
        ("higher", 4, 6, True),
        ("higher", None, 6, False),
        ("lower", None, 6, True),
        ("lower", 4, None, False),
        ("target", 4, 6, True),
        ("target", 4, None, False),
        ("target", None, 6, False),
    ],
)
def test_limits_guard_the_side_that_hurts(direction: str, lower: float | None, upper: float | None, fits: bool) -> None:
    result = one(direction=direction, lower=lower, upper=upper)
    assert kinds(result) == ([] if fits else [("limits_mismatch", None)])
    assert ("limits" in result.rows[0].missing) is not fits


def test_reversed_limits_are_a_finding_and_stop_the_ctq_there() -> None:
    for lower, upper in ((6, 4), (5, 5)):
        result = one(lower=lower, upper=upper)
        assert kinds(result) == [("limits_reversed", None)]
        assert (result.ctqs, result.held_back) == ((), ("c",))
        assert any(isinstance(block, Note) and block.kind == "warning" for block in report(result))


def test_a_target_on_a_limit_is_not_outside() -> None:
    assert one(target=4).checks == one(target=6).checks == ()
    assert kinds(one(target=3.999)) == kinds(one(target=6.001)) == [("target_outside", None)]
    assert not maths.target_outside(9, 6, 4), "between reversed limits nothing can be said"


def test_a_driver_that_nothing_measures() -> None:
    data = json.loads(json.dumps(EXAMPLE))
    data["drivers"].append({"id": "load", "name": "Van is loaded in order", "need": "slot"})
    assert ("driver_without_ctq", "load") in [(check.kind, check.id) for check in TOOL.run(data).checks]
    nodes = {node.id: node for node in tree_of(TOOL.run(data)).nodes}
    assert nodes["driver:load"].vacant
    assert nodes["need:invoice"].vacant
    assert not nodes["need:slot"].vacant


def test_one_ctq_that_serves_several_needs_is_named_with_them() -> None:
    result = TOOL.run(EXAMPLE)
    assert result.rows[0].needs == ("slot",), "two drivers of one need are one need"
    table = next(block for block in report(result) if isinstance(block, Table) and block.id == "ctq-checks")
    assert table.rows[-1] == (
        "remark",
        "Short lines told before dock: it serves 2 needs, so one change in it touches them all:"
        " Short or late: told at once, with a date, Parts arrive in the agreed slot.",
    )
    assert [row[0] for row in table.rows] == ["contradiction"] * 2 + ["incomplete"] * 4 + ["remark"]


def test_the_tree_is_drawn_need_driver_ctq() -> None:
    drawn = tree_of(TOOL.run(EXAMPLE))
    nodes = {node.id: node for node in drawn.nodes}
    assert nodes["ctq:ontime"].parent == "driver:departure"
    assert nodes["driver:departure"].parent == "need:slot"
    assert nodes["ctq:ontime"].detail == "≥ 97 % · limit at least 95"
    assert nodes["ctq:days"].tone == "neg"
    assert [(link.source, link.target) for link in drawn.links] == [
        ("driver:route", "ctq:ontime"),
        ("driver:route", "ctq:short"),
    ]
    assert len(drawn.table.rows) == 5, "four CTQs and the need that has none"


def test_a_large_tree_is_drawn_in_part_and_tabled_whole() -> None:
    ctqs = [{"id": f"c{at}", "name": f"CTQ {at}"} for at in range(300)]
    drawn = tree_of(TOOL.run({"ctqs": ctqs}))
    assert (len(drawn.nodes), len(drawn.table.rows)) == (80, 300)
    assert drawn.note == "The picture shows the first 80 of 300 CTQs; the table has them all."


def test_the_working_adds_up_to_the_completeness() -> None:
    result = TOOL.run(EXAMPLE)
    working = next(block for block in report(result) if isinstance(block, Working))
    assert sum(float(str(term.value)) for term in working.terms) == pytest.approx(result.completeness_pct)


def test_the_next_tools_take_the_ctqs_as_they_come() -> None:
    result = TOOL.run(EXAMPLE)
    again = [Ctq.model_validate(row.model_dump(mode="json")) for row in result.ctqs]
    assert (again[0].id, again[0].unit, again[0].target) == ("ontime", "%", 97)
    assert CtqTreeResult.model_validate_json(result.model_dump_json()) == result
    assert TOOL.metrics(result)["contradictions"] == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"needs": [{"id": "n", "name": "N"}] * 2}, r"needs\.1\.id: the id n is given twice"),
        ({"drivers": [{"id": "d", "name": "D", "need": "x"}]}, r"drivers\.0\.need: there is no need x"),
        ({"ctqs": [{"id": "c", "name": "C", "drivers": ["x"]}]}, r"ctqs\.0\.drivers\.0: there is no driver x"),
        ({"ctqs": [{"id": "c", "name": "C", "opportunities": 0}]}, r"ctqs\.0\.opportunities"),
        ({"ctqs": [{"id": "c", "name": "C", "target": float("inf")}]}, r"ctqs\.0\.target"),
        (
            {
                "needs": [{"id": "n", "name": "N"}],
                "drivers": [{"id": "d", "name": "D", "need": "n"}],
                "ctqs": [{"id": "c", "name": "C", "drivers": ["d", "d"]}],
            },
            r"ctqs\.0\.drivers\.1: the driver d is named twice",
        ),
    ],
)
def test_errors_name_their_place(data: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        TOOL.run(data)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, "No need and no CTQ is named yet"),
        ({"needs": [{"id": "n", "name": "N"}]}, "1 need, and nothing measures it yet"),
    ],
)
def test_an_empty_tree_has_a_report(data: dict[str, Any], text: str) -> None:
    result = TOOL.run(data)
    first = report(result)[0]
    assert isinstance(first, Finding)
    assert first.text == text
    assert "completeness_pct" not in TOOL.metrics(result)


def test_ctqs_without_needs_are_not_said_to_serve_every_need() -> None:
    first = report(TOOL.run({"ctqs": [{"id": "c", "name": "C"}]}))[0]
    assert isinstance(first, Finding)
    assert first.text == "No need is named yet; the CTQs are 0\N{NO-BREAK SPACE}% complete"


@given(st.permutations(EXAMPLE["ctqs"]), st.permutations(EXAMPLE["needs"]))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_changes_no_check(ctqs: list[Any], needs: list[Any]) -> None:
    turned, plain = TOOL.run({**EXAMPLE, "ctqs": ctqs, "needs": needs}), TOOL.run(EXAMPLE)
    assert turned.completeness_pct == pytest.approx(plain.completeness_pct)
    assert sorted((check.id, check.kind, check.detail or "") for check in turned.checks) == sorted(
        (check.id, check.kind, check.detail or "") for check in plain.checks
    )


@given(st.sets(st.sampled_from([*WHOLE])))
@settings(max_examples=50, deadline=None)
def test_filling_in_more_never_makes_a_ctq_less_complete(empty: set[str]) -> None:
    blank = {name: "" if isinstance(WHOLE[name], str) and name != "data_type" else None for name in empty}
    shares = [
        one(**{name: blank[name] for name in sorted(empty)[:kept]}).completeness_pct for kept in range(len(empty) + 1)
    ]
    assert all(share is not None for share in shares)
    assert shares == sorted(shares, key=lambda share: -(share or 0))


def test_a_picture_of_very_many_needs_keeps_what_hangs_together() -> None:
    """300 needs with a driver each, CTQs only for the last 10: their branches are drawn, then the first of the rest."""
    many = range(300)
    result = TOOL.run(
        {
            "needs": [{"id": f"n{at}", "name": f"Need {at}"} for at in many],
            "drivers": [{"id": f"d{at}", "name": f"Driver {at}", "need": f"n{at}"} for at in many],
            "ctqs": [{"id": f"c{at}", "name": f"CTQ {at}", "drivers": [f"d{at}", "d0"]} for at in range(290, 300)],
        }
    )
    drawn = next(block for block in report(result) if isinstance(block, Tree))
    ids = {node.id for node in drawn.nodes}
    assert len(drawn.nodes) == 80 + 80 + 10
    assert {node.parent for node in drawn.nodes if node.parent} <= ids
    assert {"need:n295", "driver:d295", "need:n0", "driver:d69"} <= ids
    assert "driver:d70" not in ids
    assert {link.source for link in drawn.links} == {"driver:d0"}
    assert drawn.note == "The picture shows 80 of 300 needs and 80 of 300 drivers."
