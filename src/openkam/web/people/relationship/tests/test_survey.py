"""The customer answers by a link: once, in time, telling a stranger nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from openkam.web.people.actions.stage_surveys import StageSurveyClosed, answer_stage_survey
from openkam.web.people.models import StageAnswers, StageSurvey
from openkam.web.people.relationship.tests.test_pages import FULL, text_of, url
from openkam.web.shell.access import TRIES
from openkam.web.shell.links import hash_of
from openkam.web.shell.models import Workspace
from openkam.web.shell.tests.cast import Cast

pytestmark = pytest.mark.django_db


def link_of(cast: Cast, recipient: str = "Mei Lin") -> str:
    """The address, as the page shows it once."""
    page = cast.browser(cast.bob).post(url(cast, "ask/"), {"recipient": recipient}).content.decode()
    found = re.search(r"http://testserver(/s/stage/[^\"]+/)", page)
    assert found is not None
    return found[1]


def test_the_customer_answers_once_and_we_see_the_difference(cast: Cast) -> None:
    address = link_of(cast)
    stranger = Client()
    assert stranger.post(address, FULL | {"trust": "1"}).status_code == 302
    assert "Thank you" in stranger.get(address).content.decode()
    assert stranger.post(address, FULL).status_code == 200
    kept = StageAnswers.objects.get()
    assert (kept.side, kept.trust, kept.said_by, kept.author) == ("theirs", 1, "Mei Lin", None)
    cast.browser(cast.bob).post(url(cast, "claim/"), FULL)
    page = text_of(cast)
    assert "Mei Lin" in page
    assert '<td class="n apart">+2</td>' in page


def test_only_the_hash_of_the_token_is_kept(cast: Cast) -> None:
    token = link_of(cast).split("/")[-2]
    survey = StageSurvey.objects.get()
    assert survey.token_hash == hash_of(token)
    assert (survey.created_by, survey.recipient) == (cast.bob, "Mei Lin")


def test_the_page_tells_the_questions_and_our_name_and_nothing_else(cast: Cast) -> None:
    Workspace.objects.update_or_create(pk=1, defaults={"name": "Our Company <b>"})
    response = Client().get(link_of(cast))
    page = response.content.decode()
    assert "Our Company &lt;b&gt;" in page
    assert page.count("<fieldset") == 6
    for secret in ("Alpha Bicycles", "Mei Lin", "Bob", "bob@example.org"):
        assert secret not in page
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("fate", ["wrong", "expired", "revoked"])
def test_wrong_expired_and_revoked_links_look_the_same(cast: Cast, fate: str) -> None:
    address = link_of(cast)
    survey = StageSurvey.objects.get()
    if fate == "expired":
        StageSurvey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif fate == "revoked":
        assert cast.browser(cast.bob).post(url(cast, f"ask/{survey.pk}/")).status_code == 302
    else:
        address = "/s/stage/nothing/"
    response = Client().post(address, FULL)
    assert response.status_code == 410
    assert "This link takes no answers" in response.content.decode()
    assert not StageAnswers.objects.exists()


def test_an_answered_link_cannot_be_withdrawn(cast: Cast) -> None:
    Client().post(link_of(cast), FULL)
    survey = StageSurvey.objects.get()
    page = cast.browser(cast.bob).post(url(cast, f"ask/{survey.pk}/"), follow=True).content.decode()
    assert "has answered meanwhile" in page
    assert StageAnswers.objects.count() == 1
    with pytest.raises(StageSurveyClosed):
        answer_stage_survey(survey=survey, answers={"trust": 2})


def test_a_viewer_neither_asks_nor_withdraws(cast: Cast) -> None:
    link_of(cast)
    survey = StageSurvey.objects.get()
    assert cast.browser(cast.vera).post(url(cast, f"ask/{survey.pk}/")).status_code == 404
    assert (
        cast.browser(cast.alice).post(f"/accounts/{cast.account_b.pk}/relationship/ask/{survey.pk}/").status_code == 404
    )
    assert StageSurvey.objects.count() == 1


def test_a_link_without_a_name_is_told(cast: Cast) -> None:
    response = cast.browser(cast.bob).post(url(cast, "ask/"), {"recipient": "  "})
    assert response.status_code == 422
    assert "Say for whom the link is" in response.content.decode()


def test_nothing_chosen_is_told_and_the_link_stays_good(cast: Cast) -> None:
    address = link_of(cast)
    response = Client().post(address, {"trust": "9"})
    assert response.status_code == 400
    assert "Please answer at least one question" in response.content.decode()
    assert Client().post(address, {"trust": "2"}).status_code == 302


@pytest.mark.parametrize("code", ["zh-Hant", "zh-Hans", "en"])
def test_another_language_keeps_what_was_chosen(cast: Cast, code: str) -> None:
    response = Client().post(link_of(cast), {"trust": "3", "language": code})
    page = response.content.decode()
    assert f'<html lang="{code}">' in page
    assert '<input type="radio" name="trust" value="3" checked>' in page
    assert not StageAnswers.objects.exists()


def test_a_link_is_asked_for_only_so_often(cast: Cast) -> None:
    address, stranger = link_of(cast), Client()
    cache.set(f"stage-survey:{StageSurvey.objects.get().pk}", TRIES - 1)
    assert [stranger.get(address).status_code for _try in range(3)] == [200, 429, 429]
    assert stranger.post(address, FULL).status_code == 429
    assert not StageAnswers.objects.exists()
