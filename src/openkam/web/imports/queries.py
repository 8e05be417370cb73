"""What a person may see of the imports: programme leads and administrators all of them, others nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from openkam.web.imports.models import ImportRun, RunFile
from openkam.web.imports.records import Outcome
from openkam.web.shell.models import User

PAGE_ROWS = 50


def may_import(user: User) -> bool:
    """Whether the person may bring data in and take it back."""
    return user.is_authenticated and user.sees_all


def runs(user: User) -> QuerySet[ImportRun]:
    """The imports that `user` may see, latest first, with what a list shows of them."""
    if not may_import(user):
        return ImportRun.objects.none()
    files = RunFile.objects.only("id", "run_id", "name", "content", "stored__size_bytes").select_related("stored")
    return (
        ImportRun.objects.select_related("created_by", "undone_by", "job")
        .prefetch_related(Prefetch("run_files", files))
        .defer("rejects", "changes")
    )


def run(user: User, pk: int) -> ImportRun:
    """One import with its files; raises Http404 where there is none or it is not for `user`."""
    if not may_import(user):
        raise Http404
    found = ImportRun.objects.select_related("created_by", "undone_by", "job").prefetch_related("run_files__stored")
    return get_object_or_404(found, pk=pk)


def run_file(user: User, run_pk: int, file_pk: int) -> RunFile:
    """One file of one import; raises Http404 where there is none or it is not for `user`."""
    if not may_import(user):
        raise Http404
    return get_object_or_404(RunFile.objects.select_related("stored", "run"), pk=file_pk, run_id=run_pk)


@dataclass(frozen=True)
class RunLine:
    """One import in the list."""

    run: ImportRun
    files: Sequence[RunFile]
    outcome: Outcome | None
    size_bytes: int

    @property
    def more_files(self) -> int:
        """Files beyond the two that the list names."""
        return len(self.files) - 2

    @property
    def has_rejects_file(self) -> bool:
        """Whether the rejected rows can be downloaded."""
        return bool(self.outcome and self.outcome.rejects_file)


def run_lines(found: Sequence[ImportRun]) -> list[RunLine]:
    """Imports as the list shows them."""
    lines = []
    for each in found:
        files = list(each.run_files.all())
        outcome = Outcome.model_validate(each.report) if each.report else None
        lines.append(RunLine(each, files, outcome, sum(file.stored.size_bytes for file in files)))
    return lines


def loaded_before(user: User, sha256s: Sequence[str], *, but: ImportRun) -> dict[str, ImportRun]:
    """For each content hash the latest import that holds the same file and is loaded."""
    if not may_import(user):
        return {}
    found = (
        RunFile.objects.filter(stored__sha256__in=sha256s, run__state=ImportRun.State.LOADED)
        .exclude(run=but)
        .select_related("run__created_by", "stored")
        .order_by("run__finished_at")
    )
    return {file.stored.sha256: file.run for file in found}


def other_running(user: User, *, but: ImportRun | None = None) -> ImportRun | None:
    """An import of somebody's that is loading now."""
    found = runs(user).filter(state=ImportRun.State.LOADING)
    return (found.exclude(pk=but.pk) if but else found).first()


def sample_is_loaded() -> bool:
    """Whether the sample company's lines are in the books. Says nothing about anybody's data, so it needs no user."""
    return ImportRun.objects.filter(is_sample=True, state=ImportRun.State.LOADED).exists()


def has_books() -> bool:
    """Whether any import is loaded. Says nothing about anybody's data, so it needs no user."""
    return ImportRun.objects.filter(state=ImportRun.State.LOADED).exists()
