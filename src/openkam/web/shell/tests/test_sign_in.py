"""Nobody has a fixed password: the first administrator, and everybody after, comes in by a link that works once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from openkam.web.shell import actions, queries
from openkam.web.shell.links import hash_of
from openkam.web.shell.models import OneTimeSignIn, Role, User
from openkam.web.shell.tests.cast import PASSWORD, Cast

NEW = {
    "name": "Grace Chen",
    "email": "Grace@Example.org",
    "password": "a long enough one 7",
    "again": "a long enough one 7",
}


@pytest.mark.django_db
def test_the_first_administrator_chooses_everything_and_is_signed_in() -> None:
    first = actions.first_administrator()
    assert first is not None
    url = f"/first/{first[1]}/"
    browser = Client()
    assert browser.get(url).status_code == 200
    answer = browser.post(url, NEW)
    assert answer.status_code == 302
    assert browser.get("/settings/users/").status_code == 200
    grace = User.objects.get(email="grace@example.org")
    assert (grace.name, grace.role) == ("Grace Chen", Role.ADMINISTRATOR)
    assert actions.first_administrator() is None


@pytest.mark.django_db
def test_looking_at_the_link_does_not_use_it_and_using_it_does() -> None:
    user = User.objects.create_user("new@example.org", None, name="New")
    token = actions.make_sign_in_link(user=user)
    for _scanner in range(3):
        assert Client().get(f"/first/{token}/").status_code == 200
        assert Client().head(f"/first/{token}/").status_code == 200
    assert Client().post(f"/first/{token}/", NEW).status_code == 302
    second = Client().post(f"/first/{token}/", NEW)
    assert second.status_code == 410
    assert "no longer works" in second.content.decode()


@pytest.mark.django_db
def test_only_a_hash_is_stored_and_the_page_is_kept_by_nobody() -> None:
    user = User.objects.create_user("new@example.org", None)
    token = actions.make_sign_in_link(user=user)
    stored = OneTimeSignIn.objects.get()
    assert token not in stored.token_hash
    assert stored.token_hash == hash_of(token)
    assert Client().get(f"/first/{token}/").headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_link_dies_after_a_day_and_when_a_newer_one_is_made() -> None:
    user = User.objects.create_user("new@example.org", None)
    first, second = actions.make_sign_in_link(user=user), actions.make_sign_in_link(user=user)
    assert queries.open_sign_in(first) is None
    assert queries.open_sign_in(second) is not None
    tomorrow = timezone.now() + timedelta(hours=24, seconds=1)
    with pytest.raises(actions.LinkUsed):
        actions.use_sign_in_link(token=second, email="a@example.org", name="A", password="x", now=tomorrow)
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_a_refused_form_leaves_the_link_alive(cast: Cast) -> None:
    user = User.objects.create_user("new@example.org", None)
    token = actions.make_sign_in_link(user=user)
    taken = Client().post(f"/first/{token}/", {**NEW, "email": "alice@example.org"})
    assert "Another person here has the address" in taken.content.decode()
    differing = Client().post(f"/first/{token}/", {**NEW, "again": "something else 8"})
    assert "The two passwords differ." in differing.content.decode()
    weak = Client().post(f"/first/{token}/", {**NEW, "password": "12345678", "again": "12345678"})
    assert "too common" in weak.content.decode()
    assert Client().post(f"/first/{token}/", NEW).status_code == 302


def test_an_administrator_invites_and_the_link_is_shown_once_and_mailed(cast: Cast) -> None:
    browser = cast.browser(cast.adam)
    answer = browser.post("/settings/users/", {"name": "Nora", "email": "nora@example.org", "role": "viewer"})
    page = answer.content.decode()
    assert "/first/" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert mail.outbox[0].to == ["nora@example.org"]
    assert "/first/" in mail.outbox[0].body
    assert "/first/" not in browser.get("/settings/users/").content.decode()
    assert User.objects.get(email="nora@example.org").role == Role.VIEWER


def test_inviting_an_address_twice_is_refused_beside_the_field(cast: Cast) -> None:
    answer = cast.browser(cast.adam).post("/settings/users/", {"name": "B", "email": "BOB@example.org", "role": "lead"})
    assert "Another person here has the address bob@example.org." in answer.content.decode()


def test_signing_in_by_password_and_out_again(cast: Cast) -> None:
    browser = Client()
    answer = browser.post("/user/login/?next=/accounts/", {"login": "bob@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/"
    browser.post("/user/logout/")
    assert browser.get("/").headers["Location"].startswith("/user/login/")


def test_guessing_passwords_is_slowed_down(cast: Cast) -> None:
    browser = Client()
    for _guess in range(12):
        answer = browser.post("/user/login/", {"login": "bob@example.org", "password": "wrong"})
    assert "Too many failed" in answer.content.decode() or answer.status_code == 429
    refused = browser.post("/user/login/", {"login": "bob@example.org", "password": PASSWORD})
    assert refused.status_code in {200, 429}


def test_nobody_signs_up_alone(cast: Cast) -> None:
    page = Client().get("/user/signup/").content.decode()
    assert "By invitation" in page
    answer = Client().post(
        "/user/signup/", {"email": "x@example.org", "password1": "long enough 77", "password2": "long enough 77"}
    )
    assert not User.objects.filter(email="x@example.org").exists()
    assert answer.status_code == 200


def test_a_reset_is_mailed_where_mail_is_configured(cast: Cast) -> None:
    Client().post("/user/password/reset/", {"email": "bob@example.org"})
    assert mail.outbox[0].to == ["bob@example.org"]


@override_settings(EMAIL_CONFIGURED=False)
def test_without_mail_the_page_says_who_can_help(cast: Cast) -> None:
    page = Client().get("/user/password/reset/").content.decode()
    assert "An administrator can give you a link" in page
    assert '<input type="email"' not in page


@pytest.mark.parametrize(
    "path",
    [
        "/user/2fa/",
        "/user/2fa/totp/activate/",
        "/user/2fa/webauthn/",
        "/user/2fa/webauthn/add/",
        "/user/2fa/recovery-codes/generate/",
        "/user/password/change/",
        "/user/reauthenticate/",
    ],
)
def test_pages_of_the_second_factor_have_our_look(cast: Cast, path: str) -> None:
    browser = Client()
    browser.post("/user/login/", {"login": "bob@example.org", "password": PASSWORD})
    page = browser.get(path, follow=True).content.decode()
    assert "dist/app.css" in page
    assert "<script>" not in page
    assert " onclick=" not in page
