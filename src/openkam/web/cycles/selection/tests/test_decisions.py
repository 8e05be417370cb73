"""Deciding: reasons, versions, approval by another, closing; a decision makes nothing be computed again."""

from __future__ import annotations

import pytest

from openkam.core.errors import InvalidInput
from openkam.web.cycles.actions.cycles import change_cycle
from openkam.web.cycles.actions.decisions import UNDECIDED, Outcome, Wish, approve, close_decisions, decide
from openkam.web.cycles.models import Candidate, Cycle, Decision, FrozenCycle
from openkam.web.cycles.tests.round import frozen
from openkam.web.shell.tests.cast import Cast


def take(
    cycle: Cycle, cast: Cast, who: Candidate, verdict: str = "in", reason: str = "Because", version: int = 0
) -> int:
    """Alice decides; answers how many clashes there were."""
    return len(decide(cycle=cycle, author=cast.alice, wishes=[Wish(who.pk, verdict, reason, version)]).clashes)


def test_a_decision_is_kept_with_its_reason_and_history(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    take(cycle, cast, a)
    take(cycle, cast, a, "watch", "On second thoughts", version=1)
    found = Decision.objects.get(candidate=a)
    assert (found.verdict, found.reason, found.by, found.version) == ("watch", "On second thoughts", cast.alice, 2)
    assert [row.verdict for row in found.history.order_by("history_id")] == ["in", "watch"]


def test_a_stale_decision_changes_nothing_and_answers_both(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    take(cycle, cast, a)
    late = decide(cycle=cycle, author=cast.adam, wishes=[Wish(a.pk, "out", "No", 0)])
    assert not late.saved
    assert [(one.wish.verdict, one.verdict, one.reason, one.version) for one in late.clashes] == [
        ("out", "in", "Because", 1)
    ]
    assert Decision.objects.get(candidate=a).verdict == "in"


def test_the_same_decision_again_is_no_change(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    take(cycle, cast, a)
    assert take(cycle, cast, a) == 0
    assert Decision.objects.get(candidate=a).version == 1


@pytest.mark.parametrize(
    ("verdict", "reason", "field"),
    [
        ("in", "", "reason"),
        ("in", " \n\t ", "reason"),
        ("in", "\x00\u202e", "reason"),
        ("in", "x" * 10_000, "reason"),
        ("perhaps", "Because", "verdict"),
        ("", "Because", "verdict"),
    ],
)
def test_what_cannot_be_used_is_refused(
    cycle: Cycle, cast: Cast, a: Candidate, verdict: str, reason: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        take(cycle, cast, a, verdict, reason)
    assert caught.value.place.field == field
    assert not Decision.objects.exists()


def test_a_candidate_of_another_cycle_is_left_out(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    other = Cycle.objects.create(name="Other")
    assert not decide(cycle=other, author=cast.alice, wishes=[Wish(a.pk, "in", "Because", 0)]).saved
    assert not Decision.objects.exists()


def test_a_decision_leaves_the_answers_of_the_tools_alone(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    before = Cycle.objects.get(pk=cycle.pk)
    take(cycle, cast, a)
    after = Cycle.objects.get(pk=cycle.pk)
    assert after.revision > before.revision
    assert after.answers_revision == before.answers_revision
    change_cycle(cycle=cycle, values={"top": 2})
    assert Cycle.objects.get(pk=cycle.pk).answers_revision > before.answers_revision


def test_another_lead_approves_what_they_saw(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    asking = change_cycle(cycle=cycle, values={"needs_approval": True})
    take(asking, cast, a)
    with pytest.raises(InvalidInput, match="another lead"):
        approve(cycle=asking, author=cast.alice, seen={a.pk: 1})
    take(asking, cast, a, "out", "No", version=1)
    assert approve(cycle=asking, author=cast.adam, seen={a.pk: 1}).changed == 1
    assert approve(cycle=asking, author=cast.adam, seen={a.pk: 2}).count == 1
    assert Decision.objects.get(candidate=a).approved_by == cast.adam
    take(asking, cast, a, "in", "Yes after all", version=2)
    assert Decision.objects.get(candidate=a).approved_by is None


def test_approval_is_refused_where_it_is_not_asked_for(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    take(cycle, cast, a)
    with pytest.raises(InvalidInput, match="asks for no approval"):
        approve(cycle=cycle, author=cast.adam, seen={a.pk: 1})


def test_closing_says_what_is_missing(cycle: Cycle, cast: Cast, a: Candidate, b: Candidate) -> None:
    asking = change_cycle(cycle=cycle, values={"needs_approval": True})
    take(asking, cast, a)
    with pytest.raises(InvalidInput, match=r"1 candidate is not decided yet\. 1 decision waits"):
        close_decisions(cycle=asking)
    take(asking, cast, b)
    approve(cycle=asking, author=cast.adam, seen={a.pk: 1, b.pk: 1})
    assert close_decisions(cycle=asking).state == Cycle.State.DECIDED


def test_a_frozen_cycle_is_not_decided(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    take(cycle, cast, a)
    cold = frozen(cycle, cast.alice)
    for change in (
        lambda: take(cold, cast, a, "out", "No", version=1),
        lambda: approve(cycle=cold, author=cast.adam, seen={a.pk: 1}),
        lambda: close_decisions(cycle=cold),
    ):
        with pytest.raises(FrozenCycle):
            change()
    assert Decision.objects.get(candidate=a).verdict == "in"


def back(cycle: Cycle, cast: Cast, who: Candidate, version: int) -> Outcome:
    """Adam takes a decision back."""
    return decide(cycle=cycle, author=cast.adam, wishes=[Wish(who.pk, UNDECIDED, "", version)])


def test_a_decision_is_taken_back_with_its_approval_and_leaves_its_history(
    cycle: Cycle, cast: Cast, a: Candidate
) -> None:
    asking = change_cycle(cycle=cycle, values={"needs_approval": True})
    take(asking, cast, a)
    approve(cycle=asking, author=cast.adam, seen={a.pk: 1})
    assert back(asking, cast, a, 1).undone == 1
    assert not Decision.objects.exists()
    past = Decision.history.filter(candidate=a).order_by("history_id")
    assert [(row.history_type, row.history_user) for row in past] == [
        ("+", cast.alice),
        ("~", cast.adam),
        ("-", cast.adam),
    ]
    take(asking, cast, a)
    anew = Decision.objects.get(candidate=a)
    assert (anew.version, anew.approved_by) == (2, None)


def test_a_stale_wish_neither_takes_back_nor_decides_what_was_taken_back(
    cycle: Cycle, cast: Cast, a: Candidate
) -> None:
    take(cycle, cast, a)
    take(cycle, cast, a, "watch", "On second thoughts", version=1)
    late = back(cycle, cast, a, 1)
    assert (late.undone, [one.verdict for one in late.clashes]) == (0, ["watch"])
    back(cycle, cast, a, 2)
    gone = decide(cycle=cycle, author=cast.alice, wishes=[Wish(a.pk, "out", "No", 2)])
    assert [(one.verdict, one.version) for one in gone.clashes] == [(UNDECIDED, 0)]
    assert not Decision.objects.exists()
    # Whoever saw the decision before that one sees a version that is not given again.
    take(cycle, cast, a)
    assert Decision.objects.get(candidate=a).version == 3


def test_a_decision_that_is_not_there_is_taken_back_by_doing_nothing(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    outcome = back(cycle, cast, a, 0)
    assert (outcome.undone, outcome.saved, outcome.clashes) == (0, [], [])


def test_a_frozen_decision_is_not_taken_back(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    take(cycle, cast, a)
    with pytest.raises(FrozenCycle):
        back(frozen(cycle, cast.alice), cast, a, 1)
    assert Decision.objects.get(candidate=a).verdict == "in"
