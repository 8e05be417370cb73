"""What both sides say of the relationship, and where it should be by when."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.tools.relationship.stage.inputs import ITEMS, STAGES
from openkam.web.accounts.models import Account
from openkam.web.people.models.contact import NAME_LENGTH


def _answer(item: str) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(
        item, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )


class StageSurvey(models.Model):
    """A link by which a person of the customer answers the six questions once. Only its hash is stored."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stage_surveys")
    token_hash = models.CharField(max_length=64, unique=True)
    recipient = models.CharField(_("for whom"), max_length=NAME_LENGTH)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.recipient


class StageAnswers(models.Model):
    """The six answers of one side on one day, never changed: the newest counts, the others are its history."""

    class Side(models.TextChoices):
        OURS = "ours", _("our company")
        THEIRS = "theirs", _("the customer")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stage_answers")
    side = models.CharField(max_length=6, choices=Side)
    on = models.DateField(_("date"))
    breadth = _answer("breadth")
    openness = _answer("openness")
    trust = _answer("trust")
    planning = _answer("planning")
    status = _answer("status")
    ties = _answer("ties")
    said_by = models.CharField(_("from whom"), max_length=NAME_LENGTH, blank=True)
    survey = models.OneToOneField(StageSurvey, null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["account", "side", "-on"], name="stage_answers_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{item}__isnull": True}) | Q(**{f"{item}__range": (1, 4)}),
                name=f"stage_{item}_is_1_to_4",
            )
            for item in ITEMS
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, {self.on}"


class StageTarget(models.Model):
    """The stage that the relationship should reach, and by when; the newest counts, the others are its history."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stage_targets")
    stage = models.CharField(_("target stage"), max_length=12)
    on = models.DateField(_("target date"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(stage__in=list(STAGES)), name="target_stage_is_known")]

    def __str__(self) -> str:
        return f"{self.stage}, {self.on}"
