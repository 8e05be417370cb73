"""The pages of the import of contacts. What somebody may not import is not there for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from openkam.core.errors import OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame
from openkam.web.accounts.queries import may_edit
from openkam.web.imports import storage
from openkam.web.imports.storage import StoredUpload, StoringUploadHandler, UploadRefused
from openkam.web.people.frame import editable_account
from openkam.web.people.incoming import actions, answers, loading, queries, words
from openkam.web.people.incoming.checking import check
from openkam.web.people.incoming.loading import State
from openkam.web.people.incoming.reading import Reading
from openkam.web.people.incoming.records import Outcome
from openkam.web.people.models import ContactImport
from openkam.web.shell.access import reader


def _is_htmx(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _importer(request: HttpRequest) -> None:
    if not queries.may_import(reader(request)):
        raise Http404


def _run(request: HttpRequest, pk: int) -> ContactImport:
    """The import, or 404 where the reader may not see it or may no longer change its account."""
    run = queries.one_import(reader(request), pk)
    if run.account is not None and not may_edit(reader(request), run.account):
        raise Http404
    return run


@require_safe
def account_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring contacts of one account in, and the earlier imports into it."""
    account = editable_account(request, pk)
    context = frame(request, account, "people", part="incoming", **_list(request, account))
    return render(request, "people/incoming/account.html", dict(context))


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Bring contacts of many accounts in, and all earlier imports."""
    _importer(request)
    return render(request, "people/incoming/many.html", _list(request, None))


def _list(request: HttpRequest, account: Account | None) -> dict[str, Any]:
    found = queries.imports_of(reader(request), account)
    for run in found.filter(state__in=[State.LOADING, State.UNDOING]):
        actions.settle(run)
    page = Paginator(found, queries.PAGE_ROWS).get_page(request.GET.get("page"))
    runs = [(run, words.balance(Outcome.model_validate(run.report).counts) if run.report else "") for run in page]
    return {"page": page, "runs": runs, "max_bytes": settings.UPLOAD_MAX_BYTES}


@csrf_exempt  # the token is checked in `_receive`, once the upload handler stands: checking reads the whole body
@require_POST
def account_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file of one account's contacts in."""
    return _upload(request, editable_account(request, pk))


@csrf_exempt  # as above
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file with contacts of many accounts in."""
    _importer(request)
    return _upload(request, None)


def _upload(request: HttpRequest, account: Account | None) -> HttpResponse:
    handler = StoringUploadHandler()
    try:
        storage.sweep()
        storage.check_room(int(request.META.get("CONTENT_LENGTH") or 0))
        request.upload_handlers = [handler]
        return _receive(request, handler, account)
    except UploadRefused as error:
        if _wants_json(request):
            return JsonResponse(error.to_json(), status=422)
        messages.error(request, str(error))
        return redirect("account-contacts-import", account.pk) if account else redirect("contacts-import")


@csrf_protect
def _receive(request: HttpRequest, handler: StoringUploadHandler, account: Account | None) -> HttpResponse:
    received = [file.received for file in request.FILES.getlist("files") if isinstance(file, StoredUpload)]
    if handler.refusal is not None:
        raise handler.refusal
    if len(received) != 1:
        raise UploadRefused(
            _("No file arrived.") if not received else _("One file at a time is imported."),
            remedy=_("Choose one file and upload it again."),
        )
    run = actions.create(user=reader(request), received=received[0], account=account)
    answer = redirect("contact-import", run.pk)
    return JsonResponse({"url": answer.url}) if _wants_json(request) else answer


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: the check, the progress or the result, as its state says."""
    run = _run(request, pk)
    actions.settle(run)
    if run.state in (State.LOADING, State.UNDOING):
        percent = min(100, 100 * run.job.done // run.job.total) if run.job and run.job.total else None
        name = "people/incoming/progress.html#bar" if _is_htmx(request) else "people/incoming/progress.html"
        return render(request, name, {"run": run, "percent": percent})
    if _is_htmx(request):
        # The progress bar asked, and the work is over: another page takes the place of the whole one.
        return HttpResponse(headers={"HX-Redirect": request.path})
    if run.state == State.DRAFT:
        return _check(request, run)
    outcome = Outcome.model_validate(run.report)
    context = {
        "run": run,
        "outcome": outcome,
        "balance": words.balance(outcome.counts),
        "rejected": [(row, words.reason(row.code, row.detail)) for row in outcome.rejected],
        "total": sum(outcome.counts.values()),
        "superiors": [(row.column, row.value, words.reason(row.code)) for row in outcome.superiors],
        "kept": [(row, words.reason(row.code)) for row in outcome.not_taken_back],
        "has_file": loading.rejects_path(run.pk).is_file(),
    }
    return render(request, "people/incoming/result.html", context)


def _check(request: HttpRequest, run: ContactImport, refusal: OpenKAMError | None = None) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {"run": run, "max_bytes": settings.UPLOAD_MAX_BYTES}
    if run.reading is not None:
        show, page = given.get("show", "all"), given.get("page", "1")
        context["check"] = check(run, reader(request), show=show, page=page)
    if refusal is not None:
        context["refusal"] = refusal.to_json()["error"]
    name = "people/incoming/check.html#mapping" if _is_htmx(request) else "people/incoming/check.html"
    return render(request, name, context, status=409 if refusal is not None and not _is_htmx(request) else 200)


def _done(request: HttpRequest, run: ContactImport, action: Callable[[], object]) -> HttpResponse:
    """Do it and show the check again; what is refused says why and loses nothing that was kept before."""
    try:
        action()
    except OpenKAMError as error:
        run.refresh_from_db()
        if run.state != State.DRAFT:
            return redirect("contact-import", run.pk)
        return _check(request, run, error)
    return _check(request, run) if _is_htmx(request) else redirect("contact-import", run.pk)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over how the file is read and what its columns mean."""
    run = _run(request, pk)
    if run.reading is None:
        raise Http404
    known, changed = Reading.model_validate(run.reading), request.headers.get("HX-Trigger-Name", "")
    return _done(
        request,
        run,
        lambda: actions.correct(run=run, **answers.reading_of(request.POST.dict(), known, changed=changed)),
    )


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what was decided of single rows."""
    run = _run(request, pk)
    return _done(request, run, lambda: actions.decide(run=run, choices=answers.choices_of(request.POST)))


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the load."""
    run = _run(request, pk)
    return _do(request, run, lambda: actions.start_load(run=run, user=reader(request)))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the work to stop."""
    run = _run(request, pk)
    return _do(request, run, lambda: actions.cancel(run=run))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a loaded import back."""
    run = _run(request, pk)
    return _do(request, run, lambda: actions.start_undo(run=run, user=reader(request)))


def _do(request: HttpRequest, run: ContactImport, action: Callable[[], object]) -> HttpResponse:
    try:
        action()
    except OpenKAMError as error:
        messages.error(request, str(error))
    return redirect("contact-import", run.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away an import that changed nothing."""
    run = _run(request, pk)
    account = run.account_id
    try:
        actions.discard(run=run)
    except OpenKAMError as error:
        messages.error(request, str(error))
        return redirect("contact-import", pk)
    messages.success(request, _("The import was thrown away. Nothing had been changed."))
    return redirect("account-contacts-import", account) if account else redirect("contacts-import")


@require_safe
def rejected(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that a load left out, or that the load of a draft would leave out, as CSV."""
    run = _run(request, pk)
    path = loading.rejects_path(run.pk)
    if run.reading is None:
        raise Http404
    if run.state == State.DRAFT:
        actions.write_left_out(run=run, user=reader(request))
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"contacts-left-out-{run.pk}.csv")
