"""The pages of the imports. Whoever may not import gets the same answer as for a page that does not exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from openkam.core.errors import OpenKAMError
from openkam.core.i18n import language
from openkam.web.imports import actions, answers, previews, queries, storage
from openkam.web.imports.mapping_page import FileCard, card, count_in_words
from openkam.web.imports.models import ImportRun, RunFile
from openkam.web.imports.records import Outcome
from openkam.web.imports.result_page import result
from openkam.web.imports.storage import StoredUpload, StoringUploadHandler, UploadRefused
from openkam.web.shell.access import reader

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def importers_only(view: Callable[Concatenate[HttpRequest, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
    """Programme leads and administrators; for everyone else the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not queries.may_import(reader(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@importers_only
def imports(request: HttpRequest) -> HttpResponse:
    """The drop zone and the list of earlier imports."""
    for run in queries.runs(reader(request)).filter(state=ImportRun.State.LOADING):
        actions.settle(run)
    page = Paginator(queries.runs(reader(request)), queries.PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": queries.run_lines(list(page.object_list)),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "has_sample": queries.sample_is_loaded(),
    }
    return render(request, "imports/imports.html", context)


@csrf_exempt  # the token is checked in `_receive`, once the upload handler stands: checking reads the whole body
@require_POST
@importers_only
def upload(request: HttpRequest) -> HttpResponse:
    """Take files in, streamed to disk, and begin an import of them or add them to one."""
    handler = StoringUploadHandler()
    try:
        storage.sweep()
        storage.check_room(int(request.META.get("CONTENT_LENGTH") or 0))
        request.upload_handlers = [handler]
        return _receive(request, handler)
    except UploadRefused as error:
        return _refused(request, error)


@csrf_protect
def _receive(request: HttpRequest, handler: StoringUploadHandler) -> HttpResponse:
    received = [file.received for file in request.FILES.getlist("files") if isinstance(file, StoredUpload)]
    if handler.refusal is not None:
        raise handler.refusal
    if not received:
        raise UploadRefused(_("No file arrived."), remedy=_("Choose one or more files and upload them again."))
    run_pk = request.POST.get("run", "")
    if run_pk.isdecimal():
        run = queries.run(reader(request), int(run_pk))
        actions.add_files(run=run, user=reader(request), received=received)
    else:
        run = actions.create_run(user=reader(request), received=received)
    return _go(request, run)


def _go(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """To the run's page, as a redirect or, for the script that draws the progress bar, as its address."""
    answer = redirect("import-run", pk=run.pk)
    return JsonResponse({"url": answer.url}) if _wants_json(request) else answer


def _refused(request: HttpRequest, error: OpenKAMError) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse(error.to_json(), status=422)
    messages.error(request, str(error))
    return redirect("imports")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


@require_GET
@importers_only
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: the mapping, the progress or the result, as its state says."""
    run = queries.run(reader(request), pk)
    actions.settle(run)
    if run.state == ImportRun.State.LOADING:
        return _progress(request, run)
    if request.htmx:  # type: ignore[attr-defined] # set by django-htmx
        # The progress bar asked, and the load is over: another page takes the place of the whole one.
        return _redirect_whole_page(request, run)
    if run.state in {ImportRun.State.DRAFT, ImportRun.State.REFUSED}:
        return _mapping(request, run)
    found = result(run)
    # Only names of addresses: the pages themselves belong to apps above and below.
    context = {"run": run, "result": found, "result_url": "portfolio" if found.has_lines else "accounts"}
    return render(request, "imports/result.html", context)


def _progress(request: HttpRequest, run: ImportRun) -> HttpResponse:
    job = run.job
    percent = min(100, 100 * job.done // job.total) if job and job.total else None
    context = {"run": run, "job": job, "percent": percent, "files": run.run_files.all()}
    name = "imports/progress.html#bar" if request.htmx else "imports/progress.html"  # type: ignore[attr-defined] # set by django-htmx
    return render(request, name, context)


def _mapping(
    request: HttpRequest, run: ImportRun, *, refusals: Mapping[int, OpenKAMError] | None = None
) -> HttpResponse:
    context = mapping_context(request, run, refusals or {})
    name = "imports/mapping.html#mapping" if request.htmx else "imports/mapping.html"  # type: ignore[attr-defined] # as above
    return render(request, name, context)


def _redirect_whole_page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    response = HttpResponse()
    response["HX-Redirect"] = redirect("import-run", pk=run.pk).url
    return response


def mapping_context(request: HttpRequest, run: ImportRun, refusals: Mapping[int, OpenKAMError]) -> dict[str, Any]:
    """What the mapping page shows."""
    files = list(run.run_files.select_related("stored"))
    for file in files:
        file.run = run
        if file.language != language():
            previews.look_again(file)
    known = queries.loaded_before(reader(request), [file.stored.sha256 for file in files], but=run)
    cards = [
        card(
            file,
            loaded_before=known.get(file.stored.sha256),
            refusal=refusals[file.pk].to_json()["error"] if file.pk in refusals else None,  # type: ignore[arg-type] # a dict
        )
        for file in files
    ]
    lines = [file for file in files if not file.is_list]
    return {
        "run": run,
        "cards": cards,
        "result": result(run) if run.error and run.report else None,
        "may_load": bool(cards) and all(each.is_ready for each in cards),
        "count": count_in_words(lines) if lines else "",
        "lists": len(files) - len(lines),
        "repeats": _repeats(run, cards),
        "is_over_limit": (run.error or {}).get("code") == "too_many_rejects",
        "other": queries.other_running(reader(request), but=run),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
    }


def _repeats(run: ImportRun, cards: Sequence[FileCard]) -> int:
    """How many of the files would count twice: in the books already, or in this import more than once."""
    known = sum(1 for each in cards if each.loaded_before and not each.file.is_list)
    return known or int((run.error or {}).get("code") == "already_loaded")


@require_POST
@importers_only
def import_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take over what a person says of one file and show what it then looks like."""
    file = queries.run_file(reader(request), pk, file_pk)
    refusals: dict[int, OpenKAMError] = {}
    try:
        seen = previews.preview_of(file)
        if seen is None:
            previews.look(file)
        else:
            changed = request.headers.get("HX-Trigger-Name", "")
            said = answers.parse(request.POST.dict(), seen, file.content, changed=changed)
            actions.correct_file(file=file, answers=said)
    except OpenKAMError as error:
        refusals[file.pk] = error
    if request.htmx or refusals:  # type: ignore[attr-defined] # set by django-htmx
        return _mapping(request, queries.run(reader(request), pk), refusals=refusals)
    return redirect("import-run", pk=pk)


@require_POST
@importers_only
def remove_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take a file out of an import; the last one takes the import with it."""
    file = queries.run_file(reader(request), pk, file_pk)
    return _do(request, pk, lambda: _remove(file))


def _remove(file: RunFile) -> str | None:
    run = file.run
    if run.run_files.count() == 1:
        actions.discard(run=run)
        return "imports"
    actions.remove_file(file=file)
    return None


def _do(request: HttpRequest, pk: int, action: Callable[[], str | None]) -> HttpResponse:
    """Run `action`, say why if it cannot be done, and go where it says or back to the import."""
    try:
        target = action()
    except OpenKAMError as error:
        messages.error(request, str(error))
        target = None
    return redirect(target) if target else redirect("import-run", pk=pk)


@require_POST
@importers_only
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away an import that changed nothing."""
    run = queries.run(reader(request), pk)

    def action() -> str:
        actions.discard(run=run)
        messages.success(request, _("The import was thrown away. Nothing had been changed."))
        return "imports"

    return _do(request, pk, action)


@require_POST
@importers_only
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the load."""
    run = queries.run(reader(request), pk)
    share = request.POST.get("reject_share", "")
    percent = int(share) if share.isdecimal() and int(share) <= 100 else round(100 * actions.DEFAULT_REJECT_SHARE)
    actions.start_load(
        run=run, user=reader(request), max_reject_share=percent / 100, allow_repeat=request.POST.get("again") == "on"
    )
    return redirect("import-run", pk=pk)


@require_POST
@importers_only
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the load to stop."""
    actions.cancel(run=queries.run(reader(request), pk))
    return redirect("import-run", pk=pk)


@require_POST
@importers_only
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a loaded import back."""
    run = queries.run(reader(request), pk)

    def action() -> None:
        actions.undo(run=run, user=reader(request))
        messages.success(request, _("The import was undone. Its files are kept, so it can be loaded again."))

    return _do(request, pk, action)


@require_GET
@importers_only
def rejects(request: HttpRequest, pk: int) -> FileResponse:
    """Every rejected row as CSV; cells that a sheet would take for a formula are made harmless."""
    run = queries.run(reader(request), pk)
    path = Outcome.model_validate(run.report or {}).rejects_file
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejected-rows-{run.pk}.csv")


@require_GET
@importers_only
def download(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """The file as it was uploaded."""
    file = queries.run_file(reader(request), pk, file_pk)
    if not file.stored.path.is_file():
        raise Http404
    return FileResponse(
        file.stored.path.open("rb"),
        as_attachment=True,
        filename=file.stored.name,
        content_type="application/octet-stream",
    )
