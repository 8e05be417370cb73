"""The portfolio page, its pictures and the sums behind its numbers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from openkam.core.i18n import language
from openkam.core.numbers import format_number
from openkam.publish.echarts import option
from openkam.tools.define.portfolio.inputs import ALL
from openkam.web.imports.queries import may_import
from openkam.web.portfolio import books, cards, choices, filters, preparing, queries, table, workings
from openkam.web.portfolio.filters import Filter
from openkam.web.portfolio.scene import Scene, scene as scene_of
from openkam.web.portfolio.words import source_text
from openkam.web.shell.access import reader
from openkam.web.shell.memory import Memory

_cards: Memory[cards.Cards] = Memory(64)
_bodies: Memory[str] = Memory(96)
"""Written pages, keyed by all that they depend on. About 130 kB each."""


def waiting(request: HttpRequest, job: Any, status: int = 200) -> HttpResponse:
    """The page that stands in while figures are being made."""
    return render(request, "portfolio/preparing.html", {"job": job}, status=status)


def cards_of(scene: Scene) -> cards.Cards:
    """The cards of a scene, made once per language."""
    key = (scene.view.key, scene.filter, language())
    return _cards.get(key, lambda: cards.build(scene))


def page_context(scene: Scene, chosen: Filter) -> dict[str, Any]:
    """What the template needs of a scene, written."""
    frame, shown = scene.frame, table.page(scene, chosen)
    drawn = cards_of(scene)
    unknown = next((note.text for note in drawn.notes if note.id == "direct-cost"), "")
    query = chosen.query()
    return {
        "cards": drawn,
        "page": shown,
        "filter": chosen,
        "choices": choices.choices(scene, chosen),
        "frame": frame,
        "query": query,
        "working_url": "w/",
        "scope": f"?{query}",
        "counted": format_number(len(scene.listed)),
        "visible_text": format_number(int(scene.view.visible.sum())),
        "unknown_cost": unknown,
        "unconverted_lines": sum(count for currency, count in frame.unconverted.items() if currency),
        "unconverted_currencies": ", ".join(sorted(currency for currency in frame.unconverted if currency)),
        "lines_without_currency": frame.unconverted.get("", 0),
        "boxes": [
            (box, chosen.query(box="" if chosen.box == box.key else box.key), chosen.box == box.key)
            for box in drawn.boxes
        ],
        "other_cut": chosen.query(cut="mean" if chosen.cut == "median" else "median"),
        "other_measure": chosen.query(measure="net" if drawn.measure == "margin" else "margin"),
        "period_query": chosen.query(period=frame.this_year),
        "earning": chosen.query(part="earning"),
        "losing": chosen.query(part="losing"),
        "before": chosen.query(page=shown.number - 1) if shown.number > 1 else "",
        "after": chosen.query(page=shown.number + 1) if shown.number < shown.pages else "",
    }


def portfolio(request: HttpRequest) -> HttpResponse:
    """The whole page, or only the part that a filter changes."""
    user, state = reader(request), books.current_state()
    if state is None:
        return render(request, "portfolio/empty.html", {"can_import": may_import(user)})
    frame, job = preparing.frame_or_job(state, user)
    if frame is None:
        return waiting(request, job)
    chosen = filters.read(request.GET, frame.labels, frame.this_year)
    view = queries.view_for(user, state, frame)
    if not view.visible.any():
        return render(request, "portfolio/nothing_visible.html")
    may = {"is_administrator": user.is_administrator, "can_import": may_import(user)}
    source = source_text(state, frame)
    key = (view.key, chosen, language(), source, *may.values())
    body = _bodies.get(key, lambda: _body(scene_of(view, chosen), chosen, may | {"source": source}))
    if request.htmx and request.htmx.target == "portfolio":  # type: ignore[attr-defined] # django-htmx sets it
        return HttpResponse(body)
    context = {"body": body, "query": chosen.query(), "frame": frame} | may
    return render(request, "portfolio/portfolio.html", context)


def _body(scene: Scene, chosen: Filter, extra: dict[str, Any]) -> str:
    return render_to_string("portfolio/body.html", page_context(scene, chosen) | extra)


def figure(request: HttpRequest, figure_id: str) -> HttpResponse:
    """One picture as the chart library reads it."""
    user, state = reader(request), books.current_state()
    if state is None or figure_id not in cards.FIGURES:
        raise Http404
    frame, _job = preparing.frame_or_job(state, user)
    if frame is None:
        raise Http404
    scene = queries.scene_for(user, state, frame, filters.read(request.GET, frame.labels, frame.this_year))
    drawn = cards.FIGURES[figure_id](scene)
    if drawn is None:
        raise Http404
    return JsonResponse(option(drawn, language=language()))


def figure_table(request: HttpRequest, figure_id: str) -> HttpResponse:
    """The same picture as a table."""
    user, state = reader(request), books.current_state()
    if state is None or figure_id not in cards.FIGURES:
        raise Http404
    frame, job = preparing.frame_or_job(state, user)
    if frame is None:
        return waiting(request, job)
    chosen = filters.read(request.GET, frame.labels, frame.this_year)
    scene = queries.scene_for(user, state, frame, chosen)
    drawn = cards.FIGURES[figure_id](scene)
    if drawn is None:
        raise Http404
    return render(request, "portfolio/figure_table.html", workings.table_page(drawn, request.GET, chosen))


def working(request: HttpRequest, period: str, key: str, figure_id: str) -> HttpResponse:
    """How one number is made: that of the account with the id `key`, or of `all` that the filter leaves."""
    user, state = reader(request), books.current_state()
    if state is None:
        raise Http404
    frame, job = preparing.frame_or_job(state, user)
    if frame is None:
        return waiting(request, job)
    if period not in {*frame.labels, ALL}:
        raise Http404
    chosen = filters.read(request.GET, frame.labels, frame.this_year).with_(period=period)
    made = workings.working(queries.view_for(user, state, frame), chosen, key, figure_id)
    if made is None:
        raise Http404
    name = "portfolio/working.html#sum" if request.htmx else "portfolio/working.html"  # type: ignore[attr-defined] # django-htmx sets it
    return render(request, name, {"made": made, "source": source_text(state, frame), "filter": chosen})


def account_by_code(request: HttpRequest) -> HttpResponse:
    """From a point in a picture, which knows an account's code, to the account's page."""
    return redirect("account", queries.account_by_code(reader(request), request.GET.get("code", "")).pk)
