"""How details, checks and targets are written, in the reader's language."""

from __future__ import annotations

from openkam.core.i18n import gettext as _
from openkam.core.numbers import format_as_typed
from openkam.tools.measure.ctq.inputs import Check, CtqInput
from openkam.tools.measure.ctq.maths import Detail


def detail_name(detail: Detail) -> str:
    """The name of one detail."""
    return {
        "definition": _("Operational definition"),
        "unit": _("Unit"),
        "data_type": _("Data type"),
        "target": _("Target"),
        "limits": _("Limits"),
        "opportunities": _("Opportunities per unit"),
        "method": _("Measurement method"),
        "data_source": _("Data source"),
        "owner": _("Owner"),
    }[detail]


def check_text(check: Check) -> str:
    """What a check says."""
    if check.kind == "missing" and check.detail:
        return _("{name}: it is missing its {detail}.").format(
            name=check.name, detail=detail_name(check.detail).lower()
        )
    if check.kind == "serves_many":
        text = _("{name}: it serves {count} needs, so one change in it touches them all: {needs}.")
        return text.format(name=check.name, count=len(check.needs), needs=_(", ").join(check.needs))
    return {
        "need_without_ctq": _("{name}: nothing measures this need; add a driver and a CTQ."),
        "driver_without_ctq": _("{name}: nothing measures this driver; add a CTQ."),
        "ctq_without_driver": _("{name}: it hangs on no driver; name the one that it measures, or drop it."),
        "limits_reversed": _("{name}: the lower limit is not below the upper limit; it is not handed on."),
        "target_outside": _("{name}: the target lies outside the limits."),
        "limits_mismatch": _(
            "{name}: the limit does not guard the side that hurts; see in which direction it is better."
        ),
    }[check.kind].format(name=check.name)


def aim_text(ctq: CtqInput) -> str:
    """Target and limits in short: `≥ 97 % · limit at least 95`; empty where neither is given."""
    sign = {"higher": "≥ ", "lower": "≤ ", "target": ""}[ctq.direction]
    target = "" if ctq.target is None else f"{sign}{format_as_typed(ctq.target)} {ctq.unit}".strip()
    return " · ".join(part for part in (target, _limits_text(ctq)) if part)


def _limits_text(ctq: CtqInput) -> str:
    if ctq.lower is not None and ctq.upper is not None:
        return _("limits {lower} to {upper}").format(lower=format_as_typed(ctq.lower), upper=format_as_typed(ctq.upper))
    if ctq.lower is not None:
        return _("limit at least {lower}").format(lower=format_as_typed(ctq.lower))
    if ctq.upper is not None:
        return _("limit at most {upper}").format(upper=format_as_typed(ctq.upper))
    return ""
