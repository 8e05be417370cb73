"""Which cycles there are, and which one a reader is shown. Everybody who signs in may know the cycles by name."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from openkam.web.cycles.models import Cycle, Rater
from openkam.web.shell.models import Role, User


def cycles() -> QuerySet[Cycle]:
    """All cycles, the newest first."""
    return Cycle.objects.select_related("previous")


def current() -> Cycle | None:
    """The newest cycle that is not frozen, else the newest of all."""
    return cycles().exclude(state=Cycle.State.FROZEN).first() or cycles().first()


def cycle_for(pk: int) -> Cycle:
    """The cycle, or 404."""
    found = cycles().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_lead(user: User) -> bool:
    """Whether `user` sets up cycles and decides: administrators and programme leads."""
    return user.role in {Role.ADMINISTRATOR, Role.LEAD}


def is_rater(user: User, cycle: Cycle) -> bool:
    """Whether `user` is asked to score in this cycle."""
    return Rater.objects.filter(cycle=cycle, user=user).exists()
