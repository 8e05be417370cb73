"""What everything about cycles rests on: nothing changes a frozen one, nobody overwrites anybody, blind is blind."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from openkam.web.cycles import answers
from openkam.web.cycles.actions.candidates import add_candidates, remove_candidates, set_raters
from openkam.web.cycles.actions.cycles import change_cycle, move_to, open_cycle
from openkam.web.cycles.models import Candidate, CriteriaSet, Criterion, Cycle, FrozenCycle, Score
from openkam.web.cycles.queries import all_seen_scores, seen_scores, visible_candidates
from openkam.web.cycles.tests.round import frozen, give, new_cycle
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast

Kind = CriteriaSet.Kind


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


def test_a_new_cycle_has_the_ready_sets_of_the_deck(cycle: Cycle) -> None:
    counts = {one.kind: one.criteria.count() for one in cycle.sets.all()}
    assert counts == {Kind.SELECTION: 22, Kind.ATTRACTIVENESS: 8, Kind.SUCCESS: 6}
    assert cycle.candidates.get(code="A").success_factors.count() == 6


def test_a_stale_save_changes_nothing_and_answers_both_values(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.bob, "A", "solvency", 7)
    give(cycle, cast.bob, "A", "solvency", 8, version=1)
    late = give(cycle, cast.bob, "A", "solvency", 3, version=1)
    assert not late.saved
    assert [(clash.given.value, clash.value, clash.version) for clash in late.clashes] == [(Decimal(3), Decimal(8), 2)]
    score = Score.objects.get(rater=cast.bob)
    assert (score.value, score.version) == (8, 2)
    assert [row.value for row in score.history.order_by("history_id")] == [7, 8]


def test_two_raters_of_one_cell_do_not_meet(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.bob, "A", "solvency", 7)
    assert not give(cycle, cast.alice, "A", "solvency", 3).clashes
    assert Score.objects.count() == 2


def test_a_rater_is_blind_until_they_have_scored(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    give(cycle, cast.alice, "A", "flexibility", 4)
    assert not seen_scores(cast.bob, cycle, Kind.SELECTION).exists()
    give(cycle, cast.bob, "A", "solvency", 7)
    seen = {(row.criterion.key, row.rater) for row in seen_scores(cast.bob, cycle, Kind.SELECTION)}
    assert seen == {("solvency", cast.alice), ("solvency", cast.bob)}


def test_who_is_no_rater_sees_all_scores_of_the_accounts_they_may_see(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    give(cycle, cast.alice, "B", "solvency", 4)
    assert seen_scores(cast.adam, cycle, Kind.SELECTION).count() == 2
    assert [row.candidate.code for row in seen_scores(cast.vera, cycle, Kind.SELECTION)] == ["A"]
    assert not seen_scores(cast.charlie, cycle, Kind.SELECTION).exists()
    assert not visible_candidates(cast.charlie, cycle).exists()


def test_an_account_has_one_rank_and_class_whoever_looks(cycle: Cycle, cast: Cast) -> None:
    for code, value in (("A", 4), ("B", 8)):
        give(cycle, cast.alice, code, "solvency", value)
        give(cycle, cast.alice, code, "size", value)
    ranks = {
        name: {row.account: row.rank for row in answers.selection_of(cycle, person, draws=0).accounts}
        for name, person in (("adam", cast.adam), ("vera", cast.vera))
    }
    assert ranks["adam"] == ranks["vera"] == {"B": 1, "A": 2}
    assert answers.matrix_of(cycle, cast.vera).line == 6


Change = Callable[[Cycle, Cast], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda cycle, cast: give(cycle, cast.bob, "A", "solvency", 9),
        lambda cycle, cast: add_candidates(cycle=cycle, accounts=[cast.account_b], author=cast.alice),
        lambda cycle, cast: remove_candidates(cycle=cycle, candidates=[cycle.candidates.first().pk], author=cast.alice),
        lambda cycle, cast: set_raters(cycle=cycle, users=[]),
        lambda cycle, cast: change_cycle(cycle=cycle, values={"top": 3}),
        lambda cycle, cast: move_to(cycle=cycle, state=Cycle.State.OPEN),
        lambda cycle, cast: Criterion.objects.filter(set__cycle=cycle).update(weight=5),
        lambda cycle, cast: Criterion.objects.get(set__cycle=cycle, key="solvency").save(),
        lambda cycle, cast: Score.objects.filter(candidate__cycle=cycle).delete(),
        lambda cycle, cast: Candidate.objects.bulk_create([Candidate(cycle=cycle, code="X", name="X")]),
        lambda cycle, cast: Cycle.objects.get(pk=cycle.pk).delete(),
    ],
)
def test_nothing_reaches_into_a_frozen_cycle(cycle: Cycle, cast: Cast, change: Change) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    cold = frozen(cycle, cast.alice)
    with pytest.raises(FrozenCycle):
        change(cold, cast)
    assert Score.objects.get(candidate__cycle=cold).value == 3


def test_a_frozen_cycle_answers_as_it_did_when_it_froze(cycle: Cycle, cast: Cast) -> None:
    for code, value in (("A", 4), ("B", 8)):
        give(cycle, cast.alice, code, "solvency", value)
    before = answers.selection_of(cycle, cast.adam).model_dump()
    cold = frozen(cycle, cast.alice)
    cast.account_a.name = "Renamed"
    cast.account_a.save()
    forget_everything()
    assert answers.selection_of(cold, cast.adam).model_dump() == before


def test_a_cycle_from_the_last_one_has_its_criteria_but_no_scores(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    Criterion.objects.filter(set__cycle=cycle, key="solvency").update(weight=4)
    later = open_cycle(author=cast.alice, name="FY22", source=cycle)
    assert later.previous == cycle
    assert Criterion.objects.get(set__cycle=later, key="solvency").weight == 4
    assert later.candidates.count() == 2
    assert not all_seen_scores(cast.adam, later, Kind.SELECTION).exists()
