"""What the tests of relative strength share: filling Table Two in as its page sends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from openkam.web.cycles.models import Candidate, Cycle, Rating

_INPUT = re.compile(r"<input\b[^>]*>")


def url(name: str, cycle: Cycle, code: str, *more: int) -> str:
    """The address of a page about one candidate; `name` empty: its table."""
    candidate = Candidate.objects.get(cycle=cycle, code=code)
    return reverse(f"cycle-strength-{name or 'account'}", args=[cycle.pk, candidate.pk, *more])


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def fields(page: str) -> dict[str, str]:
    """The fields of the table's form by name, as a browser would send them unchanged."""
    form = page[page.index("data-table-two") : page.index("</form>", page.index("data-table-two"))]
    found = (_attributes(tag) for tag in _INPUT.findall(form))
    return {one["name"]: one.get("value", "") for one in found if "name" in one}


def table(browser: Client, cycle: Cycle, code: str) -> dict[str, str]:
    """The form as the page shows it now."""
    return fields(browser.get(url("", cycle, code)).content.decode())


def names_in(form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(row number, name) of the factors in the form."""
    for key, value in form.items():
        if (found := re.fullmatch(r"t\.(\d+)\.name", key)) and value:
            yield found[1], value


def send(browser: Client, cycle: Cycle, code: str, form: Mapping[str, str]) -> HttpResponse:
    """Send the form as the script does, which leaves empty cells out."""
    kept = {key: value for key, value in form.items() if value or not re.fullmatch(r"t\.\d+\.(?!pk|mark|s)\w+", key)}
    return browser.post(url("", cycle, code), kept)  # type: ignore[return-value] # the client's own subclass


def put(browser: Client, cycle: Cycle, code: str, scores: Mapping[str, Sequence[str]]) -> None:
    """Rivals by name (empty: ourselves) with one score for each factor, one column after the other."""
    for rival, values in scores.items():
        form = table(browser, cycle, code)
        column = "n0" if rival else "us"
        if rival:
            form["rival.n0"] = rival
        for at, value in enumerate(values):
            form[f"t.{at}.{column}"] = value
        answer = send(browser, cycle, code, form)
        assert answer.status_code == 302, answer.content.decode()


def values(cycle: Cycle, code: str) -> dict[tuple[str, str], float | None]:
    """(factor, rival or empty) → our score of it."""
    rows = Rating.objects.filter(factor__candidate__cycle=cycle, factor__candidate__code=code, survey=None)
    return {
        (row.factor.key, row.rival.name if row.rival else ""): None if row.value is None else float(row.value)
        for row in rows.select_related("factor", "rival")
    }
