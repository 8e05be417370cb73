"""The load and the proposal as sentences, pictures, tables and sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openkam.core.blocks import Axis, Block, Figure, Finding, Report, Series, Term, Working
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.effort.notes import notes
from openkam.tools.define.effort.result import Allocation, EffortResult, ManagerLoad
from openkam.tools.define.effort.tables import (
    changes_table,
    classes_table,
    managers_table,
    proposal_table,
    trade_table,
)
from openkam.tools.define.effort.wording import (
    days_text,
    load_text,
    money_text,
    proposal_text,
    shortage_text,
    subtitle,
)

DRAWN = 30
"""Managers in the picture; the table has all."""
WORKED = 3
"""Managers whose load is worked out: those with the most days too many."""
TERMS = 20


def report(result: EffortResult) -> Report:
    """Findings, load, trade, proposal and changes, the sums behind them, remarks."""
    blocks: list[Block] = list(findings(result))
    if result.managers:
        blocks.append(load_figure(result))
    if result.accounts:
        blocks.append(classes_table(result))
    if result.attained is not None and result.value:
        blocks += [trade_figure(result), changes_table(result)]
    if result.accounts:
        blocks.append(proposal_table(result))
    return (*blocks, *workings(result), *notes(result))


def findings(result: EffortResult) -> tuple[Finding, ...]:
    """The load, then the proposal, or who lacks what where none can be made."""
    made = [Finding(id="effort-load", text=load_text(result), tone="neg" if result.over_days > 0 else "neutral")]
    if result.attained is None:
        made.append(Finding(id="effort-proposal", text=proposal_text(result), tone="neg"))
        made += [
            Finding(id=f"effort-short-{at}", text=shortage_text(result, one), tone="neg")
            for at, one in enumerate(result.shortages[:10])
        ]
    elif result.accounts:
        made.append(Finding(id="effort-proposal", text=proposal_text(result)))
    dearest = max(result.managers, key=lambda one: one.day_value, default=None)
    if dearest is not None and dearest.day_value > 0 and result.attained is not None:
        text = _("One more day of {manager} would bring about {value}, the most of all")
        if len(result.managers) == 1:
            text = _("One more day of {manager} would bring about {value}")
        text = text.format(manager=dearest.name, value=money_text(result, dearest.day_value))
        made.append(Finding(id="effort-day", text=text))
    return tuple(made)


def load_figure(result: EffortResult) -> Figure:
    """Days asked for, capacity and days proposed, side by side for each manager."""
    shown = sorted(result.managers, key=lambda one: (-one.over_days, one.id))[:DRAWN]
    left = len(result.managers) - len(shown)
    note = ""
    if left:
        note = ngettext(
            "The picture shows the {shown} managers with the most days too many; {count} more is in the table.",
            "The picture shows the {shown} managers with the most days too many; {count} more are in the table.",
            left,
        ).format(shown=format_number(len(shown)), count=format_number(left))
    # Accounts that nobody serves stand beside the managers: their days are part of what is asked for.
    alone = [result.unmanaged_days] if result.unmanaged_days else []
    nobody = [_("Nobody now")] if alone else []
    nothing = [Decimal(0) for _days in alone]
    series = [
        _bars("asked", _("Days asked for"), [*(one.asked_days for one in shown), *alone]),
        _bars("capacity", _("Capacity"), [*(one.capacity_days for one in shown), *nothing]),
    ]
    if result.attained is not None:
        series.append(_bars("proposed", _("Days proposed"), [*(one.proposed_days for one in shown), *nothing]))
    return Figure(
        id="effort-load-figure",
        kind="bars",
        title=load_text(result),
        subtitle=subtitle(result, _("Days a year per account manager, the most days too many first")),
        x=Axis(label=_("Account manager"), scale="category"),
        y=Axis(label=_("Days"), unit=_("days")),
        categories=(*(one.name for one in shown), *nobody),
        # A series of nothing but 0 would get a scale of its own.
        series=tuple(one for one in series if any(one.values)) or tuple(series),
        note=note,
        table=managers_table(result),
    )


def _bars(key: str, label: str, values: Sequence[Decimal]) -> Series:
    return Series(key=key, label=label, form="bar", values=tuple(float(value) for value in values))


def trade_figure(result: EffortResult) -> Figure:
    """The value that the best plan attains with less and with more days than there are."""
    return Figure(
        id="effort-trade",
        kind="lines",
        title=_trade_title(result),
        subtitle=subtitle(result, _("Value attained with less and with more days than there are")),
        x=Axis(label=_("Capacity"), unit="%", scale="category"),
        y=Axis(label=_("Value attained"), unit=result.currency, kind="money"),
        categories=tuple(format_percent(one.capacity_pct, 0) for one in result.trade),
        series=(
            Series(
                key="attained",
                label=_("Value attained"),
                form="line",
                values=tuple(None if one.attained is None else float(one.attained) for one in result.trade),
                tone="ours",
            ),
        ),
        note=_("Points beside today's capacity are rounded from relaxed plans and may lie a little too low.")
        if result.trade_rounded
        else "",
        table=trade_table(result),
    )


def _trade_title(result: EffortResult) -> str:
    """What a fifth less and a fifth more capacity would change."""
    known = {one.capacity_pct: one.attained for one in result.trade}
    less, now, more = known.get(80), known.get(100), known.get(120)
    if now is None or more is None:
        return _("Value against capacity")
    words = {"more": money_text(result, more - now), "less": money_text(result, now - less) if less is not None else ""}
    if less is None:
        return _("A fifth more days would bring {more}; with a fifth less, what is agreed cannot be kept").format(
            **words
        )
    return _("A fifth more days would bring {more}, a fifth less would cost {less}").format(**words)


def workings(result: EffortResult) -> tuple[Working, ...]:
    """The load of the most loaded managers, the value of the proposal, and what it wins against an even cut."""
    loaded = [one for one in result.managers if one.accounts]
    loaded.sort(key=lambda one: (-one.over_days, one.id))
    made = [_load(result, one) for one in loaded[:WORKED]]
    if result.attained is not None and result.value:
        made += [_value(result), _won(result)]
    return tuple(made)


def _load(result: EffortResult, manager: ManagerLoad) -> Working:
    rows = sorted(
        (row for row in result.accounts if row.manager_now == manager.id),
        key=lambda row: (-row.asked_days, row.account),
    )
    terms = [Term(label=row.label(), value=row.asked_days, kind="number") for row in rows[:TERMS]]
    if rows[TERMS:]:
        terms.append(_others(sum((row.asked_days for row in rows[TERMS:]), Decimal(0)), len(rows) - TERMS, "number"))
    terms.append(Term(label=_("− Capacity"), value=-manager.capacity_days, kind="number"))
    return Working(
        id=f"effort-load-{manager.id}",
        title=_("Days asked of {name}, less capacity").format(name=manager.name),
        result=manager.over_days,
        kind="number",
        unit=_("days"),
        decimals=1,
        terms=tuple(terms),
    )


def _others(value: Decimal, count: int, kind: str) -> Term:
    label = ngettext("{count} other account", "{count} other accounts", count).format(count=format_number(count))
    return Term(label=label, value=value, kind="number" if kind == "number" else "money")


def _value(result: EffortResult) -> Working:
    rows = sorted((row for row in result.accounts if row.days), key=lambda row: (-row.attained, row.account))
    terms = [Term(label=row.label(), value=row.attained, detail=_detail(result, row)) for row in rows[:TERMS]]
    if rows[TERMS:]:
        terms.append(_others(sum((row.attained for row in rows[TERMS:]), Decimal(0)), len(rows) - TERMS, "money"))
    return Working(
        id="effort-value",
        title=_("Value that the proposal attains"),
        result=result.attained,
        unit=result.currency,
        terms=tuple(terms),
    )


def _detail(result: EffortResult, row: Allocation) -> str:
    """What the value at stake is multiplied by, for how many days."""
    words = {
        "value": money_text(result, row.value or 0),
        "share": format_percent(row.share_pct, 1),
        "days": days_text(row.days),
        "kept": format_percent(100 - result.hand_over_loss_pct, 1),
    }
    if row.handed_over:
        return _("{value} × {share} for {days} days × {kept} left by the hand-over").format(**words)
    return _("{value} × {share} for {days} days").format(**words)


def _won(result: EffortResult) -> Working:
    attained = result.attained or Decimal(0)
    return Working(
        id="effort-won",
        title=_("Won against cutting all days evenly"),
        result=attained - result.today_value,
        unit=result.currency,
        terms=(
            Term(label=_("Value that the proposal attains"), value=attained),
            Term(label=_("− Value if all days are cut evenly"), value=-result.today_value),
        ),
    )
