"""What is done with objectives beside adding and changing: typed values, closing, deleting and bringing back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.people.actions.writing import counted_up
from openkam.web.plans.actions.rows import change_row, order_rows, restore_row
from openkam.web.plans.models import Action, Objective, Reading, Whitespace
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


@transaction.atomic
def close_objective(*, objective: Objective, is_closed: bool, based_on: int) -> Objective:
    """Close an objective, or open it again. Raises `ChangedMeanwhile`."""
    return change_row(objective, values={"is_closed": is_closed}, based_on=based_on)


@transaction.atomic
def move_objective(*, objective: Objective, places: int) -> None:
    """Move an objective up (negative) or down among those that are as open or closed as it is."""
    alike = Objective.objects.select_for_update().filter(account=objective.account, is_closed=objective.is_closed)
    pks = [pk for pk in alike.values_list("pk", flat=True) if pk != objective.pk]
    was = sum(1 for row in alike if (row.position, row.pk) < (objective.position, objective.pk))
    pks.insert(min(max(was + places, 0), len(pks)), objective.pk)
    order_rows(Objective, account=objective.account, pks=pks)


@transaction.atomic
def restore_objective(record: Any) -> Objective:
    """Bring back the objective that `record`, a deletion in the history, took away: with its typed values, the actions
    that served it and the whitespace that led to it, as far as nobody has touched them since.
    """
    was_there = Objective.objects.filter(pk=record.id).exists()
    back = restore_row(record)
    assert isinstance(back, Objective)  # noqa: S101 - the record is of an objective
    if not was_there:
        _restore_readings(back)
        _link_again(Action, back)
        _link_again(Whitespace, back)
    return back


def _restore_readings(objective: Objective) -> None:
    """Readings are never deleted but with their objective, so each whose last record is a deletion went with it."""
    there = Reading.objects.values("pk")
    for record in Reading.history.filter(objective=objective.pk, history_type="-").exclude(id__in=there):
        reading = record.instance
        reading.save(force_insert=True)
        # Saving puts the present moment there; it was typed when it was typed.
        Reading.objects.filter(pk=reading.pk).update(at=record.at)


def _link_again(model: type[Action] | type[Whitespace], objective: Objective) -> None:
    """Nobody wrote the loss into the history of the rows that named the objective, so their last record still knows."""
    history: Any = model.history
    knew = set(history.filter(objective=objective.pk).values_list("id", flat=True))
    for row in model._default_manager.filter(account=objective.account, objective=None, pk__in=knew):
        if history.filter(id=row.pk).latest("history_id").objective_id == objective.pk:
            row.objective = objective
            counted_up(row)
