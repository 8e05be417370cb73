"""How health is weighed: one row for each part that the programme weighs differently from the usual."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from simple_history.models import HistoricalRecords


class HealthWeight(models.Model):
    """The weight of one part of health or completeness, 0 to 100; parts without a row weigh what `health` says."""

    part = models.CharField(max_length=40, unique=True)
    weight = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])

    history = HistoricalRecords()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(weight__lte=100), name="health_weight_up_to_100")]

    def __str__(self) -> str:
        return f"{self.part}: {self.weight}"
