"""What the weekly mail says to one person, and only of accounts that they see. Empty weeks say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Generic, TypeVar

from django.db.models import Count, F
from django.utils import timezone

from openkam.tools.relationship.stage.inputs import Thresholds
from openkam.tools.relationship.stage.maths import link_state
from openkam.web.accounts.models import Account, Membership
from openkam.web.accounts.queries import visible_accounts
from openkam.web.people.log import due
from openkam.web.people.log.due import Due
from openkam.web.people.models import Interaction, Link
from openkam.web.plans.models import Action, Reading, Review
from openkam.web.plans.queries.plans import my_actions
from openkam.web.shell.models import User

Row = TypeVar("Row")
WEEK: Final = timedelta(days=7)
SHOWN: Final = 12
"""Lines of one part; the others are counted."""
WORSE: Final[Mapping[str, int]] = {"live": 0, "late": 1, "lost": 2}


@dataclass(frozen=True)
class Part(Generic[Row]):
    """The first rows of a part, and how many there are."""

    rows: Sequence[Row]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Faded:
    """A link that went late or was lost within the week."""

    account: Account
    member: str
    contact: str
    contact_pk: int
    is_lost: bool
    days: int


@dataclass(frozen=True)
class Happened:
    """What was written down about an account within the week."""

    account: Account
    talks: int
    readings: int
    reviews: int


@dataclass(frozen=True)
class Week:
    """Everything that the mail of one week says."""

    first: date
    last: date
    overdue: Part[Action]
    soon: Part[Action]
    contacts: Part[Due]
    faded: Part[Faded]
    happened: Part[Happened]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not any(part.count for part in (self.overdue, self.soon, self.contacts, self.faded, self.happened))


def week_for(user: User, today: date | None = None) -> Week:
    """The week that begins today, and what happened in the one before."""
    first = today or timezone.localdate()
    open_actions = my_actions(user).filter(due_on__isnull=False).select_related("account", "owner")
    waiting = due.of_person(user)
    own = _own(user)
    return Week(
        first=first,
        last=first + WEEK - timedelta(days=1),
        overdue=_part(open_actions.filter(due_on__lt=first)),
        soon=_part(open_actions.filter(due_on__gte=first, due_on__lt=first + WEEK)),
        contacts=Part(waiting[:SHOWN], len(waiting)),
        faded=_faded(own, first),
        happened=_happened(own, first),
    )


def _part(rows: Any) -> Part[Any]:
    return Part(list(rows[:SHOWN]), rows.count())


def _own(user: User) -> dict[int, Account]:
    """The accounts that the person owns or is on the team of; a programme lead is not told of all the others."""
    seen, team = visible_accounts(user), Membership.objects.filter(user=user).values("account")
    return {account.pk: account for account in seen.filter(pk__in=team) | seen.filter(owner=user)}


def _faded(own: Mapping[int, Account], today: date) -> Part[Faded]:
    rows = Link.objects.filter(
        contact__account__in=own, contact__left_on__isnull=True, member__left_on__isnull=True,
        last_two_way_on__isnull=False,
    ).order_by(F("last_two_way_on").desc(), "pk")  # fmt: skip
    thresholds, found = Thresholds(), []
    for pk, cadence, last in rows.values_list("pk", "cadence_days", "last_two_way_on"):
        days = (today - (last or today)).days
        now, before = (link_state(max(0, silent), cadence, thresholds) for silent in (days, days - WEEK.days))
        if WORSE[now] > WORSE[before]:
            found.append((pk, now == "lost", days))
    people = Link.objects.select_related("member__colleague", "contact__person")
    shown = people.in_bulk([pk for pk, _lost, _days in found[:SHOWN]])
    made = [
        Faded(
            own[shown[pk].contact.account_id], str(shown[pk].member), shown[pk].contact.name, shown[pk].contact_id,
            lost, days,
        )
        for pk, lost, days in found[:SHOWN]
    ]  # fmt: skip
    return Part(made, len(found))


def _happened(own: Mapping[int, Account], today: date) -> Part[Happened]:
    since = today - WEEK

    def counted(rows: Any, account: str) -> dict[int, int]:
        return dict(rows.order_by().values_list(account).annotate(count=Count("pk")))

    talks = counted(Interaction.objects.filter(account__in=own, on__gte=since, on__lt=today), "account")
    readings = counted(
        Reading.objects.filter(objective__account__in=own, at__date__gte=since, at__date__lt=today),
        "objective__account",
    )
    reviews = counted(
        Review.objects.filter(account__in=own, closed_at__date__gte=since, closed_at__date__lt=today), "account"
    )
    pks = sorted({*talks, *readings, *reviews}, key=lambda pk: (-talks.get(pk, 0), own[pk].name, pk))
    rows = [Happened(own[pk], talks.get(pk, 0), readings.get(pk, 0), reviews.get(pk, 0)) for pk in pks[:SHOWN]]
    return Part(rows, len(pks))
