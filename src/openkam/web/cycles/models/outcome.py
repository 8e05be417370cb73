"""What was decided, what the programme can afford, and what was kept when the cycle froze."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.cycles.models.cycle import PEOPLE, Cycle, InCycle
from openkam.web.cycles.models.scores import Candidate


class Decision(InCycle):
    """In, out or watch, with the reason; where the cycle asks for it, a second person's approval."""

    cycle_path = "candidate__cycle"

    class Verdict(models.TextChoices):
        IN = "in", _("in")
        OUT = "out", _("out")
        WATCH = "watch", _("watch")

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="decision")
    verdict = models.CharField(max_length=5, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=1000)
    by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    approved_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="decision_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("by")),
                name="decision_is_approved_by_another",
            ),
        ]


class Capacity(InCycle):
    """Days a year that a manager has for key accounts in a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="capacities")
    manager = models.ForeignKey(PEOPLE, on_delete=models.CASCADE, related_name="+")
    days = models.DecimalField(_("days a year"), max_digits=6, decimal_places=1)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "manager"], name="one_capacity_per_manager"),
            models.CheckConstraint(condition=models.Q(days__gte=0), name="capacity_is_not_negative"),
        ]


class ClassDays(InCycle):
    """Days a year that an account of a class (k, d, m, o) should get in a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="class_days")
    kind = models.CharField(max_length=1, choices=[(kind, kind) for kind in "kdmo"])
    days = models.DecimalField(_("days a year"), max_digits=6, decimal_places=1)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind"], name="one_number_of_days_per_class"),
            models.CheckConstraint(condition=models.Q(days__gte=0), name="class_days_are_not_negative"),
        ]


class Kept(InCycle):
    """What a tool was given and answered when the cycle was frozen, with the books that it rested on."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="kept")
    tool = models.CharField(max_length=40)
    tool_version = models.CharField(max_length=20)
    inputs = models.JSONField()
    result = models.JSONField()
    books = models.JSONField(default=dict)
    """Snapshot, settings' key, period, currency."""
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "tool"], name="one_kept_answer_per_tool")]
