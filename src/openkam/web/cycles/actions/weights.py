"""Keeping weights that were tried on the matrix: all of them, or none where somebody changed one meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from openkam.core.errors import OpenKAMError
from openkam.core.numbers import format_as_typed
from openkam.web.cycles.actions.criteria import stamp
from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import CriteriaSet, Criterion, Cycle
from openkam.web.cycles.ready import name_of

PLACES = Decimal("0.0001")


class StaleWeights(OpenKAMError):
    """Somebody changed the weights since they were seen."""

    code = "stale_weights"


def stamps(rows: Iterable[Criterion], method: str) -> str:
    """The mark of all weights of a set and of how it gets them, by which a form says what it started from."""
    said = ";".join(f"{row.key}={stamp(row.weight)}/{row.rank}" for row in sorted(rows, key=lambda row: row.key))
    return stamp(f"{method}:{said}")


@transaction.atomic
def keep_weights(*, cycle: Cycle, shares: Mapping[str, float], moved: Mapping[str, float], was: str) -> int:
    """Make the weights tried those of the cycle's attractiveness factors; answers how many changed.

    `moved` is in percent of the weights kept before, whose `shares` sum to 1; `was` is the mark of those weights.
    Typed weights keep their own scale, so that only what was moved changes; ranked or compared ones become typed
    percents. Raises `FrozenCycle`, `StaleWeights`.
    """
    held = write(cycle)
    own = CriteriaSet.objects.select_for_update().get(cycle=held, kind=CriteriaSet.Kind.ATTRACTIVENESS)
    rows = {row.key: row for row in own.criteria.all()}
    if was != stamps(rows.values(), own.method):
        raise _stale(own, rows, moved)
    is_typed = own.method == CriteriaSet.Method.TYPED
    total = sum((row.weight for row in rows.values()), Decimal(0)) if is_typed else Decimal(100)
    changed = 0
    for key, row in rows.items():
        if is_typed and key not in moved:
            continue
        percent = Decimal(str(moved.get(key, 100 * shares.get(key, 0.0))))
        weight = (percent * total / 100).quantize(PLACES)
        if weight != row.weight:
            row.weight = weight
            row.save()
            changed += 1
    if not is_typed:
        own.method, own.is_percent = CriteriaSet.Method.TYPED, False
        own.save()
    return changed


def _stale(own: CriteriaSet, rows: Mapping[str, Criterion], moved: Mapping[str, float]) -> StaleWeights:
    """Both values of everything that was moved: what stands now, and what was wanted."""
    total = sum((row.weight for row in rows.values()), Decimal(0))
    parts = [
        _("{name}: now {now} %, you wanted {wanted} %").format(
            name=name_of(own.kind, row),
            now=format_as_typed(float(100 * row.weight / total)) if total else "0",
            wanted=format_as_typed(moved[key]),
        )
        for key, row in rows.items()
        if key in moved
    ]
    return StaleWeights(
        _("Somebody changed the weights since you opened the matrix, so yours were not kept. {both}").format(
            both="; ".join(parts)
        ),
        remedy=_("Look at the matrix as it is now; what you tried still stands in the address."),
    )
