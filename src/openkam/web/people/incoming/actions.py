"""What people do with an import of contacts: bring a file, say what it means, load it, take it back, throw it away."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop

from openkam.core.errors import OpenKAMError
from openkam.ledger.types import FileFormat
from openkam.web.accounts.models import Account
from openkam.web.imports.models import StoredFile
from openkam.web.imports.storage import Received
from openkam.web.people.incoming import loading, reading as files, tasks
from openkam.web.people.incoming.loading import NotNow, State
from openkam.web.people.incoming.matching import Choice, Plan
from openkam.web.people.incoming.reading import Reading
from openkam.web.people.models import ContactImport
from openkam.web.shell import jobs
from openkam.web.shell.models import Job, User


def create(*, user: User, received: Received, account: Account | None) -> ContactImport:
    """A new import of a file, read and guessed, with what was said of the last file of its shape."""
    with transaction.atomic():
        stored = StoredFile.objects.create(
            sha256=received.sha256, name=received.name, size_bytes=received.size_bytes, uploaded_by=user
        )
        run = ContactImport.objects.create(account=account, stored=stored, created_by=user)
    try:
        seen = files.look(stored.path, stored.name)
        _keep_reading(run, _as_last_time(seen))
    except OpenKAMError as error:
        run.error = error.to_json()["error"]
    run.save()
    return run


def _as_last_time(seen: Reading) -> Reading:
    """`seen` with the meanings that the last loaded file of the same columns had."""
    if not seen.shape:
        return seen
    known = ContactImport.objects.filter(shape=seen.shape, state__in=[State.LOADED, State.UNDONE]).first()
    if known is None or known.reading is None:
        return seen
    before = Reading.model_validate(known.reading)
    columns = {field: column for field, column in before.columns.items() if column in seen.names}
    return seen.model_copy(update={"columns": columns, "system": before.system})


def _keep_reading(run: ContactImport, reading: Reading) -> None:
    run.reading, run.shape, run.error = reading.model_dump(mode="json"), reading.shape, None


def correct(
    *,
    run: ContactImport,
    format: FileFormat | None,
    encoding: str,
    columns: Mapping[str, str],
    system: str,
    rule: str,
    proposes: bool,
) -> None:
    """Take over how a person says that the file is read and what its columns mean.

    A change of the format brings a new guess of the columns. Raises `UnreadableFile`, changing nothing, where the file
    cannot be read so, and `NotNow`.
    """
    require(run, State.DRAFT)
    before = Reading.model_validate(run.reading)
    if before.kind == "vcard":
        now = before.model_copy(update={"encoding": encoding})
    elif format is not None and format != before.format:
        now = files.table(run.stored.path, run.stored.name, format)
    else:
        now = before.model_copy(update={"columns": dict(columns), "system": system})
    if now != before:
        # Decisions about single rows were taken of another reading.
        run.choices = {}
    _keep_reading(run, now)
    run.rule, run.proposes = rule, proposes
    run.save()


def decide(*, run: ContactImport, choices: Mapping[int, Choice]) -> None:
    """Take over what a person decided of single rows. Raises `NotNow`."""
    require(run, State.DRAFT)
    kept = dict(run.choices)
    for line, choice in choices.items():
        before = Choice.model_validate(kept.get(str(line), {}))
        now = Choice(takes={**before.takes, **choice.takes}, who=choice.who)
        kept[str(line)] = now.model_dump(mode="json")
    run.choices = kept
    run.save()


def require(run: ContactImport, *states: str) -> None:
    """Raise `NotNow` where the import is in none of these states."""
    if run.state not in states:
        raise NotNow(_("This import is {state}.").format(state=run.get_state_display()), remedy=_("Reload the page."))


def start_load(*, run: ContactImport, user: User) -> Job | None:
    """Queue the load; None where somebody has started it a moment ago. Raises `NotNow` where no column tells names."""
    if run.reading is None or not Reading.model_validate(run.reading).is_enough:
        raise NotNow(_("No column is known to hold the name."), remedy=_("Choose it among the columns."))
    return _start(run, user, State.LOADING, (State.DRAFT, State.UNDONE), gettext_noop("Import of contacts from {what}"))


def start_undo(*, run: ContactImport, user: User) -> Job | None:
    """Queue the undoing of a loaded import; None where somebody has started it a moment ago."""
    return _start(run, user, State.UNDOING, (State.LOADED,), gettext_noop("Undoing the contacts from {what}"))


@transaction.atomic
def _start(run: ContactImport, user: User, state: str, wanted: tuple[str, ...], title: str) -> Job | None:
    if not loading.begin(run, state, wanted=wanted):
        return None
    job = jobs.start(
        "contacts",
        title,
        user,
        tasks.work_on,
        title_values={"what": run.stored.name},
        url=reverse("contact-import", args=[run.pk]),
        run_id=run.pk,
        user_id=user.pk,
        state=state,
    )
    ContactImport.objects.filter(pk=run.pk).update(job=job)
    run.refresh_from_db()
    return job


def cancel(*, run: ContactImport) -> None:
    """Ask the work to stop; one that waits for the worker stops here."""
    if run.job is not None:
        jobs.request_cancel(run.job)
    settle(run)


def settle(run: ContactImport) -> None:
    """Bring an import that says it is at work into line with what became of its job: nothing was written without it."""
    if run.state not in (State.LOADING, State.UNDOING):
        return
    jobs.mark_dead()
    run.refresh_from_db()
    job = run.job
    if run.state not in (State.LOADING, State.UNDOING) or (job is not None and job.state in jobs.UNFINISHED):
        return
    error = (job.error or {}) if job is not None else jobs.worker_stopped().to_json()
    is_cancelled = job is not None and job.state == Job.State.CANCELLED
    ContactImport.objects.filter(pk=run.pk, state=run.state).update(
        state=State.DRAFT if run.state == State.LOADING else State.LOADED,
        error=None if is_cancelled else error.get("error"),
    )
    run.refresh_from_db()


@transaction.atomic
def discard(*, run: ContactImport) -> None:
    """Throw an import away that changed nothing; its file goes too if nothing else has it. Raises `NotNow`."""
    require(run, State.DRAFT, State.UNDONE)
    stored, path, left_out = run.stored, run.stored.path, loading.rejects_path(run.pk)
    run.delete()
    stored.delete()
    transaction.on_commit(lambda: left_out.unlink(missing_ok=True))
    if not StoredFile.objects.filter(sha256=stored.sha256).exists():
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def write_left_out(*, run: ContactImport, user: User) -> None:
    """Write the file of the rows that a load would leave out as things stand. Raises what reading raises."""
    reading = Reading.model_validate(run.reading)
    loading.write_rejects(loading.rejects_path(run.pk), Plan(user, run, reading, files.rows(run.stored.path, reading)))
