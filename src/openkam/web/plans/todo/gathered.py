"""Actions with what follows from them: which are late, and which wait for another that is not over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from openkam.web.plans.models import Action

OVER = (Action.Status.DONE, Action.Status.DROPPED)
NAMED = 3
"""So many of those that an action waits for are named; the others are counted."""


@dataclass(frozen=True)
class Wait:
    """One action that another waits for."""

    pk: int
    text: str
    is_over: bool


@dataclass(frozen=True)
class Row:
    """One action as a page shows it."""

    action: Action
    waits: tuple[Wait, ...]
    is_overdue: bool

    @property
    def blocked_by(self) -> tuple[Wait, ...]:
        """What must be over first; nothing where the action is over itself."""
        return () if self.action.is_over else tuple(wait for wait in self.waits if not wait.is_over)

    @property
    def named(self) -> tuple[Wait, ...]:
        """The first of them."""
        return self.blocked_by[:NAMED]

    @property
    def more(self) -> int:
        """How many are not named."""
        return len(self.blocked_by) - len(self.named)

    @property
    def token(self) -> str:
        """The action and the version that is seen, for a form."""
        return f"{self.action.pk}.{self.action.version}"


def gather(actions: QuerySet[Action], today: date) -> list[Row]:
    """The actions in their order. Two queries."""
    found = list(actions.select_related("account", "owner", "objective", "contact__person"))
    waits = waits_of(found)
    return [Row(one, waits.get(one.pk, ()), is_overdue(one, today)) for one in found]


def is_overdue(action: Action, today: date) -> bool:
    """Whether its day is past and it is not over."""
    return action.due_on is not None and action.due_on < today and not action.is_over


def waits_of(actions: Iterable[Action]) -> Mapping[int, tuple[Wait, ...]]:
    """What each of the actions waits for."""
    through = Action.waits_for.through._default_manager
    accounts = {action.account_id for action in actions}
    found: dict[int, tuple[Wait, ...]] = {}
    rows = through.filter(from_action__account__in=accounts).order_by("to_action__position", "to_action_id")
    for source, pk, text, status in rows.values_list(
        "from_action_id", "to_action_id", "to_action__text", "to_action__status"
    ):
        found[source] = (*found.get(source, ()), Wait(pk, text, status in OVER))
    return found
