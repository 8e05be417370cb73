"""The tables of the matrix: accounts with both values, the four classes, earlier positions."""

from __future__ import annotations

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _
from openkam.tools.define.account_matrix.compute import KINDS
from openkam.tools.define.account_matrix.inputs import MatrixResult, Placed
from openkam.tools.define.account_matrix.wording import advice, class_label, label, subtitle

PLACES = {kind: at for at, kind in enumerate(KINDS)}


def accounts_table(result: MatrixResult) -> Table:
    """Every account, by class and attractiveness; those that stand nowhere come last."""
    chances = any(row.chances for row in result.accounts)
    columns = [
        Column(key="account", label=_("Account code")),
        Column(key="name", label=_("Account")),
        Column(key="kind", label=_("Account class")),
        Column(key="borderline", label=_("Near a line")),
        Column(key="attractiveness", label=_("Attractiveness"), kind="number", decimals=2),
        Column(key="scored", label=_("Weight scored"), kind="percent", unit="%", decimals=0),
        Column(key="strength", label=_("Relative strength"), kind="ratio", decimals=2),
        Column(key="difference", label=_("Difference"), kind="number", decimals=2),
        Column(key="ours", label=_("Our total"), kind="number", decimals=2),
        Column(key="rival", label=_("Best rival")),
        Column(key="theirs", label=_("Their total"), kind="number", decimals=2),
        Column(key="revenue", label=_("Revenue"), kind="money", unit=result.currency, decimals=2),
    ]
    if chances:
        columns += [
            Column(key=f"chance-{kind}", label=class_label(kind), kind="percent", unit="%", decimals=0)
            for kind in KINDS
        ]
    rows = sorted(
        result.accounts,
        key=lambda row: (PLACES[row.kind] if row.kind else len(KINDS), -(row.attractiveness or 0), row.account),
    )
    return Table(
        id="matrix-accounts",
        title=_("Accounts by class"),
        subtitle=subtitle(result),
        columns=tuple(columns),
        rows=tuple(_row(row, chances) for row in rows),
        links=tuple(row.account for row in rows),
    )


def _row(row: Placed, chances: bool) -> tuple[Value, ...]:
    cells: tuple[Value, ...] = (
        row.account,
        row.name,
        class_label(row.kind),
        _near(row),
        row.attractiveness,
        100 * row.attractiveness_coverage,
        row.strength,
        row.difference,
        row.our_total,
        row.rival,
        row.rival_total,
        row.revenue,
    )
    if not chances:
        return cells
    return (*cells, *(100 * one for one in row.chances)) if row.chances else (*cells, *(None for _kind in KINDS))


def _near(row: Placed) -> str:
    if row.on_line:
        return _("on the line")
    return _("near") if row.borderline else ""


def classes_table(result: MatrixResult) -> Table:
    """The four sums with the advice for each class."""
    columns = (
        Column(key="kind", label=_("Account class")),
        Column(key="accounts", label=_("Accounts"), kind="integer"),
        Column(key="borderline", label=_("Near a line"), kind="integer"),
        Column(key="revenue", label=_("Revenue"), kind="money", unit=result.currency, decimals=2),
        Column(key="share", label=_("Share of revenue"), kind="percent", unit="%", decimals=1),
        Column(key="advice", label=_("Advice")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            class_label(one.kind),
            one.accounts,
            one.borderline,
            one.revenue,
            one.revenue_share_pct,
            advice(one.kind),
        )
        for one in result.classes
    )
    return Table(id="matrix-classes", title=_("Four classes"), columns=columns, rows=rows)


def trail_table(result: MatrixResult) -> Table:
    """Where the accounts stood before, beside where they stand now."""
    columns = (
        Column(key="name", label=_("Account")),
        Column(key="cycle", label=_("Planning cycle")),
        Column(key="attractiveness", label=_("Attractiveness"), kind="number", decimals=2),
        Column(key="strength", label=_("Relative strength"), kind="ratio", decimals=2),
    )
    rows: list[tuple[Value, ...]] = []
    links = []
    for row in result.accounts:
        if not row.trail:
            continue
        past = [(label(row), one.cycle, one.attractiveness, one.strength) for one in row.trail]
        rows += [*past, (label(row), result.period or _("now"), row.attractiveness, row.strength)]
        links += [row.account] * (len(past) + 1)
    return Table(id="matrix-trail", title=_("Earlier positions"), columns=columns, rows=tuple(rows), links=tuple(links))
