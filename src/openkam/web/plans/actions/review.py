"""Account reviews: prepared, held, and closed for good with the plan as it stood.

review = open_review(account=…, author=…, values={"on": …, "minutes": 90})
start_review(review=review)
write_down(review=review, author=…, text=…, owner=…, due_on=…)
close_review(review=review, kept=…)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput, OpenKAMError
from openkam.web.accounts.models import Account
from openkam.web.people.actions.writing import change, check_fields
from openkam.web.people.models import Colleague
from openkam.web.plans.actions.todo import add_action
from openkam.web.plans.models import Review, ReviewItem
from openkam.web.shell.models import User

Kind, Part = ReviewItem.Kind, ReviewItem.Part
USUAL: Final[Mapping[str, int]] = {
    Part.OPENING: 5, Part.STATE: 20, Part.BUSINESS: 10, Part.VALUE: 10, Part.GROWTH: 20, Part.ACTIONS: 15,
    Part.RISKS: 5, Part.CLOSING: 5,
}  # fmt: skip
"""Minutes of each part in a review of ninety."""
SHORTEST, LONGEST = 15, 480


class ReviewIsClosed(OpenKAMError):
    """A closed review stays as it was closed."""

    code = "review_is_closed"

    def __init__(self) -> None:
        super().__init__(
            _("This review is closed and stays as it is."), remedy=_("Prepare another one for what came after it.")
        )


def agenda_of(minutes: int) -> dict[str, int]:
    """The usual parts in `minutes`, whole minutes that add up to it: what is left over goes to the largest rests."""
    whole = sum(USUAL.values())
    exact = {part: minutes * usual / whole for part, usual in USUAL.items()}
    found = {part: int(one) for part, one in exact.items()}
    for part in sorted(exact, key=lambda part: found[part] - exact[part])[: minutes - sum(found.values())]:
        found[part] += 1
    return found


@transaction.atomic
def open_review(*, account: Account, author: User | None, values: Mapping[str, Any], is_sample: bool = False) -> Review:
    """A review with the usual agenda in its minutes. Raises `InvalidInput`."""
    review = Review(account=account, author=author, is_sample=is_sample, **values)
    check_fields(review, values)
    _check_minutes(review.minutes)
    review.save()
    for at, (part, minutes) in enumerate(agenda_of(review.minutes).items()):
        text = str(Part(part).label)
        ReviewItem.objects.create(
            review=review, kind=Kind.AGENDA, part=part, text=text[:1].upper() + text[1:], minutes=minutes, position=at
        )
    return review


@transaction.atomic
def change_review(*, review: Review, values: Mapping[str, Any], based_on: int) -> Review:
    """Other day, minutes or people. Raises `ChangedMeanwhile`, `InvalidInput`, `ReviewIsClosed`."""
    _check_minutes(values.get("minutes", _still_open(review).minutes))
    return change(review, values, based_on)


@transaction.atomic
def start_review(*, review: Review) -> Review:
    """It begins now; one that has begun goes on."""
    fresh = _still_open(review)
    return fresh if fresh.started_at else change(fresh, {"started_at": timezone.now()}, fresh.version)


@transaction.atomic
def close_review(*, review: Review, kept: Mapping[str, Any]) -> Review:
    """Keep the plan as it stands; from now on nothing of the review changes. Raises `ReviewIsClosed`."""
    fresh = _still_open(review)
    now = timezone.now()
    values = {"kept": dict(kept), "closed_at": now, "started_at": fresh.started_at or now}
    return change(fresh, values, fresh.version)


@transaction.atomic
def delete_review(*, review: Review) -> None:
    """Take an open review off; actions that were decided in it stay. Raises `ReviewIsClosed`."""
    _still_open(review).delete()


@transaction.atomic
def add_item(
    *, review: Review, kind: str, text: str, minutes: int | None = None, part: str = "", answer: str = ""
) -> ReviewItem:
    """A point of the agenda, a question or a decision at the end. Raises `InvalidInput`, `ReviewIsClosed`."""
    _still_open(review)
    last = review.items.aggregate(last=Max("position"))["last"]
    made = ReviewItem(
        review=review, kind=kind, text=text, minutes=minutes, part=part, answer=answer,
        position=0 if last is None else last + 1,
    )  # fmt: skip
    check_fields(made, ("kind", "text", "minutes", "part", "answer"))
    made.save()
    return made


@transaction.atomic
def write_down(
    *,
    review: Review,
    author: User | None,
    text: str,
    owner: Colleague | None,
    due_on: date | None,
    kind: str = Kind.DECISION,
) -> ReviewItem:
    """A question or decision; one with an owner or a day is an action of the plan too.

    Raises `InvalidInput`, `ReviewIsClosed`.
    """
    made = add_item(review=review, kind=kind, text=text)
    if owner is not None or due_on is not None:
        values = {"text": text, "owner": owner, "due_on": due_on}
        made.action = add_action(account=review.account, author=author, values=values, is_sample=review.is_sample)
        made.save()
    return made


@transaction.atomic
def change_item(*, item: ReviewItem, values: Mapping[str, Any], based_on: int) -> ReviewItem:
    """Another text, answer or time. Raises `ChangedMeanwhile`, `InvalidInput`, `ReviewIsClosed`."""
    _still_open(item.review)
    return change(item, values, based_on)


@transaction.atomic
def move_item(*, item: ReviewItem, places: int) -> None:
    """Move a point up (negative) or down among those of its kind. Raises `ReviewIsClosed`."""
    _still_open(item.review)
    rows = list(ReviewItem.objects.select_for_update().filter(review=item.review_id, kind=item.kind))
    at = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    rows.insert(max(0, min(len(rows) - 1, at + places)), rows.pop(at))
    for place, row in enumerate(rows):
        if row.position != place:
            row.position = place
            row.save(update_fields=["position"])


@transaction.atomic
def delete_item(*, item: ReviewItem, based_on: int) -> None:
    """Take a point off; the action of a decision stays. Raises `ChangedMeanwhile`, `ReviewIsClosed`."""
    _still_open(item.review)
    change(item, {}, based_on).delete()


def _still_open(review: Review) -> Review:
    fresh = Review.objects.select_for_update().get(pk=review.pk)
    if fresh.closed_at is not None:
        raise ReviewIsClosed
    return fresh


def _check_minutes(minutes: int) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise InvalidInput(
            _("A review takes {least} to {most} minutes.").format(least=SHORTEST, most=LONGEST),
            remedy=_("Correct the minutes."),
        )
