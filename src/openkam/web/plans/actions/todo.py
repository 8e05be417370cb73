"""Actions: what they wait for, how they move, and many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.people.actions.writing import change, counted_up, locked
from openkam.web.plans.actions.rows import check_row, next_position, restore_row
from openkam.web.plans.models import Action
from openkam.web.shell.models import User

BULK_FIELDS: Final = ("owner", "due_on", "status", "objective")


class SeveralChangedMeanwhile(OpenKAMError):
    """Of the chosen actions some were changed or deleted after the page was opened. Nothing was written."""

    code = "several_changed_meanwhile"


@transaction.atomic
def add_action(
    *,
    account: Account,
    values: Mapping[str, Any],
    author: User | None,
    waits_for: Iterable[Action] = (),
    is_sample: bool = False,
) -> Action:
    """A new action at the end of the list. Raises `InvalidInput`."""
    made = Action(account=account, author=author, is_sample=is_sample, **values)
    made.position = next_position(Action, account)
    _follow_status(made)
    check_row(made)
    made.save()
    waited = list(waits_for)
    if waited:
        _set_waits(made, waited)
    return made


@transaction.atomic
def change_action(
    *, action: Action, values: Mapping[str, Any], based_on: int, waits_for: Iterable[Action] | None = None
) -> Action:
    """Change an action; `waits_for` None leaves what it waits for. Raises `ChangedMeanwhile`, `InvalidInput`."""
    wanted = locked(Action, action.pk)
    if wanted.version == based_on:
        for name, value in values.items():
            setattr(wanted, name, value)
        _follow_status(wanted)
        check_row(wanted)
    fresh = change(action, {**values, "done_on": wanted.done_on}, based_on)
    if waits_for is not None:
        _set_waits(fresh, list(waits_for))
    return fresh


def _follow_status(action: Action) -> None:
    """The day on which it was done comes and goes with the status."""
    if action.status == Action.Status.DONE:
        action.done_on = action.done_on or timezone.localdate()
    else:
        action.done_on = None


def _set_waits(action: Action, waited: list[Action]) -> None:
    for other in waited:
        if other.account_id != action.account_id:
            raise InvalidInput(
                _("{name} belongs to another account.").format(name=other.text), remedy=_("Choose one of this account.")
            )
    ring = _ring(action, waited)
    if ring:
        raise InvalidInput(
            _("These actions would wait for one another in a ring: {names}.").format(names=" → ".join(ring)),
            remedy=_("Take one of the dependencies out."),
        )
    action.waits_for.set(waited)


def _ring(action: Action, waited: list[Action]) -> list[str]:
    """The texts along a ring that these dependencies would close, empty where there is none."""
    rows = Action.waits_for.through.objects.filter(from_action__account=action.account_id)
    edges: dict[int, list[int]] = {}
    for source, target in rows.values_list("from_action", "to_action"):
        edges.setdefault(source, []).append(target)
    edges[action.pk] = [other.pk for other in waited]
    texts = dict(Action.objects.filter(account=action.account_id).values_list("pk", "text"))
    came_from: dict[int, int] = {}
    waiting = [action.pk]
    while waiting:
        at = waiting.pop()
        for other in edges.get(at, ()):
            if other == action.pk:
                path = [at]
                while path[-1] != action.pk:
                    path.append(came_from[path[-1]])
                return [texts[pk] for pk in (*reversed(path), action.pk)]
            if other not in came_from:
                came_from[other] = at
                waiting.append(other)
    return []


@transaction.atomic
def change_several(*, picked: Mapping[int, int], values: Mapping[str, Any]) -> list[Action]:
    """Give the picked actions (pk → version that was seen) these `BULK_FIELDS`. All or none.

    Raises `SeveralChangedMeanwhile`, `InvalidInput`.
    """
    unknown = values.keys() - set(BULK_FIELDS)
    if unknown:
        raise ValueError(f"no fields to change at once: {sorted(unknown)}")
    found = list(Action.objects.select_for_update().filter(pk__in=picked).order_by("pk"))
    if len(found) != len(picked) or any(row.version != picked[row.pk] for row in found):
        raise SeveralChangedMeanwhile(
            _("Somebody else has changed or deleted some of these actions meanwhile."),
            remedy=_("Nothing was changed. Look at the newest state and choose again."),
        )
    for row in found:
        for name, value in values.items():
            setattr(row, name, value)
        row.is_sample = False
        _follow_status(row)
        check_row(row)
        counted_up(row)
    return found


@transaction.atomic
def restore_action(record: Any) -> Action:
    """Bring back the action that `record`, a deletion in the history, took away, with what it waited for and what
    waited for it; a dependency that would close a ring by now, or whose other end is gone, is left out.
    """
    was_there = Action.objects.filter(pk=record.id).exists()
    back = restore_row(record)
    assert isinstance(back, Action)  # noqa: S101 - the record is of an action
    if was_there:
        return back
    others = {row.pk: row for row in Action.objects.filter(account=back.account_id).exclude(pk=back.pk)}
    last = Action.history.filter(id=back.pk, history_id__lt=record.history_id).latest("history_id")
    waited = [others[key] for key in _waited(last) if key in others]
    if not _ring(back, waited):
        back.waits_for.set(waited)
    # Nobody wrote the loss into the history of those that waited, so their last record still knows.
    knew = Action.history.filter(account=back.account_id, historicalaction_waits_for__to_action_id=back.pk)
    for other in (others[key] for key in set(knew.values_list("id", flat=True)) if key in others):
        now = [*other.waits_for.all(), back]
        if back.pk in _waited(other.history.latest("history_id")) and not _ring(other, now):
            other.waits_for.set(now)
    return back


def _waited(record: Any) -> set[int]:
    """The keys of what an action waited for when the record was made."""
    return set(record.historicalaction_waits_for_set.values_list("to_action_id", flat=True))
