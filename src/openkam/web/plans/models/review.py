"""Account reviews: the agenda with its times, what was asked and decided, and the plan as it stood then."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account
from openkam.web.plans.models.action import Action
from openkam.web.plans.models.plan import LINE_LENGTH
from openkam.web.shell.models import User


class Review(models.Model):
    """One review. `kept` is the plan as it stood when the review was closed; from then on nothing here changes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    presenter = models.CharField(_("presenter"), max_length=200, blank=True)
    reviewers = models.CharField(_("reviewers"), max_length=LINE_LENGTH, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    kept = models.JSONField(default=dict, blank=True)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}, {self.on}"


class ReviewItem(models.Model):
    """One point of the agenda, or a question or decision that came up; a decision may have become an action."""

    class Kind(models.TextChoices):
        AGENDA = "agenda", _("agenda")
        QUESTION = "question", _("question")
        DECISION = "decision", pgettext_lazy("review", "decision")

    class Part(models.TextChoices):
        OPENING = "opening", _("opening")
        STATE = "state", _("figures and relationship")
        BUSINESS = "business", _("the customer's business")
        VALUE = "value", _("needs and value")
        GROWTH = "growth", _("whitespace and objectives")
        ACTIONS = "actions", pgettext_lazy("plan", "actions")
        RISKS = "risks", _("risks")
        CLOSING = "closing", _("decisions and next steps")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=Kind)
    part = models.CharField(max_length=8, choices=Part, blank=True)
    """Of a point of the agenda: which part of the plan it looks at."""
    text = models.CharField(max_length=LINE_LENGTH)
    answer = models.CharField(max_length=LINE_LENGTH, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="decided_in")
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
