"""How everything in a cycle is written: one writer at a time, and never in a frozen one."""

from __future__ import annotations

from django.db import transaction

from openkam.web.cycles.models import Cycle
from openkam.web.cycles.models.cycle import frozen_cycle


def write(cycle: Cycle, *, changes_answers: bool = True) -> Cycle:
    """The cycle, locked until the transaction ends, with its revision raised. Raises `FrozenCycle`.

    Must be called inside a transaction, before the first write. `changes_answers` False: neither selection nor matrix
    depend on what is written, so what is computed of them stays.
    """
    held = hold(cycle)
    raise_revision(held, changes_answers=changes_answers)
    return held


def hold(cycle: Cycle) -> Cycle:
    """The cycle, locked until the transaction ends; for who finds out only then whether anything changes.

    Raises `FrozenCycle`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a cycle is written inside a transaction")
    held = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if held.is_frozen:
        raise frozen_cycle(held.name)
    return held


def raise_revision(held: Cycle, *, changes_answers: bool = True) -> None:
    """Say of a cycle that is held that it changes."""
    held.revision += 1
    if changes_answers:
        held.answers_revision = held.revision
    held.save(update_fields=["revision", "answers_revision"])
