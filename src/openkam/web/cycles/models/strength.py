"""How we stand against rivals at each candidate, and what the customer says of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.cycles.models.cycle import PEOPLE, InCycle, ScoreField, on_scale
from openkam.web.cycles.models.scores import Candidate


class SuccessFactor(InCycle):
    """A critical success factor of one candidate; `key` and `name` as in `Criterion`."""

    cycle_path = "candidate__cycle"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="success_factors")
    key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=12, decimal_places=4, default=1)
    position = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "key"], name="one_success_factor_per_key"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="success_weight_is_not_negative"),
        ]


class Rival(InCycle):
    """Another supplier of a candidate."""

    cycle_path = "candidate__cycle"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="rivals")
    name = models.CharField(_("rival"), max_length=200)
    position = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "name"], name="one_rival_per_name")]

    def __str__(self) -> str:
        return self.name


class SurveyLink(InCycle):
    """A link by which a person of the customer rates us and our rivals once. Only its hash is stored."""

    cycle_path = "candidate__cycle"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="survey_links")
    token_hash = models.CharField(max_length=64, unique=True)
    recipient = models.CharField(_("for whom"), max_length=200)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()


class Rating(InCycle):
    """How one supplier (`rival` None: ourselves) does on a success factor, from whom and when.

    `survey` is the link by which a person of the customer said so; None: one of us did. The customer's goes first.
    """

    cycle_path = "factor__candidate__cycle"

    factor = models.ForeignKey(SuccessFactor, on_delete=models.CASCADE, related_name="ratings")
    rival = models.ForeignKey(Rival, null=True, blank=True, on_delete=models.CASCADE, related_name="ratings")
    value = ScoreField(null=True, blank=True)
    said_by = models.CharField(_("from whom"), max_length=200, blank=True)
    survey = models.ForeignKey(SurveyLink, null=True, blank=True, on_delete=models.CASCADE, related_name="ratings")
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factor", "rival", "survey"], name="one_rating_of_a_rival_in_a_survey"),
            models.UniqueConstraint(
                fields=["factor", "rival"], condition=models.Q(survey__isnull=True), name="one_rating_of_a_rival_by_us"
            ),
            models.UniqueConstraint(
                fields=["factor", "survey"], condition=models.Q(rival__isnull=True), name="one_rating_of_us_in_a_survey"
            ),
            models.UniqueConstraint(
                fields=["factor"],
                condition=models.Q(rival__isnull=True, survey__isnull=True),
                name="one_rating_of_us_by_us",
            ),
            models.CheckConstraint(condition=on_scale("value"), name="rating_is_on_the_scale"),
        ]
