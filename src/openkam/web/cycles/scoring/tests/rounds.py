"""What the tests of scores share: asking the grid as its script does, and books from which scores follow."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from openkam.web.cycles.models import Candidate, Criterion, Cycle
from openkam.web.shell.models import User
from openkam.web.shell.tests.cast import Cast


def url(name: str, cycle: Cycle, *more: object, kind: str = "selection") -> str:
    """The address of a page of scores."""
    return reverse(f"cycle-score-{name}", args=[cycle.pk, kind, *more])


def place(cycle: Cycle, code: str, key: str) -> tuple[int, int]:
    """The cell of an account and a criterion, by keys of the database."""
    candidate = Candidate.objects.get(cycle=cycle, code=code)
    return candidate.pk, Criterion.objects.get(set__cycle=cycle, key=key).pk


def send(browser: Client, cycle: Cycle, cells: list[list[Any]], *, kind: str = "selection") -> Any:
    """Cells as the grid sends them; answers the response."""
    body = json.dumps({"cells": cells})
    return browser.post(url("save", cycle, kind=kind), body, content_type="application/json")


def typed(cast: Cast, user: User, cycle: Cycle, code: str, key: str, text: str, version: int = 0, **more: Any) -> Any:
    """One cell typed by `user`; answers what the grid is told."""
    evidence = [more["evidence"]] if "evidence" in more else []
    answer = send(cast.browser(user), cycle, [[*place(cycle, code, key), text, version, *evidence]])
    assert answer.status_code == 200, answer.content
    return answer.json()
