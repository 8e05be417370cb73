"""Sentences and names that report and pictures share."""

from __future__ import annotations

from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.design.process_design.inputs import TIME_UNITS, Design, ProcessDesignResult


def time_unit(result: ProcessDesignResult) -> str:
    """The unit of every time."""
    return str(TIME_UNITS[result.time_unit])


def decimals(value: float | None) -> int:
    """Places that show about three digits."""
    size = abs(value or 0)
    return 0 if size >= 100 or float(size).is_integer() else 1 if size >= 10 else 2


def number(value: float | None) -> str:
    """`value` to about three digits."""
    return format_number(value, decimals(value))


def names(design: Design, ids: tuple[str, ...]) -> str:
    """The names of steps, one after the other; of many the first ones."""
    by_id = {step.id: step.name for step in design.steps}
    return listed(by_id[id] for id in ids)


def load_sentence(result: ProcessDesignResult) -> str:
    """Whether the process keeps up with demand, and which step decides."""
    base = result.base
    if base.line_capacity_per_period is None:
        return _("No step takes any time, so nothing limits the process")
    if base.keeps_up:
        text = _("The process keeps up with demand: the busiest step, {step}, is loaded to {load}")
    else:
        text = _("The process cannot keep up: {step} is asked for {load} of what it can do")
    return text.format(step=names(base, base.bottlenecks), load=format_percent(base.highest_utilisation_pct))


def lead_sentence(result: ProcessDesignResult) -> str:
    """How long one unit takes, and how much of that is waiting."""
    base, unit = result.base, time_unit(result)
    if base.waits_unknown:
        text = ngettext(
            "One unit takes at least {time} {unit}; the wait before {count} step is not known.",
            "One unit takes at least {time} {unit}; the waits before {count} steps are not known.",
            len(base.waits_unknown),
        )
        count = format_number(len(base.waits_unknown))
        return text.format(time=number(base.lead_time), unit=unit, count=count)
    if not base.lead_time:
        return _("One unit takes no time.")
    text = _("One unit takes {time} {unit}, {share} of it waiting.")
    share = format_percent(100 * base.lead_wait_time / base.lead_time, 0)
    return text.format(time=number(base.lead_time), unit=unit, share=share)
