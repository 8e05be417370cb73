"""Two cycles side by side."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates, set_raters
from openkam.web.cycles.actions.criteria import change_method
from openkam.web.cycles.actions.cycles import change_cycle, move_to, open_cycle
from openkam.web.cycles.models import Criterion, Cycle
from openkam.web.cycles.setup.comparing import compare, finding
from openkam.web.cycles.tests.round import frozen, give, new_cycle
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast


@pytest.fixture
def both(cast: Cast) -> tuple[Cycle, Cycle]:
    """A frozen cycle in which B leads with 8 to 4, and a later one in which A leads with 9 to 5; one is chosen."""
    first = new_cycle(cast, "FY20")
    change_cycle(cycle=first, values={"top": 1})
    for code, value in (("A", 4), ("B", 8)):
        give(first, cast.alice, code, "solvency", value)
    cold = frozen(first, cast.alice)
    later = move_to(cycle=open_cycle(author=cast.alice, name="FY21", source=cold), state=Cycle.State.SCORING)
    for code, value in (("A", 9), ("B", 5)):
        give(later, cast.alice, code, "solvency", value)
    return later, cold


def test_ranks_totals_and_movement(both: tuple[Cycle, Cycle], cast: Cast) -> None:
    found = compare(*both, cast.alice)
    lines = {line.code: line for line in found.lines}
    assert [(line.then.rank, line.now.rank, line.rise) for line in lines.values() if line.then and line.now] == [
        (2, 1, 1),
        (1, 2, -1),
    ]
    assert [(line.then.total, line.now.total) for line in lines.values() if line.then and line.now] == [(4, 9), (8, 5)]
    assert [line.code for line in found.entered] == ["A"]
    assert [line.code for line in found.left] == ["B"]
    assert lines["A"].words == "up 1 rank"
    assert lines["B"].words == "down 1 rank"
    assert finding(found, *both) == (
        "1 came above the line of FY21 and 1 left it since FY20; Alpha Bicycles moved most, up 1 rank"
    )


def test_a_member_sees_their_own_accounts_only(both: tuple[Cycle, Cycle], cast: Cast) -> None:
    address = reverse("cycle-compare", args=[both[0].pk, both[1].pk])
    page = cast.browser(cast.vera).get(address).content.decode()
    assert "Alpha Bicycles" in page
    assert "Beta Outfitters" not in page
    assert "1 came above the line of FY21 and 0 left it" in page
    nothing = cast.browser(cast.charlie).get(address).content.decode()
    assert "Alpha" not in nothing
    assert "FY21 has no ranking yet to compare with FY20" in nothing


def test_weights_that_changed_are_listed(both: tuple[Cycle, Cycle], cast: Cast) -> None:
    later, cold = both
    alice, address = cast.browser(cast.alice), reverse("cycle-compare", args=[later.pk, cold.pk])
    assert "Selection criteria: no weight changed" in alice.get(address).content.decode()
    Criterion.objects.get(set__cycle=later, key="solvency").delete()
    Criterion.objects.filter(set__cycle=later, key="flexibility").update(weight=5)
    page = alice.get(address).content.decode().replace("\xa0", " ")
    assert "4.5 % → –" in page
    assert "4.5 % → 20.0 %" in page


def test_a_cycle_is_not_beside_itself_or_nothing(both: tuple[Cycle, Cycle], cast: Cast) -> None:
    alice = cast.browser(cast.alice)
    assert alice.get(reverse("cycle-compare", args=[both[0].pk, both[0].pk])).status_code == 404
    assert alice.get(reverse("cycle-compare", args=[both[0].pk, 999])).status_code == 404


def test_incomplete_weights_are_said(both: tuple[Cycle, Cycle], cast: Cast) -> None:
    own = both[0].sets.get(kind="selection")
    change_method(criteria=own, method="pairwise", is_percent=False, random_index="saaty_1980")
    page = cast.browser(cast.alice).get(reverse("cycle-compare", args=[both[0].pk, both[1].pk])).content.decode()
    assert "FY21 has no ranking yet to compare with FY20" in page
    assert "FY21: " in page


def test_it_asks_as_much_for_sixty_candidates_as_for_two(both: tuple[Cycle, Cycle], cast: Cast) -> None:
    alice, address = cast.browser(cast.alice), reverse("cycle-compare", args=[both[0].pk, both[1].pk])
    counts = []
    for more in (0, 58):
        accounts = Account.objects.bulk_create(Account(code=f"C{n}", name=f"Customer {n}") for n in range(more))
        add_candidates(cycle=both[0], accounts=accounts, author=cast.alice)
        forget_everything()
        with CaptureQueriesContext(connection) as seen:
            assert alice.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_blind_rater_is_told_why_there_is_no_ranking(both: tuple[Cycle, Cycle], cast: Cast) -> None:
    later, cold = both
    blind = change_cycle(cycle=later, values={"is_blind": True})
    set_raters(cycle=blind, users=[cast.alice, cast.bob])
    now = Cycle.objects.get(pk=later.pk)
    page = cast.browser(cast.bob).get(reverse("cycle-compare", args=[now.pk, cold.pk])).content.decode()
    assert "You score FY21 without seeing others, so its ranking stays hidden from you until you have scored" in page
    assert "no ranking yet" not in page
    assert "hidden until you have scored it" in page
    give(now, cast.bob, "A", "solvency", 7)
    page = cast.browser(cast.bob).get(reverse("cycle-compare", args=[now.pk, cold.pk])).content.decode()
    assert "it is shown here from the cells that you have scored yourself" in page
    assert "hidden until" not in page
    told = cast.browser(cast.adam).get(reverse("cycle-compare", args=[now.pk, cold.pk])).content.decode()
    assert "without seeing others" not in told
