"""From the side bar to the current cycle, or to where the first one is opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from openkam.web.cycles import queries


def _step(name: str) -> HttpResponse:
    cycle = queries.current()
    return redirect("cycles") if cycle is None else redirect(name, cycle.pk)


def selection(request: HttpRequest) -> HttpResponse:
    """The selection of the current cycle."""
    return _step("cycle-selection")


def matrix(request: HttpRequest) -> HttpResponse:
    """The account matrix of the current cycle."""
    return _step("cycle-matrix")
