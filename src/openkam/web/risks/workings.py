"""How an expected loss is made: probability × money, where the risk comes from, who entered it and when."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from openkam.core.blocks import Term, Working
from openkam.core.numbers import format_date, format_money, format_percent
from openkam.web.portfolio.workings import Made, written
from openkam.web.risks.register import Register, Row

TERMS_SHOWN = 100
EVERYTHING = "all"


def working(register: Register, what: str) -> Made | None:
    """The sum behind `what`: a risk's key, a cell as `high-medium`, or `all`; None where there is no such number."""
    result = register.picture
    if what == EVERYTHING:
        live = [one.risk.id for one in result.risks if one.live]
        if result.unknown_money == len(live):
            return None
        return _of_several(register, live, result.expected_loss, _("Expected loss of the live risks"))
    for cell in result.cells:
        if what == f"{cell.impact}-{cell.probability}" and cell.expected_loss is not None:
            return _of_several(register, cell.ids, cell.expected_loss, _cell_title(register, cell.ids[0]))
    row = register.row(what)
    return _of_risk(register, row) if row is not None else None


def _cell_title(register: Register, key: str) -> str:
    row = register.row(key)
    if row is None:
        raise KeyError(key)
    return _("{class_name}: impact {impact}, probability {probability}").format(
        class_name=row.class_name, impact=row.impact, probability=row.probability
    )


def _of_risk(register: Register, row: Row) -> Made | None:
    if row.read.expected_loss is None:
        return None
    made = Working(
        id="risk-loss",
        title=row.event,
        result=row.read.expected_loss,
        unit=register.currency,
        terms=(
            Term(label=_("Money at stake"), value=row.risk.money, detail=entered(row)),
            Term(
                label=_("× probability"),
                value=100 * row.read.probability_value,
                kind="percent",
                detail=row.probability,
            ),
        ),
        source=row.source,
    )
    return written(made, "", 0)


def entered(row: Row) -> str:
    """Who put the risk on the register, and when."""
    day = format_date(timezone.localdate(row.risk.created_at))
    if row.risk.is_sample:
        return _("Illustrative sample of {day}").format(day=day)
    if row.risk.created_by is None:
        return _("Entered on {day}").format(day=day)
    return _("Entered by {person} on {day}").format(person=row.risk.created_by, day=day)


def _of_several(register: Register, keys: Iterable[str], total: Decimal, title: str) -> Made:
    rows = [row for row in map(register.row, keys) if row is not None]
    rows.sort(key=lambda row: (row.read.expected_loss is None, -(row.read.expected_loss or 0)))
    terms = [
        Term(label=row.event, value=row.read.expected_loss, detail=_detail(register, row)) for row in rows[:TERMS_SHOWN]
    ]
    if rest := rows[TERMS_SHOWN:]:
        terms.append(Term(label=_("All others"), value=sum(row.read.expected_loss or Decimal(0) for row in rest)))
    made = Working(id="risk-loss", title=title, result=total, unit=register.currency, terms=tuple(terms))
    return written(made, "", 0)


def _detail(register: Register, row: Row) -> str:
    if row.read.expected_loss is None:
        return _("No money at stake on record; it is in no sum. {entered}").format(entered=entered(row))
    return _("{percent} × {money} · {source} · {entered}").format(
        percent=format_percent(100 * row.read.probability_value, 0),
        money=format_money(row.risk.money, register.currency, 0),
        source=row.source,
        entered=entered(row),
    )
