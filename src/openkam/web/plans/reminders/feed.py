"""A person's actions and next contacts as a calendar (RFC 5545) to which Outlook, Google and Apple can subscribe.

They are all-day events and not to-dos, since none of the three shows the to-dos of a calendar that it subscribes to.
What is overdue stands on today, so that it does not sink into the past.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from openkam.core.i18n import language
from openkam.core.numbers import format_date
from openkam.publish.text import one_line
from openkam.web.people.log import due
from openkam.web.people.log.due import Due
from openkam.web.plans.models import Action
from openkam.web.plans.queries.plans import my_actions
from openkam.web.shell.models import User

AHEAD_DAYS: Final = 366
MOST: Final = 2000
"""Events of one calendar; the soonest stay."""
NAME_LENGTH: Final = 200


def calendar_of(user: User, site: str) -> bytes:
    """The calendar in the active language, with what `user` may see at this moment. `site` is our address."""
    calendar = Calendar()
    calendar.add("prodid", f"-//OpenKAM//{language()}//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Key accounts"))
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for event in [*_actions(user, site), *_contacts(user, site)][:MOST]:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(uid: str, on: date, title: str, text: str, url: str) -> Event:
    today, event = timezone.localdate(), Event()
    day = max(on, today)
    if on < today:
        title = _("Overdue since {day}: {what}").format(day=format_date(on), what=title)
    event.add("uid", f"{uid}@openkam")
    event.add("dtstamp", timezone.now().replace(microsecond=0))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", title)
    event.add("description", f"{text}\n{url}".strip())
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


def _actions(user: User, site: str) -> Iterator[Event]:
    rows = my_actions(user).filter(due_on__isnull=False).select_related("account", "contact__person")
    for row in rows[:MOST]:
        title, account = one_line(row.text, NAME_LENGTH), one_line(row.account.name, NAME_LENGTH)
        url = site + reverse("action", args=[row.pk])
        if row.due_on is not None:
            yield _event(f"action-{row.pk}", row.due_on, f"{title} · {account}", _about(row), url)


def _about(action: Action) -> str:
    parts = [one_line(action.account.name, NAME_LENGTH), str(action.get_status_display())]
    if action.contact is not None:
        parts.append(_("with {name}").format(name=one_line(action.contact.name, NAME_LENGTH)))
    return " · ".join(parts)


def _contacts(user: User, site: str) -> Iterator[Event]:
    for row in due.of_person(user, AHEAD_DAYS):
        people = one_line(", ".join(contact.name for contact in row.contacts), NAME_LENGTH)
        account = one_line(row.account.name, NAME_LENGTH)
        url = f"{site}{reverse('account-log', args=[row.account.pk])}?{row.query}"
        title = _("Talk to {people} · {account}").format(people=people, account=account)
        yield _event(_uid(row), row.on, title, _why(row), url)


def _uid(row: Due) -> str:
    people = "-".join(str(contact.pk) for contact in row.contacts)
    return f"talk-{row.interaction.pk}-{people}" if row.interaction else f"cadence-{people}"


def _why(row: Due) -> str:
    if row.interaction is None:
        return _("Every {days} days was agreed").format(days=row.cadence_days)
    return one_line(row.interaction.next_what, 500) or _("Agreed on {day}").format(day=format_date(row.interaction.on))
