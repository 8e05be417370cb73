"""The yearly round of choosing, and what makes a frozen one unchangeable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, gettext_lazy as _
from simple_history.models import HistoricalRecords

from openkam.core.errors import OpenKAMError

PEOPLE: Final = settings.AUTH_USER_MODEL


class ScoreField(models.DecimalField[Any, Any]):
    """A score from 1 to 10 with two decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 4)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


def on_scale(field: str) -> models.Q:
    """The condition that `field` is empty or from 1 to 10."""
    return models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__gte": 1, f"{field}__lte": 10})


class Cycle(models.Model):
    """One dated round of choosing. `revision` grows with every change; `answers_revision` keys what is computed."""

    class State(models.TextChoices):
        OPEN = "open", _("being set up")
        SCORING = "scoring", _("scoring")
        DECIDED = "decided", _("decided")
        FROZEN = "frozen", _("frozen")

    class Level(models.TextChoices):
        EACH = "each", _("every account for itself")
        PARENT = "parent", _("parents, with their subsidiaries")

    name = models.CharField(_("name"), max_length=60, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    period = models.CharField(_("period of the figures"), max_length=20, blank=True)
    """The label of the portfolio's period that revenue and proposals are taken from; empty: the latest year."""
    top = models.PositiveIntegerField(_("accounts to choose"), default=10, validators=[MinValueValidator(1)])
    level = models.CharField(_("candidates are"), max_length=6, choices=Level, default=Level.EACH)
    previous = models.ForeignKey(
        "self", verbose_name=_("compared with"), null=True, blank=True, on_delete=models.SET_NULL, related_name="later"
    )
    is_blind = models.BooleanField(_("raters do not see each other's scores until they have scored"), default=True)
    needs_approval = models.BooleanField(_("a second person approves each decision"), default=False)
    against = models.CharField(max_length=10, default="best_rival")
    """As `tools.define.account_matrix` has it: best_rival or midpoint."""
    line = ScoreField(_("attractiveness line"), null=True, blank=True)
    """Typed; empty: the average of the customers rated."""
    strength_line = models.DecimalField(_("strength line"), max_digits=5, decimal_places=3, default=1)
    strong_left = models.BooleanField(_("strong on the left"), default=False)
    draws = models.PositiveIntegerField(_("draws"), default=10_000, validators=[MaxValueValidator(100_000)])
    seed = models.PositiveIntegerField(_("seed"), default=1)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=1, editable=False)
    answers_revision = models.PositiveIntegerField(default=1, editable=False)
    """The revision of the last change that selection or matrix depend on: a decision is none."""
    is_sample = models.BooleanField(default=False)

    history = HistoricalRecords(excluded_fields=["revision", "answers_revision"])

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(top__gte=1), name="cycle_chooses_somebody"),
            models.CheckConstraint(condition=on_scale("line"), name="cycle_line_is_on_the_scale"),
            models.CheckConstraint(condition=models.Q(strength_line__gt=0), name="cycle_strength_line_is_positive"),
            models.CheckConstraint(
                condition=~models.Q(previous=models.F("id")), name="cycle_is_not_compared_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_frozen(self) -> bool:
        """Nothing in it changes any more."""
        return self.state == self.State.FROZEN

    @property
    def takes_scores(self) -> bool:
        """Scores may be given."""
        return self.state in {self.State.OPEN, self.State.SCORING}

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete with all that belongs to it; a frozen one stays, unless it is the sample's."""
        if self.is_frozen and not self.is_sample:
            raise frozen_cycle(self.name)
        return super().delete(*args, **kwargs)


class FrozenCycle(OpenKAMError):
    """A frozen cycle was about to be changed."""

    code = "frozen_cycle"


def frozen_cycle(name: str) -> FrozenCycle:
    """The error that names the cycle."""
    return FrozenCycle(
        gettext("The cycle {name} is frozen, so nothing in it can be changed.").format(name=name),
        remedy=gettext("Open a new cycle from it and change that one."),
    )


def refuse_frozen(cycles: Iterable[int | None]) -> None:
    """Raise `FrozenCycle` where one of these cycles, by pk, is frozen."""
    wanted = {pk for pk in cycles if pk is not None}
    found = Cycle.objects.filter(pk__in=wanted, state=Cycle.State.FROZEN).first() if wanted else None
    if found is not None:
        raise frozen_cycle(found.name)


Row = TypeVar("Row", bound="InCycle")


class InCycleQuerySet(models.QuerySet[Row]):
    """Rows that belong to cycles: none of the ways of writing many at once reaches into a frozen one."""

    def _refuse(self) -> None:
        refuse_frozen(self.order_by().values_list(f"{self.model.cycle_path}_id", flat=True).distinct())

    def update(self, **kwargs: Any) -> int:
        """As Django's. Raises `FrozenCycle`."""
        self._refuse()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's. Raises `FrozenCycle`."""
        self._refuse()
        return super().delete()

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """As Django's. Raises `FrozenCycle`."""
        rows = list(objs)
        refuse_frozen({row.cycle_pk() for row in rows})
        return super().bulk_create(rows, *args, **kwargs)


class InCycle(models.Model):
    """A row that belongs to a cycle, reached by `cycle_path`: it cannot be written or deleted once that is frozen."""

    cycle_path = "cycle"

    objects = InCycleQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the cycle is frozen. Raises `FrozenCycle`."""
        refuse_frozen([self.cycle_pk()])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, unless the cycle is frozen. Raises `FrozenCycle`."""
        refuse_frozen([self.cycle_pk()])
        return super().delete(*args, **kwargs)

    def cycle_pk(self) -> int | None:
        """The cycle that it belongs to; None where it belongs to none."""
        *steps, last = self.cycle_path.split("__")
        row: Any = self
        for step in steps:
            row = getattr(row, step)
        pk: int | None = getattr(row, f"{last}_id")
        return pk
