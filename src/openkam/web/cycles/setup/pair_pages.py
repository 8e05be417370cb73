"""Weights by comparing pairs: which criteria take part, one question per pair, and how consistent the answers are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openkam.core.numbers import format_number
from openkam.web.cycles import queries
from openkam.web.cycles.actions import criteria as actions
from openkam.web.cycles.models import CriteriaSet
from openkam.web.cycles.ready import name_of
from openkam.web.cycles.setup.sets import Places, around, set_of
from openkam.web.cycles.setup.weighing import ENOUGH, Pair, pairs_of, weigh
from openkam.web.shell.access import reader

STEPS = tuple(range(9, 1, -1))


@dataclass(frozen=True)
class Answer:
    """One button of the scale: `value` is sent, positive for the first, negative for the second criterion."""

    value: int
    number: str
    label: str
    is_chosen: bool


def words_of(times: int) -> str:
    """What a number of the scale means; the even ones stand between two."""
    said = {
        1: _("equally important"),
        3: _("moderately more important"),
        5: _("strongly more important"),
        7: _("very strongly more important"),
        9: _("extremely more important"),
    }
    between = _("between “{lower}” and “{higher}”")
    return said.get(times) or between.format(lower=said[times - 1], higher=said[times + 1])


def value_of(pair: Pair) -> int | None:
    """The stored answer as the scale sends it."""
    if pair.times is None:
        return None
    return round(pair.times) if pair.times >= 1 else -round(1 / pair.times)


def _sentence(kind: str, pair: Pair) -> str:
    value, names = value_of(pair), (name_of(kind, pair.first), name_of(kind, pair.second))
    if value is None:
        return _("{first} or {second}?").format(first=names[0], second=names[1])
    if value == 1:
        return _("{first} and {second} are equally important").format(first=names[0], second=names[1])
    more, less = names if value > 0 else names[::-1]
    text = _("{more} {times} times as important as {less}")
    return text.format(more=more, less=less, times=format_number(abs(value)))


def _scale(kind: str, pair: Pair) -> list[Answer]:
    chosen = value_of(pair)
    made = []
    for value in [*STEPS, 1, *(-step for step in reversed(STEPS))]:
        favoured = pair.first if value > 0 else pair.second
        words = words_of(abs(value))
        label = words if value == 1 else _("{name}: {words}").format(name=name_of(kind, favoured), words=words)
        made.append(Answer(value, format_number(abs(value)), label, chosen == value))
    return made


def _asked(pairs: list[Pair], wanted: str) -> Pair | None:
    if wanted.isdecimal():
        found = next((pair for pair in pairs if pair.number == int(wanted[:9])), None)
        if found is not None:
            return found
    return next((pair for pair in pairs if pair.times is None), None)


@require_http_methods(["GET", "HEAD", "POST"])
def pairs(request: HttpRequest, set_pk: int) -> HttpResponse:
    """One question at a time, with all answers below; an answer leads to the next open question."""
    found = set_of(request, set_pk, to_change=request.method == "POST")
    all_pairs = pairs_of(found)
    if request.method == "POST":
        return _answer(request, found, all_pairs)
    asked = _asked(all_pairs, request.GET.get("pair", "")) if queries.may_lead(reader(request)) else None
    context = around(request, found) | {
        "pairs": [(pair, _sentence(found.kind, pair)) for pair in all_pairs],
        "count": len(all_pairs),
        "done": sum(pair.times is not None for pair in all_pairs),
        "weighed": weigh(found),
        "asked": asked,
        "enough": ENOUGH,
        "chosen": [(row, name_of(found.kind, row), row.weight > 0) for row in found.criteria.all()],
    }
    if asked is not None:
        context |= _question(found, asked)
    return render(request, "cycles/setup/pairs.html", context)


def _question(found: CriteriaSet, asked: Pair) -> dict[str, Any]:
    return {
        "first": name_of(found.kind, asked.first),
        "second": name_of(found.kind, asked.second),
        "scale": _scale(found.kind, asked),
        "is_answered": asked.times is not None,
    }


def _answer(request: HttpRequest, found: CriteriaSet, all_pairs: list[Pair]) -> HttpResponse:
    here = reverse("set-pairs", args=[found.pk])
    first, second = request.POST.get("first", ""), request.POST.get("second", "")
    pair = next((one for one in all_pairs if (str(one.first.pk), str(one.second.pk)) == (first, second)), None)
    text = request.POST.get("times", "")
    if pair is None or text not in {"", "1", *(str(sign * step) for step in STEPS for sign in (1, -1))}:
        return redirect(here)
    if not text:
        actions.judge(criteria=found, first=pair.first, second=pair.second, times=None)
        return redirect(f"{here}?pair={pair.number}")
    value = int(text)
    more, less = (pair.first, pair.second) if value > 0 else (pair.second, pair.first)
    actions.judge(criteria=found, first=more, second=less, times=Decimal(abs(value)))
    return redirect(f"{here}#question")


@require_POST
def choose(request: HttpRequest, set_pk: int) -> HttpResponse:
    """Only the ticked criteria count; the others get weight 0. Typed weights are for as many as a person can weigh."""
    found = set_of(request, set_pk)
    chosen = [int(one) for one in request.POST.getlist("criterion") if one.isdecimal() and len(one) < 19]
    is_typed = found.method == CriteriaSet.Method.TYPED
    actions.choose_compared(criteria=found, chosen=chosen, most=ENOUGH if is_typed else None)
    if is_typed:
        messages.success(request, _("Saved."))
        return redirect(Places.of(found).here)
    return redirect("set-pairs", found.pk)
