"""A review as its pages show it: the agenda with its times, what came up, what was kept and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from openkam.publish.deck import Slide
from openkam.web.accounts.models import Account
from openkam.web.plans.deck import slides
from openkam.web.plans.deck.told import told
from openkam.web.plans.models import Review, ReviewItem
from openkam.web.plans.queries.plans import rows_of
from openkam.web.plans.review.differences import Change, changes
from openkam.web.plans.review.words import PARTS, difference, field_name, written
from openkam.web.plans.todo.gathered import OVER
from openkam.web.shell.models import User

Kind = ReviewItem.Kind


@dataclass(frozen=True)
class Point:
    """One point of the agenda with the time at which it should begin."""

    item: ReviewItem
    number: int
    offset: int
    """Minutes from the beginning."""
    begins_at: datetime | None

    @property
    def ends(self) -> int:
        """Minutes from the beginning at which it should be over."""
        return self.offset + (self.item.minutes or 0)


def reviews_of(user: User, account: Account) -> QuerySet[Review]:
    """The account's reviews with what came up, the newest first."""
    items = Prefetch("items", ReviewItem.objects.select_related("action__owner"))
    return rows_of(Review, user, account).defer("kept").prefetch_related(items)


def items(review: Review, kind: str) -> list[ReviewItem]:
    """The points of one kind, in their order."""
    return [one for one in review.items.all() if one.kind == kind]


def agenda(review: Review) -> list[Point]:
    """The points with their times."""
    made, offset = [], 0
    for number, item in enumerate(items(review, Kind.AGENDA)):
        begins = timezone.localtime(review.started_at) + timedelta(minutes=offset) if review.started_at else None
        made.append(Point(item, number, offset, begins))
        offset += item.minutes or 0
    return made


def time_said(review: Review) -> str:
    """Where the agenda does not fill the review's minutes, by how much; empty where it does."""
    gap = review.minutes - sum(one.minutes or 0 for one in items(review, Kind.AGENDA))
    if not gap:
        return ""
    if gap > 0:
        return ngettext("{count} minute is still free", "{count} minutes are still free", gap).format(count=gap)
    return ngettext(
        "The agenda is {count} minute longer than the review", "The agenda is {count} minutes longer than the review",
        -gap,
    ).format(count=-gap)  # fmt: skip


def slides_for(user: User, account: Account, part: str) -> Sequence[Slide]:
    """What the plan says to this part of the agenda, as it stands now."""
    return slides.of_part(told(user, account, "internal"), part) if part else ()


@dataclass(frozen=True)
class Line:
    """One row of the log of reviews."""

    review: Review
    decisions: Sequence[ReviewItem]
    still_open: Sequence[ReviewItem]
    """Questions and decisions whose action is not over, and questions with neither action nor answer."""


def log(user: User, account: Account) -> list[Line]:
    """Every review with what was decided, the newest first."""
    made = []
    for review in reviews_of(user, account):
        decisions, questions = items(review, Kind.DECISION), items(review, Kind.QUESTION)
        made.append(Line(review, decisions, [one for one in (*decisions, *questions) if _waits(one)]))
    return made


def _waits(item: ReviewItem) -> bool:
    """Whether something is still to be done about a question or decision."""
    if item.action is not None:
        return item.action.status not in OVER
    return item.kind == Kind.QUESTION and not item.answer


@dataclass(frozen=True)
class Told:
    """One difference in words."""

    kind: str
    name: str
    fields: Sequence[tuple[str, str, str, str]]
    """(field, before, after, by how much)."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, list[Told]]]:
    """What changed between two kept plans, by part, in the reader's language."""
    parts: dict[str, list[Told]] = {}
    for one in changes(before, after):
        parts.setdefault(one.part, []).append(_told(one))
    return [(str(PARTS[part]), found) for part, found in parts.items()]


def _told(one: Change) -> Told:
    kinds = {"added": _("new"), "removed": _("gone"), "changed": ""}
    fields = [
        (
            field_name(one.part, field.field), written(one.part, field.field, field.before),
            written(one.part, field.field, field.after), difference(field.field, field.before, field.after),
        )
        for field in one.fields
    ]  # fmt: skip
    return Told(kinds[one.kind], one.name, fields)


def kept_tables(kept: Mapping[str, Any]) -> list[tuple[str, list[str], list[list[str]]]]:
    """(part, headings, rows) of a kept plan, from the JSON alone."""
    made: list[tuple[str, list[str], list[list[str]]]] = []
    for part in ("figures", "objectives", "actions", "insights", "needs", "whitespace", "risks", "team"):
        rows = kept.get(part) or []
        if not rows:
            continue
        names = [name for name in rows[0] if name not in ("id", "is_partial") and (part, name) != ("figures", "kind")]
        heads = [_("Period") if name == "period" else field_name(part, name) for name in names]
        made.append((str(PARTS[part]), heads, [[written(part, name, row.get(name)) for name in names] for row in rows]))
    return made


def kept_lines(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, text) of what is no table in a kept plan."""
    made = []
    for part in ("stage", "class", "texts"):
        for name, value in (kept.get(part) or {}).items():
            if value not in (None, ""):
                made.append((field_name(part, name), written(part, name, value)))
    return made
