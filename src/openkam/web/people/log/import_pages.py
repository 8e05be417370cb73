"""The pages of the import of calendars and mail. An import is seen by whoever brought the file, and nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.core.numbers import format_number
from openkam.web.accounts.models import Account
from openkam.web.accounts.pages import frame
from openkam.web.accounts.queries import may_edit
from openkam.web.imports.storage import check_room, clean_name
from openkam.web.people.frame import editable_account
from openkam.web.people.log import importing, words
from openkam.web.people.log.apart import read_apart
from openkam.web.people.log.found import Unreadable, from_json
from openkam.web.people.log.matching import ADD, plan
from openkam.web.people.models import LogImport
from openkam.web.people.queries.people import contacts_of
from openkam.web.shell.access import reader

SHOWN = 20
LINES_SHOWN = 200


def own_import(request: HttpRequest, pk: int) -> LogImport:
    """The import, or 404 where the reader did not make it or may no longer change its account."""
    run = get_object_or_404(LogImport.objects.select_related("account__owner"), pk=pk, created_by=reader(request))
    if not may_edit(reader(request), run.account):
        raise Http404
    return run


@require_safe
def imports(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a calendar or mail in, and what the reader brought in before."""
    return _imports(request, editable_account(request, pk))


def _imports(request: HttpRequest, account: Account, refused: OpenKAMError | None = None) -> HttpResponse:
    runs = LogImport.objects.filter(account=account, created_by=reader(request))[:SHOWN]
    error = refused.to_json()["error"] if refused is not None else None
    context = frame(request, account, "people", part="log", runs=list(runs), error=error)
    return render(request, "people/log/import.html", dict(context), status=422 if refused is not None else 200)


@csrf_exempt  # the token is checked in `_receive`, once the length is known to be allowed: checking reads the body
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a file and show what it would do."""
    account = editable_account(request, pk)
    try:
        check_room(int(request.META.get("CONTENT_LENGTH") or 0))
    except OpenKAMError as error:
        return _imports(request, account, error)
    return _receive(request, account)


@csrf_protect
def _receive(request: HttpRequest, account: Account) -> HttpResponse:
    given = request.FILES.get("file")
    try:
        if not isinstance(given, UploadedFile):
            raise InvalidInput(_("No file arrived."), remedy=_("Choose one file and upload it again."))
        name = clean_name(given.name or "")
        try:
            reading = read_apart(_stream(given), timezone.localdate(), settings.TIME_ZONE)
        except Unreadable as error:
            raise words.refusal(error, name) from error
        run = importing.create(user=reader(request), account=account, name=name, reading=reading)
    except OpenKAMError as error:
        return _imports(request, account, error)
    return redirect("log-import", run.pk)


def _stream(given: UploadedFile[Any]) -> IO[bytes]:
    """The file that arrived, from its beginning: on disk where it is large, else in memory."""
    given.seek(0)
    return cast(IO[bytes], given.file) if hasattr(given, "temporary_file_path") else io.BytesIO(given.read())


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What the import would do, or what it did."""
    return _page(request, own_import(request, pk))


def _page(request: HttpRequest, run: LogImport, refused: OpenKAMError | None = None) -> HttpResponse:
    context: dict[str, Any] = {"part": "log", "run": run, "error": refused.to_json()["error"] if refused else None}
    if run.state == LogImport.State.DRAFT:
        made = plan(reader(request), run)
        context |= {
            "plan": made,
            "left_out": words.left_out(made.left_out),
            "contacts": [(f"c{row.pk}", row.name) for row in contacts_of(reader(request), run.account)],
            "lines_shown": LINES_SHOWN,
            "slice": f":{LINES_SHOWN}",
        }
    page = frame(request, run.account, "people", **context)
    return render(request, "people/log/import_one.html", dict(page), status=409 if refused is not None else 200)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over who the unknown are."""
    run = own_import(request, pk)
    people = {who.key for one in from_json(run.reading).found for who in one.people} if run.reading else set()
    allowed = {"", ADD, *(f"c{row}" for row in contacts_of(reader(request), run.account).values_list("pk", flat=True))}
    given = zip(request.POST.getlist("key"), request.POST.getlist("choice"), strict=False)
    choices = {key: choice for key, choice in given if key in people and choice in allowed}
    return _done(request, run, lambda: importing.decide(run=run, choices=choices))


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it into the log."""
    run = own_import(request, pk)

    def write() -> None:
        count = importing.load(
            run=run, user=reader(request), but=set(request.POST.getlist("but")),
            with_subjects="without_subjects" not in request.POST,
        )  # fmt: skip
        said = ngettext("{n} line was written into the log.", "{n} lines were written into the log.", count)
        messages.success(request, said.format(n=format_number(count)))

    return _done(request, run, write)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    run = own_import(request, pk)

    def take_back() -> None:
        kept = importing.undo(run=run, user=reader(request))
        messages.success(request, _("The import was taken back."))
        if kept:
            said = ngettext(
                "{n} line stays, because it was changed since.",
                "{n} lines stay, because they were changed since.",
                kept,
            )
            messages.info(request, said.format(n=format_number(kept)))

    return _done(request, run, take_back)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw it away."""
    run = own_import(request, pk)
    try:
        importing.discard(run=run)
    except OpenKAMError as error:
        return _page(request, run, error)
    messages.success(request, _("The import was thrown away. Nothing had been changed."))
    return redirect("account-log-import", run.account_id)


def _done(request: HttpRequest, run: LogImport, action: Callable[[], None]) -> HttpResponse:
    try:
        action()
    except OpenKAMError as error:
        run.refresh_from_db()
        return _page(request, run, error)
    return redirect("log-import", run.pk)
