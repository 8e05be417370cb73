"""Each test begins without what another remembered: rows of two tests have the same keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from openkam.web.cycles import answers


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    answers.forget()
    yield
    answers.forget()
