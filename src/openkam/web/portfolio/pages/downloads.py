"""Decks and workbooks, at once where that is quick, else as a job."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from openkam.web.portfolio import books, exports, filters, preparing, queries
from openkam.web.portfolio.account import AccountFigures
from openkam.web.portfolio.exporting import build_export, exported
from openkam.web.portfolio.pages.portfolio import waiting
from openkam.web.shell import files, jobs
from openkam.web.shell.access import reader


def send(kind: files.Kind, content: exports.Content, name: str) -> FileResponse:
    """Build the file of `content` and send it."""
    return files.send(kind, lambda path: exports.write(kind, path, content), name)


def _portfolio(request: HttpRequest, kind: files.Kind) -> HttpResponseBase:
    user, state = reader(request), books.current_state()
    if state is None:
        raise Http404
    frame, job = preparing.frame_or_job(state, user)
    if frame is None:
        return waiting(request, job)
    chosen = filters.read(request.GET, frame.labels, frame.this_year)
    scene = queries.scene_for(user, state, frame, chosen)
    if not len(scene.listed):
        raise Http404
    if len(scene.listed) > exports.DIRECT_ROWS:
        title = gettext_noop("Portfolio slides") if kind == "deck" else gettext_noop("Portfolio workbook")
        job = jobs.start(
            "export", title, user, build_export, file_kind=kind, user_id=user.pk, query=request.GET.urlencode()
        )
        return redirect("job", job.pk)
    return send(kind, exports.of_portfolio(state, scene), f"portfolio-{slugify(chosen.period)}")


@require_GET
def deck(request: HttpRequest) -> HttpResponseBase:
    """The portfolio as slides."""
    return _portfolio(request, "deck")


@require_GET
def workbook(request: HttpRequest) -> HttpResponseBase:
    """The portfolio as a workbook."""
    return _portfolio(request, "workbook")


@require_GET
def account_workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One account as a workbook."""
    user, state = reader(request), books.current_state()
    account = queries.account_for(user, pk)
    if state is None:
        raise Http404
    frame, job = preparing.frame_or_job(state, user)
    if frame is None:
        return waiting(request, job)
    chosen = filters.read(request.GET, frame.labels, frame.this_year)
    figures = AccountFigures(
        queries.view_for(user, state, frame), account, chosen, with_subsidiaries="own" not in request.GET
    )
    if not figures.has_invoices:
        raise Http404
    return send("workbook", exports.of_account(state, figures), slugify(account.name) or f"account-{account.pk}")


@require_GET
def ready_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that a job has made, for the person who asked for it."""
    found = exported(reader(request), pk)
    if found is None:
        raise Http404
    path, kind = found
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"portfolio.{files.SUFFIX[kind]}",
        content_type=files.MEDIA[kind],
    )
