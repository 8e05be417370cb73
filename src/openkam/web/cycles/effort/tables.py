"""The load as page and files show it, and who manages which account for how many days."""

from __future__ import annotations

from django.utils.translation import gettext as _

from openkam.core.blocks import Column, Figure, Table
from openkam.tools.define.account_matrix.wording import class_label
from openkam.tools.define.effort.report import load_figure
from openkam.tools.define.effort.result import EffortResult
from openkam.tools.define.effort.tables import classes_table
from openkam.web.cycles.effort.planned import PROFIT, Programme
from openkam.web.cycles.files.tables import without


def load_blocks(load: EffortResult) -> tuple[Figure, Table]:
    """What is asked of each manager and for each class, without what a proposal would add."""
    picture = load_figure(load)
    kept = without(picture.table, "served", "proposed", "attained", "day")
    kept = kept.model_copy(update={"subtitle": _("Days asked for and days there are")})
    series = tuple(one for one in picture.series if one.key != "proposed")
    classes = without(classes_table(load), "served", "proposed", "value", "attained")
    return picture.model_copy(update={"series": series, "table": kept}), classes


def allotment_table(programme: Programme) -> Table:
    """Every account that counts with its class, what is at stake, its manager and its days."""
    value = _("Profit") if programme.wish.value == PROFIT else _("Revenue")
    columns = (
        Column(key="code", label=_("Account code")),
        Column(key="account", label=_("Account")),
        Column(key="kind", label=_("Account class")),
        Column(key="value", label=value, kind="money", unit=programme.books.currency, decimals=2),
        Column(key="manager", label=_("Account manager")),
        Column(key="days", label=_("Days asked for"), kind="number", unit=_("days"), decimals=1),
    )
    rows = tuple(
        (
            row.code,
            row.name,
            class_label(row.kind),
            row.value,
            "" if row.manager is None else str(programme.managers[row.manager]),
            programme.asked(row),
        )
        for row in programme.rows
    )
    return Table(id="allotment", title=_("Who manages whom"), columns=columns, rows=rows)
