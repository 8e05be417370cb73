"""The selection page: who sees what of it, its sums, deciding from it, and that it asks the database no more for 60."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openkam.web.accounts.models import Account
from openkam.web.cycles.actions.candidates import add_candidates
from openkam.web.cycles.actions.cycles import change_cycle
from openkam.web.cycles.actions.decisions import Wish, decide
from openkam.web.cycles.matrix.tests.seed import place
from openkam.web.cycles.models import Candidate, Cycle, Decision
from openkam.web.cycles.selection.asked import Asked
from openkam.web.cycles.selection.listing import lines
from openkam.web.cycles.selection.seen import Seen
from openkam.web.cycles.tests.round import frozen, give
from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast

HX = {"HX-Request": "true"}
A, B = "Alpha Bicycles", "Beta Outfitters"


def url(cycle: Cycle, tail: str = "") -> str:
    return f"/cycles/{cycle.pk}/selection/{tail}"


def test_a_lead_sees_the_ranking_with_its_line_and_sums(cycle: Cycle, cast: Cast) -> None:
    page = cast.browser(cast.alice).get(url(cycle)).content.decode()
    assert f"{B} leads with 8.00" in page
    assert "2 of 2 candidates ranked" in page
    assert "200 draws, seed 1" in page
    assert (
        page.index(f">{B}</a>") < page.index("Line after place 1: 8.00 inside, 4.00 outside") < page.index(f">{A}</a>")
    )
    assert "0 of 1 in" in page


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_a_member_sees_the_rank_of_their_account_and_nothing_of_others(cycle: Cycle, cast: Cast, who: str) -> None:
    decide(cycle=cycle, author=cast.alice, wishes=[
        Wish(one.pk, "in", f"Reason for {one.code}", 0) for one in Candidate.objects.filter(cycle=cycle)
    ])  # fmt: skip
    browser, a = cast.browser(cast.people[who]), Candidate.objects.get(cycle=cycle, code="A")
    pages = [url(cycle), url(cycle, f"decide/{a.pk}/")]
    pages += [url(cycle, f"sum/{a.pk}/{what}/") for what in ("total", "coverage", "rank", "chance")]
    pages += [url(cycle, f"sum/{what}/") for what in ("line", "weights", "draws")]
    for address in pages:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert B not in text, address
        assert "Reason for B" not in text, address
    page = browser.get(url(cycle)).content.decode()
    assert "0 of your 1 ranked account is among the first 1" in page
    assert "1 of 1 candidate ranked" in page
    assert "1 of your 1 account in" in page
    assert re.search(r"/rank/\">2</a>", page)
    assert "an account that you may not see" in browser.get(url(cycle, "sum/line/")).content.decode()


def test_who_sees_no_candidate_sees_no_number(cycle: Cycle, cast: Cast) -> None:
    browser, b = cast.browser(cast.charlie), Candidate.objects.get(cycle=cycle, code="B")
    page = browser.get(url(cycle)).content.decode()
    assert "None of the accounts that you may see is a candidate" in page
    assert "8.00" not in page
    for tail in ("sum/line/", "sum/weights/", f"sum/{b.pk}/total/", f"decide/{b.pk}/", "draws/"):
        assert browser.get(url(cycle, tail)).status_code == 404, tail
    assert browser.post(url(cycle, "draw/")).status_code == 404


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_leads_decide(cycle: Cycle, cast: Cast, who: str, a: Candidate) -> None:
    browser = cast.browser(cast.people[who])
    given = {"verdict": "in", "reason": "Because", "version": "0", "seen": f"{a.pk}:0:in", "reason-in": "Because"}
    for tail in (f"decide/{a.pk}/", "decide/", "approve/", "close/"):
        assert browser.post(url(cycle, tail), given).status_code == 404, tail
    assert browser.get(url(cycle, "decide/")).status_code == 404
    assert not Decision.objects.exists()


def test_a_blind_lead_ranks_by_what_they_know_and_is_told(cycle: Cycle, cast: Cast) -> None:
    change_cycle(cycle=cycle, values={"is_blind": True})
    give(cycle, cast.bob, "A", "solvency", 10)
    page = cast.browser(cast.bob).get(url(cycle)).content.decode()
    assert "You are still scoring" in page
    sums = cast.browser(cast.bob).get(url(cycle, f"sum/{Candidate.objects.get(cycle=cycle, code='A').pk}/total/"))
    # Alice's 4 on the cell that Bob has scored counts, her 4 on the other one is hidden from him.
    assert "7.00" in sums.content.decode()


def test_the_total_opens_to_scores_times_weights_by_rater(cycle: Cycle, cast: Cast, b: Candidate) -> None:
    page = cast.browser(cast.alice).get(url(cycle, f"sum/{b.pk}/total/"), headers=HX).content.decode()
    cells = re.findall(r'<td class="n">([^<]*)</td>', page)
    # By hand: 22 equal weights, two of them scored with 8: each is half of the covered weight and adds 4.
    assert cells[:6] == ["8.00", "50.0\xa0%", "4.00"] * 2
    assert "Alice: 8" in page
    assert "not scored" in page


def test_deciding_in_the_list_answers_the_row_and_the_summary(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    browser = cast.browser(cast.alice)
    answer = browser.post(
        url(cycle, f"decide/{a.pk}/"), {"verdict": "in", "reason": "The group buys here", "version": "0"}, headers=HX
    )
    text = answer.content.decode()
    assert answer.headers["HX-Reswap"] == "none"
    assert f'id="dec-{a.pk}" hx-swap-oob="true"' in text
    assert "1 of 1 in" in text
    assert "in although rank 2 lies outside the line" in text
    assert "1 decision goes against the numbers" in text
    assert "against" in Asked.read({"decision": "against"}).query


def test_out_although_sure_is_said_too(cycle: Cycle, cast: Cast, b: Candidate) -> None:
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(b.pk, "out", "Insolvent", 0)])
    seen = Seen(cast.alice, Cycle.objects.get(pk=cycle.pk))
    chance = seen.by_pk[b.pk].chance
    assert [row.pk for row in seen.contradictions] == ([b.pk] if chance is not None and chance >= 0.9 else [])
    assert chance is not None


def test_a_stale_decision_shows_both(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    decide(cycle=cycle, author=cast.adam, wishes=[Wish(a.pk, "watch", "Wait a year", 0)])
    browser = cast.browser(cast.alice)
    given = {"verdict": "in", "reason": "Now", "version": "0"}
    page = browser.post(url(cycle, f"decide/{a.pk}/"), given, headers=HX).content.decode()
    assert "Adam decided watch" in page
    assert "Wait a year" in page
    assert ">Now</textarea>" in page
    assert 'name="version" value="1"' in page
    browser.post(url(cycle, f"decide/{a.pk}/"), given | {"version": "1"})
    assert Decision.objects.get(candidate=a).reason == "Now"


@pytest.mark.parametrize("reason", ["", "x" * 10_000])
def test_a_reason_that_cannot_be_used_comes_back(cycle: Cycle, cast: Cast, a: Candidate, reason: str) -> None:
    given = {"verdict": "in", "reason": reason, "version": "0"}
    page = cast.browser(cast.alice).post(url(cycle, f"decide/{a.pk}/"), given).content.decode()
    assert 'role="alert"' in page
    assert f">{reason}</textarea>" in page
    assert not Decision.objects.exists()


def test_a_reason_is_shown_and_not_run(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(a.pk, "in", "<script>alert(1)</script>{rank}%s", 0)])
    page = cast.browser(cast.alice).get(url(cycle)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_many_are_decided_at_once_with_their_own_standing(cycle: Cycle, cast: Cast, a: Candidate, b: Candidate) -> None:
    browser = cast.browser(cast.alice)
    page = browser.get(url(cycle, "decide/")).content.decode()
    packed = re.search(r'name="seen" value="([^"]*)"', page)
    assert packed is not None
    assert set(packed.group(1).split()) == {f"{b.pk}:0:in", f"{a.pk}:0:out"}
    decide(cycle=cycle, author=cast.adam, wishes=[Wish(a.pk, "watch", "Mine", 0)])
    browser.post(url(cycle, "decide/"), {
        "seen": packed.group(1), "rule": "line", "reason-in": "{standing} We want it.", "reason-out": "{standing}",
    })  # fmt: skip
    assert Decision.objects.get(candidate=a).reason == "Mine"
    made = Decision.objects.get(candidate=b)
    assert made.verdict == "in"
    assert made.reason.startswith("We want it. Rank 1 with 8.00, inside the line after place 1.")


def test_a_garbled_list_of_many_is_refused(cycle: Cycle, cast: Cast) -> None:
    for sent in ("x:y:z", "1", "9" * 30 + ":0:in"):
        page = cast.browser(cast.alice).post(url(cycle, "decide/"), {"seen": sent, "reason-in": "x"}).content.decode()
        assert "It is not clear which accounts are meant" in page
    assert not Decision.objects.exists()


def test_approving_and_closing_from_the_page(cycle: Cycle, cast: Cast, a: Candidate, b: Candidate) -> None:
    change_cycle(cycle=cycle, values={"needs_approval": True})
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(one.pk, "in", "Yes", 0) for one in (a, b)])
    adam = cast.browser(cast.adam)
    assert cast.browser(cast.alice).post(url(cycle, "close/")).status_code == 400
    sent = re.search(r'name="seen" value="([^"]*)"', adam.get(url(cycle)).content.decode())
    assert sent is not None
    adam.post(url(cycle, "approve/"), {"seen": sent.group(1)})
    assert Decision.objects.filter(approved_by=cast.adam).count() == 2
    adam.post(url(cycle, "close/"))
    assert Cycle.objects.get(pk=cycle.pk).state == Cycle.State.DECIDED


def test_a_frozen_cycle_offers_no_form_and_takes_none(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(a.pk, "in", "Yes", 0)])
    frozen(cycle, cast.alice)
    browser = cast.browser(cast.alice)
    page = browser.get(url(cycle)).content.decode()
    assert f"{B} leads with 8.00" in page
    assert "Decide" not in page
    for tail in (f"decide/{a.pk}/", "decide/", "approve/", "close/"):
        answer = browser.post(url(cycle, tail), {"verdict": "out", "reason": "No", "version": "1", "seen": f"{a.pk}:1"})
        assert answer.status_code == 400, tail
        assert "frozen" in answer.content.decode()
    assert Decision.objects.get(candidate=a).verdict == "in"


def test_filter_order_and_unknown_words(cycle: Cycle, cast: Cast) -> None:
    browser = cast.browser(cast.alice)
    assert (
        f">{A}</a>"
        not in browser.get(url(cycle, "?text=beta")).content.decode().split('id="ranking"')[1].split("</table>")[0]
    )
    upwards = browser.get(url(cycle, "?sort=total")).content.decode().split('id="ranking"')[1]
    assert upwards.index(f">{A}</a>") < upwards.index(f">{B}</a>")
    assert 'aria-sort="ascending"' in upwards
    assert browser.get(url(cycle, "?sort=zzz&decision=zzz&page=zzz&near=1&territory=" + "x" * 5000)).status_code == 200


def test_weights_that_cannot_be_worked_out_lead_to_the_criteria(cycle: Cycle, cast: Cast) -> None:
    cycle.sets.filter(kind="selection").update(method="pairwise")
    forget_everything()
    page = cast.browser(cast.alice).get(url(cycle)).content.decode()
    assert "The ranking cannot be worked out yet" in page
    assert f"/cycles/{cycle.pk}/criteria/selection/" in page


def test_the_line_is_drawn_at_the_end_of_a_page_too(cycle: Cycle, cast: Cast, a: Candidate, b: Candidate) -> None:
    rows = Seen(cast.alice, cycle).by_pk
    drawn = [
        [line.is_last_inside for line in lines(cycle, [rows[b.pk]], after=after, mark_line=True)]
        for after in (rows[a.pk], rows[b.pk], None)
    ]
    assert drawn == [[True], [False], [False]]


def _queries(cast: Cast, cycle: Cycle) -> int:
    browser = cast.browser(cast.alice)
    browser.get(url(cycle))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(url(cycle)).status_code == 200
    return len(caught)


def test_the_page_asks_no_more_for_sixty_candidates(cycle: Cycle, cast: Cast) -> None:
    few = _queries(cast, cycle)
    more = [Account.objects.create(code=f"M{at:02}", name=f"More {at:02}") for at in range(58)]
    add_candidates(cycle=cycle, accounts=more, author=cast.alice)
    decide(cycle=cycle, author=cast.alice, wishes=[
        Wish(one.pk, "in", "Yes", 0) for one in Candidate.objects.filter(cycle=cycle)
    ])  # fmt: skip
    assert _queries(cast, cycle) <= few


def test_a_decision_is_taken_back_from_its_dialog(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    alice = cast.browser(cast.alice)
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(a.pk, "in", "They asked", 0)])
    dialog = alice.get(url(cycle, f"decide/{a.pk}/"), headers=HX).content.decode()
    assert "Take the decision back" in dialog
    sent = {"verdict": "in", "reason": "They asked", "version": "1"}
    answer = alice.post(url(cycle, f"decide/{a.pk}/"), sent | {"back": "1"}, headers=HX).content.decode()
    assert "0 of 1 in" in answer
    assert 'data-verdict="in"' in answer
    again = alice.get(url(cycle, f"decide/{a.pk}/"), headers=HX).content.decode()
    assert "Take the decision back" not in again
    assert re.findall(r"<li><span>([a-z ]+)<span", again) == ["not decided", "in"]
    late = alice.post(url(cycle, f"decide/{a.pk}/"), sent, headers=HX).content.decode()
    assert "This decision was taken back meanwhile" in late
    assert ">They asked</textarea>" in late
    # The word that stands for no decision is not a verdict that a form may send.
    refused = alice.post(url(cycle, f"decide/{a.pk}/"), sent | {"verdict": "none"}, headers=HX).content.decode()
    assert "Choose one of the three" in refused


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_only_who_decides_takes_back(cycle: Cycle, cast: Cast, a: Candidate, who: str) -> None:
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(a.pk, "in", "They asked", 0)])
    browser = cast.browser(cast.people[who])
    assert browser.post(url(cycle, f"decide/{a.pk}/"), {"back": "1", "version": "1"}).status_code == 404
    sent = {"rule": "none", "seen": f"{a.pk}:1:none"}
    assert browser.post(url(cycle, "decide/"), sent).status_code == 404
    assert Decision.objects.get(candidate=a).verdict == "in"


def test_many_decisions_are_taken_back_at_once(cycle: Cycle, cast: Cast, a: Candidate, b: Candidate) -> None:
    alice = cast.browser(cast.alice)
    nothing = alice.get(url(cycle, "decide/?rule=none")).content.decode()
    assert "nothing to take back" in nothing
    decide(cycle=cycle, author=cast.alice, wishes=[Wish(one.pk, "in", "r", 0) for one in (a, b)])
    page = alice.get(url(cycle, "decide/?rule=none")).content.decode()
    assert "<textarea" not in page
    packed = re.search(r'name="seen" value="([^"]*)"', page)
    assert packed
    # Bob's change comes first, so it stays; the other decision goes.
    decide(cycle=cycle, author=cast.adam, wishes=[Wish(b.pk, "out", "No", 1)])
    answer = alice.post(url(cycle, "decide/"), {"rule": "none", "seen": packed[1]}, follow=True).content.decode()
    assert "1 decision taken back." in answer
    assert "1 account had been decided by somebody else meanwhile" in answer
    assert [row.candidate for row in Decision.objects.all()] == [b]


def placed_in_matrix(cycle: Cycle, cast: Cast) -> None:
    """B, attractive, in the upper right corner; A in the lower left one."""
    place(cycle, cast.alice, "A", 4, 5, 8)
    place(cycle, cast.alice, "B", 9, 9, 5)


def test_accounts_chosen_in_the_matrix_are_handed_over(cycle: Cycle, cast: Cast, a: Candidate) -> None:
    placed_in_matrix(cycle, cast)
    alice = cast.browser(cast.alice)
    matrix = alice.get(f"/cycles/{cycle.pk}/matrix/?lasso=0,1;1,1;1,5;0,5").content.decode()
    found = re.search(r'href="([^"]+)">Decide these in the selection', matrix)
    assert found
    address = unescape(found[1])
    page = alice.get(address).content.decode()
    assert "Only the 1 account chosen in the account matrix" in page
    assert f">{A}</a>" in page.split('class="sel-below"')[0]
    assert f">{B}</a>" not in page.split('class="sel-below"')[0]
    # A filter and a sort keep the choice; one link leads to all.
    assert 'name="matrix" value="lasso=' in page
    assert "matrix=lasso" in page.split('aria-label="Ranking"')[1].split("<tbody")[0]
    assert f'href="{url(cycle)}">All candidates' in page
    several = re.search(r'href="([^"]+)">Decide these at once', page)
    assert several
    proposal = alice.get(unescape(several[1])).content.decode()
    packed = re.search(r'name="seen" value="([^"]*)"', proposal)
    assert packed
    assert packed[1] == f"{a.pk}:0:out"


def test_the_choice_in_the_matrix_shows_nobody_more(cycle: Cycle, cast: Cast) -> None:
    placed_in_matrix(cycle, cast)
    page = cast.browser(cast.vera).get(url(cycle), {"matrix": "kind=k"}).content.decode()
    assert "Only the 0 accounts chosen in the account matrix" in page
    assert B not in page
    for nonsense in ("x", "kind=zz", "lasso=1", "%00", "w=size:95"):
        page = cast.browser(cast.alice).get(url(cycle), {"matrix": nonsense}).content.decode()
        assert "chosen in the account matrix" not in page
        assert f">{B}</a>" in page.split('class="sel-below"')[0]


def test_ranked_accounts_without_a_score_at_a_gate_are_named_and_led_to(cycle: Cycle, cast: Cast, b: Candidate) -> None:
    own = cycle.sets.get(kind="selection")
    own.criteria.update(minimum=None)
    own.criteria.filter(key="prompt_payment").update(minimum=3)
    give(cycle, cast.alice, "A", "prompt_payment", 9)
    alice = cast.browser(cast.alice)
    page = alice.get(url(cycle)).content.decode()
    assert page.count("No score at the gate") == 1
    assert "1 ranked account has no score at a gate</a>" in page
    assert f'href="/cycles/{cycle.pk}/scores/selection/account/{b.pk}/">No score at the gate' in page
    rows = alice.get(url(cycle), {"untested": "1"}).content.decode().split('class="sel-below"')[0]
    assert f">{B}</a>" in rows
    assert f">{A}</a>" not in rows
    give(cycle, cast.alice, "B", "prompt_payment", 9)
    assert "no score at a gate" not in alice.get(url(cycle)).content.decode()


def test_own_words_stand_before_the_proposed_sentence(cycle: Cycle, cast: Cast, a: Candidate, b: Candidate) -> None:
    alice = cast.browser(cast.alice)
    for one, own in ((a, " We owe them a call."), (b, "")):
        page = alice.get(url(cycle, f"decide/{one.pk}/")).content.decode()
        proposed = unescape(page.split('name="proposed" value="')[1].split('"')[0])
        assert proposed.startswith("Rank ")
        sent = {"verdict": "in", "reason": proposed + own, "proposed": proposed, "version": "0"}
        assert alice.post(url(cycle, f"decide/{one.pk}/"), sent).status_code == 302
        assert Decision.objects.get(candidate=one).reason == f"{own} {proposed}".strip()
    # A decision that stands is edited as it is.
    page = alice.get(url(cycle, f"decide/{a.pk}/")).content.decode()
    assert 'name="proposed" value=""' in page
