"""Many names in one sentence."""

from __future__ import annotations

from openkam.core.i18n import use_language
from openkam.core.naming import NAMED, listed


def test_the_first_names_are_said_and_the_rest_counted() -> None:
    assert listed(["A", "B"]) == "A, B"
    assert listed([]) == ""
    assert listed((str(at) for at in range(1500)), 2) == "0, 1 and 1,498 more"
    assert listed(["A"] * NAMED).count("A") == NAMED
    with use_language("zh-Hant"):
        assert listed(["甲", "乙"]) == "甲、乙"
