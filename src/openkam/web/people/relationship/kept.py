"""What is remembered of a reading: it changes with what is written, with the books and with the day, and with nothing
else, so each process reads an account once for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from openkam.core.i18n import language
from openkam.tools.relationship.stage.inputs import Stage
from openkam.web.accounts.models import Account
from openkam.web.people.queries.records import records_at
from openkam.web.people.queries.revision import Revision, revision_of
from openkam.web.people.relationship import reading
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User

V = TypeVar("V")
_values: Memory[Any] = Memory(512)
_readings: Memory[reading.Reading] = Memory(32)
"""A reading has everybody and every link in it: thousands of rows of a large account."""


@dataclass(frozen=True)
class Standing:
    """The stages of an account in short. `is_empty`: nothing at all is on record."""

    read: Stage | None
    claimed: Stage | None
    target: Stage | None
    target_on: date | None
    is_empty: bool


def once(what: str, account: Account, seen: Revision, make: Callable[[], V], *more: Hashable) -> V:
    """The value made by `make`, or the one made before under the same key and `more`."""
    found: V = _values.get((what, account.pk, seen, more), make)
    return found


def has(what: str, account: Account, seen: Revision, *more: Hashable) -> bool:
    """Whether `once` would answer without making anything."""
    return _values.has((what, account.pk, seen, more))


def read(user: User, account: Account, seen: Revision) -> reading.Reading:
    """The account as it is read today, anew only after a change; `user` sees the account, and so all of it."""
    return _readings.get((account.pk, seen, language()), lambda: reading.of(records_at(user, account, seen)))


def standing(user: User, account: Account) -> Standing:
    """The stages of an account that `user` sees, read anew only after a change."""
    seen = revision_of(account)
    if not any(seen.changes):
        return Standing(None, None, None, None, is_empty=True)
    return once("standing", account, seen, lambda: _of(read(user, account, seen)))


def _of(found: reading.Reading) -> Standing:
    """The stages of a reading."""
    result = found.result
    return Standing(
        result.stage_read, result.claim_ours.stage, result.target_stage, result.target_on, is_empty=not found.people
    )
