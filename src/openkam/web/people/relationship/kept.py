"""What is remembered of a reading: it changes with what is written, with the books and with the day, and with nothing
else, so each process reads an account once for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet, Subquery
from django.utils import timezone

from openkam.core.i18n import language
from openkam.tools.relationship.stage.inputs import Stage
from openkam.web.accounts.models import Account
from openkam.web.people.models import (
    Colleague,
    Contact,
    FunctionPair,
    Interaction,
    JointTeam,
    Link,
    Person,
    StageAnswers,
    StageTarget,
    TeamMember,
)
from openkam.web.people.relationship import reading
from openkam.web.portfolio import books, frames
from openkam.web.shell.memory import Memory
from openkam.web.shell.models import User, Workspace

V = TypeVar("V")
_values: Memory[Any] = Memory(512)
_readings: Memory[reading.Reading] = Memory(32)
"""A reading has everybody and every link in it: thousands of rows of a large account."""


@dataclass(frozen=True)
class Key:
    """What a reading rests on; two that are equal are read alike."""

    changes: tuple[Any, ...]
    """The newest change of each kind; all of them None where nothing was ever written."""
    names: tuple[str | None, str]
    """Of both companies."""
    books: str
    is_worked_out: bool
    """Whether the figures of these books are there: before, nothing is known of trade."""
    day: date


@dataclass(frozen=True)
class Standing:
    """The stages of an account in short. `is_empty`: nothing at all is on record."""

    read: Stage | None
    claimed: Stage | None
    target: Stage | None
    target_on: date | None
    is_empty: bool


def newest(account: Account) -> Key:
    """The same for two requests between which nothing was written that a reading rests on. Two queries.

    Ask for it before reading: what is written in between is then read anew the next time.
    """
    of_account: dict[str, QuerySet[Any]] = {
        "contacts": _history(Contact).filter(account_id=account.pk),
        "members": _history(TeamMember).filter(account_id=account.pk),
        "teams": _history(JointTeam).filter(account_id=account.pk),
        "pairs": _history(FunctionPair).filter(account_id=account.pk),
        "log": _history(Interaction).filter(account_id=account.pk),
        "links": _history(Link).filter(contact_id__in=Contact.objects.filter(account=account).values("pk")),
        "persons": _history(Person).filter(id__in=Contact.objects.filter(account=account).values("person")),
        # A colleague's function and level count on every account.
        "colleagues": _history(Colleague).filter(id__in=TeamMember.objects.filter(account=account).values("colleague")),
    }
    latest = {
        f"newest_{name}": Subquery(rows.order_by("-history_id").values("history_id")[:1])
        for name, rows in of_account.items()
    }
    latest |= {
        "newest_answers": Subquery(StageAnswers.objects.filter(account=account).order_by("-pk").values("pk")[:1]),
        "newest_targets": Subquery(StageTarget.objects.filter(account=account).order_by("-pk").values("pk")[:1]),
    }
    names = {
        "name_ours": Subquery(Workspace.objects.filter(pk=1).values("name")[:1]),
        "name_theirs": F("name"),
    }
    asked = Account.objects.filter(pk=account.pk).annotate(**latest, **names)
    *changes, ours, theirs = asked.values_list(*latest, *names).get()
    state = books.current_state()
    is_worked_out = state is not None and frames.at_once(state) is not None
    return Key(tuple(changes), (ours, theirs), state.key if state else "", is_worked_out, timezone.localdate())


def _history(model: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.history.order_by()  # type: ignore[attr-defined] # every model here has a history
    return rows


def once(what: str, account: Account, seen: Key, make: Callable[[], V], *more: Hashable) -> V:
    """The value made by `make`, or the one made before under the same newest change, books, day and `more`."""
    found: V = _values.get((what, account.pk, seen, more), make)
    return found


def has(what: str, account: Account, seen: Key, *more: Hashable) -> bool:
    """Whether `once` would answer without making anything."""
    return _values.has((what, account.pk, seen, more))


def read(user: User, account: Account, seen: Key) -> reading.Reading:
    """The account as it is read today, anew only after a change; `user` sees the account, and so all of it."""
    return _readings.get((account.pk, seen, language()), lambda: reading.read(user, account))


def standing(user: User, account: Account) -> Standing:
    """The stages of an account that `user` sees, read anew only after a change."""
    seen = newest(account)
    if not any(seen.changes):
        return Standing(None, None, None, None, is_empty=True)
    return once("standing", account, seen, lambda: _of(read(user, account, seen)))


def _of(found: reading.Reading) -> Standing:
    """The stages of a reading."""
    result = found.result
    return Standing(
        result.stage_read, result.claim_ours.stage, result.target_stage, result.target_on, is_empty=not found.people
    )
