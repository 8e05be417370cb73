"""Scores out to a workbook, and back in after a look at what would change."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from openkam.core.errors import InvalidInput, OpenKAMError, Place
from openkam.core.i18n import language
from openkam.core.numbers import format_number
from openkam.publish.score_sheet import build_score_sheet
from openkam.publish.text import one_line
from openkam.web.cycles import queries
from openkam.web.cycles.models import Cycle, Source
from openkam.web.cycles.scoring import pending, sheets
from openkam.web.cycles.scoring.grid import Columns, columns_of
from openkam.web.cycles.scoring.pages import about, kind_of
from openkam.web.cycles.scoring.saving import Wish, refuse_unless_scoring, save
from openkam.web.shell import files
from openkam.web.shell.access import reader
from openkam.web.shell.models import User

PAGE_ROWS = 200


@require_GET
def template(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """The grid as a workbook, with the reader's own scores in it."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    columns = columns_of(cycle, which)
    accounts = sheets.accounts_of(user, cycle, columns)

    def build(path: Path) -> Path:
        return build_score_sheet(
            path, language=language(), title=cycle.name, criteria=sheets.criteria_of(columns), accounts=accounts
        )

    return files.send("workbook", build, f"{one_line(cycle.name, 60)} {which.value}")


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Take a workbook, and go to what it would change."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    refuse_unless_scoring(user, cycle)
    context = about(request, cycle, which) | {"limit": format_number(sheets.MAX_BYTES / 1_000_000)}
    if request.method == "POST":
        try:
            reading = _read(request, user, cycle, columns_of(cycle, which))
        except OpenKAMError as error:
            return render(request, "cycles/scoring/upload.html", context | {"error": error}, status=422)
        token = pending.hold(user, cycle, which.value, reading)
        return redirect("cycle-score-preview", pk=pk, kind=which.value, token=token)
    return render(request, "cycles/scoring/upload.html", context)


def _read(request: HttpRequest, user: User, cycle: Cycle, columns: Columns) -> sheets.Reading:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile) or not sent.name:
        raise InvalidInput(_("No file arrived."), remedy=_("Choose the filled-in template and upload it again."))
    if (sent.size or 0) > sheets.MAX_BYTES:
        raise InvalidInput(
            _("{name} has {size} MB; a workbook of scores may have {limit} MB.").format(
                name=sent.name,
                size=format_number((sent.size or 0) / 1_000_000),
                limit=format_number(sheets.MAX_BYTES / 1_000_000),
            ),
            remedy=_("Leave only the rows and columns of the template in it."),
            place=Place(file=sent.name),
        )
    folder = Path(settings.DATA_DIR) / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".xlsx") as copy:
        for chunk in sent.chunks():
            copy.write(chunk)
        copy.flush()
        return sheets.read_sheet(Path(copy.name), sent.name, user, cycle, columns)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int, kind: str, token: str) -> HttpResponse:
    """What would change, cell by cell; a POST changes it, except where somebody has changed a cell meanwhile."""
    cycle, which, user = queries.cycle_for(pk), kind_of(kind), reader(request)
    refuse_unless_scoring(user, cycle)
    reading = pending.held_for(user, cycle, which.value, token)
    context = about(request, cycle, which) | {"reading": reading, "token": token}
    if request.method == "POST":
        wishes = [Wish(*one.place, one.new, one.version, one.evidence) for one in reading.changes]
        saved = save(user, cycle, columns_of(cycle, which), wishes, source=Source.SHEET)
        pending.drop(token)
        text = ngettext(
            "{count} score taken over from {name}.", "{count} scores taken over from {name}.", saved.changed
        )
        said = text.format(count=format_number(saved.changed), name=reading.name)
        if saved.clashes or saved.refused:
            return render(request, "cycles/scoring/clashes.html", context | {"saved": saved, "said": said})
        messages.success(request, said)
        return redirect("cycle-score-grid", pk=pk, kind=which.value)
    title = ngettext("{name} would change {count} cell", "{name} would change {count} cells", len(reading.changes))
    context |= {
        "title": title.format(name=reading.name, count=format_number(len(reading.changes))),
        "page": Paginator(reading.changes, PAGE_ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "cycles/scoring/preview.html", context)
