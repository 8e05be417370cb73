"""Counting against a plain listing, concepts checked against pairs, and what is refused."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from openkam.core.blocks import Finding, Grid, Note, Table, Working
from openkam.core.errors import InvalidInput
from openkam.tools.analyze.concepts import TOOL, ConceptsResult, maths
from openkam.tools.analyze.concepts.report import finding

HERE = Path(__file__).parent


def example() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((HERE / "example.json").read_text())["inputs"]
    return data


def chart(*sizes: int) -> list[dict[str, object]]:
    """Functions f0, f1 … with means m0, m1 …"""
    return [
        {
            "id": f"f{at}",
            "name": f"Function {at}",
            "means": [{"id": f"m{n}", "name": f"Means {at}{n}"} for n in range(size)],
        }
        for at, size in enumerate(sizes)
    ]


def pair(one: str, other: str, reason: str = "") -> dict[str, object]:
    """`f0.m1` against `f1.m0`."""
    (f, m), (g, n) = one.split("."), other.split(".")
    return {"function": f, "means": m, "other_function": g, "other_means": n, "reason": reason}


def concept(key: str, *picks: str) -> dict[str, object]:
    return {
        "id": key,
        "name": f"Concept {key}",
        "picks": [{"function": one.split(".")[0], "means": one.split(".")[1]} for one in picks],
    }


def run(functions: list[dict[str, object]], **more: object) -> ConceptsResult:
    return TOOL.run({"functions": functions, **more})


def listed(sizes: list[int], pairs: list[maths.Pair]) -> int:
    """The oracle: every combination written out and looked at."""
    return sum(
        not any(one in taken and other in taken for one, other in pairs)
        for taken in (set(enumerate(row)) for row in itertools.product(*(range(size) for size in sizes)))
    )


def fixed(data: dict[str, Any], function: str, means: str) -> list[maths.Pair]:
    """The excluded pairs by place, with that function left only this one of its means."""
    place = {row["id"]: at for at, row in enumerate(data["functions"])}
    means_of = {row["id"]: [one["id"] for one in row["means"]] for row in data["functions"]}
    means_of[function] = [means]
    return [
        (
            (place[row["function"]], means_of[row["function"]].index(row["means"])),
            (place[row["other_function"]], means_of[row["other_function"]].index(row["other_means"])),
        )
        for row in data["incompatible"]
        if row["means"] in means_of[row["function"]] and row["other_means"] in means_of[row["other_function"]]
    ]


def test_the_home_energy_product() -> None:
    """radarist, structured-analytic-skills (2026): 432 combinations, 172 left; 54 of them sell grid flexibility."""
    result = TOOL.run(example())
    assert (result.combinations, result.feasible) == (432, 172)
    assert result.feasible is not None
    assert round(100 * (result.combinations - result.feasible) / result.combinations, 1) == 60.2
    assert finding(result) == "172 of 432 combinations can be built; 3 are concepts, 2 of them feasible"
    assert result.check("buy-and-earn").feasible
    assert result.check("utility-fleet").feasible
    assert maths.count_feasible([3, 4, 1, 3, 4], fixed(example(), "revenue", "flexibility")).feasible == 54


@pytest.mark.parametrize(("sizes", "printed"), [((4, 4, 3, 3, 2, 2), 576), ((6, 6, 6, 6, 4, 6, 6), 186_624)])
def test_the_size_of_a_field(sizes: tuple[int, ...], printed: int) -> None:
    """Ritchey, Wicked Problems (2011): Zwicky's propulsive systems (figure 2.1), an organisation (page 15)."""
    assert run(chart(*sizes)).combinations == printed


def test_by_hand() -> None:
    """3 × 2 × 2 = 12; f0.m0 with f1.m0 takes 2, f1.m1 with f2.m1 takes 3, both at once is impossible: 7 are left."""
    result = run(chart(3, 2, 2), incompatible=[pair("f0.m0", "f1.m0"), pair("f2.m1", "f1.m1")])
    assert (result.combinations, result.feasible, result.method) == (12, 7, "elimination")


def test_without_pairs_all_are_feasible() -> None:
    result = run(chart(4, 5))
    assert (result.feasible, result.method) == (20, "product")


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[int], list[maths.Pair]]:
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    nodes = [(at, n) for at, size in enumerate(sizes) for n in range(size)]
    possible = [(one, other) for one in nodes for other in nodes if one[0] < other[0]]
    return sizes, draw(st.lists(st.sampled_from(possible), unique=True, max_size=25))


@given(networks())
@settings(max_examples=50, deadline=None)
def test_the_count_is_that_of_a_plain_listing(case: tuple[list[int], list[maths.Pair]]) -> None:
    assert maths.count_feasible(*case).feasible == listed(*case)


