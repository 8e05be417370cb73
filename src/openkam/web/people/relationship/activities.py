"""The principal activities that move a relationship to its target: the place for them, which the account plan fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from openkam.web.accounts.models import Account
    from openkam.web.shell.models import User

SHOWN: Final = 7
"""About five are meant; more than these are no longer principal."""


@dataclass(frozen=True)
class Activity:
    """One thing that somebody does until a day. Texts are in the reader's language; `progress` is short, 2 of 4 say."""

    text: str
    url: str
    owner: str = ""
    due_on: date | None = None
    progress: str = ""
    is_late: bool = False
    is_done: bool = False


Provider = Callable[["User", "Account"], Iterable[Activity]]
providers: list[Provider] = []
"""Apps above this one append theirs in `AppConfig.ready()`; each answers what the reader may see, the first first."""


def activities_of(user: User, account: Account) -> list[Activity]:
    """The principal activities of an account, as many as are shown."""
    found = (one for provider in providers for one in provider(user, account))
    return [one for one, _at in zip(found, range(SHOWN), strict=False)]
