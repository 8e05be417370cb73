"""Fixtures of every test about cycles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from openkam.web.cycles import answers


@pytest.fixture(autouse=True)
def fresh_answers() -> Iterator[None]:
    """What a process remembers is keyed by pk and revision, which begin anew with every test's database."""
    answers.forget()
    cache.clear()
    yield
    answers.forget()