@given(networks())
@settings(max_examples=50, deadline=None)
def test_branching_alone_and_any_mixture_agree_with_the_listing(case: tuple[list[int], list[maths.Pair]]) -> None:
    sizes, pairs = case
    for cells in (0, 4, 20):
        assert maths.count_feasible(sizes, pairs, cells_at_once=cells).feasible == listed(sizes, pairs)


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_functions_changes_no_count(case: tuple[list[int], list[maths.Pair]], random: object) -> None:
    sizes, pairs = case
    place = list(range(len(sizes)))
    random.shuffle(place)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    moved = [((place[f], m), (place[g], n)) for (f, m), (g, n) in pairs]
    resized = [sizes[place.index(at)] for at in range(len(sizes))]
    assert maths.count_feasible(sizes, pairs).feasible == maths.count_feasible(resized, moved).feasible


@given(networks())
@settings(max_examples=50, deadline=None)
def test_one_more_free_function_multiplies(case: tuple[list[int], list[maths.Pair]]) -> None:
    sizes, pairs = case
    one, other = maths.count_feasible(sizes, pairs).feasible, maths.count_feasible([*sizes, 7], pairs).feasible
    assert one is not None
    assert other == 7 * one


def crossed(functions: int, means: int, step: int) -> list[maths.Pair]:
    """Pairs between all functions, a fixed pattern."""
    return [
        ((f, m), (g, n))
        for f in range(functions)
        for g in range(f + 1, functions)
        for m in range(means)
        for n in range(means)
        if (7 * f + 11 * g + 5 * m + 3 * n) % step == 0
    ]


def numpy_listing(means: int, functions: int, pairs: list[maths.Pair]) -> int:
    """Every combination as one truth value in an array with an axis per function."""
    allowed = np.ones((means,) * functions, dtype=np.bool_)
    for (f, m), (g, n) in pairs:
        place: list[slice | int] = [slice(None)] * functions
        place[f], place[g] = m, n
        allowed[tuple(place)] = False
    return int(allowed.sum())


def test_ten_functions_of_six_means_all_tied_together() -> None:
    """No listing of 60 million; the figure is that of a listing in NumPy, and smaller tables give the same."""
    sizes, pairs = [6] * 10, crossed(10, 6, 11)
    assert len(pairs) == 147
    assert maths.count_feasible(sizes, pairs) == maths.Count(numpy_listing(6, 10, pairs), "branching")
    assert maths.count_feasible(sizes, pairs, cells_at_once=1000).feasible == 2_300_559


def test_numbers_beyond_64_bits_stay_exact() -> None:
    """Worked by hand: each of 15 pairs of functions keeps 20 × 20 − 1 = 399 of its 400 combinations: 399¹⁵."""
    functions = chart(*[20] * 30)
    pairs = [pair(f"f{at}.m0", f"f{at + 1}.m0") for at in range(0, 30, 2)]
    result = run(functions, incompatible=pairs)
    assert result.combinations == 20**30
    assert result.feasible == 399**15
    assert ConceptsResult.model_validate_json(result.model_dump_json()) == result
    assert finding(result).startswith("1.03 × 10^39 of 1.07 × 10^39 combinations")


def test_what_would_take_too_long_is_not_counted_and_says_so() -> None:
    pairs = [pair(f"f{f}.m{m}", f"f{g}.m{n}") for (f, m), (g, n) in crossed(24, 8, 61)[:900]]
    result = run(chart(*[8] * 24), incompatible=pairs)
    assert (result.feasible, result.method) == (None, "refused")
    assert "feasible_combinations" not in TOOL.metrics(result)
    note = next(block for block in TOOL.report(result) if isinstance(block, Note) and block.id == "concepts-count")
    assert note.kind == "unknown"


def test_nothing_is_left() -> None:
    result = run(chart(1, 2), incompatible=[pair("f0.m0", "f1.m0"), pair("f0.m0", "f1.m1")])
    assert result.feasible == 0
    assert [row.blocked for row in result.uses] == [True, True, True]
    assert finding(result) == "None of the 2 combinations can be built: the incompatible pairs exclude every one"


def test_a_concept_with_a_bad_pair_names_it() -> None:
    result = run(
        chart(2, 2),
        incompatible=[pair("f1.m0", "f0.m1", "no room")],
        concepts=[concept("a", "f0.m1", "f1.m0"), concept("b", "f0.m0", "f1.m0")],
    )
    assert (result.check("a").feasible, result.check("a").clashes) == (False, (0,))
    assert result.check("b").feasible
    texts = {block.id: block.text for block in TOOL.report(result) if isinstance(block, Finding)}
    assert texts["concepts-clash-a"] == "Concept a cannot be built as picked: Means 10 with Means 01: no room"


