"""How the parts of completeness and health weigh, for every plan of the workspace."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.feeds.plan_health import COMPLETENESS, HEALTH, USUAL
from openkam.web.people.actions.writing import refused
from openkam.web.plans.models import HealthWeight
from openkam.web.shell.models import Workspace

USUAL_WEIGHTS: Mapping[str, int] = {**COMPLETENESS, **HEALTH}


class WeightsChangedMeanwhile(OpenKAMError):
    """Somebody else saved weights after this person opened the form. Nothing was written."""

    code = "weights_changed_meanwhile"


def weights_now() -> dict[str, int]:
    """The weight of every part."""
    saved = dict(HealthWeight.objects.values_list("part", "weight"))
    return {part: saved.get(part, usual) for part, usual in USUAL_WEIGHTS.items()}


def version_now() -> int:
    """Grows with every change of a weight."""
    newest = HealthWeight.history.order_by("-history_id").values_list("history_id", flat=True).first()
    return int(newest or 0)


@transaction.atomic
def save_weights(*, weights: Mapping[str, int], based_on: int) -> None:
    """Weigh the parts like this; those that weigh the usual keep no row.

    Raises `WeightsChangedMeanwhile`, and `InvalidInput` for an unknown part, a weight outside 0 to 100, or a score of
    which no part weighs anything.
    """
    # One person at a time: rows that are not there yet cannot be locked.
    Workspace.objects.select_for_update().get_or_create(pk=1)
    if version_now() != based_on:
        raise WeightsChangedMeanwhile(
            _("Somebody else has changed the weights while you were editing them."),
            remedy=_("Their values are shown beside yours. Send the form again to keep yours."),
        )
    unknown = weights.keys() - USUAL_WEIGHTS.keys()
    if unknown:
        raise InvalidInput(
            _("There is no part {name}.").format(name=", ".join(sorted(unknown))),
            remedy=_("Weigh the parts that the page names."),
        )
    wanted = {**weights_now(), **weights}
    if any(not sum(wanted[part] for part in parts) for parts in USUAL.values()):
        raise InvalidInput(
            _("In each of the two scores at least one part must weigh more than nothing."),
            remedy=_("Give one of its parts a weight above 0."),
        )
    saved = {row.part: row for row in HealthWeight.objects.all()}
    for part, weight in wanted.items():
        _save(saved.get(part), part, weight)


def _save(row: HealthWeight | None, part: str, weight: int) -> None:
    if weight == USUAL_WEIGHTS[part]:
        if row is not None:
            row.delete()
        return
    if row is not None and row.weight == weight:
        return
    row = row or HealthWeight(part=part)
    row.weight = weight
    try:
        row.clean_fields()
    except ValidationError as error:
        raise refused(row, error) from None
    row.save()
