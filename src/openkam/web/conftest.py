"""Fixtures of every web test."""

from __future__ import annotations

import pytest

from openkam.web.shell.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Alice, Bob, Vera, Adam, Charlie and the accounts A and B."""
    return make_cast()
