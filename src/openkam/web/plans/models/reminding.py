"""How people are reminded outside the application: the address of their calendar feed, and the weekly mail."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.shell.models import User


class Feed(models.Model):
    """The address of a person's calendar. Its token is kept as a hash; a new address replaces the old one."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    """When a calendar last asked, to within an hour."""

    history = HistoricalRecords(excluded_fields=["token_hash", "read_at"])

    def __str__(self) -> str:
        return str(self.user)


class Digest(models.Model):
    """That a person wants the weekly mail, and what became of the newest. No row: they have never asked for it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("nothing sent yet")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        EMPTY = "empty", _("there was nothing to say")
        FAILED = "failed", _("could not be sent")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="digest")
    is_wanted = models.BooleanField(default=True)
    site = models.URLField(max_length=300)
    """The address by which the person reaches the application; links in the mail begin with it."""
    week = models.CharField(max_length=8)
    """The newest week that is dealt with, such as 2026-W49: each is sent once, however many workers there are."""
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    at = models.DateTimeField(auto_now_add=True)
    """When the state began."""
    error = models.CharField(max_length=500, blank=True)

    history = HistoricalRecords(excluded_fields=["week", "state", "at", "error"])

    def __str__(self) -> str:
        return f"{self.user}, {self.week}"
