"""Published houses, the worked one, what is wrong with a house, its picture and what it hands on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, House, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.core.numbers import format_as_typed
from openkam.tools import shape
from openkam.tools.measure.qfd import TOOL, QfdResult, maths, report
from openkam.tools.measure.qfd.checks import lead
from openkam.tools.measure.qfd.words import target_text

HERE = Path(__file__).parent
VECTORS = {row["id"]: row for row in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}
CASE = json.loads((HERE / "testdata/spare_parts.json").read_text())
EXAMPLE = CASE["inputs"]


def house_of(matrix: Sequence[Sequence[float]], weights: Sequence[float], **more: object) -> dict[str, Any]:
    """Inputs with needs n0, n1 … and CTQs c0, c1 …, all targets set."""
    needs = [{"id": f"n{at}", "name": f"Need {at}", "importance": weight} for at, weight in enumerate(weights)]
    width = len(matrix[0]) if matrix else 0
    ctqs = [{"id": f"c{at}", "name": f"CTQ {at}", "target": 1} for at in range(width)]
    relations = [
        {"need": f"n{down}", "ctq": f"c{across}", "value": int(value)}
        for down, row in enumerate(matrix)
        for across, value in enumerate(row)
        if value
    ]
    return {"needs": needs, "ctqs": ctqs, "relations": relations, **more}


def house_block(result: QfdResult) -> House:
    return next(block for block in report(result) if isinstance(block, House))


def texts(result: QfdResult) -> list[str]:
    return [block.text for block in report(result) if isinstance(block, Note | Finding)]


def test_technical_importance_of_a_published_column() -> None:
    """Yang & El-Haik, Design for Six Sigma for Service (2005), p. 117, Fig 6.7: T = 102."""
    vector = VECTORS["qfd.technical_importance.yang"]
    column = [[value] for value in vector["inputs"]["relationship_column"]]
    result = TOOL.run({**house_of(column, vector["inputs"]["importance"]), "weights": "importance"})
    assert result.columns[0].importance == pytest.approx(vector["expected"]["absolute"], abs=vector["tolerance"])


def test_relative_importance_of_a_published_house() -> None:
    """Yang & El-Haik (2005), p. 120, Fig 6.9: ten values of T with their percentages."""
    vector = VECTORS["qfd.relative_importance.yang"]
    shares = maths.shares_pct(np.array(vector["inputs"]["absolute"]))
    assert shares is not None
    assert shares.tolist() == pytest.approx(vector["expected"]["relative_pct"], abs=vector["tolerance"])


def test_a_published_small_house() -> None:
    """Schematex documentation, coffee maker: importance 5, 3, 4 gives T = 45, 39, 51."""
    result = TOOL.run(house_of([[9, 0, 3], [0, 9, 0], [0, 3, 9]], [5, 3, 4]))
    assert [column.importance for column in result.columns] == [45, 39, 51]
    assert [column.rank for column in result.columns] == [2, 3, 1]


def test_improvement_ratio_and_competitive_priority() -> None:
    """Chan & Wu, Omega 33 (2005), Table 8: nine measures of us and three rivals, with goals in both directions."""
    vector = VECTORS["qfd.improvement_ratio.chanwu"]
    given_, expected, within = vector["inputs"], vector["expected"], vector["tolerance"]
    rows = list(zip(given_["technical_comparison"], given_["goal"], given_["direction"], strict=True))
    inputs = {
        "ctqs": [
            {
                "id": f"c{at}",
                "name": f"CTQ {at}",
                "baseline": values[0],
                "target": goal,
                "direction": "lower" if way == "min" else "higher",
            }
            for at, (values, goal, way) in enumerate(rows)
        ],
        "competitors": [{"id": f"r{at}", "name": f"Rival {at}"} for at in (1, 2, 3)],
        "benchmarks": [
            {"competitor": f"r{rival}", "ctq": f"c{at}", "value": values[rival]}
            for at, (values, _goal, _way) in enumerate(rows)
            for rival in (1, 2, 3)
        ],
    }
    columns = TOOL.run(inputs).columns
    assert [column.improvement_ratio for column in columns] == pytest.approx(expected["improvement_ratio"], abs=within)
    priorities = [column.competitive_priority for column in columns]
    assert priorities == pytest.approx(expected["competitive_priority"], abs=within)


def test_the_planning_matrix() -> None:
    """Formula of Cohen (1995) with Akao's sales points: raw weights 10, 4.8, 6, 2 and their shares."""
    vector = VECTORS["qfd.planning_matrix"]
    fields = ("importance", "current", "goal", "sales_point")
    rows = zip(*(vector["inputs"][field] for field in fields), strict=True)
    needs = [{"id": f"n{at}", "name": "N", **dict(zip(fields, row, strict=True))} for at, row in enumerate(rows)]
    found, expected = TOOL.run({"needs": needs}).needs, vector["expected"]
    assert [row.improvement_ratio for row in found] == pytest.approx(expected["improvement_ratio"], abs=1e-12)
    assert [row.raw_weight for row in found] == pytest.approx(expected["raw_weight"], abs=1e-12)
    shares = [(row.weight_pct or 0) / 100 for row in found]
    assert shares == pytest.approx(expected["normalised"], abs=1e-12)
    relative = TOOL.run({"needs": needs, "weights": "relative_weight"}).needs
    assert [row.weight for row in relative] == pytest.approx(expected["normalised"], abs=1e-12)


