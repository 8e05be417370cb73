"""The words of the effort plan: levels, managers and the findings."""

from __future__ import annotations

from openkam.core.i18n import gettext as _, ngettext
from openkam.core.numbers import format_compact, format_number, format_percent
from openkam.tools.define.effort.result import Allocation, EffortResult, Shortage


def days_text(days: object) -> str:
    """Days without needless decimals."""
    value = float(str(days))
    return format_number(value, 0 if value == round(value) else 1 if round(value, 1) == value else 2)


def money_text(result: EffortResult, value: object) -> str:
    """An amount to three digits with its currency."""
    text = format_compact(float(str(value)))
    return f"{text}\N{NO-BREAK SPACE}{result.currency}" if result.currency else text


def level_text(result: EffortResult, row: Allocation) -> str:
    """The name of the level that is proposed."""
    known = {one.id: one.label() for one in result.levels}
    return {
        "none": "",
        "common": known.get(row.level, row.level),
        "own": row.level,
        "minimum": _("agreed minimum"),
        "agreed": _("agreed days"),
        "today": _("as today, cut evenly"),
    }[row.origin]


def load_text(result: EffortResult) -> str:
    """What the managers have, what the accounts ask for, and the difference."""
    words = {
        "capacity": days_text(result.capacity_days),
        "asked": days_text(result.asked_days),
        "difference": days_text(abs(result.over_days)),
    }
    if result.over_days > 0:
        text = _("The managers have {capacity} days; the accounts ask for {asked}: {difference} too many")
    elif result.over_days < 0:
        text = _("The managers have {capacity} days; the accounts ask for {asked}: {difference} to spare")
    else:
        text = _("The managers have {capacity} days, just what the accounts ask for")
    return text.format(**words)


def proposal_text(result: EffortResult) -> str:
    """What the proposal attains with how many days, or that nothing keeps what is agreed."""
    if result.attained is None:
        return _("No plan can keep what is agreed")
    if result.attained_pct is None:
        return _("Nothing is known to be at stake, so that no plan is better than another")
    words = {
        "share": format_percent(result.attained_pct, 0),
        "days": days_text(result.proposed_days),
        "won": money_text(result, abs(result.attained - result.today_value)),
    }
    if result.attained > result.today_value:
        text = _(
            "The proposal attains {share} of the value at stake with {days} days, {won} more than cutting all evenly"
        )
    elif result.attained < result.today_value:
        text = _(
            "The proposal attains {share} of the value at stake with {days} days, {won} less than cutting all evenly: "
            "what is agreed costs that much"
        )
    else:
        text = _("The proposal attains {share} of the value at stake with {days} days, as cutting all evenly does")
    return text.format(**words)


def shortage_text(result: EffortResult, one: Shortage) -> str:
    """What one manager lacks to keep what is agreed."""
    words = {
        "manager": result.manager_name(one.manager),
        "agreed": days_text(one.agreed_days),
        "missing": days_text(one.missing_days),
    }
    if not one.manager:
        return _("{agreed} days are agreed and there is no manager to serve them").format(**words)
    if one.missing_days:
        return _("{manager} cannot serve what is agreed: {agreed} days, {missing} too many").format(**words)
    text = ngettext(
        "{manager} has {count} agreed account more than one manager may have",
        "{manager} has {count} agreed accounts more than one manager may have",
        one.missing_places,
    )
    return text.format(manager=words["manager"], count=format_number(one.missing_places))


def subtitle(result: EffortResult, what: str) -> str:
    """`what`, with the cycle if it has a name."""
    return _("{what}, {period}").format(what=what, period=result.period) if result.period else what
