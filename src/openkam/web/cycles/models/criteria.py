"""By what accounts are chosen: criteria and factors with their weights."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.web.cycles.models.cycle import Cycle, InCycle, ScoreField, on_scale


class CriteriaSet(InCycle):
    """Criteria with their weights: of a cycle, or kept in the library for the next one (`cycle` is None)."""

    class Kind(models.TextChoices):
        SELECTION = "selection", _("Selection criteria")
        ATTRACTIVENESS = "attractiveness", _("Customer attractiveness factors")
        SUCCESS = "success", _("Critical success factors")

    class Method(models.TextChoices):
        TYPED = "typed", _("typed")
        RANKED = "ranked", _("by ranking")
        PAIRWISE = "pairwise", _("by comparing pairs")

    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.CASCADE, related_name="sets")
    kind = models.CharField(max_length=14, choices=Kind)
    name = models.CharField(_("name"), max_length=100, blank=True)
    method = models.CharField(_("weights"), max_length=8, choices=Method, default=Method.TYPED)
    is_percent = models.BooleanField(_("typed weights are percent"), default=False)
    random_index = models.CharField(_("random-index table"), max_length=10, default="saaty_1980")
    """As `tools.define.selection` has it: saaty_1980 or saaty_2005."""

    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind"], condition=models.Q(cycle__isnull=False), name="one_set_of_a_kind_in_a_cycle"
            ),
            models.UniqueConstraint(
                fields=["kind", "name"], condition=models.Q(cycle__isnull=True), name="one_library_set_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.Kind(self.kind).label)


class Criterion(InCycle):
    """One criterion or factor. `key` of a ready one finds its name and scale in the reader's language while they are
    empty here; what a person types stays as typed."""

    cycle_path = "set__cycle"

    set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200, blank=True)
    scale = models.CharField(_("what 1, 5 and 10 mean"), max_length=1000, blank=True)
    position = models.PositiveIntegerField(default=0)
    weight = models.DecimalField(_("weight"), max_digits=12, decimal_places=4, default=1)
    rank = models.PositiveSmallIntegerField(_("importance rank"), null=True, blank=True)
    minimum = ScoreField(_("gate: lowest score allowed"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["set", "key"], name="one_criterion_per_key"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="criterion_weight_is_not_negative"),
            models.CheckConstraint(condition=on_scale("minimum"), name="criterion_gate_is_on_the_scale"),
        ]

    def __str__(self) -> str:
        return self.name or self.key


class Comparison(InCycle):
    """`first` is `times` as important as `second`: one judgement of a pair."""

    cycle_path = "set__cycle"

    set = models.ForeignKey(CriteriaSet, on_delete=models.CASCADE, related_name="comparisons")
    first = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="+")
    times = models.DecimalField(max_digits=8, decimal_places=6)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["set", "first", "second"], name="one_judgement_per_pair"),
            models.CheckConstraint(condition=models.Q(times__gte="0.1", times__lte=10), name="judgement_is_on_scale"),
            models.CheckConstraint(condition=~models.Q(first=models.F("second")), name="judgement_is_of_two"),
        ]
