"""The history of a whole plan, newest first: the records of all kinds together, one stretch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _, ngettext

from openkam.core.numbers import format_number
from openkam.web.accounts.changes import FieldChange
from openkam.web.accounts.models import Account
from openkam.web.people.models import Contact, TeamMember
from openkam.web.plans.actions.whitespace import PASTED, UNDONE
from openkam.web.plans.history.kinds import KINDS, Kind, differences
from openkam.web.plans.models import Action, Whitespace
from openkam.web.plans.todo.changes import Names as ActionNames
from openkam.web.shell.models import User

SHOWN: Final = 50
ROUNDS: Final = 4
"""Records in which nothing that is told has changed are passed over, so many stretches are read for one page."""
NOBODY: Final = "0"
_JOINED: Final = {Contact: "person", TeamMember: "colleague"}


@dataclass(frozen=True)
class Asked:
    """What a person asks for; empty is everything."""

    kind: str = ""
    who: str = ""
    """The key of a user; `NOBODY` is what OpenKAM did by itself."""
    before: str = ""
    """Where the page before this one ended."""


@dataclass(frozen=True)
class Event:
    """One change of one thing."""

    at: datetime
    who: str
    what: str
    kind: str
    subject: str
    url: str = ""
    fields: tuple[FieldChange, ...] = ()
    restore: str = ""
    paste: str = ""
    """The token of a pasted block that can be taken back."""


@dataclass(frozen=True)
class Page:
    """One page, and where the next one begins; empty where nothing is older."""

    events: list[Event]
    older: str


_Place = tuple[datetime, int, int]
"""Orders all records: when, which kind, which record."""


def page_of(account: Account, asked: Asked, *, may_edit: bool) -> Page:
    """One page of the account's history."""
    kinds = [KINDS[asked.kind]] if asked.kind in KINDS else list(KINDS.values())
    place, events = _place(asked.before), list[Event]()
    for _round in range(ROUNDS):
        stretch = _stretch(account, kinds, asked.who, place)
        told = _Telling(account, stretch, may_edit=may_edit)
        for kind, record in stretch:
            place = (record.history_date, list(KINDS).index(kind.key), record.history_id)
            event = told.event(kind, record)
            if event is not None:
                events.append(event)
            if len(events) == SHOWN:
                return Page(events, _written(place))
        if len(stretch) < SHOWN:
            return Page(events, "")
    return Page(events, _written(place))


def _place(text: str) -> _Place | None:
    """What `_written` wrote; None for what it did not."""
    parts = text.split("~")
    if len(parts) != 3 or not all(key.isascii() and key.isdigit() and len(key) < 19 for key in parts[1:]):
        return None
    try:
        at = parse_datetime(parts[0])
    except ValueError:
        return None
    return (at, int(parts[1]), int(parts[2])) if at is not None and at.tzinfo is not None else None


def _written(place: _Place | None) -> str:
    return f"{place[0].isoformat()}~{place[1]}~{place[2]}" if place else ""


def _stretch(account: Account, kinds: Iterable[Kind], who: str, place: _Place | None) -> list[tuple[Kind, Any]]:
    """The next records of all kinds together. One query for each kind."""
    found = []
    for kind in kinds:
        at = list(KINDS).index(kind.key)
        records = _by(kind.records(account), who)
        if place is not None:
            when, order, number = place
            same = Q(history_date=when) & (
                Q() if at > order else Q(history_id__lt=number) if at == order else Q(pk=None)
            )
            records = records.filter(Q(history_date__lt=when) | same)
        history = kind.model.history
        same_row = history.filter(id=OuterRef("id"))
        earlier = same_row.filter(history_id__lt=OuterRef("history_id")).order_by("-history_id")
        records = records.select_related("history_user").annotate(
            earlier=Subquery(earlier.values("history_id")[:1]),
            is_there=Exists(kind.model._default_manager.filter(pk=OuterRef("id"))),
            is_last=~Exists(same_row.filter(history_id__gt=OuterRef("history_id"))),
        )
        if kind.model is Action:
            records = records.prefetch_related("historicalaction_waits_for_set")
        found += [(at, kind, record) for record in records.order_by("-history_date", "-history_id")[:SHOWN]]
    found.sort(key=lambda one: (-one[2].history_date.timestamp(), one[0], -one[2].history_id))
    return [(kind, record) for _at, kind, record in found[:SHOWN]]


def _by(records: QuerySet[Any], who: str) -> QuerySet[Any]:
    if not who:
        return records
    return records.filter(history_user=None) if who == NOBODY else records.filter(history_user_id=int(who))