def test_a_smaller_rating_may_be_better() -> None:
    need = {"id": "n", "name": "N", "importance": 2, "current": 9, "goal": 6, "better": "lower"}
    assert TOOL.run({"needs": [need]}).needs[0].raw_weight == pytest.approx(3)


def test_both_normalisations() -> None:
    """Formulas of Lyman (1990) and Wasserman (1993), with the roof as typed γ."""
    vector = VECTORS["qfd.normalisation"]
    gamma, expected = vector["inputs"]["roof_gamma"], vector["expected"]
    roof = [{"one": "c0", "other": "c1", "value": 2}, {"one": "c1", "other": "c2", "value": 1, "gamma": gamma[1][2]}]
    inputs = house_of(vector["inputs"]["R"], vector["inputs"]["weights"], roof=roof, lyman=True, wasserman=True)
    by_lyman, by_wasserman = TOOL.run(inputs).normalised
    assert by_lyman.importance == pytest.approx(expected["lyman_importance"], abs=1e-12)
    assert sum(by_lyman.importance) == pytest.approx(expected["lyman_sum"], abs=1e-12)
    assert sum(by_wasserman.importance) == pytest.approx(expected["wasserman_sum"], abs=1e-12)
    relations = np.array(vector["inputs"]["R"])
    assert maths.wasserman(relations, np.array(gamma)).relations == pytest.approx(
        np.array(expected["wasserman_R"]), abs=1e-12
    )
    identity = maths.wasserman(relations, np.eye(3)).relations
    assert np.array_equal(identity, maths.lyman(relations).relations) is expected["wasserman_identity_equals_lyman"]


def test_a_row_that_cannot_be_normalised_is_named() -> None:
    result = TOOL.run(house_of([[9, 3], [0, 0]], [3, 1], lyman=True))
    made = result.normalised[0]
    assert made.undefined_needs == ("n1",)
    assert sum(made.importance) == pytest.approx(0.75)
    assert any("their weight is nowhere: Need 1." in text for text in texts(result))


def test_reversals_are_named() -> None:
    """Both needs weigh 5; the row 9, 9, 9 gives its CTQs 45 each, the row 3 gives 15; divided, a third and a whole."""
    result = TOOL.run(house_of([[9, 9, 9, 0], [0, 0, 0, 3]], [5, 5], lyman=True))
    made = result.normalised[0]
    assert made.importance == pytest.approx((1 / 6, 1 / 6, 1 / 6, 1 / 2))
    assert [(one.before, one.after) for one in made.reversals] == [("c0", "c3"), ("c1", "c3"), ("c2", "c3")]
    assert any("CTQ 3 before CTQ 0" in text for text in texts(result))
    steady = TOOL.run(house_of([[9, 9, 9], [3, 0, 0]], [5, 4], lyman=True))
    assert steady.normalised[0].reversals == ()
    assert "Lyman's normalisation keeps the order." in texts(steady)


