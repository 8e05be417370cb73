"""The sentences and names of the pilot plan."""

from __future__ import annotations

from math import floor, log10

from openkam.core.blocks import Tone
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number, format_percent
from openkam.tools.verify.pilot.result import Analysis, Gate, PilotResult, Verdict

NAMES_SHOWN = 6


def gate_label(gate: Gate) -> str:
    """The decision in words."""
    return {
        "go": _("go"),
        "conditional": _("go with conditions"),
        "hold": _("hold"),
        "kill": _("stop"),
    }[gate]


def gate_tone(gate: Gate | None) -> Tone:
    """Green for go, red for stop."""
    return "pos" if gate == "go" else "neg" if gate == "kill" else "neutral"


def verdict_label(verdict: Verdict) -> str:
    """How a criterion stands."""
    return {
        "met": _("met"),
        "likely": _("better, size not proven"),
        "unclear": _("unclear"),
        "missed": _("missed"),
        "worse": _("worse"),
        "no_data": _("not measured"),
    }[verdict]


def finding_text(result: PilotResult) -> str:
    """The gate and why; before anything is measured, how much must be."""
    if not result.states:
        return _("The pilot has no criterion for success yet")
    if result.gate is None:
        return _plan_text(result)
    text = {
        "go": ngettext("Go: the {total} criterion is met", "Go: all {total} criteria are met", len(result.states)),
        "conditional": _("Go with conditions: {met} of {total} criteria met; open: {names}"),
        "hold": _("Hold: not decided or worse: {names}"),
        "kill": _("Stop: the pilot rules out {names}"),
    }[result.gate]
    names = [state.name for state in result.states if _blocks(result.gate, state.verdict, must=state.must)]
    if len(names) > NAMES_SHOWN:
        names = [*names[:NAMES_SHOWN], "…"]
    return text.format(
        total=format_number(len(result.states)),
        met=format_number(sum(state.verdict == "met" for state in result.states)),
        names=listed(names),
    )


def _blocks(gate: Gate, verdict: Verdict, *, must: bool) -> bool:
    """Whether this criterion is a reason for the gate."""
    if gate == "kill":
        return must and verdict in ("missed", "worse")
    if gate == "hold":
        return (must and verdict in ("unclear", "no_data")) or (not must and verdict == "worse")
    return verdict != "met"


def _plan_text(result: PilotResult) -> str:
    needed = [size.needed for size in result.sizes if size.needed is not None]
    if not needed:
        return _("The size of the pilot is open: no criterion has both a smallest effect and a spread")
    text = _("The pilot needs {count} measurements per group to see the effects that count with a chance of {power}")
    return text.format(count=format_number(max(needed)), power=format_percent(result.power_pct, 0))


def decimals_of(analysis: Analysis) -> int:
    """So many decimals that the interval shows two to three digits."""
    width = analysis.high - analysis.low or abs(analysis.improvement) or 1.0
    scale = 100 if analysis.design == "proportions" else 1
    return min(8, max(0, 1 - floor(log10(width * scale))))


def amount(analysis: Analysis, value: float) -> str:
    """A difference with its unit; of shares in percentage points."""
    decimals = decimals_of(analysis)
    if analysis.design == "proportions":
        return _("{value} percentage points").format(value=format_number(100 * value, decimals))
    return f"{format_number(value, decimals)}\N{NO-BREAK SPACE}{analysis.unit}".strip()


def interval_text(analysis: Analysis, low: float, high: float, confidence_pct: float) -> str:
    """`95 % interval 2.1 to 6.3`."""
    scale = 100 if analysis.design == "proportions" else 1
    decimals = decimals_of(analysis)
    return _("{confidence} interval {low} to {high}").format(
        confidence=format_percent(confidence_pct, 0 if float(confidence_pct).is_integer() else 1),
        low=format_number(scale * low, decimals),
        high=format_number(scale * high, decimals),
    )


def analysis_text(analysis: Analysis, confidence_pct: float) -> str:
    """The effect with its interval, against the smallest effect that counts."""
    values = {
        "name": analysis.name,
        "effect": amount(analysis, analysis.improvement),
        "smallest": amount(analysis, analysis.smallest_effect),
        "interval": interval_text(analysis, analysis.low, analysis.high, confidence_pct),
    }
    if analysis.verdict == "worse":
        values["effect"] = amount(analysis, -analysis.improvement)
        values["interval"] = interval_text(analysis, -analysis.high, -analysis.low, confidence_pct)
        return _("{name} becomes worse by {effect} ({interval})").format(**values)
    asked = analysis.smallest_effect > 0
    if analysis.verdict == "met":
        text = (
            _("{name} improves by {effect} ({interval}); at least {smallest} was asked")
            if asked
            else _("{name} improves by {effect} ({interval})")
        )
    elif analysis.verdict == "likely":
        text = _("{name} improves by {effect} ({interval}), perhaps by less than the {smallest} asked")
    elif analysis.verdict == "missed":
        text = (
            _("{name}: an improvement of {smallest} is ruled out; it is {effect} ({interval})")
            if asked
            else _("{name} does not improve: {effect} ({interval})")
        )
    else:
        text = _("{name}: it is open whether the pilot helps enough: improvement {effect} ({interval})")
    return text.format(**values)


def analysis_tone(analysis: Analysis) -> Tone:
    """Green where met, red where missed or worse."""
    return "pos" if analysis.verdict == "met" else "neg" if analysis.verdict in ("missed", "worse") else "neutral"
