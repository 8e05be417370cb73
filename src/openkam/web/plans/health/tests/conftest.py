"""What a process remembers of plans must not reach from one test into the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from openkam.web.people.relationship.tests.conftest import buys, nothing_remembered, staff
from openkam.web.plans.health import gathered
from openkam.web.portfolio.tests.conftest import small

__all__ = ["buys", "nothing_counted", "nothing_remembered", "small", "staff"]


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    gathered.forget()
    yield
    gathered.forget()
