"""What each objective measures has come to: read from the books, counted in the contacts, or typed with its source.

What is not known is unknown with the reason, never zero. Every value comes with its sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from openkam.core.numbers import format_as_typed, format_date
from openkam.web.accounts.models import Account
from openkam.web.plans.models import Objective, Reading
from openkam.web.plans.objectives import booked, counted
from openkam.web.plans.objectives.measured import Measured, unknown
from openkam.web.portfolio.workings import Cell, Made, WrittenTerm
from openkam.web.shell.models import User

Measure = Objective.Measure
BOOKED: Final = (Measure.REVENUE, Measure.MARGIN, Measure.NET_INCOME, Measure.WALLET)
COUNTED: Final = (Measure.LIVE_LINKS, Measure.FUNCTIONS, Measure.CONTACTS, Measure.STAGE)


def values_of(user: User, account: Account, objectives: Iterable[Objective]) -> dict[int, Measured]:
    """The value of each objective of an account that `user` sees, by its pk. Each source is asked once at most."""
    asked = list(objectives)
    wanted = {one.measure for one in asked}
    of: dict[str, Measured] = {}
    if wanted & set(BOOKED):
        of |= booked.values(user, account, wanted & set(BOOKED))
    if wanted & set(COUNTED):
        of |= counted.values(user, account, wanted & set(COUNTED))
    typed = _typed([one for one in asked if one.measure == Measure.TYPED])
    return {one.pk: typed[one.pk] if one.measure == Measure.TYPED else of[one.measure] for one in asked}


def _typed(objectives: list[Objective]) -> Mapping[int, Measured]:
    newest: dict[int, Reading] = {}
    rows = (
        Reading.objects.filter(objective__in=[one.pk for one in objectives]) if objectives else Reading.objects.none()
    )
    for row in rows.select_related("author").order_by("on", "pk"):
        newest[row.objective_id] = row
    return {one.pk: _read(one, newest.get(one.pk)) for one in objectives}


def _read(objective: Objective, found: Reading | None) -> Measured:
    if found is None:
        return unknown(_("Nobody has typed a value yet."), unit=objective.unit)
    who = str(found.author) if found.author else _("OpenKAM")
    typed = _("typed by {who} on {day}").format(who=who, day=format_date(found.at.date()))
    value = Cell(format_as_typed(float(found.value)), negative=found.value < 0)
    made = Made(
        title=objective.measure_name or objective.text,
        terms=(WrittenTerm(_("Read on {day}").format(day=format_date(found.on)), typed, value),),
        result=value, unit=objective.unit, source=_("Source: {source}").format(source=found.source),
        lines_url="", lines_count=0,
    )  # fmt: skip
    return Measured(found.value, objective.unit, found.on, found.source, made, text=value.text)


__all__ = ["Measured", "values_of"]