def test_the_coffee_maker() -> None:
    """SchemaTex documentation, coffee maker: T = 45, 39 and 51 are printed, and 33, 29 and 38 %."""
    assert shape.faults(TOOL) == []
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert [column.importance for column in result.columns] == [45, 39, 51]
    assert [round(column.relative_pct or 0) for column in result.columns] == [33, 29, 38]


def test_the_worked_house_and_its_findings() -> None:
    """Constructed; worked by hand: see the source of testdata/spare_parts.json."""
    result = TOOL.run(EXAMPLE)
    assert list(shape.differences(CASE["expected"], result.model_dump(mode="json"), CASE["tolerance"])) == []
    conflict = result.findings[3]
    assert (conflict.ours, conflict.theirs, conflict.our_value, conflict.their_value, conflict.more) == (3, 2, 9, 7, 1)
    first = next(block for block in report(result) if isinstance(block, Finding))
    assert first.text == (
        "On time in slot ± 1 h, Order-to-dock lead time and First-drop line fill rate"
        " carry 61\N{NO-BREAK SPACE}% of the importance"
    )
    table = next(block for block in report(result) if isinstance(block, Table) and block.id == "qfd-findings")
    assert table.rows[3][1] == (
        "Wrong part credited without a fight: rated 3 against 2 for Contoso Cycles,"
        " but Return credited measures 9 against 7 days. 1 more pair disagrees."
    )


def test_the_picture_places_every_number() -> None:
    drawn = house_block(TOOL.run(EXAMPLE))
    assert {row.id: row.finding for row in drawn.needs if row.finding} == {"told": 1, "credit": 4}
    assert [(ctq.id, ctq.finding) for ctq in drawn.ctqs if ctq.empty] == [("cost", 2)]
    assert [(pair.one, pair.other, pair.finding) for pair in drawn.roof if pair.finding] == [("lead", "fill", 3)]
    lines = {line.key: line for line in drawn.lines}
    assert lines["target"].values[:3] == ("36 ± 12", "≥ 97", "≥ 98")
    assert lines["importance"].strong == (True, True, True, *[False] * 6)
    assert [len(row.planning) for row in drawn.needs] == [len(drawn.planning)] * 8
    assert drawn.planning_total[-2:] == pytest.approx((59.1, 100))
    assert len(drawn.relations) == 24


def test_workings_add_up() -> None:
    workings = [block for block in report(TOOL.run(EXAMPLE)) if isinstance(block, Working)]
    assert [working.id for working in workings] == ["qfd-importance", "qfd-weight"]
    for working in workings:
        assert sum(float(str(term.value)) for term in working.terms) == pytest.approx(float(str(working.result)))
    assert workings[1].terms[0].detail == "importance 5 × improvement ratio 2.00 × sales point 1.5"


def test_rows_and_columns_by_their_strongest_relation() -> None:
    result = TOOL.run(house_of([[0, 0, 0], [1, 0, 0], [3, 1, 0], [9, 0, 0]], [1, 1, 1, 1]))
    kinds = [(one.kind, one.need or one.ctq) for one in result.findings]
    assert kinds == [
        ("need_empty", "n0"),
        ("need_weak", "n1"),
        ("need_without_nine", "n2"),
        ("ctq_weak", "c1"),
        ("ctq_empty", "c2"),
    ]
    assert [one.number for one in result.findings] == [1, 2, 3, 4, 5]


def test_a_missing_target_is_a_finding() -> None:
    inputs = house_of([[9]], [1])
    del inputs["ctqs"][0]["target"]
    assert [one.kind for one in TOOL.run(inputs).findings] == ["target_missing"]


