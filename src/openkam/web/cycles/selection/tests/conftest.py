"""A cycle in which B leads A, decided by nobody, with one place to give."""

from __future__ import annotations

import pytest

from openkam.web.cycles.actions.cycles import change_cycle
from openkam.web.cycles.models import Candidate, Cycle
from openkam.web.cycles.tests.round import give, new_cycle
from openkam.web.shell.tests.cast import Cast


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """A has 4 and B has 8 on two criteria by Alice, who is asked to score as Bob is, and nobody is blind."""
    made = change_cycle(cycle=new_cycle(cast), values={"top": 1, "draws": 200, "is_blind": False})
    for code, value in (("A", 4), ("B", 8)):
        for key in ("solvency", "flexibility"):
            give(made, cast.alice, code, key, value)
    return Cycle.objects.get(pk=made.pk)


@pytest.fixture
def a(cycle: Cycle) -> Candidate:
    """The candidate that Bob and Vera see."""
    return Candidate.objects.get(cycle=cycle, code="A")


@pytest.fixture
def b(cycle: Cycle) -> Candidate:
    """The candidate that only Alice and Adam see."""
    return Candidate.objects.get(cycle=cycle, code="B")
