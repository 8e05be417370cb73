"""What people do with imports: bring files in, say what they mean, load, take back, throw away."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from openkam import ledger
from openkam.core.errors import InvalidInput
from openkam.web.imports import effects, holding, loading, previews, storage, tasks
from openkam.web.imports.answers import Answers
from openkam.web.imports.models import ImportRun, RunFile, StoredFile
from openkam.web.imports.records import Changes
from openkam.web.imports.storage import Received
from openkam.web.shell import jobs, registry
from openkam.web.shell.models import Job, User

DEFAULT_REJECT_SHARE = 0.05


class NotNow(InvalidInput):
    """The import is in a state in which this cannot be done."""

    code = "not_now"


def create_run(*, user: User | None, received: Sequence[Received], is_sample: bool = False) -> ImportRun:
    """A new import of these files, each read and guessed."""
    run = _save_run(user=user, received=received, is_sample=is_sample)
    for file in run.run_files.select_related("stored"):
        previews.look(file)
    return run


@transaction.atomic
def _save_run(*, user: User | None, received: Sequence[Received], is_sample: bool) -> ImportRun:
    run = ImportRun.objects.create(created_by=user, is_sample=is_sample)
    _add(run, received, user)
    return run


def add_files(*, run: ImportRun, user: User, received: Sequence[Received]) -> None:
    """Add files to an import that is not loaded yet."""
    with transaction.atomic():
        added = _add(run, received, user)
    for file in added:
        previews.look(file)


def _add(run: ImportRun, received: Sequence[Received], user: User | None) -> list[RunFile]:
    taken = set(run.run_files.values_list("name", flat=True))
    added = []
    for upload in received:
        stored = StoredFile.objects.create(
            sha256=upload.sha256, name=upload.name, size_bytes=upload.size_bytes, uploaded_by=user
        )
        name = _free_name(upload.name, taken)
        taken.add(name)
        added.append(RunFile.objects.create(run=run, stored=stored, name=name))
    return added


def _free_name(name: str, taken: set[str]) -> str:
    """`name`, or `name (2)` … where the run has a file of that name already."""
    stem, dot, ending = name.rpartition(".")
    number, candidate = 2, name
    while candidate in taken:
        candidate = f"{stem} ({number}){dot}{ending}" if dot and stem else f"{name} ({number})"
        number += 1
    return candidate


def correct_file(*, file: RunFile, answers: Answers) -> None:
    """Take over what a person says of a file. Raises the ledger's error, changing nothing, if it cannot be so."""
    _require_startable(file.run)
    previews.correct(file, answers)


@transaction.atomic
def remove_file(*, file: RunFile) -> None:
    """Take a file out of an import that is not loaded; its bytes go too if no other import has them."""
    _require_startable(file.run)
    _forget(file)


@transaction.atomic
def discard(*, run: ImportRun) -> None:
    """Throw an import away that changed nothing."""
    if run.state not in {ImportRun.State.DRAFT, ImportRun.State.REFUSED}:
        raise NotNow(
            _("Only an import that changed nothing can be thrown away."), remedy=_("Undo it instead; it stays listed.")
        )
    for file in run.run_files.select_related("stored"):
        _forget(file)
    rejects = storage.rejects_of(run.pk)
    transaction.on_commit(lambda: rejects.unlink(missing_ok=True))
    run.delete()


def _forget(file: RunFile) -> None:
    stored = file.stored
    path = stored.path
    file.delete()
    stored.delete()
    if not StoredFile.objects.filter(sha256=stored.sha256).exists():
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _require_startable(run: ImportRun) -> None:
    if run.state not in loading.STARTABLE:
        raise NotNow(_("This import is {state}.").format(state=run.get_state_display()), remedy=_("Reload the page."))


