"""What is around every page: language, theme, search, errors, headers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from openkam.core.errors import OpenKAMError
from openkam.web.shell import errors
from openkam.web.shell.tests.cast import Cast
from openkam.web.urls import handler404, handler500, urlpatterns as real

STYLES = Path(__file__).parents[5] / "frontend" / "styles"


def refuse(request: HttpRequest) -> HttpResponse:
    raise OpenKAMError("The books are closed.", remedy="Open them.")


def break_down(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [*real, path("refuse/", refuse), path("break/", break_down)]
handlers = (handler404, handler500)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_language_is_the_readers_and_the_page_says_so(cast: Cast, language: str) -> None:
    browser = cast.browser(cast.bob)
    browser.post("/language/", {"language": language, "next": "/accounts/"})
    answer = browser.get("/accounts/")
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer.headers["Content-Language"] == language
    cast.bob.refresh_from_db()
    assert cast.bob.language == language


@pytest.mark.django_db
def test_a_stranger_chooses_too_and_the_browser_is_heard() -> None:
    browser = Client()
    assert (
        '<html lang="zh-Hant"'
        in browser.get("/user/login/", headers={"accept-language": "zh-TW,en;q=0.5"}).content.decode()
    )
    browser.post("/language/", {"language": "zh-Hans", "next": "/user/login/"})
    browser.post("/theme/", {"theme": "dark", "next": "/user/login/"})
    page = browser.get("/user/login/").content.decode()
    assert '<html lang="zh-Hans" class="dark"' in page


def test_the_theme_follows_the_person(cast: Cast) -> None:
    cast.browser(cast.bob).post("/theme/", {"theme": "dark", "next": "/"})
    assert 'class="dark"' in cast.browser(cast.bob).get("/accounts/").content.decode()
    cast.browser(cast.bob).post("/theme/", {"theme": "neon"})
    cast.bob.refresh_from_db()
    assert cast.bob.theme == "dark"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_choosing_never_leads_elsewhere(cast: Cast, target: str) -> None:
    answer = cast.browser(cast.bob).post("/theme/", {"theme": "", "next": target})
    assert answer.headers["Location"] == "/"


def test_searching_finds_what_one_may_see_and_nothing_else(cast: Cast) -> None:
    assert "Alpha Bicycles" in cast.browser(cast.bob).get("/search?q=alp").content.decode()
    nothing = cast.browser(cast.charlie).get("/search?q=alp").content.decode()
    assert "Alpha Bicycles" not in nothing
    assert "Beta" not in cast.browser(cast.bob).get("/search?q=beta").content.decode().replace("“beta”", "")


def test_the_palette_gets_the_hits_alone(cast: Cast) -> None:
    page = cast.browser(cast.alice).get("/search?q=port", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'role="option"' in page


def test_what_is_typed_is_never_markup(cast: Cast) -> None:
    page = cast.browser(cast.bob).get("/search?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert(1)" not in page


def test_a_missing_page_is_told_in_the_readers_language(cast: Cast) -> None:
    answer = cast.browser(cast.bob).get("/nowhere/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_an_error_of_ours_is_told_and_an_unexpected_one_too(cast: Cast) -> None:
    browser = cast.browser(cast.bob)
    told = browser.get("/refuse/")
    assert (told.status_code, "The books are closed." in told.content.decode()) == (400, True)
    browser.raise_request_exception = False
    assert browser.get("/break/").status_code == 500


def test_the_broken_page_needs_no_user_and_no_database() -> None:
    answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "This did not work" in answer.content.decode()


def test_a_stale_form_is_told(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "Please send this again" in answer.content.decode()


def test_every_answer_carries_a_strict_policy(cast: Cast) -> None:
    policy = cast.browser(cast.bob).get("/accounts/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


@pytest.mark.django_db
def test_a_watchdog_hears_that_all_is_well() -> None:
    assert Client().get("/healthz").json()["status"] == "ok"


def test_dark_by_choice_and_dark_by_the_system_are_the_same() -> None:
    text = (STYLES / "tokens.css").read_text("utf-8")
    chosen = re.search(r"html\.dark \{(.*?)\}", text, re.S)
    by_system = re.search(r"html:not\(\.light, \.dark\) \{(.*?)\}", text, re.S)
    assert chosen is not None
    assert by_system is not None
    assert chosen[1].split() == by_system[1].split()


@pytest.mark.parametrize("name", ["bob", "vera", "charlie"])
def test_who_may_not_bring_in_invoices_is_not_invited_to(cast: Cast, name: str) -> None:
    browser = cast.browser(cast.people[name])
    page = browser.get("/").content.decode()
    assert 'href="/import/"' not in page
    assert "/sample/load/" not in page
    assert browser.post("/sample/load/").status_code == 404
    assert browser.get("/import/").status_code == 404
