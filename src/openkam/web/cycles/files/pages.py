"""What the files of a cycle hold, and the files themselves: at once where that is quick, else as a job."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_noop
from django.views.decorators.http import require_GET, require_safe

from openkam.web.cycles import queries
from openkam.web.cycles.files import exports
from openkam.web.cycles.files.exporting import JOB, build_file, kept_file
from openkam.web.cycles.files.gathered import Gathered
from openkam.web.cycles.files.slides import slides
from openkam.web.cycles.frame import frame
from openkam.web.shell import files, jobs
from openkam.web.shell.access import reader


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Both files, and what the deck says slide by slide."""
    user, cycle = reader(request), queries.cycle_for(pk)
    is_direct = exports.is_direct(user, cycle)
    context = frame(request, cycle, "files") | {"here_label": _("Slides and workbook"), "is_direct": is_direct}
    if is_direct:
        gathered = Gathered(user, cycle)
        made = slides(gathered)
        context |= {"titles": list(dict.fromkeys(one.title for one in made)), "source": gathered.source}
        context["subtitle"] = gathered.subtitle
    return render(request, "cycles/files/page.html", context)


def _file(request: HttpRequest, pk: int, kind: files.Kind) -> HttpResponseBase:
    user, cycle = reader(request), queries.cycle_for(pk)
    if exports.is_direct(user, cycle):
        return files.send(kind, lambda path: exports.write(kind, path, user, cycle), exports.name_of(cycle))
    title = (
        gettext_noop("Slides of the cycle {name}") if kind == "deck" else gettext_noop("Workbook of the cycle {name}")
    )
    job = jobs.start(
        JOB, title, user, build_file, title_values={"name": cycle.name}, file_kind=kind, user_id=user.pk,
        cycle_id=cycle.pk,
    )  # fmt: skip
    return redirect("job", job.pk)


@require_GET
def deck(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The cycle as slides."""
    return _file(request, pk, "deck")


@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The cycle as a workbook."""
    return _file(request, pk, "workbook")


@require_GET
def kept(request: HttpRequest, pk: int, job_id: int) -> HttpResponseBase:
    """The file that a job of this person made."""
    cycle = queries.cycle_for(pk)
    found = kept_file(reader(request), cycle, job_id)
    if found is None:
        raise Http404
    path, kind = found
    name = f"{exports.name_of(cycle)}.{files.SUFFIX[kind]}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=files.MEDIA[kind])
