"""What the grid sends is saved cell by cell: the good is kept, the rest refused with its reason, a clash shows both."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openkam.web.cycles.actions.cycles import move_to
from openkam.web.cycles.models import Candidate, Criterion, Cycle, Score
from openkam.web.cycles.scoring import wire
from openkam.web.cycles.scoring.tests.rounds import place, send, typed, url
from openkam.web.cycles.tests.round import frozen, give, new_cycle
from openkam.web.shell.tests.cast import Cast


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


def test_a_score_is_saved_with_its_evidence_author_and_every_figure_that_follows(cycle: Cycle, cast: Cast) -> None:
    told = typed(cast, cast.bob, cycle, "A", "solvency", "７,5", evidence="Rating\r\nof March")
    candidate, criterion = place(cycle, "A", "solvency")
    assert told["kept"] == [[candidate, criterion, "7.5", 1, 1]]
    assert told["rows"] == [[candidate, "7.50", "5 %".replace(" ", "\N{NO-BREAK SPACE}")]]
    assert dict(told["columns"])[criterion] == "100\N{NO-BREAK SPACE}%"
    assert told["title"] == "1 of 22 scores are given; they cover 5\N{NO-BREAK SPACE}% of the weight"
    score = Score.objects.get()
    assert (score.rater, score.author, score.source, score.evidence) == (
        cast.bob,
        cast.bob,
        "typed",
        "Rating\nof March",
    )


def test_the_bad_cells_are_refused_by_name_and_the_good_ones_kept(cycle: Cycle, cast: Cast) -> None:
    keys = [row.key for row in Criterion.objects.filter(set__cycle=cycle, set__kind="selection")[:6]]
    cells = [
        [*place(cycle, "A", key), text, 0]
        for key, text in zip(keys, ["10 分", "=1+1", "N/A", "11", "７", "high"], strict=True)
    ]
    told = send(cast.browser(cast.bob), cycle, cells).json()
    assert [kept[2] for kept in told["kept"]] == ["10", "n/a", "7"]
    reasons = [reason for _candidate, _criterion, reason in told["refused"]]
    assert len(reasons) == 3
    assert all(reason.startswith("Alpha Bicycles, ") for reason in reasons)
    assert "“=1+1” is a formula and is not worked out" in reasons[0]
    assert "Type a number from 1 to 10" in reasons[1]
    assert Score.objects.count() == 3


def test_a_stale_save_changes_nothing_and_tells_both_values(cycle: Cycle, cast: Cast) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    typed(cast, cast.bob, cycle, "A", "solvency", "8", version=1)
    told = typed(cast, cast.bob, cycle, "A", "solvency", "3", version=1)
    (clash,) = told["clashes"]
    assert (clash["yours"], clash["now"], clash["version"]) == ("3", "8", 2)
    assert clash["said"].startswith("Alpha Bicycles, Solvency: yours is 3; meanwhile it is 8, by Bob, ")
    assert (clash["keep"], clash["take"]) == ("Keep 3", "Take 8")
    assert Score.objects.get().value == 8
    kept = typed(cast, cast.bob, cycle, "A", "solvency", "3", version=clash["version"])
    assert kept["kept"][0][2:4] == ["3", 3]


def test_two_windows_that_type_the_same_do_not_clash(cycle: Cycle, cast: Cast) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    told = typed(cast, cast.bob, cycle, "A", "solvency", "7.0")
    assert not told["clashes"]
    assert told["kept"][0][2:4] == ["7", 1]
    assert Score.history.count() == 1


def test_pasting_what_is_there_already_writes_no_history(cycle: Cycle, cast: Cast) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    revision = Cycle.objects.get(pk=cycle.pk).revision
    typed(cast, cast.bob, cycle, "A", "solvency", "7", version=1)
    assert Cycle.objects.get(pk=cycle.pk).revision == revision


def test_emptying_a_cell_keeps_its_history(cycle: Cycle, cast: Cast) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    told = typed(cast, cast.bob, cycle, "A", "solvency", "", version=1)
    assert told["kept"][0][2] == ""
    assert told["rows"][0][1] == "–"
    assert [row.value for row in Score.history.order_by("history_id")] == [7, None]


def test_a_cell_that_is_not_yours_is_refused_like_one_that_is_not_there(cycle: Cycle, cast: Cast) -> None:
    criterion = place(cycle, "A", "solvency")[1]
    others = Candidate.objects.get(cycle=cycle, code="B").pk
    cells = [[others, criterion, "7", 0], [10**9, criterion, "7", 0], [place(cycle, "A", "solvency")[0], 10**9, "7", 0]]
    told = send(cast.browser(cast.bob), cycle, cells).json()
    assert len({reason for _candidate, _criterion, reason in told["refused"]}) == 1
    assert "Beta" not in json.dumps(told)
    assert not Score.objects.exists()


@pytest.mark.parametrize("name", ["vera", "charlie", "adam"])
def test_who_is_not_asked_to_score_finds_nothing_to_save_to(cycle: Cycle, cast: Cast, name: str) -> None:
    answer = send(cast.browser(cast.people[name]), cycle, [[*place(cycle, "A", "solvency"), "7", 0]])
    assert answer.status_code == 404


def test_a_frozen_cycle_and_a_decided_one_take_nothing(cycle: Cycle, cast: Cast) -> None:
    cell = [*place(cycle, "A", "solvency"), "7", 0]
    decided = move_to(cycle=cycle, state=Cycle.State.DECIDED)
    closed = send(cast.browser(cast.bob), decided, [cell])
    assert (closed.status_code, closed.json()["error"]["code"]) == (400, "scores_closed")
    cold = frozen(cycle, cast.alice)
    answer = send(cast.browser(cast.bob), cold, [cell])
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "frozen_cycle")
    for name in ("accept", "upload"):
        assert cast.browser(cast.bob).post(url(name, cold)).status_code == 400
    candidate, criterion = cell[:2]
    for address in (url("account", cold, candidate), url("cell", cold, candidate, criterion)):
        page = cast.browser(cast.bob).post(address, {"score": "7", f"s{criterion}": "7"})
        assert page.status_code == 400
        assert b"is frozen" in page.content
    assert not Score.objects.exists()


HOSTILE = [
    b"", b"[]", b"{}", b"null", b'{"cells": 7}', b'{"cells": [[1]]}', b'{"cells": [[1,2,"7",-1]]}',
    b'{"cells": [[1,2,7,0]]}', b'{"cells": [["1",2,"7",0]]}', b'{"cells": [[1,2,"7",0,7]]}',
    b'{"cells": [[1,2,"7",0,"",1]]}', b"\xff\xfe", b'{"cells": ' + b"[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE)
def test_what_is_no_block_of_cells_is_refused_whole(cycle: Cycle, cast: Cast, body: bytes) -> None:
    answer = cast.browser(cast.bob).post(url("save", cycle), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "not_understood"


def test_keys_and_texts_beyond_all_bounds_are_refused_cell_by_cell(cycle: Cycle, cast: Cast) -> None:
    candidate, criterion = place(cycle, "A", "solvency")
    cells = [
        [2**80, criterion, "7", 0],
        [candidate, criterion, "9" * 9_000, 0],
        [candidate, place(cycle, "A", "flexibility")[1], "7", 0, "\ud800\x00 told " + "x" * 1000],
    ]
    told = send(cast.browser(cast.bob), cycle, cells).json()
    assert len(told["refused"]) == 3
    assert "1,005 characters" in told["refused"][2][2]


def test_too_much_at_once_is_refused_with_the_remedy(cycle: Cycle, cast: Cast) -> None:
    body = b" " * (wire.MAX_BYTES + 1)
    answer = cast.browser(cast.bob).post(url("save", cycle), body, content_type="application/json")
    assert answer.status_code == 400
    assert "Paste fewer rows at a time" in answer.json()["error"]["remedy"]
    cell = [1, 1, "", 0]
    many = send(cast.browser(cast.bob), cycle, [cell] * (wire.MAX_CELLS + 1))
    assert many.status_code == 400
    assert "70,001 cells" in many.json()["error"]["message"]


def test_saving_asks_as_often_for_many_candidates_as_for_two(cycle: Cycle, cast: Cast) -> None:
    criterion = place(cycle, "A", "solvency")[1]
    counts = []
    for extra in ("", "X"):
        more = [Candidate(cycle=cycle, account=cast.account_a, code=f"X{at}", name=f"X{at}") for at in range(60)]
        Candidate.objects.bulk_create(more if extra else [])
        rows = Candidate.objects.filter(cycle=cycle).exclude(code__in="AB" if extra else "")
        cells = [[row.pk, criterion, "7", 0] for row in rows]
        browser = cast.browser(cast.alice)
        with CaptureQueriesContext(connection) as asked:
            assert len(send(browser, cycle, cells).json()["kept"]) == (60 if extra else 2)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_rater_is_blind_until_they_have_scored_and_evidence_alone_opens_nothing(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 3)
    browser = cast.browser(cast.bob)
    panel = url("cell", cycle, *place(cycle, "A", "solvency"))

    def seen(client: Client) -> bool:
        return "Alice" in client.get(panel, headers={"HX-Request": "true"}).content.decode()

    assert not seen(browser)
    typed(cast, cast.bob, cycle, "A", "solvency", "", evidence="I only look")
    assert not seen(browser)
    typed(cast, cast.bob, cycle, "A", "solvency", "n/a", version=1)
    assert seen(browser)
    typed(cast, cast.bob, cycle, "A", "solvency", "", version=2)
    assert not seen(browser)
    assert seen(cast.browser(cast.adam))
