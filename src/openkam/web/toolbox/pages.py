"""The gallery, one tool with its example or one's own numbers, and its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openkam.core.blocks import Finding, Report
from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.fields import describe
from openkam.core.i18n import language, use_language
from openkam.core.tool import Tool
from openkam.publish.deck import build_deck, slides_from_report
from openkam.publish.workbook import build_workbook
from openkam.tools import registry
from openkam.web.shell import files
from openkam.web.toolbox import form, given
from openkam.web.toolbox.help import help_of
from openkam.web.toolbox.places import Where, where
from openkam.web.toolbox.roadmap import phase_name, roadmap
from openkam.web.toolbox.showing import Shown, shown
from openkam.web.toolbox.source import parted

JSON_KINDS = ("inputs", "result")


@dataclass(frozen=True)
class Answer:
    """What a tool said to some inputs, in one language."""

    data: dict[str, Any]
    result: Any
    report: Report

    @property
    def headline(self) -> str:
        """The finding that the page is headed with."""
        return next((block.text for block in self.report if isinstance(block, Finding)), "")


def _tool(key: str) -> Tool[Any, Any]:
    try:
        return registry.get(key)
    except registry.UnknownTool as error:
        raise Http404 from error


@lru_cache(maxsize=8)
def _example_file(key: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((_tool(key).folder / "example.json").read_text(encoding="utf-8"))
    return made


@lru_cache(maxsize=96)
def _example(key: str, code: str) -> Answer:
    """The worked example, computed once per language."""
    with use_language(code):
        return _answer(_tool(key), _example_file(key)["inputs"])


def _answer(tool: Tool[Any, Any], data: dict[str, Any]) -> Answer:
    result = tool.run(data)
    return Answer(data, result, tool.report(result))


@dataclass(frozen=True)
class Form:
    """What was sent, as the texts of the form's fields; `data` is given where all inputs were pasted as JSON."""

    texts: given.Texts
    data: dict[str, Any] | None = None


def _sent(request: HttpRequest, tool: Tool[Any, Any]) -> Form:
    """What was typed in the fields, or pasted as JSON."""
    described = describe(tool.inputs)
    pasted = request.POST.get("json", "").strip()
    if not pasted:
        return Form(given.sent(described, request.POST.dict()))
    try:
        data = json.loads(pasted)
    except (json.JSONDecodeError, RecursionError) as error:
        at = error if isinstance(error, json.JSONDecodeError) else json.JSONDecodeError(_("nested too deep"), pasted, 0)
        raise InvalidInput(
            _("The pasted text is not JSON: %(reason)s in line %(line)s, column %(column)s.")
            % {"reason": at.msg, "line": at.lineno, "column": at.colno},
            remedy=_("Compare it with the inputs of the worked example."),
        ) from error
    if not isinstance(data, dict):
        raise InvalidInput(
            _("The pasted JSON is not an object."), remedy=_("Compare it with the inputs of the worked example.")
        )
    return Form(given.written(described, data), data)


@require_GET
def toolbox(request: HttpRequest) -> HttpResponse:
    """The roadmap with every tool."""
    return render(request, "toolbox/toolbox.html", {"roadmap": roadmap(), "count": len(registry.every())})


@require_http_methods(["GET", "POST"])
def tool(request: HttpRequest, key: str) -> HttpResponse:
    """One tool: its worked example, or what was typed; a fault is said above the form, which keeps everything."""
    chosen, code = _tool(key), language()
    described = describe(chosen.inputs)
    if request.method != "POST":
        example = _example(key, code)
        return _page(request, chosen, given.written(described, example.data), example)
    texts = given.blank(described)
    try:
        typed = _sent(request, chosen)
        texts = typed.texts
        answer = _answer(chosen, _inputs(chosen, typed))
    except OpenKAMError as error:
        return _page(request, chosen, texts, None, error)
    return _page(request, chosen, texts, answer)


def _inputs(chosen: Tool[Any, Any], typed: Form) -> dict[str, Any]:
    return given.read(describe(chosen.inputs), typed.texts) if typed.data is None else typed.data


def _page(
    request: HttpRequest,
    chosen: Tool[Any, Any],
    texts: given.Texts,
    answer: Answer | None,
    error: OpenKAMError | None = None,
) -> HttpResponse:
    described = describe(chosen.inputs)
    fault = where(described, texts, error) if error else Where()
    blocks: list[Shown] = shown(answer.report) if answer else []
    headline = answer.headline if answer else ""
    context = {
        "tool": chosen,
        "phase": phase_name(chosen.phase),
        "headline": headline,
        "findings": [block for block in blocks if block.kind == "finding" and block.title != headline],
        "blocks": [block for block in blocks if block.kind != "finding"],
        "charts": any(block.kind == "chart" for block in blocks),
        "items": form.items(described, texts, wrong=fault.name),
        "pasted": request.POST.get("json", "").strip(),
        "own": request.method == "POST",
        "source": dict(zip(("first", "rest"), parted(_example_file(chosen.key)["source"]), strict=True)),
        "error": error,
        "fault": fault,
        "help": help_of(chosen, language()),
    }
    return render(request, "toolbox/tool.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def download(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """The example (GET) or what was typed (POST) as slides, workbook or JSON; a fault leads back to the form."""
    chosen = _tool(key)
    if kind not in (*files.SUFFIX, *JSON_KINDS):
        raise Http404
    if request.method != "POST":
        return _file(chosen, _example(key, language()), kind, example=True)
    try:
        answer = _answer(chosen, _inputs(chosen, _sent(request, chosen)))
    except OpenKAMError:
        return tool(request, key)
    return _file(chosen, answer, kind, example=False)


def _file(chosen: Tool[Any, Any], answer: Answer, kind: str, *, example: bool) -> HttpResponseBase:
    if kind in JSON_KINDS:
        text = (
            answer.result.model_dump_json(indent=1)
            if kind == "result"
            else json.dumps(answer.data, ensure_ascii=False, indent=1)
        )
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{chosen.key}-{kind}.json"'
        return response
    title, code = str(chosen.title), language()
    source = (
        _("Worked example: %(source)s") % {"source": _example_file(chosen.key)["source"]}
        if example
        else _("Computed in the toolbox from typed numbers")
    )
    footnote = _("%(tool)s, version %(version)s · %(source)s") % {
        "tool": title,
        "version": chosen.version,
        "source": source,
    }
    if kind == "workbook":
        return files.send(
            "workbook",
            lambda path: build_workbook(path, answer.report, language=code, title=title, sources=(footnote,)),
            chosen.key,
        )
    return files.send(
        "deck",
        lambda path: build_deck(
            path,
            slides_from_report(answer.report),
            language=code,
            title=title,
            subtitle=str(chosen.question),
            footnote=footnote,
            made_at=timezone.now(),
        ),
        chosen.key,
    )
