"""Scores that the books propose: ghosts until a person accepts them, then scores with their evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import change_cycle, move_to
from openkam.web.cycles.answers import criteria_of
from openkam.web.cycles.models import Criterion, Cycle, Score
from openkam.web.cycles.scoring import proposals
from openkam.web.cycles.scoring.tests.rounds import place, typed, url
from openkam.web.cycles.tests.round import new_cycle
from openkam.web.portfolio.tests import books
from openkam.web.shell.tests.cast import Cast

ACCEPT = {"Accept": "application/json"}


@pytest.fixture
def loaded(tmp_path: Path, db: None) -> Iterator[None]:
    """Twenty customers of one year, A far ahead of all, B behind by a little, all paying late but A."""
    with books.data_dir(tmp_path) as ledger_dir:
        lines = ["account,date,document,revenue,cost,currency,due,paid"]
        for at, code in enumerate(["A", "B", *(f"C{at:02d}" for at in range(18))]):
            revenue = {0: 90_000, 1: 900}.get(at, 1_000 + 10 * at)
            late = "2020-06-30" if code == "A" else "2020-07-30"
            lines.append(f"{code},2020-05-01,D{at},{revenue},{revenue * (40 + at) // 100},USD,2020-06-30,{late}")
            lines.append(f"{code},2020-12-15,E{at},1,1,USD,2021-01-31,")
        books.load_lines(ledger_dir, "\n".join(lines) + "\n")
        books.settle()
        books.work_out()
        yield


@pytest.fixture
def cycle(cast: Cast, loaded: None) -> Cycle:
    return new_cycle(cast)


def values(cycle: Cycle, code: str, kind: str = "attractiveness") -> dict[str, float]:
    found = proposals.proposed(cycle, criteria_of(cycle, kind).rows)
    return {key: proposal.value for (account, key), proposal in found.items() if account == code}


def test_the_books_propose_by_the_written_scale(cycle: Cycle) -> None:
    assert values(cycle, "A")["size"] == 10
    assert values(cycle, "B")["size"] == 1
    assert values(cycle, "A", "selection")["prompt_payment"] == 10
    assert 1 < values(cycle, "B", "selection")["prompt_payment"] < 5


def test_a_scale_of_ones_own_is_not_proposed_to(cycle: Cycle) -> None:
    Criterion.objects.filter(set__cycle=cycle, key="size").update(scale="Headcount")
    assert "size" not in values(cycle, "A")


def test_parents_are_measured_with_all_below_them(cycle: Cycle, cast: Cast) -> None:
    cast.account_a.parent = cast.account_b
    cast.account_a.save()
    rolled = change_cycle(cycle=cycle, values={"level": "parent"})
    assert values(rolled, "B")["size"] == 10
    assert "size" not in values(rolled, "A")


def test_a_proposal_is_a_ghost_until_it_is_accepted_and_then_a_score_with_its_evidence(
    cycle: Cycle, cast: Cast
) -> None:
    browser = cast.browser(cast.bob)
    page = browser.get(url("grid", cycle, kind="attractiveness")).content.decode()
    assert '<td class="gh"><i>10</i></td>' in page
    assert "0 of 8 scores are given" in page
    cell = "{}:{}".format(*place(cycle, "A", "size"))
    told = browser.post(url("accept", cycle, kind="attractiveness"), {"cell": cell}, headers=ACCEPT).json()
    assert [kept[2:] for kept in told["kept"]] == [["10", 1, 1]]
    score = Score.objects.get()
    assert (score.value, score.source, score.rater, score.author) == (10, "books", cast.bob, cast.bob)
    assert "Revenue 2020" in score.evidence
    assert "90.0k USD" in score.evidence


def test_accepting_all_leaves_what_is_given_and_what_is_not_visible(cycle: Cycle, cast: Cast) -> None:
    typed(cast, cast.bob, cycle, "A", "prompt_payment", "3")
    browser = cast.browser(cast.bob)
    told = browser.post(url("accept", cycle), headers=ACCEPT).json()
    assert {kept[0] for kept in told["kept"]} == {place(cycle, "A", "prompt_payment")[0]}
    assert "Beta" not in json.dumps(told)
    assert Score.objects.get(criterion__key="prompt_payment").value == 3
    assert not Score.objects.filter(candidate__code="B").exists()


def test_a_column_or_a_row_is_accepted_by_a_form_without_a_script(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    row, column = place(cycle, "A", "prompt_payment")
    answer = browser.post(url("accept", cycle), {"criterion": str(column)})
    assert answer["Location"] == url("grid", cycle)
    assert {score.criterion.key for score in Score.objects.all()} == {"prompt_payment"}
    assert Score.objects.count() == 2
    answer = browser.post(url("accept", cycle), {"candidate": str(row), "back": str(row)})
    assert answer["Location"] == url("account", cycle, row)
    assert set(Score.objects.exclude(criterion=column).values_list("candidate__code", flat=True)) == {"A"}


@pytest.mark.parametrize("sent", [{"cell": "1"}, {"cell": "a:b"}, {"criterion": "x"}, {"candidate": "1;2"}])
def test_what_names_no_proposal_is_refused(cycle: Cycle, cast: Cast, sent: dict[str, str]) -> None:
    assert cast.browser(cast.bob).post(url("accept", cycle), sent, headers=ACCEPT).status_code == 400
    assert not Score.objects.exists()


def test_a_cell_without_a_proposal_accepts_nothing(cycle: Cycle, cast: Cast) -> None:
    cell = "{}:{}".format(*place(cycle, "B", "prompt_payment"))
    told = cast.browser(cast.bob).post(url("accept", cycle), {"cell": cell}, headers=ACCEPT).json()
    assert told["kept"] == []
    assert not Score.objects.exists()


def test_who_may_not_score_is_proposed_nothing(cycle: Cycle, cast: Cast) -> None:
    for person in (cast.vera, cast.adam):
        assert 'class="gh"' not in cast.browser(person).get(url("grid", cycle)).content.decode()
        assert cast.browser(person).post(url("accept", cycle)).status_code == 404


def test_a_decided_cycle_proposes_nothing(cycle: Cycle, cast: Cast) -> None:
    assert values(move_to(cycle=cycle, state=Cycle.State.DECIDED), "A") == {}


def test_an_account_unknown_to_the_books_has_no_proposal(cycle: Cycle, cast: Cast) -> None:
    stranger = Account.objects.create(code="S", name="Stranger")
    add_candidates(cycle=cycle, accounts=[stranger], author=cast.alice)
    assert values(cycle, "S") == {}
    assert cast.browser(cast.alice).get(url("grid", cycle)).status_code == 200
