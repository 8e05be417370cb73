"""The load itself: lists are checked, lines go into the ledger, the rest is written in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam import ledger
from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.ledger.types import Cancelled, LoadInfo, LoadReport, Progress, Reject, TooManyRejects
from openkam.web.imports import effects, lists, previews, storage
from openkam.web.imports.models import ImportRun, RememberedMapping, RunFile
from openkam.web.imports.records import Outcome, RejectRecord
from openkam.web.shell import registry
from openkam.web.shell.jobs import failure_of

REJECTS_SHOWN = 100


class Work(Protocol):
    """Where a load tells how far it is and asks whether to go on; `jobs.Running` is one."""

    def report(self, progress: Progress) -> None:
        """Hear how far it is."""
        ...

    def cancelled(self) -> bool:
        """Whether to stop."""
        ...


class NothingToLoad(InvalidInput):
    """An import without a file that can be loaded."""

    code = "nothing_to_load"


@dataclass(frozen=True)
class _List:
    """A list that was read and found in order."""

    file: RunFile
    entries: Sequence[lists.Entry]
    skipped: Mapping[str, int]


STARTABLE = (ImportRun.State.DRAFT, ImportRun.State.REFUSED, ImportRun.State.UNDONE)


def begin(run: ImportRun) -> bool:
    """Mark the import as loading; False where it is loading or loaded already."""
    started = ImportRun.objects.filter(pk=run.pk, state__in=STARTABLE).update(
        state=ImportRun.State.LOADING, error=None, job=None, undone_at=None, undone_by=None
    )
    run.refresh_from_db()
    return bool(started)


def load(run: ImportRun, work: Work, *, max_reject_share: float, allow_repeat: bool) -> None:
    """Load every file of an import that is marked as loading.

    After an error the import is refused with the reason (a draft again if a person stopped it) and nothing else
    has changed; the error is raised again.
    """
    try:
        files = list(run.run_files.select_related("stored"))
        read = _read_lists(files, work)
        report = _load_lines(run, files, work, max_reject_share=max_reject_share, allow_repeat=allow_repeat)
        outcome = Outcome.of(report) if report else Outcome()
        work.report(Progress("publishing", 0, None, "rows"))
        _finish(run, outcome, _shown(report.rejects if report else ()), read)
        if not run.is_sample:
            # The sample goes on to set currency and year, on which every figure depends.
            registry.books_changed(run.created_by)
    except Cancelled:
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.DRAFT, error=None)
        raise
    except TooManyRejects as error:
        _refuse(run, error, error.report)
        raise
    except OpenKAMError as error:
        take_out_unfinished(run)
        _refuse(run, error, None)
        raise
    except Exception as error:
        take_out_unfinished(run)
        _refuse(run, failure_of(error), None)
        raise


def finish_if_published(run: ImportRun) -> bool:
    """Complete an import whose lines reached the books although the worker died; False where they did not."""
    published = _published(run)
    if published is None:
        return False
    rejects, path = ledger.kept_rejects(settings.LEDGER_DIR, published.load_id)
    outcome = Outcome(
        load_id=published.load_id, **vars(published.source), rejects_at=storage.place_of(path) if path else ""
    )
    files = list(run.run_files.select_related("stored"))
    try:
        _finish(run, outcome, _shown(rejects), _read_lists(files, Unwatched()))
    except OpenKAMError as error:
        take_out_unfinished(run)
        _refuse(run, error, None)
    run.refresh_from_db()
    return True


class Unwatched:
    """A load that nobody watches or stops."""

    def report(self, progress: Progress) -> None:
        """Nobody looks."""

    def cancelled(self) -> bool:
        """Nobody stops it."""
        return False


def take_out_unfinished(run: ImportRun) -> None:
    """Take lines out of the books that a load brought in which could not be finished."""
    published = _published(run)
    if published is not None:
        ledger.undo(settings.LEDGER_DIR, published.load_id)


def _published(run: ImportRun) -> LoadInfo | None:
    snapshot = ledger.current(settings.LEDGER_DIR)
    loads = snapshot.loads if snapshot else ()
    return next((load for load in loads if load.note == run.note), None)


def _read_lists(files: Sequence[RunFile], work: Work) -> list[_List]:
    """Every list of the import, read before anything is written, so that a fault in one leaves nothing behind."""
    found: list[_List] = []
    for file in files:
        if not file.is_list:
            continue
        if work.cancelled():
            raise Cancelled(_("The import was stopped; nothing was changed."))
        work.report(Progress("checking", len(found), None, "files"))
        seen = previews.preview_of(file)
        columns = [column.name for column in seen.columns] if seen else []
        skipped: Counter[str] = Counter()
        mapping = previews.list_mapping(file)
        entries = lists.read(file.stored.path, mapping, columns, file_name=file.name, skipped=skipped)
        found.append(_List(file, list(entries), skipped))
    return found


def _load_lines(
    run: ImportRun, files: Sequence[RunFile], work: Work, *, max_reject_share: float, allow_repeat: bool
) -> LoadReport | None:
    line_files = [file for file in files if not file.is_list]
    if not files or any(file.mapping is None for file in files):
        raise NothingToLoad(
            _("A file of this import cannot be read."),
            remedy=_("Take it out of the import, or correct how it is read."),
        )
    if not line_files:
        return None
    return ledger.load(
        settings.LEDGER_DIR,
        [(file.stored.path, file.name) for file in line_files],
        {file.name: previews.line_mapping(file) for file in line_files},
        max_reject_share=max_reject_share,
        allow_repeat=allow_repeat,
        note=run.note,
        progress=work.report,
        cancelled=work.cancelled,
    )


@transaction.atomic
def _finish(run: ImportRun, outcome: Outcome, rejects: Sequence[RejectRecord], read: Sequence[_List]) -> None:
    """Write what follows from the load beside the ledger, once, however many look after a crash."""
    if not ImportRun.objects.select_for_update().filter(pk=run.pk, state=ImportRun.State.LOADING).exists():
        return
    by_kind: Mapping[str, list[lists.Entry]] = _by_kind(read)
    changes = effects.apply(by_kind, lines_loaded=bool(outcome.load_id), is_sample=run.is_sample)
    counted = outcome.model_copy(
        update={
            "accounts_created": len(changes.accounts_created),
            "accounts_changed": len(changes.accounts_changed),
            "names_set": sum(len(codes) for codes in changes.names.values()),
            "list_entries": sum(len(each.entries) for each in read),
            "skipped": dict(sum((Counter(each.skipped) for each in read), Counter(outcome.skipped))),
        }
    )
    for file in run.run_files.all():
        remember(file)
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.LOADED,
        load_id=outcome.load_id,
        report=counted.model_dump(mode="json"),
        rejects=[reject.model_dump(mode="json") for reject in rejects],
        changes=changes.model_dump(mode="json"),
        error=None,
        finished_at=timezone.now(),
        undone_at=None,
        undone_by=None,
    )


def _by_kind(read: Sequence[_List]) -> dict[str, list[lists.Entry]]:
    found: dict[str, list[lists.Entry]] = {}
    for each in read:
        found.setdefault(each.file.content, []).extend(each.entries)
    return found


def remember(file: RunFile) -> None:
    """Keep what was said of this file for the next of its shape, without what belongs to this one alone."""
    seen = previews.preview_of(file)
    if seen is None or file.mapping is None:
        return
    RememberedMapping.objects.update_or_create(
        shape=seen.shape,
        defaults={"content": file.content, "mapping": file.mapping, "saved_by": file.stored.uploaded_by},
    )


def _refuse(run: ImportRun, error: OpenKAMError, report: LoadReport | None) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.REFUSED,
        error=error.to_json()["error"],
        report=_kept(run, report).model_dump(mode="json") if report else None,
        rejects=[reject.model_dump(mode="json") for reject in _shown(report.rejects if report else ())],
        finished_at=timezone.now(),
    )


def _shown(rejects: Sequence[Reject]) -> list[RejectRecord]:
    return [RejectRecord.of(reject) for reject in rejects[:REJECTS_SHOWN]]


def _kept(run: ImportRun, report: LoadReport) -> Outcome:
    outcome = Outcome.of(report)
    if not report.rejects_path or not report.rejects_path.is_file():
        return outcome
    kept = storage.keep_rejects(run.pk, report.rejects_path)
    return outcome.model_copy(update={"rejects_at": storage.place_of(kept)})
