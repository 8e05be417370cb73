"""What can stop an account, or the whole programme, and who answers it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.tools.define.risk.inputs import LEVELS, RESPONSE_NAMES, STATUS_NAMES
from openkam.tools.define.risk.sources import SOURCE_NAMES
from openkam.web.accounts.models import Account

TEXT_LENGTH = 1000
OWNER_LENGTH = 200


class Risk(models.Model):
    """Because of the cause the event may happen, with the effect. Without an account it is the programme's.

    The keys of source, impact, probability, response and status are those of the risk analysis tool, which also
    names them. `version` grows with each change, so that nobody overwrites what they have not seen.
    """

    account = models.ForeignKey(
        Account, verbose_name=_("account"), null=True, blank=True, on_delete=models.CASCADE, related_name="risks"
    )
    source = models.CharField(max_length=40)
    cause = models.CharField(max_length=TEXT_LENGTH, blank=True)
    event = models.CharField(max_length=TEXT_LENGTH)
    effect = models.CharField(max_length=TEXT_LENGTH, blank=True)
    impact = models.CharField(max_length=10)
    probability = models.CharField(max_length=10)
    money = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    """In the currency of the workspace; None where it is not known."""
    response = models.CharField(max_length=10, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="risks"
    )
    owner_text = models.CharField(max_length=OWNER_LENGTH, blank=True)
    """Who answers it where that is nobody who signs in here."""
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, default="open")
    residual_impact = models.CharField(max_length=10, blank=True)
    residual_probability = models.CharField(max_length=10, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["status", "account"], name="risk_status_account")]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=sorted(SOURCE_NAMES)), name="risk_source_is_known"),
            models.CheckConstraint(condition=~Q(event=""), name="risk_has_an_event"),
            models.CheckConstraint(condition=Q(impact__in=LEVELS), name="risk_impact_is_a_level"),
            models.CheckConstraint(condition=Q(probability__in=LEVELS), name="risk_probability_is_a_level"),
            models.CheckConstraint(
                condition=Q(money__isnull=True) | Q(money__gte=0), name="risk_money_is_not_negative"
            ),
            models.CheckConstraint(condition=Q(response__in=["", *RESPONSE_NAMES]), name="risk_response_is_known"),
            models.CheckConstraint(condition=Q(status__in=list(STATUS_NAMES)), name="risk_status_is_known"),
            models.CheckConstraint(
                condition=Q(residual_impact="", residual_probability="")
                | Q(residual_impact__in=LEVELS, residual_probability__in=LEVELS),
                name="risk_residual_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.event

    @property
    def owner_name(self) -> str:
        """Who answers it; empty where nobody does."""
        return str(self.owner) if self.owner else self.owner_text