@transaction.atomic
def start_load(
    *, run: ImportRun, user: User, max_reject_share: float = DEFAULT_REJECT_SHARE, allow_repeat: bool = False
) -> Job | None:
    """Queue the load of an import; answers None where somebody else has started it a moment ago.

    One transaction: an import never says that it is loading without the job that loads it.
    """
    if not loading.begin(run):
        return None
    files = list(run.run_files.all())
    one = len(files) == 1
    job = jobs.start(
        "import",
        gettext_noop("Import of {what}") if one else gettext_noop("Import of {count} files"),
        user,
        tasks.load_run,
        title_values={"what": files[0].name} if one else {"count": str(len(files))},
        url=reverse("import-run", args=[run.pk]),
        run_id=run.pk,
        max_reject_share=max_reject_share,
        allow_repeat=allow_repeat,
    )
    ImportRun.objects.filter(pk=run.pk).update(job=job)
    run.refresh_from_db()
    return job


def cancel(*, run: ImportRun) -> None:
    """Ask the load to stop; one that waits for the worker stops here."""
    if run.job is not None:
        jobs.request_cancel(run.job)
    settle(run)


def settle(run: ImportRun) -> None:
    """Bring an import that says it is loading into line with what became of its job.

    A worker killed before the snapshot was published leaves nothing; one killed after it leaves a load in the
    books that bears the run's note, and the rest of the work is done here.
    """
    if run.state != ImportRun.State.LOADING:
        return
    jobs.mark_dead()
    run.refresh_from_db()
    if _is_waited_for(run.job):
        return
    try:
        with holding.held(run.pk):
            run.refresh_from_db()
            if run.state == ImportRun.State.LOADING and not _is_waited_for(run.job):
                _settle_held(run)
    except holding.BeingLoaded:
        # Its job may be thought dead; the process that does it is not.
        return


def _is_waited_for(job: Job | None) -> bool:
    return job is not None and job.state in jobs.UNFINISHED


def _settle_held(run: ImportRun) -> None:
    if loading.finish_if_published(run):
        return
    is_cancelled = run.job is not None and run.job.state == Job.State.CANCELLED
    # A load in the terminal has no job: only its process could have said why it ended.
    error = (run.job.error or {}) if run.job is not None else jobs.worker_stopped().to_json()
    ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.LOADING).update(
        state=ImportRun.State.DRAFT if is_cancelled else ImportRun.State.REFUSED,
        error=None if is_cancelled else error.get("error"),
    )
    run.refresh_from_db()


def undo(*, run: ImportRun, user: User | None) -> None:
    """Take a loaded import back: its lines leave the books, and what it wrote beside them becomes what it was.

    Files and mapping stay, so that it can be loaded again.
    """
    if run.state != ImportRun.State.LOADED:
        raise NotNow(_("This import is not loaded, so there is nothing to undo."), remedy=_("Reload the page."))
    take_out_of_books(run)
    with transaction.atomic():
        effects.take_back(Changes.model_validate(run.changes))
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportRun.State.UNDONE, undone_at=timezone.now(), undone_by=user, changes={}
        )
    run.refresh_from_db()
    registry.books_changed(user)


def take_out_of_books(run: ImportRun) -> None:
    """Make a snapshot without the run's lines, if the present one has them."""
    snapshot = ledger.current(settings.LEDGER_DIR)
    if run.load_id and snapshot and any(load.load_id == run.load_id for load in snapshot.loads):
        ledger.undo(settings.LEDGER_DIR, run.load_id)


def load_now(
    *,
    run: ImportRun,
    work: loading.Work,
    max_reject_share: float = DEFAULT_REJECT_SHARE,
    allow_repeat: bool = False,
) -> ImportRun:
    """Load an import in this process, as the command line does. Raises what the load raises."""
    try:
        with holding.held(run.pk):
            if not loading.begin(run):
                raise NotNow(_("This import is {state}.").format(state=run.get_state_display()))
            loading.load(run, work, max_reject_share=max_reject_share, allow_repeat=allow_repeat)
    finally:
        run.refresh_from_db()
    return run
