"""Sign-in by OpenID Connect against a small provider on this machine: who was invited gets in, nobody else."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django.fixtures import Settings

from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast

CLIENT_ID = "openkam"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """The identity provider: its address, and who signs in there next."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> dict[str, Any]:
        """What it says at `path`."""
        self.asked.append(path)
        if path.startswith("/.well-known/"):
            endpoints = {
                f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token", "userinfo")
            }
            return {"issuer": self.address, "jwks_uri": f"{self.address}/keys", **endpoints}
        if path == "/token":
            claims = {"iss": self.address, "aud": CLIENT_ID, "exp": time.time() + 60, **self.person}
            token = jwt.encode(claims, KEY, "RS256", headers={"kid": "1"})
            return {"access_token": "access", "token_type": "Bearer", "id_token": token}
        if path == "/keys":
            return {"keys": [{**jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "1"}]}
        return self.person


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """A provider that listens while the test runs, and the settings that name it."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(made.answer(urlsplit(self.path).path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    app = {"provider_id": "oidc", "name": "Our directory", "client_id": CLIENT_ID, "secret": "s"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{**app, "settings": {"server_url": made.address}}]}}
    yield made
    server.shutdown()
    server.server_close()


def come_in(provider: Provider, **person: object) -> tuple[Client, str]:
    """Walk the whole way as a browser does; answers the browser and the page at the end."""
    provider.person = {"sub": "42", "name": "From Directory", **person}
    browser = Client()
    begun = browser.get("/user/oidc/oidc/login/")
    assert begun.status_code == 302
    sent_to = urlsplit(begun.headers["Location"])
    assert begun.headers["Location"].startswith(f"{provider.address}/authorization?")
    state = parse_qs(sent_to.query)["state"][0]
    ended = browser.get("/user/oidc/oidc/login/callback/", {"code": "c", "state": state}, follow=True)
    return browser, ended.content.decode()


def test_the_sign_in_page_offers_it(cast: Cast, provider: Provider) -> None:
    page = Client().get("/user/login/").content.decode()
    assert "Our directory" in page
    assert "/user/oidc/oidc/login/" in page


def test_an_invited_person_with_the_verified_address_gets_in(cast: Cast, provider: Provider) -> None:
    browser, _page = come_in(provider, email="Bob@example.org", email_verified=True)
    assert browser.get("/accounts/").status_code == 200
    assert "Bob" in browser.get("/settings/me/").content.decode()
    assert "/token" in provider.asked


def test_a_stranger_does_not_get_in(cast: Cast, provider: Provider) -> None:
    before = User.objects.count()
    browser, page = come_in(provider, email="mallory@example.org", email_verified=True)
    assert browser.get("/accounts/").status_code == 302
    assert "invitation" in page
    assert User.objects.count() == before


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_nobody_verified_opens_nothing(cast: Cast, provider: Provider, verified: bool | None) -> None:
    browser, _page = come_in(provider, email="bob@example.org", email_verified=verified)
    assert browser.get("/accounts/").status_code == 302


def test_who_may_not_sign_in_any_more_stays_out(cast: Cast, provider: Provider) -> None:
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    browser, _page = come_in(provider, email="bob@example.org", email_verified=True)
    assert browser.get("/accounts/").status_code == 302


def test_an_answer_without_the_state_that_we_gave_is_refused(cast: Cast, provider: Provider) -> None:
    provider.person = {"sub": "42", "email": "bob@example.org", "email_verified": True}
    browser = Client()
    browser.get("/user/oidc/oidc/login/callback/", {"code": "c", "state": "made up"}, follow=True)
    assert browser.get("/accounts/").status_code == 302