def test_open_and_equal_concepts_are_named() -> None:
    result = run(
        chart(2, 2, 1),
        concepts=[
            concept("a", "f0.m0", "f1.m0", "f2.m0"),
            concept("b", "f0.m0"),
            concept("c", "f2.m0", "f1.m0", "f0.m0"),
        ],
    )
    assert result.check("b").missing == ("f1", "f2")
    assert not result.check("b").feasible
    assert (result.check("a").same_as, result.check("c").same_as) == (("c",), ("a",))
    assert [(row.function, row.means) for row in result.uses if not row.concepts] == [("f0", "m1"), ("f1", "m1")]
    assert result.coverage_pct == 60


def test_concepts_are_handed_on_as_the_pugh_matrix_takes_them() -> None:
    """Id, name and picks, each pick with function and means by id and name; in the order of the functions."""
    result = run(chart(1, 2), concepts=[concept("a", "f1.m1", "f0.m0")])
    assert result.concepts[0].model_dump() == {
        "id": "a",
        "name": "Concept a",
        "picks": (
            {"function": "f0", "function_name": "Function 0", "means": "m0", "means_name": "Means 00"},
            {"function": "f1", "function_name": "Function 1", "means": "m1", "means_name": "Means 11"},
        ),
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"functions": []}, "functions"),
        ({"functions": [{"id": "f", "name": "F", "means": []}]}, r"functions\.0\.means"),
        ({"functions": chart(1) * 2}, r"functions\.1\.id: the id f0 is given twice"),
        (
            {"functions": [{"id": "f", "name": "F", "means": [{"id": "m", "name": "M"}] * 2}]},
            r"functions\.0\.means\.1\.id: the id m is given twice",
        ),
        ({"incompatible": [pair("z.m0", "f1.m0")]}, r"incompatible\.0\.function: there is no function z"),
        ({"incompatible": [pair("f0.m0", "f1.m9")]}, r"incompatible\.0\.other_means: the function f1 has no means m9"),
        ({"incompatible": [pair("f0.m0", "f0.m1")]}, r"incompatible\.0: two means of the same function"),
        ({"incompatible": [pair("f0.m0", "f1.m1"), pair("f1.m1", "f0.m0")]}, r"incompatible\.1: the pair m1 and m0"),
        ({"concepts": [concept("a", "f0.m7")]}, r"concepts\.0\.picks\.0\.means: the function f0 has no means m7"),
        ({"concepts": [concept("a", "f0.m0", "f0.m1")]}, r"concepts\.0\.picks\.1: Concept a has two means for f0"),
        ({"concepts": [concept("a"), concept("a")]}, r"concepts\.1\.id: the id a is given twice"),
    ],
)
def test_what_is_refused_is_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        TOOL.parse({"functions": chart(2, 2), **change})


def test_report_draws_picks_and_strikes_what_does_not_go_together() -> None:
    result = run(
        chart(2, 3),
        incompatible=[pair("f0.m0", "f1.m0", "too hot")],
        concepts=[concept("a", "f0.m0", "f1.m0"), concept("b", "f0.m0", "f1.m2")],
    )
    blocks = TOOL.report(result)
    grid = next(block for block in blocks if isinstance(block, Grid))
    assert [[cell.picked for cell in row] for row in grid.cells] == [[True, False, False], [True, False, True]]
    assert [[cell.struck for cell in row] for row in grid.cells] == [[True, False, False], [True, False, False]]
    assert grid.cells[0][0].text == "Means 00 (A B)"
    assert grid.cells[1][0].tone != grid.cells[1][2].tone
    assert grid.cells[1][0].tip == "Means 00 (too hot)"
    assert grid.note == "A = Concept a, B = Concept b."
    working = next(block for block in blocks if isinstance(block, Working))
    assert (working.result, [term.value for term in working.terms]) == (6, [2, 3])


def test_a_large_chart_is_bounded_in_the_picture_and_whole_in_the_table() -> None:
    blocks = TOOL.report(run(chart(*[20] * 40)))
    grid = next(block for block in blocks if isinstance(block, Grid))
    assert (len(grid.rows), len(grid.columns), len(grid.table.rows)) == (30, 12, 800)
    assert grid.note.startswith("Shown: the first 30 of 40 functions with up to 12 means each")


def test_result_survives_its_json() -> None:
    result = TOOL.run(example())
    assert ConceptsResult.model_validate_json(result.model_dump_json()) == result
    table = next(b for b in TOOL.report(result) if isinstance(b, Table) and b.id == "concepts-table")
    assert [row[1] for row in table.rows] == ["feasible", "feasible", "cannot be built"]
    assert TOOL.metrics(result)["feasible_combinations"] == 172
