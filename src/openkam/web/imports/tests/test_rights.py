"""Only programme leads and administrators import; for everyone else the pages do not exist."""

from __future__ import annotations

import pytest
from django.test import Client

from openkam.web.imports.models import ImportRun
from openkam.web.imports.tests.conftest import drop, named
from openkam.web.shell.tests.cast import Cast

READS = ("/import/", "/import/{run}/", "/import/{run}/rejects.csv", "/import/{run}/files/{file}/download/")
WRITES = (
    "/import/upload/",
    "/import/{run}/load/",
    "/import/{run}/cancel/",
    "/import/{run}/undo/",
    "/import/{run}/discard/",
    "/import/{run}/files/{file}/",
    "/import/{run}/files/{file}/remove/",
)


@pytest.fixture
def places(cast: Cast, aw_lines: bytes) -> dict[str, int]:
    """An import of Alice's."""
    run = drop(cast.browser(cast.alice), named(aw_lines, "lines.csv"))
    return {"run": run.pk, "file": run.run_files.get().pk}


@pytest.mark.parametrize("who", ["bob", "vera", "charlie"])
def test_members_and_viewers_find_nothing(cast: Cast, places: dict[str, int], who: str) -> None:
    browser = cast.browser(cast.people[who])
    for address in READS:
        assert browser.get(address.format(**places)).status_code == 404
    for address in WRITES:
        assert browser.post(address.format(**places), {"files": named(b"a,b\n", "x.csv")}).status_code == 404
    assert ImportRun.objects.get().state == ImportRun.State.DRAFT
    assert 'data-go="import"' not in browser.get("/settings/me/").content.decode()


@pytest.mark.parametrize("who", ["alice", "adam"])
def test_leads_and_administrators_see_every_import(cast: Cast, places: dict[str, int], who: str) -> None:
    browser = cast.browser(cast.people[who])
    assert "lines.csv" in browser.get("/import/").content.decode()
    assert browser.get(f"/import/{places['run']}/").status_code == 200
    assert 'data-go="import"' in browser.get("/settings/me/").content.decode()


def test_strangers_are_sent_to_the_sign_in(cast: Cast, places: dict[str, int]) -> None:
    browser = cast.browser(None)
    for address in READS:
        response = browser.get(address.format(**places))
        assert response.status_code == 302
        assert response["Location"].startswith("/user/login/")


def test_a_file_of_another_import_is_not_found(cast: Cast, places: dict[str, int], aw_lines: bytes) -> None:
    browser = cast.browser(cast.alice)
    other = drop(browser, named(aw_lines, "other.csv"))
    assert browser.get(f"/import/{other.pk}/files/{places['file']}/download/").status_code == 404


def test_the_upload_asks_for_the_token(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = browser.post("/import/upload/", {"files": named(b"a,b\n1,2\n", "x.csv")})
    assert response.status_code == 403
    assert not ImportRun.objects.exists()