def test_a_negative_pair_counts_only_among_the_leaders() -> None:
    roof = [{"one": "c0", "other": "c2", "value": -2}]
    close = TOOL.run(house_of([[9, 0, 9], [0, 9, 0]], [5, 1], roof=roof))
    assert [one.kind for one in close.findings] == ["leaders_hinder"]
    apart = TOOL.run(house_of([[9, 0, 1], [0, 9, 9]], [50, 1], roof=roof))
    assert apart.findings == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "direction", "target", "expected"),
    [
        (3, 2, "higher", None, 1),
        (3, 2, "lower", None, -1),
        (71, 58, "target", 36, -1),
        (30, 58, "target", 36, 1),
        (30, 42, "target", 36, 0),
        (71, 58, "target", None, 0),
    ],
)
def test_who_leads(ours: float, theirs: float, direction: Any, target: float | None, expected: int) -> None:
    assert lead(ours, theirs, direction, target) == expected


def test_ties_share_a_rank_and_lead_together() -> None:
    result = TOOL.run(house_of([[9, 9, 3, 1]], [2]))
    assert [column.rank for column in result.columns] == [1, 1, 3, 4]
    assert [column.leader for column in result.columns] == [True, True, False, False]


def test_what_is_not_known_has_no_weight_and_is_named() -> None:
    inputs = house_of([[9], [9]], [2, 3])
    del inputs["needs"][1]["importance"]
    result = TOOL.run(inputs)
    assert result.columns[0].importance == 18
    assert result.needs[1].weight is None
    assert "Importance not known, so without weight: Need 1." in texts(result)


def test_the_next_house_takes_what_this_one_hands_on() -> None:
    result = TOOL.run(EXAMPLE)
    assert "cost" not in {row.id for row in result.cascade}
    assert sum(row.importance or 0 for row in result.cascade) == pytest.approx(100)
    ahead = TOOL.run({"needs": [row.model_dump(mode="json") for row in result.cascade]})
    assert [row.weight for row in ahead.needs] == pytest.approx([row.importance for row in result.cascade])
    weights = {row.id: row.weight for row in result.pugh_criteria}
    assert weights["ontime"] == pytest.approx(100 * 182.7 / 805.4)
    assert result.ctqs[0].target == 36


def test_needs_of_the_kano_model_are_taken_as_they_come() -> None:
    needs = [{"id": "n", "name": "N", "importance": 7.5, "kano": "M"}, {"id": "m", "name": "M", "importance": None}]
    ctqs = [{"id": "c", "name": "C", "target": 1}]
    result = TOOL.run({"needs": needs, "ctqs": ctqs})
    assert [row.kano for row in result.needs] == ["M", None]
    assert house_block(result).needs[0].planning[:2] == (7.5, "M")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"needs": [{"id": "a", "name": "A"}] * 2}, r"needs\.1\.id: the id a is given twice"),
        ({"relations": [{"need": "x", "ctq": "c0", "value": 9}]}, r"relations\.0\.need: nothing has the id x"),
        ({"relations": [{"need": "n0", "ctq": "c0", "value": 5}]}, r"relations\.0\.value"),
        ({"relations": [{"need": "n0", "ctq": "c0", "value": 9}] * 2}, r"relations\.1: the pair n0 and c0"),
        ({"roof": [{"one": "c0", "other": "c0", "value": 1}]}, r"roof\.0\.other: the CTQ c0 is paired with itself"),
        (
            {"roof": [{"one": "c0", "other": "c1", "value": 1}, {"one": "c1", "other": "c0", "value": -1}]},
            r"roof\.1: the pair c0 and c1",
        ),
        ({"benchmarks": [{"competitor": "r", "ctq": "c0", "value": 1}]}, r"benchmarks\.0\.competitor"),
        ({"needs": [{"id": "a", "name": "A", "importance": 1, "current": 0}]}, r"needs\.0\.current"),
        ({"needs": [{"id": "a", "name": "A", "importance": float("nan")}]}, r"needs\.0\.importance"),
        ({"ctqs": [{"id": "c0", "name": "C", "lower": 5, "upper": 4}]}, "the lower limit is not below"),
    ],
)
def test_errors_name_their_place(change: Mapping[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        TOOL.run({**house_of([[9, 3]], [1]), **change})


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"needs": [{"id": "n", "name": "N", "importance": 3}]},
        {"ctqs": [{"id": "c", "name": "C"}]},
        house_of([[0, 0]], [0]),
        {**house_of([[9, 3]], [0], lyman=True, wasserman=True), "weights": "relative_weight"},
        house_of([[9]], [1000]),
    ],
)
def test_degenerate_houses_have_a_result_and_a_report(inputs: dict[str, Any]) -> None:
    result = TOOL.run(inputs)
    assert report(result)[0].type == "finding"
    assert QfdResult.model_validate_json(result.model_dump_json()) == result
    assert all(value == value for value in TOOL.metrics(result).values())


