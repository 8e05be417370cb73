"""A rater says that they have finished, or that they have not."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from openkam.web.cycles.actions.writing import write
from openkam.web.cycles.models import Cycle, Rater
from openkam.web.shell.models import User


@transaction.atomic
def finish_scoring(*, cycle: Cycle, user: User, is_finished: bool) -> None:
    """Note that this rater has given all that they can, or takes that back. Raises `FrozenCycle`."""
    held = write(cycle, changes_answers=False)
    for row in Rater.objects.filter(cycle=held, user=user):
        row.finished_at = timezone.now() if is_finished else None
        row.save()
