"""One job: how far it is, stop it, run it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from openkam.web.shell import jobs, queries
from openkam.web.shell.access import reader
from openkam.web.shell.models import Job
from openkam.web.shell.templatetags.okam import numbers


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(queries.jobs(reader(request)), pk=pk)


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """The job; htmx asks for the part that changes and is sent on when a job that has an outcome is done."""
    jobs.mark_dead()
    found = _job(request, pk)
    if found.state == Job.State.DONE and found.url:
        if not request.headers.get("HX-Request"):
            return redirect(found.url)
        return HttpResponse(status=204, headers={"HX-Redirect": found.url})
    template = "shell/job.html#state" if request.headers.get("HX-Request") else "shell/job.html"
    return render(request, template, {"job": found})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the job to stop."""
    jobs.request_cancel(_job(request, pk))
    return redirect("job", pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a job that failed or was stopped once more."""
    jobs.run_again(_job(request, pk))
    return redirect("job", pk)


@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """The corner of the side bar that shows what runs, and how those of `was` ended that ran a moment ago."""
    jobs.mark_dead()
    shown = queries.running_jobs(reader(request), was=[part for part in request.GET.get("was", "").split(",") if part])
    running_now = [job for job in shown if not job.is_over]
    return render(request, "shell/jobs.html", {"jobs": shown, "watched": numbers(running_now)})