def test_huge_measurements_stay_finite() -> None:
    ctq = {"id": "c", "name": "C", "direction": "higher", "target": 1e308, "baseline": 1e-300}
    rivals = {"competitors": [{"id": "r", "name": "R"}], "benchmarks": [{"competitor": "r", "ctq": "c", "value": 1e12}]}
    column = TOOL.run({"ctqs": [ctq], **rivals}).columns[0]
    assert column.improvement_ratio is None
    assert column.competitive_priority == pytest.approx(1)


def test_a_large_house_is_drawn_in_part_and_tabled_whole() -> None:
    result = TOOL.run(house_of([[9] * 70] * 65, range(1, 66)))
    drawn = house_block(result)
    assert (len(drawn.needs), len(drawn.ctqs), len(drawn.table.rows), len(drawn.table.columns)) == (60, 60, 65, 72)
    assert drawn.needs[0].id == "n5"
    assert drawn.note == "The picture shows the 60 heaviest needs and CTQs at most; the tables have them all."


def test_targets_are_written_as_engineers_write_them() -> None:
    ctq = TOOL.run({"ctqs": [{"id": "c", "name": "C", "target": 5, "lower": 4, "upper": 9}]}).ctqs[0]
    assert target_text(ctq) == "5 (4–9)"
    assert [format_as_typed(value) for value in (0.0, 0.25, 1e-7, -1e15, None)] == [
        "0",
        "0.25",
        "1e\N{MINUS SIGN}07",
        "\N{MINUS SIGN}1e+15",
        "–",
    ]


matrices = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.tuples(st.lists(st.sampled_from([0, 1, 3, 9]), min_size=width, max_size=width), st.floats(0.125, 10)),
        min_size=1,
        max_size=6,
    )
)


@given(matrices, st.floats(0.125, 50))
@settings(max_examples=50, deadline=None)
def test_order_and_scale_change_no_share(rows: list[tuple[list[float], float]], factor: float) -> None:
    matrix, weights = [row for row, _weight in rows], [weight for _row, weight in rows]
    plain_house = TOOL.run(house_of(matrix, weights, lyman=True))
    scaled = TOOL.run(house_of(matrix, [weight * factor for weight in weights]))
    turned = TOOL.run(house_of(matrix[::-1], weights[::-1]))
    product = np.array(weights) @ np.array(matrix, dtype=float)
    assert [column.importance for column in plain_house.columns] == pytest.approx(product.tolist())
    for other in (scaled, turned):
        for one, same in zip(plain_house.columns, other.columns, strict=True):
            assert one.relative_pct == pytest.approx(same.relative_pct)
            assert one.rank == same.rank
    if all(any(row) for row in matrix):
        assert sum(plain_house.normalised[0].importance) == pytest.approx(1)


@given(matrices)
@settings(max_examples=50, deadline=None)
def test_another_need_without_weight_changes_no_importance(rows: list[tuple[list[float], float]]) -> None:
    matrix, weights = [row for row, _weight in rows], [weight for _row, weight in rows]
    more = TOOL.run(house_of([*matrix, [9] * len(matrix[0])], [*weights, 0]))
    assert [column.importance for column in more.columns] == pytest.approx(
        [column.importance for column in TOOL.run(house_of(matrix, weights)).columns]
    )
