"""Changes of large cycles, made by the worker: each in one transaction, so that it happens whole or not at all.

While a database is being written, nobody can be told how far that is without waiting for it; so the bar counts the
draws of a freeze, which take nearly all its time, and stands at "Writing" for the seconds in which rows are written.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop, ngettext
from django_tasks import task

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_number
from openkam.tools.define.selection import SimulationCancelled
from openkam.web.accounts.queries import visible_accounts
from openkam.web.cycles import answers, queries
from openkam.web.cycles.actions.bulk import Told
from openkam.web.cycles.actions.candidates import add_candidates, remove_candidates
from openkam.web.cycles.actions.cycles import open_cycle
from openkam.web.cycles.models import Cycle
from openkam.web.cycles.setup import readiness
from openkam.web.cycles.setup.weighing import weighed_sets
from openkam.web.shell import jobs
from openkam.web.shell.access import reader
from openkam.web.shell.models import Job, User

KIND: Final = "cycle-change"
DIRECT_CANDIDATES: Final = 10_000
"""So many are added, or carried over into a new cycle, in less than a second."""
DIRECT_REMOVAL: Final = 1_000
"""So many are removed in less than a second with thirty scores each."""
DIRECT_FREEZE: Final = 500
"""With more candidates, what the tools answer takes seconds to work out and to write."""
TITLES: Final = {
    "add": gettext_noop("Adding candidates to the cycle {name}"),
    "remove": gettext_noop("Removing candidates from the cycle {name}"),
    "open": gettext_noop("Opening the cycle {name}"),
    "freeze": gettext_noop("Freezing the cycle {name}"),
}


class ChangeStopped(OpenKAMError):
    """A person stopped the change."""

    code = "cancelled"


class NotLeading(OpenKAMError):
    """Who started the change may not change cycles any more."""

    code = "not_leading"


@dataclass(frozen=True)
class Step:
    """How far a change is; a `jobs.Step`."""

    stage: str
    done: int
    total: int | None
    unit: str = "rows"


def freezes_at_once(cycle: Cycle, user: User) -> bool:
    """Whether the cycle is small enough to be frozen while the reader waits."""
    if cycle.candidates.count() > DIRECT_FREEZE:
        return False
    return answers.draws_are_quick(cycle) or answers.selection_at_hand(cycle, user)


def under_way(cycle: Cycle) -> Job | None:
    """The change of the cycle that waits or is being made."""
    return Job.objects.filter(kind=KIND, arguments__cycle=cycle.pk, state__in=jobs.UNFINISHED).first()


def start(request: HttpRequest, cycle: Cycle, what: str, *, name: str = "", **arguments: Any) -> HttpResponse:
    """Queue a change and show how far it is; while another one is under way in the cycle, that one instead.

    `what` is a key of `TITLES`; `cycle` is what another change must not happen to meanwhile.
    """
    user = reader(request)
    with transaction.atomic():
        # Of two presses at the same moment, the second waits here and finds the job of the first.
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        jobs.mark_dead()
        running = under_way(cycle)
        job = running or jobs.start(
            KIND, TITLES[what], user, TASKS[what], title_values={"name": name or cycle.name},
            url=reverse("cycle-setup", args=[cycle.pk]), cycle=cycle.pk, asked_by=user.pk, **arguments,
        )  # fmt: skip
    if running is not None:
        text = _("The cycle {name} is being changed already. Wait until that is done, then try again.")
        messages.warning(request, text.format(name=cycle.name))
        if running.user_id != user.pk:
            return redirect("cycle-setup", cycle.pk)
    return redirect("job", job.pk)


Change = Callable[[Cycle, User, jobs.Running], tuple[int, dict[str, object]]]
"""Makes the change; answers the cycle to go to, by pk, and what `told` needs."""


def _make(job_id: int, cycle: int, asked_by: int, change: Change) -> None:
    with contextlib.suppress(jobs.NotWaiting), jobs.running(job_id) as work:
        found, person = Cycle.objects.get(pk=cycle), User.objects.get(pk=asked_by)
        if not queries.may_lead(person):
            raise NotLeading(
                _("You may not change planning cycles any more."), remedy=_("Ask a programme lead to do it.")
            )
        target, result = change(found, person, work)
        work.finish(result={**result, "cycle": target}, url=reverse("cycle-changed", args=[target, job_id]))


def _told(work: jobs.Running, total: int) -> Told:
    """Says that so many rows are being written, and undoes them where somebody asks for that."""
    work.report(Step("writing", 0, total))

    def told(_done: int) -> None:
        # The job's own row stays out of the transaction: whoever wants to stop it would have to wait for that.
        if work.cancelled():
            raise stopped()

    told(0)
    return told


def stopped() -> ChangeStopped:
    """The error of a change that a person stopped."""
    return ChangeStopped(
        _("The change was stopped, so the cycle is as it was."), remedy=_("Start it again when you like.")
    )


@task()
def add(job_id: int, cycle: int, asked_by: int, accounts: list[int]) -> None:
    """Make candidates of these accounts, as far as the person may still see them."""

    def change(found: Cycle, person: User, work: jobs.Running) -> tuple[int, dict[str, object]]:
        wanted = set(accounts)
        seen = [one for one in visible_accounts(person).iterator() if one.pk in wanted]
        count = add_candidates(cycle=found, accounts=seen, author=person, told=_told(work, len(seen)))
        return found.pk, {"what": "add", "count": count}

    _make(job_id, cycle, asked_by, change)


@task()
def remove(job_id: int, cycle: int, asked_by: int, candidates: list[int]) -> None:
    """Take these candidates out, as far as the person may still see them."""

    def change(found: Cycle, person: User, work: jobs.Running) -> tuple[int, dict[str, object]]:
        seen = set(queries.visible_candidates(person, found).order_by().values_list("pk", flat=True)) & set(candidates)
        count = remove_candidates(cycle=found, candidates=seen, author=person, told=_told(work, len(seen)))
        return found.pk, {"what": "remove", "count": count}

    _make(job_id, cycle, asked_by, change)


@task()
def open_from(job_id: int, cycle: int, asked_by: int, new_name: str) -> None:
    """Open a cycle of this name from everything of `cycle` but its answers."""

    def change(found: Cycle, person: User, work: jobs.Running) -> tuple[int, dict[str, object]]:
        told = _told(work, found.candidates.count())
        made = open_cycle(author=person, name=new_name, source=found, told=told)
        return made.pk, {"what": "open"}

    _make(job_id, cycle, asked_by, change)


@task()
def freeze(job_id: int, cycle: int, asked_by: int) -> None:
    """Freeze the cycle as it was when the job began; where it is changed meanwhile, it is not frozen."""

    def change(found: Cycle, person: User, work: jobs.Running) -> tuple[int, dict[str, object]]:
        missing = readiness.lacks(person, found, weighed_sets(found))
        try:
            readiness.freeze_now(
                found,
                person,
                missing,
                progress=lambda done, draws: work.report(Step("drawing", done, draws, "draws")),
                cancelled=work.cancelled,
                told=lambda: _told(work, found.candidates.count())(0),
            )
        except SimulationCancelled as error:
            raise stopped() from error
        return found.pk, {"what": "freeze"}

    _make(job_id, cycle, asked_by, change)


TASKS: Final[Mapping[str, Any]] = {"add": add, "remove": remove, "open": open_from, "freeze": freeze}


def told_of(user: User, cycle: Cycle, job_pk: int) -> tuple[str, str] | None:
    """What a finished change of this person has done, and the page that shows it; None where there is none."""
    job = Job.objects.filter(pk=job_pk, user=user, kind=KIND, state=Job.State.DONE).first()
    if job is None or not job.result or job.result["cycle"] != cycle.pk:
        return None
    return said(job.result["what"], cycle, job.result.get("count", 0))


def said(what: str, cycle: Cycle, count: int = 0) -> tuple[str, str]:
    """What a change of this kind has done, and the page that shows it."""
    if what == "add":
        text = ngettext("{count} candidate was added.", "{count} candidates were added.", count)
    elif what == "remove":
        text = ngettext("{count} candidate was removed.", "{count} candidates were removed.", count)
    elif what == "open":
        text = _("The cycle {name} is open.")
    else:
        text = _("The cycle {name} is frozen.")
    page = "cycle-candidates" if what in {"add", "remove"} else "cycle-setup"
    return text.format(count=format_number(count), name=cycle.name), page
