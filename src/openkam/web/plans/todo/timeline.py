"""Actions over time: a bar from the start to the day that each is due, arrows from what is waited for, and the longest
chain of open actions that wait for one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from openkam.core.numbers import format_date
from openkam.tools.verify.transition.maths import critical_path, schedule
from openkam.web.plans.todo.gathered import Row
from openkam.web.plans.todo.words import short

ROW, HEAD, BAR = 32, 40, 14
PX: Final[Mapping[str, float]] = {"week": 8.0, "month": 2.5}
"""How wide a day is."""
WEEKS_UP_TO_DAYS: Final = 150
PAST_DAYS, COMING_DAYS = 2 * 365, 4 * 365
"""Further from today than these the picture does not reach; a bar that does is cut at the edge."""
POINT_PX: Final = 7.0
TICK_PX: Final = 46.0
"""What the label of a tick needs."""
LEAST_WIDE: Final = 640.0


@dataclass(frozen=True)
class Tick:
    """A week or a month that begins."""

    x: float
    label: str


@dataclass(frozen=True)
class Bar:
    """One action in its line."""

    row: Row
    y: float
    x: float
    wide: float
    tip: str
    critical: bool
    is_point: bool
    """It has no start, so that only its day is drawn."""

    @property
    def end(self) -> float:
        """Where it is due."""
        return self.x + self.wide

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + ROW / 2

    @property
    def top(self) -> float:
        """The height at which the bar begins."""
        return self.middle - BAR / 2

    @property
    def diamond(self) -> str:
        """The corners of a point."""
        x, y, r = self.end, self.middle, POINT_PX
        return f"{x - r:g},{y:g} {x:g},{y - r:g} {x + r:g},{y:g} {x:g},{y + r:g}"


@dataclass(frozen=True)
class Arrow:
    """From the end of what is waited for to the beginning of what waits."""

    path: str
    critical: bool
    is_early: bool
    """What waits begins, or is due, before the other is due."""


@dataclass(frozen=True)
class Timeline:
    """The whole picture, and what of the actions has no place in it."""

    unit: str
    px: float
    origin: date
    wide: float
    high: float
    today: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    arrows: tuple[Arrow, ...]
    chain: tuple[Row, ...]
    undated: int


def lay_out(rows: Sequence[Row], today: date, unit: str = "") -> Timeline | None:
    """The picture of `rows`; None where none of them has a day. `unit` is week, month, or chosen by the span."""
    dated = sorted((row for row in rows if row.action.due_on), key=_place_in_time)
    if not dated:
        return None
    first, last = _span(dated, today)
    unit = unit if unit in PX else "week" if (last - first).days <= WEEKS_UP_TO_DAYS else "month"
    px = PX[unit]
    origin = first - timedelta(days=first.weekday()) if unit == "week" else first.replace(day=1)
    wide = max(LEAST_WIDE, ((last - origin).days + 10) * px)
    chain = _longest_chain(dated)
    keys = {row.action.pk for row in chain}
    bars = tuple(_bar(at, row, origin, px, wide, row.action.pk in keys) for at, row in enumerate(dated))
    return Timeline(
        unit=unit, px=px, origin=origin, wide=wide, high=HEAD + ROW * len(bars),
        today=((today - origin).days + 0.5) * px, ticks=tuple(_ticks(origin, wide, px, unit)), bars=bars,
        arrows=tuple(_arrows(bars)), chain=chain, undated=len(rows) - len(dated),
    )  # fmt: skip


def _begins(row: Row) -> date:
    action = row.action
    assert action.due_on is not None  # noqa: S101 - only dated rows are laid out
    return action.starts_on or action.due_on


def _place_in_time(row: Row) -> tuple[date, date, int]:
    return _begins(row), row.action.due_on or date.max, row.action.pk


def _span(rows: Sequence[Row], today: date) -> tuple[date, date]:
    """First and last day that are drawn; today is always among them."""
    first = min(today, *(_begins(row) for row in rows))
    last = max(today, *(row.action.due_on or today for row in rows))
    return max(first, today - timedelta(days=PAST_DAYS)), min(last, today + timedelta(days=COMING_DAYS))


def _bar(at: int, row: Row, origin: date, px: float, wide: float, critical: bool) -> Bar:
    action = row.action
    assert action.due_on is not None  # noqa: S101 - as above
    end = min(max(((action.due_on - origin).days + 1) * px, px), wide)
    start = min(max((_begins(row) - origin).days * px, 0.0), end - px)
    is_point = action.starts_on is None
    return Bar(row, HEAD + at * ROW, end if is_point else start, 0.0 if is_point else end - start, _tip(row),
               critical, is_point)  # fmt: skip


def _tip(row: Row) -> str:
    action = row.action
    due = format_date(action.due_on)
    when = _("due on {day}").format(day=due)
    if action.starts_on:
        when = _("{start} to {due}").format(start=format_date(action.starts_on), due=due)
    parts = [short(action.text), when, str(action.get_status_display())]
    if row.is_overdue:
        parts.append(_("overdue"))
    if row.blocked_by:
        names = ", ".join(short(wait.text) for wait in row.named)
        parts.append(_("waits for {names}").format(names=names))
    return " · ".join(parts)


def _ticks(origin: date, wide: float, px: float, unit: str) -> Iterator[Tick]:
    day = origin
    while (day - origin).days * px < wide - TICK_PX:
        yield Tick((day - origin).days * px, f"{day:%m-%d}" if unit == "week" else f"{day:%Y-%m}")
        day = day + timedelta(days=7) if unit == "week" else (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _longest_chain(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The open actions that wait for one another and take longest together; nothing where none waits.

    The critical path method on their days, without the dates at which they are to begin.
    """
    open_rows = [row for row in rows if not row.action.is_over]
    at = {row.action.pk: index for index, row in enumerate(open_rows)}
    before = [[at[wait.pk] for wait in row.blocked_by if wait.pk in at] for row in open_rows]
    if not any(before):
        return ()
    linked = {index for index, firsts in enumerate(before) if firsts} | {one for firsts in before for one in firsts}
    days = [float(_days(row)) if index in linked else 0.0 for index, row in enumerate(open_rows)]
    path = critical_path(schedule(days, before), [0.0] * len(days), before)
    return tuple(open_rows[index] for index in path)


