"""The syringe of the textbook, what is refused, and what no Pugh matrix may do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Grid, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools.analyze.pugh import TOOL, PughResult
from openkam.tools.analyze.pugh.report import finding

HERE = Path(__file__).parent
VECTORS = {row["id"]: row for row in json.loads((HERE / "testdata" / "vectors.json").read_text())["vectors"]}


def given_matrix(rows: dict[str, str], datum: str, weights: list[float] | None = None) -> dict[str, object]:
    """Inputs from one line of signs per concept; `?` is not rated."""
    width = len(next(iter(rows.values())).split())
    weights = weights or [1] * width
    return {
        "criteria": [{"id": f"c{at}", "name": f"Criterion {at}", "weight": weights[at]} for at in range(width)],
        "concepts": [{"id": key, "name": f"Concept {key}"} for key in rows],
        "datum": datum,
        "ratings": [
            {"concept": key, "criterion": f"c{at}", "sign": sign}
            for key, line in rows.items()
            for at, sign in enumerate(line.split())
            if sign != "?" and key != datum
        ],
    }


def run(rows: dict[str, str], datum: str, weights: list[float] | None = None, **more: object) -> PughResult:
    return TOOL.run({**given_matrix(rows, datum, weights), **more})


def test_the_reusable_syringe() -> None:
    """Ulrich & Eppinger, Product Design and Development, ch. 7, exhibit 7-5 [pugh.screening.syringe]."""
    vector = VECTORS["pugh.screening.syringe"]
    result = run(vector["inputs"]["matrix"], vector["inputs"]["datum"])
    for figure in ("plus", "same", "minus", "net", "rank"):
        assert {row.id: getattr(row, figure) for row in result.first.scores} == vector["expected"][figure], figure
    assert (
        finding(result, result.first) == "Concept A leads with net +2 against the datum Concept D, 1 ahead of Concept E"
    )


def test_the_syringe_is_kept_combined_and_dropped_as_in_the_book() -> None:
    """Exhibit 7-5, last line: A and E continue, D and F are combined, G is revised, B and C do not continue."""
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    by = {
        verdict: "".join(row.id for row in result.first.scores if row.verdict == verdict)
        for verdict in ("keep", "combine", "drop")
    }
    assert by == {"keep": "AE", "combine": "DFG", "drop": "BC"}


def test_weights_as_typed_and_ties_exact() -> None:
    """0.1 + 0.2 is 0.3: in floating point it would not be, and one of the two would lead. Worked by hand."""
    result = run({"D": "S S S", "A": "+ + S", "B": "S S +"}, "D", [0.1, 0.2, 0.3])
    assert result.first.weighted_leaders == ("A", "B")
    assert [row.weighted_net for row in result.first.scores] == [0, 0.3, 0.3]
    assert result.first.leaders == ("A",)


def test_double_signs_count_twice_and_need_their_scale() -> None:
    """Worked by hand: ++ − S gives plus 2, minus 1, net 1."""
    rows = {"D": "S S S", "A": "++ - S", "B": "-- -- +"}
    result = run(rows, "D", scale="five")
    score = result.first.score("A")
    assert (score.plus, score.same, score.minus, score.net) == (2, 1, 1, 1)
    assert result.first.score("B").net == -3
    with pytest.raises(InvalidInput, match=r"ratings\.0\.sign: \+\+ needs the scale of five"):
        run(rows, "D")


def test_what_is_not_rated_is_bounded_and_has_no_rank() -> None:
    result = run({"D": "S S S", "A": "+ S S", "B": "+ ? ?"}, "D")
    score = result.first.score("B")
    assert (score.unrated, score.net, score.net_low, score.net_high, score.rank) == (2, 1, -1, 3, None)
    assert score.verdict == "rate"
    assert score.weight_covered_pct == pytest.approx(100 / 3)
    notes = {block.id: block.text for block in TOOL.report(result) if isinstance(block, Note)}
    assert "2 ratings are missing" in notes["pugh-unrated"]
    assert notes["pugh-open"] == "Once rated in full, these could still lead or draw level: Concept B."


def test_the_weight_at_which_the_lead_is_lost() -> None:
    """Worked by hand: A has 3 − 1 = 2, B has 1; A leads by 1. B draws level when c0 falls to 2 or c1 rises to 1.5."""
    result = run({"D": "S S", "A": "+ -", "B": "S +"}, "D", [3, 1])
    found = {(row.criterion, row.level_at, row.challenger) for row in result.weight_changes}
    assert found == {("c0", 2.0, "B"), ("c1", 1.5, "B")}


def test_the_single_rating_that_decides() -> None:
    """Worked by hand: A leads by 2, so that only a change of two steps, from + to −, brings it level with the rest."""
    result = run({"D": "S S", "A": "+ +", "B": "S S"}, "D")
    found = {(row.concept, row.criterion, row.after, row.leaders) for row in result.rating_changes}
    assert found == {("A", "c0", "-", ("D", "A", "B")), ("A", "c1", "-", ("D", "A", "B"))}


def test_a_second_round_rated_anew() -> None:
    again = given_matrix({"D": "- S", "A": "S S", "B": "+ S"}, "A")
    result = run({"D": "S S", "A": "+ S", "B": "S S"}, "D", second={"datum": "A", "ratings": again["ratings"]})
    assert result.second is not None
    assert result.second.origin == "rated"
    assert result.second.leaders == ("B",)
    texts = [block.text for block in TOOL.report(result) if isinstance(block, Finding)]
    assert "Against the second datum Concept A others lead: Concept B instead of Concept A" in texts


def test_a_derived_second_round_leaves_open_what_the_first_cannot_tell() -> None:
    result = run({"D": "S S S", "A": "+ + S", "B": "+ - S"}, "D", second={"datum": "A"})
    assert result.second is not None
    assert result.second.origin == "derived"
    assert result.second.signs == (("-", "-", "S"), ("S", "S", "S"), (None, "-", "S"))


def test_hybrids_name_who_can_lend() -> None:
    result = run({"D": "S S", "A": "+ -", "B": "- +", "C": "- -"}, "D")
    first = result.hybrids[0]
    assert (first.concept, first.net, first.net_if_repaired) == ("A", 0, 1)
    assert [(row.criterion, row.lenders) for row in first.repairs] == [("c1", ("B",))]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"datum": "Z"}, "datum: there is no concept Z"),
        ({"criteria": []}, "criteria"),
        ({"concepts": [{"id": "A", "name": "A"}]}, "concepts"),
        ({"criteria": [{"id": "c0", "name": "x", "weight": 0}]}, "every weight is 0"),
        ({"criteria": [{"id": "c0", "name": "x", "weight": "inf"}]}, r"criteria\.0\.weight"),
        ({"criteria": [{"id": "c0", "name": "x"}, {"id": "c0", "name": "y"}]}, r"criteria\.1\.id: the id c0 is given"),
        (
            {"ratings": [{"concept": "Q", "criterion": "c0", "sign": "+"}]},
            r"ratings\.0\.concept: there is no concept Q",
        ),
        ({"ratings": [{"concept": "A", "criterion": "q", "sign": "+"}]}, r"ratings\.0\.criterion: there is no crit"),
        ({"ratings": [{"concept": "D", "criterion": "c0", "sign": "+"}]}, r"ratings\.0\.sign: D is the datum"),
        ({"ratings": [{"concept": "A", "criterion": "c0", "sign": "good"}]}, r"ratings\.0\.sign"),
        ({"ratings": [{"concept": "A", "criterion": "c0", "sign": "+"}] * 2}, r"ratings\.1: A is rated twice on c0"),
        ({"second": {"datum": "D"}}, r"second\.datum: D is the first datum already"),
    ],
)
def test_what_is_refused_is_named(change: dict[str, object], message: str) -> None:
    data = given_matrix({"D": "S", "A": "+"}, "D")
    with pytest.raises(InvalidInput, match=message):
        TOOL.parse({**data, **change})


def test_signs_as_people_type_them() -> None:
    result = run({"D": "S S S", "A": "\N{MINUS SIGN} 0 s"}, "D")
    assert result.first.signs[1] == ("-", "S", "S")


def test_report_shows_the_matrix_and_its_sums() -> None:
    blocks = TOOL.report(run({"D": "S S", "A": "+ -", "B": "+ +"}, "D", [2, 5]))
    grid = next(block for block in blocks if isinstance(block, Grid))
    assert [[cell.mark for cell in row] for row in grid.cells] == [["same", "plus", "plus"], ["same", "minus", "plus"]]
    assert [line.id for line, _cells in grid.footer] == ["plus", "same", "minus", "net", "rank", "weighted", "verdict"]
    assert [column.id for column in grid.columns if column.emphasis] == ["B"]
    working = next(block for block in blocks if isinstance(block, Working) and block.id == "pugh-weighted-net")
    assert working.result == sum(float(term.value or 0) for term in working.terms if isinstance(term.value, float)) == 7


def test_a_wide_matrix_is_bounded_in_the_picture_and_whole_in_the_table() -> None:
    rows = {f"x{at}": "S S" for at in range(20)} | {"best": "+ +"}
    grid = next(block for block in TOOL.report(run(rows, "x0")) if isinstance(block, Grid))
    assert len(grid.columns) == 14
    assert "best" in {column.id for column in grid.columns}
    assert grid.note.startswith("Shown: the best 14 of 21 concepts")
    assert len(grid.table.columns) == 2 + 21


def test_nobody_beats_the_datum() -> None:
    result = run({"D": "S", "A": "-"}, "D")
    assert finding(result, result.first) == "No fully rated concept is better on balance than the datum Concept D"
    assert result.unbeaten == ("c0",)
    assert TOOL.metrics(result)["lead"] == 1


def test_a_concept_may_carry_the_name_of_a_criterion() -> None:
    data = given_matrix({"c0": "S", "A": "+"}, "c0")
    table = next(block for block in TOOL.report(TOOL.run(data)) if isinstance(block, Table) and block.rows)
    assert {row[0] for row in table.rows} == {"Concept c0", "Concept A"}


signs = st.sampled_from(["+", "S", "-", "?"])


@st.composite
def matrices(draw: st.DrawFn) -> tuple[dict[str, str], list[float]]:
    width = draw(st.integers(1, 6))
    lines = draw(st.lists(st.lists(signs, min_size=width, max_size=width), min_size=1, max_size=6))
    weights = draw(st.lists(st.integers(1, 9).map(float), min_size=width, max_size=width))
    rows = {"D": " ".join("S" * width)} | {f"k{at}": " ".join(line) for at, line in enumerate(lines)}
    return rows, weights


@given(matrices())
@settings(max_examples=50, deadline=None)
def test_every_rating_is_counted_once(case: tuple[dict[str, str], list[float]]) -> None:
    rows, weights = case
    for score in run(rows, "D", weights).first.scores:
        assert score.plus + score.same + score.minus + score.unrated == len(weights)
        assert score.net_low <= score.net <= score.net_high


@given(matrices(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_concepts_changes_nothing(case: tuple[dict[str, str], list[float]], random: object) -> None:
    rows, weights = case
    keys = list(rows)
    random.shuffle(keys)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    before, after = run(rows, "D", weights), run({key: rows[key] for key in keys}, "D", weights)
    assert {row.id: row for row in before.first.scores} == {row.id: row for row in after.first.scores}


@given(matrices(), st.integers(2, 9))
@settings(max_examples=50, deadline=None)
def test_scaling_the_weights_moves_no_rank(case: tuple[dict[str, str], list[float]], factor: int) -> None:
    rows, weights = case
    one, other = run(rows, "D", weights), run(rows, "D", [factor * weight for weight in weights])
    assert [row.weighted_rank for row in one.first.scores] == [row.weighted_rank for row in other.first.scores]


@given(matrices())
@settings(max_examples=50, deadline=None)
def test_the_level_weight_is_level(case: tuple[dict[str, str], list[float]]) -> None:
    """At the weight found, leader and challenger have the same weighted net (to rounding)."""
    rows, weights = case
    result = run(rows, "D", weights)
    for change in result.weight_changes:
        moved = [change.level_at if f"c{at}" == change.criterion else weight for at, weight in enumerate(weights)]
        if not any(moved):
            continue
        after = run(rows, "D", moved).first
        leader = after.score(result.first.weighted_leaders[0])
        assert leader.weighted_net == pytest.approx(after.score(change.challenger).weighted_net, abs=1e-9)


def test_result_survives_its_json() -> None:
    result = TOOL.run(json.loads((HERE / "example.json").read_text())["inputs"])
    assert PughResult.model_validate_json(result.model_dump_json()) == result
