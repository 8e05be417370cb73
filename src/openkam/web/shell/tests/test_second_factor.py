"""A second factor is set up, asked for at every sign-in, and survives the loss of the telephone by a recovery code."""

from __future__ import annotations

import re

from django.test import Client

from openkam.web.shell.tests.cast import PASSWORD, Cast
from openkam.web.shell.tests.totp import code

BOB = {"login": "bob@example.org", "password": PASSWORD}
ASKED_FOR_CODE = "/user/2fa/authenticate/"


def set_up(browser: Client) -> str:
    """Activate the authenticator of whoever signs in as Bob; answers its secret."""
    browser.post("/user/login/", BOB)
    assert browser.get("/user/2fa/totp/activate/").headers["Location"].startswith("/user/reauthenticate/")
    browser.post("/user/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/user/2fa/totp/activate/").content.decode()
    found = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page)
    assert found is not None
    wrong = browser.post("/user/2fa/totp/activate/", {"code": "000000"}).content.decode()
    assert 'class="errorlist"' in wrong
    browser.post("/user/2fa/totp/activate/", {"code": code(found[1])})
    assert "A second factor protects your account." in browser.get("/settings/me/").content.decode()
    return found[1]


def test_the_authenticator_is_asked_for_and_only_its_code_opens(cast: Cast) -> None:
    secret = set_up(Client())
    browser = Client()
    assert browser.post("/user/login/", BOB).headers["Location"] == ASKED_FOR_CODE
    assert browser.get("/accounts/").headers["Location"].startswith("/user/login/"), "the password alone opens nothing"
    assert browser.post(ASKED_FOR_CODE, {"code": "12345"}).status_code == 200
    assert browser.get("/accounts/").status_code == 302
    now = code(secret)
    assert browser.post(ASKED_FOR_CODE, {"code": now}).headers["Location"] == "/"
    assert browser.get("/accounts/").status_code == 200
    overheard = Client()
    overheard.post("/user/login/", BOB)
    assert overheard.post(ASKED_FOR_CODE, {"code": now}).status_code == 200, "a code that was used is used up"
    assert overheard.get("/accounts/").status_code == 302


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    browser = Client()
    set_up(browser)
    page = browser.get("/user/2fa/recovery-codes/").content.decode()
    block = re.search(r"<textarea[^>]*id=\"recovery_codes\"[^>]*>([^<]+)</textarea>", page)
    assert block is not None
    codes = block[1].split()
    assert len(codes) == 10
    for expected in (302, 200):
        lost_phone = Client()
        lost_phone.post("/user/login/", BOB)
        assert lost_phone.post(ASKED_FOR_CODE, {"code": codes[0]}).status_code == expected
        assert lost_phone.get("/accounts/").status_code == (200 if expected == 302 else 302)


def test_an_administrator_takes_the_factor_from_who_lost_everything(cast: Cast) -> None:
    set_up(Client())
    cast.browser(cast.adam).post(f"/settings/users/{cast.bob.pk}/second-factor/remove/")
    browser = Client()
    assert browser.post("/user/login/", BOB).headers["Location"] == "/"
    assert browser.get("/accounts/").status_code == 200
