"""The register as slides, workbook and JSON."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from openkam.web.risks import exports, showing
from openkam.web.risks.register import Register
from openkam.web.shell import files


def _register(request: HttpRequest) -> Register:
    shown = showing.register_of(request)
    if not shown.rows:
        raise Http404
    return shown


def _name(shown: Register) -> str:
    return f"risks-{slugify(shown.scope.name)}" if slugify(shown.scope.name) else "risks"


def _file(request: HttpRequest, kind: files.Kind) -> HttpResponseBase:
    shown = _register(request)
    return files.send(kind, lambda path: exports.write(kind, path, shown), _name(shown))


@require_GET
def deck(request: HttpRequest) -> HttpResponseBase:
    """The chosen risks as slides."""
    return _file(request, "deck")


@require_GET
def workbook(request: HttpRequest) -> HttpResponseBase:
    """The chosen risks as a workbook."""
    return _file(request, "workbook")


@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """What the risk analysis tool found in the chosen risks."""
    shown = _register(request)
    response = HttpResponse(shown.result.model_dump_json(indent=1), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(shown)}.json"'
    return response
