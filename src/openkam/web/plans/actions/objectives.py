"""Typed values of objectives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.plans.models import Objective, Reading
from openkam.web.shell.models import User


@transaction.atomic
def read_typed(*, objective: Objective, on: date, value: Decimal, source: str, author: User | None) -> Reading:
    """Keep a typed value with its source. Raises `InvalidInput` for a computed measure, or without a source."""
    if objective.measure != Objective.Measure.TYPED:
        raise InvalidInput(
            _("The value of this objective is computed, so it is not typed."), remedy=_("Choose the measure “typed”.")
        )
    if not source.strip():
        raise InvalidInput(_("A typed value needs its source."), remedy=_("Say where the number comes from."))
    if on > timezone.localdate():
        raise InvalidInput(_("A value is not read in the future."), remedy=_("Give the day on which it was read."))
    return Reading.objects.create(objective=objective, on=on, value=value, source=source.strip(), author=author)
