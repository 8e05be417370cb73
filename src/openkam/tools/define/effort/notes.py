"""Remarks beside the effort plan: what it cannot know, how good it is, and what it takes for granted."""

from __future__ import annotations

from openkam.core.blocks import Note
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.nouns import ACCOUNT_CLASSES
from openkam.core.numbers import format_number, format_percent
from openkam.tools.define.effort.inputs import LEVELS, ClassDays
from openkam.tools.define.effort.result import EffortResult
from openkam.tools.define.effort.wording import days_text, money_text


def notes(result: EffortResult) -> tuple[Note, ...]:
    """Warnings first, then what is unknown, then the methods."""
    return (*_warnings(result), *_unknown(result), *_methods(result))


def _warnings(result: EffortResult) -> list[Note]:
    made = []
    if result.attained is None:
        text = _(
            "Free days for the managers named, lower an agreed minimum, or let an account go to another manager; then "
            "a proposal can be made."
        )
        made.append(Note(id="effort-short", kind="warning", text=text))
    if result.unmanaged:
        text = ngettext(
            "{count} account has no account manager now; it asks for {days} days.",
            "{count} accounts have no account manager now; they ask for {days} days.",
            result.unmanaged,
        ).format(count=format_number(result.unmanaged), days=days_text(result.unmanaged_days))
        made.append(Note(id="effort-unmanaged", kind="warning", text=text))
    if result.attained is not None and result.attained < result.today_value:
        text = _("An even cut breaks what is agreed; the proposal keeps it, and that costs value.")
        made.append(Note(id="effort-agreed", kind="warning", text=text))
    return made


def _unknown(result: EffortResult) -> list[Note]:
    if not result.unknown_values:
        return []
    text = ngettext(
        "The value at stake of {count} account is not known: it gets only what is agreed.",
        "The value at stake of {count} accounts is not known: they get only what is agreed.",
        result.unknown_values,
    ).format(count=format_number(result.unknown_values))
    return [Note(id="effort-unknown", kind="unknown", text=text)]


def _methods(result: EffortResult) -> list[Note]:
    if not result.accounts:
        return []
    made = []
    if result.attained is not None:
        made.append(Note(id="effort-solver", kind="method", text=_solver(result)))
        text = _("The plan proposes; people decide. It knows days and values only, not who gets on with whom.")
        made.append(Note(id="effort-people", kind="method", text=text))
    text = _(
        "The even cut gives every account of a manager the same part of the days it asks for; between two levels the "
        "value is on a straight line. Accounts that nobody serves have no days."
    )
    made.append(Note(id="effort-today", kind="method", text=text))
    if result.class_days == ClassDays():
        days = [days_text(result.class_days.of(kind)) for kind in ACCOUNT_CLASSES]
        text = _(
            "Days per class are ours and only where to begin: Key {k}, Key Development {d}, Maintenance {m}, "
            "Opportunistic {o} days a year."
        ).format(**dict(zip(ACCOUNT_CLASSES, days, strict=True)))
        made.append(Note(id="effort-class-days", kind="method", text=text))
    if result.levels == LEVELS:
        text = _("The levels of effort and what they attain are ours and only where to begin; judge them yourselves.")
        made.append(Note(id="effort-levels", kind="method", text=text))
    if not result.hand_over:
        text = _("No account changes manager in this proposal; it was not allowed.")
        made.append(Note(id="effort-no-hand-over", kind="method", text=text))
    elif result.hand_over_loss_pct:
        text = _("A hand-over is reckoned to cost {percent} of what the account attains in this period.")
        text = text.format(percent=format_percent(result.hand_over_loss_pct, 0))
        made.append(Note(id="effort-hand-over", kind="method", text=text))
    return made


def _solver(result: EffortResult) -> str:
    words = {"bound": money_text(result, result.bound or 0), "gap": format_percent(result.gap_pct or 0, 3)}
    if result.method == "proved":
        return _("No other plan attains more: proved by the solver HiGHS.")
    if result.method == "stopped":
        text = _(
            "The search of the solver HiGHS was cut short: no plan attains more than {bound}, {gap} above this one."
        )
    else:
        text = _("The plan is rounded from the relaxed one: no plan attains more than {bound}, {gap} above this one.")
    return text.format(**words)
