"""The grid of criteria and the pairs: what is taken, what is refused, and the numbers of the published examples."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openkam.tools.define import selection
from openkam.web.cycles.actions.criteria import change_method
from openkam.web.cycles.models import Comparison, CriteriaSet, Criterion, Cycle, Score
from openkam.web.cycles.setup.criteria_form import grid_of
from openkam.web.cycles.setup.weighing import pairs_of, weigh
from openkam.web.cycles.tests.round import give, new_cycle
from openkam.web.shell.tests.cast import Cast

VECTORS = {
    one["id"]: one
    for one in json.loads((Path(selection.__file__).parent / "testdata" / "vectors.json").read_text())["vectors"]
}
Kind = CriteriaSet.Kind


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


@pytest.fixture
def own(cycle: Cycle) -> CriteriaSet:
    return cycle.sets.get(kind=Kind.SELECTION)


def address(own: CriteriaSet) -> str:
    return reverse("cycle-criteria", args=[own.cycle_id, own.kind])


def sent(own: CriteriaSet) -> dict[str, str]:
    """The grid as a browser that has just opened it would send it."""
    columns = ("name", "scale", {"typed": "weight", "ranked": "rank", "pairwise": "name"}[own.method], "minimum")
    data = {}
    for row in grid_of(own):
        data[f"criteria.{row.number}.pk"] = str(row.pk or "")
        data[f"criteria.{row.number}.was"] = row.was
        data |= {f"criteria.{row.number}.{name}": row.cells[name].text for name in columns}
    return data


def test_a_grid_sent_back_unchanged_changes_nothing(own: CriteriaSet, cast: Cast) -> None:
    cast.browser(cast.alice).post(address(own), sent(own))
    assert set(own.criteria.values_list("name", "scale")) == {("", "")}
    assert Criterion.history.exclude(history_type="+").count() == 0


def test_ready_names_follow_the_reader_until_somebody_types_one(own: CriteriaSet, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    data = sent(own) | {"criteria.0.name": "  Our revenue in three years  "}
    alice.post(address(own), data)
    first, second = own.criteria.all()[:2]
    assert (first.name, second.name) == ("Our revenue in three years", "")
    alice.post("/language/", {"language": "zh-Hant"})
    page = alice.get(address(own)).content.decode()
    assert "Our revenue in three years" in page
    assert "收益率潛力" in page
    back = sent(own) | {"criteria.0.name": ""}
    alice.post("/language/", {"language": "en"})
    alice.post(address(own), back)
    assert own.criteria.all()[0].name == ""


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [("weight", "７", "7"), ("weight", "7,5", "7.5"), ("weight", "1,200", "1200"), ("weight", "", "0"),
     ("weight", " 3 ", "3"), ("minimum", "３", "3"), ("minimum", "", "None")],
)  # fmt: skip
def test_numbers_as_people_paste_them(own: CriteriaSet, cast: Cast, field: str, text: str, kept: str) -> None:
    cast.browser(cast.alice).post(address(own), sent(own) | {f"criteria.0.{field}": text})
    value = getattr(own.criteria.all()[0], field)
    assert str(value if value is None else value.normalize().__format__("f")) == kept


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [("weight", "-1", "“-1” is not between 0 and 99,999,999."), ("weight", "1e30", "“1e30” is not between"),
     ("weight", "nan", "“nan” is not a number."), ("weight", "=1+1", "“=1+1” is not a number."),
     ("weight", "10 分", "“10 分” is not a number."), ("weight", "1e999", "is not between"),
     ("weight", "0.00001", "has more than 4 decimals."), ("minimum", "11", "“11” is not between 1 and 10."),
     ("name", "x" * 10_000, "This has 10,000 characters; at most 200 are possible."),
     ("scale", "x" * 1001, "This has 1,001 characters; at most 1,000 are possible.")],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_its_cell_and_the_good_cells_are_saved(
    own: CriteriaSet, cast: Cast, field: str, text: str, why: str
) -> None:
    before = own.criteria.all()[0]
    data = sent(own) | {f"criteria.0.{field}": text, "criteria.1.weight": "8"}
    answer = cast.browser(cast.alice).post(address(own), data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert why in page
    assert "Line 1: " in page
    first, second = own.criteria.all()[:2]
    assert getattr(first, field) == getattr(before, field)
    assert second.weight == 8


def test_two_people_on_one_cell_lose_nothing(own: CriteriaSet, cast: Cast) -> None:
    alice, adam = cast.browser(cast.alice), cast.browser(cast.adam)
    mine = sent(own) | {"criteria.0.weight": "3", "criteria.1.weight": "5"}
    adam.post(address(own), sent(own) | {"criteria.0.weight": "9", "criteria.2.weight": "6"})
    answer = alice.post(address(own), mine)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Somebody saved meanwhile: 9" in page
    assert [row.weight for row in own.criteria.all()[:3]] == [9, 5, 6]
    again = mine | {"criteria.0.was": grid_of(own)[0].was}
    assert again["criteria.0.was"] in page
    assert alice.post(address(own), again).status_code == 302
    assert own.criteria.all()[0].weight == 3


def test_a_row_is_added_moved_and_removed_with_what_hangs_on_it(own: CriteriaSet, cycle: Cycle, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    alice.post(address(own), sent(own) | {"criteria.22.name": "永續經營", "criteria.22.weight": "2"})
    added = own.criteria.reverse()[0]
    assert (added.name, added.key, added.weight) == ("永續經營", "永續經營", Decimal(2))
    alice.post(address(own), sent(own) | {"move": f"{added.pk}:up"})
    assert list(own.criteria.all())[-2] == added
    give(cycle, cast.alice, "A", "永續經營", 3)
    ask = alice.post(address(own), sent(own) | {"remove": str(added.pk)})
    assert "1 score goes with it." in alice.get(ask.headers["Location"]).content.decode()
    assert Score.objects.count() == 1
    alice.post(ask.headers["Location"])
    assert not Score.objects.exists()
    assert own.criteria.count() == 22
    assert Score.history.filter(history_type="-").count() == 1


def test_the_last_criterion_stays(own: CriteriaSet, cast: Cast) -> None:
    own.criteria.exclude(key="solvency").delete()
    one = own.criteria.get()
    answer = cast.browser(cast.alice).post(reverse("criterion-remove", args=[own.pk, one.pk]))
    assert "This is the last criterion of its set." in answer.content.decode()
    assert own.criteria.exists()


def test_ranks_down_the_list_become_centroid_weights(own: CriteriaSet, cast: Cast) -> None:
    own.criteria.exclude(key__in=list(own.criteria.values_list("key", flat=True)[:4])).delete()
    alice = cast.browser(cast.alice)
    alice.post(reverse("set-method", args=[own.pk]), {"method": "ranked"})
    assert "4 of 4 criteria have no rank yet." in alice.get(address(own)).content.decode()
    alice.post(reverse("set-rank", args=[own.pk]))
    own.refresh_from_db()
    assert list(weigh(own).shares.values()) == pytest.approx(VECTORS["roc.weights"]["expected"]["4"], abs=5e-5)


def test_the_sum_of_percents_and_too_many_criteria_are_said(own: CriteriaSet, cast: Cast) -> None:
    change_method(criteria=own, method="typed", is_percent=True, random_index="saaty_1980")
    page = cast.browser(cast.alice).get(address(own)).content.decode()
    assert "sum to 22.00" in page
    assert "22 criteria carry real weight" in page


def compared(own: CriteriaSet, alice: Client, upper: dict[tuple[int, int], Any], count: int) -> list[Criterion]:
    """Choose so many criteria on the page and answer every pair there."""
    rows = list(own.criteria.all()[:count])
    alice.post(reverse("set-method", args=[own.pk]), {"method": "pairwise"})
    alice.post(reverse("set-choose", args=[own.pk]), {"criterion": [row.pk for row in rows]})
    for first, second in combinations(range(count), 2):
        value = Fraction(upper[first, second])
        times = int(value) if value >= 1 else -int(1 / value)
        pair = {"first": rows[first].pk, "second": rows[second].pk, "times": str(times)}
        assert alice.post(reverse("set-pairs", args=[own.pk]), pair).status_code == 302
    own.refresh_from_db()
    return rows


def test_pairs_give_the_weights_of_saatys_drinks(own: CriteriaSet, cast: Cast) -> None:
    """Saaty 2008, seven drinks, as in testdata/vectors.json."""
    vector, alice = VECTORS["ahp.drinks"], cast.browser(cast.alice)
    matrix = vector["inputs"]["matrix"]
    upper = {(i, j): matrix[i][j] for i, j in combinations(range(7), 2)}
    rows = compared(own, alice, upper, 7)
    alice.post(reverse("set-method", args=[own.pk]), {"method": "pairwise", "random_index": "saaty_2005"})
    own.refresh_from_db()
    found = weigh(own)
    expected = vector["expected"]
    assert [found.shares[row.key] for row in rows] == pytest.approx(expected["weights"], abs=vector["tolerance"])
    assert found.consistency is not None
    assert found.consistency.lambda_max == pytest.approx(expected["lambda_max"], abs=vector["tolerance"])
    assert found.consistency.ratio == pytest.approx(expected["cr_saaty_2005"], abs=vector["tolerance"])
    assert found.shares["flexibility"] == 0
    page = alice.get(reverse("set-pairs", args=[own.pk])).content.decode()
    assert "All pairs are compared" in page
    assert "The consistency ratio is 0.022; up to 0.10 is good." in page


def test_pairs_give_the_weights_of_the_car(own: CriteriaSet, cast: Cast) -> None:
    vector, alice = VECTORS["ahp.car"], cast.browser(cast.alice)
    names = ["cost", "safety", "style", "capacity"]
    given = vector["inputs"]["upper"]
    upper = {(i, j): given[f"{names[i]}/{names[j]}"] for i, j in combinations(range(4), 2)}
    rows = compared(own, alice, upper, 4)
    found, expected = weigh(own), vector["expected"]
    assert found.consistency is not None
    assert [found.shares[row.key] for row in rows] == pytest.approx(
        [expected["weights"][name] for name in names], abs=vector["tolerance"]
    )
    assert found.consistency.ratio == pytest.approx(expected["cr_saaty_classic"], abs=vector["tolerance"])


def test_the_worst_contradiction_is_said_in_a_sentence(own: CriteriaSet, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    compared(own, alice, {(0, 1): 9, (1, 2): 5, (0, 2): "1/9"}, 3)
    page = alice.get(reverse("set-pairs", args=[own.pk])).content.decode()
    assert "The comparisons contradict each other" in page
    assert "Worst: " in page


def test_all_twenty_two_are_too_many_to_compare(own: CriteriaSet, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    alice.post(reverse("set-method", args=[own.pk]), {"method": "pairwise"})
    page = alice.get(address(own)).content.decode()
    assert "make 231 pairs, too many to ask anybody" in page
    assert "0 of 231 pairs are compared." in page
    refused = alice.post(reverse("set-choose", args=[own.pk]), {"criterion": ["x", "999999"]})
    assert "No criterion was chosen." in refused.content.decode()


def test_answers_are_changed_taken_back_and_checked(own: CriteriaSet, cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    rows = compared(own, alice, {(0, 1): 9, (1, 2): 5, (0, 2): "1/9"}, 3)
    pairs = reverse("set-pairs", args=[own.pk])
    pair = {"first": rows[0].pk, "second": rows[1].pk}
    for times in ("10", "0", "-1", "nan", "1e30", "２"):
        alice.post(pairs, pair | {"times": times})
    assert pairs_of(own)[0].times == 9
    alice.post(pairs, pair | {"times": "-3"})
    assert pairs_of(own)[0].times == pytest.approx(1 / 3)
    assert Comparison.objects.filter(set=own).count() == 3
    alice.post(pairs, pair | {"times": ""})
    assert pairs_of(own)[0].times is None
    assert "2 of 3 pairs compared" in alice.get(pairs).content.decode()


def test_success_factors_reach_the_candidates_that_nobody_has_rated(cycle: Cycle, cast: Cast) -> None:
    success = cycle.sets.get(kind=Kind.SUCCESS)
    alice, page = cast.browser(cast.alice), address(success)
    assert "have other factors than these" not in alice.get(page).content.decode()
    alice.post(page, sent(success) | {"criteria.0.weight": "7"})
    assert "2 candidates that nobody has rated have other factors than these." in alice.get(page).content.decode()
    alice.post(reverse("set-spread", args=[success.pk]))
    key = success.criteria.all()[0].key
    assert {row.success_factors.get(key=key).weight for row in cycle.candidates.all()} == {7}


def test_seven_criteria_are_kept_and_the_others_folded(own: CriteriaSet, cast: Cast) -> None:
    alice, rows = cast.browser(cast.alice), list(own.criteria.all())
    choose = reverse("set-choose", args=[own.pk])
    assert "Keep the seven that matter" in alice.get(address(own)).content.decode()
    refused = alice.post(choose, {"criterion": [row.pk for row in rows[:8]]})
    assert refused.status_code == 400
    assert "8 criteria were chosen, and 7 may be." in refused.content.decode()
    assert not own.criteria.filter(weight=0).exists()
    assert alice.post(choose, {"criterion": [row.pk for row in rows[:7]]})["Location"] == address(own)
    assert [row.weight for row in own.criteria.all()] == [1] * 7 + [0] * 15
    page = alice.get(address(own)).content.decode()
    assert page.count('<tr data-row class="idle">') == 15
    assert "Show 15 criteria without weight" in page
    assert "Keep the seven that matter" not in page


def test_nobody_but_a_lead_is_offered_to_choose_seven(own: CriteriaSet, cast: Cast) -> None:
    bob = cast.browser(cast.bob)
    assert "Keep the seven that matter" not in bob.get(address(own)).content.decode()
    assert bob.post(reverse("set-choose", args=[own.pk]), {"criterion": "1"}).status_code == 404
