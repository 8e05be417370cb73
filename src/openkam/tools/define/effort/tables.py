"""The tables of the effort plan: managers, classes, accounts, changes and the trade."""

from __future__ import annotations

from decimal import Decimal

from openkam.core.blocks import Column, Table, Value
from openkam.core.i18n import gettext as _
from openkam.core.nouns import ACCOUNT_CLASS_NAMES, ACCOUNT_CLASSES
from openkam.tools.define.effort.result import Allocation, EffortResult
from openkam.tools.define.effort.wording import level_text, subtitle


def _days(key: str, label: str) -> Column:
    return Column(key=key, label=label, kind="number", unit=_("days"), decimals=1)


def _money(result: EffortResult, key: str, label: str) -> Column:
    return Column(key=key, label=label, kind="money", unit=result.currency, decimals=2)


def managers_table(result: EffortResult) -> Table:
    """Days asked for, there and proposed, and what one more day would bring."""
    planned = result.attained is not None
    columns = [
        Column(key="manager", label=_("Account manager")),
        Column(key="accounts", label=_("Accounts now"), kind="integer"),
        _days("asked", _("Days asked for")),
        _days("capacity", _("Capacity")),
        _days("left", _("Capacity − asked for")),
    ]
    rows: list[tuple[Value, ...]] = [
        (one.name, one.accounts, one.asked_days, one.capacity_days, -one.over_days) for one in result.managers
    ]
    if result.unmanaged:
        rows.append((_("Nobody now"), result.unmanaged, result.unmanaged_days, None, None))
    total: tuple[Value, ...] = (
        _("All"),
        len(result.accounts),
        result.asked_days,
        result.capacity_days,
        -result.over_days,
    )
    if planned:
        columns += [
            Column(key="served", label=_("Accounts proposed"), kind="integer"),
            _days("proposed", _("Days proposed")),
            _money(result, "attained", _("Value attained")),
            _money(result, "day", _("One more day brings")),
        ]
        more: list[tuple[Value, ...]] = [
            (one.proposed_accounts, one.proposed_days, one.attained, one.day_value) for one in result.managers
        ]
        if result.unmanaged:
            more.append((None, None, None, None))
        rows = [(*row, *extra) for row, extra in zip(rows, more, strict=True)]
        served = sum(one.proposed_accounts for one in result.managers)
        total = (*total, served, result.proposed_days, result.attained, None)
    return Table(
        id="effort-managers",
        title=_("Load per manager"),
        subtitle=subtitle(result, _("Days asked for, days there are and days proposed")),
        columns=tuple(columns),
        rows=tuple(rows),
        total=total,
    )


def classes_table(result: EffortResult) -> Table:
    """Days and value of each class."""
    columns = (
        Column(key="kind", label=_("Account class")),
        Column(key="accounts", label=_("Accounts"), kind="integer"),
        _days("each", _("Days per account")),
        _days("asked", _("Days asked for")),
        Column(key="served", label=_("Accounts served"), kind="integer"),
        _days("proposed", _("Days proposed")),
        _money(result, "value", _("Value at stake")),
        _money(result, "attained", _("Value attained")),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            str(ACCOUNT_CLASS_NAMES[one.kind]),
            one.accounts,
            result.class_days.of(one.kind),
            one.asked_days,
            one.served,
            one.proposed_days,
            one.value,
            one.attained,
        )
        for one in result.classes
    )
    served = sum(one.served for one in result.classes)
    total: tuple[Value, ...] = (
        _("All"),
        len(result.accounts),
        None,
        result.asked_days,
        served,
        result.proposed_days,
        result.value,
        result.attained,
    )
    return Table(id="effort-classes", title=_("Load per class"), columns=columns, rows=rows, total=total)


def proposal_table(result: EffortResult) -> Table:
    """Every account, by class and value at stake: today beside the proposal."""
    names = {one.id: one.name for one in result.managers}
    columns = (
        Column(key="account", label=_("Account code")),
        Column(key="name", label=_("Account")),
        Column(key="kind", label=_("Account class")),
        _money(result, "value", _("Value at stake")),
        Column(key="now", label=_("Account manager now")),
        _days("asked", _("Days asked for")),
        _days("today", _("Days if cut evenly")),
        Column(key="manager", label=_("Account manager proposed")),
        Column(key="level", label=_("Level of effort")),
        _days("days", _("Days proposed")),
        _days("change", _("Change")),
        Column(key="share", label=_("Share attained"), kind="percent", unit="%", decimals=0),
        _money(result, "attained", _("Value attained")),
        _money(result, "won", _("Won or given up")),
        Column(key="what", label=_("What changes")),
    )
    rows = sorted(
        result.accounts, key=lambda row: (ACCOUNT_CLASSES.index(row.kind), -(row.value or Decimal(0)), row.account)
    )
    return Table(
        id="effort-accounts",
        title=_("Proposal, account by account"),
        subtitle=subtitle(result, _("Beside the days that each would have if all are cut evenly")),
        columns=columns,
        rows=tuple(
            (
                row.account,
                row.name,
                str(ACCOUNT_CLASS_NAMES[row.kind]),
                row.value,
                names.get(row.manager_now, ""),
                row.asked_days,
                row.today_days,
                names.get(row.manager, ""),
                level_text(result, row),
                row.days,
                row.change_days,
                row.share_pct,
                row.attained,
                row.attained - row.today_value,
                _what(row),
            )
            for row in rows
        ),
        links=tuple(row.account for row in rows),
    )


def _what(row: Allocation) -> str:
    if row.handed_over:
        return _("handed over")
    if row.manager and not row.manager_now:
        return _("gets a manager")
    if not row.days:
        return _("goes without") if row.asked_days else ""
    if row.change_days:
        return _("more days") if row.change_days > 0 else _("fewer days")
    return ""


def changes_table(result: EffortResult) -> Table:
    """How many accounts gain and lose days against an even cut, and the value that goes with it."""
    columns = (
        Column(key="what", label=_("What changes")),
        Column(key="accounts", label=_("Accounts"), kind="integer"),
        _days("days", _("Change")),
        _money(result, "value", _("Won or given up")),
    )
    parts = (
        (_("More days"), [row for row in result.accounts if row.change_days > 0]),
        (_("Fewer days"), [row for row in result.accounts if row.change_days < 0]),
        (_("The same days"), [row for row in result.accounts if not row.change_days]),
    )
    return Table(
        id="effort-changes",
        title=_("What the proposal changes"),
        columns=columns,
        rows=tuple((label, len(rows), *_sums(rows)) for label, rows in parts),
        total=(_("All"), len(result.accounts), *_sums(list(result.accounts))),
    )


def _sums(rows: list[Allocation]) -> tuple[Decimal, Decimal]:
    return (
        sum((row.change_days for row in rows), Decimal(0)),
        sum((row.attained - row.today_value for row in rows), Decimal(0)),
    )


def trade_table(result: EffortResult) -> Table:
    """Capacity, days and the value that they attain."""
    columns = (
        Column(key="capacity", label=_("Capacity"), kind="percent", unit="%", decimals=0),
        _days("days", _("Days")),
        _money(result, "attained", _("Value attained")),
        Column(key="share", label=_("Share of the value at stake"), kind="percent", unit="%", decimals=1),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.capacity_pct,
            one.capacity_days,
            one.attained,
            None if one.attained is None or not result.value else float(100 * one.attained / result.value),
        )
        for one in result.trade
    )
    return Table(id="effort-trade-data", title=_("Value against capacity"), columns=columns, rows=rows)
