"""The typed values of an objective over time, with the straight line to its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from openkam.core.blocks import Axis, Column, Figure, Series, Table
from openkam.core.i18n import language
from openkam.core.numbers import format_as_typed, format_date
from openkam.publish.echarts import option
from openkam.web.plans.models import Objective, Reading

LEAST = 2
"""One value makes no line."""


def figure(objective: Objective, readings: Sequence[Reading], since: date | None) -> Figure | None:
    """The values by day, the newest of each day; None where there are too few. `since`: the baseline's day."""
    of_day = {row.on: row for row in readings}
    if len(of_day) < LEAST:
        return None
    rows = [of_day[day] for day in sorted(of_day)]
    read = Series(
        key="read", label=_("Value"), form="line", tone="ours", values=tuple(float(row.value) for row in rows)
    )
    path = tuple(_asked(objective, since, row.on) for row in rows)
    series = [read]
    if any(value is not None for value in path):
        series.append(Series(key="path", label=_("Straight line"), form="line", tone="muted", values=path))
    if objective.target is not None:
        goal = (float(objective.target),) * len(rows)
        series.append(Series(key="target", label=_("Target"), form="line", tone="pos", values=goal))
    return Figure(
        id="readings",
        kind="lines",
        title=_title(rows),
        subtitle=objective.measure_name or _("Typed values"),
        x=Axis(label=_("Date"), scale="category"),
        y=Axis(label=objective.measure_name or _("Value"), unit=objective.unit),
        categories=tuple(format_date(row.on) for row in rows),
        series=tuple(series),
        table=Table(
            id="readings-table",
            title=_("Typed values"),
            columns=(
                Column(key="on", label=_("Read on"), kind="date"),
                Column(key="value", label=_("Value"), kind="number", decimals=4),
                Column(key="source", label=_("Source")),
            ),
            rows=tuple((row.on, row.value, row.source) for row in rows),
        ),
    )


def _title(rows: Sequence[Reading]) -> str:
    first, last = rows[0], rows[-1]
    return _("From {first} on {start} to {last} on {end}").format(
        first=format_as_typed(float(first.value)), start=format_date(first.on),
        last=format_as_typed(float(last.value)), end=format_date(last.on),
    )  # fmt: skip


def _asked(objective: Objective, since: date | None, day: date) -> float | None:
    """What the straight line from the baseline to the target asks for on `day`; None outside of it."""
    due, baseline, target = objective.due_on, objective.baseline, objective.target
    if due is None or baseline is None or target is None or since is None or not since <= day <= due or since == due:
        return None
    return float(baseline + (target - baseline) * Decimal((day - since).days) / Decimal((due - since).days))


def drawn(found: Figure) -> Mapping[str, Any]:
    """The picture as the chart library reads it."""
    made: Mapping[str, Any] = option(found, language=language())
    return made