def people_of(account: Account) -> list[User]:
    """Who has ever changed something in the plan."""
    keys: set[int] = set()
    for kind in KINDS.values():
        known = kind.records(account).exclude(history_user=None).order_by()
        keys |= set(known.values_list("history_user_id", flat=True).distinct())
    return sorted(User.objects.filter(pk__in=keys), key=lambda one: str(one).casefold())


class _Telling:
    """What is needed to tell some records: the records before them, and what the keys in them stand for."""

    def __init__(self, account: Account, stretch: list[tuple[Kind, Any]], *, may_edit: bool) -> None:
        self._may_edit = may_edit
        by_kind: dict[str, list[Any]] = {}
        for kind, record in stretch:
            by_kind.setdefault(kind.key, []).append(record)
        self._before: dict[str, Mapping[int, Any]] = {}
        keys: dict[type[Model], set[int]] = {}
        for key, records in by_kind.items():
            kind = KINDS[key]
            earlier = kind.model.history.defer("kept") if kind.key == "reviews" else kind.model.history.all()
            if kind.model is Action:
                earlier = earlier.prefetch_related("historicalaction_waits_for_set")
            self._before[key] = earlier.in_bulk([record.earlier for record in records if record.earlier is not None])
            for record in (*records, *self._before[key].values()):
                for field, model in kind.linked.items():
                    keys.setdefault(model, set()).add(getattr(record, f"{field}_id"))
        self.names = {
            model: _names(model, keys.get(model, set()) - {None})
            for model in {model for kind in KINDS.values() for model in kind.linked.values()}
        }
        actions = [*by_kind.get("actions", []), *self._before.get("actions", {}).values()]
        self._of_action = ActionNames(actions) if actions else None
        self._pastes = _pastes(account, by_kind.get("whitespace", []))

    def event(self, kind: Kind, record: Any) -> Event | None:
        """The record told; None where nothing that is told has changed."""
        reason = record.history_change_reason or ""
        if kind.model is Whitespace and reason.startswith((PASTED, UNDONE)):
            return self._paste(kind, record, reason)
        before = self._before[kind.key].get(record.earlier)
        fields: tuple[FieldChange, ...] = ()
        if record.history_type == "-":
            what = _("deleted")
        elif record.history_type == "+":
            if kind.is_told_once and before is not None:
                return None
            what = _("brought back") if before is not None else _("added")
        else:
            fields = tuple(differences(kind, before, record, self.names, self._of_action)) if before is not None else ()
            if not fields:
                return None
            what = _("changed")
        gone = record.history_type == "-" and record.is_last
        can = gone and self._may_edit and not getattr(record, "is_sample", False)
        return Event(
            record.history_date, _who(record), what, str(kind.name), kind.told(record, self.names),
            url=kind.url(record) if kind.url and record.is_there else "",
            fields=fields, restore=kind.restore(record) if can and kind.restore else "",
        )  # fmt: skip

    def _paste(self, kind: Kind, record: Any, reason: str) -> Event:
        new, changed = self._pastes[reason]
        if reason.startswith(UNDONE):
            count = new + changed
            what = ngettext("took a pasted block back: {n} cell", "took a pasted block back: {n} cells", count).format(
                n=format_number(count)
            )
        else:
            what = _("pasted a block: {new} new, {changed} changed").format(
                new=format_number(new), changed=format_number(changed)
            )
        token = reason.removeprefix(PASTED)
        can = self._may_edit and reason.startswith(PASTED) and f"{UNDONE}{token}" not in self._pastes
        url = kind.url(record) if kind.url else ""
        return Event(record.history_date, _who(record), what, str(kind.name), "", url=url, paste=token if can else "")


def _who(record: Any) -> str:
    return str(record.history_user) if record.history_user else _("OpenKAM")


def _names(model: Any, keys: set[int]) -> dict[int, str]:
    """What the rows are called now. One query."""
    if not keys:
        return {}
    found = model._default_manager.filter(pk__in=keys)
    joined = _JOINED.get(model)
    return {row.pk: str(row) for row in (found.select_related(joined) if joined else found)}


def _pastes(account: Account, records: list[Any]) -> dict[str, tuple[int, int]]:
    """Of each pasted block, and each that was taken back: cells put in or taken out, and cells changed."""
    tokens = {(record.history_change_reason or "").rpartition(":")[2] for record in records} - {""}
    reasons = [f"{start}{token}" for token in tokens for start in (PASTED, UNDONE)]
    made: dict[str, tuple[int, int]] = {}
    if not reasons:
        return made
    counted = Whitespace.history.filter(account=account, history_change_reason__in=reasons).order_by()
    for reason, kind, count in counted.values_list("history_change_reason", "history_type").annotate(n=Count("pk")):
        new, changed = made.get(reason, (0, 0))
        made[reason] = (new, changed + count) if kind == "~" else (new + count, changed)
    return made
