"""The next step of the round, from an empty cycle to a frozen one, and that only who can take it is told."""

from __future__ import annotations

from decimal import Decimal

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import change_cycle, move_to, open_cycle
from openkam.web.cycles.actions.decisions import Wish, approve, close_decisions, decide
from openkam.web.cycles.models import Candidate, Cycle
from openkam.web.cycles.onward import next_step
from openkam.web.cycles.tests.round import give, new_cycle
from openkam.web.shell.tests.cast import Cast


def step(cast: Cast, cycle: Cycle) -> str:
    found = next_step(cast.alice, Cycle.objects.get(pk=cycle.pk))
    return found.key if found else ""


def test_each_step_follows_from_what_is_done(cast: Cast) -> None:
    cycle = open_cycle(author=cast.alice, name="2099")
    assert step(cast, cycle) == "candidates"
    add_candidates(cycle=cycle, accounts=Account.objects.filter(code__in="AB"), author=cast.alice)
    assert step(cast, cycle) == "weights"
    own = cycle.sets.get(kind="selection")
    own.criteria.exclude(key="solvency").update(weight=Decimal(0))
    assert step(cast, cycle) == "start"
    cycle = move_to(cycle=cycle, state=Cycle.State.SCORING)
    cycle = change_cycle(cycle=cycle, values={"needs_approval": True})
    assert step(cast, cycle) == "score"
    give(cycle, cast.alice, "A", "solvency", 7)
    assert step(cast, cycle) == "score"
    give(cycle, cast.alice, "B", "solvency", 4)
    assert step(cast, cycle) == "decide"
    pks = list(Candidate.objects.filter(cycle=cycle).values_list("pk", flat=True))
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(pk, "in", "Yes", 0) for pk in pks])
    assert step(cast, cycle) == "approve"
    approve(cycle=cycle, author=cast.adam, seen=dict.fromkeys(pks, 1))
    assert step(cast, cycle) == "close"
    close_decisions(cycle=cycle)
    assert step(cast, cycle) == "freeze"
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.FROZEN)
    assert step(cast, cycle) == ""


def test_who_does_not_lead_is_told_to_score_and_nothing_else(cast: Cast) -> None:
    cycle = new_cycle(cast)
    found = next_step(cast.bob, cycle)
    assert found
    assert found.key == "score"
    assert next_step(cast.vera, cycle) is None
    pks = Candidate.objects.filter(cycle=cycle).values_list("pk", flat=True)
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(pk, "in", "Yes", 0) for pk in pks])
    assert next_step(cast.bob, cycle) is None


def test_the_cycle_page_has_the_button_of_the_step(cast: Cast) -> None:
    cycle = new_cycle(cast)
    alice = cast.browser(cast.alice)
    page = alice.get(f"/cycles/{cycle.pk}/").content.decode()
    assert page.count(f'class="btn p" href="/cycles/{cycle.pk}/scores/"') == 1
    assert "Close the decisions" not in page
    pks = Candidate.objects.filter(cycle=cycle).values_list("pk", flat=True)
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(pk, "in", "Yes", 0) for pk in pks])
    page = alice.get(f"/cycles/{cycle.pk}/").content.decode()
    assert "Next: close the decisions" in page
    assert f'action="/cycles/{cycle.pk}/selection/close/"' in page
