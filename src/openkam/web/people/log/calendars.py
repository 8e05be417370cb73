"""A calendar file (.ics): who met on which day. Repeated meetings are counted out up to today. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Final

from dateutil.rrule import rrulestr  # type: ignore[import-untyped] # it ships no types
from icalendar import Event, vDDDLists, vDDDTypes

from openkam.web.people.log.found import MOST_FOUND, MOST_PEOPLE, Found, Reading, Someone, Unreadable, address, clean

WANTED: Final = frozenset(
    ("UID", "DTSTART", "SUMMARY", "STATUS", "ATTENDEE", "ORGANIZER", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
)
"""The lines that are read at all: no description, no place, no attachment gets further than this."""
DEEPEST: Final = 8
LONGEST_LINE: Final = 100_000
OFTEN: Final = frozenset(("SECONDLY", "MINUTELY", "HOURLY"))
OCCURRENCES: Final = 20_000
"""Days of one repeated meeting: daily for fifty years."""
Component = Any
"""An event as icalendar gives it, whose values may be of any of its thirty types."""


def read(data: bytes, today: date, zone: tzinfo) -> Reading:
    """Every meeting with people up to `today`, its day as a clock of `zone` shows it. Raises `Unreadable`."""
    reading = Reading("ics")
    series: dict[str, list[Component]] = {}
    asked: list[tuple[list[str], int]] = []
    for lines, number in _events(_text(data)):
        if not any(line.upper().startswith(("ATTENDEE", "ORGANIZER")) for line in lines):
            reading.leave_out("alone")
        elif len(asked) >= MOST_FOUND:
            # Said before a single one is taken apart, which is what takes the time.
            raise Unreadable("too_many", number)
        else:
            asked.append((lines, number))
    for lines, number in asked:
        try:
            event = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
        except ValueError:
            raise Unreadable("bad_event", number) from None
        if any(name is None for name, _reason in event.errors):
            raise Unreadable("bad_event", number)
        if not _has_day(event, "DTSTART") or not event.get("UID"):
            reading.leave_out("no_day")
            continue
        series.setdefault(clean(event["UID"]), []).append(event)
    for uid, events in series.items():
        for day, event in sorted(_days(events, today, zone, reading), key=lambda pair: pair[0]):
            people = _people(event)
            if len(people) < 2:
                reading.leave_out("alone")
            else:
                what = clean(event.get("SUMMARY", ""))
                reading.take(Found(f"{uid[:280]} {day.isoformat()}", _local(event, day, zone), what, people))
    return reading


def _text(data: bytes) -> str:
    if data[:4] in (b"PK\x03\x04", b"\x1f\x8b\x08\x00") or b"\x00" in data[:1000].replace(b"\xff\xfe", b"")[::2]:
        raise Unreadable("no_calendar", 1)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _events(text: str) -> Iterator[tuple[list[str], int]]:
    """The wanted lines of each event, unfolded, with the number of its first line. Raises `Unreadable`."""
    started, number, kept = 0, 0, list[str]()
    inside: list[str] = []
    has_calendar = False
    for number, line in _unfolded(text):
        upper = line[:40].upper().rstrip()
        if upper.startswith("BEGIN:"):
            inside.append(upper[6:])
            has_calendar = has_calendar or upper == "BEGIN:VCALENDAR"
            if len(inside) > DEEPEST:
                raise Unreadable("too_deep", number)
            if not has_calendar:
                raise Unreadable("no_calendar", number)
            if inside[-1] == "VEVENT":
                started, kept = number, []
        elif upper.startswith("END:"):
            if not inside or inside.pop() != upper[4:]:
                raise Unreadable("not_closed", number)
            if upper == "END:VEVENT":
                yield kept, started
        elif not has_calendar:
            raise Unreadable("no_calendar", number)
        elif inside and inside[-1] == "VEVENT" and re.split("[;:]", upper, maxsplit=1)[0] in WANTED:
            kept.append(line)
    if not has_calendar:
        raise Unreadable("no_calendar", 1)
    if inside:
        raise Unreadable("not_closed", number)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    first, parts = 1, list[str]()
    length = 0
    for number, raw in enumerate(text.splitlines(), 1):
        if raw[:1] in (" ", "\t") and parts:
            parts.append(raw[1:])
            length += len(raw)
            if length > LONGEST_LINE:
                raise Unreadable("too_long", number)
            continue
        if parts:
            yield first, "".join(parts)
        first, parts, length = number, [raw] if raw.strip() else [], len(raw)
        if length > LONGEST_LINE:
            raise Unreadable("too_long", number)
    if parts:
        yield first, "".join(parts)


def _days(events: list[Component], today: date, zone: tzinfo, reading: Reading) -> list[tuple[date, Component]]:
    """The days of one series, by the day that was planned, with the event that says what became of it."""
    moved = {_date(event["RECURRENCE-ID"].dt): event for event in events if _has_day(event, "RECURRENCE-ID")}
    days: dict[date, Component] = {}
    for event in events:
        if not _has_day(event, "RECURRENCE-ID"):
            days |= dict.fromkeys(_planned(event, today, reading), event)
    days |= moved
    found = []
    for day, event in days.items():
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            reading.leave_out("cancelled")
        elif date.fromisoformat(_local(event, day, zone)) > today:
            reading.leave_out("to_come")
        else:
            found.append((day, event))
    return found


def _has_day(event: Component, name: str) -> bool:
    value = event.get(name)
    return isinstance(value, vDDDTypes) and isinstance(value.dt, date)


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _planned(event: Component, today: date, reading: Reading) -> set[date]:
    """The days on which the event was planned, on its own clock."""
    start = event["DTSTART"].dt
    days = {_date(start)}
    rule = event.get("RRULE")
    if isinstance(rule, list):
        rule = None
        reading.leave_out("not_counted")
    if rule is not None:
        days = _repeated(rule, start, today, reading)
    days |= {_date(one.dt) for one in _listed(event.get("RDATE")) if isinstance(one.dt, date)}
    return days - {_date(one.dt) for one in _listed(event.get("EXDATE")) if isinstance(one.dt, date)}


def _listed(value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value] if value is not None else []
    return [one for part in values if isinstance(part, vDDDLists) for one in part.dts]


def _repeated(rule: Any, start: date, today: date, reading: Reading) -> set[date]:
    if not isinstance(rule, dict) or OFTEN & {str(part).upper() for part in rule.get("FREQ", ["SECONDLY"])}:
        reading.leave_out("not_counted")
        return {_date(start)}
    rule = rule.copy()
    # The end may be told on another clock than the start, which the counting refuses.
    until = (rule.pop("UNTIL", None) or [None])[0]
    moment = start if isinstance(start, datetime) else datetime.combine(start, time())
    days: set[date] = set()
    try:
        for one in rrulestr(rule.to_ical().decode(), dtstart=moment):
            if one.date() > today or _is_after(one, until):
                break
            days.add(one.date())
            if len(days) > OCCURRENCES:
                raise Unreadable("too_many")
    except (ValueError, TypeError, OverflowError):
        reading.leave_out("not_counted")
        return {_date(start)}
    return days


def _is_after(one: datetime, until: date | None) -> bool:
    if until is None:
        return False
    if isinstance(until, datetime) and until.tzinfo is not None and one.tzinfo is not None:
        return one > until
    return one.date() > _date(until)


def _local(event: Component, day: date, zone: tzinfo) -> str:
    """The day on a clock of `zone`: late in New York is tomorrow in Taipei. All-day meetings keep their day."""
    start = event["DTSTART"].dt
    if not isinstance(start, datetime) or start.tzinfo is None:
        moved = _date(start) if _has_day(event, "RECURRENCE-ID") else day
        return moved.isoformat()
    if _has_day(event, "RECURRENCE-ID"):
        day = start.date()
    try:
        return datetime.combine(day, start.timetz()).astimezone(zone).date().isoformat()
    except OverflowError:
        return datetime.combine(day, start.time(), UTC).date().isoformat()


def _people(event: Component) -> tuple[Someone, ...]:
    """Who was asked and did not decline; whoever called the meeting counts as having accepted."""
    found: dict[str, Someone] = {}
    for role in ("ORGANIZER", "ATTENDEE"):
        value = event.get(role)
        for one in value if isinstance(value, list) else [value] if value is not None else []:
            params = getattr(one, "params", {})
            if role == "ATTENDEE" and str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
                continue
            state = str(params.get("PARTSTAT", "")).upper()
            who = Someone(address(one), clean(params.get("CN", ""), 200), role == "ORGANIZER" or state == "ACCEPTED")
            if not who.key or len(found) >= MOST_PEOPLE:
                continue
            if state == "DECLINED":
                found.pop(who.key, None)
            elif who.key not in found:
                found[who.key] = who
    return tuple(found.values())
