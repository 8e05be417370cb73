"""Fixtures of every web test."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from openkam.web.shell.memory import forget_everything
from openkam.web.shell.tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers is keyed by pks and revisions, which begin anew with every test's database."""
    forget_everything()
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """Alice, Bob, Vera, Adam, Charlie and the accounts A and B."""
    return make_cast()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, for the run on PostgreSQL: the rest would only be run twice."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "db" in fixtures or "transactional_db" in fixtures or item.get_closest_marker("django_db"):
            item.add_marker("database")
