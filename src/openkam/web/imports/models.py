"""Files that people dropped, what they said about them, and what came of it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openkam.web.shell.models import Job


class StoredFile(models.Model):
    """An uploaded file, kept under its content hash in the upload folder."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=300)
    size_bytes = models.BigIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie; files with the same content share one place."""
        return Path(settings.UPLOAD_DIR) / self.sha256


class ImportRun(models.Model):
    """One import, from the dropped files to the loaded snapshot or the reason why not, and its undoing."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not yet loaded")
        LOADING = "loading", _("loading")
        LOADED = "loaded", _("loaded")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("undone")

    files = models.ManyToManyField(StoredFile, through="RunFile")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    report = models.JSONField(null=True)
    """What the load did: `records.Outcome` as JSON, without the rejected rows."""
    rejects = models.JSONField(default=list)
    """The first rejected rows, for the page; all of them are in the file that `report` names."""
    changes = models.JSONField(default=dict)
    """What the run did to accounts and names, so that it can be taken back: `records.Changes` as JSON."""
    error = models.JSONField(null=True)
    """Why the last attempt was refused, in the shape in which every error is told."""
    load_id = models.CharField(max_length=60, blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL)
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def note(self) -> str:
        """The mark that the ledger keeps with the load, by which a load is found again after a crash."""
        return f"import {self.pk}"


class RunFile(models.Model):
    """A file of one run: what it holds, how it is read, and what its columns mean."""

    class Content(models.TextChoices):
        LINES = "lines", _("Invoice lines")
        ACCOUNTS = "accounts", _("List of accounts")
        PRODUCT = "product", _("Names of products")
        SALESPERSON = "salesperson", _("Names of salespeople")
        TERRITORY = "territory", _("Names of territories")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="run_files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="run_files")
    name = models.CharField(max_length=320)
    """What the run calls the file: unique in it, even if two folders held an `invoices.csv`."""
    content = models.CharField(max_length=12, choices=Content, default=Content.LINES)
    mapping = models.JSONField(null=True)
    """`ledger.ColumnMapping` for invoice lines, `lists.ListMapping` for every kind of list."""
    preview = models.JSONField(null=True)
    """`ledger.Preview` as last read, so that looking at the page does not read the file again."""
    problems = models.JSONField(default=list)
    """`ledger.Problem`s among the first rows under the present mapping."""
    rows_counted = models.BigIntegerField(null=True)
    rows_complete = models.BooleanField(default=False)
    """Whether `rows_counted` is the whole file, or where the counting stopped."""
    error = models.JSONField(null=True)
    """Why the file cannot be read at all."""
    language = models.CharField(max_length=10, blank=True)
    """The language in which reasons and remarks above were written."""
    is_remembered = models.BooleanField(default=False)
    """Whether the mapping came from an earlier file of the same shape."""

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_name_per_file_of_a_run")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_list(self) -> bool:
        """Whether it names things, rather than holding invoice lines."""
        return self.content != self.Content.LINES


class RememberedMapping(models.Model):
    """What a person said of a file's columns, for the next file of the same shape."""

    shape = models.CharField(max_length=64, unique=True)
    content = models.CharField(max_length=12, choices=RunFile.Content, default=RunFile.Content.LINES)
    mapping = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.shape