def _days(row: Row) -> int:
    return ((row.action.due_on or _begins(row)) - _begins(row)).days + 1


def _arrows(bars: Sequence[Bar]) -> Iterator[Arrow]:
    of = {bar.row.action.pk: bar for bar in bars}
    for bar in bars:
        for wait in bar.row.waits:
            first = of.get(wait.pk)
            if first is not None:
                early = not wait.is_over and bar.row.blocked_by and _is_early(first.row, bar.row)
                yield Arrow(_elbow(first, bar), first.critical and bar.critical, bool(early))


def _is_early(first: Row, then: Row) -> bool:
    due = first.action.due_on
    begins = then.action.starts_on or then.action.due_on
    return due is not None and begins is not None and begins < due


def _elbow(first: Bar, then: Bar) -> str:
    """Right out of the one, up or down beside it, and into the other from the left."""
    x1, y1 = first.end + (POINT_PX if first.is_point else 0), first.middle
    x2, y2 = then.x - (POINT_PX if then.is_point else 0), then.middle
    out = x1 + 6
    if x2 >= out + 4:
        return f"M{x1:g} {y1:g}H{out:g}V{y2:g}H{x2 - 1:g}"
    turn = y2 - ROW / 2 if y2 > y1 else y2 + ROW / 2
    return f"M{x1:g} {y1:g}H{out:g}V{turn:g}H{x2 - 8:g}V{y2:g}H{x2 - 1:g}"
