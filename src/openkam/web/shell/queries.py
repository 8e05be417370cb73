"""What a person may know of people, jobs and the workspace."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from openkam.web.shell import registry
from openkam.web.shell.links import hash_of
from openkam.web.shell.models import Job, OneTimeSignIn, Role, User
from openkam.web.shell.prepared import Prepared

HITS_PER_PROVIDER = 8


def jobs(user: User) -> QuerySet[Job]:
    """A person's own jobs; an administrator sees all."""
    return Job.objects.all() if user.is_administrator else Job.objects.filter(user=user)


_unfinished = Prepared(lambda pk: Job.objects.filter(user=pk, state__in=[Job.State.WAITING, Job.State.RUNNING])[:5])


def running_jobs(user: User, *, was: Iterable[str] = ()) -> list[Job]:
    """What runs or waits now for `user`, and those of the numbers `was`, at most five."""
    numbers = [int(number) for number in was if number.isdecimal() and len(number) < 19]
    if not numbers:
        return list(_unfinished.ask(user.pk))
    wanted = Q(state__in=[Job.State.WAITING, Job.State.RUNNING]) | Q(pk__in=numbers[:5])
    return list(jobs(user).filter(wanted, user=user)[:5])


def people(user: User) -> QuerySet[User]:
    """Everybody, to administrators; to others those whom they may put on a team: who can sign in."""
    return User.objects.all() if user.is_administrator else User.objects.filter(is_active=True)


def administrators_left(without: User) -> bool:
    """Whether another administrator than `without` may sign in."""
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=without.pk).exists()


def administrator_can_sign_in() -> bool:
    """Whether some administrator has a password or has signed in before (by OpenID Connect, say)."""
    candidates = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return any(user.has_usable_password() or user.last_login is not None for user in candidates)


def administrators_to_ask() -> list[str]:
    """The addresses of those who can help a person who cannot sign in."""
    found = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).filter(Q(last_login__isnull=False))
    return list(found.values_list("email", flat=True)[:3])


def open_sign_in(token: str) -> OneTimeSignIn | None:
    """The unused, unexpired link behind `token`."""
    return (
        OneTimeSignIn.objects.select_related("user")
        .filter(token_hash=hash_of(token), used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )


def search(user: User, text: str) -> list[tuple[registry.Label, list[registry.Hit]]]:
    """What every provider finds for `text`, by kind in the order of the providers."""
    wanted = text.strip()
    hits: list[registry.Hit] = []
    for provider in registry.search_providers:
        hits.extend(_first(provider(user, wanted)))
    return [(kind, list(group)) for kind, group in groupby(hits, key=lambda hit: str(hit.kind))]


def _first(hits: Iterable[registry.Hit]) -> list[registry.Hit]:
    return [hit for hit, _count in zip(hits, range(HITS_PER_PROVIDER), strict=False)]
