"""What stands behind the charts: estimators, bounds, gaps, and what should make the reader careful."""

from __future__ import annotations

from openkam.core.blocks import Note
from openkam.core.i18n import gettext as _, ngettext
from openkam.core.naming import listed
from openkam.core.numbers import format_number
from openkam.tools.verify.control_plan.collect import ALL_POINTS, KEPT_SIGNALS, LAST_POINTS
from openkam.tools.verify.control_plan.result import ChartResult, ControlPlanResult

ENOUGH_POINTS = 20
GAPS_SHOWN = 20


def plan_notes(result: ControlPlanResult) -> list[Note]:
    """The rules that hold for every chart, and what the lines of the plan leave open."""
    notes = []
    if result.charts:
        text = _(
            "A point on a limit is not beyond it. The run rules judge values, means and counts; ranges, standard "
            "deviations, EWMA and CUSUM are judged by their limits only, for their points are skewed or hang together. "
            "A gap neither breaks a run nor lengthens it."
        )
        notes.append(Note(id="control-rules", kind="method", text=text))
    names = _field_names()
    for gap in result.gaps[:GAPS_SHOWN]:
        text = _("Line {line}, {name}, does not say: {fields}.").format(
            line=gap.line, name=gap.name, fields=listed(names[key] for key in gap.missing)
        )
        notes.append(Note(id=f"control-gap-{gap.line}", kind="warning", text=text))
    more = len(result.gaps) - GAPS_SHOWN
    if more > 0:
        text = ngettext("{count} more line is incomplete.", "{count} more lines are incomplete.", more)
        notes.append(Note(id="control-gaps", kind="warning", text=text.format(count=format_number(more))))
    return notes


def _field_names() -> dict[str, str]:
    return {
        "step": _("process step"),
        "method": _("measurement method"),
        "sample_size": _("sample size"),
        "frequency": _("frequency"),
        "measured_by": _("who measures"),
        "reaction": _("reaction plan"),
        "owner": _("owner"),
        "escalation": _("escalation contact"),
    }


def chart_notes(chart: ChartResult, key: str) -> list[Note]:
    """The remarks on one chart."""
    notes = [Note(id=f"{key}-method", kind="method", text=_estimator_text(chart))]
    notes += [Note(id=f"{key}-bound-{at}", kind="method", text=text) for at, text in enumerate(_bounds(chart), start=1)]
    if chart.gaps:
        notes.append(Note(id=f"{key}-gaps", kind="unknown", text=_gaps_text(chart)))
    notes += [
        Note(id=f"{key}-careful-{at}", kind="warning", text=text) for at, text in enumerate(_cautions(chart), start=1)
    ]
    return notes


def remarks(chart: ChartResult) -> list[str]:
    """The same remarks as sentences, for a chart that stands in a table only; how sigma is made is left out."""
    return [*_bounds(chart), *([_gaps_text(chart)] if chart.gaps else []), *_cautions(chart)]


def _gaps_text(chart: ChartResult) -> str:
    text = ngettext(
        "{name}: {count} value is missing and stays a gap.",
        "{name}: {count} values are missing and stay gaps.",
        chart.gaps,
    )
    return text.format(name=chart.name, count=format_number(chart.gaps))


def _estimator_text(chart: ChartResult) -> str:
    text = {
        "moving_range": _("{name}: sigma is the mean moving range of two ÷ d2, from {count} points of phase I."),
        "range": _("{name}: sigma is the mean range ÷ d2, from {count} subgroups of phase I."),
        "deviation": _("{name}: sigma is the mean standard deviation ÷ c4, from {count} subgroups of phase I."),
        "binomial": _("{name}: sigma follows from the mean share (binomial), from {count} samples of phase I."),
        "poisson": _("{name}: sigma follows from the mean number (Poisson), from {count} samples of phase I."),
        "given": _("{name}: the limits were given; no point of this chart set them."),
    }[chart.estimator]
    return text.format(name=chart.name, count=format_number(chart.phase_one))


def _bounds(chart: ChartResult) -> list[str]:
    texts = []
    if chart.sigma_z is not None:
        text = _(
            "{name}: Laney's factor σz = {factor} widens the limits by the variation between samples; 1 would be none."
        )
        texts.append(text.format(name=chart.name, factor=format_number(chart.sigma_z, 3)))
    if chart.unequal:
        texts.append(_("{name}: the limits step, for the samples have different sizes.").format(name=chart.name))
    if chart.total > ALL_POINTS:
        text = _(
            "{name}: of {total} points the picture and its table show the last {last}, and the last {signals} that "
            "signal."
        )
        values = {"total": chart.total, "last": LAST_POINTS, "signals": KEPT_SIGNALS}
        texts.append(text.format(name=chart.name, **{key: format_number(value) for key, value in values.items()}))
    left_out = chart.signals_total - len(chart.signals)
    if left_out:
        text = ngettext(
            "{name}: {count} earlier signal is left out of the list.",
            "{name}: {count} earlier signals are left out of the list.",
            left_out,
        )
        texts.append(text.format(name=chart.name, count=format_number(left_out)))
    return texts


def _cautions(chart: ChartResult) -> list[str]:
    texts = []
    if not chart.varies:
        text = _("{name}: phase I does not vary at all, so the limits are the centre line; check the measurement.")
        texts.append(text.format(name=chart.name))
    if 0 < chart.phase_one < ENOUGH_POINTS:
        text = _("{name}: the limits rest on only {count} points; {enough} or more are usual.")
        texts.append(
            text.format(name=chart.name, count=format_number(chart.phase_one), enough=format_number(ENOUGH_POINTS))
        )
    if chart.signals_phase_one:
        text = ngettext(
            "{name}: {count} point of phase I signals. Find its cause before the limits are trusted.",
            "{name}: {count} points of phase I signal. Find their causes before the limits are trusted.",
            chart.signals_phase_one,
        )
        texts.append(text.format(name=chart.name, count=format_number(chart.signals_phase_one)))
    if chart.signals_total and not chart.reaction:
        text = _("{name}: a point signals, but the line has no reaction plan: nobody knows what to do.")
        texts.append(text.format(name=chart.name))
    return texts
