"""Imports of contacts: the file that came, what was said of it, what it did, and how that can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openkam.web.accounts.models import Account
from openkam.web.imports.models import StoredFile
from openkam.web.shell.models import Job


class ContactImport(models.Model):
    """One file of contacts, for one account or, without `account`, for all that its column of accounts names."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not yet loaded")
        LOADING = "loading", _("loading")
        LOADED = "loaded", _("loaded")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    class Rule(models.TextChoices):
        FILL = "fill", _("fill gaps only")
        FILE = "file", _("the file wins")

    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="contact_imports"
    )
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="contact_imports")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    rule = models.CharField(max_length=4, choices=Rule, default=Rule.FILL)
    proposes = models.BooleanField(default=True)
    """Whether function and level are filled from the job title where nobody has said them."""
    shape = models.CharField(max_length=64, blank=True)
    """The same for two files with the same columns: the mapping of the last one is taken for the next."""
    reading = models.JSONField(null=True)
    """`incoming.reading.Reading` as JSON: how the file is read and what its columns mean; None where it cannot be."""
    choices = models.JSONField(default=dict)
    """What a person decided of single rows: line → `matching.Choice` as JSON."""
    report = models.JSONField(null=True)
    """`incoming.records.Outcome` as JSON."""
    changes = models.JSONField(default=dict)
    """`incoming.records.Changes` as JSON: what the load wrote, with what stood there before."""
    error = models.JSONField(null=True)
    """Why the file cannot be read or the last attempt failed, in the shape of every error."""
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["shape", "-id"], name="contact_import_shape")]

    def __str__(self) -> str:
        return self.stored.name
