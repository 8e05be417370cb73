"""A person of the customer answers by a link: once, in their language, and told nothing that is not theirs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openkam.web.cycles import answers
from openkam.web.cycles.models import Candidate, Cycle, Rating, Rival, SuccessFactor, SurveyLink
from openkam.web.cycles.strength.tests.forms import put, table, url
from openkam.web.cycles.tests.round import frozen, new_cycle
from openkam.web.shell.access import TRIES
from openkam.web.shell.links import hash_of
from openkam.web.shell.tests.cast import Cast


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    found = new_cycle(cast)
    put(cast.browser(cast.alice), found, "A", {"": ["3", "4"], "KFC": ["6"]})
    return found


def link_for(cast: Cast, cycle: Cycle, name: str = "Mei Lin") -> str:
    page = cast.browser(cast.bob).post(url("ask", cycle, "A"), {"recipient": name})
    assert page["Cache-Control"] == "no-store"
    found = re.search(r"/s/([\w-]+)/", page.content.decode())
    assert found is not None
    return reverse("survey", args=[found[1]])


def question(at: int = 0, rival: str = "") -> str:
    factor = SuccessFactor.objects.filter(candidate__code="A")[at]
    return f"q{factor.pk}.{Rival.objects.get(name=rival).pk if rival else 0}"


def test_only_the_hash_is_kept_and_the_link_is_shown_once(cycle: Cycle, cast: Cast) -> None:
    address = link_for(cast, cycle)
    token = address.split("/")[-2]
    link = SurveyLink.objects.get()
    assert link.token_hash == hash_of(token)
    assert link.created_by == cast.bob
    assert timedelta(days=29) < link.expires_at - timezone.now() <= timedelta(days=30)
    page = cast.browser(cast.bob).get(url("", cycle, "A")).content.decode()
    assert "Mei Lin" in page
    assert token not in page


def test_the_page_says_nothing_but_names_and_no_robot_or_cache_keeps_it(cycle: Cycle, cast: Cast) -> None:
    stranger = cast.browser(None)
    answer = stranger.get(link_for(cast, cycle))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "KFC" in page
    for secret in ("Alpha", "Beta", cycle.name, "checked", "<script"):
        assert secret not in page
    assert "sessionid" not in stranger.cookies


def test_an_answer_counts_before_ours_and_says_from_whom(cycle: Cycle, cast: Cast) -> None:
    address, stranger = link_for(cast, cycle), cast.browser(None)
    sent = {question(): "9", question(0, "KFC"): "6", question(1): "x", question(1, "KFC"): "5"}
    answer = stranger.post(address, sent, follow=True)
    assert "Thank you" in answer.content.decode()
    rows = Rating.objects.filter(survey__isnull=False)
    assert sorted(float(row.value) for row in rows if row.value is not None) == [5, 6, 9]
    assert {row.said_by for row in rows} == {"Mei Lin"}
    assert rows.count() == 4
    placed = answers.matrix_of(Cycle.objects.get(pk=cycle.pk), cast.bob, draws=0)
    lines = next(row for row in placed.accounts if row.account == "A").success
    # Ours was 3 and 4; the customer gave 9 and could not say the second, where ours goes on counting.
    assert [(line.ours, line.theirs) for line in lines[:2]] == [(9, 6), (4, 5)]
    page = cast.browser(cast.bob).get(url("", cycle, "A")).content.decode()
    assert "customer 9" in page
    listed = cast.browser(cast.bob).get(reverse("cycle-strength", args=[cycle.pk]), {"show": "customer"})
    assert "by the customer, Mei Lin, " in listed.content.decode()
    story = cast.browser(cast.bob).get(url("history", cycle, "A")).content.decode()
    assert "Mei Lin, customer" in story


def test_a_link_is_good_for_one_answer(cycle: Cycle, cast: Cast) -> None:
    address, stranger = link_for(cast, cycle), cast.browser(None)
    stranger.post(address, {question(): "9"})
    again = stranger.post(address, {question(): "1"})
    assert "Thank you" in again.content.decode()
    assert [float(row.value or 0) for row in Rating.objects.filter(survey__isnull=False)] == [9]


def _closed(page: str) -> bool:
    return "This link takes no answers" in page


@pytest.mark.parametrize("how", ["expired", "revoked", "decided", "frozen", "removed"])
def test_a_link_that_is_over_keeps_nothing_and_looks_like_a_wrong_one(cycle: Cycle, cast: Cast, how: str) -> None:
    address, stranger = link_for(cast, cycle), cast.browser(None)
    wrong = stranger.get(reverse("survey", args=["x" * 43])).content.decode()
    if how == "expired":
        SurveyLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "revoked":
        cast.browser(cast.bob).post(url("revoke", cycle, "A", SurveyLink.objects.get().pk))
    elif how == "decided":
        Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.DECIDED)
    elif how == "frozen":
        frozen(Cycle.objects.get(pk=cycle.pk), cast.alice)
    else:
        Candidate.objects.filter(code="A").delete()
    for answer in (stranger.get(address), stranger.post(address, {"q1.0": "9"})):
        assert answer.status_code == 410
        page = answer.content.decode()
        assert _closed(page)
        assert re.sub(r'value="\w{64}"', "", page) == re.sub(r'value="\w{64}"', "", wrong)
    assert not Rating.objects.filter(survey__isnull=False).exists()


@pytest.mark.parametrize("token", ["a", "a" * 5000, "..", "%00", "' or 1=1", "株式", "a%2Fb%3Cscript%3E"])
def test_hostile_tokens_get_the_same_page(db: None, token: str) -> None:
    answer = Client().get(f"/s/{token}/")
    if token != "..":
        assert answer.status_code in {404, 410}
    assert "<script" not in answer.content.decode().replace('<script defer src="/static/dist/app.js"></script>', "")


def test_every_language_by_a_button_that_loses_nothing(cycle: Cycle, cast: Cast) -> None:
    address = link_for(cast, cycle)
    for code in ("zh-Hant", "zh-Hans", "en"):
        stranger = cast.browser(None)
        answer = stranger.post(address, {"language": code, question(): "8"})
        page = answer.content.decode()
        assert f'<html lang="{code}"' in page
        assert f'name="{question()}" value="8" checked' in page
        assert stranger.get(address)["Content-Language"] == code
    assert SurveyLink.objects.get().answered_at is None
    assert cast.browser(None).post("/s/wrong/", {"language": "zh-Hant"}).status_code == 410


def test_what_the_page_does_not_offer_is_no_answer(cycle: Cycle, cast: Cast) -> None:
    address, stranger = link_for(cast, cycle), cast.browser(None)
    foreign = SuccessFactor.objects.filter(candidate__code="B")[0]
    junk = {question(): "11", question(1): "７", f"q{foreign.pk}.0": "9", "q9.9": "x", "language": "xx"}
    answer = stranger.post(address, junk)
    assert answer.status_code == 400
    assert "at least one score" in answer.content.decode()
    assert not Rating.objects.filter(survey__isnull=False).exists()
    assert SurveyLink.objects.get().answered_at is None


def test_one_link_is_not_asked_for_without_end(cycle: Cycle, cast: Cast) -> None:
    address, stranger = link_for(cast, cycle), cast.browser(None)
    statuses = [stranger.get(address).status_code for _time in range(TRIES + 1)]
    assert statuses == [200] * TRIES + [429]
    assert stranger.get(link_for(cast, cycle, "Another")).status_code == 200


def test_an_answered_link_is_not_withdrawn_and_a_nameless_one_not_made(cycle: Cycle, cast: Cast) -> None:
    bob, address = cast.browser(cast.bob), link_for(cast, cycle)
    cast.browser(None).post(address, {question(): "9"})
    bob.post(url("revoke", cycle, "A", SurveyLink.objects.get().pk))
    bob.post(url("ask", cycle, "A"), {"recipient": " "})
    assert SurveyLink.objects.count() == 1
    assert bob.post(url("revoke", cycle, "A", 987654)).status_code == 404


def test_the_customers_scores_are_not_changed_by_the_table(cycle: Cycle, cast: Cast) -> None:
    cast.browser(None).post(link_for(cast, cycle), {question(): "9"})
    bob = cast.browser(cast.bob)
    bob.post(url("", cycle, "A"), table(bob, cycle, "A") | {"t.0.us": "2"})
    assert Rating.objects.get(survey__isnull=False).value == 9
