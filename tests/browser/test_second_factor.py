"""A second factor as a person sets it up and uses it: an authenticator, recovery codes, a security key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import CDPSession, Page, expect

from openkam.web.shell.tests.totp import code

if TYPE_CHECKING:
    from conftest import Axe, Site, Visit

pytestmark = pytest.mark.browser
OWN_PASSWORD = "kettle-anchor-violet"


def with_a_key(page: Page) -> CDPSession:
    """Put a security key into the machine that is touched whenever it is asked for."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def confirm(page: Page) -> None:
    """Say the password again where the application asks who is sitting there."""
    if "/reauthenticate/" in page.url:
        page.locator("main input[type=password]").fill(OWN_PASSWORD)
        page.locator("main form button[type=submit]").first.click()


def sign_in(page: Page, site: Site) -> None:
    """Sign out, and in again by password."""
    page.goto(f"{site.address}/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/user/login/**")
    page.locator("input[name=login]").fill("kim@example.com")
    page.locator("input[name=password]").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/user/2fa/authenticate/**")


def test_setting_up_and_using_a_second_factor(visit: Visit, site: Site, corners: dict[str, object], axe: Axe) -> None:
    page, watch = visit(f"/first/{corners['kim_link']}/", state=None)
    page.get_by_label("Password", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("Password again").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(f"{site.address}/")

    page.goto(f"{site.address}/user/2fa/totp/activate/")
    confirm(page)
    secret = page.locator("#authenticator_secret").input_value()
    assert page.locator(".qr img").evaluate("image => image.naturalWidth > 0"), "the picture to scan is drawn"
    assert axe(page) == []
    page.locator("input[name=code]").fill(code(secret))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/user/2fa/recovery-codes/**")
    codes = page.locator("#recovery_codes").input_value().split()
    assert len(codes) == 10
    assert axe(page) == []

    with_a_key(page)
    page.goto(f"{site.address}/user/2fa/webauthn/add/")
    confirm(page)
    page.locator("input[name=name]").fill("Key on my desk")
    assert axe(page) == []
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: not url.endswith("/webauthn/add/"))
    page.goto(f"{site.address}/user/2fa/webauthn/")
    expect(page.get_by_text("Key on my desk")).to_be_visible()
    assert axe(page) == []

    sign_in(page, site)
    assert axe(page) == []
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url(f"{site.address}/")

    sign_in(page, site)
    page.locator("input[name=code]").first.fill(codes[0])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{site.address}/")
    assert watch.errors == []
    assert watch.left_the_machine == []
