"""Who may be chosen, who scores, and what they gave."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.accounts.models import Account
from openkam.web.cycles.models.criteria import Criterion
from openkam.web.cycles.models.cycle import PEOPLE, Cycle, InCycle, ScoreField, on_scale


class Candidate(InCycle):
    """An account that may be chosen in a cycle. Code and name are as they were when it became one, so that a past
    cycle stays readable when the account is gone."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="candidates")
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="candidacies")
    code = models.CharField(max_length=200)
    name = models.CharField(max_length=12000)
    manager = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    days = models.DecimalField(_("days a year"), max_digits=6, decimal_places=1, null=True, blank=True)
    """What it should get; empty: what its class gets."""
    added_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "code"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="one_candidacy_per_account")]

    def __str__(self) -> str:
        return self.name


class Rater(InCycle):
    """A person who is asked to score in a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="raters")
    user = models.ForeignKey(PEOPLE, on_delete=models.CASCADE, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "user"], name="one_rater_per_person")]


class Source(models.TextChoices):
    """Where a score comes from."""

    TYPED = "typed", _("typed")
    SHEET = "sheet", _("from a workbook")
    BOOKS = "books", _("from the books, accepted")
    SURVEY = "survey", _("by the customer")


class Score(InCycle):
    """One rater's score of one candidate on one criterion or factor. `value` None with `is_unknown`: cannot say.

    `version` is what a save names as the state that it started from.
    """

    cycle_path = "candidate__cycle"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    rater = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    value = ScoreField(null=True, blank=True)
    is_unknown = models.BooleanField(default=False)
    evidence = models.CharField(_("evidence"), max_length=1000, blank=True)
    source = models.CharField(max_length=6, choices=Source, default=Source.TYPED)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "criterion", "rater"], name="one_score_per_rater_and_cell"),
            models.CheckConstraint(condition=on_scale("value"), name="score_is_on_the_scale"),
        ]
        indexes = [models.Index(fields=["criterion", "candidate"], name="score_cell")]
