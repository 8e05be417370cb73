"""One line becomes an action: what is to be done, @who, and last the day.

Send the samples @Mei Friday        Angebot @Jae Pak 2026-12-24        送樣品 @me +2w
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from openkam.core.errors import InvalidInput
from openkam.web.people.models import Colleague
from openkam.web.plans.models.plan import LINE_LENGTH
from openkam.web.plans.todo.people import ME, find_owner

DAYS: Final = {
    "today": 0, "tomorrow": 1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "後天": 2, "后天": 2,
}  # fmt: skip
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HAN_DAYS: Final = "一二三四五六日"
FIRST_YEAR, LAST_YEAR = 1950, 2200
_STEP = re.compile(r"\+([0-9]{1,3})([dwm]?)", re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_HAN = re.compile(r"(?:週|周|星期|禮拜|礼拜)([一二三四五六日天])")
_OWNER = re.compile(r"(?:^|(?<=\s))[@＠](\S.*)")


@dataclass(frozen=True)
class Line:
    """What one line says. `owner` is a colleague's key, or `me`, or empty."""

    text: str
    owner: str = ""
    due_on: date | None = None


def read(line: str, people: Sequence[Colleague], today: date) -> Line:
    """The action that the line tells. Raises `InvalidInput` that names what is not understood."""
    rest, due_on = _day(line.strip(), today)
    rest, owner = _owner(rest, people)
    if due_on is None:
        # The day may stand before the owner too.
        rest, due_on = _day(rest, today)
    if not rest:
        raise InvalidInput(
            _("The line does not say what is to be done."),
            remedy=_("Write it before the owner and the day: Send the samples @me 2026-12-24."),
        )
    if len(rest) > LINE_LENGTH:
        raise InvalidInput(
            _("This has {length} characters and {most} fit.").format(length=len(rest), most=LINE_LENGTH),
            remedy=_("Shorten it."),
        )
    return Line(rest, owner, due_on)


def _owner(line: str, people: Sequence[Colleague]) -> tuple[str, str]:
    """The line without its owner, and who that is: the longest run of words after the @ that is a name."""
    match = _OWNER.search(line)
    if match is None:
        return line, ""
    words = match[1].split()
    before = line[: match.start()].strip()
    if words[0].casefold() in (ME, "我"):
        return " ".join([before, *words[1:]]).strip(), ME
    for count in range(len(words), 0, -1):
        found = find_owner(" ".join(words[:count]), people)
        if len(found) == 1:
            return " ".join([before, *words[count:]]).strip(), str(found[0].pk)
        if found:
            names = ", ".join(one.name for one in found[:5])
            raise InvalidInput(
                _("“@{name}” may be several people: {names}.").format(name=" ".join(words[:count]), names=names),
                remedy=_("Write more of the name."),
            )
    raise InvalidInput(
        _("Nobody on the account's team is called “{name}”.").format(name=words[0][:80]),
        remedy=_("Write @me, or the name as it stands under Our team, or choose the owner afterwards."),
    )


def _day(line: str, today: date) -> tuple[str, date | None]:
    """The line without the day that is its last word, and the day."""
    before, _space, last = line.rpartition(" ")
    found = day_of(last, today)
    return (line, None) if found is None else (before.strip(), found)


def day_of(word: str, today: date) -> date | None:
    """The day that a word names: a date, a day of the week, today, tomorrow, +3 days, +2w weeks, +1m months."""
    word = word.casefold()
    if word in DAYS:
        return today + timedelta(days=DAYS[word])
    if word in WEEKDAYS:
        return _next(WEEKDAYS.index(word), today)
    if han := _HAN.fullmatch(word):
        return _next(6 if han[1] == "天" else HAN_DAYS.index(han[1]), today)
    if step := _STEP.fullmatch(word):
        return _step(today, int(step[1]), step[2])
    iso = _ISO.fullmatch(word)
    return _date(*(int(part) for part in iso.groups())) if iso else None


def _next(weekday: int, today: date) -> date:
    """The next day of this name after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _step(today: date, count: int, unit: str) -> date:
    if unit == "m":
        months = today.month - 1 + count
        year, month = today.year + months // 12, months % 12 + 1
        return date(year, month, min(today.day, _length(year, month)))
    return today + timedelta(days=count * (7 if unit == "w" else 1))


def _length(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def _date(year: int, month: int, day: int) -> date:
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= _length(year, month):
        return date(year, month, day)
    raise InvalidInput(
        _("There is no day {year}-{month}-{day}.").format(year=year, month=f"{month:02}", day=f"{day:02}"),
        remedy=_("Write the day as 2026-06-30."),
    )
