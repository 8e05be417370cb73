"""Who can own an action: our people on the account, and whoever is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openkam.web.accounts.models import Account
from openkam.web.people.actions.team import colleague_of
from openkam.web.people.models import Colleague
from openkam.web.people.queries.people import members_of
from openkam.web.shell.models import User

ME: Final = "me"
"""Stands for the reader, who need not be known as a colleague yet."""


def owners_of(user: User, account: Account) -> list[Colleague]:
    """Our people on the account, by name."""
    found = {row.colleague_id: row.colleague for row in members_of(user, account)}
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.pk))


def owner_choices(user: User, account: Account, *also: Colleague | None) -> list[tuple[str, str]]:
    """(key, name) of each that can be chosen; `also` are those who are chosen now and may have left."""
    people = owners_of(user, account)
    people += [one for one in also if one is not None and one not in people]
    made = [(str(one.pk), one.name) for one in people]
    if not any(one.user_id == user.pk for one in people):
        made.append((ME, str(user)))
    return made


def owner_named(key: str, user: User) -> Colleague | None:
    """The colleague of a choice; the reader becomes one where they were none. Part of a write."""
    if not key:
        return None
    return colleague_of(user) if key == ME else Colleague.objects.get(pk=int(key))


def find_owner(name: str, people: Sequence[Colleague]) -> list[Colleague]:
    """Those whose name, or a word of it, begins with `name`; who is called exactly that comes alone."""
    wanted = name.casefold()
    exact = [one for one in people if one.name.casefold() == wanted]
    if exact:
        return exact
    return [one for one in people if _begins(one.name.casefold(), wanted)]


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or any(word.startswith(wanted) for word in name.split())
