"""Asking for a calendar feed or the weekly mail, and stopping them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openkam.web.plans.models import Digest, Feed
from openkam.web.shell.links import hash_of, new_token
from openkam.web.shell.models import User


def week_of(moment: datetime) -> str:
    """The week of a moment where the company is, such as 2026-W49: it begins on Monday."""
    year, week, _day = timezone.localtime(moment).isocalendar()
    return f"{year}-W{week:02d}"


@transaction.atomic
def make_feed(*, user: User) -> str:
    """A fresh token for the person's calendar; an address that was given out before no longer works."""
    revoke_feed(user=user)
    token = new_token()
    Feed.objects.create(user=user, token_hash=hash_of(token))
    return token


@transaction.atomic
def revoke_feed(*, user: User) -> bool:
    """Stop the person's calendar; answers whether there was one."""
    found = Feed.objects.select_for_update().filter(user=user).first()
    if found is None:
        return False
    found.delete()
    return True


@transaction.atomic
def want_digest(*, user: User, site: str) -> Digest:
    """Send the weekly mail from the coming Monday on, with links that begin with `site`."""
    found = Digest.objects.select_for_update().filter(user=user).first() or Digest(user=user)
    found.is_wanted, found.site, found.week = True, site, week_of(timezone.now())
    found.state, found.at, found.error = Digest.State.WAITING, timezone.now(), ""
    found.save()
    return found


@transaction.atomic
def stop_digest(*, user: User) -> bool:
    """Send no weekly mail any more; answers whether it was sent until now."""
    found = Digest.objects.select_for_update().filter(user=user, is_wanted=True).first()
    if found is None:
        return False
    found.is_wanted = False
    found.save()
    return True
