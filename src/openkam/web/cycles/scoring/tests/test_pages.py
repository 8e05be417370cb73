"""The pages of scores as people see them."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openkam.web.cycles.actions.candidates import set_raters
from openkam.web.cycles.models import Candidate, Cycle, Rater, Score
from openkam.web.cycles.scoring.grid import covered, marks_of
from openkam.web.cycles.scoring.tests.rounds import place, typed, url
from openkam.web.cycles.tests.round import frozen, give, new_cycle
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    return new_cycle(cast)


def test_the_step_leads_to_the_first_set(cycle: Cycle, cast: Cast) -> None:
    answer = cast.browser(cast.bob).get(f"/cycles/{cycle.pk}/scores/")
    assert answer["Location"] == url("grid", cycle)


def test_a_rater_sees_the_visible_rows_alone_with_mean_and_coverage(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.bob, "A", "solvency", 7)
    give(cycle, cast.bob, "A", "flexibility", 4)
    give(cycle, cast.alice, "B", "solvency", 9)
    page = cast.browser(cast.bob).get(url("grid", cycle)).content.decode()
    assert "Alpha Bicycles" in page
    assert "Beta" not in page
    (row,) = re.findall(r"<tr data-c=.*?</tr>", page)
    assert re.findall(r'<td class="n m">(.*?)</td>', row) == ["5.50", "9\N{NO-BREAK SPACE}%"]
    assert re.findall(r'data-v="1">(.*?)<', row) == ["7", "4"]
    assert "2 of 22 scores are given; they cover 9" in page
    assert "data-editable" in page


def test_who_does_not_score_reads_the_means_of_what_they_may_see(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 7)
    give(cycle, cast.bob, "A", "solvency", 4)
    give(cycle, cast.alice, "B", "solvency", 9)
    page = cast.browser(cast.vera).get(url("grid", cycle)).content.decode()
    assert re.findall(r'data-v="1">(.*?)<', page) == ["5.5"]
    assert "Beta" not in page
    assert "data-editable" not in page
    assert 'aria-readonly="true"' in page


def test_who_sees_no_account_sees_no_grid(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.alice, "A", "solvency", 7)
    page = cast.browser(cast.charlie).get(url("grid", cycle)).content.decode()
    assert "None of the candidates is yours to see" in page
    assert "<table" not in page


@pytest.mark.parametrize("name", ["account", "cell"])
def test_a_cell_of_an_account_of_others_is_not_there(cycle: Cycle, cast: Cast, name: str) -> None:
    candidate, criterion = place(cycle, "B", "solvency")
    more = (candidate, criterion) if name == "cell" else (candidate,)
    for method in ("get", "post"):
        assert getattr(cast.browser(cast.bob), method)(url(name, cycle, *more)).status_code == 404


@pytest.mark.parametrize("kind", ["success", "nonsense", "SELECTION"])
def test_another_set_is_not_scored_here(cycle: Cycle, cast: Cast, kind: str) -> None:
    assert cast.browser(cast.alice).get(url("grid", cycle, kind=kind)).status_code == 404


def test_the_grid_asks_as_often_for_sixty_candidates_as_for_two(cycle: Cycle, cast: Cast) -> None:
    counts = []
    for extra in (0, 58):
        more = [Candidate(cycle=cycle, account=cast.account_a, code=f"X{at}", name=f"X{at}") for at in range(extra)]
        Candidate.objects.bulk_create(more)
        browser = cast.browser(cast.alice)
        forget_everything()
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url("grid", cycle)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_form_for_one_account_saves_what_was_changed_and_says_why_the_rest_was_not(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.bob, "A", "flexibility", 4)
    candidate, first = place(cycle, "A", "solvency")
    _candidate, second = place(cycle, "A", "market_leader")
    _candidate, third = place(cycle, "A", "flexibility")
    browser = cast.browser(cast.bob)
    address = url("account", cycle, candidate)
    form = browser.get(address).content.decode()
    sent = dict(re.findall(r'name="([vo]\d+)" value="(.*?)"', form))
    sent |= {f"s{first}": "10 分", f"e{first}": "Rated AA", f"s{second}": "11", f"s{third}": "4", f"e{third}": ""}
    page = browser.post(address, sent).content.decode()
    assert "“11” is outside the scale" in page
    assert 'value="11"' in page
    scores = {row.criterion.key: row for row in Score.objects.filter(rater=cast.bob)}
    assert set(scores) == {"solvency", "flexibility"}
    assert (scores["solvency"].value, scores["solvency"].evidence) == (10, "Rated AA")
    assert scores["flexibility"].version == 1
    again = dict(re.findall(r'name="([vo]\d+)" value="(.*?)"', page)) | {f"s{second}": "1"}
    answer = browser.post(address, again)
    assert answer.status_code == 302
    assert Score.objects.get(rater=cast.bob, criterion=second).value == 1


def test_a_form_that_is_stale_shows_both_values_and_saving_again_keeps_ones_own(cycle: Cycle, cast: Cast) -> None:
    candidate, criterion = place(cycle, "A", "solvency")
    browser, address = cast.browser(cast.bob), url("account", cycle, candidate)
    before = dict(re.findall(r'name="([vo]\d+)" value="(.*?)"', browser.get(address).content.decode()))
    give(cycle, cast.bob, "A", "solvency", 8)
    give(cycle, cast.bob, "A", "flexibility", 2)
    page = browser.post(address, before | {f"s{criterion}": "3"}).content.decode()
    assert "yours is 3; meanwhile it is 8, by Bob" in page
    assert page.count("meanwhile") == 2, "a field that was not touched does not clash"
    assert Score.objects.get(criterion=criterion).value == 8
    again = dict(re.findall(r'name="([vo]\d+)" value="(.*?)"', page)) | {f"s{criterion}": "3"}
    assert browser.post(address, again).status_code == 302
    assert Score.objects.get(criterion=criterion).value == 3


def test_one_cell_can_be_given_without_a_script_and_tells_its_history(cycle: Cycle, cast: Cast) -> None:
    browser, address = cast.browser(cast.bob), url("cell", cycle, *place(cycle, "A", "solvency"))
    assert browser.post(address, {"score": "6", "evidence": "Heard", "version": "0"}).status_code == 302
    assert browser.post(address, {"score": "7", "evidence": "Seen", "version": "1"}).status_code == 302
    page = browser.get(address).content.decode()
    assert page.index("Seen") < page.index("Heard")
    stale = browser.post(address, {"score": "2", "evidence": "Old", "version": "1"}).content.decode()
    assert "yours is 2; meanwhile it is 7" in stale
    assert 'name="version" value="2"' in stale
    assert browser.post(address, {"score": "high", "version": "2"}).status_code == 200
    assert Score.objects.get().value == 7


def test_raters_say_when_they_are_done_and_others_see_it(cycle: Cycle, cast: Cast) -> None:
    typed(cast, cast.bob, cycle, "A", "solvency", "7")
    browser = cast.browser(cast.bob)
    done = f"/cycles/{cycle.pk}/scores/done/"
    page = browser.get(url("grid", cycle)).content.decode()
    assert "1 of 22" in page
    assert "0 of 22" in page, "Alice's progress counts only what Bob may see too"
    browser.post(done, {"finished": "yes"})
    assert Rater.objects.get(user=cast.bob).finished_at is not None
    assert "finished 2" in re.sub(
        r"\d+ \w+ (2\d{3})", r"\1", cast.browser(cast.alice).get(url("grid", cycle)).content.decode()
    )
    browser.post(done, {"finished": "no"})
    assert Rater.objects.get(user=cast.bob).finished_at is None
    for person in (cast.vera, cast.adam):
        assert cast.browser(person).post(done, {"finished": "yes"}).status_code == 404


def test_where_nobody_is_named_anybody_but_viewers_scores(cycle: Cycle, cast: Cast) -> None:
    set_raters(cycle=cycle, users=[])
    typed(cast, cast.adam, cycle, "B", "solvency", "7")
    assert Score.objects.get().rater == cast.adam
    assert "data-editable" not in cast.browser(cast.vera).get(url("grid", cycle)).content.decode()


def test_the_widest_disagreement_comes_first_with_who_gave_what(cycle: Cycle, cast: Cast) -> None:
    set_raters(cycle=cycle, users=[cast.alice, cast.bob, cast.adam])
    for key, ours, theirs in (("solvency", 7, 6), ("flexibility", 1, 9), ("market_leader", 5, 5)):
        give(cycle, cast.bob, "A", key, ours)
        give(cycle, cast.alice, "A", key, theirs)
    for rater, value in ((cast.alice, 1), (cast.adam, 10)):
        give(cycle, rater, "B", "solvency", value)
    page = cast.browser(cast.bob).get(url("spread", cycle)).content.decode()
    assert "Raters differ on 2 of the 3 cells that two or more have scored" in page
    assert page.index("Flexibility") < page.index("Solvency")
    assert "Beta" not in page
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page)
    assert [re.sub(r"<.*?>", " ", row).split()[-2:] for row in rows] == [["9", "Alice"], ["7", "Bob"]]
    assert "5.66" in rows[0]


def test_disagreement_on_factors_is_the_tools_too(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.bob, "A", "size", 2)
    give(cycle, cast.alice, "A", "size", 4)
    page = cast.browser(cast.bob).get(url("spread", cycle, kind="attractiveness")).content.decode()
    assert "Raters differ on 1 of the 1 cell" in page
    assert "1.41" in page


def test_the_spread_keeps_from_a_rater_what_they_have_not_scored(cycle: Cycle, cast: Cast) -> None:
    set_raters(cycle=cycle, users=[cast.alice, cast.bob, cast.adam])
    give(cycle, cast.alice, "A", "solvency", 2)
    give(cycle, cast.adam, "A", "solvency", 9)
    assert "No cell has scores of two raters yet" in cast.browser(cast.bob).get(url("spread", cycle)).content.decode()
    assert "Raters differ on 1 of the 1 cell" in cast.browser(cast.vera).get(url("spread", cycle)).content.decode()


def test_a_frozen_cycle_stays_readable_and_offers_nothing(cycle: Cycle, cast: Cast) -> None:
    give(cycle, cast.bob, "A", "solvency", 7)
    give(cycle, cast.alice, "A", "solvency", 5)
    cold = frozen(cycle, cast.alice)
    browser = cast.browser(cast.bob)
    candidate, criterion = place(cold, "A", "solvency")
    for address in (
        url("grid", cold), url("grid", cold) + "?of=all", url("spread", cold), url("account", cold, candidate),
        url("cell", cold, candidate, criterion),
    ):  # fmt: skip
        page = browser.get(address).content.decode()
        assert "was frozen on" in page
        main = page[page.index("<main") : page.index("</main>")]
        assert 'method="post"' not in main


def test_hostile_names_are_text(cycle: Cycle, cast: Cast) -> None:
    Candidate.objects.filter(cycle=cycle, code="A").update(name="<script>alert(1)</script>\n" + "x" * 5000)
    page = cast.browser(cast.alice).get(url("grid", cycle)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; xxx" in page
    assert "x" * 200 not in page


@pytest.mark.parametrize(
    ("part", "text"), [(0, "0"), (0.001, "1"), (0.5, "50"), (0.999, "99"), (1, "100"), (0.1 * 10, "100")]
)
def test_coverage_is_whole_only_where_it_is(part: float, text: str) -> None:
    assert covered(part) == f"{text}\N{NO-BREAK SPACE}%"


def test_a_written_scale_is_taken_apart_only_where_it_is_written_so() -> None:
    assert marks_of("1: none. 5: half. 10: all.") == [("1", "none"), ("5", "half"), ("10", "all")]
    assert marks_of("1：沒有。5：一半。10：全部。") == [("1", "沒有"), ("5", "一半"), ("10", "全部")]
    assert marks_of("The more the better") == []
    assert marks_of("10: all. 5: half. 1: none.") == []


def test_columns_without_weight_or_gate_are_hidden_and_not_counted(cycle: Cycle, cast: Cast) -> None:
    own = cycle.sets.get(kind="selection")
    own.criteria.exclude(key="solvency").update(weight=0, minimum=None)
    own.criteria.filter(key="solvency").update(minimum=None)
    own.criteria.filter(key="flexibility").update(minimum=3)
    give(cycle, cast.alice, "A", "solvency", 7)
    give(cycle, cast.alice, "A", "prompt_payment", 7)
    alice = cast.browser(cast.alice)
    page = alice.get(url("grid", cycle)).content.decode()
    assert page.count('<th scope="col" class="k"') == 2
    assert "1 of 4 scores are given" in page
    assert 'href="?of=&amp;columns=all">Show 20 columns without weight' in page
    whole = alice.get(url("grid", cycle), {"columns": "all"}).content.decode()
    assert whole.count('<th scope="col" class="k"') == 22
    assert "1 of 4 scores are given" in whole


def test_a_row_shows_the_code_beside_the_name(cycle: Cycle, cast: Cast) -> None:
    page = cast.browser(cast.alice).get(url("grid", cycle)).content.decode()
    assert re.findall(r"</a><small>(.*?)</small>", page) == ["A", "B"]
