"""The stages over the last three years, at the end of each quarter and today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.blocks import Axis, Column, Figure, Line, Series, Table
from openkam.core.numbers import format_date
from openkam.tools.relationship.stage.inputs import STAGES, Stage
from openkam.tools.relationship.stage.words import stage_name
from openkam.web.accounts.models import Account
from openkam.web.people.queries.past import past
from openkam.web.people.queries.revision import Revision
from openkam.web.people.relationship import kept, reading
from openkam.web.people.relationship.reading import Reading
from openkam.web.shell.models import User

QUARTERS: Final = 12


@dataclass(frozen=True)
class Moment:
    """The stages on one day; None where nothing was read, claimed or set."""

    on: date
    read: Stage | None
    ours: Stage | None
    theirs: Stage | None
    target: Stage | None


def quarter_ends(today: date, count: int = QUARTERS) -> list[date]:
    """The last days of the `count` quarters that ended before `today`, the oldest first."""
    found: list[date] = []
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    while len(found) < count:
        last = first - timedelta(days=1)
        found.append(last)
        first = date(last.year, last.month - 2, 1)
    return found[::-1]


def timeline(user: User, account: Account, now: Reading, seen: Revision) -> list[Moment]:
    """The stages then and now; worked out once after each change (`seen` is what `revision_of` says)."""
    made = kept.once("timeline", account, seen, lambda: _read(user, account, now))
    return [*made, _moment(now)]


def _read(user: User, account: Account, now: Reading) -> list[Moment]:
    days = quarter_ends(timezone.localdate())
    return [_moment(reading.of(found)) for found in past(user, account, now.records, days)]


def _moment(found: Reading) -> Moment:
    result = found.result
    # A target that was met or missed is no target any more.
    is_ahead = result.target_on is not None and result.target_on >= result.as_of
    return Moment(
        result.as_of, result.stage_read, result.claim_ours.stage, result.claim_theirs.stage,
        result.target_stage if is_ahead else None,
    )  # fmt: skip


def finding(moments: Sequence[Moment]) -> str:
    """What the readings say of the way so far."""
    known = [one for one in moments if one.read is not None]
    if not known:
        return _("No stage could be read in the last three years")
    first, last = known[0], known[-1]
    values = {"first": stage_name(first.read), "last": stage_name(last.read), "day": format_date(first.on)}
    if len({one.read for one in known}) == 1:
        return _("{last} since {day}, as far as it can be read").format(**values)
    if first.read == last.read:
        return _("Back at {last}, as on {day}").format(**values)
    return _("From {first} on {day} to {last}").format(**values)


_SERIES: Final = ("target", "theirs", "ours", "read")
_FORMS: Final = {"read": "line", "ours": "area", "theirs": "points", "target": "area"}
_TONES: Final = {"read": "neutral", "ours": "ours", "theirs": "theirs", "target": "muted"}


def _labels() -> dict[str, str]:
    return {
        "read": _("Read from contacts"),
        "ours": _("Claimed by us"),
        "theirs": _("Said by the customer"),
        "target": _("Target stage"),
    }


def figure(moments: Sequence[Moment]) -> Figure:
    """The stages as steps over time, with the same in a table."""
    labels = _labels()
    of: dict[str, Callable[[Moment], Stage | None]] = {
        "read": lambda one: one.read,
        "ours": lambda one: one.ours,
        "theirs": lambda one: one.theirs,
        "target": lambda one: one.target,
    }
    shown = [key for key in _SERIES if key == "read" or any(of[key](one) for one in moments)]
    return Figure.model_validate(
        {
            "id": "stage-timeline",
            "kind": "lines",
            "title": finding(moments),
            "subtitle": _("Relationship stage at the end of each quarter and today"),
            "x": Axis(label=_("Date"), scale="category"),
            "y": Axis(label=_("Relationship stage"), scale="linear", kind="integer"),
            "categories": tuple(format_date(one.on) for one in moments),
            "series": tuple(
                Series.model_validate(
                    {
                        "key": key,
                        "label": labels[key],
                        "form": _FORMS[key],
                        "tone": _TONES[key],
                        "values": tuple(_number(of[key](one)) for one in moments),
                    }
                )
                for key in shown
            ),
            "lines": tuple(Line(axis="y", value=at, label=stage_name(stage)) for at, stage in enumerate(STAGES)),
            "table": _table(moments, [(key, labels[key], of[key]) for key in reversed(shown)]),
        }
    )


def is_known(shown: Figure) -> bool:
    """Whether there is anything to draw."""
    return any(value is not None for series in shown.series for value in series.values)


def _number(stage: Stage | None) -> float | None:
    return None if stage is None else float(STAGES.index(stage))


def _table(moments: Sequence[Moment], shown: Sequence[tuple[str, str, Callable[[Moment], Stage | None]]]) -> Table:
    return Table(
        id="stage-timeline-table",
        title=_("Relationship stage over time"),
        columns=(
            Column(key="on", label=_("Date"), kind="date"),
            *(Column(key=key, label=name) for key, name, _of in shown),
        ),
        rows=tuple(
            (one.on, *(stage_name(stage) if (stage := of(one)) else None for _key, _name, of in shown))
            for one in reversed(moments)
        ),
    )
