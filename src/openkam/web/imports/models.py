"""Files that people dropped, what they said about them, and what came of it."""

from __future__ import annotations

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


class ImportRun(models.Model):
    """One import, from the dropped file to the loaded snapshot or the reason why not, and its undoing."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not yet loaded")
        LOADING = "loading", _("loading")
        LOADED = "loaded", _("loaded")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("undone")

    class Content(models.TextChoices):
        LINES = "lines", _("invoice lines")
        ACCOUNTS = "accounts", _("list of accounts")

    files = models.ManyToManyField(StoredFile)
    content = models.CharField(max_length=10, choices=Content, default=Content.LINES)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    mapping = models.JSONField(default=dict)
    """File name → ColumnMapping as JSON."""
    report = models.JSONField(null=True)
    load_id = models.CharField(max_length=60, blank=True)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL)
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_content_display()} {self.created_at:%Y-%m-%d %H:%M}"


class RememberedMapping(models.Model):
    """What a person said of a file's columns, for the next file of the same shape."""

    shape = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.shape
