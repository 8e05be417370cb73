"""A browser that drops files of contacts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from openkam.web.people.models import Contact, ContactImport
from openkam.web.people.tests.conftest import add_contact, add_member, talked
from openkam.web.shell.tests.cast import Cast

__all__ = ["add_contact", "add_member", "talked"]

Drop = Callable[..., ContactImport]


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> Path:
    """Uploads of this test alone."""
    settings.LEDGER_DIR = tmp_path / "ledger"
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return tmp_path


@pytest.fixture
def bob(cast: Cast) -> Client:
    """A member on account A."""
    return cast.browser(cast.bob)


@pytest.fixture
def drop(cast: Cast, bob: Client) -> Drop:
    """Drop a file onto account A's page, or with `many` onto that of many accounts; answers the import."""

    def dropped(
        content: str | bytes, name: str = "contacts.csv", *, browser: Client = bob, many: bool = False
    ) -> ContactImport:
        stream = BytesIO(content.encode() if isinstance(content, str) else content)
        stream.name = name
        url = "/contacts/import/upload/" if many else f"/accounts/{cast.account_a.pk}/people/import/upload/"
        answer = browser.post(url, {"files": stream})
        assert answer.status_code == 302, answer.content
        return ContactImport.objects.get(pk=int(answer["Location"].strip("/").rsplit("/", 1)[-1]))

    return dropped


def press(browser: Client, run: ContactImport, what: str, **answers: object) -> ContactImport:
    """Press a button of the import's page; answers the import as it is afterwards."""
    answer = browser.post(f"/contacts/import/{run.pk}/{what}/", answers)
    assert answer.status_code == 302, answer.content
    run.refresh_from_db()
    return run


def say(browser: Client, run: ContactImport, **changed: str) -> ContactImport:
    """Send the form of the reading with what the page shows, but for `changed`."""
    reading = run.reading or {}
    meant = {column: field for field, column in reading["columns"].items()}
    columns = {f"column-{at}": meant.get(name, "") for at, name in enumerate(reading["names"])}
    usual = {"rule": run.rule, "system": reading["system"], "proposes": "on" if run.proposes else "", **columns}
    return press(browser, run, "reading", **{**usual, **changed})


def names(account: object) -> list[str]:
    """Who is on the list of an account."""
    return sorted(row.name for row in Contact.objects.filter(account=account).select_related("person"))  # type: ignore[misc] # an account
