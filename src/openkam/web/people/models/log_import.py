"""Calendars and mail that filled the log: what was read, what was said of it, what it wrote."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from openkam.web.accounts.models import Account


class LogImport(models.Model):
    """One calendar or mail file, brought in from the log of `account`; the file itself is never kept.

    Until it is loaded, `reading` holds who met when, for the eyes of `created_by` alone; loading empties it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("not yet loaded")
        LOADED = "loaded", _("loaded")
        UNDONE = "undone", _("undone")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="log_imports")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=4)
    """`ics` or `mail`."""
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    reading = models.JSONField(default=dict)
    """`log.found.Reading` as JSON."""
    choices = models.JSONField(default=dict)
    """Who the unknown are: key of `log.found.Someone` → `add`, or `c` and the contact's pk."""
    written = models.JSONField(default=list)
    """The keys of the interactions that it wrote."""
    added = models.JSONField(default=list)
    """The keys of the contacts that it added."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
